"""The groups of the lists, kept: under which nodes of a graph each stands, and how many rows each part of a list has.

A group stands under the head of its part and on the shelves of the things in it. One that changes is taken out and put
back by itself: what else stands under the same nodes is not looked at, however much it is.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from kg import grouped
from kg.deriving.lists import Seen, group_of, kept, shelves_of
from kg.deriving.state import State
from kg.graph import iri, literal, name, value_term

Gone = tuple[str, ...]  # a graph and a subject in it, as terms; a third is the one predicate and object that go
_MEMBERS = (
    "SELECT m.list, m.grp, a.ord, m.start, m.stop, m.head, m.told, m.place, m.cut, m.shelves, a.id, s.origin, m.cells "
    "FROM member m JOIN article a ON a.n = m.n JOIN span s ON s.n = m.n AND s.start = m.start AND s.stop = m.stop"
)
_SHOWN = "INSERT INTO shown VALUES (?, ?, ?, ?, ?, ?)"
_COUNT = "INSERT INTO counted VALUES (?, ?, ?, ?)"


class Shelves:
    """The groups of a state that are to be looked at again, and the lines of all of them."""

    def __init__(self, state: State) -> None:
        self.state, self.db = state, state.db
        self._marked: set[tuple[int, int]] = set()

    def mark(self, groups: Iterable[tuple[int, int]]) -> None:
        """These groups (list and number) may be others now."""
        self._marked.update(groups)

    def forget(self) -> None:
        """Let go of which groups changed: all are to be told."""
        self._marked.clear()

    def everything(self) -> Iterator[str]:
        """The lines of all groups."""
        counts: Counter[tuple[int, str, str]] = Counter()
        rows = self.db.execute(f"{_MEMBERS} ORDER BY m.list, m.grp")
        for (number, group), found in groupby(rows, key=lambda row: (row[0], row[1])):
            shown = _shown(number, list(found))
            if shown:
                self.db.execute(_SHOWN, (number, group, *shown))
                counts.update(_counted(number, shown))
                yield from _lines(number, shown)
        self.db.executemany(_COUNT, ((*key, count) for key, count in counts.items()))
        for key, count in counts.items():
            yield _rows(*key, count)
        for number, cut in sorted({key[:2] for key in counts}):
            yield from _cut(number, cut)

    def changes(self) -> tuple[list[str], list[Gone]]:
        """The lines of the groups that changed, and what they take the place of."""
        lines: list[str] = []
        gone: list[Gone] = []
        counts: Counter[tuple[int, str, str]] = Counter()
        for number, group in sorted(self._marked):
            before = self.db.execute("SELECT head, told, cut, shelves FROM shown WHERE list = ? AND grp = ?", (number, group)).fetchone()
            after = _shown(number, self.db.execute(f"{_MEMBERS} WHERE m.list = ? AND m.grp = ?", (number, group)).fetchall())
            if before == after:
                continue
            self.db.execute("DELETE FROM shown WHERE list = ? AND grp = ?", (number, group))
            if before:
                gone += _taken(number, before)
                counts.subtract(_counted(number, before))
            if after:
                self.db.execute(_SHOWN, (number, group, *after))
                lines += _lines(number, after)
                counts.update(_counted(number, after))
        for key in sorted(key for key, count in counts.items() if count):
            more, over = self._recounted(*key, counts[key])
            lines += more
            gone += over
        return lines, gone

    def _recounted(self, number: int, cut: str, head: str, more: int) -> tuple[list[str], list[Gone]]:
        """A part of a list has so many rows more, or less."""
        key = (number, cut, head)
        there = "SELECT rows FROM counted WHERE list = ? AND cut = ? AND head = ?"
        any_there = "SELECT 1 FROM counted WHERE list = ? AND cut = ?"
        lines: list[str] = []
        known = self.db.execute(any_there, key[:2]).fetchone()
        before = (self.db.execute(there, key).fetchone() or (0,))[0]
        self.db.execute("DELETE FROM counted WHERE list = ? AND cut = ? AND head = ?", key)
        gone: list[Gone] = [(grouped.rows_graph(kept()[number].name, cut), iri(head))] if before else []
        if before + more:
            self.db.execute(_COUNT, (*key, before + more))
            lines += [_rows(*key, before + more), *(() if known else _cut(number, cut))]
        elif not self.db.execute(any_there, key[:2]).fetchone():
            graph = grouped.rows_graph(kept()[number].name)
            gone += [(graph, graph, f"{name('kg:cut')} {literal(cut)}")] if cut else []
        return lines, gone


def _shown(number: int, rows: list[tuple[Any, ...]]) -> tuple[str, str, str, str] | None:
    """Head, told, cut and shelves of the group that these members make; None where it is not shown."""
    rows.sort(key=lambda row: row[2:5])
    seen = [
        Seen(head, told, place, cut, shelves, (article, start, stop), origin, cells)
        for *_, start, stop, head, told, place, cut, shelves, article, origin, cells in rows
    ]
    found = group_of(kept()[number], seen) if seen else None
    if found is None:
        return None
    head, group = found
    return head, group.told(), group.cut, json.dumps(shelves_of(kept()[number], group, json.loads(seen[0].shelves)))


def _counted(number: int, shown: tuple[str, str, str, str]) -> Iterator[tuple[int, str, str]]:
    """What a group is counted for: its part of the list, and that among those of its values."""
    head, _, cut, _ = shown
    yield number, "", head
    if cut:
        yield number, cut, head


def _lines(number: int, shown: tuple[str, str, str, str]) -> Iterator[str]:
    graph = grouped.groups_graph(kept()[number].name)
    told = f"{name('kg:told')} {literal(shown[1])}"
    return (f"{node} {told} {graph} ." for node in _nodes(shown))


def _taken(number: int, shown: tuple[str, str, str, str]) -> Iterator[Gone]:
    graph = grouped.groups_graph(kept()[number].name)
    told = f"{name('kg:told')} {literal(shown[1])}"
    return ((graph, node, told) for node in _nodes(shown))


def _nodes(shown: tuple[str, str, str, str]) -> Iterator[str]:
    yield iri(shown[0])
    yield from json.loads(shown[3])


def _rows(number: int, cut: str, head: str, count: int) -> str:
    return f"{iri(head)} {name('kg:rows')} {value_term(count)} {grouped.rows_graph(kept()[number].name, cut)} ."


def _cut(number: int, cut: str) -> Iterator[str]:
    """That there are parts of a list that are counted for these values."""
    graph = grouped.rows_graph(kept()[number].name)
    if cut:
        yield f"{graph} {name('kg:cut')} {literal(cut)} {graph} ."
