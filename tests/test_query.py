"""Named queries: how they are read, how parameters are bound, what each of them answers; and the rows of the graph."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import made
import pytest

from kg import ask as asking
from kg import query, question
from kg.courses import later, line_of
from kg.errors import DataError, NotFound, QueryError
from kg.graph import quads
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


def ask(store: OxigraphStore, name: str, **params: Any) -> list[dict[str, Any]]:
    return query.run(store, name, params).dicts()


def only(rows: list[dict[str, Any]], **having: Any) -> dict[str, Any]:
    found = [row for row in rows if all(row[key] == value for key, value in having.items())]
    assert len(found) == 1, found
    return found[0]


# --- the files -------------------------------------------------------------------------------------------------------


def test_the_queries_that_must_exist_do() -> None:
    assert set(NAMED) <= set(query.names())


@pytest.mark.parametrize("name", query.names())
def test_every_query_runs_and_gives_the_columns_it_names(store: OxigraphStore, name: str) -> None:
    table = query.run(store, name)
    assert table.columns == query.load(name).columns
    assert {"article", "quote"} <= set(table.columns)
    assert table.rows
    texts = {one.article.id: one.article.text for one in made.corpus()}
    for row in table.dicts():
        assert row["quote"] in texts[row["article"]]
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


# --- from open to closed ---------------------------------------------------------------------------------------------


def test_only_movers_are_named(store: OxigraphStore) -> None:
    """No opener, holder or denier; one that came back years later is named with the date."""
    rows = ask(store, "open-to-closed")
    assert {(row["vendor"], row["basis"]) for row in rows} == {("Nimbus", "said"), ("Orchid", "derived"), ("Sable", "derived")}
    assert {(row["from"], row["to"]) for row in rows} == {("open", "closed")}


def test_a_reprint_is_the_same_evidence_and_other_words_are_another_witness(store: OxigraphStore) -> None:
    rows = ask(store, "open-to-closed", vendor="雨云")
    ids = {one.article.file: one.article.id for one in made.corpus()}
    first, second = rows
    assert (first["article"], first["articles"], first["origins"], first["since"]) == (ids["told.md"], 2, 2, "2022")
    assert (second["article"], second["articles"], second["origins"]) == (ids["witness.md"], 1, 2)
    assert first["quote"] == "Nimbus went from open to closed when the money ran short"
    assert first["denied"] == 1


def test_a_derived_move_shows_its_steps_in_order_of_time(store: OxigraphStore) -> None:
    rows = ask(store, "open-to-closed", vendor="Orchid")
    steps = [("Orchid-1: open", "2019"), ("Orchid-2: partial", "2020"), ("Orchid-3: api", "2022-06")]
    assert [(row["step"], row["when"]) for row in rows] == steps
    assert {row["since"] for row in rows} == {"2022-06"}
    quotes = {name: quote for name, _, _, quote in made.STATES}
    assert [row["quote"] for row in rows] == [quotes[step.split(":")[0]] for step, _ in steps]


def test_one_that_opened_again_years_later_says_so(store: OxigraphStore) -> None:
    rows = ask(store, "open-to-closed", vendor="Sable")
    assert [row["step"] for row in rows] == ["Sable-1: open", "Sable-2: closed", "Sable-3: closed"]
    assert {row["reopened"] for row in rows} == {"2024"}


@pytest.mark.parametrize("vendor", ["Pelican", "Quartz", "Rowan"])
def test_one_that_did_not_move_gives_no_row(store: OxigraphStore, vendor: str) -> None:
    assert ask(store, "open-to-closed", vendor=vendor) == []


def derived(tmp_path: Path, states: list[tuple[str, str, str | None]], **more: Any) -> list[tuple[str, str]]:
    """The derived steps of a vendor whose models have these (name, status, time)."""
    maker = made.org("Willow")
    lines = [
        f"Willow made {name}, which in {time} was {status} ({i})." for i, (name, status, time) in enumerate(states)
    ]
    here = made.article("w.md", "\n".join([*lines, *more.get("lines", ())]), "2025")
    claims = list(more.get("claims", lambda told: [])(here))
    for (name, status, time), line in zip(states, lines, strict=True):
        thing = made.model(name)
        claims.append(made.say(here, "release", line, subject=maker, object=thing, time=more.get("released")))
        claims.append(made.say(here, "openness", line, subject=thing, value={"status": status}, time=time))
    with open_store(tmp_path / "w") as opened:
        opened.replace(here.id, quads(made.Extraction(here, (), tuple(claims))))
        rows = ask(opened, "open-to-closed")
    return [(row["step"], row["when"]) for row in rows if row["basis"] == "derived"]


@pytest.mark.parametrize(
    "states, moved",
    [
        ([("W-1", "open", "2019"), ("W-2", "closed", "2021")], True),  # the next of its line
        ([("W-1", "restricted", "2019"), ("W-2", "api", "2021")], True),
        ([("W-1", "open", "2019"), ("Elm", "closed", "2021")], False),  # one product aside
        ([("W-1", "open", "2019"), ("Elm", "closed", "2021"), ("Ash", "api", "2022")], True),  # a course
        ([("W-1", "open", "2019"), ("W-2", "closed", "2021"), ("W-3", "open", "2022")], False),  # opened again
        ([("W-1", "closed", "2019"), ("W-2", "open", "2021")], False),
        ([("W-1", "open", "2021"), ("W-2", "closed", "2021-05")], False),  # not surely later
        ([("W-1", "open", "2019"), ("W-2", "partial", "2021")], False),
        ([("W-1", "partial", "2019"), ("W-2", "closed", "2021")], False),  # the weights never were out
        ([("W-1", "open", None), ("W-2", "closed", "2021")], False),  # no time, no step
    ],
)
def test_what_makes_a_course(tmp_path: Path, states: list[tuple[str, str, str | None]], moved: bool) -> None:
    steps = derived(tmp_path, states)
    assert bool(steps) is moved
    if moved:
        assert steps == [(f"{name}: {status}", time) for name, status, time in states]


def test_a_status_without_a_time_holds_from_the_release(tmp_path: Path) -> None:
    assert derived(tmp_path, [("W-1", "open", None), ("W-2", "closed", "2021")], released="2020") != []


def test_a_word_against_it_undoes_what_was_derived(tmp_path: Path) -> None:
    states = [("W-1", "open", "2019"), ("W-2", "closed", "2021")]
    line = "Willow holds fast to its open course."

    def course(told: made.Article) -> list[made.Claim]:
        return [made.say(told, "strategy", line, subject=made.org("Willow"), value={"strategy": "open"})]

    assert derived(tmp_path, states, lines=[line], claims=course) == []


def test_dates_cut_to_what_is_known_are_compared_with_care() -> None:
    assert later("2023", "2022-12") and later("2023-04", "2023-03-31")
    assert not later("2023-03", "2023") and not later("2023", "2023") and not later("2022", "2023")


def test_a_line_of_models_is_its_name_without_numbers() -> None:
    assert line_of("GPT-3.5") == line_of("GPT-4o") == line_of("gpt 2")
    assert line_of("ChatGLM2-12B") == line_of("ChatGLM-6B")
    assert line_of("Qwen-Max") != line_of("Qwen-7B")


# --- the other questions ---------------------------------------------------------------------------------------------


def test_strategy_shifts_shows_denied_ones_as_such(store: OxigraphStore) -> None:
    rows = ask(store, "strategy-shifts")
    assert only(rows, vendor="Rowan")["negated"] is True
    assert only(rows, vendor="Pelican")["to"] == "hybrid"
    assert [row["vendor"] for row in ask(store, "strategy-shifts", to="hybrid")] == ["Pelican"]


def test_openness_timeline_is_in_order_and_can_be_cut(store: OxigraphStore) -> None:
    whens = [row["when"] for row in ask(store, "openness-timeline")]
    assert whens == sorted(whens)
    rows = ask(store, "openness-timeline", vendor="orchid", since="2020", until="2022")
    assert [row["model"] for row in rows] == ["Orchid-2", "Orchid-3"]
    assert {row["status"] for row in ask(store, "openness-timeline", status="api")} == {"api"}


def test_licences_and_terms(store: OxigraphStore) -> None:
    rows = ask(store, "licenses", model="quartz 2")
    assert {(row["license"], row["term"]) for row in rows} == {("Apache-2.0", None), (None, "commercial-use")}
    assert len(ask(store, "licenses", license="apache 2.0")) == 1
    assert len(ask(store, "licenses", term="commercial-use")) == 1


def test_benchmarks_prices_and_numbers_come_back_as_numbers(store: OxigraphStore) -> None:
    row = only(ask(store, "benchmarks", benchmark="mmlu"), model="Quartz-2")
    assert (row["score"], row["unit"]) == (70.6, "%")
    row = only(ask(store, "prices", currency="USD"), thing="Quartz-2")
    assert (row["amount"], row["per"]) == (0.002, "1K tokens")
    assert ask(store, "prices", currency="CNY") == []


def test_arguments_and_their_map(store: OxigraphStore) -> None:
    row = only(ask(store, "arguments", side="open", polarity="pro"), aspect="transparency")
    assert row["quote"] == "Anyone can look inside an open model"
    assert only(ask(store, "argument-map"), side="open", aspect="transparency", polarity="pro")["claims"] == 1
    assert ask(store, "arguments", side="closed") == []


def test_who_says_what(store: OxigraphStore) -> None:
    rows = ask(store, "who-says", speaker="Ada Finch")
    assert {(row["kind"], row["says"], row["negated"]) for row in rows} == {
        ("shift", "open closed", True),
        ("stance", "closed against", False),
    }
    assert [row["kind"] for row in ask(store, "who-says", about="Nimbus")] == ["shift"]
    assert [row["kind"] for row in ask(store, "who-says", kind="stance")] == ["stance"]


def test_conflicts_show_both_sides(store: OxigraphStore) -> None:
    rows = ask(store, "conflicts")
    assert {row["value"] for row in rows if row["thing"] == "Quartz-2"} == {"open", "partial"}
    assert {row["value"] for row in rows if row["thing"] == "Tundra"} == {"2015", "2016"}
    assert {row["thing"] for row in rows} == {"Quartz-2", "Tundra"}
    assert {row["thing"] for row in ask(store, "conflicts", thing="Tundra")} == {"Tundra"}


@pytest.mark.parametrize(
    "one, other, times, disagree",
    [
        ("open", "closed", ("2023", "2023"), True),
        ("open", "closed", ("2022", "2023"), False),  # it changed
        ("open", "closed", (None, "2023"), True),
        ("api", "closed", ("2023", "2023"), False),
        ("open", "open", ("2023", "2023"), False),
        ("partial", "restricted", ("2023-01", "2023-11"), True),
    ],
)
def test_what_is_a_conflict(
    tmp_path: Path, one: str, other: str, times: tuple[str | None, str | None], disagree: bool
) -> None:
    with open_store(tmp_path / "c") as opened:
        for status, time in zip((one, other), times, strict=True):
            here = made.article(f"{status}.md", f"Elder is {status}, we found ({time}, {len(opened.articles())}).")
            claim = made.say(
                here, "openness", here.text, subject=made.model("Elder"), value={"status": status}, time=time
            )
            opened.replace(here.id, quads(made.Extraction(here, (), (claim,))))
        assert bool(ask(opened, "conflicts")) is disagree


@pytest.mark.parametrize("numbers, disagree", [(([7], [8]), True), (([7, 13], [8]), False), (([7], [7]), False)])
def test_a_list_of_numbers_is_no_conflict(tmp_path: Path, numbers: tuple[list[int], list[int]], disagree: bool) -> None:
    with open_store(tmp_path / "n") as opened:
        for place, sizes in enumerate(numbers):
            here = made.article(
                f"{place}.md", f"[{place}] " + " and ".join(f"Elder has {size} units" for size in sizes)
            )
            claims = tuple(
                made.say(
                    here,
                    "quantity",
                    f"Elder has {size} units",
                    subject=made.model("Elder"),
                    value={"metric": "parameters", "number": size, "unit": "parameters"},
                )
                for size in sizes
            )
            opened.replace(here.id, quads(made.Extraction(here, (), claims)))
        rows = ask(opened, "conflicts")
    assert bool(rows) is disagree
    assert {row["what"] for row in rows} <= {"parameters parameters"}


def test_independent_support_counts_voices_and_not_articles(store: OxigraphStore) -> None:
    row = only(ask(store, "independent-support", subject="Nimbus"), says="open closed", negated=False)
    assert (row["articles"], row["origins"]) == (3, 2)


def test_derived_models_reach_two_steps(store: OxigraphStore) -> None:
    rows = ask(store, "derived-models", base="Quartz-2")
    assert {(row["model"], row["depth"], row["through"]) for row in rows} == {("Birch", 1, ""), ("Twig", 2, "Birch")}
    assert len(ask(store, "derived-models", model="Twig")) == 2


def test_ecosystem_of_one(store: OxigraphStore) -> None:
    rows = ask(store, "ecosystem", entity="Tundra")
    found = {(row["from"], row["relation"], row["mode"], row["to"]) for row in rows}
    assert found == {
        ("Tundra", "adopts", "hosts", "Quartz-2"),
        ("Tundra", "partnership", "partners", "Quartz"),
        ("Ada Finch", "affiliation", "head", "Tundra"),
    }
    assert {row["relation"] for row in ask(store, "ecosystem", kind="partnership")} == {"partnership"}


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
    assert table.columns == ("subject", "predicate", "object") and len(table.rows) == 6


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
    whole = question.read(text, asking.names_of(store))
    monkeypatch.setattr(asking, "MANY", 0)
    some = asking.names_in(store, text)
    assert question.read(text, some).names == whole.names
    assert len(some) < len(asking.names_of(store))
    assert asking.answer(store, text).params == asking.answer(store, text, names=asking.names_of(store)).params
