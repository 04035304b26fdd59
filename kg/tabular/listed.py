"""Lists in articles read like tables: "label: value" lines about what stands above them, models listed under a heading."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.clauses.claims import Candidate
from kg.discourse.context import Context
from kg.entities.masking import View
from kg.knowledge import fold
from kg.model import Entity, Mention
from kg.regexes import compiled
from kg.tabular import cells, remarks
from kg.tabular.cells import Cell, Column
from kg.tabular.grids import Grid, Said
from kg.tabular.remarks import licensed

# A label, a colon, a value; several of them on a line are parted by bars, bullets or semicolons.
_PAIR = compiled(
    r"\s*(?:[*_`]{1,3})?([^\s:：|｜;；][^:：|｜;；\n]{0,38}?)(?:[*_`]{1,3})?\s*(?::(?![/\\\d])|(?<!\d)：(?![/\\]))(?:[*_`]{1,3})?\s*"
)
_PARTS = compiled(r"\s*[|｜;；•·\n]\s*")
_OPENS_LIST = compiled(r":\s?$|^[^.,;:!?。，；：]{3,40}$")  # a line that introduces the list below, or is its title
_OF_ONE = compiled(r"[^\w\ue000-\ue00f]{0,6}[\ue000-\ue00f]\s?(?:\([^()]{0,30}\))?\s?:(?!\s?$)")  # a heading that tells what one thing is
_DEFINES = compiled(r"\W{0,6}([^:：\n。.]{2,24}?)[*_`]{0,3}\s?[:：]")  # what a block goes on to say what it is
_OPENS_PART = compiled(r"(?:^|[,，、;；&(（])\W*(?:[Tt]he )?$")
_HEAD = 6  # blocks
_CLASS = 5  # sentences back to which one of the block may tell of the class that examples are given of
_NEAR = 40  # characters behind a line of them in which the next one begins
_COUNTED = ("amount", "time", "money", "score", "date")
_OF_HOUSES = ("users", "customers", "revenue", "funding", "valuation")  # what a house has as well as a thing
_CARD = 240  # characters of a line that is made of short statements
_STATEMENT = 32  # characters of one of them, at most on an average
_SUBJECT = 8  # characters at the head of a block that name the sort it tells of
_LONG = 90  # a value longer than this is prose


def find(context: Context) -> list[Candidate]:
    """The claims of an article's lists."""
    listing = Listing(context)
    for index, sentence in enumerate(context.sentences):
        if sentence.block.kind in ("row", "code", "heading") or not sentence.first:
            continue
        listing.properties(index)
        if sentence.block.kind == "item":
            listing.bullet(index)
            listing.labelled(index)
        listing.card(index)
    for index, sentence in enumerate(context.sentences):
        if sentence.first and sentence.block.kind in ("item", "heading", "paragraph"):
            listing.placed(index)
            listing.sided(index)
        if sentence.block.kind in ("item", "paragraph"):
            listing.exampled(index)
    return listing.found


class Listing(Grid):
    """The lists of one article, each line taken for a row of two cells."""

    def properties(self, index: int) -> None:
        """The "label: value" pairs of a block about the thing that it, the item above it or its heading names."""
        sentence = self.context.sentences[index]
        told = [*self._pairs(index), *self._below(index)]
        pairs = [(c, label, value) for label, value in told if (c := self._column(label, True))]
        pairs = [p for p in pairs if p[0].role in ("value", "date", "organization", "subject") and not self._is_unlisted(p[0], p[1])]
        if not pairs or sentence.view.block < _HEAD and self.words.byline.search(self.text, 0, sentence.block.end + _NEAR):
            return
        own = [t for c, _, value in pairs if c.role == "subject" for t in self.things(value, c.row["type"])[:1]]
        houses = all((c.row.get("value") or {}).get("metric") in _OF_HOUSES for c, *_ in pairs)
        subject = own[0] if own else self._about(index, houses=houses)
        if subject is None:
            return
        if subject.type == "Product":  # "Providers: Acme, Zorb" of a tool are those that it can be used with
            pairs = [p for p in pairs if p[0].name != "provider"]
        makers = [o for c, _, value in pairs if c.role == "organization" and c.name != "carrier" for o in self.things(value, "Organization")]
        self.first = self.last = index
        for column, label, value in pairs:
            if column.name == "carrier":
                self._carried(value, subject, label)
                continue
            if column.row.get("reads") in _COUNTED and not re.match(r"\D{0,16}\d", value.text):
                continue  # a number far from its label is told about, not listed
            if value.index != index and self._is_kin(subject, value):
                continue
            if column.role == "organization":
                self._makers(value, self.things(value, "Organization") if value.index == index else self._housed(value), [subject], label)
            else:
                self._fact(column, value, [subject], makers, label, 0.9)

    @staticmethod
    def _is_unlisted(column: Column, label: Cell) -> bool:
        """Whether a label that a table's column of this sort may have says nothing so in a list."""
        return bool(compiled(column.row.get("unlisted", r"(?!)")).fullmatch(label.text.lower().strip(" *:：`")))

    @staticmethod
    def _housed(cell: Cell) -> list[Entity]:
        """The houses that open a part of a line of its own, which may be an address: "Dept of Science, The Acme University, USA"."""
        told = [slot for slot in cell.things if isinstance(slot.thing, Mention) and slot.thing.entity.type == "Organization"]
        return [slot.thing.entity for slot in told if _OPENS_PART.search(cell.shown[: slot.start - cell.start])]

    def _is_kin(self, thing: Entity, cell: Cell) -> bool:
        """Whether a cell names another model of a thing's family: what stands below is told of that one."""
        named = self.things(cell, "Model", build=False)
        return any(thing.key in (one.key, one.parent) or fold(one.label).startswith(fold(thing.label)) for one in named)

    def _carried(self, cell: Cell, thing: Entity, label: Cell) -> None:
        """Where a thing is to be had: "Available on: Acme, Zorb"."""
        for slot in cell.things:
            carrier = getattr(slot.thing, "entity", None)
            if carrier and carrier.type in ("Organization", "Product") and thing.type == "Model":
                self._emit(Said("adopts", carrier, thing, {"mode": "hosts"}), label, cell, 0.75, "carrier")

    def bullet(self, index: int) -> None:
        """A bullet that is no sentence, only a licence or sizes, says it of the thing in its heading."""
        block = self.context.sentences[index].block
        cell = self._cell(index, block.start, block.end)
        column = self.words.column("licence" if self.words.said["licence_alone"].fullmatch(licensed(cell)) else "parameters")
        if column is None or not (column.name == "licence" or self.words.said["sizes"].fullmatch(cell.text)):
            return
        subject = self._about(index, heading=True)
        if subject is not None:
            self.first = self.last = index
            self._fact(column, cell, [subject], [], cell, 0.85)

    def labelled(self, index: int) -> None:
        """The short statements of a bullet that a model's name opens: "Acme-7B: open weights, MIT, 128K context"."""
        sentence = self.context.sentences[index]
        block, opened = sentence.block, self.words.said["label"].match(sentence.view.masked)
        if opened is None:
            return
        name, told = sentence.view.slots[opened.start("name")], sentence.view.span(0, opened.end())[1]
        anchor = self._cell(index, name.start, name.end)
        for column, part in remarks.statements(self.words, self._cell(index, told, block.end), whole=True):
            self.first = self.last = index
            self._value(column, part, [name.thing.entity], anchor, 0.9)

    def card(self, index: int) -> None:
        """The statements of a line that is made of such, about the one model that stands over it: "7B parameters · MIT · 128K context"."""
        block = self.context.sentences[index].block
        if block.end - block.start > _CARD:
            return
        shown = self._shown(block.start, block.end).rstrip("。.")
        parts = len(self.words.said["remark_ends"].findall(shown.rstrip(" .。;；"))) + 1
        if len(shown) > _STATEMENT * parts:
            return  # prose
        told = list(remarks.statements(self.words, self._cell(index, block.start, block.end)))
        houses = [column for column, _ in told if column.role == "organization"]
        if 2 * len(told) < parts or len(told) < (3 if houses else 2) or len(houses) > 1:
            return
        subject = self._about(index, heading=True)
        if subject is None or subject.type != "Model":
            return
        for column, part in told:
            self.first = self.last = index
            self._fact(column, part, [subject], self.things(part, "Organization", build=False), part, 0.85)

    def _pairs(self, index: int) -> Iterator[tuple[Cell, Cell]]:
        """The labels and values of a block, as cells."""
        block = self.context.sentences[index].block
        position = block.start
        if self.text.find(":", position, block.end) < 0 and self.text.find("：", position, block.end) < 0:
            return  # most blocks
        for part in [*_PARTS.finditer(self.text, block.start, block.end), None]:
            end = part.start() if part else block.end
            parted = self.text.find(":", position, end) >= 0 or self.text.find("：", position, end) >= 0
            if parted and (pair := _PAIR.match(self.text, position, end)) and pair.end() < end <= pair.end() + _LONG:
                yield self._cell(index, pair.start(1), pair.end(1)), self._cell(index, pair.end(), end)
            position = part.end() if part else end

    def _below(self, index: int) -> Iterator[tuple[Cell, Cell]]:
        """The label of an item that says nothing else, with each of the items right under it: "Base models:" over "Zorb-7B"."""
        here = self.context.sentences
        block = here[index].block
        label = _PAIR.fullmatch(self.text, block.start, block.end) if block.kind == "item" else None
        for number in range(index + 1, len(here)) if label else ():
            under = here[number].block
            if under.kind != "item" or under.level <= block.level:
                break
            if label and here[number].parent == index and here[number].first and under.end - under.start <= _LONG:
                yield self._cell(index, label.start(1), label.end(1)), self._cell(number, under.start, under.end)

    def _cell(self, index: int, start: int, end: int) -> Cell:
        slots = []
        for sentence in self.context.sentences[index : index + 4]:
            slots += [s for s in sentence.view.slots.values() if start <= s.start and s.end <= end]
        return Cell(index, start, end, self._shown(start, end).rstrip("。."), sorted(slots, key=lambda s: s.start))

    def _about(self, index: int, heading: bool = False, houses: bool = False) -> Entity | None:
        """What a block of properties is about: the item it stands under, its heading, the line above."""
        for number in self._over(index):
            view = self.context.sentences[number].view
            types = ("Model", "Product", *(("Organization",) if houses else ()))
            named = list(dict.fromkeys(m.entity for _, m in view.mentions(types)))
            if named and not self._is_property(number):
                return named[0] if len(named) == 1 or self.context.sentences[number].block.kind == "item" else None
        return self.context.topic

    def _is_property(self, index: int) -> bool:
        """Whether a line only says something of what stands above it: "Base model: Zorb"."""
        told = [column for label, _ in self._pairs(index) if (column := self._column(label, True))]
        return bool(told) and all(column.role in ("value", "organization") for column in told)

    def _over(self, index: int) -> Iterator[int]:
        sentence = self.context.sentences[index]
        above = sentence.parent
        while above is not None and above != index:
            yield above
            above = self.context.sentences[above].parent if self.context.sentences[above].block.kind == "item" else None
        if sentence.block.kind != "item":
            for number in range(index - 1, max(-1, index - 8), -1):
                if self.context.sentences[number].block.kind != "paragraph":
                    break
                if self.context.sentences[number].first:
                    yield number
        yield from reversed(sentence.headings)

    def placed(self, index: int) -> None:
        """A thing that opens a list item, a heading or, in bold, a paragraph stands on the side that the heading over it names."""
        sentence = self.context.sentences[index]
        if sentence.block.kind == "paragraph" and not self.words.said["entry"].match(self.text, sentence.block.start):
            return
        lead = self.words.said["lead"].match(sentence.view.masked)
        if not lead:
            return
        side = self._listed(index)
        for mention in self._wares(sentence.view, lead.start(1), lead.end("rest")) if side else ():
            cell = self._cell(index, mention.start, mention.end)
            self._emit(Said("openness", mention.entity, value={"status": side}), cell, cell, 0.6, "listed", soft="heading")

    def _wares(self, view: View, first: int, last: int) -> Iterator[Mention]:
        """The models and products of a masked run; none of whose name only tells what sort of other thing is meant."""
        return (m for m in view.things(first, last, ("Model", "Product")) if not self.words.said["of_it"].match(self.text, m.end))

    def sided(self, index: int) -> None:
        """The things that a line names behind a label alone are of the sort that the label tells: "开放权重：A、B"."""
        view = self.context.sentences[index].view
        line = self.words.said["labels_side"].match(view.masked)
        side = cells.heading_side(self.words, line["label"]) if line else None
        for mention in self._wares(view, *line.span("rest")) if line and side else ():
            cell = self._cell(index, mention.start, mention.end)
            self._emit(Said("openness", mention.entity, value={"status": side}), cell, cell, 0.7, "sided", soft="heading")

    def exampled(self, index: int) -> None:
        """What a sentence gives as examples ("代表模型有…") is of the sort that its block defines, or the heading over it names."""
        view, note = self.context.sentences[index].view, self.words.note
        ends = note["examples_after"].search(view.masked)
        if len(view.masked) > _LONG * 2 or not (ends or note["examples"].match(view.masked)):
            return
        if any(note[f"heading_{side}"].search(view.masked) for side in ("open", "closed")):
            return  # it names a sort of its own
        block = self.context.sentences[index].block
        defined = _DEFINES.match(self.text, block.start, view.start)
        told = defined[1] if defined else self.text[block.start : min(block.start + _SUBJECT, view.start)]
        side = cells.heading_side(self.words, told) or (None if defined else self._told_of(index) or self._listed(index))
        for mention in self._wares(view, 0, ends.start() if ends else len(view.masked)) if side else ():
            cell = self._cell(index, mention.start, mention.end)
            self._emit(Said("openness", mention.entity, value={"status": side}), cell, cell, 0.7, "exampled", soft="heading")

    def _told_of(self, index: int) -> str:
        """The side of the class that the block tells of before a sentence: "Closed models are sold as a service. Examples include …"."""
        here = self.context.sentences
        for number in range(index - 1, max(-1, index - _CLASS), -1):
            if here[number].view.block != here[index].view.block:
                break
            if opened := self.words.note["class_opens"].match(here[number].view.masked):
                return cells.heading_side(self.words, opened["sort"].rstrip("s") + "s") or ""  # "a closed model", too
        return ""

    def _listed(self, index: int) -> str:
        """The side of the list that a block stands in, by the line that opens the list and the headings above."""
        sentence = self.context.sentences[index]
        for number in [*([sentence.parent] if sentence.parent is not None else []), *reversed(sentence.headings)]:
            above = self.context.sentences[number]
            if above.block.kind == "item" and above.view.mentions() or number == 0 and above.block.kind == "heading" and above.block.level == 1:
                continue
            if above.block.kind == "heading" and _OF_ONE.match(above.view.masked):
                continue  # "DeepSeek: the open challenger" is about that one
            leads = self.words.note["leads"].search(above.view.masked) or _OPENS_LIST.search(above.view.masked)
            if above.block.kind == "paragraph" and not leads:
                continue
            side = cells.heading_side(self.words, self.text[above.view.start : above.view.end])
            if side is not None:
                return side
        return ""
