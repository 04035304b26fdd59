"""Whose round of money a match is about, where the words of the match do not name it."""

from __future__ import annotations

import re

from kg import regexes
from kg.clauses.frames import Compiled
from kg.clauses.sorts import is_of, unfit
from kg.discourse.context import Context
from kg.entities.masking import clause_start
from kg.model import Mention

_LIST = 40  # characters of a list of givers
_GIVEN = 4  # sentences back in which somebody is named for giving money


def is_giver(context: Context, compiled: Compiled, match: re.Match) -> bool:
    """Whether a match of what a round brought begins with whoever gave the money: "B获得A的投资,估值达到…"."""
    return _is_of_round(compiled) and context.cues.received.search(match.string, max(0, match.start() - _LIST), match.start()) is not None


def brings(context: Context, index: int, match: re.Match) -> Mention | None:
    """Whose round the words behind a match say it is: "a round led by X brings Y's total funding to …" is Y's."""
    view = context.sentences[index].view
    for at, thing in view.mentions(("Organization",)):
        parted = re.search("[;。]", view.masked[match.end() : at])
        if at >= match.end() and not parted and context.cues.whose.match(view.masked, at + 1):
            return thing
    return None


def whose(context: Context, index: int, compiled: Compiled, match: re.Match) -> Mention | None:
    """Whose round of money a match is about: whose the words behind it say it is, the nearest thing named, else `raiser`."""
    if told := brings(context, index, match):
        return told
    nearest, far = context.resolve(index, compiled.kind.object, match.start())
    found = raiser(context, index, compiled, match.start())
    if found and nearest and far <= min(0.25, compiled.reach) and _may_raise(context, index, compiled, nearest):
        view = context.sentences[index].view
        here = {m.entity.key for _, m in view.mentions(("Organization",))}
        if found.entity.key not in here and context.cues.this_round.search(view.masked, 0, match.start()):
            return found
        raises = {m.entity.key for _, m in _raisers(context, index, compiled)}
        return found if nearest.entity.key in here - raises else nearest
    return found


def _may_raise(context: Context, index: int, compiled: Compiled, thing: Mention) -> bool:
    """Whether a thing may be one that raises money: neither whoever tells of it nor of a sort that does not."""
    return thing.entity.key not in _tellers(context, index) and not is_of(context, thing, unfit(compiled, "unfit"))


def _tellers(context: Context, index: int) -> set[str]:
    sentence = context.sentences[index]
    return {who.key for who in (sentence.speaker, *(s.speaker for s in sentence.scopes)) if who}


def _raisers(context: Context, index: int, compiled: Compiled) -> list[tuple[int, Mention]]:
    """The organizations of a sentence that may raise money, with their places: none that gives it; who tells of it if no other does."""
    view, tellers, sorts = context.sentences[index].view, _tellers(context, index), unfit(compiled, "unfit")
    named = [
        (at, m)
        for at, m in view.mentions(("Organization",))
        if not context.is_held(view.masked, at) and not context.cues.invests.match(view.masked, at + 1)
        and not context.cues.backer.search(view.masked[max(0, at - 40) : at]) and not is_of(context, m, sorts)
    ]
    return [(at, m) for at, m in named if m.entity.key not in tellers] or named


def gives(compiled: Compiled) -> bool:
    """Whether a frame tells who put money into its object."""
    told = compiled.kind.settings.get("round", {})
    return told.get("role") == "object" and dict(compiled.frame.value).get(told["field"]) in told["values"]


def _is_of_round(compiled: Compiled) -> bool:
    """Whether a frame tells what a round of money brought to its subject, or made it worth."""
    told = compiled.kind.settings.get("round", {})
    return told.get("role") == "subject" and dict(compiled.frame.value).get(told["field"]) in told["values"]


def instead(context: Context, index: int, compiled: Compiled, thing: Mention, before: int) -> Mention | None:
    """Who raises money in the place of a thing that a sentence shortly before names for giving it: "A领投B的融资。此次融资总额达…".

    None where it raises it itself, and for frames that tell nothing of a round.
    """
    if not _is_of_round(compiled):
        return None
    for number in range(index, max(-1, index - _GIVEN), -1):
        view = context.sentences[number].view
        if not any(m is thing for _, m in view.mentions(("Organization",))):
            continue
        named = _raisers(context, number, compiled)
        if thing.entity.key in {m.entity.key for _, m in named} and not is_of(context, thing, {"investor"}):
            return None
        at = next(at for at, m in view.mentions(("Organization",)) if m is thing)
        ahead = [m for place, m in named if place < at]  # "B获得A的投资,估值…"
        found = ahead[-1] if ahead else raiser(context, index, compiled, before)
        return found if found and found.entity.key != thing.entity.key else None
    return None


def raiser(context: Context, index: int, compiled: Compiled, before: int, back: int = 8) -> Mention | None:
    """Whose round of money a sentence goes on about: the organization that the last sentence with such words is about."""
    raised = regexes.at_hand(compiled.kind.settings["raised"])
    for number in range(index, max(-1, index - back), -1):
        view = context.sentences[number].view
        words = [m.start() for m in raised.finditer(view.masked) if number < index or m.start() < before]
        named = _raisers(context, number, compiled)
        for at in reversed(words):
            first = clause_start(view.masked, at, ",;。")
            own = [m for place, m in named if first <= place < at]
            if earlier := own[:1] or [m for place, m in named if place < at][-1:]:
                return earlier[0]
        if number < index and context.sentences[number].block.kind == "heading":
            break
    return None
