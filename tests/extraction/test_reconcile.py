"""The article's claims together: one row each, what a licence implies, and terms that take the licence named elsewhere."""

from __future__ import annotations

import pytest

from kg.extraction.extract import shared
from kg.model import Claim
from kg.read import read_bytes


def claims(text: str, kind: str) -> list[Claim]:
    article = read_bytes(f"---\ndate: 2024-06-01\n---\n{text}\n".encode(), "x.md")
    return [c for c in shared().read(article).claims if c.kind == kind]


def test_the_same_claim_said_twice_is_one_row_with_its_date() -> None:
    found = claims("Meta released Llama 2. In July 2023 Meta released Llama 2.", "release")
    assert [(c.object.label, c.time) for c in found] == [("Llama 2", "2023-07")]


def test_an_event_told_with_two_dates_has_the_first_and_the_fuller_one() -> None:
    found = claims("In May 2024 Meta released Llama 2. In July 2023 Meta released Llama 2.", "release")
    assert [c.time for c in found] == ["2023-07"]
    found = claims("In 2023 Meta released Llama 2. On 18 July 2023 Meta released Llama 2.", "release")
    assert [c.time for c in found] == ["2023-07-18"]


def test_a_date_of_an_event_s_own_sentence_counts_more_than_one_that_another_left_it() -> None:
    told = "On 17 July 2023 Meta released Llama 2. A lawsuit had been filed in February 2023. The release of Llama 2 by Meta helped it."
    assert [c.time for c in claims(told, "release")] == ["2023-07-17"]


def test_a_permissive_licence_makes_a_model_open_and_a_bounded_one_restricted() -> None:
    assert [c.values["status"] for c in claims("DeepSeek-R1采用MIT许可证。", "openness")] == ["open"]
    assert [c.values["status"] for c in claims("Gemma comes under the Gemma Terms of Use.", "openness")] == [
        "restricted"
    ]


def test_what_the_text_says_of_openness_stands_before_what_the_licence_implies() -> None:
    found = claims("DeepSeek-R1采用MIT许可证。DeepSeek-R1是部分开源的，没有公开训练数据。", "openness")
    assert [c.values["status"] for c in found] == ["partial"]


def test_a_term_takes_the_one_licence_that_its_model_has_in_the_article() -> None:
    found = claims("Qwen3采用Apache 2.0许可证。\n\nQwen3可以免费商用。", "license")
    terms = {c.values["term"]: c.object and c.object.label for c in found if "term" in c.values}
    assert terms == {"commercial-use": "Apache-2.0", "free": "Apache-2.0"}


def test_with_two_licences_a_term_takes_neither() -> None:
    found = claims("Phi-2采用MIT许可证。Phi-2采用Apache 2.0许可证。\n\nPhi-2可以免费商用。", "license")
    assert {c.object for c in found if c.values.get("term") == "commercial-use"} == {None}


def test_who_invests_has_not_the_figures_of_whom_it_invests_in() -> None:
    text = "Mistral AI is a start-up. Thrive Capital invested $20 million in Mistral AI, which is valued at $2 billion."
    found = claims(text, "quantity")
    assert "Thrive Capital" not in {c.subject.label for c in found if c.subject}


def test_what_is_open_is_not_only_hosted() -> None:
    text = "DeepSeek open-sourced DeepSeek-R1. DeepSeek-R1 is available through an API."
    found = claims(text, "openness")
    assert [c.values["status"] for c in found] == ["open"]


@pytest.mark.parametrize(
    "text",
    [
        "Jane shared that Falcon released new models (1B, 3B & 7B Mamba), trained on 14 trillion tokens with Apache 2.0 license.",
        "Mistral AI released Mixtral 8x7B under the Apache 2.0 license.",
    ],
)
def test_what_is_drawn_from_a_claim_stands_only_with_it(text: str) -> None:
    licensed = {c.subject.key for c in claims(text, "license") if c.subject}
    drawn = [c for c in claims(text, "openness") if c.rule.startswith("openness/by-under")]
    assert {c.subject.key for c in drawn if c.subject} <= licensed


@pytest.mark.parametrize("text", ["月之暗面的Kimi K2开放权重，采用Modified MIT许可。", "Meta开源了Llama 3，采用Llama 3社区许可证。"])
def test_what_a_licence_implies_puts_no_word_of_the_text_aside(text: str) -> None:
    assert [c.values["status"] for c in claims(text, "openness")] == ["open"]


def test_a_denial_is_of_its_own_clause() -> None:
    found = claims("Falcon 40B放弃了版税要求，采用Apache 2.0。", "license")
    assert [(c.object.label, c.negated) for c in found if c.object] == [("Apache-2.0", False)]


def test_a_cloud_that_takes_a_model_in_offers_it() -> None:
    assert {c.values["mode"] for c in claims("阿里云、腾讯云均接入DeepSeek-R1。", "adopts")} == {"hosts"}
    assert {c.values["mode"] for c in claims("比亚迪接入DeepSeek-R1。", "adopts")} == {"uses"}


def test_a_family_before_its_member_is_no_thing_of_its_own() -> None:
    found = claims("阿里开源新一代通义千问模型Qwen3，性能很强。", "openness")
    assert [c.subject.label for c in found] == ["Qwen 3"]


@pytest.mark.parametrize(
    ("text", "kind", "labels"),
    [
        ("阿里云发布通义千问旗舰模型Qwen-Max。", "release", {"Qwen Max"}),
        ("谷歌发布Gemini系列的最新模型Gemini 2.5 Pro。", "release", {"Gemini 2.5 Pro"}),
        ("阿里开源Qwen1.5系列首个千亿参数模型Qwen1.5-110B。", "release", {"Qwen 1.5-110B"}),
        ("阿里发布Qwen1.5规模最大的模型Qwen1.5-110B。", "release", {"Qwen 1.5-110B"}),
        ("百度推出文心大模型的轻量级模型ERNIE Speed。", "release", {"ERNIE Speed"}),
        ("阿里开源通义千问推理模型QwQ-32B。", "release", {"QwQ-32B"}),
        ("Meta发布了基于Llama的代码模型Code Llama。", "based-on", {"Llama"}),
        ("阿里发布了通义千问和视频模型Wan 2.1。", "release", {"Qwen", "Tongyi Wanxiang 2.1"}),
        ("DeepSeek-R1超越OpenAI的推理模型o3。", "comparison", {"o3"}),
    ],
)
def test_a_family_that_only_tells_whose_member_comes(text: str, kind: str, labels: set[str]) -> None:
    assert {c.object.label for c in claims(text, kind) if c.object} == labels


def test_two_things_are_meant_by_words_for_two() -> None:
    told = "智谱发布GLM-4.5，同时推出更轻量的GLM-4.5-Air。{}以MIT许可证开源。"
    for words in ("两款模型均", "两者都"):
        assert {c.subject.label for c in claims(told.format(words), "license")} == {"GLM-4.5", "GLM-4.5-Air"}
