"""The SPARQL text that gives what a view shows: for a person to read, change and run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from kg.rdf.graph import NAMESPACES, PREFIXES, article_iri, claim_iri, class_name, entity_iri, iri

_LOCAL = re.compile(r"[A-Za-z_][\w-]*")
_BY = {
    name: f'EXISTS {{ ?claim prov:wasGeneratedBy/prov:wasAssociatedWith/kg:extractor "{name}" }}'
    for name in ("rules", "model", "llm")
}
_A_MODEL = f"({_BY['model']} || {_BY['llm']})"
_FOUND = {
    "rules": f"!{_A_MODEL}",
    "both": f"{_BY['rules']} && {_A_MODEL}",
    "model": f"!{_BY['rules']} && {_BY['model']} && !{_BY['llm']}",
    "llm": f"!{_BY['rules']} && {_BY['llm']}",
}


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


def claims_query(*, limit: int = 1000, **wanted: Any) -> str:
    """A query for claims: what is `wanted` is given by these names, each without a value for all.

    ids, things and between (keys: about one of the first and one of the second), values (hubs of the network), kinds,
    articles, speakers (keys), langs of the articles, since, until, confidence, found (who found them, as the network's filter has it).
    """
    lines = ["?claim a ?kind ; oa:hasSelector ?span .", *_about(wanted), *_circumstances(wanted)]
    lines += ["?span oa:exact ?quote ; oa:start ?start ; oa:end ?end ."]
    roles = ("subject", "object")
    lines += [f"OPTIONAL {{ ?claim kg:{role} ?{role}Id . ?{role}Id skos:prefLabel ?{role} }}" for role in roles]
    inner = "\n".join(f"    {line}" for line in lines)
    articles = wanted.get("articles", ())
    where = [f"  {listed('article', map(article_iri, articles))}"] if articles else []
    where += [f"  GRAPH ?article {{\n{inner}\n  }}", "  FILTER(?kind != oa:Annotation)"]
    columns = "?kind ?subject ?object ?quote ?article ?start ?end"
    body = "\n".join(where)
    return prefixes(f"SELECT DISTINCT {columns} WHERE {{\n{body}\n}}\nORDER BY ?article ?start\nLIMIT {limit}\n")


def _about(wanted: Mapping[str, Any]) -> Iterator[str]:
    """The lines for what the claims are about."""
    if ids := wanted.get("ids"):
        yield listed("claim", map(claim_iri, ids))
    if kinds := wanted.get("kinds"):
        yield listed("kind", (NAMESPACES["kg"] + class_name(kind) for kind in kinds))
    for name, variable in (("things", "thing"), ("between", "other")):
        if wanted.get(name):
            yield listed(variable, map(entity_iri, wanted[name]))
            yield f"?claim kg:subject|kg:object|kg:speaker ?{variable} ."
    yield from map(concept, wanted.get("values", ()))


def _circumstances(wanted: Mapping[str, Any]) -> Iterator[str]:
    """The lines for who says it, when, where, and how surely it was read."""
    since, until = wanted.get("since"), wanted.get("until")
    if speakers := wanted.get("speakers"):
        yield listed("speaker", map(entity_iri, speakers))
        yield "?claim kg:speaker ?speaker ."
    if langs := wanted.get("langs"):
        yield f"?article dcterms:language ?lang FILTER(STR(?lang) IN ({', '.join(map(_text, langs))}))"
    if since or until:
        yield "OPTIONAL { ?claim kg:time ?time } OPTIONAL { ?article dcterms:date ?date }"
        yield "BIND(COALESCE(STR(?time), STR(?date)) AS ?when)"
    if since:
        yield f"FILTER(?when >= {_text(since)} || STRSTARTS({_text(since)}, ?when))"
    if until:
        yield f"FILTER(?when <= {_text(until)} || STRSTARTS(?when, {_text(until)}))"
    if wanted.get("confidence"):
        yield f"?claim kg:confidence ?sure FILTER(?sure >= {wanted['confidence']:g})"
    if found := wanted.get("found"):
        yield f"FILTER({' || '.join(f'({_FOUND[one]})' for one in found)})"


def _text(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
