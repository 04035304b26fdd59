"""Translations of a passage are told by their names, numbers and dates in order; accounts of one's own are none."""

from __future__ import annotations

import pytest
from twin import CHINESE, ENGLISH

from kg.reuse.parallels import Parallels, anchors, dense, window
from kg.reuse.voices import Text, origins

OWN = (
    "Meta 的 Llama 2 于2023年7月公开，可商用；早在2020年5月，OpenAI 的 GPT-3 已不再公开权重。"
    "2023年3月的 GPT-4 更是只提供接口，参数规模至今没有公布。两家公司从此走上不同的道路。"
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("July 2023", ["2023-7"]),
        ("2023年7月18日", ["2023-7"]),
        ("175 billion", ["1.75e+11"]),
        ("1750亿", ["1.75e+11"]),
        ("1,000 GPUs", ["1000", "gpus"]),
        ("GPT-3 and gpt", ["gpt3"]),
        ("2万亿", ["2e+12"]),
        ("The model is open", []),
    ],
)
def test_anchors_are_the_same_in_both_languages(text: str, words: list[str]) -> None:
    assert [anchor.word for anchor in anchors(text)] == words


def test_a_passage_with_few_figures_proves_nothing() -> None:
    text = "OpenAI and DeepMind and EleutherAI said in 2023 that GPT-4 is not open, and nobody gave a figure."
    assert window(anchors(text), 0, 20) == []
    assert window(anchors(ENGLISH), 0, 20)


def test_a_translation_is_found_and_an_account_of_ones_own_is_not() -> None:
    parallels = Parallels([("en", ENGLISH), ("zh", CHINESE), ("own", OWN)])
    assert dense(CHINESE) and not dense(ENGLISH)
    assert list(parallels.holders("zh", 0, 30)) == ["en"]
    assert list(parallels.holders("en", 0, 30)) == ["zh"]
    assert list(parallels.holders("own", 0, 30)) == []


def test_a_translation_is_the_evidence_of_the_earlier_article() -> None:
    texts = [Text("zh", CHINESE, "2024-05"), Text("en", ENGLISH, "2024-01"), Text("own", OWN, "2024-06")]
    spans = [("zh", 0, 20), ("en", 0, 20), ("own", 0, 20)]
    assert origins(texts, spans) == {spans[0]: "en", spans[1]: "en", spans[2]: "own"}


def test_texts_of_one_language_are_no_translations_of_each_other() -> None:
    parallels = Parallels([("a", ENGLISH), ("b", ENGLISH.replace("Meta", "They"))])
    assert list(parallels.holders("a", 0, 30)) == []
