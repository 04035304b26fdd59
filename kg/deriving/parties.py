"""Which claims take part in a conflict, kept in runs in the order of their articles: who comes or goes changes one run.

A run ends before an article whose place says so: so the runs hang on the articles alone, and not on the order in which
they came.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from kg.deriving.state import State, number_of
from kg.deriving.tallied import Tallied
from kg.listing import derived
from kg.rdf.graph import literal, name

RUN = 64  # articles of a run, on average
Row = tuple[bytes, str | None, str]  # place of the article, view, claim
View = tuple[Any, str]  # a position, and how it is said
# those too that are at odds with none: runs hang on which articles are there
_CLAIMS = "SELECT h.ord, o.view, h.claim FROM held h LEFT JOIN odd o ON o.spot = h.spot AND o.shape = h.shape WHERE h.spot = ?"
_ORDER = "ORDER BY h.ord, h.start, h.stop, h.claim"


def view_of(view: View) -> str:
    """What a view is called among those of its conflict."""
    return f"{number_of(json.dumps(view)) % 2**32:08x}"


def is_first(place: bytes) -> bool:
    """Whether a run begins with the article of this place."""
    return place[-1] % RUN == 0


class Parties:
    """The claims of a state's conflicts by their views. `spot`: the number of what they are at odds about."""

    def __init__(self, state: State, tallied: Tallied) -> None:
        self.db, self._tallied = state.db, tallied
        self._moved: dict[int, set[bytes]] = defaultdict(set)

    def mark(self, places: Iterable[tuple[int, bytes]]) -> None:
        """The article of this place brings claims about a spot, or takes them away."""
        for spot, place in places:
            self._moved[spot].add(place)

    def forget(self) -> None:
        """Let go of what changed: all is to be told."""
        self._moved.clear()

    def set(self, spot: int, views: Mapping[View, Iterable[int]], anew: bool) -> None:
        """Let a spot have these views, each of claims of these shapes. `anew`: it had none, and all of it is to be told."""
        now = {(shape, view_of(view)) for view, shapes in views.items() for shape in shapes}
        before = set() if anew else set(self.db.execute("SELECT shape, view FROM odd WHERE spot = ?", (spot,)))
        gone, come = ({shape for shape, _ in pairs} for pairs in (before - now, now - before))
        self._tallied.out(spot, gone)
        self.db.executemany("DELETE FROM odd WHERE spot = ? AND shape = ?", [(spot, shape) for shape in gone])
        self.db.executemany("INSERT INTO odd VALUES (?, ?, ?)", [(spot, *pair) for pair in now - before])
        if anew:
            return
        self._tallied.into(spot, come)
        for shape in gone | come:
            rows = self.db.execute("SELECT ord FROM held WHERE spot = ? AND shape = ?", (spot, shape))
            self._moved[spot].update(place for (place,) in rows)

    # --- what is told of them ---

    def first(self, spot: int, shapes: Iterable[int]) -> list[str]:
        """The ids of the first claims of these shapes, the earliest first."""
        sql = f"SELECT ord, start, stop, claim FROM held WHERE spot = ? AND shape = ? ORDER BY ord, start, stop, claim LIMIT {derived.FIRST}"
        rows = [row for shape in shapes for row in self.db.execute(sql, (spot, shape))]
        return [claim for *_, claim in sorted(rows)[: derived.FIRST]]

    def everything(self, spot: int, node: str) -> Iterator[str]:
        """The lines of all runs of a conflict. `node`: the conflict."""
        yield from _lines(node, self.db.execute(f"{_CLAIMS} {_ORDER}", (spot,)))

    def changes(self, spot: int, node: str) -> tuple[list[str], list[tuple[str, ...]]]:
        """The lines of the runs that changed, and what they take the place of."""
        moved = self._moved.get(spot, set())
        starts = {self._before(spot, place) for place in moved} | {place for place in moved if is_first(place)}
        lines = [line for start in sorted(starts) for line in _lines(node, self._run(spot, start))]
        return lines, [(derived.CONFLICTS, derived.part_node(node, start)) for start in sorted(starts)]

    def _before(self, spot: int, place: bytes) -> bytes:
        """Where the run begins that stands before a place; nothing for the first, which nothing begins."""
        sql = "SELECT ord FROM held WHERE spot = ? AND ord < ? ORDER BY ord DESC"
        return next((found for (found,) in self.db.execute(sql, (spot, place)) if is_first(found)), b"")

    def _run(self, spot: int, start: bytes) -> Iterator[Row]:
        """The claims of the run that begins there; none where none does any more."""
        sql = "SELECT 1 FROM held WHERE spot = ? AND ord = ? LIMIT 1"
        if start and not self.db.execute(sql, (spot, start)).fetchone():
            return
        for row in self.db.execute(f"{_CLAIMS} AND h.ord >= ? {_ORDER}", (spot, start)):
            if row[0] != start and is_first(row[0]):
                return
            yield row


def _lines(node: str, rows: Iterable[Row]) -> Iterator[str]:
    run: dict[str, list[str]] = defaultdict(list)
    start, last = b"", b""
    for place, view, claim in rows:
        if place != last and is_first(place):
            yield from _told(node, start, run) if run else ()
            run.clear()
            start = place
        if view:
            run[view].append(claim)
        last = place
    yield from _told(node, start, run) if run else ()


def _told(node: str, start: bytes, run: Mapping[str, list[str]]) -> Iterator[str]:
    part = derived.part_node(node, start)
    yield f"{part} {name('kg:of')} {node} {derived.CONFLICTS} ."
    yield f"{part} {name('kg:told')} {literal(derived.write_part(run))} {derived.CONFLICTS} ."
