"""Which models have another licence than they had before, or than the ones before them in their line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from kg.debating.courses import line_of
from kg.listing.steps import Row, early, standing, with_origins
from kg.store import Store


def relicensed(rows: list[Row], store: Store) -> list[Row]:
    """One row for each change of licence, in order of time.

    Rows have modelId, model, license, time and evidence. Those without a time tell no change.
    """
    lines: dict[str, list[Row]] = defaultdict(list)
    for row in with_origins([row for row in rows if row.get("time")], store):
        lines[line_of(row["model"])].append(row)
    changes = [change for line in lines.values() for change in _changes(line)]
    return sorted(changes, key=lambda row: (row["time"], row["model"], row["to"]))


def _changes(line: Sequence[Row]) -> Iterator[Row]:
    """The changes of one line: where all licences of a time are others than those of the time before."""
    by_time: dict[str, list[Row]] = defaultdict(list)
    for row in line:
        by_time[_time(row, line)].append(row)
    before: list[Row] = []
    for time in sorted(by_time):
        now = by_time[time]
        had, has = ({row["license"] for row in told} for told in (before, now))
        if had and not had & has:
            for license in sorted(has):
                told = [row for row in now if row["license"] == license]
                names = {"from": " / ".join(sorted(had)), "to": license, "before": " / ".join(sorted({row["model"] for row in before}))}
                first: Row = min(told, key=early)
                yield {**first, **names, **standing(told), "time": time}
        before = now


def _time(row: Row, line: Sequence[Row]) -> str:
    """When a row holds, as exactly as any row of the same model and licence tells it."""
    alike = [one["time"] for one in line if one["modelId"] == row["modelId"] and one["license"] == row["license"]]
    return str(max((time for time in alike if time.startswith(row["time"])), key=len))
