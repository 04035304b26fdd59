"""Claims that a large graph shows to be untrue: two makers of one thing, one post of two people, a firm founded in years to come."""

from __future__ import annotations

import pytest

from kg.extraction.extract import shared
from kg.read import read_bytes


def said(text: str) -> set[str]:
    """What the claims of a text say, each as "kind subject → object"."""
    article = read_bytes(f"---\ndate: 2025-05-05\n---\n{text}\n".encode(), "x.md")
    return {f"{c.kind} {c.subject.label if c.subject else '-'} → {c.object.label if c.object else '-'}" for c in shared().read(article).claims}


@pytest.mark.parametrize(
    ("text", "untrue"),
    [
        ("一位是上海的研究者 Andrej Karpathy，另一位是 Cohere 首席科学家的 Aidan Gomez。", "affiliation Andrej Karpathy → Cohere"),
        ("到场的有清华大学教授唐杰，阿里云首席AI科学家林俊旸。", "affiliation Tang Jie → Alibaba Cloud"),
        ("百度的新模型已经逼近OpenAI旗舰模型GPT-4o。", "develops Baidu → GPT-4o"),
        ("兴业证券认为中国本土研发的DeepSeek-R1改变了预期。", "develops Industrial Securities → DeepSeek-R1"),
        ("阿里云：欢迎浏览我们的 GitHub 组织。", "develops Alibaba Cloud → GitHub"),
        ("2029年，中国也能诞生出三五个自己的苏茨克维尔（OpenAI的科学家）。", "founded OpenAI → -"),
        ("性能与  Qwen-14B 和 Gemma-7B 相当。", "comparison Qwen-14B → Gemma-7B"),
        ("券商股中，东方财富的融资余额高达256亿元。", "quantity East Money → -"),
        ("OpenClaw不会闭源。", "openness OpenClaw → -"),
        ("Open-sourcing GPT-4 is unlikely for legal reasons.", "openness GPT-4 → -"),
        ("DeepSeek would use taunts, while Claude 3 played a quiet game.", "adopts DeepSeek → Claude 3"),
        ("It is a library from Meta and the creators of TensorFlow.", "develops Meta → TensorFlow"),
        ("Anthropic CEO Backs Nevada Bill.", "affiliation Backs Nevada → Anthropic"),
        ("How University Students Use Claude.", "adopts University → Claude"),
        ("# Review of Claude\n\nA page.\n\n## Claude\n\n- Owner: Mistral AI\n- Cost: high\n", "develops Mistral AI → Claude"),
        ("# Tools\n\nA page.\n\n## n8n\n\n- Cloud providers: OpenAI, Mistral AI\n", "develops OpenAI → n8n"),
    ],
)
def test_what_the_graph_shows_to_be_untrue_is_not_claimed(text: str, untrue: str) -> None:
    assert untrue not in said(text)


@pytest.mark.parametrize(
    ("text", "true"),
    [
        ("杨植麟，现任月之暗面CEO，出席了会议。", "affiliation Yang Zhilin → Moonshot AI"),
        ("# Tools\n\nA page.\n\n## Claude\n\n- Developer: Anthropic\n", "develops Anthropic → Claude"),
        ("OpenAI CEO Sam Altman Backs Nevada Bill.", "affiliation Sam Altman → OpenAI"),
    ],
)
def test_what_is_said_so_still_is(text: str, true: str) -> None:
    assert true in said(text)
