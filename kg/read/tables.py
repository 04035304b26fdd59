"""Tables in a text: pipes, tabs, and HTML inside Markdown; each row with the spans of its cells."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.model import Block
from kg.read.lines import Line

_DELIMITER = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?$")
_TAG = re.compile(r"<(/?)(table|tr|td|th)\b[^<>]{0,400}>", re.IGNORECASE)
_EDGE = re.compile(r"(?:\s|&nbsp;|<[^<>]{0,400}>)+")
_MAX_CELLS = 400  # a line of millions of bars is no table


def is_delimiter(text: str, line: Line) -> bool:
    """The row of dashes under a table's header."""
    part = text[line.start : min(line.end, line.start + 4000)]
    return "-" in part and ("|" in part or ":-" in part or "-:" in part) and _DELIMITER.fullmatch(part) is not None


def has_bars(text: str, line: Line) -> bool:
    return text.find("|", line.start, min(line.end, line.start + 4000)) >= 0


def pipe_cells(text: str, line: Line) -> tuple[tuple[int, int], ...]:
    """The spans between the bars of a line, without blanks; a bar behind a backslash or in backticks is content."""
    start, end = line.start, line.end
    if text[start] == "|":
        start += 1
    if end > start and text[end - 1] == "|" and text[end - 2 : end - 1] != "\\":
        end -= 1
    cells, begin, code = [], start, False
    for match in re.finditer(r"\\.|[`|]", text[start:end]):
        if match.group() == "`":
            code = not code and text.find("`", start + match.end(), end) >= 0
        elif match.group() == "|" and not code:
            cells.append(_trim(text, begin, start + match.start()))
            begin = start + match.end()
            if len(cells) > _MAX_CELLS:
                break
    cells.append(_trim(text, begin, end))
    return tuple(cells)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def pipe_table(text: str, lines: Sequence[Line], at: int, number: int) -> tuple[list[Block], int]:
    """The rows of a table that begins at line `at`, and the line after it; no rows where there is no table."""
    first = lines[at]
    if not has_bars(text, first):
        return [], at
    marked = at + 1 < len(lines) and is_delimiter(text, lines[at + 1])
    barred = text[first.start] == "|" and text[first.end - 1] == "|"
    if not marked and not (barred and at + 1 < len(lines) and _is_barred(text, lines[at + 1])):
        return [], at
    rows: list[Block] = []
    stop = at
    while stop < len(lines) and not lines[stop].blank and has_bars(text, lines[stop]):
        if not is_delimiter(text, lines[stop]):
            rows.append(_row(pipe_cells(text, lines[stop]), lines[stop], number, header=not rows))
        stop += 1
    return rows, stop


def _is_barred(text: str, line: Line) -> bool:
    return not line.blank and text[line.start] == "|" and text[line.end - 1] == "|"


def _row(cells: tuple[tuple[int, int], ...], line: Line, number: int, header: bool) -> Block:
    return Block("row", line.start, line.end, cells=cells, header=header, table=number)


def tab_table(text: str, lines: Sequence[Line], at: int, number: int) -> tuple[list[Block], int]:
    """Lines of cells parted by tabs, as a page copied from a browser has them; the first is the header."""
    columns = _tabs(text, lines[at])
    if columns == 0:
        return [], at
    stop = at
    while stop < len(lines) and not lines[stop].blank and _tabs(text, lines[stop]) == columns:
        stop += 1
    if stop - at < (2 if columns > 1 else 3):
        return [], at
    rows = [_row(_tab_cells(text, line), line, number, header=line is lines[at]) for line in lines[at:stop]]
    return rows, stop


def _tabs(text: str, line: Line) -> int:
    count = text.count("\t", line.start, min(line.end, line.start + 4000))
    return count if count < 60 and line.end - line.start < 4000 else 0


def _tab_cells(text: str, line: Line) -> tuple[tuple[int, int], ...]:
    cells, begin = [], line.start
    for part in text[line.start : line.end].split("\t"):
        cells.append(_trim(text, begin, begin + len(part)))
        begin += len(part) + 1
    return tuple(cells)


def html_table(text: str, start: int, end: int, number: int) -> list[Block]:
    """The rows of an HTML table that stands in a Markdown text at `text[start:end]`."""
    rows: list[Block] = []
    cells: list[tuple[int, int]] = []
    begin, head = -1, False
    for match in _TAG.finditer(text, start, end):
        name = match.group(2).lower()
        if begin >= 0:
            cells.append(_peel(text, begin, match.start()))
            begin = -1
        if name in ("td", "th") and not match.group(1):
            begin, head = match.end(), head or name == "th"
        elif name in ("tr", "table") and cells:
            header = not rows or (head and rows[-1].header)
            rows.append(Block("row", cells[0][0], cells[-1][1], cells=tuple(cells), header=header, table=number))
            cells, head = [], False
    return [row for row in rows if row.end > row.start]


def _peel(text: str, start: int, end: int) -> tuple[int, int]:
    """A cell's span without the blanks and tags at its edges."""
    match = _EDGE.match(text, start, end)
    start = match.end() if match else start
    while end > start:
        if text[end - 1].isspace():
            end -= 1
        elif text[end - 1] == ">" and (open_ := text.rfind("<", max(start, end - 400), end)) >= 0:
            end = open_
        else:
            break
    return start, end
