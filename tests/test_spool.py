"""The spool: a sequence that does not stay in memory."""

from __future__ import annotations

import os

import pytest

from kg import spool
from kg.spool import Picked, Spool


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
    assert os.fstat(kept._file).st_size > 10_000 and len(kept._tail) < 1000
    assert list(zip(kept, kept, strict=True))[99] == ("99" * 100,) * 2  # two readers at once


def test_processes_that_are_forked_read_on_beside_one_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "HELD", 1000)
    kept = Spool((number, "x" * (number % 97)) for number in range(500))
    wanted = [(number, "x" * (number % 97)) for number in range(500)]
    children = []
    for _ in range(3):
        child = os.fork()
        if not child:
            os._exit(0 if all(list(kept) == wanted for _ in range(5)) else 1)
        children.append(child)
    assert list(kept) == wanted
    assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children] == [0, 0, 0]


def test_some_are_picked_out_without_being_read() -> None:
    kept = Spool(range(10))
    some = Picked(kept, [7, 2, 9])
    assert list(some) == [7, 2, 9] and some[-1] == 9 and some[1:] == [2, 9] and len(some) == 3
