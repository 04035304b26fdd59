"""Numerals in Chinese characters, and how digits and signs of other widths are made plain."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.language.numerals import fold, read_zh


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("三亿五千万", 350_000_000),
        ("一万亿", 10**12),
        ("一千零一", 1001),
        ("一百二", 120),
        ("二十", 20),
        ("一万五千亿", 15 * 10**11),
        ("三四", None),
        ("万亿", 10**12),
        ("二〇二三", 2023),
        ("一亿一亿", None),
    ],
)
def test_chinese_numerals(words: str, value: int | None) -> None:
    assert read_zh(words) == value


@given(st.text())
def test_folding_keeps_the_length(text: str) -> None:
    assert len(fold(text)) == len(text)
