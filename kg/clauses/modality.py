"""Whether a claim is told as a thing that is so, as one still to come (planned), or as one that may be so (hedged)."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from kg.clauses.denials import last_end
from kg.clauses.frames import Compiled, place_of
from kg.discourse.sentences import Sentence
from kg.entities.cues import patterns_in
from kg.entities.masking import MARK_NAMES, clause_start
from kg.knowledge import Knowledge
from kg.model import MODALITIES, TYPES
from kg.sieve import Sieve, lowered, sieve_of

_NAMED = ("S", "O", "N")
_REACH = 90  # characters before a cue in which what governs it stands


def modality(knowledge: Knowledge, sentence: Sentence, compiled: Compiled, match: re.Match[str]) -> str:
    """How the words of a match tell it: `planned`, `hedged`, or "" where they say that it is so.

    Only what a kind's `modal` names: an argument that "may" hold is an argument. After the factuality of events in FactBank
    (Saurí and Pustejovsky 2009): "planned" is there an underspecified event of the future, "hedged" a probable or possible one.
    """
    masked, lang = sentence.view.masked, sentence.lang
    known = compiled.kind.settings.get("modal", ())
    words = _there(knowledge, lang, masked) if known else {}
    if not words:
        return ""
    settled = any(patterns_in(knowledge, "modality", lang)["settled"].match(masked, at) for at in (match.start(), place_of(match, "cue", match.start())))
    for one in MODALITIES:  # in this order: what is perhaps planned is planned
        if one not in known or settled and one == "planned":
            continue
        before, behind, number, over = (words.get(f"{one}_{place}") for place in ("before", "behind", "number", "over"))
        if before and any(before.search(masked, first, last) for first, last in _stretches(masked, match)):
            return one
        if behind and behind.match(masked, _first_end(match), match.end()):
            return one
        if number and (at := place_of(match, "N")) > 0 and number.search(masked, max(clause_start(masked, at), at - _REACH), at):
            return one
        if over and over.search(masked, max(0, match.start() - _REACH), last_end(match, _NAMED)):
            return one
    return ""


@functools.lru_cache(maxsize=64)  # each match of a sentence asks
def _there(knowledge: Knowledge, lang: str, masked: str) -> dict[str, re.Pattern[str]]:
    """Of the patterns those that a masked sentence has words for: most sentences have none."""
    names, words, sieve = _sifted(knowledge, lang)
    return {names[at]: words[at] for at in sieve.passing(lowered(masked))}


@functools.cache
def _sifted(knowledge: Knowledge, lang: str) -> tuple[list[str], list[re.Pattern[str]], Sieve]:
    told = {name: words for name, words in patterns_in(knowledge, "modality", lang).items() if name.startswith(MODALITIES)}
    return list(told), list(told.values()), sieve_of(f"modality-{lang}", list(told.values()))


def _stretches(masked: str, match: re.Match[str]) -> Iterator[tuple[int, int]]:
    """The masked runs before a match's cue, or before its own first words where it begins with no name: what governs them is there."""
    for at in {match.start(), place_of(match, "cue")}:
        if at > 0 and MARK_NAMES.get(masked[at]) not in TYPES:
            yield max(clause_start(masked, at, ";。"), at - _REACH), at


def _first_end(match: re.Match[str]) -> int:
    """Where the first name of a match ends; where it begins, if it names none."""
    ends = [match.span(name) for name in _NAMED if name in match.re.groupindex and match.start(name) >= 0]
    return min(ends)[1] if ends else match.start()
