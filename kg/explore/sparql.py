"""The SPARQL text that gives what a view shows: for a person to read, change and run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from kg.graph import NAMESPACES, PREFIXES, article_iri, claim_iri, class_name, entity_iri, iri

_LOCAL = re.compile(r"[A-Za-z_][\w-]*")


def prefixes(text: str) -> str:
    """The query with the PREFIX lines of the names that it uses."""
    used = [line for line in PREFIXES.splitlines() if line.split()[1] in text and line.rpartition(" <")[0] not in text]
    return "\n".join((*used, text))


def short(address: str) -> str:
    """An IRI as it stands in a query: `kg:Shift` where a prefix fits."""
    for prefix, namespace in NAMESPACES.items():
        if address.startswith(namespace) and _LOCAL.fullmatch(address[len(namespace) :]):
            return f"{prefix}:{address[len(namespace) :]}"
    return iri(address)


def concept(hub: str) -> str:
    """The pattern for what has to do with a hub of the network: `strategy:open`, `status:api`, `aspect:cost`."""
    sort, _, name = hub.partition(":")
    if sort == "aspect":
        return f"?claim kg:aspect kg:aspect-{name} ."
    if sort == "status":
        return f"?claim kg:status kg:status-{name} ."
    return f"?claim kg:strategy|kg:side|kg:from|kg:to|kg:status ?hub . VALUES ?hub {{ kg:course-{name} kg:status-{name} }}"


def listed(variable: str, addresses: Iterable[str]) -> str:
    return f"VALUES ?{variable} {{ {' '.join(short(one) for one in addresses)} }}"


def claims_query(
    *,
    ids: Sequence[str] = (),
    things: Sequence[str] = (),
    between: Sequence[str] = (),
    values: Sequence[str] = (),
    kinds: Sequence[str] = (),
    articles: Sequence[str] = (),
    speakers: Sequence[str] = (),
    langs: Sequence[str] = (),
    since: str = "",
    until: str = "",
    confidence: float = 0,
    limit: int = 1000,
) -> str:
    """A query for claims: the ones with these ids, about these things (keys), of these kinds, from these articles …"""
    lines = ["?claim a ?kind ; oa:hasSelector ?span ."]
    lines += [listed("claim", map(claim_iri, ids))] if ids else []
    lines += [listed("kind", (NAMESPACES["kg"] + class_name(kind) for kind in kinds))] if kinds else []
    if things:
        lines += [listed("thing", map(entity_iri, things)), "?claim kg:subject|kg:object|kg:speaker ?thing ."]
    if between:
        lines += [listed("other", map(entity_iri, between)), "?claim kg:subject|kg:object|kg:speaker ?other ."]
    lines += [concept(hub) for hub in values]
    if speakers:
        lines += [listed("speaker", map(entity_iri, speakers)), "?claim kg:speaker ?speaker ."]
    if langs:
        lines += [f"?article dcterms:language ?lang FILTER(STR(?lang) IN ({', '.join(map(_text, langs))}))"]
    if since or until:
        lines += ["OPTIONAL { ?claim kg:time ?time } OPTIONAL { ?article dcterms:date ?date }"]
        lines += ["BIND(COALESCE(STR(?time), STR(?date)) AS ?when)"]
    if since:
        lines += [f"FILTER(?when >= {_text(since)} || STRSTARTS({_text(since)}, ?when))"]
    if until:
        lines += [f"FILTER(?when <= {_text(until)} || STRSTARTS(?when, {_text(until)}))"]
    if confidence:
        lines += [f"?claim kg:confidence ?sure FILTER(?sure >= {confidence:g})"]
    lines += ["?span oa:exact ?quote ; oa:start ?start ; oa:end ?end ."]
    lines += [f"OPTIONAL {{ ?claim kg:{role} ?{role}Id . ?{role}Id skos:prefLabel ?{role} }}" for role in ("subject", "object")]
    inner = "\n".join(f"    {line}" for line in lines)
    where = [f"  {listed('article', map(article_iri, articles))}"] if articles else []
    where += [f"  GRAPH ?article {{\n{inner}\n  }}", "  FILTER(?kind != oa:Annotation)"]
    body = "\n".join(where)
    return prefixes(
        f"SELECT DISTINCT ?kind ?subject ?object ?quote ?article ?start ?end WHERE {{\n{body}\n}}\nORDER BY ?article ?start"
        f"\nLIMIT {limit}\n"
    )


def _text(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
