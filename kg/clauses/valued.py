"""What a match says: the fields of its value, what a denial makes of them, and what they are for a subject of some sort."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from kg import regexes
from kg.clauses.denials import denial, disbelieved, is_elsewhere, of_none, refused
from kg.clauses.frames import Compiled, place_of
from kg.discourse.context import Context
from kg.discourse.sentences import Sentence
from kg.knowledge import Kind, Knowledge, firm_of
from kg.model import Entity, Mention


def of_its_sort(context: Context, kind: Kind, subject: Mention | None, thing: Mention | None, values: dict) -> dict:
    """The values, where a kind says that those of subjects of a sort are others (`by_sort`): a cloud that takes a model in offers it."""
    rule = kind.settings.get("by_sort")
    if not rule or subject is None or thing is None or thing.entity.type not in rule["types"]:
        return values
    own = context.knowledge.sort_of(subject.entity) in rule["sorts"]
    return {**values, rule["field"]: rule["values"].get(values.get(rule["field"]), values.get(rule["field"]))} if own else values


def disputed(context: Context, compiled: Compiled, subject: Mention | None, values: dict, negated: bool) -> tuple[dict, bool]:
    """What a denial says of a thing that the lexicon knows better: the word is denied it ("not open"), and no other one given."""
    kind, frame = compiled.kind, compiled.frame
    column, flip = kind.settings.get("disputed"), frame.option("denied", kind.settings.get("denied", "negate"))
    if column is None or subject is None or not isinstance(flip, dict) or any(values.get(k) != v for k, v in flip.items()):
        return values, negated
    term = context.knowledge.family(subject.entity) or context.knowledge.by_key.get(subject.entity.key)
    if term is None or not term.columns.get(column):
        return values, negated
    return {**values, **dict(frame.value)}, True


def fitting(knowledge: Knowledge, thing: Entity, types: Sequence[str]) -> Entity:
    """A thing as its role takes it: a start-up is bought, and acts, by the name of what it sells, where only houses do."""
    return firm_of(knowledge, thing) if thing.type == "Product" and "Organization" in types and "Product" not in types else thing


def fields_of(values: dict) -> tuple[tuple[str, Any], ...]:
    """A claim's values in order, without those that say nothing."""
    return tuple(sorted((k, v) for k, v in values.items() if v not in (None, "")))


def value_of(knowledge: Knowledge, sentence: Sentence, compiled: Compiled, match: re.Match) -> tuple[dict, bool] | None:
    """What the match says and whether it is negated; None where a denial takes the claim away."""
    frame, kind = compiled.frame, compiled.kind
    value, negated = dict(frame.value), bool(frame.option("negated", False))
    cue = place_of(match, "cue", match.start())
    doubted = disbelieved(knowledge, sentence, match)
    before = denial(knowledge, sentence.view, sentence.lang, match.start(), cue) and not is_elsewhere(kind, sentence, match)
    if doubted or before or refused(knowledge, sentence, compiled, match) or of_none(knowledge, sentence, match):
        flip = frame.option("denied", kind.settings.get("denied", "negate"))
        # who does not think so says nothing else instead, but where the kind tells of what somebody thinks;
        # a frame that knows its own denials knows none of these
        if flip == "drop" or doubted and (not flip or isinstance(flip, dict) and not kind.settings.get("wishes")):
            return None
        if isinstance(flip, dict):
            value.update(flip)
        elif flip == "negate":
            negated = not negated
    value.update({k: v.strip(" 、,/&-") for k, v in match.groupdict().items() if v and k.islower() and k != "cue"})
    _tell_former(kind, sentence, match, value)
    return value, negated


def _tell_former(kind: Kind, sentence: Sentence, match: re.Match, value: dict) -> None:
    """Write with a field that it is of the past ("OpenAI's former CTO"), where words before it say so; alone where there is none."""
    told = kind.settings.get("former")
    if not told or sentence.lang not in told["before"]:
        return
    field = told["field"]
    group = field if match.groupdict().get(field) else "O"
    if not match.groupdict().get(group):
        return
    start = match.start(group)
    past = regexes.at_hand(told["before"][sentence.lang], re.I).search(sentence.view.masked[max(0, start - 40) : start])
    if past and not value.get(field):
        value[field] = told["bare"][sentence.lang]
    elif past and group == field:
        word = (past["former"] or told["ended"][sentence.lang]).lower()  # a post that is given up is a former one
        if word not in value[field].casefold():
            value[field] = word + told["joint"][sentence.lang] + value[field]
