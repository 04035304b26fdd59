"""The things of articles as plain rows: what they are called, their types, and where they belong."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from typing import Any

from kg.rdf.graph import NAMESPACES, PREFIXES, iri, key_of, name
from kg.rdf.labels import foreign
from kg.store import Store

_LOCAL = len(NAMESPACES["kg"])
_OF_THINGS = ("rdf:type", "skos:prefLabel", "skos:altLabel", "kg:parent", "owl:sameAs", "kg:implied")


def things_of(
    store: Store,
    graphs: list[str] | None,
    pairs: Iterable[tuple[str, str]] = (),
    only: list[str] | None = None,
) -> dict[tuple[str, str], dict[str, Any]]:
    """(graph, entity) → its row: all of them, those of these graphs, these pairs alone, or these entities in all."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    rows = _told_of_pairs(store, sorted(pairs)) if pairs else _told_of_things(store, graphs, only)
    for graph, node, key, value in sorted(rows):
        row = found.setdefault((graph, node), {"type": "", "label": "", "aliases": [], "key": key_of(node)})
        _fill_thing(row, key, value)
    for row in found.values():
        other = foreign(row["key"], row["label"])
        if other and other not in row["aliases"]:
            row["aliases"] = sorted([*row["aliases"], other])
    return found


def _told_of_pairs(store: Store, pairs: Sequence[tuple[str, str]]) -> list[tuple[str, ...]]:
    """(graph, entity, property, value) of these entities in these graphs."""
    named = " ".join(f"({iri(graph)} {iri(node)} {at})" for at, (graph, node) in enumerate(pairs))
    sparql = f"SELECT ?n ?p ?o WHERE {{ VALUES (?g ?e ?n) {{ {named} }} GRAPH ?g {{ ?e ?p ?o }} }}"
    return [(*pairs[at], key, value) for at, key, value in store.select(PREFIXES + sparql).rows]


def _told_of_things(store: Store, graphs: list[str] | None, only: list[str] | None) -> list[tuple[str, ...]]:
    """As `_told_of_pairs`, of all entities of these graphs, or of these entities in all graphs."""
    these = values("g", graphs) if graphs is not None else values("e", only) if only is not None else ""
    # a filter, not VALUES: engines would begin with all types of all articles
    said = f"GRAPH ?g {{ ?e skos:prefLabel ?l }} GRAPH ?g {{ ?e ?p ?o FILTER(?p IN ({', '.join(_OF_THINGS)})) }}"
    return list(store.select(f"{PREFIXES}SELECT ?g ?e ?p ?o WHERE {{ {these} {said} }}").rows)


def _fill_thing(row: dict[str, Any], key: str, value: Any) -> None:
    """Put one property of an entity into its row."""
    kind, label, alias, parent, same, implied = _things_keys()
    if key == kind:
        row["type"] = value[_LOCAL:]
    elif key == label:
        row["label"] = value
    elif key == alias and value not in row["aliases"]:
        row["aliases"].append(value)
    elif key == parent:
        row["parent"] = key_of(value)
    elif key == same:
        row["wikidata"] = value.rpartition("/")[2]
    elif key == implied:
        row["implied"] = True


@functools.cache
def _things_keys() -> tuple[str, ...]:
    return tuple(name(key)[1:-1] for key in _OF_THINGS)


def values(variable: str, iris: Iterable[str]) -> str:
    """A SPARQL clause that lets a variable be one of these."""
    return f"VALUES ?{variable} {{ {' '.join(iri(one) for one in iris)} }}"
