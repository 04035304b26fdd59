"""What a comparison is about: the benchmarks that it names, else the aspect that its words name."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kg.clauses.aspects import aspects_in
from kg.discourse.context import Context
from kg.entities.cues import patterns
from kg.entities.masking import View, clause_start, coordinated


def aspects_of(
    context: Context,
    view: View,
    start: int,
    first: int,
    last: int,
    thing: tuple[int, int] | None = None,
    classes: bool = True,
) -> list[str]:
    """What a comparison is about: the benchmarks that its clause or the words right before list, else the aspect its words name.

    `thing`: where what it is held against stands: of several benchmarks those beside it, and no words of a clause behind.
    `classes`: whether one side is a class of models.
    """
    words = patterns(context.knowledge, "claims")
    led = thing is not None and any(start <= at < thing[0] for at, _ in view.mentions(("Model", "Product", "Group")))
    if thing and led and (goes_on := words["next_clause"].search(view.masked, thing[1], last)):
        last = max(goes_on.start(), thing[1])
    places = [at for at, _ in view.mentions(("Benchmark",))]
    named = _beside(view, [at for at in places if first <= at < last], thing)
    if not named and places and (stage := words["stage"].search(view.masked, max(0, start - 100), start)):
        named = [at for at in places if stage.start("at") <= at < start]
    if not named and words["scored"].search(view.masked, start, last):  # what it is held against has its score there
        named = [at for at in places if at < start][-1:]
    if thing and len(places) > 1 and (latter := words["latter_of"].search(view.masked, start, thing[0])):
        named = [at for at in places if start <= at < latter.start()][-1:] or named
    if named:
        listed = coordinated(view, named[0], ("Benchmark",))
        return list(dict.fromkeys(m.entity.label for m in listed))
    said = words["spent"].sub(lambda found: " " * len(found[0]), view.masked[start:last])
    own = clause_start(said, thing[0] - start) if thing and start < thing[0] else 0
    found = aspects_in(context.knowledge, said[own:]) or aspects_in(context.knowledge, said)
    if not classes:
        found = _held_in(found, words, said)
    several = len(words["more"].findall(view.masked, start, last)) > 1  # "cheaper, easier …": one comparison each
    return found[: 3 if several else 1] or ["performance"]


def _held_in(found: list[str], words: Mapping[str, re.Pattern], said: str) -> list[str]:
    """Of the aspects that words name those in which one model is held against another, and how fast it is."""
    kept = [aspect for aspect in found if not words["of_classes"].fullmatch(aspect)]
    return [*kept, "latency"] if words["swift"].search(said) and "latency" not in kept else kept


def _beside(view: View, places: list[int], thing: tuple[int, int] | None) -> list[int]:
    """Of the places of benchmarks those that no other model parts from what stands at `thing`, nearest kind first; else all."""
    if thing is None or len(places) < 2:
        return places
    models = [at for at, _ in view.mentions(("Model", "Product")) if not thing[0] <= at < thing[1]]
    behind = [b for b in places if b >= thing[1] and not any(thing[1] <= at < b for at in models)]
    inside = [b for b in places if b < thing[0] and not any(b < at < thing[0] for at in models)]
    tight = [b for b in behind if not re.search("[,;、在]", view.masked[thing[1] : b])]
    return tight or inside or behind or places
