"""Which of many patterns may match a text, by one pass over it for the strings that each can not do without.

A pattern's needs are read off its parse tree, as regular expression engines do it: sets of strings, one of each set
stands in every text that matches. `licen[sc]e of (?:A|B)` needs "license of a", "license of b", "licence of a" or …;
what is optional, negative, open ("[^,]{0,9}", ".*") or stands before a match needs nothing. A pattern that passes is still to be run.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, reduce
from operator import or_
from pathlib import Path
from typing import Any

from ahocorasick_rs import AhoCorasick

from kg import trees
from kg.kept import digest, kept
from kg.sre import REPEATS, changed, ops
from kg.trees import once

Needs = tuple[frozenset[str], ...]

_MOST = 64  # strings that one stretch of a pattern may stand for: beyond that it is parted
_ENOUGH = 4  # needs of a pattern: a fifth turns away one text in fifty more, and takes as long to look for as the first
_WIDEST = 12  # characters of a class that is spelled out
_SELDOM = frozenset("/|#@`(':")  # plain signs that most sentences do without
_NOTHING = frozenset([""])
# What matches i and s where case does not count, though they are not its small letters.
_EVEN = str.maketrans("İıſ", "iis")


@lru_cache(maxsize=64)  # a sentence is asked about by several sieves, one after the other
def lowered(text: str) -> str:
    """A text as `Sieve.passing` wants it: in small letters, the way patterns compare that do not look at case."""
    if not text.isascii() and ("İ" in text or "ı" in text or "ſ" in text):
        text = text.translate(_EVEN)
    return text.lower()


def needed(pattern: str, flags: int = 0) -> Needs:
    """The most telling needs of a pattern, in order. Raises re.error where it is none."""
    if changed():
        return ()
    return tuple(sorted(_needs(trees.parsed(pattern, flags)), key=_telling, reverse=True))[:_ENOUGH]


def needed_with(pattern: str, more: str, flags: int = 0) -> tuple[Needs, frozenset[str]]:
    """The needs of a pattern and of `more` ("" for none), and strings of which one stands in what the pattern itself matches, none
    where that is not told. Raises re.error where one is no pattern."""
    own = needed(pattern, flags)
    return both(own, needed(more, flags)), own[0] if own else frozenset()


def all_needed_with(name: str, patterns: Sequence[str], more: Sequence[str], flags: int = 0) -> list[tuple[Needs, frozenset[str]]]:
    """As `needed_with` for many patterns, kept under a name: reading needs off takes a second for a thousand. Raises re.error."""

    def work_out() -> list[tuple[list[list[str]], list[str]]]:
        found = (needed_with(one, two, flags) for one, two in zip(patterns, more, strict=True))
        return [(list(map(sorted, needs)), sorted(own)) for needs, own in found]

    told = (f"{one}\0{two}\0{flags}" for one, two in zip(patterns, more, strict=True))
    made_from = digest([Path(__file__).read_bytes(), Path(trees.__file__).read_bytes(), *told])
    return [(tuple(map(frozenset, needs)), frozenset(own)) for needs, own in kept(f"needs-{name}", made_from, work_out)]


def both(needs: Needs, more: Needs) -> Needs:
    """The needs of one and the other, without those of the second that the first fulfil."""
    return needs + tuple(some for some in more if not any(_fulfils(own, some) for own in needs))


def sieve_of(name: str, patterns: Sequence[re.Pattern[str]]) -> Sieve:
    """The sieve of compiled patterns, their needs kept under a name."""
    return Sieve([needs for needs, _ in all_needed_with(name, [pattern.pattern for pattern in patterns], [""] * len(patterns))])


def around(pattern: re.Pattern[str], place: re.Pattern[str], text: str, before: int, behind: int) -> Iterator[re.Match[str]]:
    """What a search finds of an expression whose every match holds what `place` matches, so many characters before and behind it at most.

    It is looked for there alone: an expression that begins with any word is tried at each of a text's words.
    """
    done = 0
    for found in place.finditer(text):
        if found.start() >= done and (match := pattern.search(text, max(done, found.start() - before), found.end() + behind)):
            yield match
            done = match.end()


class Sieve:
    """Many patterns by their needs; the patterns are known by their place."""

    def __init__(self, patterns: Sequence[Needs]) -> None:
        # One layer for the first need of each pattern, one for the second …, one behind the other. In a layer each
        # pattern is one bit: set where the pattern has no such need, or where a word fulfils it.
        self._width, self._depth = len(patterns), max(map(len, patterns), default=0)
        free = (layer * self._width + at for at, some in enumerate(patterns) for layer in range(len(some), self._depth))
        self._free = sum(1 << place for place in free)
        fulfilled: dict[str, int] = {}
        for at, needs in enumerate(patterns):
            for layer, some in enumerate(needs):
                for word in some:
                    fulfilled[word] = fulfilled.get(word, 0) | 1 << layer * self._width + at
        self._all = (1 << self._width) - 1
        self._fulfilled = fulfilled
        # With its words stored it hands them out as they are: their places, which nobody asks for, take as long as the search.
        self._words = AhoCorasick(list(fulfilled), store_patterns=True) if fulfilled else None
        self._needless = tuple(self.passing_with(set()))  # all that may match where none of the strings stands

    def passing(self, text: str) -> Iterator[int]:
        """The places of the patterns that may match a text, given in small letters (`lowered`), in order."""
        words = self.words_in(text)
        return self.passing_with(words) if words else iter(self._needless)

    def words_in(self, text: str) -> set[str]:
        """The strings that patterns need which stand in a text, given in small letters."""
        return set(self._words.find_matches_as_strings(text, overlapping=True)) if self._words else set()

    def passing_with(self, words: set[str]) -> Iterator[int]:
        """The places of the patterns that may match a text in which these of their strings stand, in order."""
        layers = reduce(or_, map(self._fulfilled.__getitem__, words), self._free)
        passing = self._all
        for _ in range(self._depth):
            passing &= layers
            layers >>= self._width
        while passing:
            lowest = passing & -passing
            yield lowest.bit_length() - 1
            passing ^= lowest


def _needs(items: Iterable[tuple[Any, Any]]) -> list[frozenset[str]]:
    """What a sequence of the parse tree needs: its runs of known strings, and the needs inside of the rest."""
    found: list[frozenset[str]] = []
    run = _NOTHING
    for op, value in items:
        texts = _texts(op, value)
        if op is ops.ASSERT or texts is None:
            found += _inside(op, value)
        if texts is not None and len(run) * len(texts) <= _MOST:
            run = frozenset(begun + text for begun in run for text in texts)
        else:
            found.append(run)
            run = texts or _NOTHING
    return [some for some in map(_shortest, [*found, run]) if all(map(_says_something, some))]


def _texts(op: Any, value: Any) -> frozenset[str] | None:
    """All strings that one item of the parse tree matches, in small letters; None where they are too many to tell."""
    if op is ops.LITERAL:
        return frozenset([lowered(chr(value))])
    if op is ops.IN:
        return _class(value)
    if op is ops.BRANCH:
        return once(value, "texts", lambda: _all_of(map(_sequence, value[1])))
    if op is ops.SUBPATTERN:
        return _sequence(value[3])
    if op is ops.ATOMIC_GROUP:
        return _sequence(value)
    if op in REPEATS and value[1] is not ops.MAXREPEAT and value[1] <= 2:
        least, most, items = value
        return _all_of(_sequence(list(items) * times) for times in range(least, most + 1))
    return _NOTHING if op in (ops.AT, ops.ASSERT, ops.ASSERT_NOT) else None


def _sequence(items: Iterable[tuple[Any, Any]]) -> frozenset[str] | None:
    run = _NOTHING
    for op, value in items:
        texts = _texts(op, value)
        if texts is None or len(run) * len(texts) > _MOST:
            return None
        run = frozenset(begun + text for begun in run for text in texts)
    return run


def _all_of(parts: Iterable[frozenset[str] | None]) -> frozenset[str] | None:
    union: frozenset[str] = frozenset()
    for texts in parts:
        if texts is None:
            return None
        union |= texts
    return union


def _class(items: Sequence[tuple[Any, Any]]) -> frozenset[str] | None:
    """The characters of a class that names few."""
    chars: set[str] = set()
    for op, value in items:
        first, last = (value, value) if op is ops.LITERAL else value if op is ops.RANGE else (0, _WIDEST)
        if last - first >= _WIDEST:
            return None
        chars |= {lowered(chr(code)) for code in range(first, last + 1)}
    return frozenset(chars) if len(chars) <= _WIDEST else None


def _inside(op: Any, value: Any) -> list[frozenset[str]]:
    """The needs of an item whose strings are too many to tell."""
    if op is ops.BRANCH:
        return once(value, "needs", lambda: _inside_all(value[1]))
    if op is ops.SUBPATTERN:
        return _needs(value[3])
    if op is ops.ATOMIC_GROUP:
        return _needs(value)
    if op is ops.ASSERT:
        return _needs(value[1]) if value[0] > 0 else []
    return _needs(value[2]) if op in REPEATS and value[0] > 0 else []


def _inside_all(ways: Iterable[Any]) -> list[frozenset[str]]:
    """The most telling need of each alternative as one; none where one has none."""
    best = [max(_needs(way), key=_telling, default=None) for way in ways]
    return [frozenset().union(*(some for some in best if some))] if all(best) else []


def _shortest(texts: frozenset[str]) -> frozenset[str]:
    """The strings without those that hold another of them."""
    if len(set(map(len, texts))) < 2:
        return texts
    kept: list[str] = []
    for text in sorted(texts, key=len):
        if not any(short in text for short in kept):
            kept.append(text)
    return frozenset(kept)


def _fulfils(some: frozenset[str], other: frozenset[str]) -> bool:
    """Whether a text that has one string of the first set has one of the other."""
    return all(any(short in text for short in other) for text in some)


def _says_something(text: str) -> bool:
    """Whether few texts hold it: one plain letter, beside blanks or not, stands in most."""
    said = text.strip(" ")
    return len(said) > 1 or said in _SELDOM or not text.isascii()


def _telling(some: frozenset[str]) -> tuple[int, int]:
    return min(map(len, some)), -len(some)
