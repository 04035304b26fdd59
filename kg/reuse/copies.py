"""The near-copy index: which articles share passages, kept beside the graph and asked without comparing all pairs.

Every article leaves fingerprints (kg/reuse/winnowing.py). When one comes in, its own are looked up: the time does not hang on
how many articles there are, nor on how many share a passage that many have.
The index is made out of the graph alone; where it was broken off it is brought in step again at the next publication.
"""

from __future__ import annotations

import heapq
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from itertools import chain
from pathlib import Path

from kg.reuse.winnowing import fingerprints

FILE = "copies.db"
Error = sqlite3.Error
VERSION = 3
LEAST = 2  # fingerprints that two articles must share: some 30 characters that are the same
TIES = 50  # articles that one is tied to when it comes in: those with which it shares most
POPULAR = 50  # articles looked at for one fingerprint; of those that share one that more have, the FIRST are
FIRST = 6  # what so many say tells little of who has it from whom, and all of them have it from the first
KEPT = 200_000  # popular fingerprints whose first articles are kept at hand

_TABLES = """
CREATE TABLE IF NOT EXISTS article (n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
                                    size INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS gram (hash INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (hash, n)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS kin (n INTEGER NOT NULL, other INTEGER NOT NULL, shared INTEGER NOT NULL,
                                PRIMARY KEY (n, other)) WITHOUT ROWID;
"""


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
        try:
            self._settle(articles, text_of)
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:  # damaged: what is derived can be made again
            self._forget()
            self._whole = True
            self._settle(articles, text_of)

    def _settle(self, articles: Callable[[], Iterable[str]], text_of: Callable[[str], str | None]) -> None:
        with closing(self._open()) as data, data:
            whole = self._whole
            if data.execute("PRAGMA user_version").fetchone()[0] != VERSION:
                for table in ("article", "gram", "kin"):
                    data.execute(f"DELETE FROM {table}")
                data.execute(f"PRAGMA user_version = {VERSION}")
                whole = True
            known = {row[0] for row in data.execute("SELECT id FROM article")} if whole else set()
            wanted = set(articles()) if whole else set()
            popular = _Popular(data)
            for article in sorted(self._touched | (known ^ wanted)):
                if _drop(data, article):
                    popular.forget()
                text = text_of(article)
                if text is not None:
                    _put(data, article, text, popular)
            _sweep(data)
        self._touched.clear()
        self._whole = False

    def _open(self) -> sqlite3.Connection:
        try:
            data = sqlite3.connect(self.path)
            data.execute("PRAGMA journal_mode = WAL")
            data.execute("PRAGMA synchronous = NORMAL")
            data.execute("PRAGMA cache_size = -65536")  # fingerprints are spread over all of the file
            data.executescript(_TABLES)
        except sqlite3.DatabaseError:  # what is derived can be made again
            self._forget()
            data = sqlite3.connect(self.path)
            data.executescript(_TABLES)
        return data

    def _forget(self) -> None:
        for end in ("", "-wal", "-shm"):
            self.path.with_name(self.path.name + end).unlink(missing_ok=True)


class _Popular:
    """Who has a fingerprint, by an index that grows: of one that many have, the first are looked up once."""

    def __init__(self, data: sqlite3.Connection) -> None:
        self._data = data
        self._first: dict[int, list[int]] = {}

    def forget(self) -> None:
        """An article went: others may be the first now."""
        self._first.clear()

    def having(self, gram: int) -> list[int]:
        """The numbers of the articles that have a fingerprint, of more than POPULAR the FIRST of them."""
        if (known := self._first.get(gram)) is not None:
            return known
        sql = "SELECT gram.n FROM gram JOIN article ON article.n = gram.n WHERE hash = ? ORDER BY gram.n LIMIT ?"
        found = [n for (n,) in self._data.execute(sql, (gram, POPULAR + 1))]
        if len(found) <= POPULAR:
            return found
        if len(self._first) >= KEPT:
            self._first.clear()
        self._first[gram] = found[:FIRST]
        return self._first[gram]


def _put(data: sqlite3.Connection, article: str, text: str, popular: _Popular) -> None:
    grams = fingerprints(text)
    number = data.execute("INSERT INTO article (id, size) VALUES (?, ?)", (article, len(grams))).lastrowid
    shared = Counter(chain.from_iterable(map(popular.having, grams)))
    shared.pop(number or 0, None)
    data.executemany("INSERT OR IGNORE INTO gram VALUES (?, ?)", ((gram, number) for gram in grams))
    most = heapq.nlargest(TIES, shared.items(), key=lambda pair: (pair[1], -pair[0]))
    sizes = dict(_sizes(data, (other for other, _ in most)))
    pairs = [
        pair
        for other, count in most
        if count >= min(LEAST, len(grams), max(sizes[other], 1))
        for pair in ((number, other, count), (other, number, count))
    ]
    data.executemany("INSERT OR REPLACE INTO kin VALUES (?, ?, ?)", pairs)


def _sizes(data: sqlite3.Connection, numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Number and size of each of these articles."""
    for number in numbers:
        yield from data.execute("SELECT n, size FROM article WHERE n = ?", (number,))


def _drop(data: sqlite3.Connection, article: str) -> bool:
    """Take an article out, if it is there. Its fingerprints stay until the next sweep; numbers are never used again."""
    found = data.execute("SELECT n FROM article WHERE id = ?", (article,)).fetchall()
    for (number,) in found:
        others = data.execute("SELECT other FROM kin WHERE n = ?", (number,)).fetchall()
        data.executemany("DELETE FROM kin WHERE n = ? AND other = ?", ((other, number) for (other,) in others))
        data.execute("DELETE FROM kin WHERE n = ?", (number,))
        data.execute("DELETE FROM article WHERE n = ?", (number,))
    return bool(found)


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
    with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as data:
        for article in articles:
            if not data.execute("SELECT 1 FROM article WHERE id = ?", (article,)).fetchone():
                return None
            found[article] = dict(data.execute(query, (article,)))
        return found
    return None
