"""All that is counted ahead, made by several processes and gone on with after a stop: the same as one makes at once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from heap import from_scratch, graphs

from kg import deriving
from kg.deriving import hands
from kg.listing import derived
from kg.store import open_store
from kg.store.apart import FOLDER

GRAPHS = graphs(14)
IDS = sorted(GRAPHS)


@pytest.fixture
def many_hands(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if these few articles were very many."""
    monkeypatch.setattr(hands, "MANY", 2)
    monkeypatch.setattr(hands, "BATCH", 1)


@pytest.mark.usefixtures("many_hands")
def test_several_processes_count_what_one_counts(tmp_path: Path) -> None:
    found = []
    for workers in (1, 2, 5):
        with open_store(tmp_path / str(workers)) as store:
            store.load_many((one, GRAPHS[one][0]) for one in IDS)
            deriving.settle(store, workers=workers)
            found.append(derived.lines(store))
            assert not (tmp_path / str(workers) / FOLDER).exists()
        with open_store(tmp_path / str(workers), read_only=True) as store:
            assert deriving.afresh(store) == found[-1]
    assert found[0] == found[1] == found[2] and len(found[0]) > 100


@pytest.mark.usefixtures("many_hands")
def test_what_a_lost_process_had_is_done_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here, kinds = os.getpid(), ("read", "holders")

    def dying(kind: str) -> Any:
        work = getattr(hands._Hand, kind)
        return lambda hand, some: work(hand, some) if os.getpid() == here else os._exit(9)

    for kind in kinds:
        monkeypatch.setattr(hands._Hand, kind, dying(kind))
    with open_store(tmp_path / "store") as store:
        store.load_many((one, GRAPHS[one][0]) for one in IDS[:4])
        deriving.settle(store, workers=2)
        kept = derived.lines(store)
    assert kept == from_scratch(tmp_path / "other", {one: GRAPHS[one][0] for one in IDS[:4]})


DYING = """
import os, sys
from importlib import import_module
from kg import deriving
from kg.store import open_store
module, name, method, times = sys.argv[2].split()
place = getattr(import_module(module), name)
whole, calls = getattr(place, method), iter(range(9))
setattr(place, method, lambda *args: whole(*args) if next(calls) < int(times) else os._exit(7))
with open_store(sys.argv[1], tag="mine") as store:
    deriving.settle(store)
"""


@pytest.mark.parametrize(
    "dying",  # where, and before which call
    ["kg.deriving.hands Hands holders 0", "kg.deriving.lines Lines origins 0", "kg.store.folder OxigraphStore derive 1",
     "kg.store.folder OxigraphStore derive 2", "kg.deriving.state State finish 0"],
)  # fmt: skip
def test_what_was_counted_before_a_stop_is_gone_on_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dying: str) -> None:
    """A process dies while all is counted: the next reads no article again, and all is as if nothing had happened."""
    left = tmp_path / "left"
    store = open_store(left, tag="mine")
    store.load_many((one, GRAPHS[one][0]) for one in IDS)
    store.abandon()
    assert subprocess.run([sys.executable, "-c", DYING, str(left), dying], check=False).returncode == 7
    monkeypatch.setattr(hands.Hands, "read", lambda *_: pytest.fail("an article is read again"))
    with open_store(left, tag="mine") as store:
        assert store.resumed
        deriving.settle(store)
        kept = derived.lines(store)
    monkeypatch.undo()
    assert kept == from_scratch(tmp_path / "other", {one: GRAPHS[one][0] for one in IDS})


def test_what_was_counted_before_a_stop_counts_for_nothing_where_an_article_came(tmp_path: Path) -> None:
    left, dying = tmp_path / "left", "kg.deriving.hands Hands holders 0"
    store = open_store(left, tag="mine")
    store.load_many((one, GRAPHS[one][0]) for one in IDS[1:])
    store.abandon()
    assert subprocess.run([sys.executable, "-c", DYING, str(left), dying], check=False).returncode == 7
    with open_store(left, tag="mine") as store:
        store.remove(IDS[1])
        store.replace(IDS[0], GRAPHS[IDS[0]][0])
        deriving.settle(store)
        kept = derived.lines(store)
    assert kept == from_scratch(tmp_path / "other", {one: GRAPHS[one][0] for one in IDS if one != IDS[1]})
