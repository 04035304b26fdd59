"""The words of plain questions: kg/data/ask.toml, read once, and its forms as expressions."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from typing import Any

from kg.entities.cues import filled
from kg.knowledge import DATA, read_toml
from kg.regexes import compiled

CJK = re.compile(r"[㐀-鿿]")
WORD = re.compile(r"[a-z0-9][a-z0-9.+'’-]*", re.I)
SECTIONS = {"aspects": "aspect", "statuses": "status", "terms": "term", "metrics": "metric", "modes": "mode", "modalities": "modality"}  # of the lexicon → parameter


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


@functools.cache
def _pattern(section: str, key: str) -> re.Pattern[str]:
    entry = lexicon()[section][key]
    english = "|".join(
        re.escape(w).replace(r"\ ", r"[\s-]+") + ("" if w.endswith("s") else "(?:s|d|ed|ing)?")
        for w in sorted(entry["en"], key=len, reverse=True)
    )
    chinese = "|".join(map(re.escape, sorted(entry["zh"], key=len, reverse=True)))
    return re.compile(rf"(?<![a-z0-9-])(?:{english})(?![a-z0-9])|{chinese}", re.I)


Places = dict[str, list[tuple[int, int]]]  # where each key of a section stands in a question


def spots(text: str, section: str) -> Places:
    """Where each key of a section stands in the text; a shorter hit inside a longer one of the section is none."""
    spans = [(m.start(), m.end(), key) for key in lexicon()[section] for m in _pattern(section, key).finditer(text)]
    spans.sort(key=lambda s: (s[0] - s[1], s[0]))
    kept: Places = {}
    taken: list[tuple[int, int]] = []
    for start, end, key in spans:
        if not inside((start, end), taken):
            kept.setdefault(key, []).append((start, end))
            taken.append((start, end))
    return kept


def inside(place: tuple[int, int], others: Iterable[tuple[int, int]], same: bool = False) -> bool:
    """Whether a place lies within one of the others, the same place aside (or with it)."""
    return any(a <= place[0] and place[1] <= b and (same or place != (a, b)) for a, b in others)
