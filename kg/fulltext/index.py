"""The index of passages: SQLite full text beside the graph, in step with it, each reader seeing its own snapshot.

Rows are not changed: they are born in one snapshot of the graph and die in a later one, and a reader of snapshot n sees
those that live then. So the writer never waits for readers, nor they for it, and what is published by the store's own
atomic rename is graph and passages in one. Rows that no snapshot can see any more are taken away.

Before the graph of an article is changed it is put down as doubtful, and cleared in the transaction that brings the
passages. A process that is killed in between leaves a doubt, and the next writer reads that article's graph anew.
"""

from __future__ import annotations

import functools
import hashlib
import json
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import StoreError
from kg.fulltext.passages import Page, Passage, read_page
from kg.knowledge import DATA, fold
from kg.telling import LONG, tell

FILE = "passages.db"
SHIFT = 20  # the low bits of a passage's number are its place in the article, the rest is the article's number
LATEST = 2**62  # a snapshot later than any: what the writer itself sees
COLUMNS = ("body", "context", "things", "tags")
_MUCH = 20_000  # passages written from which it pays to put the text index in order
_BATCH = 200  # articles that are read anew in one transaction
_SCHEMA = f"""
CREATE TABLE meta(key TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE doubts(id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE marks(id TEXT PRIMARY KEY, mark TEXT) WITHOUT ROWID;
CREATE TABLE articles(num INTEGER PRIMARY KEY, id TEXT, file TEXT, title TEXT, date TEXT, digest TEXT, names BLOB,
    born INTEGER, dead INTEGER);
CREATE INDEX articles_id ON articles(id);
CREATE INDEX articles_dead ON articles(dead) WHERE dead IS NOT NULL;
CREATE TABLE passages(num INTEGER PRIMARY KEY, start INTEGER, stop INTEGER, kind TEXT, claims TEXT, tokens BLOB);
CREATE TABLE names(num INTEGER PRIMARY KEY, fold TEXT, back TEXT, name TEXT, key TEXT, uses INTEGER,
    UNIQUE(key, name));
CREATE INDEX names_fold ON names(fold);
CREATE INDEX names_back ON names(back);
CREATE VIRTUAL TABLE words USING fts5({", ".join(COLUMNS)}, content='', tokenize="ascii tokenchars '.'");
"""
_INSIDE = "num >= ? AND num < ?"  # the passages of one article
_VISIBLE = "articles.born <= :at AND (articles.dead IS NULL OR articles.dead > :at)"

Lines = Callable[[str], Iterable[str]]  # article id → the N-Quads lines of its graph


@dataclass(frozen=True, slots=True)
class Found:
    """A passage of the index. `score`: how well it fits, the higher the better; `tokens` by column."""

    article: str
    file: str
    title: str
    date: str
    start: int
    end: int
    kind: str
    score: float
    claims: tuple[tuple[str, str], ...]
    tokens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Filters:
    """Which articles' passages are looked through. Dates as ISO 8601, cut to what matters; None for all."""

    articles: tuple[str, ...] | None = None
    since: str = ""
    until: str = ""

    def sql(self) -> tuple[str, dict[str, str]]:
        """A condition on the table of articles and its values."""
        parts, values = [_VISIBLE], {"since": self.since, "until": self.until}
        if self.articles is not None:
            marks = {f"a{i}": article for i, article in enumerate(self.articles)}
            parts.append(f"articles.id IN ({', '.join(':' + mark for mark in marks)})")
            values |= marks
        if self.since:
            parts.append("substr(articles.date, 1, length(:since)) >= :since")
        if self.until:
            parts.append("articles.date <> '' AND substr(articles.date, 1, length(:until)) <= :until")
        return " AND ".join(parts), values


@functools.cache
def recipe() -> str:
    """What the passages of a graph depend on beside it: another one means that they are to be made anew."""
    from importlib.metadata import version

    here = Path(__file__).parent
    code = [here / "tokens.py", here / "passages.py", Path(__file__), *sorted((here.parent / "read").glob("*.py"))]
    digest = hashlib.sha256(f"{version('opencc')} {version('snowballstemmer')}".encode())
    for path in [*code, DATA / "search.toml", DATA / "boilerplate.toml"]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:32]


class Index:
    """The passages of a store's graph, in the file `path`. `at` is a number of a snapshot: what is written is seen in
    that one and later ones. Raises StoreError where the file can not be read or written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._open: sqlite3.Connection | None = None
        self._added = 0

    def close(self) -> None:
        """Let go of the file."""
        if self._open is not None:
            self._open.close()
        self._open = None

    @contextmanager
    def _db(self) -> Iterator[sqlite3.Connection]:
        """The connection; the statements in a `with` are one transaction."""
        try:
            if self._open is None:  # no earlier than needed: worker processes are forked with the store open
                self._open = self._connect()
            with self._open:
                yield self._open
        except sqlite3.Error as error:
            self.close()
            full = getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL
            todo = "make room, and try again" if full else "kg search makes it anew"
            raise StoreError(f"the index of passages can not be used: {error}", str(self.path), todo) from None

    def _connect(self) -> sqlite3.Connection:
        """The file, open for writing; where not even a log can be written beside it, as it is, for reading alone."""
        place = self.path.absolute().as_uri()
        try:
            found = sqlite3.connect(f"{place}?mode=rw", uri=True, check_same_thread=False)
            found.execute("PRAGMA journal_mode = WAL")
            found.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
        except sqlite3.OperationalError:
            if not self.path.is_file():
                raise
            found = sqlite3.connect(f"{place}?immutable=1", uri=True, check_same_thread=False)
        found.execute("PRAGMA synchronous = NORMAL")  # a killed process loses nothing
        found.execute("PRAGMA cache_size = -65536")
        return found

    # --- in step with the graph ---

    def faults(self, at: int, articles: Callable[[], Iterable[str]], most: int = LATEST) -> str:
        """Why the index does not show the graph as it is in this snapshot, "" where it does.

        `articles` gives the ids in the graph; with more of them than `most` they are not compared.
        """
        try:
            with self._db() as db:
                meta = dict(db.execute("SELECT key, value FROM meta"))
                known = db.execute("SELECT MAX(num) FROM articles").fetchone()[0] or 0
        except StoreError as error:
            return error.what
        if meta.get("recipe") != recipe() or meta.get("since", LATEST) > at:
            return "the index of passages was made by another version, or for a later graph"
        if (at == LATEST and self.doubtful()) or (known <= most and self.articles(at) != set(articles())):
            return "the index of passages and the graph differ"
        return ""

    def settle(self, at: int, articles: Iterable[str], lines: Lines) -> None:
        """Bring the index in step with the graph: what is doubtful, missing or too much. Only a writer may call it."""
        there = set(articles)
        if not self.usable():
            self._make(at)
        with self._db() as db:
            for column in ("born", "dead"):  # snapshots were taken away from outside: count from here
                db.execute(f"UPDATE articles SET {column} = :at WHERE {column} > :at", {"at": at})
            doubts = {row[0] for row in db.execute("SELECT id FROM doubts")}
        live = self.articles(LATEST)
        self.drop(sorted((live | doubts) - there), at)
        todo = sorted((there - live) | (doubts & there))
        for first in range(0, len(todo), _BATCH):
            if len(todo) >= LONG and first % LONG == 0:
                tell("indexing", done=f"{first:,}", of=f"{len(todo):,}")
            self.put([read_page(article, lines(article)) for article in todo[first : first + _BATCH]], at)

    def usable(self) -> bool:
        """Whether it can be brought in step; else it is made anew."""
        try:
            with self._db() as db:
                row = db.execute("SELECT value FROM meta WHERE key = 'recipe'").fetchone()
                return row == (recipe(),)
        except StoreError:
            return False

    def _make(self, at: int) -> None:
        self.close()
        for end in ("", "-wal", "-shm"):
            self.path.with_name(self.path.name + end).unlink(missing_ok=True)
        self.path.touch()
        with self._db() as db:
            db.executescript(f"BEGIN; {_SCHEMA}")
            db.executemany("INSERT INTO meta VALUES (?, ?)", [("recipe", recipe()), ("since", at)])

    # --- writing ---

    @contextmanager
    def changing(self, graphs: Mapping[str, Iterable[str] | None], at: int) -> Iterator[None]:
        """Around one transaction of the store: these articles get these N-Quads lines for a graph, or none.

        Where the store says that nothing was written (a StoreError), nothing is written here.
        """
        articles = [(article,) for article in graphs]
        with self._db() as db:
            db.executemany("INSERT OR IGNORE INTO doubts VALUES (?)", articles)
        try:
            yield
        except StoreError:
            with self._db() as db:
                db.executemany("DELETE FROM doubts WHERE id = ?", articles)
            raise
        self.put((read_page(article, lines) for article, lines in graphs.items() if lines is not None), at)
        self.drop((article for article, lines in graphs.items() if lines is None), at)

    def doubtful(self) -> bool:
        """Whether a writer was stopped between the graph and the passages."""
        with self._db() as db:
            return db.execute("SELECT COUNT(*) FROM doubts").fetchone()[0] > 0

    def doubt(self, articles: Iterable[str]) -> None:
        """Let the next `settle` read these articles' graphs anew."""
        with self._db() as db:
            db.executemany("INSERT OR IGNORE INTO doubts VALUES (?)", ((article,) for article in articles))

    def mark(self, marks: Mapping[str, str]) -> None:
        """Note what tells this state of these articles' graphs from another; "" for one that is gone."""
        with self._db() as db:
            db.executemany("INSERT OR REPLACE INTO marks VALUES (?, ?)", marks.items())
            db.execute("DELETE FROM marks WHERE mark = ''")

    def marks(self) -> dict[str, str]:
        """The marks of all articles."""
        with self._db() as db:
            return dict(db.execute("SELECT id, mark FROM marks").fetchall())

    def forget(self) -> None:
        """Take the index for one that another version made: the next `settle` makes it anew."""
        with self._db() as db:
            db.execute("DELETE FROM meta WHERE key = 'recipe'")

    def put(self, pages: Iterable[Page], at: int) -> None:
        """Put these articles' passages in the place of those that they had, in one transaction."""
        with self._db() as db:
            for page in pages:
                digest = page.digest()
                if not _retire(db, page.id, at, digest):
                    self._added += _insert(db, page, digest, at)
                db.execute("DELETE FROM doubts WHERE id = ?", (page.id,))

    def drop(self, articles: Iterable[str], at: int) -> None:
        """Take these articles' passages out, in one transaction."""
        with self._db() as db:
            for article in articles:
                _retire(db, article, at)
                db.execute("DELETE FROM doubts WHERE id = ?", (article,))

    def take_back(self, at: int) -> None:
        """Undo all that was written for this snapshot and later ones: it is not to be."""
        if not self.path.exists():
            return
        with self._db() as db:
            for (num,) in db.execute("SELECT num FROM articles WHERE born >= ?", (at,)).fetchall():
                _erase(db, num)
            db.execute("UPDATE articles SET dead = NULL WHERE dead >= ?", (at,))
            db.execute("DELETE FROM doubts")

    def collect(self, oldest: int) -> None:
        """Take away what no snapshot from `oldest` on can see; put the text index in order after much was written."""
        with self._db() as db:
            gone = db.execute("SELECT num FROM articles WHERE dead <= ?", (oldest,)).fetchall()
            self._added += sum(_erase(db, num) for (num,) in gone)
            if self._added >= _MUCH:
                db.execute("INSERT INTO words(words) VALUES ('optimize')")
                self._added = 0

    # --- reading ---

    def articles(self, at: int) -> set[str]:
        """The ids of the articles in this snapshot."""
        with self._db() as db:
            return {row[0] for row in db.execute(f"SELECT id FROM articles WHERE {_VISIBLE}", {"at": at})}

    def match(
        self, expression: str, at: int, filters: Filters, limit: int, weights: Sequence[float] = (1, 0.4, 0.7, 0)
    ) -> list[Found]:
        """The passages that fit an FTS5 expression over COLUMNS, best first. `weights` of the columns."""
        condition, values = filters.sql()
        ranked = f"""SELECT words.rowid AS num, -bm25(words, {", ".join(map(str, weights))}) AS score
            FROM words JOIN articles ON articles.num = words.rowid >> {SHIFT}
            WHERE words MATCH :expression AND {condition}
            ORDER BY score DESC, articles.date DESC, articles.id, words.rowid LIMIT :limit"""
        sql = f"""SELECT id, file, title, date, start, stop, passages.kind, score, claims, tokens
            FROM ({ranked}) AS found
            JOIN passages ON passages.num = found.num JOIN articles ON articles.num = found.num >> {SHIFT}
            ORDER BY score DESC, date DESC, id, found.num"""
        with self._db() as db:
            rows = db.execute(sql, {"at": at, "expression": expression, "limit": limit, **values}).fetchall()
        return [_found(row) for row in rows]

    def things(self, names: Iterable[str]) -> dict[str, set[str]]:
        """Folded name → keys of the things that bear it, for those of these names that something bears."""
        found: dict[str, set[str]] = {}
        for name, key in self._rows("SELECT fold, key FROM names WHERE fold IN", names):
            found.setdefault(name, set()).add(key)
        return found

    def called(self, name: str) -> list[tuple[str, str]]:
        """(key, name) for the things that bear this folded name, as each of them has it written."""
        return [(key, written) for key, written in self._rows("SELECT key, name FROM names WHERE fold IN", [name])]

    def names(self, keys: Iterable[str]) -> list[tuple[str, str]]:
        """(key, name) for all names of these things, the most used first."""
        rows = self._rows("SELECT key, name, uses FROM names WHERE key IN", keys)
        return [(key, name) for key, name, _ in sorted(rows, key=lambda row: (-row[2], row[0], row[1]))]

    def names_up_to(self, most: int) -> int:
        """How many names there are; counted no further than `most`."""
        with self._db() as db:
            return int(db.execute("SELECT COUNT(*) FROM (SELECT 1 FROM names LIMIT ?)", (most,)).fetchone()[0])

    def near(self, name: str, most: int) -> set[str]:
        """Keys of things with a folded name that begins with the first half of this one, or ends with its last half;
        at most so many of each. A name that differs in one letter is among them.
        """
        half = max(2, len(name) // 2)
        begin, end = name[:half], name[-half:][::-1]
        with self._db() as db:
            rows = db.execute(
                "SELECT key FROM names WHERE fold >= ? AND fold < ? AND ABS(LENGTH(fold) - ?) < 3 LIMIT ?",
                (begin, begin + chr(0x10FFFF), len(name), most),
            ).fetchall()
            rows += db.execute(
                "SELECT key FROM names WHERE back >= ? AND back < ? AND ABS(LENGTH(fold) - ?) < 3 LIMIT ?",
                (end, end + chr(0x10FFFF), len(name), most),
            ).fetchall()
        return {row[0] for row in rows}

    def _rows(self, sql: str, values: Iterable[str]) -> list[tuple]:
        wanted = list(dict.fromkeys(values))
        rows: list[tuple] = []
        with self._db() as db:
            for first in range(0, len(wanted), 500):
                some = wanted[first : first + 500]
                rows += db.execute(f"{sql} ({', '.join('?' * len(some))})", some)
        return rows

    def named_articles(self, text: str, at: int) -> tuple[str, ...]:
        """The ids of the articles with this id, file or title, else whose id begins so (6 characters at least)."""
        where = f"SELECT id FROM articles WHERE {_VISIBLE} AND "
        with self._db() as db:
            rows = db.execute(f"{where} :text IN (id, file, title) ORDER BY id", {"at": at, "text": text}).fetchall()
            if not rows and len(text) >= 6:
                begin = f"{where} substr(id, 1, length(:text)) = :text ORDER BY id"
                rows = db.execute(begin, {"at": at, "text": text}).fetchall()
        return tuple(row[0] for row in rows)

    def unlike(self, at: int, articles: Iterable[str], lines: Lines) -> list[str]:
        """The ids of the articles whose passages are not those of their graph; every graph is read for it."""
        with self._db() as db:
            known = dict(db.execute(f"SELECT id, digest FROM articles WHERE {_VISIBLE}", {"at": at}).fetchall())
        there = {article: read_page(article, lines(article)).digest() for article in articles}
        return sorted(article for article in known.keys() | there if known.get(article) != there.get(article))

    def all_names(self) -> list[tuple]:
        """(key, name, folded name, articles that use it) for all names; dead articles count until collected."""
        with self._db() as db:
            return db.execute("SELECT key, name, fold, uses FROM names ORDER BY key, name").fetchall()

    def dump(self, at: int) -> Iterator[tuple]:
        """All articles and passages of this snapshot, in an order that does not depend on how they came in."""
        with self._db() as db:
            sql = f"SELECT num, id, file, title, date, digest, names FROM articles WHERE {_VISIBLE} ORDER BY id"
            for num, *article, names in db.execute(sql, {"at": at}).fetchall():
                yield (*article, _unzip(names))
                inside = f"SELECT start, stop, kind, claims, tokens FROM passages WHERE {_INSIDE} ORDER BY num"
                for *row, tokens in db.execute(inside, (num << SHIFT, num + 1 << SHIFT)):
                    yield (*row, _unpack(tokens))


def copy_database(source: Path, target: Path) -> None:
    """A copy of a database as it is now; the source is only read. Raises StoreError."""
    log = source.with_name(f"{source.name}-wal")
    mode = "mode=ro" if log.exists() and log.stat().st_size else "immutable=1"  # without a log nothing need be made
    try:
        found = sqlite3.connect(f"{source.absolute().as_uri()}?{mode}", uri=True)
        with closing(found) as old, closing(sqlite3.connect(target)) as new:
            old.backup(new)
    except sqlite3.Error as error:
        raise StoreError(f"can not be copied: {error}", str(source), "rebuild it: kg build") from None


def _retire(db: sqlite3.Connection, article: str, at: int, digest: str = "") -> bool:
    """Let the live rows of an article die; True, and nothing done, where they are what this digest stands for."""
    sql = "SELECT num, digest, born FROM articles WHERE id = ? AND dead IS NULL"
    for num, known, born in db.execute(sql, (article,)).fetchall():
        if known == digest:
            return True
        if born >= at:  # nobody has seen it
            _erase(db, num)
        else:
            db.execute("UPDATE articles SET dead = ? WHERE num = ?", (at, num))
    return False


def _insert(db: sqlite3.Connection, page: Page, digest: str, at: int) -> int:
    names = zlib.compress(json.dumps(page.names, ensure_ascii=False).encode(), 1)
    row = (page.id, page.file, page.title, page.date, digest, names, at)
    sql = "INSERT INTO articles(id, file, title, date, digest, names, born) VALUES (?, ?, ?, ?, ?, ?, ?)"
    first = (db.execute(sql, row).lastrowid or 0) << SHIFT
    passages = page.passages[: 1 << SHIFT]
    db.executemany("INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?)", (
        (first + i, one.start, one.end, one.kind, " ".join(map(":".join, one.claims)), _pack(one))
        for i, one in enumerate(passages)
    ))  # fmt: skip
    words = f"INSERT INTO words(rowid, {', '.join(COLUMNS)}) VALUES (?, ?, ?, ?, ?)"
    db.executemany(words, ((first + i, *_columns(one)) for i, one in enumerate(passages)))
    db.executemany(
        "INSERT INTO names(fold, back, name, key, uses) VALUES (?, ?, ?, ?, 1) ON CONFLICT DO UPDATE SET uses = uses + 1",
        ((fold(name), fold(name)[::-1], name, key) for key, name in page.names),
    )
    return len(passages)


def _erase(db: sqlite3.Connection, num: int) -> int:
    """Take one article's rows away; the number of its passages. Its text is taken out token by token as it came in."""
    span = (num << SHIFT, num + 1 << SHIFT)
    rows = db.execute(f"SELECT num, tokens FROM passages WHERE {_INSIDE}", span).fetchall()
    words = f"INSERT INTO words(words, rowid, {', '.join(COLUMNS)}) VALUES ('delete', ?, ?, ?, ?, ?)"
    db.executemany(words, ((passage, *_unpack(tokens)) for passage, tokens in rows))
    db.execute(f"DELETE FROM passages WHERE {_INSIDE}", span)
    names = json.loads(_unzip(db.execute("SELECT names FROM articles WHERE num = ?", (num,)).fetchone()[0]))
    db.executemany("UPDATE names SET uses = uses - 1 WHERE key = ? AND name = ?", names)
    db.executemany("DELETE FROM names WHERE key = ? AND name = ? AND uses <= 0", names)
    db.execute("DELETE FROM articles WHERE num = ?", (num,))
    return len(rows)


def _columns(passage: Passage) -> tuple[str, ...]:
    return tuple(getattr(passage, column) for column in COLUMNS)


def _pack(passage: Passage) -> bytes:
    return zlib.compress("\n".join(_columns(passage)).encode(), 1)


def _unpack(tokens: bytes) -> tuple[str, ...]:
    return tuple(_unzip(tokens).split("\n"))


def _unzip(packed: bytes) -> str:
    return zlib.decompress(packed).decode()


def _found(row: tuple[Any, ...]) -> Found:
    *told, claims, tokens = row
    return Found(*told, _pairs(claims), _unpack(tokens))  # type: ignore[call-arg]


def _pairs(claims: str) -> tuple[tuple[str, str], ...]:
    parted = (claim.partition(":") for claim in claims.split())
    return tuple((kind, identity) for kind, _, identity in parted)
