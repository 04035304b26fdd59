"""What is derived hangs on the articles that are there and on nothing else, and says what counting anew says."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import heap
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg import derived, deriving
from kg.deriving import voiced
from kg.store import open_store

GRAPHS = heap.graphs(14)
IDS = sorted(GRAPHS)
_number = count()

DOINGS = st.lists(st.tuples(st.sampled_from(IDS), st.sampled_from(["put", "less", "out", "settle"])), max_size=30)


def from_scratch(place: Path, standing: dict[str, list[str]]) -> list[str]:
    with open_store(place) as store:
        store.load_many(standing.items())
        deriving.settle(store, anew=True)
        return derived.lines(store)


def do(store: Any, doings: list[tuple[str, str]]) -> dict[str, list[str]]:
    """Do these things one after the other; what stands at the end."""
    standing: dict[str, list[str]] = {}
    for article, what in doings:
        if what == "settle":
            deriving.settle(store)
        elif what == "out":
            store.remove(article)
            standing.pop(article, None)
        else:
            standing[article] = GRAPHS[article][what == "less"]
            store.replace(article, standing[article])
    deriving.settle(store)
    return standing


@pytest.mark.parametrize("first", [1, 2, 6])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(doings=DOINGS)
def test_kept_in_step_is_made_anew(
    first: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, doings: list[tuple[str, str]]
) -> None:
    """Articles come, change and go in any order, and are settled now and then: it is as if all were made at the end."""
    monkeypatch.setattr(voiced, "FIRST", first)
    monkeypatch.setattr("kg.deriving.keeper.ANEW", 2.0)
    with open_store(tmp_path / str(next(_number))) as store:
        deriving.settle(store)
        standing = do(store, doings)
        kept = derived.lines(store)
        assert derived.ready(store)
    assert kept == from_scratch(tmp_path / str(next(_number)), standing)
