"""Tables in articles read by their headers: each cell under a known header is a claim about its row's subject."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from types import MappingProxyType
from typing import Any, NamedTuple

from kg import regexes
from kg.clauses.claims import Candidate
from kg.clauses.frames import Compiled
from kg.clauses.roles import side_of
from kg.discourse.context import Context
from kg.knowledge import Frame, Kind
from kg.model import Claim, Entity, Mention
from kg.tabular import cells, remarks
from kg.tabular.cells import SIZE, Cell, Column
from kg.tabular.columns import Columns

_GLOSS = regexes.compiled(r"\s?[（(][^（()）]{0,60}[)）]")
_SHORT = 10  # characters of a cell that is a side's name and nothing else


def find(context: Context) -> list[Candidate]:
    """The claims of an article's table rows."""
    rows = [(i, s) for i, s in enumerate(context.sentences) if s.block.kind == "row" and s.block.cells]
    found: list[Candidate] = []
    for _, group in groupby(rows, key=lambda row: row[1].block.table):
        grid = Grid(context)
        grid.lay_out([i for i, _ in group])
        found.extend(grid.claims())
    return found


class Said(NamedTuple):
    """What a cell says: a claim but for its place and how sure it is."""

    kind: str
    subject: Entity
    object: Entity | None = None
    value: Mapping[str, Any] = MappingProxyType({})
    negated: bool = False
    time: str | None = None  # that the cell itself gives


@dataclass(slots=True)
class About:
    """What the cells of a row are said of: its subjects, where they are named, who made them, the row's benchmarks.

    `owner`: whose the group is that the row stands in. `released`: whether the row's date is that of a release.
    """

    anchor: Cell
    subjects: list[Entity]
    makers: list[Entity]
    owner: Entity | None
    tests: list[Entity]
    released: bool = False


class Grid(Columns):
    """One table read: which way it lies, what each column says, and the claims of its cells."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.found: list[Candidate] = []
        self.dated: str | None = None  # what the row at hand says of its date

    # Which way the table lies

    def claims(self) -> list[Candidate]:
        """Every claim of the table, not yet reconciled."""
        if not self.body:
            return []
        if self._scored_sides() | self._sides():
            return self.found
        names = [bool(i and self._covered(cell, ("Model", "Product"))) for i, cell in enumerate(self.head)]
        told = [i for i, cell in enumerate(self.head) if i and cell.text and (names[i] or not self.columns[i])]
        down = sum(bool(row and self._covered(row[0], ("Model", "Product"))) for row in self.body)
        sideways = sum(self._says(self._column(row[0], True)) for row in self.body)
        across = sum(self._says(c) for c in self.columns[1:])
        subject = self._subject()
        if any(names) and sum(names) * 2 >= len(told) and down * 2 < len(self.body):
            shaped = [i for i in told if self.words.said["shaped"].search(self.headers[i])]
            self._transposed([i for i in told if names[i] or i in shaped and self._is_name(self.headers[i], "Model")])
        elif self.width in (2, 3) and sideways >= max(1, across) and not down and (self.width == 2 or sideways > 1) and not self._of_sides(subject):
            self._properties()
        elif subject is None and sideways >= 3 and across * 2 <= sideways and self.width > 2:
            self._transposed([i for i in told if self._is_name(self.headers[i], "Model")], 0.75)
        else:
            self._rows(subject)
        return self.found

    def _sides(self) -> bool:
        """Whether the columns set the open side against the closed one; the models named there are of its side."""
        bare = [_GLOSS.sub("", text) for text in self.headers]  # "开源（如A）" is a side's, "开源" alone may head a column of ticks
        sides = [(side_of(self.context.knowledge, b) or b != t and self._side(b)) if b else None for b, t in zip(bare, self.headers, strict=True)]
        if not {"open", "closed"} <= set(sides):
            return False
        for row in [self.head, *self.body]:
            for cell, side in zip(row, sides, strict=False):
                listed = self.mentioned(cell, "Model") if row is self.head else self.things(cell, "Product", build=False)
                for thing in listed if side else ():
                    self._emit(Said("openness", thing, value={"status": side}), cell, cell, 0.6, "group", soft=True)
        return True

    def _of_sides(self, subject: int | None) -> bool:
        """Whether the rows are the two sides, and a column names the models of each: "| 开源 | Llama 3、Qwen2.5 |"."""
        sides = {self._told_side(row, subject) for row in self.body if row} if subject else set()
        return {"open", "closed"} <= sides

    def _scored_sides(self) -> bool:
        """Whether several columns name models and have their score beside them ("| Test | Leader | Score | Next | Score |")."""
        half = len(self.body) / 2
        pairs = [
            (i, i + 1)
            for i in range(1, self.width - 1)
            if (c := self.columns[i + 1]) and c.role == "score"
            and sum(self._covered(row[i], ("Model",)) for row in self.body) >= half
        ]  # fmt: skip
        if len(pairs) < 2 or sum(bool(self.mentioned(row[0], "Benchmark")) for row in self.body) < half:
            return False
        for row in self.body:
            tests = self.mentioned(row[0], "Benchmark")[:1]
            for at, score in pairs if tests else ():
                subjects, column = self.things(row[at], "Model", build=False)[:1], self.columns[score]
                if subjects and column:
                    self._value(replace(column, role="result", objects=tests), row[score], subjects, row[at])
        return True

    def _transposed(self, columns: list[int], sure: float = 1.0) -> None:
        """Things in columns, what is said of them in rows."""
        subjects = {i: self.things(self.head[i], "Model")[:1] for i in columns}
        start = min(columns, default=1)
        told = [sum(self._says(self._column(row[i], True)) for row in self.body) for i in range(start)]
        labels = told.index(max(told)) if told else 0
        tests = self._tests([row[labels] for row in self.body])
        for row in self.body:
            label = row[labels] if row[labels].text else next((c for c in row[:start] if c.text), row[0])
            column = self._column(label, True) or tests.get(label.text)
            if column is None:
                continue
            for i in columns:
                makers = self.things(row[i], "Organization") if column.role == "organization" else []
                self._fact(column, row[i], subjects[i], makers, label, sure)

    def _properties(self) -> None:
        """Two columns, a property and its value, about what the headings name."""
        rows = [row for row in [self.head, *self.body] if row[0].text and row[1].text]
        pairs = [(self._property(*row[:2]), row) for row in rows]
        # a name stands at the head of its properties; of a machine or a product further down it only uses or offers that
        names = [(c.row["type"], row[1]) for at, (c, row) in enumerate(pairs) if c and c.role == "subject" and (at < 2 or c.row["type"] == "Model")]
        own = [t for kind, cell in names for t in self.things(cell, kind)[:1]]
        subject = own[0] if own else self.topic(("Model", "Product"))
        if subject is None:
            return
        makers = [row[1] for c, row in pairs if c and c.role == "organization"]
        organizations = [o for cell in makers for o in self.things(cell, "Organization")]
        for column, row in pairs:
            if column:
                about = column.row.get("whose")
                owner = self.topic(tuple(about)) if about and subject.type not in about else subject
                self._fact(column, row[1], [owner] if owner else [], organizations, row[0], 0.9)

    def _fact(
        self, column: Column, cell: Cell, subjects: list[Entity], makers: list[Entity], label: Cell, sure: float
    ) -> None:
        """What a property's cell says of its subject."""
        if column.role == "date":
            self._release(cell, subjects, makers, label, sure)
        elif column.role == "organization":
            self._makers(cell, makers, subjects, label, sure)
        else:
            self._value(column, cell, subjects, label, sure)

    def _rows(self, at: int | None) -> None:
        """Things in rows, what is said of them in columns."""
        if at is None:
            self._by_precision()
            return
        subject_column = self.columns[at]
        kind = subject_column.row.get("type", "Model") if subject_column else "Model"
        repeated = Counter(row[at].text for row in self.body)
        size_at = next((i for i, c in enumerate(self.columns) if c and c.name == "parameters"), None)
        tests = self._tests([cell for i, cell in enumerate(self.head) if i != at]) | self._ranked(at)
        columns = [
            (i, self._dates(i) or c or tests.get(self.headers[i]) or self._by_cells(i))
            for i, c in enumerate(self.columns)
            if i != at
        ]
        side, owner = self._heading_side(), None
        last: list[Entity] = []
        for row in self.body:
            if group := self._group(row):
                side, owner = side_of(self.context.knowledge, group) or self._side(group), self._owner(row)
                continue
            # What stands under "Category" or "Task" is a sort and no new thing.
            built = subject_column.role != "skip" if subject_column else repeated[row[at].text] == 1
            subjects = self.things(row[at], kind, build=built)
            if not subjects and (size := SIZE.match(row[at].text)) and (family := self.topic(("Model",))):
                subjects = [self._sized(family, size[0])]
            elif not row[at].text and any(c and c.role == "benchmark" for _, c in columns):
                subjects = last
            if (
                size_at is not None
                and len(subjects) == 1
                and repeated[row[at].text] > 1
                and SIZE.fullmatch(row[size_at].text)
            ):
                subjects = [self._sized(subjects[0], row[size_at].text)]
            last = subjects
            if subjects:
                self._row(row, row[at], subjects, columns, self._told_side(row, at) or side, owner)
        if any(self.words.download.search(self.headers[i]) for i, c in columns if c is None or c.role == "skip"):
            self._downloads(at, kind)

    def _by_precision(self) -> None:
        """A table whose rows are precisions ("INT8") or lengths tells of the one model that the text is about."""
        measured = self.words.measured_at.fullmatch(re.sub(r"\s", "", self.headers[0]))
        if not measured or (thing := self.topic(("Model",))) is None:
            return
        columns = [(i, c) for i, c in enumerate(self.columns) if i and c and c.role == "value"]
        for row in self.body:
            self._row(row, row[0], [thing], columns, "", None)

    def _remarked(self, i: int, cell: Cell, subjects: list[Entity], makers: list[Entity], anchor: Cell) -> None:
        """The claims of a cell under a header that tells nothing, with what it states where the header promises remarks."""
        self._note(cell, subjects, makers, anchor)
        for said, part in remarks.statements(self.words, cell) if self.words.said["remarks"].fullmatch(self.headers[i]) else ():
            self._value(said, part, subjects[:1], anchor, 0.9)

    def _row(
        self, row: list[Cell], anchor: Cell, subjects: list[Entity], columns: list, side: str, owner: Entity | None
    ) -> None:
        """The claims of one row about its subjects; `side` and `owner` come from the group or heading it stands in."""
        makers, hosts = self._houses(row, subjects, columns)
        for cell, host in hosts:
            for thing in subjects:
                self._emit(Said("adopts", host, thing, {"mode": "hosts"}), anchor, cell, 0.75, "provider")
        about = About(anchor, subjects, makers, owner, [t for i, c in columns if c and c.role == "benchmark" for t in self.things(row[i], "Benchmark")])
        about.released = self._dated(row, about, columns)
        for i, column in self._telling(row, columns):
            self._of_cell(i, row[i], column, about)
        if owner and not makers and not about.released:
            self._makers(anchor, [owner], subjects, anchor, 0.8)
        if side:
            for subject in subjects:
                self._emit(Said("openness", subject, value={"status": side}), anchor, anchor, 0.6, "group", soft=True)

    def _houses(self, row: list[Cell], subjects: list[Entity], columns: list) -> tuple[list[Entity], list[tuple[Cell, Entity]]]:
        """The organizations of a row: those that made its subjects, and those that offer what others made, with their cells."""
        named = [(c, row[i], o) for i, c in columns if c and c.role == "organization" for o in self.things(row[i], "Organization")]
        made = [o for c, _, o in named if c.name not in ("provider", "carrier")]
        offers = [(c, cell, o) for c, cell, o in named if c.name in ("provider", "carrier") and o not in made]
        hosts = [(cell, o) for c, cell, o in offers if made or c.name == "carrier" or not self._made(o, subjects)]
        return [o for _, cell, o in named if (cell, o) not in hosts], hosts

    def _dated(self, row: list[Cell], about: About, columns: list) -> bool:
        """Keep the row's date for its claims; whether a date of it says when its subjects were released."""
        days = [(i, c) for i, c in columns if c and c.role == "date"]
        times = [cells.date(self.words, row[i].text, self.context.article.date) for i, _ in days]
        self.dated = next((time for time in times if time), None)
        makers = about.makers or ([about.owner] if about.owner else [])
        released = [self._release(row[i], about.subjects, makers, about.anchor) for i, c in days if c.name != "dated"]
        return any(released)

    def _telling(self, row: list[Cell], columns: list) -> Iterator[tuple[int, Column]]:
        """The columns that say more of a row than its date; where it is kept closed, not whether its data is out."""
        status = [row[i].text for i, c in columns if c and c.row.get("reads") == "status"]
        kept = any(cells.status(self.words, text)[0] in ("closed", "api") for text in status)
        for i, column in columns:
            if column and column.role != "date" and not (kept and column.row.get("reads") == "data"):
                yield i, column

    def _of_cell(self, i: int, cell: Cell, column: Column, about: About) -> None:
        """What one cell says of its row's subjects."""
        subjects, anchor = about.subjects, about.anchor
        if column.role == "organization" and not about.released:
            self._makers(cell, [o for o in self.things(cell, "Organization") if o in about.makers], subjects, anchor)
        elif column.role == "skip":
            self._remarked(i, cell, subjects, about.makers, anchor)
        elif column.role == "score" and about.tests:
            self._value(replace(column, role="result", objects=tuple(about.tests[:1])), cell, subjects, anchor)
        else:
            self._value(column, cell, subjects, anchor)
            for said, part in remarks.statements(self.words, cell) if column.row.get("reads") == "status" else ():
                if said.row.get("reads") != "status":  # "weights, MIT": under which terms, too
                    self._value(said, part, subjects, anchor, 0.9)

    def _made(self, maker: Entity, things: list[Entity]) -> bool:
        """Whether an organization may be the maker of what it offers: the lexicon names it, or names nobody."""
        known = {m.key for thing in things for m in self.context.knowledge.maker_entities(thing)}
        return not known or maker.key in known

    def _note(self, cell: Cell, subjects: list[Entity], makers: list[Entity], anchor: Cell) -> None:
        """Names in a remark: behind "开源模型" open and of the row's maker, behind "基于" what the row builds on."""
        position, open_, base = cell.start, False, False
        for slot in cell.things:
            gap = cell.shown[max(0, position - cell.start) : slot.start - cell.start]
            seen = re.search(r"\w", cell.shown[slot.start - cell.start : slot.end - cell.start])
            if not seen or not isinstance(slot.thing, Mention) or slot.thing.entity.type != "Model":
                continue
            if not self.words.said["between"].fullmatch(gap) or position == cell.start:
                open_, base = bool(self.words.note["open"].search(gap)), bool(self.words.note["base"].search(gap))
            position, thing = slot.end, slot.thing.entity
            if open_:
                self._emit(Said("openness", thing, value={"status": "open"}), cell, cell, 0.68, "note")
                for maker in makers:
                    self._emit(Said("develops", maker, thing), anchor, cell, 0.65, "note")
            elif base and len(subjects) == 1:
                self._emit(Said("based-on", subjects[0], thing), anchor, cell, 0.7, "note")

    def _downloads(self, at: int, kind: str) -> None:
        """An organization's own list of downloads: one maker, named in the article, of all that is listed."""
        things = [(row[at], t) for row in self.body for t in self.things(row[at], kind)[:1] if t.type == "Model"]
        makers = {m.key: m for _, t in things for m in (self._maker(t),) if m}
        if len(makers) != 1 or len(things) < 2:
            return
        for cell, thing in things:
            self._emit(Said("release", next(iter(makers.values())), thing), cell, cell, 0.55, "download")

    # Groups of rows

    def _told_side(self, row: list[Cell], at: int) -> str:
        """The side that a cell without a header of its own puts its row on: "| 闭源 | GPT-4、Claude 3 |"."""
        for i, cell in enumerate(row):
            column = self.columns[i] if i < len(self.columns) else None
            bare = i != at and 0 < len(cell.text) <= _SHORT and (column is None or column.role in ("skip", "property"))
            if bare and (side := side_of(self.context.knowledge, cell.text) or self._side(cell.text)):
                return side
        return ""

    def _heading_side(self) -> str:
        """The side that the words before the table or its own heading put its rows on ("闭源模型", "Open-weight models")."""
        before = self.context.sentences[self.first - 1] if self.first else None
        if before and before.block.kind == "paragraph" and (led := cells.lead_side(self.words, before.view.masked)):
            return led
        for number in reversed(self.context.sentences[self.first].headings[-2:]):
            view = self.context.sentences[number].view
            text = self.text[view.start : view.end]
            found = cells.heading_side(self.words, text)
            if found is not None:
                return found
        return ""

    def _group(self, row: list[Cell]) -> str:
        """The text of a row that only heads those below it, "" for any other row."""
        texts = {cell.text for cell in row if cell.text}
        return texts.pop() if len(texts) == 1 and len(row) > 2 and (row[0].text or row[1].text) else ""

    def _owner(self, row: list[Cell]) -> Entity | None:
        cell = next(c for c in row if c.text)
        named = () if re.search(r"\d", cell.text) else self.things(cell, "Organization", build=False)
        return named[0] if len(named) == 1 else None

    # Claims

    def _makers(self, cell: Cell, makers: list[Entity], things: list[Entity], anchor: Cell, sure: float = 1.0) -> None:
        for maker in makers:
            for thing in things:
                if thing.type in ("Model", "Product", "Dataset"):
                    self._emit(Said("develops", maker, thing), anchor, cell, 0.82 * sure, "organization")

    def _release(self, cell: Cell, things: list[Entity], makers: list[Entity], anchor: Cell, sure: float = 1.0) -> bool:
        when = cells.date(self.words, cell.text, self.context.article.date)
        for thing in things if when else ():
            for maker in makers or [m for m in (self._maker(thing),) if m]:
                self._emit(Said("release", maker, thing, time=when), anchor, cell, 0.8 * sure if makers else 0.65, "date")
        return bool(when and makers)

    def _value(self, column: Column, cell: Cell, subjects: list[Entity], anchor: Cell, sure: float = 1.0) -> None:
        """The claims of one cell by its column's reader."""
        text, rule = cell.text, column.name
        reads = column.row.get("reads", "score") if column.role in ("value", "result", "score") else ""
        if (
            not text
            or not reads
            or reads not in ("status", "terms", "term", "data")
            and self.words.cells["empty"].fullmatch(text)
        ):
            return
        many = reads in ("status", "terms", "licence", "thing", "term", "data")
        for kind, thing, value, negated, factor in getattr(self, f"_read_{reads}")(column, cell, text):
            about = column.row.get("about", [s.type for s in subjects])
            for subject in (s for s in (subjects if many else subjects[:1]) if s.type in about):
                confidence = column.row.get("confidence", 0.75) * sure * factor
                self._emit(Said(kind, subject, thing, value, negated), anchor, cell, confidence, rule)

    def _emit(self, said: Said, anchor: Cell, cell: Cell, confidence: float, rule: str, soft: bool | str = False) -> None:
        """Adds a claim; its words are the row's from the subject (or the property) to the value.

        `soft`: it gives way to what sentences say, as the option of a frame has it (kg/extraction/reconcile.py).
        """
        kind = self.context.knowledge.kinds[said.kind]
        if said.subject.type not in (*kind.subject, "Product") or said.object and said.object.key == said.subject.key:
            return
        start, end = cell.start, cell.end
        if anchor.index == cell.index:
            start, end = min(start, anchor.start), max(end, anchor.end)
        if start == end:
            return
        value = tuple(sorted((k, v) for k, v in said.value.items() if v not in (None, "")))
        rule, quote, sure = f"table/{rule}", self.text[start:end], round(max(0.05, confidence), 3)
        time = said.time or self._time(kind, anchor)
        claim = Claim(said.kind, start, end, quote, said.subject, said.object, value, time, None, said.negated, sure, rule)
        frame = Frame(rule, said.kind, "any", "", (), options=(("soft", soft),)) if soft else None
        self.found.append(Candidate(claim, cell.index, Compiled(frame, kind, "(?!)", (), ()) if frame else None))

    def _time(self, kind: Kind, anchor: Cell) -> str | None:
        """When a claim of a row held that gives no time itself: the row's date, the table's, or that of the article."""
        time = (self.dated or self._dated_beside(anchor)) if kind.settings.get("row_date") else None
        if not time and kind.id in ("price", "result"):
            time = self._asof()
        if not time and kind.id == "result" and self._board():  # a leaderboard's standing is that of the article's days
            time = self.context.article.date[:7]
        return time or None
