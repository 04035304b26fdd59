"""What is kept beside a store, looked up by whoever reads it: only where it is in step with the articles."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import TypeVar

from kg.deriving.state import FILE, State
from kg.listing import derived
from kg.rdf.graph import PREFIXES
from kg.store import Store

T = TypeVar("T")
_MARK = f"{PREFIXES}SELECT ?m WHERE {{ GRAPH {derived.STATE} {{ {derived.STATE} kg:mark ?m }} }}"


def look_up(store: Store, find: Callable[[sqlite3.Connection], T]) -> T | None:
    """What is found in what is kept; None where that is not there, or not in step with the articles."""
    path = store.beside / FILE
    if not path.exists() or not derived.ready(store):
        return None
    try:
        with closing(State(path, derived.recipe())) as state:
            if not state.usable or list(store.select(_MARK).rows) != [(state.mark,)]:
                return None
            return find(state.db)
    except sqlite3.Error:
        return None
