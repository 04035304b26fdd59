"""What a model proposed → claims that stand in the article, and refusals with their reasons. Nothing is mended.

A claim enters when its quote stands in the part that was sent, every name stands in the quote or its context and is of
a type that the kind takes, numbers and dates are read by our own parsers from words that stand there, and values are
ones that the kind knows.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kg.clauses.roles import GROUPS, side_of
from kg.discourse.context import AUTHOR, Context
from kg.discourse.sentences import Sentence
from kg.knowledge import fold, read_toml, unlisted
from kg.language.numbers import NumberSpan, find_numbers
from kg.llm.offers import FOLDER
from kg.llm.portions import Portion, talks_to_model
from kg.llm.prompts import SPEAKERS, Form, forms
from kg.llm.quotes import Place, locate
from kg.model import TYPES, Claim, Entity, Maker, Mention

AUTHOR_NAMES = ("author", "the author", "作者", "本文作者", "笔者")
_NAME = re.compile(r"[^\W_]")


class Refused(Exception):
    """Why a proposal is no claim: a reason of words.toml (`refusals`), and the words that it is about."""

    def __init__(self, reason: str, words: Any = "") -> None:
        self.reason, self.words = reason, "" if words is None else str(words)
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A proposal that did not stand, or a whole reply that could not be read (`proposal` is empty)."""

    reason: str
    words: str
    start: int  # of the part that was asked about
    end: int
    proposal: tuple[tuple[str, Any], ...] = ()


@functools.cache
def checks() -> dict[str, Any]:
    """The bounds of checks.toml."""
    return read_toml(FOLDER / "checks.toml")


class Checker:
    """Holds proposals about one article against it."""

    def __init__(self, context: Context) -> None:
        self.context, self.article = context, context.article
        self.forms = forms(context.knowledge)
        self.mentions = [mention for one in context.sentences for _, mention in one.view.mentions()]

    def claim(self, proposal: dict[str, Any], portion: Portion, maker: Maker) -> tuple[Claim, int]:
        """The claim that a proposal is, and the index of its sentence. Raises Refused."""
        form = self.forms.get(proposal.get("kind") or "") if isinstance(proposal.get("kind"), str) else None
        if form is None:
            raise Refused("kind", proposal.get("kind"))
        quote = _words(proposal, "quote")
        bounds = checks()["quote"]
        if not len(quote) <= bounds["longest"] or sum(map(str.isalpha, quote)) < bounds["shortest"]:
            raise Refused("quote_length", quote[:80])
        places = locate(self.article.text, quote, portion.start, portion.end, bounds)
        if not places:
            raise Refused("quote", quote)
        refused: Refused | None = None
        for place in places:  # the same words may stand there several times: the first place where all of it stands
            try:
                return self._at(form, proposal, place, maker)
            except Refused as one:
                refused = refused or one
        assert refused is not None
        raise refused

    def _at(self, form: Form, proposal: dict[str, Any], place: Place, maker: Maker) -> tuple[Claim, int]:
        here = self._sentences(place)
        regions = self._regions(place, here)
        subject = self._role(form, proposal, "subject", form.kind.subject, bool(form.kind.subject), regions)
        thing = self._role(form, proposal, "object", form.kind.object, form.object_needed, regions)
        if subject and thing and subject.entity.key == thing.entity.key:
            raise Refused("same", subject.entity.label)
        values = self._values(form, proposal, place, regions)
        if form.number:
            values |= self._number(form, proposal, place, here, values)
        told = {"subject": subject, "object": thing}
        speaker = self._speaker(proposal, regions)
        outside = any(m is not None and not place.start <= m.start < place.end for m in told.values())
        claim = Claim(
            kind=form.kind.id,
            start=place.start,
            end=place.end,
            quote=self.article.text[place.start : place.end],
            subject=subject.entity if subject else None,
            object=thing.entity if thing else None,
            value=tuple(sorted((k, v) for k, v in values.items() if v not in (None, ""))),
            time=self._time(form, proposal, here, regions, values),
            speaker=speaker,
            negated=self._negated(form, proposal),
            confidence=_sure(place, outside),
            rule=f"{maker.extractor}/{place.how}",
            mentions=tuple(m for m in told.values() if m and m.start >= 0),
            makers=(maker,),
        )
        return claim, here[0]

    # --- where it stands ---

    def _sentences(self, place: Place) -> list[int]:
        """The sentences that a quote lies in: of one block that is read, and none that talks to a model."""
        found = [
            i for i, one in enumerate(self.context.sentences)
            if one.view.start < place.end and place.start < one.view.end
        ]  # fmt: skip
        sentences = [self.context.sentences[i] for i in found]
        if not found or sentences[0].view.start > place.start or sentences[-1].view.end < place.end:
            raise Refused("quote_place", self.article.text[place.start : place.end])
        if len({one.view.block for one in sentences}) > 1:
            raise Refused("quote_blocks", self.article.text[place.start : place.end])
        for one in sentences:
            if talks_to_model(self.article.text[one.view.start : one.view.end]):
                raise Refused("instruction", self.article.text[place.start : place.end])
        return found

    def _regions(self, place: Place, here: list[int]) -> list[tuple[int, int]]:
        """Where a name may stand, nearest first: the quote, its sentences, those before, what introduces them, headings."""
        sentences = self.context.sentences
        first = sentences[here[0]]
        before = range(here[0] - 1, max(-1, here[0] - 1 - int(checks()["context"]["sentences"])), -1)
        order: list[Sentence] = [sentences[i] for i in (*here, *before)]
        if first.parent is not None:
            order.append(sentences[first.parent])
        order += [sentences[i] for i in reversed(first.headings)]
        if self.article.blocks and first.block.kind == "row":  # a cell is read under its table's header
            order += [one for one in sentences if one.block.table == first.block.table and one.block.header]
        return [(place.start, place.end), *((one.view.start, one.view.end) for one in order)]

    # --- names ---

    def _role(
        self, form: Form, proposal: dict, role: str, types: Sequence[str], needed: bool, regions: list[tuple[int, int]]
    ) -> Mention | None:
        name = _words(proposal, role, needed and bool(types)) if types else ""
        if not name:
            return None
        if role == "subject" and form.author and name.casefold() in AUTHOR_NAMES:
            return Mention(-1, -1, AUTHOR, "context")
        return self._named(name, types, str(proposal.get(f"{role}_type") or ""), regions, role)

    def _named(self, name: str, types: Sequence[str], said: str, regions: list[tuple[int, int]], role: str) -> Mention:
        """What a name means there. Raises Refused where it does not stand, is no name, or is of no fitting type."""
        wanted = fold(name)
        unfit: Entity | None = None
        for start, end in regions:
            for mention in self._mentions_in(start, end):
                surface = self.article.text[mention.start : mention.end]
                if wanted in (fold(surface), fold(mention.entity.label)):
                    if mention.entity.type in types:
                        return mention
                    unfit = unfit or mention.entity
        if unfit is not None:
            raise Refused("type", f"{name}: {unfit.type}")
        if "Group" in types and (side := side_of(self.context.knowledge, name)):
            return self._group(name, side, regions, role)
        return self._new(name, said if said in types else "", regions, role)

    def _mentions_in(self, start: int, end: int) -> Iterator[Mention]:
        return (m for m in self.mentions if start <= m.start and m.end <= end)

    def _group(self, name: str, side: str, regions: list[tuple[int, int]], role: str) -> Mention:
        """A class of models, in the article's words for it; our own label of it stands for any of those words."""
        if name.casefold() == GROUPS[side].label:
            for words in (rows[side] for rows in self.context.knowledge.cues["sides"]["groups"].values()):
                for start, end in regions:
                    if found := re.search(words, self.article.text[start:end], re.I):
                        return Mention(start + found.start(), start + found.end(), GROUPS[side], "group")
        place = self._standing(name, regions, role)
        return Mention(place.start, place.end, GROUPS[side], "group")

    def _standing(self, name: str, regions: list[tuple[int, int]], role: str) -> Place:
        for start, end in regions:
            if places := locate(self.article.text, name, start, end, checks()["quote"]):
                return places[0]
        raise Refused(role, name)

    def _new(self, name: str, said: str, regions: list[tuple[int, int]], role: str) -> Mention:
        """A thing that no list and no form knows: its name stands there, and the model says what it is."""
        place = self._standing(name, regions, role)
        rules = checks()["names"]
        plain = re.match(rules["refused"], name, re.I) or re.match(rules["plain"], name)
        shapes = self.context.knowledge.cues["shapes"]["not_names"]
        if plain or len(name) > rules["longest"] or not _NAME.search(name) or fold(name) in {fold(n) for n in shapes}:
            raise Refused("name", name)
        if not said or said == "Group" or said not in TYPES:
            raise Refused("type", name)
        if any(m.start < place.end and place.start < m.end for m in self.mentions):
            raise Refused("name", name)  # a longer or shorter run around a name that is known
        label = " ".join(self.article.text[place.start : place.end].split())
        return Mention(place.start, place.end, unlisted(said, label), "model")

    def _speaker(self, proposal: dict[str, Any], regions: list[tuple[int, int]]) -> Entity | None:
        name = _words(proposal, "speaker", needed=False)
        if not name or name.casefold() in AUTHOR_NAMES:
            return None
        said = str(proposal.get("speaker_type") or "")
        return self._named(name, SPEAKERS, said, regions, "speaker").entity

    # --- values ---

    def _values(
        self, form: Form, proposal: dict[str, Any], place: Place, regions: list[tuple[int, int]]
    ) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for one in form.fields:
            value = proposal.get(one.name)
            if value is None or value == "":
                if one.needed:
                    raise Refused("value", one.name)
                continue
            if not isinstance(value, str):
                raise Refused("value", f"{one.name}: {value}")
            if one.among and value not in one.among:
                values[one.name] = self._benchmark(one.name, value, form, regions)
                continue
            if not one.among and not locate(self.article.text, value, place.start, place.end, checks()["quote"]):
                raise Refused("value", f"{one.name}: {value}")
            values[one.name] = value
        return values

    def _benchmark(self, name: str, value: str, form: Form, regions: list[tuple[int, int]]) -> str:
        """A comparison's aspect may be a benchmark that stands there; every other value is one that the kind knows."""
        if name not in form.kind.settings.get("computed", ()):
            raise Refused("value", f"{name}: {value}")
        return self._named(value, ("Benchmark",), "", regions, "value").entity.label

    def _number(
        self, form: Form, proposal: dict[str, Any], place: Place, here: list[int], values: dict[str, Any]
    ) -> dict[str, Any]:
        """The parts of a number, read by our own parser from the words that the model points to."""
        words = _words(proposal, "number", form.number_needed)
        if not words:
            return {}
        spots = locate(self.article.text, words, place.start, place.end, checks()["quote"])
        if not spots:
            raise Refused("number", words)
        first = self.context.sentences[here[0]].view.start
        last = self.context.sentences[here[-1]].view.end
        text = self.article.text[first:last]
        found = [
            number for number in find_numbers(text)
            if first + number.start < spots[0].end and spots[0].start < first + number.end
        ]  # fmt: skip
        if len(found) != 1 or not _points_at(text, found[0], spots[0].start - first, spots[0].end - first):
            raise Refused("number", words)
        return self._read_number(form, found[0], words, values)

    @staticmethod
    def _read_number(form: Form, number: NumberSpan, words: str, values: dict[str, Any]) -> dict[str, Any]:
        settings = form.kind.settings
        parts = {name: getattr(number, at, None) for name, at in settings["number"].items()}
        parts = {name: value for name, value in parts.items() if value not in (None, "")}
        money = "currency" in settings["number"]
        if (money and number.kind != "money") or not parts:
            raise Refused("number", words)
        for told in (settings.get("said", {}).get(number.unit, {}), settings.get("said", {}).get(number.words, {})):
            if any(values.get(name, value) != value for name, value in told.items()):
                raise Refused("number", f"{words}: {told}")  # what the number says of itself is something else
        return parts

    def _time(
        self,
        form: Form,
        proposal: dict[str, Any],
        here: list[int],
        regions: list[tuple[int, int]],
        values: dict[str, Any],
    ) -> str | None:
        """The date that our own parser reads from the words that the model points to, in the quote or its context."""
        words = _words(proposal, "time", needed=False) if form.time else ""
        if not words:
            return None
        timeless = form.kind.settings.get("timeless", {})
        if any(values.get(name) in some for name, some in timeless.items()):
            return None
        for start, end in regions:
            dates = list(self._dates(start, end))
            for spot in locate(self.article.text, words, start, end, checks()["quote"]):
                touched = [value for first, last, value in dates if first < spot.end and spot.start < last]
                if len(touched) == 1:
                    return touched[0]
            if words in [value for _, _, value in dates]:  # it wrote the date that we read there too
                return words
        raise Refused("time", words)

    def _dates(self, start: int, end: int) -> Iterator[tuple[int, int, str]]:
        """The dates in a stretch of the article, in the year that the section is of."""
        for sentence in self.context.sentences:
            if sentence.view.start < end and start < sentence.view.end:
                for slot in sentence.view.slots.values():
                    dated = not isinstance(slot.thing, Mention) and getattr(slot.thing, "kind", None) is None
                    if dated and slot.thing.value and slot.start < end and start < slot.end:
                        yield slot.start, slot.end, slot.thing.value

    @staticmethod
    def _negated(form: Form, proposal: dict[str, Any]) -> bool:
        said = proposal.get("negated")
        if said is not None and not isinstance(said, bool):
            raise Refused("denial", said)
        if said and not form.negated:
            raise Refused("denial", form.kind.id)
        return bool(said)


def _points_at(text: str, number: NumberSpan, start: int, end: int) -> bool:
    """Whether words mean a number, and not only its unit: they have its beginning, or a figure of it."""
    return start <= number.start or any(map(str.isnumeric, text[start : min(end, number.end)]))


def _words(proposal: dict[str, Any], name: str, needed: bool = True) -> str:
    """A field that holds words of the article. Raises Refused where it is missing or something else."""
    value = proposal.get(name)
    if value is None and not needed:
        return ""
    if not isinstance(value, str) or (needed and not value.strip()):
        raise Refused("shape", f"{name}: {value}"[:80])
    return value.strip()


def _sure(place: Place, outside: bool) -> float:
    sure = checks()["confidence"]
    return round(float(sure["exact" if place.how == "exact" else "tolerant"]) * (sure["context"] if outside else 1), 3)
