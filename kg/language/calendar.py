"""Arithmetic with dates that are only partly known: (2023,), (2023, 3) or (2023, 3, 14)."""

from __future__ import annotations

import functools
import re
from calendar import monthrange
from datetime import date, timedelta

Partial = tuple[int, ...]

MONTHS_AHEAD = 6  # a month without a year that lies farther ahead than this is last year's

AHEAD = 7  # days: what is told of as gone may lie so far ahead in the article's own month, for it is "expected after July 4"

ROUGH = {"days": (1, 2), "weeks": (7, 1), "months": (30, 1)}  # days in one, parts of a date that remain known

_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@functools.lru_cache(maxsize=1024)  # an article's own date is asked for with each of its sentences
def parse(text: str) -> Partial:
    """The date at the beginning of an ISO 8601 string, as far as it is one: `2023-03` is (2023, 3), `` is ()."""
    found = _ISO.match(text)
    if not found:
        return ()
    year, month, day = (int(part) if part else 0 for part in found.groups())
    return build(year, month, day)


def show(partial: Partial) -> str:
    """ISO 8601 cut to what is known: (2023, 3) is `2023-03`."""
    return "-".join(f"{part:04d}" if i == 0 else f"{part:02d}" for i, part in enumerate(partial))


def build(year: int, month: int = 0, day: int = 0) -> Partial:
    """A partial date of the parts that make sense; 0 is unknown. A day that the month does not have is dropped."""
    if not 1 <= month <= 12:
        return (year,)
    if not 1 <= day <= monthrange(year, month)[1]:
        return (year, month)
    return (year, month, day)


def shift(origin: Partial, unit: str, count: int) -> Partial:
    """`origin` moved by `count` units, cut to the unit (a week to its month); () when `origin` lacks what is needed.

    "days", "weeks" and "months" are counted roughly: of some days the month is known, of more the year.
    """
    if unit in ROUGH:
        days, known = ROUGH[unit]
        if len(origin) < 3:  # some days from a month of which no day is known: that month
            return origin[:known] if unit == "days" else shift(origin, "month", round(count * days / 30))[:known]
        return _days(date(*origin[:3]), days * count)[:known]
    if unit == "year":
        return (origin[0] + count,) if origin else ()
    if unit == "month":
        if len(origin) < 2:
            return ()
        months = origin[0] * 12 + origin[1] - 1 + count
        return (months // 12, months % 12 + 1)
    if len(origin) < 3:
        return ()
    if unit == "week":
        return _days(date(*origin[:3]), 7 * count)[:2]
    return _days(date(*origin[:3]), count)


def nearest(origin: Partial, month: int, day: int = 0, lean: int = 0) -> Partial:
    """A month or day without its year: the year of `origin`, or the one before if it lay too far ahead.

    `lean`: -1 where it is told of as gone (the last such month), 1 as to come (the next).
    """
    if not origin:
        return ()
    year = origin[0]
    if len(origin) >= 2:
        ahead = month - origin[1]
        beyond = len(origin) == 3 and day > origin[2] + (AHEAD if lean < 0 else 0)
        most = 0 if lean < 0 else MONTHS_AHEAD
        if lean > 0:
            year += ahead < 0
        elif ahead > most or (ahead == most and beyond):
            year -= 1
    return build(year, month, day)


def days(first: Partial, last: Partial) -> int:
    """From one whole date to another."""
    return (date(*last[:3]) - date(*first[:3])).days


def month_before(origin: Partial, month: int) -> Partial:
    """The last such month that ended before the month of `origin`."""
    if len(origin) < 2:
        return ()
    return (origin[0] - (month >= origin[1]), month)


def month_after(origin: Partial, month: int) -> Partial:
    """The next such month that begins after the month of `origin`."""
    if len(origin) < 2:
        return ()
    return (origin[0] + (month <= origin[1]), month)


def weekday(origin: Partial, day: int, which: str = "") -> Partial:
    """The date of a day of the week (0 is Monday).

    `which`: "" the most recent one, "origin" itself counting; "before" the same without it; "after" the next one;
    a number as text counts weeks from the one of `origin` ("-1" last week).
    """
    if len(origin) < 3:
        return ()
    today = date(*origin[:3])
    if which in ("", "before"):
        back = (today.weekday() - day) % 7
        return _days(today, -(back or (7 if which else 0)))
    if which == "after":
        return _days(today, (day - today.weekday()) % 7 or 7)
    return _days(today, 7 * int(which) - today.weekday() + day)


def _days(start: date, count: int) -> Partial:
    try:
        moved = start + timedelta(days=count)
    except OverflowError:
        return ()
    return (moved.year, moved.month, moved.day)
