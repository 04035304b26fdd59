"""What the corpus's files held when they were last looked at: a file that did not change since is not read again.

A file is taken for unchanged when its size and its times of writing and of change are what they were. It is no part of
the graph: lost, or written by other code, all files are read.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable
from pathlib import Path

from kg.model import Article
from kg.read import read_file

FILE = "kg-files.jsonl"
_RACY = 2.0  # seconds: a file written so shortly before it was looked at may be written again with the same times
Key = tuple[int, int, int]


class Catalogue:
    """The files known under `knowledge`, the fingerprint of the code that read them, kept in the file `path`."""

    def __init__(self, path: Path, knowledge: str) -> None:
        self.path, self.knowledge = path, knowledge
        self._known = self._load()
        self._now: dict[str, tuple[Key, str, str, str]] = {}

    def _load(self) -> dict[str, tuple[Key, str, str, str]]:
        known: dict[str, tuple[Key, str, str, str]] = {}
        try:
            with self.path.open(encoding="utf-8") as file:
                if json.loads(next(file)) != self.knowledge:
                    return {}
                for line in file:
                    name, key, *said = json.loads(line)
                    known[name] = (tuple(key), *said)  # type: ignore[assignment]
        except (OSError, ValueError, StopIteration, TypeError):
            return {}
        return known

    def look(self, path: Path) -> Article:
        """The article in a file without its text: id, file and title are right, all else is empty. Raises ReadError."""
        found = os.path.abspath(path)
        try:
            stat = os.stat(path)
            key = (stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)
        except OSError:
            key = (0, 0, 0)
        known = self._known.get(found)
        if known and known[0] == key:
            self._now[found] = known
            return Article(known[1], known[2], "", known[3])
        article = bare(read_file(path))
        if time.time() - max(key[1], key[2]) / 1e9 > _RACY:
            self._now[found] = (key, article.id, article.file, article.title)
        return article

    def keep(self) -> None:
        """Write down what was looked at; a disk on which that can not be done is no fault."""
        if self._now == self._known:
            return
        fresh = self.path.with_name(f"{self.path.name}.new")
        try:
            with fresh.open("w", encoding="utf-8") as file:
                file.writelines(f"{json.dumps(line, ensure_ascii=False)}\n" for line in self._lines())
            os.replace(fresh, self.path)
        except OSError:
            fresh.unlink(missing_ok=True)

    def _lines(self) -> Iterable[object]:
        yield self.knowledge
        yield from ([name, *said] for name, said in sorted(self._now.items()))


def bare(article: Article) -> Article:
    """An article as far as it must be told from others: a hundred thousand of them fit into memory."""
    return Article(article.id, article.file, "", article.title)
