"""What an article as a whole is about: the one thing of its title, or the thing whose family it mostly names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from re import Pattern

from kg.discourse.sentences import Sentence
from kg.knowledge import Knowledge
from kg.model import Entity, Mention

WARES = ("Model", "Product")
_OFTEN = 3  # mentions
_MOSTLY = 0.4  # of all mentions of wares
_GENERATIONS = 4  # from a thing up to its family's


def titled(sentences: Sequence[Sentence], several: Pattern[str], is_held: Callable[[str, int], bool]) -> Entity | None:
    """The one model or product that the title names, unless another is held against it ("Acme opens up since Zorb") or the
    title lists news, as `several` tells."""
    view = sentences[0].view if sentences and sentences[0].block.kind == "heading" else None
    named = view.mentions(WARES) if view else []
    if view is None or len({m.entity for _, m in named}) != 1 or several.search(view.masked):
        return None
    return None if is_held(view.masked, named[0][0]) else named[0][1].entity


def weighs(sentence: Sentence, types: Sequence[str], words: Pattern[str]) -> bool:
    """Whether a heading holds several things of the types against each other ("A vs B"): what stands below may be of either."""
    if sentence.block.kind != "heading" or words.search(sentence.view.masked) is None:
        return False
    return len({m.entity.key for _, m in sentence.view.mentions(types)}) > 1


def named_most(knowledge: Knowledge, seen: Mapping[str, Mention], counts: Mapping[str, int]) -> Entity | None:
    """The model or product that is by far the most often named, its family where that is named nearly as often; of its kin are
    most of those that the article names."""
    things = Counter({m.entity: counts[key] for key, m in seen.items() if m.entity.type in WARES})
    ranked = things.most_common(1)
    if not ranked or ranked[0][1] < _OFTEN:
        return None
    first = ranked[0][0]
    while (over := seen.get(first.parent)) and 2 * things[over.entity] >= things[first]:
        first = over.entity
    kin = sum(count for thing, count in things.items() if first.key in _line(knowledge, seen, thing))
    return first if kin >= _MOSTLY * sum(things.values()) else None


def _line(knowledge: Knowledge, seen: Mapping[str, Mention], thing: Entity) -> Iterator[str]:
    """The keys of a thing and of the families over it."""
    for _ in range(_GENERATIONS):
        yield thing.key
        over = seen.get(thing.parent) or knowledge.by_key.get(thing.parent)
        if over is None:
            yield thing.parent
            return
        thing = over.entity


def without_owners(masked: str, named: list[tuple[int, Mention]], whose: Pattern[str]) -> list[tuple[int, Mention]]:
    """The mentions of a sentence without those that only tell whose the next of them is, or what that one is like: "号称中国版A的B"."""
    places = {at for at, _ in named}
    return [(at, m) for at, m in named if not ((of := whose.match(masked, at + 1)) and of.end() in places)]
