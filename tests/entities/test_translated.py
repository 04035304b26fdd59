"""New names that an article gives in two scripts, one in brackets behind the other."""

from __future__ import annotations

import pytest

from kg.extraction.extract import shared
from kg.model import Article
from kg.read import blocks


def things(text: str) -> list[str]:
    """The things of a Chinese text, each once."""
    article = Article("x", "x.md", text, lang="zh", blocks=blocks.split(text))
    return list(dict.fromkeys(m.entity.key for m in shared().finder.find(article)))


@pytest.mark.parametrize(
    "text",
    [
        "青梧实验室（Wutong Lab）今日发布新品。",
        "董事长洛伦·哈珀（Lorraine Harper）回信说不。",
        "天璇-14B（英文名 Dubhe-14B）已经公开，Dubhe-14B很小。",
    ],
)
def test_both_names_are_one_thing(text: str) -> None:
    assert len(things(text)) == 1


@pytest.mark.parametrize("text", ["OpenAI（微软持股）发布了模型。", "青梧实验室（Zorblax Labs的伙伴）今日发布新品。"])
def test_what_stands_in_brackets_else_is_another(text: str) -> None:
    assert len(things(text)) == 2
