"""What a passage is compared by, and whether an article has it: the pure part of finding where passages come from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from itertools import chain
from typing import Any, TypeVar

from kg.deriving.state import number_of
from kg.parallels import Anchor, anchors, dense, holds_run, window
from kg.voices import AROUND, EDITED, GRAM, SHARE, WINDOW, Span, normalise, passage, sentences, shingles
from kg.winnowing import Prints, common, fingerprints, many_at_hand, runs

T = TypeVar("T")
REGION = 3  # fingerprints around the evidence, or pairs of anchors, that an article must share to be looked at


class Body:
    """An article's text, as far as passages are looked for in it."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def plain(self) -> str:
        """Letters and digits alone."""
        return normalise(self.text)

    @cached_property
    def dense(self) -> bool:
        """Whether it is in a language told by its letters."""
        return dense(self.text)

    @cached_property
    def anchors(self) -> list[Anchor]:
        """Names, numbers and dates that both languages write alike."""
        return anchors(self.text)

    @cached_property
    def words(self) -> list[str]:
        """The words of the anchors."""
        return [anchor.word for anchor in self.anchors]

    @cached_property
    def runs(self) -> Any:
        """The hashes of its shingles."""
        return runs(self.plain, GRAM)

    def keys(self) -> list[int]:
        """What the text is looked up by: its fingerprints, and each two anchors that follow one another."""
        return sorted({*fingerprints(self.text), *_pairs(self.words, self.dense)})

    @cached_property
    def twins(self) -> dict[int, int]:
        """Those keys that are of anchors → the keys by which a translation of the text is looked up."""
        return dict(zip(_pairs(self.words, self.dense), _pairs(self.words, not self.dense), strict=True))


def _pairs(words: Sequence[str], zh: bool) -> Iterable[int]:
    return (number_of(f"{zh:d} {one} {other}") for one, other in zip(words, words[1:], strict=False))


class Shingles:
    """The shingles of a normalised passage, counted in texts: by their hashes, where the library for that is loaded."""

    def __init__(self, plain: str) -> None:
        self.plain = plain

    @cached_property
    def _grams(self) -> frozenset[str]:
        return shingles(self.plain)

    @cached_property
    def _runs(self) -> Any:
        return runs(self.plain, GRAM)

    def __len__(self) -> int:
        return len(self._runs) if self._hashed else len(self._grams)

    @cached_property
    def _hashed(self) -> bool:
        return many_at_hand() and len(self.plain) >= GRAM

    def within(self, body: Body) -> int:
        """How many of them are the text's."""
        if len(self.plain) < GRAM:
            return int(self.plain == body.plain)
        if not self._hashed:
            plain = body.plain
            return sum([gram in plain for gram in self._grams])
        return common(self._runs, body.runs)


class Asked:
    """A passage with what it is looked up by and compared by; what is not asked for is not worked out.

    `sentence`: that in which it stands, the same for all passages in it.
    """

    def __init__(self, body: Body, span: Span, sentence: Shingles, prints: Prints) -> None:
        self.span, self.inner, self._body, self._prints = span, sentence, body, prints
        self._sentence = sentence.plain

    @cached_property
    def _around(self) -> str:
        return normalise(self._body.text[max(0, self.span[1] - WINDOW) : self.span[2] + WINDOW])

    @cached_property
    def outer(self) -> Shingles:
        """The shingles of what stands around it."""
        return Shingles(self._around)

    @cached_property
    def run(self) -> tuple[str, ...]:
        """The anchors in and around it."""
        return tuple(window(self._body.anchors, self.span[1], self.span[2]))

    @cached_property
    def sentence(self) -> frozenset[int]:
        """The fingerprints of its sentence."""
        return self._prints.of(self._sentence)

    @cached_property
    def region(self) -> frozenset[int]:
        """Those of its sentence and of what stands around it."""
        return self.sentence | self._prints.of(self._around)

    @cached_property
    def pairs(self) -> frozenset[int]:
        """The pairs of anchors that a translation would have."""
        return frozenset(_pairs(self.run, not self._body.dense))

    @property
    def keys(self) -> frozenset[int]:
        """All that it is looked up by."""
        return self.region | self.pairs

    def near(self, shared: Iterable[int]) -> bool:
        """Whether an article that shares these keys is to be looked at."""
        found = frozenset(shared)
        return bool(found & self.sentence) or len(found & self.region) >= REGION or len(found & self.pairs) >= REGION

    def looked_up(self, having: Callable[[int], Iterable[T]]) -> set[T]:
        """The articles that are to be looked at, as `near` says, of those that have a key."""
        found = set(chain.from_iterable(map(having, self.sentence)))
        for keys in (self.region, self.pairs):
            counted = Counter(chain.from_iterable(map(having, keys)))
            found.update(one for one, count in counted.items() if count >= REGION)
        return found

    def held_by(self, body: Body) -> bool:
        """Whether a text has the passage, an edited copy of it, or a translation, by the measures of kg/voices.py."""
        if len(self._sentence) >= GRAM and self._sentence in body.plain:  # then it has all of its shingles
            return True
        count = self.inner.within(body)
        if count >= SHARE * len(self.inner):
            return True
        if count >= EDITED * len(self.inner) and self.outer.within(body) >= AROUND * len(self.outer):
            return True
        return body.dense != self._body.dense and bool(self.run) and holds_run(body.words, self.run)


def ask(body: Body, spans: Iterable[Span]) -> list[Asked]:
    """The passages of a text, ready to be looked up."""
    cut, prints = sentences(body.text), Prints(body.plain)
    told: dict[str, Shingles] = {}
    found = []
    for span in spans:
        plain = passage(body.text, span[1], span[2], cut)
        found.append(Asked(body, span, told.setdefault(plain, Shingles(plain)), prints))
    return found
