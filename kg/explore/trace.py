"""The trace: how two things are connected, by the shortest ways and by the best supported ones, each link with words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kg.errors import UsageError
from kg.explore.cited import CITED, cite, flat, labelled, resolve, thing, values, written
from kg.explore.snapshot import Snapshot
from kg.networks import paths
from kg.rdf.graph import entity_iri
from kg.words import all_words, word

Row = dict[str, Any]
WAYS = 3  # of either sort
SHOWN = 5  # claims shown for a link


def trace(at: Snapshot, source: str, target: str, ways: int = WAYS, lang: str = "en") -> Row:
    """Ways from one thing to another: {from, to, shortest, supported, sparql}; a way is {steps, length, support}.

    A step: {from, to, evidence, more, articles, origins, alike}; its ends are things, or courses ({"course": …}). A way that
    is both is in both lists. Raises NotFound where a name is unknown or nothing joins the two, UsageError for one thing.
    """
    if not (source.strip() and target.strip()):
        raise UsageError("a trace goes from one thing to another", "", "name two things")
    start, goal = _known(at, source), _known(at, target)
    shortest, supported = paths.find_both(at.store, start, goal, ways)
    rows = [row for way in (*shortest, *supported) for step in way.steps for row in step.rows]
    keys = sorted({entity["key"] for row in rows for entity in _things(row)})
    answer: Row = {
        "from": source,
        "to": target,
        "shortest": [_way(way) for way in shortest],
        "supported": [_way(way) for way in supported],
        "longest": paths.LONGEST,
        "query": "",
        "params": {"from": source, "to": target},
        "sparql": _sparql(keys),
    }
    answer = labelled(at, answer, lang)
    told = [row for sort in ("shortest", "supported") for row in _flat(sort, answer[sort])]
    return answer | {"columns": COLUMNS, "rows": told}


COLUMNS = ("sort", "path", "step", "from", "to", "kind", "says", "articles", "origins", *CITED)


def _flat(sort: str, ways: list[Row]) -> Iterable[Row]:
    for number, way in enumerate(ways, 1):
        for place, step in enumerate(way["steps"], 1):
            first = step["evidence"][0]
            ends = {"from": step["from"]["label"], "to": step["to"]["label"]}
            said = {
                "kind": first["kind"],
                "says": first["says"],
                "articles": step["alike"]["articles"],
                "origins": step["alike"]["origins"],
            }
            yield {"sort": sort, "path": number, "step": place, **ends, **said, **flat(first)}


def _known(at: Snapshot, name: str) -> str:
    """What `paths` takes for a thing: an IRI for a key, the name itself for what several things may bear."""
    found = resolve(at.store, name)
    return entity_iri(found[0]) if len(found) == 1 else name


def _things(row: Row) -> Iterable[Row]:
    return (row[role] for role in ("subject", "object", "speaker") if row[role])


def _way(way: paths.Path) -> Row:
    return {
        "length": len(way.steps),
        "support": way.support,
        "steps": [_step(step) for step in way.steps],
    }


def _step(step: paths.Step) -> Row:
    known = {entity["key"]: thing(entity) for row in step.rows for entity in _things(row)}
    return {
        "from": _end(step.source, step.source_key, known),
        "to": _end(step.target, step.target_key, known),
        "evidence": [cite(row) for row in step.rows[:SHOWN]],
        "more": max(0, step.claims - SHOWN),
        "articles": step.articles,
        "origins": step.origins,
        "alike": dict(zip(("articles", "origins"), step.alike, strict=True)),
    }


def _end(label: str, key: str, known: dict[str, Row | None]) -> Row:
    if key in known:
        return dict(known[key] or {})
    names = {lang: word(lang, "hubs", label) if label in all_words()["hubs"] else label for lang in ("en", "zh")}
    return {"key": f"strategy:{label}", "type": "Strategy", "label": names, "course": label}


def _sparql(keys: list[str]) -> str:
    pattern = (
        f"{values('a', keys)}\n  {values('b', keys)}\n"
        "  GRAPH ?g { ?c kg:subject|kg:object|kg:speaker ?a ; kg:subject|kg:object|kg:speaker ?b }\n"
        "  FILTER(STR(?a) < STR(?b))"
    )
    return written(pattern, "?a ?b ?c")
