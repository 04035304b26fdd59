"""Things told together: members of a list that a pattern leaves out, and what is told of several in one order."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from kg.clauses import frames
from kg.clauses.frames import GLOSS, Compiled, Role, listing
from kg.discourse.context import Context
from kg.entities.masking import MARKS, View, clause_start
from kg.knowledge import Kind
from kg.model import Entity, Mention

_YEAR = 4  # characters of a date that is a year
_STOPS = ";。"  # what parts a sentence into what is told apart
_NEAR = 24  # characters behind a list in which it is said that what is told holds for each of its members


def widened(
    context: Context, index: int, compiled: Compiled, match: re.Match, role: Role, mentions: list[Mention]
) -> list[Mention]:
    """What fills a role for one thing, with the rest of the list at whose end or beginning the match stands."""
    view, lang = context.sentences[index].view, context.sentences[index].lang
    if role.name == "O" and len(mentions) > 1:
        mentions = [m for m in mentions if m is mentions[0] or not _acts_itself(context, view, place_of(view, m))]
    alone = compiled.frame.option("alone")
    if role.many or len(mentions) != 1 or alone in ("both", "object" if role.name == "O" else True):
        return mentions
    at = place_of(view, mentions[0])
    members, end = around(view, at, role.types, lang)
    if role.name == "O":
        members = [(place, m) for place, m in members if place == at or not _acts_itself(context, view, place)]
    if in_order(context, view, match) or role.name == "S" and for_each(context, view, end):
        return [m for _, m in members] or mentions
    if compiled.role("N") or not is_list(context, view, members, end):
        return mentions
    first = at == match.start() and role.name == "S"  # "A与B的首席执行官某某": of B alone
    last = re.fullmatch(GLOSS, view.masked[match.end(role.name) : match.end()]) is not None
    return [m for place, m in members if place == at or (first and place < at) or (last and place > at)]


def _acts_itself(context: Context, view: View, place: int) -> bool:
    """Whether a house has a sum of its own behind it: "A put $4 billion into B, and C $2 billion into D"."""
    return place >= 0 and context.cues.gapped.match(view.masked, place + 1) is not None


def place_of(view: View, mention: Mention) -> int:
    """Where in the masked text a mention stands; -1 for one that does not stand there."""
    return next((place for place, m in view.mentions((mention.entity.type,)) if m is mention), -1)


def around(view: View, at: int, types: tuple[str, ...], lang: str) -> tuple[list[tuple[int, Mention]], int]:
    """The members of the list that the mention at a place stands in, with their places, and where it ends."""
    for found in listing(types, lang).finditer(view.masked):
        if found.start() <= at < found.end():
            return [(place, m) for place, m in view.mentions(types) if found.start() <= place < found.end()], found.end()
    return [], at + 1


def is_list(context: Context, view: View, members: Sequence[tuple[int, Mention]], end: int) -> bool:
    """Whether names beside each other are one list: its last two are joined by a word, it goes on with others, or it is told of each."""
    if len(members) < 2:
        return False
    between = view.masked[members[-2][0] + 1 : members[-1][0]]
    cues = context.cues
    return bool(cues.conjoined.search(between) or cues.and_more.match(view.masked, end)) or for_each(context, view, end)


def for_each(context: Context, view: View, end: int) -> bool:
    """Whether right behind a list it is said that what is told holds for each of its members ("A和B的参数均为…")."""
    return context.cues.each.search(view.masked, end, end + _NEAR) is not None


def in_order(context: Context, view: View, match: re.Match) -> bool:
    """Whether the part of the sentence that a match stands in tells of several things in one order."""
    return _is_paired(context.cues.paired, view.masked, match.start(), match.end())


@functools.lru_cache(maxsize=64)  # a match is asked about for each of its roles
def _is_paired(paired: re.Pattern[str], masked: str, start: int, end: int) -> bool:
    first = clause_start(masked, start, _STOPS)
    behind = (masked.find(stop, end) for stop in _STOPS)
    last = min((at for at in behind if at >= 0), default=len(masked))
    return paired.search(masked, first, last) is not None


def combined(subjects: Sequence[Any], objects: Sequence[Any], numbers: Sequence[Any], ordered: bool) -> Iterator[tuple] | None:
    """What belongs together of lists that are told in one order; None where that is not told, and nothing where it cannot be read.

    Numbers as many as the subjects are one each also where no word says so.
    """
    several = [len(things) for things in (subjects, objects, numbers) if len(things) > 1]
    counted = len(numbers) > 1 and len(numbers) in (len(subjects), len(objects))
    if len(several) < 2 or not (ordered or counted):
        return None
    if len(set(several)) > 1:
        return iter(()) if ordered and numbers else None
    count = several[0]
    rows = [list(things) * count if len(things) == 1 else list(things) or [None] * count for things in (subjects, objects, numbers)]
    return zip(*rows, strict=True)


def date_of(context: Context, index: int, match: re.Match, things: Sequence[Entity]) -> str | None:
    """The date that is a thing's own where several are told in one order ("A和B分别成立于2019年和2021年")."""
    view, lang = context.sentences[index].view, context.sentences[index].lang
    if not in_order(context, view, match) and not _is_paired(context.cues.one_by_one, view.masked, match.start(), match.end()):
        return None
    date = MARKS["date"]
    lists = list(re.finditer(f"{date}(?:{context.cues.in_order.pattern}{date})+", view.masked))
    if len(lists) != 1:
        return None
    dates = view.things(*lists[0].span(), ("date",))
    for at, mention in view.mentions():
        if mention.entity in things:
            members = [m.entity for _, m in around(view, at, (mention.entity.type,), lang)[0]]
            if len(dates) == len(members):
                return str(dates[members.index(mention.entity)].value)
    return None


def numbers_in_order(context: Context, view: View, match: re.Match, types: Sequence[str]) -> list[Any]:
    """The numbers of the list that a match's number stands in ("4 trillion and 5 trillion tokens respectively")."""
    marks = "".join(MARKS[name] for name in types)
    listed = re.compile(f"[{marks}](?:{context.cues.in_order.pattern}[{marks}])*")
    for found in listed.finditer(view.masked):
        if found.start() <= match.start("N") < found.end():
            return view.things(found.start(), found.end(), types)
    return view.things(match.start("N"), match.end("N"), types)


def as_many(context: Context, index: int, compiled: Compiled, match: re.Match, types: tuple[str, ...]) -> list[Mention]:
    """The members of the last list before a match that are as many as its numbers in order: "…包括A和B,参数分别为70亿和130亿"."""
    view, role = context.sentences[index].view, compiled.role("N")
    if role is None or match.start("N") < 0 or not in_order(context, view, match):
        return []
    numbers = numbers_in_order(context, view, match, role.types)
    lists = list(listing(types, context.sentences[index].lang).finditer(view.masked, 0, match.start()))
    members = view.things(lists[-1].start(), lists[-1].end(), types) if lists else []
    return members if 1 < len(members) == len(numbers) else []


def dates_of(context: Context, index: int, match: re.Match, numbers: Sequence[Any]) -> list[str]:
    """The dates of numbers told in one order ("2023年和2024年分别为3亿和5亿"; of a range each year), none where they are not as many."""
    view = context.sentences[index].view
    if len(numbers) < 2 or not in_order(context, view, match):
        return []
    first = clause_start(view.masked, match.start("N"), _STOPS)
    lists = list(context.cues.dates_in_order.finditer(view.masked[first : match.start("N")]))
    if not lists:
        return []
    told: list[str] = []
    for one in view.things(first + lists[-1].start(), first + lists[-1].end(), ("date",)):
        begins, ends = str(one.value), str(one.end_value or one.value)
        years = range(int(begins[:4]), int(ends[:4]) + 1) if len(begins) == len(ends) == _YEAR else ()
        told.extend(map(str, years) if years else [begins])
    return told if len(told) == len(numbers) else []


def terms_named(view: View, kind: Kind, match: re.Match) -> list[Any]:
    """The one thing that a sentence names for what a match tells of: what stands behind or before another is the other's."""
    told = [(at, m.entity.key) for at, m in view.mentions(kind.subject)]
    first = match.start("S") if "S" in match.re.groupindex else -1
    first = first if first >= 0 else max((at for at, _ in told if at < match.start()), default=0)
    others = len({key for at, key in told if at <= first}) > 1
    named = view.things(first if others else 0, view.next_of(kind.subject, match.end()), kind.object)
    return named[:1] if len({m.entity.key for m in named}) == 1 else [None]


def up_to_verb(compiled: Compiled, lang: str, view: View, match: re.Match, name: str, members: list[Mention]) -> list[Mention]:
    """The members of a list behind the kind's words, up to one that has a verb of its own ("open-sourced A and launched B")."""
    verbs = compiled.kind.settings.get("own_verb", {}).get(lang)
    if not verbs or len(members) < 2 or frames.place_of(match, "cue", match.start()) >= match.start(name):
        return members
    places = [place_of(view, m) for m in members]
    ends = (i for i, (one, next_) in enumerate(pairwise(places), 1) if re.search(verbs, view.masked[one + 1 : next_], re.I))
    return members[: next(ends, len(members))]
