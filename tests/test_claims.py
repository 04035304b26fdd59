"""Sentences that deny, ask or only weigh something claim nothing of it, or its opposite."""

from __future__ import annotations

import pytest

from kg.extract import shared
from kg.read import read_text

NOT_SO = [  # a sentence, the kind that it does not affirm
    ("The weights of GPT-4 are not available.", "openness open"),
    ("GPT-4's weights are not public.", "openness open"),
    ("Nobody knows whether OpenAI will open-source GPT-4.", "openness"),
    ("Nobody knows whether OpenAI will open-source GPT-4.", "release"),
    ("外界猜测Meta是否会开源Llama 4。", "openness"),
    ("GPT-4 does not have 1.8 trillion parameters.", "quantity"),
    ("GPT-4的参数量并不是1.8万亿。", "quantity"),
    ("Microsoft did not invest in Mistral AI.", "partnership"),
    ("微软否认投资Mistral AI。", "partnership"),
    ("Apple considered buying Mistral AI.", "partnership"),
    ("苹果曾考虑收购Mistral AI。", "partnership"),
    ("Samsung stopped using ChatGPT.", "adopts"),
    ("三星禁止员工使用ChatGPT。", "adopts"),
    ("亚马逊Bedrock不提供GPT-4。", "adopts"),
    ("Vicuna并非基于GPT-4。", "based-on"),
    ("Llama 2不能商用。", "license"),
    ("Sam Altman is not the CEO of Anthropic.", "affiliation"),
    ("Meta没有放弃开源。", "shift"),
    ("Meta denied that it is giving up open source.", "shift"),
    ("Open models are not dangerous.", "stance"),
    ("GPT-3's training cost was $4.6 million.", "price"),
    ("Baidu, long a champion of closed models, will open-source ERNIE.", "openness closed"),
    ("Perplexity, backed by Nvidia and Jeff Bezos, is growing.", "affiliation"),
    ("Alpaca was fine-tuned from LLaMA 7B by Stanford.", "develops"),
    ("We built an open-source Postgres proxy.", "openness"),
    ("DeepSeek-R1 is the new open-weight o1 replication.", "openness o1"),
    ("Baidu will launch a ChatGPT-style bot.", "release"),
    ("Launching Triton kernels can be slow.", "release"),
    ("We're excited to announce that vLLM now supports Qwen3.", "release"),
    ("OpenAI并未公布训练GPT-4的成本。", "openness"),
    ("Llama、Mistral等开源模型以惊人的速度逼近闭源标杆。", "openness closed"),
    ("官网数据显示GPT-4有600万活跃开发者。", "quantity active-parameters"),
    ("Join the Hugging Face Discord server.", "develops"),
    ("Google AI Pro订阅者获得Gemini 2.5 Pro，他们可在手机上使用Gemini 2.5 Pro。", "adopts"),
    ("We watched Jeff Dean's Stanford talk.", "affiliation"),
    ("UPS is buying thousands of vans for Waymo.", "partnership"),
    ("A former Microsoft employee bought a $160,000 Tesla.", "partnership"),
    ("The round for Mistral AI included Xavier Niel and Eric Schmidt.", "partnership"),
]


def said(text: str) -> list[tuple[str, str, str]]:
    """The affirmed claims of a text: kind, subject and what they come to."""
    found = shared().read(read_text(f"---\ndate: 2024-06-15\n---\n{text}\n", "x.md")).claims
    return [
        (c.kind, c.subject.label if c.subject else "", str(c.values.get("status") or c.values.get("term") or c.values.get("metric") or ""))
        for c in found
        if not c.negated
    ]


@pytest.mark.parametrize(("text", "kind"), NOT_SO, ids=[f"{kind}: {text[:28]}" for text, kind in NOT_SO])
def test_what_is_denied_or_open_is_not_affirmed(text: str, kind: str) -> None:
    name, _, status = kind.partition(" ")
    found = [told for told in said(text) if told[0] == name and status in ("", *told[1:])]
    if name == "license":
        found = [told for told in found if told[2] == "commercial-use"]
    assert not found


def test_an_aside_is_not_what_a_sentence_tells_of() -> None:
    assert said("Unlike GPT-4, Llama 3 has open weights.") == [("openness", "Llama 3", "open")]
    assert [told[1] for told in said("Unlike GPT-4 and Claude 3, Llama 3 is open source.")] == ["Llama 3"]
