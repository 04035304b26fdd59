"""An article's sentences in their outline: the headings over each, and what introduces the list that it stands in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kg.discourse.sentences import Sentence
from kg.entities.cues import patterns, written_in
from kg.entities.masking import View
from kg.knowledge import Knowledge
from kg.model import Article, Block

_DEEPEST = 99  # below any heading's level


def outlined(article: Article, views: Iterable[View], knowledge: Knowledge) -> tuple[list[Sentence], set[int]]:
    """The sentences of an article's masked stretches, in order, and the indexes of those right behind a heading that is not read."""
    outline = _Outline(article, knowledge)
    for view in views:
        outline.add(view)
    return outline.sentences, outline.parted


def _level_left_out(blocks: Sequence[Block], last: int, now: int) -> int:
    """The highest level of the headings between two blocks that are boilerplate, and not read: they end the reach of those before."""
    between = (b for b in blocks[last + 1 : now] if b.kind == "boilerplate" and b.marker.startswith("#"))
    return min((b.level for b in between), default=_DEEPEST)


class _Outline:
    """The outline of the sentences so far."""

    def __init__(self, article: Article, knowledge: Knowledge) -> None:
        self.sentences: list[Sentence] = []
        self.parted: set[int] = set()
        self._article, self._knowledge = article, knowledge
        self._asks = patterns(knowledge, "context")["asks"]
        self._over: list[tuple[int, int]] = []  # the headings whose reach goes on, outermost first: level, index of the sentence
        self._items: list[tuple[int, int]] = []  # the list items that go on, likewise
        self._lead: int | None = None  # index of the last sentence that may introduce a list
        self._block = -1  # number of the last block that was read

    def add(self, view: View) -> None:
        """Put the article's next sentence in its place."""
        blocks, masked = self._article.blocks, view.masked
        block = blocks[view.block] if blocks else Block("paragraph", 0, len(self._article.text))
        if (level := _level_left_out(blocks, self._block, view.block)) < _DEEPEST:
            self._end_reach(level)
            self.parted.add(len(self.sentences))
        sentence = Sentence(view, block, written_in(self._knowledge, masked) or self._article.lang, first=view.block != self._block)
        if block.kind == "heading":
            self._add_heading(sentence)
        else:
            self._end_lead_ins(sentence)
            sentence.headings = tuple(index for _, index in self._over)
            self._add_to_list(sentence)
        sentence.question = self._asks.search(masked, max(0, len(masked) - 4)) is not None
        self.sentences.append(sentence)
        self._block = view.block

    def _end_reach(self, level: int) -> None:
        """Close the headings of a level and below, and whatever list stands under them."""
        while self._over and self._over[-1][0] >= level:
            self._over.pop()
        self._items, self._lead = [], None

    def _add_heading(self, sentence: Sentence) -> None:
        if sentence.first:
            self._end_reach(sentence.block.level)
            self._over.append((sentence.block.level, len(self.sentences)))
        self._items, self._lead = [], None
        sentence.headings = tuple(index for _, index in self._over[:-1])

    def _end_lead_ins(self, sentence: Sentence) -> None:
        """Close lead-ins that were taken for headings where their list is over: a paragraph at the margin ends it."""
        start = sentence.block.start
        at_margin = self._article.text[start - 1 : start] in ("", "\n")
        if sentence.first and sentence.block.kind == "paragraph" and at_margin:
            self._over = [(level, index) for level, index in self._over if self.sentences[index].block.marker != ":"]

    def _add_to_list(self, sentence: Sentence) -> None:
        """Give a list item its introduction: the item above it, or the paragraph before the list."""
        number, level = len(self.sentences), sentence.block.level
        if sentence.block.kind != "item":
            self._items, self._lead = [], number
            return
        while self._items and self._items[-1][0] >= level and sentence.first:
            self._items.pop()
        sentence.parent = self._items[-1][1] if self._items else self._lead
        if sentence.first:
            self._items.append((level, number))
