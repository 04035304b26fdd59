"""Lists whose rows hang on several articles: what articles bring to them, and the rows that it makes together.

A row is made anew where its claim is new, or where what links its thing to others is another one than before.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from kg import grouped, narrowing
from kg.deriving.brought import Brought
from kg.deriving.lists import crossing
from kg.deriving.shelves import Shelves
from kg.deriving.sides import Parted, Terms, joined, merged, parted, rows
from kg.deriving.state import State, number_of
from kg.query import NamedQuery
from kg.steps import Row, moved
from kg.voices import Span

BATCH = 200  # things whose rows are made at a time
_COLUMNS = "thing, head, grp, n, start, stop, place, told, cut, shelves, cells"
_OWNED = "owner = ? AND owner != ''"  # in so many words, or SQLite does not use the index of those
_LINKED = "INSERT INTO linked VALUES (?, ?, ?, ?, 1) ON CONFLICT DO UPDATE SET uses = uses + 1"


class Across:
    """The rows of such lists. `anew`: all are made, whatever came and went."""

    def __init__(self, state: State, shelves: Shelves, anew: bool) -> None:
        self.state, self.db, self._shelves, self._anew = state, state.db, shelves, anew
        self._entered: set[int] = set()
        self._before: dict[tuple[int, str], list[Terms]] = {}  # links of a thing that were touched, as they were
        self._things: set[tuple[int, str]] = set()  # those with claims that came or went, or whose words come from elsewhere
        self._owners: set[tuple[int, str]] = set()  # the same of things that a step puts rows in order for

    # --- articles ---

    def enter(self, n: int, one: Brought) -> None:
        """Note what an article brings to both sides."""
        self._touch((side.listed, side.link, side.key, side.owner) for side in one.sides)
        self.db.executemany("INSERT INTO side VALUES (?, ?, ?, ?, ?, ?)", ((s.listed, s.link, s.key, s.owner, n, s.row) for s in one.sides))
        self.db.executemany(_LINKED, ((s.listed, s.key, s.owner, s.row) for s in one.sides if s.link))
        if not self._anew:
            self._entered.add(n)

    def leave(self, n: int) -> None:
        """Take out what an article brought."""
        self._touch(self.db.execute("SELECT list, link, key, owner FROM side WHERE n = ?", (n,)).fetchall())
        gone = self.db.execute("SELECT list, key, row FROM side WHERE n = ? AND link = 1", (n,)).fetchall()
        self.db.executemany("UPDATE linked SET uses = uses - 1 WHERE list = ? AND key = ? AND row = ?", gone)
        self.db.executemany("DELETE FROM linked WHERE list = ? AND key = ? AND row = ? AND uses = 0", gone)
        self.db.execute("DELETE FROM side WHERE n = ?", (n,))
        for number, one in crossing():
            if one.post != "movers":  # whose rows go together with those of their thing
                self.db.execute("DELETE FROM member WHERE n = ? AND list = ?", (n, number))
        self._entered.discard(n)

    def voiced(self, places: Collection[tuple[int, int, int]]) -> None:
        """Passages that come from elsewhere than before: steps that count origins look at them again."""
        for n in {place[0] for place in places}:
            self._note(self.db.execute("SELECT list, key, owner FROM side WHERE n = ? AND link = 0", (n,)))

    def _touch(self, found: Iterable[tuple[int, bool, str, str]]) -> None:
        if self._anew:
            return
        for number, link, key, owner in found:
            if not link:
                self._note([(number, key, owner)])
            elif (number, key) not in self._before:
                self._before[number, key] = self._links(number, [key])[key]

    def _note(self, found: Iterable[tuple[int, str, str]]) -> None:
        for number, key, owner in found:
            self._things.add((number, key))
            if owner:
                self._owners.add((number, owner))

    # --- rows ---

    def make(self) -> None:
        """Make the rows anew for all that was touched."""
        for number, one in crossing():
            if one.post == "movers":
                for owner in self._all("owner", number) if self._anew else self._touched(number, one.across[1]):
                    self._replace(number, [owner], self._steps(number, one, owner))
                continue
            things = self._all("key", number) if self._anew else self._changed(number)
            for at in range(0, len(things), BATCH):
                some = things[at : at + BATCH]
                claims = self.state.many("SELECT row FROM side WHERE link = 0 AND list = %d AND key IN (?)" % number, some)
                self._replace(number, some, self._rows(number, one, some, (row for (row,) in claims)))
            self._add(number, one, set(things))

    def _all(self, column: str, number: int) -> list[str]:
        found = self.db.execute(f"SELECT DISTINCT {column} FROM side WHERE list = ? AND {column} != ''", (number,))
        return sorted(row[0] for row in found)

    def _changed(self, number: int) -> list[str]:
        """The things that are linked to others than before."""
        before = {key: links for (listed, key), links in self._before.items() if listed == number}
        after = self._links(number, before)
        return sorted(key for key in before if after[key] != before[key])

    def _touched(self, number: int, owner: str) -> list[str]:
        """The things whose steps may be others than before: by what is told of them, or of what they are linked to."""
        changed = self._changed(number)
        found = {one for listed, one in self._owners if listed == number}
        found |= {link[owner] for key in changed for link in self._before[number, key]}
        things = {key for listed, key in self._things if listed == number and key} | set(changed)
        sql = f"SELECT DISTINCT owner FROM linked WHERE list = {number} AND key IN (?)"
        return sorted(found | {row[0] for row in self.state.many(sql, sorted(things))})

    def _links(self, number: int, things: Iterable[str]) -> dict[str, list[Terms]]:
        """Thing → what links it to others."""
        found: dict[str, list[str]] = {key: [] for key in things}
        sql = "SELECT key, row FROM linked WHERE list = %d AND key IN (?)" % number
        for key, row in self.state.many(sql, sorted(found)):
            found[key].append(row)
        cut = self._cut(number)
        return {key: merged(cut, links) for key, links in found.items()}

    def _cut(self, number: int) -> Parted:
        return parted(dict(crossing())[number].name)

    def _replace(self, number: int, things: list[str], rows: Iterable[tuple[Any, ...]]) -> None:
        sql = f"SELECT {_COLUMNS} FROM member WHERE thing IN (?) AND thing != '' AND list = {number}"
        before = Counter(self.state.many(sql, things) if not self._anew else ())
        after = Counter(rows)
        if before:
            self.db.executemany("DELETE FROM member WHERE list = ? AND thing = ? AND thing != ''", ((number, thing) for thing in things))
        self._insert(number, after.elements())
        if not self._anew:
            self._shelves.mark((number, row[2]) for row in (before - after) + (after - before))

    def _add(self, number: int, one: NamedQuery, done: set[str]) -> None:
        """Put in what claims of articles that entered make, of things that are linked as before."""
        for n in sorted(self._entered):
            sql = "SELECT key, row FROM side WHERE n = ? AND list = ? AND link = 0"
            found = [(key, row) for key, row in self.db.execute(sql, (n, number)) if key and key not in done]
            made = list(self._rows(number, one, {key for key, _ in found}, (row for _, row in found)))
            self._insert(number, made)
            self._shelves.mark((number, row[2]) for row in made)

    def _insert(self, number: int, rows: Iterable[tuple[Any, ...]]) -> None:
        self.db.executemany(f"INSERT INTO member(list, {_COLUMNS}) VALUES ({number}, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def _rows(self, number: int, one: NamedQuery, things: Iterable[str], claims: Iterable[str]) -> Iterator[tuple[Any, ...]]:
        found = rows(one, joined(self._cut(number), claims, self._links(number, things)))
        return self._members(one, found, one.across[0])

    def _steps(self, number: int, one: NamedQuery, owner: str) -> Iterator[tuple[Any, ...]]:
        """The rows of a thing that a step makes of all that is told of it."""
        things = sorted(row[0] for row in self.db.execute(f"SELECT DISTINCT key FROM linked WHERE list = ? AND {_OWNED}", (number, owner)))
        claims = self.db.execute(f"SELECT row FROM side WHERE list = ? AND {_OWNED} AND link = 0", (number, owner)).fetchall()
        claims += self.state.many("SELECT row FROM side WHERE link = 0 AND list = %d AND key IN (?)" % number, things)
        variable = one.across[1]
        links = {key: [link for link in found if link[variable] == owner] for key, found in self._links(number, things).items()}
        told = rows(one, joined(self._cut(number), (row for (row,) in claims), links))
        return self._members(one, _numbered(moved(told, self._origins(told))), variable, ("articles", "origins"))

    def _members(self, one: NamedQuery, found: Iterable[Row], thing: str, counts: tuple[str, ...] = ()) -> Iterator[tuple[Any, ...]]:
        """The rows as the table of members has them; `counts`: columns that a step has counted itself."""
        shown = [*(column for column in one.columns if column not in grouped.ELSEWHERE), *counts]
        order = [variable for variable, _ in grouped.order_of(one)]
        for row in found:
            head, key = grouped.head_node(grouped.row_head(one.parts, row))[1:-1], str(row["group"])
            place = json.dumps([row[variable] for variable in order], ensure_ascii=False)
            cells = json.dumps({column: row[column] for column in shown}, ensure_ascii=False)
            passage = (self.state.number(row["article"]), row["start"], row["end"])
            cut, shelves = narrowing.standing(one, row)
            yield (f"<{row[thing]}>", head, number_of(f"{head} {key}"), *passage, place, key, cut, json.dumps(shelves), cells)

    def _origins(self, found: Iterable[Row]) -> dict[Span, str]:
        sql = (
            "SELECT o.id FROM span s JOIN article a ON a.n = s.n JOIN article o ON o.n = s.origin "
            "WHERE a.id = ? AND s.start = ? AND s.stop = ?"
        )
        spans = {(row["article"], row["start"], row["end"]) for row in found}
        return {span: self.db.execute(sql, span).fetchone()[0] for span in spans}


def _numbered(found: Iterable[Row]) -> list[Row]:
    """A step's rows, each a group of its own that stands where the step has put it."""
    return [{**row, grouped.PLACE: place, "group": place} for place, row in enumerate(found, 1)]
