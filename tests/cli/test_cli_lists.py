"""Help, lists and single things, in every format and both languages."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from typing import Any

import click
import pytest
from commandline import TEXT, Cli, one_line

import kg.updating
from kg import cli, settings
from kg.commands import console
from kg.display import tables


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
def test_claims_are_chosen_by_the_filters(run: Cli, args: tuple[str, ...], count: int) -> None:
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
