"""What the corpus's files held when they were last looked at: a file that did not change since is not read again.

A file is taken for unchanged when its size and its times of writing and of change are what they were. It is no part of
the graph: lost, or written by other code, all files are read.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from kg.errors import KgError
from kg.intake import Taken, Taker
from kg.limits import DEFAULT, Limits
from kg.model import Article

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

    def known(self, path: Path) -> Article | None:
        """The article in a file that did not change since it was looked at, as `bare` has it."""
        found = os.path.abspath(path)
        known = self._known.get(found)
        if known is None or known[0] != _key_of(path):
            return None
        self._now[found] = known
        return Article(known[1], known[2], "", known[3])

    def note(self, path: Path, key: Key, article: Article) -> None:
        """Take down what a file holds; `key`: as it was before it was read."""
        if time.time() - max(key[1], key[2]) / 1e9 > _RACY:
            self._now[os.path.abspath(path)] = (key, article.id, article.file, article.title)

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
                yield replace(found, article=bare(found.article))
            else:
                yield found


def _key_of(path: Path) -> Key:
    try:
        stat = os.stat(path)
    except (OSError, ValueError):
        return (0, 0, 0)
    return (stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)


def bare(article: Article) -> Article:
    """An article as far as it must be told from others: a hundred thousand of them fit into memory."""
    return Article(article.id, article.file, "", article.title)
