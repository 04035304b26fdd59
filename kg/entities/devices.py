"""Chips, cards and devices by numbers: "a single 4090", and versions that nobody listed of a family, "MTIA 600", "昇腾980"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set

from kg.entities.cues import patterns
from kg.knowledge import Knowledge, fold, unlisted
from kg.model import Entity, Mention
from kg.regexes import compiled

_CARD = compiled(r"(?:RTX|GTX) (\d{4}(?: ?Ti)?(?: Super)?)")
_NUMBER = compiled(r"\d0[5-9]0|16[56]0")  # without which there is no card's number
_BEHIND = compiled(r"s(?![A-Za-z0-9])|[- ]?\d{2}\s?GB?(?![A-Za-z])")  # "4090s", "4090 24GB"


class Cards:
    """Finds the numbers of graphics cards that stand without their series, where the words around tell that they are cards."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._words = patterns(knowledge, "names")
        things = (term.entity for term in knowledge.terms if term.entity.type == "Hardware")
        self._called = {fold(card[1]): thing for thing in things if (card := _CARD.fullmatch(thing.label))}
        self._keys = {thing.key for thing in self._called.values()}

    def find(self, text: str, found: Sequence[Mention]) -> Iterator[tuple[int, int, Entity]]:
        """Where cards stand that are called by their number, and which; `found`: what is known in the text already."""
        if not _NUMBER.search(text):
            return
        for name in ("card_led", "card_told", "card_one"):
            for match in self._words[name].finditer(text):
                yield from self._each(text, *match.span("cards"))
        for m in found:
            if m.entity.key in self._keys:
                yield from self._more(text, m.end)

    def _each(self, text: str, start: int, end: int) -> Iterator[tuple[int, int, Entity]]:
        """The cards of a list of numbers, and those that it goes on with."""
        last = end
        for match in self._words["card"].finditer(text, start, end):
            if (thing := self._called.get(fold(match.group()))) is not None:
                last = match.end()
                yield match.start(), _with_rest(text, last), thing
        yield from self._more(text, last)

    def _more(self, text: str, end: int) -> Iterator[tuple[int, int, Entity]]:
        """The numbers that are joined to a card: "RTX 3090/4090", "RTX 4090和5090"."""
        while (match := self._words["card_more"].match(text, end)) and (thing := self._called.get(fold(match["card"]))):
            end = match.end("card")
            yield match.start("card"), _with_rest(text, end), thing


def _with_rest(text: str, end: int) -> int:
    """Where a card's name ends, with the plural's s or the size of its memory."""
    return behind.end() if (behind := _BEHIND.match(text, end)) else end


def version(knowledge: Knowledge, text: str, m: Mention, starts: Set[int]) -> Mention:
    """The mention of a piece of hardware with the version that stands behind its family's name as a thing of its own;
    `starts`: where other mentions begin."""
    words, numbered = patterns(knowledge, "names"), text[m.end - 1].isdigit()
    series = knowledge.sort_of(m.entity) == "series"
    match = (words["device_of"] if series else words["device_variant" if numbered else "device"]).match(text, m.end)
    if match is None or numbered and match["small"]:
        return m
    if any(at in starts and not text.startswith("Gen", at) for at in range(m.end, match.end())):
        return m
    thing = unlisted("Hardware", _label(knowledge, text[m.start : m.end], match.group(), m.entity), m.entity.key)
    return Mention(m.start, match.end(), thing, "shape")


def _label(knowledge: Knowledge, name: str, behind: str, family: Entity) -> str:
    """The family's name and what stands behind it; the English name where the family is called by its other one."""
    term = knowledge.by_key[family.key]
    if not name.isascii() and behind.isascii() and fold(name) == fold(term.columns.get("zh", "")) and term.columns.get("en"):
        name, behind = term.columns["en"], f" {behind.lstrip(' -')}"
    return re.sub(r"\s+", " ", name + behind)
