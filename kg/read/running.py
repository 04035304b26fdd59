"""Running heads and feet: what stands at the top or bottom of several pages, and page numbers."""

from __future__ import annotations

import re
from collections import defaultdict

from kg.read.glyphs import Page, Piece
from kg.read.reading_order import Row, rows, usual

_EDGE = 0.14  # of the page's height, at the top and at the bottom
_LINES = 4  # at either end of a page
_NEAR = 12.0  # points by which the same head may stand higher or lower
_LARGE = 1.15  # of the text's size: larger type is a heading
_NUMBER = re.compile(
    r"[-–—·\s|]*(?:page|p\.|第)?\s*(?:\d{1,4}|[ivxlc]{1,7})\s*(?:页|頁)?\s*(?:(?:of|/|／|共)\s*第?\s*\d{1,4}\s*(?:页|頁)?)?[-–—·\s|]*",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")


def without_running(pages: list[Page]) -> list[list[Piece]]:
    """The pieces of each page without its running heads, feet and number."""
    lines = [_edges(page) for page in pages]
    large = _LARGE * usual([piece for page in pages for piece in page.pieces])
    seen: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for number, edge in enumerate(lines):
        for row in edge:
            seen[_key(row, large)].append((number, row.base))
    enough = 3 if len(pages) > 5 else 2
    kept = []
    for page, edge in zip(pages, lines, strict=True):
        gone: set[int] = set()
        middle = page.height / 2
        for side in ([r for r in edge if r.base > middle], [r for r in reversed(edge) if r.base <= middle]):
            for row in side:  # from the edge inward, as far as it goes: what repeats further in is the article's own
                same = {number for number, base in seen[_key(row, large)] if abs(base - row.base) < _NEAR}
                if len(same) < enough and not _NUMBER.fullmatch(row.text):
                    break
                gone |= {id(cell) for cell in row.cells}
        kept.append([piece for piece in page.pieces if id(piece) not in gone])
    return kept


def _key(row: Row, large: float) -> str:
    """By what a line is known again: its number does not count, but for headings, of which each has its own."""
    if row.size > large:
        return row.text
    return _DIGITS.sub("0", "".join(row.text.split()).casefold())


def _edges(page: Page) -> list[Row]:
    """The first and last lines of a page that stand at its edges."""
    top, low = page.height * (1 - _EDGE), page.height * _EDGE
    high = rows([piece for piece in page.pieces if piece.y0 > top])[:_LINES]
    return high + rows([piece for piece in page.pieces if piece.y1 < low])[-_LINES:]
