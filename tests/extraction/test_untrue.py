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
        ("xAI 很强。它可能会收购 Cohere，试图与 Anthropic 和 OpenAI 的产品相抗衡。", "partnership xAI → OpenAI"),
        ("阿里巴巴的Qwen2、由李飞飞教授领导的团队开发的系统都在榜上。", "affiliation Fei-Fei Li → Alibaba"),
        ("When I spoke to Demis Hassabis at Davos last year, it rained.", "affiliation Demis Hassabis → Davos"),
        ("标注4万条数据，GPT-3.5 只需要耗费3美元。", "price GPT-3.5 → -"),
        ("On the 400 tasks GPT-4.1 cost $155 total.", "price GPT-4.1 → -"),
        ("He put the file on GitHub, and the next day I saw 91k stars.", "quantity GitHub → -"),
        ("正如思睿集团的首席经济学家洪灝先生所说。", "affiliation 洪灝 → 正如思睿集团"),
        ("# Yi Guide\n\nA page.\n\n## OpenSource\n\n| Category | Description | Notebook |\n|---|---|---|\n| inference, Ollama | Run it | [a](./a) |\n| quantization | Pack it | [b](./b) |\n| inference, vLLM | Run it | [c](./c) |\n", "openness quantization → -"),
        ("今年是微软诞生50周年。", "founded Microsoft → -"),
        ("7 月，Meta 宣布组建团队追赶对手。", "founded Meta → -"),
        ("in 2019 I started to work at Dataiku.", "founded Dataiku → -"),
        ("The first round came in April 2023, just after it was spun off from Cohere.", "founded Cohere → -"),
        ("Microsoft invested $10 billion in OpenAI, and Amazon $4 billion in Anthropic.", "partnership Microsoft → Amazon"),
        ("Aidan Gomez, Cohere's head of research, argued that open models are safer.", "stance Cohere → -"),
        ("Figma用户使用谷歌Gemini的概率更高。", "adopts Figma → Gemini"),
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
