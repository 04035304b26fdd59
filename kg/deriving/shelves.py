"""The groups of the lists, kept: under which nodes of a graph each stands, and how many rows each part of a list has.

A group stands under the head of its part and on the shelves of the things in it. One that changes is taken out and put
back by itself: what else stands under the same nodes is not looked at, however much it is.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from kg.deriving.lists import Counts, Seen, first_place, group_of, kept, shelves_of
from kg.deriving.state import COUNTS, ORIGIN, State
from kg.listing import grouped
from kg.rdf.graph import iri, literal, name, value_term

Shown = tuple[str, str, str, str, str, str]  # head, told, cut, shelves, place and cells of a group
Gone = tuple[str, ...]  # a graph and a subject in it, as terms; a third is the one predicate and object that go
Key = tuple[int, int]  # a list, and a group of it
Member = tuple[Any, ...]  # a row of the table of members
_SEEN = "m.start, m.stop, m.head, m.told, m.place, m.cut, m.shelves, a.id, m.cells FROM member m JOIN article a ON a.n = m.n"
_ALL = f"SELECT m.list, m.grp, m.ord, m.n, m.origin, {_SEEN} ORDER BY m.list, m.grp, m.ord, m.start, m.stop"
# what is read of each row of a group is in the index: a group may have a hundred thousand
_VOICES = f"SELECT {COUNTS} FROM member WHERE list = ? AND grp = ?"
_FIRST = "SELECT ord, start, stop FROM member WHERE list = ? AND grp = ? ORDER BY ord, start, stop LIMIT 1"
_EARLIEST = f"SELECT {_SEEN} WHERE m.list = ? AND m.grp = ? AND m.ord = ? AND m.start = ? AND m.stop = ?"
_COLUMNS = "list, thing, head, grp, n, ord, start, stop, place, told, cut, shelves, cells"
_MEMBER = f"INSERT INTO member({_COLUMNS}, origin) VALUES ({', '.join('?' * 13)}, {ORIGIN.format(n='?5', start='?7', stop='?8')})"
_SHOWN = "INSERT INTO shown VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_COUNT = "INSERT INTO counted VALUES (?, ?, ?, ?)"


class Shelves:
    """The groups of a state that are to be looked at again, and the lines of all of them."""

    def __init__(self, state: State) -> None:
        self.state, self.db = state, state.db
        self._marked: set[Key] = set()
        self._came: dict[Key, set[str]] = defaultdict(set)  # places of rows that came to a group
        self._went: dict[Key, set[str]] = defaultdict(set)

    def mark(self, groups: Iterable[Key]) -> None:
        """These groups (list and number) may be others now."""
        self._marked.update(groups)

    def put(self, members: Iterable[Member]) -> None:
        """Put members in, where all is made anew: nothing is noted of them."""
        self.db.executemany(_MEMBER, members)

    def add(self, members: Sequence[Member]) -> None:
        """Put members in, and note that they came."""
        self.put(members)
        self._note(self._came, map(_stands, members))

    def replace(self, number: int, things: Sequence[str], members: Iterable[Member]) -> None:
        """Put members in the place of those that these things have in a list."""
        sql = f"SELECT {_COLUMNS} FROM member WHERE thing IN (?) AND thing != '' AND list = {number}"
        before, after = Counter(self.state.many(sql, things)), Counter(members)
        if before == after:
            return
        if before:
            self.db.executemany("DELETE FROM member WHERE list = ? AND thing = ? AND thing != ''", ((number, thing) for thing in things))
        self.put(after.elements())
        self._note(self._went, map(_stands, before - after))
        self._note(self._came, map(_stands, after - before))

    def leave(self, n: int) -> None:
        """Note that the members of an article go."""
        self._note(self._went, self.db.execute("SELECT list, grp, place FROM member WHERE n = ?", (n,)))

    def _note(self, where: dict[Key, set[str]], places: Iterable[tuple[int, int, str]]) -> None:
        for number, group, place in places:
            self._marked.add((number, group))
            where[number, group].add(place)

    def forget(self) -> None:
        """Let go of which groups changed: all are to be told."""
        for what in (self._marked, self._came, self._went):
            what.clear()

    def everything(self) -> Iterator[str]:
        """The lines of all groups."""
        counts: Counter[tuple[int, str, str]] = Counter()
        for (number, group), found in groupby(self.db.execute(_ALL), key=lambda row: (row[0], row[1])):
            orders, articles, origins, *seen = zip(*(row[2:] for row in found), strict=True)
            rows = list(zip(*seen, strict=True))
            earliest = [row for order, row in zip(orders, rows, strict=True) if (order, *row[:2]) == (orders[0], *rows[0][:2])]
            place = first_place(kept()[number], {row[4] for row in rows})
            shown = _shown(number, _counts(zip(articles, origins, strict=True)), earliest, place)
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
            before = self.db.execute("SELECT head, told, cut, shelves, place, cells FROM shown WHERE list = ? AND grp = ?", (number, group)).fetchone()
            after = self._after((number, group), before[4] if before else None)
            if before == after:
                continue
            self.db.execute("DELETE FROM shown WHERE list = ? AND grp = ?", (number, group))
            if before:
                gone += _told(number, before)
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

    def _after(self, group: Key, place: str | None) -> Shown | None:
        """A group as it is now. `place`: where it stood before, if it was shown."""
        counts = self.db.execute(_VOICES, group).fetchone()
        if not counts[0]:
            return None
        earliest = self.db.execute(_EARLIEST, (*group, *self.db.execute(_FIRST, group).fetchone())).fetchall()
        return _shown(group[0], counts, earliest, self._place(group, place))

    def _place(self, group: Key, before: str | None) -> str:
        """Where a group stands: all of its rows are looked at only where the one went by which it stood."""
        one = kept()[group[0]]
        where = "FROM member WHERE list = ? AND grp = ?"
        lost = before in self._went[group] and not self.db.execute(f"SELECT 1 {where} AND place = ? LIMIT 1", (*group, before)).fetchone()
        if before is None or lost or self._came[group] & self._went[group]:
            return first_place(one, (row[0] for row in self.db.execute(f"SELECT DISTINCT place {where}", group)))
        return first_place(one, {before, *self._came[group]})

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


def _stands(member: Member) -> tuple[int, int, str]:
    """Where a member stands: its list, its group, its place."""
    return member[0], member[3], member[8]


def _counts(voices: Iterable[tuple[int, int]]) -> Counts:
    """How many rows these are, in how many articles, of how many origins."""
    rows = list(voices)
    return len(rows), len({row[0] for row in rows}), len({row[1] for row in rows})


def _shown(number: int, counts: Counts, earliest: Sequence[tuple[Any, ...]], place: str) -> Shown | None:
    """Head, told, cut, shelves, place and cells of the group of so many rows; None where it is not shown."""
    seen = [
        Seen(head, told, where, cut, shelves, (article, start, stop), cells)
        for start, stop, head, told, where, cut, shelves, article, cells in earliest
    ]
    found = group_of(kept()[number], counts, seen, place)
    if found is None:
        return None
    head, group, cells = found
    shelves = shelves_of(kept()[number], group, json.loads(seen[0].shelves))
    return head, group.told(), group.cut, json.dumps(shelves), place, cells


def _counted(number: int, shown: Shown) -> Iterator[tuple[int, str, str]]:
    """What a group is counted for: its part of the list, and that among those of its values."""
    head, _, cut, *_ = shown
    yield number, "", head
    if cut:
        yield number, cut, head


def _lines(number: int, shown: Shown) -> Iterator[str]:
    return (f"{node} {told} {graph} ." for graph, node, told in _told(number, shown))


def _told(number: int, shown: Shown) -> Iterator[Gone]:
    """What is told of a group: where it stands, and what its row shows."""
    listed = kept()[number].name
    head, told, cut, shelves, _, cells = shown
    cut_head = [grouped.cut_node(iri(head), cut)] if cut else []
    for node in (iri(head), *cut_head, *json.loads(shelves)):
        yield grouped.groups_graph(listed), node, f"{name('kg:told')} {literal(told)}"
    if cells:
        (group,) = grouped.read_groups([told])
        yield grouped.groups_graph(listed), grouped.row_node(listed, group), f"{name('kg:cells')} {literal(cells)}"


def _rows(number: int, cut: str, head: str, count: int) -> str:
    return f"{iri(head)} {name('kg:rows')} {value_term(count)} {grouped.rows_graph(kept()[number].name, cut)} ."


def _cut(number: int, cut: str) -> Iterator[str]:
    """That there are parts of a list that are counted for these values."""
    graph = grouped.rows_graph(kept()[number].name)
    if cut:
        yield f"{graph} {name('kg:cut')} {literal(cut)} {graph} ."
