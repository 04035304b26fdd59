"""The timeline: a lane for each vendor with its releases by openness, its course and the changes of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kg import conflicts
from kg.explore.cited import (
    CITED,
    claims_of,
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
from kg.explore.snapshot import Snapshot
from kg.graph import PREFIXES, entity_iri, key_of
from kg.steps import SIDES, TELLING
from kg.voices import Span

Row = dict[str, Any]
LANES = 10  # vendors shown unless more are asked for
MOST = 1500  # claims read for one timeline
MARKS = 60  # releases shown in a lane, the best supported
KINDS = ("Release", "Develops", "Strategy", "Shift")
RULES = {"openness": "status", "released": "time", "strategy": "course"}  # disagreements that a mark shows


def timeline(at: Snapshot, vendor: Sequence[str] = (), lanes: int = LANES, offset: int = 0, lang: str = "en") -> Row:
    """Lanes of the vendors named (by key or name), else of those that most articles tell of, from `offset` on.

    A lane: `vendor`, `articles`, `releases` ({thing, time, status, certain, disputed, evidence …}), `shifts`, `courses`
    (dated and undated), `undated` releases, `left`.
    `vendors` in the answer: how many there are in all. Raises NotFound for a name that the graph does not have.
    """
    ranked = ranking(at)
    chosen = (
        [key for name in vendor for key in resolve(at.store, name)]
        if vendor
        else list(ranked)[offset : offset + lanes]
    )
    rows = _claims(at, chosen)
    found = voices(rows, at)
    made = _made(rows)
    status = _statuses(at, made)
    disputed = _disputed(at, [*made, *chosen])
    answer_lanes = [_lane(key, rows, (found, status, disputed), ranked) for key in dict.fromkeys(chosen)]
    dates = [mark["time"] for lane in answer_lanes for part in ("releases", "shifts", "courses") for mark in lane[part]]
    answer: Row = {
        "lanes": answer_lanes,
        "vendors": len(ranked),
        "offset": offset,
        "next": None if vendor or offset + lanes >= len(ranked) else offset + lanes,
        "since": min((date for date in dates if date), default=None),
        "until": max((date for date in dates if date), default=None),
        "dates": published(at),
        "query": "openness-timeline",
        "params": {"vendor": chosen[0]} if len(chosen) == 1 else {},
        "sparql": _sparql(at, chosen),
    }
    shown = [row for items in status.values() for item in items for row in item["rows"]]
    answer = labelled(at, answer, [*rows, *shown], lang)
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
    kinds = " ".join(f"kg:{kind}" for kind in KINDS)
    sparql = (
        f"SELECT ?v (COUNT(DISTINCT ?g) AS ?n) (COUNT(?c) AS ?m) WHERE {{ VALUES ?k {{ {kinds} }} "
        "GRAPH ?g { ?c a ?k ; kg:subject ?v . ?v a kg:Organization } } GROUP BY ?v"
    )
    rows = sorted(at.store.select(PREFIXES + sparql).rows, key=lambda row: (-row[1], -row[2], row[0]))
    return {key_of(node): int(n) for node, n, _ in rows}


def published(at: Snapshot) -> list[Row]:
    """How many articles each month brought: {month, articles, zh, en}, in order; those without a date are left out."""
    return at.keep("articles by month", lambda: _published(at))


def _published(at: Snapshot) -> list[Row]:
    sparql = (
        "SELECT ?month ?lang (COUNT(?g) AS ?n) WHERE { GRAPH ?g { ?g dcterms:date ?d ; dcterms:language ?lang } "
        "BIND(SUBSTR(STR(?d), 1, 7) AS ?month) } GROUP BY ?month ?lang"
    )
    months: dict[str, Counter[str]] = defaultdict(Counter)
    for month, lang, n in at.store.select(PREFIXES + sparql).rows:
        months[month][lang] += int(n)
    return [
        {"month": month, "articles": sum(langs.values()), "zh": langs["zh"], "en": langs["en"]}
        for month, langs in sorted(months.items())
    ]


# --- what is read ----------------------------------------------------------------------------------------------------


def _claims(at: Snapshot, vendors: Sequence[str]) -> list[Row]:
    if not vendors:
        return []
    kinds = " ".join(f"kg:{kind}" for kind in KINDS)
    where = f"{values('v', vendors)} VALUES ?k {{ {kinds} }} GRAPH ?g {{ ?c a ?k ; kg:subject ?v }}"
    return [
        row for row in claims_of(at.store, where, MOST) if row["kind"] in ("shift", "strategy") or not row["negated"]
    ]


def _made(rows: Iterable[Row]) -> list[str]:
    return sorted({row["object"]["key"] for row in rows if row["kind"] in ("release", "develops") and row["object"]})


def _statuses(at: Snapshot, things: Sequence[str]) -> dict[str, list[Row]]:
    """Key of a thing → what is said of its openness, an item for each status, the best supported first."""
    if not things:
        return {}
    where = f"{values('m', things)} GRAPH ?g {{ ?c a kg:Openness ; kg:subject ?m }}"
    rows = [row for row in claims_of(at.store, where, MOST) if not row["negated"]]
    found = voices(rows, at)
    said: dict[str, list[Row]] = defaultdict(list)
    for item in gathered(rows, lambda row: (row["subject"]["key"], row["value"].get("status")), found):
        first = item["rows"][0]
        said[first["subject"]["key"]].append({"status": first["value"].get("status"), **item})
    for items in said.values():
        items.sort(key=lambda item: (-item["origins"], -item["articles"], TELLING.get(item["status"], 9)))
    return said


def _disputed(at: Snapshot, things: Sequence[str]) -> dict[str, set[str]]:
    """Key of a thing → in what its sources disagree: status, time, course."""
    about = [entity_iri(key) for key in things]
    found: dict[str, set[str]] = defaultdict(set)
    for rule, part in RULES.items():
        for conflict in conflicts.find(at.store, about, rule) if about else ():
            first = conflict.sides[0].rows[0]
            found[(first["object"] if rule == "released" else first["subject"])["key"]].add(part)
    return found


# --- lanes -----------------------------------------------------------------------------------------------------------

Known = tuple[dict[Span, str], dict[str, list[Row]], dict[str, set[str]]]


def _lane(key: str, rows: Sequence[Row], known: Known, ranked: Mapping[str, int]) -> Row:
    mine = [row for row in rows if row["subject"]["key"] == key]
    releases = _releases(mine, known)
    dated = [one for one in releases if one["time"]]
    kept = sorted(dated, key=lambda one: (-one["origins"], one["time"], one["thing"]["key"]))[:MARKS]
    shifts, courses = _shifts(mine, known[0]), _courses(mine, known[0])
    vendor = most_called(row["subject"] for row in mine)
    return {
        "vendor": vendor.get(key, {"key": key, "type": "Organization", "label": {"en": key, "zh": key}}),
        "articles": ranked.get(key, 0),
        "releases": sorted(kept, key=lambda one: (one["time"], one["thing"]["key"])),
        "left": len(dated) - len(kept),
        "undated": [one for one in releases if not one["time"]],
        "shifts": shifts,
        "courses": courses,
        "disputed": sorted(known[2].get(key, ())),
    }


def _releases(rows: Iterable[Row], known: Known) -> list[Row]:
    found, status, disputed = known
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["kind"] in ("release", "develops") and row["object"]:
            groups[row["object"]["key"]].append(row)
    marks = []
    for key, group in groups.items():
        said = status.get(key, [])
        time, how = _when(group, said)
        group.sort(key=early)
        item = standing(group, found)
        marks.append({
            "thing": most_called(row["object"] for row in group)[key],
            "time": time, "dated_by": how, "status": said[0]["status"] if said else None,
            "side": SIDES.get(said[0]["status"]) if said else None,
            "disputed": sorted(disputed.get(key, ())),
            "statuses": [{part: one[part] for part in ("status", "evidence", "articles", "origins")} for one in said],
            **{part: item[part] for part in ("evidence", "claims", "articles", "origins")},
        })  # fmt: skip
    return marks


def _when(rows: Sequence[Row], said: Sequence[Row]) -> tuple[str | None, str]:
    """When a thing came out: as most articles say, the fuller date of two that agree; else since when it had a status."""
    times = Counter(row["time"] for row in rows if row["time"] and row["kind"] == "release")
    if times:
        usual = max(
            times,
            key=lambda time: (sum(n for t, n in times.items() if t[:4] == time[:4]), times[time], len(time), time),
        )
        fuller = [time for time in times if time.startswith(usual)]
        return max(fuller, key=lambda time: (times[time], len(time))) if len(usual) < 7 else usual, "release"
    states = sorted(row["time"] for one in said for row in one["rows"] if row["time"])
    return (states[0], "status") if states else (None, "")


def _shifts(rows: Iterable[Row], found: Mapping[Span, str]) -> list[Row]:
    def key(row: Row) -> tuple[Any, ...]:
        return (row["value"]["from"], row["value"]["to"], bool(row["negated"]))

    marks = []
    for item in gathered((row for row in rows if row["kind"] == "shift"), key, found):
        first = item.pop("rows")
        before, after, denied = key(first[0])
        times = sorted(row["time"] for row in first if row["time"])
        marks.append({"from": before, "to": after, "denied": denied, "time": times[0] if times else None, **item})
    return sorted(marks, key=lambda mark: (mark["time"] or "9999", mark["from"], mark["to"], mark["denied"]))


def _courses(rows: Iterable[Row], found: Mapping[Span, str]) -> list[Row]:
    def key(row: Row) -> tuple[Any, ...]:
        return (row["value"].get("strategy"), row["time"] or "", bool(row["negated"]))

    marks = []
    for item in gathered((row for row in rows if row["kind"] == "strategy"), key, found):
        course, time, denied = key(item.pop("rows")[0])
        marks.append({"course": course, "time": time or None, "denied": denied, **item})
    return sorted(marks, key=lambda mark: (mark["time"] or "9999", -mark["origins"], str(mark["course"])))


def _sparql(at: Snapshot, vendors: Sequence[str]) -> str:
    """The named query for one vendor; for several the same with all of them bound."""
    if len(vendors) == 1:
        return sparql_of(at.store, "openness-timeline", {"vendor": vendors[0]})
    return sparql_of(at.store, "openness-timeline", {}).replace(
        "VALUES ?vendorId { UNDEF }", values("vendorId", vendors) if vendors else "VALUES ?vendorId { UNDEF }"
    )
