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
    assert saying.sentence("licenses", terms, 1, "en") == "Licence and terms of Heron, by what is said: MIT, no commercial use."
    days = Table(("vendor", "model", "time", "negated"), (("Acme", "Heron", "2024", False), ("Acme", "Heron", "2024-05", False)))
    assert saying.sentence("releases", days, 2, "zh") == "Acme 推出了 Heron：2024-05。"


def test_views_are_told_in_words() -> None:
    said = Table(("speaker", "says", "negated"), (("Ada", "open con cost", False), ("Ada", "closed for", False)))
    assert saying.sentence("who-says", said, 2, "en") == "Ada: against open on cost, for closed."
    assert saying.sentence("who-says", said, 2, "zh") == "Ada：反对开源（成本）、支持闭源。"


def test_there_is_a_sentence_for_each_query() -> None:
    assert {*query.names()} <= {*saying._forms()}
    assert saying.sentence("figures", Table((), ()), 0, "en") == ""


@pytest.mark.parametrize(("value", "en", "zh"), [(1_600_000_000_000, "1.6 trillion", "1.6万亿"), (16_000, "16,000", "1.6万"), (0.14, "0.14", "0.14"), (90, "90", "90")])
def test_numbers_are_told_as_people_do(value: float, en: str, zh: str) -> None:
    assert (saying.number(value, "en"), saying.number(value, "zh")) == (en, zh)


def test_people_and_houses_are_called_as_a_language_calls_them() -> None:
    posts = Table(("organization", "relation", "person", "role", "time", "negated"), (("Baidu", "affiliation", "Robin Li", None, None, False), ("Baidu", "affiliation", "Robin Li", "CEO", None, False)))
    assert saying.sentence("people", posts, 2, "zh") == "百度 CEO 李彦宏。"
    assert saying.sentence("people", posts, 2, "en") == "Robin Li (CEO), Baidu."  # what says less is left to what says more
    named = Table(("vendor", "model", "time", "negated"), (("DeepSeek", "Heron", None, False), ("OpenAI", "Heron 2", None, False)))
    assert "深度" not in saying.sentence("releases", named, 2, "zh")


def test_reasons_of_its_own_people_are_told_before_all_others() -> None:
    columns = ("vendor", "near", "aspect", "speaker", "argument")
    rows = (("Acme", "own", "cost", "Ada", "1"), ("Acme", "own", "cost", "Ada", "1"), ("Acme", "elsewhere", "safety", "Bo", "2"))
    assert saying.sentence("trace-shift", Table(columns, rows), 3, "en").startswith("Acme: 1 of the arguments told are its own people's")
    assert "safety" not in saying.sentence("trace-shift", Table(columns, rows), 3, "en")
    assert saying.sentence("trace-shift", Table(columns, rows[2:]), 1, "en") == "No article gives reasons of Acme's own; 1 arguments for and against such a change are told elsewhere."


def test_what_is_the_same_for_all_is_told_of_licences_and_a_score_before_what_has_none() -> None:
    terms = Table(("model", "license", "term", "number", "negated"), (("Heron", "MIT", None, None, False), ("Crane", "MIT", None, None, False)))
    assert saying.sentence("licenses", terms, 2, "en") == "2 models: Heron (MIT); Crane (MIT)."
    assert saying.sentence("licenses", terms, 2, "en", {"license": "MIT"}) == "2 models: Heron; Crane."
    scores = Table(("benchmark", "model", "score", "unit", "negated"), (("Toad", "Heron", None, None, False), ("Toad", "Crane", 90.5, "%", False)))
    assert saying.sentence("benchmarks", scores, 2, "en") == "Crane 90.5% on Toad."


def test_a_plan_is_not_told_as_a_thing_that_came_about() -> None:
    columns = ("vendor", "model", "time", "negated", "modality")
    both = Table(columns, (("Acme", "Heron", "2024", False, None), ("Acme", "Crane", "2025", False, "planned")))
    assert saying.sentence("releases", both, 2, "en") == "Acme brought out Heron: 2024."
    alone = Table(columns, (("Acme", "Crane", "2025", False, "planned"),))
    assert saying.sentence("releases", alone, 1, "en") == "Only as a plan or unconfirmed: Acme brought out Crane: 2025."
    assert saying.sentence("releases", alone, 1, "zh") == "仅见于计划或未证实的消息：Acme 推出了 Crane：2025。"
