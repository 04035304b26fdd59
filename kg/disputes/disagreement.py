"""A disagreement as it is told: its sides with what stands behind each, and the rows that a person reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from kg.disputes.rules import Rule

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Side:
    """One of the views of a conflict: `value` in plain words, `position` by the rule, the claims that hold it.

    `rows` are its claims, or the first of them, the earliest first, each with the `date` and `title` of its article.
    `articles`, `origins` and `claims`: how many there are, and how many voices that did not take it from one another.
    `speakers`: the labels of those in whose mouth it is put, in order of appearance. `held`: the ids of its claims where
    all were asked for, or of those that were asked for by name.
    """

    value: str
    position: Any
    rows: tuple[Row, ...]
    articles: int
    origins: int
    speakers: tuple[str, ...]
    claims: int
    held: frozenset[str]


@dataclass(frozen=True, slots=True)
class Conflict:
    """What can not all be right: the rule, what it is about, and at least two sides, the best supported first.

    `reported`: all of one view stands on reports of what somebody else says, in articles that do not say so themselves.
    """

    id: str
    rule: Rule
    thing: str
    what: str
    sides: tuple[Side, ...]
    reported: bool = False

    @property
    def weight(self) -> tuple[int, int]:
        """Independent origins behind the weaker of the two strongest views, and behind all of them."""
        behind: dict[Any, int] = defaultdict(int)
        for side in self.sides:
            behind[side.position] += side.origins
        counts = sorted(behind.values(), reverse=True)
        return (counts[1], sum(counts))


def side_rows(conflicts: Iterable[Conflict]) -> list[Row]:
    """One row for each side, with its earliest evidence: what the named query `conflicts` answers."""
    found = []
    for conflict in conflicts:
        for side in conflict.sides:
            first = side.rows[0]
            found.append(
                {
                    "conflict": conflict.id,
                    "thing": conflict.thing,
                    "rule": conflict.rule.name,
                    "kind": first["kind"],
                    "what": conflict.what,
                    "value": side.value,
                    "negated": first["negated"],
                    "time": first["time"],
                    "speaker": "; ".join(side.speakers) or None,
                    "article": first["article"],
                    "date": first["date"],
                    "quote": first["quote"],
                    "start": first["start"],
                    "end": first["end"],
                    "articles": side.articles,
                    "origins": side.origins,
                }
            )
    return found


def as_rows(conflicts: Iterable[Conflict], lang: str = "en") -> list[Row]:
    """One row for each conflict, whole: the rule in words, and each side with all of its evidence."""
    keys = ("id", "quote", "article", "title", "date", "time", "start", "end", "sources")
    return [
        {
            "conflict": conflict.id,
            "rule": conflict.rule.name,
            "label": conflict.rule.label[lang],
            "about": conflict.rule.about[lang],
            "thing": conflict.thing,
            "what": conflict.what,
            "reported": conflict.reported,
            "sides": [
                {
                    "value": side.value,
                    "articles": side.articles,
                    "origins": side.origins,
                    "speakers": list(side.speakers),
                    "evidence": [
                        {**{key: row[key] for key in keys}, "speaker": (row["speaker"] or {}).get("label")}
                        for row in side.rows
                    ],
                }
                for side in conflict.sides
            ],
        }
        for conflict in conflicts
    ]
