"""Pages of print → one article: running heads out, columns in order, paragraphs, headings, lists and tables."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from kg.read import joining, reading_order, ruled
from kg.read.glyphs import Page, Piece
from kg.read.reading_order import Row
from kg.read.running import without_running

_BULLETS = "•●○■□▪▫◆◇►▶➢➤✓✔·‣⁃–\uf0b7\uf06c\uf0a7\uf0d8\uf06e\uf0fc"
_ITEM = re.compile(rf"(?:(?P<dot>[{_BULLETS}]|[-*o](?=\s))\s*|(?P<number>\d{{1,3}}(?:[.)](?!\d)|、)|[（(]\d{{1,2}}[)）]|[①-⑳])\s*)(?=\S)")
_FINAL = tuple("。！？.!?…；;:：”」』)）】\"")
_LONG_HEAD = 160
_MUCH = 0.35  # of what the most usual size has: two such sizes are text and small print, and the larger is the text
_LEADERS = re.compile(r"(?:\.\s?){5,}\s*\d{0,4}$|(?:…\s?){2,}\s*\d{1,4}$|(?:·\s?){5,}\d{0,4}$")  # of a table of contents
_SECTION = re.compile(r"\d{1,2}(?:\.\d{1,2}){0,3}\.?\s+\D|[一二三四五六七八九十]{1,3}[、．.]|第[一二三四五六七八九十\d]{1,3}[章节]|[（(][一二三四五六七八九十][)）]")


@dataclass(slots=True)
class Part:
    """A paragraph, heading, item, table or aside (small print) in the making."""

    kind: str
    size: float
    bold: bool = False
    lines: list[str] = field(default_factory=list)
    marker: str = ""
    indented: bool = False
    full: bool = False  # whether its last line fills the column: the paragraph may go on elsewhere


def write(pages: list[Page]) -> tuple[str, str]:
    """The article's text with Markdown's marks, and its title ("" where none stands out)."""
    kept = without_running(pages)
    body = _body_size(kept)
    parts: list[Part] = []
    found = [list(reading_order.columns(pieces)) for pieces in kept]
    leading = _leading([column for columns in found for column in columns], body)
    for columns in found:
        for column in columns:
            for part in _parts(column, body, leading):
                _append(parts, part)
    parts = [_sobered(part) for part in parts if part.lines]
    words = joining.vocabulary(line for part in parts for line in part.lines)
    levels = _levels(parts)
    title = _title(parts, words)
    return "\n\n".join(_written(part, words, levels) for part in parts) + "\n", title


def _sobered(part: Part) -> Part:
    """A heading that runs on like a paragraph is one."""
    if part.kind == "heading":
        size = sum(2 if char >= "\u2e80" else 1 for line in part.lines for char in line)
        last = part.lines[-1].rstrip()
        if size > 240 or (size > 90 and last.endswith((".", ",", ";", "；"))) or (size > 24 and last.endswith("。")):
            part.kind = "paragraph"
    return part


def _body_size(pages: list[list[Piece]]) -> float:
    """The size of most of the text, the sizes next to it counted in: fonts are not all drawn at their nominal size."""
    sizes: Counter[float] = Counter()
    for pieces in pages:
        for piece in pieces:
            sizes[round(piece.size * 2) / 2] += len(piece.text)
    if not sizes:
        return 10.0
    weights = {size: sizes[size] + (sizes.get(size - 0.5, 0) + sizes.get(size + 0.5, 0)) / 2 for size in sizes}
    most = max(weights.values())
    return max(size for size, weight in weights.items() if weight >= _MUCH * most)


def _parts(column: list[Row], body: float, leading: float) -> list[Part]:
    """The parts of one column, from top to bottom."""
    left, right = min(row.x0 for row in column), max(row.x1 for row in column)
    found: list[Part] = []
    before: Row | None = None
    at = 0
    while at < len(column):
        stop, lines = ruled.table(column, at)
        if lines:
            found.append(Part("table", body, lines=lines))
            at, before = stop, None
            continue
        row = column[at]
        if _LEADERS.search(row.text):
            at, before = at + 1, None
            continue
        if found and before is not None and _goes_on(found[-1], before, row, (left, right, leading)):
            found[-1].lines.append(joining.tidy(row.text))
        else:
            found.append(_begin(row, body, left))
        found[-1].full = row.x1 > right - 3 * row.size
        before = row
        at += 1
    return found


def _leading(columns: list[list[Row]], body: float) -> float:
    """The usual distance of two lines of running text, in sizes of its type."""
    steps: Counter[float] = Counter()
    for column in columns:
        for one, two in zip(column, column[1:], strict=False):
            step = (one.base - two.base) / body
            if 0.8 < step < 2.6 and abs(one.size - body) < 0.1 * body and abs(two.size - body) < 0.1 * body:
                steps[round(step, 1)] += 1
    return max(1.1, steps.most_common(1)[0][0]) if steps else 1.4


def _begin(row: Row, body: float, left: float) -> Part:
    text = joining.tidy(row.text)
    size, bold = row.size, row.bold
    short = len(text) <= _LONG_HEAD
    item = _ITEM.match(text)
    head = size > body * 1.12 and short or bold and short and size > body * 0.93 and not text.endswith(_FINAL[:4])
    if head and not (item and item.group("dot")):
        return Part("heading", size, bold, [text])
    if item and item.end() < len(text):
        return Part("item", size, bold, [text[item.end() :]], "-" if item.group("dot") else item.group().strip())
    kind = "aside" if size < body * 0.87 else "paragraph"
    return Part(kind, size, bold, [text], indented=row.x0 - left > 0.8 * size)


def _goes_on(part: Part, before: Row, row: Row, frame: tuple[float, float, float]) -> bool:
    """Whether a line belongs to the part before it."""
    left, right, leading = frame
    if abs(row.size - part.size) > 0.12 * part.size or part.kind == "table":
        return False
    gap = before.base - row.base
    if gap > (1.25 * leading + 0.1) * row.size or gap < 0:
        return False
    text = row.text
    if part.kind == "heading":
        return row.bold == part.bold and len(part.lines) < 9 and not _SECTION.match(text) and abs(row.size - part.size) < 0.5
    if row.bold and not part.bold and len(text) <= _LONG_HEAD and row.x1 < right - 4 * row.size:
        return False
    item = _ITEM.match(text)
    if item and (item.group("dot") or before.text.endswith(_FINAL) or row.x0 > left + 0.5 * row.size or part.kind == "item"):
        return False
    ended = before.text.rstrip().endswith(_FINAL)
    moved = row.x0 - before.x0
    if part.kind == "item":
        return moved > -0.5 * row.size or not ended
    if moved > 0.8 * row.size and (ended or before.x1 < right - 4 * row.size):
        return False
    return not (ended and before.x1 < right - 0.12 * (right - left) and before.x1 < right - 2 * row.size)


def _append(parts: list[Part], part: Part) -> None:
    """Adds a part; a paragraph that the end of a column or page broke goes on in the one that it began in."""
    last = next((p for p in reversed(parts[-6:]) if p.kind not in ("aside", "table")), None)
    if parts and parts[-1].kind == part.kind == "heading" and _one_heading(parts[-1], part):
        parts[-1].lines += part.lines
        return
    broken = (
        last is not None
        and part.kind == "paragraph"
        and last.kind in ("paragraph", "item")
        and last.full
        and not part.indented
        and not last.lines[-1].rstrip().endswith(_FINAL)
        and abs(last.size - part.size) < 0.08 * part.size
    )
    if broken and last is not None:
        last.lines += part.lines
        last.full = part.full
    else:
        parts.append(part)


def _one_heading(one: Part, two: Part) -> bool:
    """Whether two headings are the lines of one, as of a title over both columns."""
    same = abs(one.size - two.size) < 0.5 and one.bold == two.bold and one.full
    return same and len(one.lines) < 4 and not _SECTION.match(two.lines[0])


def _levels(parts: list[Part]) -> dict[float, int]:
    """Size of a heading → its level: the largest is 1; what is only bold comes last."""
    sizes = sorted({round(part.size) for part in parts if part.kind == "heading"}, reverse=True)
    return {size: min(level, 4) for level, size in enumerate(sizes, start=1)}


def _title(parts: list[Part], words: frozenset[str]) -> str:
    heads = [part for part in parts[:12] if part.kind == "heading"]
    best = max(heads, key=lambda part: part.size, default=None)
    return joining.join(best.lines, words)[:300] if best is not None else ""


def _written(part: Part, words: frozenset[str], levels: dict[float, int]) -> str:
    if part.kind == "table":
        return "\n".join(part.lines)
    text = joining.join(part.lines, words)
    if part.kind == "heading":
        return "#" * levels[round(part.size)] + " " + text
    if part.kind == "item":
        return f"{part.marker} {text}"
    return text
