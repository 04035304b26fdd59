"""What a claim's words and make-up tell of whether it holds: plain strings, which kg/data/calibration.tsv weighs."""

from __future__ import annotations

import functools
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from kg.clauses.claims import Candidate
from kg.discourse.context import Context
from kg.discourse.sentences import Sentence
from kg.entities.masking import MARK_NAMES, MARKS
from kg.model import Claim
from kg.regexes import compiled

MOST = 60  # words of a claim's quote that are looked at
_WORD = compiled(r"[一-鿿]|[A-Za-z]+|\d+|[\ue000-\ue0ff]|\S")
_OF_WORD = compiled("[^“]*“(.+)”")
_ENDINGS = ("ing", "ed", "es", "s")
_NAMES = frozenset(MARKS.values())  # what names are masked by
Place = tuple[str, int, int, str]  # what finds the sentence of a claim again


class Weighed:
    """The signs that have a weight: of the some hundred of a claim a handful."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = frozenset(names)
        self.said = frozenset(found[1] for found in map(_OF_WORD.fullmatch, self.names) if found)  # words and pairs


def signs_of(
    context: Context, claims: Iterable[Claim], offered: Sequence[Candidate], weighed: Weighed | None = None
) -> list[list[str]]:
    """The signs of each claim, or those that are weighed.

    `offered`: all that frames, arguments and tables proposed in the article.
    """
    by_sentence = defaultdict[int, list[Claim]](list)
    place: dict[Place, int] = {}
    for one in offered:
        by_sentence[one.sentence].append(one.claim)
        place.setdefault(_place(one.claim), one.sentence)
    found = []
    said: dict[tuple[int, int, int], list[str]] = {}  # by the quote's place, which several claims may have
    for claim in claims:
        signs = [f"{claim.kind} {sign}" for sign in _of_roles(context, claim)]
        if (index := place.get(_place(claim))) is not None:
            sentence, quote = context.sentences[index], (index, claim.start, claim.end)
            words = said[quote] = said.get(quote) or _said(sentence, claim)
            signs += _of_words(words, claim.kind, weighed)
            signs += (f"{claim.kind} {sign}" for sign in _of_place(sentence, claim, by_sentence[index]))
        found.append(list(dict.fromkeys(signs if weighed is None else filter(weighed.names.__contains__, signs))))
    return found


def _place(claim: Claim) -> Place:
    return claim.kind, claim.start, claim.end, claim.rule


def _of_roles(context: Context, claim: Claim) -> Iterator[str]:
    """Who fills the roles: types, known or not, how often the article names them, whether the quote does."""
    ends = [end for end in (claim.subject, claim.object) if end is not None]
    yield "types " + " ".join(end.type for end in ends)
    yield "known " + " ".join("yes" if end.known else "no" for end in ends)
    yield "named " + " ".join(str(min(4, context.counts[end.key])) for end in ends)
    yield f"quoted {sum(claim.start <= m.start < claim.end for m in claim.mentions)} of {len(ends)}"
    yield from (f"{name} {value}" for name, value in claim.value if isinstance(value, str) and name != "role")
    yield from (name for name in ("time", "speaker", "negated") if getattr(claim, name))


def _said(sentence: Sentence, claim: Claim) -> list[str]:
    """The quote's words, then its pairs of them."""
    view = sentence.view
    first, last = bisect_left(view.offsets, claim.start), bisect_left(view.offsets, claim.end)
    words = list(map(_word, _WORD.findall(view.masked, first, last)[:MOST]))
    return words + list(map("_".join, pairwise(words)))


def _of_words(said: Iterable[str], kind: str, weighed: Weighed | None) -> Iterator[str]:
    """The signs of words and pairs, each also for the kind of claim."""
    for sign in said if weighed is None else filter(weighed.said.__contains__, said):
        yield f"“{sign}”"
        yield f"{kind} “{sign}”"


@functools.lru_cache(maxsize=1 << 14)
def _word(text: str) -> str:
    """A word without its ending, a number as 0, a mark by its name."""
    if text in MARK_NAMES:
        return f"<{MARK_NAMES[text]}>"
    if text.isdigit():
        return "0"
    text = text.lower()
    for ending in _ENDINGS if text.isascii() and len(text) > 4 else ():
        if text.endswith(ending) and len(text) - len(ending) > 2:
            return text[: -len(ending)].rstrip("e")
    return text


def _of_place(sentence: Sentence, claim: Claim, others: Iterable[Claim]) -> Iterator[str]:
    """Where it stands, how long and how full of names its sentence is, what else is read there."""
    yield f"block {sentence.block.kind}"
    yield f"long {min(8, (claim.end - claim.start) // 30)}"
    yield f"names {min(10, sum(map(_NAMES.__contains__, sentence.view.masked)))}"
    for other in others:
        if other.kind != claim.kind:
            yield f"with {other.kind}"
        elif other.rule != claim.rule:
            same = (other.subject == claim.subject) + 2 * (other.object == claim.object)
            yield f"again {('other', 'subject', 'object', 'both')[same]}"
