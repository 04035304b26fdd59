"""Compare: vendors or models side by side, a row for each property; each cell with its sources and their disagreement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from kg.disputes.disagreement import Conflict
from kg.disputes.rules import rule_named
from kg.errors import UsageError
from kg.explore import chosen, cited, posts, reading
from kg.explore import disputes as all_disputes
from kg.explore.argument_map import Moves, arguments, points
from kg.explore.cited import (
    CITED,
    early,
    flat,
    gathered,
    labelled,
    most_called,
    resolve,
    values,
    voices,
    written,
)
from kg.explore.columns import NONE, columns
from kg.explore.lanes import MADE
from kg.explore.numbers import first_of_each, of_nodes
from kg.explore.snapshot import Snapshot
from kg.listing import derived
from kg.rdf.graph import entity_iri
from kg.reuse.voices import Span

Row = dict[str, Any]
LEAST, MOST_THINGS = 2, 6
MOST = 400  # arguments read for one thing
OF_KIND = 80  # claims of a kind that are read for one thing, the earliest
MODELS = 40  # models of a vendor that are looked at, those that most is said of
LOOKED = 60  # articles of a large corpus in whose arguments a thing's name is looked for
SHOWN = 12  # values shown in a cell
METRICS = (
    "parameters", "active-parameters", "context-length", "training-tokens", "accelerators", "training-cost",
    "training-time", "users", "customers", "downloads", "funding", "valuation", "revenue", "share",
)  # fmt: skip
# The rows in their order; those of metrics and benchmarks stand where their star is.
ORDER = (
    "maker", "strategy", "shift", "founded", "affiliation", "openness", "license", "release", "quantity *", "price",
    "result *", "based-on", "adopts", "partnership", "comparison", "stance",
)  # fmt: skip
OWN_WORD = frozenset({"comparison", "adopts", "based-on", "partnership"})  # kinds whose object takes part too


def compare(at: Snapshot, thing: Sequence[str], lang: str = "en") -> Row:
    """Two to six things side by side: {things, lines, arguments, sparql}.

    A line: {name, detail, cells}, a cell for each thing: {values, more, disputed}; a value: {value, thing, time, denied, modality,
    evidence, articles, origins}. `disputed`: what sources disagree on in this cell, {rule, label, sides}. `arguments`:
    for each thing those that name it, or that it (or, for a vendor, one of its people) makes. Raises UsageError for too few or too many,
    NotFound for an unknown name.
    """
    keys = list(dict.fromkeys(resolve(at.store, name)[0] for name in thing if name.strip()))
    if not LEAST <= len(keys) <= MOST_THINGS:
        raise UsageError(f"{len(keys)} things can not be compared", "", f"name {LEAST} to {MOST_THINGS} different ones")
    rows = {key: _claims(at, key) for key in keys}
    every = [row for found in rows.values() for row in found]
    found = voices(every, at)
    disputes = _disputes(at, keys, every)
    cells: dict[tuple[str, str], dict[str, Row]] = defaultdict(dict)
    for key in keys:
        for place, group in _placed(key, rows[key]).items():
            cells[place][key] = _cell(key, group, found, disputes)
    named = most_called(_things(every))
    blank: Row = {"values": [], "more": 0, "disputed": []}
    answer: Row = {
        "things": [named.get(key) or _named(at, key) for key in keys],
        "lines": [
            {"name": place[0], "detail": place[1], "cells": [cells[place].get(key, blank) for key in keys]}
            for place in sorted(cells, key=_order)
        ],
        "arguments": [_arguments(at, key) for key in keys],
        "query": "",
        "params": {},
        "sparql": written(f"{values('e', keys)}\n  GRAPH ?g {{ ?c a ?kind ; kg:subject|kg:object ?e }}", "?e ?kind ?c"),
    }
    answer = labelled(at, answer, lang)
    return answer | {"columns": COLUMNS, "rows": list(_flat(answer))}


COLUMNS = ("property", "detail", "thing", "value", "other", "time", "denied", "modality", "disputed", "articles", "origins", *CITED)


def _flat(answer: Row) -> Iterable[Row]:
    for line in answer["lines"]:
        for one, cell in zip(answer["things"], line["cells"], strict=True):
            for value in cell["values"]:
                yield {
                    "property": line["name"], "detail": line["detail"], "thing": one["label"], "value": value["says"],
                    "other": (value["thing"] or {}).get("label", ""), "time": value["time"], "denied": value["denied"], "modality": value["modality"],
                    "disputed": [dispute["rule"] for dispute in cell["disputed"]], "articles": value["articles"],
                    "origins": value["origins"], **flat(value["evidence"][0]),
                }  # fmt: skip


def _claims(at: Snapshot, key: str) -> list[Row]:
    """The claims about a thing, so many of each kind; for a vendor also how open its models are, and their prices."""
    import numpy as np

    held = columns(at)
    node = chosen.numbers(held, [key])
    about = (of_nodes(held.subject, node) | of_nodes(held.object, node)) & ~held.of_kinds(("argument",))
    if key.startswith("organization/"):
        made = of_nodes(held.subject, node) & held.of_kinds(MADE) & ~held.denied & (held.object >= 0)
        things, times = np.unique(held.object[made], return_counts=True)
        best = things[np.lexsort((things, -times))][:MODELS].tolist()
        about |= held.of_kinds(("openness", "price")) & of_nodes(held.subject, best)
    places = chosen.dated(held, np.flatnonzero(about))
    places = places[first_of_each(held.kind[places], OF_KIND)]
    at_odds = [held.place[one] for one in _told_at_odds(at, key) if one in held.place]
    return sorted(chosen.rows(at, np.union1d(places, np.array(at_odds, dtype=np.int64))), key=early)


def _things(rows: Iterable[Row]) -> Iterable[Row]:
    return (row[role] for row in rows for role in ("subject", "object", "speaker") if row[role])


def _named(at: Snapshot, key: str) -> Row:
    label = key.partition("/")[2]
    return {"key": key, "type": key.partition("/")[0].capitalize(), "label": {"en": label, "zh": label}}


# --- rows and cells --------------------------------------------------------------------------------------------------


def _placed(key: str, rows: Iterable[Row]) -> dict[tuple[str, str], list[Row]]:
    """The claims about a thing by the row of the table that they stand in: its name, and a metric or a benchmark."""
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        if place := _place(key, row):
            found[place].append(row)
    return found


def _place(key: str, row: Row) -> tuple[str, str] | None:
    kind = row["kind"]
    if kind == "argument":
        return None
    is_subject = bool(row["subject"] and row["subject"]["key"] == key)
    is_object = bool(row["object"] and row["object"]["key"] == key)
    if kind in ("release", "develops"):
        return ("release", "") if is_subject else ("maker", "") if is_object else None
    if kind == "quantity":
        return ("quantity", str(row["value"].get("metric") or "other")) if is_subject else None
    if kind == "result":
        return ("result", row["object"]["key"] if row["object"] else "") if is_subject else None
    if kind in OWN_WORD or kind == "affiliation":
        return (kind, "") if is_subject or is_object else None
    return (kind, "") if is_subject or kind in ("openness", "price") else None


def _order(place: tuple[str, str]) -> tuple[int, int, str]:
    name, detail = place
    names = [one.partition(" ")[0] for one in ORDER]
    metric = METRICS.index(detail) if detail in METRICS else len(METRICS)
    return (names.index(name) if name in names else len(names), metric, detail)


def _cell(key: str, rows: Sequence[Row], found: Mapping[Span, str], disputes: Mapping[str, Row]) -> Row:
    """One cell: what is said, an item for each different thing that is said, the best supported first."""
    said = gathered(rows, _says(key), found)
    dated = rows[0]["kind"] in ("openness", "release", "develops", "shift", "strategy")
    items = []
    for item in said:
        told = item.pop("rows")
        first = told[0]
        times = sorted({row["time"] for row in told if row["time"]})
        items.append({
            "kind": first["kind"], "value": first["value"], "says": "", "quote": "", "thing": cited.thing(_other(key, first)),
            "backwards": bool(first["object"] and first["object"]["key"] == key),
            "time": times[0] if times else None, "denied": first["negated"],
            "modality": first.get("modality") or "", **item,
        })  # fmt: skip
    items.sort(key=_in_time if dated else _by_support)
    marked = {disputes[one]["conflict"]: disputes[one] for row in rows if (one := row["id"]) in disputes}
    return {
        "values": items[:SHOWN],
        "more": max(0, len(items) - SHOWN),
        "disputed": [marked[one] for one in sorted(marked)],
    }


def _in_time(item: Row) -> tuple[Any, ...]:
    return (item["time"] or "9999", -item["origins"], str(item["value"]))


def _by_support(item: Row) -> tuple[Any, ...]:
    return (item["denied"], bool(item["modality"]), -item["origins"], -item["articles"], str(item["value"]))


def _says(key: str) -> Callable[[Row], Any]:
    """What makes two claims of a cell the same: value, the other thing, denial, modality; and the time where it is what is said."""

    def said(row: Row) -> tuple[Any, ...]:
        other = _other(key, row)
        when = (row["time"] or "") if row["kind"] in ("founded", "shift", "strategy", "openness") else ""
        told = row["value"] | ({"role": posts.said(row["value"]["role"], "en")} if row["value"].get("role") else {})
        value = tuple(sorted((name, str(part)) for name, part in told.items() if part is not None))
        kind = "release" if row["kind"] == "develops" else row["kind"]
        return (kind, other and other["key"], value, bool(row["negated"]), row.get("modality"), when)

    return said


def _other(key: str, row: Row) -> Row | None:
    """The thing of a claim that is not the one compared: a model of the vendor, a licence, a rival."""
    if row["subject"] and row["subject"]["key"] != key:
        return dict(row["subject"])
    return dict(row["object"]) if row["object"] and row["object"]["key"] != key else None


def _told_at_odds(at: Snapshot, key: str) -> list[str]:
    """In a large corpus the first claim of each side of the conflicts about a thing, as they are kept."""
    if reading.small(at):
        return []
    return [side["claim"] for one in derived.disputes(at.store, [entity_iri(key)]) for side in one["sides"]]


def _disputes(at: Snapshot, keys: Sequence[str], rows: Sequence[Row]) -> dict[str, Row]:
    """Id of a claim → the conflict that it takes part in, for the conflicts about these things."""
    if not reading.small(at):
        kept = derived.disputes(at.store, [entity_iri(key) for key in keys])
        return {side["claim"]: _kept(one) for one in kept for side in one["sides"]}
    return {claim: _conflict(sides[0][0]) for claim, sides in all_disputes.sides_of(at, rows).items()}


def _conflict(conflict: Conflict) -> Row:
    sides = [{"value": side.value, "articles": side.articles, "origins": side.origins} for side in conflict.sides]
    return {"conflict": conflict.id, "rule": conflict.rule.name, "label": conflict.rule.label, "what": conflict.what, "sides": sides}


def _kept(one: Row) -> Row:
    """A conflict as derived data has it, told as `_conflict` does."""
    sides = [{key: side[key] for key in ("value", "articles", "origins")} for side in one["sides"]]
    label = rule_named(one["rule"]).label
    return {"conflict": one["id"], "rule": one["rule"], "label": label, "what": one["what"], "sides": sides}


def _arguments(at: Snapshot, key: str) -> Row:
    """The arguments that name a thing, or that it makes, or (for a vendor) one of its people: {arguments, claims, more}."""
    import numpy as np

    held = columns(at)
    node = chosen.numbers(held, [key])
    member = held.of_kinds(("affiliation",)) & ~held.denied & of_nodes(held.object, node)
    voiced = {*node, *held.subject[member].tolist()} - {NONE}
    argued = held.of_kinds(("argument",)) & ~held.denied
    made = chosen.dated(held, np.flatnonzero(argued & of_nodes(held.speaker, voiced)))[:MOST]
    # it is named where its article speaks of it: of a large corpus not all of these are looked at
    speaking = np.unique(held.article[of_nodes(held.subject, node) | of_nodes(held.object, node)])
    near = np.flatnonzero(argued) if reading.small(at) else np.flatnonzero(argued & of_nodes(held.article, speaking[:LOOKED].tolist()))
    names = reading.things(at)[key]["names"] if key in reading.things(at) else []
    own, beside = chosen.light(at, made), chosen.light(at, np.setdiff1d(near, made)[: 2 * MOST])
    rows = own + [row for row in beside if any(name in row["quote"] for name in names)]
    items = arguments(rows, voices(rows, at), points(at), Moves(at, rows))
    return {"arguments": items[:SHOWN], "claims": len(rows), "more": max(0, len(items) - SHOWN)}
