"""Whether claims are at odds by a rule of disagreement, and what their conflict is called, out of the claims' rows alone."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from kg.disputes.rules import Held, Rule, clashing

Row = dict[str, Any]
ASPECT = "kg:aspect-"


def hearsay(rule: Rule, row: Row) -> bool:
    """A stance that somebody else says another has: not the holder's own word."""
    holder = rule.same[0] == "holder" and row["speaker"] is not None
    return bool(holder and row["speaker"]["key"] != row["subject"]["key"])


def at_odds(
    rule: Rule, group: Sequence[tuple[Held, Row]], changes: frozenset[frozenset[str]]
) -> list[tuple[Any, Row]]:
    """The claims, with their positions, that can not be right together with another; none where all can."""
    if rule.lists:
        several: dict[str, set[Any]] = defaultdict(set)
        for held, row in group:
            several[row["article"]].add(held[0])
        group = [pair for pair in group if len(several[pair[1]["article"]]) == 1]
    bad = clashing(rule, (held for held, _ in group), changes)
    return [(held[0], row) for held, row in group if held in bad]


def identity(rule: Rule, key: tuple[Any, ...]) -> str:
    """What a conflict is called by: a hash of its rule and of what its claims share."""
    return hashlib.sha256(repr((rule.name, key)).encode()).hexdigest()[:8]


# --- in words --------------------------------------------------------------------------------------------------------


def in_words(rule: Rule, row: Row) -> str:
    """What a claim says, as the value of its side: `open`, `open pro`, `not commercial-use`, `175000000000`, `2015`."""
    values = row["value"]
    if rule.differs == "negated":
        said = " ".join(_said(row)) or "yes"
        return f"not {said}".replace("not yes", "no") if row["negated"] else said
    if rule.differs == "time":
        return str(row["time"])[:4]
    if rule.differs:
        high = values.get("high")
        return f"{values[rule.differs]}" + (f"–{high}" if high and high != values[rule.differs] else "")
    return " ".join(["not" if row["negated"] else "", *_said(row)]).strip()


def _said(row: Row) -> list[str]:
    """A claim's own words of value; for one without, the label of its object."""
    names = ("status", "strategy", "from", "to", "side", "polarity", "term", "relation", "mode", "role")
    found = [str(row["value"][part]) for part in names if row["value"].get(part) is not None]
    return found or ([row["object"]["label"]] if row["object"] else [])


def what_of(rule: Rule, row: Row) -> str:
    """Which of the thing's properties it is about, beyond the rule: metric and unit, benchmark, side, object."""
    parts: list[str] = []
    for part in rule.same[1:]:
        if part == "object":
            parts.append(row["object"]["label"] if row["object"] else "")
        elif part == "per":
            parts.append(f"per {row['value']['per']}" if row["value"].get("per") else "")
        elif part == "kind":
            parts.append(row["kind"])
        elif part != "values":
            parts.append(str(row["value"].get(part) or ""))
    return " ".join(filter(None, parts))


def thing_named(rule: Rule, row: Row) -> str:
    if rule.same[0] == "object":
        return str(row["object"]["label"])
    if rule.same[0] in ("subject", "holder"):
        return str(row["subject"]["label"])
    return str(row["value"][rule.same[0]])
