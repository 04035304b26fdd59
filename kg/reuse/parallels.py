"""Translations of one passage, where it can be told: the same names, numbers and dates in the same order.

Two texts about one thing share some of them; ten in a row, with the numbers among them, are shared by a translation
alone. What holds few numbers and names can not be told from an account of one's own, and is taken for none.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from kg.knowledge import DATA, read_toml

RUN = 10  # anchors around the evidence that are compared
LEAST = 8  # of them that must be there: fewer prove nothing
FIGURES = 3  # of them that must be numbers or dates
DISTINCT = 6  # different ones among them
SAME = 0.8  # of the run that must stand in the other text, in order
REACH = 700  # characters on each side of the evidence in which its anchors lie

_ALIKE = re.compile(r"\d|[A-Z].*[A-Z]")  # a name that both languages write alike: GPT-3, OpenAI, MMLU


class Anchor(NamedTuple):
    """A name, number or date as both languages have it, and where it stands. `figure`: a number or date."""

    start: int
    end: int
    word: str
    figure: bool


class Forms(NamedTuple):
    """How anchors are written, out of parallels.toml, which says what each is."""

    anchor: re.Pattern[str]
    letters: re.Pattern[str]
    of: int
    months: list[str]
    times: dict[str, float]


@functools.cache
def _forms() -> Forms:
    """The forms, read at first use: most commands compare no texts, and a fault in the file is told by the one that does."""
    from kg.entities.cues import filled

    data = read_toml(DATA / "parallels.toml")
    words = {"months": data["months"], "times": sorted(data["times"], key=len, reverse=True)}
    anchor = re.compile(
        rf"{filled(data['numbered'], words)}|{filled(data['named'], words)}"
        r"|(?P<name>[a-z][a-z0-9]*(?:[.+-][a-z0-9]+)*)"
        rf"|(?P<number>\d[\d,]*(?:\.\d+)?)\s?(?P<times>{'|'.join(words['times'])})?",
        re.I,
    )
    return Forms(anchor, re.compile(data["letters"]), int(data["of"]), data["months"], data["times"])


def dense(text: str) -> bool:
    """Whether a text is in a language whose letters parallels.toml tells from those of the others."""
    forms = _forms()
    return len(forms.letters.findall(text)) * forms.of > len(text)


def anchors(text: str) -> list[Anchor]:
    """The anchors of a text, in order."""
    wide = unicodedata.normalize("NFKC", text)
    text = wide if len(wide) == len(text) else text
    forms = _forms()
    return [found for match in forms.anchor.finditer(text) if (found := _anchor(forms, match))]


def _anchor(forms: Forms, match: re.Match[str]) -> Anchor | None:
    start, end = match.span()
    if year := match["year"] or match["of_year"]:
        month = match["month"] or (match["called"] and str(forms.months.index(match["called"].casefold()) + 1))
        return Anchor(start, end, f"{year}-{int(month)}" if month else year, True)
    if match["name"]:
        plain = re.sub(r"\W", "", match["name"]).casefold()
        return Anchor(start, end, plain, False) if len(plain) > 2 and _ALIKE.search(match["name"]) else None
    value = float(match["number"].replace(",", "")) * forms.times.get((match["times"] or "").casefold(), 1)
    return Anchor(start, end, f"{value:g}", True)


def window(found: Sequence[Anchor], start: int, end: int) -> list[str]:
    """The words of the anchors in and around the evidence, up to RUN; none where they prove nothing."""
    near = [a for a in found if a.end > start - REACH and a.start < end + REACH]
    near.sort(key=lambda a: (max(0, start - a.end, a.start - end), a.start))
    run = sorted(near[:RUN])
    enough = len(run) >= LEAST and sum(a.figure for a in run) >= FIGURES and len({a.word for a in run}) >= DISTINCT
    return [a.word for a in run] if enough else []


class Parallels:
    """Texts by their anchors, asked for those in the other language that hold a run of anchors."""

    def __init__(self, texts: Iterable[tuple[str, str]]) -> None:
        self.found: dict[str, list[Anchor]] = {}
        self.words: dict[str, list[str]] = {}
        self.dense: dict[str, bool] = {}
        self._pairs: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        kept = list(texts)
        both = {dense(text) for _, text in kept if text}
        for article, text in kept if len(both) == 2 else ():  # with one language alone there is nothing to translate
            self.dense[article] = dense(text)
            self.found[article] = anchors(text)
            self.words[article] = [anchor.word for anchor in self.found[article]]
            for pair in _pairs(self.words[article]):
                self._pairs[pair].add(article)

    def holders(self, article: str, start: int, end: int) -> Iterator[str]:
        """The articles in the other language that have the passage around this evidence."""
        run = window(self.found.get(article, ()), start, end)
        counted = Counter(other for pair in set(_pairs(run)) for other in self._pairs.get(pair, ()))
        for other, count in sorted(counted.items()):
            if self.dense[other] != self.dense[article] and count >= 3 and holds_run(self.words[other], run):
                yield other


def _pairs(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    return zip(words, words[1:], strict=False)


def holds_run(words: Sequence[str], run: Sequence[str]) -> bool:
    """Whether SAME of the run stands in order within a stretch of the words that is little longer."""
    stretch = len(run) + 3
    places = [at for at, word in enumerate(words) if word == run[0] or word == run[1]]
    return any(_common(words[max(0, at - 1) : at + stretch], run) >= SAME * len(run) for at in places)


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """The length of the longest common subsequence."""
    row = [0] * (len(other) + 1)
    for word in one:
        before = 0
        for at, its in enumerate(other, 1):
            before, row[at] = row[at], before + 1 if word == its else max(row[at], row[at - 1])
    return row[-1]
