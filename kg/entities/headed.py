"""Names in lists under a heading that says what they are: "### Companies", then "- **Zorb** (2:30) - Maker of Quint"."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from kg.entities.cues import patterns
from kg.entities.shapes import Shapes
from kg.knowledge import Knowledge, fold, unlisted
from kg.model import Article, Mention

_LONGEST = 160  # characters of an entry that are looked at
_WORDS = 5  # of a name
_INSIDE = 20  # mentions that one entry may touch
_PERSONAL = re.compile(r"[^\W\d_]+(?:[ .'’·\-]{1,2}[^\W\d_]+){0,4}\.?")
_THINGS = ("Product", "Model", "Hardware")  # what is listed as one may be any


class Headed:
    """Finds what the entries of such lists name, with the words of kg/data/cues/headed.toml."""

    def __init__(self, knowledge: Knowledge, shapes: Shapes) -> None:
        self.knowledge, self.shapes = knowledge, shapes
        words = dict(patterns(knowledge, "headed"))
        self.entry, self.between, self.no_name = (words.pop(name) for name in ("entry", "between", "no_name"))
        self.types = words

    def placed(self, article: Article, mentions: list[Mention]) -> list[Mention]:
        """The mentions with those that such lists give, each of the type that the heading says."""
        ends = [m.end for m in mentions]
        new: list[Mention] = []
        over: set[int] = set()
        for start, end, kind in self._entries(article):
            first = bisect_right(ends, start)
            inside = [m for m in mentions[first : first + _INSIDE] if m.start < end]
            if self._may_stand(kind, inside, start, end):
                new.append(Mention(start, end, unlisted(kind, " ".join(article.text[start:end].split())), "shape"))
                over.update(m.start for m in inside)
        return sorted([*(m for m in mentions if m.start not in over), *new], key=lambda m: m.start) if new else mentions

    @staticmethod
    def _may_stand(kind: str, inside: list[Mention], start: int, end: int) -> bool:
        """Whether a new name of this type may stand over those that are found in it: what is known there stays."""
        if any(m.entity.known and m.start <= start and end <= m.end for m in inside):
            return False
        if any(m.entity.known and m.entity.type in _THINGS and (m.end == end or kind not in _THINGS) for m in inside):
            return False
        return not any(m.entity.type == kind and m.end >= end for m in inside)

    def _entries(self, article: Article) -> Iterator[tuple[int, int, str]]:
        """Where the names of entries stand, each with what its heading says."""
        kind, level = "", 0
        for block in article.blocks:
            if block.kind == "heading":
                if not kind or block.level <= level:
                    title = article.text[block.start : min(block.end, block.start + 80)]
                    kind = next((name for name, words in self.types.items() if words.search(title)), "")
                    level = block.level
            elif block.kind == "item" and kind:
                match = self.entry.match(article.text, block.start, min(block.end, block.start + _LONGEST))
                if match is not None and (match["bold"] or match.end() < block.end or block.end - block.start < 40):
                    yield from self._named(article.text, *match.span("names"), kind)

    def _named(self, text: str, start: int, end: int, kind: str) -> Iterator[tuple[int, int, str]]:
        """The names of one entry."""
        if not text[start:end].isascii() and kind == "Product" and not re.search("[A-Za-z]", text[start:end]):
            return  # 图像识别 is a technology, and no name
        at = start
        for joint in [*self.between.finditer(text, start, end), None]:
            last = joint.start() if joint else end
            name = text[at:last].strip()
            if self._is_called(name, kind):
                first = text.index(name, at)
                yield first, first + len(name), kind
            at = joint.end() if joint else end

    def _is_called(self, name: str, kind: str) -> bool:
        if len(fold(name)) < 2 or len(name.split()) > _WORDS or self.no_name.search(name):
            return False
        if kind == "Product" and not name.split()[-1][:1].isupper() and name.isascii():
            return False  # "Turf-war mechanic", "Zorb skills"
        if kind == "Person" and not _PERSONAL.fullmatch(name):
            return False
        return not self.shapes.is_no_name(name)
