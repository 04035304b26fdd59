"""How open the models of a vendor, or of a year, are: each model counted once, by what most sources tell of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from kg.debating.courses import TELLING
from kg.listing.steps import Row, early, standing, with_origins
from kg.store import Store

OUT = ("open", "restricted")  # the weights are out


def vendor_shares(rows: list[Row], store: Store) -> list[Row]:
    """One row for each vendor (`makerId`, `vendor`), the one with the greatest share of open models first, of several the one with most."""
    told = with_origins([row for row in rows if row.get("makerId")], store)
    found = _counted(told, lambda row: row["makerId"], _statuses(told))
    return sorted(found, key=lambda row: (-row["share"], -row["models"], row["vendor"]))


def yearly_shares(rows: list[Row], store: Store) -> list[Row]:
    """One row for each year, in order: the models whose first time is told to be in it."""
    told = with_origins([row for row in rows if row.get("when")], store)
    first: dict[str, str] = {}
    for row in told:
        first[row["modelId"]] = min(str(row["when"])[:4], first.get(row["modelId"], "9999"))
    found = _counted(told, lambda row: first[row["modelId"]], _statuses(told))
    return sorted(({**row, "year": first[row["modelId"]]} for row in found), key=lambda row: row["year"])


def _statuses(rows: Iterable[Row]) -> dict[str, str]:
    """Of each model the status that most origins tell; of several the one that tells more."""
    voices: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in rows:
        voices[row["modelId"]][row["status"]].add(row["origin"])
    return {model: max(told, key=lambda status: (len(told[status]), TELLING.get(status, 0))) for model, told in voices.items()}


def _counted(rows: Iterable[Row], part_of: Callable[[Row], Any], statuses: Mapping[str, str]) -> list[Row]:
    """One row for each part: how many of its models have which status, with the earliest of its passages."""
    parts: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        parts[part_of(row)].append(row)
    return [_part(group, statuses) for group in parts.values()]


def _part(group: Sequence[Row], statuses: Mapping[str, str]) -> Row:
    models = {row["modelId"] for row in group}
    count = Counter(statuses[model] for model in models)
    share = round(100 * sum(count[status] for status in OUT) / len(models))
    return {**min(group, key=early), **{status: count[status] for status in TELLING}, "models": len(models), "share": share, **standing(group)}
