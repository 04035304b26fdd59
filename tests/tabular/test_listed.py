"""Lists read like tables: labels with values, bullets of sizes and licences, models placed under a side's heading."""

from __future__ import annotations

import pytest

from kg.extraction.extract import shared
from kg.model import Claim
from kg.read import read_bytes


def claims(text: str) -> list[Claim]:
    return list(shared().read(read_bytes(f"---\ndate: 2024-06-01\n---\n{text}\n".encode(), "x.md")).claims)


def said(text: str) -> set[str]:
    return {
        " ".join(
            str(p) for p in (c.kind, c.subject.label, c.object.label if c.object else "", *c.values.values()) if p != ""
        )
        for c in claims(text)
        if c.subject
    }


def test_labels_with_values_are_about_their_heading() -> None:
    found = said(
        "# Survey\n\n## Falcon\n\n- Developer: TII\n- Parameters: 40B\n- License: Apache 2.0\n- Release date: May 2023\n"
    )
    assert "quantity Falcon parameters 40000000000 parameters" in found
    assert "release Technology Innovation Institute Falcon" in found
    assert "license Falcon Apache-2.0" in found


def test_labels_in_chinese_are_about_the_line_above_or_the_item_they_stand_under() -> None:
    found = said(
        "# 盘点\n\n**Baichuan2-13B**\n- 开源协议：Apache 2.0\n\n1. **Llama 2**\n   - 开发者：Meta\n   - 上下文长度：4K\n"
    )
    assert "license Baichuan 2-13B Apache-2.0" in found
    assert "develops Meta Llama 2" in found


def test_bullets_of_sizes_are_about_the_heading() -> None:
    article = read_bytes("---\ndate: 2024-06-01\n---\n# 模型\n\n### Qwen\n\n- 7B/14B版本\n- 中文能力出色\n".encode(), "x.md")
    found = [one.claim for one in shared().candidates(article)[1] if one.claim.kind == "quantity"]
    assert {(c.subject.label, c.values["number"]) for c in found if c.subject} >= {("Qwen", 7e9), ("Qwen", 14e9)}


@pytest.mark.parametrize(
    "text",
    [
        "# 两份名单\n\n## 闭源大模型\n\n- GPT-4\n- Claude：看重安全\n",
        "# Two lists\n\n## Closed models\n\n- GPT-4\n- Claude\n",
    ],
)
def test_models_under_a_side_are_of_that_side(text: str) -> None:
    assert {"openness GPT-4 closed", "openness Claude closed"} <= said(text)


@pytest.mark.parametrize("heading", ["开源大模型的优势", "Why open models win"])
def test_a_heading_about_a_side_lists_no_models_of_it(heading: str) -> None:
    assert not [c for c in claims(f"# 标题\n\n## {heading}\n\n- GPT-4：很强\n") if c.kind == "openness"]


def test_a_label_that_opens_prose_is_none() -> None:
    assert not [
        c
        for c in claims("## Falcon\n\n- Context: the company was founded in 2015 by people who knew each other.\n")
        if c.kind == "quantity"
    ]


def test_a_value_ends_where_brackets_tell_of_another_thing() -> None:
    text = "## MiniMax-01\n\n- **Parameters:** 123B (vs 405B for Llama 3.1)\n"
    told = {(c.subject.label, c.values["number"]) for c in claims(text) if c.kind == "quantity" and c.subject}
    assert told == {("MiniMax-01", 123e9), ("Llama 3.1", 405e9)}


def test_a_block_of_labels_tells_of_the_model_that_it_names() -> None:
    found = said("# 盘点\n\n模型名称：GLM-4\n发布机构：智谱AI\n发布时间：2024年1月\n开源协议：MIT\n")
    assert "release Zhipu AI GLM-4" in found
    assert "license GLM-4 MIT" in found


def test_the_short_statements_of_a_bullet_are_of_the_model_that_opens_it() -> None:
    found = said("# Survey\n\n- **Falcon-40B**: 40B parameters, Apache 2.0, trained on 1T tokens.\n- **MPT-7B**: fast, MIT\n")
    assert "license Falcon-40B Apache-2.0" in found
    assert not any(line.startswith("license MPT-7B") for line in found)


def test_a_heading_that_tells_of_one_thing_names_no_side_for_what_follows() -> None:
    found = said("# 盘点\n\n## 行情：开源与免费重塑规则\n\n### Falcon：开源的破局者\n\n### GPT-4：性能猛兽\n\n- 核心优势：速度快\n")
    assert "openness GPT-4 open" not in found
    assert "openness Claude closed" in said("# 盘点\n\n## 闭源大模型的版图\n\n- Anthropic：Claude以安全著称\n")


def test_examples_are_of_the_sort_that_their_block_tells_of() -> None:
    found = said("# 选型\n\n开源LLM强调透明。例子：Falcon、Llama。\n\n闭源LLM对内部保密。例子：GPT-4、Claude。\n")
    assert {"openness Falcon open", "openness GPT-4 closed", "openness Claude closed"} <= found


def test_a_label_alone_tells_the_sort_of_the_things_behind_it() -> None:
    found = said("# 盘点\n\n- 开放权重：Zorblax-9B、Falcon-40B\n- 仅接口：GPT-4、Claude 3\n")
    assert {"openness Zorblax-9B open", "openness Falcon-40B open", "openness GPT-4 api", "openness Claude 3 api"} <= found
    assert not said("# 盘点\n\n- 可下载不等于开源：Zorblax-9B\n")


def test_what_stands_under_a_heading_of_interfaces_is_served_alone() -> None:
    found = said("# 盘点\n\n## 可自由下载的模型\n\n- Zorblax-9B：小\n\n## 只能通过接口调用的模型\n\n- Quillon-2B：贵\n")
    assert {"openness Zorblax-9B open", "openness Quillon-2B api"} <= found


def test_a_line_of_short_statements_is_a_card_of_the_model_over_it() -> None:
    found = said("# Zorblax-7B\n\n7B total · Apache 2.0 · 128K context\n")
    assert "license Zorblax-7B Apache-2.0" in found
    assert "quantity Zorblax-7B context-length 128000 tokens" in found


def test_prose_and_names_in_a_row_are_no_card() -> None:
    assert not said("# Zorblax-7B\n\nCohere, Adobe, Workday and many more came to see it.\n\n- Cohere\n- Adobe\n")


def test_where_a_model_is_to_be_had_tells_no_maker_and_a_line_of_its_base_names_another() -> None:
    found = said("# Card\n\n**Model:** Zorblax-7B\n\n**Base model:** Mistral 7B\n\n**Available on:** Replicate, Amazon Bedrock\n")
    assert {"adopts Amazon Bedrock Zorblax-7B hosts", "based-on Zorblax-7B Mistral-7B"} <= found
    assert not any(one.startswith("develops") for one in found)


def test_a_label_holds_for_the_items_under_it() -> None:
    text = """* FinGPT (2023-06-09)
  * Base models:
    * LLaMA-7B, ChatGLM-6B
      * 32 layers
  * Institutions:
    * Columbia University
    * Faculty of Science, OpenAI, Springfield
* MiniCPM
  * Base models:
    * MiniCPM-2B
      * LLaMA-7B
  * Notes:
    * Falcon-7B
"""
    assert {line for line in said(text) if line.startswith(("based-on", "develops"))} == {
        "based-on FinGPT Llama-7B", "based-on FinGPT ChatGLM-6B", "develops Columbia University FinGPT", "develops OpenAI FinGPT",
    }  # fmt: skip


def test_what_stands_in_brackets_behind_a_name_is_no_member_of_a_list() -> None:
    assert "based-on MiniCPM FinT5" in said("# MiniCPM\n\n- Base model: FinT5 (0.2B, 1B)\n")


def test_a_field_tells_the_maker_of_a_model_that_nobody_lists() -> None:
    assert "develops Mistral AI Zorbax-7B" in said("# Zorbax-7B Model Card\n\n- **Developed by:** Mistral AI\n")
