"""The figure of another thing beside the one that a claim tells: "A has 70B parameters, compared to B's 8B", "(B: $15)"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from kg.clauses.claims import Candidate, is_out_of_bounds, number_values
from kg.clauses.valued import fields_of
from kg.discourse.context import Context
from kg.entities.cues import patterns
from kg.entities.masking import MARKS, View
from kg.knowledge import Kind
from kg.model import Mention

_LESS = 0.06  # how much less sure it is than the claim whose words it goes without


def find(context: Context, told: Iterable[Candidate]) -> Iterator[Candidate]:
    """Claims of the kinds that say so (`contrasted`), made of a claim of the sentence with another thing and its number."""
    for one in told:
        kind = context.knowledge.kinds[one.claim.kind]
        if one.number is not None and one.claim.subject is not None and not one.claim.negated and _holds(kind, one):
            yield from _others(context, kind, one)


def _holds(kind: Kind, one: Candidate) -> bool:
    """Whether such a figure is held against those of others, by the values of the kind's setting."""
    rows = kind.settings.get("contrasted")
    return rows is not None and all(one.claim.values.get(field) in values for field, values in rows.items())


def _others(context: Context, kind: Kind, one: Candidate) -> Iterator[Candidate]:
    """The claims of other things that the sentence of a claim tells in few words behind its number."""
    view, start, subject = context.sentences[one.sentence].view, one.number, one.claim.subject
    at = bisect_left(view.offsets, start) if start is not None else -1
    slot = view.slots.get(at)
    if slot is None or slot.thing.start != start or subject is None:
        return
    for found in _told(context, view, at):
        thing, number = (view.slots[found.start(name)].thing for name in ("name", "number"))
        alike = view.masked[found.start("number")] in (view.masked[at], MARKS["plain"])
        if alike and isinstance(thing, Mention) and thing.entity.type in kind.subject and thing.entity.key != subject.key:
            yield from _made(kind, one, thing, number)


def _told(context: Context, view: View, at: int) -> Iterator[re.Match[str]]:
    """Where behind a number others are told with theirs: held against it, or in a list of such; of things of one type also where they are only joined."""
    words, end, own = patterns(context.knowledge, "contrasted"), -1, _before(view, at)
    for found in words["other"].finditer(view.masked, at + 1):
        if found["held"] is not None or found.start() == end or own == found["name"]:
            end = found.end()
            yield found
    yield from words["for_other"].finditer(view.masked, at + 1)


def _before(view: View, at: int) -> str:
    """The mark of the last thing named before a number."""
    places = [place for place, _ in view.mentions() if place < at]
    return view.masked[places[-1]] if places else ""


def _made(kind: Kind, one: Candidate, thing: Mention, number: Any) -> Iterator[Candidate]:
    """The claim with the other thing and its number, unless that is no such figure."""
    kept = {name: value for name, value in one.claim.values.items() if name != "high"}
    values = {**kept, **number_values(kind, number)}
    if not is_out_of_bounds(kind, values):
        sure = round(one.claim.confidence - _LESS, 3)
        rule = f"{kind.id}/contrasted"
        claim = replace(one.claim, subject=thing.entity, value=fields_of(values), confidence=sure, rule=rule, mentions=(thing,))
        yield replace(one, claim=claim, frame=None, number=number.start)
