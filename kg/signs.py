"""What a claim's words and make-up tell of whether it holds: plain strings, which kg/data/calibration.tsv weighs."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from kg.claims import Candidate
from kg.context import Context, Sentence
from kg.masking import MARK_NAMES, MARKS
from kg.model import Claim

MOST = 60  # words of a claim's quote that are looked at
_WORD = re.compile(r"[一-鿿]|[A-Za-z]+|\d+|[\ue000-\ue0ff]|\S")
_ENDINGS = ("ing", "ed", "es", "s")
_NAMES = frozenset(MARKS.values())  # what names are masked by
Place = tuple[str, int, int, str]  # what finds the sentence of a claim again


def signs_of(context: Context, claims: Iterable[Claim], offered: Sequence[Candidate]) -> list[list[str]]:
    """The signs of each claim; `offered`: all that frames, arguments and tables proposed in the article."""
    by_sentence = defaultdict[int, list[Claim]](list)
    place: dict[Place, int] = {}
    for one in offered:
        by_sentence[one.sentence].append(one.claim)
        place.setdefault(_place(one.claim), one.sentence)
    found = []
    for claim in claims:
        signs = [f"{claim.kind} {sign}" for sign in _of_roles(context, claim)]
        if (index := place.get(_place(claim))) is not None:
            signs += _of_words(context.sentences[index], claim)
            signs += (f"{claim.kind} {sign}" for sign in _of_place(context.sentences[index], claim, by_sentence[index]))
        found.append(list(dict.fromkeys(signs)))
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


def _of_words(sentence: Sentence, claim: Claim) -> Iterator[str]:
    """The quote's words, alone and in pairs, each also for the kind of claim."""
    view = sentence.view
    first, last = bisect_left(view.offsets, claim.start), bisect_left(view.offsets, claim.end)
    words = [_word(found.group()) for found in _WORD.finditer(view.masked, first, last)][:MOST]
    for sign in (*words, *(f"{a}_{b}" for a, b in zip(words, words[1:], strict=False))):
        yield f"“{sign}”"
        yield f"{claim.kind} “{sign}”"


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
