"""The net of the debate: arguments for and against courses, who makes them, stances, and the vendors that follow them.

An argument supports or attacks a course on an aspect. All that say the same thing of one aspect make one point, and
points of one aspect that exclude each other (by the rules of kg/data/conflicts.toml) rebut each other: so every two
arguments of rival points do, without a line for each pair. A stance rests on arguments of the same speaker.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

from kg.disputes.rules import opposed, position_of, rule_named
from kg.listing import rows as plain_rows
from kg.listing.narrowing import short
from kg.listing.steps import Row
from kg.reuse.voices import normalise
from kg.store import Store

if TYPE_CHECKING:
    import networkx as nx

RULES = ("argument", "argument-both")  # the rules by which two points rebut each other
HANGING = ("argument", "stance", "strategy", "shift")  # kinds of claims that arguments hang together with
KINDS = ("argument", "stance", "strategy", "shift", "affiliation")
SCALE = {"closed": -1, "hybrid": 0, "open": 1}  # a change of course moves along it
NEAR = ("own", "passage", "article", "elsewhere")  # how near to a change an argument is given, the nearest first
PASSAGE = 300  # characters around the words of a change that are its passage


@dataclass(frozen=True, slots=True, order=True)
class Point:
    """What arguments come down to: on this aspect, something speaks for or against a course."""

    aspect: str
    side: str
    polarity: str

    @property
    def id(self) -> str:
        """`open-pro-privacy`: the last part of its IRI."""
        return f"{self.side}-{self.polarity}-{self.aspect}"


@dataclass(frozen=True, eq=False)
class Net:
    """All of the debate as claim rows, each with the `date`, `title` and `author` of its article."""

    arguments: tuple[Row, ...]
    stances: tuple[Row, ...]
    strategies: tuple[Row, ...]
    shifts: tuple[Row, ...]
    affiliations: tuple[Row, ...]

    @cached_property
    def points(self) -> dict[Point, tuple[Row, ...]]:
        """Each point with its arguments, in order of the points."""
        found: dict[Point, list[Row]] = defaultdict(list)
        for row in self.arguments:
            found[point_of(row)].append(row)
        return {point: tuple(found[point]) for point in sorted(found)}

    @cached_property
    def rivals(self) -> dict[Point, tuple[Point, ...]]:
        """Each point with those that rebut it."""
        groups: dict[str, list[Point]] = defaultdict(list)
        for point in self.points:
            groups[point.aspect].append(point)
        return {
            point: tuple(other for other in groups[point.aspect] if rebut(point, other)) for point in self.points
        }

    @cached_property
    def members(self) -> dict[str, frozenset[str]]:
        """Key of an organization → the keys of the people of whom an article says that they belong to it."""
        found: dict[str, set[str]] = defaultdict(set)
        for row in self.affiliations:
            if row["subject"] and row["object"] and not row["negated"]:
                found[row["object"]["key"]].add(row["subject"]["key"])
        return {key: frozenset(people) for key, people in found.items()}

    @cached_property
    def by_voice(self) -> dict[str, tuple[Row, ...]]:
        """The arguments of each voice."""
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.arguments:
            found[voice_of(row)].append(row)
        return {voice: tuple(rows) for voice, rows in found.items()}

    def grounds(self, stance: Row) -> tuple[Row, ...]:
        """The arguments that a stance rests on: of the same speaker, and pointing the same way."""
        way = leaning(stance["value"]["side"], stance["value"]["polarity"] == "for")
        return tuple(row for row in self.by_voice.get(voice_of(stance), ()) if way_of(row) == way)

    def resting(self, argument: Row) -> tuple[Row, ...]:
        """The stances that rest on an argument."""
        return tuple(stance for stance in self.stances if argument in self.grounds(stance))


def read_net(store: Store, kinds: Collection[str] = KINDS) -> Net:
    """The debate as the graph tells it; denied arguments and stances are left out. `kinds`: those that are needed."""

    def claims(kind: str) -> tuple[Row, ...]:
        rows = plain_rows.claims(store, ("date", "title", "author"), kind=kind) if kind in kinds else ()
        return tuple({**row, "title": row["title"] or row["file"]} for row in rows if not row["negated"])

    return Net(*(claims(kind) for kind in KINDS))


# --- what points which way -------------------------------------------------------------------------------------------


def point_of(row: Row) -> Point:
    """The point that an argument makes."""
    value = row["value"]
    return Point(value["aspect"], value["side"], value["polarity"])


def leaning(side: str, favours: bool) -> str:
    """Which course gains: the one that is favoured, the other where one is not; `not hybrid` for neither."""
    if favours:
        return side
    return {"open": "closed", "closed": "open"}.get(side, f"not {side}")


def way_of(row: Row) -> str:
    """Which course an argument is good for."""
    return leaning(row["value"]["side"], row["value"]["polarity"] == "pro")


@cache
def rebut(one: Point, other: Point) -> bool:
    """Whether two points on one aspect exclude each other, by the rules of disagreement."""
    if one.aspect != other.aspect:
        return False
    for rule in map(rule_named, RULES):
        held = [position_of(rule, _as_row(point)) for point in (one, other)]
        if None not in held and opposed(rule, *held):
            return True
    return False


def _as_row(point: Point) -> Row:
    value = {"aspect": point.aspect, "side": point.side, "polarity": point.polarity}
    return {"kind": "argument", "value": value, "negated": False, "object": None, "subject": None}


def voice_of(row: Row) -> str:
    """Whose an argument or stance is: a speaker's key, or the article's own author, another one in each article."""
    holder = row["subject"] if row["kind"] == "stance" else row["speaker"]
    return str(holder["key"]) if holder and holder["label"] != "author" else f"article {row['article']}"


def what_of(row: Row) -> str:
    """What a claim in the debate comes down to: a point, a course, a change; nothing for a stance, which rests on points."""
    match row["kind"]:
        case "argument":
            return point_of(row).id
        case "strategy":
            return str(row["value"]["strategy"])
        case "shift":
            return f"{row['value']['from']}-{row['value']['to']}"
    return ""


def cut_of(kind: str, what: str) -> str:
    """Under what the claims of a kind that come down to this are counted."""
    return ",".join(map(short, (kind, what)))


def wording(row: Row, quote: str) -> str:
    """What claims in the debate have in common that say the same, of the same, in the same words."""
    who = row["subject"] or row["speaker"]
    keys = [row[role]["key"] if row[role] else "" for role in ("subject", "speaker")] if row["kind"] == "argument" else [who["key"] if who else ""]
    words = hashlib.sha256(normalise(quote).encode()).hexdigest()[:20]
    return json.dumps([row["kind"], *keys, said(row), words], ensure_ascii=False)


def said(row: Row) -> str:
    """The values of a claim in the debate in plain words: `open closed` of a change, `open pro privacy` of an argument."""
    keys = ("from", "to", "strategy", "side", "polarity", "aspect")
    return " ".join(str(row["value"][key]) for key in keys if key in row["value"])


def effect(before: str, after: str, row: Row) -> str:
    """Whether an argument speaks for a change of course, against it, or (empty) for neither; for a course where `before` is empty."""
    way = way_of(row)
    if not before:
        return "for" if way == after else "against" if way == leaning(after, False) else ""
    if way.removeprefix("not ") == "hybrid":
        toward = {after: 1, before: -1}.get("hybrid", 0) * (-1 if way.startswith("not ") else 1)
    else:
        toward = SCALE[way] * (SCALE[after] - SCALE[before])
    return "for" if toward > 0 else "against" if toward < 0 else ""


def nearness(shifts: Sequence[Row], argument: Row, people: set[str]) -> str:
    """How an argument belongs to the claims of one change of course, one of NEAR; `people`: the vendor and its own."""
    if argument["speaker"] and argument["speaker"]["key"] in people:
        return "own"
    here = [row for row in shifts if row["article"] == argument["article"]]
    gaps = [max(row["start"] - argument["end"], argument["start"] - row["end"]) for row in here]
    return "passage" if any(gap <= PASSAGE for gap in gaps) else "article" if here else "elsewhere"


# --- as a network ----------------------------------------------------------------------------------------------------


def network(net: Net) -> nx.MultiDiGraph:
    """The net as networkx: nodes with `type` and `label`, edges with `relation` and, where words say it, `claim`.

    Types: Strategy, Aspect, Point, Argument, Stance, Speaker, Organization. Relations: says, holds, makes, supports,
    attacks, on, rebuts (between points), rests-on, for, against, follows.
    """
    import networkx as nx

    graph = nx.MultiDiGraph()
    for source, target in ((node, node_to) for node, node_to, _ in _edges(net)):
        for node in (source, target):
            graph.add_node(node[1], type=node[0], label=node[2])
    for source, target, (relation, claim) in _edges(net):
        graph.add_edge(source[1], target[1], f"{relation} {claim}", relation=relation, claim=claim)
    return graph


Node = tuple[str, str, str]  # type, id, label


def _edges(net: Net) -> Iterator[tuple[Node, Node, tuple[str, str]]]:
    for point, rows in net.points.items():
        here, course = ("Point", f"point:{point.id}", point.id), _course(point.side)
        yield here, course, ("supports" if point.polarity == "pro" else "attacks", "")
        yield here, ("Aspect", f"aspect:{point.aspect}", point.aspect), ("on", "")
        yield from ((here, ("Point", f"point:{rival.id}", rival.id), ("rebuts", "")) for rival in net.rivals[point])
        for row in rows:
            yield _speaker(row), _claim("Argument", row), ("says", row["id"])
            yield _claim("Argument", row), here, ("makes", row["id"])
    for row in net.stances:
        held = "for" if row["value"]["polarity"] == "for" else "against"
        yield _speaker(row), _claim("Stance", row), ("holds", row["id"])
        yield _claim("Stance", row), _course(row["value"]["side"]), (held, row["id"])
        for why in net.grounds(row):
            yield _claim("Stance", row), _claim("Argument", why), ("rests-on", why["id"])
    for row in net.strategies:
        if row["subject"]:
            vendor = ("Organization", row["subject"]["key"], row["subject"]["label"])
            yield vendor, _course(row["value"]["strategy"]), ("follows", row["id"])


def _course(side: str) -> Node:
    return ("Strategy", f"strategy:{side}", side)


def _claim(kind: str, row: Row) -> Node:
    return (kind, f"claim:{row['id']}", row["quote"])


def _speaker(row: Row) -> Node:
    who = row["subject"] if row["kind"] == "stance" else row["speaker"]
    if who and who["label"] != "author":
        return ("Organization" if who["type"] == "Organization" else "Speaker", who["key"], who["label"])
    return ("Speaker", f"author:{row['article']}", row["author"] or row["title"])
