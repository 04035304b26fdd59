"""Sentences with something between a subject and its predicate, told anew."""

from __future__ import annotations

import pytest

from kg.clauses.claims import described
from kg.discourse.recast import retold
from kg.extraction.extract import shared
from kg.model import Article, Block


def told(text: str, lang: str = "en") -> list[str]:
    block = Block("paragraph", 0, len(text))
    context = shared().context(Article("x", "x.md", text, date="2026-02-01", lang=lang, blocks=(block,)))
    return [described(sentence.view) for one in context.sentences for _, sentence in retold(context, one)]


@pytest.mark.parametrize(
    ("text", "anew"),
    [
        ("Llama 3, like Qwen2 before it, is open.", ["‹Model› is open."]),
        ("Llama 3, which is open, beats GPT-4.", ["‹Model› beats ‹Model›.", "‹Model› is open"]),
        ("Llama 3 beats GPT-4 on most tests but stays closed.", ["‹Model› stays closed."]),
        ("GPT-4, whose weights were never published, is slow.", ["‹Model› is slow.", "‹Model›'s weights were never published"]),
        ("Released under Apache 2.0, Mistral 7B is small.", ["‹Model› was Released under ‹License›"]),
        ("DeepSeek, a start-up that publishes its models, is small.", ["‹Organization› is small.", "‹Organization› publishes its models"]),
        ('Qwen2 is out - "Qwen2, a small model, is open."', ["‹Model› is open."]),
        ("NVIDIA (NASDAQ: NVDA), a leader in AI, today unveiled Nemotron.", ["‹Organization› (‹Organization›: ‹Organization›) ‹date› unveiled ‹Model›."]),
        ("Databricks, Inc. (NASDAQ: DBX) (\"Databricks\"), the data firm, released DBRX.", ["‹Organization› (‹Organization›: DBX) released ‹Model›."]),
        ("It was Meta, not Google, that released Llama 4.", ["‹Organization› released ‹Model›."]),
        ("It was not Google but Meta that released Llama 4.", ["‹Organization› released ‹Model›."]),
        ("It was only in May that Meta released Llama 4.", []),
        ("Llama 3 beats a model that Meta sells and is closed.", []),
        ("Is Llama 3, which Meta sells, open?", []),
    ],
)
def test_a_subject_stands_beside_each_predicate(text: str, anew: list[str]) -> None:
    assert told(text) == anew


def test_a_sentence_told_anew_is_quoted_as_it_stands() -> None:
    text = "Released under Apache 2.0, Mistral 7B is small."
    claims = shared().read(Article("x", "x.md", text, lang="en", blocks=(Block("paragraph", 0, len(text)),))).claims
    (licence,) = [claim for claim in claims if claim.kind == "license"]
    assert text[licence.start : licence.end] == licence.quote == "Released under Apache 2.0, Mistral 7B"
