"""Named queries: how they are read and how parameters are bound; the rows of the graph, and names in a question."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import made
import pytest
from queried import ask, only

from kg.asking import ask as asking
from kg.asking import naming, query, question
from kg.errors import DataError, NotFound, QueryError
from kg.rdf.graph import quads
from kg.store import OxigraphStore, open_store

NAMED = (
    "argument-map",
    "arguments",
    "benchmarks",
    "conflicts",
    "derived-models",
    "ecosystem",
    "independent-support",
    "licenses",
    "open-to-closed",
    "openness-timeline",
    "prices",
    "strategy-shifts",
    "who-says",
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory):
    with open_store(tmp_path_factory.mktemp("graph") / "store") as opened:
        opened.load_many((one.article.id, quads(one)) for one in made.corpus())
        yield opened


# --- the files -------------------------------------------------------------------------------------------------------


def test_the_queries_that_must_exist_do() -> None:
    assert set(NAMED) <= set(query.names())


@pytest.mark.parametrize("name", query.names())
def test_every_query_runs_and_gives_the_columns_it_names(store: OxigraphStore, name: str) -> None:
    table = query.run(store, name)
    assert table.columns == query.load(name).columns
    assert "article" in table.columns
    assert "quote" in table.columns or name == "articles"  # whose rows are articles and no claims
    assert table.rows or name == "license-changes"  # of which no article here tells
    texts = {one.article.id: one.article.text for one in made.corpus()}
    for row in table.dicts():
        assert row.get("quote", "") in texts[row["article"]]
    assert query.run(store, name) == table


def test_a_head_is_read() -> None:
    text = (
        "#+ title.en: Who?\n#+ title.zh: 谁？\n#+ ask.en: who\n#+ ask.en: who is it\n"
        "#+ param: n number 3 how many | 几个\n"
        "#+ about.en: one\n#+ about.en: two\n#+ columns: a b\nSELECT ?a ?b {}"
    )
    named = query.parse("who", text, "who.rq")
    assert named.titles == {"en": "Who?", "zh": "谁？"}
    assert named.asks["en"] == ("who", "who is it")
    assert named.abouts["en"] == "one two"
    assert named.params == (query.Param("n", "number", "3", {"en": "how many", "zh": "几个"}),)
    assert named.columns == ("a", "b")


@pytest.mark.parametrize(
    "line", ["#+ titel.en: x", "#+ nothing", "#+ param: x", "#+ param: x colour - y", "#+ param: x concept:mood - y"]
)
def test_an_ill_head_is_refused_with_its_line(line: str) -> None:
    with pytest.raises(DataError) as caught:
        query.parse("x", f"#+ title.en: x\n{line}\nSELECT * {{}}", "x.rq")
    assert caught.value.where == "x.rq:2"


def test_a_step_that_is_not_there_is_refused() -> None:
    with pytest.raises(DataError, match="no such step"):
        query.parse("x", "#+ post: magic\nSELECT * {}", "x.rq")


def test_a_list_that_hangs_on_several_articles_is_refused_without_its_parts() -> None:
    with pytest.raises(DataError, match="needs its parts"):
        query.parse("x", "#+ across: a\nSELECT * {}", "x.rq")


def test_an_unknown_name_is_not_found() -> None:
    with pytest.raises(NotFound, match="no query open-to-shut"):
        query.load("open-to-shut")


# --- parameters and refusals -----------------------------------------------------------------------------------------


def test_a_hostile_value_is_a_value(store: OxigraphStore) -> None:
    hostile = 'USD" } } DROP ALL # \\'
    assert ask(store, "prices", currency=hostile) == []
    with pytest.raises(NotFound):
        ask(store, "prices", thing='x" } UNION { ?s ?p ?o')
    text = "SELECT ?x ?y WHERE { BIND(?x AS ?y) FILTER(STRLEN(?x) > 3) }"
    assert query.run(store, text, {"x": hostile}).rows == ((hostile, hostile),)


@pytest.mark.parametrize(
    "name, params, says",
    [
        ("prices", {"colour": "red"}, "no parameter colour"),
        ("arguments", {"side": "ajar"}, "one of: closed, hybrid, open"),
        ("openness-timeline", {"since": "last week"}, "not a date"),
    ],
)
def test_a_parameter_that_does_not_fit_is_refused(
    store: OxigraphStore, name: str, params: dict[str, str], says: str
) -> None:
    with pytest.raises(QueryError) as caught:
        query.run(store, name, params)
    assert says in str(caught.value)


def test_a_fault_in_a_text_is_told_with_its_line(store: OxigraphStore) -> None:
    with pytest.raises(QueryError) as caught:
        query.run(store, "SELECT ?x WHERE {\n  ?x a kg:Model .\n  ?x ?y\n}")
    assert caught.value.where == "query:4"


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * WHERE { SERVICE <http://localhost:9/> { ?s ?p ?o } }",
        "SELECT * WHERE { GRAPH ?g { ?s ?p ?o } FILTER NOT EXISTS { service silent ?x { ?s ?p ?o } } }",
        "SELECT * WHERE { \\u0053ERVICE <http://localhost:9/> { ?s ?p ?o } }",
        "ASK { { SELECT ?s WHERE { SERVICE <http://localhost:9/> { ?s ?p ?o } } } }",
        "LOAD <http://localhost:9/>",
        "INSERT DATA { <x:a> <x:b> <x:c> }",
        "PREFIX x: <x:> DELETE WHERE { GRAPH ?g { ?s ?p ?o } }",
        "DROP ALL",
        "CLEAR ALL",
        "",
    ],
)
def test_other_servers_and_changes_are_refused(store: OxigraphStore, text: str) -> None:
    with pytest.raises(QueryError):
        query.run(store, text or " ")
    assert len(store.articles()) == len(made.corpus())


def test_the_word_service_may_stand_in_a_string(store: OxigraphStore) -> None:
    assert query.run(store, 'SELECT ?x WHERE { BIND("model as a service" AS ?x) }').rows == (("model as a service",),)


def test_other_forms_give_tables_too(store: OxigraphStore) -> None:
    assert query.run(store, "ASK { GRAPH ?g { ?c a kg:Shift } }").rows == ((True,),)
    table = query.run(store, "CONSTRUCT { ?c a kg:Shift } WHERE { GRAPH ?g { ?c a kg:Shift } }")
    assert table.columns == ("subject", "predicate", "object") and len(table.rows) == 7


# --- rows ------------------------------------------------------------------------------------------------------------


def test_every_claim_comes_back_as_it_went_in(store: OxigraphStore) -> None:
    rows = query.claims(store)
    by_id = {row["id"]: row for row in rows}
    assert len(by_id) == len(rows) == sum(len(one.claims) for one in made.corpus())
    json.dumps(rows)
    for one in made.corpus():
        back = [row for row in rows if row["article"] == one.article.id]
        assert [(row["start"], row["end"]) for row in back] == sorted((c.start, c.end) for c in one.claims)
        for claim in one.claims:
            same = [
                row for row in back if (row["start"], row["end"], row["kind"]) == (claim.start, claim.end, claim.kind)
            ]
            row = same[0]
            assert row["quote"] == claim.quote == one.article.text[row["start"] : row["end"]]
            assert row["value"] == claim.values
            assert (row["time"], row["negated"], row["file"]) == (claim.time, claim.negated, one.article.file)
            assert (row["confidence"], row["rule"]) == (claim.confidence, claim.rule)
            for role in ("subject", "object", "speaker"):
                thing = getattr(claim, role)
                assert (row[role] and row[role]["key"]) == (thing and thing.key)
                if thing:
                    assert (row[role]["type"], row[role]["label"]) == (thing.type, thing.label)


@pytest.mark.parametrize(
    "filters, count",
    [
        ({"article": "told.md"}, 1),
        ({"entity": "雨云"}, 4),
        ({"entity": "nimbus", "kind": "shift", "since": "2022", "until": "2022"}, 2),
        ({"kind": "license"}, 2),
        ({"speaker": "ADA FINCH"}, 1),
        ({"min_confidence": 0.8}, 1),
        ({"since": "2022-07", "kind": "openness"}, 5),
        ({"until": "2019"}, 4),
    ],
)
def test_claims_can_be_filtered(store: OxigraphStore, filters: dict[str, Any], count: int) -> None:
    assert len(query.claims(store, **filters)) == count


def test_a_name_that_no_article_uses_is_found_in_the_lexicon(tmp_path: Path) -> None:
    from kg.knowledge import DATA, load_terms

    term = next(one for one in load_terms(DATA / "lexicon") if len(one.names) > 2 and not one.homonym)
    here = made.article("lex.md", f"{term.names[0]} was founded long ago.")
    known = made.Entity(term.entity.type, term.names[0], term.entity.key)
    claim = made.say(here, "founded", here.text, subject=known)
    with open_store(tmp_path / "lex") as opened:
        opened.replace(here.id, quads(made.Extraction(here, (), (claim,))))
        assert [row["id"] for row in query.claims(opened, entity=term.names[-1])]


def test_filters_that_find_nothing_or_are_none(store: OxigraphStore) -> None:
    assert query.claims(store, kind="nonsense", article=None) == []
    with pytest.raises(NotFound):
        query.claims(store, entity="nobody at all")
    with pytest.raises(NotFound):
        query.claims(store, article="nowhere.md")
    with pytest.raises(QueryError):
        query.claims(store, colour="red")


def test_articles_and_entities(store: OxigraphStore) -> None:
    rows = query.articles(store)
    assert [row["date"] for row in rows] == sorted(row["date"] for row in rows)
    told = only(rows, file="told.md")
    assert (told["title"], told["claims"], told["lang"]) == ("The year in models", 1, "en")
    found = query.entities(store, entity="雨云")
    assert {(row["file"], row["label"], tuple(row["aliases"])) for row in found} == {
        ("told.md", "Nimbus", ("雨云",)),
        ("reprint.md", "Nimbus", ("雨云",)),
        ("denial.md", "Nimbus", ("雨云",)),
        ("witness.md", "雨云", ("Nimbus",)),
    }
    assert {row["type"] for row in query.entities(store, article="dispute.md", type="License")} == {"License"}


# --- names in a question ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["did 雨云 go from open to closed", "Quartz-2的许可证是什么", "what does ada finch say about Nimbus", "which vendors moved", "the open model"]
)
def test_of_many_names_those_are_read_that_stand_in_the_question(
    store: OxigraphStore, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    whole = question.read(text, naming.names_of(store))
    monkeypatch.setattr(naming, "MANY", 0)
    some = asking.names_in(store, text)
    assert question.read(text, some).names == whole.names
    assert len(some) < len(naming.names_of(store))
    assert asking.answer(store, text).params == asking.answer(store, text, names=naming.names_of(store)).params


@pytest.mark.parametrize(("text", "place"), [("SELECT * { ?s ?p !", "error at 1:19"), ("SELECT * {\n ?s ?p !", "error at 2:9")])
def test_a_fault_has_its_place_in_the_text_as_it_was_given(store: OxigraphStore, text: str, place: str) -> None:
    with pytest.raises(QueryError, match=place):
        query.run(store, text)
