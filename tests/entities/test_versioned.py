"""Versions in a table's column, of the family that the line over the table names."""

from __future__ import annotations

import pytest

from kg.extraction.extract import shared
from kg.read import read_text

TABLE = "{over}\n\n| {head} | Released | Context |\n|---|---|---|\n| 2 | July 2023 | 100K |\n| v2.1 | November 2023 | 200K |\n| {last} | March 2024 | 200K |\n"


def models(over: str, head: str = "Version", last: str = "3 Opus") -> list[str]:
    article = read_text(TABLE.format(over=over, head=head, last=last), "x.md")
    return [m.entity.label for m in shared().finder.find(article) if m.entity.type == "Model" and m.start > article.text.index("|")]


@pytest.mark.parametrize(
    ("over", "head", "last"),
    [
        ("## Claude", "Version", "3 Opus"),
        ("## 2. Claude versions", "Model version", "3 Opus"),
        ("## Claude 系列各版本", "版本号", "3 Opus"),
        ("# Anthropic's work\n\nVersions of Claude:", "Version", "3 Opus"),
        ("## Claude", "Version", "Claude 3 Opus"),
    ],
)
def test_bare_versions_are_of_the_family_over_the_table(over: str, head: str, last: str) -> None:
    assert models(over, head, last) == ["Claude 2", "Claude 2.1", "Claude 3 Opus"]


@pytest.mark.parametrize(
    ("over", "head"),
    [
        ("## Claude", "Seats"),  # a column of something else
        ("## Claude and Gemini", "Version"),  # whose?
        ("## How we moved our app to Claude", "Version"),  # of the app
        ("## Llama 3", "Version"),  # no family: it has a version already
        ("## vLLM", "Version"),  # no model
    ],
)
def test_other_numbers_are_no_models(over: str, head: str) -> None:
    assert models(over, head, "3.5") == []


def test_its_rows_are_read_as_any_models() -> None:
    found = shared().read(read_text(TABLE.format(over="## Claude", head="Version", last="3 Opus"), "x.md")).claims
    told = {(c.subject.label, c.values["number"]) for c in found if c.subject and c.kind == "quantity"}
    assert told == {("Claude 2", 100_000), ("Claude 2.1", 200_000), ("Claude 3 Opus", 200_000)}
