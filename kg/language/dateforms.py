"""The written forms of dates: one row of FORMS for each, a pattern and the function that reads it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from kg.language import calendar
from kg.language import datereaders as read
from kg.language.datereaders import Reading, Scope
from kg.language.datewords import (
    DASH,
    DATA,
    DAY_ZH,
    MONTH_EN,
    MONTH_FULL,
    MONTH_ZH,
    MONTHS,
    NUMBER_ZH,
    ORDINAL,
    PART_EN,
    WORD_EN,
    YEAR,
    YEAR_REL_EN,
    S,
    en_words,
    zh_words,
)
from kg.regexes import compiled


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


_YEAR_REL, _YEAR_BACK = zh_words(DATA["relative"], "year"), zh_words(DATA["back"], "year")
_MONTH_WORDS = zh_words(DATA["relative"], "month") + "|" + zh_words(DATA["back"], "month")
_PLAIN_ZH = "|".join(zh_words(rows, unit) for rows in (DATA["relative"], DATA["back"]) for unit in ("week", "day", *calendar.ROUGH))
_WORDS_EN = en_words([w for row in DATA["relative"] + DATA["back"] for w in row["en"]])
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
# an entry of a time line: its date opens the line, and what came about follows behind a mark, or below
_ENTRY = r"(?:^|(?<=\n))[\s*•–—\-_\[(]{0,6}"
_ENTRY_COLON = r"[\s*_\])]{0,4}(?:[:：–—|]|\s-\s)"
_ENTRY_END = rf"(?:{_ENTRY_COLON}|[\s*_\])]{{0,4}}$)"

FORMS: tuple[Form, ...] = tuple(
    Form(name, compiled(pattern, re.ASCII), reader)
    for name, pattern, reader in (
        ("years-zh", rf"(?<![\d.])(?<!\d,){_YR}{S}年?{S}{DASH}{S}(?P<y2>{YEAR}){S}年(?!代)", read.years),
        (
            "full-zh",
            rf"(?:(?<![\d.])(?<!\d,){_YR}{S}(?:财?年|(?=[上下]半年))|(?P<yh>[一二][〇零○一二三四五六七八九]{{3}})年"
            rf"|(?<![\d.])(?P<yy>\d\d){S}年(?={S}{MONTH_ZH}{S}月)|(?<![\d.])(?P<yp>[12]\d)年(?=[初底末](?![{DATA['parts']['not_after']}])|[上下]半年)|(?P<rel>{_YEAR_REL})|(?P<back>{_YEAR_BACK}))(?!代)"
            rf"(?:的?{S}{_MD_ZH}|的?{S}(?:{_PARTS_ZH}|Q[1-4])(?![{DATA['parts']['not_after']}]))?",
            read.full_zh,
        ),
        (
            "day-zh",
            rf"(?<![\d.第])(?<![一二三四五六七八九十])(?<!每年){_MD_ZH}(?!{'|'.join(DATA['parts']['no_month'])})",
            read.bare_zh,
        ),
        ("month-zh", rf"(?P<word>{_MONTH_WORDS})(?:{S}(?P<d>{DAY_ZH}){S}[日号]|[初底末]|[上中下]旬)?", read.month_word),
        ("weekday-zh", r"(?P<which>[上本这下])个?(?:周|星期|礼拜)(?P<day>[一二三四五六日天])", read.weekday_zh),
        (
            "weekday-alone-zh",
            r"(?<![每两几上下一\d本这])(?:周|星期)(?P<day>[一二三四五六日])(?=[，,（(。）)、在早上下晚凌深中傍清宣发推表公\s]|$)",
            read.weekday_zh,
        ),
        ("weekday-entry-zh", rf"{_ENTRY}(?P<at>(?:周|星期)(?P<day>[一二三四五六日天]))(?={_ENTRY_END})", read.weekday_zh),
        ("word-zh", rf"(?P<word>{_PLAIN_ZH})", read.word),
        (
            "ago-zh",
            rf"(?<![\d.几数来后下]){S}(?P<at>(?:(?P<n>{NUMBER_ZH}|半)多?(?P<unit>年|个月|周|个星期|天|日)|(?P<nh>{NUMBER_ZH})年半)(?:之|以)?前)(?![后沿瞻])",
            read.ago,
        ),
        (
            "later-zh",
            rf"(?<![\d.几数])(?:(?P<n>{NUMBER_ZH}|半)(?P<unit>年|个月|周|个星期|天)|(?P<nh>{NUMBER_ZH})年半)(?:之|以)?后(?![的悔])",
            read.later,
        ),
        (
            "within-zh",
            rf"(?<=[发推上成开问面][布出线立源世]后)(?P<at>(?:(?P<n>{NUMBER_ZH}|半)(?P<unit>年|个月|周|个星期|天)))(?:之?内|左右)?",
            read.within,
        ),
        ("day-alone-zh", r"(?<![\d.月第至到和、\-–—~/:每逢])(?P<d>3[01]|[12]\d|[1-9])\s?日(?![一-龥]{0,1}[本元均志程益])", read.bare_day),
        ("alone-zh", rf"(?<![每多全几年近上下这某续\d])(?P<word>{'|'.join(DATA['alone']['zh'])})(?![层座])", read.alone),
        (
            "digits",
            rf"(?<![\w./-]){_YR}(?P<sep>[-/.])(?P<m>\d\d?)(?P=sep)(?P<d>\d\d?)(?!\d|[-/.]\d|[A-SU-Za-z_])",
            read.digits,
        ),
        ("digits-month", rf"(?<![\w./-]){_YR}[-/](?P<m>0[1-9]|1[0-2])(?![\w/]|[-.]\d)", read.digits),
        ("month-first", rf"(?<![\w./-])(?P<m>0?[1-9]|1[0-2])[/]{_YR}(?![\w/]|[-.]\d)", read.digits),
        ("dots-month", rf"(?:^|(?<=[\n\[(（【]))[\s*•-]{{0,4}}(?P<at>{_YR}[./-](?P<m>0?[1-9]|1[0-2]))(?=[\s\u3000\])）】:]|$)", read.digits),
        ("compact", rf"(?:^|(?<=[\n\[(【]))[\s*•-]{{0,4}}(?P<at>{_YR}(?P<m>0[1-9]|1[0-2])(?P<d>[0-3]\d))(?=[\])】:])", read.digits),
        (
            "short",
            r"(?<=[\[【])(?P<y>1[5-9]|2\d)(?P<sep>[/.-])(?P<m>0?[1-9]|1[0-2])(?P=sep)(?P<d>0?[1-9]|[12]\d|3[01])(?=[\]】])",
            read.digits,
        ),
        ("slashes", rf"(?<![\w./-])(?P<a>\d\d?)(?P<sep>[/.])(?P<b>\d\d?)(?P=sep){_YR}(?![\w/]|[-.]\d)", read.slashes),
        (
            "years",
            rf"(?<![\w.,$€£¥/-]){_YR}{S}[-–—/]{S}(?P<y2>{YEAR}|[2-9]\d)(?![\w%]|[-.,/]\d|\s?[元块个万亿美])",
            read.years,
        ),
        ("quarter", rf"(?<![\w.,$€£¥/-]){_YR}\s?(?:Q[1-4]|H[12]|[1-4]Q)\b", read.part_year),
        (
            "month-day",
            rf"\b{_MON}\s{{1,3}}{_D}(?:\s?[-–—]\s?(?P<d2>\d{{1,2}}){ORDINAL})?"
            rf"(?:(?:,\s{{0,2}}|\s{{1,2}}(?:of\s)?){_YR}(?!\d)|,?\s{{1,2}}{YEAR_REL_EN}\b|(?![\w%:]|[.,-]\d|\s(?:million|billion|percent)))",
            read.named_month,
        ),
        (
            "day-month",
            rf"(?<![\w.$€£¥-]){_D}\s{{1,2}}(?:of\s)?{_MON},?\s{{1,2}}(?:{_YR}(?!\d)|{YEAR_REL_EN}\b)",
            read.named_month,
        ),
        (
            "day-month-alone",
            rf"(?i:\b(?:on|of|by|until|since|from|(?:{_WEEKDAYS_EN}),?)\s(?:the\s)?)(?P<at>{_D}\s(?:of\s)?(?P<mon>{MONTH_FULL}))\b",
            read.named_month,
        ),
        ("day-month-apart", rf"(?:{_ENTRY}|\()(?P<at>{_D}\s(?:of\s)?{_MON})(?={_ENTRY_END}|\))", read.named_month),
        ("month-entry", rf"{_ENTRY}(?P<at>(?P<mon>{MONTH_FULL}))(?={_ENTRY_END})", read.month_entry),
        ("day-entry", rf"{_ENTRY}(?P<at>{_D})(?={_ENTRY_COLON})", read.day_entry),
        ("year-month", rf"(?<![\w.,$€£¥/-]){_YR}\s?[(,]\s?(?P<mon>{MONTH_FULL})(?:\)|\b)(?!\s\d)", read.named_month),
        (
            "month-year",
            rf"\b(?:(?:[Ee]arly|[Mm]id|[Ll]ate)[\s-])?{_MON},?(?:\s{{1,3}}|-)(?:of\s{{1,2}})?(?:{_YR}(?![\d])|{YEAR_REL_EN}\b)",
            read.named_month,
        ),
        ("month-short", rf"\b{_MON}\s?['’](?P<y>[12]\d)(?![\w’'])", read.named_month),
        ("month-cell", rf"(?:^|[|(\[])\s?(?P<at>{_MON}-(?P<y>[12]\d))(?=\s?(?:[|)\]]|$))", read.named_month),
        ("day-month-dashed", rf"(?<![\w.$€£¥-]){_D}-{_MON}-{_YR}(?![\w-])", read.named_month),
        (
            "digits-entry",
            rf"{_ENTRY}(?P<at>(?P<m>0[1-9]|1[0-2])[-/](?P<d>[12]\d|3[01]|0[1-9]))(?=[\s*_\])]{{0,4}}[:：|\]）)])",
            read.entry_digits,
        ),
        (
            "month-joined",
            rf"\b{_MON}(?:\s{{1,2}}{_D})?(?=\s{{0,2}}(?:and|&|or|to|through|until|[-–—/])\s{{0,2}}{MONTH_EN}\.?(?:\s\d{{1,2}}{ORDINAL},?)?\s{{1,2}}{_YR}(?!\d))",
            read.named_month,
        ),
        (
            "month-alone",
            rf"\b(?:(?i:in|since|until|till|during|through|as of|back in)\s{{1,2}}"
            rf"|(?i:by|of|from|before|after|between)\s{{1,2}}(?!{MONTH_FULL}\s[A-Z][a-z])"
            r"|(?=(?i:early|late|mid|last|this|next|that|the\sfollowing)[\s-]))"
            rf"(?P<at>(?:(?i:early|late|mid|(?P<which>last|this\spast|this|next|that|the\sfollowing))[\s-]{{1,2}})?(?P<mon>{MONTH_FULL}))\b(?!\s{{1,2}}\d)",
            read.bare_month,
        ),
        (
            "weekday",
            rf"(?i:\b(?:on\s{{1,2}}|(?:{_REPORTED})\s{{1,2}}|(?=(?:last|this|next|late|early)\s))"
            rf"(?P<at>(?:(?P<which>last|this|next|late|early)\s{{1,2}})?(?P<day>{_WEEKDAYS_EN})))"
            rf"\b(?!,?\s{{1,2}}(?:{MONTH_EN}|\d|the\s\d))",
            read.weekday,
        ),
        ("weekday-entry", rf"{_ENTRY}(?P<at>(?P<day>{_WEEKDAYS_EN}))(?={_ENTRY_END})", read.weekday),
        ("day-of-month", r"\b(?i:on|by|from|until)\s(?i:the)\s(?P<at>(?P<d>3[01]|[12]?\d)(?:st|nd|rd|th))\b(?!\s(?:of|[a-z-]*(?:anniversary|century|floor|day|time|birthday|place|edition|hole|page|version|attempt|layer|percentile|token|iteration|step))|-)", read.day_of_month),
        ("word", rf"(?i:(?<!the\s)(?<!past\s)\b(?P<word>{_WORDS_EN})\b(?!(?<=today|orrow)['’]s\s))", read.word),
        (
            "ahead",
            rf"(?i:\bin\s(?:(?:about|around|roughly|just|the\snext|another|less\sthan)\s)?(?P<at>(?P<n>{WORD_EN}|1[3-9])\s{{1,2}}(?P<unit>year|month|week)s?))\b(?!\s(?:ago|later|after|of|since))",
            read.ahead,
        ),
        ("later", rf"(?i:\b{_COUNT_EN}\s{{1,2}}later)\b", read.later),
        ("ago", rf"(?i:\b{_COUNT_EN}\s{{1,2}}ago)\b", read.ago),
        ("ago-since", rf"(?i:\bit(?:['’]s|\shas|\sis)\s(?:now\s|only\s|been\s|almost\s|just\s|about\s){{0,3}}(?P<at>{_COUNT_EN}\s{{1,2}}since))\b", read.ago),
        ("alone", rf"(?i:(?<![\w-])(?P<word>{en_words(list(DATA['alone']['en']))})\b(?!\s(?:of|19|20)))", read.alone),
        (
            "quarter-alone",
            r"(?i:\b(?:in|during|for|by)\s(?P<at>(?:the\s(?P<nth>first|second|third|fourth)\squarter|(?-i:Q(?P<q>[1-4])))))\b(?!\s(?:of|[‘’']?\d))",
            read.quarter_alone,
        ),
        ("meeting-zh", rf"(?P<at>{_YR})(?:[^\s\d,，。、；]{{0,10}}?(?:{_MEETINGS_ZH})|\s?(?=上|期间))", read.meeting),
        ("meeting", rf"\b(?i:at|during|for)\s(?:(?:its|the|their)\s)?(?:[A-Z][\w/&’'-]*\s){{1,4}}(?P<at>{_YR})\b(?![-.]\d)", read.part_year),
        (
            "month-papers",
            rf"\b(?i:an?|its|their|the|\w+['’]s)\s(?P<at>(?:(?i:early|late|mid|(?P<which>last|this))[\s-])?(?P<mon>{MONTH_FULL}))(?=\s(?:[a-z]+\s)?(?:{_PAPERS})\b)",
            read.bare_month,
        ),
        ("papers", rf"\b(?i:an?|the|its|their|this|our|in|\w+['’]s)\s(?P<at>{_YR})(?=\s(?:[a-z]+\s)?(?:{_PAPERS})\b)", read.part_year),
        ("part-year", rf"(?i:\b{PART_EN}[\s-]{{0,2}}){_YR}(?![\w%]|[.,-]\d)", read.part_year),
        ("year", rf"(?<![\w.,$€£¥/:#@=&+-])(?<![–—]){_YR}(?![\w%]|[.,]\d|[-–—/+]\w)", read.bare_year),
    )
)

# One cheap look at a text for each sort of form: most texts have none of what a date is made of.
_WORD_STEMS = sorted({re.escape(w.split()[0][:4]) for row in DATA["relative"] + DATA["back"] for w in row["en"]})
_LAST_ZH = "".join(
    sorted({w[-1] for r in DATA["relative"] + DATA["back"] for w in r["zh"] if r["unit"] not in ("year", "month")})
)
_MONTH_STEMS = "|".join(sorted({c for n in MONTHS for c in (n[:3].capitalize(), n[:3].upper())}))
SIGNS: dict[str, re.Pattern[str]] = {
    "year-zh": compiled("年"),
    "month-zh": compiled("月"),
    "week-zh": compiled("周|星期|礼拜"),
    "word-zh": compiled(f"[{_LAST_ZH}]"),
    "ago-zh": compiled("前"), "later-zh": compiled("后"), "day-zh": compiled("日"),
    "year": compiled(r"19[5-9]\d|20\d\d|2100", re.ASCII),
    "month": compiled(rf"\b(?:{_MONTH_STEMS})", re.ASCII),
    "day": compiled("day", re.I), "nth": compiled(r"\bthe\s\d\d?(?:st|nd|rd|th)\b", re.I | re.ASCII),
    "word": compiled(r"\b(?:" + "|".join(_WORD_STEMS) + ")", re.I | re.ASCII),
    "ago": compiled(r"\sago\b", re.I | re.ASCII), "since": compiled(r"\ssince\b", re.I | re.ASCII),
    "later": compiled(r"\slater\b", re.I | re.ASCII), "ahead": compiled(r"\bin\s.{1,24}?(?:year|month|week)", re.I | re.ASCII),
    "entry": compiled(rf"{_ENTRY}\d"), "bracket": compiled(r"[\[【]\d\d[/.-]"), "year-end": compiled(r"year|spring|summer|autumn", re.I), "alone-zh": compiled("年|季度|[前后间]"), "quarter": compiled(r"\bQ[1-4]\b|quarter", re.I),
}  # fmt: skip
_SIGN_OF = {
    "years-zh": "year-zh", "full-zh": "year-zh", "day-zh": "month-zh", "month-zh": "month-zh", "weekday-zh": "week-zh",
    "weekday-alone-zh": "week-zh", "weekday-entry-zh": "week-zh", "weekday-entry": "day", "day-of-month": "nth", "word-zh": "word-zh", "ago-zh": "ago-zh", "alone-zh": "alone-zh", "digits": "year",
    "digits-month": "year", "month-first": "year", "slashes": "year", "dots-month": "year", "compact": "year", "short": "bracket", "meeting-zh": "year", "meeting": "year", "papers": "year", "month-short": "month", "month-cell": "month", "day-month-dashed": "year", "digits-entry": "entry", "quarter-alone": "quarter", "years": "year", "quarter": "year", "month-day": "month",
    "day-month": "month", "day-month-alone": "month", "month-year": "month", "month-joined": "month",
    "month-alone": "month", "month-papers": "month", "month-entry": "month", "day-month-apart": "month", "day-entry": "entry", "year-month": "year", "weekday": "day", "word": "word", "ago": "ago", "alone": "year-end", "part-year": "year",
    "year": "year", "later-zh": "later-zh", "ago-since": "since", "ahead": "ahead", "within-zh": "later-zh", "day-alone-zh": "day-zh", "later": "later",
}  # fmt: skip
