"""Texts and names as they are matched: folded, with where each character stood, and as they are spelled elsewhere."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import chain, compress, repeat

from ahocorasick_rs import AhoCorasick

from kg.regexes import compiled

_DROPPED = set(" \t\n\r\u00a0\u3000-‐‑–—－_·・.’'`*")
_NO_JOINTS = dict.fromkeys(ord(char) for char in _DROPPED if char.isascii())
_KEPT = bytes(code not in _NO_JOINTS for code in range(256))  # by a plain character's code whether it is kept
_RAISED = "²³¹"  # τ²-bench
DOTS = "·・•‧"  # between the parts of a name in transcription: 萨姆·奥特曼
_HAN = compiled(r"[\u3400-\u9fff]")
_WORD = compiled(r"[A-Za-z][A-Za-z\-]{3,}")
_HEADLINE = 400  # characters on each side of a place: what is longer is told like one all the same


def squeeze(text: str) -> tuple[str, list[int]]:
    """The text folded for matching, and for each of its characters the index in `text`."""
    if text.isascii():
        return text.lower().translate(_NO_JOINTS), list(compress(range(len(text)), text.encode("ascii").translate(_KEPT)))
    pieces = list(map(_squeezed, text))
    sizes = list(map(len, pieces))
    if max(sizes, default=0) < 2:  # nearly every text
        return "".join(pieces), list(compress(range(len(text)), sizes))
    return "".join(pieces), list(chain.from_iterable(map(repeat, range(len(text)), sizes)))


@cache
def _squeezed(char: str) -> str:
    """What a character is for matching: folded, or nothing where it only joins."""
    if char in _DROPPED:
        return ""
    own = char < "\u2000" and char not in _RAISED or "\u3400" <= char <= "\u9fff"
    folded = char.lower() if own else unicodedata.normalize("NFKC", char).casefold()
    return "".join(piece for piece in folded if piece not in _DROPPED)


def spellings(key: str, other: Mapping[str, str]) -> Sequence[str]:
    """A folded name, as it is spelled elsewhere too; nothing of one that is a letter."""
    if len(key) < 2 and not _HAN.match(key):
        return ()
    return (key, *(key.replace(word, spelled) for word, spelled in other.items() if word in key)) if other else (key,)


Bounds = tuple[re.Pattern[str], re.Pattern[str]]  # what a look back from a name's begin, and one on from its end, must agree to


def places(text: str, names: Iterable[str], bounds: Bounds) -> Iterator[tuple[int, int]]:
    """Where names stand in a text, the leftmost and then the longest first, without overlap.

    An expression of all the names of an article takes longer to compile than all of this.
    """
    finds = AhoCorasick(names, store_patterns=False).find_matches_as_indexes(text, overlapping=True)
    reached, (begins, ends) = 0, bounds
    for start, back in sorted((start, -end) for _, start, end in finds):
        if start >= reached and begins.match(text, start) and ends.match(text, -back):
            reached = -back
            yield start, reached


def in_headline(text: str, at: int) -> bool:
    """Whether the line around a place is written with capitals throughout: there a capital makes no name."""
    first, last = text.rfind("\n", max(0, at - _HEADLINE), at) + 1, text.find("\n", at, at + _HEADLINE)
    return _is_headline(text[max(first, at - _HEADLINE) : last if last >= 0 else at + _HEADLINE])


@lru_cache(maxsize=64)  # each name of a line asks
def _is_headline(line: str) -> bool:
    words = _WORD.findall(line)
    return len(words) > 3 and sum(map(str.isupper, [word[0] for word in words])) > 0.7 * len(words)


def forms_of(text: str, start: int, end: int) -> tuple[str, ...]:
    """The words of a mention at `text[start:end]`; those of a handle also with its sign, by which others know it: "@zora_q"."""
    words = text[start:end]
    return (words, f"@{words}") if text[start - 1 : start] == "@" else (words,)
