"""The words that dates are made of, out of kg/data/dates.toml, and the pieces of patterns that they make."""

from __future__ import annotations

import re
from typing import Any

from kg.knowledge import DATA as FOLDER
from kg.knowledge import read_toml
from kg.language import calendar
from kg.language.numerals import longest_first

DATA = read_toml(FOLDER / "dates.toml")
_ROWS: list[dict[str, Any]] = DATA["relative"] + DATA["back"]

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


def _zh(rows: list[dict[str, Any]], *units: str) -> str:
    """An alternation of units' Chinese words, a unit's longest first, each with what may not stand beside it."""
    return "|".join(words for unit in units for words in _zh_of(rows, unit)) or "(?!)"


def _zh_of(rows: list[dict[str, Any]], unit: str) -> list[str]:
    words = []
    for row in rows:
        before, after, behind = row.get("not_before", ""), row.get("not_after", ""), row.get("not_behind", "")
        ahead = (f"(?<![{before}])" if before else "") + (f"(?<!{behind})" if behind else "")
        for word in row["zh"] if row["unit"] == unit else ():
            words.append((len(word), ahead + word + (f"(?![{after}])" if after else "")))
    return [word for _, word in sorted(words, key=lambda w: -w[0])]


def _en(words: list[str]) -> str:
    return "|".join(re.escape(w).replace(r"\ ", r"\s{1,2}") for w in sorted(words, key=len, reverse=True))


def _months(names: list[str]) -> str:
    """Month names as written with a capital: `may` and `march` are verbs."""
    return f"(?:{'|'.join(sorted({n for name in names for n in (name, name.upper())}, key=longest_first))})"


def _stems() -> dict[str, str]:
    """What no word of a sort does without: pieces of cheap looks at a text."""
    months = {form for name in MONTHS for form in (name[:3].capitalize(), name[:3].upper())}
    last = {word[-1] for row in _ROWS for word in row["zh"] if row["unit"] not in ("year", "month")}
    words = {re.escape(word.split()[0][:4]) for row in _ROWS for word in row["en"]}
    return {
        "month_stems_en": "|".join(sorted(months)),
        "word_stems_en": "|".join(sorted(words)),
        "last_of_day_words_zh": f"[{''.join(sorted(last))}]",
    }


_MONTH_NAMES = [name for names in DATA["months"]["en"] for name in names]
_PLAIN = ("week", "day", *calendar.ROUGH)
PIECES: dict[str, str] = {
    "month_en": _months(_MONTH_NAMES),
    "month_full_en": _months([name for name in _MONTH_NAMES if len(name) > 3 or name == "May"]),
    "weekdays_en": "|".join(names[0] for names in DATA["weekdays"]["en"]),
    "relative_years_zh": _zh(DATA["relative"], "year"),
    "told_years_zh": _zh(DATA["back"], "year"),
    "month_words_zh": "|".join(_zh(rows, "month") for rows in (DATA["relative"], DATA["back"])),
    "day_words_zh": "|".join(_zh(rows, *_PLAIN) for rows in (DATA["relative"], DATA["back"])),
    "words_en": _en([word for row in _ROWS for word in row["en"]]),
    "parts_zh": "|".join(sorted(DATA["parts"]["zh"], key=len, reverse=True)),
    "not_after_parts_zh": DATA["parts"]["not_after"],
    "no_month_zh": "|".join(DATA["parts"]["no_month"]),
    "alone_zh": "|".join(DATA["alone"]["zh"]),
    "alone_en": _en(list(DATA["alone"]["en"])),
    "meetings_zh": "|".join(DATA["meetings"]["zh"]),
    "papers_en": "|".join(DATA["papers"]["en"]),
    "reported_en": "|".join(DATA["reported"]["en"]),
    "counted": "|".join(DATA["parts"]["counted"]),
    **_stems(),
}
