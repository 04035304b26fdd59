"""Names in lists of tools: "- Zorb Maker - Create a site by talking", under a heading that says so or among others like it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.entities.cues import patterns
from kg.entities.shapes import Shapes
from kg.knowledge import Knowledge, fold
from kg.model import Article, Block, Entity

_LONGEST = 400  # characters of an item that are looked at
_LEAST = 3  # items that follow each other and make a list by themselves
_ENTRY = re.compile(
    r"[*_ ]{0,4}\[?(?P<name>[^\W_](?:[^\n\[\]*\\|:–—\-(]|-(?=\w)){1,38}[^\W_+!.]*[+!.]?)(?:\]\([^)\s]{1,200}\))?"
    r"[*_ \\]{0,4}(?:\([^)\n]{1,20}\)[*_ ]{0,4})? ?[–—\-]{1,2}(?=[ *\\])[*_ \\]{0,6}(?P<told>\S.{8,})",
    re.S,
)
_WORDS = 6  # of a name


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a list: where its name begins and ends, and whether what is said of it tells of a tool."""

    start: int
    end: int
    of_tool: bool


class ToolLists:
    """Finds the products that lists of tools name, with the words of kg/data/cues/toollists.toml."""

    def __init__(self, knowledge: Knowledge, shapes: Shapes) -> None:
        words = patterns(knowledge, "toollists")
        self.headed, self.other, self.told = words["headed"], words["other"], words["told"]
        self.owned, self.no_name = words["owned"], words["no_name"]
        self.shapes = shapes

    def find(self, article: Article) -> Iterator[tuple[int, int, Entity]]:
        """Where such names stand, each with the product that it names."""
        for entries in self._lists(article):
            for entry in entries:
                label = " ".join(article.text[entry.start : entry.end].split())
                yield entry.start, entry.end, Entity("Product", label, f"product/{fold(label)}", (label,))

    def _lists(self, article: Article) -> Iterator[list[Entry]]:
        """The entries of each list of tools."""
        headed, other, level = False, False, 0
        run: list[Entry] = []
        for block in article.blocks:
            entry = self._entry(article.text, block, headed) if block.kind == "item" and not other else None
            if entry is not None:
                run.append(entry)
                continue
            heading = block.kind == "heading" and (not headed or block.level <= level)
            if heading or not headed:
                if self._is_list(run, headed):
                    yield run
                run = []
            if heading:
                level = block.level
                title = article.text[block.start : min(block.end, block.start + 80)]
                headed = self.headed.search(title) is not None
                other = self.other.search(title) is not None
        if self._is_list(run, headed):
            yield run

    def _is_list(self, run: Sequence[Entry], headed: bool) -> bool:
        told = sum(entry.of_tool for entry in run)
        return bool(run) if headed else len(run) >= _LEAST and 5 * told >= 2 * len(run)

    def _entry(self, text: str, block: Block, headed: bool) -> Entry | None:
        """What a list's item names, where it has the form of an entry."""
        match = _ENTRY.match(text, block.start, min(block.end, block.start + _LONGEST))
        if match is None:
            return None
        start, end = match.span("name")
        if (owner := self.owned.match(text, start, end)) is not None:
            start, end = owner.span("thing")
        name = text[start:end].rstrip()
        words = name.split()
        if len(words) > _WORDS or len(fold(name)) < 3 or not self._is_called(words) or self.no_name.search(name):
            return None
        plain = self.shapes.is_plain(name)
        if plain and (not headed or fold(name) in self.shapes.not_names):
            return None
        return Entry(start, start + len(name), self.told.search(match["told"]) is not None)

    def _is_called(self, words: Sequence[str]) -> bool:
        """Whether these may be a name's words: it begins with a capital or has one within, or is of one piece."""
        first = words[0]
        return any(char.isupper() for char in first) or first[0].isdigit() or len(words) == 1 and not first.isalpha()
