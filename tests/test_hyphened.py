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
        ("Shizu-V1-Llama3-70B can be used.", "Shizu-V1-Llama3-70B", "Llama3-70B"),
        ("Amazon has since then released what it calls Titan Image Generator to all.", "Titan Image Generator", "Titan Image"),
    ],
)
def test_whole(text: str, whole: str, part: str) -> None:
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
def test_only_told_of(text: str, name: str) -> None:
    assert any(name in one and "API" not in one and "owered" not in one for one in found(text))
