"""What is at odds with what, kept: which claims stand against each other by which rule, and how much is behind each."""

from __future__ import annotations

import functools
import hashlib
import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kg.deriving.brought import Brought
from kg.deriving.lookup import look_up
from kg.deriving.parties import Parties, View, view_of
from kg.deriving.state import State, number_of
from kg.deriving.tallied import Tallied
from kg.disputes.odds import ASPECT, hearsay, identity, in_words, thing_named, what_of
from kg.disputes.rules import Held, Rule, clashing, load_rules, position_of, span_of
from kg.disputes.rules import key_of as shared_key
from kg.listing import derived, grouped
from kg.rdf.graph import entity_iri, iri, literal, name, value_term
from kg.store import Store

Row = dict[str, Any]
Spot = tuple[int, str]  # a rule and what the claims share
Rank = tuple[int, int, int]  # a rule, and the weight of its conflicts
_IN = "INSERT INTO shape VALUES (?, ?, ?, ?, ?, ?, ?, 1) ON CONFLICT DO UPDATE SET uses = uses + 1"
_LESS = "UPDATE shape SET uses = uses - 1 WHERE spot = ? AND shape = ?"
_OUT = "DELETE FROM shape WHERE spot = ? AND shape = ? AND uses = 0"


class Disputed:
    """The claims of a state by what they may be at odds about. Spots that changed are worked out anew."""

    def __init__(self, state: State, anew: bool) -> None:
        self.state, self.db = state, state.db
        self._anew = anew  # then all is counted at the end, and what came is looked up by nothing before
        self.spots: set[Spot] = set()
        self.ranks: set[Rank] = set()
        self._tallied = Tallied(state)
        self._parties = Parties(state, self._tallied)

    # --- articles ---

    def enter(self, n: int, one: Brought) -> None:
        """Note what an article's claims hold by each rule, the families that it names and the changes that it tells."""
        order = self.state.row(n)[1]
        held = list(_counting(one))
        self.db.executemany(f"INSERT INTO held VALUES (?, ?{', ?' * 10})", [(n, order, *row.spot, *row.claim) for row in held])
        self.db.executemany(_IN, [row.shape for row in held])
        self.spots.update(row.spot[2:4] for row in held)
        self._parties.mark((row.spot[0], order) for row in held)
        if not self._anew:
            self._tallied.enter(n)
        for table, rows in (("family", one.parents), ("turn", one.turns())):
            self._around(table, {self._fact(table, row) for row in rows})
            self.db.executemany(f"INSERT INTO {table} VALUES (?, ?, {n})", rows)

    def leave(self, n: int) -> None:
        """Take out what an article brought."""
        self._tallied.leave(n)
        held = self.db.execute("SELECT rule, key, spot, ord, shape FROM held WHERE n = ?", (n,)).fetchall()
        self.spots.update(row[:2] for row in held)
        self._parties.mark(row[2:4] for row in held)
        for sql in (_LESS, _OUT):
            self.db.executemany(sql, [(spot, shape) for _, _, spot, _, shape in held])
        for table in ("family", "turn"):
            rows = self.db.execute(f"SELECT thing, value FROM {table} WHERE n = ?", (n,)).fetchall()
            self.db.execute(f"DELETE FROM {table} WHERE n = ?", (n,))
            self._around(table, {self._fact(table, row) for row in rows})
        self.db.execute("DELETE FROM held WHERE n = ?", (n,))

    @staticmethod
    def _fact(table: str, row: tuple[str, str]) -> tuple[str, ...]:
        """What a row says that conflicts hang on: that a thing is a family, whichever are in it; that it changed so."""
        return row[:1] if table == "family" else row

    def _around(self, table: str, facts: Iterable[tuple[str, ...]]) -> None:
        """What hangs on these, where no article (any more, or yet) says them."""
        rules = [i for i, rule in enumerate(load_rules()) if (not rule.families if table == "family" else rule.changed)]
        said = {1: f"SELECT 1 FROM {table} WHERE thing = ? LIMIT 1", 2: f"SELECT 1 FROM {table} WHERE thing = ? AND value = ? LIMIT 1"}
        for fact in facts:
            for rule in () if self.db.execute(said[len(fact)], fact).fetchone() else rules:
                sql = "SELECT DISTINCT rule, key FROM held WHERE rule = ? AND thing = ?"
                self.spots.update(self.db.execute(sql, (rule, fact[0])))

    def unvoiced(self, places: Iterable[tuple[int, int, int]]) -> None:
        """These passages are about to come from elsewhere."""
        self._tallied.unvoiced(places)

    def voiced(self, places: Iterable[tuple[int, int, int]]) -> None:
        """These passages come from elsewhere than before."""
        for place in places:
            self.spots.update(self.db.execute("SELECT rule, key FROM held WHERE n = ? AND start = ? AND stop = ?", place))

    def forget(self) -> None:
        """Let go of which spots changed: all are to be told."""
        self.spots.clear()
        self._parties.forget()

    # --- lines ---

    def everything(self) -> Iterator[str]:
        """The lines of all conflicts: where all claims hold the same, there is none."""
        several = "SELECT spot FROM shape GROUP BY spot HAVING COUNT(*) > 1"
        for (number,) in self.db.execute(several):
            spot = self.db.execute("SELECT rule, key FROM held WHERE spot = ? LIMIT 1", (number,)).fetchone()
            yield from self._lines(spot)
            yield from self._parties.everything(number, _node(spot))
            self.ranks.clear()  # all of them are told
        for rank in self.db.execute("SELECT DISTINCT rule, weaker, origins FROM ranked"):
            yield from self._rank(rank)

    def changes(self) -> tuple[list[str], list[tuple[str, ...]]]:
        """The lines of the spots that changed, and the subjects whose lines they take the place of."""
        lines: list[str] = []
        gone: list[tuple[str, ...]] = []
        for spot in sorted(self.spots):
            gone.append((derived.CONFLICTS, _node(spot)))
            lines += self._lines(spot)
            more, over = self._parties.changes(_number(spot), _node(spot))
            lines, gone = [*lines, *more], [*gone, *over]
        for rank in sorted(self.ranks):
            gone.append((grouped.rows_graph("conflicts"), _rank_node(rank)))
            lines += self._rank(rank)
        return lines, gone

    def _note(self, spot: Spot, weight: tuple[int, int], sides: int) -> None:
        """Note how much is behind the conflict of a spot, with no sides where there is none."""
        sql = "DELETE FROM ranked WHERE rule = ? AND key = ? RETURNING rule, weaker, origins"
        self.ranks.update(self.db.execute(sql, spot).fetchall())
        if sides:
            self.db.execute("INSERT INTO ranked VALUES (?, ?, ?, ?, ?)", (*spot, *weight, sides))
            self.ranks.add((spot[0], *weight))

    def _rank(self, rank: Rank) -> Iterator[str]:
        sql = "SELECT SUM(sides) FROM ranked WHERE rule = ? AND weaker = ? AND origins = ?"
        (sides,) = self.db.execute(sql, rank).fetchone()
        if sides:
            yield f"{_rank_node(rank)} {name('kg:rows')} {value_term(sides)} {grouped.rows_graph('conflicts')} ."

    def _lines(self, spot: Spot) -> Iterator[str]:
        rule, number = load_rules()[spot[0]], _number(spot)
        views = self._views(rule, spot)
        self._parties.set(number, views, self._anew)
        (self._tallied.anew if self._anew else self._tallied.settle)(number)
        if not views:
            return self._note(spot, (0, 0), 0)
        sides = self._sides(number, views)
        behind: dict[Any, int] = defaultdict(int)
        for side in sides:
            behind[side.pop("position")] += side["origins"]
        counts = sorted(behind.values(), reverse=True)
        first = self._first(number, sides[0]["claim"])
        held = {"id": first["id"], "sides": [side.pop("held") for side in sides], "views": [side.pop("view") for side in sides]}
        told = {"id": first["id"], "rule": rule.name, "thing": first["thing"], "what": first["what"], "sides": sides}
        weight = (counts[1], sum(counts))
        self._note(spot, weight, len(sides))
        node = _node(spot)
        yield f"{node} {name('kg:about')} {iri(_about(rule, spot))} {derived.CONFLICTS} ."
        yield f"{node} {name('kg:rule')} {literal(rule.name)} {derived.CONFLICTS} ."
        yield f"{node} {name('kg:weaker')} {value_term(weight[0])} {derived.CONFLICTS} ."
        yield f"{node} {name('kg:origins')} {value_term(weight[1])} {derived.CONFLICTS} ."
        yield f"{node} {name('kg:rank')} {_rank_node((spot[0], *weight))} {derived.CONFLICTS} ."
        yield f"{node} {name('kg:held')} {literal(json.dumps(held))} {derived.CONFLICTS} ."
        yield f"{node} {name('kg:told')} {literal(json.dumps(told, ensure_ascii=False, sort_keys=True))} {derived.CONFLICTS} ."

    def _views(self, rule: Rule, spot: Spot) -> dict[View, set[int]]:
        """What can not all be right, by what is held and how it is said: the shapes of the claims."""
        shapes = [_shape(row) for row in self.db.execute("SELECT * FROM shape WHERE spot = ?", (_number(spot),))]
        if len({shape.held[0] for shape in shapes}) < 2:
            return {}
        thing = json.loads(spot[1])[0]
        if not rule.families and self.db.execute("SELECT 1 FROM family WHERE thing = ?", (thing,)).fetchone():
            return {}
        pairs = self.db.execute("SELECT DISTINCT value FROM turn WHERE thing = ?", (thing,)) if rule.changed else ()
        changes = frozenset(frozenset(value.split(" ")) for (value,) in pairs)
        bad = clashing(rule, (shape.held for shape in shapes), changes)
        found: dict[View, set[int]] = defaultdict(set)
        for shape in shapes:
            if shape.held in bad:
                found[shape.held[0], shape.value].add(shape.number)
        return found

    def _sides(self, number: int, views: Mapping[View, set[int]]) -> list[Row]:
        """The sides as they are told, the best supported first."""
        counted, speakers = self._tallied.sides(number), self._tallied.speakers(number)
        sides = []
        for (position, value), shapes in views.items():
            view = view_of((position, value))
            first, (claims, articles, origins) = self._parties.first(number, shapes), counted[view]
            sides.append({
                "value": value, "position": position, "view": view, "held": first, "claim": first[0], "claims": claims,
                "articles": articles, "origins": origins, "speakers": speakers.get(view, []),
            })  # fmt: skip
        return sorted(sides, key=lambda side: (-side["origins"], -side["articles"], side["value"]))

    def _first(self, number: int, claim: str) -> Row:
        """How a claim calls what its spot is about."""
        row: Row = json.loads(self.db.execute("SELECT told FROM held WHERE spot = ? AND claim = ? LIMIT 1", (number, claim)).fetchone()[0])
        return row


def taking_part(store: Store, articles: Iterable[str]) -> dict[str, dict[str, set[str]]] | None:
    """IRI of a conflict → view → the ids of the claims of these articles that hold it, as `derived.parties` has them.

    None where that is not kept, or not in step with the articles.
    """
    sql = (
        "SELECT h.rule, h.key, o.view, h.claim FROM article a JOIN held h ON h.n = a.n"
        " JOIN odd o ON o.spot = h.spot AND o.shape = h.shape WHERE a.id = ?"
    )

    def find(db: sqlite3.Connection) -> dict[str, dict[str, set[str]]]:
        found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for article in articles:
            for rule, key, view, claim in db.execute(sql, (article,)):
                found[_node((rule, key))[1:-1]][view].add(claim)
        return found

    return look_up(store, find)


@functools.cache
def _rules_of(kind: str) -> tuple[tuple[int, Rule], ...]:
    """The rules that look at claims of a kind, with their numbers."""
    return tuple((number, rule) for number, rule in enumerate(load_rules()) if kind in rule.kinds)


@dataclass(frozen=True, slots=True)
class Holding:
    """What a claim holds by a rule: columns of the tables `held` and `shape`."""

    spot: tuple[Any, ...]  # spot, shape, rule, key, thing
    claim: tuple[Any, ...]  # id, start, stop, speaker, told
    shape: tuple[Any, ...]  # spot, shape, position, first, last, timed, value


def _counting(one: Brought) -> Iterator[Holding]:
    """What an article's claims hold, as far as it counts: not by a rule of lists where the article holds several things."""
    rules, rows = load_rules(), [row for claim in one.claims for row in _held(one, claim)]
    several: dict[int, set[str]] = defaultdict(set)
    for row in rows:
        several[row.shape[0]].update([row.shape[2]] if rules[row.spot[2]].lists else [])
    yield from (row for row in rows if len(several[row.shape[0]]) < 2)


def _held(one: Brought, claim: str) -> Iterator[Holding]:
    """What a claim holds by each rule that looks at it."""
    row = one.row(claim)
    _, start, stop = one.claims[claim]["span"]
    for number, rule in _rules_of(row["kind"]):
        key, position = shared_key(rule, row, one.author), position_of(rule, row)
        if key is None or position is None or hearsay(rule, row) or (row["speaker"] and rule.voices != "speaker"):
            continue
        first, last = span_of(rule, row, one.text.date)
        told = {"id": identity(rule, key), "thing": thing_named(rule, row), "what": what_of(rule, row)}
        speaker = json.dumps([row["speaker"]["key"], row["speaker"]["label"]]) if row["speaker"] else ""
        spot, value = (number, json.dumps(key, ensure_ascii=False)), in_words(rule, row)
        held = (json.dumps(position), first, last, bool(row["time"]))
        shape = number_of(json.dumps([*held, value, bool(speaker)]))
        yield Holding(
            (_number(spot), shape, *spot, str(key[0])),
            (row["id"], start, stop, speaker, json.dumps(told, ensure_ascii=False)),
            (_number(spot), shape, *held, value),
        )


@dataclass(frozen=True, slots=True)
class Shaped:
    """What claims hold, and how they say it."""

    number: int
    held: Held
    value: str


def _shape(row: tuple[Any, ...]) -> Shaped:
    _, number, position, first, last, timed, value, _ = row
    found = json.loads(position)
    return Shaped(number, (tuple(found) if isinstance(found, list) else found, (first, last), bool(timed)), value)


def _number(spot: Spot) -> int:
    """A spot as the table has it."""
    return number_of(f"{spot[0]} {spot[1]}")


def _about(rule: Rule, spot: Spot) -> str:
    key = str(json.loads(spot[1])[0])
    if rule.same[0] == "aspect":
        return name(f"{ASPECT}{key}")[1:-1]
    return derived.author_iri(key) if key.startswith("author ") else entity_iri(key)


def _rank_node(rank: Rank) -> str:
    rule, *weight = rank
    return grouped.head_node((load_rules()[rule].name, *(f"{count:09d}" for count in weight)))


def _node(spot: Spot) -> str:
    digest = hashlib.sha256(f"{load_rules()[spot[0]].name} {spot[1]}".encode()).hexdigest()[:20]
    return iri(f"{derived.ROOT}conflict/{digest}")
