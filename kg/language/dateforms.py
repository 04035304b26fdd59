"""The written forms of dates: one row of FORMS for each, a pattern and the function that reads it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.language import calendar
from kg.language.calendar import Partial
from kg.language.numerals import longest_first, read_words_en, read_zh
from kg.regexes import compiled

DATA = tomllib.loads((Path(__file__).parent.parent / "data" / "dates.toml").read_text(encoding="utf-8"))


@dataclass(slots=True)
class Scope:
    """What a form may look at: the folded text, the article's date, and the date that stands before it."""

    text: str
    anchor: Partial
    previous: Partial = ()
    previous_end: int = 0
    previous_relative: bool = False

    def joined(self, start: int, joiners: frozenset[str]) -> bool:
        """Whether only one of `joiners`, and blanks, stands between the date before and `start`."""
        if not self.previous or not self.previous_end or start - self.previous_end > LONGEST_GAP:
            return False
        return self.text[self.previous_end : start].strip() in joiners


    def lean(self, start: int, end: int) -> int:
        """What the words of a date's clause tell: 1 that it is to come, -1 that it is gone, 0 nothing."""
        before = _STOP.split(self.text[max(0, start - CLAUSE) : start])[-1]
        words = before + self.text[start:end] + _STOP.split(self.text[end : end + CLAUSE], 1)[0]
        if _TO_COME.search(words):
            return 1
        return -1 if _GONE.search(words) else 0


CLAUSE = 80  # characters on either side of a date that may belong to its clause
_STOP = re.compile("[,，;；。.:：]")
LONGEST_GAP = 40  # characters between two dates that are joined: blanks and a word


@dataclass(frozen=True, slots=True)
class Reading:
    """A form that was read; an empty `value` is a date that could not be resolved."""

    value: Partial
    end_value: Partial = ()
    relative: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """A pattern and its reader; the reader returns None where the match is no date. Group `at` is the span."""

    name: str
    pattern: re.Pattern[str]
    read: Callable[[re.Match[str], Scope], Reading | None]

    @property
    def sign(self) -> str:
        """The entry of SIGNS without which the pattern can not match."""
        return _SIGN_OF[self.name]


S = r"\s{0,2}"
DASH = r"[-–—~至到]"
YEAR = r"(?:(?:19[5-9]|20\d)\d|2100)"
MONTH_ZH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
DAY_ZH = r"(?:[12]\d|3[01]|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
NUMBER_ZH = r"(?:\d{1,2}|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九])"
WORD_EN = r"(?:\d{1,2}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
ORDINAL = r"(?:st|nd|rd|th)?"
_HALF = frozenset(["半", "half a"])

RELATIVE: dict[str, tuple[str, int]] = {}
BACK: dict[str, tuple[str, int]] = {}
for _table, _rows in ((RELATIVE, DATA["relative"]), (BACK, DATA["back"])):
    for _row in _rows:
        for _name in _row["zh"] + _row["en"]:
            _table[_name] = (_row["unit"], _row["offset"])

_TO_COME, _GONE = (
    re.compile("|".join([*(DATA[tense]["zh"]), rf"\b(?:{'|'.join(DATA[tense]['en'])})\b"]), re.I)
    for tense in ("to_come", "gone")
)

MONTHS = {name.lower(): i for i, names in enumerate(DATA["months"]["en"], 1) for name in names}
WEEKDAYS = {name.lower(): i for i, names in enumerate(DATA["weekdays"]["en"]) for name in names}
WEEKDAYS_ZH = {char: i for i, chars in enumerate(DATA["weekdays"]["zh"]) for char in chars}
ALONE: dict[str, int] = {**DATA["alone"]["zh"], **DATA["alone"]["en"]}


def _zh_words(rows: list[dict[str, Any]], unit: str) -> str:
    """An alternation of a unit's Chinese words, longest first, each with what may not stand beside it."""
    words = []
    for row in rows:
        before, after = row.get("not_before", ""), row.get("not_after", "")
        for word in row["zh"] if row["unit"] == unit else ():
            words.append((f"(?<![{before}])" if before else "") + word + (f"(?![{after}])" if after else ""))
    return "|".join(sorted(words, key=lambda w: -len(re.sub(r"\(.*?\)", "", w)))) or r"(?!)"


def _en_words(words: list[str]) -> str:
    return "|".join(re.escape(w).replace(r"\ ", r"\s{1,2}") for w in sorted(words, key=len, reverse=True))


def _months(names: list[str]) -> str:
    """Month names as written with a capital: `may` and `march` are verbs."""
    return "|".join(sorted({n for name in names for n in (name, name.upper())}, key=longest_first))


MONTH_EN = f"(?:{_months([n for names in DATA['months']['en'] for n in names])})"
MONTH_FULL = f"(?:{_months([n for names in DATA['months']['en'] for n in names if len(n) > 3 or n == 'May'])})"
SEASON = r"(?:spring|summer|autumn|fall|winter)"
PART_EN = (
    rf"(?:early|late|mid|{SEASON}(?:\s+of)?|(?:the\s+)?(?:end|start|beginning|middle|close)\s+of|"
    r"(?:first|second)\s+half\s+of|H[12](?:\s+of)?|Q[1-4](?:\s+of)?|FY|fiscal(?:\s+year)?|"
    r"(?:first|second|third|fourth|final)\s+quarter\s+of|calendar(?:\s+year)?)"
)
YEAR_REL_EN = r"(?:of\s{1,2})?(?P<ry>last|this|next)\s{1,2}year"
OFFSET_EN = {"last": -1, "this": 0, "next": 1}


def _int(text: str | None) -> int:
    """The value of a day or month in digits or Chinese, 0 for nothing."""
    if not text:
        return 0
    return int(text) if text.isdigit() and text.isascii() else read_zh(text) or 0


def _full_zh(match: re.Match[str], scope: Scope) -> Reading | None:
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


JOINERS = frozenset(["和", "与", "及", "、", "或", "至", "到", "-", "–", "—", "~", "and", "or", "to", "&"])
JOINERS_OF_YEARS = JOINERS | {","}


def _bare_zh(match: re.Match[str], scope: Scope) -> Reading | None:
    """3月14日, 三月: the year of a date that it is joined to, else the one nearest to the article's date."""
    if scope.joined(match.start(), JOINERS):
        return _with_month(scope.previous[0], match, scope.previous_relative)
    base = calendar.nearest(scope.anchor, _int(match["m"]), _int(match["d"]), scope.lean(*match.span()))
    return _with_month(base[0], match, True) if base else Reading((), relative=True)


def _month_word(match: re.Match[str], scope: Scope) -> Reading | None:
    """本月14日, 上个月: a month word, with a day or without."""
    table, origin = (RELATIVE, scope.anchor) if match["word"] in RELATIVE else (BACK, scope.previous)
    base = calendar.shift(origin, *table[match["word"]])
    day = _int(match["d"])
    return Reading(calendar.build(base[0], base[1], day) if len(base) == 2 and day else base, relative=True)


def _word(match: re.Match[str], scope: Scope) -> Reading | None:
    """yesterday, last year, 昨天, the following year."""
    word = re.sub(r"\s+", " ", match["word"].lower())
    if word in RELATIVE:
        return Reading(calendar.shift(scope.anchor, *RELATIVE[word]), relative=True)
    return Reading(calendar.shift(scope.previous, *BACK[word]), relative=True)


def _alone(match: re.Match[str], scope: Scope) -> Reading | None:
    """年底, year-end: a part of a year whose year is not said."""
    month = ALONE[re.sub(r"\s+", " ", match["word"].lower())]
    return Reading(calendar.nearest(scope.anchor, month)[:1], relative=True)


def _years(match: re.Match[str], scope: Scope) -> Reading | None:
    """2018-2020年, 2023–24."""
    first, last = int(match["y"]), int(match["y2"])
    last += first // 100 * 100 if last < 100 else 0
    if "年" not in match[0] and (_NOUN.match(scope.text, match.end()) or _COUNTED.match(scope.text, match.end())):
        return None
    return Reading((first,), (last,)) if first < last <= 2100 else None


def _digits(match: re.Match[str], scope: Scope) -> Reading | None:
    """2023-03-14, 2023/3/14, 2023.10.19, 2023-03."""
    month, day = int(match["m"]), int(match.groupdict().get("d") or 0)
    year = int(match["y"])
    value = calendar.build(year + 2000 if year < 100 else year, month, day)
    return Reading(value) if len(value) == (3 if day else 2) else None


def _slashes(match: re.Match[str], scope: Scope) -> Reading | None:
    """14/03/2023 and 3/14/2023, where only one order is possible; a date with no clear order stays unresolved."""
    first, second = int(match["a"]), int(match["b"])
    if first > 12 >= second or first == second:
        return Reading(calendar.build(int(match["y"]), second, first))
    if second > 12 >= first:
        return Reading(calendar.build(int(match["y"]), first, second))
    return Reading(()) if first <= 12 and second <= 12 else None


def _named_month(match: re.Match[str], scope: Scope) -> Reading | None:
    """March 14, 2023; 14 March; Mar. 2023; November last year: a named month with a day, a year or both."""
    part = match.groupdict()
    month, day, day_end = MONTHS[part["mon"].lower()], int(part.get("d") or 0), int(part.get("d2") or 0)
    if day > 31 or day_end > 31:
        return None
    if part.get("y"):
        year = int(part["y"])
        value, relative = calendar.build(year + 2000 if year < 100 else year, month, day), False
    elif part.get("ry"):
        base = calendar.shift(scope.anchor, "year", OFFSET_EN[part["ry"].lower()])
        value, relative = (calendar.build(base[0], month, day) if base else ()), True
    else:
        value, relative = calendar.nearest(scope.anchor, month, day, scope.lean(*match.span())), True
    end = calendar.build(value[0], month, day_end) if value and day_end > day else ()
    return Reading(value, end, relative)


def _bare_month(match: re.Match[str], scope: Scope) -> Reading | None:
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
    return Reading(calendar.nearest(scope.anchor, month, lean=scope.lean(*match.span())), relative=True)


def _weekday(match: re.Match[str], scope: Scope) -> Reading | None:
    """on Tuesday, last Friday."""
    which = {"last": "before", "next": "after", "this": "0"}.get((match["which"] or "").lower(), "")
    return Reading(calendar.weekday(scope.anchor, WEEKDAYS[match["day"].lower()], which), relative=True)


def _weekday_zh(match: re.Match[str], scope: Scope) -> Reading | None:
    """上周三, 星期五."""
    which = {"上": "-1", "本": "0", "这": "0", "下": "1"}.get(match.groupdict().get("which") or "", "")
    return Reading(calendar.weekday(scope.anchor, WEEKDAYS_ZH[match["day"]], which), relative=True)


def _ago(match: re.Match[str], scope: Scope) -> Reading | None:
    """三年前, three months ago."""
    return _counted(match, scope.anchor, -1)


def _later(match: re.Match[str], scope: Scope) -> Reading | None:
    """三年后, two weeks later: counted from the date told last."""
    return _counted(match, scope.previous, 1)


_UNITS = {"年": "year", "月": "month", "周": "week", "期": "week", "天": "day", "日": "day"}


def _counted(match: re.Match[str], origin: Partial, way: int) -> Reading | None:
    """A number of units before or after a date; half a year and what has a half are counted in months."""
    part = match.groupdict()
    count = (part["n"] or part["nh"] or part.get("yh") or "").lower()
    unit = _UNITS.get(part["unit"][-1], part["unit"].lower()) if part["unit"] else "year"
    number = 0 if count in _HALF else _int(count) or read_words_en(count) or 0
    if unit == "year" and (count in _HALF or not part["n"]):
        return Reading(calendar.shift(origin, "month", way * (12 * number + 6)), relative=True)
    if count == "半":  # 半个月
        return Reading(calendar.shift(origin, "week", 2 * way), relative=True)
    return Reading(calendar.shift(origin, unit, way * number), relative=True) if number else None


def _bare_day(match: re.Match[str], scope: Scope) -> Reading | None:
    """27日: of the month told last, else the nearest such day up to the article's own."""
    day = int(match["d"])
    if len(scope.previous) >= 2:
        value = calendar.build(scope.previous[0], scope.previous[1], day)
        return Reading(value, relative=True) if len(value) == 3 else None
    if len(scope.anchor) < 3:
        return Reading((), relative=True)
    base = scope.anchor if day <= scope.anchor[2] else calendar.shift(scope.anchor, "month", -1)
    return Reading(calendar.build(base[0], base[1], day), relative=True)


_STRONG = re.compile(
    r"(?:^|[\s(（\"“])(?:in|since|during|until|till|year|back\s+in|circa|as\s+of|through\s+to|(?:founded|established|launched|released?|year|date)\s?:?)\s{1,2}$",
    re.I,
)
_WEAK = re.compile(
    r"(?:^|[\s(（\"“])(?:by|of|from|to|before|after|through|and|for|the|between|pre|post)[\s-]{1,2}$", re.I
)
_CITED = re.compile(r"(?:[(（\[,;]|\bal\.)\s?$")
_NOUN = re.compile(r"[\s-]{1,2}(?!(?:was|is|has|as|this|its|does|across|towards|versus|thus|plus)\b)[a-z]{2,}s\b")
_COUNTED = re.compile(
    r"\s{0,2}(?:tokens?|GPUs?|[A-Z]\d{2,3}s?|TPUs?|chips?|people|dollars?|million|billion|[个块张台名人万元亿款项家次件份条篇种位套])"
)


def _bare_year(match: re.Match[str], scope: Scope) -> Reading | None:
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
    alone = opens and (not after.strip() or after.lstrip(" *")[:1] in ":：–—")
    return Reading((year,)) if _WEAK.search(before) or joined or cited or alone else None


def _meeting(match: re.Match[str], scope: Scope) -> Reading | None:
    """2024云栖大会, 在WAIC 2024上: the year in the name of a meeting."""
    named = match.end() > match.end("at") and not match.group().endswith(" ")
    before = re.search(r"(?:在|于)\s?(?:[A-Za-z/]{2,12}\s?)?$", scope.text[max(0, match.start("at") - 16) : match.start("at")])
    return Reading((int(match["y"]),)) if named or before else None


def _quarter_alone(match: re.Match[str], scope: Scope) -> Reading | None:
    """in Q2, in the second quarter: the year that a month of it would be of."""
    number = int(match["q"] or 1 + ["first", "second", "third", "fourth"].index(match["nth"].lower()))
    return Reading(calendar.nearest(scope.anchor, 3 * number - 2, lean=scope.lean(*match.span()))[:1], relative=True)


def _part_year(match: re.Match[str], scope: Scope) -> Reading | None:
    """late 2023, the summer of 2023, Q3 2023: the year alone."""
    return Reading((int(match["y"]),))


_YEAR_REL, _YEAR_BACK = _zh_words(DATA["relative"], "year"), _zh_words(DATA["back"], "year")
_MONTH_WORDS = _zh_words(DATA["relative"], "month") + "|" + _zh_words(DATA["back"], "month")
_PLAIN_ZH = "|".join(_zh_words(rows, unit) for rows in (DATA["relative"], DATA["back"]) for unit in ("week", "day", *calendar.ROUGH))
_WORDS_EN = _en_words([w for row in DATA["relative"] + DATA["back"] for w in row["en"]])
_WEEKDAYS_EN = "|".join(names[0] for names in DATA["weekdays"]["en"])
_PARTS_ZH = "|".join(sorted(DATA["parts"]["zh"], key=len, reverse=True))
_MD_ZH = (
    rf"(?P<m>{MONTH_ZH})(?:{S}月?{S}{DASH}{S}(?P<m2>{MONTH_ZH}))?{S}月份?"
    rf"(?:{S}(?P<d>{DAY_ZH})(?:{S}[日号]?{S}{DASH}{S}(?P<d2>{DAY_ZH}))?{S}[日号])?(?:[初底末](?![层座])|[上中下]旬)?"
)
_PAPERS = "|".join(DATA["papers"]["en"])
_MEETINGS_ZH = "|".join(DATA["meetings"]["zh"])
_REPORTED = "|".join(DATA["reported"]["en"])
_AND_HALF = r"\s{1,2}and\s(?:a|one)[\s-]half"
_COUNT_EN = (
    rf"(?:(?P<n>half\sa|{WORD_EN})\s{{1,2}}(?P<unit>year|month|week|day)s?"
    rf"|(?P<nh>{WORD_EN}){_AND_HALF}\s{{1,2}}years?|(?P<yh>an?|one)\s{{1,2}}year{_AND_HALF})"
)
_YR = rf"(?P<y>{YEAR})"
_MON = rf"(?P<mon>{MONTH_EN})\.?"
_D = rf"(?P<d>\d{{1,2}}){ORDINAL}"

FORMS: tuple[Form, ...] = tuple(
    Form(name, compiled(pattern, re.ASCII), read)
    for name, pattern, read in (
        ("years-zh", rf"(?<![\d.])(?<!\d,){_YR}{S}年?{S}{DASH}{S}(?P<y2>{YEAR}){S}年(?!代)", _years),
        (
            "full-zh",
            rf"(?:(?<![\d.])(?<!\d,){_YR}{S}(?:财?年|(?=[上下]半年))|(?P<yh>[一二][〇零○一二三四五六七八九]{{3}})年"
            rf"|(?<![\d.])(?P<yy>\d\d){S}年(?={S}{MONTH_ZH}{S}月)|(?<![\d.])(?P<yp>[12]\d)年(?=[初底末](?![{DATA['parts']['not_after']}])|[上下]半年)|(?P<rel>{_YEAR_REL})|(?P<back>{_YEAR_BACK}))(?!代)"
            rf"(?:的?{S}{_MD_ZH}|的?{S}(?:{_PARTS_ZH}|Q[1-4])(?![{DATA['parts']['not_after']}]))?",
            _full_zh,
        ),
        (
            "day-zh",
            rf"(?<![\d.第])(?<![一二三四五六七八九十])(?<!每年){_MD_ZH}(?!之暗|活跃|饼|球|薪|租|光|亮|费|刊|报)",
            _bare_zh,
        ),
        ("month-zh", rf"(?P<word>{_MONTH_WORDS})(?:{S}(?P<d>{DAY_ZH}){S}[日号]|[初底末]|[上中下]旬)?", _month_word),
        ("weekday-zh", r"(?P<which>[上本这下])个?(?:周|星期|礼拜)(?P<day>[一二三四五六日天])", _weekday_zh),
        (
            "weekday-alone-zh",
            r"(?<![每两几上下一\d本这])(?:周|星期)(?P<day>[一二三四五六日])(?=[，,（(。）)、在早上下晚凌宣发推表公\s]|$)",
            _weekday_zh,
        ),
        ("word-zh", rf"(?P<word>{_PLAIN_ZH})", _word),
        (
            "ago-zh",
            rf"(?<![\d.几数]){S}(?P<at>(?:(?P<n>{NUMBER_ZH}|半)多?(?P<unit>年|个月|周|个星期|天|日)|(?P<nh>{NUMBER_ZH})年半)(?:之|以)?前)(?!后)",
            _ago,
        ),
        (
            "later-zh",
            rf"(?<![\d.几数])(?:(?P<n>{NUMBER_ZH}|半)(?P<unit>年|个月|周|个星期|天)|(?P<nh>{NUMBER_ZH})年半)(?:之|以)?后(?![的悔])",
            _later,
        ),
        ("day-alone-zh", r"(?<![\d.月第至到和、\-–—~/:每逢])(?P<d>3[01]|[12]\d|[1-9])\s?日(?![一-龥]{0,1}[本元均志程益])", _bare_day),
        ("alone-zh", rf"(?<![每多全几年近\d])(?P<word>{'|'.join(DATA['alone']['zh'])})(?![层座])", _alone),
        (
            "digits",
            rf"(?<![\w./-]){_YR}(?P<sep>[-/.])(?P<m>\d\d?)(?P=sep)(?P<d>\d\d?)(?!\d|[-/.]\d|[A-SU-Za-z_])",
            _digits,
        ),
        ("digits-month", rf"(?<![\w./-]){_YR}[-/](?P<m>0[1-9]|1[0-2])(?![\w/]|[-.]\d)", _digits),
        ("dots-month", rf"(?:^|(?<=[\n\[(【]))[\s*•-]{{0,4}}(?P<at>{_YR}[./-](?P<m>0?[1-9]|1[0-2]))(?=[\s\u3000\])】:])", _digits),
        ("compact", rf"(?:^|(?<=[\n\[(【]))[\s*•-]{{0,4}}(?P<at>{_YR}(?P<m>0[1-9]|1[0-2])(?P<d>[0-3]\d))(?=[\])】:])", _digits),
        (
            "short",
            r"(?<=[\[【])(?P<y>1[5-9]|2\d)(?P<sep>[/.-])(?P<m>0?[1-9]|1[0-2])(?P=sep)(?P<d>0?[1-9]|[12]\d|3[01])(?=[\]】])",
            _digits,
        ),
        ("slashes", rf"(?<![\w./-])(?P<a>\d\d?)(?P<sep>[/.])(?P<b>\d\d?)(?P=sep){_YR}(?![\w/]|[-.]\d)", _slashes),
        (
            "years",
            rf"(?<![\w.,$€£¥/-]){_YR}{S}[-–—/]{S}(?P<y2>{YEAR}|[2-9]\d)(?![\w%]|[-.,/]\d|\s?[元块个万亿美])",
            _years,
        ),
        ("quarter", rf"(?<![\w.,$€£¥/-]){_YR}\s?(?:Q[1-4]|H[12])\b", _part_year),
        (
            "month-day",
            rf"\b{_MON}\s{{1,3}}{_D}(?:\s?[-–—]\s?(?P<d2>\d{{1,2}}){ORDINAL})?"
            rf"(?:(?:,\s{{0,2}}|\s{{1,2}}){_YR}(?!\d)|,?\s{{1,2}}{YEAR_REL_EN}\b|(?![\w%:]|[.,-]\d|\s(?:million|billion|percent)))",
            _named_month,
        ),
        (
            "day-month",
            rf"(?<![\w.$€£¥-]){_D}\s{{1,2}}(?:of\s)?{_MON},?\s{{1,2}}(?:{_YR}(?!\d)|{YEAR_REL_EN}\b)",
            _named_month,
        ),
        (
            "day-month-alone",
            rf"(?i:\b(?:on|of|by|until|since|from|(?:{_WEEKDAYS_EN}),?)\s(?:the\s)?)(?P<at>{_D}\s(?:of\s)?(?P<mon>{MONTH_FULL}))\b",
            _named_month,
        ),
        (
            "month-year",
            rf"\b(?:(?:[Ee]arly|[Mm]id|[Ll]ate)[\s-])?{_MON},?(?:\s{{1,3}}|-)(?:of\s{{1,2}})?(?:{_YR}(?![\d])|{YEAR_REL_EN}\b)",
            _named_month,
        ),
        ("month-short", rf"\b{_MON}\s?['’](?P<y>[12]\d)(?![\w’'])", _named_month),
        (
            "month-joined",
            rf"\b{_MON}(?:\s{{1,2}}{_D})?(?=\s{{0,2}}(?:and|&|or|to|through|until|[-–—/])\s{{0,2}}{MONTH_EN}\.?(?:\s\d{{1,2}}{ORDINAL},?)?\s{{1,2}}{_YR}(?!\d))",
            _named_month,
        ),
        (
            "month-alone",
            rf"\b(?:(?i:in|since|until|till|during|through|as of|back in)\s{{1,2}}"
            rf"|(?i:by|of|from|before|after|between)\s{{1,2}}(?!{MONTH_FULL}\s[A-Z][a-z])"
            r"|(?=(?i:early|late|mid|last|this|next|that|the\sfollowing)[\s-]))"
            rf"(?P<at>(?:(?i:early|late|mid|(?P<which>last|this\spast|this|next|that|the\sfollowing))[\s-]{{1,2}})?(?P<mon>{MONTH_FULL}))\b(?!\s{{1,2}}\d)",
            _bare_month,
        ),
        (
            "weekday",
            rf"(?i:\b(?:on\s{{1,2}}|(?:{_REPORTED})\s{{1,2}}|(?=(?:last|this|next|late|early)\s))"
            rf"(?P<at>(?:(?P<which>last|this|next|late|early)\s{{1,2}})?(?P<day>{_WEEKDAYS_EN})))"
            rf"\b(?!,?\s{{1,2}}(?:{MONTH_EN}|\d|the\s\d))",
            _weekday,
        ),
        ("word", rf"(?i:(?<!the\s)(?<!past\s)\b(?P<word>{_WORDS_EN})\b(?!['’]s\s))", _word),
        ("later", rf"(?i:\b{_COUNT_EN}\s{{1,2}}later)\b", _later),
        ("ago", rf"(?i:\b{_COUNT_EN}\s{{1,2}}ago)\b", _ago),
        ("ago-since", rf"(?i:\bit(?:['’]s|\shas|\sis)\s(?:now\s|only\s|been\s|almost\s|just\s|about\s){{0,3}}(?P<at>{_COUNT_EN}\s{{1,2}}since))\b", _ago),
        ("alone", rf"(?i:(?<![\w-])(?P<word>{_en_words(list(DATA['alone']['en']))})\b(?!\s(?:of|19|20)))", _alone),
        (
            "quarter-alone",
            r"(?i:\b(?:in|during|for|by)\s(?P<at>(?:the\s(?P<nth>first|second|third|fourth)\squarter|(?-i:Q(?P<q>[1-4])))))\b(?!\s(?:of|[‘’']?\d))",
            _quarter_alone,
        ),
        ("meeting-zh", rf"(?P<at>{_YR})(?:[^\s\d,，。、；]{{0,10}}?(?:{_MEETINGS_ZH})|\s?(?=上|期间))", _meeting),
        ("meeting", rf"\b(?i:at|during|for)\s(?:(?:its|the|their)\s)?(?:[A-Z][\w/&’'-]*\s){{1,4}}(?P<at>{_YR})\b(?![-.]\d)", _part_year),
        ("papers", rf"\b(?i:an?|the|its|their|this|our|in|\w+['’]s)\s(?P<at>{_YR})(?=\s(?:[a-z]+\s)?(?:{_PAPERS})\b)", _part_year),
        ("part-year", rf"(?i:\b{PART_EN}[\s-]{{0,2}}){_YR}(?![\w%]|[.,-]\d)", _part_year),
        ("year", rf"(?<![\w.,$€£¥/:#@=&+-])(?<![–—]){_YR}(?![\w%]|[.,]\d|[-–—/+]\w)", _bare_year),
    )
)

# One cheap look at a text for each sort of form: most texts have none of what a date is made of.
_WORD_STEMS = sorted({re.escape(w.split()[0][:4]) for row in DATA["relative"] + DATA["back"] for w in row["en"]})
_LAST_ZH = "".join(
    sorted({w[-1] for r in DATA["relative"] + DATA["back"] for w in r["zh"] if r["unit"] not in ("year", "month")})
)
_MONTH_STEMS = "|".join(sorted({c for n in MONTHS for c in (n[:3].capitalize(), n[:3].upper())}))
SIGNS: dict[str, re.Pattern[str]] = {
    "year-zh": re.compile("年"),
    "month-zh": re.compile("月"),
    "week-zh": re.compile("周|星期|礼拜"),
    "word-zh": re.compile(f"[{_LAST_ZH}]"),
    "ago-zh": re.compile("前"), "later-zh": re.compile("后"), "day-zh": re.compile("日"),
    "year": re.compile(r"19[5-9]\d|20\d\d|2100", re.ASCII),
    "month": re.compile(rf"\b(?:{_MONTH_STEMS})", re.ASCII),
    "day": re.compile("day", re.I),
    "word": re.compile(r"\b(?:" + "|".join(_WORD_STEMS) + ")", re.I | re.ASCII),
    "ago": re.compile(r"\sago\b", re.I | re.ASCII), "since": re.compile(r"\ssince\b", re.I | re.ASCII),
    "later": re.compile(r"\slater\b", re.I | re.ASCII),
    "bracket": re.compile(r"[\[【]\d\d[/.-]"), "year-end": re.compile(r"year", re.I), "alone-zh": re.compile("年|季度|[前后间]"), "quarter": re.compile(r"\bQ[1-4]\b|quarter", re.I),
}  # fmt: skip
_SIGN_OF = {
    "years-zh": "year-zh", "full-zh": "year-zh", "day-zh": "month-zh", "month-zh": "month-zh", "weekday-zh": "week-zh",
    "weekday-alone-zh": "week-zh", "word-zh": "word-zh", "ago-zh": "ago-zh", "alone-zh": "alone-zh", "digits": "year",
    "digits-month": "year", "slashes": "year", "dots-month": "year", "compact": "year", "short": "bracket", "meeting-zh": "year", "meeting": "year", "papers": "year", "month-short": "month", "quarter-alone": "quarter", "years": "year", "quarter": "year", "month-day": "month",
    "day-month": "month", "day-month-alone": "month", "month-year": "month", "month-joined": "month",
    "month-alone": "month", "weekday": "day", "word": "word", "ago": "ago", "alone": "year-end", "part-year": "year",
    "year": "year", "later-zh": "later-zh", "ago-since": "since", "day-alone-zh": "day-zh", "later": "later",
}  # fmt: skip
