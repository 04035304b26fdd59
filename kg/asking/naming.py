"""The names of the graph by which the things of a question are known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from kg.asking import query
from kg.asking.renaming import folded_names, is_name
from kg.errors import StoreError
from kg.knowledge import fold

MANY = 20_000  # names in the graph from which those alone are read that stand in a question
LONGEST = 60  # characters of a name that is looked for so


def names_of(store: Any) -> dict[str, tuple[str, str]]:
    """Every name of the graph's entities, as `folded_names` gives them."""
    return folded_names(query.entities(store))


def names_in(store: Any, question: str) -> Mapping[str, tuple[str, str]]:
    """Names of the graph's entities as `names_of` has them: all, or, where there are MANY, those that stand in the question."""
    try:
        index = store.passages()[0]
        if index.names_up_to(MANY) < MANY:
            return names_of(store)
    except StoreError:  # not in step, and somebody else holds the store
        return names_of(store)
    size = len(question)
    parts = {fold(question[at:end]) for at in range(size) for end in range(at + 2, min(size, at + LONGEST) + 1)}
    borne = index.things(part for part in parts if len(part) > 1)
    called: dict[str, list[str]] = defaultdict(list)  # the most used first
    for key, name in index.names(sorted({key for keys in borne.values() for key in keys})):
        called[key].append(name)
    found: dict[str, tuple[str, str]] = {}
    for folded, keys in sorted(borne.items()):
        for key, names in ((key, called[key]) for key in called if key in keys):
            if any(fold(name) == folded and is_name(name, key.partition("/")[0].capitalize()) for name in names):
                found.setdefault(folded, (names[0], key.partition("/")[0].capitalize()))
    return found
