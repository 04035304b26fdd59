"""Sentences told anew in plainer order: a subject beside each of its predicates, whatever stands between the two.

"Acme-7B, which Beta trained, is open" is read as "Acme-7B is open" too, "Acme-7B beats Zorb but stays closed" as "Acme-7B stays
closed", "Released under MIT, Acme-7B …" as "Acme-7B was Released under MIT". What no words of a language's table fit stays as it is.
"""

from __future__ import annotations

import copy
import functools
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from kg.discourse.context import Context
from kg.discourse.sentences import Scope, Sentence
from kg.entities.cues import patterns_in
from kg.entities.masking import View
from kg.knowledge import Knowledge
from kg.sieve import Sieve, lowered, sieve_of

_NEVER = "(?!)"  # of a way that a language does without
_READ = ("item", "paragraph", "quote")  # blocks in which there are sentences
_STOP = re.compile("[;:]")  # what stands behind it tells of something else
_MOST = 6  # ways in which a sentence is told anew
Run = tuple[int, int]


def contexts(context: Context) -> Iterator[tuple[Context, int, bool]]:
    """The article's sentences with one told anew, which it is, and whether only the second of its predicates is left of it."""
    aside = context.over()
    for index, sentence in enumerate(context.sentences):
        for way, told in islice(retold(context, sentence), _MOST):
            aside.sentences[index] = told
            yield aside, index, way == "second"
        aside.sentences[index] = sentence


def retold(context: Context, sentence: Sentence) -> Iterator[tuple[str, Sentence]]:
    """A sentence in each way in which its language's words tell it anew, with the way's name."""
    if sentence.block.kind not in _READ or sentence.question:
        return
    masked = sentence.view.masked
    ways, sieve = _ways(context.knowledge, sentence.lang)
    for way, words in map(ways.__getitem__, sieve.passing(lowered(masked))):
        for found in words.finditer(masked):
            yield way, _of_runs(sentence, found.span("who"), _joint(found), found.span("told"), _rest(found))


@functools.cache
def _ways(knowledge: Knowledge, lang: str) -> tuple[list[tuple[str, re.Pattern[str]]], Sieve]:
    """The ways in which a language's words tell a sentence anew, and what tells which of them to try."""
    ways = [(way, words) for way, words in patterns_in(knowledge, "recast", lang).items() if words.pattern != _NEVER]
    return ways, sieve_of(f"recast-{lang}", [words for _, words in ways])


def _joint(found: re.Match[str]) -> str:
    """What is set between a name and what is told of it: nothing where that has a verb of its own."""
    groups = found.groupdict()
    return " was " if groups.get("passive") is not None else "'s " if groups.get("whose") else " "


def _rest(found: re.Match[str]) -> Run:
    """What goes on behind the words told of the name, where that is theirs as well; else nothing."""
    if found.groupdict().get("on") is None:
        return 0, 0
    stop = _STOP.search(found.string, found.end("told"))
    return found.end("told"), stop.start() if stop else len(found.string)


def _of_runs(sentence: Sentence, who: Run, joint: str, told: Run, rest: Run) -> Sentence:
    """A sentence of these runs of one: its names, a joint and what is told of them."""
    view, told = sentence.view, (told[0], max(told[1], rest[1]))
    anew = copy.copy(view)
    place = view.ends[who[1] - 1]
    anew.masked = view.masked[slice(*who)] + joint + view.masked[slice(*told)]
    anew.offsets = [*view.offsets[slice(*who)], *[place] * len(joint), *view.offsets[slice(*told)]]
    anew.ends = [*view.ends[slice(*who)], *[place] * len(joint), *view.ends[slice(*told)]]
    moved = who[1] - who[0] + len(joint) - told[0]
    slots = {at - who[0]: slot for at, slot in view.slots.items() if who[0] <= at < who[1]}
    slots |= {at + moved: slot for at, slot in view.slots.items() if told[0] <= at < told[1]}
    anew.slots = {at: slot.put(at) for at, slot in sorted(slots.items())}
    if told[0] < who[0]:  # whoever reads what is quoted is shown both
        anew.offsets = [view.offsets[told[0]]] * (who[1] - who[0] + len(joint)) + view.offsets[slice(*told)]
        anew.ends = [place] * len(anew.masked)
    return replace(sentence, view=anew, scopes=[_moved(scope, view, anew) for scope in sentence.scopes])


def _moved(scope: Scope, view: View, anew: View) -> Scope:
    """Reported speech where it stands in a sentence told anew."""
    first, last = view.span(scope.start, max(scope.start + 1, min(scope.end, len(view.masked))))
    return replace(scope, start=bisect_left(anew.offsets, first), end=bisect_left(anew.offsets, last))
