"""Sentences with a name in the place of a pronoun: where it is plain what that stands for, and where it is not."""

from __future__ import annotations

import pytest

from kg.discourse import centering
from kg.extraction.extract import shared
from kg.read import read_text


def stands(text: str) -> list[tuple[str, str]]:
    """Each word of a text that stands for a thing, with that thing."""
    told = centering.named(shared().context(read_text(text, "x.md")))
    return [
        (text[slot.start : slot.end], slot.thing.entity.label)
        for sentence in told.sentences
        for slot in sentence.view.slots.values()
        if getattr(slot.thing, "by", "") == "context"
    ]


def claims(text: str) -> set[tuple[str, str, str]]:
    """Kind, subject and object of what is read in a text."""
    found = shared().read(read_text(text, "x.md")).claims
    return {(c.kind, c.subject.label if c.subject else "", c.object.label if c.object else "") for c in found}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Perplexity is a start-up. It partnered with Microsoft.", [("It", "Perplexity AI")]),
        ("Last year, Mistral AI grew. The company bought a lab. In May, it signed a deal with AMD.", [("The company", "Mistral AI"), ("it", "Mistral AI")]),
        ("Cohere grew, and it uses AMD chips.", [("it", "Cohere")]),
        ("月之暗面是一家初创公司。它与腾讯合作。该公司还接入了微信。", [("它", "Moonshot AI"), ("该公司", "Moonshot AI")]),
        ("月之暗面是一家初创公司。目前已接入微信。", [("", "Moonshot AI")]),
        ("What they run is Mistral 7B. It is open.", [("It", "Mistral-7B")]),
        ("At the time Google had a monopoly. They bought a lab.", [("They", "Google")]),
        ("The talk was given by Yann LeCun. He works at Meta.", [("He", "Yann LeCun")]),
        ("王小川是一位创业者。他毕业于清华大学。", [("他", "Wang Xiaochuan")]),
        ("- Mistral AI grew fast.\n  - It bought a lab.", [("It", "Mistral AI")]),
        ("Alibaba opened Qwen-7B. The model is small.", [("The model", "Qwen-7B")]),
        ("阿里开源了Qwen-7B。腾讯云已上线该模型。", [("该模型", "Qwen-7B")]),
        ("阿里开源了Qwen-7B和Qwen-14B。这两款模型很小。", [("这两款模型", "Qwen-7B"), ("这两款模型", "Qwen-14B")]),
        ("Meta opened Llama 3 and Llama 3.1. Both models are small.", [("Both models", "Llama 3"), ("Both models", "Llama 3.1")]),
        ("Meta opened Llama 3, Llama 3.1 and Llama 3.2. Both models are small.", []),
        ("Meta opened Llama 3 and, unlike GPT-4, praised Llama 3.1. These models are small.", []),
        ("OpenAI与微软投资了Figure AI。这两家公司很大。", []),
        ("Llama 3 beats GPT-4. Users like the model.", []),
        ("Qwen is small. Users see the model picker.", []),
        ("DeepSeek-R1的出现打乱了节奏。它开源了。", []),  # the thing, or what happened
        ("Sam Altman met Yann LeCun in Paris. The talk was long. He works at Meta.", []),
        ("Users asked about Qwen and Llama. It is open.", []),
        ("Qwen is popular. It was suggested that others follow.", []),
        ("Cohere released Command R. It is open.", []),  # the model, or the house
        ("The deal with Microsoft was big. It bought Cohere.", []),
        ("Sam Altman spoke. It was late.", []),
        ("Nvidia rival Cerebras grew. It raised money.", []),
        ("Microsoft bought Cohere. The start-up is small.", []),  # none that buys is called so
        ("Cohere grew, while Google shrank, and they parted.", []),
        ("月之暗面发布了Kimi K2。它很强。", []),
        ("英伟达的竞争对手Cerebras上市。这家公司很大。", []),
    ],
)  # fmt: skip
def test_a_pronoun_stands_for_what_the_text_is_about(text: str, told: list[tuple[str, str]]) -> None:
    assert stands(text) == told


def test_a_bare_pronoun_fills_the_place_of_a_name() -> None:
    text = "Perplexity is a start-up. It acquired Cohere last year. It was backed by Nvidia."
    assert {("partnership", "Perplexity AI", "Cohere"), ("partnership", "NVIDIA", "Perplexity AI")} <= claims(text)


@pytest.mark.parametrize(
    "text",
    [
        "Ivan Zhao is the CEO of Notion.\n\nIvan Zhao: We partner with Microsoft.",
        "“我们与微软合作，”Notion 创始人 Ivan Zhao 说。",
        "Ivan Zhao 是 Notion 的创始人。\n\nIvan Zhao：我们与微软合作。",
    ],
)
def test_we_is_the_house_of_who_speaks(text: str) -> None:
    assert ("partnership", "Notion Labs", "Microsoft") in claims(text)


def test_the_words_stay_those_of_the_article() -> None:
    text = "月之暗面是一家初创公司。它与腾讯达成战略合作。"
    for claim in shared().read(read_text(text, "x.md")).claims:
        assert text[claim.start : claim.end] == claim.quote


@pytest.mark.parametrize(
    ("text", "told", "untold"),
    [
        # what it only equals is not what "its" goes on about
        ("Kimi K2 performed similarly to Anthropic's Claude 4 model on tests, and its weights are public.", ("openness", "Kimi K2", ""), ("openness", "Claude 4", "")),
        # a class of models is no product named in another paragraph
        ("Families sued over the use of ChatGPT.\n\nThe trial goes on.\n\nThere is another class of models. They're known as open-weight models.", None, ("openness", "ChatGPT", "")),
    ],
)
def test_a_rival_and_a_product_named_long_before_are_not_meant(text: str, told: tuple[str, str, str] | None, untold: tuple[str, str, str]) -> None:
    found = claims(text)
    assert told is None or told in found
    assert untold not in found
