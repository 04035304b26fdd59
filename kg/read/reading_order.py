"""Pieces of a page → columns in reading order: a gutter splits a page, what crosses it splits it into bands."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from kg.read.glyphs import Piece

_STEP = 3.0  # points between the places where a gutter is looked for
_MOST = 4_000  # pieces of a page from which no columns are looked for
_LEAST = 4  # lines that make a column
_FULL = 0.5  # of a column's width that its middling line takes: the cells of a table take less
_DEEP = 3  # splits inside of splits
_ACROSS = (0.7, 0.15)  # of the text that may cross the gutter of a page, of a column
_NARROW = 9  # sizes of type: no column of text is narrower


_NOTE = re.compile(r"[\[\](),*∗†‡§¶#\s\d]{1,8}|[a-z](?:,\s?[a-z]){0,3}[,∗*†\d]{0,3}")  # marks of notes, raised above the line


@dataclass(slots=True)
class Row:
    """One line of a column: its cells from left to right."""

    cells: list[Piece]

    @property
    def x0(self) -> float:
        return self.cells[0].x0

    @property
    def x1(self) -> float:
        return max(cell.x1 for cell in self.cells)

    @property
    def size(self) -> float:
        return max(self.cells, key=lambda cell: len(cell.text)).size

    @property
    def bold(self) -> bool:
        return all(cell.bold for cell in self.cells)

    @property
    def base(self) -> float:
        """Where most of its letters stand."""
        return max(self.cells, key=lambda cell: len(cell.text)).base

    @property
    def text(self) -> str:
        return joined_cells(self.cells)


def joined_cells(cells: list[Piece]) -> str:
    """The words of a line: marks of notes are left out, powers are written with `^`."""
    size = max(cells, key=lambda cell: len(cell.text)).size
    base = max(cells, key=lambda cell: len(cell.text))
    out, end = "", cells[0].x0
    for cell in cells:
        raised = cell.size < size * 0.85 and cell.base > base.base + size * 0.15
        if raised and _NOTE.fullmatch(cell.text):
            if out and out[-1].isdigit() and cell.text.isdigit():
                out += "^" + cell.text
            end = cell.x1
            continue
        out += (" " if out and _spaced(out[-1], cell.text[0], cell.x0 - end, size) else "") + cell.text
        end = cell.x1
    return out.strip()


def _spaced(one: str, two: str, gap: float, size: float) -> bool:
    if one >= "\u2e80" and two >= "\u2e80":
        return gap > 0.9 * size
    return gap > 0.15 * size and one != " "


def rows(pieces: list[Piece]) -> list[Row]:
    """The lines of these pieces from top to bottom; small print that is raised or lowered belongs to its line."""
    most = usual(pieces)
    found: list[list[Piece]] = []
    small: list[Piece] = []
    for piece in sorted(pieces, key=lambda p: (-p.base, p.x0)):
        if piece.size < 0.85 * most and len(piece.text) <= 12:
            small.append(piece)
        elif found and abs(found[-1][0].base - piece.base) < 0.35 * min(found[-1][0].size, piece.size):
            found[-1].append(piece)
        else:
            found.append([piece])
    alone = _attach(small, found)
    lines = [Row(sorted(line, key=lambda p: p.x0)) for line in found]
    if alone:
        lines += rows(alone) if len(alone) < len(pieces) else [Row([piece]) for piece in alone]
        lines.sort(key=lambda row: -row.base)
    return lines


def usual(pieces: list[Piece]) -> float:
    """The size of most of the characters."""
    sizes: Counter[float] = Counter()
    for piece in pieces:
        sizes[piece.size] += len(piece.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def _attach(small: list[Piece], lines: list[list[Piece]]) -> list[Piece]:
    """Puts small pieces into the lines that they stand in; those that stand in none are left."""
    bases = [-line[0].base for line in lines]
    alone = []
    for piece in small:
        at = bisect_left(bases, -piece.base - 1e-6)
        near = [n for n in (at - 1, at, at + 1) if 0 <= n < len(lines)]
        fits = [n for n in near if _stands_in(piece, lines[n])]
        if fits:
            lines[min(fits, key=lambda n: abs(lines[n][0].base - piece.base))].append(piece)
        else:
            alone.append(piece)
    return alone


def _stands_in(piece: Piece, line: list[Piece]) -> bool:
    size = line[0].size
    if not -0.35 * size < piece.base - line[0].base < 0.75 * size:
        return False
    return any(other.x0 - 1.5 * size < piece.x1 and piece.x0 < other.x1 + 1.5 * size for other in line)


def columns(pieces: list[Piece], depth: int = 0) -> Iterator[list[Row]]:
    """The columns of a page in reading order, each as its lines."""
    gutter = _gutter(pieces, _ACROSS[min(depth, 1)]) if depth < _DEEP and 2 * _LEAST <= len(pieces) <= _MOST else None
    if gutter is None:
        if pieces:
            yield rows(pieces)
        return
    across = sorted((p for p in pieces if p.x0 < gutter - 1 and p.x1 > gutter + 1), key=lambda p: -p.base)
    for band, is_across in _bands(pieces, across, gutter):
        if is_across:
            yield rows(band)
            continue
        for side in ([p for p in band if p.x1 <= gutter + 1], [p for p in band if p.x1 > gutter + 1]):
            if side:
                yield from columns(side, depth + 1)


def _bands(pieces: list[Piece], across: list[Piece], gutter: float) -> Iterator[tuple[list[Piece], bool]]:
    """The page from top to bottom: what crosses the gutter, and what stands between such lines."""
    crossing = {id(p) for p in across}
    inside = sorted((p for p in pieces if id(p) not in crossing), key=lambda p: -p.base)
    at, run = 0, [across[0]] if across else []
    if across:
        while at < len(inside) and inside[at].base > across[0].base:
            at += 1
        if at:
            yield inside[:at], False
    start = at
    for line in across[1:]:
        while at < len(inside) and inside[at].base > line.base:
            at += 1
        between = [p for p in inside[start:at] if p.base < run[-1].base - 0.3 * run[-1].size]
        if between:
            yield [*run, *(p for p in inside[start:at] if p.base >= run[-1].base - 0.3 * run[-1].size)], True
            yield between, False
            run = []
        elif at > start:
            run += inside[start:at]
        start = at
        run.append(line)
    if run:
        beside = [p for p in inside[start:] if p.base >= run[-1].base - 0.3 * run[-1].size]
        yield [*run, *beside], True
        start += len(beside)
    if inside[start:]:
        yield inside[start:], False


def _gutter(pieces: list[Piece], most: float) -> float | None:
    """Where a vertical strip parts the text into two columns, None where none does; `most`: of the text may cross it."""
    whole = sum(len(p.text) for p in pieces)
    left, right = min(p.x0 for p in pieces), max(p.x1 for p in pieces)
    if right - left < 100:
        return None
    best: tuple[int, float, float] | None = None
    at = left + 0.15 * (right - left)
    while at < right - 0.15 * (right - left):
        crossing = sum(len(p.text) for p in pieces if p.x0 < at - 1 and p.x1 > at + 1)
        if crossing <= most * whole and (best is None or crossing <= best[0]):
            one = [p for p in pieces if p.x1 <= at + 1]
            two = [p for p in pieces if p.x0 >= at - 1]
            if len(one) >= _LEAST and len(two) >= _LEAST:
                width = min(p.x0 for p in two) - max(p.x1 for p in one)
                if (best is None or (crossing, -width) < best[:2]) and _are_columns(one, two, pieces):
                    best = (crossing, -width, (min(p.x0 for p in two) + max(p.x1 for p in one)) / 2)
        at += _STEP
    return best[2] if best is not None else None


def _are_columns(one: list[Piece], two: list[Piece], pieces: list[Piece]) -> bool:
    """Whether both sides are running text side by side: lines that fill their column, beside one another."""
    size = sorted(p.size for p in pieces)[len(pieces) // 2]
    if min(p.x0 for p in two) - max(p.x1 for p in one) < 0.4 * size:
        return False
    low = max(min(p.y0 for p in one), min(p.y0 for p in two))
    high = min(max(p.y1 for p in one), max(p.y1 for p in two))
    sides = []
    for side in (one, two):
        beside = rows([p for p in side if low - size <= p.base <= high + size])
        if len(beside) < _LEAST:
            return False
        wide = max(row.x1 for row in beside) - min(row.x0 for row in beside)
        full = sorted((row.x1 - row.x0) / max(wide, 1) for row in beside)[len(beside) // 2]
        sides.append(full >= _FULL and wide > _NARROW * size)
    return all(sides)
