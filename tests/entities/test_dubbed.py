"""Names of several words that a text says a thing is called by."""

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


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("They trained a transformer-based model called General Plank Assembly Planner that plans.", ("Model", "General Plank Assembly Planner")),
        ("There is a new tool named Azure AI Lantern for voices.", ("Product", "Azure AI Lantern")),
        ("The team presented a dataset dubbed Wide Open Meadow Survey.", ("Dataset", "Wide Open Meadow Survey")),
    ],
)
def test_the_whole_name_is_one(finder: Finder, text: str, thing: tuple[str, str]) -> None:
    assert thing in named(finder, text)


def test_its_short_form_is_the_same(finder: Finder) -> None:
    found = named(finder, "They built a model called General Plank Assembly Planner (GPLAP). GPLAP is quick.")
    assert found == [("Model", "General Plank Assembly Planner")] * 3


@pytest.mark.parametrize("text", ["A model called Claude 3 Opus is out.", "A model called GPT-4 Turbo is out."])
def test_what_is_known_stays(finder: Finder, text: str) -> None:
    assert all(m.entity.known for m in finder.find(read_text(text, "a.md")))
