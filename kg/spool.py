"""Records put by in order: in memory while they are few, in a file of this process's own while they are many."""

from __future__ import annotations

import pickle
import tempfile
import threading
from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import Generic, TypeVar, overload

T = TypeVar("T")
HELD = 8 << 20  # bytes that are held in memory


class Spool(Sequence[T], Generic[T]):
    """A sequence that grows at its end. Its file has no name and goes with it; what is read is a copy."""

    def __init__(self, records: Iterable[T] = ()) -> None:
        self._file = tempfile.SpooledTemporaryFile(HELD, prefix="kg-")  # noqa: SIM115  (it is closed with the spool)
        self._starts = array("Q")
        self._end = 0
        self._turn = threading.Lock()
        for record in records:
            self.append(record)

    def append(self, record: T) -> None:
        """Put a record by."""
        raw = pickle.dumps(record, pickle.HIGHEST_PROTOCOL)
        with self._turn:
            self._file.seek(self._end)
            self._file.write(raw)
            self._starts.append(self._end)
            self._end += len(raw)

    def reorder(self, order: Iterable[int]) -> None:
        """Give the records another order: their numbers, each once."""
        self._starts = array("Q", (self._starts[number] for number in order))

    def __len__(self) -> int:
        return len(self._starts)

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> list[T]: ...
    def __getitem__(self, at: int | slice) -> T | list[T]:
        if isinstance(at, slice):
            return [self._read(start) for start in self._starts[at]]
        return self._read(self._starts[at])

    def __iter__(self) -> Iterator[T]:
        return map(self._read, self._starts)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and all(a == b for a, b in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]

    def _read(self, start: int) -> T:
        with self._turn:
            self._file.seek(start)
            found: T = pickle.load(self._file)  # what this process wrote itself, into a file that has no name
        return found
