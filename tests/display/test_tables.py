"""Rows as text: every format holds the same rows, wide characters line up, nothing drives the terminal."""

from __future__ import annotations

import csv
import io
import json

import pytest

from kg.display import tables
from kg.disputes.rules import load_rules
from kg.model import Table

TABLE = Table(
    ("name", "count", "quote"),
    (
        ("百度", 3, '他说："开源, 好"\n第二行'),
        ("OpenAI", None, "a\tb"),
        ({"type": "Person", "label": "王小川"}, True, ""),
    ),
)


def test_json_and_lines_give_the_rows_back() -> None:
    assert json.loads(tables.as_json(TABLE)) == TABLE.dicts()
    assert [json.loads(line) for line in tables.as_jsonl(TABLE).splitlines()] == TABLE.dicts()


@pytest.mark.parametrize(("form", "separator"), [("csv", ","), ("tsv", "\t")])
def test_separated_values_quote_what_must_be(form: str, separator: str) -> None:
    rows = list(csv.reader(io.StringIO(tables.VIEWS[form](TABLE, "en", 80)), delimiter=separator))
    assert rows[0] == list(TABLE.columns)
    assert rows[1] == ["百度", "3", '他说："开源, 好"\n第二行']
    assert rows[2] == ["OpenAI", "", "a\tb"] and rows[3][:2] == ["王小川", "true"]


def test_wide_characters_line_up() -> None:
    text = tables.as_table(Table(("name", "count"), (("百度智能云", 1), ("Meta", 2))), "zh", 80)
    assert "名称" in text
    lines = [line for line in text.splitlines() if line.endswith(("1", "2"))]
    assert len({tables.text_width(line) for line in lines}) == 1


def test_control_characters_do_not_reach_the_terminal() -> None:
    evil = Table(("name",), (("a\x1b[2Jb\u202ec\x9b1m",),))
    text = tables.as_table(evil)
    assert "\x1b" not in text and "\u202e" not in text and "\x9b" not in text and "a\ufffd[2Jb" in text


def test_markup_of_the_table_writer_is_plain_text() -> None:
    assert "[bold]x[/bold]" in tables.as_table(Table(("name",), (("[bold]x[/bold]",),)))


def test_rows_with_quotes_that_do_not_fit_become_blocks() -> None:
    row = ("Acme", "open", "closed", "2023", False, "a1", "2023-10", "开源" * 60, 1)
    table = Table(("vendor", "from", "to", "since", "negated", "article", "date", "quote", "articles"), (row,))
    text = tables.as_table(table, "en", 60)
    assert text.splitlines()[0] == "vendor: Acme  from: Open  to: Closed  since: 2023"
    assert "— a1 · 2023-10" in text and max(map(tables.text_width, text.splitlines())) <= 61


@pytest.mark.parametrize("width", [20, 40, 100])
def test_wrapping_keeps_every_character_and_the_width(width: int) -> None:
    text = "开源大模型（open models）的未来，well, depends。" * 4
    lines = tables.wrap(text, width, "  ")
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(tables.text_width(line) <= width + 2 for line in lines)  # a closing mark may hang over
    assert not any(line.strip()[0] in "，。）" for line in lines)


def story_row(**more: object) -> dict[str, object]:
    return {"vendor": "Acme", "from": "open", "to": "closed", "since": "2023", "basis": "said", "step": "open → closed",
            "when": None, "article": "News", "date": "2024", "quote": "Acme closed.", **more}  # fmt: skip


def test_a_story_groups_by_vendor_and_orders_by_date() -> None:
    rows = [
        story_row(),
        story_row(basis="derived", step="One-2: api", when="2023", quote="later"),
        story_row(basis="derived", step="One-1: open", when="2021", quote="sooner"),
        story_row(vendor="Beta", quote="Beta too", since=None),
    ]
    text = tables.as_story(tables.rows_table(rows), "en", 100)
    places = [
        text.index(part) for part in ("Acme   Open → Closed", "One-1: Open", "sooner", "One-2: API only", "Beta   ")
    ]
    assert places == sorted(places)
    assert "since 2023" in text and "undated" in text
    assert "开源 → 闭源" in tables.as_story(tables.rows_table(rows), "zh", 100)


def test_evidence_tells_kind_quote_source_and_denial() -> None:
    row = {
        "kind": "comparison", "subject": {"label": "One"}, "object": {"label": "Two"}, "time": "2023", "negated": True,
        "value": {"relation": "worse", "aspect": "cost"}, "speaker": {"label": "Ann"},
        "quote": "not worse", "title": "T",
    }  # fmt: skip
    text = tables.as_evidence([row], "en", 100)
    assert "comparison (1)" in text and "2023  One → Two  worse than, aspect: cost  [denied]" in text
    assert "“not worse”" in text and "— says Ann · T · undated" in text


def test_titles_and_dates_come_from_the_articles() -> None:
    articles = [{"id": "a1", "title": "Title", "file": "a.md", "date": "2023"}]
    (row,) = tables.with_sources([{"article": "a1", "file": "a.md"}], articles)
    assert (row["title"], row["date"]) == ("Title", "2023")
    assert tables.with_titles(Table(("article",), (("a1",), ("zz",))), articles).rows == (("Title",), ("zz",))


@pytest.mark.parametrize("rule", [rule.name for rule in load_rules()])
def test_the_rules_by_which_sources_disagree_have_chinese_names(rule: str) -> None:
    assert tables.known_value("zh", rule) != rule
