"""The wordings of the debate, the best supported first: as they are kept ahead, or counted out of all of its claims.

What says the same of the same in the same words is one wording, however many articles have it. A stance is one once for
each point that arguments of its voice make and that it rests on.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import unquote

from kg.debating.argumentation import HANGING, Net, cut_of, leaning, point_of, read_net, voice_of, what_of, wording
from kg.listing import derived, grouped, narrowing
from kg.listing.grouped import Group
from kg.listing.narrowing import Asked
from kg.listing.steps import Row, count_origins
from kg.rdf.graph import article_iri, entity_iri
from kg.store import Store


@dataclass(frozen=True, slots=True)
class Wording:
    """A wording by its earliest claim (`id`, `article`, `start`, `end`, `date`); `what` is a point, a course, a change."""

    kind: str
    what: str
    key: str
    id: str
    date: str
    article: str
    start: int
    end: int
    articles: int
    origins: int

    @property
    def speaker(self) -> str:
        """Key of him in whose mouth an argument is; "" for none."""
        return str(json.loads(self.key)[2])

    @property
    def order(self) -> tuple[Any, ...]:
        """What most independent origins say comes first, then what is early."""
        return (-self.origins, -self.articles, self.date, self.article, self.start, self.key)


class Debate(Protocol):
    """Where wordings are asked for."""

    def whats(self, kind: str) -> list[str]:
        """What the claims of a kind come down to."""

    def part(self, kind: str, whats: Collection[str], limit: int | None = None, offset: int = 0) -> tuple[list[Wording], int]:
        """Wordings of these from a place on, and how many there are."""

    def near(self, whats: Collection[str], speakers: Collection[str], articles: Collection[str]) -> list[Wording]:
        """The arguments of these speakers (keys), and those whose earliest claim stands in one of these articles."""


def debate(store: Store) -> Debate:
    """The debate as it is kept, or as it is counted now."""
    return _Kept(store) if derived.ready(store) else Counted(read_net(store, HANGING), store)


class _Kept:
    def __init__(self, store: Store) -> None:
        self._store = store

    def whats(self, kind: str) -> list[str]:
        cuts = (cut.split(",") for cut in grouped.cuts(self._store, grouped.DEBATE))
        return sorted(unquote(what) for known, what in cuts if known == kind)

    def part(self, kind: str, whats: Collection[str], limit: int | None = None, offset: int = 0) -> tuple[list[Wording], int]:
        found, total = grouped.part(self._store, grouped.DEBATED, Asked(few=_few(kind, whats)), limit, offset)
        return list(map(_wording, found)), total

    def near(self, whats: Collection[str], speakers: Collection[str], articles: Collection[str]) -> list[Wording]:
        shelves = [narrowing.shelf("voice", entity_iri(key)) for key in sorted(speakers)]
        shelves += [narrowing.shelf("article", article_iri(one)) for one in sorted(articles)]
        asked = Asked(shelves=(tuple(shelves),), few=_few("argument", whats))
        return list(map(_wording, grouped.groups(self._store, grouped.DEBATED, asked)))


def _few(kind: str, whats: Iterable[str]) -> tuple[tuple[int, frozenset[str]], ...]:
    return ((0, frozenset([narrowing.short(kind)])), (1, frozenset(map(narrowing.short, whats))))


def _wording(group: Group) -> Wording:
    kind, what = map(unquote, group.cut.split(","))
    counts = (group.articles, group.origins)
    return Wording(kind, what, group.key, group.claim, str(group.place[0]), *group.evidence, *counts)


class Counted:
    """The debate out of its claims."""

    def __init__(self, net: Net, store: Store) -> None:
        self._all = counted(_claims(net), store)

    def whats(self, kind: str) -> list[str]:
        """As `Debate` has it."""
        return sorted({one.what for one in self._all if one.kind == kind})

    def part(self, kind: str, whats: Collection[str], limit: int | None = None, offset: int = 0) -> tuple[list[Wording], int]:
        """As `Debate` has it."""
        found = self._those(lambda one: one.kind == kind and one.what in whats)
        return found[offset : None if limit is None else offset + limit], len(found)

    def near(self, whats: Collection[str], speakers: Collection[str], articles: Collection[str]) -> list[Wording]:
        """As `Debate` has it."""
        arguments = self._those(lambda one: one.kind == "argument" and one.what in whats)
        return [one for one in arguments if one.speaker in speakers or one.article in articles]

    def _those(self, wanted: Callable[[Wording], bool]) -> list[Wording]:
        return [one for one in self._all if wanted(one)]


def _claims(net: Net) -> list[tuple[Row, str]]:
    """The claims of the debate, each with what it comes down to; a stance once for each point that it rests on."""
    plain = [(row, what_of(row)) for rows in (net.arguments, net.strategies, net.shifts) for row in rows]
    resting = [(row, point) for row in net.stances for point in sorted({point_of(ground).id for ground in net.grounds(row)})]
    return plain + resting


def counted(claims: Sequence[tuple[Row, str]], store: Store) -> list[Wording]:
    """The wordings of these claims, each given with what it comes down to; the rows have the date of their article."""
    ordered = sorted(claims, key=lambda claim: claim[0]["id"])  # of what one passage says in several claims, the first
    rows = [{**row, "what": what, "group": (cut_of(row["kind"], what), wording(row, row["quote"]))} for row, what in ordered]
    found = [
        Wording(row["kind"], row["what"], row["group"][1], row["id"], row["date"] or "9999",
                *(row[key] for key in ("article", "start", "end", "articles", "origins")))
        for row in count_origins(rows, store)
    ]  # fmt: skip
    return sorted(found, key=lambda one: one.order)


def resting(stances: Iterable[Row], voices: Collection[str], point: str, way: str, store: Store) -> list[Wording]:
    """The wordings of those of these stances that rest on a point of these voices, which is good for a course (`way`)."""
    return counted([(row, point) for row in stances if voice_of(row) in voices and stance_way(row) == way], store)


def stance_way(row: Row) -> str:
    """Which course a stance is good for."""
    return leaning(row["value"]["side"], row["value"]["polarity"] == "for")
