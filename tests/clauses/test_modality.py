"""How a claim is told: as so, as still to come, or as perhaps so."""

import pytest

from kg.extraction.extract import shared
from kg.model import Claim
from kg.read import read_text

PLANNED = [
    ("Zephyr Labs will open-source Grok 3 in the coming weeks.", "openness"),
    ("xAI plans to open-source Grok 2.", "release"),
    ("Microsoft is set to acquire Mistral AI.", "partnership"),
    ("GPT-5 will cost $20 per million tokens.", "price"),
    ("Baidu will make Ernie 4.5 open source from June 30.", "openness"),
    ("OpenAI expects its revenue to reach $12 billion next year.", "quantity"),
    ("Anthropic is in talks to acquire Replit.", "partnership"),
    ("阿里将于明年开源Qwen3-Max。", "openness"),
    ("百度计划在6月30日开源文心大模型4.5。", "openness"),
    ("百度宣布，将在几个月内陆续推出文心大模型4.5系列。", "release"),
    ("微软拟向OpenAI投资100亿美元。", "partnership"),
    ("DeepSeek-R2预计将拥有1.2万亿参数。", "quantity"),
    ("月之暗面有望在下月发布Kimi K3。", "release"),
    ("据传苹果将收购Mistral AI。", "partnership"),
    ("GPT-6即将免费开放。", "license"),
]
HEDGED = [
    ("Llama 4 Behemoth reportedly has 2 trillion parameters.", "quantity"),
    ("Qwen3-Max is said to have one trillion parameters.", "quantity"),
    ("Apple could acquire Mistral AI.", "partnership"),
    ("The move could mean that Meta is shifting from open to closed.", "shift"),
    ("DeepSeek-R2的参数量或达1.2万亿。", "quantity"),
    ("Meta可能会放弃开源路线。", "shift"),
    ("这可能意味着Meta要从开源转向闭源。", "shift"),
    ("据说GPT-5有3万亿参数。", "quantity"),
]
AS_SO = [
    ("xAI open-sourced Grok 1 in March 2024.", "openness"),
    ("OpenAI will not release the weights of GPT-5.", "openness"),  # what is not done is not done now
    ("Grok 2 could be used only through an API.", "openness"),
    ("Llama 3 may be used for commercial purposes.", "license"),
    ("Microsoft CEO Satya Nadella reportedly wants a deal with OpenAI.", "affiliation"),
    ("Together AI plans to hire after raising $100 million.", "quantity"),
    ("ChatGPT Team订阅计划每月25美元。", "price"),  # the plan that somebody buys
    ("智谱AI将GLM-4.5开源。", "openness"),  # 将 that moves the object
    ("智谱AI已将GLM-4.5全面开源。", "release"),
    ("DeepSeek成功将Qwen的成本降低了90%。", "quantity"),
    ("OpenAI不会开源GPT-5。", "openness"),
    ("Grok 2可以通过API使用。", "openness"),
]


def told(text: str, kind: str) -> list[Claim]:
    return [claim for claim in shared().read(read_text(text + "\n", "a.md")).claims if claim.kind == kind]


@pytest.mark.parametrize(("text", "kind"), PLANNED)
def test_what_is_still_to_come_is_told_as_planned(text: str, kind: str) -> None:
    assert {claim.modality for claim in told(text, kind)} == {"planned"}


@pytest.mark.parametrize(("text", "kind"), HEDGED)
def test_what_may_be_so_is_told_as_hedged(text: str, kind: str) -> None:
    assert {claim.modality for claim in told(text, kind)} == {"hedged"}


@pytest.mark.parametrize(("text", "kind"), AS_SO)
def test_what_is_so_is_told_as_so(text: str, kind: str) -> None:
    assert {claim.modality for claim in told(text, kind)} == {""}


def test_what_is_told_as_so_elsewhere_in_the_article_is_no_plan_any_more() -> None:
    article = "xAI will open-source Grok 2 next year.\n\nIn August 2025 xAI open-sourced Grok 2.\n"
    (claim,) = told(article, "openness")
    assert (claim.modality, claim.time) == ("", "2025-08")


def test_arguments_keep_their_may() -> None:
    assert {claim.modality for claim in told("Open models may be misused by criminals.", "argument")} == {""}
