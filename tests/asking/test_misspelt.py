"""Names that a question misspells: found where one name of the graph is written nearly so, and offered, never answered with."""

from typing import Any

import pytest

from kg.asking import ask, query
from kg.asking.spelling import respelled, surely
from kg.model import Table

NAMES = {
    "anthropic": ("Anthropic", "Organization"), "deepseek": ("DeepSeek", "Organization"), "mistral": ("Mistral AI", "Organization"),
    "openai": ("OpenAI", "Organization"), "meta": ("Meta", "Organization"), "gemini": ("Gemini", "Model"), "gemma": ("Gemma", "Model"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("question", "strange", "meant"),
    [
        ("When did Antropic release it?", ("antropic",), "When did Anthropic release it?"),
        ("去年deepsek发布了哪些模型", ("deepsek",), "去年DeepSeek发布了哪些模型"),
        ("did OpanAI and Mistal close up?", ("opanai", "mistal"), "did OpenAI and Mistral AI close up?"),
    ],
)
def test_a_misspelt_name_is_the_one_that_is_written_nearly_so(question: str, strange: tuple[str, ...], meant: str) -> None:
    assert respelled(question, strange, NAMES) == meant


@pytest.mark.parametrize("word", ["metal", "lawyers", "gemima", "pasta", "gemmi2", "开发"])
def test_short_names_other_words_and_what_two_names_are_near_to_stay(word: str) -> None:
    assert respelled(f"who sells {word}?", (word,), {**NAMES, "gemina": ("Gemina", "Model")}) == f"who sells {word}?"


def test_what_is_meant_is_offered_where_it_has_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(store: Any, name: str, params: dict, path: Any = None) -> Table:
        return Table(("vendor",), (("Anthropic",),)) if params.get("vendor") == "Anthropic" else Table(("vendor",), ())

    monkeypatch.setattr(query, "run", run)
    found = ask.answer(None, "What did Antropic release?", names=NAMES)
    assert found.meant == "What did Anthropic release?" and found.table.rows  # surely meant, and nothing else is
    found = ask.answer(None, "What did Antrhopi release?", names=NAMES)
    assert found.meant == "What did Anthropic release?" and not found.table.rows  # perhaps meant
    assert not ask.answer(None, "What did Deepsek release?", names=NAMES).meant
    assert not ask.answer(None, "What did Anthropic release?", names=NAMES).meant


@pytest.mark.parametrize(("typed", "meant", "sure"), [
    ("Antropic models", "Anthropic models", True), ("Qwne 3 size", "Qwen 3 size", True), ("coffee price", "Cohere price", False),
])  # fmt: skip
def test_a_missing_letter_of_a_long_word_and_two_that_are_swapped_are_sure(typed: str, meant: str, sure: bool) -> None:
    assert surely(typed, meant) is sure


def test_two_neighbours_are_swapped_in_a_short_name() -> None:
    names = {"qwen": ("Qwen", "Model"), "bert": ("BERT", "Model")}
    assert respelled("Qwne 3 size", ("qwne",), names) == "Qwen 3 size"
    assert respelled("best model", ("best",), names) == "best model"
