"""The derived graphs' lines out of the state: for all that there is, or for what changed and what goes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from kg.deriving import alike
from kg.deriving.across import Across
from kg.deriving.brought import Brought
from kg.deriving.debated import Debated
from kg.deriving.disputed import Disputed
from kg.deriving.linked import Linked
from kg.deriving.pairs import FAMILIES, PEOPLE, Pairs
from kg.deriving.runs import Runs, is_first, place_of
from kg.deriving.shelves import Gone, Shelves
from kg.deriving.state import ORIGIN, VOICED, State, number_of
from kg.listing import derived
from kg.listing.rows import passage_iri
from kg.rdf.graph import BASE, article_iri, iri, name, value_term

Place = tuple[int, int, int]  # number of an article, start, end
_ORIGIN = ORIGIN.format(n="?1", start="?2", stop="?3")
_SAID = "INSERT INTO said VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET claims = claims + excluded.claims, articles = articles + 1"
_UNSAID = "UPDATE said SET claims = claims - ?, articles = articles - 1 WHERE node = ?"


class Lines:
    """What is to be told of a state, and which parts of it changed."""

    def __init__(self, state: State, anew: bool) -> None:
        self.state, self.db = state, state.db
        self._anew = anew  # then all is told, whatever changed
        self._nodes: set[str] = set()
        self._places: set[Place] = set()
        self._gone: set[str] = set()  # passages of articles that left
        self._disputed = Disputed(state, anew)
        self._shelves = Shelves(state)
        self._across = Across(state, self._shelves, anew)
        self._families, self._people = Pairs(state, FAMILIES), Pairs(state, PEOPLE)
        self._debated = Debated(state, self._shelves)
        self._linked = Linked(state)
        self._runs = Runs(state)

    # --- articles ---

    def enter(self, n: int, one: Brought) -> None:
        """Note what an article brings to lists and counts."""
        rows, order = [], self.state.row(n)[1]
        for entry in one.entries:
            group = number_of(entry.group)
            standing = (entry.place, entry.group, entry.cut, json.dumps(entry.shelves), entry.cells)
            rows.append((entry.listed, "", entry.head, group, n, order, *entry.span[1:], *standing))
        self._shelves.add(rows)
        changes, place, first = one.changes(), place_of(one.file, one.text.id), is_first(one.text.id)
        touched = one.touches() | {node: len(places) for node, places in changes.items()}
        told = {node: json.dumps([one.text.date, places]) for node, places in changes.items()}
        found = ((node, place, n, count, first, told.get(node, "")) for node, count in touched.items())
        self.db.executemany("INSERT INTO touch VALUES (?, ?, ?, ?, ?, ?)", found)
        if not self._anew:
            self.db.executemany(_SAID, touched.items())
        self._nodes.update(touched)
        self._runs.mark((node, place, first) for node in touched)
        self._families.mark(family for family, _ in one.parents)
        people = one.people()
        self.db.executemany(f"INSERT INTO people VALUES (?, ?, {n})", people)
        self._people.mark(house for house, _ in people)
        alike.enter(self.state, n, one)
        self._disputed.enter(n, one)
        self._across.enter(n, one)
        self._debated.enter(n, one)
        self._linked.enter(n, one)

    def forget(self) -> None:
        """Let go of which parts changed, where all is to be told anyway: in a large graph they are as many as all else."""
        self._nodes.clear()
        for part in (self._shelves, self._families, self._people, self._disputed, self._linked, self._runs):
            part.forget()

    def go_on(self) -> None:
        """Take up what was broken off when all articles had been entered."""
        self._debated.go_on()

    def leave(self, n: int) -> None:
        """Take what an article brought out again."""
        self._shelves.leave(n)
        self._families.leave(n)
        self._people.leave(n)
        self.db.execute("DELETE FROM people WHERE n = ?", (n,))
        alike.leave(self.state, n)
        self._disputed.leave(n)
        self._across.leave(n)
        self._debated.leave(n)
        self._linked.leave(n)
        touched = self.db.execute("SELECT node, place, first, claims FROM touch WHERE n = ?", (n,)).fetchall()
        self._nodes.update(node for node, *_ in touched)
        self._runs.mark((node, place, first) for node, place, first, _ in touched)
        self.db.executemany(_UNSAID, ((claims, node) for node, _, _, claims in touched))
        self.db.executemany("DELETE FROM said WHERE node = ? AND articles = 0", ((node,) for node, *_ in touched))
        article = self.state.row(n)[0]
        for start, stop in self.db.execute("SELECT start, stop FROM span WHERE n = ?", (n,)):
            self._gone.add(iri(passage_iri((article, start, stop))))
        self.db.execute("DELETE FROM member WHERE n = ? AND thing = ''", (n,))
        self.db.execute("DELETE FROM touch WHERE n = ?", (n,))

    def origins(self, places: Iterable[Place], turned: Iterable[int]) -> None:
        """Work out where passages come from: those with another holder, and those held by articles of another voice."""
        found = {place for place in places if self.state.there(place[0])}
        found.update(self.state.many("SELECT n, start, stop FROM span WHERE holder IN (?)", turned))
        if not self._anew:
            self._disputed.unvoiced(found)
        sql = "UPDATE span SET origin = (SELECT root FROM article WHERE n = holder) WHERE n = ? AND start = ? AND stop = ?"
        self.db.executemany(sql, found)
        if not self._anew:
            self._places |= found
            for table in VOICED:
                self.db.executemany(f"UPDATE {table} SET origin = {_ORIGIN} WHERE n = ?1 AND start = ?2 AND stop = ?3", found)
            self._disputed.voiced(found)
            self._across.voiced(found)
            self._linked.voiced(found)
        self._across.make()
        self._debated.make()
        sql = "SELECT list, grp FROM member WHERE n = ? AND start = ? AND stop = ?"
        for place in () if self._anew else found:
            self._shelves.mark(self.db.execute(sql, place))

    # --- lines ---

    def everything(self) -> Iterator[str]:
        """All of the derived data."""
        yield from self._voices("")
        yield from self._shelves.everything()
        for node, claims, articles in self.db.execute("SELECT node, claims, articles FROM said"):
            yield from _counted(node, claims, articles) if _is_counted(node) else ()
        yield from self._disputed.everything()
        yield from self._families.everything()
        yield from self._people.everything()
        yield from self._linked.everything()
        yield from self._runs.everything()

    def changes(self) -> tuple[list[str], list[Gone]]:
        """The lines of what changed, and the subjects whose lines they take the place of."""
        gone: list[Gone] = [(derived.VOICES, node) for node in sorted(self._gone)]
        lines: list[str] = []
        for place in sorted(self._places):
            gone.append((derived.VOICES, self._passage(place)))
            lines += self._voices(" AND s.n = ? AND s.start = ? AND s.stop = ?", place)
        for node in sorted(filter(_is_counted, self._nodes)):
            gone.append((_graph_of(node), iri(node)))
            counts = self.db.execute("SELECT claims, articles FROM said WHERE node = ?", (node,)).fetchone()
            lines += _counted(node, *counts) if counts else ()
        for part in (self._shelves, self._disputed, self._families, self._people, self._linked, self._runs):
            more, over = part.changes()
            lines, gone = [*lines, *more], [*gone, *over]
        return lines, gone

    def _passage(self, place: Place) -> str:
        return iri(passage_iri((self.state.row(place[0])[0], *place[1:])))

    def _voices(self, where: str, values: tuple[int, ...] = ()) -> Iterator[str]:
        sql = (
            "SELECT a.id, s.start, s.stop, o.id FROM span s JOIN article a ON a.n = s.n JOIN article o ON o.n = s.origin "
            f"WHERE s.origin != s.n {where}"
        )
        for article, start, stop, origin in self.db.execute(sql, values):
            node = iri(passage_iri((article, start, stop)))
            yield f"{node} {name('kg:origin')} {iri(article_iri(origin))} {derived.VOICES} ."


def _is_counted(node: str) -> bool:
    """Whether how much is said of it stands in a graph of its own; of others it is told which articles say how much."""
    return node != derived.ANY and not derived.is_change(node)


def _graph_of(node: str) -> str:
    """The graph in which something is counted."""
    if node.startswith(f"{BASE}entity/"):
        return derived.THINGS
    return derived.POINTS if node.startswith(f"{BASE}aif/") else derived.KINDS


def _counted(node: str, claims: int, articles: int) -> Iterator[str]:
    for key, count in (("claims", claims), ("articles", articles)):
        yield f"{iri(node)} {name(f'kg:{key}')} {value_term(count)} {_graph_of(node)} ."
