"""People by the labels of lines: turns of a Chinese conversation, and who made an article."""

from __future__ import annotations

import pytest

from kg.extraction.extract import shared
from kg.model import Article
from kg.read import blocks


def people(text: str) -> set[str]:
    """The people of a Chinese text by the names that they go by."""
    article = Article("x", "x.md", text, lang="zh", blocks=blocks.split(text))
    return {m.entity.label for m in shared().finder.find(article) if m.entity.type == "Person"}


TALK = "主持人索尼娅：为什么不开源？\n\n**特斯加：** 我们会开源。\n\n**索尼娅：** 成本呢？\n\n**特斯加：** 下降了。\n\n"


def test_who_speaks_is_told_by_the_labels_of_turns() -> None:
    assert people(TALK) == {"索尼娅", "特斯加"}


def test_a_nickname_speaks_too() -> None:
    assert "老彭" in people("老彭：你好吗？\n\n阿橙：很好。\n\n老彭：那开始吧。\n\n阿橙：好的。")


@pytest.mark.parametrize(
    "text",
    [
        "优点：便宜吗？\n\n缺点：太慢。\n\n优点：好用。\n\n缺点：难看。",
        "问：怎么样？\n\n答：很好。\n\n问：为什么？\n\n答：因为快。",
        "主持人：你好？\n\n嘉宾：你好。\n\n主持人：请讲。",
    ],
)
def test_labels_that_are_words_name_nobody(text: str) -> None:
    assert not people(text)


def test_credits_name_those_who_made_the_article() -> None:
    assert people("# 新模型\n\n作者 | 杜蘅\n\n正文从这里开始，说的是模型。\n\n视觉设计：疏睿淇") >= {"杜蘅", "疏睿淇"}
    assert not people("# 新模型\n\n编辑：本站整理\n\n正文从这里开始，说的是模型。")


def test_a_person_in_a_list_of_people() -> None:
    assert "许蘅" in people("公司汇聚了唐杰、李涓子、许蘅等一批科学家。")
    assert people("评委：唐杰、方案和时间。") == {"Tang Jie"}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("小组由合伙人范蘅联合牵头。", "范蘅"),
        ("由该校聂云岫教授任主任。", "聂云岫"),
        ("还是栖云首席技术官的席牧之在台上说过一句。", "席牧之"),
    ],
)
def test_a_post_before_a_name_or_a_title_behind_it(text: str, name: str) -> None:
    assert name in people(text)


def test_words_that_begin_like_a_family_name_are_nobody() -> None:
    assert not people("文件还指出，交易有效。项目名称：政务平台。")
