"""Times that a question tells by a thing."""

from __future__ import annotations

from typing import Any

import pytest

from kg.asking import anchors, query
from kg.errors import NotFound
from kg.knowledge import fold
from kg.model import Table

NAMES = {fold(name): (name, kind) for name, kind in (("Heron 2", "Model"), ("Heron", "Organization"), ("Meta", "Organization"), ("Finch", "Model"))}
ROWS = (
    ("Heron 2", "2024", False, 1, 1), ("Heron 2", "2024-05-06", False, 2, 2), ("Heron 2", "2021-01-01", False, 1, 1),
    ("Heron 2", "2020", True, 9, 9), ("Heron 1", "2022-02", False, 1, 1),
)  # fmt: skip


@pytest.fixture
def releases(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(store: Any, name: str, params: dict[str, str], path: Any = None) -> Table:
        if params.get("model") == "Finch":
            raise NotFound("nothing is so called")
        kept = [row for row in ROWS if params.get("model") in (None, row[0])]
        return Table(("model", "time", "negated", "articles", "origins"), tuple(kept) if params.get("vendor", "Heron") == "Heron" else ())

    monkeypatch.setattr(query, "run", run)


@pytest.mark.parametrize(("question", "told"), [
    ("What happened after Heron 2?", "What happened  since 2024-05-06 ?"),
    ("releases since Heron 2 came out", "releases  since 2024-05-06"),
    ("What did Meta release before Heron 2?", "What did Meta release  until 2024-05-06 ?"),
    ("Heron 2之后Meta发布了什么", "since 2024-05-06 Meta发布了什么"),
    ("Heron 2发布之前有哪些模型", "until 2024-05-06 有哪些模型"),
    ("Which models came after the Heron moment?", "Which models came  since 2024-05-06 ?"),
])  # fmt: skip
def test_a_thing_stands_for_the_day_that_most_tell_most_exactly(releases: None, question: str, told: str) -> None:
    found, anchor = anchors.anchored(None, question, NAMES)
    assert found == told and anchor and (anchor.name, anchor.day) == ("Heron 2", "2024-05-06")
    assert anchor.call == "kg query releases -p 'model=Heron 2'"


@pytest.mark.parametrize("question", ["Which model is named after Heron 2?", "Heron 2后来怎样了", "compare Meta and Heron 2", "Heron以前开源过什么", "Heron 2之前是闭源的吗"])
def test_other_words_tell_no_time(releases: None, question: str) -> None:
    assert anchors.anchored(None, question, NAMES) == (question, None)


def test_of_a_thing_without_a_day_it_is_known_that_it_told_a_time(releases: None) -> None:
    assert anchors.anchored(None, "models since Finch", NAMES)[1] is None
    assert anchors.told_by("models since Finch", NAMES) == "Finch" and anchors.told_by("models of Meta", NAMES) == ""
