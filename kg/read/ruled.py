"""Tables on pages of print: lines whose cells stand one under the other."""

from __future__ import annotations

import re

from kg.read import joining
from kg.read.glyphs import Piece
from kg.read.reading_order import Row, joined_cells

_APART = 1.4  # sizes of type between two cells
_CELL = 60  # characters that the middling cell may have: longer ones are columns of text
_LEADERS = re.compile(r"(?:\.\s?){5,}")
_LEAST = 3  # lines with cells that make a table


def table(column: list[Row], at: int) -> tuple[int, list[str]]:
    """The table that begins with line `at` as lines of Markdown, and where it ends; nothing where none begins."""
    grid: list[list[list[Piece]]] = []
    stop = at
    while stop < len(column):
        cells = _cells(column[stop])
        if _LEADERS.search(column[stop].text):
            break
        if len(cells) < 2 and not (grid and _wraps(column, stop, grid)):
            break
        grid.append(cells)
        stop += 1
    while grid and len(grid[-1]) < 2:
        grid.pop()
        stop -= 1
    if sum(len(cells) > 1 for cells in grid) < _LEAST:
        return at, []
    edges = _edges(grid)
    sizes = sorted(len(joined_cells(cell)) for cells in grid for cell in cells)
    if len(edges) < 2 or len(edges) > 30 or sizes[len(sizes) // 2] > _CELL or _is_justified(column[at:stop], grid):
        return at, []
    return stop, _lines(grid, edges)


def _cells(row: Row) -> list[list[Piece]]:
    cells: list[list[Piece]] = []
    for piece in row.cells:
        if cells and piece.x0 - cells[-1][-1].x1 < _APART * row.size:
            cells[-1].append(piece)
        else:
            cells.append([piece])
    if len(cells) > 1 and len(joined_cells(cells[0])) <= 2 and not joined_cells(cells[0]).isalnum():
        cells[:2] = [cells[0] + cells[1]]  # a bullet and its item
    return cells


def _wraps(column: list[Row], at: int, grid: list[list[list[Piece]]]) -> bool:
    """Whether a line of one cell is the rest of a cell above it."""
    row, above = column[at], column[at - 1]
    close = 0 < above.base - row.base < 1.5 * row.size
    return close and any(row.x0 >= cell[0].x0 - 2 and row.x1 <= cell[-1].x1 + 4 * row.size for cell in grid[-1][1:])


def _edges(grid: list[list[list[Piece]]]) -> list[tuple[float, float]]:
    """The columns of a table: spans that the cells of several lines share."""
    spans = sorted((cell[0].x0, cell[-1].x1) for cells in grid for cell in cells if len(cells) > 1)
    merged: list[list[float]] = []
    for x0, x1 in spans:
        if merged and x0 < merged[-1][1] - 1:
            merged[-1][1] = max(merged[-1][1], x1)
        else:
            merged.append([x0, x1])
    return [(x0, x1) for x0, x1 in merged]


def _is_justified(lines: list[Row], grid: list[list[list[Piece]]]) -> bool:
    """Whether it is running text with wide blanks between its words: flush on both sides, and no numbers."""
    left, right = min(row.x0 for row in lines), max(row.x1 for row in lines)
    flush = all(row.x0 - left < 3 and right - row.x1 < 3 for row in lines if len(_cells(row)) > 1)
    return flush and not any(char.isdigit() for cells in grid[1:] for char in joined_cells(cells[-1]))


def _lines(grid: list[list[list[Piece]]], edges: list[tuple[float, float]]) -> list[str]:
    rows: list[list[str]] = []
    for cells in grid:
        row = [""] * len(edges)
        for cell in cells:
            middle = (cell[0].x0 + cell[-1].x1) / 2
            at = min(range(len(edges)), key=lambda n: max(edges[n][0] - middle, middle - edges[n][1], 0))
            text = joining.tidy(joined_cells(cell)).replace("|", "\\|")
            row[at] = joining.join([row[at], text], frozenset()) if row[at] else text
        if len(cells) < 2 and rows:
            rows[-1] = [joining.join([a, b], frozenset()) if b else a for a, b in zip(rows[-1], row, strict=True)]
        else:
            rows.append(row)
    head, *rest = rows
    return ["| " + " | ".join(row) + " |" for row in [head]] + ["|" + "---|" * len(edges)] + [
        "| " + " | ".join(row) + " |" for row in rest
    ]
