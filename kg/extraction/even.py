"""An article read as it reads most easily, even and in simplified Chinese, and what was read in the words that it has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from kg.language.even import SEAM, evened
from kg.language.script import simplified
from kg.model import Article, Extraction


def evenly(read: Callable[[Article], Extraction], article: Article) -> Extraction:
    """What is read in an article's text as it reads most easily: even, in simplified Chinese. Quotes stay as written."""
    plain = as_read(article)
    return read(article) if plain is article else as_written(read(plain), article)


def as_read(article: Article) -> Article:
    """The article with its text even and in simplified Chinese, character for character; the very article where it is so."""
    plain = simplified(evened(article.text, article.blocks))
    return article if plain == article.text else replace(article, text=plain)


def as_written(found: Extraction, article: Article) -> Extraction:
    """What was read in an article's text as it reads most easily, with the words that the article has."""
    plain, text = found.article.text, article.text

    def written(value: Any, start: int, end: int) -> Any:
        at = plain.find(value, start, end) if isinstance(value, str) and not value.isascii() else -1
        if at < 0 or "\n" in text[at : at + len(value)]:  # no line break of the page in a value
            return value.replace(SEAM, "") if isinstance(value, str) else value
        return text[at : at + len(value)]

    claims = []
    for claim in found.claims:
        value = tuple((name, written(value, claim.start, claim.end)) for name, value in claim.value)
        claims.append(replace(claim, quote=text[claim.start : claim.end], value=value))
    things = []
    for thing in found.entities:
        forms = (written(name, 0, len(text)) for name in thing.aliases)
        things.append(replace(thing, aliases=tuple(dict.fromkeys([*thing.aliases, *forms]))))
    return Extraction(article, tuple(things), tuple(claims))
