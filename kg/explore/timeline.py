"""The timeline: a lane for each vendor with its releases by openness, its course and the changes of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kg.debating.courses import SIDES, TELLING
from kg.disputes import conflicts
from kg.explore import counting, reading
from kg.explore.cited import (
    CITED,
    early,
    flat,
    gathered,
    labelled,
    most_called,
    resolve,
    sparql_of,
    standing,
    values,
    voices,
)
from kg.explore.columns import LANGS, Columns, columns
from kg.explore.lanes import KINDS, Read, Turns, read_lanes, told
from kg.explore.numbers import distinct
from kg.explore.snapshot import Snapshot
from kg.listing.steps import span_of
from kg.rdf.graph import entity_iri
from kg.reuse.voices import Span

Row = dict[str, Any]
LANES = 10  # vendors shown unless more are asked for
RULES = {"openness": "status", "released": "time", "strategy": "course"}  # disagreements that a mark shows


def timeline(at: Snapshot, vendor: Sequence[str] = (), lanes: int = LANES, offset: int = 0, lang: str = "en") -> Row:
    """Lanes of the vendors named (by key or name), else of those that most articles tell of, from `offset` on.

    A lane: `vendor`, `articles`, `releases` ({thing, time, status, certain, disputed, evidence …}), `shifts`, `courses`
    (dated and undated), `undated` releases, `left`.
    `vendors` in the answer: how many there are in all; `undated`: how many articles have no date. Raises NotFound for a name that the graph does not have.
    """
    ranked = ranking(at)
    wanted = [key for name in vendor for key in resolve(at.store, name)] if vendor else list(ranked)[offset : offset + lanes]
    chosen = list(dict.fromkeys(wanted))
    read = read_lanes(at, chosen)
    rows = read.rows
    found = voices(rows, at)
    status = _statuses(read, found)
    disputed = _disputed(at, [*read.things, *chosen])
    answer_lanes = [_lane(key, read, (found, status, disputed), ranked) for key in chosen]
    dates = [mark["time"] for lane in answer_lanes for part in ("releases", "shifts", "courses") for mark in lane[part]]
    answer: Row = {
        "lanes": answer_lanes,
        "vendors": len(ranked),
        "offset": offset,
        "next": None if vendor or offset + lanes >= len(ranked) else offset + lanes,
        "since": min((date for date in dates if date), default=None),
        "until": max((date for date in dates if date), default=None),
        "dates": published(at),
        "undated": len(columns(at).spoken) - sum(month["articles"] for month in published(at)),
        "query": "openness-timeline",
        "params": {"vendor": chosen[0]} if len(chosen) == 1 else {},
        "sparql": _sparql(at, chosen),
    }
    answer = labelled(at, answer, lang)
    return answer | {"columns": COLUMNS, "rows": [row for lane in answer["lanes"] for row in _flat(lane)]}


COLUMNS = ("vendor", "event", "thing", "time", "status", "disputed", "articles", "origins", *CITED)


def _flat(lane: Row) -> Iterable[Row]:
    """A lane as rows of COLUMNS: its releases, changes and courses, each with its earliest words."""
    for event in ("releases", "undated", "shifts", "courses"):
        for mark in lane[event]:
            course = f"{mark['from']} → {mark['to']}" if "from" in mark else mark.get("course", "")
            yield {
                "vendor": lane["vendor"]["label"],
                "event": {"releases": "release", "undated": "release", "shifts": "shift", "courses": "strategy"}[event],
                "thing": mark["thing"]["label"] if "thing" in mark else course,
                "time": mark["time"],
                "status": mark.get("status"),
                "disputed": mark.get("disputed"),
                "articles": mark["articles"],
                "origins": mark["origins"],
                **flat(mark["evidence"][0]),
            }


def ranking(at: Snapshot) -> dict[str, int]:
    """Key of an organization → how many articles tell what it releases or which course it follows, most first."""
    return at.keep("vendors by articles", lambda: _ranking(at))


def _ranking(at: Snapshot) -> dict[str, int]:
    import numpy as np

    held = columns(at)
    told = np.flatnonzero(held.of_kinds(KINDS) & (held.subject >= 0))
    told = told[held.of_types(("Organization",))[held.subject[told]]]
    claims = np.bincount(held.subject[told], minlength=len(held.nodes))
    pairs = distinct(held.subject[told].astype(np.int64) * (len(held.articles) + 1) + held.article[told])
    articles = np.bincount(pairs // (len(held.articles) + 1), minlength=len(held.nodes))
    order = np.lexsort((np.arange(len(claims)), -claims, -articles))
    return {held.nodes[node]: int(articles[node]) for node in order[: int((articles > 0).sum())].tolist()}


def published(at: Snapshot) -> list[Row]:
    """How many articles each month brought: {month, articles, zh, en}, in order; those without a date are left out."""
    return at.keep("articles by month", lambda: _published(columns(at)))


def _published(held: Columns) -> list[Row]:
    import numpy as np

    months = counting.months(held)
    found = []
    for month in distinct(months[months >= 0]).tolist():
        spoken = held.spoken[months == month]
        langs = {lang: int(np.count_nonzero(spoken == i)) for i, lang in enumerate(LANGS)}
        found.append({"month": f"{month // 12:04d}-{month % 12 + 1:02d}", "articles": len(spoken), **langs})
    return found


# --- what is read ----------------------------------------------------------------------------------------------------


def _statuses(read: Read, found: dict[Span, str]) -> dict[str, list[Row]]:
    """Key of a thing → what is said of its openness, an item for each status, the best supported first."""
    said: dict[str, list[Row]] = defaultdict(list)
    voiced = found | {span_of(row): row["origin"] for row in read.states}
    for item in gathered(read.states, lambda row: (row["subject"]["key"], row["value"].get("status")), voiced):
        first = item["rows"][0]
        status = first["value"].get("status")
        counts = read.statuses.get((first["subject"]["key"], status or ""))
        said[first["subject"]["key"]].append({"status": status, **item, **told(counts)})
    for items in said.values():
        items.sort(key=lambda item: (-item["origins"], -item["articles"], TELLING.get(item["status"], 9)))
    return said


def _disputed(at: Snapshot, things: Sequence[str]) -> dict[str, set[str]]:
    """Key of a thing → in what its sources disagree: status, time, course. What was looked up is kept."""
    known: dict[str, set[str]] = at.keep("disputed marks", dict)
    missing = [key for key in things if key not in known]
    about, articles = [entity_iri(key) for key in missing], reading.articles(at)
    known.update((key, set()) for key in missing)
    for key, rules in conflicts.disputed(at.store, about, list(RULES), articles).items():
        known.setdefault(key, set()).update(RULES[rule] for rule in rules)
    return known


# --- lanes -----------------------------------------------------------------------------------------------------------

Known = tuple[dict[Span, str], dict[str, list[Row]], dict[str, set[str]]]


def _lane(key: str, read: Read, known: Known, ranked: Mapping[str, int]) -> Row:
    mine = [row for row in read.rows if row["subject"]["key"] == key]
    releases = _releases(key, mine, read, known)
    dated = [one for one in releases if one["time"]]
    shifts, courses = _shifts(mine, known[0], read.turns), _courses(mine, known[0], read.turns)
    vendor = most_called(row["subject"] for row in mine)
    return {
        "vendor": vendor.get(key, {"key": key, "type": "Organization", "label": {"en": key, "zh": key}}),
        "articles": ranked.get(key, 0),
        "releases": sorted(dated, key=lambda one: (one["time"], one["thing"]["key"])),
        "left": read.left.get(key, 0),
        "undated": [one for one in releases if not one["time"]],
        "shifts": shifts,
        "courses": courses,
        "disputed": sorted(known[2].get(key, ())),
    }


def _releases(vendor: str, rows: Iterable[Row], read: Read, known: Known) -> list[Row]:
    found, status, disputed = known
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["kind"] in ("release", "develops") and row["object"]:
            groups[row["object"]["key"]].append(row)
    marks = []
    for key, group in groups.items():
        said = status.get(key, [])
        time, how = _when(read.times.get((vendor, key), Counter()), said)
        group.sort(key=early)
        item = standing(group, found)
        marks.append({
            "thing": most_called(row["object"] for row in group)[key],
            "time": time, "dated_by": how, "status": said[0]["status"] if said else None,
            "side": SIDES.get(said[0]["status"]) if said else None,
            "disputed": sorted(disputed.get(key, ())),
            "statuses": [{part: one[part] for part in ("status", "evidence", "articles", "origins")} for one in said],
            "evidence": item["evidence"], **told(read.releases[vendor, key]),
        })  # fmt: skip
    return marks


def _when(times: Counter[str], said: Sequence[Row]) -> tuple[str | None, str]:
    """When a thing came out: as most articles say, the fuller date of two that agree; else since when it had a status."""
    if times:
        usual = max(
            times,
            key=lambda time: (sum(n for t, n in times.items() if t[:4] == time[:4]), times[time], len(time), time),
        )
        fuller = [time for time in times if time.startswith(usual)]
        return max(fuller, key=lambda time: (times[time], len(time))) if len(usual) < 7 else usual, "release"
    states = sorted(row["time"] for one in said for row in one["rows"] if row["time"])
    return (states[0], "status") if states else (None, "")


def _shifts(rows: Iterable[Row], found: Mapping[Span, str], counts: Turns) -> list[Row]:
    def key(row: Row) -> tuple[Any, ...]:
        return (row["value"]["from"], row["value"]["to"], bool(row["negated"]))

    marks = []
    for item in gathered((row for row in rows if row["kind"] == "shift"), key, found):
        first = item.pop("rows")
        before, after, denied = key(first[0])
        times = sorted(row["time"] for row in first if row["time"])
        support = told(counts.get((first[0]["subject"]["key"], f"{before}>{after}", "", denied)))
        marks.append({"from": before, "to": after, "denied": denied, "time": times[0] if times else None, **item, **support})
    return sorted(marks, key=lambda mark: (mark["time"] or "9999", mark["from"], mark["to"], mark["denied"]))


def _courses(rows: Iterable[Row], found: Mapping[Span, str], counts: Turns) -> list[Row]:
    def key(row: Row) -> tuple[Any, ...]:
        return (row["value"].get("strategy"), row["time"] or "", bool(row["negated"]))

    marks = []
    for item in gathered((row for row in rows if row["kind"] == "strategy"), key, found):
        first = item.pop("rows")[0]
        course, time, denied = key(first)
        support = told(counts.get((first["subject"]["key"], str(course), time, denied)))
        marks.append({"course": course, "time": time or None, "denied": denied, **item, **support})
    return sorted(marks, key=lambda mark: (mark["time"] or "9999", -mark["origins"], str(mark["course"])))


def _sparql(at: Snapshot, vendors: Sequence[str]) -> str:
    """The named query for one vendor; for several the same with all of them bound."""
    if len(vendors) == 1:
        return sparql_of(at.store, "openness-timeline", {"vendor": vendors[0]})
    return sparql_of(at.store, "openness-timeline", {}).replace(
        "VALUES ?vendorId { UNDEF }", values("vendorId", vendors) if vendors else "VALUES ?vendorId { UNDEF }"
    )
