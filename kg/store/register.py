"""Which file holds which article, and where added articles were read: a database beside the graph that grows by steps.

A change puts one small file of steps beside the database, by a rename like all that it puts in place. Whoever changes
something next folds the steps in. So noting one article costs the same in a corpus of any size, needs no room on the
disk once the change has happened, and may be broken off anywhere: a step folded in twice says the same.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from kg.errors import StoreError
from kg.files import plain

FILE = "kg-notes.db"
STEPS = "kg-notes-"  # beginning of the names of files of steps, which a number follows
SORTS = ("files", "places", "stamps")
_ANY = "surrogatepass"  # a file's name may be no text: keys go to the database as bytes, and are text in it all the same
_SCHEMA = """
CREATE TABLE entry(sort TEXT, key TEXT, value TEXT, first TEXT, PRIMARY KEY(sort, key)) WITHOUT ROWID;
CREATE INDEX entry_value ON entry(value, sort);
CREATE TABLE folded(number INTEGER);
INSERT INTO folded VALUES (0);
"""

Entry = tuple[str, str, Any]  # sort, key, and what is to stand there: None for nothing
Tables = dict[str, dict[str, Any]]


class Kept(Mapping[str, Any]):
    """One sort of entries: name of a file → id of its article; place → [id then, id now]; id → stamp."""

    def __init__(self, path: Path, sort: str) -> None:
        self.path, self.sort = path, sort

    def _rows(self, sql: str, *values: str | bytes) -> list[tuple[Any, ...]]:
        with _opened(self.path) as data:
            return data.execute(sql, (self.sort, *values)).fetchall()

    def __getitem__(self, key: str) -> Any:
        rows = self._rows("SELECT value, first FROM entry WHERE sort = ? AND key = CAST(? AS TEXT)", _raw(key))
        if not rows:
            raise KeyError(key)
        return _plain(*rows[0])

    def __iter__(self) -> Iterator[str]:
        return iter(self.whole())

    def __len__(self) -> int:
        return int(self._rows("SELECT COUNT(*) FROM entry WHERE sort = ?")[0][0])

    def __bool__(self) -> bool:
        return bool(self._rows("SELECT 1 FROM entry WHERE sort = ? LIMIT 1"))

    def items(self) -> Any:
        """Key and value of each, in order of their keys; they are not held in memory."""
        sql = "SELECT key, value, first FROM entry WHERE sort = ? ORDER BY key"
        with _opened(self.path) as data:
            for key, value, first in data.execute(sql, (self.sort,)):
                yield key, _plain(value, first)

    def values(self) -> Any:
        return (value for _, value in self.items())

    def whole(self) -> dict[str, Any]:
        """All of them, in order of their keys."""
        return dict(self.items())

    def of(self, identity: str) -> list[str]:
        """The keys of the entries that an article has now, in order."""
        return [row[0] for row in self._rows("SELECT key FROM entry WHERE sort = ? AND value = ? ORDER BY key", identity)]


class Told(Mapping[str, Any]):
    """Entries that are told one after the other whenever they are gone through, the last for a key."""

    def __init__(self, tell: Callable[[], Iterable[tuple[str, Any]]]) -> None:
        self._tell = tell

    def __getitem__(self, key: str) -> Any:
        return dict(self._tell())[key]

    def __iter__(self) -> Iterator[str]:
        return iter(dict(self._tell()))

    def __len__(self) -> int:
        return len(dict(self._tell()))

    def items(self) -> Any:
        return iter(self._tell())


def keys_of(table: Mapping[str, Any], identity: str) -> list[str]:
    """The keys under which a table has this article now; without a look at the others where it is kept."""
    if isinstance(table, Kept):
        return table.of(identity)
    return sorted(key for key, value in table.items() if identity == (value[1] if isinstance(value, list) else value))


def tables(home: Path) -> dict[str, Mapping[str, Any]] | None:
    """What is kept in this folder, by sort; None where nothing is, or it can not be read."""
    path, left = home / FILE, _left(home)
    try:
        if not left:
            folded(home)
            return {sort: Kept(path, sort) for sort in SORTS}
        found: Tables = {sort: {} for sort in SORTS}
        last = folded(home) if path.exists() else 0
        if path.exists():
            found = {sort: Kept(path, sort).whole() for sort in SORTS}
        for number, steps in left:
            if number > last:
                _take(found, steps)
        return {sort: dict(sorted(table.items())) for sort, table in found.items()}
    except (StoreError, OSError, ValueError):
        return None


def folded(home: Path) -> int:
    """The number of the last steps that the database has. Raises StoreError where there is none."""
    with _opened(home / FILE) as data:
        return int(data.execute("SELECT number FROM folded").fetchone()[0])


def next_steps(home: Path) -> Path:
    """The file for the steps of the next change."""
    last = max((number for number, _ in _left(home)), default=0)
    with suppress(StoreError):
        last = max(last, folded(home))
    return home / f"{STEPS}{last + 1:09d}.jsonl"


def as_steps(entries: Iterable[Entry], whole: bool) -> Iterator[bytes]:
    """Steps as they are kept, a line for each; `whole`: what was there before goes."""
    yield json.dumps({"whole": whole}).encode() + b"\n"
    for entry in entries:
        yield _raw(json.dumps(entry, ensure_ascii=False)) + b"\n"


def between(old: Mapping[str, Mapping[str, Any]], new: Mapping[str, Mapping[str, Any]]) -> Iterator[Entry]:
    """The steps from one state of all tables to another, in order; neither is held in memory."""
    for sort in SORTS:
        with closing(sqlite3.connect("", isolation_level=None)) as data:  # a file of its own, once it is large
            data.executescript("PRAGMA journal_mode = OFF; BEGIN; CREATE TABLE new(key PRIMARY KEY, value) WITHOUT ROWID")
            rows = ((_raw(key), json.dumps(value)) for key, value in new[sort].items())
            data.executemany("INSERT OR REPLACE INTO new VALUES (?, ?)", rows)
            for key, value in old[sort].items():
                gone = data.execute("DELETE FROM new WHERE key = ? AND value = ?", (_raw(key), json.dumps(value))).rowcount
                if not gone and not data.execute("SELECT 1 FROM new WHERE key = ?", (_raw(key),)).fetchone():
                    yield sort, key, None
            for key, value in data.execute("SELECT key, value FROM new ORDER BY key"):
                yield sort, str(key, "utf-8", _ANY), json.loads(value)


def fold(home: Path) -> None:
    """Bring the steps into the database. One that can not be used goes, and with it what it said. Raises StoreError."""
    for number, steps in _left(home):
        try:
            _fold(home / FILE, number, steps)
        except sqlite3.OperationalError as error:  # no room, or nothing can be written: it is done later
            raise StoreError(f"the notes can not be written: {error}", str(home), "make room and try again") from None
        except (sqlite3.DatabaseError, ValueError):
            for end in ("", "-journal"):
                (home / f"{FILE}{end}").unlink(missing_ok=True)
        steps.unlink(missing_ok=True)


def _fold(path: Path, number: int, steps: Path) -> None:
    with closing(sqlite3.connect(path)) as data, steps.open("rb") as lines, data:
        data.execute("BEGIN IMMEDIATE")
        whole = _is_whole(lines)
        if not data.execute("SELECT 1 FROM sqlite_master WHERE name = 'entry'").fetchone():
            if not whole:
                raise ValueError("steps from a state that is lost")
            for statement in filter(str.strip, _SCHEMA.split(";")):
                data.execute(statement)
        if data.execute("SELECT number FROM folded").fetchone()[0] >= number:
            return
        if whole:
            data.execute("DELETE FROM entry")
        for sort, key, value in _entries(lines):
            data.execute("DELETE FROM entry WHERE sort = ? AND key = CAST(? AS TEXT)", (sort, _raw(key)))
            if value is not None:
                first, now = value if isinstance(value, list) else (None, value)
                data.execute("INSERT INTO entry VALUES (?, CAST(? AS TEXT), ?, ?)", (sort, _raw(key), now, first))
        data.execute("UPDATE folded SET number = ?", (number,))


def _take(found: Tables, steps: Path) -> None:
    """Do what a file of steps says, in memory."""
    with steps.open("rb") as lines:
        if _is_whole(lines):
            for table in found.values():
                table.clear()
        for sort, key, value in _entries(lines):
            found[sort].pop(key, None)
            if value is not None:
                found[sort][key] = value


def _is_whole(lines: Iterator[bytes]) -> bool:
    """Whether steps begin with nothing. Raises ValueError for what is no file of steps."""
    head = plain(next(lines, b""))
    if not isinstance(head, dict) or "whole" not in head:
        raise ValueError("no steps")
    return bool(head["whole"])


def _entries(lines: Iterator[bytes]) -> Iterator[Entry]:
    """The entries of steps. Raises ValueError for what is none."""
    for line in lines:
        match plain(line):
            case [str(sort), str(key), (None | str() | [str(), str()]) as value] if sort in SORTS:
                yield sort, key, value
            case _:
                raise ValueError("no step")


def _left(home: Path) -> list[tuple[int, Path]]:
    """The files of steps that are there, by number."""
    found = ((path.stem.removeprefix(STEPS), path) for path in home.glob(f"{STEPS}*.jsonl"))
    return sorted((int(number), path) for number, path in found if number.isdigit())


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """The database, for reading. Raises StoreError where it can not be read, now or later."""
    try:
        with closing(_connected(path)) as data:
            data.text_factory = lambda raw: str(raw, "utf-8", _ANY)
            yield data
    except sqlite3.Error as error:
        raise StoreError(f"the notes can not be read: {error}", str(path), "kg build makes them anew") from None


def _connected(path: Path) -> sqlite3.Connection:
    """A connection that was tried. A database that a process died over is put right where it can be written."""
    if path.exists() and not path.is_file():  # at a pipe one would wait for ever
        raise sqlite3.DatabaseError("this is no file")
    place = path.absolute().as_uri()
    fault: sqlite3.OperationalError | None = None
    for mode in ("mode=rw", "mode=ro", "mode=ro&immutable=1"):
        data = None
        try:
            data = sqlite3.connect(f"{place}?{mode}", uri=True)
            data.execute("SELECT number FROM folded").fetchone()
            return data
        except sqlite3.Error as error:
            if data:
                data.close()
            if not isinstance(error, sqlite3.OperationalError):
                raise
            fault = error
    assert fault
    raise fault


def _raw(text: str) -> bytes:
    return text.encode("utf-8", _ANY)


def _plain(value: str, first: str | None) -> Any:
    return value if first is None else [first, value]
