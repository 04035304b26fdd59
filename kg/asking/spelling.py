"""Names that a question misspells: "Antropic" is Anthropic where no other name of the graph is written nearly so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher, get_close_matches

SHORTEST = 4  # letters of a word that has but two neighbours swapped
SURELY, LONG = 0.87, 6  # from here on, in a word of so many letters, one is surely meant
LEAST = 5  # letters of a word from which it is held against names
NEAR = 0.8  # share of the letters of two words, in order, that are alike: one letter of five is another


def respelled(question: str, strange: Iterable[str], names: Mapping[str, tuple[str, str]]) -> str:
    """The question with its misspelt names as the graph has them; as it is where there are none.

    `strange`: its words that mean nothing; `names`: what `naming.names_of` gives. Names of one Latin word are looked at.
    """
    doubtful = [word for word in strange if _is_held_against_names(word)]
    by_letter: dict[str, list[str]] = {word[0]: [] for word in doubtful}
    for folded in names if doubtful else ():
        if folded[:1] in by_letter and _is_held_against_names(folded):
            by_letter[folded[0]].append(folded)
    for word in doubtful:
        alike = by_letter[word[0]]
        near = [one for one in alike if _is_swapped(word, one)]
        if not near and len(word) >= LEAST:
            near = get_close_matches(word, [one for one in alike if len(one) >= LEAST], n=2, cutoff=NEAR)
        if not near:
            continue
        meant = list(dict.fromkeys(names[folded][0] for folded in near))
        if len(meant) == 1 and near[0] != word:
            question = re.sub(rf"(?<![A-Za-z]){word}(?![A-Za-z])", meant[0].replace("\\", r"\\"), question, flags=re.I)
    return question


def _is_held_against_names(word: str) -> bool:
    """Whether a word is a Latin one that is long enough to be told from others."""
    return len(word) >= SHORTEST and word.isascii() and word.isalpha()


def surely(question: str, spelled: str) -> bool:
    """Whether all words that were put right are long ones that miss a letter at most, or have two swapped."""
    there = _words(spelled)
    wrong = [word for word in _words(question) if word not in there]
    return all(any(_is_sure(word, name) for name in there) for word in wrong)


def _is_sure(word: str, name: str) -> bool:
    return _is_swapped(word, name) or len(word) >= LONG and SequenceMatcher(None, word, name).ratio() >= SURELY


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z]+", text.casefold())


def _is_swapped(word: str, name: str) -> bool:
    """Whether two letters beside one another are swapped, and nothing else."""
    apart = [at for at, (one, other) in enumerate(zip(word, name, strict=False)) if one != other]
    return len(word) == len(name) and len(apart) == 2 and apart[1] == apart[0] + 1 and word[apart[0]] == name[apart[1]] and word[apart[1]] == name[apart[0]]
