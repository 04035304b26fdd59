"""What a query can be written with: prefixes, classes, properties and concepts with their labels, and the named queries."""

from __future__ import annotations

import functools
from typing import Any

from kg.asking import query
from kg.explore import reading, sparql
from kg.explore.snapshot import Snapshot
from kg.rdf.graph import BASE, NAMESPACES, PREFIXES

Row = dict[str, Any]
SORTS = {"Class": "class", "ObjectProperty": "property", "DatatypeProperty": "property", "Concept": "concept"}
_LABEL = NAMESPACES["rdfs"] + "label"
_NAMES = (_LABEL, NAMESPACES["skos"] + "prefLabel")
_ABOUT = NAMESPACES["skos"] + "definition"


def vocabulary(at: Snapshot, *, lang: str) -> Row:
    """{prefixes: {name: IRI}, terms: [{name, sort, label, about}], queries: [{name, title, about, text, post}]}.

    `sort` is class, property or concept; terms of other vocabularies that the graph uses have no label.
    """
    own = _own(lang)
    known = {term["name"] for term in own}
    used = [{"name": name, "sort": "property", "label": "", "about": ""} for name in _used(at) if name not in known]
    return {"prefixes": dict(NAMESPACES), "terms": [*own, *used], "queries": queries(lang)}


@functools.cache
def _own(lang: str) -> list[Row]:
    from kg.check import vocabulary as load

    found: dict[str, Row] = {}
    texts: dict[str, dict[str, str]] = {}
    for subject, predicate, value in load():
        name = sparql.short(str(subject))
        if name.startswith("<"):
            continue
        if str(predicate) == NAMESPACES["rdf"] + "type" and (sort := SORTS.get(str(value).rpartition("#")[2])):
            found.setdefault(name, {"name": name, "sort": sort, "label": "", "about": ""})
        elif getattr(value, "language", None) == lang:
            part = "label" if str(predicate) in _NAMES else "about" if str(predicate) == _ABOUT else ""
            texts.setdefault(name, {})[part] = str(value)
    for name, row in found.items():
        row.update({part: text for part, text in texts.get(name, {}).items() if part})
    return [found[name] for name in sorted(found)]


def _used(at: Snapshot) -> list[str]:
    """The properties that the graph uses; of a large one none, since all of it would have to be read."""
    if not reading.small(at):
        return []
    articles = f"FILTER(STRSTARTS(STR(?g), '{BASE}article/'))"
    asked = f"{PREFIXES}SELECT DISTINCT ?p WHERE {{ GRAPH ?g {{ ?s ?p ?o }} {articles} }}"
    found = at.keep("properties", lambda: sorted(sparql.short(row[0]) for row in at.store.select(asked).rows))
    return [name for name in found if not name.startswith("<")]


def queries(lang: str) -> list[Row]:
    """The named queries with their texts, as they are edited: without head, with the prefixes that they use."""
    every = [query.load(name) for name in query.names()]
    return [
        {
            "name": one.name, "title": one.titles.get(lang, one.name), "about": one.abouts.get(lang, ""), "post": one.post,
            "text": sparql.prefixes("\n".join(x for x in one.text.splitlines() if not x.startswith("#+")).strip() + "\n"),
        }
        for one in every
    ]  # fmt: skip
