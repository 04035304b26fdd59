"""Who made what by an article's own claims: the houses of things that the lexicon does not know, and of their versions."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable

from kg.discourse.context import Context
from kg.knowledge import fold
from kg.model import Claim, Entity

_VERSION = re.compile(r"[\s\-]?v?\d.*$", re.I)  # "Zorb 2 Mini" is one of the Zorbs
_SHORTEST = 3  # letters of a family's name


def maker(context: Context, thing: Entity) -> Entity | None:
    """The maker of a thing that the article names: as the lexicon has it, else as the article's claims tell."""
    if context.knowledge.maker_entities(thing):
        return context.knowledge.named_maker(thing, context.counts)
    found = next((context.makers[name] for name in _names(thing) if name in context.makers), None)
    if found is None and thing.type in ("Model", "Product"):
        context.unmade.add(thing.key)
    return found


def told(context: Context, claims: Iterable[Claim]) -> dict[str, Entity]:
    """The house of each thing that the lexicon has no maker of, by the folded names of it and of its family."""
    found: dict[str, Counter[Entity]] = defaultdict(Counter)
    for claim in claims:
        house, thing = claim.subject, claim.object
        tells = context.knowledge.kinds[claim.kind].settings.get("tells_maker") and not claim.negated
        if tells and house and thing and house.type == "Organization" and not context.knowledge.maker_entities(thing):
            for name in _names(thing):
                found[name][house] += 1
    return {name: houses.most_common(1)[0][0] for name, houses in found.items() if len(houses) == 1}


def _names(thing: Entity) -> list[str]:
    """The folded name of a thing and that of its family."""
    family = _VERSION.sub("", thing.label)
    return [fold(thing.label), *([fold(family)] if len(family) >= _SHORTEST and family != thing.label else [])]
