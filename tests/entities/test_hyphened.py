"""Names that a hyphen joins to more, and words behind a name that only tell of it."""

from __future__ import annotations

import pytest
from named import found


@pytest.mark.parametrize(
    ("text", "whole", "part"),
    [
        ("They put Zorbwriter-GLM4-9B on the hub.", "Zorbwriter-GLM4-9B", "GLM4-9B"),
        ("某大学提出的Zorb-GPT模型很小。", "Zorb-GPT", "GPT"),
        ("It scores 71.2 on MTEB-v2.", "MTEB-v2", "MTEB"),
        ("They opened Zephyr-7B-α.", "Zephyr-7B-α", "Zephyr-7B"),
        ("某公司的开源模型是Zorb 3 Pro。", "Zorb 3 Pro", "Zorb 3"),
        ("Shizu-V1-Llama3-70B can be used.", "Shizu-V1-Llama3-70B", "Llama3-70B"),
        ("Amazon has since then released what it calls Titan Image Generator to all.", "Titan Image Generator", "Titan Image"),
    ],
)
def test_a_name_that_a_hyphen_joins_to_more_is_taken_whole(text: str, whole: str, part: str) -> None:
    assert whole in found(text)
    assert part not in found(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("A GPT-4-powered assistant came out.", "GPT-4"),
        ("The non-GPT models and post-ChatGPT times.", "ChatGPT"),
        ("Meta-Llama-3-8B was released.", "Llama-3-8B"),
        ("The OpenAI-Microsoft deal changed.", "OpenAI"),
        ("OpenAI-Backed startups were sold.", "OpenAI"),
        ("The o3 API costs less.", "o3"),
        ("DeepSeek-R1 API 很便宜。", "DeepSeek-R1"),
    ],
)
def test_words_that_a_hyphen_ties_to_a_name_are_no_part_of_it(text: str, name: str) -> None:
    assert any(name in one and "API" not in one and "owered" not in one for one in found(text))


@pytest.mark.parametrize(
    ("text", "members", "told"),
    [
        ("MingCloud today open-sourced StarRail 2.5, its new model. StarRail 2.5-Nano (1.8B) runs on phones, StarRail 2.5-based apps follow.",
         {"StarRail 2.5", "StarRail 2.5-Nano"}, "StarRail 2.5-based"),
        ("罨画推出第二代大模型“黛瓦二号”。该系列含三个尺寸：黛瓦二号-E（18亿参数）、黛瓦二号-L（140亿参数）。", {"黛瓦二号-E", "黛瓦二号-L"}, "黛瓦二号（"),
        ("Lumen 4 is a model. Lumen 4-mini (4 billion parameters) passed.", {"Lumen 4", "Lumen 4-mini"}, "Lumen 4-mini ("),
    ],
)  # fmt: skip
def test_members_of_a_new_family_are_not_the_family(text: str, members: set[str], told: str) -> None:
    assert members <= set(found(text))
    assert told not in found(text)
