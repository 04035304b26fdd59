"""What the derived data is made from, kept between changes: one SQLite file beside the store, as disposable as it."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from kg import files

FILE = "derived.db"
FORM = "12"
FAR = 99_990_000  # an article without a date is taken to be later than all others
_SCHEMA = """
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE article(n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, ord BLOB NOT NULL UNIQUE,
    root INTEGER NOT NULL, sig INTEGER, digest TEXT NOT NULL, keys BLOB NOT NULL, asks BLOB NOT NULL);
CREATE INDEX article_root ON article(root);
CREATE INDEX article_sig ON article(sig) WHERE sig IS NOT NULL;
CREATE TABLE posting(key INTEGER, ord BLOB, has INTEGER, said INTEGER, beside INTEGER, pair INTEGER, PRIMARY KEY(key, ord)) WITHOUT ROWID;
CREATE TABLE span(n INTEGER, start INTEGER, stop INTEGER, holder INTEGER, origin INTEGER,
    PRIMARY KEY(n, start, stop)) WITHOUT ROWID;
CREATE TABLE rests(address TEXT, sig INTEGER, PRIMARY KEY(address, sig)) WITHOUT ROWID;
CREATE TABLE sigs(sig INTEGER PRIMARY KEY, size INTEGER, uses INTEGER);
CREATE TABLE member(list INTEGER, thing TEXT, head TEXT, grp INTEGER, n INTEGER, ord BLOB, start INTEGER, stop INTEGER,
    place TEXT, told TEXT, cut TEXT, shelves TEXT, cells TEXT, origin INTEGER);
CREATE TABLE shown(list INTEGER, grp INTEGER, head TEXT, told TEXT, cut TEXT, shelves TEXT, place TEXT, cells TEXT, PRIMARY KEY(list, grp)) WITHOUT ROWID;
CREATE TABLE counted(list INTEGER, cut TEXT, head TEXT, rows INTEGER, PRIMARY KEY(list, cut, head)) WITHOUT ROWID;
CREATE TABLE held(n INTEGER, ord BLOB, spot INTEGER, shape INTEGER, rule INTEGER, key TEXT, thing TEXT, claim TEXT, start INTEGER,
    stop INTEGER, speaker TEXT, told TEXT);
CREATE INDEX held_thing ON held(rule, thing);
CREATE TABLE shape(spot INTEGER, shape INTEGER, position TEXT, first REAL, last REAL, timed INTEGER, value TEXT, uses INTEGER,
    PRIMARY KEY(spot, shape)) WITHOUT ROWID;
CREATE TABLE tally(spot INTEGER, view TEXT, sort INTEGER, who, uses INTEGER, first BLOB, PRIMARY KEY(spot, view, sort, who)) WITHOUT ROWID;
CREATE TABLE behind(spot INTEGER, view TEXT, claims INTEGER, articles INTEGER, origins INTEGER, PRIMARY KEY(spot, view)) WITHOUT ROWID;
CREATE TABLE odd(spot INTEGER, shape INTEGER, view TEXT, PRIMARY KEY(spot, shape)) WITHOUT ROWID;
CREATE TABLE ranked(rule INTEGER, key TEXT, weaker INTEGER, origins INTEGER, sides INTEGER, PRIMARY KEY(rule, key))
    WITHOUT ROWID;
CREATE TABLE family(thing TEXT, value TEXT, n INTEGER);
CREATE INDEX family_thing ON family(thing);
CREATE TABLE people(thing TEXT, value TEXT, n INTEGER);
CREATE INDEX people_thing ON people(thing);
CREATE TABLE turn(thing TEXT, value TEXT, n INTEGER);
CREATE INDEX turn_thing ON turn(thing, value);
CREATE TABLE side(list INTEGER, link INTEGER, key TEXT, n INTEGER, row TEXT);
CREATE TABLE linked(list INTEGER, key TEXT, row TEXT, uses INTEGER, PRIMARY KEY(list, key, row)) WITHOUT ROWID;
CREATE TABLE told(id INTEGER PRIMARY KEY, list INTEGER, owner TEXT, key TEXT, n INTEGER, start INTEGER, stop INTEGER, row TEXT);
CREATE TABLE facet(grp INTEGER, ord BLOB, start INTEGER, stop INTEGER, tie INTEGER, told INTEGER, n INTEGER, origin INTEGER,
    PRIMARY KEY(grp, ord, start, stop, tie, told)) WITHOUT ROWID;
CREATE TABLE course(list INTEGER, owner TEXT, name TEXT, grp INTEGER, claims INTEGER, articles INTEGER, origins INTEGER,
    label TEXT, first INTEGER, PRIMARY KEY(list, owner, name)) WITHOUT ROWID;
CREATE TABLE spoken(voice TEXT, point TEXT, way TEXT, n INTEGER);
CREATE INDEX spoken_voice ON spoken(voice, point);
CREATE TABLE stance(voice TEXT, way TEXT, n INTEGER, start INTEGER, stop INTEGER, told TEXT, place TEXT, id TEXT);
CREATE TABLE same(gist INTEGER, ord BLOB, claim TEXT, n INTEGER);
CREATE TABLE link(pair INTEGER, one TEXT, other TEXT, n INTEGER, ord BLOB, claim TEXT, start INTEGER, stop INTEGER, sure REAL,
    origin INTEGER);
CREATE TABLE joined(one TEXT, other TEXT, told TEXT, PRIMARY KEY(one, other)) WITHOUT ROWID;
CREATE TABLE touch(node TEXT, place TEXT, n INTEGER, claims INTEGER, first INTEGER, told TEXT,
    PRIMARY KEY(node, place)) WITHOUT ROWID;
CREATE TABLE said(node TEXT PRIMARY KEY, claims INTEGER, articles INTEGER) WITHOUT ROWID;
"""
# what nothing is looked up by while all articles are entered: made at the end, of sorted rows
_INDEXES = """
CREATE INDEX span_holder ON span(holder) WHERE holder != n;
CREATE INDEX member_group ON member(list, grp, ord, start, stop, n, origin);
CREATE INDEX member_article ON member(n, start, stop);
CREATE INDEX member_thing ON member(list, thing) WHERE thing != '';
CREATE INDEX held_spot ON held(spot, ord, start, stop, claim, shape);
CREATE INDEX held_shape ON held(spot, shape, ord, start, stop, claim);
CREATE INDEX held_spoken ON held(spot) WHERE speaker != '';
CREATE INDEX held_article ON held(n, start, stop);
CREATE INDEX ranked_rank ON ranked(rule, weaker, origins);
CREATE INDEX family_article ON family(n);
CREATE INDEX people_article ON people(n);
CREATE INDEX turn_article ON turn(n);
CREATE INDEX side_key ON side(list, key) WHERE link = 0;
CREATE INDEX side_article ON side(n);
CREATE INDEX told_key ON told(list, key);
CREATE INDEX told_article ON told(n, start, stop);
CREATE INDEX spoken_article ON spoken(n);
CREATE INDEX stance_voice ON stance(voice);
CREATE INDEX stance_article ON stance(n);
CREATE INDEX same_gist ON same(gist, ord, claim, n);
CREATE INDEX same_article ON same(n);
CREATE INDEX link_pair ON link(pair, sure DESC, ord, start, claim, stop, n, origin);
CREATE INDEX link_article ON link(n, start, stop);
CREATE INDEX touch_article ON touch(n);
CREATE INDEX touch_first ON touch(node, place) WHERE first = 1;
"""
# where the words of a row come from stands beside it: a group may have a hundred thousand rows, each of a passage elsewhere
COUNTS = "COUNT(*), COUNT(DISTINCT n), COUNT(DISTINCT origin)"  # rows of a group, their articles, where these have them from
VOICED = ("member", "link")  # tables whose rows are of a passage of their own
ORIGIN = "(SELECT origin FROM span s WHERE s.n = {n} AND s.start = {start} AND s.stop = {stop})"
CACHE = "PRAGMA cache_size = -65536"  # kilobytes
_SORTED = {"posting": "key, ord", "touch": "node, place"}  # tables with another order than that in which rows come


def order(date: str, article: str) -> bytes:
    """A key by which articles stand in the order of kg/reuse/voices.py: the earlier first, those without a date last."""
    digits = date.replace("-", "")
    number = int(digits.ljust(8, "0")[:8]) if digits.isdigit() and len(digits) in (4, 6, 8) else FAR
    try:
        name = bytes.fromhex(article) if len(article) == 16 else article.encode()
    except ValueError:
        name = article.encode()
    return number.to_bytes(4, "big") + name


def number_of(text: str) -> int:
    """A text as a signed 64-bit number."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)


class Looked:
    """The file, looked at by a process that does not write it. Whoever does has committed, and does not write meanwhile."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.db = self._connect()

    def _connect(self) -> sqlite3.Connection:
        db = sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=ro", uri=True)
        db.execute(CACHE)
        return db

    def close(self) -> None:
        """Let go of the file."""
        self.db.close()

    def get(self, key: str) -> str:
        """A note about the whole, "" where there is none."""
        row = self.db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else ""

    def number(self, article: str) -> int | None:
        """The number of an article that is there."""
        row = self.db.execute("SELECT n FROM article WHERE id = ?", (article,)).fetchone()
        return row[0] if row else None

    def count(self) -> int:
        """How many articles there are."""
        return int(self.db.execute("SELECT COUNT(*) FROM article").fetchone()[0])

    def in_order(self) -> list[int]:
        """The numbers of all articles, the earliest first."""
        return [row[0] for row in self.db.execute("SELECT n FROM article ORDER BY ord")]

    def there(self, n: int) -> bool:
        """Whether there is an article of this number."""
        return self.db.execute("SELECT 1 FROM article WHERE n = ?", (n,)).fetchone() is not None

    def row(self, n: int) -> tuple[str, bytes, int]:
        """Id, order and root of an article."""
        found: tuple[str, bytes, int] = self.db.execute("SELECT id, ord, root FROM article WHERE n = ?", (n,)).fetchone()
        return found

    def placed(self, article: str) -> tuple[int, bytes]:
        """Number and order of an article that is there."""
        found: tuple[int, bytes] = self.db.execute("SELECT n, ord FROM article WHERE id = ?", (article,)).fetchone()
        return found

    def by_order(self, ord: bytes) -> int:
        """The number of the article with this place."""
        return int(self.db.execute("SELECT n FROM article WHERE ord = ?", (ord,)).fetchone()[0])

    def many(self, sql: str, values: Sequence[Any] | Iterable[Any], more: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows of a query with `IN (?)` for any number of values."""
        wanted, rows = list(values), []
        for first in range(0, len(wanted), 500):
            some = wanted[first : first + 500]
            rows += self.db.execute(sql.replace("(?)", f"({', '.join('?' * len(some))})"), (*more, *some)).fetchall()
        return rows


def is_damage(error: Exception) -> bool:
    """Whether an error tells that the file is not what was written, or not as far as it can be read."""
    return not isinstance(error, sqlite3.OperationalError) or "decode" in str(error)


class State(Looked):
    """The file. All that one settling writes is one transaction."""

    def __init__(self, path: Path, recipe: str) -> None:
        self.recipe = f"{FORM} {recipe}"
        super().__init__(path)

    def _connect(self) -> sqlite3.Connection:
        try:
            db = sqlite3.connect(self.path)
            for pragma in ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = NORMAL", CACHE):
                db.execute(pragma)
            made = db.execute("SELECT COUNT(*) FROM sqlite_master WHERE name = 'meta'").fetchone()[0]
        except sqlite3.DatabaseError:  # what is derived can be made again
            self._unlink()
            db, made = sqlite3.connect(self.path), 0
        if not made:
            db.executescript(_SCHEMA + _INDEXES)
        return db

    def _unlink(self) -> None:
        for end in ("", "-wal", "-shm", "-journal"):
            self.path.with_name(self.path.name + end).unlink(missing_ok=True)

    # --- all anew ---

    def anew(self) -> None:
        """Begin with nothing. Until `reach` nobody takes the file for anything, so nothing is written twice for safety."""
        self.db.close()
        self._unlink()
        self.db = sqlite3.connect(self.path)
        for pragma in ("PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF", CACHE):
            self.db.execute(pragma)
        self.db.executescript(_SCHEMA)
        for table in _SORTED:
            self.db.execute(f"ALTER TABLE {table} RENAME TO sorted_{table}")
            self.db.execute(f"CREATE TABLE {table} AS SELECT * FROM sorted_{table}")

    def sort(self) -> None:
        """Let articles be looked up by what they share: a table is made of sorted rows, or it costs a page for each row."""
        for table, order_of in _SORTED.items():
            self.db.execute(f"INSERT OR IGNORE INTO sorted_{table} SELECT * FROM {table} ORDER BY {order_of}")
            self.db.execute(f"DROP TABLE {table}")
            self.db.execute(f"ALTER TABLE sorted_{table} RENAME TO {table}")
        self.db.execute("INSERT INTO said SELECT node, SUM(claims), COUNT(*) FROM touch GROUP BY node")

    def index(self) -> None:
        """Let all that was entered be looked up, once it is known where its words come from."""
        for table in VOICED:
            self.db.execute(f"UPDATE {table} SET origin = {ORIGIN.format(n=f'{table}.n', start=f'{table}.start', stop=f'{table}.stop')}")
        for index in filter(None, map(str.strip, _INDEXES.split(";"))):
            self.db.execute(index)

    def reach(self, stage: str) -> None:
        """Let what is made so far stay where the rest of it is broken off: others can look at it, and it is gone on with."""
        self.db.commit()
        files.sync_file(self.path)  # it is on the disk before anything says so
        for key, value in (("stage", stage), ("making", self.recipe)):
            self.set(key, value)
        self.db.commit()
        files.sync_file(self.path)
        self._journal("TRUNCATE")

    @property
    def stage(self) -> str:
        """How far this version had come when it was broken off; "" where nothing of that is left."""
        try:
            return self.get("stage") if self.get("making") == self.recipe else ""
        except sqlite3.DatabaseError:  # it was stopped while nothing was written twice
            return ""

    def go_on(self) -> None:
        """Go on with what was broken off."""
        self._journal("TRUNCATE")

    def finish(self) -> None:
        """Let the file be this version's."""
        self.set("recipe", self.recipe)
        self.db.execute("DELETE FROM meta WHERE key IN ('stage', 'making')")
        self.db.commit()
        self._journal("WAL")

    def _journal(self, mode: str) -> None:
        self.db.execute(f"PRAGMA journal_mode = {mode}")
        self.db.execute("PRAGMA synchronous = NORMAL")

    def set(self, key: str, value: str) -> None:
        """Note something about the whole."""
        self.db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    @property
    def usable(self) -> bool:
        """Whether this version made it, to its end."""
        try:
            return self.get("recipe") == self.recipe
        except sqlite3.DatabaseError:  # it was stopped while all was made anew
            return False

    @property
    def mark(self) -> str:
        """What tells this state from another: it hangs on nothing but the articles in it."""
        return self.get("mark") or f"{0:032x}"

    def shift(self, out: str, into: str) -> None:
        """Let one article's digest out of the mark and another's in; "" for none."""
        total = int(self.mark, 16) - int(out or "0", 16) + int(into or "0", 16)
        self.set("mark", f"{total % 2**128:032x}")
