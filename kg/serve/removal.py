"""A process that takes one article out of the corpus and the graph, and tells how far it is: a JSON line for each step."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from kg.serve.addition import speak, taken
from kg.settings import Settings

FIELDS = ("article",)
STEPS = ("removing", "published")


def remove(article: str, settings: Settings, tell: Callable[[str], None]) -> dict[str, Any]:
    """Take the article with this id out. How many of the corpus's files are gone. Raises KgError."""
    from kg.updating import pipeline

    tell("removing")
    gone = pipeline.remove([article], settings)
    tell("published")
    return {"article": article, "files": len(gone)}


def main(settings: str, name: str, given: str) -> None:
    """Remove; on the standard output the steps, then `done` or `failed`."""
    told = taken(settings)
    speak(lambda tell: remove(json.loads(given)["article"], told, tell), "://" in told.store)


if __name__ == "__main__":
    import sys

    main(*sys.argv[1:])
