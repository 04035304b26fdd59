"""The works that an article names are shown with it: by title, publisher, date and address, as far as each is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import made
import pytest

from kg import works
from kg.model import Source
from kg.rdf.graph import quads
from kg.store import Store, open_store

LATER = Source("Model card", "Quartz", "2024-02-03", "https://example.org/card")
EARLIER = Source("Letter to users", "", "2023", "")
BARE = Source("", "", "", "https://example.org/bare")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    told, other = made.told(), made.witness()
    rested = replace(told, article=replace(told.article, sources=(LATER, EARLIER, BARE)))
    with open_store(tmp_path / "store") as opened:
        opened.load_many((one.article.id, quads(one)) for one in (rested, other))
        yield opened


def test_works_come_oldest_first_and_lack_what_is_not_known(store: Store) -> None:
    rows = works.named(store, made.told().article.id)
    assert sorted(rows) == sorted((s.title, s.publisher, s.date, s.url) for s in (LATER, EARLIER, BARE))
    dated = [date for _, _, date, _ in rows if date]
    assert dated == sorted(dated)


def test_lines_stand_below_their_heading(store: Store) -> None:
    lines = works.lines(store, made.told().article.id, "rests on")
    assert lines[:2] == ["", "rests on"]
    assert "  Model card · Quartz · 2024-02-03 · https://example.org/card" in lines
    assert "  Letter to users · 2023" in lines


def test_an_article_that_names_none_has_no_heading(store: Store) -> None:
    assert works.lines(store, made.witness().article.id, "rests on") == []
