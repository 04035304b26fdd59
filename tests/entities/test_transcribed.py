"""Foreign people as Chinese writes them: where such a name begins and ends, its parts alone, and no house in it."""

from __future__ import annotations

import pytest

from kg.extraction.extract import shared
from kg.model import Article
from kg.read import blocks


def found(text: str) -> dict[str, str]:
    """The names of a Chinese text, each with the words that stand for it last."""
    article = Article("x", "x.md", text, lang="zh", blocks=blocks.split(text))
    return {m.entity.label: text[m.start : m.end] for m in shared().finder.find(article)}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("滨海大学的乔西亚·坎斯教授提出了一种监管模型。", "乔西亚·坎斯"),
        ("货币化副总裁维韦尔·拉古坦于2019年离职。", "维韦尔·拉古坦"),
        ("欧盟执行副主席亨娅・维尔库宁今日在接受采访时表示满意。", "亨娅・维尔库宁"),
        ("一家企业的创始人拉斐尔-达维德·拉塞里说到此事。", "拉斐尔-达维德·拉塞里"),
        ("斯派尔·琼森会为此感到自豪的。", "斯派尔·琼森"),
        ("这些机器，图尔没有想到，冯·伊曼诺没有想到。", "冯·伊曼诺"),
        ("对话聂鲁塔·陈：我不相信半扇门。", "聂鲁塔·陈"),
        ("威利·扎克森特别提到了这个模型。", "威利·扎克森"),
        ("主管马尔克·扎伯格曾表示，开源很好。", "马尔克·扎伯格"),
    ],
)
def test_a_transcribed_name_ends_where_the_sentence_goes_on(text: str, name: str) -> None:
    assert name in found(text)


def test_no_house_is_found_within_a_persons_name() -> None:
    assert list(found("联合创始人伊利亚·萨特基夫是他的学生。")) == ["伊利亚·萨特基夫"]


def test_a_part_of_the_name_alone_is_the_person() -> None:
    text = "玛尔塔·奎因蒂离开了公司。奎因蒂拒绝置评。"
    assert found(text)["玛尔塔·奎因蒂"] == "奎因蒂"


def test_dots_within_other_names_are_none_of_a_person() -> None:
    assert "秦岭·翱翔" not in found("“秦岭·翱翔”是一个大模型。")
