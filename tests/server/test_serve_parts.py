"""The parts of the server without it: negotiation, outlines, the protocol's reading, the formats, the confinement."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import (
    BaseDirection,
    BlankNode,
    Literal,
    NamedNode,
    QueryResultsFormat,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
)

from kg.asking.query import refuse_outside
from kg.errors import QueryError
from kg.serve import accept, protocol
from kg.serve.outline import outline
from kg.serve.refusal import Refusal
from kg.serve.results import Sink, TooMuch, Unwritable, write_boolean, write_graph, write_table

TABLES, GRAPHS = tuple(accept.TABLES), tuple(accept.GRAPHS)


@pytest.mark.parametrize(
    ("header", "media"),
    [
        ("", "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("text/csv", "text/csv"),
        ("TEXT/CSV", "text/csv"),
        ("text/*", "text/xml"),
        ("text/*;q=0.5, text/csv", "text/csv"),
        ("text/csv;q=0.1, application/sparql-results+xml;q=0.2", "application/sparql-results+xml"),
        ("text/csv; q=0, */*", "application/sparql-results+json"),
        ("application/sparql-results+json;q=0, */*;q=0.1", "application/json"),
        ("application/*;q=0, text/tab-separated-values", "text/tab-separated-values"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/xml"),
        ("nonsense, text/csv", "text/csv"),
        ("text/csv;q=much, text/tab-separated-values;q=0.1", "text/tab-separated-values"),
        ("text/csv;q=2", ""),
        ("image/png", ""),
        ("*/*;q=0", ""),
        ("*/csv", ""),
    ],
)
def test_the_best_liked_format_is_taken(header: str, media: str) -> None:
    assert accept.choose(header, TABLES) == media


@pytest.mark.parametrize(
    ("text", "form", "dataset"),
    [
        ("SELECT * { ?s ?p ?o }", "SELECT", False),
        ("select * from <urn:g> { ?s ?p ?o }", "SELECT", True),
        ("ASK FROM NAMED<urn:g>{ GRAPH ?g { ?s ?p ?o } }", "ASK", True),
        ("DESCRIBE <urn:a>FROM <urn:g>", "DESCRIBE", True),
        ("CONSTRUCT { ?s ?p ?o } FROM <urn:g> WHERE { ?s ?p ?o }", "CONSTRUCT", True),
        ("CONSTRUCT { ?from from:from from: } WHERE { ?s ?p ?o }", "CONSTRUCT", False),
        ("PREFIX from: <urn:from> SELECT ?from { ?from from:x 'FROM <urn:g>' }", "SELECT", False),
        ("# FROM <urn:g>\nPREFIX ask: <urn:ask> SELECT (EXISTS { SELECT * { } } AS ?x) { }", "SELECT", False),
        ("SELECT * { ?s ?p \"\"\" } FROM <urn:g> \" \"\"\" , ''' ' } FROM ''' }", "SELECT", False),
        ("SELECT ?x { ?x <urn:p#a> 1 } # }\nORDER BY ?x", "SELECT", False),
        ("SELECT ?x FROM ex:g { }", "SELECT", True),
        ("BASE <urn:x> INSERT DATA { <a> <b> <c> }", "INSERT", False),
        ("LOAD <http://example.org/>", "LOAD", False),
        ("", "", False),
        ("} FROM", "", False),
    ],
)
def test_the_outline_of_a_query(text: str, form: str, dataset: bool) -> None:
    assert (outline(text).form, outline(text).dataset) == (form, dataset)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="SELECTFROM{}()<>\"'\\#?:@ \n\ra1", max_size=300))
def test_any_text_has_an_outline(text: str) -> None:
    assert outline(text) is not None


def test_what_a_get_asks() -> None:
    assert protocol.read_get(b"") is None
    graphs = b"default-graph-uri=urn:a&default-graph-uri=urn:b&named-graph-uri=urn:c"
    asked = protocol.read_get(b"query=ASK+%7B%7D&x=1&" + graphs)
    assert asked == protocol.Asked("ASK {}", ["urn:a", "urn:b"], ["urn:c"])


@pytest.mark.parametrize(
    ("query_string", "kind", "body", "status"),
    [
        (b"", "", b"ASK {}", 415),
        (b"", "text/plain", b"ASK {}", 415),
        (b"", "application/sparql-query; charset=UTF-16", b"ASK {}", 415),
        (b"", "application/sparql-query", b"ASK { '\xff' }", 400),
        (b"", "application/x-www-form-urlencoded", b"query=%FF", 400),
        (b"", "application/x-www-form-urlencoded", "query=ASK é".encode(), 400),
        (b"", "application/x-www-form-urlencoded", b"query=ASK&query=ASK", 400),
        (b"", "application/x-www-form-urlencoded", b"x=1", 400),
        (b"", "application/x-www-form-urlencoded", b"&".join([b"a=1"] * 2000), 400),
        (b"query=ASK", "application/sparql-query", b"ASK {}", 400),
        (b"", "application/x-www-form-urlencoded", b"update=CLEAR+ALL", 403),
        (b"", "application/sparql-update", b"CLEAR ALL", 403),
    ],
)
def test_what_a_post_may_not_ask(query_string: bytes, kind: str, body: bytes, status: int) -> None:
    with pytest.raises(Refusal) as caught:
        protocol.read_post(query_string, kind, body)
    assert caught.value.status == status


HERE = "<http://127.0.0.1:9/>"


@pytest.mark.parametrize(
    "text",
    [
        f"SELECT * {{ SERVICE {HERE} {{ ?a ?b ?c }} }}",
        f"SELECT * {{ service silent {HERE} {{ ?a ?b ?c }} }}",
        f"SELECT * {{ {{ SELECT * {{ OPTIONAL {{ SERVICE {HERE} {{ ?a ?b ?c }} }} }} }} }}",
        f"SELECT * {{ FILTER EXISTS {{ SERVICE {HERE} {{ ?a ?b ?c }} }} }}",
        f"SELECT * {{ ?s ?p 1SERVICE {HERE} {{ ?a ?b ?c }} }}",
        f"SELECT * {{ # x\r SERVICE {HERE} {{ ?a ?b ?c }} }}",
        f'SELECT * {{ VALUES ?v {{ "x\\u0022" }} SERVICE {HERE} {{ ?a ?b ?c }} VALUES ?w {{ "\\u0022y" }} }}',
        f'SELECT * {{ VALUES ?v {{ "x\\U00000022" }} SERVICE {HERE} {{ ?a ?b ?c }} VALUES ?w {{ "\\u0022y" }} }}',
        f'SELECT * {{ BIND("\\\\" AS ?x) SERVICE {HERE} {{ ?a ?b ?c }} BIND("\\\\" AS ?y) }}',
        f"SELECT * {{ SERV\\u0049CE {HERE} {{ ?a ?b ?c }} }}",
        "SELECT * { ?s ?p 'a service' that does not parse",
        "LOAD <http://127.0.0.1:9/>",
    ],
)
def test_calls_to_other_servers_are_refused_in_every_spelling(text: str) -> None:
    with pytest.raises(QueryError, match="SERVICE"):
        refuse_outside(text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s ?p 'customer SERVICE' }",
        "SELECT * { ?service <urn:load> ?load } # SERVICE",
        "SELECT * { ?s <http://example.org/service> \"\"\"SERVICE <x> {}\"\"\" }",
        "SELECT * { ?s ?p 'service \\u4e2d\\u6587' }",
        "SELECT * { ?s ?p 'download' }",
    ],
)
def test_the_word_alone_is_no_call(text: str) -> None:
    refuse_outside(text)


# --- formats ---------------------------------------------------------------------------------------------------------

XSD = "http://www.w3.org/2001/XMLSchema#"
WILD = "a\"b'c\\d\te\nf\rg<h>&i,开源 😀 {j}"
ROWS: list[list[Any]] = [
    [NamedNode("http://example.org/é?a=1&b=2"), Literal(WILD)],
    [BlankNode("b0"), Literal(WILD, language="zh-Hans")],
    [None, Literal("1.50", datatype=NamedNode(f"{XSD}decimal"))],
    [Literal(""), None],
    [None, None],
    [Literal("true", datatype=NamedNode(f"{XSD}boolean")), Literal(WILD, datatype=NamedNode("urn:d"))],
]
FORMATS = {
    accept.JSON: QueryResultsFormat.JSON,
    accept.XML: QueryResultsFormat.XML,
    accept.TSV: QueryResultsFormat.TSV,
}


def table(form: str, rows: list[list[Any]], columns: tuple[str, ...] = ("a", "b")) -> bytes:
    sink = Sink(1000, 2**20)
    write_table(sink, columns, rows, form)
    assert sink.rows == len(rows)
    return b"".join(sink.pieces)


@pytest.mark.parametrize("form", FORMATS)
def test_a_table_is_read_back_as_it_was(form: str) -> None:
    found = parse_query_results(table(form, ROWS), FORMATS[form])
    assert [variable.value for variable in found.variables] == ["a", "b"]
    assert [[solution["a"], solution["b"]] for solution in found] == ROWS


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=40), st.sampled_from(sorted(FORMATS)))
def test_any_text_comes_through(text: str, form: str) -> None:
    written = table(form, [[Literal(text)]], ("a",))
    if form == accept.XML:  # which can not hold control characters; the library's own reader trims
        plain = "".join(c if c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff") else "\ufffd" for c in text)
        found = ElementTree.fromstring(written).findtext(".//{*}literal")
        assert found == plain
    else:
        (row,) = parse_query_results(written, FORMATS[form])
        assert row["a"].value == text


def test_csv_has_plain_values_quoted_where_needed() -> None:
    rows = list(csv.reader(io.StringIO(table(accept.CSV, ROWS).decode(), newline="")))
    assert rows[0] == ["a", "b"]
    assert rows[1] == ["http://example.org/é?a=1&b=2", WILD]
    assert rows[2] == ["_:b0", WILD]
    assert rows[3:6] == [["", "1.50"], ["", ""], ["", ""]]
    assert table(accept.CSV, ROWS[3:4]) == b"a,b\r\n,\r\n"


@pytest.mark.parametrize("form", FORMATS)
def test_yes_and_no(form: str) -> None:
    for answer in (True, False):
        sink = Sink(1, 1000)
        write_boolean(sink, answer, form)
        if form != accept.TSV:  # which has no form for them that the library would read
            assert bool(parse_query_results(b"".join(sink.pieces), FORMATS[form])) is answer
        assert (b"true" if answer else b"false") in b"".join(sink.pieces)


def test_triples_and_directed_texts_as_terms() -> None:
    triple = Triple(NamedNode("urn:s"), NamedNode("urn:p"), Literal("o"))
    for term in (triple, Literal("x", language="ar", direction=BaseDirection.RTL)):
        for form in (accept.JSON, accept.XML):
            (row,) = parse_query_results(table(form, [[term]], ("a",)), FORMATS[form])
            assert row["a"] == term


@pytest.mark.parametrize("media", list(accept.GRAPHS)[:4])
def test_a_graph_is_read_back_as_it_was(media: str) -> None:
    p = NamedNode("http://example.org/p")
    triples = [
        Triple(NamedNode("https://w3id.org/kg-explorer/ns#a"), p, Literal(WILD.replace("\r", ""))),
        Triple(NamedNode("urn:s"), p, Literal("开", language="zh")),
        Triple(NamedNode("urn:s"), p, Literal("1", datatype=NamedNode(f"{XSD}integer"))),
    ]
    sink = Sink(100, 2**20)
    write_graph(sink, triples + triples, accept.GRAPHS[media])
    back = [quad.triple for quad in parse(b"".join(sink.pieces), RdfFormat.from_media_type(media))]
    assert sorted(map(str, back)) == sorted(map(str, triples))


def test_what_rdf_xml_can_not_hold_is_refused_in_a_line() -> None:
    for predicate, text in (("urn:p:1", "o"), ("http://example.org/", "o"), ("urn:p", "a\x01b")):
        with pytest.raises(Unwritable, match="RDF/XML"):
            write_graph(Sink(9, 999), [Triple(NamedNode("urn:s"), NamedNode(predicate), Literal(text))], accept.RDFXML)


def test_an_answer_over_a_limit_is_refused() -> None:
    rows = [[Literal(str(n))] for n in range(10)]
    with pytest.raises(TooMuch, match="more than 9 rows"):
        write_table(Sink(9, 10**6), ["n"], rows, accept.CSV)
    with pytest.raises(TooMuch, match="more than 20 bytes"):
        write_table(Sink(10, 20), ["n"], rows, accept.CSV)
    triples = [Triple(NamedNode(f"urn:{n}"), NamedNode("urn:p"), Literal("x" * 100)) for n in range(10)]
    with pytest.raises(TooMuch, match="more than 9 rows"):
        write_graph(Sink(9, 10**6), triples, accept.TURTLE)
    for form in (accept.TURTLE, accept.NTRIPLES, accept.JSONLD):
        with pytest.raises(TooMuch, match="more than 500 bytes"):
            write_graph(Sink(10, 500), triples, form)


# --- confinement -----------------------------------------------------------------------------------------------------


def run(code: str) -> tuple[int, str]:
    head = "import socket, sys\nfrom kg.workers import confine\n"
    done = subprocess.run([sys.executable, "-c", head + code], capture_output=True, text=True, check=False, timeout=60)
    return done.returncode, (done.stdout + done.stderr).strip()


linux = pytest.mark.skipif(sys.platform != "linux", reason="the kernel's means are Linux's")


@linux
def test_a_confined_process_reaches_nobody() -> None:
    listener = __import__("socket").create_server(("127.0.0.1", 0))
    listener.settimeout(0.2)
    port = listener.getsockname()[1]
    query = f"SELECT * {{ SERVICE SILENT <http://127.0.0.1:{port}/> {{ ?a ?b ?c }} }}"
    code = f"assert confine.deny_sockets()\nimport pyoxigraph\nprint(len(list(pyoxigraph.Store().query({query!r}))))\n"
    status, said = run(code + "import os\ntry:\n    socket.socket()\nexcept PermissionError:\n    print('denied')\n")
    assert (status, said) == (0, "1\ndenied")
    with pytest.raises(TimeoutError):
        listener.accept()
    status, said = run("confine.deny_sockets()\nimport os\nos.execv('/bin/true', ['true'])")
    assert status == 1 and "PermissionError" in said
    listener.close()


@linux
def test_memory_and_time_are_bounded() -> None:
    status, said = run("confine.bound_memory(64 * 2**20)\nx = bytearray(32 * 2**20)\ny = bytearray(256 * 2**20)")
    assert status == 1 and "MemoryError" in said
    status, said = run("confine.bound_memory(64 * 2**20)\nconfine.bound_memory(0)\ny = bytearray(256 * 2**20)")
    assert (status, said) == (0, "")
    status, _ = run("confine.bound_time(0.2)\nwhile True: pass")
    assert status == -14
    status, _ = run("confine.bound_time(0.2)\nconfine.bound_time(0)\nimport time; time.sleep(0.4)")
    assert status == 0


@linux
def test_memory_that_is_free_goes_back_to_the_system() -> None:
    code = (
        "import platform\nif platform.libc_ver()[0] != 'glibc': print('another C library'); sys.exit()\n"
        "held = [bytes(2**16) for _ in range(2000)]\nlast = held[-1]\ndel held\nbefore = confine.resident()\n"
        "confine.give_back()\nprint(before - confine.resident() > 60 * 2**20)"
    )
    assert run(code) in ((0, "True"), (0, "another C library"))
