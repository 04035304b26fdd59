"""Names in lists under a heading that says what their entries are: houses, people, products."""

from __future__ import annotations

import pytest

from kg.entities.mentions import Finder
from kg.knowledge import load
from kg.read import read_text


@pytest.fixture(scope="module")
def finder() -> Finder:
    return Finder(load())


def named(finder: Finder, text: str) -> list[tuple[str, str]]:
    return [(m.entity.type, m.entity.label) for m in finder.find(read_text(text, "a.md"))]


def test_entries_are_what_the_heading_says(finder: Finder) -> None:
    text = """### Companies

- **Quandlebury** (2:30) - Maker of lamps
- **Wexholm / Tarnby**: two rivals

### People

- **Orsolya Quist** - Host

### Products & Technologies

- **Lampweaver** (3:10) - What they sell
- **Slow diffusion** (4:00) - How it is made

### Notes

- **Grimsditch** (5:00) - A word
"""
    found = named(finder, text)
    assert [one for one in found if one[0] == "Organization"] == [("Organization", n) for n in ("Quandlebury", "Wexholm", "Tarnby")]
    assert ("Person", "Orsolya Quist") in found
    assert ("Product", "Lampweaver") in found
    assert not [name for _, name in found if name in ("Slow diffusion", "Grimsditch")]


def test_a_chinese_heading_says_it_too(finder: Finder) -> None:
    assert ("Organization", "Quandlebury") in named(finder, "## 主要公司\n\n- Quandlebury：做灯的\n")


@pytest.mark.parametrize(
    "text",
    [
        "### People use Quandlebury\n\n- **Wexholm**: a town\n",
        "### Companies\n\nText without a list names nobody, not even Wexholm.\n",
        "### Companies\n\n- How is it that they are so large?\n",
    ],
)
def test_what_is_no_such_list_names_nobody(finder: Finder, text: str) -> None:
    assert named(finder, text) == []


def test_what_is_known_stays(finder: Finder) -> None:
    assert named(finder, "### Companies\n\n- **Claude Code** (2:30) - A tool\n") == [("Product", "Claude Code")]


def test_a_firm_in_a_list_of_products_is_its_product(finder: Finder) -> None:
    assert ("Product", "Facebook") in named(finder, "It runs in Instagram, WhatsApp and Facebook.")
    assert ("Organization", "Meta") in named(finder, "Facebook bought WhatsApp in 2014.")


def test_who_sent_a_report_and_the_account_it_is_of(finder: Finder) -> None:
    assert ("Person", "衡宇") in named(finder, "##### 衡宇 发自 凹非寺\n")
    assert ("Organization", "投研观察所") in named(finder, "文章作者: 投研观察所\n发布时间: 2024-04-10\n")
