"""Records put by in order: in memory while they are few, in a file of this process's own while they are many."""

from __future__ import annotations

import os
import pickle
import tempfile
import threading
from abc import abstractmethod
from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import Generic, TypeVar, overload

T = TypeVar("T")
HELD = 8 << 20  # bytes that are held in memory


class _Kept(Sequence[T], Generic[T]):
    """A sequence whose records are made when they are asked for."""

    @abstractmethod
    def _at(self, number: int) -> T:
        """The record of this number."""

    @property
    def handles(self) -> frozenset[int]:
        """The open files that a process forked from this one needs to read on."""
        return frozenset()

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> list[T]: ...
    def __getitem__(self, at: int | slice) -> T | list[T]:
        numbers = range(len(self))[at]
        return [self._at(number) for number in numbers] if isinstance(numbers, range) else self._at(numbers)

    def __iter__(self) -> Iterator[T]:
        return map(self._at, range(len(self)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and all(a == b for a, b in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]


class Spool(_Kept[T]):
    """A sequence that grows at its end. Its file has no name and goes with it; what is read is a copy.

    What is on the disk stays as it is and is read by place, so a process that is forked from this one may read on.
    """

    def __init__(self, records: Iterable[T] = ()) -> None:
        self._file = -1
        self._tail = bytearray()  # what is not on the disk yet
        self._base = 0  # bytes that are
        self._starts, self._sizes = array("Q"), array("L")
        self._turn = threading.Lock()
        for record in records:
            self.append(record)

    def append(self, record: T) -> None:
        """Put a record by."""
        raw = pickle.dumps(record, pickle.HIGHEST_PROTOCOL)
        with self._turn:
            self._starts.append(self._base + len(self._tail))
            self._sizes.append(len(raw))
            self._tail += raw
            if len(self._tail) >= HELD:
                self._put_down()

    def _put_down(self) -> None:
        if self._file < 0:
            self._file, path = tempfile.mkstemp(prefix="kg-")
            os.unlink(path)
        left = memoryview(self._tail)
        while left:
            written = os.pwrite(self._file, left, self._base)
            self._base, left = self._base + written, left[written:]
        left.release()
        self._tail = bytearray()

    def reorder(self, order: Iterable[int]) -> None:
        """Give the records another order: their numbers, each once."""
        numbers = array("Q", order)
        self._starts = array("Q", (self._starts[number] for number in numbers))
        self._sizes = array("L", (self._sizes[number] for number in numbers))

    def __len__(self) -> int:
        return len(self._starts)

    @property
    def handles(self) -> frozenset[int]:
        return frozenset() if self._file < 0 else frozenset({self._file})

    def _at(self, number: int) -> T:
        start, size = self._starts[number], self._sizes[number]
        with self._turn:
            if start >= self._base:
                raw = bytes(self._tail[start - self._base : start - self._base + size])
            else:
                raw = os.pread(self._file, size, start)
        found: T = pickle.loads(raw)  # what this process wrote itself, into a file that has no name
        return found

    def __del__(self) -> None:
        if self._file >= 0:
            os.close(self._file)


class Picked(_Kept[T]):
    """Some records of a sequence, by their numbers."""

    def __init__(self, of: Sequence[T], numbers: Iterable[int]) -> None:
        self._of, self._numbers = of, array("Q", numbers)

    def __len__(self) -> int:
        return len(self._numbers)

    @property
    def handles(self) -> frozenset[int]:
        return self._of.handles if isinstance(self._of, _Kept) else frozenset()

    def _at(self, number: int) -> T:
        return self._of[self._numbers[number]]
