"""An article that comes with an early date looks at the later ones whose passages may be its own, and at no others."""

from __future__ import annotations

from pathlib import Path

import made
import pytest

from kg import deriving
from kg.deriving.voiced import Voiced
from kg.model import Extraction
from kg.rdf.graph import quads
from kg.store import open_store

PAGE = "Subscribe to our weekly letter on open models and share it with whoever may like it."
TRADE = "open-source large language models"


def filler(number: int) -> str:
    """Words that no other article has, so many that what stands before them is not beside what stands behind."""
    return " ".join(f"word{number * 1000 + at}" for at in range(40)) + "."


def graph(number: int, claim: str, date: str, head: str = PAGE) -> tuple[str, list[str]]:
    """An article with one claim, far from the words that open it."""
    here = made.article(f"{number}.md", f"{head} {filler(number)} {claim} {filler(number + 500)}", date)
    found = made.say(here, "price", claim, subject=made.model("Quartz-2"), value={"amount": 2})
    return here.id, quads(Extraction(here, (), (found,)))


def claim(number: int) -> str:
    """A sentence of which others have a turn of speech and no more."""
    return f"{filler(number + 700)[:120]} said that {TRADE} {filler(number + 900)[:100]} cost 2 dollars."


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The later articles whose text is looked at."""
    found: list[int] = []
    monkeypatch.setattr(Voiced, "_try", lambda self, other, *_: found.append(other))
    return found


@pytest.mark.parametrize(
    ("early", "looked_at"),
    [
        (claim(99), 0),  # all pages say PAGE, and no claim stands in it; all claims say TRADE, and little else that it says
        (claim(3), 1),  # the same sentence
        (claim(3).replace("said", "told us"), 1),  # edited
    ],
)
def test_only_texts_that_may_have_it_from_there_are_looked_at(early: str, looked_at: int, tmp_path: Path, tried: list[int]) -> None:
    with open_store(tmp_path / "store") as store:
        store.load_many(graph(number, claim(number), f"2025-01-{number:02}") for number in range(1, 21))
        deriving.settle(store, anew=True)
        store.replace(*graph(90, early, "2019-05-01"))
        deriving.settle(store)
    assert len(tried) == looked_at


def test_what_leaves_makes_way_for_the_next_without_all_being_looked_at(tmp_path: Path, tried: list[int]) -> None:
    with open_store(tmp_path / "store") as store:
        store.load_many(graph(number, claim(number), f"2025-01-{number:02}") for number in range(1, 21))
        deriving.settle(store, anew=True)
        store.remove(graph(1, claim(1), "2025-01-01")[0])
        deriving.settle(store)
    assert tried == []
