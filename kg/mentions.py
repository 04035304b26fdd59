"""An article's text to mentions of things: lexicon and versions first, then shapes, then the bare surnames of people."""

from __future__ import annotations

import re
from collections import Counter

from kg.knowledge import Knowledge
from kg.model import Article, Entity, Mention
from kg.names import Names
from kg.shapes import Shapes


class Finder:
    """Finds mentions; built once for a knowledge, used for many articles."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.names = Names(knowledge)
        self.shapes = Shapes(knowledge)

    def find(self, article: Article) -> list[Mention]:
        """The mentions in an article's blocks, in order, without overlap; nothing in boilerplate and code."""
        found: list[Mention] = []
        for block in article.blocks:
            if block.kind in ("boilerplate", "code"):
                continue
            text = article.text[block.start : block.end]
            known = self.names.find(text)
            new = self.shapes.find(text, known)
            found.extend(
                Mention(m.start + block.start, m.end + block.start, m.entity, m.by)
                for m in sorted([*known, *new], key=lambda m: m.start)
            )
        found = _versions_of_new(article, found)
        found = self._repeated(article, found)
        return _surnames(article, found)

    def _repeated(self, article: Article, found: list[Mention]) -> list[Mention]:
        """A new name that a shape gave away once is the same name wherever else it stands."""
        new = {m.entity.label: m.entity for m in found if m.by in ("shape", "title", "turn") and len(m.entity.label) > 2}
        if not new:
            return found
        words = "|".join(re.escape(n) for n in sorted(new, key=len, reverse=True))
        pattern = re.compile(rf"(?<![A-Za-z0-9\-])(?:{words})(?![A-Za-z0-9])")
        return _merge(article, found, ((m.start(), m.end(), new[m.group()]) for m in pattern.finditer(article.text)), "repeat")


def _versions_of_new(article: Article, found: list[Mention]) -> list[Mention]:
    """Two types for one name: the type that most of its mentions have wins."""
    votes: dict[str, Counter] = {}
    for m in found:
        if not m.entity.known:
            votes.setdefault(m.entity.label, Counter())[m.entity.type] += 1
    winner = {label: c.most_common(1)[0][0] for label, c in votes.items() if len(c) > 1}
    out = []
    for m in found:
        kind = winner.get(m.entity.label)
        if kind and m.entity.type != kind and not m.entity.known:
            entity = Entity(kind, m.entity.label, f"{kind.lower()}/{m.entity.key.split('/', 1)[1]}", m.entity.aliases)
            m = Mention(m.start, m.end, entity, m.by)
        out.append(m)
    return out


def _surnames(article: Article, found: list[Mention]) -> list[Mention]:
    """"Percy Liang … Liang": a surname alone is the person whose full name stands in the article."""
    people: dict[str, Entity] = {}
    for m in found:
        if m.entity.type == "Person":
            for name in (m.entity.label, article.text[m.start : m.end]):
                if re.fullmatch(r"[A-Z][\w.’'\-]+(?: [A-Z]\.)?(?: [\w’'\-]+)+", name):
                    people.setdefault(name.split()[-1], m.entity)
    people = {name: entity for name, entity in people.items() if len(name) > 2}
    if not people:
        return found
    pattern = re.compile(r"(?<![\w-])(?:" + "|".join(map(re.escape, people)) + r")(?![\w-])")
    return _merge(article, found, ((m.start(), m.end(), people[m.group()]) for m in pattern.finditer(article.text)), "surname")


def _merge(article: Article, found: list[Mention], extra, by: str) -> list[Mention]:
    """Adds mentions at places that are free and lie in a block that is read."""
    busy = bytearray(len(article.text) + 1)
    for m in found:
        busy[m.start : m.end] = b"\1" * (m.end - m.start)
    read = bytearray(len(article.text) + 1)
    for block in article.blocks:
        if block.kind not in ("boilerplate", "code"):
            read[block.start : block.end] = b"\1" * (block.end - block.start)
    added = [Mention(s, e, entity, by) for s, e, entity in extra if not any(busy[s:e]) and read[s] and read[e - 1]]
    return sorted([*found, *added], key=lambda m: (m.start, m.end)) if added else found
