"""Whose a number is that a frame found, and which of two numbers holds: words around it that no frame need know."""

from __future__ import annotations

import functools
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from kg.discourse.context import Context
from kg.entities.cues import patterns
from kg.entities.masking import MARKS, View, mark_of
from kg.knowledge import Kind, Knowledge
from kg.language.amounts import NumberSpan
from kg.model import Mention
from kg.regexes import at_hand, compiled

_BACK = 160  # characters back to which the brackets that a number stands in may have opened
_SIZED = 1e8  # from this on a number in brackets behind a model is its size
_BEFORE = 60  # characters before a house in which what is told to be its own stands
_BESIDE = 60  # characters before a number in which it is told whose else it is
_OPENING = 24  # characters from a name to the number in its brackets
_JOINED = compiled(r",?\s?(?:and|[,和与及、])\s?")
# "A (70B", "A（2020年，1750亿": what stands in brackets before the number is no more than when it came out.
_DATED = r"(?:(?:19|20)\d\d\s?年?(?:\d{1,2}\s?月)?\s?[,，、;；]\s?)?"
_OPENED, _CLOSED = compiled(rf"\s?[(（]\s?{_DATED}(?:约|about |~)?$"), compiled(r"\s?[)）]")


def place_of(view: View, number: Any) -> int:
    """Where in the masked text a number stands; -1 for one that is not of this sentence."""
    at = bisect_left(view.offsets, number.start) if number.start >= 0 else -1
    return at if at in view.slots and view.slots[at].thing is number else -1


def settled(knowledge: Knowledge, view: View, number: Any) -> tuple[Any, bool] | None:
    """The number that holds where one is what was before ("from N1 to N2" is N2), and whether it is the upper end of
    what looks like a range; None where what it became is no such number."""
    at, words = place_of(view, number), patterns(knowledge, "figures")
    if at < 0:
        return number, False
    english = words["change"].search(view.masked, max(0, at - 80), at)
    if english and getattr(number, "high", None) is not None:
        return number, True
    if not english and not words["from"].search(view.masked, max(0, at - 16), at):
        return number, False
    on = words["to" if not english else "to_en"].match(view.masked, at + 1)
    then = view.slots.get(on.end()) if on else None
    if then is None:
        return number, False
    alike = mark_of(then.thing) == mark_of(number)
    return (then.thing, False) if alike else None


def barred(kind: Kind, view: View, number: Any, values: dict) -> bool:
    """Whether words beside a number say that it is no such figure of the thing: "under 10B", "万亿参数时代"."""
    at = place_of(view, number)
    for row in kind.settings.get("barred", ()) if at >= 0 else ():
        field = row.get("field")
        if field and values.get(field) not in row["values"]:
            continue
        before, after = row.get("before"), row.get("after")
        if before and _at_end(before).search(view.masked, max(0, at - 60), at):
            return True
        if after and at_hand(after, re.I).match(view.masked, at + 1):
            return True
        inside = row.get("inside")
        if inside and at_hand(inside, re.I).search(view.text, number.start, number.end):
            return True
    return False


@functools.lru_cache(maxsize=1024)
def _at_end(words: str) -> re.Pattern[str]:
    """An expression that fits where a stretch ends."""
    return compiled(f"(?:{words})$", re.I)


def owner(knowledge: Knowledge, view: View, number: Any, types: Sequence[str]) -> Mention | None:
    """The thing of these types whose a number is by where it stands: "A (8B) and B (70B)", "compared to B's 8B", "(B: $15)"."""
    at = place_of(view, number)
    beside = patterns(knowledge, "contrasted")["of_other"].search(view.masked, max(0, at - _BESIDE), at) if at >= 0 else None
    other = view.slots[beside.start("name")].thing if beside else None
    if isinstance(other, Mention) and other.entity.type in types:
        return other
    opened = view.masked.rfind("(", max(0, at - _BACK), at) if at >= 0 else -1
    if opened < 0 or ")" in view.masked[opened:at] or view.masked.find(")", at, at + _BACK) < 0:
        return None
    words, inside = patterns(knowledge, "figures"), view.masked[opened:at]
    wanted = {MARKS[name] for name in types if name in MARKS}
    if words["for_all"].search(inside) or wanted & set(inside):
        return None
    head = words["head"].search(view.masked, max(0, opened - 12), opened)
    slot = view.slots.get(head.start() - 1) if head else None
    found = slot.thing if slot else None
    return found if isinstance(found, Mention) and found.entity.type in types else None


def described(knowledge: Knowledge, kind: Kind, view: View, subject: Mention, number: Any, values: dict) -> Mention | None:
    """The thing whose figure a number is, where the house beside it only tells whose that thing is: "Codex, OpenAI's coding
    agent with 4 million users". A kind says of which figures that holds."""
    told = kind.settings.get("described", {})
    if not told or values.get(told["field"]) in told["not"] or subject.entity.type != "Organization" or subject.start > number.start:
        return None
    at = bisect_left(view.offsets, subject.start)
    words = patterns(knowledge, "figures")
    if at not in view.slots or view.slots[at].thing is not subject or not words["whose_thing"].match(view.masked, at + 1):
        return None
    found = words["told_so"].search(view.masked, max(0, at - _BEFORE), at)
    thing = view.slots[found.start()].thing if found else None
    return thing if isinstance(thing, Mention) and thing.entity.type in kind.subject else None


def in_brackets(text: str, mentions: Sequence[Mention], numbers: list[NumberSpan], by: int) -> list[NumberSpan]:
    """The numbers of a sentence that begins at `by`, those alone in brackets behind names with the unit that one of them
    says ("A (1.6T), B (754B)"); a great number without one behind a model is its size."""
    ends = {m.end - by: m.entity.type for m in mentions}
    told: dict[int, str] = {}
    for i, number in enumerate(numbers):
        first = max(0, number.start - _OPENING)
        opened = _OPENED.search(text[first : number.start])
        if opened and first + opened.start() in ends:
            told[i] = ends[first + opened.start()]
    models: dict[str, NumberSpan] = {}
    for i, kind in told.items():
        if numbers[i].kind in ("parameters", "tokens", "money"):
            models.setdefault(kind, numbers[i])
    out = list(numbers)
    for i, kind in told.items():
        number = numbers[i]
        if number.kind != "plain" or number.unit or number.number < 1e6 or not _CLOSED.match(text, number.end):
            continue
        model = models.get(kind)
        if model is not None:
            out[i] = replace(number, kind=model.kind, unit=model.unit, currency=model.currency, per=number.per or model.per)
        elif kind == "Model" and number.number >= _SIZED:
            out[i] = replace(number, kind="parameters", unit="parameters")
    return out


def in_lists(paired: re.Pattern[str], text: str, numbers: list[NumberSpan]) -> list[NumberSpan]:
    """The numbers of a sentence, sums told in one order each for what the words with one of them say ("$2 and $3 per image respectively")."""
    if len(numbers) < 2 or not paired.search(text):
        return numbers
    out = list(numbers)
    for at, (one, other) in enumerate(zip(out, out[1:], strict=False)):
        if one.kind == other.kind == "money" and bool(one.per) != bool(other.per) and _JOINED.fullmatch(text, one.end, other.start):
            told = one if one.per else other
            out[at : at + 2] = (replace(n, per=told.per, words=told.words) for n in (one, other))
    return out


def sized(context: Context, own: dict, subject: Mention, values: dict) -> Mention | None:
    """The subject, or its family where its own name says another size than the number does (Qwen-7B has no 14B)."""
    sizes = re.findall(own["pattern"], subject.entity.label)
    if not sizes or values.get(own["field"]) != own["of"]:
        return subject
    if 0.8 <= values["number"] / (float(sizes[0]) * own["scale"]) <= 1.3:
        return subject
    family = context.first_seen.get(subject.entity.parent) or context.knowledge.by_key.get(subject.entity.parent)
    return Mention(subject.start, subject.end, family.entity, "context") if family else None
