"""The endpoint, asked over HTTP: the protocol, the formats, the dataset, and what is refused."""

from __future__ import annotations

import json
import re
import socket
from urllib.parse import quote

import pytest
from pyoxigraph import NamedNode, QueryResultsFormat, RdfFormat, parse, parse_query_results
from served import COUNT, Served, all_of
from starlette.routing import Route

from kg.explore.endpoints import ENDPOINTS
from kg.rdf.graph import article_iri
from kg.serve import accept
from kg.serve.app import make_app
from kg.serve.guard import HEADERS
from kg.serve.limits import Limits
from kg.store import open_store

FORM, DIRECT = "application/x-www-form-urlencoded", "application/sparql-query"
LABELS = "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> SELECT DISTINCT ?l { ?s skos:prefLabel ?l }"
SHIFTS = "PREFIX kg: <https://w3id.org/kg-explorer/ns#> CONSTRUCT { ?s a kg:Shift } WHERE { ?s a kg:Shift }"
RDF = ("text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml")
SD = "http://www.w3.org/ns/sparql-service-description#"


def one_line(text: str) -> bool:
    return bool(text.strip()) and text.endswith("\n") and text.count("\n") == 1 and "Traceback" not in text


def labels(server: Served) -> set[str]:
    with open_store(server.store, read_only=True) as store:
        query = LABELS.replace("{ ?s", "{ GRAPH ?g { ?s").replace("?l }", "?l } }")
        return {row[0] for row in store.select(query).rows}


# --- the protocol ----------------------------------------------------------------------------------------------------


def test_a_query_is_asked_in_three_ways_and_at_either_address(server: Served) -> None:
    text = "ASK { ?s ?p ?o FILTER(STR(?o) = '雨云') }"
    for path in ("/sparql", "/sparql/"):
        replies = [
            server.send("GET", f"{path}?query={quote(text)}"),
            server.post(f"query={quote(text)}", FORM, path),
            server.post(text, DIRECT, path),
            server.post(text, f"{DIRECT}; charset=utf-8", path),
        ]
        for reply in replies:
            assert (reply.status, json.loads(reply.text)) == (200, {"head": {}, "boolean": True})
            assert reply.type == "application/sparql-results+json"
            assert reply.headers["vary"] == "Accept"


@pytest.mark.parametrize(
    ("method", "path", "body", "kind", "status"),
    [
        ("GET", "/sparql?query=ASK%20%7B", None, "", 400),
        ("GET", "/sparql?query=", None, "", 400),
        ("GET", "/sparql?query=ASK%7B%7D&query=ASK%7B%7D", None, "", 400),
        ("GET", "/sparql?default-graph-uri=urn:x", None, "", 400),
        ("GET", "/sparql?query=ASK%7B%7D&default-graph-uri=relative", None, "", 400),
        ("GET", "/sparql?update=CLEAR%20ALL", None, "", 403),
        ("GET", "/sparql?query=INSERT%20DATA%20%7B%3Curn:a%3E%20%3Curn:b%3E%201%7D", None, "", 403),
        ("GET", "/sparql?query=LOAD%20%3Chttp://127.0.0.1:9/%3E", None, "", 403),
        ("PUT", "/sparql?query=ASK%7B%7D", b"", FORM, 405),
        ("DELETE", "/sparql", None, "", 405),
        ("OPTIONS", "/sparql", None, "", 405),
        ("POST", "/sparql", b"ASK {}", "text/plain", 415),
        ("POST", "/sparql", b"ASK {}", "", 415),
        ("POST", "/sparql", b"ASK {}", "application/sparql-query; charset=UTF-16", 415),
        ("POST", "/sparql", b"ASK { '\xff' }", DIRECT, 400),
        ("POST", "/sparql?query=ASK%7B%7D", b"ASK {}", DIRECT, 400),
        ("POST", "/sparql", b"CLEAR ALL", "application/sparql-update", 403),
        ("POST", "/sparql", b"update=CLEAR+ALL", FORM, 403),
        ("POST", "/sparql", b"x" * 1_100_000, DIRECT, 413),
        ("POST", "/sparql", b"ASK {" + b"{" * 50_000 + b"}" * 50_000 + b"}", DIRECT, 400),
        ("GET", "/api/nothing", None, "", 404),
        ("GET", "/nothing", None, "", 404),
    ],
)
def test_what_can_not_be_answered_is_told_in_a_line(
    server: Served, method: str, path: str, body: bytes | None, kind: str, status: int
) -> None:
    before = server.count()
    reply = server.send(method, path, body, {"Content-Type": kind} if kind else {})
    assert (reply.status, reply.type) == (status, "text/plain")
    assert one_line(reply.text)
    assert not any(name.startswith("access-control") for name in reply.headers)
    assert server.count() == before


# --- formats ---------------------------------------------------------------------------------------------------------

FORMATS = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "text/tab-separated-values": QueryResultsFormat.TSV,
}


@pytest.mark.parametrize("media", FORMATS)
def test_tables(server: Served, media: str) -> None:
    reply = server.get(LABELS, media)
    assert (reply.status, reply.type) == (200, media)
    found = {row["l"].value for row in parse_query_results(reply.body, FORMATS[media])}
    assert found == labels(server) and "雨云" in found


def test_csv_and_yes_or_no(server: Served) -> None:
    reply = server.get(LABELS, "text/csv")
    assert reply.type == "text/csv" and set(reply.text.split("\r\n")) == labels(server) | {"l", ""}
    for media, text in (("text/csv", "true"), ("application/sparql-results+xml", "<boolean>true</boolean>")):
        assert text in server.get("ASK {}", media).text


@pytest.mark.parametrize("media", RDF)
@pytest.mark.parametrize("query", [SHIFTS, f"DESCRIBE <{article_iri('x')}> ?s {{ ?s a ?t }}"])
def test_graphs(server: Served, media: str, query: str) -> None:
    reply = server.get(query, media)
    assert (reply.status, reply.type) == (200, media)
    found = {str(quad.triple) for quad in parse(reply.body, RdfFormat.from_media_type(media))}
    plain = {str(q.triple) for q in parse(server.get(query, "application/n-triples").body, RdfFormat.N_TRIPLES)}
    assert found == plain and len(found) >= 5


def test_the_best_liked_format_is_sent_and_an_unknown_one_is_not(server: Served) -> None:
    assert server.get(LABELS, "text/csv;q=0.3, application/sparql-results+xml;q=0.7").type.endswith("+xml")
    assert server.get(LABELS, "image/png, */*;q=0.1").type == "application/sparql-results+json"
    assert server.get(SHIFTS).type == "text/turtle"
    for query, media in ((LABELS, "text/turtle"), (SHIFTS, "text/csv"), ("ASK {}", "image/png")):
        reply = server.get(query, media)
        assert reply.status == 406 and one_line(reply.text)


# --- the dataset -----------------------------------------------------------------------------------------------------


def test_the_default_graph_is_all_articles_unless_told_otherwise(server: Served) -> None:
    def count(query: str = COUNT, **more: str | list[str]) -> int:
        return int(server.get(query, "text/csv", **more).text.split()[1])

    def named(query: str = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }", **more: str | list[str]) -> int:
        return count(query, **more)

    with open_store(server.store, read_only=True) as store:
        first, second = (article_iri(article) for article in store.articles()[:2])
        copy = "CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{}> {{ ?s ?p ?o }} }}"
        sizes = [len(store.construct(copy.format(graph))) for graph in (first, second)]
        whole = all_of(store)
    assert (count(), named()) == (whole, whole)
    assert (count(default_graph_uri=first), named(default_graph_uri=first)) == (sizes[0], 0)
    assert (count(named_graph_uri=second), named(named_graph_uri=second)) == (0, sizes[1])
    assert count(default_graph_uri=[first, second]) == sum(sizes)
    assert count(default_graph_uri=first, named_graph_uri=second) == sizes[0]
    assert count(COUNT.replace("{ ?s", f"FROM <{first}> {{ ?s")) == sizes[0]
    assert named(f"SELECT (COUNT(*) AS ?n) FROM NAMED <{second}> {{ GRAPH ?g {{ ?s ?p ?o }} }}") == sizes[1]
    both = COUNT.replace("{ ?s", f"FROM <{first}> {{ ?s")
    assert count(both, default_graph_uri=second) == sizes[1], "the protocol's dataset goes before the query's"
    assert count(default_graph_uri="urn:none") == 0
    once = count("SELECT (COUNT(*) AS ?n) { SELECT DISTINCT * { ?s ?p ?o } }")
    assert once < whole, "where the engine has come to merge graphs, docs/endpoint.md and words.toml need not warn"
    posted = server.post(COUNT, DIRECT, f"/sparql?default-graph-uri={quote(first)}", "text/csv")
    assert int(posted.text.split()[1]) == sizes[0]


def test_relative_addresses_are_the_endpoints(server: Served) -> None:
    assert json.loads(server.get("SELECT (<x> AS ?x) {}").text)["results"]["bindings"][0]["x"]["value"] == (
        f"{server.address}x"
    )


@pytest.mark.parametrize("media", ["", *RDF])
def test_the_service_description(server: Served, media: str) -> None:
    reply = server.send("GET", "/sparql", headers={"Accept": media} if media else {})
    assert (reply.status, reply.type) == (200, media or "text/turtle")
    found = {quad.triple for quad in parse(reply.body, RdfFormat.from_media_type(reply.type))}
    said = {(t.predicate.value.removeprefix(SD), t.object) for t in found}
    assert ("endpoint", NamedNode(server.endpoint)) in said
    assert ("feature", NamedNode(f"{SD}UnionDefaultGraph")) in said
    assert ("supportedLanguage", NamedNode(f"{SD}SPARQL11Query")) in said
    assert sum(predicate == "resultFormat" for predicate, _ in said) == 8
    assert {t.object.language for t in found if t.predicate.value.endswith("description")} == {"zh", "en"}
    assert server.send("GET", "/sparql", headers={"Accept": "text/csv"}).status == 406


# --- nothing goes out, nobody else comes in --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "pattern",
    [
        "SERVICE <{}> {{ ?a ?b ?c }}",
        "SERVICE SILENT <{}> {{ ?a ?b ?c }}",
        "?s ?p 1SERVICE <{}> {{ ?a ?b ?c }}",
        "# \r SERVICE <{}> {{ ?a ?b ?c }}",
        'VALUES ?v {{ "x\\u0022" }} SERVICE <{}> {{ ?a ?b ?c }} VALUES ?w {{ "\\u0022y" }}',
    ],
)
def test_no_query_reaches_another_server(server: Served, pattern: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.1)
        query = f"SELECT * {{ {pattern.format(f'http://127.0.0.1:{listener.getsockname()[1]}/')} }}"
        reply = server.get(query)
        with pytest.raises(TimeoutError):
            listener.accept()
    assert reply.status == 400 and "SERVICE" in reply.text and one_line(reply.text)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "127.0.0.1:{port}"}, 200),
        ({"Host": "localhost:{port}"}, 200),
        ({"Host": "LOCALHOST"}, 200),
        ({"Host": "[::1]:{port}"}, 200),
        ({"Host": "evil.example"}, 421),
        ({"Host": "127.0.0.1.evil.example:{port}"}, 421),
        ({"Host": "localhost.evil.example"}, 421),
        ({"Host": "a b"}, 400),
        ({"Host": ""}, 400),
        ({"Host": "127.0.0.1:{port}", "Origin": "http://127.0.0.1:{port}"}, 200),
        ({"Host": "127.0.0.1:{port}", "Origin": "http://evil.example"}, 403),
        ({"Host": "127.0.0.1:{port}", "Origin": "http://127.0.0.1:1"}, 403),
        ({"Host": "127.0.0.1:{port}", "Origin": "null"}, 403),
        ({"Host": "127.0.0.1:{port}", "Origin": "http://["}, 403),
        ({"Host": "127.0.0.1:{port}", "Origin": "http://[evil]:{port}"}, 403),
        ({"Host": "127.0.0.1:{port}", "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}, 403),
        ({"Host": "127.0.0.1:{port}", "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}, 200),
        ({"Host": "127.0.0.1:{port}", "Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors"}, 200),
    ],
)
def test_pages_and_names_of_others_are_refused(server: Served, headers: dict[str, str], status: int) -> None:
    sent = {name: value.format(port=server.port) for name, value in headers.items()}
    for path in ("/sparql?query=ASK%7B%7D", "/healthz", "/api/status"):
        reply = server.send("GET", path, headers=sent)
        assert reply.status == status
        assert not any(name.startswith("access-control") for name in reply.headers)
        for name, value in HEADERS.items():
            assert reply.headers[name.lower()] == value


@pytest.mark.parametrize(
    "path",
    ["/../kg-store.json", "/..%2f..%2fetc/passwd", "/sparql/../../etc/passwd", "//etc/passwd", "/%2e%2e/", "/data/"],
)
def test_there_are_no_files_to_be_had(server: Served, path: str) -> None:
    reply = server.send("GET", path)
    assert (reply.status, reply.text) == (404, "there is nothing here\n")


# --- the other addresses ---------------------------------------------------------------------------------------------


def test_alive_and_status(server: Served) -> None:
    assert server.send("GET", "/healthz").text == "ok\n"
    told = json.loads(server.send("GET", "/api/status").text)
    assert told["ready"] and told["snapshot"] >= 1
    assert told["limits"]["seconds"] == 300 and told["limits"]["workers"] == 2
    assert told["sockets_denied"] in (True, False)


def test_what_is_served_is_described(server: Served) -> None:
    told = json.loads(server.send("GET", "/api/openapi.json").text)
    app = make_app(str(server.store), "en", Limits())
    paths = {route.path.replace(":path", "") for route in app.routes if isinstance(route, Route)} - {"/sparql/"}
    views = {f"/api/{name}" for name in ENDPOINTS}
    assert set(told["paths"]) == (paths - {"/api/{name}"}) | views
    schema = told["paths"]["/api/status"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    found = json.loads(server.send("GET", "/api/status").text)
    assert list(found) == schema["required"] == list(schema["properties"])
    assert list(found["limits"]) == schema["properties"]["limits"]["required"]
    media = told["components"]["responses"]["answer"]["content"]
    assert set(media) <= {*accept.TABLES, *accept.GRAPHS} and len(media) == 8
    names = set(json.dumps(told).split('"#/components/responses/')[1:])
    assert all(name.partition('"')[0] in told["components"]["responses"] for name in names)


def test_the_page_and_its_files(server: Served) -> None:
    reply = server.send("GET", "/")
    assert (reply.status, reply.type) == (200, "text/html")
    policy = reply.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self';") and "unsafe" not in policy
    for path in re.findall(r'(?:src|href)="(/explorer/[^"]+)"', reply.text):
        found = server.send("GET", path)
        assert found.status == 200 and found.headers["content-security-policy"] == policy
        again = server.send("GET", path, headers={"If-None-Match": found.headers["etag"]})
        assert (again.status, again.body) == (304, b"")
    assert b"vis-network" in server.send("GET", "/explorer/vis-network.js").body[:600]


@pytest.mark.parametrize("path", ["../words.toml", "words.toml", "%2e%2e/words.toml", "lib/../words.toml", "lib/", ""])
def test_no_other_file_of_the_page_is_to_be_had(server: Served, path: str) -> None:
    assert server.send("GET", f"/explorer/{path}").status == 404


# --- the explorer's interface ----------------------------------------------------------------------------------------


def test_a_view_is_answered_from_the_newest_snapshot_and_not_twice(server: Served) -> None:
    reply = server.asked("/api/evidence?of=Nimbus")
    told = json.loads(reply.text)
    assert reply.type == "application/json" and told["claims"][0]["subject"]["label"] == "Nimbus"
    assert int(reply.headers["x-snapshot"]) >= 1
    again = server.asked("/api/evidence?of=Nimbus", headers={"If-None-Match": reply.headers["etag"]})
    assert (again.status, again.body) == (304, b"")
    other = server.asked("/api/evidence?of=Nimbus&lang=zh", headers={"If-None-Match": reply.headers["etag"]})
    assert other.status == 200 and other.headers["etag"] != reply.headers["etag"]


def test_the_table_of_a_view_comes_as_csv_and_its_query_runs(server: Served) -> None:
    reply = server.asked("/api/evidence?of=Nimbus&format=csv")
    assert reply.type == "text/csv" and reply.headers["content-disposition"].startswith("attachment")
    told = json.loads(server.asked("/api/evidence?of=Nimbus").text)
    assert reply.text.splitlines()[0].split(",") == told["columns"]
    found = json.loads(server.get(told["sparql"]).text)["results"]["bindings"]
    assert {row["quote"]["value"] for row in found} == {claim["quote"] for claim in told["claims"]}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/nothing", 404),
        ("/api/evidence", 400),
        ("/api/evidence?of=Nobody", 404),
        ("/api/evidence?of=Nimbus&limit=0", 400),
        ("/api/evidence?of=Nimbus&limit=x", 400),
        ("/api/evidence?of=Nimbus&of=Orchid", 400),
        ("/api/evidence?of=Nimbus&lang=fr", 400),
        ("/api/evidence?of=Nimbus&format=xml", 400),
        ("/api/evidence?of=Nimbus&what=1", 400),
        ("/api/evidence?id=nothing", 404),
        ("/api/suggest?q=" + "x" * 500, 400),
        ("/api/suggest?q=x&format=csv", 400),
        ("/api/words?lang=fr", 400),
    ],
)
def test_what_can_not_be_shown_is_told_in_one_line(server: Served, path: str, status: int) -> None:
    reply = server.send("GET", path)
    assert reply.status == status and one_line(reply.text)
