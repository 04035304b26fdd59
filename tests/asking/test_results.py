"""A query's answer in the formats of SPARQL and RDF, read back by rdflib."""

from __future__ import annotations

import json
from pathlib import Path

import made
import pytest
from click.testing import CliRunner
from rdflib import Graph
from rdflib.query import Result

from kg import cli
from kg.asking import results
from kg.commands import console
from kg.errors import UsageError
from kg.rdf.graph import quads
from kg.store import OxigraphStore, open_store

SELECT = 'SELECT ?n ?t ?u { VALUES (?n ?t ?u) { (1 "a<b&c" kg:Claim) (UNDEF "中文" UNDEF) } }'
CONSTRUCT = "CONSTRUCT { ?c a kg:Shift } WHERE { GRAPH ?g { ?c a kg:Shift } }"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> OxigraphStore:
    opened = open_store(tmp_path_factory.mktemp("results") / "store")
    for one in made.corpus():
        opened.replace(one.article.id, quads(one))
    return opened


def test_the_command_line_offers_just_these_formats() -> None:
    assert console.QUERY_FORMATS == results.FORMATS


@pytest.mark.parametrize(("form", "name"), [("srj", "json"), ("srx", "xml")])
def test_results_are_read_back(store: OxigraphStore, form: str, name: str) -> None:
    text = results.write(store, SELECT, {}, form)
    found = Result.parse(source=__import__("io").BytesIO(text.encode()), format=name)
    first, second = list(found)
    assert first[0].toPython() == 1 and str(first[1]) == "a<b&c" and str(first[2]).endswith("ns#Claim")
    assert second[0] is None and str(second[1]) == "中文"


@pytest.mark.parametrize(("form", "name"), [("ttl", "turtle"), ("nt", "nt"), ("jsonld", "json-ld")])
def test_graphs_are_read_back(store: OxigraphStore, form: str, name: str) -> None:
    graph = Graph().parse(data=results.write(store, CONSTRUCT, {}, form), format=name)
    assert len(graph) == len(set(results.write(store, CONSTRUCT, {}, "nt").splitlines())) > 0


def test_an_ask_and_a_named_query(store: OxigraphStore) -> None:
    assert json.loads(results.write(store, "ASK { GRAPH ?g { ?c a kg:Shift } }", {}, "srj"))["boolean"] is True
    named = json.loads(results.write(store, "open-to-closed", {}, "srj"))
    assert {row["vendor"]["value"] for row in named["results"]["bindings"]} >= {"Nimbus", "Orchid"}


@pytest.mark.parametrize(("text", "form"), [(SELECT, "ttl"), (CONSTRUCT, "srj")])
def test_a_format_that_does_not_fit_is_refused(store: OxigraphStore, text: str, form: str) -> None:
    with pytest.raises(UsageError, match="is for"):
        results.write(store, text, {}, form)


def test_the_shipped_queries_are_found() -> None:
    assert (Path(__file__).parents[2] / "queries" / "open-to-closed.rq").exists()


@pytest.mark.parametrize("text", [SELECT, CONSTRUCT, "openness-timeline"])
def test_so_many_from_a_place_on(store: OxigraphStore, text: str) -> None:
    form = "nt" if text == CONSTRUCT else "srj"

    def rows(*cut: int | None) -> list[object]:
        told = results.write(store, text, {}, form, *cut)
        return list(told.splitlines()) if form == "nt" else json.loads(told)["results"]["bindings"]

    whole = rows()
    assert len(whole) > 1 and rows(1) == whole[:1] and rows(None, 1) == whole[1:] and rows(5, len(whole)) == []


def test_the_command_line_hands_the_limit_on(tmp_path: Path) -> None:
    opened = open_store(tmp_path / "store")
    for one in made.corpus():
        opened.replace(one.article.id, quads(one))
    opened.close()
    asked = ["--store", str(tmp_path / "store"), "query", "openness-timeline", "--format", "srj", "--limit", "1"]
    told = CliRunner().invoke(cli.main, asked)
    assert told.exit_code == 0 and len(json.loads(told.stdout)["results"]["bindings"]) == 1
