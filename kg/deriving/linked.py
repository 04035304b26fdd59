"""Which things claims join, kept: for each pair how much stands behind the link, and its surest claims."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Any

from kg.deriving.brought import Brought
from kg.deriving.state import COUNTS, State, number_of
from kg.listing import derived
from kg.rdf.graph import NAMESPACES, concepts, iri, literal, name

Pair = tuple[str, str]
_ROLES = ("subject", "object", "speaker")
_COURSES = ("strategy", "from", "to", "side", "status")
_LINK = f"SELECT {COUNTS} FROM link WHERE pair = ?"
_SUREST = f"SELECT claim FROM link WHERE pair = ? ORDER BY sure DESC, ord, start, claim LIMIT {derived.SUREST}"


class Linked:
    """The links of a state. Pairs that are touched are told anew."""

    def __init__(self, state: State) -> None:
        self.state, self.db = state, state.db
        self._pairs: set[Pair] = set()

    def enter(self, n: int, one: Brought) -> None:
        """Note which things an article's claims join; a denied claim joins nothing."""
        order = self.state.row(n)[1]
        rows = [
            (_number(pair), *pair, n, order, claim.rpartition("/")[2], *row["span"][1:], row["confidence"])
            for claim, row in one.claims.items()
            if not row.get("negated")
            for pair in _pairs(row)
        ]
        self.db.executemany("INSERT INTO link VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)", rows)
        self._pairs.update(row[1:3] for row in rows)

    def leave(self, n: int) -> None:
        """Take out what an article brought."""
        self._pairs.update(self.db.execute("SELECT DISTINCT one, other FROM link WHERE n = ?", (n,)))
        self.db.execute("DELETE FROM link WHERE n = ?", (n,))

    def voiced(self, places: Iterable[tuple[int, int, int]]) -> None:
        """These passages come from elsewhere than before."""
        for place in places:
            self._pairs.update(self.db.execute("SELECT one, other FROM link WHERE n = ? AND start = ? AND stop = ?", place))

    def forget(self) -> None:
        """Let go of which links changed: all are to be told."""
        self._pairs.clear()

    def everything(self) -> Iterator[str]:
        """The lines of all links."""
        each = "SELECT MIN(rowid) FROM link GROUP BY pair"
        for pair in self.db.execute(f"SELECT one, other FROM link WHERE rowid IN ({each})"):
            yield from self._lines(pair)

    def changes(self) -> tuple[list[str], list[tuple[str, ...]]]:
        """The lines of the links that changed, and the subjects whose lines they take the place of."""
        lines: list[str] = []
        gone: list[tuple[str, ...]] = []
        for pair in sorted(self._pairs):
            before = self.db.execute("DELETE FROM joined WHERE one = ? AND other = ? RETURNING told", pair).fetchall()
            gone += [(graph, node, line) for (told,) in before for node, line, graph in _ends(pair, told, json.loads(told)[3])]
            lines += self._lines(pair)
        return lines, gone

    def _lines(self, pair: Pair) -> Iterator[str]:
        counts = self.db.execute(_LINK, (number := _number(pair),)).fetchone()
        if not counts[0]:
            return
        surest = [claim for (claim,) in self.db.execute(_SUREST, (number,))]
        told = json.dumps([*pair, *counts, surest], separators=(",", ":"))
        self.db.execute("INSERT INTO joined VALUES (?, ?, ?)", (*pair, told))
        for node, line, graph in _ends(pair, told, counts[1]):
            yield f"{node} {line} {graph} ."


def _number(pair: Pair) -> int:
    """A pair as the table has it."""
    return number_of(f"{pair[0]} {pair[1]}")


def _pairs(row: dict[str, Any]) -> Iterator[Pair]:
    """The pairs of things, and of a thing and a course, in a claim."""
    things = {row[role] for role in _ROLES if role in row}
    courses = {node for key in _COURSES for node in _course(key, row["value"].get(key))}
    yield from combinations(sorted(things), 2)
    yield from ((min(thing, course), max(thing, course)) for thing in sorted(things) for course in sorted(courses))


def _course(key: str, value: Any) -> Iterator[str]:
    scheme = concepts()[0][key]
    if value in concepts()[1][scheme]:
        yield f"{NAMESPACES['kg']}{scheme}-{value}"


def _ends(pair: Pair, told: str, articles: int) -> Iterator[tuple[str, str, str]]:
    """Of each end: its node, what is told of the link, the graph in which that stands."""
    graph = derived.links_graph(articles)
    return ((iri(end), f"{name('kg:link')} {literal(told)}", graph) for end in pair)
