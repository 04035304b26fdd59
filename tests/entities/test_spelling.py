"""Texts as they are matched: folded, and each character led back to its place."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from kg.entities.spelling import in_headline, places, squeeze


@given(st.text(st.characters(max_codepoint=127), max_size=40))
def test_a_plain_text_is_squeezed_as_it_is_within_another(text: str) -> None:
    """A text of plain letters takes a way of its own."""
    squeezed, places = squeeze(text)
    among, there = squeeze(text + "价")
    assert (squeezed + "价", [*places, len(text)]) == (among, there)


def test_a_line_of_capitals_is_a_headline_wherever_it_is_asked() -> None:
    text = "Acme Launches New Model Family\nIt is said to be small and quick."
    assert in_headline(text, 0) and in_headline(text, 20)
    assert not in_headline(text, text.index("said"))


@given(st.text("ab -É", max_size=30), st.lists(st.text("abÉ", min_size=1, max_size=4), min_size=1, max_size=5))
def test_names_stand_where_a_search_for_all_of_them_finds_them(text: str, names: list[str]) -> None:
    """The longest first, each apart from letters beside it."""
    words = "|".join(sorted(names, key=len, reverse=True))
    searched = [m.span() for m in re.finditer(rf"(?<![\w-])(?:{words})(?![\w-])", text)]
    assert list(places(text, names, (re.compile(r"(?<![\w-])"), re.compile(r"(?![\w-])")))) == searched
