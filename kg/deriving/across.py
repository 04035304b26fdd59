"""Lists whose rows hang on several articles: made anew for the things that articles touch, and kept by thing."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from kg import derived, query
from kg.deriving.brought import Brought
from kg.deriving.lists import Seen, crossing, part_lines
from kg.deriving.state import State
from kg.graph import PREFIXES, iri, kind_of
from kg.query import NamedQuery
from kg.steps import Row, moved
from kg.store import Store
from kg.voices import Span

BATCH = 200  # things for which a list is made at a time
_CLASS = re.compile(r"\bkg:[A-Z]\w+")


class Across:
    """The rows of such lists by the thing that they are made for. Things that are touched are made anew."""

    def __init__(self, state: State, store: Store) -> None:
        self.state, self.db, self.store = state, state.db, store
        self._claims: set[tuple[str, str | None, str | None]] = set()  # class, subject, object
        self._elsewhere: list[tuple[str, str | None, str | None]] = []  # those whose words come from elsewhere now
        self._heads: set[tuple[int, str]] = set()

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
        for place in places:
            self._heads.update(self.db.execute("SELECT list, head FROM crossed WHERE n = ? AND start = ? AND stop = ?", place))
        for n in {place[0] for place in places}:
            self._elsewhere += self.db.execute("SELECT kind, subject, object FROM tie WHERE n = ?", (n,)).fetchall()

    # --- rows ---

    def make(self) -> None:
        """Make the lists anew for all that was touched."""
        for number, one in enumerate(crossing()):
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
        columns = "thing, head, grp, n, start, stop, place, cells"
        before = Counter(self.state.many(f"SELECT {columns} FROM crossed WHERE thing IN (?) AND list = {number}", things))
        after = Counter(self._rows(one, things))
        self.db.executemany("DELETE FROM crossed WHERE list = ? AND thing = ?", ((number, thing) for thing in things))
        self.db.executemany(f"INSERT INTO crossed VALUES ({number}, ?, ?, ?, ?, ?, ?, ?, ?)", after.elements())
        self._heads.update((number, row[1]) for row in (before - after) + (after - before))

    def _rows(self, one: NamedQuery, things: list[str]) -> Iterator[tuple[Any, ...]]:
        """Thing, part, group, passage, place and cells of each row."""
        rows = self.store.select(_text(one, things)).dicts()
        shown = [column for column in one.columns if column not in derived.ELSEWHERE]
        if one.post == "movers":  # counts what hangs on its rules, and not all rows that say it
            rows, shown = _numbered(moved(rows, self._origins(rows))), [*shown, "articles", "origins"]
        for row in rows:
            head = derived.head_node(derived.row_head(one.parts, row))[1:-1]
            place = [row[variable] for variable, _ in derived.order_of(one)]
            passage = (self.state.number(row["article"]), row["start"], row["end"])
            told = (json.dumps(part, ensure_ascii=False) for part in (place, {column: row[column] for column in shown}))
            yield (row[one.across[0]], head, str(row["group"]), *passage, *told)

    def _origins(self, rows: Iterable[Row]) -> dict[Span, str]:
        sql = (
            "SELECT o.id FROM span s JOIN article a ON a.n = s.n JOIN article o ON o.n = s.origin "
            "WHERE a.id = ? AND s.start = ? AND s.stop = ?"
        )
        spans = {(row["article"], row["start"], row["end"]) for row in rows}
        return {span: self.db.execute(sql, span).fetchone()[0] for span in spans}

    # --- lines ---

    def everything(self) -> Iterator[str]:
        """The lines of all such lists."""
        for number, head in self.db.execute("SELECT DISTINCT list, head FROM crossed").fetchall():
            yield from self._part(number, head)

    def changes(self) -> tuple[list[str], list[tuple[str, str]]]:
        """The lines of what changed, and the subjects whose lines they take the place of."""
        lines: list[str] = []
        gone: list[tuple[str, str]] = []
        for number, head in sorted(self._heads):
            listed = crossing()[number].name
            gone += [(graph, iri(head)) for graph in (derived.rows_graph(listed), derived.groups_graph(listed))]
            lines += self._part(number, head)
        return lines, gone

    def _part(self, number: int, head: str) -> Iterator[str]:
        sql = (
            "SELECT c.grp, c.place, a.id, c.start, c.stop, s.origin, c.cells FROM crossed c JOIN article a ON a.n = c.n "
            "JOIN span s ON s.n = c.n AND s.start = c.start AND s.stop = c.stop "
            "WHERE c.list = ? AND c.head = ? ORDER BY a.ord, c.start, c.stop"
        )
        rows = self.db.execute(sql, (number, head))
        seen = (Seen(group, place, tuple(at), origin, cells) for group, place, *at, origin, cells in rows)
        yield from part_lines(crossing()[number], head, seen)


def _numbered(rows: Iterable[Row]) -> list[Row]:
    """A step's rows, each a group of its own that stands where the step has put it among those of its vendor."""
    places: Counter[str] = Counter()
    found = []
    for row in rows:
        places[row["vendorId"]] += 1
        found.append({**row, derived.PLACE: places[row["vendorId"]], "group": places[row["vendorId"]]})
    return found


def _text(one: NamedQuery, things: Iterable[str]) -> str:
    """The query's text for these things, with what it is cut and ordered by among its columns."""
    order = (variable for variable, _ in derived.order_of(one) if variable != derived.PLACE)
    text = query.with_columns(one.text, dict.fromkeys([one.across[0], *one.parts, *order]))
    return PREFIXES + query.made_for(text, one.across[0], things)


def _kinds(one: NamedQuery) -> frozenset[str]:
    """The kinds of claims that a query names."""
    return frozenset(kind_of(found.removeprefix("kg:")) for found in _CLASS.findall(one.text))
