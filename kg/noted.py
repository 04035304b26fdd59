"""What stands beside a graph about its making: by which recipe, and what of a model's answers each article hangs on."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from kg.changes import NOTES
from kg.extractors import PLAIN, Recipe, from_row, stamp
from kg.knowledge import load
from kg.model import Article
from kg.register import tables


def notes(store: str) -> dict[str, Any]:
    """All that is noted; nothing where no graph was built."""
    try:
        found = json.loads(Path(store, NOTES).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def recipe_of(store: str) -> Recipe:
    """By which recipe the store's graphs were made; the rules alone where none was built."""
    return from_row(notes(store).get("recipe", PLAIN.row()))


def stamps_of(store: str) -> dict[str, str]:
    """Article → the stamp that its graph was made under."""
    kept = tables(Path(store))
    return dict(kept["stamps"].items()) if kept else {}


def stamps(articles: Iterable[Article], recipe: Recipe) -> dict[str, str]:
    """Article → what its graph hangs on today beside its text and the knowledge; nothing for the rules."""
    return {} if recipe == PLAIN else {article.id: stamp(article, recipe, load()) for article in articles}


def outdated(store: str, now: dict[str, str]) -> set[str]:
    """The articles whose answers are other ones than when their graph was made."""
    before = stamps_of(store)
    return {key for key, value in now.items() if before.get(key) != value}
