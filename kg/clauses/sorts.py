"""Sorts of things (the column `kind` of the lexicon) that do not fill a frame's roles."""

from __future__ import annotations

from kg.clauses.frames import Compiled
from kg.discourse.context import Context
from kg.model import Mention


def unfit(compiled: Compiled, name: str) -> set[str]:
    """The sorts of things that do not fill a role: those that the frame says, else the kind for the frame's value."""
    if (own := compiled.frame.option(name)) is not None:
        return set(own)
    tables = compiled.kind.settings.get(name, {})
    return {sort for field, rows in tables.items() for sort in rows.get(dict(compiled.frame.value).get(field), ())}


def is_of(context: Context, thing: Mention, sorts: set[str]) -> bool:
    """Whether a thing is of one of some sorts (the column `kind` of the lexicon): an operating system hosts no model."""
    return bool(sorts) and context.knowledge.sort_of(thing.entity) in sorts
