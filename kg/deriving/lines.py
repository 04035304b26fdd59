"""The derived graphs' lines out of the state: for all that there is, or for what changed and what goes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator

from kg import derived
from kg.deriving.across import Across
from kg.deriving.brought import Brought
from kg.deriving.disputed import Disputed
from kg.deriving.lists import Seen, listed, part_lines
from kg.deriving.state import State, number_of
from kg.graph import BASE, article_iri, iri, literal, name, value_term
from kg.store import Store

Place = tuple[int, int, int]  # number of an article, start, end
Subject = tuple[str, str]  # a graph and a subject in it, as terms


class Lines:
    """What is to be told of a state, and which parts of it changed."""

    def __init__(self, state: State, store: Store) -> None:
        self.state, self.db = state, state.db
        self._heads: set[tuple[int, str]] = set()
        self._groups: set[tuple[int, str]] = set()
        self._ranks: set[tuple[int, int]] = set()  # groups with so many origins
        self._nodes: set[str] = set()
        self._places: set[Place] = set()
        self._gone: set[str] = set()  # passages of articles that left
        self._disputed = Disputed(state)
        self._across = Across(state, store)

    # --- articles ---

    def enter(self, n: int, one: Brought) -> None:
        """Note what an article brings to lists and counts."""
        kept = [query.kept for query in listed()]
        rows = []
        for entry in one.entries:
            group = entry.group if kept[entry.listed] else number_of(entry.group)
            place = json.dumps(entry.place, ensure_ascii=False) if entry.place else ""
            told = "" if kept[entry.listed] else entry.group
            rows.append((entry.listed, entry.head, group, n, *entry.span[1:], place, told))
            self._mark(entry.listed, entry.head, group)
        self.db.executemany("INSERT INTO member VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
        touched = one.touches()
        self.db.executemany("INSERT INTO touch VALUES (?, ?, ?)", ((node, n, count) for node, count in touched.items()))
        self._nodes.update(touched)
        self._disputed.enter(n, one)
        self._across.enter(n, one)

    def forget(self) -> None:
        """Let go of which parts changed, where all is to be told anyway: in a large graph they are as many as all else."""
        for changed in (self._heads, self._groups, self._nodes, self._places, self._disputed.spots):
            changed.clear()

    def _mark(self, number: int, head: str, group: str | int) -> None:
        if isinstance(group, str):
            self._groups.add((number, group))
        else:
            self._heads.add((number, head))

    def leave(self, n: int) -> None:
        """Take what an article brought out again."""
        for row in self.db.execute("SELECT list, head, grp FROM member WHERE n = ?", (n,)):
            self._mark(*row)
        self._disputed.leave(n)
        self._across.leave(n)
        self._nodes.update(row[0] for row in self.db.execute("SELECT node FROM touch WHERE n = ?", (n,)))
        article = self.state.row(n)[0]
        for start, stop in self.db.execute("SELECT start, stop FROM span WHERE n = ?", (n,)):
            self._gone.add(iri(derived.passage_iri((article, start, stop))))
        self.db.execute("DELETE FROM member WHERE n = ?", (n,))
        self.db.execute("DELETE FROM touch WHERE n = ?", (n,))

    def origins(self, places: Iterable[Place], turned: Iterable[int]) -> None:
        """Work out where passages come from: those with another holder, and those held by articles of another voice."""
        found = {place for place in places if self.state.there(place[0])}
        found.update(self.state.many("SELECT n, start, stop FROM span WHERE holder IN (?)", turned))
        sql = "UPDATE span SET origin = (SELECT root FROM article WHERE n = holder) WHERE n = ? AND start = ? AND stop = ?"
        self.db.executemany(sql, found)
        self._places |= found
        self._disputed.voiced(found)
        self._across.voiced(found)
        self._across.make()
        sql = "SELECT list, head, grp FROM member WHERE n = ? AND start = ? AND stop = ?"
        for place in found:
            for row in self.db.execute(sql, place):
                self._mark(*row)

    # --- lines ---

    def everything(self) -> Iterator[str]:
        """All of the derived data."""
        yield from self._voices("")
        for number, head in self.db.execute("SELECT DISTINCT list, head FROM member WHERE typeof(grp) = 'integer'").fetchall():
            yield from self._part(number, head)
        for number, group in self.db.execute("SELECT DISTINCT list, grp FROM member WHERE typeof(grp) = 'text'").fetchall():
            yield from self._group(number, group)
        for number, origins in self.db.execute("SELECT DISTINCT list, origins FROM grouped").fetchall():
            yield from self._rank(number, origins)
        sql = "SELECT node, SUM(claims), COUNT(*) FROM touch GROUP BY node"
        for node, claims, articles in self.db.execute(sql):
            yield from _counted(node, claims, articles)
        yield from self._disputed.everything()
        yield from self._across.everything()

    def changes(self) -> tuple[list[str], list[Subject]]:
        """The lines of what changed, and the subjects whose lines they take the place of."""
        gone: list[Subject] = [(derived.VOICES, node) for node in sorted(self._gone)]
        lines: list[str] = []
        for place in sorted(self._places):
            gone.append((derived.VOICES, self._passage(place)))
            lines += self._voices(" AND s.n = ? AND s.start = ? AND s.stop = ?", place)
        for number, head in sorted(self._heads):
            gone.append((derived.rows_graph(listed()[number].name), iri(head)))
            gone.append((derived.groups_graph(listed()[number].name), iri(head)))
            lines += self._part(number, head)
        for number, group in sorted(self._groups):
            gone.append((derived.groups_graph(listed()[number].name), _group_node(number, group)))
            lines += self._group(number, group)
        for number, origins in sorted(self._ranks):
            gone.append((derived.rows_graph(listed()[number].name), iri(_rank_node(origins))))
            lines += self._rank(number, origins)
        for node in sorted(self._nodes):
            gone.append((_graph_of(node), iri(node)))
            sql = "SELECT SUM(claims), COUNT(*) FROM touch WHERE node = ?"
            claims, articles = self.db.execute(sql, (node,)).fetchone()
            lines += _counted(node, claims, articles) if articles else ()
        for part in (self._disputed, self._across):
            more, over = part.changes()
            lines, gone = [*lines, *more], [*gone, *over]
        return lines, gone

    def _passage(self, place: Place) -> str:
        return iri(derived.passage_iri((self.state.row(place[0])[0], *place[1:])))

    def _voices(self, where: str, values: tuple[int, ...] = ()) -> Iterator[str]:
        sql = (
            "SELECT a.id, s.start, s.stop, o.id FROM span s JOIN article a ON a.n = s.n JOIN article o ON o.n = s.origin "
            f"WHERE s.origin != s.n {where}"
        )
        for article, start, stop, origin in self.db.execute(sql, values):
            node = iri(derived.passage_iri((article, start, stop)))
            yield f"{node} {name('kg:origin')} {iri(article_iri(origin))} {derived.VOICES} ."

    def _part(self, number: int, head: str) -> Iterator[str]:
        sql = (
            "SELECT m.told, m.place, a.id, m.start, m.stop, s.origin FROM member m JOIN article a ON a.n = m.n "
            "JOIN span s ON s.n = m.n AND s.start = m.start AND s.stop = m.stop "
            "WHERE m.list = ? AND m.head = ? ORDER BY a.ord, m.start, m.stop"
        )
        rows = self.db.execute(sql, (number, head))
        yield from part_lines(listed()[number], head, (Seen(key, place, tuple(at), origin) for key, place, *at, origin in rows))

    def _note(self, number: int, group: str, origins: int) -> None:
        """Note how many origins a group has, 0 where it is not shown."""
        before = self.db.execute("SELECT origins FROM grouped WHERE list = ? AND grp = ?", (number, group)).fetchone()
        self._ranks.update((number, count) for count in (*(before or ()), origins) if count)
        self.db.execute("DELETE FROM grouped WHERE list = ? AND grp = ?", (number, group))
        if origins:
            self.db.execute("INSERT INTO grouped VALUES (?, ?, ?)", (number, group, origins))

    def _rank(self, number: int, origins: int) -> Iterator[str]:
        sql = "SELECT COUNT(*) FROM grouped WHERE list = ? AND origins = ?"
        (rows,) = self.db.execute(sql, (number, origins)).fetchone()
        if rows:
            yield f"{iri(_rank_node(origins))} {name('kg:rows')} {value_term(rows)} {derived.rows_graph(listed()[number].name)} ."

    def _group(self, number: int, group: str) -> Iterator[str]:
        told = (
            "SELECT COUNT(*), COUNT(DISTINCT m.n), COUNT(DISTINCT s.origin) FROM member m "
            "JOIN span s ON s.n = m.n AND s.start = m.start AND s.stop = m.stop WHERE list = ? AND head = '' AND grp = ?"
        )
        claims, articles, origins = self.db.execute(told, (number, group)).fetchone()
        ranked = listed()[number].post == "support"
        if ranked:
            self._note(number, group, origins if articles > 1 else 0)
        if articles < (2 if ranked else 1):
            return
        first = (
            "SELECT a.id, m.start, m.stop FROM member m JOIN article a ON a.n = m.n "
            "WHERE list = ? AND head = '' AND grp = ? ORDER BY a.ord, m.start, m.stop LIMIT 1"
        )
        evidence = iri(derived.passage_iri(self.db.execute(first, (number, group)).fetchone()))
        node, graph = _group_node(number, group), derived.groups_graph(listed()[number].name)
        yield f"{node} {name('kg:group')} {literal(group)} {graph} ."
        yield f"{node} {name('kg:evidence')} {evidence} {graph} ."
        for key, count in (("claims", claims), ("articles", articles), ("origins", origins)):
            yield f"{node} {name(f'kg:{key}')} {value_term(count)} {graph} ."


def _rank_node(origins: int) -> str:
    return derived.head_node((f"{origins:09d}",))[1:-1]


def _group_node(number: int, group: str) -> str:
    digest = hashlib.sha256(group.encode()).hexdigest()[:20]
    return iri(f"{derived.ROOT}group/{listed()[number].name}/{digest}")


def _graph_of(node: str) -> str:
    """The graph in which something is counted."""
    if node.startswith(f"{BASE}entity/"):
        return derived.THINGS
    return derived.POINTS if node.startswith(f"{BASE}aif/") else derived.KINDS


def _counted(node: str, claims: int, articles: int) -> Iterator[str]:
    for key, count in (("claims", claims), ("articles", articles)):
        yield f"{iri(node)} {name(f'kg:{key}')} {value_term(count)} {_graph_of(node)} ."
