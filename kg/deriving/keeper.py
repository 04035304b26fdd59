"""The derived graphs brought in step with the articles: at the cost of what changed, and as if all were made anew."""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar, cast

from kg.deriving import hands
from kg.deriving.hands import Hands, Read
from kg.deriving.lines import Lines
from kg.deriving.state import FILE, State, is_damage, order
from kg.deriving.ties import Ties
from kg.deriving.voiced import Voiced
from kg.errors import StoreError
from kg.listing import derived
from kg.rdf.graph import PREFIXES, article_id, literal, name
from kg.store import Store
from kg.telling import LONG, tell

ANEW = 0.1  # of all articles: where more of them changed, all is made anew
READ, HELD = "read", "held"  # stages of making all anew: articles are taken in; it is known where passages come from
T = TypeVar("T")


def settle(store: Store, anew: bool = False, workers: int = 0) -> int:
    """Bring the derived graphs in step; how many articles were looked at. Only a writer may call it.

    `workers`: processes for what is made of very many articles; 0: as many as there are cores. Raises StoreError where the state can not be written: what the change began is taken back by whoever began it.
    """
    path = store.beside / FILE
    try:
        try:
            return _settled(store, path, anew, workers)
        except (sqlite3.DatabaseError, ValueError) as error:
            if anew or not is_damage(error):
                raise
            return _settled(store, path, True, workers)
    except sqlite3.Error as error:
        raise StoreError(f"what is counted ahead can not be written: {error}", str(path), "make room, and try again") from None


def _settled(store: Store, path: Path, anew: bool, workers: int) -> int:
    with closing(State(path, derived.recipe())) as state:
        return _Settling(store, state, workers).settle(anew)


def _tell(key: str, articles: Sequence[str], **more: str) -> None:
    """Tell somebody who waits how far it is, where there are so many articles."""
    if len(articles) >= LONG:
        tell(key, **more, of=f"{len(articles):,}")


def _telling(key: str, made: Iterable[T], articles: Sequence[str]) -> Iterator[T]:
    """What is made of articles, batch by batch, while somebody who waits is told how far it is."""
    for number, some in enumerate(made):
        if number * hands.BATCH % LONG == 0:
            _tell(key, articles, done=f"{number * hands.BATCH:,}")
        yield some


def afresh(store: Store) -> list[str]:
    """The derived graphs as they would be made now out of the articles alone: sorted lines. Nothing is changed."""
    with tempfile.TemporaryDirectory() as folder:
        aside = _Aside(store, Path(folder))
        settle(cast(Store, aside), anew=True)
    return sorted(aside.lines)


class _Aside:
    """A store that is only read: what is made out of it is put aside."""

    def __init__(self, store: Store, beside: Path) -> None:
        self._store, self.beside = store, beside
        self.lines: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def derive(self, lines: Iterable[str], gone: Iterable[tuple[str, ...]] | None) -> None:
        """Take the lines instead of writing them."""
        if gone is None:
            self.lines = list(lines)
        else:
            over = {f"{one[1]} {one[2]} {one[0]} ." for one in gone}
            self.lines = [line for line in self.lines if line not in over] + list(lines)


class _Settling:
    """One settling of a store."""

    def __init__(self, store: Store, state: State, workers: int) -> None:
        self.store, self.state, self.db = store, state, state.db
        self._workers = workers

    def settle(self, anew: bool) -> int:
        touched = None if anew else self._touched()
        if touched == set():
            return 0
        if touched is None or len(touched) > ANEW * self.state.count():
            there = self.store.articles()
            self._all(there, anew)
            return len(there)
        self._some(sorted(touched))
        return len(touched)

    def _touched(self) -> set[str] | None:
        """The articles that may not be in the state as they are; None where that is not known."""
        about = f"GRAPH {derived.STATE} {{ {derived.STATE} kg:recipe ?r ; kg:mark ?m }}"
        rows = self.store.select(f"{PREFIXES}SELECT ?r ?m WHERE {{ {about} }}").rows
        if not self.state.usable or not rows or rows[0][0] != derived.recipe():
            return None
        changed = f"{PREFIXES}SELECT ?a WHERE {{ GRAPH {derived.CHANGED} {{ ?a kg:changed true }} }}"
        found = {article_id(row[0]) for row in self.store.select(changed).rows}
        mark = rows[0][1]
        if mark == self.state.mark:  # the graph is the one that this state was made for
            with self.db:
                self.state.set("before", mark)
            return found
        if mark != self.state.get("before") or not self.state.get("batch"):
            return None
        return found | set(json.loads(self.state.get("batch")))  # what the state had last was never published

    # --- all, and some ---

    def _all(self, articles: Sequence[str], anew: bool) -> None:
        stage = "" if anew else self._reached(articles)
        self.state.go_on() if stage else self.state.anew()
        self.db = self.state.db
        voices, ties, lines = self._parts(anew=True)
        team = Hands(self.store, self.state.path, hands.so_many(len(articles), self._workers))
        if stage:
            lines.go_on()
        else:
            self._read(team, articles, (voices, ties, lines))
        if stage != HELD:
            voices.hold_all(_telling("comparing", team.holders(self.state.in_order()), articles))
            self.state.reach(HELD)
        self.state.index()
        _tell("counted", articles)
        lines.origins((), ())
        self.store.derive(chain([self._making()], lines.everything(), self._about()), None)
        self.store.derive([], [(derived.STATE, derived.STATE, self._making(whole=False))])
        self.state.finish()

    def _read(self, team: Hands, articles: Sequence[str], parts: tuple[Voiced, Ties, Lines]) -> None:
        """Take all articles into the state."""
        voices, ties, lines = parts
        for some in _telling("counting", team.read(articles), articles):
            for one in some:
                n = self._enter(one, lines)
                voices.post(n, one.keys, one.brought.spans)
                ties.put(n, one.brought.text.sources)
            lines.forget()
        self.state.sort()
        self.store.derive([self._making()], None)
        self.state.reach(READ)

    def _reached(self, articles: Sequence[str]) -> str:
        """How far an earlier process came that was stopped; "" where an article came or went since."""
        stage = self.state.stage
        if not stage or len(articles) != self.state.count():
            return ""
        told = f"kg:recipe {literal(derived.recipe())} ; kg:mark {literal(self.state.mark)}"  # then all of it was written
        mine = f"{{ {derived.STATE} {self._making(whole=False)} }} UNION {{ {derived.STATE} {told} }}"
        unchanged = f"FILTER NOT EXISTS {{ GRAPH {derived.CHANGED} {{ ?a kg:changed true }} }}"
        return stage if self.store.ask(f"{PREFIXES}ASK {{ GRAPH {derived.STATE} {{ {mine} }} {unchanged} }}") else ""

    def _making(self, whole: bool = True) -> str:
        """What the graph says while all of this state is counted: articles that change after it are noted."""
        said = f"{name('kg:making')} {literal(self.state.mark)}"
        return f"{derived.STATE} {said} {derived.STATE} ." if whole else said

    def _some(self, touched: Sequence[str]) -> None:
        voices, ties, lines = self._parts(anew=False)
        with self.db:
            for article in touched:
                self._leave(article, voices, ties, lines)
            there = [article for article in touched if self.store.has(article)]
            for some in Hands(self.store, self.state.path, 1).read(there):
                for one in some:
                    n = self._enter(one, lines)
                    ties.put(n, one.brought.text.sources)
                    voices.put(n, one.keys, one.brought.spans)
            lines.origins(voices.changed, ties.changed)
            self.state.set("batch", json.dumps(list(touched)))
            fresh, gone = lines.changes()
        self.store.derive([*fresh, *self._about()], [(derived.STATE, derived.STATE), *gone])

    def _parts(self, anew: bool) -> tuple[Voiced, Ties, Lines]:
        return Voiced(self.state, self._text), Ties(self.state), Lines(self.state, anew)

    def _text(self, article: str) -> str:
        return self.store.text(article) or ""

    def _about(self) -> Iterator[str]:
        for key, text in (("recipe", derived.recipe()), ("mark", self.state.mark)):
            yield f"{derived.STATE} {name(f'kg:{key}')} {literal(text)} {derived.STATE} ."

    # --- one article ---

    def _enter(self, read: Read, lines: Lines) -> int:
        """Take an article into the state; its number."""
        text = read.brought.text
        row = (text.id, order(text.date, text.id), read.digest, read.has, read.asks)
        n = int(self.db.execute("INSERT INTO article(id, ord, digest, keys, asks, root) VALUES (?, ?, ?, ?, ?, 0)", row).lastrowid or 0)
        self.db.execute("UPDATE article SET root = n WHERE n = ?", (n,))
        self.state.shift("", read.digest)
        lines.enter(n, read.brought)
        return n

    def _leave(self, article: str, voices: Voiced, ties: Ties, lines: Lines) -> None:
        """Take an article out of the state."""
        n = self.state.number(article)
        if n is None:
            return
        lines.leave(n)
        voices.drop(n)
        ties.drop(n)
        (digest,) = self.db.execute("SELECT digest FROM article WHERE n = ?", (n,)).fetchone()
        self.state.shift(digest, "")
        self.db.execute("DELETE FROM article WHERE n = ?", (n,))
