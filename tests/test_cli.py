"""The command line: exit statuses, formats, languages, and never a traceback."""

from __future__ import annotations

import csv
import http.server
import io
import json
import os
import subprocess
import sys
import threading
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

import kg.updating
from kg import cli, settings
from kg.commands import console
from kg.display import tables
from kg.model import Article, Claim, Entity, Extraction
from kg.rdf import graph
from kg.store import open_store, register

ACME = Entity("Organization", "Acme", "organization/acme", aliases=("艾克米",))
ONE = Entity("Model", "One-1", "model/one-1")
TEXT = "Acme was open and is closed now. In 2022 Acme released One-1. 艾克米反对开源。Nobody may sell One-1."
Cli = Callable[..., Result]


def claim(kind: str, quote: str, **more: Any) -> Claim:
    start = TEXT.index(quote)
    return Claim(kind, start, start + len(quote), quote, rule="test", **more)


def extraction() -> Extraction:
    article = Article("0123456789abcdef", "news.md", TEXT, title="News of Acme", date="2023-10-01")
    claims = (
        claim("shift", "Acme was open and is closed now", subject=ACME, value=(("from", "open"), ("to", "closed"))),
        claim("release", "In 2022 Acme released One-1", subject=ACME, object=ONE, time="2022"),
        claim("stance", "艾克米反对开源", subject=ACME, value=(("polarity", "against"), ("side", "open"))),
        claim("license", "Nobody may sell One-1", subject=ONE, value=(("term", "commercial-use"),), negated=True),
    )
    return Extraction(article, (ACME, ONE), claims)


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("graph") / "store"
    store = open_store(path)
    found = extraction()
    store.load_many([(found.article.id, graph.quads(found))])
    store.close()
    return path


@pytest.fixture
def run(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    for name in ("KG_CORPUS", "KG_STORE", "KG_LANG"):
        monkeypatch.delenv(name, raising=False)

    def call(*args: str, store: Path | str = place, lang: str = "en", **more: Any) -> Result:
        return CliRunner().invoke(cli.main, ["--store", str(store), "--lang", lang, *args], **more)

    return call


def one_line(result: Result, status: int) -> str:
    """The single line of complaint."""
    assert result.exit_code == status, result.output
    (line,) = [line for line in result.stderr.splitlines() if line.startswith("kg: ")]
    assert "Traceback" not in result.output
    return line


# ---- help


@pytest.mark.parametrize("lang", settings.LANGS)
@pytest.mark.parametrize("name", cli.main.commands)
def test_every_command_has_help_with_an_example(run: Cli, name: str, lang: str) -> None:
    result = run(name, "--help", lang=lang)
    assert result.exit_code == 0
    assert f"  kg {name}" in result.stdout
    assert ("Example:" if lang == "en" else "示例：") in result.stdout
    for param in cli.main.commands[name].params:
        assert not isinstance(param, click.Option) or param.help, param.name


def test_help_loads_nothing_heavy() -> None:
    heavy = ["spacy", "jieba", "rdflib", "pyoxigraph", "networkx", "pyvis", "numpy", "rich", "trafilatura", "yaml"]
    code = "import sys\nfrom kg.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass\n"
    code += f"print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_module_is_the_command() -> None:
    done = subprocess.run([sys.executable, "-m", "kg", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith(kg.__version__)


def test_the_formats_are_those_of_the_tables() -> None:
    assert tuple(tables.VIEWS) == console.FORMATS


# ---- lists


def test_claims_as_lines_have_the_form_of_the_claim_model(run: Cli) -> None:
    rows = [json.loads(line) for line in run("claims", "--format", "jsonl").stdout.splitlines()]
    assert len(rows) == 4
    wanted = {"file", "kind", "subject", "object", "value", "time", "speaker", "negated", "quote", "id", "article"}
    assert all(wanted | {"start", "end", "title", "date"} <= set(row) for row in rows)
    assert all(TEXT[row["start"] : row["end"]] == row["quote"] for row in rows)
    assert {key: rows[0]["subject"][key] for key in ("type", "label")} == {"type": "Organization", "label": "Acme"}


@pytest.mark.parametrize(
    ("args", "count"),
    [
        (("--kind", "shift"), 1),
        (("--entity", "艾克米"), 3),
        (("--entity", "acme", "--kind", "release"), 1),
        (("--article", "news.md"), 4),
        (("--since", "2022", "--until", "2022-12"), 1),
        (("--kind", "price"), 0),
    ],
)
def test_filters(run: Cli, args: tuple[str, ...], count: int) -> None:
    result = run("claims", "--format", "json", *args)
    assert result.exit_code == 0 and len(json.loads(result.stdout)) == count


def test_the_list_of_claims_shows_what_is_denied_and_who_says_it(run: Cli) -> None:
    shown = run("claims", "--kind", "license").stdout
    assert "Nobody may sell One-1" in shown and "denied" in shown and "speaker" not in shown
    assert "denied" not in run("claims", "--kind", "release").stdout


def test_types_of_things_are_known_in_any_case(run: Cli) -> None:
    for name in ("Model", "model"):
        assert [row["label"] for row in json.loads(run("entities", "--type", name, "--format", "json").stdout)] == ["One-1"]


def test_results_and_messages_go_to_different_places(run: Cli) -> None:
    result = run("claims", "--kind", "price", "--format", "jsonl")
    assert result.stdout == "" and "nothing found" in result.stderr
    assert run("-q", "claims", "--kind", "price", "--format", "jsonl").stderr == ""


@pytest.mark.parametrize("form", console.FORMATS)
@pytest.mark.parametrize("name", ["articles", "entities", "claims", "queries"])
def test_every_list_has_every_format(run: Cli, name: str, form: str) -> None:
    result = run(name, "--format", form)
    assert result.exit_code == 0 and result.stdout


def test_claims_as_csv_are_flat(run: Cli) -> None:
    rows = list(csv.DictReader(io.StringIO(run("claims", "--format", "csv").stdout)))
    assert rows[0]["subject"] == "Acme" and rows[0]["value"] == "from=open, to=closed"


def test_articles_can_be_filtered_by_date(run: Cli) -> None:
    assert len(json.loads(run("articles", "--since", "2023", "--format", "json").stdout)) == 1
    assert json.loads(run("articles", "--until", "2022", "--format", "json").stdout) == []


@pytest.mark.parametrize("name", ["Acme", "艾克米", "news.md", "0123456789abcdef"])
def test_show_finds_entities_and_articles(run: Cli, name: str) -> None:
    text = run("show", name).stdout
    assert "“Acme was open and is closed now”" in text and "News of Acme" in text


def test_show_finds_a_claim(run: Cli) -> None:
    row = json.loads(run("claims", "--kind", "license", "--format", "json").stdout)[0]
    assert "[否认]" in run("show", row["id"], lang="zh").stdout


def test_a_name_that_nothing_bears_is_looked_for_without_the_claims(run: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = [row["id"] for row in json.loads(run("claims", "--format", "json").stdout)]

    def fail(*_: Any) -> Any:
        raise AssertionError("the claims of the whole graph are read")

    monkeypatch.setattr("kg.listing.rows._quoted", fail)
    assert "kg entities" in one_line(run("show", "Nonesuch <of> {any} kind"), 1)
    assert json.loads(run("show", ids[0], "--format", "json").stdout)[0]["id"] == ids[0]


# ---- questions


def test_a_named_query(run: Cli) -> None:
    result = run("query", "open-to-closed", "--format", "jsonl")
    row = json.loads(result.stdout.splitlines()[0])
    assert (row["vendor"], row["from"], row["to"]) == ("Acme", "open", "closed")


def test_a_query_from_a_file_and_from_standard_input(run: Cli, tmp_path: Path) -> None:
    sparql = "SELECT (COUNT(?c) AS ?n) WHERE { GRAPH ?g { ?c a kg:Shift } }"
    (tmp_path / "count.rq").write_text(sparql)
    for result in (run("query", "count.rq", "--format", "json"), run("query", "-", "--format", "json", input=sparql)):
        assert json.loads(result.stdout) == [{"n": 1}]


def test_ask_answers_with_evidence_and_names_its_query(run: Cli) -> None:
    result = run("ask", "which vendors moved from open to closed?")
    assert result.exit_code == 0
    assert "“Acme was open and is closed now”" in result.stdout and "News of Acme" in result.stdout
    assert "kg query open-to-closed" in result.stderr


def test_ask_without_quotes_and_in_chinese(run: Cli) -> None:
    assert "Acme" in run("ask", "哪些厂商", "从开源走向闭源", lang="zh").stdout


def test_ask_does_not_turn_the_direction(run: Cli) -> None:
    result = run("ask", "which vendors moved from closed to open?")
    assert result.exit_code == 1 and "Acme" not in result.stdout
    assert "no claim that was read in the articles answers that" in one_line(result, 1)


def test_ask_says_when_it_does_not_know(run: Cli) -> None:
    assert "do not know" in one_line(run("ask", "what's the weather?"), 1)
    assert "不会回答" in one_line(run("ask", "今天天气怎么样", lang="zh"), 1)


# ---- files


def test_view_writes_a_page(run: Cli, tmp_path: Path) -> None:
    result = run("view", "-o", "out/page.html")
    assert result.exit_code == 0 and "out/page.html" in result.stderr and result.stdout == ""
    assert "Acme was open and is closed now" in (tmp_path / "out/page.html").read_text("utf-8")


@pytest.mark.parametrize("args", [("Acme",), ("开源",), ("--query", "open-to-closed"), ("One-1", "--depth", "2")])
def test_view_of_a_part(run: Cli, tmp_path: Path, args: tuple[str, ...]) -> None:
    assert run("view", *args).exit_code == 0
    assert "organization" not in (tmp_path / "kg-view.html").name


def test_view_of_an_unknown_name(run: Cli, tmp_path: Path) -> None:
    assert "Nonesuch" in one_line(run("view", "Nonesuch"), 1)
    assert not list(tmp_path.glob("*.html"))


@pytest.mark.parametrize("ending", ["nq", "trig", "ttl", "jsonld", "graphml", "csv"])
def test_exports_are_the_same_every_time(run: Cli, tmp_path: Path, ending: str) -> None:
    first, second = tmp_path / f"a.{ending}", tmp_path / f"b.{ending}"
    for path in (first, second):
        assert run("export", "-o", str(path)).exit_code == 0
    assert first.read_bytes() == second.read_bytes()
    assert "Acme" in first.read_text("utf-8")
    assert not list(tmp_path.glob(".*.part"))


def test_claims_in_parquet_are_rows_with_types(run: Cli, tmp_path: Path) -> None:
    from pyarrow import parquet

    assert run("export", "-o", "claims.parquet").exit_code == 0
    rows = parquet.read_table(tmp_path / "claims.parquet").to_pylist()
    told = [json.loads(line) for line in run("claims", "--format", "jsonl").stdout.splitlines()]
    assert sorted(row["id"] for row in rows) == sorted(row["id"] for row in told) and rows
    known = {row["id"]: row for row in told}
    for row in rows:
        claim = known[row["id"]]
        assert {name: row[name] for name in ("quote", "start", "end", "negated", "time", "confidence", "title")} == {
            name: claim[name] for name in ("quote", "start", "end", "negated", "time", "confidence", "title")
        }
        assert row["subject_key"] == (claim["subject"] or {}).get("key") and json.loads(row["value"]) == claim["value"]


def test_without_its_library_parquet_is_refused_and_nothing_written(
    run: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert "pip install 'kg-explorer[parquet]'" in one_line(run("export", "-o", "claims.parquet"), 2)
    assert not list(tmp_path.glob("*.parquet*"))


def test_an_export_that_can_not_be_written_is_told_with_its_file(run: Cli, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    told = one_line(run("export", "-o", "file/g.nq"), 2)
    assert told.startswith("kg: file/g.nq: ") and "another file with -o" in told
    if Path("/dev/full").exists():
        (tmp_path / ".g.nq.part").symlink_to("/dev/full")
        told = one_line(run("export", "-o", "g.nq"), 2)
        assert told == "kg: g.nq: No space left on device (make room, or choose another file with -o)"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file"]


def test_exported_turtle_and_nquads_hold_the_same_claims(run: Cli) -> None:
    from rdflib import Graph

    run("export", "-o", "g.nq")
    run("export", "-o", "g.ttl")
    lines = Path("g.nq").read_text("utf-8").splitlines()
    plain = "\n".join(line.rpartition(" <")[0] + " ." for line in lines)
    triples = set(Graph().parse(data=plain, format="nt"))
    assert set(Graph().parse("g.ttl")) == triples


# ---- what goes wrong


@pytest.mark.parametrize(
    ("args", "status", "part"),
    [
        (("show", "Nonesuch"), 1, "Nonesuch"),
        (("claims", "--entity", "Nonesuch"), 1, "Nonesuch"),
        (("claims", "--since", "soon"), 2, "2023-03-14"),
        (("claims", "--since", "2023-13"), 2, "2023-03-14"),
        (("articles", "--since", "soon"), 2, "2023-03-14"),
        (("articles", "--until", "2023-03-32"), 2, "2023-03-14"),
        (("query", "nonesuch"), 1, "open-to-closed"),
        (("query", "nonesuch.rq"), 2, "nonesuch.rq"),
        (("query", "open-to-closed", "-p", "vendor"), 2, "name=value"),
        (("query", "-"), 2, ""),
        (("export", "-o", "g.xyz"), 2, ".graphml"),
        (("view", "--query", "nonesuch"), 1, "open-to-closed"),
    ],
)
def test_errors_are_one_line_with_a_way_out(run: Cli, args: tuple[str, ...], status: int, part: str) -> None:
    assert part in one_line(run(*args), status)


@pytest.mark.parametrize(
    "args", [("nonesuch",), ("claims", "--kind", "nonesuch"), ("entities", "--type", "nonesuch"), ("export",), ("view", "--depth", "x")]
)
def test_bad_usage_is_status_two(run: Cli, args: tuple[str, ...]) -> None:
    result = run(*args)
    assert result.exit_code == 2 and "Traceback" not in result.output


@pytest.mark.parametrize("args", [("claims",), ("ask", "x"), ("view",), ("export", "-o", "a.nq"), ("show", "x")])
def test_without_a_graph_the_way_out_is_told(run: Cli, tmp_path: Path, args: tuple[str, ...]) -> None:
    assert "kg build" in one_line(run(*args, store=tmp_path / "none"), 2)
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("error", "status"),
    [(PermissionError(13, "Permission denied", "here"), 2), (KeyboardInterrupt(), 130), (ValueError("odd"), 2)],
)
def test_even_the_unexpected_is_one_line(
    run: Cli, monkeypatch: pytest.MonkeyPatch, error: BaseException, status: int
) -> None:
    def fail(*_: Any, **__: Any) -> Any:
        raise error

    monkeypatch.setattr("kg.asking.query.articles", fail)
    line = one_line(run("articles"), status)
    assert "here: Permission denied" in line if isinstance(error, OSError) else line


def test_a_reader_that_leaves_early_is_no_error(place: Path) -> None:
    command = f"{sys.executable} -m kg --store {place} claims --format json | true"
    env = {**os.environ, "PYTHONUNBUFFERED": "1"}
    done = subprocess.run(command, shell=True, capture_output=True, text=True, env=env)
    assert done.stderr == ""


@pytest.mark.parametrize(("name", "status"), [("Acme", 0), ("无此物", 1)])
def test_what_the_terminal_has_no_character_for_is_replaced(place: Path, name: str, status: int) -> None:
    command = [sys.executable, "-m", "kg", "--store", str(place), "--lang", "en", "show", name]
    done = subprocess.run(command, capture_output=True, env={**os.environ, "PYTHONIOENCODING": "latin-1"})
    told = (done.stderr if status else done.stdout).decode("latin-1")
    assert done.returncode == status and "???" in told and "inside kg" not in told, told
    assert status or "released One-1" in told


def test_a_query_is_utf8_with_or_without_a_mark(run: Cli, tmp_path: Path) -> None:
    ask, faulty = "\ufeffASK { GRAPH ?g { ?s ?p '开' } }\n".encode(), b"# one\nASK { ?s ?p '\xff' }\n"
    (tmp_path / "ask.rq").write_bytes(ask)
    (tmp_path / "faulty.rq").write_bytes(faulty)
    for done in (run("query", "ask.rq", "--format", "csv"), run("query", "-", "--format", "csv", input=ask)):
        assert done.exit_code == 0 and done.stdout.splitlines()[-1] == "false", done.output
    assert one_line(run("query", "faulty.rq"), 2) == "kg: faulty.rq:2: this is not UTF-8 (save the query as UTF-8)"
    assert one_line(run("query", "-", input=faulty), 2) == "kg: stdin:2: this is not UTF-8 (save the query as UTF-8)"


@pytest.mark.parametrize(
    "args",
    [
        ("search", "ab\udcff"), ("show", "ab\udcff"), ("path", "ab\udcff", "Acme"), ("claims", "--entity", "ab\udcff"),
        ("claims", "--speaker", "ab\udcff"), ("claims", "--article", "ab\udcff"), ("ask", "who released ab\udcff?"),
        ("query", "licenses", "-p", "model=ab\udcff"), ("conflicts", "--entity", "ab\udcff"),
    ],
)  # fmt: skip
def test_arguments_that_are_no_utf8(run: Cli, tmp_path: Path, args: tuple[str, ...]) -> None:
    """A shell hands on whatever bytes were typed, or stand in a file's name."""
    result = run(*args)
    assert result.exit_code in (0, 1) and "inside kg" not in result.stderr and "can not be answered" not in result.stderr


# ---- building


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


# ---- queries of one's own


def test_a_fault_in_a_query_file_is_told_with_its_name_and_line(run: Cli, tmp_path: Path) -> None:
    (tmp_path / "mine.rq").write_text("SELECT * WHERE {\n ?s ?p", "utf-8")
    assert f"{tmp_path / 'mine.rq'}:2: the query does not parse" in one_line(run("query", str(tmp_path / "mine.rq")), 2)


def test_a_query_without_graph_asks_all_articles_together_as_the_endpoint_does(run: Cli, tmp_path: Path) -> None:
    (tmp_path / "mine.rq").write_text("SELECT (COUNT(*) AS ?n) WHERE { ?claim a kg:Shift }", "utf-8")
    (tmp_path / "other.rq").write_text("SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?claim a kg:Shift } }", "utf-8")
    found = [run("query", str(tmp_path / name), "--format", "csv").stdout.split() for name in ("mine.rq", "other.rq")]
    assert found[0] == found[1] and int(found[0][1]) > 0


def test_faults_are_told_in_the_language_that_was_asked_for(run: Cli) -> None:
    assert one_line(run("claims", "--entity", "Nobody", lang="zh"), 1) == "kg: 没有名为 Nobody 的事物 (用 kg entities 查看所有名称)"
    assert one_line(run("claims", "--since", "20x3", lang="zh"), 2) == "kg: 不是日期：20x3 (请写成 2023、2023-03 或 2023-03-14)"
