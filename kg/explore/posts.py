"""What somebody is to an organization, in the reader's language as far as kg/data/posts.toml knows it."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kg.rdf.labels import script

PATH = Path(__file__).resolve().parent.parent / "data" / "posts.toml"
LANGS = ("en", "zh")


def said(post: str, lang: str) -> str:
    """A post in this language: `董事长兼首席执行官` → `chairman and chief executive`. As written where a part is unknown."""
    if script(post) == lang and not post.isupper():
        return post
    parts = [_one(part.strip(), lang) for part in _between().split(post) if part.strip()]
    return ("兼" if lang == "zh" else " and ").join(parts) if parts and all(parts) else post


def _one(post: str, lang: str) -> str:
    """One post, with what stands before it; "" for one that is not known."""
    if known := _names().get(_folded(post)):
        return known[lang]
    for before, told in _before():
        if rest := post[len(before) :].strip(" -") if post.lower().startswith(before) else "":
            other = _one(rest, lang)
            if other:
                return f"{told[lang]}{other}" if lang == "zh" else f"{told[lang]} {other}"
    return ""


def _folded(post: str) -> str:
    """As posts are looked up: without case, several people's as one's."""
    text = post.strip().lower()
    return text[:-1] if text.endswith("s") and text[:-1] in _names_written() else text


@functools.cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads(PATH.read_text("utf-8"))


@functools.cache
def _names_written() -> frozenset[str]:
    return frozenset(name.lower() for post in _data()["post"] for lang in LANGS for name in post[lang])


@functools.cache
def _names() -> Mapping[str, Mapping[str, str]]:
    """Any name of a post → how it is said in each language."""
    told = [(name.lower(), {lang: post[lang][0] for lang in LANGS}) for post in _data()["post"] for lang in LANGS for name in post[lang]]
    return dict(reversed(told))  # of two posts with one name the first


@functools.cache
def _before() -> tuple[tuple[str, Mapping[str, str]], ...]:
    """What may stand before a post, the longest first, with how it is said in each language."""
    told = [(word, {code: one[code][0] for code in LANGS}) for one in _data()["before"] for lang in LANGS for word in one[lang]]
    return tuple(sorted(told, key=lambda pair: -len(pair[0])))


@functools.cache
def _between() -> re.Pattern[str]:
    words = [word for lang in LANGS for word in _data()["between"][lang]]
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))
