"""Which named query a plain question asks, and with which words for values, by how many such questions are worded.

A question is a set of features: its words and their beginnings, pairs of words, Chinese characters by one, two and three,
and of the names in it only their types. The weights (kg/data/asked) are fitted by `training.questions`. They know ways of
asking that no list of words has; what they are not sure of is left to `kg.asking.question`.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Container, Iterable, Iterator, Mapping

from kg.asking import thresholds
from kg.asking.linking import link
from kg.knowledge import DATA, fold
from kg.softmax import read_weights

FOLDER = DATA / "asked"
PLACE = "place"  # the table that tells which of two parameters a lone name fills, where either could take it
NONE = "none"  # no query answers it; no value is asked for
SURE = 0.5  # from here on a query, or a value, is taken,
DOUBT = 0.15  # unless it is likelier than this that no query answers
CLEAR = 0.9  # from here on a query is taken though others fit by their words as well
NEAR = 0.15  # from here on a query is offered where none is taken
HOPELESS = 0.9  # from here on none is, whatever words the question shares with one,
DOUBTFUL = 0.75  # from here on none is that it shares few words with
_BEGINNING = 5  # letters of a longer word that count for themselves
_PIECES = re.compile(r"‹\w+›|[a-z']+")
_NUMBER = re.compile(r"\d[\d.]*")
_HAN = re.compile(r"[㐀-鿿]+")
_WORD = re.compile(r"[a-z']+|[㐀-鿿]")
Names = Mapping[str, tuple[str, str]]


class Wording:
    """A question as the weights see it: its features, and how likely it asks each query, worked out once."""

    def __init__(self, question: str, names: Names) -> None:
        weights, self._said = read_weights(FOLDER / "query.tsv"), features(question, names)
        self._likely = weights.likely([*self._said, unseen(self._said, weights.rows)])

    def meant(self) -> tuple[str, float]:
        """The query that is asked and how likely: NONE where surely none answers it, "" where that is not told."""
        likely = self._likely
        query = NONE if likely[NONE] >= HOPELESS else max(likely, key=likely.__getitem__)
        told = query == NONE and likely[NONE] >= HOPELESS or likely[query] >= SURE and likely[NONE] <= DOUBT
        return (query, likely[query]) if told else ("", 0.0)

    def is_doubtful(self) -> bool:
        """Whether it is likely, though not sure, that no query answers."""
        return self._likely[NONE] >= DOUBTFUL

    def nearest(self) -> list[str]:
        """The queries that may be asked, the likeliest first."""
        likely = self._likely
        found = [name for name in likely if name != NONE and likely[name] >= NEAR]
        return sorted(found, key=likely.__getitem__, reverse=True) if likely[NONE] < SURE else []

    def values(self, params: Iterable[str]) -> dict[str, str]:
        """The values of a query's parameters that are asked for, "" where none is likely enough or none was learned."""
        return {param: _value(self._said, param) if param in _learned() else "" for param in params}


def _value(said: Iterable[str], param: str) -> str:
    likely = read_weights(FOLDER / f"{param}.tsv").likely(said)
    found = max(likely, key=likely.__getitem__)
    return found if found != NONE and likely[found] >= SURE else ""


@functools.cache
def _learned() -> frozenset[str]:
    return frozenset(path.stem for path in FOLDER.glob("*.tsv"))


def features(question: str, names: Names) -> list[str]:
    """The features of a question, each once and in order."""
    return sorted({*_features(masked(question, names).casefold())})


def unseen(said: Iterable[str], seen: Container[str]) -> str:
    """The feature that tells how many words of a question, of its features, are none of those that were learned."""
    strange = sum(_WORD.fullmatch(one) is not None and one not in seen for one in said)
    return f"unseen {min(strange, 4)}"


def masked(question: str, names: Names) -> str:
    """A question with ‹types› for its names, and a mark for the bound that it sets a number."""
    text = unicodedata.normalize("NFKC", question)
    linked, spans = link(text, names)
    types = dict(linked)
    parts: list[str] = []
    end = 0
    for start, stop in sorted(spans):
        name = text[start:stop]
        kind = names[fold(name)][1] if fold(name) in names else types.get(name, "Model")  # a version that nobody has
        parts += text[end:start], f" ‹{kind}› "
        end = stop
    whole = "".join([*parts, text[end:]])
    threshold = thresholds.read(whole)
    return threshold.taken_out(whole, f" {threshold.mark} ") if threshold else whole


def _features(text: str) -> Iterator[str]:
    text = _NUMBER.sub("0", text)
    words = [word.removesuffix("'s") for word in _PIECES.findall(text)]
    kinds = [word for word in words if word.startswith("‹") and word not in thresholds.MARKS]
    yield f"names {min(len(kinds), 3)}"
    yield from words
    yield from (f"{word[:_BEGINNING]}…" for word in words if len(word) > _BEGINNING and not word.startswith("‹"))
    yield from (f"{one} {two}" for one, two in zip(words, words[1:], strict=False))
    for run in _HAN.findall(text):
        for size in (1, 2, 3):
            yield from (run[at : at + size] for at in range(len(run) - size + 1))
