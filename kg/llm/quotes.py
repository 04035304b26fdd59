"""The words of a quote → their place in the article: as they stand, else within a bounded tolerance that is recorded."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any

_FOLDS = str.maketrans("“”„‟″’‘‛′–—‒−‐‑～", '"""""\'\'\'\'------~')


@dataclass(frozen=True, slots=True)
class Place:
    """`text[start:end]`; `how`: exact, blanks (other white space), width (full and half width, quotation marks)."""

    start: int
    end: int
    how: str = "exact"


def locate(text: str, quote: str, start: int, end: int, bounds: dict[str, Any]) -> list[Place]:
    """The places of a quote within `text[start:end]`, in order: exact ones, or where there is none those within bounds.

    `bounds`: `slack`, the share of the quote's characters by which the place may be longer or shorter, and at least
    `slack_least`. Letters, digits and their order are always the same; only blanks, width and the form of quotation
    marks and dashes may differ.
    """
    quote = quote.strip()
    if not quote:
        return []
    found = [Place(at, at + len(quote)) for at in _all(text, quote, start, end)]
    if found := [place for place in found if _bordered(text, place.start, place.end)]:
        return found
    for how, width in (("blanks", False), ("width", True)):
        folded, index = _folded(text[start:end], width)
        wanted, _ = _folded(quote, width)
        slack = max(int(bounds["slack_least"]), round(len(quote) * float(bounds["slack"])))
        places = []
        for at in _all(folded, wanted, 0, len(folded)) if wanted else []:
            first, last = start + index[at], start + index[at + len(wanted) - 1] + 1
            if abs((last - first) - len(quote)) <= slack and _bordered(text, first, last):
                places.append(Place(first, last, how))
        if places:
            return places
    return []


def _all(text: str, words: str, start: int, end: int) -> list[int]:
    found = []
    at = text.find(words, start, end)
    while at >= 0:
        found.append(at)
        at = text.find(words, at + 1, end)
    return found


def _folded(text: str, width: bool) -> tuple[str, list[int]]:
    """The text with each run of blanks as one (none beside a Chinese character), and the place of each character."""
    out: list[str] = []
    index: list[int] = []
    blank = -1
    for at, char in enumerate(text):
        if char.isspace() or char in "\u200b\ufeff\u00ad":
            blank = at if blank < 0 else blank
            continue
        if blank >= 0:
            if out and out[-1].isascii() and char.isascii():
                out.append(" ")
                index.append(blank)
            blank = -1
        wide = width and "\uff00" <= char <= "\uffef"  # no other form: NFKC would make 2 of ² and 1 of ①
        plain = unicodedata.normalize("NFKC", char) if wide else char
        plain = plain.translate(_FOLDS) if width else plain
        for piece in plain:
            if not piece.isspace():
                out.append(piece)
                index.append(at)
    return "".join(out), index


def _bordered(text: str, first: int, last: int) -> bool:
    """Whether the place begins and ends at the border of a Latin word or number."""

    def joined(at: int) -> bool:
        return 0 < at < len(text) and all(c.isascii() and c.isalnum() for c in text[at - 1 : at + 1])

    return not joined(first) and not joined(last)
