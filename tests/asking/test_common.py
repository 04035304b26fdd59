"""Parameters that every named query has by the columns of its answer: a country, a side, an order; a question sets the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import made
import pytest
from queried import ask as run

from kg.asking import ask, common, paging, query
from kg.asking.wordlist import lexicon
from kg.display.tables import query_card
from kg.errors import QueryError
from kg.model import Extraction, Table
from kg.rdf.graph import quads
from kg.store import OxigraphStore, open_store

MADE = {"DeepSeek": ("DeepSeek-R9", "2025-03", "open"), "Meta": ("Llama 9", "2024-05", "open"), "OpenAI": ("GPT-9", "2026-01", "closed"), "Mistral AI": ("Mixtral 9", "2023-11", "open")}


def _grown() -> Extraction:
    """What four houses of three countries brought out, with a price for each and a state."""
    claims: list[tuple[str, dict[str, Any]]] = []
    for at, (vendor, (name, time, status)) in enumerate(MADE.items(), 1):
        house, thing = made.org(vendor), made.model(name)
        claims.append((f"{vendor} released {name} in {time}", {"kind": "release", "subject": house, "object": thing, "time": time}))
        claims.append((f"{name} is {status}", {"kind": "openness", "subject": thing, "value": {"status": status}}))
        claims.append((f"{name} costs {at} dollars", {"kind": "price", "subject": thing, "value": {"amount": at, "currency": "USD"}}))
    for to, time in (("closed", "2023"), ("open", "2025-04")):
        claims.append((f"Meta turned {to} in {time}", {"kind": "shift", "subject": made.org("Meta"), "value": {"from": "open" if to == "closed" else "closed", "to": to}, "time": time}))
    for name, license, time, denied in (("Heron-7B", "Heron License", "2023-02", True), ("Heron-2-7B", "MIT", "2024-05", False)):
        terms = {"kind": "license", "subject": made.model(name), "object": made.entity("License", license), "time": time, "value": {"term": "commercial-use"}}
        claims.append((f"{name} is under {license} as of {time}", {**terms, "negated": denied}))
    here = made.article("grown.md", ". ".join(quote for quote, _ in claims) + ".", "2026-05-01")
    return Extraction(here, (), tuple(made.say(here, given.pop("kind"), quote, **given) for quote, given in claims))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OxigraphStore]:
    grown = _grown()
    with open_store(tmp_path_factory.mktemp("common") / "store") as opened:
        opened.load_many([(grown.article.id, quads(grown))])
        yield opened


@pytest.mark.parametrize(
    ("name", "params", "column", "told"),
    [
        ("releases", {"country": "china"}, "vendor", ["DeepSeek"]),
        ("releases", {"country": "fr|us", "order": "newest"}, "vendor", ["OpenAI", "Meta", "Mistral AI"]),
        ("releases", {"order": "oldest"}, "model", ["Mixtral 9", "Llama 9", "DeepSeek-R9", "GPT-9"]),
        ("prices", {"side": "open", "order": "most"}, "thing", ["Mixtral 9", "Llama 9", "DeepSeek-R9"]),
        ("prices", {"side": "closed"}, "thing", ["GPT-9"]),
        ("prices", {"country": "abroad", "order": "least", "most": 3}, "thing", ["Llama 9", "GPT-9"]),
        ("vendors", {"country": "europe"}, "vendor", ["Mistral AI"]),
    ],
)
def test_a_query_takes_them(store: OxigraphStore, name: str, params: dict[str, Any], column: str, told: list[str]) -> None:
    assert [row[column] for row in run(store, name, **params)] == told


def test_a_page_is_a_part_of_the_same_rows(store: OxigraphStore) -> None:
    whole = query.run(store, "releases", {"order": "newest"})
    part = paging.page(store, "releases", {"order": "newest"}, 2, 1)
    assert part == paging.Page(Table(whole.columns, whole.rows[1:3]), 1, 4)


@pytest.mark.parametrize(
    ("text", "name", "params", "told"),
    [
        ("what did Chinese vendors release?", "releases", {"country": "china"}, ["DeepSeek-R9"]),
        ("the newest releases", "releases", {"order": "newest"}, ["GPT-9", "DeepSeek-R9", "Llama 9", "Mixtral 9"]),
        ("最便宜的开源模型", "prices", {"side": "open", "order": "least"}, ["DeepSeek-R9", "Llama 9", "Mixtral 9"]),
        ("哪些国产模型最便宜", "prices", {"country": "china", "order": "least"}, ["DeepSeek-R9"]),
    ],
)
def test_a_question_sets_them_and_its_call_gives_the_same_rows(store: OxigraphStore, text: str, name: str, params: dict[str, str], told: list[str]) -> None:
    found = ask.answer(store, text)
    assert (found.query, dict(found.params)) == (name, params)
    assert [row.get("thing") or row["model"] for row in found.table.dicts()] == told
    assert query.run(store, name, found.params) == found.table and not found.fitted


@pytest.mark.parametrize(
    ("name", "params", "what"),
    [("releases", {"country": "moon"}, "moon"), ("releases", {"order": "dear"}, "dear"), ("prices", {"side": "hybrid"}, "hybrid"),
     ("conflicts", {"order": "newest"}, "order"), ("releases", {"side": "open"}, "no parameter side")],
)  # fmt: skip
def test_what_there_is_not_is_refused(store: OxigraphStore, name: str, params: dict[str, str], what: str) -> None:
    with pytest.raises(QueryError, match=what):
        query.run(store, name, params)


def test_a_parameter_of_its_own_goes_before() -> None:
    for name in query.names():
        takes = [param.name for param in query.load(name).takes]
        assert len(takes) == len({*takes}), name
    assert [one.type for one in query.load("arguments").takes if one.name == "side"] == ["concept:course"]
    assert [one.name for one in query.load("releases").common] == ["country", "order"]
    assert [one.name for one in query.load("argument-map").common if one.name != "order"] == []


def test_every_part_of_the_world_and_value_is_named_in_both_languages() -> None:
    assert {value for value, _ in common.options("country", (), "zh")} == {*lexicon()["countries"]}
    assert [value for value, _ in common.options("order", ("time",), "en")] == ["newest", "oldest"]
    assert common.shown("country", "us|fr", "zh") == "美国 | fr"


def test_the_card_tells_of_them() -> None:
    assert any(line.strip().startswith("-p country=") for line in query_card(query.load("releases"), "zh"))


def test_changes_of_course_are_cut_by_time(store: OxigraphStore) -> None:
    assert [row["since"] for row in run(store, "strategy-shifts")] == ["2023", "2025-04"]
    assert [row["since"] for row in run(store, "strategy-shifts", since="2024")] == ["2025-04"]
    assert [row["since"] for row in run(store, "strategy-shifts", until="2023-06")] == ["2023"]
    assert [row["since"] for row in run(store, "strategy-shifts", since="2023-06", until="2024")] == ["2023"]
    found = ask.answer(store, "which vendors changed course since 2024?")
    assert dict(found.params) == {"since": "2024"} and len(found.table.rows) == 1


def test_a_term_that_is_denied_is_no_licence_that_is(store: OxigraphStore) -> None:
    (change,) = run(store, "license-changes")
    assert (change["model"], change["from"], change["to"]) == ("Heron-2-7B", "Heron License", "MIT")
