"""What the finder names in a text, for tests of names."""

from __future__ import annotations

from kg.extraction.extract import shared
from kg.model import Article
from kg.read import blocks


def found(text: str) -> dict[str, str]:
    """The words of each mention with the type of what it names."""
    article = Article(
        "x", "x.md", text, lang="zh" if any("一" <= c <= "鿿" for c in text) else "en", blocks=blocks.split(text)
    )
    return {text[m.start : m.end]: m.entity.type for m in shared().finder.find(article)}
