"""Claims that a person says the article does not make: found again by what stays when a corpus is built anew, and left out.

A claim is known by its article, its exact words, its kind, who takes part in it and the rest of what it says; not by its
place or the rule that found it, which another version of the rules may change. Things are followed through merges, so a
strike that was made before two names became one fits after it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from kg.decisions import Decision
from kg.model import Claim, Entity, Extraction

Moves = Iterable[tuple[str, str]]  # of a thing's key to the one that took its place


@dataclass(frozen=True, slots=True)
class _Form:
    """What a claim that is struck looks like. `sides`: what its subject, object and speaker may be called by now."""

    id: str
    kind: str
    quote: str
    said: frozenset[str]
    sides: list[frozenset[str]]


def rest_of(values: Mapping[str, Any], time: str | None, negated: bool) -> str:
    """What a claim says beside its things, as the text that a decision keeps; "" where that is nothing."""
    said = {key: value for key, value in sorted(values.items()) if value is not None}
    if "metric" in said:
        said.pop("unit", None)  # a metric has its own, and the graph leaves that out
    said |= ({"time": time} if time else {}) | ({"negated": True} if negated else {})
    return json.dumps(said, ensure_ascii=False, sort_keys=True, default=str) if said else ""


def struck_out(extraction: Extraction, made: Iterable[Decision], moves: Moves) -> tuple[Extraction, tuple[str, ...]]:
    """The extraction without the claims that are struck, and the ids of the decisions that struck one.

    `moves`: what rulings of this article made of its things.
    """
    made = tuple(made)
    strikes = [one for one in made if one.do == "strike" and one.article == extraction.article.id]
    if not strikes:
        return extraction, ()
    steps = _steps(made, moves)
    forms = [_Form(one.id, one.kind, one.quote, _said(one.value), [_reach(key, steps) for key in _keys(one)]) for one in strikes]
    kept, struck = list[Claim](), set[str]()
    for claim in extraction.claims:
        hits = {form.id for form in forms if _fits(claim, form)}
        struck |= hits
        if not hits:
            kept.append(claim)
    return replace(extraction, claims=tuple(kept)), tuple(sorted(struck))


def reaches(made: Iterable[Decision], changed: Iterable[Decision]) -> set[str]:
    """The articles with a strike whose things a changed merge moves: its graph may hold none of them any more."""
    made, merged = tuple(made), [one for one in changed if one.do == "merge"]
    strikes = [one for one in made if one.do == "strike"] if merged else []
    steps = _steps(made, ((one.key, one.into) for one in merged)) if strikes else {}
    moved = {key for one in merged for key in (one.key, one.into)}
    return {one.article for one in strikes if any(_reach(key, steps) & moved for key in _keys(one))}


def _keys(one: Decision) -> tuple[str, str, str]:
    return one.key, one.into, one.speaker


def _steps(made: Iterable[Decision], moves: Moves) -> dict[str, set[str]]:
    steps: dict[str, set[str]] = {}
    for source, into in (*((one.key, one.into) for one in made if one.do == "merge"), *moves):
        if source:
            steps.setdefault(source, set()).add(into)
    return steps


def _reach(key: str, steps: Mapping[str, set[str]]) -> frozenset[str]:
    """What a thing may be called by now: its key, and those that took its place."""
    found, due = {key}, [key]
    while due:
        fresh = steps.get(due.pop(), set()) - found
        found |= fresh
        due.extend(fresh)
    return frozenset(found)


def _said(value: str) -> frozenset[str]:
    """The rest of a claim, in which 3 and 3.0 are one; of what is no JSON, nothing that fits."""
    try:
        said = json.loads(value or "{}")
    except ValueError:
        said = None
    if not isinstance(said, dict):
        return frozenset({value})
    return frozenset(f"{key} {int(part) if isinstance(part, float) and part.is_integer() else part}" for key, part in said.items())


def _fits(claim: Claim, form: _Form) -> bool:
    if claim.kind != form.kind or claim.quote != form.quote:
        return False
    sides = (claim.subject, claim.object, claim.speaker)
    same = all(_key(side) in keys for side, keys in zip(sides, form.sides, strict=True))
    return same and _said(rest_of(claim.values, claim.time, claim.negated)) == form.said


def _key(side: Entity | None) -> str:
    return side.key if side else ""
