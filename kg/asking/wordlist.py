"""The words of plain questions: kg/data/ask.toml, read once, and its forms as expressions."""

from __future__ import annotations

import functools
import re
from typing import Any

from kg.entities.cues import filled
from kg.knowledge import DATA, read_toml
from kg.regexes import compiled

CJK = re.compile(r"[㐀-鿿]")


@functools.cache
def lexicon() -> dict[str, Any]:
    """The file of concepts."""
    return read_toml(DATA / "ask.toml")


def lang_of(question: str) -> str:
    """The language that a question is read in."""
    return "zh" if CJK.search(question) else "en"


@functools.cache
def form(section: str, name: str, flags: int = 0) -> re.Pattern[str]:
    """A form of a section: its pattern with the words of its lists."""
    row = lexicon()[section][name]
    return compiled(filled(row["pattern"], row), flags)
