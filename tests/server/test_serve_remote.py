"""`kg serve` before a graph on another server: the same views, SPARQL within limits, changes seen, nothing written."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import made
import pytest
import servers
from served import ALL, ENDLESS, Served, fill, serving, wait_for

from kg.rdf.graph import quads
from kg.settings import Settings
from kg.store import open_store
from kg.updating import pipeline

GRAPHS = {extraction.article.id: quads(extraction) for extraction in made.corpus()}
VIEWS = (
    "/api/evidence?of=Nimbus", "/api/network?show=all", "/api/suggest?q=nim", "/api/articles", "/api/timeline",
    "/api/search?q=Nimbus", "/api/waiting", "/api/ask?q=which+vendors+moved+from+open+to+closed", "/api/evidence?of=Nimbus&lang=zh",
)  # fmt: skip
NAMED = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s a <https://schema.org/Article> } } GROUP BY ?g"


@pytest.fixture(scope="module", autouse=True)
def cache(cache_beside: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KG_CACHE", cache_beside(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real server with the graph in it."""
    with servers.oxigraph(tmp_path_factory.mktemp("oxigraph")) as address:
        with open_store(address) as store:
            store.load_many(GRAPHS.items())
        yield address


@pytest.fixture(scope="module")
def before(there: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    corpus = tmp_path_factory.mktemp("workspace") / "corpus"
    corpus.mkdir()
    with serving(there, "--workers", "2", "--timeout", "60", "--max-rows", "50", corpus=corpus) as served:
        yield served


def one_line(text: str) -> bool:
    return text.endswith("\n") and text.count("\n") == 1 and "Traceback" not in text


def test_the_explorer_shows_what_it_shows_of_a_folder(before: Served, tmp_path: Path) -> None:
    with serving(fill(tmp_path / "store"), "--timeout", "60") as folder:
        for path in VIEWS:
            here, away = folder.asked(path), before.asked(path)
            assert (here.status, away.status) == (200, 200), (path, here.text[:200], away.text[:200])
            assert json.loads(here.text) == json.loads(away.text), path
    assert b"vis-network" in before.send("GET", "/explorer/vis-network.js").body[:600]


def test_queries_are_passed_on_and_written_in_the_form_asked_for(before: Served) -> None:
    found = json.loads(before.get(NAMED).text)["results"]["bindings"]
    assert {row["g"]["value"].rpartition("/")[2] for row in found} == set(GRAPHS)
    assert before.get(NAMED, "text/csv").text.splitlines()[0] == "g,n"
    assert json.loads(before.get("ASK { GRAPH ?g { ?s ?p ?o } }").text)["boolean"] is True
    assert before.get("CONSTRUCT { ?s a ?o } WHERE { GRAPH ?g { ?s a ?o } } LIMIT 3").type == "text/turtle"
    chosen = found[0]["g"]["value"]
    told = before.get("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "text/csv", default_graph_uri=chosen)
    assert int(told.text.split()[1]) == len(GRAPHS[chosen.rpartition("/")[2]])
    base = json.loads(before.get("SELECT (<x> AS ?x) {}").text)["results"]["bindings"][0]["x"]["value"]
    assert base == f"{before.address}x"  # relative to the endpoint that was asked


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("DROP ALL", 403),
        ("INSERT DATA { <x:a> <x:b> <x:c> }", 403),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", 400),
        ("SELECT * { ?s ?p }", 400),
        ("nothing of the sort", 400),
        (ALL.replace("{ ?s ?p ?o }", "{ GRAPH ?g { ?s ?p ?o } }"), 422),
    ],
)
def test_what_may_not_be_asked_never_reaches_the_server(before: Served, there: str, query: str, status: int) -> None:
    reply = before.get(query)
    assert reply.status == status and one_line(reply.text)
    with open_store(there, read_only=True) as store:
        assert set(store.articles()) == set(GRAPHS)


def test_a_query_without_end_is_given_up_at_its_limit(there: str) -> None:
    with serving(there, "--workers", "1", "--timeout", "2") as served:
        reply = served.get(ENDLESS.replace("{ ?a", "{ GRAPH ?x { ?a").replace("?p }", "?p } }"))
        assert reply.status == 504 and "limit of 2 seconds" in reply.text
        assert wait_for(lambda: served.get("ASK {}").status == 200)  # another worker answers


def test_an_answer_of_many_bytes_is_cut_off_and_refused(there: str) -> None:
    from kg.errors import QueryError
    from kg.store.remote import SPARQLStore

    store = SPARQLStore(there, read_only=True)
    store.most = 500
    with pytest.raises(QueryError, match="more than 500 bytes"):
        store.answer("SELECT * { GRAPH ?g { ?s ?p ?o } }", "http://here/", None)
    assert store.answer("ASK {}", "http://here/", None)
    store.close()


def test_a_change_is_seen_by_the_next_question(there: str) -> None:
    first, *rest = GRAPHS
    with serving(there, "--workers", "1", "--timeout", "60") as served:
        shown = served.asked("/api/articles")
        assert len(json.loads(shown.text)["rows"]) == len(GRAPHS)
        with open_store(there) as store:
            store.remove(first)
        try:
            again = served.asked("/api/articles", headers={"If-None-Match": shown.headers["etag"]})
            assert again.status == 200 and {row["id"] for row in json.loads(again.text)["rows"]} == set(rest)
        finally:
            with open_store(there) as store:
                store.replace(first, GRAPHS[first])
        last = served.asked("/api/articles")
        assert json.loads(last.text) == json.loads(shown.text)
        unchanged = served.asked("/api/articles", headers={"If-None-Match": last.headers["etag"]})
        assert (unchanged.status, unchanged.body) == (304, b"")


def test_an_article_is_added_from_the_page(tmp_path: Path) -> None:
    with servers.oxigraph(tmp_path) as address:
        settings = Settings(tmp_path / "w" / "corpus", address)
        settings.corpus.mkdir(parents=True)
        (settings.corpus / "a.md").write_text("Meta released Llama 2 in July 2023.\n", "utf-8")
        pipeline.build(None, settings, workers=1)
        with serving(address, "--workers", "1", "--timeout", "60", corpus=settings.corpus) as served:
            head = {"Origin": served.address.rstrip("/"), "Content-Type": "application/octet-stream"}
            reply = served.send("POST", "/api/adding", b"OpenAI released GPT-4 in March 2023.\n", head)
            place = f"/api/adding/{json.loads(reply.text)['id']}"
            assert wait_for(lambda: json.loads(served.send("GET", place).text)["state"] != "running")
            told = json.loads(served.send("GET", place).text)
            assert told["state"] == "done", told
            assert json.loads(served.asked("/api/evidence?of=GPT-4").text)["claims"]
        with open_store(address, read_only=True) as store:
            assert told["report"]["article"] in store.articles()
        assert len(list(settings.corpus.glob("*.md"))) == 2


def test_no_process_shows_the_password_and_a_server_that_is_gone_is_told_in_one_line(tmp_path: Path) -> None:
    with servers.oxigraph(tmp_path) as address:
        with open_store(address) as store:
            store.load_many(GRAPHS.items())
        named = address.replace("http://", "http://lin:s3cret@")
        with serving(named, "--workers", "1", "--timeout", "60") as served:
            assert served.get("ASK {}").status == 200
            for worker in served.workers():
                assert b"s3cret" not in Path(f"/proc/{worker}/cmdline").read_bytes()
            assert "s3cret" not in served.send("GET", "/api/status").text
            gone = served
            _stop(address)
            reply = gone.get("ASK {}")
            assert reply.status == 503 and one_line(reply.text) and "s3cret" not in reply.text
            shown = gone.send("GET", "/api/articles")
            assert shown.status in (200, 503) and "s3cret" not in shown.text


def _stop(address: str) -> None:
    """End the server that listens at this address: one that this process began."""
    import os
    import signal

    port = address.rpartition(":")[2]
    for process in Path(f"/proc/{os.getpid()}/task").glob("*/children"):
        for child in process.read_text().split():
            told = Path(f"/proc/{child}/cmdline").read_bytes().split(b"\x00")
            if b"--bind" in told and f"127.0.0.1:{port}".encode() in told:
                os.kill(int(child), signal.SIGKILL)
