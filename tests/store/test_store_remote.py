"""A graph on another server: every command works there, faults are one line, and other machines' changes are seen."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import made
import pytest
import servers
from click.testing import CliRunner

from kg import check, cli
from kg.asking.search import search
from kg.errors import StoreError
from kg.rdf.graph import quads
from kg.store import open_store
from kg.store.terms import held
from kg.updating import backup

GRAPHS = {extraction.article.id: quads(extraction) for extraction in made.corpus()}
IDS = sorted(GRAPHS)
TEXTS = {
    "one.md": "Nimbus released Nimbus-7B as open source in March 2023. OpenAI said that GPT-4 is closed.",
    "two.md": "百度在2023年发布了文心一言。Meta released LLaMA in February 2023 and LLaMA is open source.",
    "three.md": "LLaMA is closed. OpenAI moved from open to closed in 2019, and GPT-2 was released by OpenAI.",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with servers.oxigraph(tmp_path_factory.mktemp("oxigraph")) as address:
        yield address


@pytest.fixture
def place(
    server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cache_beside: Callable[[Path], str]
) -> str:
    monkeypatch.setenv("KG_CACHE", cache_beside(tmp_path / "cache"))
    with open_store(server) as opened:
        for article in opened.articles():
            opened.remove(article)
    return server


def run(corpus: Path, store: str, *args: str, status: int = 0) -> str:
    done = CliRunner().invoke(cli.main, ["--corpus", str(corpus), "--store", store, "--lang", "en", *args])
    assert done.exit_code == status, (args, done.output)
    return done.stdout


def test_every_command_gives_what_it_gives_with_a_folder(place: str, tmp_path: Path) -> None:
    asked = (
        ("articles",), ("entities",), ("claims", "--format", "jsonl"), ("claims", "--entity", "OpenAI"), ("conflicts",),
        ("query", "open-to-closed"), ("query", "openness-timeline"), ("search", "LLaMA"), ("show", "OpenAI"),
        ("ask", "which vendors moved from open to closed"), ("path", "OpenAI", "GPT-2"), ("review",),
    )  # fmt: skip
    said: dict[str, list[str]] = {}
    for store in (str(tmp_path / "folder"), place):
        corpus = tmp_path / f"corpus-{len(said)}"
        corpus.mkdir()
        for name in ("one.md", "two.md"):
            (corpus / name).write_text(TEXTS[name], "utf-8")
        (tmp_path / "three.md").write_text(TEXTS["three.md"], "utf-8")
        run(corpus, store, "build")
        run(corpus, store, "export", "-o", str(tmp_path / "before.nq"))
        tried = run(corpus, store, "add", "--dry-run", str(tmp_path / "three.md"))
        run(corpus, store, "export", "-o", str(tmp_path / "tried.nq"))
        assert (tmp_path / "before.nq").read_bytes() == (tmp_path / "tried.nq").read_bytes()
        assert run(corpus, store, "add", str(tmp_path / "three.md")) == tried
        said[store] = [run(corpus, store, *one) for one in asked]
        run(corpus, store, "view", "-o", str(tmp_path / "page.html"))
        run(corpus, store, "export", "-o", str(tmp_path / "whole.nq"))
        run(corpus, store, "remove", "three.md")
        run(corpus, store, "export", "-o", str(tmp_path / "after.nq"))
        assert (tmp_path / "before.nq").read_bytes() == (tmp_path / "after.nq").read_bytes()
        said[store].append((tmp_path / "whole.nq").read_text("utf-8"))
        with open_store(store, read_only=True) as opened:  # the part of `kg check` that reads the store
            assert [*check.check_store(opened), *check.check_passages(opened)] == []
    here, there = said.values()
    assert [len(one) for one in here] and here == there


def test_what_another_machine_writes_is_seen(place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def machine(name: str) -> None:
        monkeypatch.setenv("KG_CACHE", str(tmp_path / name))

    machine("here")
    with open_store(place) as writer:
        writer.load_many(GRAPHS.items())
    machine("there")
    with open_store(place) as writer:
        assert writer.passages()[0].articles(writer.passages()[1]) == set(IDS)
        writer.remove(IDS[0])
    machine("here")
    with open_store(place, read_only=True) as reader:
        assert reader.kin(IDS[1:]) is None  # not known here yet: whoever asks compares the texts
        index, at = reader.passages()
        assert index.articles(at) == set(IDS[1:])
        assert reader.kin(IDS[1:]) is not None


def test_a_lost_or_stale_cache_is_made_again(place: str, tmp_path: Path) -> None:
    with open_store(place) as writer:
        writer.load_many(GRAPHS.items())
        before = [row["passage"] for row in search(writer, "Nimbus")]
    for file in (tmp_path / "cache").rglob("*.db*"):
        file.unlink()
    with open_store(place, read_only=True) as reader:
        assert [row["passage"] for row in search(reader, "Nimbus")] == before


@pytest.mark.parametrize("head", [b"", b'{"ta'])
def test_a_journal_without_a_head_keeps_no_writer_out(place: str, tmp_path: Path, head: bytes) -> None:
    with open_store(place) as writer:
        writer.load_many(GRAPHS.items())
        folder = writer.beside
    (folder / "journal.jsonl").write_bytes(head)  # of a writer that was broken off before it changed anything
    with open_store(place, tag="tag") as writer:
        assert not writer.resumed and writer.articles() == IDS
        writer.remove(IDS[0])
    with open_store(place, read_only=True) as reader:
        assert reader.articles() == IDS[1:]


def test_a_second_writer_of_this_machine_is_refused(place: str) -> None:
    with open_store(place), pytest.raises(StoreError, match="another process writes"):
        open_store(place)


@contextmanager
def saying(status: int, body: bytes = b"", wait: float = 0, times: int = 10**6) -> Iterator[tuple[str, list[str]]]:
    """A server that answers so, `times` times, and then yes; and what it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.headers.get("Authorization", ""))
            time.sleep(wait)
            code, said = (status, body) if len(asked) <= times else (200, b'{"head": {}, "boolean": true}')
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(code)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(
    "status, body, says",
    [
        (401, b"", "does not let us in"),
        (404, b"<html>nothing</html>", "no SPARQL endpoint answers here"),
        (400, b"<b>I speak</b> no SPARQL", "I speak no SPARQL"),
        (500, b"oh dear", "the server says 500: oh dear"),
        (200, b"<html>a page</html>", "can not be read"),
    ],
)
def test_faults_of_a_server_are_one_line_without_the_password(
    status: int, body: bytes, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KG_CACHE", str(tmp_path))
    with saying(status, body) as (host, _), pytest.raises(StoreError, match=says) as caught:
        open_store(f"http://me:secret@{host}", read_only=True).articles()
    assert "secret" not in str(caught.value) and "\n" not in str(caught.value)


def test_nobody_there_and_too_slow_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_CACHE", str(tmp_path))
    monkeypatch.setenv("KG_STORE_TIMEOUT", "0.2")
    with pytest.raises(StoreError, match="can not be reached: Connection refused"):
        open_store(f"http://127.0.0.1:{servers.free_port()}")
    with saying(200, wait=1) as (host, _), pytest.raises(StoreError, match="no answer within 0.2 seconds"):
        open_store(f"http://{host}")


@pytest.mark.parametrize("given", ["soon", "0", "-1", "nan", "inf", "1e300"])
def test_a_time_to_wait_that_is_none_is_told(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("KG_STORE_TIMEOUT", given)
    with pytest.raises(StoreError, match=rf"KG_STORE_TIMEOUT: not a number of seconds above 0: {given} \(write 60"):
        open_store("http://127.0.0.1:1")


def test_a_busy_server_is_asked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_CACHE", str(tmp_path))
    with saying(503, b"busy", times=2) as (host, asked):
        assert open_store(f"http://{host}", read_only=True).ask("ASK {}")
        assert len(asked) == 4


@pytest.mark.parametrize("by", ["address", "environment", "token"])
def test_who_asks_stands_in_the_address_or_in_the_environment(
    by: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KG_CACHE", str(tmp_path))
    if by == "environment":
        monkeypatch.setenv("KG_STORE_USER", "me")
        monkeypatch.setenv("KG_STORE_PASSWORD", "s:e/c")
    if by == "token":
        monkeypatch.setenv("KG_STORE_TOKEN", "abc")
    with saying(200, b'{"head": {}, "boolean": true}') as (host, asked):
        assert open_store(f"http://{'me:s%3Ae%2Fc@' if by == 'address' else ''}{host}", read_only=True).ask("ASK {}")
    assert set(asked) == {"Bearer abc" if by == "token" else "Basic bWU6czplL2M="}


def written(corpus: Path, *names: str) -> Path:
    corpus.mkdir(parents=True)
    for name in names:
        (corpus / name).write_text(TEXTS[name], "utf-8")
    return corpus


def exported(corpus: Path, store: str, to: Path) -> bytes:
    run(corpus, store, "export", "-o", str(to))
    return to.read_bytes()


def test_a_backup_of_a_folder_comes_back_on_a_server_and_the_other_way_round(place: str, tmp_path: Path) -> None:
    first, folder = written(tmp_path / "first" / "corpus", "one.md", "two.md"), str(tmp_path / "folder")
    run(first, folder, "build")
    run(first, folder, "backup", str(tmp_path / "saved.zip"))
    there = tmp_path / "there" / "corpus"
    run(there, place, "restore", str(tmp_path / "saved.zip"))
    wanted = exported(first, folder, tmp_path / "first.nq")
    assert exported(there, place, tmp_path / "there.nq") == wanted
    assert {path.name for path in there.iterdir()} == {"one.md", "two.md"}
    assert '"kept": 2' in run(there, place, "build", "--format", "json")  # nothing is read anew
    assert "LLaMA" in run(there, place, "search", "LLaMA")
    with open_store(place, read_only=True) as opened:
        assert [*check.check_store(opened), *check.check_passages(opened), *check.check_derived(opened)] == []
    run(there, place, "backup", str(tmp_path / "again.zip"))
    run(tmp_path / "back" / "corpus", str(tmp_path / "back.kg"), "restore", str(tmp_path / "again.zip"))
    assert exported(tmp_path / "back" / "corpus", str(tmp_path / "back.kg"), tmp_path / "back.nq") == wanted


def test_a_graph_on_a_server_gives_way_to_a_backup_by_force_and_then_wholly(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, folder = written(tmp_path / "first" / "corpus", "one.md"), str(tmp_path / "folder")
    run(first, folder, "build")
    run(first, folder, "backup", str(tmp_path / "saved.zip"))
    there = written(tmp_path / "there" / "corpus", "two.md", "three.md")
    run(there, place, "build")
    before = exported(there, place, tmp_path / "before.nq")
    run(there, place, "restore", str(tmp_path / "saved.zip"), status=2)
    with monkeypatch.context() as broken:
        broken.setattr(backup, "_compare", lambda *_: (_ for _ in ()).throw(StoreError("no room")))
        run(there, place, "restore", "--force", str(tmp_path / "saved.zip"), status=2)
    assert exported(there, place, tmp_path / "after.nq") == before  # an error takes all of it back
    assert {path.name for path in there.iterdir()} == {"two.md", "three.md"}
    run(there, place, "restore", "--force", str(tmp_path / "saved.zip"))
    assert exported(there, place, tmp_path / "now.nq") == exported(first, folder, tmp_path / "first.nq")
    assert {path.name for path in there.iterdir()} == {"one.md"}
    run(there, place, "remove", "one.md")  # it is known which file holds which article
    assert not list(there.iterdir())


def test_truth_is_written_in_one_way() -> None:
    sort = "^^<http://www.w3.org/2001/XMLSchema#boolean>"
    assert held(f'"1"{sort}') == held(f'"true"{sort}') == f'"true"{sort}'
    assert held(f'"0"{sort}') == f'"false"{sort}'
    assert held('"1"^^<http://www.w3.org/2001/XMLSchema#integer>') == '"1"^^<http://www.w3.org/2001/XMLSchema#integer>'
