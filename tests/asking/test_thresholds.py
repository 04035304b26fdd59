"""The bounds that a question sets a number, and the answers that keep to them and to one side."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import made
import pytest
from queried import ask as run

from kg.asking import ask, intent, query, thresholds
from kg.asking.aside import passed_over
from kg.asking.question import read
from kg.model import Extraction
from kg.rdf.graph import quads
from kg.store import OxigraphStore, open_store

B = 1_000_000_000


@pytest.mark.parametrize(
    ("text", "least", "most", "open"),
    [
        ("models with more than 100 billion parameters", 100 * B, None, True),
        ("at least 70B parameters", 70 * B, None, False),
        ("models of 7B parameters or less", None, 7 * B, False),
        ("no more than 13B parameters", None, 13 * B, False),
        ("between 7B and 13B parameters", 7 * B, 13 * B, False),
        ("context of 128K or more", 128_000, None, False),
        ("models >= 70B", 70 * B, None, False),
        ("参数超过1000亿的模型", 100 * B, None, True),
        ("参数不超过70亿的模型", None, 7 * B, False),
        ("参数没有超过70亿的模型", None, 7 * B, False),
        ("100B以上的模型", 100 * B, None, False),
        ("比70B大的模型", 70 * B, None, True),
        ("用户破1亿的产品", 100_000_000, None, True),
        ("比7B还小的模型", None, 7 * B, True),
        ("参数量大于等于700亿", 70 * B, None, False),
        ("10亿到100亿参数的模型", B, 10 * B, False),
    ],
)
def test_the_bound_of_a_number(text: str, least: int | None, most: int | None, open: bool) -> None:
    found = thresholds.read(text)
    assert found is not None
    assert (found.least, found.most, found.open) == (least, most, open)


def test_a_price_is_bound_in_its_currency_and_rate() -> None:
    found = thresholds.read("Which models cost less than $0.5 per million input tokens?")
    assert found is not None
    assert (found.most, found.currency, found.per) == (0.5, "USD", "1M input tokens")


@pytest.mark.parametrize(
    "text",
    ["models released after 2023", "models released from 2023 to 2024", "what did they do within three months", "GPT-4 and Llama 2",
     "is Llama 3 better than Llama 2", "models with 7B parameters", "2023年以后的模型", "more than 10B and less than 20B or so"],
)  # fmt: skip
def test_years_versions_and_spans_of_time_are_no_bounds(text: str) -> None:
    assert thresholds.read(text) is None


def test_what_is_counted_stays_in_the_question() -> None:
    assert read("models with more than 100 billion parameters").values["metrics"] == ("parameters",)
    assert read("products with over 1 million users").values["metrics"] == ("users",)
    assert "price" in read("under $1 per million tokens").concepts
    assert read("models over 70B").unknown == ()
    assert "‹over›" in intent.masked("models over 70B", {})


SIZES = {"Elm-1": 3 * B, "Elm-2": 70 * B, "Elm-3": 400 * B}


def _grown() -> Extraction:
    """Three models with sizes, prices and states."""
    states = {"Elm-1": "open", "Elm-2": "closed", "Elm-3": "open"}
    claims: list[tuple[str, dict[str, Any]]] = []
    for at, (name, size) in enumerate(SIZES.items(), 1):
        elm = made.model(name)
        number = {"metric": "parameters", "number": size, "unit": "parameters"}
        cost = {"amount": at * 0.5, "currency": "USD", "per": "1M input tokens"}
        claims.append((f"{name} has {size} parameters", {"kind": "quantity", "subject": elm, "value": number}))
        claims.append((f"{name} costs {at * 0.5} dollars", {"kind": "price", "subject": elm, "value": cost}))
        claims.append((f"{name} is {states[name]}", {"kind": "openness", "subject": elm, "value": {"status": states[name]}}))
    here = made.article("grown.md", ". ".join(quote for quote, _ in claims) + ".", "2024-05-01")
    return Extraction(here, (), tuple(made.say(here, given.pop("kind"), quote, **given) for quote, given in claims))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory):
    grown = _grown()
    with open_store(Path(tmp_path_factory.mktemp("graph")) / "store") as opened:
        opened.load_many([(grown.article.id, quads(grown))])
        yield opened


def test_queries_take_bounds(store: OxigraphStore) -> None:
    def things(query: str, **params: Any) -> list[str]:
        return [row["thing"] for row in run(store, query, **params)]

    assert things("figures", metric="parameters", least=70 * B) == ["Elm-2", "Elm-3"]
    assert things("figures", metric="parameters", least=B, most=70 * B) == ["Elm-1", "Elm-2"]
    assert things("prices", most=1) == ["Elm-1", "Elm-2"]


@pytest.mark.parametrize(
    ("text", "params", "things"),
    [
        ("models with more than 70B parameters", {"metric": "parameters", "least": str(70 * B), "order": "most"}, ["Elm-3"]),
        ("models with at least 70B parameters", {"metric": "parameters", "least": str(70 * B), "order": "most"}, ["Elm-3", "Elm-2"]),
        ("参数不超过700亿的模型", {"metric": "parameters", "most": str(70 * B), "order": "least"}, ["Elm-1", "Elm-2"]),
        ("models that cost less than $1 per million input tokens", {"currency": "USD", "most": "1", "order": "least"}, ["Elm-1"]),
        ("models that cost less than $1 per million output tokens", {"currency": "USD", "most": "1", "order": "least"}, []),
        ("the largest open model by parameters", {"metric": "parameters", "side": "open", "order": "most"}, ["Elm-3", "Elm-1"]),
        ("参数最多的闭源模型", {"metric": "parameters", "side": "closed", "order": "most"}, ["Elm-2"]),
    ],
)
def test_answers_keep_to_bounds_and_sides(store: OxigraphStore, text: str, params: dict[str, str], things: list[str]) -> None:
    found = ask.answer(store, text)
    assert dict(found.params) == params
    assert [row["thing"] for row in found.table.dicts()] == things


def test_the_call_that_tells_a_side_is_named(store: OxigraphStore) -> None:
    found = ask.answer(store, "the largest open model by parameters")
    assert found.remarks["kept_by"] == {"query": "kg query openness-timeline -p status=open, kg query strategies -p strategy=open"}
    assert found.aside == ()


def test_a_bound_that_a_query_can_not_take_is_said_to_be_left_out() -> None:
    said = read("which claims are supported by more than 3 independent sources")
    assert passed_over(said, query.load("independent-support"), said, {}, ()) == ("more than 3",)
