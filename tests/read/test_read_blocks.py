"""Texts become blocks: kinds, levels, markers, cells; spans in order."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.read import read_file
from kg.read.blocks import split

CASES = Path(__file__).parent.parent / "cases" / "read"


def seen(text: str) -> list[tuple[str, int, str, str]]:
    return [(b.kind, b.level, b.marker, text[b.start : b.end]) for b in split(text)]


def test_a_markdown_article() -> None:
    article = read_file(CASES / "english.md")
    text = article.text
    rows = [block for block in article.blocks if block.kind == "row"]
    assert [[text[s:e] for s, e in row.cells] for row in rows] == [
        ["Model", "Score"],
        ["Aster", "71.2"],
        ["Birch", "69.0"],
    ]
    assert [row.header for row in rows] == [True, False, False] and {row.table for row in rows} == {0}
    rest = [
        (b.kind, b.level, b.marker, text[b.start : b.end].split("\n")[0]) for b in article.blocks if b.kind != "row"
    ]
    assert rest == [
        ("heading", 1, "#", "Opening the Weights"),
        ("paragraph", 0, "", "Example Lab published the weights of its Aster model, which had been"),
        ("heading", 2, "---", "Advantages"),
        ("heading", 3, ":", "Cost"),
        ("item", 1, "-", "Anyone may run it"),
        ("item", 2, "-", "Even on a small one."),
        ("quote", 1, ">", "A step that others"),
        ("code", 0, "", 'run("aster")'),
        ("boilerplate", 2, "##", "Related articles"),
        ("boilerplate", 1, "-", "[Another story about models](https://example.org/a)"),
    ]


def test_a_chinese_text_of_a_paragraph_a_line() -> None:
    article = read_file(CASES / "chinese.txt")
    found = [(b.kind, b.level, b.marker, article.text[b.start : b.end][:6]) for b in article.blocks]
    assert found == [
        ("heading", 1, "", "某实验室公布"),
        ("paragraph", 0, "", "2024年3"),
        ("paragraph", 0, "", "某实验室公布"),
        ("heading", 2, "一、", "优势"),
        ("item", 1, "-", "成本:"),
        ("item", 2, "-", "开源: 任何"),
        ("item", 2, "-", "闭源: 需要"),
        ("item", 1, "-", "安全:"),
        ("item", 2, "-", "开源: 漏洞"),
        ("item", 2, "-", "闭源: 外界"),
        ("heading", 2, "二、", "结论"),
        ("paragraph", 0, "", "两种做法各有"),
        ("boilerplate", 0, "", "转载自：ht"),
        ("boilerplate", 0, "", "欢迎点赞、评"),
    ]


@pytest.mark.parametrize(
    ("line", "kind", "marker", "content"),
    [
        ("# A #", "heading", "#", "A"),
        ("##### 1、定义", "heading", "##### 1、", "定义"),
        ("## **Bold**", "heading", "##", "Bold"),
        ("#标题", "heading", "#", "标题"),
        ("#1 on the board", "paragraph", "", "#1 on the board"),
        ("- a", "item", "-", "a"),
        ("* a", "item", "*", "a"),
        ("+ a", "item", "+", "a"),
        ("• a", "item", "•", "a"),
        ("·甲", "item", "·", "甲"),
        ("1. a", "item", "1.", "a"),
        ("1) a", "item", "1)", "a"),
        ("（1）甲", "item", "（1）", "甲"),
        ("①甲", "item", "①", "甲"),
        ("2、甲", "item", "2、", "甲"),
        ("- [x] done", "item", "- [x]", "done"),
        ("1.5 trillion tokens were read.", "paragraph", "", None),
        ("2023. It was a year.", "paragraph", "", None),
        ("*a* b", "paragraph", "", "*a* b"),
        ("-5 % of it.", "paragraph", "", None),
        ("> a", "quote", ">", "a"),
        (">> a", "quote", ">", "a"),
        ("> - a", "quote", "> -", "a"),
        ("（一）总体要求", "heading", "（一）", "总体要求"),
        ("第一章 总则", "heading", "第一章", "总则"),
        ("第一，它从开源走向了闭源。", "paragraph", "", None),
        ("1.1 Background", "heading", "1.1", "Background"),
        ("**是什么**", "heading", "**", "是什么"),
        ("**它是最大的一个。**", "paragraph", "", None),
        ("开源的意义", "heading", "", "开源的意义"),
        ("图1 从通用到垂类", "paragraph", "", None),
        ("这取决于你自己。", "paragraph", "", None),
        ("What comes next", "heading", "", None),
        ("what comes next", "paragraph", "", None),
        ("审查情况：无", "paragraph", "", None),
    ],
)
def test_one_line_between_paragraphs(line: str, kind: str, marker: str, content: str | None) -> None:
    text = f"The first paragraph ends here.\n\n{line}\n\nThe last paragraph ends here.\n"
    assert seen(text)[1] == (kind, seen(text)[1][1], marker, content or line)


def test_levels_follow_the_marked_headings() -> None:
    text = "## A\n\n### B\n\n**C**\n\nText of it.\n\n简介\n\n正文在这里。\n"
    assert [(b.level, b.marker) for b in split(text) if b.kind == "heading"] == [
        (2, "##"),
        (3, "###"),
        (4, "**"),
        (4, ""),
    ]


def test_wrapped_lines_join_and_others_do_not() -> None:
    wrapped = "The lab has released the weights of its\nlargest model under a licence that allows\nany use.\n"
    assert len(split(wrapped)) == 1
    assert len(split("一句完整的话在这里。\n另一句完整的话在这里。\n")) == 2
    linked = "The [`Acme-6B`](https://acme.example/6b)\nand [`Acme-34B`](https://acme.example/34b) are base models with\n200K context length.\n"
    assert len(split(linked)) == 1, "a link at a line's end is no bare address, and no sentence ends in 'with'"
    assert len(split("[Paper](https://acme.example/p)\n[Code](https://acme.example/c)\n")) == 2
    assert len(split("- an item that is broken\n  over two lines\n- another\n")) == 2


def test_many_short_lines_are_no_headings() -> None:
    text = (
        "Intro text here.\n\n" + "\n\n".join(["Alpha", "Beta", "Gamma", "Delta", "Epsilon"]) + "\n\nThe end is here.\n"
    )
    assert all(block.kind == "paragraph" for block in split(text))


def test_silent_lines_and_comments() -> None:
    text = "<!-- a\n b -->\n[TOC]\n\n---\n\n<div align='center'>\n\nText stays here.\n\n</div>\n"
    assert seen(text) == [("paragraph", 0, "", "Text stays here.")]
    assert seen("<!-- never closed\n\nText stays here.\n")[-1][3] == "Text stays here."
    assert seen("```\nnever closed\n\nText stays here.\n")[-1][3] == "Text stays here."


def test_tables_without_outer_bars_with_tabs_and_in_html() -> None:
    bars = "Model | Score \\| rank\n--- | ---\nAster | `a|b`\n"
    tabs = "Model\tScore\tYear\nAster\t71\t2024\n"
    html = "<table>\n<tr><th>Model</th><th>Score</th></tr>\n<tr><td><b>Aster</b></td><td> 71 </td></tr>\n</table>\n"
    for text, cells in ((bars, ["Aster", "`a|b`"]), (tabs, ["Aster", "71", "2024"]), (html, ["Aster", "71"])):
        rows = [block for block in split(text) if block.kind == "row"]
        assert [row.header for row in rows] == [True, False]
        assert [text[s:e] for s, e in rows[1].cells] == cells


@given(st.text(alphabet=st.sampled_from(list("# -*>|`\n\t1.一、（）：。，ab开源<!->[]()\\~=_•①第章")), max_size=200))
def test_spans_lie_in_the_text_in_order(text: str) -> None:
    at = 0
    for block in split(text):
        assert at <= block.start < block.end <= len(text)
        assert block.kind in ("heading", "paragraph", "item", "quote", "row", "code", "boilerplate")
        assert all(block.start <= s <= e <= block.end for s, e in block.cells)
        at = block.end


@pytest.mark.parametrize(
    "part",
    [
        "开源模型很好，",
        "a|b|",
        "*",
        "> ",
        "<!-- -->",
        "<!--\n",
        "<table><tr><td>a</td></tr></table>",
        "- a\n",
        "```a\n",
        "x\n\n",
        "[a](b)\n\n",
        "a|b\n-|-\n",
        "一、甲\n",
        "`",
        "2024-",
    ],
)
def test_a_long_odd_text_begins_as_a_short_one(part: str) -> None:
    """benchmarks/linear.py looks at the time."""
    short, long = split(part * 24), split(part * 2000)
    early = 8 * len(part)
    assert [block for block in long if block.end < early] == [block for block in short if block.end < early]
    assert all(one.end <= other.start for one, other in pairwise(long))
    assert len(long) > len(short) or len(short) <= 1


def test_chinese_that_was_broken_at_its_blanks_joins() -> None:
    """Pages turned into Markdown break at some 78 characters, and Chinese has blanks only beside foreign words."""
    one = "公司在这一天的发布会上介绍了它在过去一年里所做的各种事情，也回答了来自许多国家的记者们所提的问题，其中最重要的一条消息，来自公司的总裁 Greg"
    two = "Brockman，他当天宣布离开自己参与创办的这家公司，而且没有说明以后会去哪里工作，也没有说明由谁接替，这让在场的人很意外，并由此想到了几年前的"
    three = "GPT-4 发布之时。"
    assert [block.kind for block in split(f"{one}\n{two}\n{three}\n")] == ["paragraph"]
    assert len(split("核心功能\nGPT-4 支持图片。\n主要参数\nGPT-4 有多种尺寸。\n")) > 1
    linked = "公司在[发布会](https://example.org/news)上介绍了它在过去一年里所做的各种事情，其中最重要的一条消息来自 Greg"
    assert len(split(f"{linked}\n{two}\n")) == 1  # a link in the line does not make it an address


def test_chinese_that_was_broken_at_links_and_bold_words_joins() -> None:
    """What is left of a link is shorter than what the line was filled with."""
    text = "尽管 OpenAI\n正在准备发布新的模型，不过没有人知道是哪一天。随后\nGreg Brockman 也说了同样的话，他还提到了\nGPT-5\n。\n"
    assert [block.kind for block in split(text)] == ["paragraph"]
    assert len(split("发布时间: 2024-06-25 17:06\n发布地: 北京\n来源: GPT 周刊\n")) == 3
    assert len(split("核心功能\nGPT-4 支持图片。\n主要参数\n上下文长度\n支持的语言\nGPT-4 有多种尺寸。\n")) > 1
    assert len(split("**更便宜的模型**\n：它的价格只有一半。\n")) == 1  # no paragraph begins with a colon


def test_a_name_that_was_broken_behind_its_hyphen_goes_on() -> None:
    assert len(split("作者评估了闭源模型（即 GPT-4o、Qwen-\nMax、Claude-\nInstant），没有评估别的。\n")) == 1
    assert len(split("- Llama 3\n- Qwen-\n- Max\n")) == 3


def test_what_is_set_in_under_an_items_label_goes_on_with_the_item() -> None:
    text = "- **Cost**:\n  It is cheap to run.\n- **Speed**\n  It is fast to run, and so on.\n"
    assert [(kind, level) for kind, level, _, _ in seen(text)] == [("item", 1), ("item", 2), ("item", 1), ("paragraph", 0)]


def test_a_label_right_below_an_item_leads_the_next_list() -> None:
    text = "- 数据要出境\n- 无法深度定制\n选项B：开源路线\n- 可以任意修改\n\n- No access to weights\nOpen route:\n- Anyone can change it"
    found = [(b.kind, text[b.start : b.end]) for b in split(text)]
    assert ("item", "无法深度定制") in found and ("item", "No access to weights") in found
    assert ("paragraph", "选项B：开源路线") in found and ("heading", "Open route") in found
    wrapped = "- 权重可以被任何人下载并且在本地运行而不必\n经过任何人的许可。\n- 可以任意修改"
    assert [b.kind for b in split(wrapped)] == ["item", "item"]


def test_a_paragraph_on_each_line_is_no_broken_text_though_a_date_stands_on_one() -> None:
    text = "# 观察\n2025-03-30\n在论坛上，李开复谈到了开源大模型的未来。\n尽管如此，竞争远未结束，各家都在投入。\n最后，关键在于创新的体系能否建立起来。\n"
    assert [b.kind for b in split(text)] == ["heading", *["paragraph"] * 4]
