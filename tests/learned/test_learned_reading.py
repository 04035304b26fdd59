"""Frames and model together on made articles, with the model that ships."""

from __future__ import annotations

import pytest

from kg.errors import UsageError
from kg.extraction.extract import Extractor, shared
from kg.knowledge import load
from kg.learned import explaining
from kg.learned.model import available, shipped
from kg.learned.reading import FRAMES, MAKER, Hybrid, hybrid_for
from kg.learned.windows import windows
from kg.model import Extraction
from kg.rdf.graph import quads
from kg.read import read_text
from kg.updating.extractors import EXTRACTORS, HYBRID, Recipe, reader

pytestmark = pytest.mark.skipif(not available(), reason="the trained model or onnxruntime is not installed")

ENGLISH = """---
title: Nordwind changes its mind
date: 2025-03-04
---
# Nordwind changes its mind

Nordwind Labs put out Boreas-7B under Apache 2.0 in June 2024, and anybody could fetch its weights from Hugging Face.
Its successor, Boreas-40B, is another matter: it can be had through the company's API alone.
"Handing out weights makes misuse easier", says Ada Holm, who runs Nordwind Labs.
Boreas-40B does better than GPT-4 on MMLU, where it reaches 88.1%.

| Model | Parameters | Licence |
|---|---|---|
| Boreas-7B | 7B | Apache 2.0 |
"""
CHINESE = """# 北风实验室

北风实验室于2024年6月把 Boreas-7B 以 Apache 2.0 协议放了出来，任何人都能从 Hugging Face 拿到权重。
后来的 Boreas-40B 则不同，只能通过 API 使用。
负责人何大海说，公开权重会让滥用变得更容易。
"""


def read(text: str) -> Extraction:
    return reader(shared(), Recipe(HYBRID))(read_text(text, "made.md"))


@pytest.mark.parametrize("text", [ENGLISH, CHINESE, "# Only a title", "no names at all, only words"])
def test_every_claim_stands_on_the_exact_characters(text: str) -> None:
    found = read(text)
    for claim in found.claims:
        assert found.article.text[claim.start : claim.end] == claim.quote
        assert 0 < claim.confidence <= 1


@pytest.mark.parametrize("text", [ENGLISH, CHINESE])
def test_the_same_text_gives_the_same_graph(text: str) -> None:
    again = reader(Extractor(load()), Recipe(HYBRID))(read_text(text, "made.md"))
    assert quads(again) == quads(read(text))


def test_a_batch_answers_as_each_window_alone() -> None:
    hybrid = hybrid_for(load())
    coded = list(hybrid.coder.code(windows(shared().context(read_text(ENGLISH, "made.md")))))
    for one, together in zip(coded, shipped().answers(coded), strict=True):
        alone = shipped().answers([one])[0]
        for sort, answer in together.items():
            assert (alone[sort] == answer).all()  # what is read beside changes nothing


def test_tables_are_left_to_their_headers() -> None:
    found = read(ENGLISH)
    assert any(c.rule.startswith("table/") for c in found.claims)
    rows = [c for c in found.claims if c.quote.lstrip("| ").startswith("Boreas-7B |")]
    assert all(MAKER not in c.makers for c in rows)


def test_what_the_model_finds_is_told_apart() -> None:
    for claim in read(ENGLISH).claims:
        by_model = claim.rule.endswith("/model")
        assert claim.makers in ((), (FRAMES, MAKER)) if not by_model else claim.makers == (MAKER,)


def test_the_decision_drops_what_is_unlikely() -> None:
    hybrid = hybrid_for(load())
    strict = Hybrid(load(), hybrid.model, type(hybrid.decision)(hybrid.decision.weights, {"frame": 1.01, "model": 1.01}), hybrid.earned)
    context, ruled = shared().offered(read_text(ENGLISH, "made.md"), strict)
    assert strict.accepted(context, ruled) == []
    assert {o.accepted for o in strict.offers(context, ruled)} <= {False}


def test_explain_says_who_proposed_what_and_what_was_decided() -> None:
    told = "\n".join(explaining.lines(read_text(ENGLISH, "made.md"), shared()))
    assert "sure; model" in told and "claim, likely" in told and "the model was not asked" in told


def test_the_row_needs_no_language_model() -> None:
    assert not EXTRACTORS[HYBRID].model


def test_without_its_library_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.learned.model.available", lambda: False)
    with pytest.raises(UsageError, match="onnxruntime"):
        reader(shared(), Recipe(HYBRID))
