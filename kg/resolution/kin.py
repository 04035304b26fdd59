"""Families: which model is a version, size or variant of which, and the names of those that no sentence names.

`Qwen` ⊃ `Qwen 2.5` ⊃ `Qwen 2.5-72B` ⊃ `Qwen 2.5-72B-Instruct`: each is a thing of its own, with a name and the link up.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import replace

from kg.knowledge import Knowledge, fold
from kg.model import Entity, Extraction

_JOINT = " -_.·"


@functools.lru_cache(4)
def families(knowledge: Knowledge) -> dict[str, str]:
    """Key of a lexicon's model → key of the family that its name begins with, of the same maker: Qwen-VL → Qwen."""
    models = [term for term in knowledge.terms if term.entity.type == "Model"]
    by_name: dict[str, list[tuple[str, frozenset[str]]]] = {}
    for term in models:
        by_name.setdefault(fold(term.entity.label), []).append((term.entity.key, frozenset(term.makers)))
    found = {}
    for term in models:
        for head in _heads(term.entity.label):
            named = by_name.get(head, ())
            fits = sorted(key for key, makers in named if makers & set(term.makers) and key != term.entity.key)
            if fits:
                found[term.entity.key] = fits[0]
                break
    return found


def _heads(label: str) -> Iterator[str]:
    """The beginnings of a name that end at a joint or before a number, the longest first, folded."""
    cuts = [m.start() for m in re.finditer(rf"[{re.escape(_JOINT)}+]|(?<=[A-Za-z])(?=\d)", label) if m.start()]
    yield from (fold(label[:cut]) for cut in reversed(cuts))


def parent_of(entity: Entity, knowledge: Knowledge) -> str:
    """The key of the next family up, "" where there is none."""
    parent = entity.parent or families(knowledge).get(entity.key, "")
    astray = entity.parent and entity.known and not entity.key.startswith(f"{entity.parent}-")
    if astray and _family(entity.key, knowledge):
        parent = entity.key.rpartition("-")[0]  # a version like .1 behind a family's number
    return parent if parent != entity.key else ""


def with_parents(extraction: Extraction, knowledge: Knowledge) -> Extraction:
    """The extraction with each thing's link to its family."""
    entities = []
    for entity in extraction.entities:
        parent = parent_of(entity, knowledge)
        entities.append(entity if parent == entity.parent else replace(entity, parent=parent))
    return replace(extraction, entities=tuple(entities))


def kin_of(extraction: Extraction, knowledge: Knowledge) -> tuple[Entity, ...]:
    """The families above an article's things that the article does not name, by key."""
    there = {entity.key: entity for entity in extraction.entities}
    for claim in extraction.claims:
        for entity in claim.entities():
            there.setdefault(entity.key, entity)
    found: dict[str, Entity] = {}
    for entity in sorted(there.values(), key=lambda e: e.key):
        below = entity
        while (parent := parent_of(below, knowledge)) and parent not in found and parent not in there:
            below = found[parent] = _above(below, parent, knowledge)
    return tuple(found[key] for key in sorted(found))


def _above(child: Entity, key: str, knowledge: Knowledge) -> Entity:
    """The family with this key: as the lexicon names it, else the child's name without its last part."""
    term = knowledge.by_key.get(key)
    if term is not None:
        return replace(term.entity, aliases=(), parent=families(knowledge).get(key, ""))
    tail = child.key.removeprefix(f"{key}-")
    label = re.sub(rf"[\s\-._·]*v?{re.escape(tail)}$", "", child.label, flags=re.I)
    upper = key.rpartition("-")[0]
    family = _family(key, knowledge)
    return Entity(child.type, label, key, parent=upper if family and len(upper) >= len(family) else "", known=True)


def _family(key: str, knowledge: Knowledge) -> str:
    """The lexicon's family that a version's key begins with."""
    while "-" in key:
        key = key.rpartition("-")[0]
        if key in knowledge.by_key:
            return key
    return ""
