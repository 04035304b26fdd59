"""Names that a question misspells: "Antropic" is Anthropic where no other name of the graph is written nearly so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

LEAST = 5  # letters of a word from which it is held against names
NEAR = 0.8  # share of the letters of two words, in order, that are alike: one letter of five is another


def respelled(question: str, strange: Iterable[str], names: Mapping[str, tuple[str, str]]) -> str:
    """The question with its misspelt names as the graph has them; as it is where there are none.

    `strange`: its words that mean nothing; `names`: what `ask.names_of` gives. Names of one Latin word are looked at.
    """
    by_letter: dict[str, list[str]] = {}
    for folded in names:
        if len(folded) >= LEAST and folded.isascii() and folded.isalpha():
            by_letter.setdefault(folded[0], []).append(folded)
    for word in strange:
        if len(word) < LEAST or not (word.isascii() and word.isalpha()):
            continue
        near = get_close_matches(word, by_letter.get(word[0], ()), n=2, cutoff=NEAR)
        meant = list(dict.fromkeys(names[folded][0] for folded in near))
        if len(meant) == 1 and near[0] != word:
            question = re.sub(rf"(?<![A-Za-z]){word}(?![A-Za-z])", meant[0].replace("\\", r"\\"), question, flags=re.I)
    return question
