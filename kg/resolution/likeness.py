"""How like two names are: the same but for a legal form, misspelt, a part, an abbreviation; never across versions."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kg.knowledge import DATA, Knowledge, fold, read_toml
from kg.model import TYPES

_HAN = re.compile(r"[\u3400-\u9fff]")
_NUMBER = re.compile(r"\d+(?:[.x×]\d+)*(?:[bmtk](?![a-z]))?|[一二三四五六七八九十]+代")
_WORD = re.compile(r"[a-z]+")
_INITIAL = re.compile(r"\b[A-Z]")
_END = 3  # letters at either end of which one end is whole when a longer name has one letter wrong


@dataclass(frozen=True, slots=True)
class Likeness:
    """Why two names may be one thing, and how sure that is, from 0 to 1."""

    reason: str
    score: float


@functools.cache
def rules() -> dict[str, Any]:
    """kg/data/identity.toml. Raises DataError."""
    return read_toml(DATA / "identity.toml")


def han(name: str) -> bool:
    """Whether a Chinese character stands in the name."""
    return _HAN.search(name) is not None


@functools.lru_cache(100_000)
def core(name: str, kind: str, tails: bool = False) -> str:
    """The folded name without legal forms and words like 模型 at its end; with `tails` without 科技, Labs, AI too."""
    words = _endings(kind, tails)
    plain = unicodedata.normalize("NFKC", name).casefold().strip()
    shorter = plain
    while True:
        cut = plain
        if plain.endswith(words):  # few do, and it is asked of all words at once
            cut = next((plain.removesuffix(w) for w in words if _ends(plain, w)), plain)
        cut = cut.rstrip(" ,-·")
        if cut == plain:
            break
        plain = cut
        least = 2 if han(plain) else rules()["least"]["core"]
        if len(fold(plain)) >= least:
            shorter = plain
    return fold(shorter)


@functools.cache
def _endings(kind: str, tails: bool) -> tuple[str, ...]:
    """What names of this type end in beside what tells them apart, the longest first."""
    words = (*rules()["forms"].get(kind, ()), *(rules()["tails"].get(kind, ()) if tails else ()))
    return tuple(sorted(words, key=len, reverse=True))


def _ends(name: str, word: str) -> bool:
    before = name[: -len(word)]
    if not name.endswith(word) or not before:
        return False
    return not word[0].isascii() or not before[-1].isascii() or before[-1] in " ,-"


@functools.lru_cache(100_000)
def version(name: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """The numbers in a name and the words that tell variants apart: names that differ in these are different things."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return tuple(_NUMBER.findall(plain)), frozenset(_WORD.findall(plain)) & _variants()


@functools.cache
def _variants() -> frozenset[str]:
    parts = read_toml(DATA / "lexicon" / "model_parts.toml")
    return frozenset(w.casefold() for words in parts["suffix_words"].values() for w in words)


@functools.lru_cache(100_000)
def compare(one: str, other: str, kind: str, sounds: frozenset[str] = frozenset()) -> Likeness | None:
    """How like two names of one type are, by form alone. `sounds`: characters that write foreign names."""
    if version(one) != version(other):
        return None
    if core(one, kind) == core(other, kind):
        return Likeness("form", 1.0 if fold(one) == fold(other) else rules()["scores"]["form"])
    if core(one, kind, True) == core(other, kind, True):
        return Likeness("tail", rules()["scores"]["tail"])
    score = spelling(core(one, kind), core(other, kind), kind, sounds)
    return Likeness("spelling", score) if score >= rules()["ask_from"] else None


def spelling(one: str, other: str, kind: str, sounds: frozenset[str] = frozenset()) -> float:
    """1 for equal folded names, less by what each changed letter costs; 0 for names too short to tell."""
    least = rules()["least"]["han" if han(one) else "latin"]
    longest = max(len(one), len(other))
    if min(len(one), len(other)) < least - 1 or longest < least or abs(len(one) - len(other)) > 2:
        return 0.0
    if han(one) != han(other):
        return 0.0
    return max(0.0, round(1 - _cost(one, other, costs_of(kind), sounds) / longest, 3))


@functools.cache
def costs_of(kind: str) -> dict[str, float]:
    """What changes of a name of this type cost."""
    costs = dict(rules()["costs"])
    if kind == "Person":
        costs["miss"] = costs["change"]  # Jon Smith and John Smith are two
    return costs


def _cost(one: str, other: str, costs: dict[str, float], sounds: frozenset[str]) -> float:
    """The least cost of the changes that make one name of the other."""
    gone, come = [0.0, *drop_costs(one, costs)], [0.0, *drop_costs(other, costs)]
    last: list[float] = []
    row = [0.0]
    for cost in come[1:]:
        row.append(row[-1] + cost)
    for i, a in enumerate(one, 1):
        before, last, row = last, row, [row[0] + gone[i]]
        for j, b in enumerate(other, 1):
            best = min(last[j] + gone[i], row[j - 1] + come[j], last[j - 1] + (a != b and letter_cost(a, b, costs, sounds)))
            if i > 1 and j > 1 and a == other[j - 2] != one[i - 2] == b:
                best = min(best, before[j - 2] + costs["swap"])
            row.append(best)
    return row[-1]


def drop_costs(name: str, costs: dict[str, float]) -> list[float]:
    """What it costs to leave out each letter of a name."""
    return [_drop(name, i, costs) for i in range(1, len(name) + 1)]


def _drop(name: str, i: int, costs: dict[str, float]) -> float:
    if i > 1 and name[i - 2] == name[i - 1]:
        return costs["double"]
    return costs["end"] if i in (1, len(name)) else costs["miss"]


def letter_cost(a: str, b: str, costs: dict[str, float], sounds: frozenset[str]) -> float:
    """What it costs to write one letter for another."""
    if a == b:
        return 0.0
    return costs["sound"] if a in sounds and b in sounds else costs["change"]


def part_of(short: str, long: str) -> bool:
    """Whether a person's short name is the surname of the long one: Delangue, 苏茨克维."""
    pieces = re.split(r"[·\s]+", long.strip())
    return len(pieces) > 1 and len(short) > (1 if han(short) else 2) and fold(short) == fold(pieces[-1])


def acronym(short: str, long: str) -> bool:
    """Whether capitals are the initials of a longer name's capitalised words."""
    initials = "".join(_INITIAL.findall(long))
    return len(short) > 1 and short.isupper() and initials == re.sub(r"[^A-Z]", "", short) and len(initials) > 1


def _ends_of(folded: str) -> set[str]:
    return {folded[:_END], folded[-_END:]}


# --- the names of the lexicon ----------------------------------------------------------------------------------------


Forms = dict[str, set[str]]  # a name without what tells nothing → keys of the things that are called so
Ends = dict[str, list[tuple[str, str]]]  # one end of a name → the names that have it, with the keys of their things


class Known:
    """The lexicon's names by what they may be mistaken for, those of one type when first asked for."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.sounds = frozenset("".join(knowledge.cues["shapes"].get("transcription", ())))
        self._of: dict[str, tuple[Forms, Ends]] = {}

    def _tables(self, kind: str) -> tuple[Forms, Ends]:
        if kind not in self._of:
            forms: Forms = defaultdict(set)
            ends: Ends = defaultdict(list)
            for term in self.knowledge.terms:
                for name in term.names if term.entity.type == kind else ():
                    for form in _forms(name, kind):
                        forms[form].add(term.entity.key)
                    for end in _ends_of(core(name, kind)):
                        ends[end].append((name, term.entity.key))
            self._of[kind] = forms, ends
        return self._of[kind]

    def has(self, folded: str) -> bool:
        """Whether something of any type is called so."""
        return any(folded in self._tables(kind)[0] for kind in TYPES)

    def like(self, name: str, kind: str) -> dict[str, Likeness]:
        """Keys of known things of this type that the name may mean, each with its best likeness."""
        found: dict[str, Likeness] = {}
        for key, other in self._near(name, kind):
            likeness = compare(name, other, kind, self.sounds)
            if likeness and likeness.reason == "tail":
                likeness = Likeness("tail", rules()["scores"]["tail_apart"])
            if likeness and (key not in found or likeness.score > found[key].score):
                found[key] = likeness
        return found

    def _near(self, name: str, kind: str) -> Iterator[tuple[str, str]]:
        forms, ends = self._tables(kind)
        for form in _forms(name, kind):
            for key in forms.get(form, ()):
                yield from ((key, other) for other in self.knowledge.by_key[key].names)
        for end in _ends_of(core(name, kind)):
            yield from ((key, other) for other, key in ends.get(end, ()))


def _forms(name: str, kind: str) -> set[str]:
    return {fold(name), core(name, kind), core(name, kind, True)}


@functools.lru_cache(4)
def known(knowledge: Knowledge) -> Known:
    """The lexicon's names of this knowledge, ready to be compared with."""
    return Known(knowledge)
