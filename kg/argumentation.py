"""The net of the debate: arguments for and against courses, who makes them, stances, and the vendors that follow them.

An argument supports or attacks a course on an aspect. All that say the same thing of one aspect make one point, and
points of one aspect that exclude each other (by the rules of kg/data/conflicts.toml) rebut each other: so every two
arguments of rival points do, without a line for each pair. A stance rests on arguments of the same speaker.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from kg import rows as plain_rows
from kg.errors import NotFound
from kg.graph import entity_iri
from kg.rules import opposed, position_of, rule_named
from kg.steps import Row, count_origins
from kg.store import Store
from kg.voices import normalise

if TYPE_CHECKING:
    import networkx as nx

RULES = ("argument", "argument-both")  # the rules by which two points rebut each other
KINDS = ("argument", "stance", "strategy", "shift", "affiliation")
SCALE = {"closed": -1, "hybrid": 0, "open": 1}  # a change of course moves along it
NEAR = ("own", "passage", "article", "elsewhere")  # how near to a change an argument is given, the nearest first
ELSEWHERE = 1000  # arguments from elsewhere that are told for one change of course: the best supported
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

    def rebuttals(self, argument: Row) -> tuple[Row, ...]:
        """The arguments that rebut an argument, which it rebuts too."""
        return tuple(row for point in self.rivals.get(point_of(argument), ()) for row in self.points[point])

    def resting(self, argument: Row) -> tuple[Row, ...]:
        """The stances that rest on an argument."""
        return tuple(stance for stance in self.stances if argument in self.grounds(stance))


def read_net(store: Store, kinds: Iterable[str] = KINDS) -> Net:
    """The debate as the graph tells it; denied arguments and stances are left out. `kinds`: those that are needed."""
    found = {kind: plain_rows.claims(store, kind=kind) for kind in kinds}
    articles = {row["article"] for rows in found.values() for row in rows}
    known = {row["id"]: row for row in plain_rows.articles(store, articles)}

    def claims(kind: str) -> tuple[Row, ...]:
        rows = found.get(kind, ())
        return tuple({**row, **_source(known[row["article"]])} for row in rows if not row["negated"])

    return Net(*(claims(kind) for kind in KINDS))


def _source(article: Mapping[str, Any]) -> Row:
    return {"date": article["date"], "title": article["title"] or article["file"], "author": article["author"]}


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


def effect(before: str, after: str, row: Row) -> str:
    """Whether an argument speaks for a change of course, against it, or (empty) for neither."""
    way = way_of(row)
    if way.removeprefix("not ") == "hybrid":
        toward = {after: 1, before: -1}.get("hybrid", 0) * (-1 if way.startswith("not ") else 1)
    else:
        toward = SCALE[way] * (SCALE[after] - SCALE[before])
    return "for" if toward > 0 else "against" if toward < 0 else ""


# --- tracing ---------------------------------------------------------------------------------------------------------


def trace_shift(store: Store, vendors: Iterable[str] | None = None) -> list[Row]:
    """From a change of course to what is said for it and against it: one row for each argument, the nearest first.

    `vendors`: IRIs of organizations. `near` says how the argument belongs to the change: `own` (the vendor or one of
    its people says it), `passage` (it stands beside the words of the change), `article`, `elsewhere`. The same words
    in several articles are one row with its `articles` and `origins`. Of arguments from elsewhere there are ELSEWHERE.
    """
    net = read_net(store, ("argument", "shift", "affiliation"))
    wanted = None if vendors is None else set(vendors)
    told = _told(net, store)
    found: list[Row] = []
    for shifts in _changes(net, wanted):
        vendor = shifts[0]["subject"]
        people = {vendor["key"], *net.members.get(vendor["key"], ())}
        elsewhere = 0
        for argument, counts in told:
            way = effect(shifts[0]["value"]["from"], shifts[0]["value"]["to"], argument)
            near = nearness(shifts, argument, people) if way else ""
            elsewhere += near == "elsewhere"
            if way and (near != "elsewhere" or elsewhere <= ELSEWHERE):
                found.append({**_traced(shifts, argument, way, near), **counts})
    return sorted(found, key=_order)


def _told(net: Net, store: Store) -> list[tuple[Row, Row]]:
    """Each argument once, however many articles have its words: its earliest claim, and how many there are; the best
    supported first.
    """
    groups: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in net.arguments:
        speaker = (row["speaker"] or {}).get("label")
        groups[point_of(row), speaker, normalise(row["quote"])].append(row)
    by_id = {row["id"]: row for row in net.arguments}
    marked = [{**row, "group": group} for group, rows in groups.items() for row in rows]
    counted = count_origins(marked, store)
    found = [(by_id[one["id"]], {key: one[key] for key in ("claims", "articles", "origins")}) for one in counted]
    return sorted(found, key=lambda pair: (-pair[1]["origins"], -pair[1]["articles"]))


def _changes(net: Net, wanted: set[str] | None) -> Iterator[list[Row]]:
    """The claims of each change of each vendor: one group for vendor, from and to."""
    groups: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in net.shifts:
        if row["subject"] and (wanted is None or entity_iri(row["subject"]["key"]) in wanted):
            groups[row["subject"]["key"], row["value"]["from"], row["value"]["to"]].append(row)
    for _, rows in sorted(groups.items()):
        yield sorted(rows, key=lambda row: (row["date"] or "9999", row["article"], row["start"]))


def nearness(shifts: Sequence[Row], argument: Row, people: set[str]) -> str:
    """How an argument belongs to the claims of one change of course, one of NEAR; `people`: the vendor and its own."""
    if argument["speaker"] and argument["speaker"]["key"] in people:
        return "own"
    here = [row for row in shifts if row["article"] == argument["article"]]
    gaps = [max(row["start"] - argument["end"], argument["start"] - row["end"]) for row in here]
    return "passage" if any(gap <= PASSAGE for gap in gaps) else "article" if here else "elsewhere"


def _traced(shifts: Sequence[Row], argument: Row, way: str, near: str) -> Row:
    first = shifts[0]
    value = {**first["value"], **argument["value"]}
    speaker = (argument["speaker"] or {}).get("label")
    row = {
        **{key: value[key] for key in ("from", "to", "side", "polarity", "aspect")},
        **{key: argument[key] for key in ("article", "title", "date", "start", "end", "quote")},
        "vendor": first["subject"]["label"],
        "since": min((shift["time"] for shift in shifts if shift["time"]), default=None),
        "shift": first["quote"],
        "effect": way,
        "near": near,
        "speaker": speaker,
        "argument": argument["id"],
    }
    return row


def _order(row: Row) -> tuple[Any, ...]:
    place = (row["vendor"].casefold(), row["from"], row["to"], row["effect"] != "for", NEAR.index(row["near"]))
    return (*place, -row["origins"], row["aspect"], row["date"] or "9999", row["article"], row["start"])


def trace_argument(store: Store, ids: Iterable[str]) -> list[Row]:
    """From arguments, by the ids of their claims, to what hangs on them: one row for each.

    `relation`: `for` and `against` a vendor's change of course, `rebutted` by another argument, `stance` that rests on
    it, `followed` by a vendor whose course it is good for. Raises NotFound for an id that no argument has.
    """
    net = read_net(store)
    by_id = {row["id"]: row for row in net.arguments}
    wanted = list(dict.fromkeys(ids))
    if missing := [one for one in wanted if one not in by_id]:
        raise NotFound(f"there is no argument {missing[0]}", "", "kg claims --kind argument lists them")
    found: list[Row] = []
    for argument in (by_id[one] for one in wanted):
        found.extend(_linked(argument, relation, row) for relation, row in _hanging(net, argument))
    return sorted(count_origins(found, store), key=_link_order)


def _hanging(net: Net, argument: Row) -> Iterator[tuple[str, Row]]:
    for shift in net.shifts:
        way = effect(shift["value"]["from"], shift["value"]["to"], argument)
        if way:
            yield way, shift
    yield from (("rebutted", row) for row in net.rebuttals(argument))
    yield from (("stance", row) for row in net.resting(argument))
    way = way_of(argument)
    yield from (("followed", row) for row in net.strategies if row["value"]["strategy"] == way)


def _linked(argument: Row, relation: str, row: Row) -> Row:
    value = row["value"]
    says = " ".join(str(value[key]) for key in ("from", "to", "strategy", "side", "polarity", "aspect") if key in value)
    who = row["subject"] or row["speaker"]
    return {
        **point_row(argument),
        "relation": relation,
        "thing": who["label"] if who else None,
        "says": says,
        **{key: row[key] for key in ("article", "title", "date", "start", "end", "quote", "time")},
        "argument": argument["quote"],
        "group": (point_of(argument), relation, who and who["key"], says, normalise(row["quote"])),
    }


def point_row(argument: Row) -> Row:
    """Side, polarity and aspect of an argument."""
    return {key: argument["value"][key] for key in ("side", "polarity", "aspect")}


def _link_order(row: Row) -> tuple[Any, ...]:
    order = ("for", "against", "rebutted", "stance", "followed").index(row["relation"])
    point = (row["aspect"], row["side"], row["polarity"])
    return (*point, order, -row["origins"], row["thing"] or "", row["date"] or "9999", row["article"], row["start"])


def traced_shifts(rows: list[Row], store: Store) -> list[Row]:
    """The step of `trace-shift`: the arguments about the changes of the rows' vendors (`vendorId`)."""
    return trace_shift(store, {row["vendorId"] for row in rows}) if rows else []


def traced_arguments(rows: list[Row], store: Store) -> list[Row]:
    """The step of `trace-argument`: what hangs on the rows' arguments (`claim`)."""
    return trace_argument(store, [row["claim"].rpartition("/")[2] for row in rows])


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
