"""Building, adding and removing; the demo."""

from __future__ import annotations

import http.server
import sys
import threading
import types
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from commandline import Cli, extraction, one_line

import kg.updating
from kg import cli, regexes, settings, telling
from kg.commands import console
from kg.rdf import graph
from kg.store import open_store, register
from kg.updating import fanout


def pipeline(place: Path, calls: list[Any]) -> types.ModuleType:
    """A pipeline that builds the one article of these tests."""
    module = types.ModuleType("kg.updating.pipeline")

    def build(paths: Any, given: settings.Settings, progress: Any, fan: Any = None) -> Any:
        calls.append((paths, given))
        progress(1, 1, "news.md")
        store = open_store(given.store)
        found = extraction()
        store.load_many([(found.article.id, graph.quads(found))])
        store.close()
        return types.SimpleNamespace(articles=1, entities=2, claims=4, copies=(), edited=(), skipped=(), dropped=0, left=())

    module.build = build  # type: ignore[attr-defined]
    return module


def test_a_real_article_is_built_added_shown_and_removed(run: Cli, tmp_path: Path) -> None:
    corpus, store = tmp_path / "corpus", tmp_path / "mine"
    corpus.mkdir()
    (corpus / "first.md").write_text("---\ntitle: First\ndate: 2023-10-01\n---\nOpenAI released GPT-4 in March 2023.\n")
    here = ("--corpus", str(corpus))
    assert "1 articles" in CliRunner().invoke(cli.main, ["--store", str(store), *here, "build"]).stderr
    more = "---\ntitle: Second\n---\nMeta open-sourced Llama 2 in July 2023.\n"
    result = CliRunner().invoke(cli.main, ["--store", str(store), "--lang", "en", *here, "add", "-"], input=more)
    assert result.exit_code == 0 and "added" in result.stderr, result.output
    assert "Llama 2" in run("show", "Llama 2", store=store).stdout
    result = CliRunner().invoke(cli.main, ["--store", str(store), *here, "remove", "Second"])
    assert result.exit_code == 0 and [path.name for path in corpus.iterdir()] == ["first.md"]
    one_line(run("show", "Llama 2", store=store), 1)


@pytest.mark.parametrize(("lang", "said"), [("en", "the first run on this machine"), ("zh", "本机首次运行")])
def test_a_first_run_tells_once_why_it_takes_long(lang: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(regexes, "_FIRST", 10**9)  # as where nothing is kept
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "first.md").write_text("---\ntitle: First\n---\nOpenAI released GPT-4 in March 2023.\n")

    def told(*args: str, **more: Any) -> str:
        here = ("--store", str(tmp_path / "mine"), "--corpus", str(tmp_path / "corpus"), "--lang", lang)
        result = CliRunner().invoke(cli.main, [*here, *args], **more)
        assert result.exit_code == 0, result.output
        return result.stderr

    def anew() -> None:
        fanout._say_first.cache_clear()

    anew()
    assert told("-q", "build") == ""
    anew()
    first = told("add", "-", input="---\ntitle: Second\n---\nMeta open-sourced Llama 2 in July 2023.\n")
    assert first.startswith(said) and first.count(said) == 1
    assert said not in told("add", "-", input="---\ntitle: Third\n---\nMeta open-sourced Llama 3 in April 2024.\n")
    anew()
    monkeypatch.setattr(regexes, "_FIRST", 0)
    assert said not in told("add", "-", input="---\ntitle: Fourth\n---\nMeta released Llama 4 in April 2025.\n")
    anew()


def test_what_is_told_while_a_bar_is_drawn_has_a_line_of_its_own(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    before = telling.listener.get()
    with console.progress(console.Run(settings.load(lang="en"))) as step:
        telling.tell("first_run")
        step(1, 2, "news.md")
    assert telling.listener.get() is before
    written = capsys.readouterr().err
    line = next(line for line in written.split("\n") if "first run" in line)
    assert line.rpartition("\r")[2].removeprefix("\x1b[K").startswith("the first run")
    assert "news.md" in written.partition("first run")[2]


def test_an_address_is_added_where_it_may_be_and_known_again(tmp_path: Path) -> None:
    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/markdown")
            self.end_headers()
            self.wfile.write(b"---\ntitle: Third\n---\nMeta open-sourced Llama 2 in July 2023.\n")

        def log_message(self, *parts: object) -> None:
            pass

    (tmp_path / "corpus").mkdir()
    here = ("--corpus", str(tmp_path / "corpus"), "--store", str(tmp_path / "mine"), "--lang", "en")
    with http.server.HTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/third.md"
        one_line(CliRunner().invoke(cli.main, [*here, "add", address]), 2)
        results = [CliRunner().invoke(cli.main, [*here, "add", "--allow-private", address]) for _ in range(2)]
        server.shutdown()
    assert [result.exit_code for result in results] == [0, 0], results[0].output
    assert "added" in results[0].stderr and "already" in results[1].stderr
    (kept,) = (tmp_path / "corpus").glob("*.md")
    assert f"source: {address}" in kept.read_text("utf-8")
    assert address in register.tables(tmp_path / "mine")["places"]


def test_an_added_article_tells_whom_it_contradicts(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "first.md").write_text("---\ntitle: First\ndate: 2023-10-01\n---\nGPT-3 is open source.\n")
    here = ("--corpus", str(tmp_path / "corpus"), "--store", str(tmp_path / "mine"), "--lang", "en")
    assert CliRunner().invoke(cli.main, [*here, "build"]).exit_code == 0
    for text, told in (("GPT-3 is closed source.", True), ("Mistral 7B is open source.", False)):
        more = f"---\ntitle: {text}\ndate: 2023-10-02\n---\n{text}\n"
        result = CliRunner().invoke(cli.main, [*here, "add", "-"], input=more)
        assert ("contradictions with other articles" in result.stdout and "GPT-3" in result.stdout) == told, result.output


def test_every_file_that_can_not_be_read_is_named(run: Cli, tmp_path: Path) -> None:
    (tmp_path / "bad.md").write_bytes(b"")
    (tmp_path / "worse.md").write_bytes(b"\x00\x01\x02")
    result = run("build", "bad.md", "worse.md", store=tmp_path / "mine")
    assert result.exit_code == 2 and "bad.md" in result.stderr and "worse.md" in result.stderr


@pytest.fixture
def built(place: Path, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    calls: list[Any] = []
    module = pipeline(place, calls)
    monkeypatch.setitem(sys.modules, "kg.updating.pipeline", module)
    monkeypatch.setattr(kg.updating, "pipeline", module, raising=False)
    return calls


@pytest.mark.parametrize("args", [("build",), ("build", "typo"), ("build", "--extractor", "llm", "--model", "ollama:x"), ("review", "undo"), ("backup", "x.zip")])
def test_a_corpus_that_is_not_there_is_told_and_not_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, args: tuple[str, ...]) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KG_STORE", raising=False)
    told = one_line(CliRunner().invoke(cli.main, ["--corpus", "typo", *args]), 2)
    assert told.startswith("kg: typo: there is no such corpus folder (make it, or name another with --corpus)")
    assert not list(tmp_path.iterdir())


def test_build_hands_its_paths_on_and_reports(run: Cli, tmp_path: Path, built: list[Any]) -> None:
    result = run("build", "a.md", "b", store=tmp_path / "new")
    assert result.exit_code == 0, result.output
    assert built[0][0] == [Path("a.md"), Path("b")] and "1 articles, 2 entities, 4 claims" in result.stderr
    run("build", store=tmp_path / "new")
    assert built[1][0] is None


def test_demo_answers_and_says_what_to_try(run: Cli, tmp_path: Path, built: list[Any]) -> None:
    result = run("demo", store=tmp_path / "mine")
    assert result.exit_code == 0, result.output
    assert "“Acme was open and is closed now”" in result.stdout and "Open → Closed" in result.stdout
    assert (tmp_path / "kg-demo.html").is_file() and "kg-demo.html" in result.stderr
    assert sum(line.startswith("  kg ") for line in result.stderr.splitlines()) == 3


def test_the_demo_leaves_a_graph_of_ones_own_alone(run: Cli, tmp_path: Path, built: list[Any]) -> None:
    (tmp_path / "corpus").mkdir()
    run("demo", store=tmp_path / "mine")
    given = built[0][1]
    assert given.store == f"{tmp_path / 'mine'}-demo" and given.corpus == settings.shipped_corpus()
