"""Asking a store's named queries: what the tests of queries share."""

from __future__ import annotations

from typing import Any

from kg.asking import query
from kg.store import OxigraphStore


def ask(store: OxigraphStore, name: str, **params: Any) -> list[dict[str, Any]]:
    return query.run(store, name, params).dicts()


def only(rows: list[dict[str, Any]], **having: Any) -> dict[str, Any]:
    found = [row for row in rows if all(row[key] == value for key, value in having.items())]
    assert len(found) == 1, found
    return found[0]
