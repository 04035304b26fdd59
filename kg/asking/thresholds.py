"""The bounds that a plain question sets a number: "more than 100 billion parameters", "under $1 per million tokens", 超过1000亿参数."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.asking.periods import YEAR
from kg.asking.wordlist import form
from kg.language.amounts import Number
from kg.language.numbers import find_numbers

OVER, UNDER = MARKS = ("‹over›", "‹under›")  # what stands for a bound where the wording alone is looked at
BLANK = "\x00"
_BESIDE = 24  # characters before and behind a number in which its bound may be told
_NOUNS = ("count", "parameters")  # kinds of numbers whose unit says what is counted
_KINDS = (*_NOUNS, "money", "tokens", "plain", "percent")
# What a number of this kind counts where no word of the question says it.
METRICS = {"parameters": "parameters"}


@dataclass(frozen=True, slots=True)
class Threshold:
    """Between what numbers a question asks, and in which of its `words`, from `start` to `end`.

    `least` and `most` are within unless `open`, None for no bound; `kind`, `unit` and `currency` as in `NumberSpan`, `per` as its `rate`.
    """

    start: int
    end: int
    words: str
    least: Number | None
    most: Number | None
    open: bool
    kind: str
    unit: str
    currency: str
    per: str

    @property
    def metric(self) -> str:
        """What is counted, as far as the number itself tells."""
        return METRICS.get(self.kind, "")

    @property
    def mark(self) -> str:
        """The sort of the bound, for those who look at the wording alone."""
        return UNDER if self.least is None else OVER

    @property
    def order(self) -> int:
        """The order in which rows are shown: from what lies farthest from the bound."""
        return -1 if self.least is None else 1

    def taken_out(self, text: str, instead: str = "") -> str:
        """The question without its words, but for what is counted."""
        noun = f" {self.unit}" if self.kind in _NOUNS and self.unit and self.unit not in text[self.end :] else ""
        return f"{text[: self.start]}{instead or BLANK * (self.end - self.start)}{noun}{text[self.end :]}"


def read(text: str) -> Threshold | None:
    """The bound that a question sets a number; None where there is none, or several."""
    found = every(text)
    return found[0] if len(found) == 1 else None


def every(text: str) -> list[Threshold]:
    """The bounds that a question sets numbers, in the order of its words."""
    return list(_bounds(text))


def _bounds(text: str) -> Iterator[Threshold]:
    for span in find_numbers(text):
        before, behind = text[max(0, span.start - _BESIDE) : span.start], text[span.end : span.end + _BESIDE]
        if span.kind not in _KINDS or YEAR.fullmatch(text[span.start : span.end]):
            continue
        if told := _told(before, behind):
            sort, ahead, after, strict = told
            least, most = (span.number, None) if sort == "least" else (None, span.number)
        elif span.high is not None and _form("between").search(before):
            ahead, after, strict, least, most = 0, 0, False, span.number, span.high
        else:
            continue
        place = span.start - ahead, span.end + after
        yield Threshold(
            *place, text[slice(*place)].strip(), least, most, strict, span.kind, span.unit, span.currency, span.rate
        )


def _told(before: str, behind: str) -> tuple[str, int, int, bool] | None:
    """How words beside a number bound it: `least` or `most`, how far they reach before and behind it, whether it is left out."""
    ahead = [(match, sort) for sort in ("least", "most") if (match := _form(sort).search(before))]
    if ahead:
        match, sort = min(ahead, key=lambda one: one[0].start())  # "no more than" ends in "more than"
        return sort, len(match.group()), 0, _is_open(match)
    if compared := _form("compared").search(before):
        pairs = [("least", "greater"), ("most", "smaller")]
    else:
        pairs = [("least", "least_behind"), ("most", "most_behind")]
    for sort, name in pairs:
        if after := _form(name).match(behind):
            return sort, len(compared.group()) if compared else 0, after.end(), _is_open(after)
    return None


def _form(name: str) -> re.Pattern[str]:
    return form("thresholds", name, re.I)


def _is_open(match: re.Match[str]) -> bool:
    return any(value for name, value in match.groupdict().items() if name.startswith("open"))
