"""Lists whose rows hang on several articles: made anew for the things that articles touch, and kept by thing."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from kg import grouped, narrowing, query
from kg.deriving.brought import Brought
from kg.deriving.lists import crossing
from kg.deriving.shelves import Shelves
from kg.deriving.state import State, number_of
from kg.graph import PREFIXES, kind_of
from kg.query import NamedQuery
from kg.steps import Row, moved
from kg.store import Store
from kg.voices import Span

BATCH = 200  # things for which a list is made at a time
_CLASS = re.compile(r"\bkg:[A-Z]\w+")


class Across:
    """The rows of such lists by the thing that they are made for. Things that are touched are made anew."""

    def __init__(self, state: State, store: Store, shelves: Shelves) -> None:
        self.state, self.db, self.store, self._shelves = state, state.db, store, shelves
        self._claims: set[tuple[str, str | None, str | None]] = set()  # class, subject, object
        self._elsewhere: list[tuple[str, str | None, str | None]] = []  # those whose words come from elsewhere now

    # --- articles ---

    def enter(self, n: int, one: Brought) -> None:
        """Note which claims an article makes between things."""
        rows = [(row["kind"], row.get("subject"), row.get("object")) for row in one.claims.values()]
        self.db.executemany(f"INSERT INTO tie VALUES ({n}, ?, ?, ?)", rows)
        self._claims.update(rows)

    def leave(self, n: int) -> None:
        """Take out what an article brought."""
        self._claims.update(self.db.execute("SELECT kind, subject, object FROM tie WHERE n = ?", (n,)))
        self.db.execute("DELETE FROM tie WHERE n = ?", (n,))

    def voiced(self, places: Collection[tuple[int, int, int]]) -> None:
        """Passages that come from elsewhere than before: what their articles say is looked at again."""
        for n in {place[0] for place in places}:
            self._elsewhere += self.db.execute("SELECT kind, subject, object FROM tie WHERE n = ?", (n,)).fetchall()

    # --- rows ---

    def make(self) -> None:
        """Make the lists anew for all that was touched."""
        for number, one in crossing():
            claims = {*self._claims, *(self._elsewhere if one.post == "movers" else ())}  # others are counted from their rows
            things = sorted(self._touched(one, claims))
            for at in range(0, len(things), BATCH):
                self._make(number, one, things[at : at + BATCH])

    def _touched(self, one: NamedQuery, claims: Iterable[tuple[str, str | None, str | None]]) -> set[str]:
        """The things for which a list may be another one after these claims came or went."""
        kinds = _kinds(one)
        found = {thing for kind, *ends in claims if kind in kinds for thing in ends if thing}
        for way in one.across[1:]:
            near, far = ("subject", "object") if way == "subjects" else ("object", "subject")
            rows = self.state.many(f"SELECT kind, {near} FROM tie WHERE {far} IN (?)", sorted(found))
            found |= {thing for kind, thing in rows if kind in kinds and thing}
        return found

    def _make(self, number: int, one: NamedQuery, things: list[str]) -> None:
        columns = "thing, head, grp, n, start, stop, place, told, cut, shelves, cells"
        before = Counter(self.state.many(f"SELECT {columns} FROM member WHERE thing IN (?) AND thing != '' AND list = {number}", things))
        after = Counter(self._rows(one, things))
        self.db.executemany("DELETE FROM member WHERE list = ? AND thing = ? AND thing != ''", ((number, thing) for thing in things))
        self.db.executemany(f"INSERT INTO member(list, {columns}) VALUES ({number}, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", after.elements())
        self._shelves.mark((number, row[2]) for row in (before - after) + (after - before))

    def _rows(self, one: NamedQuery, things: list[str]) -> Iterator[tuple[Any, ...]]:
        """The rows as the table of members has them."""
        rows = self.store.select(_text(one, things)).dicts()
        shown = [column for column in one.columns if column not in grouped.ELSEWHERE]
        if one.post == "movers":  # counts what hangs on its rules, and not all rows that say it
            rows, shown = _numbered(moved(rows, self._origins(rows))), [*shown, "articles", "origins"]
        order = [variable for variable, _ in grouped.order_of(one)]
        for row in rows:
            head, key = grouped.head_node(grouped.row_head(one.parts, row))[1:-1], str(row["group"])
            place = json.dumps([row[variable] for variable in order], ensure_ascii=False)
            cells = json.dumps({column: row[column] for column in shown}, ensure_ascii=False)
            passage = (self.state.number(row["article"]), row["start"], row["end"])
            cut, shelves = narrowing.standing(one, row)
            group = number_of(f"{head} {key}")
            yield (row[one.across[0]], head, group, *passage, place, key, cut, json.dumps(shelves), cells)

    def _origins(self, rows: Iterable[Row]) -> dict[Span, str]:
        sql = (
            "SELECT o.id FROM span s JOIN article a ON a.n = s.n JOIN article o ON o.n = s.origin "
            "WHERE a.id = ? AND s.start = ? AND s.stop = ?"
        )
        spans = {(row["article"], row["start"], row["end"]) for row in rows}
        return {span: self.db.execute(sql, span).fetchone()[0] for span in spans}


def _numbered(rows: Iterable[Row]) -> list[Row]:
    """A step's rows, each a group of its own that stands where the step has put it among those of its vendor."""
    places: Counter[str] = Counter()
    found = []
    for row in rows:
        places[row["vendorId"]] += 1
        found.append({**row, grouped.PLACE: places[row["vendorId"]], "group": places[row["vendorId"]]})
    return found


def _text(one: NamedQuery, things: Iterable[str]) -> str:
    """The query's text for these things, with what it is cut and ordered by among its columns."""
    order = (variable for variable, _ in grouped.order_of(one) if variable != grouped.PLACE)
    text = query.with_columns(one.text, dict.fromkeys([one.across[0], *one.parts, *narrowing.variables(one), *order]))
    return PREFIXES + query.made_for(text, one.across[0], things)


def _kinds(one: NamedQuery) -> frozenset[str]:
    """The kinds of claims that a query names."""
    return frozenset(kind_of(found.removeprefix("kg:")) for found in _CLASS.findall(one.text))
