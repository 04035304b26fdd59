"""An answer in one sentence."""

from __future__ import annotations

import pytest

from kg.asking import query, saying
from kg.model import Table

SIZES = Table(("thing", "metric", "number", "high", "unit", "negated"), (("Heron 2", "parameters", 175_000_000_000, None, None, False),))


@pytest.mark.parametrize(("lang", "said"), [("en", "Heron 2 is said to have 175 billion parameters."), ("zh", "据文章，Heron 2：参数 1750亿。")])
def test_one_thing_is_told_of_in_a_sentence(lang: str, said: str) -> None:
    assert saying.sentence("figures", SIZES, 1, lang, {"thing": "Heron 2"}) == said


def test_of_several_the_first_are_named_and_the_others_counted() -> None:
    rows = tuple((f"Heron {n}", "open", f"202{n}", False) for n in range(7))
    table = Table(("model", "status", "when", "negated"), rows)
    said = saying.sentence("openness-timeline", table, 7, "en")
    assert said == "7 models are told of: Heron 0 (2020); Heron 1 (2021); Heron 2 (2022); Heron 3 (2023); Heron 4 (2024); and 2 more."
    assert saying.sentence("openness-timeline", table, 90, "en").endswith("Heron 4 (2024), ….")  # a page does not know how many there are


def test_what_is_denied_is_told_as_denied_and_a_rough_date_left_to_an_exact_one() -> None:
    terms = Table(("model", "license", "term", "number", "negated"), (("Heron", "MIT", "commercial-use", None, True),))
    assert saying.sentence("licenses", terms, 1, "en") == "Licence and terms of Heron, by what is said: MIT, not commercial use."
    days = Table(("vendor", "model", "time", "negated"), (("Acme", "Heron", "2024", False), ("Acme", "Heron", "2024-05", False)))
    assert saying.sentence("releases", days, 2, "zh") == "Acme 推出了 Heron：2024-05。"


def test_views_are_told_in_words() -> None:
    said = Table(("speaker", "says", "negated"), (("Ada", "open con cost", False), ("Ada", "closed for", False)))
    assert saying.sentence("who-says", said, 2, "en") == "Ada: against open on cost, for closed."
    assert saying.sentence("who-says", said, 2, "zh") == "Ada：反对开源（成本）、支持闭源。"


def test_there_is_a_sentence_for_each_query_but_those_that_draw() -> None:
    assert {*query.names()} - {*saying._forms()} == {"argument-map", "trace-argument"}
    assert saying.sentence("argument-map", SIZES, 1, "en") == saying.sentence("figures", Table((), ()), 0, "en") == ""


@pytest.mark.parametrize(("value", "en", "zh"), [(1_600_000_000_000, "1.6 trillion", "1.6万亿"), (16_000, "16,000", "1.6万"), (0.14, "0.14", "0.14"), (90, "90", "90")])
def test_numbers_are_told_as_people_do(value: float, en: str, zh: str) -> None:
    assert (saying.number(value, "en"), saying.number(value, "zh")) == (en, zh)
