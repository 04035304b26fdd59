"""What the debate hangs together by, kept: arguments, stances, courses and their changes, each wording once.

They are a list like those of the named queries, by a name of its own (kg.listing.grouped.DEBATE), whose parts are ordered by
what stands behind them. A stance stands in it once for each point that arguments of the same voice make and it rests on:
so what an article says may bring stances of other articles in.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from kg.debating.argumentation import HANGING, cut_of, leaning, point_of, voice_of, way_of, what_of, wording
from kg.deriving.brought import Brought
from kg.deriving.lists import debate_number
from kg.deriving.shelves import Shelves
from kg.deriving.state import State, number_of
from kg.listing import grouped, narrowing
from kg.rdf.graph import entity_iri

Row = dict[str, Any]


class Debated:
    """The debate of a state. All stances of voices that make other points than before are looked at again."""

    def __init__(self, state: State, shelves: Shelves) -> None:
        self.state, self.db, self._shelves = state, state.db, shelves
        self._voices: set[str] = set()

    def enter(self, n: int, one: Brought) -> None:
        """Note what an article brings to the debate."""
        rows = [one.row(claim) for claim, row in one.claims.items() if row["kind"] in HANGING and not row.get("negated")]
        members, spoken, stances, order = [], set(), [], self.state.row(n)[1]
        for row in rows:
            start, stop = row["span"][1:]
            told = wording(row, one.text.text[start:stop])
            place = json.dumps([one.text.date or "9999"])
            if row["kind"] == "stance":
                way = leaning(row["value"]["side"], row["value"]["polarity"] == "for")
                stances.append((voice_of(row), way, n, start, stop, told, place, row["id"]))
                continue
            if row["kind"] == "argument":
                spoken.add((voice_of(row), point_of(row).id, way_of(row), n))
            passage = (n, order, start, stop)
            members.append(_member(row["kind"], what_of(row), "", passage, told, place, _spoken_by(row), row["id"]))
        self._turn({row[:2] for row in spoken})
        self.db.executemany("INSERT INTO spoken VALUES (?, ?, ?, ?)", spoken)
        self.db.executemany("INSERT INTO stance VALUES (?, ?, ?, ?, ?, ?, ?, ?)", stances)
        steady = [row for row in stances if row[0] not in self._voices]  # of the others all is put anew by `make`
        points = {voice: self._points(voice) for voice in {row[0] for row in steady}}
        self._shelves.add([*members, *(one for row in steady for one in _rests(row, order, points[row[0]]))])

    def leave(self, n: int) -> None:
        """Take out what an article brought."""
        self.db.execute("DELETE FROM stance WHERE n = ?", (n,))
        self.db.execute("DELETE FROM member WHERE n = ? AND list = ? AND thing != ''", (n, debate_number()))
        spoken = self.db.execute("SELECT DISTINCT voice, point FROM spoken WHERE n = ?", (n,)).fetchall()
        self.db.execute("DELETE FROM spoken WHERE n = ?", (n,))
        self._turn(spoken)

    def go_on(self) -> None:
        """Which voices made other points is not known any more: all stances are looked at again."""
        self._voices.update(voice for (voice,) in self.db.execute("SELECT DISTINCT voice FROM stance"))

    def _turn(self, spoken: Iterable[tuple[str, str]]) -> None:
        """Voices and points: where nobody else said so, the stances of the voice rest on something else."""
        sql = "SELECT 1 FROM spoken WHERE voice = ? AND point = ? LIMIT 1"
        self._voices.update(pair[0] for pair in spoken if not self.db.execute(sql, pair).fetchone())

    def make(self) -> None:
        """Put the stances of the voices whose points are others now to those that they rest on."""
        for voice in sorted(self._voices):
            self._shelves.replace(debate_number(), [voice], self._resting(voice))

    def _resting(self, voice: str) -> Iterator[tuple[Any, ...]]:
        points = self._points(voice)
        for row in self.db.execute("SELECT * FROM stance WHERE voice = ?", (voice,)).fetchall():
            yield from _rests(row, self.state.row(row[2])[1], points)

    def _points(self, voice: str) -> dict[str, list[str]]:
        """The points that a voice makes, by the way that they lean."""
        found = defaultdict[str, list[str]](list)
        for way, point in self.db.execute("SELECT DISTINCT way, point FROM spoken WHERE voice = ?", (voice,)):
            found[way].append(point)
        return found


def _rests(stance: tuple[Any, ...], order: bytes, points: Mapping[str, list[str]]) -> Iterator[tuple[Any, ...]]:
    """The rows of a stance in the table of members, one for each point that it rests on."""
    voice, way, n, start, stop, told, place, claim = stance
    for point in points.get(way, ()):
        yield _member("stance", point, voice, (n, order, start, stop), told, place, [], claim)


def _member(
    kind: str, what: str, thing: str, passage: tuple[int, bytes, int, int], told: str, place: str, shelves: list[str], claim: str
) -> tuple[Any, ...]:
    """A row of the table of members."""
    cut = cut_of(kind, what)
    group = number_of(f"{grouped.DEBATE} {cut} {told}")
    return (debate_number(), thing, "", group, *passage, place, told, cut, json.dumps(shelves), claim)


def _spoken_by(row: Row) -> list[str]:
    if row["kind"] != "argument" or not row["speaker"]:
        return []
    return [narrowing.shelf("voice", entity_iri(row["speaker"]["key"]))]
