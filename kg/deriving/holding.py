"""What a passage is compared by, and whether an article has it: the pure part of finding where passages come from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from itertools import chain
from math import ceil
from typing import Any, NamedTuple, TypeVar

from kg.deriving.state import number_of
from kg.reuse.parallels import Anchor, anchors, dense, holds_run, window
from kg.reuse.voices import AROUND, EDITED, GRAM, SHARE, WINDOW, Span, normalise, passage, sentences, shingles
from kg.reuse.winnowing import Prints, common, fingerprints, hashes, many_at_hand, runs

T = TypeVar("T")
REGION = 3  # fingerprints around the evidence, or pairs of anchors, that an article must share to be looked at
# The share of the fingerprints of a passage's sentence, or of what stands around it, that an article must have to be compared
# with it: a copy with a name changed has half of them and more, a phrase of the trade that both use is one of ten.
SAID, AROUND_IT = 0.25, 0.125


class Reason(NamedTuple):
    """Why a key leads to an article: its text has it (1), or one of its passages is looked up by it.

    Then `said`, `beside` and `pair` tell how many such keys one must have to be compared with it: of the passage's sentence, of
    what stands around it, of the pairs of names that a translation has; 0 where it is none of these. Of several passages the
    least counts.
    """

    has: int = 0
    said: int = 0
    beside: int = 0
    pair: int = 0


class Body:
    """An article's text, as far as passages are looked for in it."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def plain(self) -> str:
        """Letters and digits alone."""
        return normalise(self.text)

    @cached_property
    def cut(self) -> list[tuple[int, int]]:
        """Its sentences."""
        return sentences(self.text)

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

    @cached_property
    def keys(self) -> list[int]:
        """What the text is looked up by: its fingerprints, and each two anchors that follow one another."""
        return sorted({*fingerprints(self.text), *_pairs(self.words, self.dense)})


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
        self.said = sentence.plain

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
        return self._prints.of(self.said)

    @cached_property
    def region(self) -> frozenset[int]:
        """Those of its sentence and of what stands around it."""
        return self.sentence | self._prints.of(self._around)

    @cached_property
    def pairs(self) -> frozenset[int]:
        """The pairs of anchors that a translation would have."""
        return frozenset(_pairs(self.run, not self._body.dense))

    @cached_property
    def least(self) -> tuple[int, int]:
        """How many fingerprints of its sentence, or of its region, an article must have to be compared with it."""
        return max(1, ceil(len(self.sentence) * SAID)), max(REGION, ceil(len(self.region) * AROUND_IT))

    def near(self, shared: frozenset[int], translates: bool) -> Why:
        """Why an article that is found by these keys is to be looked at. `translates`: it may have pairs that a translation has."""
        words = not shared.isdisjoint(self.sentence) or len(shared & self.region) >= REGION
        return Why(words, translates and len(shared & self.pairs) >= REGION)

    def looked_up(self, having: Callable[[int], Iterable[T]]) -> dict[T, Why]:
        """The articles that are to be looked at, as `near` says, of those that have a key."""
        words = set(chain.from_iterable(map(having, self.sentence))) | _often(having, self.region)
        pairs = _often(having, self.pairs)
        return {one: Why(one in words, one in pairs) for one in words | pairs}

    def narrowed(self, why: Why, keys: frozenset[int]) -> Why:
        """What of the reasons is left where these are all keys of that article: a copy has more of the words in common."""
        said, beside = self.least
        enough = why.words and (len(keys & self.sentence) >= said or len(keys & self.region) >= beside)
        return Why(enough, why.pairs)

    def held_by(self, body: Body, why: Why) -> bool:
        """Whether a text has the passage, an edited copy of it, or a translation, by the measures of kg/reuse/voices.py."""
        if why.words and self._copied(body):
            return True
        return why.pairs and holds_run(body.words, self.run)  # pairs that a translation has are of the other language

    def _copied(self, body: Body) -> bool:
        if len(self.said) >= GRAM and self.said in body.plain:  # then it has all of its shingles
            return True
        count = self.inner.within(body)
        if count >= SHARE * len(self.inner):
            return True
        return count >= EDITED * len(self.inner) and self.outer.within(body) >= AROUND * len(self.outer)


def likely(asked: Sequence[Asked], body: Body) -> list[Asked]:
    """Those of the passages of a text that another can have: of the sentence of each other one it has too little to be copied.

    The shingles of all these sentences are hashed together, and of the text around them nothing.
    """
    told = list(dict.fromkeys(one.said for one in asked))
    there: dict[str, bool] = {}
    hashed: list[int] = hashes("".join(told), GRAM).tolist()
    at = 0
    for sentence in told:
        these = set(hashed[at : at + max(0, len(sentence) - GRAM + 1)])  # one of less than a shingle is not told from others here
        there[sentence] = len(these & body.known) >= EDITED * len(these)
        at += len(sentence)
    return [one for one in asked if there[one.said]]


def _often(having: Callable[[int], Iterable[T]], keys: Iterable[int]) -> set[T]:
    """Those that have REGION of these keys."""
    counted = Counter(chain.from_iterable(map(having, keys)))
    return {one for one, count in counted.items() if count >= REGION}


def postings(body: Body, spans: Iterable[Span]) -> dict[int, Reason]:
    """All keys that lead to an article with these passages, and why."""
    found = {key: [1, 0, 0, 0] for key in body.keys}
    for one in ask(body, sorted(set(spans))):
        said, beside = one.least
        for at, least, keys in ((1, said, one.sentence), (2, beside, one.region), (3, REGION, one.pairs)):
            for key in keys:
                why = found.setdefault(key, [0, 0, 0, 0])
                why[at] = min(least, why[at] or least)
    return {key: Reason(*why) for key, why in found.items()}


def may_share(asks: Sequence[int], keys: frozenset[int]) -> bool:
    """Whether an article with these keys may have enough of a passage's words. `asks`: key, said, beside, pair, and so on."""
    tallies: tuple[list[int], list[int]] = ([], [])
    for at in range(0, len(asks), 4):
        if asks[at] in keys:
            for tally, least in zip(tallies, asks[at + 1 : at + 3], strict=True):
                if least:
                    tally.append(least)
    return any(tally and len(tally) >= min(tally) for tally in tallies)


def ask(body: Body, spans: Iterable[Span]) -> list[Asked]:
    """The passages of a text, ready to be looked up."""
    prints = Prints(lambda: body.plain)
    told: dict[str, Shingles] = {}
    found = []
    for span in spans:
        plain = passage(body.text, span[1], span[2], body.cut)
        found.append(Asked(body, span, told.setdefault(plain, Shingles(plain)), prints))
    return found
