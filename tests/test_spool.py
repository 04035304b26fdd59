"""The spool: a sequence that does not stay in memory."""

from __future__ import annotations

import tempfile

import pytest

from kg import spool
from kg.spool import Spool


def test_what_is_put_by_comes_back_in_order() -> None:
    kept: Spool[tuple[str, int]] = Spool()
    for number in range(50):
        kept.append(("词" * number, number))
    assert len(kept) == 50 and list(kept) == [("词" * n, n) for n in range(50)]
    assert kept[7] == ("词" * 7, 7) and kept[-1][1] == 49 and [n for _, n in kept[3:6]] == [3, 4, 5]
    assert list(kept) == list(kept)  # as often as one likes
    with pytest.raises(IndexError):
        kept[50]


def test_it_is_put_in_another_order_without_being_read() -> None:
    kept = Spool(range(5))
    kept.reorder([4, 2, 0, 1, 3])
    assert kept == [4, 2, 0, 1, 3] and kept != [4, 2, 0] and kept != 4
    kept.append(9)
    assert list(kept) == [4, 2, 0, 1, 3, 9]


def test_much_goes_to_a_file_and_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "HELD", 1000)
    kept = Spool(str(number) * 100 for number in range(100))
    assert isinstance(kept._file, tempfile.SpooledTemporaryFile) and kept._file._rolled
    assert list(zip(kept, kept, strict=True))[99] == ("99" * 100,) * 2  # two readers at once
