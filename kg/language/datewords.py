"""The words that dates are made of, out of kg/data/dates.toml, and the pieces of patterns that they make."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from kg.language.numerals import longest_first

DATA = tomllib.loads((Path(__file__).parent.parent / "data" / "dates.toml").read_text(encoding="utf-8"))

S = r"\s{0,2}"
DASH = r"[-–—~至到]"
YEAR = r"(?:(?:19[5-9]|20\d)\d|2100)"
MONTH_ZH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
DAY_ZH = r"(?:[12]\d|3[01]|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
NUMBER_ZH = r"(?:\d{1,2}|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九])"
WORD_EN = r"(?:\d{1,2}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
ORDINAL = r"(?:st|nd|rd|th)?"

RELATIVE: dict[str, tuple[str, int]] = {}
BACK: dict[str, tuple[str, int]] = {}
for _table, _rows in ((RELATIVE, DATA["relative"]), (BACK, DATA["back"])):
    for _row in _rows:
        for _name in _row["zh"] + _row["en"]:
            _table[_name] = (_row["unit"], _row["offset"])

MONTHS = {name.lower(): i for i, names in enumerate(DATA["months"]["en"], 1) for name in names}
WEEKDAYS = {name.lower(): i for i, names in enumerate(DATA["weekdays"]["en"]) for name in names}
WEEKDAYS_ZH = {char: i for i, chars in enumerate(DATA["weekdays"]["zh"]) for char in chars}
ALONE: dict[str, int] = {**DATA["alone"]["zh"], **DATA["alone"]["en"]}


def zh_words(rows: list[dict[str, Any]], unit: str) -> str:
    """An alternation of a unit's Chinese words, longest first, each with what may not stand beside it."""
    words = []
    for row in rows:
        before, after, behind = row.get("not_before", ""), row.get("not_after", ""), row.get("not_behind", "")
        ahead = (f"(?<![{before}])" if before else "") + (f"(?<!{behind})" if behind else "")
        for word in row["zh"] if row["unit"] == unit else ():
            words.append((len(word), ahead + word + (f"(?![{after}])" if after else "")))
    return "|".join(word for _, word in sorted(words, key=lambda w: -w[0])) or r"(?!)"


def en_words(words: list[str]) -> str:
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
