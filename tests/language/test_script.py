"""Traditional Chinese is read as simplified is, and every quote stays as the article has it."""

from __future__ import annotations

from pathlib import Path

import opencc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extraction.extract import shared
from kg.language.script import simplified
from kg.read import read_text

CORPUS = Path(__file__).parents[2] / "corpus"


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet="這是一個開源模型的權重著作里后云 abc，。\n", max_size=60))
def test_every_place_stays(text: str) -> None:
    plain = simplified(text)
    assert len(plain) == len(text) and plain.count("\n") == text.count("\n")


def test_what_is_simplified_stays_the_very_text() -> None:
    text = "这是著名的开源模型，乾隆年间的干部说的。" * 20
    assert simplified(text) is text
    mixed = text + "\n這個開源模型的權重已經發佈，許多開發者對此表示歡迎。\n"
    assert simplified(mixed).startswith(text) and "这个开源模型的权重" in simplified(mixed)


@pytest.mark.parametrize("name", ["zh-02-two-lists.md", "zh-06-deepseek.md"])
@pytest.mark.parametrize("form", ["s2t", "s2tw", "s2hk"])
def test_both_scripts_give_the_same_claims(name: str, form: str) -> None:
    text = (CORPUS / name).read_text("utf-8")
    one = shared().read(read_text(text, name))
    two = shared().read(read_text(opencc.OpenCC(form).convert(text), name))
    told = [(c.kind, c.subject and c.subject.key, c.object and c.object.key, c.time, c.negated) for c in one.claims]
    assert told == [(c.kind, c.subject and c.subject.key, c.object and c.object.key, c.time, c.negated) for c in two.claims]
    assert len(told) > 20 and all(two.article.text[c.start : c.end] == c.quote for c in two.claims)
    assert [e.key for e in one.entities] == [e.key for e in two.entities]


def test_words_in_a_claim_are_those_of_the_article() -> None:
    article = read_text("# 訪談\n\n李彥宏是百度的創始人兼首席執行官，他說這個開源模型的權重沒有公開。\n", "a.md")
    found = shared().read(article)
    roles = [claim.values.get("role") for claim in found.claims if claim.kind == "affiliation"]
    assert roles and all(role in article.text for role in roles)
