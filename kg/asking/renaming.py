"""Names of a question that the graph does not have, put as it calls the same things: by the lexicon's names, or a person by the surname."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from kg.asking.common import SEVERAL
from kg.asking.linking import linked
from kg.asking.wordlist import WORD
from kg.knowledge import fold, lexicon

Names = Mapping[str, tuple[str, str]]


def renamed(question: str, strange: Sequence[str], known: Names, there: Callable[[str], Names]) -> str:
    """The question with the graph's own names for what it calls otherwise, itself where there is nothing to rename.

    `strange`: its words that mean nothing to us; `known`: the graph's names; `there`: gives those that stand in a text.
    """
    if not strange:
        return question
    taken = [(start, end) for start, end, _ in linked(question, known)]
    told: list[tuple[int, int, str]] = []
    for start, end, (name, _) in linked(question, _lexicon()):
        if not _touches((start, end), taken) and (own := there(name).get(fold(name))):
            told.append((start, end, own[0]))
    surnames = {**_surnames(known), **_houses(known)}
    for word in WORD.finditer(question):
        end = word.start() + len(word.group().removesuffix("'s").removesuffix("’s"))
        called = surnames.get(question[word.start() : end].casefold(), "")
        if called and question[word.start()].isupper() and not _touches((word.start(), end), [*taken, *((a, b) for a, b, _ in told)]):
            told.append((word.start(), end, called))
    for start, end, name in sorted(told, reverse=True):
        question = f"{question[:start]}{name}{question[end:]}"
    return question


def folded_names(entities: Iterable[Mapping[str, Any]]) -> dict[str, tuple[str, str]]:
    """Every name of these things, folded → (the name, its type). Names of one character are left out."""
    found: dict[str, tuple[str, str]] = {}
    for row in entities:
        for name in (row["label"], *row.get("aliases", ())):
            if len(fold(name)) > 1 and is_name(name, row["type"]):
                found.setdefault(fold(name), (row["label"], row["type"]))
    return found | {fold(stem): (SEVERAL.join(members), "Benchmark") for stem, members in _series(found.values()).items() if fold(stem) not in found}


def _series(names: Iterable[tuple[str, str]]) -> Mapping[str, list[str]]:
    """What benchmarks share that have a word more behind it, where it is no plain word: SWE-bench of SWE-bench Verified."""
    found: dict[str, set[str]] = {}
    for label, kind in names:
        stem, _, more = label.rpartition(" ")
        if kind == "Benchmark" and stem and more.isalpha() and ("-" in stem or any(map(str.isdigit, stem))):
            found.setdefault(stem, set()).add(label)
    return {stem: sorted(members) for stem, members in found.items()}


def is_name(text: str, kind: str = "") -> bool:
    """Whether a thing can be known by this in a question: not by a plain word in small letters, but by "o1" and, of a model, "gpt-oss"."""
    return not (text.islower() and text.isascii()) or any(map(str.isdigit, text)) or kind == "Model" and "-" in text


@functools.cache
def _lexicon() -> Names:
    """Every name of the lexicon, as `folded_names` gives them."""
    return folded_names({"label": one.label, "type": one.type, "aliases": one.aliases} for one in lexicon().values())


def _surnames(known: Names) -> dict[str, str]:
    """The last of the words of a person's name, in small letters → the name, where only one person has it."""
    found: dict[str, set[str]] = {}
    for name, kind in set(known.values()):
        words = name.split()
        if kind == "Person" and name.isascii() and len(words) > 1 and len(words[-1]) > 2:
            found.setdefault(words[-1].casefold(), set()).add(name)
    return {word: min(names) for word, names in found.items() if len(names) == 1}


def _houses(known: Names) -> dict[str, str]:
    """What stands before "AI" in the name of an organization, in small letters → the name, where only one has it."""
    found: dict[str, set[str]] = {}
    for name, kind in set(known.values()):
        if kind == "Organization" and name.isascii() and name.endswith(" AI") and len(name) > len("x AI") + 2:
            found.setdefault(name.removesuffix(" AI").casefold(), set()).add(name)
    return {word: min(names) for word, names in found.items() if len(names) == 1 and " " not in word}


def _touches(place: tuple[int, int], others: Sequence[tuple[int, int]]) -> bool:
    return any(place[0] < end and start < place[1] for start, end in others)
