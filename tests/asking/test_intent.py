"""The query that a question's wording means: of names it knows the types alone, and it says nothing where it is not sure."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.asking import intent, query
from kg.asking.overview import OVERVIEW
from kg.softmax import BIAS, Weights, read_weights

NAMES = {
    "qwen": ("Qwen", "Model"), "llama": ("Llama", "Model"), "openai": ("OpenAI", "Organization"),
    "databricks": ("Databricks", "Organization"), "mmlu": ("MMLU", "Benchmark"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Has Databricks swallowed up any other outfit lately?", "ecosystem"),
        ("what grade did Llama bring home on MMLU", "benchmarks"),
        ("Qwen 的协议让不让拿去赚钱", "licenses"),
        ("what's the damage for a million tokens of Qwen", "prices"),
        ("OpenAI 现在由谁掌舵", "people"),
    ],
)
def test_words_that_no_list_has_are_understood_by_others_like_them(question: str, name: str) -> None:
    assert intent.Wording(question, NAMES).meant()[0] == name


@pytest.mark.parametrize("question", ["how do I bake bread", "今天天气怎么样", "write a poem about Qwen", "把这段话翻译成英文"])
def test_what_no_query_answers_is_none_or_not_told(question: str) -> None:
    assert intent.Wording(question, NAMES).meant()[0] in ("", intent.NONE)


def test_of_a_name_only_its_type_counts() -> None:
    assert intent.features("is Qwen open?", NAMES) == intent.features("is Llama open?", NAMES)
    assert intent.masked("Qwen和OpenAI", NAMES) == " ‹Model› 和 ‹Organization› "


def test_values_are_told_where_they_were_learned() -> None:
    told = intent.Wording("who poured money into OpenAI", NAMES).values(["mode", "no such parameter"])
    assert told["mode"] == "invests"
    assert told["no such parameter"] == ""


def test_the_table_knows_every_query_and_no_other() -> None:
    assert set(read_weights(intent.FOLDER / "query.tsv").classes) == {*query.names(), intent.NONE} - {OVERVIEW}


@given(st.text(max_size=80))
def test_any_text_has_features_in_one_order(text: str) -> None:
    said = intent.features(text, NAMES)
    assert said == sorted(set(said))
    name, likely = intent.Wording(text, NAMES).meant()
    assert (name == "") == (likely == 0.0)


def test_unseen_words_are_counted() -> None:
    assert intent.unseen(["vegetarian", "the", "一", "a b"], {"the"}) == "unseen 2"


def test_a_table_gives_each_class_its_share(tmp_path: Path) -> None:
    path = tmp_path / "table.tsv"
    path.write_text("feature\ta\tb\nbias\t0.5\t\nx\t\t2.0\n", "utf-8")
    weights = read_weights(path)
    assert weights == Weights(("a", "b"), {BIAS: (0.5, 0.0), "x": (0.0, 2.0)})
    likely = weights.likely(["x", "unknown"])
    assert likely["b"] > likely["a"] and abs(sum(likely.values()) - 1) < 1e-12
