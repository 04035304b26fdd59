"""English: where sentences end, and a spaCy pipeline that ends them there."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from kg.language.spans import Spans, append_trimmed
from kg.regexes import compiled

if TYPE_CHECKING:
    from spacy.language import Language

_END = compiled(
    r"(?P<blank>\n\s*\n\s*)|(?<![.!?…])(?P<stop>[.!?…]+)(?P<close>[)\]\"'”’»*_]*)(?=\s|$)|(?P<wide>[。！？]+)[”’」』）)】]*"
)
_WORD_BEFORE = compiled(r"[^\s(\[\"“‘'*]+$")
_DATA = tomllib.loads((Path(__file__).parent.parent / "data" / "sentences.toml").read_text(encoding="utf-8"))["en"]
_STARTERS = compiled(rf"(?:{'|'.join(_DATA['starters'])})\b")
_TITLES = frozenset(_DATA["never"])
_MAYBE = frozenset(_DATA["maybe"])
_COUNTED = frozenset(_DATA["counted"])


def split(text: str) -> Spans:
    """The sentences of `text` as spans without the blanks around them.

    Line breaks are blanks, an empty line ends a sentence. Abbreviations, initials, versions and decimals end none.
    """
    spans: Spans = []
    begin = 0
    for match in _END.finditer(text):
        if match["blank"] is not None:
            append_trimmed(spans, text, begin, match.start())
            begin = match.end()
        elif match["wide"] is not None or _ends(text, begin, match):
            end = match.end()
            append_trimmed(spans, text, begin, end)
            begin = end
    append_trimmed(spans, text, begin, len(text))
    return spans


def _ends(text: str, begin: int, match: re.Match[str]) -> bool:
    """Whether a sentence ends at the stop of `match`."""
    rest = text[match.end() : match.end() + 40].lstrip(" \t\n\"'“‘([*_-")
    if not rest:
        return True
    if rest[0].islower() and not re.match(r"i[A-Z]|[a-z]+[\d.][\w.]*\s", rest):
        return False
    if match["stop"] != ".":
        return True
    before = _WORD_BEFORE.search(text, max(begin, match.start() - 24), match.start())
    word = before[0] if before else ""
    lower = word.lower()
    if lower in _TITLES or (lower in _COUNTED and rest[0].isdigit()):
        return False
    if lower in _MAYBE or re.fullmatch(r"(?:[A-Za-z]\.)+[A-Za-z]", word):
        return bool(_STARTERS.match(rest))
    if len(word) == 1 and word.isupper():
        return bool(_STARTERS.match(rest)) and word != "I" and len(rest) > 1 and not _initial(text, match.start())
    return not (word.isdigit() and text[begin : match.start()].strip(" *-#(") == word)


def _initial(text: str, stop: int) -> bool:
    """Whether the capital before `stop` stands between names (J. The is none, Sam H. Altman is one)."""
    return bool(re.match(r"\.\s[A-Z][a-z]+\s[A-Z]", text[stop : stop + 30]))


def build() -> Language:
    """A spaCy pipeline: the English tokenizer, sentence starts by `split`."""
    import spacy

    from kg.language.component import add_sentences

    return add_sentences(spacy.blank("en"), split)
