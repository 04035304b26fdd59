"""What is derived hangs on the articles that are there and on nothing else, and says what counting anew says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import heap
import made
import pytest
from heap import from_scratch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from twin import CHINESE, ENGLISH

from kg import check, deriving, telling
from kg.asking import paging, query
from kg.debating import traces
from kg.deriving import hands, keeper, parties, runs, sides, voiced
from kg.deriving.holding import Body, Why, ask, likely
from kg.disputes import conflicts
from kg.errors import DataError, KgError
from kg.extraction.extract import shared
from kg.listing import derived, grouped, steps
from kg.model import Article, Extraction, Table
from kg.networks import paths
from kg.rdf.graph import PREFIXES, article_id, concepts, entity_iri, quads, value_term
from kg.rdf.graph import name as term
from kg.read import blocks
from kg.reuse.voices import origins
from kg.store import open_store
from kg.store.terms import computed

GRAPHS = heap.graphs(14)
IDS = sorted(GRAPHS)
LISTS = [name for name in query.names() if query.load(name).listed] + ["conflicts", "trace-shift", "trace-argument"]
THINGS = [one.key for one in (*heap.THINGS, made.NIMBUS)] + ["person/author"]
ASPECTS = [term(f"kg:aspect-{aspect}")[1:-1] for aspect in ("safety", "cost")]
_number = count()

DOINGS = st.lists(
    st.tuples(st.sampled_from(IDS), st.sampled_from(["put", "put", "less", "out", "settle"])), min_size=3, max_size=16
)


def do(store: Any, doings: list[tuple[str, str]]) -> dict[str, list[str]]:
    """Do these things one after the other; what stands at the end."""
    standing: dict[str, list[str]] = {}
    for article, what in doings:
        if what == "settle":
            deriving.settle(store)
        elif what == "out":
            store.remove(article)
            standing.pop(article, None)
        else:
            standing[article] = GRAPHS[article][what == "less"]
            store.replace(article, standing[article])
    deriving.settle(store)
    return standing


@pytest.mark.parametrize("first", [1, 2, 6])
@settings(
    max_examples=8, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(doings=DOINGS)
def test_kept_in_step_is_made_anew(
    first: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, doings: list[tuple[str, str]]
) -> None:
    """Articles come, change and go in any order, and are settled now and then: it is as if all were made at the end."""
    monkeypatch.setattr(voiced, "FIRST", first)
    monkeypatch.setattr(runs, "RUN", first + 1)
    monkeypatch.setattr(parties, "RUN", first + 1)
    monkeypatch.setattr(keeper, "ANEW", 2.0)
    with open_store(tmp_path / str(next(_number))) as store:
        deriving.settle(store)
        standing = do(store, doings)
        assert derived.ready(store)
        kept = derived.lines(store)
    assert kept == from_scratch(tmp_path / str(next(_number)), standing)


def translated() -> list[tuple[str, list[str]]]:
    """A passage in two languages, the later text first, and texts that share nothing with it."""
    texts = [(CHINESE, "2023-02-01"), (ENGLISH, "2021-02-01"), (CHINESE, "2020-02-01")]
    found = []
    for number, (text, date) in enumerate(texts):
        here = made.article(f"{number}.md", f"{number * 7919}. {text}", date)
        found.append((here, made.say(here, "price", text[10:30], subject=made.model("Quartz-2"), value={"amount": 2})))
    return [(here.id, quads(Extraction(here, (), (claim,)))) for here, claim in found]


@pytest.mark.parametrize("first", [1, 6])
def test_a_translation_is_known_whichever_text_comes_first(first: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voiced, "FIRST", first)
    monkeypatch.setattr(keeper, "ANEW", 2.0)
    texts, standing = translated(), {}
    with open_store(tmp_path / "kept") as store:
        deriving.settle(store)
        for article, lines in [*texts, *[(article, []) for article, _ in reversed(texts)]]:
            store.replace(article, lines) if lines else store.remove(article)
            standing |= {article: lines}
            deriving.settle(store)
            there = {article: lines for article, lines in standing.items() if lines}
            kept = derived.lines(store)
            assert kept == from_scratch(tmp_path / str(next(_number)), there)
            assert sum("#origin>" in line for line in kept) == max(0, len(there) - 1)


CHANGED = "Quint AI released Zorb-2 under the Apache 2.0 licence in March 2023. In January 2024 Quint AI released Zorb-2 under the MIT licence."


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Articles that copy and contradict one another, settled."""
    place = tmp_path_factory.mktemp("graph") / "store"
    with pytest.MonkeyPatch.context() as patch, open_store(place) as opened:
        patch.setattr(runs, "RUN", 4)
        patch.setattr(parties, "RUN", 2)
        opened.load_many((article, found[0]) for article, found in heap.graphs(60).items())
        opened.load_many((one.article.id, quads(one)) for one in made.corpus())
        changed = shared().read(Article("f00dfeed12345678", "changed.md", CHANGED, blocks=blocks.split(CHANGED), lang="en"))
        opened.load_many([(changed.article.id, quads(changed))])
        deriving.settle(opened)
    with open_store(place, read_only=True) as opened:
        yield opened


@pytest.fixture
def unready(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody counts for himself, and all texts are compared with one another."""
    count_for_yourself(monkeypatch)


def count_for_yourself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(derived, "ready", lambda store: False)
    monkeypatch.setattr(
        derived, "origins", lambda store, spans: origins(steps.texts_of(store, store.articles()), list(spans))
    )


def test_passages_come_from_where_comparing_all_texts_has_them_from(store: Any) -> None:
    where = "GRAPH ?g { ?c oa:hasSelector ?s . ?s oa:start ?start ; oa:end ?end }"
    rows = store.select(f"{PREFIXES}SELECT DISTINCT ?g ?start ?end WHERE {{ {where} }}").rows
    spans = [(article_id(graph), start, end) for graph, start, end in rows]
    told = derived.origins(store, spans)
    assert told == origins(steps.texts_of(store, store.articles()), spans)
    assert len({span for span in spans if told and told[span] != span[0]}) > 20


@pytest.mark.parametrize("name", query.names())
def test_answers_are_those_of_counting_anew(store: Any, name: str, request: pytest.FixtureRequest) -> None:
    kept = query.run(store, name)
    assert kept.rows
    request.getfixturevalue("unready")
    assert query.run(store, name) == kept


def test_conflicts_are_those_of_looking_anew(store: Any, request: pytest.FixtureRequest) -> None:
    kept = derived.disputes(store, rules=[rule.name for rule in conflicts.load_rules()])
    request.getfixturevalue("unready")
    found = conflicts.find(store)
    assert len(found) > 10
    told = [
        (one.id, one.rule.name, one.thing, one.what, one.weight, [(side.value, side.articles, side.origins) for side in one.sides])
        for one in found
    ]
    assert told == [
        (one["id"], one["rule"], one["thing"], one["what"], tuple(one["weight"]),
         [(side["value"], side["articles"], side["origins"]) for side in one["sides"]])
        for one in kept
    ]  # fmt: skip


ABOUT = st.one_of(
    st.none(), st.lists(st.sampled_from([*map(entity_iri, THINGS), *ASPECTS]), max_size=3, unique=True)
)


@settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(about=ABOUT, rule=st.sampled_from([None, *(rule.name for rule in conflicts.load_rules())]), reported=st.booleans())
def test_conflicts_with_all_their_evidence_are_those_of_looking_anew(
    store: Any, about: list[str] | None, rule: str | None, reported: bool
) -> None:
    kept = conflicts.find(store, about, rule, None, reported)
    with pytest.MonkeyPatch.context() as patch:
        count_for_yourself(patch)
        assert conflicts.find(store, about, rule, None, reported) == kept


TEXTS = st.lists(st.sampled_from(["open models win. ", "模型开放了权重。", "they closed it at last. ", "ab", "模型"]), min_size=1, max_size=9).map("".join)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(one=TEXTS, other=TEXTS)
def test_no_copied_passage_is_taken_for_one_that_can_not_be(one: str, other: str) -> None:
    body, early = Body(one), Body(other)
    passages = ask(body, [("", at, at + 3) for at in range(0, len(one), 4)])
    kept = likely(passages, early)
    for asked in passages:
        assert asked in kept or not asked.held_by(early, Why(words=True, pairs=False))


def test_conflicts_read_no_claims_that_agree(store: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conflicts, "_sketches", lambda *_: pytest.fail("claims were looked through"))
    assert len(conflicts.find(store)) > 10


@pytest.mark.parametrize("name", LISTS)
def test_pages_are_parts_of_the_whole(store: Any, name: str) -> None:
    whole = query.run(store, name)
    for offset in (0, 1, len(whole.rows) // 2, len(whole.rows) - 1, len(whole.rows) + 1):
        page = paging.page(store, name, limit=5, offset=offset)
        assert (page.offset, page.total) == (offset, len(whole.rows))
        assert page.table == type(whole)(whole.columns, whole.rows[offset : offset + 5])


PLACES = st.sampled_from([st.integers(-9, 9), st.text("ab一", max_size=3)]).flatmap(lambda one: st.lists(st.none() | one, min_size=1, max_size=8))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(values=PLACES, falls=st.booleans())
def test_places_stand_as_sparql_puts_them_in_order(values: list[Any], falls: bool) -> None:
    terms = " ".join("UNDEF" if value is None else value_term(value) for value in values)
    found = computed(f"SELECT ?x WHERE {{ VALUES ?x {{ {terms} }} }} ORDER BY {'DESC(?x)' if falls else '?x'}")
    assert sorted(values, key=lambda value: grouped.place_key([("x", falls)], [value])) == [row["x"] for row in found]


def test_pages_of_a_trace_are_parts_of_the_whole_where_little_is_read_at_first(store: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = traces.shift_part(store)[0]
    monkeypatch.setattr(traces, "PORTION", 1)
    for limit in (1, 3, 7):
        parts = [traces.shift_part(store, None, limit, offset) for offset in range(0, len(whole), limit)]
        assert [row for rows, _ in parts for row in rows] == whole
        assert {total for _, total in parts} == {len(whole)}
    assert {row["near"] for row in whole} > {"elsewhere"}, "nothing was read later, or nothing at first"


def test_a_page_does_not_read_the_whole_list(store: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(query, "run", lambda *_: pytest.fail("all of the list was read"))
    for name in LISTS:
        assert paging.page(store, name, limit=2).table.rows


IDENTIFIED = [line.split("/claim/")[1][:20] for lines, _ in GRAPHS.values() for line in lines if "#Argument>" in line][:4]
VALUES = {
    "entity": ["Quartz-2", "Birch", "Orchid", "Nimbus", "Ada Finch", "Bo Reed", "Quartz", "雨云", "MMLU", "Apache-2.0", "nobody"],
    "kind": ["price", "stance", "argument", "release", "based-on", "shift"],
    "text": ["USD", "EUR", *IDENTIFIED],
    "date": ["2022", "2022-06", "2023", "2023-04", "2024-01-01"],
    "number": ["0.001", "2", "70.6", "70000000000"],
}


def one_of(param: query.Param) -> st.SearchStrategy[str]:
    """Values that a parameter may have, some of which nothing bears."""
    scheme = param.type.removeprefix("concept:")
    return st.sampled_from(VALUES.get(param.type) or sorted(concepts()[1][scheme]))


ASKED = st.sampled_from(LISTS).flatmap(
    lambda name: st.tuples(
        st.just(name),
        st.lists(st.sampled_from([param.name for param in query.load(name).params]), unique=True, min_size=1, max_size=3).flatmap(
            lambda labels: st.fixed_dictionaries({one.name: one_of(one) for one in query.load(name).params if one.name in labels})
        ),
        st.integers(0, 12),
        st.integers(1, 7),
    )
)


def answer(work: Any) -> Any:
    """What work gives, or how it refuses."""
    try:
        return work()
    except KgError as error:
        return type(error), str(error)


@settings(max_examples=250, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=ASKED)
def test_pages_of_what_parameters_leave_are_parts_of_the_whole(store: Any, asked: tuple[str, dict[str, str], int, int]) -> None:
    name, params, offset, limit = asked
    whole = answer(lambda: query.run(store, name, params))
    page = answer(lambda: paging.page(store, name, params, limit, offset))
    if not isinstance(page, paging.Page):
        assert page == whole
        return
    assert page.total == len(whole.rows)
    assert page.table == Table(whole.columns, whole.rows[offset : offset + limit])


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=ASKED)
def test_what_parameters_leave_is_that_of_counting_anew(store: Any, asked: tuple[str, dict[str, str], int, int]) -> None:
    name, params, *_ = asked
    kept = answer(lambda: query.run(store, name, params))
    with pytest.MonkeyPatch.context() as patch:
        count_for_yourself(patch)
        assert answer(lambda: query.run(store, name, params)) == kept


@pytest.mark.parametrize("name", LISTS)
def test_every_parameter_of_a_list_cuts_it_ahead(name: str) -> None:
    """But for the bounds of its numbers: what lies within them is counted when it is asked."""
    named = query.load(name)
    assert set(named.by) == ({one.name for one in named.params if one.type != "number"} if named.listed else set())


def test_a_page_of_what_parameters_leave_does_not_read_the_whole(store: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(query, "run", lambda *_: pytest.fail("all of the list was read"))
    shown = [paging.page(store, name, {one.name: value}).total
             for name in LISTS for one in query.load(name).params if one.type != "number"
             for value in (VALUES.get(one.type) or sorted(concepts()[1][one.type.removeprefix("concept:")]))
             if value != "nobody"]  # fmt: skip
    assert sum(map(bool, shown)) > 40


def test_claims_of_a_thing_are_not_counted_for_a_page(store: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    about = [{}, {"kind": "stance"}, {"entity": "Nimbus"}]
    whole = [query.claims(store, **filters) for filters in about]
    pattern = f"GRAPH {derived.ARTICLES} {{ ?node kg:run ?run }}"
    assert store.select(f"{PREFIXES}SELECT (COUNT(?run) AS ?n) WHERE {{ {pattern} }} GROUP BY ?node HAVING(COUNT(?run) > 5)").rows
    monkeypatch.setattr(paging, "_counted", lambda *_: pytest.fail("all claims were counted"))
    for filters, rows in zip(about, whole, strict=True):
        assert paging.claims(store, 3, len(rows) // 2, **filters) == (rows[len(rows) // 2 :][:3], len(rows))


FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "entity": st.sampled_from(["Quartz-2", "Nimbus", "Ada Finch"]), "kind": st.sampled_from(["stance", "argument", "shift"]),
        "since": st.sampled_from(["2022", "2023-01"]), "speaker": st.just("Bo Reed"), "extractor": st.just("rules"),
    },
)  # fmt: skip


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(filters=FILTERS, offset=st.integers(0, 60), limit=st.integers(1, 9))
def test_a_part_of_the_claims_is_a_part_of_all(store: Any, filters: dict[str, str], offset: int, limit: int) -> None:
    whole = query.claims(store, **filters)
    assert paging.claims(store, limit, offset, **filters) == (whole[offset : offset + limit], len(whole))


ENDS = st.sampled_from(["Quartz-2", "Birch", "Orchid", "Nimbus", "Ada Finch", "Bo Reed", "MMLU", "Sable", "Vault", "Pelican"])


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(source=ENDS, target=ENDS, ways=st.sampled_from([paths.find_paths, paths.find_supported]))
def test_paths_are_those_of_looking_anew(store: Any, source: str, target: str, ways: Any) -> None:
    kept = answer(lambda: ways(store, source, target))
    with pytest.MonkeyPatch.context() as patch:
        count_for_yourself(patch)
        assert answer(lambda: ways(store, source, target)) == kept


def test_a_path_looks_through_no_claims(store: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths._Search, "_found", lambda *_: pytest.fail("claims were looked through"))
    (found, *_) = paths.find_paths(store, "Ada Finch", "Nimbus")
    assert found.steps and all(len(step.rows) <= step.claims for step in found.steps)


@pytest.mark.parametrize("first", [1, 20])
def test_a_part_of_the_conflicts_is_a_part_of_all(store: Any, first: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(derived, "FIRST", first)
    whole = conflicts.find(store)
    assert max(side.claims for one in whole for side in one.sides) > 2
    for offset, limit in ((0, 3), (2, 4), (len(whole) - 1, 5)):
        found, total = conflicts.part(store, shown=2, limit=limit, offset=offset)
        assert total == len(whole)
        assert [(one.id, one.sides) for one in found] == [
            (one.id, tuple(replace(side, rows=side.rows[:2], held=frozenset()) for side in one.sides)) for one in whole[offset : offset + limit]
        ]
    claim = max(whole[-1].sides[0].held)
    found = conflicts.find(store, holding=[claim])
    assert [one.id for one in found] == [one.id for one in whole if any(claim in side.held for side in one.sides)]
    assert {held for one in found for side in one.sides for held in side.held} == {claim}


def test_who_takes_part_in_a_conflict_is_the_same_by_what_is_kept_and_by_the_graph(store: Any) -> None:
    ids = store.articles()
    graph: dict[str, dict[str, set[str]]] = derived.parties(store)
    for article in ids:
        own = {row["id"] for row in query.claims(store, article=article)}
        mine = {node: {view: found & own for view, found in views.items() if found & own} for node, views in graph.items()}
        kept = deriving.taking_part(store, [article])
        assert kept == {node: views for node, views in mine.items() if views}
        assert conflicts.against(store, [article], kept) == conflicts.against(store, [article])
    kept = deriving.taking_part(store, ids)
    assert kept == graph and conflicts.against(store, ids, kept) == conflicts.against(store, ids)


def test_what_articles_contradict_is_that_of_looking_anew(store: Any, request: pytest.FixtureRequest) -> None:
    def told() -> dict[str, list[tuple[str, list[tuple[str, int, int]]]]]:
        found = conflicts.against(store, store.articles())
        return {article: [(one.id, [(side.value, side.articles, side.origins) for side in one.sides]) for one in some]
                for article, some in found.items()}  # fmt: skip

    kept = told()
    assert sum(map(bool, kept.values())) > 5
    request.getfixturevalue("unready")
    assert told() == kept


def test_things_and_kinds_are_counted(store: Any) -> None:
    rows = query.claims(store)
    kinds = {row["kind"] for row in rows}
    assert derived.kinds(store) == {kind: sum(row["kind"] == kind for row in rows) for kind in kinds}
    key = made.NIMBUS.key
    own = [row for row in rows if any(row[role] and row[role]["key"] == key for role in ("subject", "object", "speaker"))]
    assert derived.things(store)[key] == (len(own), len({row["article"] for row in own}))


def test_check_finds_what_does_not_fit(tmp_path: Path) -> None:
    with open_store(tmp_path / "store") as store:
        store.load_many((article, found[0]) for article, found in GRAPHS.items())
        deriving.settle(store)
        assert list(check.check_derived(store)) == []
        line = next(line for line in derived.lines(store) if "#rows>" in line)
        subject, graph = line.split(" ")[0], line.split(" ")[-2]
        store.derive([re.sub(r'"\d+"', '"700"', line)], [(graph, subject)])
        assert len(list(check.check_derived(store))) == 1


def test_work_that_was_never_published_is_taken_back_here_too(tmp_path: Path) -> None:
    """A writer dies after it settled: the graph goes back, and what is derived with it."""
    one, other, third = IDS[:3]
    with open_store(tmp_path / "store") as store:
        store.load_many([(one, GRAPHS[one][0]), (third, GRAPHS[third][0]), (IDS[3], GRAPHS[IDS[3]][0])])
        deriving.settle(store)
    lost = open_store(tmp_path / "store")
    lost.replace(other, GRAPHS[other][0])
    lost.replace(one, GRAPHS[one][1])
    deriving.settle(lost)
    lost.abandon()
    with open_store(tmp_path / "store") as store:
        assert derived.ready(store)
        store.remove(third)
        assert not derived.ready(store)
        deriving.settle(store)
        kept = derived.lines(store)
    assert kept == from_scratch(tmp_path / "other", {one: GRAPHS[one][0], IDS[3]: GRAPHS[IDS[3]][0]})


def test_who_waits_for_all_to_be_counted_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeper, "LONG", 2)
    monkeypatch.setattr(hands, "BATCH", 1)
    heard: list[tuple[str, ...]] = []
    token = telling.listener.set(lambda key, **values: heard.append((key, *values.values())))
    try:
        from_scratch(tmp_path / "store", {one: GRAPHS[one][0] for one in IDS[:3]})
    finally:
        telling.listener.reset(token)
    assert heard == [("counting", "0", "3"), ("counting", "2", "3"), ("comparing", "0", "3"), ("comparing", "2", "3"), ("counted", "3")]


def test_articles_are_noted_as_changed_where_something_is_derived_from_them(tmp_path: Path) -> None:
    noted = f"SELECT ?a WHERE {{ GRAPH {derived.CHANGED} {{ ?a ?p ?o }} }}"
    with open_store(tmp_path / "store") as store:
        store.load_many([(IDS[0], GRAPHS[IDS[0]][0])])
        assert not list(store.select(noted).rows) and not derived.ready(store)
        deriving.settle(store)
        assert derived.ready(store)
        store.load_many([(IDS[1], GRAPHS[IDS[1]][0])])
        assert len(list(store.select(noted).rows)) == 1 and not derived.ready(store)


def test_a_lost_state_is_made_again(tmp_path: Path) -> None:
    with open_store(tmp_path / "store") as store:
        store.replace(IDS[0], GRAPHS[IDS[0]][0])
        deriving.settle(store)
        (tmp_path / "store" / deriving.FILE).write_bytes(b"no database")
        store.replace(IDS[1], GRAPHS[IDS[1]][0])
        deriving.settle(store)
        kept = derived.lines(store)
    assert kept == from_scratch(tmp_path / "other", {one: GRAPHS[one][0] for one in IDS[:2]})


@pytest.mark.parametrize(("before", "after"), [("MIN(?name)", "MAX(?name)"), ("SELECT ?vendorId ?thingId", "SELEKT ?vendorId ?thingId")])
def test_links_that_articles_do_not_bring_one_by_one_are_refused(monkeypatch, before: str, after: str) -> None:
    text = (derived.folder() / "open-to-closed.rq").read_text("utf-8")
    assert before in text
    spoiled = query.parse("open-to-closed", text.replace(before, after), "open-to-closed.rq")
    monkeypatch.setattr(sides.query, "load", lambda _: spoiled)
    with pytest.raises(DataError, match="links"):
        sides.parted.__wrapped__("open-to-closed")
