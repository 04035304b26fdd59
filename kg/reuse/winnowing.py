"""Fingerprints of texts and of their parts, and hashes of their runs: by few numbers texts are found that share words.

Winnowing: of each WINDOW runs of GRAM characters the one with the least hash is a fingerprint (Schleimer, Wilkerson and
Aiken, SIGMOD 2003), so two texts that share a run of WINDOW + GRAM - 1 characters share a fingerprint for certain.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from kg.reuse.voices import normalise

GRAM = 12  # characters of a run: a long word and a half in English, six words in Chinese
WINDOW = 9  # with GRAM: a shared run of 20 characters, the least passage of kg/reuse/voices.py, is always found
_MIX = (0x9E3779B97F4A7C15, 0xFF51AFD7ED558CCD)
_BITS = (1 << 64) - 1
_FEW = 20_000  # characters that a process reads by itself before it loads the library for many
_spent = 0


def fingerprints(text: str) -> list[int]:
    """The fingerprints of a text, sorted, as signed 64-bit numbers; none for a text shorter than GRAM."""
    return sorted(set(_least(normalise(text))))


class Prints:
    """The fingerprints of the parts of a normalised text, worked out together once one is asked for."""

    def __init__(self, plain: Callable[[], str]) -> None:
        self._read = plain

    @cached_property
    def _plain(self) -> str:
        return self._read()

    @cached_property
    def _windows(self) -> list[int]:
        return _least(self._plain)

    def of(self, part: str) -> frozenset[int]:
        """Those of a part, normalised by itself."""
        at, windows = self._plain.find(part), len(part) - GRAM - WINDOW + 2
        if at < 0 or windows < 1:  # what stands beside the part makes other letters of it; there is less than a window
            return frozenset(_least(part))
        return frozenset(self._windows[at : at + windows])


def hashes(plain: str, gram: int) -> Any:
    """The hashes of a text's runs of so many characters, in order: an array of numpy."""
    return _of_many(_codes(plain), gram)


def runs(plain: str, gram: int) -> Any:
    """The hashes of a text's runs of so many characters, each once, sorted: an array of numpy."""
    import numpy as np

    found = np.sort(hashes(plain, gram))
    return found[np.append(True, found[1:] != found[:-1])] if len(found) else found  # np.unique takes twice as long


def common(some: Any, others: Any) -> int:
    """How many of some hashes stand among others, both as `runs` gives them."""
    import numpy as np

    return int(np.count_nonzero(others.take(others.searchsorted(some), mode="clip") == some)) if len(others) else 0


def many_at_hand() -> bool:
    """Whether the library for many numbers is loaded: then `runs` costs less than to look for strings."""
    return "numpy" in sys.modules


def _codes(plain: str) -> array[int]:
    return array("I", plain.encode(f"utf-32-{sys.byteorder[0]}e"))


def _least(plain: str) -> list[int]:
    """The fingerprint of each window of a normalised text, in order: of a text of less than one window, one."""
    global _spent
    codes = _codes(plain)
    if len(codes) < GRAM:
        return []
    if not many_at_hand() and _spent + len(codes) < _FEW:
        _spent += len(codes)
        return _least_of_few(codes)
    return _least_of_many(codes)


def _least_of_few(codes: Sequence[int]) -> list[int]:
    """Those of a short text: a command that adds one is done before the library would be loaded."""
    first = pow(_MIX[0], GRAM, 1 << 64)
    mixed: list[int] = []
    rolled = 0
    for at, code in enumerate(codes):
        rolled = rolled * _MIX[0] + code & _BITS
        if at >= GRAM:
            rolled = rolled - codes[at - GRAM] * first & _BITS
        if at >= GRAM - 1:
            one = (rolled ^ rolled >> 33) * _MIX[1] & _BITS
            mixed.append(one ^ one >> 29)
    window = min(WINDOW, len(mixed))
    least = (min(mixed[at : at + window]) for at in range(len(mixed) - window + 1))
    return [one - (one >> 63 << 64) for one in least]


def _least_of_many(codes: array[int]) -> list[int]:
    """As `_least_of_few`, by a library that takes long to load and is fast."""
    import numpy as np

    hashes = _of_many(codes, GRAM)
    windows = np.lib.stride_tricks.sliding_window_view(hashes, min(WINDOW, len(hashes)))
    found: list[int] = windows.min(axis=1).view(np.int64).tolist()
    return found


def _of_many(codes: array[int], gram: int) -> Any:
    import numpy as np

    wide = np.frombuffer(codes, dtype=np.uint32).astype(np.uint64)
    count = max(0, len(wide) - gram + 1)
    hashes = np.zeros(count, dtype=np.uint64)
    for at in range(gram if count else 0):
        hashes = hashes * np.uint64(_MIX[0]) + wide[at : at + count]
    hashes ^= hashes >> np.uint64(33)
    hashes *= np.uint64(_MIX[1])
    hashes ^= hashes >> np.uint64(29)
    return hashes
