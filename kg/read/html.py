"""An HTML page → the article in it, as text with Markdown's marks for headings, lists, quotes and tables."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from kg.read import page

_BLOCKS = frozenset(
    (
        "address", "article", "blockquote", "body", "center", "dd", "details", "dialog", "div", "dl", "dt",
        "fieldset", "figcaption", "figure", "footer", "header", "h1", "h2", "h3", "h4", "h5", "h6", "hr",
        "html", "li", "main", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th",
        "thead", "tr", "ul",
    )
)  # fmt: skip
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BOLD = frozenset(("b", "strong"))
_SPACE = re.compile(r"[ \t\r\n\f\v\u00a0\u200b\ufeff]+")
_TAG = re.compile(r"<[/!a-zA-Z][^<>]{0,5000}>")
_SILENT = re.compile(r"<(script|style)\b[^<>]{0,2000}>[^<]*</\1\s*>", re.IGNORECASE)
_MAX_SPAN = 30  # columns or rows that one cell may claim
_MAX_COLUMNS = 1_000  # that a row has by spans; cells of their own may be more
_MAX_CELLS = 200_000  # of a table that is filled up to a rectangle: one long row would make every other as long
_MAX_DEPTH = 8  # of lists and quotes that are written out; deeper ones stay at this depth


def convert(source: str) -> tuple[str, dict[str, str]]:
    """The article's text and what the page says of itself (title, date, author, publisher, source, rights).

    Nothing is fetched and no script runs. Raises nothing on broken pages: what can be read is read.
    """
    root = page.parse(source)
    if root is None or not any(part.strip() for part in root.itertext()):
        return _bare(source), {}
    said = page.describe(root)
    dropped = page.dropped(root)
    main = page.main(root, dropped)
    text = _Writer(dropped, page.layout_tables(main)).write(main)
    title = page.outer_title(root, main, dropped)
    if title and f"# {title}" not in text[:2000]:
        text = f"# {title}\n\n{text}"
    return text, said


def fragment(source: str) -> str:
    """The whole of a page or a piece of one as text, for what is an article already: an entry, a chapter, a document."""
    root = page.parse(source)
    if root is None or not any(part.strip() for part in root.itertext()):
        return _bare(source)
    gone = page.unseen(root)
    return _Writer(gone, page.layout_tables(root)).write(root)


def _bare(source: str) -> str:
    """The words between the tags, a line for each: for pages nested so deeply that the parser gives them up."""
    words = _TAG.sub("\n", _SILENT.sub("\n", source))
    lines = (_SPACE.sub(" ", html.unescape(line)).strip() for line in words.split("\n"))
    return "\n\n".join(line for line in lines if line)


@dataclass(slots=True)
class _List:
    ordered: bool
    number: int = 0
    indent: int = 0


@dataclass(slots=True)
class _Table:
    rows: list[list[str]] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    hanging: dict[int, tuple[int, str]] = field(default_factory=dict)  # column → rows still to fill, text


class _Writer:
    """Writes one node as text: a walk over its begin and end events, without recursion."""

    def __init__(self, dropped: set[Any], layout: set[Any]) -> None:
        self.dropped, self.layout = dropped, layout
        self.out: list[str] = []
        self.words: list[str] = []
        self.plain = False  # whether the words hold any that are not bold
        self.bold = 0
        self.quotes = 0
        self.lists: list[_List] = []
        self.marker = ""  # of the list item whose first words are still to come
        self.heading = 0
        self.pre = 0
        self.table: _Table | None = None

    def write(self, node: Any) -> str:
        for event, element in _walk(node, self.dropped):
            if event == "start":
                self._start(element)
                self._take(element.text)
            else:
                if event == "end":
                    self._end(element)
                elif element.tag in _BLOCKS and self.table is None:
                    self._flush()
                if element is not node:
                    self._take(element.tail)
        self._flush()
        return "\n".join(self.out).strip("\n") + "\n" if self.out else ""

    def _take(self, text: str | None) -> None:
        if not text:
            return
        self.words.append(text)
        if not self.bold and not self.plain and text.strip():
            self.plain = True

    def _start(self, element: Any) -> None:
        tag = element.tag
        if self.table is not None:
            self._start_in_table(tag)
            return
        if tag in _BLOCKS:
            self._flush()
        if tag in _HEADINGS:
            self.heading = _HEADINGS[tag]
        elif tag in ("ul", "ol"):
            indent = self.lists[-1].indent + (3 if self.lists[-1].ordered else 2) if self.lists else 0
            self.lists.append(_List(tag == "ol", page.number(element, "start", 1) - 1, indent))
        elif tag == "li":
            self._start_item()
        elif tag == "blockquote":
            self.quotes += 1
        elif tag == "pre":
            self.pre += 1
        elif tag == "table" and element not in self.layout:
            self.table = _Table()
        elif tag in _BOLD:
            self.bold += 1
        elif tag == "br":
            self._break()

    def _start_item(self) -> None:
        if not self.lists:
            self.lists.append(_List(False))
        top = self.lists[-1]
        top.number += 1
        self.marker = f"{top.number}. " if top.ordered else "- "

    def _break(self) -> None:
        if self.pre:
            self.words.append("\n")
        elif self.heading:
            self.words.append(" ")
        else:
            self._flush(tight=True)

    def _end(self, element: Any) -> None:
        tag = element.tag
        if self.table is not None:
            self._end_in_table(element)
            return
        if tag in _BLOCKS:
            self._flush()
        if tag in _HEADINGS:
            self.heading = 0
        elif tag in ("ul", "ol"):
            if self.lists:
                self.lists.pop()
            if not self.lists:
                self._space()
        elif tag == "li":
            self.marker = ""
        elif tag == "blockquote":
            self.quotes -= 1
            self._space()
        elif tag == "pre":
            self.pre -= 1
        elif tag in _BOLD:
            self.bold = max(0, self.bold - 1)

    def _space(self) -> None:
        if self.out and self.out[-1] == ">" and not self.quotes:
            self.out[-1] = ""
        elif self.out and self.out[-1]:
            self.out.append("")

    def _flush(self, *, tight: bool = False) -> None:
        """Writes the words gathered as one line; `tight`: the next line belongs to the same paragraph of the page."""
        words, plain = "".join(self.words), self.plain
        self.words, self.plain = [], False
        if self.pre and words.strip():
            self._space()
            self.out += ["```", *words.strip("\n").replace("```", "'''").split("\n"), "```", ""]
            return
        line = _SPACE.sub(" ", words).strip()
        if not line:
            if not tight and not self.lists and not self.quotes:
                self._space()
            return
        if self.heading:
            self._space()
            line = "#" * self.heading + " " + line
        elif not plain and not self.marker and len(line) <= 120:
            line = f"**{line}**"
        self.out.append("> " * min(self.quotes, _MAX_DEPTH) + self._indent() + line)
        if not tight and (self.heading or not self.lists):
            self.out.append(">" if self.quotes else "")

    def _indent(self) -> str:
        """The list marker where an item begins, else the blanks that keep a line inside its item."""
        if not self.lists or self.heading:
            return ""
        top = self.lists[min(len(self.lists), _MAX_DEPTH) - 1]
        if self.marker:
            lead, self.marker = " " * top.indent + self.marker, ""
            return lead
        return " " * (top.indent + (3 if top.ordered else 2))

    def _start_in_table(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "caption"):
            self.words, self.plain = [], False
        elif tag in _BLOCKS or tag == "br":
            self.words.append(" ")

    def _end_in_table(self, element: Any) -> None:
        tag, table = element.tag, self.table
        assert table is not None
        if tag == "caption":
            self._caption()
        elif tag in ("td", "th"):
            self._cell(table, element)
        elif tag == "tr":
            self._fill(table)
            if any(table.cells):
                table.rows.append(table.cells)
            table.cells = []
        elif tag == "table":
            self.table = None
            self.words, self.plain = [], False
            self._write_table(table)
        elif tag in _BLOCKS:
            self.words.append(" ")

    def _caption(self) -> None:
        line = _SPACE.sub(" ", "".join(self.words)).strip()
        if line:
            self._space()
            self.out += [line, ""]

    def _cell(self, table: _Table, element: Any) -> None:
        text = _SPACE.sub(" ", "".join(self.words)).strip().replace("|", "\\|")
        self.words, self.plain = [], False
        self._fill(table)
        wide = min(page.number(element, "colspan", 1), _MAX_SPAN, _MAX_COLUMNS - len(table.cells))
        high = min(page.number(element, "rowspan", 1), _MAX_SPAN)
        for number in range(max(wide, 1)):
            if high > 1:
                table.hanging[len(table.cells)] = (high - 1, text)
            table.cells.append(text if number == 0 else "")

    def _fill(self, table: _Table) -> None:
        """Puts in what cells of earlier rows hold for the columns that come next."""
        while (at := len(table.cells)) in table.hanging:
            left, text = table.hanging.pop(at)
            if left > 1:
                table.hanging[at] = (left - 1, text)
            table.cells.append(text)

    def _write_table(self, table: _Table) -> None:
        rows = table.rows
        if not rows:
            return
        columns = max(map(len, rows))
        self._space()
        if columns == 1:  # a frame around text, no table
            self.out += [line for row in rows for line in (row[0].replace("\\|", "|"), "")]
            return
        filled = columns if columns * len(rows) <= _MAX_CELLS else 0  # else short rows stay short
        for number, row in enumerate(rows):
            self.out.append("| " + " | ".join(row + [""] * (filled - len(row))) + " |")
            if number == 0:
                self.out.append("|" + "---|" * columns)
        self.out.append("")


def _walk(node: Any, dropped: set[Any]) -> Iterator[tuple[str, Any]]:
    """Begin and end of every element under `node` in document order; of those dropped only `gone`, for their tails."""
    from lxml import etree

    walker = etree.iterwalk(node, events=("start", "end"))
    for event, element in walker:
        if not isinstance(element.tag, str):
            if event == "end" and element.tail:
                yield "gone", element
        elif element in dropped:
            if event == "start":
                walker.skip_subtree()
            else:
                yield "gone", element
        else:
            yield event, element
