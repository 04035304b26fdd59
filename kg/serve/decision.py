"""A process that makes one decision about a name or a claim, or takes one back, and tells how far it is: a JSON line for each step.

As with an article that is added, the server answers meanwhile, and readers keep to the snapshot that is published.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from kg.decisions import Contradiction, Decision
from kg.errors import KgError, NotFound
from kg.reviews import deciding
from kg.reviews.deciding import Desk
from kg.serve.addition import speak, taken
from kg.settings import Settings
from kg.updating import judge

FIELDS = ("do", "item", "name", "type", "en", "zh", "other", "article", "claim", "note", "id", "by")
DOINGS = (*deciding.VERBS, "undo")
STEPS = ("deciding", "published")
Given = dict[str, str]


def make(desk: Desk, given: Given) -> Decision:
    """The decision that a form asks for. `item`: the id of what waits, else `name` says what it is about.

    Raises NotFound, UsageError.
    """
    item = desk.item(given["item"]) if given["item"] else None
    if given["item"] and not item:
        raise NotFound("this waits for a decision no more")
    name, other = item.name if item else given["name"], given["other"]
    match given["do"]:
        case "accept":
            return deciding.accept(desk, name, given["type"] or (item.type if item else ""), given["en"], given["zh"])
        case "merge":
            into = other or (item.other_key if item else "")
            return deciding.merge(desk, item.key if item else name, into, name if item else "")
        case "split":
            return deciding.split(desk, name, given["article"], other)
        case "ignore":
            return deciding.ignore(desk, name)
        case "strike":
            return deciding.strike(desk, given["claim"], given["note"])
    if item:
        pair = {"into": item.other_key, "into_name": item.other} if item.other_key else {}
        return desk.signed(do="reject", name=item.name, key=item.key, **pair)
    return deciding.reject(desk, name, other)


def decide(given: Given, settings: Settings, tell: Callable[[str], None]) -> dict[str, Any]:
    """Make the decision, or take back the one with `id` (the last without). What it was, and how much it changed."""
    tell("deciding")
    try:
        if given["do"] == "undo":
            made, articles = judge.undo(settings, given["id"])
        else:
            made, articles = judge.decide(settings, lambda desk: make(desk, given), given["by"])
    except Contradiction as error:
        said = (error.faults[0] if error.faults else error).what.replace(f"{settings.corpus}/", "")
        raise KgError(f"{said}, {error.done}", "", "take one of them back") from None
    tell("published")
    row = {name: value for name, value in made.row().items() if name != "where"}
    return {**row, "undone": given["do"] == "undo", "anew": articles}


def main(settings: str, name: str, given: str) -> None:
    """Decide; on the standard output the steps, then `done` or `failed`."""
    told, fields = taken(settings), {**dict.fromkeys(FIELDS, ""), **json.loads(given)}
    speak(lambda tell: decide(fields, told, tell), "://" in told.store)


if __name__ == "__main__":
    import sys

    main(*sys.argv[1:])
