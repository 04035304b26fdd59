"""A text → its blocks: headings, paragraphs, list items, quotes, table rows, code; one pass over the lines."""

from __future__ import annotations

import re

from kg.model import Block
from kg.read import lines as L
from kg.read import tables
from kg.read.boilerplate import mark
from kg.read.head import is_byline
from kg.read.lines import Line
from kg.read.settle import LOOSE, is_entry, nest, settle, unbold

_MAX_RESTS = 50  # a line of megabytes that is all comments is not worth more
_LONG_FENCE = 8
_LABEL = 48  # columns of a line with a label at its head
_TABLE_END = re.compile(r"</table", re.IGNORECASE)


def split(text: str) -> tuple[Block, ...]:
    """The blocks of `text` in order, not overlapping; navigation and advertisements have kind `boilerplate`.

    A heading with marker `:` is a lead-in (`优点：`) and holds for the list under it only. A paragraph broken over
    several lines is one block, so its span may hold line breaks (and `> ` in a quote). Never raises; the work
    grows with the length of the text.
    """
    found = _Splitter(text).run()
    return mark(text, tuple(settle(text, nest(text, found))))


class _Splitter:
    """Walks over the lines once; each step takes the lines it knows and says whether it took any."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = L.cut(text)
        self.laid = L.laid(text, self.lines)
        self.at = 0
        self.blocks: list[Block] = []
        self.indents: list[int] = []  # of the list items that are open
        self.level = 0  # of the last heading with a mark of its own
        self.tables = 0
        self.rests, self.rest_end = 0, -1  # how often a line was taken up again behind a comment or table in it
        self.unclosed: dict[str, int] = {}  # fences that no later line closes, by their character

    def run(self) -> list[Block]:
        steps = (
            self._blank, self._comment, self._fence, self._html_table, self._table, self._heading,
            self._silent, self._quote, self._item,
        )  # fmt: skip
        while self.at < len(self.lines):
            if not any(step(self.lines[self.at]) for step in steps):
                self._plain()
        return self.blocks

    def _add(self, kind: str, start: int, end: int, level: int = 0, marker: str = "") -> None:
        if end > start:
            self.blocks.append(Block(kind, start, end, level, marker))

    def _blank(self, line: Line) -> bool:
        if line.blank:
            self.at += 1
        return line.blank

    def _comment(self, line: Line) -> bool:
        if not self.text.startswith("<!--", line.start):
            return False
        close = -1 if "<!" in self.unclosed else self.text.find("-->", line.start + 4)
        if close < 0:
            self.unclosed["<!"] = 1
            return False
        self._skip_to(close + 3)
        return True

    def _skip_to(self, offset: int) -> None:
        """Goes on behind `offset`; what is left of its line stays as a line of its own."""
        while self.at < len(self.lines) and self.lines[self.at].raw_end < offset:
            self.at += 1
        if self.at == len(self.lines):
            return
        rest = L.measure(self.text, offset, self.lines[self.at].raw_end)
        self.rests = self.rests + 1 if self.rest_end == rest.raw_end else 0
        self.rest_end = rest.raw_end
        if rest.blank or self.rests > _MAX_RESTS:
            self._add("paragraph", rest.start, rest.end)
            self.at += 1
        else:
            self.lines[self.at] = rest

    def _fence(self, line: Line) -> bool:
        match = L.FENCE.match(self.text, line.raw_start, min(line.raw_end, line.raw_start + 300))
        if match is None or line.raw_end - line.raw_start > 300:
            return False
        char, size = match.group(1)[0], len(match.group(1))
        if size >= self.unclosed.get(char, 1 << 30):
            self.at += 1
            return True
        close = re.compile(rf"[ \t]{{0,8}}{re.escape(char)}{{{size},}}[ \t]*$")
        for stop in range(self.at + 1, len(self.lines)):
            other = self.lines[stop]
            if not other.blank and close.match(self.text, other.raw_start, min(other.raw_end, other.raw_start + 300)):
                if stop > self.at + 1:
                    self._add("code", self.lines[self.at + 1].raw_start, self.lines[stop - 1].raw_end)
                self.at = stop + 1
                return True
        self.unclosed[char] = 0 if size > _LONG_FENCE else size  # each size is looked for once: bounds the work
        self.at += 1
        return True

    def _html_table(self, line: Line) -> bool:
        if self.text[line.start : line.start + 6].lower() not in ("<table", "<thead", "<tbody"):
            return False
        end = None if "<t" in self.unclosed else _TABLE_END.search(self.text, line.start)
        if end is None:
            self.unclosed["<t"] = 1
            return False
        close = self.text.find(">", end.start())
        close = len(self.text) if close < 0 else close + 1
        self.blocks += tables.html_table(self.text, line.start, close, self.tables)
        self.tables += 1
        self._skip_to(close)
        return True

    def _table(self, line: Line) -> bool:
        rows, stop = tables.pipe_table(self.text, self.lines, self.at, self.tables)
        if not rows:
            rows, stop = tables.tab_table(self.text, self.lines, self.at, self.tables)
        if not rows:
            return False
        self.blocks += rows
        self.tables += 1
        self.at, self.indents = stop, []
        return True

    def _heading(self, line: Line) -> bool:
        match = L.ATX.match(self.text, line.raw_start, min(line.end, line.raw_start + 40))
        if match is None or line.end - line.start > 400:
            return False
        end = line.start + len(self.text[line.start : line.end].rstrip("# \t")) if match.end() < line.end else line.end
        self._titled(match.end(), max(end, match.end()), len(match.group(1)), match.group(1))
        self.at += 1
        return True

    def _titled(self, start: int, end: int, level: int, marker: str) -> None:
        """A heading with a mark: takes bold marks and the section's number out of its content."""
        self.level, self.indents = level, []
        start, end = unbold(self.text, start, end)
        inner = Line(start, end, 0, start, end)
        number = L.section(self.text, inner)
        item = L.ITEM.match(self.text, start, end)
        if number and "." not in number[0]:
            marker, start = f"{marker} {number[0]}".strip(), number[2]
        elif item and item.group("marker")[0].isdigit() and item.end() < end:
            marker, start = f"{marker} {item.group('marker')}".strip(), item.end()
        self._add("heading", start, end, level, marker)

    def _silent(self, line: Line) -> bool:
        """Lines that say nothing: rules, `[TOC]`, bare tags."""
        if line.end - line.start > 2000:
            return False
        part = self.text[line.start : line.end]
        if L.RULE.match(part) or L.TOC_MARK.fullmatch(part) or (part[0] == "<" and L.TAGS_ONLY.match(part)):
            self.at += 1
            return True
        return False

    def _quote(self, line: Line) -> bool:
        if self.text[line.start] != ">":
            return False
        run: list[Line] = []
        depth = 0
        while self.at < len(self.lines) and not self.lines[self.at].blank:
            other = self.lines[self.at]
            match = L.QUOTE.match(self.text, other.start, other.raw_end)
            if match is None or (run and match.group(1).count(">") != depth):
                break
            depth = match.group(1).count(">")
            inner = L.measure(self.text, match.end(), other.raw_end)
            self.at += 1
            if inner.blank:
                break
            run.append(inner)
        self._quoted(run, depth)
        self.indents = []
        return True

    def _quoted(self, run: list[Line], depth: int) -> None:
        part: list[Line] = []
        for line in [*run, None]:
            item = L.ITEM.match(self.text, line.start, line.end) if line else None
            head = L.ATX.match(self.text, line.start, line.end) if line else None
            if part and (line is None or item or head):
                for group in self._groups(part):
                    self._add("quote", group[0].start, group[-1].end, depth, ">")
                part = []
            mark_ = item or head
            if line and mark_:
                self._add("quote", mark_.end(), line.end, depth, "> " + mark_.group(1))
            elif line:
                part.append(line)

    def _item(self, line: Line) -> bool:
        match = L.ITEM.match(self.text, line.raw_start, min(line.end, line.raw_start + 200))
        if match is None or match.end() >= line.end:
            return False
        marker, indent = match.group("marker"), line.indent
        while self.indents and self.indents[-1] > indent + 1:
            self.indents.pop()
        if not self.indents or indent > self.indents[-1] + 1:
            self.indents.append(indent)
        self.at += 1
        run = [Line(match.end(), line.end, indent, line.raw_start, line.raw_end), *self._take_plain()]
        led = [run.pop()] if len(run) > 1 and self._leads_on(run[-1], indent) else []
        groups = [*self._groups(run), led] if led else self._groups(run)
        self._add("item", groups[0][0].start, groups[0][-1].end, len(self.indents), marker)
        label = self.text[groups[0][0].start : groups[0][-1].end].rstrip("*_ ").endswith((":", "："))
        under = 2 if label and len(groups) > 1 and groups[1][0].indent > indent else 1
        for group in groups[1:under]:  # set in under its label: it goes on with the item
            self._add("item", group[0].start, group[-1].end, len(self.indents) + 1)
        self._paragraphs(groups[under:])
        return True

    def _leads_on(self, line: Line, indent: int) -> bool:
        """Whether a line right below an item is none of it: a label, no further in than the item, right above the next one."""
        under = self.lines[self.at] if self.at < len(self.lines) else None
        if under is None or under.blank or line.indent > indent or L.width(self.text, line) > _LABEL:
            return False
        if L.ITEM.match(self.text, under.raw_start, min(under.end, under.raw_start + 200)) is None:
            return False
        return not L.ends_sentence(self.text, line) and L.LABELLED.match(self.text, line.start, line.end) is not None

    def _plain(self) -> None:
        first = self.at
        run = self._take_plain() or [self.lines[self.at]]
        self.at = max(self.at, first + 1)
        under = self.lines[self.at] if self.at < len(self.lines) else None
        stop = min(under.raw_end, under.raw_start + 200) if under else 0
        setext = L.SETEXT.match(self.text, under.raw_start, stop) if under else None
        head = run[-1] if under and setext and self._may_head(run[-1]) else None
        before, after = self._is_blank(first - 1), self._is_blank(self.at)
        groups = self._groups(run[:-1] if head else run)
        if len(groups) == 1 and len(groups[0]) == 1 and before and after and not head and self._alone(groups[0][0]):
            return
        self._paragraphs(groups)
        if head and setext:
            self._titled(head.start, head.end, 1 if setext.group(1)[0] == "=" else 2, setext.group(1)[:3])
            self.at += 1

    def _may_head(self, line: Line) -> bool:
        short = line.end - line.start <= 120
        return short and not L.ends_sentence(self.text, line) and not is_byline(self._words(line))

    def _words(self, line: Line) -> str:
        return self.text[line.start : min(line.end, line.start + 400)]

    def _is_blank(self, number: int) -> bool:
        return not 0 <= number < len(self.lines) or self.lines[number].blank

    def _take_plain(self) -> list[Line]:
        """The lines from here on that begin nothing of their own."""
        run: list[Line] = []
        while self.at < len(self.lines) and self._is_plain(self.at):
            run.append(self.lines[self.at])
            self.at += 1
        return run

    def _is_plain(self, number: int) -> bool:
        line, text = self.lines[number], self.text
        if line.blank:
            return False
        head = text[line.start : line.start + 8]
        if head[0] in ">#|" or head.startswith(("```", "~~~", "<!--", "<table", "<TABLE")):
            return head[0] == "#" and L.ATX.match(text, line.raw_start, min(line.end, line.raw_start + 40)) is None
        under = self.lines[number + 1] if number + 1 < len(self.lines) else line
        if tables.has_bars(text, line) and not under.blank and tables.is_delimiter(text, under):
            return False
        if line.end - line.start < 2000 and (head[0] in "<[-*_=—─－@{"):
            part = text[line.start : line.end]
            if L.RULE.match(part) or L.TOC_MARK.fullmatch(part) or (part[0] == "<" and L.TAGS_ONLY.match(part)):
                return False
        match = L.ITEM.match(text, line.raw_start, min(line.end, line.raw_start + 200))
        return match is None or match.end() >= line.end

    def _groups(self, run: list[Line]) -> list[list[Line]]:
        """The lines of a run, those together that belong to one paragraph."""
        groups = [[line] for line in run[:1]]
        if len(run) < 2:
            return groups
        limit = max(L.width(self.text, line) for line in run)
        broken = sum(1 for line in run[:-1] if not L.ends_sentence(self.text, line))
        wrapped = limit <= L.WRAP and broken * 2 > len(run) - 1
        for one, two in zip(run, run[1:], strict=False):
            apart = self._stands_alone(one) or self._stands_alone(two)
            if L.goes_on(self.text, two) or not apart and L.joins(self.text, one, two, limit, wrapped, self.laid):
                groups[-1].append(two)
            else:
                groups.append([two])
        return groups

    def _stands_alone(self, line: Line) -> bool:
        part = self._words(line)
        return is_byline(part) or L.BOLD_ONLY.match(part) is not None or self._is_section(line)

    def _is_section(self, line: Line) -> bool:
        found = L.section(self.text, line)
        if found is None or line.end - line.start > 60:
            return False
        return found[0][0] not in "0123456789" or L.is_short_head(self.text, Line(found[2], line.end, 0, 0, 0), 80)

    def _paragraphs(self, groups: list[list[Line]]) -> None:
        for number, group in enumerate(groups):
            after = groups[number + 1][0] if number + 1 < len(groups) else None
            before = groups[number - 1][0] if number else None
            if len(group) == 1 and self._tight_head(group[0], before, after):
                continue
            if len(group) == 1 and not after and self._lead(group[0]):
                continue
            if not group[0].indent:
                self.indents = []
            self._add("paragraph", group[0].start, group[-1].end)

    def _lead(self, line: Line) -> bool:
        """A bold or short line that ends in a colon, right above a list: it names the list as a heading does."""
        at = self.at
        while at < len(self.lines) and self.lines[at].blank:
            at += 1
        if at == len(self.lines) or at > self.at + 2:
            return False
        under = self.lines[at]
        item = L.ITEM.match(self.text, under.raw_start, min(under.end, under.raw_start + 200))
        start, end = unbold(self.text, line.start, line.end)
        named = Line(start, line.end if end == line.end else end, 0, start, end)
        words = self.text[start : line.end].rstrip("*_ ")
        if not item or line.indent > 3 or not words.endswith((":", "：")) or is_byline(words):
            return False
        bold = start > line.start and end - start <= 60
        if not bold and not L.is_lead(self.text, named):
            return False
        end = start + len(self.text[start:end].rstrip(":： "))
        self.indents = []
        self._add("heading", start, end, min(6, self.level + 1 if self.level else 2), ":")
        return True

    def _tight_head(self, line: Line, before: Line | None, after: Line | None) -> bool:
        """A heading that stands among the paragraphs of a text without empty lines."""
        found = L.section(self.text, line)
        if found and found[0][0] not in "0123456789":
            return self._section(line, found, before, after)
        if not self.blocks and after and is_byline(self._words(after)) and self._may_head(line):
            self._titled(line.start, line.end, 1, "")
            return True
        short = after is not None and L.is_short_head(self.text, line, 40) and not is_byline(self._words(line))
        short = short and not is_entry(self.text[line.start : line.end])
        if not short or after is None or L.width(self.text, after) <= 80 or not L.ends_sentence(self.text, after):
            return False
        return (before is None or L.ends_sentence(self.text, before)) and self._loose(line.start, line.end)

    def _section(self, line: Line, found: tuple[str, int, int], before: Line | None, after: Line | None) -> bool:
        """`一、…`: short it is a heading, long or in a row of its like a list item."""
        marker, level, start = found
        inner = Line(start, line.end, 0, start, line.end)
        row = any(other and L.section(self.text, other) for other in (before, after))
        if L.is_short_head(self.text, inner, 80) and not row:
            base = min(6, self.level + 1) if any(b.marker.startswith("#") for b in self.blocks[-200:]) else level
            self.indents = []
            start, end = unbold(self.text, start, line.end)
            self._add("heading", start, end, base, marker)
            return True
        if marker[0] in "第" or (marker[-1] in ":：" and not row):
            return False
        self._add("item", start, line.end, max(1, level - 1), marker)
        return True

    def _alone(self, line: Line) -> bool:
        """A line between empty lines that is a heading by its shape."""
        part = self._words(line)
        if line.end - line.start > 200 or is_byline(part):
            return False
        bold = L.BOLD_ONLY.match(part)
        start, end = unbold(self.text, line.start, line.end)
        inner = Line(start, end, 0, start, end)
        if not self.blocks and self._is_title(inner):
            self._titled(start, end, 1, "**" if bold else "")
            return True
        found = L.section(self.text, inner)
        if found:
            return self._alone_section(inner, found)
        han = any("\u3400" <= char <= "\u9fff" for char in part[:80])
        if L.is_short_head(self.text, inner, 60 if han else 80):
            if bold:
                self._add("heading", start, end, min(6, self.level + 1 if self.level else 2), "**")
                self.indents = []
                return True
            return not is_entry(self.text[start:end]) and self._loose(start, end)
        return False

    def _is_title(self, line: Line) -> bool:
        """Whether the first line of a text, alone between empty lines, is its title."""
        words = self.text[line.start : min(line.end, line.start + 200)]
        if L.width(self.text, line) > 120 or L.ends_sentence(self.text, line) or words.endswith((":", "：")):
            return False
        return words[:1] not in "<{!(（|" and any(char.isalpha() for char in words)

    def _alone_section(self, line: Line, found: tuple[str, int, int]) -> bool:
        if found[0][0] in "0123456789":
            if not L.is_short_head(self.text, Line(found[2], line.end, 0, 0, 0), 80):
                return False
            self.indents = []
            self._add("heading", found[2], line.end, min(6, found[1] + 1), found[0])
            return True
        return self._section(line, found, None, None)

    def _loose(self, start: int, end: int) -> bool:
        self._add("heading", start, end, min(6, self.level + 1 if self.level else 2), LOOSE)
        self.indents = []
        return True
