"""What a sentence implies: whose known things are, where known people work. The ways of each kind and its own examples."""

from __future__ import annotations

from typing import Any

import pytest

from kg.clauses import claims, passing
from kg.extraction.extract import shared
from kg.knowledge import load
from kg.read import read_text

KINDS = {kind.id: kind.settings["passing"] for kind in load().kinds.values() if "passing" in kind.settings}


def told(text: str) -> set[tuple[str, str, str]]:
    context = shared().context(read_text(text, "x.md"))
    return {(c.claim.kind, c.claim.subject.label, c.claim.object.label) for c in passing.find(context, claims.find(context))}  # type: ignore[union-attr]


def listed(which: str) -> list[Any]:
    return [
        pytest.param(kind, text, id=f"{kind}: {text[:30]}")
        for kind, rule in KINDS.items()
        for lang in ("en", "zh")
        for text in rule[lang][which]
    ]


@pytest.mark.parametrize(("kind", "text"), listed("examples"))
def test_what_the_words_imply(kind: str, text: str) -> None:
    assert kind in {found[0] for found in told(text)}


@pytest.mark.parametrize(("kind", "text"), listed("counter"))
def test_two_names_in_one_sentence_imply_nothing_by_themselves(kind: str, text: str) -> None:
    assert kind not in {found[0] for found in told(text)}


def test_every_language_has_ways_that_compile() -> None:
    for kind in KINDS:
        for lang in ("zh", "en"):
            assert passing.ways_for(load(), kind, lang)[0]


def test_none_of_somebody_else() -> None:
    assert not told("Microsoft updated GPT-4o again.")


def test_a_house_of_the_same_name_says_nothing() -> None:
    assert not told("The DeepSeek team praised DeepSeek.")


def test_none_that_is_an_address() -> None:
    assert not told("- deepseek-ai/DeepSeek-R1")


def test_the_heading_names_no_maker() -> None:
    assert not told("## Google\n\nGemini 2.0 Flash is the cheap one.")
    assert not told("## Why Google and Microsoft wait\n\nGemini 2.0 Flash is the cheap one.")


def test_a_name_written_with_its_maker_before_it() -> None:
    assert ("develops", "OpenAI", "o1") in told("后来OpenAI o1来了。")
    assert not told("后来DeepSeek-V3来了。")
