"""Finds dates in Chinese and English text and resolves relative ones against the article's own date."""

from __future__ import annotations

import functools
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from kg.language import calendar
from kg.language.dateforms import FORMS, SIGNS
from kg.language.datereaders import Reading, Scope
from kg.language.datewords import DATA
from kg.language.numerals import fold
from kg.regexes import compiled
from kg.sieve import Sieve, lowered, sieve_of

URL = compiled(r"(?:https?://|www\.)[!-~]*?(?=[)>\]\"'<]|[^!-~]|$)")
_LASTS = compiled(DATA["joined"]["lasts_behind"], re.I)
_BEGAN = compiled(DATA["joined"]["began_behind"], re.I)
_IN_NUMBERS = compiled(r"(?<![\w./-])(?P<a>[0-3]?\d)/(?P<b>[0-3]?\d)/(?:19|20)\d\d(?![\w/])")
_BETWEEN = compiled(DATA["joined"]["between_behind"], re.I)
_JOINED = compiled(DATA["joined"]["range"])


@dataclass(frozen=True, slots=True)
class DateSpan:
    """`text[start:end]` names a date: ISO 8601 cut to what is known, with `end_value` for a range."""

    start: int
    end: int
    value: str
    end_value: str | None = None
    relative: bool = False


def month_first(text: str) -> bool | None:
    """Whether a text's dates in numbers begin with the month ("9/27/2023"), as those tell that can be read in one way; None for neither."""
    if "/19" not in text and "/20" not in text:  # most texts
        return None
    told = {int(found["a"]) <= 12 for found in _IN_NUMBERS.finditer(text) if (int(found["a"]) > 12) != (int(found["b"]) > 12)}
    return told.pop() if len(told) == 1 else None


def find_dates(
    text: str, lang: str = "en", anchor: str = "", previous: str = "", months_first: bool | None = None
) -> list[DateSpan]:
    """The dates of `text` in order, without overlap.

    `anchor` is the article's own date (ISO 8601, whole or in part, or ""): relative dates count from it and are left
    out when it lacks what they need. `previous` is the date told last before the text, from which "the same year" and
    "two weeks later" count. `months_first` is what `month_first` says of the whole text. Weeks are given as the month they began in. Forms of both languages are tried
    in any text; `lang` is accepted for texts that read differently in each, of which there are none so far.
    """
    folded = fold(text)
    if not _candidates(folded):  # most texts
        return []
    found: list[tuple[int, int, Reading]] = []
    for start, end, reading in _readings(folded, calendar.parse(anchor), calendar.parse(previous), months_first):
        if not reading.value:
            continue
        if found and _makes_range(folded, found[-1], (start, end, reading)):
            first, _, begun = found[-1]
            found[-1] = (first, end, Reading(begun.value, reading.value, begun.relative or reading.relative))
        else:
            found.append((start, end, reading))
    return [
        DateSpan(start, end, calendar.show(r.value), calendar.show(r.end_value) or None, r.relative)
        for start, end, r in found
    ]


def latest_year(text: str) -> str:
    """The last year that a text names and does not tell of as to come, by which its months are read where it has no date itself; ""."""
    folded = fold(text)
    scope = Scope(folded, ())
    told = [
        reading.value[0]
        for start, end, reading in _readings(folded, ())
        if reading.value and not reading.relative and scope.lean(start, end) < 1 and not _passes(folded, start)
    ]
    return calendar.show((max(told),)) if told else ""


def _passes(text: str, start: int) -> bool:
    """Whether a date only tells how long something lasts or when somebody began ("founded in 2019"): no news is of that year."""
    return _LASTS.search(text, max(0, start - 12), start) is not None or _BEGAN.search(text, max(0, start - 24), start) is not None


def date_shapes(text: str) -> list[tuple[int, int]]:
    """The spans of everything that is written as a date in `text`, resolved or not, in order."""
    return [(start, end) for start, end, _ in _readings(fold(text), ())]


def _readings(
    text: str, anchor: calendar.Partial, previous: calendar.Partial = (), months_first: bool | None = None
) -> Iterator[tuple[int, int, Reading]]:
    """What the forms read in folded `text`, leftmost and longest first, without overlap."""
    candidates = _candidates(text)
    addresses = [match.span() for match in URL.finditer(text)] if candidates else []
    scope = Scope(text, anchor, previous, month_first=months_first)
    done = 0
    for start, negative_end, order, match in candidates:
        if start < done or _inside(addresses, start):
            continue
        reading = FORMS[order].read(match, scope)
        if reading is None:
            continue
        done = -negative_end
        yield start, done, reading
        if reading.value:
            scope.previous, scope.previous_end, scope.previous_relative = reading.value, done, reading.relative


@functools.lru_cache(maxsize=8)  # a sentence is asked for its dates, and then again by what looks for its numbers
def _candidates(text: str) -> list[tuple[int, int, int, re.Match[str]]]:
    """What the forms match in folded `text`, leftmost and longest first: start, end below 0, place of the form, match."""
    found = []
    signs: dict[str, bool] = {}
    for order in _sieve().passing(lowered(text)):
        form = FORMS[order]
        if form.sign not in signs:
            signs[form.sign] = SIGNS[form.sign].search(text) is not None
        if not signs[form.sign]:
            continue
        for match in form.pattern.finditer(text):
            start, end = match.span("at") if "at" in form.pattern.groupindex else match.span()
            found.append((start, -end, order, match))
    return sorted(found, key=lambda c: c[:3])


@functools.cache
def _sieve() -> Sieve:
    return sieve_of("dates", [form.pattern for form in FORMS])


def _inside(spans: list[tuple[int, int]], offset: int) -> bool:
    """Whether one of the ordered `spans` holds `offset`."""
    at = bisect_right(spans, (offset, 1 << 60)) - 1
    return at >= 0 and spans[at][0] <= offset < spans[at][1]


def _makes_range(text: str, first: tuple[int, int, Reading], last: tuple[int, int, Reading]) -> bool:
    """Whether two dates and what stands between them are one range (from May 2022 to March 2023)."""
    if first[2].end_value or last[2].end_value or first[2].value >= last[2].value:
        return False
    gap = text[first[1] : last[0]]
    if _JOINED.fullmatch(gap):
        return True
    return gap.strip() in DATA["joined"]["between"] and bool(_BETWEEN.search(text[max(0, first[0] - 10) : first[0]]))
