"""The written forms of amounts, units, currencies and prices: kg/data/numberforms.toml, with the words of kg/data/units.toml."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from kg.knowledge import DATA as FOLDER
from kg.knowledge import read_toml
from kg.language.numerals import longest_first
from kg.language.templates import composed
from kg.regexes import compiled

DATA = read_toml(FOLDER / "units.toml")
_FILE = read_toml(FOLDER / "numberforms.toml")
WORDS: dict[str, list[str]] = DATA["words"]
_UNITS: list[dict[str, Any]] = DATA["unit"]
_NOUNS = [row for row in _UNITS if row["kind"] in ("count", "parameters", "tokens")]
_SHORT_NOUNS = "卡人"  # one character that is a noun behind modifiers, where others are parts of words


def _any(words: Iterable[str]) -> str:
    """An alternation of fixed words, longest first, blanks flexible."""
    return "|".join(re.escape(w).replace(r"\ ", r"\s{1,2}") for w in sorted(set(words), key=longest_first))


def _plurals(words: Iterable[str]) -> str:
    """As `_any`, each word also with a plural -s, and a hyphen for a blank."""
    return "|".join(_plural(word) for word in sorted(set(words), key=longest_first))


def _plural(word: str) -> str:
    return re.escape(word).replace(r"\ ", r"[\s-]{1,2}") + ("" if word.endswith(("s", "people")) else "s?")


def _guarded(rows: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """(word, pattern) of each Chinese unit word, with what may not follow it, longest first."""
    found = []
    for row in rows:
        after = f"(?![{row['not_after']}])" if row.get("not_after") else ""
        found += [(w, re.escape(w) + ("s?(?![A-Za-z0-9])" if w.isascii() else after)) for w in row["zh"]]
    return sorted(found, key=lambda pair: -len(pair[0]))


def _of(table: str, column: str) -> list[str]:
    """All words of a column of a table of units.toml."""
    return [word for row in DATA[table] for word in row.get(column, [])]


def _pieces() -> dict[str, str]:
    """The pieces of patterns that the words of units.toml make."""
    return {
        **{name: _any(words) for name, words in WORDS.items()},
        **{name: "|".join(words) for name, words in DATA["expressions"].items()},
        "unit_zh": "|".join(pattern for _, pattern in _guarded(_UNITS)),
        "noun_zh": "|".join(pattern for word, pattern in _guarded(_NOUNS) if len(word) > 1 or word in _SHORT_NOUNS),
        "unit_en": _plurals(_of("unit", "en")),
        "unit_abbr": _any(_of("unit", "abbr")),
        "measure_zh": _any(DATA["measure"]["zh"]),
        "currency_sign": _any(_of("currency", "prefix")),
        "currency_zh": _any(_of("currency", "zh")),
        "currency_en": _plurals(_of("currency", "en")),
        "per_zh": _any(_of("per", "zh")),
        "per_en": _plurals(_of("per", "en")),
        "ordinals_en": "|".join(ORDINALS),
    }


def _pattern(pattern: str) -> re.Pattern[str]:
    """Patterns see folded text: letters and digits are the plain ones, Chinese characters border on them."""
    return compiled(composed(pattern, _PIECES.__getitem__), re.ASCII)


def unit_of(word: str) -> tuple[str, str]:
    """(canonical unit, kind) of a unit word in lower case, with a measure word or plural -s or without."""
    word = re.sub(r"[\s-]+", " ", word) if not word.startswith("-") else word
    return UNIT_OF.get(word) or UNIT_OF[word.rstrip("s")]


UNIT_OF: dict[str, tuple[str, str]] = {}
for _row in _UNITS:
    for _word in _row["zh"] + _row["en"] + _row.get("abbr", []):
        UNIT_OF.setdefault(_word.lower(), (_row["unit"], _row["kind"]))
        UNIT_OF.setdefault(_word.lower().rstrip("s"), (_row["unit"], _row["kind"]))

CURRENCIES: dict[str, tuple[str, float]] = {}
for _row in DATA["currency"]:
    for _word in _row["prefix"] + _row["zh"] + _row["en"]:
        CURRENCIES.setdefault(_word.lower(), (_row["code"], _row.get("factor", 1)))
        CURRENCIES.setdefault(_word.lower().rstrip("s"), (_row["code"], _row.get("factor", 1)))

PERS: dict[str, tuple[str, bool]] = {}
for _row in DATA["per"]:
    for _word in _row["zh"] + _row["en"]:
        PERS.setdefault(_word.lower(), (_row["per"], _row.get("scaled", False)))

GOODS = frozenset(word for row in DATA["per"] if row["per"] == "unit" for word in row["zh"])
APPROX_ZH = tuple(WORDS["approx_before_zh"])
NO_APPROX_ZH = tuple(WORDS["no_approx_before_zh"])
NO_TENTHS = tuple(WORDS["no_tenths"])
EXPERTS, DATA_WORDS, YEARLY, RATINGS = (frozenset(WORDS[name]) for name in ("experts", "data", "yearly", "ratings"))
HAN: dict[str, Any] = _FILE["han"]
VERSIONED = frozenset(word.lower() for word in WORDS["versioned"])
OPENERS = frozenset(word.lower() for word in WORDS["openers"])
WORD_SIGNS: tuple[str, ...] = tuple(_FILE["words"]["signs"])
DATE_SIGNS: tuple[str, ...] = tuple(_FILE["dates"]["signs"])
RANK_SIGNS: tuple[str, ...] = tuple(_FILE["ranks"]["signs"])
SHARE_SIGNS: tuple[str, ...] = tuple(_FILE["shares"]["signs"])
PARTS: dict[str, int] = _FILE["shares"]["parts"]
ORDINALS: dict[str, int] = {word: i for i, word in enumerate(_FILE["ranks"]["ordinals"], 1)}

_PIECES = _pieces() | _FILE["pieces"]
FORM: dict[str, re.Pattern[str]] = {name: _pattern(pattern) for name, pattern in _FILE["patterns"].items()}
RANKS: tuple[re.Pattern[str], ...] = tuple(map(_pattern, _FILE["ranks"]["patterns"]))
