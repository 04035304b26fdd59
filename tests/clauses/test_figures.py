"""Whose a number is and which of two holds: brackets of their own, from one to another, classes and eras."""

from __future__ import annotations

import pytest

from kg.extraction.extract import shared
from kg.read import read_text


def figures(text: str, kind: str = "quantity") -> set[tuple[str, float | None]]:
    """Subject and number of the claims of a kind."""
    found = shared().read(read_text(f"---\ndate: 2025-06-15\n---\n{text}\n", "x.md")).claims
    return {
        (c.subject.label if c.subject else "", c.values.get("number", c.values.get("score", c.values.get("amount"))))
        for c in found
        if c.kind == kind
    }


OWN = [
    ("Meta released Llama 4 Scout (109B total, 17B active) and Llama 4 Maverick (400B total, 17B active).",
     {("Llama 4 Scout", 109e9), ("Llama 4 Scout", 17e9), ("Llama 4 Maverick", 400e9), ("Llama 4 Maverick", 17e9)}),
    ("GPT-5.1 (400K context) and Claude Opus 4.5 (200K context) are out.", {("GPT-5.1", 400_000), ("Claude 4.5 Opus", 200_000)}),
    ("DeepSeek-V3（6710亿参数）、Qwen3-235B（2350亿）和 Kimi K2（1万亿参数）都已发布。",
     {("DeepSeek-V3", 671e9), ("Qwen 3-235B", 235e9), ("Kimi K2", 1e12)}),
    ("参数越来越多：OpenAI GPT-3（2020年，1750亿）、谷歌 PaLM（2022年4月，5400亿）。", {("GPT-3", 175e9), ("PaLM", 540e9)}),
    ("Kimi K2 by Moonshot AI (32B active, 1T total params) is out.", {("Kimi K2", 32e9), ("Kimi K2", 1e12)}),
    ("GLM-4.5 comes with 32B activated and 355B total parameters.", {("GLM-4.5", 32e9), ("GLM-4.5", 355e9)}),
    ("Llama 2 这次开源了 7B/13B/70B 三个尺寸。", {("Llama 2", 7e9), ("Llama 2", 13e9), ("Llama 2", 70e9)}),
    ("三强是 DeepSeek-V3 (1.6T)、Kimi K2 (1.1T)、GLM-4.5 (754B)。", {("DeepSeek-V3", 1.6e12), ("Kimi K2", 1.1e12), ("GLM-4.5", 754e9)}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "told"), OWN)
def test_a_number_in_brackets_is_of_the_name_before_them(text: str, told: set) -> None:
    assert figures(text) == told


DESCRIBED = [
    ("Codex, OpenAI's coding agent with 4 million users, got an update.", {("Codex", 4_000_000)}),
    ("- **ChatGPT** (2:10) - OpenAI's assistant with 800 million weekly users", {("ChatGPT", 800_000_000)}),
    ("文心一言是百度旗下的AI助手，月活用户超过1.5亿。", {("ERNIE Bot", 150_000_000)}),
    ("Unlike ChatGPT, OpenAI's user base of 800 million people keeps growing.", {("OpenAI", 800_000_000)}),
    ("Claude is Anthropic's assistant. Anthropic is valued at $61.5 billion.", {("Anthropic", 61.5e9)}),
]


@pytest.mark.parametrize(("text", "told"), DESCRIBED)
def test_a_house_that_only_tells_whose_a_thing_is_has_not_its_figures(text: str, told: set) -> None:
    assert figures(text) == told


CHANGED = [
    ("Qwen3 的推理速度从 15 tokens/秒 提升至 193 tokens/秒。", {("Qwen 3", 193)}),
    ("GPT-5 的参数量从 1750 亿增至 1.8 万亿。", {("GPT-5", 1.8e12)}),
    ("GLM-4的上下文从128K扩展到256K。", {("GLM-4", 256_000)}),
    ("OpenAI raised its valuation from $80 billion to $157 billion.", {("OpenAI", 157e9)}),
    ("GPT-4 Turbo extended its context window from 8K to 128K tokens.", {("GPT-4-Turbo", 128_000)}),
]


@pytest.mark.parametrize(("text", "told"), CHANGED)
def test_of_two_numbers_of_a_change_the_second_holds(text: str, told: set) -> None:
    assert figures(text) == told


NONE = [
    "MiniCPM 是 3B 以内最强的端侧模型。",
    "DeepSeek V3 和 Kimi K2 标志着开源模型进入“万亿参数时代”。",
    "Mistral Nemo 在 7B 量级上全面领先。",
    "Kimi K2 证明不需要 70B。",
    "Gemma 3 has 170 million embedding parameters.",
    "ChatGLM的6B/12B私有化报价不低。",
    "Gemma 3 offers strong performance at the 3B scale.",
    "Gemma 3 is small but competitive with 27B models.",
    "Gemma 3 媲美 27B 模型。",
]


@pytest.mark.parametrize("text", NONE)
def test_a_class_an_era_or_a_part_is_no_size(text: str) -> None:
    assert not figures(text)


def test_one_that_nobody_names_has_figures_of_its_own() -> None:
    text = "All models found the flaw of Mixtral 8x7B, including one with only 3 billion active parameters costing $0.11 per million tokens."
    assert figures(text) == figures(text, "price") == set()


def test_other_members_of_a_family_have_figures_of_their_own() -> None:
    told = "Qwen2-57B-A14B支持64k的上下文长度；而该系列中的两个较小模型则支持32k的上下文长度。"
    assert figures(told) == {("Qwen 2-57B-A14B", 64_000)}


def test_what_a_house_spends_is_no_price() -> None:
    assert not figures("Kimi 每天的获客成本至少达到 20 万元。", "price")


def test_the_score_of_what_it_is_held_against_is_that_ones() -> None:
    text = "Kimi K2 scored 65.8% on SWE-bench Verified, compared with 72.7% for Claude Sonnet 4."
    assert figures(text, "result") == {("Kimi K2", 65.8), ("Claude 4 Sonnet", 72.7)}


def test_a_rank_is_no_score() -> None:
    assert figures("Qwen3 位列 Chatbot Arena 第五名。", "result") == {("Qwen 3", None)}
    assert figures("Mistral Large 3 sits at #6 among open models on Chatbot Arena.", "result") == {("Mistral Large 3", None)}


IN_ORDER = [
    ("MiniMax在2023年、2024年的收入分别是346万美元、3052万美元。", {("2023", 3_460_000), ("2024", 30_520_000)}),
    ("智谱AI 2022年至2024年收入分别为1亿元、2亿元和3亿元。", {("2022", 1e8), ("2023", 2e8), ("2024", 3e8)}),
    ("2024年和2025年，Kimi的月活用户分别达到1000万和3000万。", {("2024", 1e7), ("2025", 3e7)}),
    ("2024年，MiniMax的收入和估值分别为3052万美元和25亿美元。", {("2024", 30_520_000)}),
]


@pytest.mark.parametrize(("text", "told"), IN_ORDER)
def test_numbers_told_in_the_order_of_dates_each_have_their_own(text: str, told: set) -> None:
    found = shared().read(read_text(f"---\ndate: 2026-06-15\n---\n{text}\n", "x.md")).claims
    assert {(c.time, c.values["number"]) for c in found if c.kind == "quantity"} == told


NOT_ITS_OWN = [
    ("GPT-oss附带许可，禁止日活跃用户超过100万的商业实体使用它。", set()),
    ("Mistral AI推出了Le Chat——它是ChatGPT的竞争对手，发布后两周内就获得了100万次下载。", {("Le Chat", 1_000_000)}),
]


@pytest.mark.parametrize(("text", "told"), NOT_ITS_OWN)
def test_a_figure_is_neither_a_rival_s_nor_a_limit(text: str, told: set) -> None:
    assert figures(text) == told


def test_by_how_much_a_cost_was_cut_is_no_score() -> None:
    assert figures("Llama 3采用GQA机制，在保持性能的同时将推理成本降低40%。", "result") == set()
