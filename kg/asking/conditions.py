"""Questions that set several numbers a bound ("over 70B parameters and a context of at least 128K"): one is asked, the others are conditions."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.asking import query, thresholds
from kg.asking.fitting import COUNTS, DENIED
from kg.asking.linking import link
from kg.asking.thresholds import Threshold
from kg.asking.wordlist import form, lexicon, spots
from kg.model import Table

MONEY = ("funding", "valuation", "revenue", "training-cost")  # what is counted in money and is no price


@dataclass(frozen=True, slots=True)
class Condition:
    """What the things of an answer must have a row in: a query, its parameters, and the numbers that lie just on the bound and are left out."""

    query: str
    params: Mapping[str, str]
    edge: float | None

    @property
    def call(self) -> str:
        """The command that gives its rows."""
        return query.call(self.query, self.params)

    def things(self, store: Any, path: Path | None = None) -> set[Any]:
        """The things that it is true of."""
        rows = query.run(store, self.query, self.params, path)
        at = lexicon()["sided"]["columns"][self.query][0]
        number = next((column for column in COUNTS if column in rows.columns), "")
        return {row.get(at) for row in rows.dicts() if row.get(DENIED) is not True and (self.edge is None or row.get(number) != self.edge)}


def apart(question: str, names: Mapping[str, tuple[str, str]]) -> tuple[str, tuple[Condition, ...]]:
    """A question with its first bound alone, and the others as conditions; as it is where one of them does not tell what it counts."""
    text = unicodedata.normalize("NFKC", question)
    bounds = thresholds.every(text)
    found: list[Condition] = []
    for before, bound in reversed([*zip(bounds, bounds[1:], strict=False)]):
        start = _border(text, before.end, bound.start)
        condition = _condition(text[start : bound.end], bound, names)
        if not condition:
            return question, ()
        found.append(condition)
        text = f"{text[:start]}{text[bound.end :]}"
    return (text if found else question), tuple(found)


def _border(text: str, start: int, end: int) -> int:
    """Where what is said of the second bound begins, between two bounds: at what joins them, or at what it counts."""
    between = text[start:end].casefold()
    counted = [place for places in spots(between, "metrics").values() for place in places]
    begins = [found.start() for found in [form("forms", "joins_bounds").search(between)] if found]
    return start + min([*begins, *(place[0] for place in counted), len(between)])


def _condition(text: str, bound: Threshold, names: Mapping[str, tuple[str, str]]) -> Condition | None:
    """What a bound that is told in these words is set to."""
    numbers = {name: str(value) for name, value in (("least", bound.least), ("most", bound.most)) if value is not None}
    edge = float(bound.least if bound.most is None else bound.most) if bound.open else None  # type: ignore[arg-type]
    said = spots(text.casefold(), "metrics")
    metric = next((name for name in lexicon()["metrics"] if name in said), bound.metric)
    benchmark = next((name for name, kind in link(text, names)[0] if kind == "Benchmark"), "")
    if bound.kind == "money" and metric not in MONEY:
        return Condition("prices", {"currency": bound.currency, **numbers}, edge)
    if benchmark:
        return Condition("benchmarks", {"benchmark": benchmark, **numbers}, edge)
    return Condition("figures", {"metric": metric, **numbers}, edge) if metric else None


def held(store: Any, name: str, table: Table, conditions: Sequence[Condition], path: Path | None = None) -> tuple[Table, str]:
    """The rows of a query's answer whose things keep all conditions, and the calls that tell which these are."""
    places = [table.columns.index(column) for column in lexicon()["sided"]["columns"].get(name, ("model", "thing")) if column in table.columns]
    if not conditions or not places:
        return table, ""
    kept = set.intersection(*(one.things(store, path) for one in conditions))
    rows = tuple(row for row in table.rows if any(row[at] in kept for at in places))
    return Table(table.columns, rows), "; ".join(one.call for one in conditions)
