"""What an article rests on, and who found a claim: beside every claim, in lists, filters, pages and the terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import made
import pytest
from click.testing import CliRunner
from explored import asked, snapshot

from kg import works
from kg.asking import query
from kg.cli import main
from kg.display import accounts, tables, view
from kg.disputes import conflicts
from kg.disputes.disagreement import as_rows
from kg.explore.snapshot import Snapshot
from kg.networks import network
from kg.store import Store

sys.path.insert(0, str(Path(__file__).parent.parent / "browser"))
from invented import WORKS, rested, resting  # noqa: E402

HERE, PLAIN = (one.article.id for one in rested())


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    with snapshot(tmp_path_factory.mktemp("rested"), rested()) as shown:
        yield shown


def run(store: Path, *words: str) -> str:
    done = CliRunner().invoke(main, ["--store", str(store), *words])
    assert done.exit_code == 0, done.output
    return done.stdout


def rows(store: Store) -> list[dict[str, Any]]:
    return works.beside(tables.with_sources(query.claims(store), query.articles(store)), store)


# --- works ----------------------------------------------------------------------------------------------------------


def test_the_works_of_all_articles_come_with_one_query(at: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    queries: list[str] = []
    select = type(at.store).select
    monkeypatch.setattr(type(at.store), "select", lambda self, text, *more: queries.append(text) or select(self, text, *more))
    known = works.of(at.store)
    assert set(known) == {HERE} and len(queries) == 1
    assert {one["title"] for one in known[HERE]} == {one.title for one in WORKS}
    assert [one["date"] for one in known[HERE]] == sorted(one.date for one in WORKS)
    assert works.of(at.store, [PLAIN]) == {} == works.of(at.store, [])


@pytest.mark.parametrize(("lang", "told"), [("en", "rests on Letter of the founders (2021-02-03) and 3 more"), ("zh", "依据 Letter of the founders (2021-02-03) 等，另有 3 项")])
def test_beside_a_quote_they_are_told_in_short(at: Snapshot, lang: str, told: str) -> None:
    by_article = {row["article"]: row for row in rows(at.store)}
    assert tables.rests_on(by_article[HERE], lang) == told
    assert tables.rests_on(by_article[PLAIN], lang) == ""


def test_evidence_names_the_first_and_counts_the_others(at: Snapshot) -> None:
    found = asked(at, "evidence", ("of", "Nimbus"))["claims"]
    mine, other = (next(one for one in found if one["article"]["id"] == article) for article in (HERE, PLAIN))
    assert len(mine["sources"]) == 3 and mine["more_sources"] == 1
    assert mine["sources"][0] == {"title": "Letter of the founders", "publisher": "Nimbus", "date": "2021-02-03", "url": "https://example.org/letter"}
    assert other["sources"] == [] and other["more_sources"] == 0
    assert len(asked(at, "article", ("id", HERE))["sources"]) == 4


def test_conflicts_tell_them_with_the_evidence(tmp_path: Path) -> None:
    from dataclasses import replace

    said = [replace(one, article=replace(one.article, sources=WORKS[:1])) for one in made.corpus()]
    with snapshot(tmp_path, said) as shown:
        found = conflicts.find(shown.store)
    assert found and "rests on Letter of the founders (2021-02-03)" in accounts.as_conflicts(found, "en", 300)
    for conflict in as_rows(found):
        assert all(one["sources"][0]["title"] == WORKS[0].title for side in conflict["sides"] for one in side["evidence"])


def test_the_commands_tell_them(tmp_path: Path) -> None:
    store = resting(tmp_path / "store")
    for form in ("json", "jsonl"):
        text = run(store, "claims", "--entity", "Orchid", "--format", form)
        (row,) = json.loads(text) if form == "json" else map(json.loads, text.splitlines())
        assert [one["date"] for one in row["sources"]] == ["2021-02-03", "2022", "2023-05", "2024-01"]
    assert "rests on Letter of the founders" in " ".join(run(store, "show", "Nimbus").split())
    assert "依据 Letter of the founders" in " ".join(run(store, "--lang", "zh", "show", row["id"]).split())
    whole = run(store, "show", HERE)
    assert whole.count("Letter of the founders") == 1  # in the head, and not again with each claim
    assert "rests on Letter of the founders" in " ".join(run(store, "ask", "Which vendors moved from open to closed?").split())


def test_the_page_has_them_once_for_each_article(at: Snapshot) -> None:
    graph = network.build(rows(at.store))
    assert graph.graph["works"][HERE][0] == "Letter of the founders · Nimbus · 2021-02-03 · https://example.org/letter"
    html = view.network_html(graph)
    assert html.count("Talk at a fair") == 1 and "the article rests on: {works}" in html


# --- makers ---------------------------------------------------------------------------------------------------------


def test_the_network_is_filtered_by_who_found_it(at: Snapshot) -> None:
    every = asked(at, "network", ("show", "all"))
    assert every["facets"]["found"] == [["rules", 2], ["both", 1], ["model", 1], ["llm", 1]]
    assert {edge["from"] for edge in every["edges"] if edge["by_model"]} == {"organization/pelican", "organization/quartz"}
    named = {"rules": {"nimbus"}, "both": {"orchid"}, "model": {"pelican"}, "llm": {"quartz"}}
    for finder, vendors in named.items():
        part = asked(at, "network", ("show", "all"), ("found", finder))
        assert {node["id"].rpartition("/")[2] for node in part["nodes"] if node["type"] == "Organization"} == vendors
        rows = at.store.select(part["sparql"]).rows
        assert len(rows) == sum(1 for _ in asked_ids(at, finder))


def asked_ids(at: Snapshot, finder: str) -> Iterator[str]:
    for vendor in ("Nimbus", "Orchid", "Pelican", "Quartz"):
        for one in asked(at, "evidence", ("of", vendor), ("found", finder))["claims"]:
            yield one["id"]


def test_what_a_model_alone_found_is_marked(at: Snapshot) -> None:
    by_model = {vendor: [one["by_model"] for one in asked(at, "evidence", ("of", vendor))["claims"]] for vendor in ("Nimbus", "Orchid", "Pelican", "Quartz")}
    assert by_model == {"Nimbus": [False, False], "Orchid": [False], "Pelican": [True], "Quartz": [True]}
    marked = {one["subject"] for one in network.build(rows(at.store)).graph["claims"] if one["by_model"]}
    assert marked == {"Pelican", "Quartz"}


def test_a_graph_of_the_rules_has_one_finder(tmp_path: Path) -> None:
    with snapshot(tmp_path) as shown:
        (only,) = asked(shown, "network", ("show", "all"))["facets"]["found"]
        assert only[0] == "rules"
        edges = asked(shown, "network", ("show", "all"))["edges"]
        assert edges and not any(edge["by_model"] for edge in edges)


def test_the_finders_are_those_of_the_columns() -> None:
    from kg.explore.columns import FINDERS
    from kg.explore.endpoints import ENDPOINTS

    (param,) = (one for one in ENDPOINTS["network"].params if one.name == "found")
    assert param.choices == FINDERS
