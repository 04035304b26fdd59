"""A table of an article laid out: its header and rows, what its cells name, and what the words around it say."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

from kg.discourse.context import Context
from kg.entities.masking import MARKS
from kg.knowledge import fold, unlisted
from kg.model import Entity, Mention
from kg.regexes import compiled
from kg.tabular.cells import SIZE, Cell, words_for

_BREAK, _BRACKETS = compiled(r"<br\s*/?>"), compiled(r"\[(?!\d+\])|(?<!\d)\]")
_SILENT = compiled(
    r"!\[[^\]]*\]\([^)]*\)|\]\([^)\n]*\)|<[^<>]{1,200}>|https?://[^\s)\]|]+|&(?:nbsp|thinsp|e[mn]sp|#160);|[*`_]{1,3}(?=\W|$)|(?:(?<=\W)|^)[*`]{1,3}"
)
_EDGE = compiled(r"^[^\w(（]+|(?:[^\w)）+]|[¹²³⁴⁵⁶⁷⁸⁹⁰]|\[\d+\]|\^\d+)+$")
_LISTED = compiled(r"(?:[(（][^()（）\n]{0,60}[)）]|(?! / )[^,，、;；&\n])+")  # a name of several, with what stands in its brackets
_BROKEN = "；"  # what is shown for a line break in a cell
_SCORED = compiled(r"\W{0,3}-?\d{1,4}(?:\.\d{1,3})?\s?%?\W{0,3}|\W{1,3}")
NOTE = compiled(r"\s*[(（]([^()（）]*)[)）]$")


class Name(NamedTuple):
    """A name as a cell has it: without what only dresses it, and the note in brackets behind it."""

    text: str
    note: str
    start: int  # in the article's text
    end: int


class Sheet:
    """One table of an article, once it is laid out; every row is as wide as the table."""

    tails: Mapping[str, Entity] = MappingProxyType({})  # short names of models by the cell that says them

    def __init__(self, context: Context) -> None:
        self.context, self.words, self.text = context, words_for(context.knowledge), context.article.text
        self.lang = context.article.lang
        self.known = {
            fold(n): m.entity
            for m in context.first_seen.values()
            if m.entity.type == "Model"
            for n in (m.entity.label, *m.entity.aliases)
        }
        self.first = self.last = 0  # indexes of the sentences that are its rows
        self.head: list[Cell] = []
        self.body: list[list[Cell]] = []
        self.headers: list[str] = []

    def lay_out(self, indexes: list[int]) -> None:
        """Take the rows that these sentences are for the table."""
        self.first, self.last = indexes[0], indexes[-1]
        rows = [self._cells(i) for i in indexes]
        self.tails = {**self._tails([cell.text for cell in rows[0]]), **self._tails([row[0].text for row in rows])}
        self.width = max(len(row) for row in rows)
        self.head, self.body = self._split(rows)
        self.headers = [cell.text for cell in self.head]

    # Cells

    def _cells(self, index: int) -> list[Cell]:
        sentence = self.context.sentences[index]
        slots = sorted(sentence.view.slots.values(), key=lambda s: s.start)
        starts = [slot.start for slot in slots]
        return [
            Cell(index, start, end, self._shown(start, end), [s for s in slots[bisect_left(starts, start) : bisect_right(starts, end)] if s.end <= end])
            for start, end in sentence.block.cells
        ]

    def _shown(self, start: int, end: int) -> str:
        text = self.text[start:end]
        if "<" in text:
            text = _BREAK.sub(lambda m: _BROKEN + " " * (len(m[0]) - 1), text)
        text = _SILENT.sub(lambda m: " " * len(m[0]), text)
        return _BRACKETS.sub(" ", text)

    def _split(self, rows: list[list[Cell]]) -> tuple[list[Cell], list[list[Cell]]]:
        """The header, with what a second header row adds, and the rows under it, each as wide as the table."""
        count = 1
        while count < min(len(rows) - 1, 3) and self._heads(
            rows[0], rows[count], self.context.sentences[rows[count][0].index].block.header
        ):
            count += 1
        head = self._widened(rows[0], [])
        if len(rows[0]) < self.width and len(rows[0]) > 1 and (self.width - 1) % (len(rows[0]) - 1) == 0:
            each = (self.width - 1) // (len(rows[0]) - 1)
            head = [rows[0][0], *(cell for cell in rows[0][1:] for _ in range(each))]
        for row in rows[1:count]:
            row = [Cell(row[0].index, row[0].start, row[0].start, "", [])] * (self.width - len(row)) + row
            for at in range(1, len(head)):
                if not head[at].text and at > 1 and row[at].text:
                    head[at] = replace(head[at - 1], shown=head[at - 1].shown.split(" / ")[0])
                if row[at].text and row[at].text != head[at].text:
                    head[at] = replace(head[at], shown=f"{head[at].shown} / {row[at].shown}".strip(" /"))
        body: list[list[Cell]] = []
        above: list[Cell] = []
        for row in rows[count:]:
            wide = self._widened(row, above)
            body.extend(_unfolded(wide))
            above = wide if len(row) > 1 else above
        return head, body

    def _heads(self, first: list[Cell], row: list[Cell], marked: bool) -> bool:
        """Whether a row continues the header: marked as one, or "5-shot" and the like under every name."""
        if marked:
            return True
        rest = [c.text for c in (row[1:] if len(row) == len(first) else row) if c.text]
        label = row[0].text
        if not rest or len(row) == len(first) and label and label != first[0].text:
            return False
        return all(self.words.metrics.fullmatch(t) or not re.search(r"\d{2}", t) and not self._said(t) for t in rest)

    def _said(self, text: str) -> bool:
        return bool(
            self.words.cells["empty"].fullmatch(text)
            or self.words.cells["yes"].match(text)
            or self.words.cells["no"].match(text)
        )

    def _widened(self, row: list[Cell], above: list[Cell]) -> list[Cell]:
        """A row as wide as the table. In HTML a cell of the row above may reach down: then the first cells are its."""
        lack = self.width - len(row)
        if lack <= 0:
            return row
        between = self.text[row[0].end : row[-1].start]
        if above and len(row) > 1 and re.search(r"<t[dh]", between, re.I):
            return above[:lack] + row
        return row + [Cell(row[-1].index, row[-1].end, row[-1].end, "", [])] * lack

    # Things

    def things(self, cell: Cell, kind: str, build: bool = True) -> list[Entity]:
        """What a cell names, of a type: known mentions, and new names where `build` allows."""
        out: list[Entity] = []
        for match in _LISTED.finditer(cell.shown):
            last = out[-1] if out else None
            thing = self._thing(cell, match.start(), match.end(), kind, build, last)
            if thing and thing not in out:
                out.append(thing)
        return out

    def _tails(self, texts: list[str]) -> dict[str, Entity]:
        """Cells of a row or column that say only how models of one name differ ("Base", "Instruct"): the models they end."""
        models = {m.entity.key: m.entity for m in self.context.first_seen.values() if m.entity.type == "Model"}
        ends: dict[str, list[Entity]] = {}
        for model in models.values():
            plain = model.label.lower()
            for size in range(3, min(16, len(plain)) + 1):
                ends.setdefault(plain[-size:], []).append(model)
        found: dict[str, dict[str, Entity]] = {}
        for text in {t for t in texts if 2 < len(t) <= 16}:
            ended = [(e, len(e.label) - len(text) - 1) for e in ends.get(text.lower(), ())]
            stems = {e.label[:at]: e for e, at in ended if at > 1 and e.label[at] in "- _"}
            if len(stems) == 1:
                stem, model = next(iter(stems.items()))
                found.setdefault(stem, {})[text] = model
        return next((named for named in found.values() if len(named) > 1), {})

    def _thing(self, cell: Cell, first: int, last: int, kind: str, build: bool, before: Entity | None) -> Entity | None:
        """What a part of a cell names, of a type: a known thing, or a new one where `build` allows; `before`: what its last part named."""
        name = self._name(cell, first, last, kind)
        if kind in ("Model", "Product") and cell.text in self.tails:
            return self.tails[cell.text]
        mentions = [s.thing for s in cell.things if isinstance(s.thing, Mention)]
        if mentioned := self._mentioned(mentions, name, kind):
            return mentioned
        if before and kind == "Model" and SIZE.fullmatch(name.text):  # Qwen-7B, 14B
            stem = re.sub(rf"[-_ ]?{SIZE.pattern}$", "", before.label)
            return self._new("Model", f"{stem}-{name.text}", before.parent) if stem != before.label else None
        other = any(m.entity.type in ("License", "Benchmark") and m.start <= name.start and name.end <= m.end for m in mentions)
        if not build or other or not self._is_name(name.text, kind):
            return None
        family = next((m.entity for m in mentions if m.entity.type == "Model" and m.start == name.start), None)
        return self._new(kind, name.text, (family.key if family.known else family.parent) if family else "")

    def _name(self, cell: Cell, first: int, last: int, kind: str) -> Name:
        """The name in a part of a cell; without whose it is in an address ("acme/Zorb-7B")."""
        piece, note = cell.shown[first:last], ""
        if kind == "Organization":
            piece = self.words.cells["company"].sub("", piece)
        for _ in range(3):  # a note may stand behind a note
            for part in _EDGE.finditer(piece):
                if part.start() == 0 and part.end() < len(piece):
                    first += part.end()
            piece = _EDGE.sub("", piece)
            if found := NOTE.search(piece):
                note, piece = note or found[1], piece[: found.start()]
        if owner := re.match(r"(?!w/)[\w.\-]+/(?=\w)", piece):
            first, piece = first + owner.end(), piece[owner.end() :]
        return Name(piece, note, cell.start + first, cell.start + first + len(piece))

    def _mentioned(self, mentions: list[Mention], name: Name, kind: str) -> Entity | None:
        """The known thing that a name is: its whole is mentioned, or but for its maker; a family's member where its note is a size."""
        called = (fold(self.words.said["called"].sub("", name.text)), fold(name.text))
        wanted = {"Model": ("Model", "Product"), "Product": ("Product", "Model")}.get(kind, (kind,))
        for m in mentions:
            if m.entity.type not in wanted:
                continue
            covers = (m.start <= name.start or self._are_makers(mentions, name.start, m.start)) and name.end <= m.end
            if covers or fold(self.text[m.start : m.end]) in called:
                sized = self.words.size_note.fullmatch(name.note.strip())
                return self._sized(m.entity, sized[1], sized[2] or "") if sized else m.entity
        if kind == "Organization":
            return next((m.entity for m in mentions if m.entity.type == kind and name.start <= m.start < name.end), None)
        return None

    def _are_makers(self, mentions: list[Mention], start: int, end: int) -> bool:
        """Whether a run of the text names houses and nothing else: "OpenAI GPT-4o" is GPT-4o."""
        houses = [m for m in mentions if m.entity.type == "Organization" and start <= m.start and m.end <= end]
        left = self.text[start:end]
        for house in houses:
            left = left.replace(self.text[house.start : house.end], "", 1)
        return bool(houses) and not left.strip(" '’s:：·-–/|的")

    def _is_name(self, name: str, kind: str) -> bool:
        if (
            not re.search(r"[^\W\d_]", name)
            or len(name) > 50
            or self.words.cells["not_names"].fullmatch(name)
            or self._said(name)
        ):
            return False
        if (
            re.search(r"[。!?:：=<>|]", name)
            or len(name.split()) > 6
            or len(self.words.said["dense"].findall(name)) > (16 if kind == "Organization" else 10)
        ):
            return False
        return kind == "Organization" or not re.match(rf"{SIZE.pattern}|\d+[x×X]\d", name)

    def _new(self, kind: str, label: str, parent: str = "") -> Entity:
        label = re.sub(r"\s+", " ", label)
        new = unlisted(kind, label, parent)
        return self.known.get(fold(label), new) if kind == "Model" else new

    def _sized(self, family: Entity, size: str, variant: str = "") -> Entity:
        """A family's member of a size: "7B" beside LLaMA is LLaMA-7B, "7B chat" its variant for chat."""
        size = re.sub(r"\s", "", size)
        tail = "-".join(filter(None, (size, variant.capitalize())))
        label = f"{family.label}-{tail}" if "-" in family.label else f"{family.label}-{tail.replace('-', ' ')}"
        if fold(label) in self.known or SIZE.search(family.label):
            return self.known.get(fold(label), family)
        names = (label, *(f"{name}-{tail}" for name in family.aliases[:8]))
        return Entity("Model", label, f"{family.key}-{tail.lower()}", tuple(dict.fromkeys(names)), family.key)

    @staticmethod
    def mentioned(cell: Cell, kind: str) -> tuple[Entity, ...]:
        """The known things of a type that stand in a cell, addresses aside."""
        named = [
            slot.thing.entity
            for slot in cell.things
            if isinstance(slot.thing, Mention) and slot.thing.entity.type == kind
            and cell.shown[slot.start - cell.start : slot.end - cell.start].strip()
        ]  # fmt: skip
        return tuple(dict.fromkeys(named))

    # What stands around the table

    def _around(self) -> Iterator[int]:
        """The sentences that speak of the table: those just before it, then its headings, innermost first."""
        for number in range(self.first - 1, max(-1, self.first - 5), -1):
            if self.context.sentences[number].block.kind in ("heading", "row"):
                break
            yield number
        yield from reversed(self.context.sentences[self.first].headings)

    def _caption(self) -> str:
        after = [
            self.context.sentences[i] for i in range(self.last + 1, min(self.last + 3, len(self.context.sentences)))
        ]
        views = [self.context.sentences[i].view for i in self._around()] + [
            s.view for s in after if s.block.kind != "heading"
        ]
        return "\n".join(unicodedata.normalize("NFKC", self.text[v.start : v.end]) for v in views)

    def _rate(self) -> str:
        """The line of the table's section that says what its prices are for ("Prices in USD per million tokens")."""
        headings = self.context.sentences[self.first].headings
        for number in range(self.first - 1, max(-1, self.first - 60), -1):
            sentence = self.context.sentences[number]
            if sentence.headings != headings or sentence.block.kind == "heading":
                break
            text = self.text[sentence.view.start : sentence.view.end]
            if sentence.block.kind != "row" and self.words.said["price"].search(text) and self.words.per_of(text):
                return text
        return ""

    @cached_property
    def _priced_in(self) -> str:
        """In what money the article says that its prices are ("Prices are in US dollars unless a line says otherwise")."""
        for number in range(self.first - 1, max(-1, self.first - 60), -1):
            sentence = self.context.sentences[number]
            said = self.words.said["priced_in"].search(self.text, sentence.view.start, sentence.view.end)
            if said and sentence.block.kind != "row":
                return said[0]
        return ""

    def topic(self, types: tuple[str, ...]) -> Entity | None:
        """The thing that the headings, the sentences before the table or else the whole article are about."""
        sentence = self.context.sentences[self.first]
        before = [i for i in self._around() if i not in sentence.headings]
        for number in [*reversed(sentence.headings), *before]:
            found = list(dict.fromkeys(m.entity for _, m in self.context.sentences[number].view.mentions(types)))
            if found and (number in sentence.headings or len(found) == 1):
                return found[0]
        counted = [m.entity for m in self.context.first_seen.values() if m.entity.type in types]
        return max(counted, key=lambda e: self.context.counts[e.key], default=None)

    def _asof(self) -> str | None:
        """The date that the words beside the table or its heading give it ("最后更新日期：2025-03-16", "Prices (May 2024)")."""
        for number in self._around():
            view = self.context.sentences[number].view
            dates = [slot.thing for at, slot in view.slots.items() if view.masked[at] == MARKS["date"]]
            if dates and self.words.said["as_of"].search(self.text, view.start, view.end):
                return dates[0].value  # type: ignore[attr-defined]
        return self.context.times.above(self.first) or self.context.times.titled(self.first, 0)

    def _dated_beside(self, name: Cell) -> str | None:
        """The one date that stands with a name in its cell, or in the entry that a list of its properties is below: "Zorb 3 (2023-05)"."""
        sentence = self.context.sentences[name.index]
        view = sentence.view
        dates = [d for d in view.things(0, len(view.masked), ("date",)) if name.start <= d.start and d.end <= name.end]
        if not dates and sentence.parent is not None:
            view = self.context.sentences[sentence.parent].view
            dates = view.things(0, len(view.masked), ("date",)) if view.masked.rstrip().endswith(")") else []
        return dates[0].value if len(dates) == 1 else None  # type: ignore[no-any-return]

    def _benchmark(self) -> Entity | None:
        """The one benchmark that the table's heading or caption names."""
        for number in self._around():
            named = list(
                dict.fromkeys(m.entity for _, m in self.context.sentences[number].view.mentions(("Benchmark",)))
            )
            if named:
                return named[0] if len(named) == 1 else None
        return None

    def _board(self) -> Entity | None:
        """The leaderboard that the table's nearest heading names ("大模型安全性榜单"): a benchmark, listed or not."""
        headings = self.context.sentences[self.first].headings
        view = self.context.sentences[headings[-1]].view if headings else None
        found = self.words.board.search(self.text[view.start : view.end]) if view else None
        if found is None:
            return None
        name = found["name"].strip()
        rest = self.words.said["leaderboard"].sub("", name)
        if self.words.generic.fullmatch(rest):
            return None
        return self._benchmark() or unlisted("Benchmark", name)

    def _maker(self, thing: Entity) -> Entity | None:
        """The organization of the article that made a thing."""
        makers = self.context.knowledge.maker_entities(thing)
        if not makers and thing.parent in self.context.first_seen:
            makers = self.context.knowledge.maker_entities(self.context.first_seen[thing.parent].entity)
        return next((m for m in makers if m.key in self.context.first_seen), self.context.owner if not makers else None)


def _unfolded(row: list[Cell]) -> list[list[Cell]]:
    """The rows that one stands for whose cells hold several tests and their scores, each on a line of its own."""
    lines = [_lines(cell) for cell in row]
    many = [at for at, cells in enumerate(lines) if len(cells) > 1]
    count = len(lines[many[0]]) if len(many) > 1 else 0
    if not count or any(len(lines[at]) != count for at in many):
        return [row]
    scores = [cell.text for at in many[1:] for cell in lines[at]]
    alone = [cell.text for at, cell in enumerate(row) if at > many[0] and at not in many and cell.text]
    if alone or not all(_SCORED.fullmatch(text) for text in scores):
        return [row]
    return [[cells[line] if len(cells) > 1 else cells[0] for cells in lines] for line in range(count)]


def _lines(cell: Cell) -> list[Cell]:
    """The lines of a cell, each as one."""
    ends = [*(at for at, char in enumerate(cell.shown) if char == _BROKEN), len(cell.shown)]
    out, first = [], 0
    for last in ends:
        line = cell.shown[first:last]
        if line.strip():
            begin = first + len(line) - len(line.lstrip())
            start, end = cell.start + begin, cell.start + last
            inside = [slot for slot in cell.things if start <= slot.start and slot.end <= end]
            out.append(Cell(cell.index, start, end, cell.shown[begin:last], inside))
        first = last + 1
    return out if len(out) > 1 else [cell]
