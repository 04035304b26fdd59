"""How a table's cells are read, one reader for each way that a column of kg/data/cues/tables.toml names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from kg.knowledge import unlisted
from kg.model import Mention
from kg.regexes import compiled
from kg.tabular import cells
from kg.tabular.cells import Cell, Column
from kg.tabular.sheet import NOTE, Sheet

_AMOUNT = compiled(r"\d{1,4}\.\d{1,4}")


class Readers(Sheet):
    """A table whose cells can be read: each reader yields kind, object, value, whether denied, and how plainly."""

    body: list[list[Cell]]
    headers: list[str]

    def _read_score(self, column: Column, cell: Cell, text: str) -> Iterator[tuple]:
        tests = column.objects or tuple(t for t in (self._benchmark() or self._board(),) if t)
        found = cells.scores(text)
        if not tests or not found or len(tests) > 1 and len(found) != len(tests):
            return
        for test, (score, unit) in zip(tests, found, strict=False):
            yield "result", test, {"score": score, "unit": unit or ("%" if "%" in column.header else "")}, False, 1.0

    def _read_amount(self, column: Column, cell: Cell, text: str) -> Iterator[tuple]:
        value = dict(column.row["value"])
        if value.get("unit") == "USD":
            unit = self.words.currency(text, column.header, self._caption())
            if not unit:
                return
            value["unit"] = unit
        if units := column.row.get("units"):
            value["unit"] = next((unit for shape, unit in units if re.search(shape, column.header.lower())), "")
        for amount in cells.amounts(self.words, self._unnamed(cell), column):
            sized = column.row["value"]["metric"]
            metric = "active-parameters" if amount.active and sized == "parameters" else sized
            value = {**value, "metric": metric, "number": amount.number, "high": amount.high}
            yield "quantity", None, value, False, 1.0

    def _unnamed(self, cell: Cell) -> str:
        """What a cell says beside the names in it: the number in "Opus 4.6" is no amount."""
        shown = cell.shown
        for slot in cell.things:
            if isinstance(slot.thing, Mention) and slot.thing.entity.type in ("Model", "Product"):
                first, last = slot.start - cell.start, slot.end - cell.start
                shown = shown[:first] + " " * (last - first) + shown[last:]
        return replace(cell, shown=shown).text

    def _read_time(self, column: Column, cell: Cell, text: str) -> Iterator[tuple]:
        for number, unit in cells.duration(self.words, text, column.header):
            yield "quantity", None, {**column.row["value"], "number": number, "unit": unit}, False, 1.0

    def _read_money(self, column: Column, cell: Cell, text: str) -> Iterator[tuple]:
        side = column.row.get("value", {}).get("side", "")
        beside = zip(self._beside(cell), self.headers, strict=False)
        billing = [c.text for c, head in beside if self.words.said["billing"].fullmatch(head)]
        header, around = " ".join([column.header, *billing]), f"{self._caption()}\n{self._rate()}\n{self._priced_in}"
        for price in cells.money(self.words, text, header, around, self._currency(column.header)):
            of = price.side or side
            per = f" {price.per or ('tokens' if of else '')}"
            per = per.replace(" tokens", f" {of} tokens") if of and "tokens" in per else per
            yield "price", None, {"amount": price.amount, "currency": price.currency, "per": per.strip()}, False, 1.0

    def _currency(self, header: str) -> str:
        """The currency that most cells under a header say; that of a few of them only where the article names none for all."""
        if header not in self.headers:
            return ""
        at = self.headers.index(header)
        texts = [row[at].text.split("(")[0] for row in self.body if len(row) > at and re.search(r"\d", row[at].text)]
        said = Counter(filter(None, map(self.words.currency, texts)))
        few = said.total() * 2 < len(texts) and not self.words.currency(texts[0])
        return said.most_common(1)[0][0] if said and not (few and self._priced_in) else ""

    def _moneyed(self, header: str) -> bool:
        """Whether the cells below a header that say anything say a currency, or a bare amount as the first one's."""
        if header not in self.headers:
            return False
        at, empty = self.headers.index(header), self.words.cells["empty"]
        texts = [row[at].text for row in self.body if len(row) > at and row[at].text and not empty.fullmatch(row[at].text)]
        said = [bool(self.words.currency(text)) or bool(i and _AMOUNT.fullmatch(text)) for i, text in enumerate(texts)]
        return bool(said) and all(said)

    def _beside(self, cell: Cell) -> list[Cell]:
        return next((row for row in self.body if any(c is cell for c in row)), [])

    def _read_status(self, column: Column, cell: Cell, text: str) -> Iterator[tuple]:
        status, factor = cells.status(self.words, text)
        denies = self.words.said["denies"].match(column.header)
        if denies and self._said(text):
            status = {"open": "closed", "closed": "open"}.get(status, status)
        if status:
            yield "openness", None, {"status": status}, False, factor
        for licence in self.mentioned(cell, "License"):
            yield "license", licence, {}, False, 0.95
        if status == "restricted" and any(name == "registration" and regex.search(text) for name, regex in self.words.terms):
            yield "license", None, {"term": "registration"}, False, 0.95

    def _read_terms(self, column: Column, cell: Cell, text: str) -> Iterator[tuple]:
        for term, number, negated in cells.terms(self.words, text, column.header):
            yield "license", None, {"term": term, "number": number}, negated, 1.0

    def _read_term(self, column: Column, cell: Cell, text: str) -> Iterator[tuple]:
        said = cells.one_term(self.words, text, column.row)
        if said is not None:
            number, negated = said
            yield "license", None, {**column.row["value"], "number": number}, negated, 1.0

    def _read_data(self, column: Column, cell: Cell, text: str) -> Iterator[tuple]:
        if self.words.cells["no"].match(text) or self.words.said["partly"].match(text):
            yield "openness", None, {"status": "partial"}, False, 1.0

    def _read_licence(self, column: Column, cell: Cell, text: str) -> Iterator[tuple]:
        named = self.mentioned(cell, "License")
        for licence in named:
            yield "license", licence, {}, False, 1.0
        if named:
            return
        short, said = NOTE.sub("", text), self._said(text)
        shape, none = self.words.licence["shape"], self.words.licence["none"]
        if len(text) <= 70 and shape.search(short) and not none.fullmatch(short) and not said:
            yield "license", unlisted("License", short), {}, False, 0.85
        elif side := self._side(text):
            yield "openness", None, {"status": side}, False, 0.85
        elif self.words.said["said"].search(text) and not said:
            for term, number, negated in cells.terms(self.words, text, ""):
                yield "license", None, {"term": term, "number": number}, negated, 0.85

    def _read_thing(self, column: Column, cell: Cell, text: str) -> Iterator[tuple]:
        for thing in self.things(cell, "Model"):
            yield "based-on", thing, {}, False, 1.0

    def _side(self, text: str) -> str:
        found = cells.told_status(self.words, text)
        return found if found in ("open", "closed") else ""
