"""What is no part of an article is marked, and the article's own words are not."""

from __future__ import annotations

import pytest

from kg.read import read_text
from kg.read.blocks import split

STORY = "\n\n".join(f"第{n}段讲述的是模型的故事，其中提到了许多细节，也提到了不同的看法和做法。" for n in range(1, 9))
TALE = "\n\n".join(f"Paragraph {n} tells how the lab trained its model and what it cost." for n in range(1, 9))


def gone(text: str) -> str:
    return "\n".join(text[b.start : b.end] for b in split(text) if b.kind == "boilerplate")


@pytest.mark.parametrize(
    "line",
    [
        "欢迎 👍点赞✍评论⭐收藏",
        "扫码关注我们的公众号",
        "版权声明：未经授权禁止转载",
        "转载自：https://example.org/x",
        "点击下方免费领取",
        "Subscribe to our newsletter",
        "Sign up",
        "Your email address will not be published",
        "© 2024 Example Inc. All rights reserved.",
        "We use cookies to improve things.",
        "![picture](a.png)",
        "https://example.org/a",
        "[1]: https://example.org/a",
        "[Home](/) | [News](/news)",
        "Share this on X",
        "责任编辑：某某",
        "阅读原文",
        '{{< figure src="a.png" >}}',
    ],
)
def test_lines_that_go(line: str) -> None:
    assert gone(f"{STORY}\n\n{line}\n\n{STORY}\n") == line


@pytest.mark.parametrize(
    "line",
    [
        "The company asks users to sign up before they can download the weights of the larger model.",
        "该模型采用的许可证规定，未满足条件的企业需要向其提出申请，并且在获得批准之后才能用于商业用途。",
        "Meta 的许可证要求月活超过7亿的产品另行申请。",
        "GPT-4 的订阅价格为每月20美元。",
        "The newsletter business of the firm earned $3 million.",
        "微信推出了基于混元模型的搜索功能。",
        "[Lab releases a large model under a permissive licence](https://example.org/a)",
        "Readers share their models on the hub.",
        "开源软件通常免费，降低了进入门槛。",
        "BSD许可证要求保留版权声明，此外几乎不设限制。",
        "企业可以免费使用该模型，也可以点击下载。",
    ],
)
def test_lines_that_stay(line: str) -> None:
    assert gone(f"{STORY}\n\n{line}\n\n{STORY}\n") == ""


HEADS = ["相关文章", "## 推荐阅读", "Related articles", "### You may also like", "评论区", "About the author"]


@pytest.mark.parametrize("head", HEADS)
def test_tails_go_to_the_end(head: str) -> None:
    tail = f"{head}\n\n另一篇文章的标题\n\n另一篇文章的摘要在这里。\n\n## 又一篇\n\n摘要。"
    assert gone(f"{STORY}\n\n{tail}\n").startswith(head.strip("# ")) and "摘要。" in gone(f"{STORY}\n\n{tail}\n")


def test_a_section_amid_the_text_ends_at_the_next_heading() -> None:
    text = f"# T\n\n## 延伸阅读\n\n- 甲文\n\n## 正题\n\n{STORY}\n\n## 结论\n\n都好。\n"
    assert gone(text) == "延伸阅读\n甲文"


def test_a_table_of_contents() -> None:
    text = f"# T\n\n## 目录\n\n- 起因\n- 结果\n\n## 起因\n\n{STORY}\n\n## 结果\n\n{STORY}\n"
    assert gone(text) == "目录\n起因\n结果"


def test_an_advertisement_at_the_end() -> None:
    advert = (
        "## 如何学习大模型？\n\n我在一线互联网企业工作多年，整理了学习资料。\n\n第一阶段：打好基础；\n\n"
        "第二阶段：做实战项目；\n\n👉学会后的收获：\n\n- 能够独立开发应用。\n\n扫描二维码免费领取视频教程。"
    )
    assert gone(f"# T\n\n## 正题\n\n{STORY}\n\n{advert}\n").startswith("如何学习大模型？\n我在")
    english = (
        "## Ready for more?\n\nJoin our bootcamp and learn from mentors step by step.\n\n"
        "Enroll now: seats are limited.\n\n"
        "Grab your free ebook with a study guide and use code OPEN for 20% off."
    )
    assert gone(f"# T\n\n## Story\n\n{TALE}\n\n{english}\n").startswith("Ready for more?\nJoin")


def test_an_article_about_courses_is_no_advertisement() -> None:
    text = (
        f"# T\n\n{STORY}\n\n## 教育\n\n"
        "开源项目为学术研究和教育提供了资源，高校的课程里也开始使用这些模型，学生可以自己动手做实验。\n\n"
        "大厂给出的年薪很高，转行的人也多了起来，不过大多数人仍然觉得基础知识更加重要。\n"
    )
    assert gone(text) == ""


def test_a_line_without_a_headings_rank_takes_no_later_section_with_it() -> None:
    piece = "Acme has put a new model on the web and everybody may use it for any purpose they like."
    text = f"#### One\n\n{piece}\n\nMore on this:\n * Another paper has it too\n\n#### Two\n\n{piece} It is free."
    article = read_text(text, "x.md")
    gone = [article.text[b.start : b.end] for b in article.blocks if b.kind == "boilerplate"]
    assert any("More on this" in g for g in gone) and not any("It is free" in g or "Two" in g for g in gone)


def test_a_linked_title_over_what_is_told_stays() -> None:
    told = "智谱推出了一个新的开源模型，参数量和价格都写在了说明里，开发者可以直接下载使用。"
    text = f"# 日报\n\n{STORY}\n\n### 1. [首页](https://example.org)\n\n### 2. [智谱发布模型](https://example.org/x)\n\n{told}\n"
    assert "智谱发布模型" not in gone(text) and "首页" in gone(text)


@pytest.mark.parametrize("heading", ["Latest News", "More Stories", "Trending", "热门资讯"])
def test_a_part_of_a_digest_stays_where_it_tells_something(heading: str) -> None:
    told = "- A lab released the weights of its model.\n- A rival has cut the price of its own model by a half.\n"
    assert gone(f"{TALE}\n\n## {heading}\n\n{told}") == ""
    linked = "- [A lab releases its weights](https://example.org/a): the model is small, and it runs on a phone.\n"
    assert gone(f"## {heading}\n\n{linked}\n## Else\n\n{TALE}\n") == ""
    menu = "- [A lab releases its weights](https://example.org/a)\n- [A rival cuts its price](https://example.org/b)\n"
    assert heading in gone(f"{TALE}\n\n## {heading}\n\n{menu}")
    assert heading in gone(f"{TALE}\n\n## {heading}\n\n- A lab releases its weights\n- A rival cuts its price\n")


def test_related_posts_go_with_their_first_lines() -> None:
    blurb = "- [A lab releases its weights](https://example.org/a): the model is small, and it runs on a phone.\n"
    assert "Related Posts" in gone(f"{TALE}\n\n## Related Posts\n\n{blurb}")
