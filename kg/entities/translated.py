"""New names that an article gives in two scripts, one in brackets behind the other: 青禾科技（Qinghe Tech） is one house."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from kg.entities.cues import Patterns, patterns
from kg.knowledge import Knowledge
from kg.model import Entity, Mention

_HAN = re.compile("[一-鿿]")
_ALIKE = ("Model", "Product")  # a name may be told to be one and its translation the other


def as_one(knowledge: Knowledge, text: str, found: list[Mention]) -> list[Mention]:
    """The mentions, those of a new name and of its other one in brackets of one thing."""
    one: dict[str, Entity] = {}
    for name, gloss in pairwise(found):
        if gloss.start - name.end < 16 and _is_other(patterns(knowledge, "names"), text, name, gloss):
            first, second = one.get(name.entity.key, name.entity), one.get(gloss.entity.key, gloss.entity)
            if first.key != second.key and not (first.known and second.known):
                kept, other = (second, first) if second.known else (first, second)
                one = {key: kept if entity.key == other.key else entity for key, entity in one.items()} | {other.key: kept}
    return [replace(m, entity=one[m.entity.key]) if m.entity.key in one else m for m in found] if one else found


def _is_other(words: Patterns, text: str, name: Mention, gloss: Mention) -> bool:
    """Whether what stands in brackets behind a name is the name in the other script."""
    first, second = name.entity.type, gloss.entity.type
    if first != second and not {first, second} <= set(_ALIKE):
        return False
    scripts = {_HAN.search(text, m.start, m.end) is not None for m in (name, gloss)}
    between = words["opens_translation"].fullmatch(text, name.end, gloss.start)
    return len(scripts) == 2 and between is not None and words["closes_translation"].match(text, gloss.end) is not None
