"""Where in a text a frame can begin that begins with a role: at names, and at words that stand for things told of before.

Most frames do. A regular expression that is searched for is tried at every character of a sentence, each time through all the
words that may stand for its subject; `Places` tries it only where it can begin, and finds the same.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from typing import Any

from kg.clauses.frames import Compiled, Lead, manner
from kg.entities.masking import MARKS
from kg.knowledge import Knowledge
from kg.regexes import compiled
from kg.sre import changed, ops, parser

_LONG = 3  # letters of a beginning that are looked at
_SOME = 2  # places that are tried sooner than it is found out which of them lie too far back
Begun = tuple[str, bool]  # how a match begins, and whether what comes next is known to stand right behind
_NAMES = "@" + "".join(sorted(MARKS.values()))


@functools.cache
def starts(knowledge: Knowledge, lang: str) -> re.Pattern[str] | None:
    """Where a role can begin in a language: a name's mark, or how words for things begin; None where that is not told."""
    standing = knowledge.cues.get("pronouns", {}).get(lang, {})
    lists = (*(words for words in standing.values() if isinstance(words, list)), *standing.get("called", {}).values())
    groups = knowledge.cues.get("sides", {}).get("groups", {}).get(lang, {}).values()
    said = beginnings((*(word for words in lists for word in words), *groups, manner(lang).zero))
    firsts, words = "".join(sorted({begun[0] for begun in said})), "|".join(map(re.escape, sorted(said)))
    if not said or not set(firsts).isdisjoint(_NAMES):
        return None
    # Most letters are told by the class before the words are gone through.
    return compiled(f"[{_NAMES}]|{manner(lang).border}(?=[{re.escape(firsts)}])(?:{words})", re.I)


def beginnings(patterns: Iterable[str]) -> frozenset[str]:
    """The first letters, small, of what expressions match; nothing where one of them may begin with anything."""
    if changed():
        return frozenset()
    found = {begun for pattern in patterns for begun, _ in _of_sequence(parser.parse(pattern, re.I))}
    return frozenset() if "" in found else frozenset(begun for begun in found if not any(begun[:n] in found for n in range(1, len(begun))))


def _of_sequence(items: Iterable[tuple[Any, Any]]) -> set[Begun]:
    """How what a sequence of the parse tree matches may begin."""
    found: set[Begun] = {("", True)}
    for op, value in items:
        if op in (ops.AT, ops.ASSERT, ops.ASSERT_NOT):
            continue
        following = _of_item(op, value)
        longer = {((begun + more)[:_LONG], goes_on and len(begun + more) < _LONG) for begun, on in found if on for more, goes_on in following}
        found = {one for one in found if not one[1]} | longer
        if not any(on for _, on in found):
            break
    return found


def _of_item(op: Any, value: Any) -> set[Begun]:
    """How what one item matches may begin."""
    if op is ops.LITERAL:
        return {(chr(value).lower(), True)}
    if op is ops.IN and all(kind is ops.LITERAL for kind, _ in value):
        return {(chr(code).lower(), True) for _, code in value}
    if op is ops.BRANCH:
        return set().union(*map(_of_sequence, value[1]))
    if op is ops.SUBPATTERN:
        return _of_sequence(value[3])
    if op in (ops.MAX_REPEAT, ops.MIN_REPEAT):
        least, most, items = value
        once = {(begun, on and most == 1) for begun, on in _of_sequence(items)}
        return once | ({("", True)} if least == 0 else set())
    return {("", False)}


class Places:
    """The places of a text where a role can begin; looked for when they are first asked for.

    `low`: the text in small letters; `words`: the strings that stand there of those that frames need.
    """

    def __init__(self, text: str, low: str, words: set[str], starts: re.Pattern[str] | None) -> None:
        self.text, self._starts = text, starts
        self._low, self._words = low, words
        self._places: list[int] | None = None
        self._led: dict[Lead, list[int]] = {}

    def _led_by(self, lead: Lead, starts: re.Pattern[str]) -> list[int]:
        """Where a role can begin that begins so."""
        if (led := self._led.get(lead)) is None:
            if self._places is None:
                self._places = [found.start() for found in starts.finditer(self.text)]
            marks, words = lead
            led = [place for place in self._places if (char := self.text[place]) in marks or words and char not in _NAMES]
            self._led[lead] = led
        return led

    def _last(self, ahead: frozenset[str]) -> int:
        """Where a match can begin at the latest that has one of these strings. Half of the places lie behind that."""
        return max(map(self._low.rfind, ahead & self._words), default=-1) if ahead else len(self.text)

    def matches(self, frame: Compiled) -> Iterable[re.Match[str]]:
        """What a search for a frame's expression finds, in order."""
        if self._starts is None or frame.leads is None:
            return frame.regex.finditer(self.text)
        found: list[re.Match[str]] = []
        if not (places := self._led_by(frame.leads, self._starts)):
            return found
        end, match_at = 0, frame.regex.match
        last = self._last(frame.ahead) if len(places) > _SOME else places[-1]
        for place in places:
            if place > last:
                break
            if place >= end and (match := match_at(self.text, place)):
                found.append(match)
                end = match.end()
        return found
