"""Abbreviations that an article spells out: a known name that is short for something else here is no mention of it."""

from __future__ import annotations

from collections.abc import Iterator, Set

from kg.entities.cues import patterns
from kg.knowledge import Knowledge, fold
from kg.model import Entity, Mention
from kg.regexes import compiled
from kg.sieve import around

# A run of letters without end is no word, and would be looked through from each of its letters.
_WORDS = r"[A-Z][A-Za-z]{1,40}(?:[ \-](?:of |for |and |the )?[A-Za-z]{1,40}){1,6}"
_SHORT = r"(?P<short>[A-Z][A-Z0-9]{1,5})"
_BEHIND = compiled(rf"(?<![A-Za-z0-9\-]){_SHORT}s?\*{{0,2}}\s?[(（](?P<long>{_WORDS})[)）,，;；]")  # DSA (Dynamic Sparse Attention)
_BEFORE = compiled(rf"(?P<long>{_WORDS})\*{{0,2}}\s?[(（]{_SHORT}s?[)）,，;；]")  # Dynamic Sparse Attention (DSA)
_LONGEST = 320  # characters of these, with what stands around them
# The bracket, by which it is told where to look.
_WORDS_IN, _SHORT_IN = compiled(r"[(（][A-Z][A-Za-z]{1,40}[ \-]"), compiled(r"[(（][A-Z][A-Z0-9]{1,5}s?[)）,，;；]")
_WORD = compiled(r"[A-Za-z]+")


def without(knowledge: Knowledge, text: str, mentions: list[Mention]) -> list[Mention]:
    """The mentions without known names whose letters the text says to stand for what is none of their names.

    That is told where the lexicon knows what the letters are short for, or where the text names a technique.
    """
    meant = _meant(knowledge, text)
    if not meant:
        return mentions
    techniques = frozenset(knowledge.cues["strangers"]["words"]["techniques"])
    return [m for m in mentions if not (m.entity.known and _is_other(text[m.start : m.end], m.entity, meant, techniques))]


def _is_other(surface: str, entity: Entity, meant: dict[str, str], techniques: Set[str]) -> bool:
    if (long := meant.get(surface)) is None:
        return False
    names = (entity.label, *entity.aliases)
    if any(_alike(long, name) for name in names):
        return False
    return not long.isascii() or long.split()[-1] in techniques or any(_initials(name) == surface for name in names)


def _initials(name: str) -> str:
    """The capitals that begin a name's words, "" of a single word."""
    words = _capitals(name)
    return "".join(word[0] for word in words) if len(words) > 1 else ""


def _capitals(name: str) -> list[str]:
    return [word for word in _WORD.findall(name) if word[0].isupper()]


def _alike(long: str, name: str) -> bool:
    """Whether a name may be the long form: one says the other, or they share most of their words."""
    one, other = fold(long), fold(name)
    if one in other or len(other) > 6 and other in one:
        return True
    words, named = set(_WORD.findall(long.casefold())), set(_WORD.findall(name.casefold()))
    return len(words & named) * 2 > len(words)


def _meant(knowledge: Knowledge, text: str) -> dict[str, str]:
    """Abbreviation → what it stands for in this text."""
    found = dict(_spelled(text))
    for match in patterns(knowledge, "names")["technique"].finditer(text):  # GQA（分组查询注意力）
        found.setdefault(match["short"], match["long"])
    return found


def _spelled(text: str) -> Iterator[tuple[str, str]]:
    for pattern, place in ((_BEHIND, _WORDS_IN), (_BEFORE, _SHORT_IN)):
        for match in around(pattern, place, text, _LONGEST, _LONGEST):
            capitals = _capitals(match["long"])
            if pattern is _BEFORE:  # the sentence goes on into it: "We use Grouped Query Attention (GQA)"
                capitals = capitals[-len(match["short"]) :]
            if "".join(word[0] for word in capitals) == match["short"]:
                yield match["short"], " ".join(capitals)
