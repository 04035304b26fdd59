"""Passages that stand in several articles: which evidence is independent and which is the same words again.

A sentence that stands in an earlier article is that article's evidence, in a translation too where that can be told
(kg/reuse/parallels.py), and articles that rest on the same sources are one voice. No pair of articles is ever compared: shingles of
the evidence are looked up in an inverted index; which articles are to be looked at in a large graph, kg/reuse/copies.py knows.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter

from kg.language.script import folded
from kg.reuse.parallels import Parallels

GRAM = 8  # characters of a shingle: about four Chinese words, or one long English word
SHARE = 0.8  # of a sentence's shingles that must stand in another article: a name or a date may have been changed
# An edited copy changes words of the sentence but keeps what stands around it. On the seed articles, two of which share
# passages, edited copies have 0.40-0.64 of the sentence and 0.54-0.86 around it, chance at most 0.22 and 0.19.
EDITED = 0.4
AROUND = 0.5
WINDOW = 120  # characters on each side of the evidence that count as what stands around it
TIED, PART = 0.5, 0.34  # of the addresses of two articles that are one voice, of the shorter and of the longer list
LEAST = 20  # characters of a passage that can be told from chance; a shorter sentence takes its neighbours in

_END = re.compile(r"[。！？!?；;\n]+|\.(?=[\s*_\"'”’)\]]|$)")
_FAR = "9999"  # an article without a date is taken to be later than all others

Span = tuple[str, int, int]  # article id, start, end


@dataclass(frozen=True, slots=True)
class Text:
    """An article as far as its voice matters. `sources`: addresses of its own page and of the works it names."""

    id: str
    text: str
    date: str = ""
    sources: frozenset[str] = frozenset()

    def order(self) -> tuple[str, str]:
        """Earlier articles come first."""
        return (self.date or _FAR, self.id)


def normalise(text: str) -> str:
    """The letters and digits alone, without case, width and script: reprints change blanks, quotation marks and markup, and
    turn simplified Chinese into traditional.
    """
    return folded("".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold())))


def sentences(text: str) -> list[tuple[int, int]]:
    """The spans of the text's sentences, without gaps, each with the mark that ends it."""
    ends = [found.end() for found in _END.finditer(text)]
    if not ends or ends[-1] < len(text):
        ends.append(len(text))
    return list(zip([0, *ends[:-1]], ends, strict=True))


_stop = itemgetter(1)


def passage(text: str, start: int, end: int, spans: Sequence[tuple[int, int]] | None = None) -> str:
    """The sentences around `text[start:end]`, normalised; neighbours are taken in until LEAST characters are there."""
    spans = spans or sentences(text)
    first = min(bisect_right(spans, start, key=_stop), len(spans) - 1)
    last = min(bisect_left(spans, end, key=_stop), len(spans) - 1)
    found = normalise(text[spans[first][0] : spans[last][1]])
    while len(found) < LEAST and (first > 0 or last < len(spans) - 1):
        if last < len(spans) - 1:
            last += 1
        else:
            first -= 1
        found = normalise(text[spans[first][0] : spans[last][1]])
    return found


def shingles(plain: str) -> frozenset[str]:
    """The runs of GRAM characters of a normalised passage; the passage itself where it is shorter."""
    return frozenset(plain[i : i + GRAM] for i in range(max(1, len(plain) - GRAM + 1)))


def origins(texts: Iterable[Text], spans: Iterable[Span]) -> dict[Span, str]:
    """For each piece of evidence the id of the article it comes from: the earliest that has the passage.

    Articles that share a source are one origin, named by the earliest of them. A span's own article must be among the
    texts. The answer does not depend on the order of the input.
    """
    known = {text.id: text for text in texts}
    voices = same_source(known.values())
    evidence = _evidence(known, spans)
    holders = _index(known.values(), evidence.values())
    parallels = Parallels((text.id, text.text) for text in known.values())
    found = {}
    first: dict[tuple[frozenset[str], frozenset[str]], Text] = {}  # reprints share their shingles: looked up once
    for span, grams in evidence.items():
        if grams not in first:
            first[grams] = min((known[article] for article in _having(*grams, holders)), key=Text.order)
        translated = (known[article] for article in parallels.holders(*span))
        earliest = min([first[grams], known[span[0]], *translated], key=Text.order)
        found[span] = voices[earliest.id]
    return found


def _having(inner: frozenset[str], outer: frozenset[str], holders: dict[str, set[str]]) -> Iterator[str]:
    """The articles that have the sentence, or most of it in the same surroundings."""
    counted = Counter(holder for gram in inner for holder in holders[gram])
    around = Counter(holder for gram in outer for holder in holders[gram])
    for holder, count in counted.items():
        edited = count >= EDITED * len(inner) and around[holder] >= AROUND * len(outer)
        if edited or count >= SHARE * len(inner):
            yield holder


def _evidence(known: dict[str, Text], spans: Iterable[Span]) -> dict[Span, tuple[frozenset[str], frozenset[str]]]:
    """For each span the shingles of its sentence and of what stands around it."""
    cut: dict[str, list[tuple[int, int]]] = {}
    found = {}
    for span in sorted(set(spans)):
        article, start, end = span
        text = known[article].text
        if article not in cut:
            cut[article] = sentences(text)
        window = normalise(text[max(0, start - WINDOW) : end + WINDOW])
        found[span] = (shingles(passage(text, start, end, cut[article])), shingles(window))
    return found


def _index(
    texts: Iterable[Text], evidence: Iterable[tuple[frozenset[str], frozenset[str]]]
) -> defaultdict[str, set[str]]:
    """Shingle of the evidence → the articles in which it stands. Shingles that no evidence has are not kept."""
    index: defaultdict[str, set[str]] = defaultdict(set)
    wanted = frozenset().union(*(grams for pair in evidence for grams in pair))
    for text in texts:
        for gram in shingles(normalise(text.text)) & wanted:
            index[gram].add(text.id)
    return index


def same_source(texts: Iterable[Text]) -> dict[str, str]:
    """Article → the earliest article that is tied to it by shared sources, itself where there is none.

    Two articles are tied where most of what the one rests on is what the other rests on: TIED of the shorter list of
    addresses and PART of the longer. One source that two surveys have in common leaves them two voices.
    """
    ordered = sorted(texts, key=Text.order)
    parent = {text.id: text.id for text in ordered}
    rank = {text.id: place for place, text in enumerate(ordered)}

    def root(article: str) -> str:
        while parent[article] != article:
            parent[article] = parent[parent[article]]
            article = parent[article]
        return article

    alike: dict[frozenset[str], str] = {}  # articles with one list of sources are compared once
    resting: defaultdict[str, list[frozenset[str]]] = defaultdict(list)
    for text in ordered:
        ties = [alike[text.sources]] if text.sources in alike else []
        if text.sources and not ties:
            alike[text.sources] = text.id
            others = dict.fromkeys(other for source in sorted(text.sources) for other in resting[source])
            ties = [alike[other] for other in others if _tied(text.sources, other)]
            for source in text.sources:
                resting[source].append(text.sources)
        for tie in ties:
            early, late = sorted((root(tie), root(text.id)), key=rank.__getitem__)
            parent[late] = early
    return {article: root(article) for article in parent}


def _tied(one: frozenset[str], other: frozenset[str]) -> bool:
    shared, sizes = len(one & other), (len(one), len(other))
    return shared >= TIED * min(sizes) and shared >= PART * max(sizes)
