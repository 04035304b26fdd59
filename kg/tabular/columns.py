"""What the columns of a table say: by their headers, by what stands in their cells, and which of them names the subjects."""

from __future__ import annotations

import re
from dataclasses import replace

from kg.discourse.context import Context
from kg.knowledge import fold
from kg.model import Entity
from kg.regexes import compiled
from kg.tabular import cells
from kg.tabular.cells import Cell, Column
from kg.tabular.readers import Readers

_BYTES = compiled(r"[\d.]+\s?G(?:i?B)?\*?", re.I)


class Columns(Readers):
    """A table whose columns are told."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.columns: list[Column | None] = []

    def lay_out(self, indexes: list[int]) -> None:
        super().lay_out(indexes)
        self.columns = [self._column(cell) for cell in self.head]

    def _column(self, cell: Cell, row: bool = False) -> Column | None:
        """What a header cell, or the first cell of a row, says of the cells beside it."""
        named = self.mentioned(cell, "Benchmark")
        text = cell.text
        if named and not self.words.bench_skip.search(text):
            return Column("result", "benchmark", {"confidence": 0.85}, text, named)
        column = self.words.column(text) if text or not row else None
        if (one := self.words.said["sided"].fullmatch(text)) and self._priced(text):
            column = self.words.column("input price" if one["input"] else "output price")
            column = replace(column, header=text) if column else None
        if column and column.name == "context" and self._is_use(text):
            return None
        return None if row and column and column.role in ("property", "skip") else column

    def _is_use(self, label: str) -> bool:
        """Whether tokens are told that were used, or the most that may be put in beside another column of the context."""
        said = self.words.said
        if said["context_said"].search(label):
            return False
        others = [*self.headers, *(row[0].text for row in self.body if row)]
        return bool(said["used"].search(f"{label}\n{self._caption()}")) or any(
            said["context_said"].search(other) and (c := self.words.column(other)) and c.name == "context" for other in others
        )

    def _property(self, label: Cell, cell: Cell) -> Column | None:
        """What a property says; of machines that stand there with their number ("256 × A100"), how many were at work."""
        column = self._column(label, True)
        if column and column.name == "hardware" and self.words.said["so_many"].match(cell.text):
            counted = self.words.column("training hardware")
            return replace(counted, header=label.text) if counted else None
        return column

    def _subject(self) -> int | None:
        """The column that says what each row is about: by its header, else by what stands in it."""
        ranked = [(c.row["rank"], i) for i, c in enumerate(self.columns) if c and c.role == "subject"]
        if ranked:
            return min(ranked)[1]
        for i, column in enumerate(self.columns):
            if column is None or column.role in ("property", "skip", "benchmark"):
                types = ("Model", "Hardware") if i else ("Model", "Product", "Hardware")
                hits = sum(self._covered(row[i], types) for row in self.body)
                if hits * 2 >= len(self.body):
                    return i
        first = self.columns[0]
        if first and first.name == "base" and sum(self._covered(row[0], ("Model",)) for row in self.body) * 2 >= len(self.body):
            return 0  # where no other column names models, the bases themselves are spoken of
        return next((i for i, c in enumerate(self.columns) if c and c.role == "organization"), None)

    @staticmethod
    def _says(column: Column | None) -> bool:
        return column is not None and column.role in ("value", "result", "date", "organization", "score")

    def _covered(self, cell: Cell, types: tuple[str, ...]) -> bool:
        return any(thing.type in types for kind in types for thing in self.things(cell, kind, build=False)[:1])

    # Columns without a known header

    def _dates(self, at: int) -> Column | None:
        """A column whose cells are all months or days though its header says something else: it dates what the row says."""
        texts = [row[at].text for row in self.body if row[at].text]
        if len(texts) < 2 or not all(len(text) <= 24 and len(cells.date(self.words, text, "")) >= 7 for text in texts):
            return None
        column = self.words.column("date")
        known = self.columns[at]
        if column is None or known and known.role == "date":
            return known
        return replace(column, header=self.headers[at], name="dated")

    def _by_cells(self, at: int) -> Column | None:
        """A column whose header says nothing, but whose cells all say "open" or "closed", or gigabytes at a precision."""
        texts = [row[at].text for row in self.body if row[at].text]
        if texts and self.words.precision.fullmatch(self.headers[at]) and all(_BYTES.fullmatch(t) for t in texts):
            column = self.words.column("gpu memory")
            return replace(column, header=self.headers[at]) if column else None
        if column := self._priced_cells(at, texts):
            return column
        sides = [self._side(t) for t in texts if not self._said(t)]
        if len(sides) < 2 or not all(sides) or not 0 < len(sides) * 2 >= len(texts):
            return None
        return self.words.column("openness")

    def _priced_cells(self, at: int, texts: list[str]) -> Column | None:
        """A column of prices that say their own currency and what they are for, or of the terms of a licence."""
        if len(texts) > 1 and all(
            self.words.currency(t) and self.words.per_of(t) and cells.scores(t) == [] for t in texts
        ):
            column = self.words.column("price")
            return replace(column, header=self.headers[at]) if column else None
        if len(texts) > 1 and sum(bool(self.words.limits.search(t)) for t in texts) * 2 >= len(texts):
            column = self.words.column("commercial use")
            return replace(column, header=self.headers[at]) if column else None
        return None

    def _priced(self, header: str) -> bool:
        """Whether a bare "input" or "output" is a price: its header, its cells or the words around the table say a currency."""
        around = self._caption()
        told = self.words.said["price"].search(around) is not None
        return bool(self.words.currency(header)) or self._moneyed(header) or told and bool(self.words.currency(around))

    # Tests that no list knows

    def _tests(self, heads: list[Cell]) -> dict[str, Column]:
        """Names of tests that no list knows, among those of known ones."""
        known = sum(bool((c := self._column(cell)) and c.role == "result") for cell in heads)
        named = known + bool(self._benchmark()) + bool(self.words.caption.search(self._caption()))
        out: dict[str, Column] = {}
        for cell in heads if named >= 2 else ():
            name = re.sub(r"\s*\(.*?\)|(?: / | ↑| ↓).*$", "", cell.text)
            name = self.words.metrics.sub("", name).strip() if len(name.split()) > 1 else name
            shaped = self.words.bench_shape.fullmatch(name) and not self.words.bench_not.fullmatch(name)
            if shaped and self._column(cell) is None:
                thing = Entity("Benchmark", name, f"benchmark/{fold(name)}", (name,))
                out[cell.text] = Column("result", "shape", {"confidence": 0.7}, cell.text, (thing,))
        return out

    def _ranked(self, at: int) -> dict[str, Column]:
        """On a leaderboard: the parts of its test, whose columns hold nothing but scores."""
        out: dict[str, Column] = {}
        for i, cell in enumerate(self.head) if self._board() else ():
            texts = [row[i].text for row in self.body if row[i].text]
            scored = len(texts) > 1 and all(re.fullmatch(r"\d{1,4}\.\d{1,2}\s?%?", text) for text in texts)
            name = re.sub(r"\s*[(（].*?[)）]$", "", cell.text).strip()
            if i != at and scored and 1 < len(name) <= 24 and self._column(cell) is None and not self.words.total.fullmatch(name):
                short = self.words.said["short"].match(name)
                names = (name, short[0]) if short else (name,)
                thing = Entity("Benchmark", name, f"benchmark/{fold(name)}", names)
                out[cell.text] = Column("result", "shape", {"confidence": 0.7}, cell.text, (thing,))
        return out
