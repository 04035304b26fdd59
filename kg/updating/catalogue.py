"""What the corpus's files held when they were last looked at: a file that did not change since is not read again.

A file is taken for unchanged when its size and its times of writing and of change are what they were. It is no part of
the graph: lost, or written by other code, all files are read.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path

from kg import files
from kg.errors import KgError
from kg.intake import Taken, Taker
from kg.limits import DEFAULT, Limits
from kg.model import Article

FILE = "kg-files.db"
_ANY = "surrogatepass"  # a file's name may be no text
_SCHEMA = (
    "CREATE TABLE code(knowledge TEXT); CREATE TABLE file(name BLOB PRIMARY KEY, size INT, written INT, changed INT, "
    "id TEXT, file TEXT, title TEXT) WITHOUT ROWID"
)
_SAME = "SELECT id, file, title FROM file WHERE name = ? AND size = ? AND written = ? AND changed = ?"
_RACY = 2.0  # seconds: a file written so shortly before it was looked at may be written again with the same times
Key = tuple[int, int, int]


class Catalogue:
    """The files known under `knowledge`, the fingerprint of the code that read them, kept in the file `path`."""

    def __init__(self, path: Path, knowledge: str) -> None:
        self.path, self.knowledge = path, knowledge
        self._db = sqlite3.connect("", isolation_level=None)  # on the disk, and this process's alone, until it is kept
        self._db.executescript(f"PRAGMA journal_mode = OFF; {_SCHEMA}; BEGIN")
        self._old = self._before()

    def _before(self) -> sqlite3.Connection | None:
        """The list from before, where the same code made it and it can be read."""
        found = None
        try:
            if self.path.is_file():
                found = sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None)
                if found.execute("SELECT knowledge FROM code").fetchone() == (self.knowledge,):
                    return found
        except sqlite3.Error:
            pass
        self._forget(found)
        return None

    def _forget(self, old: sqlite3.Connection | None) -> None:
        """Let go of the list from before."""
        if old is not None:
            old.close()
        self._old = None

    def known(self, path: Path) -> Article | None:
        """The article in a file that did not change since it was looked at, as `bare` has it."""
        if self._old is None:
            return None
        row = (os.path.abspath(path).encode("utf-8", _ANY), *_key_of(path))
        try:
            found = self._old.execute(_SAME, row).fetchone()
        except sqlite3.DatabaseError:
            self._forget(self._old)
            return None
        if found is None:
            return None
        self._db.execute("INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?, ?, ?, ?)", (*row, *found))
        return Article(found[0], found[1], "", found[2])

    def note(self, path: Path, key: Key, article: Article) -> None:
        """Take down what a file holds; `key`: as it was before it was read."""
        if time.time() - max(key[1], key[2]) / 1e9 > _RACY:
            row = (os.path.abspath(path).encode("utf-8", _ANY), *key, article.id, article.file, article.title)
            self._db.execute("INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?, ?, ?, ?)", row)

    def keep(self) -> None:
        """Write down what was looked at; a disk on which that can not be done is no fault."""
        try:
            if self._old is not None and not self._differs(self._old):
                return
            self._db.execute("INSERT INTO code VALUES (?)", (self.knowledge,))
            self._db.execute("COMMIT")
            with files.fresh(self.path, alone=True) as fresh:
                self._db.execute("VACUUM main INTO ?", (str(fresh),))
        except (OSError, sqlite3.Error):
            pass
        finally:
            self._forget(self._old)
            self._db.close()

    def _differs(self, old: sqlite3.Connection) -> bool:
        every = "SELECT * FROM file ORDER BY name"
        return any(one != other for one, other in zip_longest(self._db.execute(every), old.execute(every)))


class Looker(Taker):
    """Takes in what a build is made from: a text that did not change is not read again, and of a text that can be read
    again only what it is told from others by is kept.
    """

    def __init__(self, seen: Catalogue, limits: Limits = DEFAULT) -> None:
        super().__init__(limits)
        self.seen = seen

    def one(self, item: str | Path) -> Iterator[Taken | KgError]:
        """As Taker has it; the articles of texts are `bare`."""
        if not isinstance(item, Path):
            yield from super().one(item)
            return
        if known := self.seen.known(item):
            yield Taken(known, os.path.abspath(item), again=True)
            return
        key = _key_of(item)
        for found in super().one(item):
            if isinstance(found, Taken) and found.again:
                self.seen.note(item, key, found.article)
                yield replace(found, article=outline(found.article))
            else:
                yield found


def _key_of(path: Path) -> Key:
    try:
        stat = os.stat(path)
    except (OSError, ValueError):
        return (0, 0, 0)
    return (stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)


def outline(article: Article) -> Article:
    """An article as far as it must be told from others: a hundred thousand of them fit into memory."""
    return Article(article.id, article.file, "", article.title)
