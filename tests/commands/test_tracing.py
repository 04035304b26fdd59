"""`kg conflicts`, `kg path` and what `kg show` adds, as a person sees them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import made
import pytest
from click.testing import CliRunner, Result
from quarrel import elsewhere, turn

from kg import cli
from kg.display.accounts import in_lang
from kg.rdf.graph import quads
from kg.store import open_store
from kg.workspace import Workspace

Cli = Callable[..., Result]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tracing") / "store"
    with open_store(path) as store:
        store.load_many((one.article.id, quads(one)) for one in (*made.corpus(), turn(), elsewhere()))
    return path


@pytest.fixture
def run(place: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    monkeypatch.setenv("COLUMNS", "100")

    def call(*args: str, lang: str = "en") -> Result:
        return CliRunner().invoke(cli.main, ["--store", str(place), "--lang", lang, *args])

    return call


def test_conflicts_are_shown_with_both_sides_and_their_words(run: Cli) -> None:
    out = run("conflicts", "--entity", "Quartz-2").stdout
    assert "Quartz-2: how open it is" in out and "[openness " in out
    assert "“So has been Quartz-2 from 2023 on”" in out and "“In 2023 Quartz-2 is only half open to us”" in out
    assert out.count("articles: 1, independent sources: 1") == 2
    assert "Tundra" not in out
    assert "隐私: 对哪一方有利" in run("conflicts", "--entity", "隐私", lang="zh").stdout


@pytest.mark.parametrize("form", ["json", "jsonl", "csv", "tsv"])
def test_conflicts_in_other_formats(run: Cli, form: str) -> None:
    out = run("conflicts", "--rule", "founded", "--format", form).stdout
    if form.startswith("json"):
        rows = json.loads(out) if form == "json" else [json.loads(line) for line in out.splitlines()]
        assert [len(row["sides"]) for row in rows] == [2]
        assert {side["evidence"][0]["quote"][:6] for side in rows[0]["sides"]} == {"Tundra", "The ho"}
    else:
        rows = list(csv.DictReader(io.StringIO(out), delimiter="," if form == "csv" else "\t"))
        assert {row["value"] for row in rows} == {"2015", "2016"}


def test_reports_are_shown_where_asked_for(run: Cli) -> None:
    assert "Nimbus" not in run("conflicts").stdout
    out = run("conflicts", "--reported", "--rule", "denial").stdout
    assert "Nimbus" in out and "says Ada Finch" in out and "only a report" in out


def test_no_conflicts_is_said(run: Cli) -> None:
    result = run("conflicts", "--kind", "price")
    assert (result.exit_code, result.stdout) == (0, "") and "no conflicts found" in result.stderr


@pytest.mark.parametrize(
    ("args", "status", "part"),
    [
        (("conflicts", "--rule", "mood"), 1, "openness"),
        (("conflicts", "--entity", "Nonesuch"), 1, "Nonesuch"),
        (("path", "Nonesuch", "Tundra"), 1, "Nonesuch"),
        (("path", "Nimbus", "雨云"), 2, "one thing"),
        (("path", "Rowan", "Tundra"), 1, "nothing joins"),
    ],
)
def test_what_goes_wrong_is_one_line(run: Cli, args: tuple[str, ...], status: int, part: str) -> None:
    result = run(*args)
    (line,) = [line for line in result.stderr.splitlines() if line.startswith("kg: ")]
    assert result.exit_code == status and part in line


def test_a_path_is_shown_step_by_step(run: Cli) -> None:
    out = run("path", "Twig", "tundra", "--max", "1").stdout
    quotes = ("Twig was made out of Birch", "Birch was made out of Quartz-2", "Tundra serves Quartz-2 to its customers")
    for quote in quotes:
        assert f"“{quote}”" in out
    rows: list[dict[str, Any]] = json.loads(run("path", "Twig", "Tundra", "--format", "json").stdout)
    assert [row["to"] for row in rows if row["path"] == 1] == ["Birch", "Quartz-2", "Tundra"]


def test_show_tells_of_conflicts_and_of_the_arguments_about_a_change(run: Cli) -> None:
    assert "What sources disagree on (1)" in run("show", "Tundra").stdout
    out = run("show", "Willow").stdout
    assert "said for it (2)" in out and "by the vendor or its people" in out
    assert "“what is kept inside does not leak”" in out and "says Ada Finch" in out
    assert "支持的理由" in run("show", "Willow", lang="zh").stdout
    assert "founding" in run("show", "founding.md").stdout.lower()
    assert "What sources disagree on (1)" in run("show", "founding.md").stdout


def test_show_of_an_argument_tells_what_hangs_on_it(run: Cli, place: Path) -> None:
    claims = [json.loads(line) for line in run("claims", "--kind", "argument", "--format", "jsonl").stdout.splitlines()]
    (one,) = [row for row in claims if "does not leak" in row["quote"]]
    out = run("show", one["id"]).stdout
    assert "rebutted by (2)" in out and "the stance that rests on it (1)" in out
    assert "speaks for the change of" in out and "Willow: Open Closed" in out


def test_conflicts_paths_and_the_debate_are_had_from_python_too(place: Path) -> None:
    ws = Workspace(store=place, lang="zh")
    (row,) = ws.conflicts("Tundra").dicts()
    assert row["label"] == "成立时间" and len(row["sides"]) == 2
    assert ws.path("Twig", "Tundra", limit=1).dicts()[-1]["to"] == "Tundra"
    assert "follows" in {relation for _, _, relation in ws.debate().edges(data="relation")}


def test_words_of_ours_are_said_in_the_persons_language() -> None:
    assert in_lang("open pro privacy", "zh") == "开源 有利 隐私" and in_lang("privacy", "zh") == "隐私"
    assert in_lang("175000000000", "zh") == "175000000000"
    assert in_lang("not commercial-use", "en") == "not commercial use"
