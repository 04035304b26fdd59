"""Whom a predicate tells of that has no subject of its own: the second of a sentence, or one behind an aside."""

from __future__ import annotations

import functools
import re

from kg.clauses.frames import Role, place_of
from kg.discourse.context import Context
from kg.entities.masking import View, clause_start
from kg.model import Mention
from kg.sieve import Sieve, lowered, sieve_of

_ALL = 8  # characters before "these models" in which "all of" stands
_SAID = 12  # sentences back over which "all of these" reaches
_CLAUSE = 60  # characters before a name in which the verb stands whose object it is, with that verb's subject
_BEHIND = 24  # characters behind such a word that tell whether it is one
_JOINT = 6  # characters between two that are named together
_ADVERBS = 12  # characters between a joint with its adverbs or its verb and a frame's cue


def at_most_one(resolved: tuple[Mention | None, float]) -> tuple[list[Mention], float]:
    """What `Context.resolve` gives, as what fills a role."""
    return ([resolved[0]] if resolved[0] else []), resolved[1]


def of_first(context: Context, index: int, types: tuple[str, ...], place: int) -> tuple[list[Mention], float]:
    """The subject of a sentence with two predicates, where the place is the object of the first: "A beats B and is open"."""
    thing, far = context.resolve(index, tuple(t for t in types if t != "Group"), place)
    return ([thing], far) if thing and far <= 0.25 else ([], 1.0)


def of_another(
    context: Context, index: int, match: re.Match, role: Role, mentions: list[Mention]
) -> tuple[list[Mention], float] | None:
    """Who fills a role in the place of whom its group names: one of two, the rest without the excepted one, the head of an apposition."""
    view, name, first = context.sentences[index].view, role.name, match.start(role.name)
    if (which := which_of_two(context, index, match, role.types, name)) is not None:
        return which
    if name == "S" and context.is_excepted(view.masked, first, match.start()):
        return of_first(context, index, role.types, first)
    if not mentions or first != match.start():
        return None
    if name == "S" and context.is_agent(view.masked, first):
        return [], 1.0
    if not context.is_within(view.masked, first):
        return None
    return at_most_one(context.resolve(index, role.types, first))


def who_went_on(context: Context, index: int, match: re.Match, types: tuple[str, ...]) -> Mention | None:
    """Of whom a second predicate tells, where the name before it is what the first is held against or acts on.

    "A works with B, raising …", "A bought B and hired …" tell of A.
    """
    view, place = context.sentences[index].view, match.start("S")
    went = context.cues.continues.match(view.masked, match.end("S")) if place == match.start() else None
    if went is None or match.end() < went.end():
        return None
    border, free = _free(context, view, types, place, ";:。.")
    if acts := context.cues.acted_on.search(view.masked, max(border, place - _CLAUSE), place):
        return next((m for at, m in free if at == acts.start()), None)
    if not context.is_held(view.masked, place):
        return None
    thing, far = context.resolve(index, types, place)
    return free[0][1] if free else thing if far <= 0.25 else None


def crosses_aside(context: Context, view: View, match: re.Match) -> bool:
    """Whether a match begins in a relative clause and goes on behind it: "A, which rivals B, is out" tells nothing of B."""
    return any(first < match.start() < last < match.end() for first, last in _asides(context.cues.relative_aside, view.masked))


@functools.lru_cache(maxsize=64)  # each match of a sentence asks
def _asides(words: re.Pattern[str], masked: str) -> tuple[tuple[int, int], ...]:
    """The relative clauses of a sentence that goes on about their heads."""
    return tuple(found.span("told") for found in words.finditer(masked))


def is_passed_over(context: Context, view: View, match: re.Match) -> bool:
    """Whether a match begins with an object that the sentence only holds another against: "A beats B and runs on C" tells it of A."""
    place = match.start("O")
    if place != match.start() or not context.is_held(view.masked, place):
        return False
    return context.cues.continues.match(view.masked, match.end("O")) is not None


def _free(context: Context, view: View, types: tuple[str, ...], place: int, stops: str) -> tuple[int, list[tuple[int, Mention]]]:
    """Where the clauses that go on to a place begin, and the mentions in them that are held against nothing."""
    border = clause_start(view.masked, place, stops)
    return border, [(at, m) for at, m in view.mentions(types) if border <= at < place and not context.is_held(view.masked, at)]


def of_left_out(
    context: Context, index: int, match: re.Match, types: tuple[str, ...], joint: re.Match
) -> tuple[list[Mention], float]:
    """The subject of a predicate without one ("A grew, and bought B"): whoever heads the clause that it goes on with."""
    view, place = context.sentences[index].view, joint.start()
    cue = place_of(match, "cue")
    if joint["goes"] is None and joint["acts"] is None or not match.end("S") <= cue <= joint.end() + _ADVERBS:
        return [], 1.0
    _, free = _free(context, view, types, place, ";:。")
    if joint["goes"]:
        heading = [m for at, m in free if context.cues.heads.match(view.masked, at + 1)]
    else:
        heading = [m for at, m in free if context.opens_clause(view.masked, at)]
    return heading[-1:], 0.1 if heading else 1.0


def all_named(context: Context, index: int, types: tuple[str, ...], place: int, end: int) -> list[Mention]:
    """What "all of these", a run of a sentence, stands for: each thing of the types named before it in its block, else in the
    one before; nothing where it says no such thing."""
    here, found = context.sentences, dict[str, Mention]()
    if not context.cues.every.search(here[index].view.masked, max(0, place - _ALL), end):
        return []
    for block in (here[index].view.block, here[index].view.block - 1):
        for number in range(max(0, index - _SAID), index + 1):
            view = here[number].view
            told = view.mentions(types) if view.block == block else []
            free = (m for at, m in told if (number < index or at < place) and not context.is_held(view.masked, at))
            found.update((m.entity.key, m) for m in free if m.entity.key not in found)
        if found:
            break
    return list(found.values())


@functools.lru_cache(maxsize=64)  # each role of each match of a sentence asks
def _may_name_one_of_two(former: re.Pattern[str], latter: re.Pattern[str], masked: str) -> bool:
    """Whether a sentence has the letters of words for one of two: most have not."""
    return any(True for _ in _of_two(former, latter).passing(lowered(masked)))


@functools.cache
def _of_two(former: re.Pattern[str], latter: re.Pattern[str]) -> Sieve:
    return sieve_of("of-two", [former, latter])


def which_of_two(
    context: Context, index: int, match: re.Match, types: tuple[str, ...], name: str
) -> tuple[list[Mention], float] | None:
    """Whom a frame tells of by the last "the former" or "the latter" before its cue; None where none stands there.

    They are the two things that were named last together, at most two sentences before. Another role than the subject
    means one of them only where its own words say so.
    """
    masked, first = context.sentences[index].view.masked, match.start(name)
    if not _may_name_one_of_two(context.cues.former, context.cues.latter, masked):
        return None
    told = [place for part in ("cue", "N", "O") if name == "S" and (place := place_of(match, part)) > first]
    until = max(min(told, default=first), match.end(name))
    found = (word.finditer(masked, first, until + _BEHIND) for word in (context.cues.former, context.cues.latter))
    words = [[m for m in some if m.start() < until] for some in found]
    if not any(words):
        return None
    number = 0 if not words[1] or words[0] and words[0][-1].start() > words[1][-1].start() else 1
    place = min(found[0].start() for found in words if found)
    for back in range(min(index, 2) + 1):
        view = context.sentences[index - back].view
        named = {m.entity.key: (at, m) for at, m in view.mentions(types) if back or at < place}
        pair = sorted(named.values(), key=lambda found: found[0])[-2:]
        if len(pair) == 2:
            apart = view.masked[pair[0][0] + 1 : pair[1][0]]
            alone = len(named) == 2 or len(apart) < _JOINT and context.cues.conjoined.search(apart)
            return ([pair[number][1]], 0.1) if alone else ([], 1.0)
    return [], 1.0


def over_aside(context: Context, view: View, match: re.Match, types: tuple[str, ...]) -> list[Mention] | None:
    """Whom a frame tells of whose subjects stand in an aside that ends before it, or that they go on behind; None where none does.

    "Unlike open projects such as A, B is closed": what the aside says ("open") is of A, what the sentence says of B.
    """
    first, last = match.span("S")
    if not context.cues.aside_over.search(view.masked, max(0, first - _CLAUSE - 20), first):
        return None
    # a frame without a cue says it where it goes on, before its subject or behind it
    told = place_of(match, "cue", match.start() if match.start() < first else match.end())
    cut = view.masked.find(",", first, max(last, told))
    if cut < 0 or cut < last and context.cues.joined.search(view.masked, cut, last):
        return None
    within = (first, cut) if told < first else (cut, max(last, told))
    return [m for m in view.things(*within, types) if isinstance(m, Mention)]


def behind_aside(context: Context, view: View, match: re.Match, name: str, types: tuple[str, ...]) -> tuple[list[Mention], float]:
    """What stands behind the comma of a list that began with an aside: "Unlike A, B is open" tells of B."""
    text = match.group(name)
    cut = text.rfind(",")
    if cut < 0 or context.cues.joined.search(text, cut):
        return [], 1.0
    behind = [m for m in view.things(match.start(name) + cut, match.end(name), types) if isinstance(m, Mention)]
    return behind, 0.0 if behind else 1.0
