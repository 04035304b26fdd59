"""The near-copy index: which articles share passages, kept beside the graph and asked without comparing all pairs.

Every article leaves fingerprints (winnowing: of each WINDOW runs of GRAM characters the one with the least hash), so
two articles that share a run of WINDOW + GRAM - 1 characters share a fingerprint for certain. When one comes in, its
own fingerprints are looked up: the time does not hang on how many articles there are, but on how many share its words.
The index is made out of the graph alone; where it was broken off it is brought in step again at the next publication.
"""

from __future__ import annotations

import heapq
import sqlite3
import sys
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from kg.voices import normalise

FILE = "copies.db"
Error = sqlite3.Error
VERSION = 1
GRAM = 12  # characters of a run: a long word and a half in English, six words in Chinese
WINDOW = 9  # with GRAM: a shared run of 20 characters, the least passage of kg/voices.py, is always found
LEAST = 2  # fingerprints that two articles must share: some 30 characters that are the same
TIES = 50  # articles that one is tied to when it comes in: those with which it shares most
POPULAR = 200  # articles looked at for one fingerprint: a passage that more have is tied to the first of them
_MIX = (0x9E3779B97F4A7C15, 0xFF51AFD7ED558CCD)
_BITS = (1 << 64) - 1
_FEW = 20_000  # characters that a process reads by itself before it loads the library for many
_spent = 0

_TABLES = """
CREATE TABLE IF NOT EXISTS article (n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
                                    size INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS gram (hash INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (hash, n)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS kin (n INTEGER NOT NULL, other INTEGER NOT NULL, shared INTEGER NOT NULL,
                                PRIMARY KEY (n, other)) WITHOUT ROWID;
"""


def fingerprints(text: str) -> list[int]:
    """The fingerprints of a text, sorted, as signed 64-bit numbers; none for a text shorter than GRAM."""
    global _spent
    codes = array("I", normalise(text).encode(f"utf-32-{sys.byteorder[0]}e"))
    if len(codes) < GRAM:
        return []
    if "numpy" not in sys.modules and _spent + len(codes) < _FEW:
        _spent += len(codes)
        return _of_few(codes)
    return _of_many(codes)


def _of_few(codes: Sequence[int]) -> list[int]:
    """The fingerprints of a short text: a command that adds one is done before the library would be loaded."""
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
    least = {min(mixed[at : at + window]) for at in range(len(mixed) - window + 1)}
    return sorted(one - (one >> 63 << 64) for one in least)


def _of_many(codes: Any) -> list[int]:
    """As `_of_few`, by a library that takes long to load and is fast."""
    import numpy as np

    codes = np.frombuffer(codes, dtype=np.uint32).astype(np.uint64)
    count = len(codes) - GRAM + 1
    hashes = np.zeros(count, dtype=np.uint64)
    for at in range(GRAM):
        hashes = hashes * np.uint64(_MIX[0]) + codes[at : at + count]
    hashes ^= hashes >> np.uint64(33)
    hashes *= np.uint64(_MIX[1])
    hashes ^= hashes >> np.uint64(29)
    windows = np.lib.stride_tricks.sliding_window_view(hashes, min(WINDOW, count))
    found: list[int] = np.unique(windows.min(axis=1)).view(np.int64).tolist()
    return sorted(found)


class Copies:
    """The index of one store, for its writer."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._touched: set[str] = set()
        self._whole = True  # the first time all is compared: what a killed writer left undone is done then

    def trust(self) -> None:
        """The last writer was not broken off: only what changes from now on is looked at."""
        self._whole = False

    def touch(self, articles: Iterable[str]) -> None:
        """Note that these articles change; `settle` looks at them again."""
        self._touched.update(articles)

    def settle(self, articles: Callable[[], Iterable[str]], text_of: Callable[[str], str | None]) -> None:
        """Bring the index in step: the touched articles; all where there is no sound index, or a writer was killed.

        `text_of` gives an article's text, None for one that is not there any more.
        """
        with closing(self._open()) as data, data:
            whole = self._whole
            if data.execute("PRAGMA user_version").fetchone()[0] != VERSION:
                for table in ("article", "gram", "kin"):
                    data.execute(f"DELETE FROM {table}")
                data.execute(f"PRAGMA user_version = {VERSION}")
                whole = True
            known = {row[0] for row in data.execute("SELECT id FROM article")} if whole else set()
            wanted = set(articles()) if whole else set()
            for article in sorted(self._touched | (known ^ wanted)):
                _drop(data, article)
                text = text_of(article)
                if text is not None:
                    _put(data, article, text)
            _sweep(data)
        self._touched.clear()
        self._whole = False

    def _open(self) -> sqlite3.Connection:
        try:
            data = sqlite3.connect(self.path)
            data.execute("PRAGMA journal_mode = WAL")
            data.execute("PRAGMA synchronous = NORMAL")
            data.executescript(_TABLES)
        except sqlite3.DatabaseError:  # what is derived can be made again
            for part in (self.path, *(self.path.with_name(self.path.name + end) for end in ("-wal", "-shm"))):
                part.unlink(missing_ok=True)
            data = sqlite3.connect(self.path)
            data.executescript(_TABLES)
        return data


def _put(data: sqlite3.Connection, article: str, text: str) -> None:
    grams = fingerprints(text)
    number = data.execute("INSERT INTO article (id, size) VALUES (?, ?)", (article, len(grams))).lastrowid
    shared = _shared(data, grams)
    data.executemany("INSERT OR IGNORE INTO gram VALUES (?, ?)", ((gram, number) for gram in grams))
    most = heapq.nlargest(TIES, shared.items(), key=lambda pair: (pair[1], -pair[0]))
    sizes = dict(_sizes(data, (other for other, _ in most)))
    for other, count in most:
        if other in sizes and count >= min(LEAST, len(grams), max(sizes[other], 1)):
            pair = [(number, other, count), (other, number, count)]
            data.executemany("INSERT OR REPLACE INTO kin VALUES (?, ?, ?)", pair)


def _shared(data: sqlite3.Connection, grams: Iterable[int]) -> Counter[int]:
    """Article's number → how many of these fingerprints it has."""
    found: Counter[int] = Counter()
    for gram in grams:
        found.update(n for (n,) in data.execute("SELECT n FROM gram WHERE hash = ? LIMIT ?", (gram, POPULAR)))
    return found


def _sizes(data: sqlite3.Connection, numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """(number, fingerprints) of those that are still there."""
    for number in numbers:
        yield from data.execute("SELECT n, size FROM article WHERE n = ?", (number,))


def _drop(data: sqlite3.Connection, article: str) -> None:
    """Take an article out. Its fingerprints stay until the next sweep; numbers are never used again."""
    for (number,) in data.execute("SELECT n FROM article WHERE id = ?", (article,)).fetchall():
        others = data.execute("SELECT other FROM kin WHERE n = ?", (number,)).fetchall()
        data.executemany("DELETE FROM kin WHERE n = ? AND other = ?", ((other, number) for (other,) in others))
        data.execute("DELETE FROM kin WHERE n = ?", (number,))
        data.execute("DELETE FROM article WHERE n = ?", (number,))


def _sweep(data: sqlite3.Connection) -> None:
    """Take out the fingerprints of articles that are gone, once they are a good part of all."""
    last = data.execute("SELECT seq FROM sqlite_sequence WHERE name = 'article'").fetchone()
    there = data.execute("SELECT COUNT(*) FROM article").fetchone()[0]
    if last and last[0] - there > max(1000, there):
        data.execute("DELETE FROM gram WHERE n NOT IN (SELECT n FROM article)")
        data.execute("UPDATE sqlite_sequence SET seq = (SELECT MAX(n) FROM article) WHERE name = 'article'")


def kin(path: Path, articles: Iterable[str]) -> dict[str, dict[str, float]] | None:
    """Article → the articles that share words with it, each with its share of the article's words, from 0 to 1.

    None where there is no index, or it does not know all of the articles: then nothing can be said.
    """
    found: dict[str, dict[str, float]] = {}
    query = (
        "SELECT b.id, kin.shared * 1.0 / MAX(a.size, 1) FROM article a JOIN kin ON kin.n = a.n "
        "JOIN article b ON b.n = kin.other WHERE a.id = ?"
    )
    with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as data:
        for article in articles:
            if not data.execute("SELECT 1 FROM article WHERE id = ?", (article,)).fetchone():
                return None
            found[article] = dict(data.execute(query, (article,)))
        return found
    return None
