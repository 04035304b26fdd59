"""Names cut to what tells them apart are the things whose whole names they stand for."""

from __future__ import annotations

import pytest

from kg.extraction.extract import shared
from kg.read import read_text


def named(text: str) -> dict[str, str]:
    """What each mention of a text is written as, and what it is."""
    article = read_text(text, "x.md")
    return {article.text[m.start : m.end]: m.entity.label for m in shared().finder.find(article)}


@pytest.mark.parametrize(
    ("text", "written", "label"),
    [
        ("DeepSeek-V4 发布，V4-Pro 也来了。", "V4-Pro", "DeepSeek-V4 Pro"),
        ("Midjourney V5 画得好。DeepSeek-V3 发布。DeepSeek-V4 发布，V4-Pro 也来了。", "V4-Pro", "DeepSeek-V4 Pro"),  # whose V4 stands there whole
        ("DeepSeek 又更新了，V3.1 已经上线。", "V3.1", "DeepSeek-V3.1"),
        ("DeepSeek-V3 was cheap. Then R1 came.", "R1", "DeepSeek-R1"),
        ("MiniMax-M2 还在用，M2.5 就来了。", "M2.5", "MiniMax-M2.5"),
        ("Kimi K2 is out, and K2-Thinking thinks.", "K2-Thinking", "Kimi K2-Thinking"),
        ("GLM-4.5 and 4.6 are different.", "4.6", "GLM-4.6"),
        ("Llama 3、3.1和3.2都能下载。", "3.2", "Llama 3.2"),
        ("Gemini 2.5 Pro is slow, but 2.5 Flash is fast.", "2.5 Flash", "Gemini 2.5 Flash"),
        ("GPT-4 was dear. Most of them now use 4o mini.", "4o mini", "GPT-4o-mini"),
        ("Claude wrote it, and 3.7 Sonnet read it.", "3.7 Sonnet", "Claude 3.7 Sonnet"),
    ],
)
def test_a_version_without_its_family_is_the_model(text: str, written: str, label: str) -> None:
    assert named(text).get(written) == label


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("DeepSeek-V3 came out. Then R9 came.", "R9"),  # nobody knows such a one
        ("We like DeepSeek-V3 and Midjourney V3. The V4 is near.", "V4"),  # of which of them?
        ("MiniMax-M2 runs on my laptop with an M9.", "M9"),
        ("Llama 3 and 4 others were compared.", "4"),
        ("Llama 3 and 4.5 million users met.", "4.5"),
        ("GLM-4.5和4.6万用户见面了。", "4.6"),
        ("Qwen3, 8 layers deep, is small.", "8"),
        ("The train V3.1 has left.", "V3.1"),
    ],
)
def test_what_may_be_anything_is_no_version(text: str, written: str) -> None:
    assert written not in named(text)


def test_the_model_is_one_thing_by_all_its_names() -> None:
    things = [e for e in shared().read(read_text("DeepSeek-V3 came first. V3.1 was next.", "x.md")).entities if e.label == "DeepSeek-V3.1"]
    assert len(things) == 1 and "V3.1" in things[0].aliases


@pytest.mark.parametrize(
    ("text", "written", "label"),
    [
        ("Llama 3 comes in two sizes. Mistral 7B and GPT-4 are behind. Llama 3 stays. The 70B model is good, the 8B model is small.", "70B", "Llama 3-70B"),
        ("Phi-3 and GPT-4 came, then Llama 3. The 70B model beats Gemini 1.5 Pro, while the 8B model is small.", "8B", "Llama 3-8B"),
        ("GPT-4和Llama 3都来了，其中70B版本表现更好。", "70B", "Llama 3-70B"),
    ],
)
def test_a_size_alone_is_of_the_open_family_named_just_before(text: str, written: str, label: str) -> None:
    assert named(text).get(written) == label


def test_a_size_alone_is_of_no_model_whose_sizes_nobody_knows() -> None:
    assert "7B" not in named("Phi-3 came, then GPT-4. The 7B model of a student is good.")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Gemini is out. They bought 3 Pro seats for it.", "3 Pro"),  # counted
        ("The camera has a 2.5 Pro lens.", "2.5 Pro"),  # of no family that is named
    ],
)
def test_a_number_that_names_no_model_is_none(text: str, written: str) -> None:
    assert written not in named(text)
