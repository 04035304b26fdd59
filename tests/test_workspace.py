"""The Python face: every verb does what its command does, and results show themselves well."""

from __future__ import annotations

import inspect
import json
from pathlib import Path

import networkx
import pytest
from click.testing import CliRunner

import kg
from kg import cli
from kg.errors import NotFound
from kg.model import MOST_SHOWN, Table
from kg.workspace import Picture, Workspace

A = "---\ntitle: Llama\ndate: 2023-08-01\nsource: own text\n---\n2023年7月，Meta发布LLaMA 2，可免费商用。\n"
B = (
    "---\ntitle: A turn\ndate: 2024-01-05\nsource: own text\n---\n"
    "OpenAI moved from open source to closed. OpenAI released GPT-4 in March 2023. Alpaca is based on LLaMA-7B.\n"
)


@pytest.fixture(scope="module")
def ws(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("ws")
    (folder / "corpus").mkdir()
    for name, text in {"a.md": A, "b.md": B}.items():
        (folder / "corpus" / name).write_text(text, "utf-8")
    workspace = kg.open(str(folder / "corpus"), str(folder / ".kg"), "en")
    assert workspace.build().articles == 2
    return workspace


def test_every_verb_is_typed_and_documented() -> None:
    verbs = {name: verb for name, verb in inspect.getmembers(Workspace, inspect.isfunction) if not name.startswith("_")}
    wanted = {
        "build", "add", "remove", "articles", "entities", "claims", "show", "query", "queries", "ask", "search",
        "conflicts", "path", "network", "view", "picture", "check", "export", "review", "evaluate",
    }  # fmt: skip
    assert wanted <= verbs.keys()
    for name, verb in verbs.items():
        assert verb.__doc__, name
        hints = inspect.signature(verb)
        assert hints.return_annotation is not inspect.Signature.empty, name
        assert all(p.annotation is not p.empty for p in list(hints.parameters.values())[1:]), name


def test_what_is_exported_is_there() -> None:
    for name in kg.__all__:
        assert getattr(kg, name)
    with pytest.raises(AttributeError):
        kg.nothing  # noqa: B018


def test_lists_and_queries_are_tables(ws: Workspace) -> None:
    assert [row["title"] for row in ws.articles().dicts()] == ["Llama", "A turn"]
    assert "vendor" in ws.query("open-to-closed").columns
    assert {row["vendor"] for row in ws.query("open-to-closed").dicts()} == {"OpenAI"}
    assert ws.query("SELECT ?n WHERE { BIND(?x AS ?n) }", x=3).rows == ((3,),)
    assert "open-to-closed" in {row["name"] for row in ws.queries().dicts()}
    assert all(row["kind"] == "release" for row in ws.claims(kind="release").dicts())


def test_show_counts_articles_and_origins(ws: Workspace) -> None:
    rows = ws.show("OpenAI").dicts()
    assert rows and all(row["articles"] >= row["origins"] >= 1 for row in rows)
    with pytest.raises(NotFound):
        ws.show("nobody at all")


def test_an_answer_shows_its_query_and_rows(ws: Workspace) -> None:
    found = ws.ask("哪些厂商从开源走向闭源？")
    shown = found._repr_html_()
    assert "open-to-closed" in shown and "OpenAI" in shown and "<table>" in shown
    both = ws.ask("licence and price of Llama 2")
    assert both.ambiguous and both._repr_html_().count("<li>") == 2
    assert "<ul>" in ws.ask("what's the weather")._repr_html_()


def test_tables_become_networks(ws: Workspace) -> None:
    graph = ws.query("derived-models").to_networkx()
    assert isinstance(graph, networkx.MultiDiGraph)
    ((model, base, data),) = graph.edges(data=True)
    assert (model, base.casefold()) == ("Alpaca", "llama-7b") and data["quote"].startswith("Alpaca")
    claims = ws.claims().to_networkx()
    assert claims.has_edge("OpenAI", "GPT-4")
    assert ws.articles().to_networkx("title", "lang").has_edge("A turn", "en")
    with pytest.raises(ValueError, match="name two of the columns"):
        ws.articles().to_networkx()
    assert len(ws.network("OpenAI")) >= 2


def test_tables_become_data_frames(ws: Workspace) -> None:
    pytest.importorskip("pandas")
    frame = ws.query("open-to-closed").to_pandas()
    assert list(frame.columns) == list(ws.query("open-to-closed").columns) and len(frame) == 1


def test_a_table_in_a_notebook_escapes_and_cuts() -> None:
    table = Table(("a", "b"), (("<script>", {"label": "Meta", "key": "x"}), (None, ["x", 1])))
    html = table._repr_html_()
    assert "<script>" not in html and "&lt;script&gt;" in html
    assert "Meta" in html and "x | 1" in html and "None" not in html
    long = Table(("n",), tuple((n,) for n in range(MOST_SHOWN + 5)))._repr_html_()
    assert long.count("<tr>") == MOST_SHOWN + 1 and "+ 5" in long


def test_a_picture_is_a_frame_with_the_whole_page(ws: Workspace) -> None:
    picture = ws.picture("OpenAI")
    assert isinstance(picture, Picture) and "<html" in picture.html.lower()
    html = picture._repr_html_()
    assert html.startswith("<iframe") and "<script" not in html and "&lt;script" in html
    assert len(repr(picture)) < 80


def test_check_and_export(ws: Workspace, tmp_path: Path) -> None:
    assert ws.check().rows == ()
    assert ws.export(tmp_path / "out.nq").read_text("utf-8").count("\n") > 50


def test_the_check_is_that_of_the_command(ws: Workspace) -> None:
    folder = ws.settings.corpus
    (folder / "ill.md").write_text("---\ntitle: A\ndate: soon\nsource: own text\n---\nMeta released Llama 2 in 2023.\n", "utf-8")
    (folder / "plain.md").write_text("Meta released Llama 2 in 2023.\n", "utf-8")
    (folder / "decisions.toml").write_text('[[decision]]\ndo = "guess"\n', "utf-8")
    told = ws.check().dicts()
    assert [row["where"] for row in told] == [f"{folder / place}" for place in ("ill.md:3", "plain.md:1", "decisions.toml:1")]
    args = ["--corpus", str(folder), "--store", ws.settings.store, "check", "--format", "json"]
    done = CliRunner().invoke(cli.main, args)
    assert done.exit_code == 1 and json.loads(done.stdout) == told
    for name in ("ill.md", "plain.md", "decisions.toml"):
        (folder / name).unlink()


def test_adding_and_removing(ws: Workspace, tmp_path: Path) -> None:
    text = "---\ntitle: More\nsource: own text\n---\nMistral AI released Mixtral in 2023.\n"
    (tmp_path / "c.md").write_text(text, "utf-8")
    (brought,) = ws.add(tmp_path / "c.md")
    assert brought.claims >= 1 and len(ws.articles().rows) == 3
    ws.remove("More")
    assert len(ws.articles().rows) == 2


def test_evaluate_measures_texts_with_gold(ws: Workspace, tmp_path: Path) -> None:
    rows = [row for row in ws.claims(kind="release").dicts() if row["object"]["label"] == "GPT-4"]
    assert rows
    gold = tmp_path / "b.claims.jsonl"
    gold.write_text("".join(json.dumps({**row, "file": "b.md"}, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    thing = {"file": "b.md", "type": "Model", "label": "GPT-4", "aliases": []}
    (tmp_path / "b.entities.jsonl").write_text(json.dumps(thing) + "\n", "utf-8")
    parts = {row["part"]: row for row in ws.evaluate(tmp_path).dicts()}
    assert parts["release"]["f1"] == 1.0
