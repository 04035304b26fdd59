"""Pages become text: structure kept, the invisible left out, what the page says of itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg import corpus
from kg.read import read_bytes, read_file
from kg.read.html import convert
from kg.read.sniff import is_html

CASES = Path(__file__).parent.parent / "cases" / "read"

PAGE = """\
# Opening the Weights

Example Lab published the weights of Aster & named the licence.

## What changes

1. Anyone may run it.
   - Even on a small machine.
2. Nobody pays.

> A step that others will follow.

| Model | Score |
|---|---|
| Aster | 71.2 |
| Aster | 72\\|3 |

**Outlook**

First line
second line

The last words stand here.
"""


def test_a_page_becomes_its_article_and_what_it_says_of_itself() -> None:
    article = read_file(CASES / "page.html")
    assert article.text == PAGE
    assert (article.title, article.date) == ("Opening the Weights", "2024-03-05")
    assert (article.author, article.publisher) == ("Ann Lee", "Example Weekly")


def test_nothing_invisible_is_left() -> None:
    text = read_file(CASES / "page.html").text
    for words in ("never shown", "tracking", "Home", "Other story", "Share me", "All rights", "example.org"):
        assert words not in text


def test_what_a_page_names_with_half_a_character_can_be_written() -> None:
    said = '{"@type": "Article", "headline": "Weights \\ud83d", "author": {"name": "Ann \\ud83d\\ude00"}}'
    page = f'<html><head><script type="application/ld+json">{said}</script></head><body><p>Aster is open.</p></body></html>'
    article = read_bytes(page.encode(), "a.html")
    assert (article.title, article.author) == ("Weights \ufffd", "Ann \U0001f600")


@pytest.mark.parametrize("mark", ["\x01", "\x7f", "\x9f", "\uffff", "&#1;"])
def test_control_characters_of_a_page_are_left_out_so_that_it_can_be_kept(mark: str) -> None:
    page = f"<html><head><style>{'a {b: c} ' * 900}</style></head><body><p>Aster{mark * 20} is open.</p></body></html>"
    article = read_bytes(page.encode(), "a.html")
    assert article.text == "Aster is open.\n" and corpus.render(article)[1] == article


def test_one_long_row_of_a_table_makes_not_every_other_as_long() -> None:
    cells, rows = "<td colspan=30>a" * 1000, "<tr><td>b" * 1000
    text = read_bytes(f"<html><body><table><tr>{cells}{rows}</table></body></html>".encode(), "a.html").text
    assert len(text) < 500_000 and text.count("a") == text.count("b") == 1000


def test_front_matter_before_a_page_wins() -> None:
    raw = b"---\ntitle: Given\ndate: 2023-01-02\n---\n" + (CASES / "page.html").read_bytes()
    article = read_bytes(raw, "a.txt")
    assert (article.title, article.date) == ("Given", "2023-01-02") and "## What changes" in article.text


def test_what_a_page_says_to_machines_is_taken() -> None:
    page = """<html><head><script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "headline": "H",
      "datePublished": "2024-05-06T01:02:03+08:00", "author": [{"name": "A"}, {"name": "B"}]}]}</script></head>
      <body><p>Words that make an article, more or less.</p></body></html>"""
    said = convert(page)[1]
    assert (said["title"], said["date"], said["author"]) == ("H", "2024-05-06", "A, B")


def test_without_marked_article_the_densest_box_is_taken() -> None:
    links = "".join(f"<li><a href='/{i}'>Some other page {i}</a></li>" for i in range(60))
    words = "".join(f"<p>Sentence {i} of the story tells something of the models.</p>" for i in range(8))
    text, _ = convert(f"<html><body><div><ul>{links}</ul></div><div><div>{words}</div></div></body></html>")
    assert "Some other page" not in text and text.count("Sentence") == 8


def test_columns_stay_in_line_under_wide_and_high_cells() -> None:
    page = (
        "<table><tr><td colspan=2>A</td><td>B</td></tr><tr><td rowspan=2>C</td><td>D</td><td>E</td></tr>"
        "<tr><td>F</td><td>G</td></tr></table>"
    )
    lines = convert(f"<html><body>{page}</body></html>")[0].splitlines()
    assert [line for line in lines if "---" not in line] == ["| A |  | B |", "| C | D | E |", "| C | F | G |"]


@pytest.mark.parametrize("inner", ["<div>", "<ul><li>", "<blockquote>", "<table><tr><td>", "<b>", "<a>"])
def test_deep_nesting_loses_no_words(inner: str) -> None:
    for depth in (200, 1500, 50_000):
        assert "the words" in convert("<html><body>" + inner * depth + "the words")[0]


def test_what_is_a_page() -> None:
    assert is_html("<!-- c --><!DOCTYPE html><html>", declared=False)
    assert is_html("<div>\n<p>a</p>\n<p>b</p>\n</div>", declared=False)
    assert not is_html('<p align="center"><img src="a"></p>\n\n# Title\n\n- a\n- b\n- [c](d)\n', declared=False)
    assert not is_html("a < b and c > d", declared=True)
    assert not is_html("Text about <p> tags</p></p></p>", declared=False)


def test_an_html_file_without_tags_is_text() -> None:
    assert read_bytes(b"Plain words only.", "a.html").text == "Plain words only."
