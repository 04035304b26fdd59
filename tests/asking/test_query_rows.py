"""What each named query answers on a small graph, row by row; and that another SPARQL 1.1 engine answers the same.

The graph is that of tests/made.py. Articles stand by their file, quotes by their first words.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import made
import pytest

from kg.asking import query
from kg.knowledge import fold
from kg.model import Table
from kg.rdf.graph import PREFIXES, key_of, quads
from kg.store import OxigraphStore, open_store

FILES = {one.article.id: one.article.file for one in made.corpus()}

# query → parameters → columns → the rows, in any order
EXPECTED: list[tuple[str, dict[str, str], str, set[tuple[Any, ...]]]] = [
    (
        "open-to-closed", {}, "vendor from to since basis step when article articles origins denied reopened",
        {
            ("Nimbus", "open", "closed", "2022", "said", "open → closed", "2022", "told.md", 2, 2, 1, None),
            ("Nimbus", "open", "closed", None, "said", "open → closed", None, "witness.md", 1, 2, 1, None),
            ("Orchid", "open", "closed", "2022-06", "derived", "Orchid-1: open", "2019", "states.md", 1, 1, 0, None),
            ("Orchid", "open", "closed", "2022-06", "derived", "Orchid-2: partial", "2020", "states.md", 1, 1, 0, None),
            ("Orchid", "open", "closed", "2022-06", "derived", "Orchid-3: api", "2022-06", "states.md", 1, 1, 0, None),
            ("Sable", "open", "closed", "2021", "derived", "Sable-1: open", "2019", "states.md", 1, 1, 0, "2024"),
            ("Sable", "open", "closed", "2021", "derived", "Sable-2: closed", "2021", "states.md", 1, 1, 0, "2024"),
            ("Sable", "open", "closed", "2021", "derived", "Sable-3: closed", "2022", "states.md", 1, 1, 0, "2024"),
        },
    ),
    ("open-to-closed", {"vendor": "Pelican"}, "vendor", set()),
    (
        "strategy-shifts", {}, "vendor from to since negated modality article articles origins",
        {
            ("Nimbus", "open", "closed", "2022", False, None, "told.md", 2, 1),
            ("雨云", "open", "closed", None, False, None, "witness.md", 1, 1),
            ("Orchid", "open", "closed", None, False, "hedged", "plans.md", 1, 1),
            ("Nimbus", "open", "closed", None, True, None, "denial.md", 1, 1),
            ("Rowan", "open", "closed", None, True, None, "denial.md", 1, 1),
            ("Pelican", "closed", "hybrid", None, False, None, "states.md", 1, 1),
        },
    ),
    ("strategy-shifts", {"from": "closed"}, "vendor", {("Pelican",)}),
    ("strategies", {}, "vendor strategy negated speaker since article", {("Sable", "open", False, None, "2024", "states.md")}),
    ("strategies", {"strategy": "closed"}, "vendor", set()),
    (
        "events", {"since": "2022-02", "until": "2023-03"}, "time kind subject object says article articles",
        {
            ("2022-06", "openness", "Orchid-3", None, "api", "states.md", 1),
            ("2023-03", "release", "Quartz", "Quartz-2", "", "dispute.md", 1),
        },
    ),
    (
        "events", {"about": "Quartz-2"}, "time kind subject says article",
        {
            ("2023", "openness", "Quartz-2", "partial", "dispute.md"),
            ("2023", "openness", "Quartz-2", "open", "states.md"),
            ("2023-03", "release", "Quartz", "", "dispute.md"),
        },
    ),
    ("events", {"kind": "founded"}, "time subject", {("2015", "Tundra"), ("2016", "Tundra")}),
    (
        "articles", {"about": "Ada"}, "article date claims",
        {("dispute.md", "2024-08-01", 2), ("denial.md", "2024-07-01", 1)},
    ),
    ("articles", {"since": "2024-08"}, "article", {("dispute.md",), ("founding.md",), ("plans.md",)}),
    (
        "openness-timeline", {"vendor": "Quartz"}, "when model vendor status negated article",
        {
            ("2020", "Quartz-1", "Quartz", "open", False, "states.md"),
            ("2023", "Quartz-2", "Quartz", "open", False, "states.md"),
            ("2023", "Quartz-2", "Quartz", "partial", False, "dispute.md"),
            ("2024", "Vault", "Quartz", "closed", False, "states.md"),
        },
    ),
    ("openness-timeline", {"status": "api"}, "model when", {("Orchid-3", "2022-06")}),
    (
        "licenses", {}, "model license term number negated article",
        {
            ("Quartz-2", "Apache-2.0", None, None, False, "dispute.md"),
            ("Quartz-2", None, "commercial-use", None, False, "dispute.md"),
        },
    ),
    ("licenses", {"license": "Apache-2.0"}, "model", {("Quartz-2",)}),
    ("benchmarks", {}, "benchmark model score unit article", {("MMLU", "Quartz-2", 70.6, "%", "dispute.md")}),
    ("benchmarks", {"benchmark": "mmlu", "model": "Quartz 2"}, "score", {(70.6,)}),
    (
        "arguments", {}, "side polarity aspect speaker article articles origins",
        {("open", "pro", "transparency", None, "dispute.md", 1, 1)},
    ),
    ("arguments", {"polarity": "con"}, "side", set()),
    (
        "argument-map", {}, "side aspect polarity claims articles origins article",
        {("open", "transparency", "pro", 1, 1, 1, "dispute.md")},
    ),
    ("argument-map", {"aspect": "cost"}, "side", set()),
    (
        "who-says", {}, "speaker kind subject object says negated article",
        {
            ("Ada Finch", "shift", "Nimbus", None, "open closed", True, "denial.md"),
            ("Ada Finch", "stance", "Ada Finch", None, "closed against", False, "dispute.md"),
        },
    ),
    ("who-says", {"side": "closed", "polarity": "against"}, "speaker kind", {("Ada Finch", "stance")}),
    (
        "independent-support", {}, "subject kind object says negated articles origins",
        {("Nimbus", "shift", None, "open closed", False, 3, 2)},
    ),
    ("independent-support", {"kind": "openness"}, "subject", set()),
    (
        "prices", {}, "thing amount high currency per negated article",
        {("Quartz-2", 0.002, None, "USD", "1K tokens", False, "dispute.md")},
    ),
    ("prices", {"currency": "CNY"}, "thing", set()),
    (
        "derived-models", {}, "model base through depth negated article",
        {
            ("Birch", "Quartz-2", "", 1, False, "dispute.md"),
            ("Twig", "Birch", "", 1, False, "dispute.md"),
            ("Twig", "Quartz-2", "Birch", 2, False, "dispute.md"),
        },
    ),
    ("derived-models", {"model": "Birch"}, "base depth", {("Quartz-2", 1)}),
    (
        "ecosystem", {"entity": "Tundra"}, "from relation mode to negated article",
        {
            ("Tundra", "release", None, "Quartz-9", False, "plans.md"),
            ("Tundra", "adopts", "hosts", "Quartz-2", False, "dispute.md"),
            ("Tundra", "partnership", "partners", "Quartz", False, "dispute.md"),
            ("Ada Finch", "affiliation", "head", "Tundra", False, "dispute.md"),
        },
    ),
    ("ecosystem", {"kind": "based-on"}, "from to", {("Birch", "Quartz-2"), ("Twig", "Birch")}),
    ("ecosystem", {"entity": "Quartz-2", "mode": "hosts"}, "from to", {("Tundra", "Quartz-2")}),
    (
        "releases", {"vendor": "Quartz"}, "vendor model relation time article",
        {
            ("Quartz", "Quartz-1", "develops", None, "makers.md"),
            ("Quartz", "Quartz-2", "develops", None, "makers.md"),
            ("Quartz", "Vault", "develops", None, "makers.md"),
            ("Quartz", "Quartz-2", "release", "2023-03", "dispute.md"),
        },
    ),
    ("releases", {"since": "2023", "until": "2023"}, "vendor model time", {("Quartz", "Quartz-2", "2023-03")}),
    ("releases", {"since": "2024"}, "model modality", {("Quartz-9", "planned")}),
    (
        "plans", {}, "modality kind subject object says time article",
        {
            ("planned", "release", "Tundra", "Quartz-9", "", "2025", "plans.md"),
            ("hedged", "shift", "Orchid", None, "open closed", None, "plans.md"),
        },
    ),
    ("plans", {"modality": "hedged"}, "subject", {("Orchid",)}),
    ("plans", {"about": "Quartz-9"}, "subject", {("Tundra",)}),
    (
        "figures", {"thing": "Quartz-2"}, "thing metric number high unit negated article",
        {("Quartz-2", "parameters", 70_000_000_000, None, None, False, "dispute.md")},
    ),
    ("figures", {"metric": "users"}, "thing", set()),
    ("figures", {"thing": "Quartz*"}, "thing number", {("Quartz-2", 70_000_000_000)}),
    (
        "people", {"organization": "Tundra"}, "organization relation person role time article",
        {
            ("Tundra", "founded", None, None, "2015", "dispute.md"),
            ("Tundra", "founded", None, None, "2016", "founding.md"),
            ("Tundra", "affiliation", "Ada Finch", "head", None, "dispute.md"),
        },
    ),
    ("vendors", {"vendor": "Quartz"}, "vendor models since until article articles", {("Quartz", 3, "2023-03", "2023-03", "makers.md", 2)}),
    ("vendors", {"vendor": "Quartz", "status": "partial"}, "vendor models", {("Quartz", 1)}),
    ("people", {"person": "Ada"}, "organization person", {("Tundra", "Ada Finch")}),
    (
        "comparisons", {}, "subject relation object aspect article",
        {("Quartz-2", "better", "Orchid-3", "HellaSwag", "dispute.md")},
    ),
    ("comparisons", {"thing": "Orchid-3", "other": "Quartz-2"}, "subject object", {("Quartz-2", "Orchid-3")}),
    ("comparisons", {"thing": "Orchid-3|Quartz-1"}, "subject object", {("Quartz-2", "Orchid-3")}),
    ("comparisons", {"relation": "worse"}, "subject", set()),
    ("comparisons", {"thing": "Orchid-3", "relation": "worse"}, "subject relation object", {("Quartz-2", "better", "Orchid-3")}),
    ("comparisons", {"thing": "Orchid-3", "relation": "better"}, "subject", set()),
    ("comparisons", {"other": "Orchid-3", "relation": "better"}, "subject", {("Quartz-2",)}),
    ("comparisons", {"thing": "Orchid-3", "other": "Quartz-2", "relation": "better"}, "subject", set()),
    ("prices", {"thing": "Quartz"}, "thing", set()),
    ("prices", {"thing": "Quartz*"}, "thing amount", {("Quartz-2", 0.002)}),
    (
        "conflicts", {"thing": "Tundra"}, "thing kind value",
        {("Tundra", "founded", "2015"), ("Tundra", "founded", "2016")},
    ),
]  # fmt: skip


class Rdflib:
    """A store over rdflib's own SPARQL engine: no Oxigraph in it. It answers what named queries and their steps ask."""

    def __init__(self, lines: list[str]) -> None:
        from rdflib import Dataset

        self.data = Dataset(default_union=False)
        self.data.parse(data="".join(f"{line}\n" for line in lines), format="nquads")

    def has(self, article: str) -> bool:
        return article in self.articles()

    def passages(self) -> tuple[Rdflib, int]:
        return self, 0  # as far as names go it is its own index

    def called(self, name: str) -> list[tuple[str, str]]:
        rows = self.select(f"{PREFIXES}SELECT ?e ?n {{ GRAPH ?g {{ ?e skos:prefLabel|skos:altLabel ?n }} }}").rows
        return sorted({(key_of(node), label) for node, label in rows if fold(label) == name})

    def articles(self) -> list[str]:
        return sorted(FILES)

    def kept(self, what: Any, make: Any) -> Any:
        return make()

    def select(self, sparql: str, bindings: Mapping[str, str] | None = None) -> Table:
        assert not bindings
        found = self.data.query(sparql)
        names = tuple(map(str, found.vars))
        return Table(names, tuple(tuple(self.plain(row[name]) for name in names) for row in found))

    @staticmethod
    def plain(term: Any) -> Any:
        from rdflib import Literal
        from rdflib.namespace import XSD

        if not isinstance(term, Literal):
            return None if term is None else str(term)
        if term.datatype in (XSD.integer, XSD.boolean):
            return term.value
        return float(term) if term.datatype in (XSD.decimal, XSD.double) else str(term)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory):
    with open_store(tmp_path_factory.mktemp("rows") / "store") as opened:
        opened.load_many((one.article.id, quads(one)) for one in made.corpus())
        yield opened


@pytest.fixture(scope="module")
def other() -> Rdflib:
    return Rdflib([line for one in made.corpus() for line in quads(one)])


def rows(table: Table, columns: str) -> list[tuple[Any, ...]]:
    shown = [{**row, "article": FILES[row["article"]]} for row in table.dicts()]
    return [tuple(row[column] for column in columns.split()) for row in shown]


@pytest.mark.parametrize(
    ("name", "params", "columns", "expected"),
    EXPECTED,
    ids=[f"{case[0]}-{'-'.join(case[1].values())}" for case in EXPECTED],
)
def test_rows(store: OxigraphStore, name: str, params: dict[str, str], columns: str, expected: set[tuple]) -> None:
    got = rows(query.run(store, name, params), columns)
    assert set(got) == expected and len(got) == len(expected)


def test_every_query_that_must_exist_has_expected_rows() -> None:
    asked = {name for name, *_ in EXPECTED}
    assert len(asked) == 22 and asked <= set(query.names())


@pytest.mark.parametrize("name", query.names())
def test_another_engine_answers_the_same(store: OxigraphStore, other: Rdflib, name: str) -> None:
    """Plain SPARQL 1.1: no extension of the embedded store is needed. Order among equals is the engine's own."""
    ours, theirs = query.run(store, name), query.run(other, name)  # type: ignore[arg-type]
    assert ours.columns == theirs.columns
    assert sorted(map(repr, ours.rows)) == sorted(map(repr, theirs.rows))


@pytest.mark.parametrize(("name", "params"), [(name, params) for name, params, *_ in EXPECTED if params])
def test_another_engine_takes_the_parameters(
    store: OxigraphStore, other: Rdflib, name: str, params: dict[str, str]
) -> None:
    ours, theirs = query.run(store, name, params), query.run(other, name, params)  # type: ignore[arg-type]
    assert sorted(map(repr, ours.rows)) == sorted(map(repr, theirs.rows))


@pytest.mark.parametrize("name", query.names())
def test_the_examples_are_calls_with_parameters_that_fit(name: str) -> None:
    named = query.load(name)
    for example in named.examples:
        given = query.example_params(example)
        for param in named.params:
            if param.type.startswith("concept:") and param.name in given:
                assert given[param.name] in query.concepts()[1][param.type.removeprefix("concept:")]


@pytest.mark.parametrize("name", query.names())
def test_every_column_is_explained_in_both_languages(name: str) -> None:
    named = query.load(name)
    assert set(named.explains) == set(named.columns)
    for words in named.explains.values():
        assert words["en"] and words["zh"] and words["en"] != words["zh"]


@pytest.mark.parametrize("name", query.names())
def test_places_of_parameters_that_are_not_given_are_not_sent(store: Any, name: str) -> None:
    text = query.prepare(store, query.load(name), {})
    assert "UNDEF" not in text
    assert text.count("\n") == query.load(name).text.count("\n")  # lines of errors stay right
