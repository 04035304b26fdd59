"""What is told of things whose rows a step puts in order: the rows, and how many share each facet (kg/debating/courses.py).

A facet is counted anew where a row of it came, went, or comes from elsewhere: not for all that is told of its owner.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from kg.debating.courses import Facet, Saying, facets_of, tie_of
from kg.deriving.state import COUNTS, ORIGIN, State, number_of
from kg.listing.steps import Row

Owner = tuple[int, str]  # a list, and the thing whose rows stand together
TALLIED = "vendor"  # the facet of which nothing but the number of rows is asked
_COUNTED = f"SELECT {COUNTS} FROM facet WHERE grp = ?"
_FIRST = "SELECT told FROM facet WHERE grp = ? ORDER BY ord, start, stop, tie LIMIT 1"
_SAYING = "SELECT n, origin, told, grp FROM facet WHERE grp IN (?) ORDER BY ord, start, stop, tie"
_FACET = f"INSERT INTO facet VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, {ORIGIN.format(n='?7', start='?3', stop='?4')})"
_VOICED = f"UPDATE facet SET origin = {ORIGIN.format(n='facet.n', start='?3', stop='?4')} "
_VOICED += "WHERE grp = ?1 AND ord = ?2 AND start = ?3 AND stop = ?4 AND tie = ?5 AND told = ?6"
_COURSE = "INSERT INTO course VALUES (?, ?, ?, ?, ?, 0, 0, '', 0) ON CONFLICT DO UPDATE SET claims = claims + ?"
_GONE = "DELETE FROM facet WHERE grp = ? AND ord = ? AND start = ? AND stop = ? AND tie = ? AND told = ?"


class ToldRows:
    """The rows of a state. `anew`: all are put in, and all facets are counted at the end."""

    def __init__(self, state: State, anew: bool) -> None:
        self.state, self.db, self._anew = state, state.db, anew
        self._touched: dict[Owner, set[str]] = defaultdict(set)  # names of facets that are to be counted anew

    # --- rows ---

    def put(self, number: int, rows: Iterable[tuple[str, str, Row]]) -> None:
        """Put in rows of a list, each with its owner and its thing."""
        last = self.db.execute("SELECT MAX(id) FROM told").fetchone()[0] or 0
        for at, (owner, thing, row) in enumerate(rows, last + 1):
            n, order = self.state.placed(row["article"])
            place = (row["start"], row["end"])
            self.db.execute("INSERT INTO told VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (at, number, owner, thing, n, *place, _text(row)))
            key = (order, *place, tie_of(row), at)
            groups = self._share((number, owner), row, 1)
            self.db.executemany(_FACET, ((group, *key, n) for group in groups))

    def take(self, where: str, values: tuple[Any, ...]) -> None:
        """Take out the rows for which a condition on the table holds, while their articles are there."""
        sql = f"DELETE FROM told WHERE {where} RETURNING id, list, owner, n, start, stop, row"
        for at, number, owner, n, start, stop, text in self.db.execute(sql, values).fetchall():
            row = json.loads(text)
            key = (self.state.row(n)[1], start, stop, tie_of(row), at)
            self.db.executemany(_GONE, ((group, *key) for group in self._share((number, owner), row, -1)))

    def voiced(self, places: Iterable[tuple[int, int, int]]) -> None:
        """These passages come from elsewhere than before."""
        for place in places:
            sql = "SELECT id, list, owner, row FROM told WHERE n = ? AND start = ? AND stop = ?"
            for at, number, owner, text in self.db.execute(sql, place).fetchall():
                row = json.loads(text)
                key = (self.state.row(place[0])[1], *place[1:], tie_of(row), at)
                self.db.executemany(_VOICED, ((group, *key) for group in self._share((number, owner), row, 0)))

    def _share(self, owner: Owner, row: Row, by: int) -> list[int]:
        """Note which facets a row has that comes or goes; the groups of those that are counted over their rows."""
        groups = []
        for name in facets_of(row):
            text, tallied = json.dumps(name, ensure_ascii=False), name[0] == TALLIED
            count = by if tallied else 0
            self.db.execute(_COURSE, (*owner, text, group := _group(owner, text), count, count))
            if not tallied:
                groups.append(group)
            if not self._anew:
                self._touched[owner].add(text)
        return groups

    # --- owners ---

    def owners(self, number: int) -> list[str]:
        """The owners of a list of whom other things are told than before; of all, where all is made anew."""
        if self._anew:
            return sorted(row[0] for row in self.db.execute("SELECT DISTINCT owner FROM course WHERE list = ?", (number,)))
        return sorted(owner for listed, owner in self._touched if listed == number)

    def of(self, number: int, owner: str) -> Of:
        """What is told of an owner, its facets counted."""
        names: Iterable[str] = self._touched.get((number, owner), ())
        if self._anew:
            found = self.db.execute("SELECT name FROM course WHERE list = ? AND owner = ?", (number, owner))
            names = [name for (name,) in found]
        for name in names:
            self._count((number, owner), name)
        return Of(self.state, (number, owner))

    def _count(self, owner: Owner, name: str) -> None:
        where = "WHERE list = ? AND owner = ? AND name = ?"
        if json.loads(name)[0] == TALLIED:
            self.db.execute(f"DELETE FROM course {where} AND claims = 0", (*owner, name))
            return
        counts = self.db.execute(_COUNTED, (group := _group(owner, name),)).fetchone()
        if not counts[0]:
            self.db.execute(f"DELETE FROM course {where}", (*owner, name))
            return
        (first,) = self.db.execute(_FIRST, (group,)).fetchone()
        label = json.loads(self.db.execute("SELECT row FROM told WHERE id = ?", (first,)).fetchone()[0]).get("thing") or ""
        sql = f"UPDATE course SET claims = ?, articles = ?, origins = ?, label = ?, first = ? {where}"
        self.db.execute(sql, (*counts, label, first, *owner, name))


class Of:
    """What is told of one owner, as kg/debating/courses.py asks for it."""

    def __init__(self, state: State, owner: Owner) -> None:
        self.db, self._owner = state.db, owner

    def facets(self) -> list[Facet]:
        """All facets, each once."""
        sql = "SELECT name, claims, articles, origins, label, first FROM course WHERE list = ? AND owner = ?"
        rows = self.db.execute(sql, self._owner).fetchall()
        names = json.loads(f"[{','.join(row[0] for row in rows)}]")  # at once: one by one takes three times as long
        return [Facet(tuple(name), *row[1:]) for name, row in zip(names, rows, strict=True)]

    def saying(self) -> Iterator[Saying]:
        """The rows that say that the owner moved from open to closed, the earliest first."""
        sql = "SELECT name, grp FROM course WHERE list = ? AND owner = ? AND name >= '[\"closing\"' AND name < '[\"closing~'"
        groups = {group: json.loads(name)[1] for name, group in self.db.execute(sql, self._owner)}
        asked = _SAYING.replace("(?)", f"({', '.join('?' * len(groups))})")
        for n, origin, told, group in self.db.execute(asked, list(groups)):
            yield Saying(groups[group], n, origin, told)

    def row(self, found: int) -> Row:
        """A row that was found."""
        row: Row = json.loads(self.db.execute("SELECT row FROM told WHERE id = ?", (found,)).fetchone()[0])
        return row


def _group(owner: Owner, name: str) -> int:
    number, thing = owner
    return number_of(f"{number} {thing} {name}")


def _text(row: Row) -> str:
    """A row as the table has it: its passage's words are not looked at."""
    return json.dumps({key: value for key, value in row.items() if key != "quote"}, ensure_ascii=False)
