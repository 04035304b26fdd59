"""What is at odds with what, kept: which claims stand against each other by which rule, and how much is behind each."""

from __future__ import annotations

import functools
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from kg import derived, grouped
from kg.deriving.brought import Brought
from kg.deriving.state import State
from kg.graph import entity_iri, iri, literal, name, value_term
from kg.odds import ASPECT, at_odds, hearsay, identity, in_words, thing_named, what_of
from kg.rules import Held, Rule, load_rules, position_of, span_of
from kg.rules import key_of as shared_key

Row = dict[str, Any]
Spot = tuple[int, str]  # a rule and what the claims share
Rank = tuple[int, int, int]  # a rule, and the weight of its conflicts
_VIEW = (
    "SELECT a.id, a.ord, h.claim, h.start, h.stop, h.position, h.first, h.last, h.timed, h.speaker, h.told, s.origin "
    "FROM held h JOIN article a ON a.n = h.n JOIN span s ON s.n = h.n AND s.start = h.start AND s.stop = h.stop "
    "WHERE h.rule = ? AND h.key = ? ORDER BY a.ord, h.start, h.stop, h.claim"
)


class Disputed:
    """The claims of a state by what they may be at odds about. Spots that changed are worked out anew."""

    def __init__(self, state: State) -> None:
        self.state, self.db = state, state.db
        self.spots: set[Spot] = set()
        self.ranks: set[Rank] = set()

    # --- articles ---

    def enter(self, n: int, one: Brought) -> None:
        """Note what an article's claims hold by each rule, the families that it names and the changes that it tells."""
        held = [row for claim in one.claims for row in _held(one, claim)]
        self.db.executemany(f"INSERT INTO held VALUES ({n}, {', '.join('?' * 12)})", held)
        self.spots.update((row[0], row[1]) for row in held)
        for table, rows in (("family", one.parents), ("turn", one.turns())):
            self._around(table, {self._fact(table, row) for row in rows})
            self.db.executemany(f"INSERT INTO {table} VALUES (?, ?, {n})", rows)

    def leave(self, n: int) -> None:
        """Take out what an article brought."""
        self.spots.update(self.db.execute("SELECT DISTINCT rule, key FROM held WHERE n = ?", (n,)))
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

    def voiced(self, places: Iterable[tuple[int, int, int]]) -> None:
        """These passages come from elsewhere than before."""
        for place in places:
            self.spots.update(self.db.execute("SELECT rule, key FROM held WHERE n = ? AND start = ? AND stop = ?", place))

    def forget(self) -> None:
        """Let go of which spots changed: all are to be told."""
        self.spots.clear()

    # --- lines ---

    def everything(self) -> Iterator[str]:
        """The lines of all conflicts: where one claim alone holds something, there is none."""
        for spot in self.db.execute("SELECT rule, key FROM held GROUP BY rule, key HAVING COUNT(*) > 1"):
            yield from self._lines(spot)
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
        rule = load_rules()[spot[0]]
        rows = [_seen(row) for row in self.db.execute(_VIEW, spot)]
        views = self._views(rule, spot, rows) if len({row["held"][0] for row in rows}) > 1 else {}
        if not views:
            return self._note(spot, (0, 0), 0)
        sides = [_side(value, position, found) for (position, value), found in views.items()]
        sides.sort(key=lambda side: (-side["origins"], -side["articles"], side["value"]))
        behind: dict[Any, int] = defaultdict(int)
        for side in sides:
            behind[side.pop("position")] += side["origins"]
        counts = sorted(behind.values(), reverse=True)
        first = next(row for row in rows if row["claim"] == sides[0]["claim"])
        held = {"id": first["id"], "sides": [side.pop("held") for side in sides]}
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

    def _views(self, rule: Rule, spot: Spot, rows: Sequence[Row]) -> dict[tuple[Any, str], list[Row]]:
        """The claims that can not all be right, by what they hold and how they say it."""
        thing = json.loads(spot[1])[0]
        if not rule.families and self.db.execute("SELECT 1 FROM family WHERE thing = ?", (thing,)).fetchone():
            return {}
        pairs = self.db.execute("SELECT DISTINCT value FROM turn WHERE thing = ?", (thing,)) if rule.changed else ()
        changes = frozenset(frozenset(value.split(" ")) for (value,) in pairs)
        own = [(row["held"], row) for row in rows if rule.voices == "speaker" or not row["speaker"]]
        found: dict[tuple[Any, str], list[Row]] = defaultdict(list)
        for position, row in at_odds(rule, own, changes):
            found[position, row["value"]].append(row)
        return found


@functools.cache
def _rules_of(kind: str) -> tuple[tuple[int, Rule], ...]:
    """The rules that look at claims of a kind, with their numbers."""
    return tuple((number, rule) for number, rule in enumerate(load_rules()) if kind in rule.kinds)


def _held(one: Brought, claim: str) -> Iterator[tuple[Any, ...]]:
    """What a claim holds by each rule that looks at it, as a row of the table."""
    row = one.row(claim)
    _, start, stop = one.claims[claim]["span"]
    for number, rule in _rules_of(row["kind"]):
        key, position = shared_key(rule, row, one.author), position_of(rule, row)
        if key is None or position is None or hearsay(rule, row):
            continue
        first, last = span_of(rule, row, one.text.date)
        told = {"id": identity(rule, key), "value": in_words(rule, row), "thing": thing_named(rule, row), "what": what_of(rule, row)}
        speaker = json.dumps([row["speaker"]["key"], row["speaker"]["label"]]) if row["speaker"] else ""
        yield (
            number, json.dumps(key, ensure_ascii=False), str(key[0]), row["id"], start, stop, json.dumps(position),
            first, last, bool(row["time"]), speaker, json.dumps(told, ensure_ascii=False),
        )  # fmt: skip


def _seen(row: tuple[Any, ...]) -> Row:
    article, order, claim, start, stop, position, first, last, timed, speaker, told, origin = row
    found = json.loads(position)
    held: Held = (tuple(found) if isinstance(found, list) else found, (first, last), bool(timed))
    who = json.loads(speaker) if speaker else None
    return {
        "article": article, "early": (order, start, stop, claim), "claim": claim, "held": held, "speaker": who,
        "voice": f"speaker {who[0]}" if who else origin, **json.loads(told),
    }  # fmt: skip


def _side(value: str, position: Any, found: Sequence[Row]) -> Row:
    ordered = sorted(found, key=lambda row: row["early"])
    return {
        "value": value, "position": position, "held": [row["claim"] for row in ordered], "claim": ordered[0]["claim"], "claims": len(ordered),
        "articles": len({row["article"] for row in ordered}), "origins": len({row["voice"] for row in ordered}),
        "speakers": list(dict.fromkeys(row["speaker"][1] for row in ordered if row["speaker"])),
    }  # fmt: skip


def _about(rule: Rule, spot: Spot) -> str:
    key = str(json.loads(spot[1])[0])
    if rule.same[0] == "aspect":
        return name(f"{ASPECT}{key}")[1:-1]
    return f"{derived.ROOT}{key.replace(' ', '/')}" if key.startswith("author ") else entity_iri(key)


def _rank_node(rank: Rank) -> str:
    rule, *weight = rank
    return grouped.head_node((load_rules()[rule].name, *(f"{count:09d}" for count in weight)))


def _node(spot: Spot) -> str:
    digest = hashlib.sha256(f"{load_rules()[spot[0]].name} {spot[1]}".encode()).hexdigest()[:20]
    return iri(f"{derived.ROOT}conflict/{digest}")
