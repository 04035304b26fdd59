"""What a written date says: a reader for each sort of form, given the match and what stands around it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.language import calendar
from kg.language.calendar import Partial
from kg.language.datewords import ALONE, BACK, DATA, MONTHS, PIECES, RELATIVE, WEEKDAYS, WEEKDAYS_ZH
from kg.language.numerals import read_words_en, read_zh
from kg.regexes import compiled

CLAUSE = 80  # characters on either side of a date that may belong to its clause
_STOP = compiled("[,，;；。.:：]")
LONGEST_GAP = 40  # characters between two dates that are joined: blanks and a word
JOINERS: frozenset[str] = frozenset(DATA["joined"]["words"])
JOINERS_OF_YEARS = JOINERS | {","}
_UNITS: dict[str, str] = DATA["counted_in"]["units"]
_HALVES: list[str] = DATA["counted_in"]["halves"]
_QUARTERS: list[str] = DATA["counted_in"]["quarters"]
_WEEKS: dict[str, str] = DATA["which"]["weekday"]
_NAMED = compiled(f"(?:{'|'.join(DATA['counted_from']['zh'])})$")
_TO_COME, _GONE = (
    compiled("|".join([*(DATA[tense]["zh"]), rf"\b(?:{'|'.join(DATA[tense]['en'])})\b"]), re.I)
    for tense in ("to_come", "gone")
)


@dataclass(slots=True)
class Scope:
    """What a form may look at: the folded text, the article's date, and the date that stands before it."""

    text: str
    anchor: Partial
    previous: Partial = ()
    previous_end: int = 0
    previous_relative: bool = False
    month_first: bool | None = None  # of dates in numbers, as the rest of the text writes them

    def joined(self, start: int, joiners: frozenset[str]) -> bool:
        """Whether only one of `joiners`, and blanks, stands between the date before and `start`."""
        if not self.previous or not self.previous_end or start - self.previous_end > LONGEST_GAP:
            return False
        return self.text[self.previous_end : start].strip() in joiners

    def nearest(self, match: re.Match[str], month: int, day: int = 0) -> Partial:
        """A month, or a day of it, in the year that is nearest to the article's date; of an article without one in the year told last."""
        if self.anchor:
            return calendar.nearest(self.anchor, month, day, self.lean(*match.span()))
        return calendar.build(self.previous[0], month, day) if self.previous else ()

    def lean(self, start: int, end: int) -> int:
        """What the words of a date's clause tell: 1 that it is to come, -1 that it is gone, 0 nothing."""
        before = _STOP.split(self.text[max(0, start - CLAUSE) : start])[-1]
        words = before + self.text[start:end] + _STOP.split(self.text[end : end + CLAUSE], 1)[0]
        if _TO_COME.search(words):
            return 1
        return -1 if _GONE.search(words) else 0


@dataclass(frozen=True, slots=True)
class Reading:
    """A form that was read; an empty `value` is a date that could not be resolved."""

    value: Partial
    end_value: Partial = ()
    relative: bool = False


def _int(text: str | None) -> int:
    """The value of a day or month in digits or Chinese, 0 for nothing."""
    if not text:
        return 0
    return int(text) if text.isdigit() and text.isascii() else read_zh(text) or 0


def full_zh(match: re.Match[str], scope: Scope) -> Reading | None:
    """2023年3月14日 and all that begins with a year, absolute or relative."""
    part = match.groupdict()
    relative = bool(part["rel"] or part["back"])
    if part["rel"]:
        base = calendar.shift(scope.anchor, *RELATIVE[part["rel"]])
    elif part["back"]:
        base = calendar.shift(scope.previous, *BACK[part["back"]])
    elif part["yp"]:
        base = (2000 + int(part["yp"]),)
    elif part["yy"]:
        base = (2000 + int(part["yy"]),) if int(part["yy"]) <= 50 else (1900 + int(part["yy"]),)
    else:
        year = _int(part["y"] or part["yh"])
        if not 1950 <= year <= 2100:
            return None
        base = (year,)
    if not base:
        return Reading((), relative=relative)
    return _with_month(base[0], match, relative)


def _with_month(year: int, match: re.Match[str], relative: bool) -> Reading:
    """The reading of the month and day groups of `match` in a known year."""
    month, month_end = _int(match["m"]), _int(match["m2"])
    day, day_end = _int(match["d"]), _int(match["d2"])
    value = calendar.build(year, month, day)
    end: Partial = ()
    if month_end:
        value = calendar.build(year, month)
        end = calendar.build(year + (month_end < month), month_end, day)
    elif day_end > day:
        end = calendar.build(year, month, day_end)
    return Reading(value, end, relative)


def bare_zh(match: re.Match[str], scope: Scope) -> Reading | None:
    """3月14日, 三月: the year of a date that it is joined to, else the one nearest to the article's date."""
    if scope.joined(match.start(), JOINERS):
        return _with_month(scope.previous[0], match, scope.previous_relative)
    base = scope.nearest(match, _int(match["m"]), _int(match["d"]))
    return _with_month(base[0], match, True) if base else Reading((), relative=True)


def month_word(match: re.Match[str], scope: Scope) -> Reading | None:
    """本月14日, 上个月: a month word, with a day or without."""
    table, origin = (RELATIVE, scope.anchor) if match["word"] in RELATIVE else (BACK, scope.previous)
    base = calendar.shift(origin, *table[match["word"]])
    day = _int(match["d"])
    return Reading(calendar.build(base[0], base[1], day) if len(base) == 2 and day else base, relative=True)


def word(match: re.Match[str], scope: Scope) -> Reading | None:
    """yesterday, last year, 昨天, the following year."""
    word = re.sub(r"\s+", " ", match["word"].lower())
    if word in RELATIVE:
        return Reading(calendar.shift(scope.anchor, *RELATIVE[word]), relative=True)
    return Reading(calendar.shift(scope.previous, *BACK[word]), relative=True)


def alone(match: re.Match[str], scope: Scope) -> Reading | None:
    """年底, year-end: a part of a year whose year is not said."""
    month = ALONE[re.sub(r"\s+", " ", match["word"].lower())]
    return Reading(calendar.nearest(scope.anchor, month, lean=scope.lean(*match.span()))[:1], relative=True)


def years(match: re.Match[str], scope: Scope) -> Reading | None:
    """2018-2020年, 2023–24."""
    first, last = int(match["y"]), int(match["y2"])
    last += first // 100 * 100 if last < 100 else 0
    if "年" not in match[0] and (_NOUN.match(scope.text, match.end()) or _COUNTED.match(scope.text, match.end())):
        return None
    return Reading((first,), (last,)) if first < last <= 2100 else None


def digits(match: re.Match[str], scope: Scope) -> Reading | None:
    """2023-03-14, 2023/3/14, 2023.10.19, 2023-03."""
    month, day = int(match["m"]), int(match.groupdict().get("d") or 0)
    year = int(match["y"])
    value = calendar.build(year + 2000 if year < 100 else year, month, day)
    return Reading(value) if len(value) == (3 if day else 2) else None


def slashes(match: re.Match[str], scope: Scope) -> Reading | None:
    """14/03/2023 and 3/14/2023, where only one order is possible or the rest of the text tells it; else the year is known."""
    first, second = int(match["a"]), int(match["b"])
    if scope.month_first is not None and first <= 12 and second <= 12:
        return Reading(calendar.build(int(match["y"]), *((first, second) if scope.month_first else (second, first))))
    if first > 12 >= second or first == second:
        return Reading(calendar.build(int(match["y"]), second, first))
    if second > 12 >= first:
        return Reading(calendar.build(int(match["y"]), first, second))
    return Reading((int(match["y"]),)) if first <= 12 and second <= 12 else None


def named_month(match: re.Match[str], scope: Scope) -> Reading | None:
    """March 14, 2023; 14 March; Mar. 2023; November last year: a named month with a day, a year or both."""
    part = match.groupdict()
    month, day, day_end = MONTHS[part["mon"].lower()], int(part.get("d") or 0), int(part.get("d2") or 0)
    if day > 31 or day_end > 31:
        return None
    if part.get("y"):
        year = int(part["y"])
        value, relative = calendar.build(year + 2000 if year < 100 else year, month, day), False
    elif part.get("ry"):
        base = calendar.shift(scope.anchor, "year", DATA["which"]["years"][part["ry"].lower()])
        value, relative = (calendar.build(base[0], month, day) if base else ()), True
    else:
        value, relative = scope.nearest(match, month, day), True
    end = calendar.build(value[0], month, day_end) if value and day_end > day else ()
    return Reading(value, end, relative)


def bare_month(match: re.Match[str], scope: Scope) -> Reading | None:
    """in November, last November, late March."""
    month, which = MONTHS[match["mon"].lower()], (match["which"] or "").lower()
    if which in ("that", "the following"):
        after = calendar.month_after(scope.previous, month)
        return Reading(after if which != "that" else (scope.previous[0], month) if scope.previous else (), relative=True)
    if which in ("last", "this past"):
        return Reading(calendar.month_before(scope.anchor, month), relative=True)
    if which == "next":
        return Reading(calendar.month_after(scope.anchor, month), relative=True)
    if which == "this":
        return Reading((scope.anchor[0], month) if scope.anchor else (), relative=True)
    return Reading(scope.nearest(match, month), relative=True)


def month_entry(match: re.Match[str], scope: Scope) -> Reading | None:
    """**January**: below a heading that names the year; elsewhere it may be who speaks."""
    whole = scope.anchor and re.fullmatch(r"\W*", scope.text[: match.start("at")] + scope.text[match.end("at") :])
    if not 1 <= len(scope.previous) <= 2 and not whole:
        return None
    return Reading(scope.nearest(match, MONTHS[match["mon"].lower()]), relative=True)


def entry_digits(match: re.Match[str], scope: Scope) -> Reading | None:
    """- 03-14: below a heading that names the year, or in an article with a date."""
    base = scope.nearest(match, int(match["m"]), int(match["d"]))
    return Reading(base, relative=True) if len(base) == 3 else None


def day_entry(match: re.Match[str], scope: Scope) -> Reading | None:
    """- **15**: below a heading that names the month; elsewhere a number, and no date."""
    if len(scope.previous) < 2:
        return None
    value = calendar.build(scope.previous[0], scope.previous[1], int(match["d"]))
    return Reading(value) if len(value) == 3 else None


def weekday(match: re.Match[str], scope: Scope) -> Reading | None:
    """on Tuesday, last Friday."""
    return Reading(calendar.weekday(scope.anchor, WEEKDAYS[match["day"].lower()], _week(match)), relative=True)


def weekday_zh(match: re.Match[str], scope: Scope) -> Reading | None:
    """上周三, 星期五."""
    return Reading(calendar.weekday(scope.anchor, WEEKDAYS_ZH[match["day"]], _week(match)), relative=True)


def _week(match: re.Match[str]) -> str:
    """The week that the word before a day of it tells, as `calendar.weekday` takes it; "" without one."""
    return _WEEKS.get((match.groupdict().get("which") or "").lower(), "")


def ago(match: re.Match[str], scope: Scope) -> Reading | None:
    """三年前, three months ago."""
    return _counted(match, scope.anchor, -1)


def later(match: re.Match[str], scope: Scope) -> Reading | None:
    """三年后, two weeks later: counted from the date told last; from an event that is named right before, not at all."""
    named = _NAMED.search(scope.text, max(0, match.start() - 12), match.start())
    here = scope.previous_end and not re.search("[;；。]", scope.text[scope.previous_end : match.start()])
    return _counted(match, scope.previous if here or not named else (), 1)


def within(match: re.Match[str], scope: Scope) -> Reading | None:
    """2022年11月上线后两个月: counted from the date in the same sentence; elsewhere it is how long something took."""
    here = scope.previous_end and not re.search("[;；。]", scope.text[scope.previous_end : match.start()])
    return _counted(match, scope.previous, 1) if here and len(scope.previous) > 1 else None


def ahead(match: re.Match[str], scope: Scope) -> Reading | None:
    """in six months, of what is to come: counted from the article's date; of what is gone it is how long it took."""
    return _counted(match, scope.anchor, 1) if scope.lean(*match.span()) > 0 else None


def _counted(match: re.Match[str], origin: Partial, way: int) -> Reading | None:
    """A number of units before or after a date; half a year and what has a half are counted in months."""
    part = match.groupdict()
    count = (part["n"] or part["nh"] or part.get("yh") or "").lower()
    unit = _UNITS.get(part["unit"][-1], part["unit"].lower()) if part["unit"] else "year"
    number = 0 if count in _HALVES else _int(count) or read_words_en(count) or 0
    if unit == "year" and (count in _HALVES or not part["n"]):
        return Reading(calendar.shift(origin, "month", way * (12 * number + 6)), relative=True)
    if unit == "month" and count in _HALVES:
        return Reading(calendar.shift(origin, "week", 2 * way), relative=True)
    return Reading(calendar.shift(origin, unit, way * number), relative=True) if number else None


def bare_day(match: re.Match[str], scope: Scope) -> Reading | None:
    """27日: of the month told last, else the nearest such day up to the article's own."""
    day = int(match["d"])
    if len(scope.previous) >= 2:
        value = calendar.build(scope.previous[0], scope.previous[1], day)
        return Reading(value, relative=True) if len(value) == 3 else None
    if len(scope.anchor) < 3 or scope.previous and scope.previous[0] != scope.anchor[0]:  # a day of another year, in no month told
        return Reading((), relative=True)
    base = scope.anchor if day <= scope.anchor[2] else calendar.shift(scope.anchor, "month", -1)
    return Reading(calendar.build(base[0], base[1], day), relative=True)


def day_of_month(match: re.Match[str], scope: Scope) -> Reading | None:
    """on the 18th: of the article's month where that has such a day and the words do not tell of another, else of the one before or after."""
    if len(scope.anchor) < 3:
        return None
    day, lean = int(match["d"]), scope.lean(*match.span())
    month = 1 if lean > 0 and day < scope.anchor[2] else -1 if lean <= 0 and day > scope.anchor[2] else 0
    base = calendar.shift(scope.anchor, "month", month)
    value = calendar.build(base[0], base[1], day)
    return Reading(value, relative=True) if len(value) == 3 else None


_YEAR: dict[str, str] = DATA["bare_year"]
_STRONG, _WEAK = (compiled(_YEAR[behind], re.I) for behind in ("surely_behind", "perhaps_behind"))
_CITED = compiled(_YEAR["cited_behind"])
_NOUN = compiled(_YEAR["not_before"])
_AT_MEETING = compiled(DATA["meetings"]["behind"])
_COUNTED = compiled(rf"\s{{0,2}}(?:{PIECES['counted']})")


def bare_year(match: re.Match[str], scope: Scope) -> Reading | None:
    """in 2023, since 2019, (2023): four digits that the words around make a year."""
    text, start, end = scope.text, match.start(), match.end()
    year = int(match["y"])
    before, after = text[max(0, start - 16) : start], text[end : end + 24]
    if _COUNTED.match(after):
        return None
    likely = 1990 <= year <= 2035
    if _STRONG.search(before):
        return Reading((year,)) if likely or not re.match(r"[\s-]{1,2}[a-z]{3,}", after) else None
    if not likely or _NOUN.match(after):
        return None
    joined = scope.joined(start, JOINERS_OF_YEARS)
    cited = _CITED.search(before) and re.match(r"\s?[)）\],;]", after)
    opens = not before.strip(" \t*-•") or before.rstrip(" \t*-•").endswith("\n")
    alone = opens and (not after.strip() or after.lstrip(" *")[:1] in ":：–—" or after.startswith((" in ", ", the ")))
    return Reading((year,)) if _WEAK.search(before) or joined or cited or alone else None


def meeting(match: re.Match[str], scope: Scope) -> Reading | None:
    """2024云栖大会, 在WAIC 2024上: the year in the name of a meeting."""
    named = match.end() > match.end("at") and not match.group().endswith(" ")
    before = scope.text[max(0, match.start("at") - 16) : match.start("at")]
    return Reading((int(match["y"]),)) if named or _AT_MEETING.search(before) else None


def quarter_alone(match: re.Match[str], scope: Scope) -> Reading | None:
    """in Q2, in the second quarter: the year that a month of it would be of."""
    number = int(match["q"] or 1 + _QUARTERS.index(match["nth"].lower()))
    return Reading(calendar.nearest(scope.anchor, 3 * number - 2, lean=scope.lean(*match.span()))[:1], relative=True)


def part_year(match: re.Match[str], scope: Scope) -> Reading | None:
    """late 2023, the summer of 2023, Q3 2023: the year alone."""
    return Reading((int(match["y"]),))
