"""What a passage is compared by, and whether an article has it: the pure part of finding where passages come from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from itertools import chain
from typing import Any, NamedTuple, TypeVar

from kg.deriving.state import number_of
from kg.parallels import Anchor, anchors, dense, holds_run, window
from kg.voices import AROUND, EDITED, GRAM, SHARE, WINDOW, Span, normalise, passage, sentences, shingles
from kg.winnowing import Prints, common, fingerprints, hashes, many_at_hand, runs

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
        """The hashes of its shingles, each once, sorted."""
        return runs(self.plain, GRAM)

    @cached_property
    def hashes(self) -> list[int]:
        """Those of its shingles in order."""
        found: list[int] = hashes(self.plain, GRAM).tolist()
        return found

    @cached_property
    def known(self) -> frozenset[int]:
        """Those of its shingles, each once."""
        return frozenset(self.hashes)

    def keys(self) -> list[int]:
        """What the text is looked up by: its fingerprints, and each two anchors that follow one another."""
        return sorted({*fingerprints(self.text), *_pairs(self.words, self.dense)})

    @cached_property
    def twins(self) -> dict[int, int]:
        """Those keys that are of anchors → the keys by which a translation of the text is looked up."""
        return dict(zip(_pairs(self.words, self.dense), _pairs(self.words, not self.dense), strict=True))


class Overlap:
    """What passages of one text another can have: their shingles as numbers, so that most need not be compared."""

    def __init__(self, one: Body, other: Body) -> None:
        self._plain, self._hashes, self._others = one.plain, one.hashes, other.known

    def may_hold(self, sentence: str) -> bool:
        """Whether the other text has so much of a sentence (normalised) that it may be its copy."""
        at, count = self._plain.find(sentence), len(sentence) - GRAM + 1
        if at < 0 or count < 1:
            return True
        these = set(self._hashes[at : at + count])
        return len(these & self._others) >= EDITED * len(these)


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


class Why(NamedTuple):
    """Why an article is looked at for a passage: it shares fingerprints with it, or the pairs of anchors that a translation has."""

    words: bool
    pairs: bool


class Asked:
    """A passage with what it is looked up by and compared by; what is not asked for is not worked out.

    `sentence`: that in which it stands, the same for all passages in it.
    """

    def __init__(self, body: Body, span: Span, sentence: Shingles, prints: Prints) -> None:
        self.span, self.inner, self._body, self._prints = span, sentence, body, prints
        self._sentence = sentence.plain

    def may_be_in(self, overlap: Overlap) -> bool:
        """Whether it can be copied from the text with which its own has this in common."""
        return overlap.may_hold(self._sentence)

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

    def near(self, shared: frozenset[int], translates: bool) -> Why:
        """Why an article that is found by these keys is to be looked at. `translates`: it may have pairs that a translation has."""
        words = not shared.isdisjoint(self.sentence) or len(shared & self.region) >= REGION
        return Why(words, translates and len(shared & self.pairs) >= REGION)

    def looked_up(self, having: Callable[[int], Iterable[T]]) -> dict[T, Why]:
        """The articles that are to be looked at, as `near` says, of those that have a key."""
        words = set(chain.from_iterable(map(having, self.sentence))) | _often(having, self.region)
        pairs = _often(having, self.pairs)
        return {one: Why(one in words, one in pairs) for one in words | pairs}

    def held_by(self, body: Body, why: Why) -> bool:
        """Whether a text has the passage, an edited copy of it, or a translation, by the measures of kg/voices.py."""
        if why.words and self._copied(body):
            return True
        return why.pairs and holds_run(body.words, self.run)  # pairs that a translation has are of the other language

    def _copied(self, body: Body) -> bool:
        if len(self._sentence) >= GRAM and self._sentence in body.plain:  # then it has all of its shingles
            return True
        count = self.inner.within(body)
        if count >= SHARE * len(self.inner):
            return True
        return count >= EDITED * len(self.inner) and self.outer.within(body) >= AROUND * len(self.outer)


def _often(having: Callable[[int], Iterable[T]], keys: Iterable[int]) -> set[T]:
    """Those that have REGION of these keys."""
    counted = Counter(chain.from_iterable(map(having, keys)))
    return {one for one, count in counted.items() if count >= REGION}


def ask(body: Body, spans: Iterable[Span]) -> list[Asked]:
    """The passages of a text, ready to be looked up."""
    cut, prints = sentences(body.text), Prints(body.plain)
    told: dict[str, Shingles] = {}
    found = []
    for span in spans:
        plain = passage(body.text, span[1], span[2], cut)
        found.append(Asked(body, span, told.setdefault(plain, Shingles(plain)), prints))
    return found
