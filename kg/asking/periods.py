"""The times that a plain question asks about: its dates as ISO 8601 writes them, what is told from today, parts of years."""

from __future__ import annotations

import functools
import re
from datetime import date, timedelta

from kg.asking.wordlist import form, lexicon
from kg.language.dates import DateSpan, find_dates
from kg.language.datewords import MONTHS
from kg.language.numerals import longest_first
from kg.regexes import compiled

YEAR = compiled(r"(?<!\d)(?:19|20)\d\d(?:-\d\d(?:-\d\d)?)?(?!\d)")
_BESIDE = 24  # characters before a year in which the part of it that is meant may be told
_DAY = len("2024-01-01")
# A month of a year as people type it, in small letters ("july 2025"): dates are known by their capitals.
_MONTH = compiled(rf"\b(?:{'|'.join(sorted(MONTHS, key=longest_first))})(?=\.?,?\W+(?:of\W+)?(?:\d{{1,2}}\w{{0,2}}\W+)?(?:19|20)\d\d\b)", re.I)


def dated(text: str, today: str = "") -> str:
    """The text with its dates as ISO 8601 writes them: "March 2024" is 2024-03, "2023年6月到12月" since 2023-06 until 2023-12.

    `today` (ISO 8601): what "last year" and "the past six months" count from; without it they stay as they are. Of parts of a
    year ("H1 2025", "去年夏天") the months are told that kg/data/ask.toml gives them.
    """
    text = _MONTH.sub(lambda month: month.group().capitalize(), text)
    if today:
        text = _form("lately").sub(functools.partial(_begun, today=today), text)
    for span in reversed(find_dates(text, anchor=today)):
        if span.relative and not (today and _is_asked_for(text, span, today)) or not YEAR.search(span.value):
            continue
        start, (first, last) = _with_part(text, span)
        before, after = text[:start], text[span.end :]
        told = f"since {span.value} until {span.end_value}" if span.end_value else _told(before, after, first, last)
        text = f"{before} {told} {after}"
    return text


def bounds(text: str) -> tuple[str, str]:
    """From when and until when a text with ISO dates asks, "" where it does not say."""
    since = until = ""
    for match in YEAR.finditer(text):
        before, after = text[: match.start()], text[match.end() :]
        if _is_from(before, after):
            since = match.group()
        elif _is_until(before, after):
            until = _day_before(match.group()) if _is_strict(before, after) else match.group()
        else:
            since, until = since or match.group(), match.group()
    return since, until


def _form(name: str) -> re.Pattern[str]:
    return form("periods", name, re.I)


def _is_from(before: str, after: str) -> bool:
    """Whether words beside a date say that it is meant from then on."""
    return bool(_form("after").search(before) or _form("after").search(after))


def _is_until(before: str, after: str) -> bool:
    return bool(_form("before").search(before) or _form("before").search(after))


def _is_strict(before: str, after: str) -> bool:
    """Whether the time itself is left out: "before 2025" is until 2024, "until 2025" and "2025年以前" are not."""
    return bool(_form("strictly").search(before) or _form("strictly").search(after))


def _day_before(value: str) -> str:
    """The year, month or day before one."""
    if len(value) == len("2024"):
        return str(int(value) - 1)
    if len(value) == len("2024-05"):
        year, month = map(int, value.split("-"))
        return f"{year}-{month - 1:02d}" if month > 1 else f"{year - 1}-12"
    return (date.fromisoformat(value) - timedelta(days=1)).isoformat()


def _begun(match: re.Match[str], today: str) -> str:
    """A stretch up to today as when it began: "the past six months" is what has been since six months ago."""
    lang = "en" if match["unit_en"] else "zh"
    count = match[f"many_{lang}"] or lexicon()["periods"]["lately"]["one"][lang]
    ago = lexicon()["periods"]["lately"]["ago"][lang].format(count=count.strip(), unit=match[f"unit_{lang}"])
    found = find_dates(ago, anchor=today)
    return f" since {found[0].value} " if found and YEAR.match(found[0].value) else match.group()


def _is_asked_for(text: str, span: DateSpan, today: str) -> bool:
    """Whether what is told from today is a time to ask about: "open today" asks for what is so now, and of next year nothing is known."""
    known = span.value <= today[: len(span.value)]
    return known and (len(span.value) < _DAY or _form("day").search(text[span.start : span.end]) is not None)


def _with_part(text: str, span: DateSpan) -> tuple[int, tuple[str, str]]:
    """Where a date begins, with the part of the year that is told of it, and its first and last month or itself alone."""
    if len(span.value) > len("2024"):
        return span.start, (span.value, "")
    first = max(0, span.start - _BESIDE)
    for part in lexicon()["periods"]["parts"]:
        form = compiled(rf"(?:{part['pattern']})(?:\s+of)?\s*$", re.I)
        inside = compiled(part["pattern"], re.I).search(text, span.start, span.end)
        ahead = None if inside else form.search(text[first : span.start])
        if inside or ahead:
            return first + ahead.start() if ahead else span.start, _months(int(span.value), *part["months"])
    return span.start, (span.value, "")


def _months(year: int, first: int, last: int) -> tuple[str, str]:
    """Two months of a year; a winter ends in the next."""
    return f"{year}-{first:02d}", f"{year + (last < first)}-{last:02d}"


def _told(before: str, after: str, first: str, last: str) -> str:
    """A time as a question is read: of a stretch the end that the words beside it ask for, else both."""
    if not last or _is_from(before, after):
        return first
    if _is_strict(before, after):
        return str(int(last[:4]) + 1) if last.endswith("-12") else first  # before the end of a year is before the next one
    return last.removesuffix("-12") if _is_until(before, after) else f"since {first} until {last}"
