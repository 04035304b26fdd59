"""Versions that a table lists under their family's name: "## Zorb" over a column "Version" that holds 1.0 and 2.0."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import groupby

from kg.entities.cues import Patterns, patterns
from kg.entities.elliptical import Found, whole_named
from kg.entities.names import Names
from kg.knowledge import unlisted
from kg.model import Article, Block, Entity, Mention

_FIRST = 2  # the columns in which the versions may stand


def tabled(article: Article, found: list[Mention], names: Names) -> Iterator[Found]:
    """The cells of columns of versions, each with the model that it is of the family that the line over the table names."""
    starts = [m.start for m in found]
    over: list[Block] = []  # the last heading, and the line behind it
    for table, group in groupby(article.blocks, key=lambda block: block.table):
        blocks = list(group)
        if table < 0:
            over = _over(over, blocks)
            continue
        words = patterns(names.knowledge, "names")
        cells = list(_versions(article.text, words, blocks))
        family = next((f for b in reversed(over) if (f := _family(article.text, words, _within(found, starts, b), b))), None) if cells else None
        for first, last in cells if family else ():
            if family and (entity := _version(names, family, article.text, first, last)) and not _within(found, starts, (first, last)):
                yield first, last, entity


def _over(before: Sequence[Block], blocks: Sequence[Block]) -> list[Block]:
    """The heading that holds behind some blocks, and the last of these where that is none."""
    heading = next((block for block in reversed(blocks) if block.kind == "heading"), before[0] if before else None)
    return [block for block in (heading, blocks[-1]) if block is not None]


def _within(found: list[Mention], starts: Sequence[int], place: Block | tuple[int, int]) -> list[Mention]:
    first, last = (place.start, place.end) if isinstance(place, Block) else place
    return found[bisect_left(starts, first) : bisect_left(starts, last)]


def _family(text: str, words: Patterns, named: Sequence[Mention], line: Block) -> Mention | None:
    """The model that a line names and of which it only says that versions follow."""
    if len(named) != 1 or named[0].entity.type != "Model" or text[named[0].end - 1].isdigit():
        return None
    before, after = text[line.start : named[0].start], text[named[0].end : line.end]
    return named[0] if words["versions_before"].fullmatch(before) and words["versions_behind"].fullmatch(after) else None


def _versions(text: str, words: Patterns, rows: Sequence[Block]) -> Iterator[tuple[int, int]]:
    """Where the versions of a table stand, under a header that says so; nowhere unless at least two of its cells are such."""
    at = next((i for i, cell in enumerate(rows[0].cells[:_FIRST]) if words["version_head"].fullmatch(text, *cell)), None)
    if at is None:
        return
    cells = [words["version_cell"].fullmatch(text, *row.cells[at]) for row in rows[1:] if len(row.cells) > at]
    told = [cell for cell in cells if cell]
    if len(told) > 1 and 2 * len(told) > len(cells):
        yield from (cell.span("version") for cell in told if cell["whole"] is None)


def _version(names: Names, family: Mention, text: str, first: int, last: int) -> Entity | None:
    """The family's model of a version: the one that the lexicon has, or a new one."""
    name, version = text[family.start : family.end], re.sub(r"^[vV](?=\d)", "", text[first:last])
    known = whole_named(names, f"{name} {version}") or whole_named(names, f"{name}-{version}")
    return known or unlisted("Model", f"{name} {version}", family.entity.key)
