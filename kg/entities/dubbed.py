"""Names of several words that an article says a thing is called by: "a model called Wide Part Planner (WPP)"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from kg.entities.cues import patterns
from kg.entities.shapes import Shapes
from kg.entities.spelling import in_headline
from kg.knowledge import Knowledge, fold
from kg.model import Article, Entity, Mention
from kg.sieve import lowered, sieve_of

_NO_NAMES = ("boilerplate", "code", "heading")  # kinds of blocks in which capitals tell nothing
_GROWING = ("Product", "Dataset")  # types of known things whose name begins another one's


class Dubbed:
    """Finds such names with the words of kg/data/cues/dubbed.toml, and where the article goes on with their short forms."""

    def __init__(self, knowledge: Knowledge, shapes: Shapes) -> None:
        self.shapes, self.types = shapes, list(patterns(knowledge, "dubbed").items())
        self.sieve = sieve_of("dubbed", [words for _, words in self.types])

    def placed(self, article: Article, mentions: list[Mention]) -> list[Mention]:
        """The mentions with such names in place of what stands inside them; a known model or house stays, and is no such name."""
        new: list[Mention] = []
        short: dict[str, Entity] = {}
        for start, end, name, kind in self._named(article):
            inside = [m for m in mentions if m.start < end and start < m.end]
            if any(self._stays(m, start, end) for m in inside) or any(m.start < end and start < m.end for m in new):
                continue
            entity = Entity(kind, name[0], f"{kind.lower()}/{fold(name[0])}", tuple(filter(None, name)))
            new.append(Mention(start, end, entity, "shape"))
            if name[1]:
                short[name[1]] = entity
        if not new:
            return mentions
        new += self._shortened(article, mentions, short)
        over = [m for m in mentions if any(m.start < one.end and one.start < m.end for one in new)]
        return sorted([*(m for m in mentions if m not in over), *new], key=lambda m: m.start)

    @staticmethod
    def _stays(m: Mention, start: int, end: int) -> bool:
        """Whether what is found there tells more: it goes beyond the name, is known itself, or is a known model or house that the
        name begins with."""
        if m.start < start or m.end > end:
            return True
        return m.entity.known and m.start == start and (m.end == end or m.entity.type not in _GROWING)

    def _named(self, article: Article) -> Iterator[tuple[int, int, tuple[str, str], str]]:
        """Where such names stand, with their short forms and the type that their heads say."""
        for block in article.blocks:
            if block.kind in _NO_NAMES:
                continue
            may = map(self.types.__getitem__, self.sieve.passing(lowered(article.text[block.start : block.end])))
            finds = (((kind, m) for m in words.finditer(article.text, block.start, block.end)) for kind, words in may)
            for kind, match in sorted(chain.from_iterable(finds), key=lambda found: found[1].start()):
                name = " ".join(match["name"].split())
                if not self.shapes.is_plain(name) and not in_headline(article.text, match.start("name")):
                    yield *match.span("name"), (name, match.groupdict().get("short") or ""), kind.partition("_")[0]

    @staticmethod
    def _shortened(article: Article, mentions: list[Mention], short: dict[str, Entity]) -> list[Mention]:
        """The places where the article calls them by their short forms, that nothing known stands at."""
        if not short:
            return []
        found = re.finditer(rf"(?<![\w\-])(?:{'|'.join(map(re.escape, sorted(short)))})(?![\w\-])", article.text)
        taken = [m for m in mentions if m.entity.known]
        free = (m for m in found if not any(k.start < m.end() and m.start() < k.end for k in taken))
        return [Mention(*m.span(), short[m.group()], "shape") for m in free]
