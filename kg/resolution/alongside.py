"""Which things of one article may be one by their names: told without holding each against each, as an article may list thousands."""

from __future__ import annotations

import heapq
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from kg.knowledge import fold
from kg.model import Entity
from kg.resolution.likeness import Likeness, compare, core, costs_of, part_of, rules, version
from kg.resolution.misspelt import MOST, Spelt

_PIECE = re.compile(r"[·\s]+")


class Alongside:
    """The things of one article by what their names have in common. `few` gives all that may be one with a thing, and not many more."""

    def __init__(self, there: Iterable[Entity], sounds: frozenset[str], apart: str) -> None:
        self.sounds = sounds
        self._forms: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._first: dict[tuple[str, str], list[str]] = {}
        self._folded: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._surnamed: dict[str, set[str]] = defaultdict(set)
        self._spelt: dict[tuple[object, ...], Spelt] = {}
        self._makers: set[str] = set()
        self._bearers: Counter[str] = Counter()
        for entity in there:
            names = (entity.label, *entity.aliases)
            if entity.type == "Organization":
                self._makers.update(map(fold, names))
            if entity.type == "Person":
                self._bearers.update(set(filter(None, map(_surname, names))))
            if apart not in entity.key:
                for name in names:
                    self._take(name, entity)

    def _take(self, name: str, entity: Entity) -> None:
        kind, key = entity.type, entity.key
        for form in (core(name, kind), core(name, kind, True)):
            self._forms[kind, form].add(key)
        self._folded[kind, fold(name)].add(key)
        if surname := _surname(name):
            self._surnamed[surname].add(key)
        sort = (kind, version(name))
        if sort not in self._spelt:
            self._spelt[sort] = Spelt(costs_of(kind), self.sounds)
        self._spelt[sort].add(core(name, kind), key)

    def few(self, one: Entity) -> list[str]:
        """The keys of all things that may be one with this one, in order; of too many that may, some that join them all."""
        kind, name = one.type, one.label
        found = {*self._called(kind, core(name, kind)), *self._called(kind, core(name, kind, True))}
        if spelt := self._spelt.get((kind, version(name))):
            found.update(spelt.near(core(name, kind)))
        if kind == "Person":
            found |= self._surnamed[fold(name)] | self._folded[kind, _surname(name)]
        if kind in ("Model", "Product"):
            for short in self._without_maker(name):
                found |= self._folded[kind, short]
        return sorted(found - {one.key})

    def _called(self, kind: str, form: str) -> list[str]:
        """The first keys of what is called so: whatever is many is joined by these."""
        if (kind, form) not in self._first:
            self._first[kind, form] = heapq.nsmallest(MOST + 1, self._forms.get((kind, form), ()))
        return self._first[kind, form]

    def _without_maker(self, long: str) -> Iterator[str]:
        """The folded name without an organization of the article before it: Meta Nova 2, Nova 2."""
        folded = fold(long)
        return (folded[cut:] for cut in range(1, len(folded)) if folded[:cut] in self._makers)

    def likeness(self, one: Entity, other: Entity) -> Likeness | None:
        """Why two things of the article may be one, by their names."""
        names = (other.label, *other.aliases)
        scores = rules()["scores"]
        found = [compare(one.label, name, one.type, self.sounds) for name in names]
        shorter = [n for name in names for n, m in ((one.label, name), (name, one.label)) if part_of(n, m)]
        if one.type == "Person" and any(self._bearers[fold(name)] == 1 for name in shorter):
            found.append(Likeness("part", scores["part"]))
        if one.type in ("Model", "Product") and any(self._with_maker(one.label, name) for name in names):
            found.append(Likeness("maker", scores["maker"]))
        return max((f for f in found if f), key=lambda f: (f.score, f.reason), default=None)

    def _with_maker(self, long: str, short: str) -> bool:
        if version(long) != version(short) or len(fold(short)) < rules()["least"]["core"]:
            return False
        return fold(short) in self._without_maker(long)


def _surname(name: str) -> str:
    """The last of a name's parts, folded; "" where it has one alone."""
    pieces = _PIECE.split(name.strip())
    return fold(pieces[-1]) if len(pieces) > 1 else ""
