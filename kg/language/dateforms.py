"""The written forms of dates, out of kg/data/dateforms.toml: a pattern for each, and the function that reads it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kg.knowledge import DATA, read_toml
from kg.language import datereaders
from kg.language.datereaders import Reading, Scope
from kg.language.datewords import PIECES
from kg.language.templates import composed
from kg.regexes import compiled

_FILE = read_toml(DATA / "dateforms.toml")
_PIECES = PIECES | _FILE["pieces"]


@dataclass(frozen=True, slots=True)
class Form:
    """A pattern and its reader; the reader returns None where the match is no date. Group `at` is the span.

    `sign`: the entry of SIGNS without which the pattern can not match. `examples`: texts, each with the date in it.
    """

    name: str
    sign: str
    pattern: re.Pattern[str]
    read: Callable[[re.Match[str], Scope], Reading | None]
    examples: tuple[tuple[str, str], ...]


def _pattern(pattern: str) -> re.Pattern[str]:
    return compiled(composed(pattern, _PIECES.__getitem__), re.ASCII)


def _form(row: dict[str, Any]) -> Form:
    examples = tuple((text, date) for text, date in row["examples"])
    return Form(row["name"], row["sign"], _pattern(row["pattern"]), getattr(datereaders, row["reader"]), examples)


FORMS: tuple[Form, ...] = tuple(map(_form, _FILE["form"]))
SIGNS: dict[str, re.Pattern[str]] = {sign: _pattern(pattern) for sign, pattern in _FILE["signs"].items()}
