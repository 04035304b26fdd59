"""What belongs to a thing: what it made, and every version below it."""

from __future__ import annotations

from collections.abc import Iterable

from kg.rdf.graph import PREFIXES, iri
from kg.store import Store


def family(store: Store, nodes: Iterable[str]) -> list[str]:
    """These entities (IRIs), what they released or develop, and every version below any of them.

    What an article denies makes no one a maker. A family is followed down to its last size: DeepSeek, DeepSeek-V3,
    DeepSeek-V3-0324.
    """
    made = "?c a ?k ; kg:subject ?p ; kg:object ?e FILTER NOT EXISTS { ?c kg:negated true }"
    found = set(nodes)
    fresh = found | _linked(store, found, f"VALUES ?k {{ kg:Release kg:Develops }} GRAPH ?g {{ {made} }}")
    while fresh:
        found |= fresh
        fresh = _linked(store, fresh, "GRAPH ?g { ?e kg:parent ?p }") - found
    return sorted(found)


def _linked(store: Store, nodes: Iterable[str], pattern: str) -> set[str]:
    """The ?e that a pattern links to these as its ?p."""
    at = " ".join(map(iri, sorted(nodes)))
    return {row[0] for row in store.select(f"{PREFIXES}SELECT DISTINCT ?e WHERE {{ VALUES ?p {{ {at} }} {pattern} }}").rows}
