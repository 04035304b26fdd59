"""A name that a house and its product share: which of the two an article means that claims nothing of it."""

from __future__ import annotations

import pytest

from kg.entities.houses import twins
from kg.extraction.extract import shared
from kg.knowledge import load
from kg.read import read_text


def told(text: str) -> set[tuple[str, str]]:
    return {(e.type, e.key) for e in shared().read(read_text(text, "a.md")).entities}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("The demo can be tried on Replicate, via API or in the browser.", "product/replicate-platform"),
        ("The rival of Replicate, a startup backed by investors, cut staff.", "organization/replicate"),
        ("她把笔记同步到微博上的小组。", "product/weibo"),
        ("Nimbus costs less than Google Cloud.", "product/google-cloud-platform"),
    ],
)
def test_what_stands_around_a_shared_name_tells_which_is_meant(text: str, key: str) -> None:
    assert key in {k for _, k in told(text)}


def test_each_pair_is_of_a_house_and_a_product_of_the_lexicon() -> None:
    knowledge = load()
    for pair in knowledge.cues["strangers"]["twins"]["pairs"]:
        house, product = pair.split()
        assert f"organization/{house}" in knowledge.by_key
        assert f"product/{product}" in knowledge.by_key
        assert f"product/{product}" in {e.key for e in twins(knowledge)[f"organization/{house}"]}


def test_what_a_name_mostly_means_is_told_for_houses_of_the_lexicon_with_twins() -> None:
    knowledge = load()
    for name in knowledge.cues["strangers"]["twins"]["mostly"]:
        assert f"organization/{name}" in twins(knowledge)


def test_a_name_that_mostly_means_the_product_is_the_product_where_little_is_said() -> None:
    assert ("Product", "product/openrouter-platform") in told("Then there is OpenRouter.")
