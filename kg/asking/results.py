"""A query's answer in the formats of SPARQL and RDF: results as JSON and XML, graphs as Turtle, N-Triples and JSON-LD."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from kg.asking import query
from kg.errors import UsageError
from kg.model import Table
from kg.rdf.graph import NAMESPACES

if TYPE_CHECKING:
    from kg.store import Store

XSD = NAMESPACES["xsd"]
XMLNS = "http://www.w3.org/2005/sparql-results#"


def write(
    store: Store, text: str, params: Mapping[str, Any], form: str, limit: int | None = None, offset: int = 0
) -> str:
    """The answer of a named query or of a query text in one of FORMATS: so many rows or triples of it, from a place on.

    Raises UsageError for a graph format of a query that gives no graph, and the other way round; QueryError as `run`.
    """
    named = query.load(text) if text in query.names() else query.parse("", text, "the query")
    kind = "SELECT" if named.name else query.form(query.prepare(store, named, params))
    table = query.run(store, text, params)  # a named query's rows may be more than the store's answer: steps come after it
    wants_graph = form in GRAPHS
    if wants_graph != (kind in ("CONSTRUCT", "DESCRIBE")):
        need = "CONSTRUCT or DESCRIBE" if wants_graph else "SELECT or ASK"
        raise UsageError(f"the format {form} is for {need} queries, this is a {kind}", "--format", "choose another")
    if kind != "ASK" and (offset or limit is not None):
        table = Table(table.columns, table.rows[offset:][:limit])
    if wants_graph:
        return GRAPHS[form](table)
    if kind == "ASK":
        return _BOOLEANS[form](bool(table.rows[0][0]))
    return RESULTS[form](table)


def as_json(table: Table) -> str:
    """SPARQL 1.1 Query Results JSON."""
    rows = [{c: _term(v) for c, v in zip(table.columns, row, strict=True) if v is not None} for row in table.rows]
    whole = {"head": {"vars": list(table.columns)}, "results": {"bindings": rows}}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def as_xml(table: Table) -> str:
    """SPARQL Query Results XML."""
    head = "".join(f"<variable name={quoteattr(column)}/>" for column in table.columns)
    body = "".join(
        f"<result>{''.join(_binding(*pair) for pair in zip(table.columns, row, strict=True))}</result>\n"
        for row in table.rows
    )
    return f'<?xml version="1.0"?>\n<sparql xmlns="{XMLNS}"><head>{head}</head>\n<results>\n{body}</results></sparql>\n'


def _term(value: Any) -> dict[str, str]:
    """A plain value as a term: IRIs are known by their form, numbers and truth values by their type."""
    if isinstance(value, bool):
        return {"type": "literal", "value": "true" if value else "false", "datatype": f"{XSD}boolean"}
    if isinstance(value, int | float):
        kind = "integer" if isinstance(value, int) else "decimal"
        return {"type": "literal", "value": str(value), "datatype": f"{XSD}{kind}"}
    text = str(value)
    if text.startswith(("https://", "http://", "urn:")) and not any(c.isspace() for c in text):
        return {"type": "uri", "value": text}
    return {"type": "literal", "value": text}


def _binding(name: str, value: Any) -> str:
    if value is None:
        return ""
    term = _term(value)
    if term["type"] == "uri":
        inner = f"<uri>{escape(term['value'])}</uri>"
    else:
        datatype = f" datatype={quoteattr(term['datatype'])}" if "datatype" in term else ""
        inner = f"<literal{datatype}>{escape(term['value'])}</literal>"
    return f"<binding name={quoteattr(name)}>{inner}</binding>"


def _ntriples(table: Table) -> str:
    return "".join(f"{' '.join(map(str, row))} .\n" for row in table.rows)


def _graph(table: Table, form: str) -> str:
    from rdflib import Graph

    graph = Graph().parse(data=_ntriples(table), format="nt")
    for prefix, iri in NAMESPACES.items():
        graph.bind(prefix, iri)
    text = graph.serialize(format=form)
    return text if text.endswith("\n") else text + "\n"


RESULTS: dict[str, Callable[[Table], str]] = {"srj": as_json, "srx": as_xml}
GRAPHS: dict[str, Callable[[Table], str]] = {
    "ttl": lambda table: _graph(table, "turtle"),
    "nt": _ntriples,
    "jsonld": lambda table: _graph(table, "json-ld"),
}
_BOOLEANS: dict[str, Callable[[bool], str]] = {
    "srj": lambda yes: json.dumps({"head": {}, "boolean": yes}) + "\n",
    "srx": lambda yes: (
        f'<?xml version="1.0"?>\n<sparql xmlns="{XMLNS}"><head/><boolean>{str(yes).lower()}</boolean></sparql>\n'
    ),
}
FORMATS = (*RESULTS, *GRAPHS)
