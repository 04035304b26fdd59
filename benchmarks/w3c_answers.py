"""Whether an answer is the one that a test of the W3C expects: used by benchmarks/w3c.py, does nothing by itself.

Rows are compared as multisets with blank nodes matched, numbers and booleans by value; graphs as isomorphic. The
order of rows is not compared.
"""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from pyoxigraph import (
    CanonicalizationAlgorithm,
    Dataset,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    RdfFormat,
    parse,
    parse_query_results,
)

RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
XSD = "http://www.w3.org/2001/XMLSchema#"
RESULTS = {".srx": QueryResultsFormat.XML, ".srj": QueryResultsFormat.JSON, ".tsv": QueryResultsFormat.TSV}
FORMATS = {".ttl": RdfFormat.TURTLE, ".rdf": RdfFormat.RDF_XML, ".nt": RdfFormat.N_TRIPLES, ".n3": RdfFormat.TURTLE,
           ".trig": RdfFormat.TRIG, ".nq": RdfFormat.N_QUADS}  # fmt: skip


@dataclass(frozen=True)
class Reply:
    status: int
    type: str
    body: bytes


def read_graph(file: Path) -> list[Quad]:
    return list(parse(file.read_bytes(), FORMATS[file.suffix], base_iri=file.resolve().as_uri()))


def compared(reply: Reply, expected: Path, lax: bool) -> str:
    """Rows as multisets with blank nodes matched, numbers and booleans by value; graphs as isomorphic."""
    if expected.suffix == ".csv":
        texts = (expected.read_text("utf-8"), reply.body.decode())
        wanted, got = (Counter(map(_plain, csv.DictReader(io.StringIO(text, newline="")))) for text in texts)
        return "" if wanted == got else "other rows"
    if "json" not in reply.type and "tab" not in reply.type:
        got_graph = Dataset(Quad(t.subject, t.predicate, t.object) for t in parse(reply.body, RdfFormat.TURTLE))
        want_graph = Dataset(Quad(t.subject, t.predicate, t.object) for t in read_graph(expected))
        for graph in (got_graph, want_graph):
            graph.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
        return "" if got_graph == want_graph else "another graph"
    form = QueryResultsFormat.TSV if "tab" in reply.type else QueryResultsFormat.JSON
    got_found = parse_query_results(reply.body, form)
    want_found = wanted_results(expected)
    if isinstance(got_found, QueryBoolean) or isinstance(want_found, bool):
        return "" if isinstance(want_found, bool) and bool(got_found) == want_found else "not the same truth"
    got_rows = [{v.value: row[v] for v in got_found.variables if row[v] is not None} for row in got_found]
    if lax:
        got_rows, want_found = _once(got_rows), _once(want_found)
    return "" if same(got_rows, want_found) else f"other rows ({len(got_rows)} for {len(want_found)})"


def _plain(row: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """A row by its columns, whose order a `SELECT *` leaves open; a blank node's name tells nothing."""
    return tuple(sorted((name, "_:" if cell.startswith("_:") else cell) for name, cell in row.items()))


def _once(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return list({str(sorted(row.items(), key=str)): row for row in rows}.values())


def wanted_results(file: Path) -> Any:
    """The expected rows, or the expected truth."""
    if file.suffix in RESULTS:
        found = parse_query_results(file.read_bytes(), RESULTS[file.suffix])
        if isinstance(found, QueryBoolean):
            return bool(found)
        return [{v.value: row[v] for v in found.variables if row[v] is not None} for row in found]
    about: dict[Any, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for triple in read_graph(file):
        about[triple.subject][triple.predicate.value.removeprefix(RS)].append(triple.object)
    for parts in about.values():
        if "boolean" in parts:
            return str(parts["boolean"][0].value) in ("true", "1")
    rows = [solution for parts in about.values() for solution in parts.get("solution", ())]
    return [
        {about[binding]["variable"][0].value: about[binding]["value"][0] for binding in about[row].get("binding", ())}
        for row in rows
    ]


def same(got: list[dict[str, Any]], wanted: list[dict[str, Any]]) -> bool:
    """Whether two lists of rows are one multiset under some matching of their blank nodes."""
    if len(got) != len(wanted):
        return False
    return _match(sorted(wanted, key=_blanks), got, {}, {})


def _match(wanted: list[dict[str, Any]], got: list[dict[str, Any]], there: dict, back: dict) -> bool:
    if not wanted:
        return True
    first, *rest = wanted
    tried: set[str] = set()
    for at, row in enumerate(got):
        if repr(sorted(row.items(), key=str)) in tried or set(row) != set(first):
            continue
        tried.add(repr(sorted(row.items(), key=str)))
        to, fro = dict(there), dict(back)
        alike = all(_alike(first[key], row[key], to, fro) for key in first)
        if alike and _match(rest, got[:at] + got[at + 1 :], to, fro):
            return True
    return False


def _blanks(row: dict[str, Any]) -> int:
    return sum(type(term).__name__ == "BlankNode" for term in row.values())


def _alike(one: Any, other: Any, there: dict, back: dict) -> bool:
    if type(one).__name__ == "BlankNode" and type(other).__name__ == "BlankNode":
        to = there.setdefault(one.value, other.value) == other.value
        return to and back.setdefault(other.value, one.value) == one.value
    if one == other:
        return True
    kind = getattr(getattr(one, "datatype", None), "value", "")
    if kind.startswith(XSD) and kind == getattr(getattr(other, "datatype", None), "value", ""):
        if kind == f"{XSD}boolean":
            return (one.value in ("true", "1")) == (other.value in ("true", "1"))
        try:
            return Decimal(one.value) == Decimal(other.value) or float(one.value) == float(other.value)
        except (InvalidOperation, ValueError):
            return False
    return False
