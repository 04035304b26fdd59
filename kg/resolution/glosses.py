"""Names that an article explains in brackets: 商汤科技（SenseTime）, Open Source Initiative (OSI)."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from kg.knowledge import fold
from kg.model import Entity, Extraction
from kg.resolution.likeness import Known, Likeness, acronym, han, rules

_REACH = 80  # characters on either side of a bracket in which a name is looked for


def glosses(
    text: str, there: Mapping[str, Entity], fresh: Mapping[str, Entity]
) -> Iterator[tuple[str, str, Likeness]]:
    """(new thing, other thing, likeness) for each pair of one type of which one explains the other in brackets."""
    if not fresh:
        return
    for bracket in _opening().finditer(text):
        before = _before(text, bracket.start())
        after = _stripped(text[bracket.end() : bracket.end() + _REACH])
        left = _at(before, there, str.endswith)
        right = [found for found in _at(after, there, str.startswith) if _closes(after[len(found[1]) :])]
        for one, name in left:
            for other, gloss in right:
                fit = one != other and there[one].type == there[other].type and (one in fresh or other in fresh)
                if fit and (likeness := _fits(name, gloss)):
                    yield (one, other, likeness) if one in fresh else (other, one, likeness)


@functools.cache
def _opening() -> re.Pattern[str]:
    return re.compile(r"\s?[" + re.escape("".join(rules()["gloss"]["open"])) + "]")


def _before(text: str, place: int) -> str:
    return text[max(0, place - _REACH) : place].rstrip(rules()["gloss"]["quotes"] + "*_")


def _stripped(text: str) -> str:
    text = text.lstrip(rules()["gloss"]["quotes"] + "*_")
    for lead in rules()["gloss"]["lead"]:
        if text.lower().startswith(lead.lower()):
            return text[len(lead) :].lstrip(rules()["gloss"]["quotes"] + "*_")
    return text


def _closes(rest: str) -> bool:
    rest = rest.lstrip(rules()["gloss"]["quotes"] + "*_")
    return rest.startswith((*rules()["gloss"]["close"], ",", "，", ";", "；"))


def _at(text: str, there: Mapping[str, Entity], stands: object) -> list[tuple[str, str]]:
    """The things with a name at this end of the text, each with the longest such name; only the longest of all."""
    found = []
    for key, entity in there.items():
        names = [n for n in (entity.label, *entity.aliases) if n and stands(text, n)]  # type: ignore[operator]
        if names:
            found.append((key, max(names, key=len)))
    longest = max((len(name) for _, name in found), default=0)
    return sorted(pair for pair in found if len(pair[1]) == longest)


def _fits(name: str, gloss: str) -> Likeness | None:
    """A Chinese name and a Latin one, or a name and its initials."""
    if han(name) != han(gloss):
        return Likeness("gloss", rules()["scores"]["gloss"])
    if acronym(gloss, name) or acronym(name, gloss):
        return Likeness("acronym", rules()["scores"]["acronym"])
    return None


_LATIN = re.compile(r"[A-Z][A-Za-z][\w .&'’\-]{0,40}")


def with_glosses(extraction: Extraction, fresh: Mapping[str, Entity], lexicon: Known) -> Extraction:
    """The extraction in which new Chinese names have the Latin names too that the article gives them in brackets.

    Capitals alone (CEO, API) and names of things that the lexicon knows are no second names.
    """
    entities = []
    taken = {fold(name) for entity in extraction.entities for name in (entity.label, *entity.aliases)}
    for entity in extraction.entities:
        if entity.key in fresh and entity.type in ("Organization", "Person", "Model", "Product"):
            found = _bracketed(extraction.article.text, entity)
            names = [n for n in found if not lexicon.has(fold(n)) and fold(n) not in taken]
            entity = replace(entity, aliases=tuple(dict.fromkeys([*entity.aliases, *names])))
        entities.append(entity)
    return replace(extraction, entities=tuple(entities))


def _bracketed(text: str, entity: Entity) -> Iterator[str]:
    for name in (entity.label, *entity.aliases):
        if han(name):
            for bracket in _opening().finditer(text):
                if _before(text, bracket.start()).endswith(name):
                    after = _stripped(text[bracket.end() : bracket.end() + _REACH])
                    found = _LATIN.match(after)
                    if found and not found.group().isupper() and _closes(after[found.end() :]):
                        yield found.group().strip()
