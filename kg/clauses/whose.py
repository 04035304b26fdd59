"""Whose the things of a match are: objects held against the makers that everybody knows or the article names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from kg import regexes
from kg.clauses.frames import Compiled
from kg.clauses.made import maker
from kg.discourse.context import Context
from kg.entities.masking import View
from kg.model import Entity, Mention


def is_outright(context: Context, compiled: Compiled, match: re.Match, subjects: list[Any], objects: list[Any]) -> bool:
    """Whether a text says plainly that a house brings a thing out whose maker, as the lexicon has it, it does not name."""
    words = compiled.frame.option("outright")
    if not words or len(subjects) != 1 or subjects[0].entity.type != "Organization" or match.start("S") < 0:
        return False
    named = [context.knowledge.named_maker(o.entity, context.counts) for o in objects]
    itself = context.cues.itself.match(match.string, match.end("O"))
    return match.group("cue") in words and itself is not None and not any(named)


def owned(context: Context, subjects: list[Any], objects: list[Any], how: str) -> list[Any]:
    """Objects whose known makers are the subjects; with `how` "rest" those that a list adds must share the first one's.

    With "known" a maker that nobody knows is none; with "others" it is the other way round: an organization's own go.
    """
    owners = context.knowledge.owners
    makers = [{key for m in context.knowledge.makers_here(o.entity, context.counts) for key in owners(m)} for o in objects]
    if how == "others":
        firms = [set(owners(s.entity)) if s.entity.type == "Organization" else set() for s in subjects]
        own = set.intersection(*firms) if firms else set()
        return [o for o, keys in zip(objects, makers, strict=True) if not keys & own]
    wanted = (
        makers[0]
        if how == "rest" and objects
        else {key for s in subjects for m in (s.entity, *_house_behind(context, s.entity)) for key in owners(m)}
    )
    return [o for o, keys in zip(objects, makers, strict=True) if keys & wanted or how != "known" and not (keys and wanted)]


def _house_behind(context: Context, thing: Entity) -> Iterable[Entity]:
    """The makers of a product that acts as its house: what is theirs is its own."""
    return context.knowledge.maker_entities(thing) if thing.type == "Product" else ()


def own_makers(context: Context, subjects: list[Any], objects: list[Any]) -> list[Any]:
    """Whom a pronoun stands for that is read as a house which did not make the thing, where the article names the one that did."""
    if any(s.entity.type != "Organization" or s.entity == context.owner for s in subjects) or owned(context, subjects, objects, "subject"):
        return subjects
    return makers_of(context, objects)


def for_their_house(context: Context, told: dict[str, Any], people: list[Any], objects: list[Any]) -> list[Mention]:
    """The house that made the objects, where people of it are said to bring them out ("Musk launched Grok" is xAI's release)."""
    if told.get("fallback") != "maker" or any(p.entity.type != "Person" for p in people) or not all(objects):
        return []
    makers = makers_of(context, objects)
    houses = {house.key for p in people if (house := context.knowledge.named_maker(p.entity, context.counts))}
    return makers if makers and houses == {makers[0].entity.key} else []


def is_hosted(context: Context, view: View, match: re.Match, words: str | None, objects: list[Any]) -> bool:
    """Whether words for putting up another's things stand behind houses that made none of them: "京东云宣布,上线了A"."""
    puts_up = regexes.at_hand(words).search(view.masked, match.start(), match.end()) if words else None
    houses = [m.entity for at, m in view.mentions(("Organization",)) if puts_up and at < puts_up.start()]
    makers = {key for thing in objects if thing for m in context.knowledge.maker_entities(thing.entity) for key in context.knowledge.owners(m)}
    return bool(houses and makers) and not any(makers & set(context.knowledge.owners(house)) for house in houses)


def makers_of(context: Context, objects: list[Any]) -> list[Mention]:
    """Who made the object, as the lexicon or the article has it and the article names it. One maker or none."""
    known = [maker(context, thing.entity) for thing in objects if thing]
    makers = [m for m in known if m]
    return [Mention(-1, -1, makers[0], "context")] if len({m.key for m in makers}) == 1 else []
