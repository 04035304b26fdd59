"""Long lists that stand in a file and not in memory: texts, records and columns of numbers, each read when it is asked for."""

from __future__ import annotations

import json
import mmap
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from kg import files

if TYPE_CHECKING:
    import numpy as np

Row = dict[str, Any]
_ALIGNED = 64  # bytes: where each array begins
_DATA, _ENDS = "/data", "/ends"  # the two arrays of a list of texts


class Texts(Sequence[str]):
    """A list of texts, in one array of bytes with the place where each ends."""

    def __init__(self, data: np.ndarray, ends: np.ndarray, held: Any = b"", begin: int = 0) -> None:
        self.data, self.ends = data, ends
        self._held, self._begin = held or data.tobytes(), begin  # where the bytes stand: a file, from there on

    def __len__(self) -> int:
        return len(self.ends)

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> list[str]: ...
    def __getitem__(self, at: int | slice) -> str | list[str]:
        if isinstance(at, slice):
            return [self.raw(i).decode() for i in range(*at.indices(len(self)))]
        place = int(at)
        if not -len(self) <= place < len(self):
            raise IndexError(place)
        return self.raw(place % len(self)).decode()

    def raw(self, at: int) -> bytes:
        """The bytes of one text; UTF-8, which sorts as the characters do."""
        return self.data[int(self.ends[at - 1]) if at else 0 : int(self.ends[at])].tobytes()

    def find(self, sought: bytes, start: int = 0) -> int:
        """Where in the bytes of all texts this stands next; -1 for nowhere."""
        found: int = self._held.find(sought, self._begin + start, self._begin + len(self.data))
        return found - self._begin if found >= 0 else -1

    def part(self, start: int, end: int) -> bytes:
        """These of the bytes of all texts."""
        return self.data[start:end].tobytes()


class Places(Mapping[str, int]):
    """Text → its place in a list. `order`: the places in order of the texts, where the list itself is not sorted."""

    def __init__(self, texts: Texts, order: np.ndarray | None = None) -> None:
        self.texts, self.order = texts, order

    def __len__(self) -> int:
        return len(self.texts)

    def __iter__(self) -> Iterator[str]:
        return iter(self.texts)

    def __getitem__(self, text: str) -> int:
        wanted, low, high = text.encode("utf-8", "replace"), 0, len(self.texts)
        while low < high:
            middle = (low + high) // 2
            if self.texts.raw(self._at(middle)) < wanted:
                low = middle + 1
            else:
                high = middle
        if low == len(self.texts) or self.texts.raw(self._at(low)) != wanted:
            raise KeyError(text)
        return self._at(low)

    def _at(self, rank: int) -> int:
        return rank if self.order is None else int(self.order[rank])


class Records(Mapping[str, Row]):
    """Key → a record, for keys that stand sorted."""

    def __init__(self, keys: Texts, bodies: Texts) -> None:
        self.keys_at, self.bodies, self._place = keys, bodies, Places(keys)

    def __len__(self) -> int:
        return len(self.keys_at)

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys_at)

    def __getitem__(self, key: str) -> Row:
        found: Row = json.loads(self.bodies.raw(self._place[key]))
        return found


class Listed(Sequence[Row]):
    """The records in the order of another list of their keys."""

    def __init__(self, keys: Sequence[str], records: Mapping[str, Row]) -> None:
        self.keys, self.records = keys, records

    def __len__(self) -> int:
        return len(self.keys)

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> list[Row]: ...
    def __getitem__(self, at: int | slice) -> Row | list[Row]:
        if isinstance(at, slice):
            return [self.records[key] for key in self.keys[at]]
        return self.records[self.keys[at]]


class Growing:
    """A list of texts while it is gathered: their bytes alone, for a large corpus has millions of them."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._data, self._ends = bytearray(), array("q")
        for text in texts:
            self.append(text)

    def __len__(self) -> int:
        return len(self._ends)

    def append(self, text: str) -> None:
        """Put a text at the end."""
        self._data += text.encode("utf-8", "replace")
        self._ends.append(len(self._data))

    def texts(self) -> Texts:
        """All of them; none is appended after it."""
        import numpy as np

        ends = np.frombuffer(self._ends, dtype=np.int64) if self._ends else np.zeros(0, dtype=np.int64)
        return Texts(np.frombuffer(self._data, dtype=np.uint8), ends, self._data)


def packed(texts: Iterable[str]) -> tuple[np.ndarray, np.ndarray]:
    """The two arrays of `Texts`."""
    held = texts if isinstance(texts, Texts) else Growing(texts).texts()
    return held.data, held.ends


def sorting(texts: Texts) -> np.ndarray:
    """The places of the texts in their order, as `Places` asks for them."""
    import numpy as np

    lengths = np.diff(texts.ends, prepend=0)
    alike = len(lengths) and lengths[0] and bool((lengths == lengths[0]).all())  # as ids are: then nothing is copied
    names = texts.data.view(f"S{lengths[0]}") if alike else np.array([texts.raw(i) for i in range(len(texts))], dtype="S")
    return np.argsort(names, kind="stable").astype(np.int32)


# --- the file --------------------------------------------------------------------------------------------------------


def write(file: Path, arrays: Mapping[str, np.ndarray], lists: Mapping[str, Iterable[str]]) -> None:
    """Write arrays and lists of texts into one file, in one step for whoever looks."""
    import numpy as np

    every = dict(arrays)
    for name, texts in lists.items():
        every[name + _DATA], every[name + _ENDS] = packed(texts)
    head, at = {}, 0
    for name, numbers in every.items():
        head[name] = (numbers.dtype.str, len(numbers), at)
        at += -(-numbers.nbytes // _ALIGNED) * _ALIGNED
    told = json.dumps(head).encode()
    with files.fresh(file) as fresh, fresh.open("wb") as out:
        out.write(len(told).to_bytes(8, "little") + told)
        out.write(bytes(-out.tell() % _ALIGNED))
        for numbers in every.values():
            out.write(np.ascontiguousarray(numbers).data)
            out.write(bytes(-numbers.nbytes % _ALIGNED))


def read(file: Path) -> tuple[dict[str, np.ndarray], dict[str, Texts]]:
    """What `write` wrote, of which nothing is read before it is used. Raises OSError, ValueError, KeyError for a bad file."""
    import numpy as np

    with file.open("rb") as opened:
        held = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
    size = int.from_bytes(held[:8], "little")
    head = json.loads(held[8 : 8 + size])
    begin = -(-(8 + size) // _ALIGNED) * _ALIGNED
    arrays = {
        name: np.frombuffer(held, dtype=np.dtype(kind), count=count, offset=begin + at) if count else np.zeros(0, kind)
        for name, (kind, count, at) in head.items()
    }
    lists = {}
    for name in [name for name in arrays if name.endswith(_ENDS)]:
        plain = name.removesuffix(_ENDS)
        lists[plain] = Texts(arrays.pop(plain + _DATA), arrays.pop(name), held, begin + head[plain + _DATA][2])
    return arrays, lists
