"""Soft line breaks, odd blanks and odd hyphens are read as plain ones, and every quote stays as the article has it."""

from __future__ import annotations

import pytest

from kg.extraction.extract import shared
from kg.language.even import SEAM, evened
from kg.model import Block
from kg.read import read_text


def _told(text: str) -> set[tuple[str, str, str, float | str | None]]:
    article = read_text(text, "a.md")
    found = shared().read(article)
    for claim in found.claims:
        assert claim.quote == article.text[claim.start : claim.end]
    values = [(c, dict(c.value)) for c in found.claims]
    return {
        (c.kind, c.subject.label if c.subject else "", c.object.label if c.object else "", v.get("number") or v.get("score"))
        for c, v in values
    }


@pytest.mark.parametrize(
    ("text", "even"),
    [
        ("the open\nweights", "the open weights"),
        ("an open-\nweight model", f"an open-{SEAM}weight model"),
        ("这个模型\n的参数", f"这个模型{SEAM}的参数"),
        ("由 Baseline\n、Mistral 发布", f"由 Baseline{SEAM}、Mistral 发布"),
        ("in the list\n  below", f"in the list {SEAM}{SEAM}below"),
        ("he said\n“Yes”", "he said “Yes”"),
        ("GPT\u202f4 and GPT\u20114", "GPT 4 and GPT-4"),
    ],
)
def test_each_character_keeps_its_place(text: str, even: str) -> None:
    found = evened(text, (Block("paragraph", 0, len(text)),))
    assert found == even and len(found) == len(text)


def test_breaks_that_are_meant_stay() -> None:
    text = "a\nb"
    assert evened(text, (Block("code", 0, 3),)) is text
    assert evened(text, ()) is text
    listed = "模型：GLM-4\n开发者：智谱AI"
    assert evened(listed, (Block("paragraph", 0, len(listed)),)) is listed
    prose = "一句话：这里很长，\n下一行：不是标签，因为它在这里还要继续说上很久很久才会结束，一直说到这一行的末尾为止，所以不算。"
    assert "\n" not in evened(prose, (Block("paragraph", 0, len(prose)),))


def test_names_and_amounts_over_a_soft_break() -> None:
    told = _told(
        "In a long test of several weeks we found that Claude 3.5\nSonnet beats GPT-4o\nmini on MMLU, and that the new model of the\n"
        "house is well liked by all who tried it, as was to be expected.\n"
    )
    assert ("comparison", "Claude 3.5 Sonnet", "GPT-4o-mini", None) in told
    told = _told(
        "在经过了几个星期的详细测试之后，我们终于可以告诉读者，新模型 GLM-4 的上下文窗口为\n"
        "128K，这样的长度对于大多数的应用来说已经完全足够了，而且它的速度也比以前快了很多。\n"
    )
    assert ("quantity", "GLM-4", "", 128000) in told


def test_odd_blanks_and_hyphens_in_names_and_numbers() -> None:
    told = _told("Llama\u202f3.1 has 405\u202fB parameters. Google released Gemini\u202f3\u202fPro.")
    assert ("quantity", "Llama 3.1", "", 405_000_000_000) in told
    assert ("release", "Google", "Gemini 3 Pro", None) in told
    assert ("release", "OpenAI", "GPT-5.2-Codex", None) in _told("OpenAI released GPT\u20115.2\u2011Codex today.")
