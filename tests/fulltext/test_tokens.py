"""Tokens: passages and questions meet in them, and each keeps its place."""

from __future__ import annotations

import pytest

from kg.fulltext.tokens import Phrase, fold, joined, phrase, places, tokens


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("开源社区", "开源 源社 社区 区"),
        ("车", "车"),
        ("開源許可證", "开源 源许 许可 可证 证"),
        ("GPT-4, GPT4 and ＧＰＴ４", "gpt 4 gpt 4 and gpt 4"),
        ("Qwen2.5-72B", "qwen 2.5 72 b"),
        ("licences licensed licence", "licens licens licens"),
        ("OpenAI's café", "openai cafe"),
        ("1,750 tokens, 1,2,3", "1750 token 1 2 3"),
        ("发布GPT-3，车AI", "发布 布 gpt 3 车 ai"),
        ("cafe\u0301", "cafe"),
        ("… — !", ""),
        ("𠀀𠀁", "𠀀𠀁 𠀁"),
    ],
)
def test_texts_become_tokens(text: str, wanted: str) -> None:
    assert joined(text) == wanted == " ".join(token for token, _, _ in tokens(text))


@pytest.mark.parametrize("text", ["ŒUVRE ﬁn ß İ Å", "通義千問ＱＷＥＮ", "a\u0301b", "½ ① ㎏"])
def test_folding_keeps_places(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert all(0 <= start < end <= len(text) for _, start, end in tokens(text))


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        ("开源", "完全开源的模型"),
        ("源", "开源"),
        ("源", "源头"),
        ("GPT-3", "the GPT3 model"),
        ("智谱AI", "发布智谱AI的模型"),
        ("open models", "An Open Model wins"),
        ("AI车", "一辆AI车队"),
    ],
)
def test_a_phrase_is_found_inside_and_at_its_place(wanted: str, text: str) -> None:
    one = phrase(wanted)
    assert one.inside(f" {joined(text)} ")
    ((start, end),) = places(list(tokens(text)), one)
    assert fold(text[start:end]).replace("-", "")[:2] == fold(wanted).replace("-", "")[:2]
    assert end - start <= len(wanted) + 1


@pytest.mark.parametrize(
    ("wanted", "text"), [("GPT-3", "GPT-3.5"), ("Meta", "metadata"), ("开放", "开源放弃"), ("", "x")]
)
def test_what_is_no_match(wanted: str, text: str) -> None:
    assert not list(places(list(tokens(text)), phrase(wanted)))
    assert not phrase(wanted).tokens or not phrase(wanted).inside(f" {joined(text)} ")


def test_a_single_character_begins_a_token() -> None:
    assert phrase("车") == Phrase(("车",), open=True)
    assert phrase("GPT 车").tokens == ("gpt", "车")
    assert not phrase("开源").open
