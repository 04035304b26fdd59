"""Whether a claim is told as a thing that is so, as one still to come (planned), or as one that may be so (hedged)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.clauses.frames import Compiled, place_of
from kg.discourse.sentences import Sentence
from kg.entities.cues import patterns_in
from kg.entities.masking import MARK_NAMES, clause_start
from kg.knowledge import Knowledge
from kg.model import MODALITIES, TYPES

_ENDS = ("S", "O", "N")
_REACH = 90  # characters before a cue in which what governs it stands


def modality(knowledge: Knowledge, sentence: Sentence, compiled: Compiled, match: re.Match[str]) -> str:
    """How the words of a match tell it: `planned`, `hedged`, or "" where they say that it is so.

    Only what a kind's `modal` names: an argument that "may" hold is an argument. After the factuality of events in FactBank
    (Saurí and Pustejovsky 2009): "planned" is there an underspecified event of the future, "hedged" a probable or possible one.
    """
    known = compiled.kind.settings.get("modal", ())
    words = patterns_in(knowledge, "modality", sentence.lang)
    masked = sentence.view.masked
    settled = any(words["settled"].match(masked, at) for at in (match.start(), place_of(match, "cue", match.start())))
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
        if over and over.search(masked, max(0, match.start() - _REACH), _last_start(match)):
            return one
    return ""


def _stretches(masked: str, match: re.Match[str]) -> Iterator[tuple[int, int]]:
    """The masked runs before a match's cue, or before its own first words where it begins with no name: what governs them is there."""
    for at in {match.start(), place_of(match, "cue")}:
        if at > 0 and MARK_NAMES.get(masked[at]) not in TYPES:
            yield max(clause_start(masked, at, ";。"), at - _REACH), at


def _first_end(match: re.Match[str]) -> int:
    """Where the first name of a match ends; where it begins, if it names none."""
    ends = [match.span(name) for name in _ENDS if name in match.re.groupindex and match.start(name) >= 0]
    return min(ends)[1] if ends else match.start()


def _last_start(match: re.Match[str]) -> int:
    """Where the last name of a match begins."""
    return max([match.start(), *(match.start(name) for name in _ENDS if name in match.re.groupindex)])
