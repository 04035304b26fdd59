"""Whether a claim is denied, left open or only supposed by the words around it."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from kg import regexes
from kg.clauses.frames import Compiled, place_of, without_surroundings
from kg.discourse.news import one_of
from kg.discourse.sentences import Sentence
from kg.entities.cues import patterns, patterns_in, settings
from kg.entities.masking import View, clause_start
from kg.knowledge import Kind, Knowledge
from kg.regexes import at_hand
from kg.sieve import Sieve, lowered, sieve_of

_ENDS = ("S", "O", "N", "cue")
_NEAR = 40  # characters before a match in which the denial of its own words stands
# Where another predicate begins: "came with no weights and could be had only there" denies nothing of where it is to be had.
_PREDICATE = regexes.compiled(r"[,;。!?]|\b(?:and|but) (?=(?:can|could|is|was|are|were|may|might|will|would|must|has|had)\b)")
_SIGNS = frozenset(",;。:!?")
_IDIOM = 8  # characters of an idiom that may stand before its word of denial


def denial(knowledge: Knowledge, view: View, lang: str, start: int, cue: int) -> bool:
    """Whether the words just before the cue, within its clause, deny it."""
    reach = settings(knowledge, "claims", lang)["denial"]
    if view.masked[cue : cue + 1] in _SIGNS:  # a match may open with the sign that ends the clause before
        cue += 1
    first = max(0, min(start, cue) - reach, cue - reach)
    first += max((m.end() for m in _PREDICATE.finditer(view.masked[first:cue])), default=0)
    return denies(knowledge, lang, "denial", view.masked, first, cue)


def of_none(knowledge: Knowledge, sentence: Sentence, match: re.Match) -> bool:
    """Whether what a match tells is told of nobody: "no lab has opened …", "没有哪个开源模型赶上…"."""
    none, masked = patterns_in(knowledge, "claims", sentence.lang)["none"], sentence.view.masked
    places = {match.start(), *(match.start(name) for name in ("S", "cue") if name in match.re.groupindex)}
    return any(at > 0 and none.search(masked, max(0, at - _NEAR), at) for at in places)


def is_elsewhere(kind: Kind, sentence: Sentence, match: re.Match) -> bool:
    """Whether a denial before a match is not of its cue, which only tells what sort its subject is: "cannot use the open X"."""
    said = kind.settings.get("denied_before", {}).get(sentence.lang)
    if said is None or not 0 <= place_of(match, "cue") < place_of(match, "S"):
        return False
    before = sentence.view.masked[max(0, match.start() - _NEAR) : match.start()]  # its verb may stand before the cue
    return at_hand(said, re.I).search(before) is None


def denies(knowledge: Knowledge, lang: str, words: str, masked: str, first: int, last: int) -> bool:
    """Whether one of a list's words stands in a masked run, not as a part of what denies nothing ("史无前例", "not only")."""
    found = [m.span() for m in one_of(knowledge, lang, words).finditer(masked, first, last)]
    if not found:
        return False
    harmless = [m.span() for m in one_of(knowledge, lang, "harmless").finditer(masked, max(0, first - _IDIOM), last)]
    return any(not any(a <= at and end <= b for a, b in harmless) for at, end in found)


def asks_from(knowledge: Knowledge, sentence: Sentence) -> int:
    """Where a sentence begins to ask: a question may tell something first ("A开源了B,你怎么看?")."""
    if not sentence.question:
        return len(sentence.view.masked)
    words = patterns_in(knowledge, "claims", sentence.lang).get("asked")
    found = words.match(sentence.view.masked) if words else None
    return found.start("asks") if found else 0


def refused(knowledge: Knowledge, sentence: Sentence, compiled: Compiled, match: re.Match) -> bool:
    """Whether words between the two ends of a match say that it is not so; patterns with a cue or a denial of their own say it themselves."""
    groups = match.re.groupindex
    if "cue" in groups and not compiled.kind.settings.get("refused") or _denies(knowledge, compiled.frame.pattern):
        return False
    ends = sorted(match.span(name) for name in ("S", "O", "N") if name in groups and match.start(name) >= 0)
    alone = len(ends) == 1 and "N" not in groups
    if not ends:
        return False
    masked, last = sentence.view.masked, match.end() if alone else ends[-1][0]
    first = ends[0][1] if len(ends) > 1 or alone else match.start()
    first = max((turn.end() for turn in patterns(knowledge, "claims")["turn"].finditer(masked, first, last)), default=first)
    return denies(knowledge, sentence.lang, "refusal", masked, first, last)


@functools.cache
def _denies(knowledge: Knowledge, pattern: str) -> bool:
    """Whether a pattern has words of denial among those that must stand there."""
    return patterns(knowledge, "claims")["says_not"].search(without_surroundings(pattern)) is not None


def disbelieved(knowledge: Knowledge, sentence: Sentence, match: re.Match) -> bool:
    """Whether somebody is said not to think so ("does not think that models should be open", "不认为…应该开源")."""
    masked, last = sentence.view.masked, last_end(match)
    first = max(clause_start(masked, match.start()), last - settings(knowledge, "claims", sentence.lang)["disbelief"])
    return one_of(knowledge, sentence.lang, "disbelief").search(masked, first, last) is not None


def unsettled(knowledge: Knowledge, sentence: Sentence, match: re.Match, lists: Sequence[str] = ("unsettled",)) -> bool:
    """Whether the words before a match's last end, within its clause, leave open whether it is so ("whether", "考虑"). `lists`: of them."""
    masked = sentence.view.masked
    first, last = clause_start(masked, match.start()), last_end(match)
    if one_of(knowledge, sentence.lang, "doubted").search(masked, match.start(), match.end()):
        return True  # wherever in it: what is matched behind a subject alone has no other end
    return any(one_of(knowledge, sentence.lang, name).search(masked, first, last) for name in lists)


def thwarted(knowledge: Knowledge, sentence: Sentence, match: re.Match) -> bool:
    """Whether what a match tells was meant to come about and did not ("was going to buy X, but regulators stopped it")."""
    if not (told := _thwarted(knowledge, sentence.lang, sentence.view.masked)):
        return False
    last = last_end(match)
    # the list ends at words, and the mark of a name that follows is none
    return any(start < last <= end + 1 for start, end in told)


@functools.lru_cache(maxsize=64)  # each match of a sentence asks
def _thwarted(knowledge: Knowledge, lang: str, masked: str) -> tuple[tuple[int, int], ...]:
    words, sieve = _thwarting(knowledge, lang)
    return tuple(found.span() for _ in sieve.passing(lowered(masked)) for found in words.finditer(masked))


@functools.cache
def _thwarting(knowledge: Knowledge, lang: str) -> tuple[re.Pattern[str], Sieve]:
    """What tells that something was meant to come about and did not, and what tells whether to look for it."""
    words = one_of(knowledge, lang, "thwarted")
    return words, sieve_of(f"thwarted-{lang}", [words])


def last_end(match: re.Match, parts: Sequence[str] = _ENDS) -> int:
    """Where the last of a match's ends or its cue begins. `parts`: of which of them."""
    groups = match.re.groupindex
    return max([match.start(), *[match.start(name) for name in parts if name in groups]])


def hypothetical(knowledge: Knowledge, view: View, lang: str, start: int, clause_only: bool = False) -> bool:
    """Whether the sentence opens with a supposition; `clause_only`: whether the clause of the place does."""
    first = clause_start(view.masked, start) if clause_only else 0
    return one_of(knowledge, lang, "supposition").match(view.masked[first:].lstrip("-• ")) is not None
