"""Regular expressions compiled once for a user, in the cache, and not anew in every process.

Python compiles the larger ones in milliseconds each, and a command that reads one article needs hundreds of them. What is
kept is the code (kg/alternatives.py), under the pattern, the version of Python and the way it is made; the engine checks it once
more when it takes it in. What does not fit its digest, is somebody else's or can not be read is compiled as if there were no cache.
"""

from __future__ import annotations

import atexit
import functools
import hashlib
import json
import os
import re
import sqlite3
import threading
from array import array
from contextlib import suppress
from pathlib import Path
from typing import Any

from kg import alternatives, trees
from kg.kept import cache, digest
from kg.sre import KNOWN_ENGINES, changed, engine

# The engine that the code is for, and how it is made.
_MADE_BY = digest([str(engine.MAGIC), Path(alternatives.__file__).read_bytes(), Path(trees.__file__).read_bytes()])
_MOST = 20_000  # expressions that are kept: beyond that the cache begins anew
_FIRST = 700  # expressions that are kept before an article is read: the package's own are some 250, its first article has a thousand
_TABLE = "CREATE TABLE IF NOT EXISTS regex(key TEXT PRIMARY KEY, said TEXT, code BLOB, digest TEXT) WITHOUT ROWID"
_TURN = threading.RLock()
Row = tuple[str, str, bytes, str]


def compiled(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """As `re.compile`. Raises re.error."""
    key = hashlib.sha256(f"{int(flags)} {pattern}".encode("utf-8", "surrogatepass")).hexdigest()
    with _TURN:
        shelf = _shelf()
        if shelf is None or not is_known():
            return re.compile(pattern, flags)
        found = shelf.get(key)
        if found is None:
            found = shelf.put(key, *_compile(pattern, int(flags)))
        with suppress(RuntimeError, OverflowError, TypeError, ValueError):  # the engine does not take it
            return _taken_in(pattern, *found)
    return re.compile(pattern, flags)


@functools.lru_cache(maxsize=1024)
def at_hand(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """As `compiled`, for an expression of the data that is asked for again and again."""
    return compiled(pattern, flags)


def keep() -> None:
    """Write down what was compiled since; a cache that others write to at this moment gets it the next time."""
    with _TURN:
        if _open is not None and _open.pid == os.getpid() and not _open.keep():
            trees.forget()  # there is little left to compile


def is_first() -> bool:
    """Whether no article was read yet with this cache: most expressions are to be compiled, and kept for the next time."""
    with _TURN:
        shelf = _shelf()
        with suppress(sqlite3.Error):
            return shelf is not None and shelf.holds() < _FIRST
        return False


@functools.cache
def is_known() -> bool:
    """Whether the code that is made here is that of this Python, as far as some expressions show where its engine is a new one."""
    if changed():
        return False
    if engine.MAGIC in KNOWN_ENGINES:
        return True
    text = "The open source model, opened by nobody. Über 开放的模型 " * 2
    with suppress(Exception):  # whatever a changed compiler raises
        return all(
            [m.regs for m in _taken_in(one, *_compile(one, flags)).finditer(text)] == [m.regs for m in re.compile(one, flags).finditer(text)]
            for one in (r"\b(?:open(?:ed)?|source|(?i:THE)|own|über)(?= |\b)", "(?P<what>开放|开源|[一-三]|模型){1,2}?的?", r"(?<!\w)(?:the )?[^\W\d]+")
            for flags in (0, int(re.I), int(re.I | re.A))
        )
    return False


def _compile(pattern: str, flags: int) -> tuple[str, bytes]:
    """What the compiler gives out: the flags and groups as JSON, and the code."""
    tree = trees.parsed(pattern, flags)
    state = tree.state
    code = alternatives.code_of(tree, flags | state.flags)
    return json.dumps([flags | state.flags, state.groups - 1, state.groupdict]), array("I", code).tobytes()


def _taken_in(pattern: str, said: str, raw: bytes) -> re.Pattern[str]:
    flags, groups, named = json.loads(said)
    names: list[str | None] = [None] * (groups + 1)
    for name, number in named.items():
        names[number] = name
    code = array("I")
    code.frombytes(raw)
    found: re.Pattern[str] = engine.compile(pattern, flags, code.tolist(), groups, named, tuple(names))
    return found


def _digest(key: str, said: str, raw: bytes) -> str:
    return hashlib.sha256(b"\0".join((key.encode(), said.encode(), raw))).hexdigest()


class _Shelf:
    """The cache as one process has it open."""

    def __init__(self, path: Path) -> None:
        self.pid, self.path = os.getpid(), path
        self._new: list[Row] = []
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if path.exists() and path.stat().st_uid != os.geteuid():
            raise OSError("somebody else's")
        self._db = sqlite3.connect(path, timeout=0.05, isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA synchronous = OFF")  # what is lost is compiled again
        self._db.execute(_TABLE)

    def get(self, key: str) -> tuple[str, bytes] | None:
        """What is kept of an expression, where it is as it was written."""
        with suppress(sqlite3.Error):
            row = self._db.execute("SELECT said, code, digest FROM regex WHERE key = ?", (key,)).fetchone()
            if row and _digest(key, *row[:2]) == row[2]:
                return str(row[0]), bytes(row[1])
        return None

    def put(self, key: str, said: str, raw: bytes) -> tuple[str, bytes]:
        """Let an expression be kept the next time that something is written."""
        self._new.append((key, said, raw, _digest(key, said, raw)))
        return said, raw

    def holds(self) -> int:
        """How many expressions are kept."""
        return int(self._db.execute("SELECT COUNT(*) FROM regex").fetchone()[0])

    def keep(self) -> bool:
        """Write down what is new; whether there was any."""
        if not self._new:
            return False
        try:
            self._db.execute("BEGIN IMMEDIATE")
            if self.holds() > _MOST:
                self._db.execute("DELETE FROM regex")
            self._db.executemany("INSERT OR REPLACE INTO regex VALUES (?, ?, ?, ?)", self._new)
            self._db.execute("COMMIT")
            self._new.clear()
        except sqlite3.OperationalError:  # busy, full or read-only
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
        except sqlite3.DatabaseError:  # damaged: made anew by the next process
            self._new.clear()
            self.path.unlink(missing_ok=True)
        return True


_open: _Shelf | None = None
_left: list[Any] = []  # connections of the process that this one was forked from: not to be used, and not to be closed
_refused = ""  # the place at which no cache can be had


def _shelf() -> _Shelf | None:
    """The cache; None where there is none. A forked process has one of its own."""
    global _open, _refused
    try:
        path = cache() / "made" / f"regexes-{_MADE_BY}.db"
    except RuntimeError:
        return None
    if _open is not None and (_open.pid, _open.path) == (os.getpid(), path):
        return _open
    if _open is not None and _open.pid != os.getpid():
        _left.append(_open)
    if _refused == str(path):
        return None
    try:
        _open = _Shelf(path)
    except sqlite3.OperationalError:
        _open, _refused = None, str(path)
    except sqlite3.DatabaseError:
        path.unlink(missing_ok=True)
        _open, _refused = None, str(path)
    except OSError:
        _open, _refused = None, str(path)
    return _open


atexit.register(keep)
