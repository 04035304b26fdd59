"""Lists whose rows hang on several articles: made anew for the things that articles touch, and kept by thing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kg import derived, query
from kg.deriving.brought import Brought
from kg.deriving.lists import crossing
from kg.deriving.state import State, number_of
from kg.graph import PREFIXES, iri, kind_of, name, value_term
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
        self._claims: list[tuple[str, str | None, str | None]] = []  # class, subject, object
        self._elsewhere: list[tuple[str, str | None, str | None]] = []  # those whose words come from elsewhere now
        self._heads: set[tuple[int, str]] = set()

    # --- articles ---

    def enter(self, n: int, one: Brought) -> None:
        """Note which claims an article makes between things."""
        rows = [(row["kind"], row.get("subject"), row.get("object")) for row in one.claims.values()]
        self.db.executemany(f"INSERT INTO tie VALUES ({n}, ?, ?, ?)", rows)
        self._claims += rows

    def leave(self, n: int) -> None:
        """Take out what an article brought."""
        self._claims += self.db.execute("SELECT kind, subject, object FROM tie WHERE n = ?", (n,)).fetchall()
        self.db.execute("DELETE FROM tie WHERE n = ?", (n,))

    def voiced(self, places: Iterable[tuple[int, int, int]]) -> None:
        """Passages that come from elsewhere than before: what their articles say is looked at again."""
        for n in {place[0] for place in places}:
            self._elsewhere += self.db.execute("SELECT kind, subject, object FROM tie WHERE n = ?", (n,)).fetchall()

    # --- rows ---

    def make(self) -> None:
        """Make the lists anew for all that was touched."""
        for number, one in enumerate(crossing()):
            claims = {*self._claims, *(self._elsewhere if one.post == "movers" else ())}  # others have rows for groups alone
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
        for thing in things:
            before = self.db.execute("SELECT head FROM crossed WHERE list = ? AND thing = ?", (number, thing))
            self._heads.update((number, head) for (head,) in before)
            self.db.execute("DELETE FROM crossed WHERE list = ? AND thing = ?", (number, thing))
        rows = set(self._rows(one, things))
        self.db.executemany(f"INSERT INTO crossed VALUES ({number}, ?, ?, ?)", rows)
        self._heads.update((number, head) for _, head, _ in rows)

    def _rows(self, one: NamedQuery, things: list[str]) -> Iterator[tuple[str, str, int]]:
        """Thing, part and group of each row."""
        rows = self.store.select(_text(one, things)).dicts()
        if one.post == "movers":
            rows = [{**row, "group": str(at)} for at, row in enumerate(moved(rows, self._origins(rows)))]
        for row in rows:
            head = derived.head_node(derived.row_head(one.parts, row))[1:-1]
            yield row[one.across[0]], head, number_of(row["group"])

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
        for number, head, rows in self.db.execute("SELECT list, head, COUNT(*) FROM crossed GROUP BY list, head"):
            yield _line(number, head, rows)

    def changes(self) -> tuple[list[str], list[tuple[str, str]]]:
        """The lines of what changed, and the subjects whose lines they take the place of."""
        lines: list[str] = []
        gone: list[tuple[str, str]] = []
        for number, head in sorted(self._heads):
            gone.append((derived.rows_graph(crossing()[number].name), iri(head)))
            sql = "SELECT COUNT(*) FROM crossed WHERE list = ? AND head = ?"
            (rows,) = self.db.execute(sql, (number, head)).fetchone()
            if rows:
                lines.append(_line(number, head, rows))
        return lines, gone


def _text(one: NamedQuery, things: Iterable[str]) -> str:
    """The query's text for these things, with the variables by which it is cut into parts among its columns."""
    text = query.with_columns(one.text, dict.fromkeys([one.across[0], *one.parts]))
    return PREFIXES + query.made_for(text, one.across[0], things)


def _kinds(one: NamedQuery) -> frozenset[str]:
    """The kinds of claims that a query names."""
    return frozenset(kind_of(found.removeprefix("kg:")) for found in _CLASS.findall(one.text))


def _line(number: int, head: str, rows: int) -> str:
    return f"{iri(head)} {name('kg:rows')} {value_term(rows)} {derived.rows_graph(crossing()[number].name)} ."
