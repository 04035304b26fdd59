"""Run the W3C's SPARQL tests that apply to a read-only endpoint against `kg serve`: python benchmarks/w3c.py RDF-TESTS

RDF-TESTS is a checkout of https://github.com/w3c/rdf-tests. All data of the tests is loaded into one temporary store,
each file as a graph of its own; a case names its graphs by the protocol's default-graph-uri and named-graph-uri, or in
its query. Each case of query evaluation is put to the plain Oxigraph library too: what fails there as well is the
engine's. Needs no network. Options: -v names the cases left out too; --suite NAME runs the folders so called.
"""

from __future__ import annotations

import argparse
import http.client
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import rdflib
from pyoxigraph import (
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QueryTriples,
    RdfFormat,
    Store,
    parse,
    parse_query_results,
)
from rdflib import RDF, RDFS, Namespace, URIRef
from serving import serving
from w3c_answers import Reply, compared, read_graph

from kg.store import open_store

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
SD = "http://www.w3.org/ns/sparql-service-description#"
JSON = "application/sparql-results+json"
NOTHING = "urn:x-no-such-graph"
QUERIES = {MF.QueryEvaluationTest, MF.CSVResultFormatTest}
SYNTAX = {
    MF.PositiveSyntaxTest: True, MF.PositiveSyntaxTest11: True,
    MF.NegativeSyntaxTest: False, MF.NegativeSyntaxTest11: False,
}  # fmt: skip
LEFT_OUT = {  # why a kind of case, or a folder, does not apply
    "UpdateEvaluationTest": "updates are refused",
    "PositiveUpdateSyntaxTest11": "updates are refused",
    "NegativeUpdateSyntaxTest11": "updates are refused",
    "GraphStoreProtocolTest": "the Graph Store Protocol is not offered",
    "service": "SERVICE is refused",
    "syntax-fed": "SERVICE is refused",
    "entailment": "no entailment regime is offered",
    "http-rdf-update": "the Graph Store Protocol is not offered",
}


@dataclass(frozen=True)
class Case:
    """One test of a manifest."""

    suite: str
    name: str
    kind: URIRef
    node: Any
    graph: rdflib.Graph


def path_of(iri: Any) -> Path:
    return Path(re.sub(r"^file:/+", "/", str(iri)))


def iri_of(path: Path) -> str:
    return path.resolve().as_uri()


# --- the cases -------------------------------------------------------------------------------------------------------


def cases(root: Path) -> Iterator[Case]:
    """The cases of SPARQL 1.0 and 1.1, in the order of their manifests."""
    for version in ("sparql10", "sparql11"):
        for manifest in sorted((root / "sparql" / version).glob("*/manifest.ttl")):
            graph = rdflib.Graph()
            graph.parse(manifest, format="turtle", publicID=iri_of(manifest))
            for entries in graph.objects(None, MF.entries):
                for node in graph.items(entries):
                    kind = graph.value(node, RDF.type)
                    if kind is not None:
                        suite = f"{version}/{manifest.parent.name}"
                        name = str(node).rpartition("#")[2]
                        yield Case(suite, name, URIRef(str(kind)), node, graph)


def why_not(case: Case) -> str:
    """Why a case does not apply; "" where it does."""
    kind, folder = str(case.kind).rpartition("#")[2], case.suite.partition("/")[2]
    if kind in LEFT_OUT or folder in LEFT_OUT:
        return LEFT_OUT.get(kind) or LEFT_OUT[folder]
    if case.kind == MF.ProtocolTest and case.name.startswith("update_"):
        return LEFT_OUT["UpdateEvaluationTest"]
    if case.kind not in QUERIES | set(SYNTAX) | {MF.ProtocolTest, MF.ServiceDescriptionTest}:
        return f"not a test of queries: {kind}"
    return ""


def data_of(case: Case) -> tuple[list[Path], dict[str, Path]]:
    """The files of the case's default graph, and its named graphs."""
    action = case.graph.value(case.node, MF.action)
    default = [path_of(data) for data in case.graph.objects(action, QT.data)]
    named: dict[str, Path] = {}
    for at in (case.node, action):
        for data in [*case.graph.objects(at, QT.graphData), *case.graph.objects(at, UT.graphData)]:
            file = case.graph.value(data, UT.graph) or case.graph.value(data, QT.graph) or data
            label = case.graph.value(data, RDFS.label)
            named[str(label) if label is not None else iri_of(path_of(file))] = path_of(file)
    return default, named


def quads(found: Iterable[Case]) -> Iterator[str]:
    """All data of the cases as N-Quads, each file in the graph of its address, or of its name."""
    wanted: dict[str, Path] = {}
    for case in found:
        default, named = data_of(case)
        wanted |= {iri_of(file): file for file in default} | named
        action = case.graph.value(case.node, MF.action)
        query = case.graph.value(action, QT.query)
        if query is not None and path_of(query).is_file():  # FROM names files beside the query
            text = path_of(query).read_text("utf-8")
            for relative in re.findall(r"\bFROM\s+(?:NAMED\s+)?<([^>:]+)>", text, re.I):
                file = path_of(query).parent / relative
                if file.is_file():
                    wanted[iri_of(file)] = file
    for number, (name, file) in enumerate(sorted(wanted.items())):
        for quad in read_graph(file):
            line = f"{quad.subject} {quad.predicate} {quad.object} <{name}> ."
            yield re.sub(r"_:([0-9a-zA-Z]+)", rf"_:f{number}x\1", line) if "_:" in line else line


# --- the server ------------------------------------------------------------------------------------------------------


class Endpoint:
    def __init__(self, address: str) -> None:
        self.address = address
        self.port = urlsplit(address).port

    def send(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Reply:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            line.request(method, path, body, dict(headers or {}))
            found = line.getresponse()
            return Reply(found.status, (found.getheader("content-type") or "").partition(";")[0], found.read())
        finally:
            line.close()


# --- running a case --------------------------------------------------------------------------------------------------


def run(case: Case, endpoint: Endpoint) -> str:
    """Why the case fails; "" where it passes."""
    if case.kind == MF.ProtocolTest:
        return protocol(case, endpoint)
    if case.kind == MF.ServiceDescriptionTest:
        return described(endpoint)
    action = case.graph.value(case.node, MF.action)
    file = path_of(action if case.kind in SYNTAX else case.graph.value(action, QT.query))
    text = f"BASE <{iri_of(file)}> {file.read_bytes().decode('utf-8')}"
    if case.kind in SYNTAX:
        status = ask(endpoint, text, [] if re.search(r"\bFROM\b", text, re.I) else [NOTHING], [], "*/*").status
        return "" if (status == 200) == SYNTAX[case.kind] else f"status {status}"
    default, named = data_of(case)
    own = re.search(r"\bFROM\b", text, re.I)  # the query names its dataset
    graphs = [] if own else [iri_of(path) for path in default] or [NOTHING]
    expected = path_of(case.graph.value(case.node, MF.result))
    media = {".csv": "text/csv", ".tsv": "text/tab-separated-values"}.get(expected.suffix, JSON)
    reply = ask(endpoint, text, graphs, [] if own else list(named), f"{media}, text/turtle;q=0.9")
    if reply.status != 200:
        return f"status {reply.status}: {reply.body.decode()[:150].strip()}"
    return compared(reply, expected, lax(case))


def lax(case: Case) -> bool:
    """Whether the rows of a REDUCED may stand there any number of times."""
    return (case.node, MF.resultCardinality, MF.LaxCardinality) in case.graph


def in_the_library(case: Case) -> str:
    """Why a case of query evaluation fails in the plain library, its data in a store of its own; "" where it passes."""
    default, named = data_of(case)
    store = Store()
    for file in default:
        store.extend(read_graph(file))
    for name, file in named.items():
        store.extend(Quad(q.subject, q.predicate, q.object, NamedNode(name)) for q in read_graph(file))
    action = case.graph.value(case.node, MF.action)
    file = path_of(case.graph.value(action, QT.query))
    found = store.query(file.read_text("utf-8"), base_iri=iri_of(file))
    expected = path_of(case.graph.value(case.node, MF.result))
    if isinstance(found, QueryTriples):
        return compared(Reply(200, "text/turtle", found.serialize(format=RdfFormat.TURTLE)), expected, lax(case))
    forms = {".csv": QueryResultsFormat.CSV, ".tsv": QueryResultsFormat.TSV}
    form = forms.get(expected.suffix, QueryResultsFormat.JSON)
    return compared(Reply(200, form.media_type, found.serialize(format=form)), expected, lax(case))


def ask(endpoint: Endpoint, query: str, default: list[str], named: list[str], accept: str) -> Reply:
    path = f"/sparql?{urlencode({'default-graph-uri': default, 'named-graph-uri': named}, doseq=True)}"
    headers = {"Content-Type": "application/sparql-query; charset=utf-8", "Accept": accept}
    return endpoint.send("POST", path, query.encode(), headers)


def protocol(case: Case, endpoint: Endpoint) -> str:
    action = case.graph.value(case.node, MF.action)
    for request in case.graph.items(case.graph.value(action, HT.requests)):
        body = case.graph.value(case.graph.value(request, HT.body), CNT.chars)
        sent = case.graph.value(request, HT.headers)
        headers = {
            str(case.graph.value(header, HT.fieldName)): str(case.graph.value(header, HT.fieldValue))
            for header in (case.graph.items(sent) if sent is not None else ())
        }
        charset = "utf-16" if "UTF-16" in headers.get("content-type", "") else "utf-8"
        data = str(body).encode(charset) if body is not None else None
        method, path = (str(case.graph.value(request, part)) for part in (HT.methodName, HT.absolutePath))
        reply = endpoint.send(method, path, data, headers)
        if why := judged(case.graph, case.graph.value(request, HT.resp), reply):
            return why
    return ""


def judged(graph: rdflib.Graph, wanted: Any, reply: Reply) -> str:
    statuses = {str(status).rpartition("StatusCode")[2][0] for status in graph.objects(wanted, MF.expectedStatus)}
    if str(reply.status)[0] not in statuses:
        return f"status {reply.status}: {reply.body.decode()[:150].strip()}"
    form, truth = graph.value(wanted, MF.expectedFormat), graph.value(wanted, MF.expectedBoolean)
    if form is not None and str(form) == "RDF":
        list(parse(reply.body, RdfFormat.from_media_type(reply.type)))  # raises for what is none
    elif form is not None:
        found = parse_query_results(reply.body, QueryResultsFormat.from_media_type(reply.type))
        if isinstance(found, QueryBoolean) != (str(form) == "boolean"):
            return f"not {form}"
        if truth is not None and bool(found) != bool(truth.toPython()):
            return f"not {truth}"
    return ""


def described(endpoint: Endpoint) -> str:
    reply = endpoint.send("GET", "/sparql")
    told = {(t.predicate.value, getattr(t.object, "value", "")) for t in parse(reply.body, RdfFormat.TURTLE)}
    return "" if (f"{SD}endpoint", f"{endpoint.address}sparql") in told else "no sd:endpoint"


# --- the report ------------------------------------------------------------------------------------------------------


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", nargs="?", type=Path)
    parser.add_argument("--suite", default="")
    parser.add_argument("-v", "--verbose", action="store_true")
    options = parser.parse_args()
    if options.path is None:
        print("w3c: left out: name a checkout of https://github.com/w3c/rdf-tests")
        return 0
    found = [case for case in cases(options.path.resolve()) if options.suite in case.suite]
    left = {case: why for case in found if (why := why_not(case))}
    applies = [case for case in found if case not in left]
    with tempfile.TemporaryDirectory() as folder:
        with open_store(Path(folder, "store")) as store:
            store.load_many([("tests", quads(applies))])
        with serving(Path(folder, "store")) as address:
            endpoint = Endpoint(address)
            failed = {case: why for case in applies if (why := tried(case, endpoint))}
    engine = {case for case in failed if case.kind in QUERIES and tried(case, None)}
    report(applies, failed, engine, left, options.verbose)
    return 0


def tried(case: Case, endpoint: Endpoint | None) -> str:
    """Why the case fails at the endpoint, or in the library where none is given; "" where it passes."""
    try:
        return run(case, endpoint) if endpoint else in_the_library(case)
    except Exception as error:  # a case that can not even be judged did not pass
        return f"{type(error).__name__}: {error}"[:200]


def report(
    applies: list[Case], failed: Mapping[Case, str], engine: set[Case], left: Mapping[Case, str], verbose: bool
) -> None:
    total, passed = Counter(map(sort, applies)), Counter(sort(case) for case in applies if case not in failed)
    print(f"{'tests':<34} pass / run")
    for name in sorted(total):
        print(f"{name:<34} {passed[name]:4} / {total[name]}")
    print("\nleft out:")
    for why, number in Counter(left.values()).most_common():
        print(f"  {number:4}  {why}")
    if failed:
        print("\nfailed:")
    for case, why in failed.items():
        print(f"  {case.suite} {case.name}: {why}{' (in the library too)' if case in engine else ''}")
    if verbose:
        print("\nleft out, by name:")
        for case, why in left.items():
            print(f"  {case.suite} {case.name}: {why}")


def sort(case: Case) -> str:
    version, kind = case.suite.partition("/")[0], str(case.kind).rpartition("#")[2]
    group = "syntax" if case.kind in SYNTAX else "query evaluation" if case.kind in QUERIES else kind
    return f"{version.replace('sparql1', 'SPARQL 1.')} {group}"


if __name__ == "__main__":
    sys.exit(main())
