"""kg killed at points of what it does: before or after, never between. benchmarks/faults.py does it by the hundred."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "benchmarks"))
import faults  # noqa: E402


@pytest.fixture(scope="module")
def doer() -> Iterator[faults.Doer]:
    found = faults.Doer()
    yield found
    found.close()


@pytest.mark.parametrize("doing", faults.DOINGS)
def test_a_kill_leaves_before_or_after(doer: faults.Doer, tmp_path: Path, doing: str) -> None:
    trial = faults.Trial(doing, tmp_path, doer)
    for how, ended in trial.kills(4, random.Random(doing)):
        assert ended in ("before", "after"), f"{how}: {ended}"
