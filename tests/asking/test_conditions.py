"""Questions with several bounds of numbers."""

from __future__ import annotations

from typing import Any

import pytest

from kg.asking import conditions, query
from kg.knowledge import fold
from kg.model import Table

NAMES = {fold("MMLU"): ("MMLU", "Benchmark")}


@pytest.mark.parametrize(("question", "first", "call"), [
    ("models with more than 70 billion parameters and a context of at least 128k tokens",
     "models with more than 70 billion parameters", "kg query figures -p metric=context-length -p least=128000"),
    ("参数超过700亿、上下文不少于128K的模型", "参数超过700亿的模型", "kg query figures -p metric=context-length -p least=128000"),
    ("open models over 100B parameters under $1 per million tokens", "open models over 100B parameters ", "kg query prices -p currency=USD -p most=1"),
    ("models over 30B parameters that score above 80 on MMLU", "models over 30B parameters on MMLU", ""),
])  # fmt: skip
def test_the_second_bound_is_a_condition(question: str, first: str, call: str) -> None:
    asked, found = conditions.apart(question, NAMES)
    assert (asked, [one.call for one in found]) == ((first, [call]) if call else (question, []))


def test_one_bound_is_asked_itself() -> None:
    assert conditions.apart("models between 7B and 70B parameters", NAMES) == ("models between 7B and 70B parameters", ())


def test_rows_are_kept_whose_things_keep_the_condition(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = (("Heron", 200000, False), ("Finch", 128000, False), ("Robin", 300000, True))
    monkeypatch.setattr(query, "run", lambda store, name, params, path=None: Table(("thing", "number", "negated"), rows))
    table = Table(("thing", "number"), (("Heron", 1), ("Finch", 2), ("Robin", 3), ("Owl", 4)))
    for edge, kept in ((None, {"Heron", "Finch"}), (128000.0, {"Heron"})):
        asked: Any = conditions.Condition("figures", {"metric": "context-length"}, edge)
        found, call = conditions.held(None, "figures", table, [asked])
        assert {row[0] for row in found.rows} == kept and call == "kg query figures -p metric=context-length"
