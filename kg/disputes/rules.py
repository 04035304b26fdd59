"""The rules of disagreement, loaded from kg/data/conflicts.toml: what a claim holds by a rule, and for what time."""

from __future__ import annotations

import functools
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any

from kg.errors import DataError, NotFound
from kg.knowledge import DATA, Kind, load_kinds, load_terms, read_toml
from kg.model import AUTHOR_KEY
from kg.rdf.graph import concepts

Row = Mapping[str, Any]
Months = tuple[float, float]  # first and last month, counted from year 0; infinite where nothing is known
Held = tuple[Any, Months, bool]  # a position, the months that it is about, and whether the claim gives the time itself

ALWAYS: Months = (float("-inf"), float("inf"))
PLAIN = ("name", "label", "about", "differs", "time", "undated", "changed", "voices")  # taken over as they stand
KNOWN = {*PLAIN, "kinds", "same", "positions", "alike", "where", "lists", "families", "tolerance"}
CHOICES = {"time": ("never", "year", "month"), "undated": ("ever", "lately"), "voices": ("article", "speaker")}
ROLES = ("subject", "object", "holder", "kind", "values")  # what `same` may name beside the values of claims
GIVEN = ("time", "negated")  # what `differs` may name beside them
YEAR = 12
AUTHOR = AUTHOR_KEY


@dataclass(frozen=True, slots=True)
class Position:
    """A view that excludes the rule's other views; `any` are conditions, of which one must hold."""

    name: str
    any: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to disagree. The fields are those of kg/data/conflicts.toml, where they are explained."""

    name: str
    kinds: tuple[str, ...]
    same: tuple[str, ...]
    label: dict[str, str]
    about: dict[str, str]
    differs: str = ""
    positions: tuple[Position, ...] = ()
    alike: tuple[frozenset[str], ...] = ()
    only: dict[str, list[Any]] = field(default_factory=dict)
    excluded: dict[str, list[Any]] = field(default_factory=dict)
    time: str = "never"
    undated: str = "ever"
    changed: str = ""
    lists: bool = False
    families: bool = True
    tolerance: float = 0.0
    voices: str = "article"


@functools.cache
def load_rules(path: Path = DATA / "conflicts.toml") -> tuple[Rule, ...]:
    """The rules, in the order of the file. Raises DataError with the file and the rule for one that makes no sense."""
    rows = read_toml(path).get("rules", ())
    found = tuple(_rule(row, f"{path}: rule {number}") for number, row in enumerate(rows, 1))
    names = [rule.name for rule in found]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise DataError(f"rules of one name: {', '.join(twice)}", str(path), "give one of them another name")
    return found


def rule_named(name: str) -> Rule:
    """The rule of this name. Raises NotFound with the names that there are."""
    for rule in load_rules():
        if rule.name == name:
            return rule
    raise NotFound(f"there is no rule {name}", "", f"there is: {', '.join(rule.name for rule in load_rules())}")


def _rule(row: dict[str, Any], where: str) -> Rule:
    lacking = {"name", "kinds", "same", "label", "about"} - set(row)
    if lacking or set(row) - KNOWN:
        raise DataError(f"a rule without {sorted(lacking)} or with unknown {sorted(set(row) - KNOWN)}", where)
    for key, allowed in CHOICES.items():
        if row.get(key, allowed[0]) not in allowed:
            raise DataError(f"{key} can not be {row[key]}", where, f"it is one of: {', '.join(allowed)}")
    if bool(row.get("differs")) == bool(row.get("positions")):
        raise DataError("a rule has either `differs` or `positions`", where)
    _refuse_unknown(row, where)
    return Rule(
        **{key: row[key] for key in PLAIN if key in row},
        kinds=tuple(row["kinds"]),
        same=tuple(row["same"]),
        positions=tuple(Position(one["name"], tuple(one["any"])) for one in row.get("positions", ())),
        alike=tuple(frozenset(group) for group in row.get("alike", ())),
        only=dict(row.get("where", {}).get("only", {})),
        excluded=dict(row.get("where", {}).get("not", {})),
        lists=bool(row.get("lists", False)),
        families=bool(row.get("families", True)),
        tolerance=float(row.get("tolerance", 0)),
    )


@functools.cache
def _kinds() -> dict[str, Kind]:
    return load_kinds(DATA / "kinds")


def _refuse_unknown(row: dict[str, Any], where: str) -> None:
    """Kinds and values that no claim has."""
    kinds = _kinds()
    named = [*row["kinds"], *([row["changed"]] if row.get("changed") else [])]
    if missing := [kind for kind in named if kind not in kinds]:
        raise DataError(f"no such kind of claim: {', '.join(missing)}", where, f"there is: {', '.join(kinds)}")
    values = {value for kind in row["kinds"] for value in kinds[kind].values} | set(concepts()[0])
    values |= {"number", "amount", "score", "unit", "currency", "per", "high", "role"}
    asked = [name for name in row["same"] if name not in ROLES]
    asked += [name for name in [row.get("differs", "")] if name and name not in GIVEN]
    if missing := [name for name in asked if name not in values]:
        raise DataError(f"claims have no value {', '.join(missing)}", where)


# --- what a claim holds ----------------------------------------------------------------------------------------------


def position_of(rule: Rule, row: Row) -> Any:
    """What a claim row holds by the rule: a word, a number or a range; None where the rule has nothing to say of it."""
    values = row["value"]
    if row["kind"] not in rule.kinds or row.get("modality") or not _wanted(rule, values):
        return None  # what is only planned, or may be so, is at odds with nothing that is
    if rule.positions:
        held = [one.name for one in rule.positions if any(_fits(condition, row) for condition in one.any)]
        return held[0] if held else None
    if rule.differs == "negated":
        return "no" if row["negated"] else "yes"
    if row["negated"]:
        return None
    if rule.differs == "time":
        return row["time"][:4] if row["time"] else None
    value = values.get(rule.differs)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return (value, values.get("high") or value)
    return value


def _wanted(rule: Rule, values: Mapping[str, Any]) -> bool:
    only = all(values.get(name) in allowed for name, allowed in rule.only.items())
    return only and not any(values.get(name) in refused for name, refused in rule.excluded.items())


def _fits(condition: Mapping[str, Any], row: Row) -> bool:
    for name, wanted in condition.items():
        match name:
            case "kind":
                fits = row["kind"] == wanted
            case "negated":
                continue
            case "grants":
                fits = row["object"] is not None and wanted in granted(row["object"]["key"])
            case _:
                fits = row["value"].get(name) in wanted
        if not fits:
            return False
    return bool(row["negated"]) == bool(condition.get("negated", False))


@functools.cache
def _grants() -> dict[str, frozenset[str]]:
    found = {}
    for term in load_terms(DATA / "lexicon"):
        if term.entity.type == "License":
            found[term.entity.key] = frozenset(part.strip() for part in term.columns.get("terms", "").split(","))
    return found


def granted(licence: str) -> frozenset[str]:
    """The terms that a licence of this key has by the lexicon; none where the lexicon does not know it."""
    return _grants().get(licence, frozenset())


def opposed(rule: Rule, one: Any, other: Any) -> bool:
    """Whether two positions of the rule exclude each other."""
    if one == other or any({one, other} <= group for group in rule.alike if isinstance(one, str)):
        return False
    if isinstance(one, tuple) and isinstance(other, tuple):
        low, high = sorted((one, other))
        slack = rule.tolerance * max(abs(part) for part in (*one, *other))
        return bool(high[0] - low[1] > slack)
    return True


def key_of(rule: Rule, row: Row, author: str = "") -> tuple[Any, ...] | None:
    """What two claims must share to disagree by the rule; None where the claim lacks a part of it.

    `author`: who wrote the article, for stances of its author.
    """
    parts = [_part(name, row, author) for name in rule.same]
    return None if parts[0] is None else tuple(parts)


def _part(name: str, row: Row, author: str) -> Any:
    if name == "values":
        return tuple(sorted((key, str(value)) for key, value in row["value"].items()))
    if name == "kind":
        return row["kind"]
    if name not in ("subject", "object", "holder"):
        return row["value"].get(name)
    thing = row["object"] if name == "object" else row["subject"]
    if thing is None:
        return None
    if name == "holder" and thing["key"] == AUTHOR:
        return f"author {author or row['article']}"
    return thing["key"]


# --- when ------------------------------------------------------------------------------------------------------------


def months_of(date: str) -> Months:
    """The months that an ISO date cut to what is known may mean."""
    year, month = int(date[:4]), int(date[5:7] or 0)
    first = year * YEAR + (month or 1)
    return (first, first if month else first + YEAR - 1)


def span_of(rule: Rule, row: Row, published: str) -> Months:
    """The months that a claim is about, by the rule; widened to whole years where the rule looks at years."""
    if rule.time == "never":
        return ALWAYS
    if row["time"]:
        first, last = months_of(row["time"])
    elif published:
        last = months_of(published)[1]
        first = ALWAYS[0] if rule.undated == "ever" else months_of(published)[0] - YEAR + 1
    else:
        return ALWAYS
    if rule.time == "year":
        first = first if first == ALWAYS[0] else (first - 1) // YEAR * YEAR + 1
        last = (last - 1) // YEAR * YEAR + YEAR
    return (first, last)


def together(one: Months, other: Months) -> bool:
    """Whether two claims may be about one time."""
    return one[0] <= other[1] and other[0] <= one[1]


def clashing(rule: Rule, held: Iterable[Held], changes: frozenset[frozenset[str]]) -> set[Held]:
    """Of what is held those that can not all be right.

    `changes`: pairs of positions that a source tells to have followed one another. Where they did, only claims that
    both give a time, and times that can not be told apart, disagree.
    """
    by_position: dict[Any, list[Held]] = defaultdict(list)
    for one in set(held):
        by_position[one[0]].append(one)
    found: set[Held] = set()
    for one, other in combinations(by_position, 2):  # many claims hold few positions, each of many times
        if opposed(rule, one, other):
            timed = frozenset((one, other)) in changes
            some, others = ([unit for unit in by_position[held] if unit[2] or not timed] for held in (one, other))
            found.update(_meeting(some, others), _meeting(others, some))
    return found


def _meeting(units: Iterable[Held], others: Sequence[Held]) -> Iterator[Held]:
    """Those that may be about one time with one of the others."""
    firsts, lasts = sorted(other[1][0] for other in others), sorted(other[1][1] for other in others)
    for unit in units:
        first, last = unit[1]
        if bisect_right(firsts, last) > bisect_left(lasts, first):  # more have begun by then than have ended before
            yield unit
