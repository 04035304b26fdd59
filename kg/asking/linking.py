"""The names in a question: where each stands, whose it is, and the version that is told behind it."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping

from kg.asking.periods import YEAR
from kg.asking.wordlist import CJK, SECTIONS, WORD, form, lexicon, spots
from kg.knowledge import fold

LONGEST = 120  # characters of a question that are looked at as one name


def link(text: str, names: Mapping[str, tuple[str, str]]) -> tuple[list[tuple[str, str]], list[tuple[int, int]]]:
    """The names in a text, longest first where they overlap, and their places."""
    found = list(linked(text, names))
    return list(dict.fromkeys(hit for *_, hit in found)), [(start, end) for start, end, _ in found]


def linked(text: str, names: Mapping[str, tuple[str, str]]) -> Iterator[tuple[int, int, tuple[str, str]]]:
    """Where each name stands in a text, and whose it is: (the name, its type)."""
    starts = [i for i, c in enumerate(text) if c.isalnum() and (i == 0 or CJK.match(c) or _border(text, i))]
    within = {at for places in spots(text, "sides").values() for start, end in places for at in range(start + 1, end)}
    starts = [i for i in starts if i not in within and not re.search(r"[a-z]-$", text[max(0, i - 2) : i])]  # "once-open AI" is no OpenAI
    past = 0
    for start in starts:
        if start < past:
            continue
        for end in range(min(len(text), start + LONGEST), start + 1, -1):
            if end < len(text) and not _border(text, end) and not CJK.match(text[end - 1]):
                continue
            hit = names.get(fold(text[start:end]))
            if hit and text[end - 1].isalnum() and not _common(text[start:end], hit[0]):
                past, hit = _whole(text, start, end, hit)
                yield start, past, hit
                break


def _common(slice: str, name: str) -> bool:
    """Whether these are words of any question ("who", "may I", "open") and not the name that is written alike."""
    if CJK.search(slice):
        return slice in _plain_words()
    if slice == name:
        return False
    words = [word.casefold() for word in WORD.findall(slice)]
    plain = _plain_words() if len(words) == 1 else _plain_words(("concepts", "sides", "polarity"))  # "stability ai" is no "open ai"
    return bool(words) and all(word in plain for word in words)


@functools.cache
def _plain_words(sections: tuple[str, ...] = (*SECTIONS, "concepts", "sides", "polarity")) -> frozenset[str]:
    """The words of these sections of the lexicon, one by one, in both languages; of the stop words the English ones."""
    entries = [entry for section in sections for entry in lexicon()[section].values()]
    english = {part for entry in entries for word in entry["en"] for part in (word, *word.split())}
    return frozenset(lexicon()["stop"]["en"]) | english | {word for entry in entries for word in entry["zh"]}


VERSION = re.compile(r"(?:[-\s]?v?\d[\w.]*|\.\d[\w.]*)(?:-\w+)*", re.ASCII)


def _whole(text: str, start: int, end: int, hit: tuple[str, str]) -> tuple[int, tuple[str, str]]:
    """The name with the version and the tier that follow it: GPT-9 is not GPT, nor Claude 3 Opus Claude 3, where the graph knows none."""
    if hit[1] not in ("Model", "Product") or not text[end - 1].isascii():
        return end, hit
    past = end
    while found := VERSION.match(text, past) or form("forms", "tier").match(text, past):
        if YEAR.match(found.group().strip(" -")):
            break
        past = found.end()
    return past, hit if past == end else (text[start:past], hit[1])


def _border(text: str, at: int) -> bool:
    """Whether a Latin word may begin or end between `at - 1` and `at`."""
    before, after = text[at - 1], text[at]
    return not (before.isalnum() and after.isalnum()) or bool(CJK.match(before)) != bool(CJK.match(after))
