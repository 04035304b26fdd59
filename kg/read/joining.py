"""Lines of print → running text: broken words made whole, no blanks between Chinese characters."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_TAIL = re.compile(r"([^\W\d_]+)[-\u00ad\u2010]$")
_HEAD = re.compile(r"[^\W\d_]+")
_HYPHENS = ("-", "\u2010", "\u00ad")
_ODD = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
_RADICALS = re.compile("[\u2f00-\u2fd5]")


@cache
def _compounds() -> tuple[frozenset[str], int]:
    """Words after which a hyphen stays, and how long what follows is at least."""
    data = tomllib.loads(files("kg").joinpath("data", "print.toml").read_text("utf-8"))
    return frozenset(map(str, data["keeps_hyphen"])), int(data["follows"])


def vocabulary(lines: Iterable[str]) -> frozenset[str]:
    """The words that stand whole on some line, in lower case; they tell which broken words keep their hyphen."""
    words: set[str] = set()
    for line in lines:
        found = WORD.findall(line.lower())
        words.update(found[:-1] if line.endswith(_HYPHENS) else found)
    return frozenset(words)


def join(lines: list[str], words: frozenset[str]) -> str:
    """One paragraph of several lines."""
    text = ""
    for line in lines:
        line = line.strip()
        if not text or not line:
            text += line
        elif text.endswith(_HYPHENS) and _HEAD.match(line) and (tail := _TAIL.search(text[-80:])):
            text = _unbroken(text, line, tail.group(1), words)
        elif _is_wide(text[-1]) and _is_wide(line[0]) or text.endswith(("/", "://")) or (_is_wide(text[-1]) or _is_wide(line[0])) and not (text[-1].isalnum() and line[0].isalnum()):
            text += line
        else:
            text += " " + line
    return text


def tidy(text: str) -> str:
    """Letters that fonts draw as one, radicals that stand for characters, and hyphens that are not shown."""
    text = text.translate(_ODD)
    if _RADICALS.search(text):
        import unicodedata

        text = _RADICALS.sub(lambda match: unicodedata.normalize("NFKC", match.group()), text)
    return re.sub("\u00ad(?=\\S)", "", text).replace("\u00ad", "-")


def _unbroken(text: str, line: str, tail: str, words: frozenset[str]) -> str:
    head = _HEAD.match(line)
    assert head is not None
    one, two = tail.lower(), head.group().lower()
    soft = text.endswith("\u00ad")
    compounds, least = _compounds()
    keeps = not line[0].islower() or f"{one}-{two}" in words or (one in words and two in words and len(one) > 2)
    keeps = keeps or (one in compounds and len(two) >= least)
    if f"{one}{two}" in words:
        keeps = False
    return text[:-1] + ("-" if keeps and (not soft or f"{one}{two}" not in words) else "") + line


def _is_wide(char: str) -> bool:
    """A Chinese character or full-width mark."""
    return char >= "\u2e80" or char in "“”‘’…—"
