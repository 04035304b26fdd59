"""A name that is a house's and its product's: which of the two an article means by it that makes no claim of either."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping, Sequence, Set
from itertools import permutations

from kg.entities.strangers import leaning
from kg.entities.surroundings import around, pages, placed
from kg.knowledge import Knowledge, fold
from kg.model import Article, Entity, Mention

_HOUSE = "Organization"
_THINGS = ("Product", "Model")
PLACES = 12  # places of a name that are looked at

# By the key of a house the things that go by its name, and the other way round, each with the names (folded) of the first
# by which it may be meant.
Twins = Mapping[str, Mapping[Entity, frozenset[str]]]


@functools.lru_cache(4)
def twins(knowledge: Knowledge) -> Twins:
    """The houses of the lexicon that share a name with a product or model, with those, and these with their houses."""
    named: dict[str, list[Entity]] = {}
    for term in knowledge.terms:
        if term.entity.type == _HOUSE or term.entity.type in _THINGS:
            for name in dict.fromkeys(map(fold, term.names)):
                named.setdefault(name, []).append(term.entity)
    found: dict[str, dict[Entity, frozenset[str]]] = {}
    for name, entities in named.items():
        for one in entities:
            for other in entities:
                if (other.type == _HOUSE) != (one.type == _HOUSE):
                    others = found.setdefault(one.key, {})
                    others[other] = others.get(other, frozenset()) | {name}
    for pair in knowledge.cues["strangers"]["twins"]["pairs"]:
        keys = (f"{kind}/{name}" for kind, name in zip(("organization", "product"), pair.split(), strict=True))
        ends = [knowledge.by_key[key].entity for key in keys if key in knowledge.by_key]
        for one, other in permutations(ends, 2):
            found.setdefault(one.key, {})[other] = frozenset(map(fold, one.aliases))
    return found


def meant(
    knowledge: Knowledge, article: Article, mentions: Sequence[Mention], claimed: Set[str]
) -> dict[str, Entity]:
    """For the key of a thing that no claim names the other one that its name means here, where it means that.

    An article mostly tells of one of the two: what its claims name is that, else what stands around the name tells it.
    """
    pairs = twins(knowledge)
    places: dict[str, list[Mention]] = {}
    for mention in mentions:
        if mention.entity.key in pairs:
            places.setdefault(mention.entity.key, []).append(mention)
    open_ones = (key for key in places if key not in claimed)
    others = {key: other for key in open_ones if (other := twin_of(pairs[key], article, places[key]))}
    both = {key: sorted({m.start for m in (*places[key], *places.get(other.key, ()))}) for key, other in others.items()}
    features = surroundings(knowledge, article, mentions, {start for starts in both.values() for start in starts[:PLACES]})
    least = knowledge.cues["strangers"]["twins"]["least"]
    out: dict[str, Entity] = {}
    for key, other in others.items():
        one = places[key][0].entity
        house, sign = (one, 1) if one.type == _HOUSE else (other, -1)
        leans = leans_to(one, other, features, both[key][:PLACES]) + sign * means_thing(knowledge, house)
        if other.key in claimed or leans > (least[one.type] if len(both[key]) == len(places[key]) else 0):
            out[key] = other
    return out


def means_thing(knowledge: Knowledge, house: Entity) -> float:
    """How much more a house's name speaks for the thing that goes by it than for the house, wherever it stands."""
    told = knowledge.cues["strangers"]["twins"]
    name = house.key.partition("/")[2]
    mostly: float = told["mostly"].get(name, 0.0)
    rented: float = told["rented"].get(knowledge.sort_of(house), 0.0)
    return mostly + rented


def leans_to(one: Entity, other: Entity, features: Mapping[int, Set[str]], starts: Sequence[int]) -> float:
    """How much the words around a name, at the places where it stands, speak for the other thing that goes by it and not for the one."""
    together = frozenset[str]().union(*(features[start] for start in starts if start in features))
    return leaning(together, one.type, other.type) / math.sqrt(len(starts))


def twin_of(others: Mapping[Entity, frozenset[str]], article: Article, there: Sequence[Mention]) -> Entity | None:
    """The one of these that may be meant by a name which the article calls the mentioned thing by."""
    called = {fold(article.text[m.start : m.end]) for m in there}
    return next((one for one, names in others.items() if not called.isdisjoint(names)), None)


def surroundings(
    knowledge: Knowledge, article: Article, mentions: Sequence[Mention], starts: Set[int]
) -> dict[int, set[str]]:
    """What is said around the mention at each of these places, as features of the table of strangers."""
    told_by = frozenset(knowledge.cues["strangers"]["words"]["told_by"])
    found: dict[int, set[str]] = {}
    for block, tokens in pages(article, mentions, starts):
        words = [token.plain for token in tokens]
        for at, token in enumerate(tokens):
            if token.start in starts:
                said = (*around(tokens, words, at, at + 1, {}, told_by), *placed(article.text, block, token.start))
                found.setdefault(token.start, set()).update(said)
    return found
