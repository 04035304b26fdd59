"""Names that no lexicon and no shape knows: what the tagging head reads, and what its answers mean.

The head sees a sentence with the known names masked and answers for each piece: outside, or the beginning or inside of
a name of a type (BIO; Ramshaw and Marcus, 1995).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.entities.masking import View
from kg.learned.pieces import BEGIN, END, Encoded, Pieces
from kg.model import TYPES

NAMED = tuple(t for t in TYPES if t != "Group")
OUTSIDE = 0
TAGS = ("O", *(f"{part}-{name}" for name in NAMED for part in ("B", "I")))
LONGEST = 120  # pieces of a sentence


@dataclass(frozen=True, slots=True)
class Sentence:
    """A masked sentence ready for the tagger: `pieces` with beginning and end, `encoded` without."""

    pieces: list[int]
    encoded: Encoded


def prepared(view: View, pieces: Pieces) -> Sentence:
    """The sentence as the tagger reads it; what is longer than LONGEST pieces is cut off."""
    encoded = pieces.encode(view.masked)
    encoded = Encoded(encoded.numbers[:LONGEST], encoded.places, encoded.spans[:LONGEST])
    return Sentence([BEGIN, *encoded.numbers, END], encoded)


def runs(tags: Sequence[int]) -> Iterator[tuple[int, int, str]]:
    """The tagged names: first piece, piece behind the last, type. An inside that no beginning opens begins one."""
    start, kind = 0, ""
    for at, tag in enumerate([*tags, OUTSIDE]):
        name = NAMED[(tag - 1) // 2] if tag else ""
        goes_on = tag and tag % 2 == 0 and name == kind
        if kind and not goes_on:
            yield start, at, kind
        if not goes_on:
            start, kind = at, name
