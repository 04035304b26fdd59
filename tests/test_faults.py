"""kg killed, or out of room, at points of what it does: before or after, never between. benchmarks/faults.py does it by the hundred."""

from __future__ import annotations

import functools
import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "benchmarks"))
import faults  # noqa: E402


@pytest.fixture(scope="module")
def doer() -> Iterator[faults.Doer]:
    found = faults.Doer()
    yield found
    found.close()


@pytest.fixture(scope="module")
def trials(doer: faults.Doer, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], faults.Trial]:
    """The trial of each change, made once."""
    return functools.cache(lambda doing: faults.Trial(doing, tmp_path_factory.mktemp("faults"), doer))


@pytest.mark.parametrize("doing", faults.DOINGS)
def test_a_kill_leaves_before_or_after(trials: Callable[[str], faults.Trial], doing: str) -> None:
    trial = trials(doing)
    for how, ended in trial.kills(4, random.Random(doing)):
        assert ended in ("before", "after"), f"{how}: {ended}"


@pytest.mark.parametrize("most", [0, 3_000, 30_000])
@pytest.mark.parametrize("doing", faults.DOINGS)
def test_a_full_disk_leaves_before_or_after(trials: Callable[[str], faults.Trial], doing: str, most: int) -> None:
    assert trials(doing).cramped(most) in ("before", "after")
