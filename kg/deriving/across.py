"""Lists whose rows hang on several articles: what articles bring to them, and the rows that it makes together.

A row is made anew where its claim is new, or where what links its thing to others is another one than before.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Collection, Iterable, Iterator

from kg.asking.query import NamedQuery
from kg.debating.courses import moves_of
from kg.deriving.brought import Brought
from kg.deriving.lists import crossing
from kg.deriving.shelves import Member, Shelves
from kg.deriving.sides import Parted, Terms, joined, merged, parted, rows
from kg.deriving.state import State, number_of
from kg.deriving.told import ToldRows
from kg.listing import grouped, narrowing
from kg.listing.steps import Row
from kg.rdf.graph import iri

BATCH = 200  # things whose rows are made at a time
_LINKED = "INSERT INTO linked VALUES (?, ?, ?, 1) ON CONFLICT DO UPDATE SET uses = uses + 1"


class Across:
    """The rows of such lists. `anew`: all are made, whatever came and went.

    A list that a step puts in order (`movers`) is made in two: its rows are kept as they are told, and the step is taken
    over those of one thing, its owner, where any of them is another one.
    """

    def __init__(self, state: State, shelves: Shelves, anew: bool) -> None:
        self.state, self.db, self._shelves, self._anew = state, state.db, shelves, anew
        self._entered: set[int] = set()
        self._before: dict[tuple[int, str], list[Terms]] = {}  # links of a thing that were touched, as they were
        self._told = ToldRows(state, anew)

    # --- articles ---

    def enter(self, n: int, one: Brought) -> None:
        """Note what an article brings to both sides."""
        self._touch((side.listed, side.key) for side in one.sides if side.link)
        self.db.executemany("INSERT INTO side VALUES (?, ?, ?, ?, ?)", ((s.listed, s.link, s.key, n, s.row) for s in one.sides))
        self.db.executemany(_LINKED, ((s.listed, s.key, s.row) for s in one.sides if s.link))
        if not self._anew:
            self._entered.add(n)

    def leave(self, n: int) -> None:
        """Take out what an article brought."""
        gone = self.db.execute("SELECT list, key, row FROM side WHERE n = ? AND link = 1", (n,)).fetchall()
        self._touch((number, key) for number, key, _ in gone)
        self.db.executemany("UPDATE linked SET uses = uses - 1 WHERE list = ? AND key = ? AND row = ?", gone)
        self.db.executemany("DELETE FROM linked WHERE list = ? AND key = ? AND row = ? AND uses = 0", gone)
        self._told.take("n = ?", (n,))
        self.db.execute("DELETE FROM side WHERE n = ?", (n,))
        for number, one in crossing():
            if not _stepped(one):  # else its rows go together with those of their owner
                self.db.execute("DELETE FROM member WHERE n = ? AND list = ?", (n, number))
        self._entered.discard(n)

    def voiced(self, places: Collection[tuple[int, int, int]]) -> None:
        """Passages that come from elsewhere than before: steps that count origins look at them again."""
        self._told.voiced(places)

    def _touch(self, things: Iterable[tuple[int, str]]) -> None:
        for number, key in () if self._anew else things:
            if (number, key) not in self._before:
                self._before[number, key] = self._links(number, [key])[key]

    # --- rows ---

    def make(self) -> None:
        """Make the rows anew for all that was touched."""
        for number, one in crossing():
            things = self._all(number) if self._anew else self._changed(number)
            for at in range(0, len(things), BATCH):
                some = things[at : at + BATCH]
                sql = f"SELECT row FROM side WHERE link = 0 AND list = {number} AND key IN (?)"
                self._take(number, one, some, self._rows(number, one, some, (row for (row,) in self.state.many(sql, some))))
            self._add(number, one, set(things))
            for owner in self._told.owners(number):
                self._replace(number, [owner], self._steps(number, one, owner))

    def _all(self, number: int) -> list[str]:
        return sorted(row[0] for row in self.db.execute("SELECT DISTINCT key FROM side WHERE list = ?", (number,)))

    def _changed(self, number: int) -> list[str]:
        """The things that are linked to others than before."""
        before = {key: links for (listed, key), links in self._before.items() if listed == number}
        after = self._links(number, before)
        return sorted(key for key in before if after[key] != before[key])

    def _links(self, number: int, things: Iterable[str]) -> dict[str, list[Terms]]:
        """Thing → what links it to others."""
        found: dict[str, list[str]] = {key: [] for key in things}
        sql = f"SELECT key, row FROM linked WHERE list = {number} AND key IN (?)"
        for key, row in self.state.many(sql, sorted(found)):
            found[key].append(row)
        cut = _cut(number)
        return {key: merged(cut, links) for key, links in found.items()}

    def _rows(self, number: int, one: NamedQuery, things: Iterable[str], claims: Iterable[str]) -> Iterator[Row]:
        return rows(one, joined(_cut(number), claims, self._links(number, things)))

    def _add(self, number: int, one: NamedQuery, done: set[str]) -> None:
        """Put in what claims of articles that entered make, of things that are linked as before."""
        for n in sorted(self._entered):
            sql = "SELECT key, row FROM side WHERE n = ? AND list = ? AND link = 0"
            found = [(key, row) for key, row in self.db.execute(sql, (n, number)) if key not in done]
            self._take(number, one, [], self._rows(number, one, {key for key, _ in found}, (row for _, row in found)))

    def _take(self, number: int, one: NamedQuery, things: list[str], found: Iterable[Row]) -> None:
        """Put rows in the place of those of these things."""
        if not _stepped(one):
            self._replace(number, things, self._members(number, one, found, one.across[0]))
            return
        if not self._anew:
            for thing in things:
                self._told.take("list = ? AND key = ?", (number, thing))
        thing, owner = one.across
        self._told.put(number, ((_node(row[owner]), _node(row[thing]), row) for row in found))

    def _replace(self, number: int, things: list[str], found: Iterable[Member]) -> None:
        if self._anew:
            self._shelves.put(found)
        else:
            self._shelves.replace(number, things, found)

    def _steps(self, number: int, one: NamedQuery, owner: str) -> Iterator[Member]:
        """The rows that a step makes of all that is told of an owner."""
        found = moves_of(owner[1:-1], self._told.of(number, owner))
        numbered = ({**row, "group": row[grouped.PLACE]} for row in found)
        return self._members(number, one, numbered, one.across[1], ("articles", "origins"))

    def _members(
        self, number: int, one: NamedQuery, found: Iterable[Row], thing: str, counts: tuple[str, ...] = ()
    ) -> Iterator[Member]:
        """The rows as the table of members has them; `counts`: columns that a step has counted itself."""
        shown = (*grouped.kept_columns(one), *counts)
        order = [variable for variable, _ in grouped.order_of(one)]
        for row in found:
            head, key = grouped.head_node(grouped.row_head(one.parts, row))[1:-1], str(row["group"])
            place = json.dumps([row[variable] for variable in order], ensure_ascii=False)
            cells = json.dumps({column: row[column] for column in shown}, ensure_ascii=False)
            cut, shelves = narrowing.standing(one, row)
            passage = (*self.state.placed(row["article"]), row["start"], row["end"])
            yield (number, _node(row[thing]), head, number_of(f"{head} {key}"), *passage, place, key, cut, json.dumps(shelves), cells)


def _stepped(one: NamedQuery) -> bool:
    """Whether a step puts the rows of a thing in order, and so counts their origins itself."""
    return len(one.across) > 1


@functools.cache
def _cut(number: int) -> Parted:
    return parted(dict(crossing())[number].name)


def _node(thing: str | None) -> str:
    return iri(thing) if thing else ""

