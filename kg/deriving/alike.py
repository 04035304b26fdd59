"""Which claims say the same, kept: what a claim says, without its words, time and speaker, leads to all that say it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from kg.deriving.brought import Brought
from kg.deriving.lookup import look_up
from kg.deriving.state import State, number_of
from kg.listing.steps import gist
from kg.store import Store


def enter(state: State, n: int, one: Brought) -> None:
    """Note what an article's claims say."""
    order = state.row(n)[1]
    rows = ((number_of(gist(row)), order, row["id"], n) for row in map(one.row, one.claims))
    state.db.executemany("INSERT INTO same VALUES (?, ?, ?, ?)", rows)


def leave(state: State, n: int) -> None:
    """Take out what an article brought."""
    state.db.execute("DELETE FROM same WHERE n = ?", (n,))


def claims_alike(store: Store, gists: Iterable[str], most: int) -> dict[str, list[tuple[str, str]]] | None:
    """What claims say (`steps.gist`) → the earliest that say it, so many at most: article and claim (ids).

    None where that is not kept, or not in step with the articles.
    """
    def find(db: sqlite3.Connection) -> dict[str, list[tuple[str, str]]]:
        sql = "SELECT a.id, s.claim FROM same s JOIN article a ON a.n = s.n WHERE s.gist = ? ORDER BY s.ord, s.claim LIMIT ?"
        return {one: db.execute(sql, (number_of(one), most)).fetchall() for one in gists}

    return look_up(store, find)
