"""Remarks in a table: what a cell says of its row's subject in several short statements, each read as a cell of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from kg.entities.masking import MARKS
from kg.sieve import lowered
from kg.tabular.cells import REMARKS, Cell, Column, Words

_MARKED = ("License", "Organization")


def statements(words: Words, cell: Cell, whole: bool = False) -> Iterator[tuple[Column, Cell]]:
    """The statements of a cell, each with the column that it would stand in; `whole`: up to the first words that are none."""
    position = cell.start
    for end in [*words.said["remark_ends"].finditer(cell.shown), None]:
        last = cell.start + end.start() if end else cell.end
        if position < last:
            part = Cell(cell.index, position, last, cell.shown[position - cell.start : last - cell.start], _inside(cell, position, last))
            if column := _column(words, part):
                yield column, part
            elif whole:
                return
        position = cell.start + end.end() if end else last


def _inside(cell: Cell, first: int, last: int) -> list:
    return [slot for slot in cell.things if first <= slot.start and slot.end <= last]


def _column(words: Words, part: Cell) -> Column | None:
    """The column whose cells say what a statement says."""
    text = licensed(part)
    for at in words.remarks.passing(lowered(text)):
        name, header = REMARKS[at]
        if words.said[name].fullmatch(text) and (column := words.column(header)):
            return replace(column, header=header)
    return None


def licensed(cell: Cell) -> str:
    """A cell's text with the licence or the house that it names as one mark."""
    named = [s for s in cell.things if s.end - s.start and getattr(s.thing, "entity", None)]
    if len(named) != 1 or named[0].thing.entity.type not in _MARKED:
        return cell.text
    first, last = named[0].start - cell.start, named[0].end - cell.start
    return re.sub(r"\s+", " ", cell.shown[:first] + MARKS[named[0].thing.entity.type] + cell.shown[last:]).strip()
