"""How many claims, articles and voices are behind each view of a conflict: counted on as claims come and go."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from kg.deriving.state import State

ARTICLE, VOICE, LABEL = range(3)  # what is counted: articles, who says it, and what those are called who are quoted
_ROWS = (
    "SELECT h.rowid, h.spot, o.view, h.n, s.origin, h.speaker, h.ord, h.start, h.stop, h.claim FROM held h "
    "JOIN odd o ON o.spot = h.spot AND o.shape = h.shape JOIN span s ON s.n = h.n AND s.start = h.start AND s.stop = h.stop"
)
_MORE = (
    "INSERT INTO tally VALUES (?, ?, ?, ?, 1, ?) ON CONFLICT DO UPDATE SET uses = uses + 1, "
    "first = MIN(first, excluded.first) RETURNING uses"
)
_LESS = "UPDATE tally SET uses = uses - 1 WHERE spot = ? AND view = ? AND sort = ? AND who = ? RETURNING uses, first"
_SET = "UPDATE tally SET first = ? WHERE spot = ? AND view = ? AND sort = ? AND who = ?"
_OUT = "DELETE FROM tally WHERE spot = ? AND view = ? AND sort = ? AND who = ?"
_BEHIND = (
    "INSERT INTO behind VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET claims = claims + excluded.claims, "
    "articles = articles + excluded.articles, origins = origins + excluded.origins RETURNING claims"
)
# the same for all claims of a spot at once; who says it: the one who is quoted, or the article where the words come from
_ALL = "SELECT {who}, COUNT(*), x'' FROM ({rows} WHERE h.spot = ?) GROUP BY 1, 2, 4"
_WHO = {
    ARTICLE: f"spot, view, {ARTICLE}, n",
    VOICE: f"spot, view, {VOICE}, CASE WHEN speaker = '' THEN origin ELSE json_extract(speaker, '$[0]') END",
}
_SUMS = (
    f"INSERT INTO behind SELECT spot, view, SUM(uses) FILTER (WHERE sort = {ARTICLE}), COUNT(*) FILTER (WHERE sort = {ARTICLE}), "
    f"COUNT(*) FILTER (WHERE sort = {VOICE}) FROM tally WHERE spot = ? GROUP BY view"
)
Row = tuple[Any, ...]


class Tallied:
    """What is behind the views of a state's conflicts. `spot`: the number of what claims are at odds about.

    A claim is counted while its shape is at odds with another. Claims that wait (they came, or their words turned out to
    come from elsewhere) are counted when their spot is settled.
    """

    def __init__(self, state: State) -> None:
        self.db = state.db
        self._waiting: dict[int, set[int]] = defaultdict(set)  # spot → rows of claims that are not counted yet

    def enter(self, n: int) -> None:
        """An article came, with what its claims hold."""
        for row, spot in self.db.execute("SELECT rowid, spot FROM held WHERE n = ?", (n,)):
            self._waiting[spot].add(row)

    def leave(self, n: int) -> None:
        """An article is about to leave."""
        self._less(self.db.execute(f"{_ROWS} WHERE h.n = ?", (n,)).fetchall())

    def unvoiced(self, places: Iterable[tuple[int, int, int]]) -> None:
        """These passages are about to come from elsewhere."""
        for place in places:
            self._wait(self.db.execute(f"{_ROWS} WHERE h.n = ? AND h.start = ? AND h.stop = ?", place).fetchall())

    def out(self, spot: int, shapes: Iterable[int]) -> None:
        """Claims of these shapes are about to be at odds with none any more."""
        for shape in shapes:
            self._wait(self.db.execute(f"{_ROWS} WHERE h.spot = ? AND h.shape = ?", (spot, shape)).fetchall())

    def into(self, spot: int, shapes: Iterable[int]) -> None:
        """Claims of these shapes are at odds with others now."""
        for shape in shapes:
            rows = self.db.execute("SELECT rowid FROM held WHERE spot = ? AND shape = ?", (spot, shape))
            self._waiting[spot].update(row for (row,) in rows)

    def settle(self, spot: int) -> None:
        """Count the claims that wait."""
        for waiting in sorted(self._waiting.pop(spot, ())):
            for row in self.db.execute(f"{_ROWS} WHERE h.rowid = ?", (waiting,)).fetchall():
                self._count(row, 1)

    def anew(self, spot: int) -> None:
        """Count all claims of a spot of which none was counted."""
        for who in _WHO.values():
            self.db.execute(f"INSERT INTO tally {_ALL.format(who=who, rows=_ROWS)}", (spot,))
        for row in self.db.execute(f"{_ROWS} WHERE h.spot = ? AND h.speaker != ''", (spot,)).fetchall():
            self.db.execute(_MORE, (*row[1:3], LABEL, json.loads(row[5])[1], _place(row))).fetchone()
        self.db.execute(_SUMS, (spot,))

    # --- what was counted ---

    def sides(self, spot: int) -> dict[str, tuple[int, int, int]]:
        """View → claims, articles, and voices that did not take it from one another."""
        rows = self.db.execute("SELECT view, claims, articles, origins FROM behind WHERE spot = ?", (spot,))
        return {view: counts for view, *counts in rows}  # type: ignore[misc]

    def speakers(self, spot: int) -> dict[str, list[str]]:
        """View → the labels of those in whose mouth it is put, in order of appearance."""
        found: dict[str, list[str]] = defaultdict(list)
        rows = self.db.execute("SELECT view, who, first FROM tally WHERE spot = ? AND sort = ?", (spot, LABEL))
        for view, label, _ in sorted(rows, key=lambda row: row[2]):
            found[view].append(label)
        return found

    # --- counting ---

    def _wait(self, rows: Iterable[Row]) -> None:
        counted = [row for row in rows if row[0] not in self._waiting[row[1]]]
        self._less(counted)
        for row in counted:
            self._waiting[row[1]].add(row[0])

    def _less(self, rows: Iterable[Row]) -> None:
        for row in rows:
            self._count(row, -1)

    def _count(self, row: Row, by: int) -> None:
        """Count a claim in, or out again."""
        spot, view = row[1:3]
        change = {ARTICLE: 0, VOICE: 0, LABEL: 0}
        for sort, who in _behind(row):
            key, place = (spot, view, sort, who), _place(row) if sort == LABEL else b""
            if by > 0:
                change[sort] += self.db.execute(_MORE, (*key, place)).fetchone()[0] == 1
            else:
                change[sort] -= self._out(key, place, row[0])
        claims = self.db.execute(_BEHIND, (spot, view, by, change[ARTICLE], change[VOICE])).fetchone()[0]
        if not claims:
            self.db.execute("DELETE FROM behind WHERE spot = ? AND view = ?", (spot, view))

    def _out(self, key: tuple[int, str, int, Any], place: bytes, row: int) -> bool:
        """Count one less; whether it was the last."""
        uses, first = self.db.execute(_LESS, key).fetchone()
        if not uses:
            self.db.execute(_OUT, key)
        elif place and first == place:
            rows = self.db.execute(f"{_ROWS} WHERE h.spot = ? AND h.speaker != '' AND o.view = ?", key[:2])
            held = [_place(one) for one in rows if self._counted(one, row) and json.loads(one[5])[1] == key[3]]
            self.db.execute(_SET, (min(held), *key))
        return not uses

    def _counted(self, row: Row, but: int) -> bool:
        return row[0] != but and row[0] not in self._waiting[row[1]]


def _behind(row: Row) -> Iterator[tuple[int, Any]]:
    """Who is behind a claim."""
    _, _, _, n, origin, speaker, *_ = row
    yield ARTICLE, n
    if not speaker:
        yield VOICE, origin
        return
    key, label = json.loads(speaker)
    yield VOICE, key
    yield LABEL, label


def _place(row: Row) -> bytes:
    """A key by which claims stand in the order in which they were made."""
    order, start, stop, claim = row[6:]
    return bytes(order) + start.to_bytes(8, "big") + stop.to_bytes(8, "big") + claim.encode()
