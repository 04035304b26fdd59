"""New names that are cut at the wrong place are mended; words that only tell of a thing are no name."""

from __future__ import annotations

import pytest
from named import found


@pytest.mark.parametrize(
    ("text", "whole", "part"),
    [
        ("另据外交部网站，外交部发言人林剑2月7日宣布，代表团将出席。", "林剑", "林剑2"),
        ("DeepMind首席执行官戴米斯·哈萨比斯表示，需要合作。", "戴米斯·哈萨比斯", "戴米斯"),
        ("- **Ann Cheeman** (1:36) - Founder and CEO of Zorb Labs", "Zorb Labs", "Founder and CEO of Zorb Labs"),
        ("OpenAI launched a Jalapeño chip last week, they say.", "Jalapeño", "Jalape"),
        ("据电信公司Sweet Free Telecom创始人张三预测，价格会跌。", "Sweet Free Telecom", "Free Telecom"),
    ],
)
def test_a_name_that_was_cut_short_is_taken_whole(text: str, whole: str, part: str) -> None:
    assert whole in found(text)
    assert part not in found(text)


def test_what_only_tells_of_a_thing_is_no_name() -> None:
    assert "AI-narrated" not in found("Apple Books quietly launches AI-narrated audiobooks for all.")
