"""Dates as people write them → ISO 8601, cut to what is known."""

from __future__ import annotations

import datetime
import re

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"), ("february", "feb"), ("march", "mar"), ("april", "apr"), ("may",), ("june", "jun"),
            ("july", "jul"), ("august", "aug"), ("september", "sept", "sep"), ("october", "oct"),
            ("november", "nov"), ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}  # fmt: skip
_MONTH = "(?P<m>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_YEAR = r"(?<!\d)(?P<y>(?:19|20)\d\d)"

# Only forms whose order cannot be misread: 03/04/2024 is left out on purpose.
_DAY_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        _YEAR + r"\s?[-/.]\s?(?P<m>\d{1,2})\s?[-/.]\s?(?P<d>\d{1,2})(?!\d)",
        _YEAR + r"\s{0,2}年\s{0,2}(?P<m>\d{1,2})\s{0,2}月\s{0,2}(?P<d>\d{1,2})\s{0,2}[日号]?(?!\d)",
        r"\b" + _MONTH + r"\s{0,2}(?P<d>\d{1,2})(?:st|nd|rd|th)?,?\s{1,2}" + _YEAR + r"(?!\d)",
        r"(?<!\d)(?P<d>\d{1,2})(?:st|nd|rd|th)?[ -](?:of )?" + _MONTH + r",?[ -]{1,2}" + _YEAR + r"(?!\d)",
        r"(?<![\d.])(?P<y>20\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?![\d.])",
    )
)
_MONTH_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        _YEAR + r"\s?[-/.]\s?(?P<m>\d{1,2})(?!\d)",
        _YEAR + r"\s{0,2}年\s{0,2}(?P<m>\d{1,2})\s{0,2}月份?",
        r"\b" + _MONTH + r",?\s{1,2}" + _YEAR + r"(?!\d)",
    )
)
_HAS_YEAR = re.compile(r"(?:19|20)\d\d")
_YEAR_FORM = re.compile(_YEAR + r"(?!\d)\s?年?")
# What may stand behind a day: a time, a zone, a weekday.
_CLOCK = re.compile(
    r"(?:[T\s,]*(?:at\s)?\d{1,2}[:：时]\d{1,2}(?:[:：分]\d{1,2}(?:\.\d+)?秒?)?\s?(?:[ap]\.?m\.?)?|[T\s_]\d\d(?P<sep>[-.])\d\d(?P=sep)\d\d)?"
    r"\s?(?:Z|UTC|GMT|[A-Z]{2,4}|[+-]\d{1,2}:?\d{2}(?:\s\([A-Z]{2,5}\))?)?\s?",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    r"\s*[(（]?\s*(?:(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?|(?:星期|周)[一二三四五六日天])\.?,?\s*[)）]?\s*",
    re.IGNORECASE,
)


def _iso(match: re.Match[str]) -> str:
    """The ISO form of a match of one of the forms above, "" when there is no such day."""
    parts = match.groupdict()
    month, day = parts.get("m"), parts.get("d")
    if month is None:
        return parts["y"]
    number = _MONTHS.get(month.lower()) or int(month)
    try:
        found = datetime.date(int(parts["y"]), number, int(day or 1))
    except ValueError:
        return ""
    return found.isoformat() if day else found.isoformat()[:7]


def iso_date(value: str) -> str:
    """The ISO date that `value` as a whole is (`2024-06-21`, `2023-10`, `2023`); "" when it is no date."""
    value = value.strip()[:80]
    weekday = _WEEKDAY.match(value)
    value = value[weekday.end() :] if weekday and weekday.end() < len(value) else value
    for form in (*_DAY_FORMS, *_MONTH_FORMS, _YEAR_FORM):
        match = form.match(value)
        if match and _is_clock(value[match.end() :]) and (iso := _iso(match)):
            return iso
    return ""


def _is_clock(rest: str) -> bool:
    weekday = _WEEKDAY.match(rest)
    return _CLOCK.fullmatch(rest[weekday.end() :] if weekday else rest) is not None


def find_day(text: str) -> tuple[str, int, int] | None:
    """The first whole day in `text` as (ISO date, start, end with its time of day), or None."""
    if _HAS_YEAR.search(text) is None:  # most lines
        return None
    best: tuple[str, int, int] | None = None
    for form in _DAY_FORMS:
        for match in form.finditer(text):
            if iso := _iso(match):
                if best is None or match.start() < best[1]:
                    clock = _CLOCK.match(text, match.end())
                    best = (iso, match.start(), clock.end() if clock else match.end())
                break
    return best
