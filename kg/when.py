"""When a sentence's claim held: its own dates, those that it inherits, the article's own for the news of its days."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from kg.knowledge import Knowledge
from kg.masking import MARKS
from kg.model import Article, Entity

DIGEST = 0.25  # of an article's sentences with names: from this share of news on it is a digest
OPENING = 5  # sentences at the head of an article in which it may say that it is a digest
SECTION = 8  # sentences over which the one date that opens a section is carried
_DATE = MARKS["date"]
# "Acme launches …", "Acme and Bolt partner …": a name, few words, a verb in the present tense.
_HEADLINE = {
    "zh": re.compile(
        rf"[\W\d]*[{MARKS['Organization']}{MARKS['Person']}](?:[、和与及,]?(?:[{MARKS['Organization']}]|[一-鿿A-Za-z]{{0,6}}))?"
        r"(?:重磅|正式|联合|全新|全面|再次|再度|又|也|将|拟|获|完成|突然|深夜|凌晨|悄悄|紧急|连续|首次|率先|同时){0,2}"
        r"(?:发布|推出|开源|上线|收购|投资|融资|入职|加入|宣布|更新|升级|开放|携手|牵手|联手|达成|官宣|上架|曝光|起诉|成立)(?!了|过|的|于|者|会|方|商|日)"
    ),
    "en": re.compile(
        rf"[\W\d]*[{MARKS['Organization']}{MARKS['Person']}{MARKS['Product']}{MARKS['Model']}](?:(?:,| and|'s)? [\w\-]+){{0,4}}?"
        rf"(?:,? (?:and )?[{MARKS['Organization']}{MARKS['Product']}{MARKS['Model']}])? "
        r"(?!(?:is|was|has|does|includes|focuses|supports|offers|provides|uses|allows|enables|its|this)\b)"
        r"(?:partner|sign|[a-z]{3,}(?:[^su]s|sses|shes|ches))\b(?! of\b)"
    ),
}
_AFTERWARDS = re.compile(
    r"\s*(?:.{0,6}(?:早年|早期|早先|此前|之前|曾经|曾)|后续|后来|随后|此后|之后|接着|再后来|later|since then|afterwards|subsequently|earlier|previously|before that)",
    re.I,
)
# A date since which something lasts is not that of what is told next.
_SINCE = re.compile(rf"(?:自从?|从|\bsince)(?: [a-z]+){{0,2}}\s?{_DATE}|{_DATE}[^,;。]{{0,12}}?(?:以来|起)", re.I)
_SOURCE = re.compile(rf"[\W]*(?:来源|出处|信源|source|via)\s?:.*?({_DATE})", re.I)
# What parts a clause from a date behind it: in Chinese any comma, for the date opens the next clause.
_APART = {"zh": re.compile("[,;。]"), "en": re.compile(r"[;。]|, ?(?:and|but|while)\b")}


@functools.cache
def any_of(words: tuple[str, ...], lang: str) -> re.Pattern:
    """One of these words anywhere, whole where the language parts its words; for whether it is there, not for which."""
    border = r"\b" if lang == "en" else ""
    return re.compile(border + "(?:" + "|".join(words) + ")" + border, re.I)


class Times:
    """The dates of an article's sentences. `sentences` are those of its context, filled before anything is asked."""

    def __init__(self, article: Article, sentences: Sequence[Any], knowledge: Knowledge) -> None:
        self.article, self.sentences, self.knowledge = article, sentences, knowledge

    def at(self, index: int, first: int, last: int, carried: bool = False) -> str | None:
        """The date that holds for the masked run [first, last): its own clause's, the last before it, the block's, none."""
        view = self.sentences[index].view
        dates = self._dates(index)
        inside = [d for at, d in dates if first <= at < last]
        if inside:
            return str(inside[0].value)
        before = [(at, d) for at, d in dates if at < first and not re.search("[;。]", view.masked[at:first])]
        if before:
            return str(before[-1][1].value)
        apart = _APART[self.sentences[index].lang]
        after = [(at, d) for at, d in dates if at >= last and not apart.search(view.masked[last:at])]
        if after and after[0][0] - last < 40:
            return str(after[0][1].value)
        return self.inherited(index) or (self._carried(index) if carried and not dates else None)

    def said(self, index: int, before: int) -> str | None:
        """When something was said: the date told before the words begin, in its sentence or the one before; a time line's."""
        dates = [d for at, d in self._dates(index) if at < before]
        if dates:
            return str(dates[-1].value)
        return self.inherited(index) or (None if self._dates(index) else self._carried(index))

    def inherited(self, index: int) -> str | None:
        """Time lines: the date that opens the block, or that the list's introduction or a heading gives to what is below."""
        for number in self._opening(index):
            if re.match(rf"[\s\[(•\-]*{_DATE}", self.sentences[number].view.masked):
                return str(self._dates(number)[0][1].value)
        return self._source_date(index) or self.above(index)

    def _source_date(self, index: int) -> str | None:
        """The date of the source line that closes an item of news ("来源: … | 2026年2月11日")."""
        for number in range(index + 1, min(len(self.sentences), index + 5)):
            view, block = self.sentences[number].view, self.sentences[number].block
            if block.kind != "paragraph" and view.block != self.sentences[index].view.block:
                return None
            if line := _SOURCE.match(view.masked):
                return str(view.slots[line.start(1)].thing.value)
        return None

    def above(self, index: int) -> str | None:
        """The one date that the introduction of the list or a heading over it gives to what stands below."""
        sentence = self.sentences[index]
        over = [sentence.parent] if sentence.parent is not None else []
        for number in [*over, *reversed(sentence.headings)]:
            view, found = self.sentences[number].view, self._dates(number)
            opens = re.match(rf"[\s\[(•\-]*{_DATE}", view.masked)
            title = self.sentences[number].block.kind == "heading" and self.sentences[number].block.level == 1
            closes = not title and len(found) == 1 and re.search(rf"[(\[:,]\s?{_DATE}[)\]]?\s?:?\s?$", view.masked)
            if opens or closes:
                return str(found[0][1].value)
        return None

    def news(self, index: int, things: Iterable[Entity] = ()) -> str | None:
        """The month of the article where a sentence tells news of its days: by its own words, in a digest, as its headline."""
        words = self.knowledge.cues["words"][self.sentences[index].lang]
        masked = self.sentences[index].view.masked
        if not self.article.date or any_of(tuple(words["bygone"]), self.sentences[index].lang).search(masked):
            return None
        told = self._tells_news(index) or self.is_digest or self._is_headline(tuple(things))
        return self.article.date[:7] if told else None

    def _tells_news(self, index: int) -> bool:
        """Whether a sentence says that what it tells is of these days, or is a headline in the present tense."""
        sentence = self.sentences[index]
        recent = tuple(self.knowledge.cues["words"][sentence.lang]["recent"])
        if any_of(recent, sentence.lang).search(sentence.view.masked):
            return True
        if sentence.lang == "zh" and not self._stands_out(index):
            return False
        return bool(sentence.first and _HEADLINE[sentence.lang].match(sentence.view.masked))

    def _stands_out(self, index: int) -> bool:
        """Whether a sentence is a headline by its place: a heading, or the bold or short line that opens a block."""
        sentence = self.sentences[index]
        text = self._text(index).strip()
        ends = re.search(r"[。！？!?，,]$", text.rstrip("*")) is not None
        bold = text.startswith(("**", "__")) or self.article.text[max(0, sentence.view.start - 2) : sentence.view.start] == "**"
        return sentence.block.kind == "heading" or sentence.first and not ends and (bold or sentence.block.kind == "item")

    def _text(self, index: int) -> str:
        view = self.sentences[index].view
        return self.article.text[view.start : view.end]

    @functools.cached_property
    def is_digest(self) -> bool:
        """Whether the article is a string of news: it says so at its head, or many sentences tell news of its days."""
        shapes = [(lang, tuple(self.knowledge.cues["words"][lang]["digest"])) for lang in ("zh", "en")]
        head = "\n".join([self.article.title, *(self._text(i) for i in range(min(OPENING, len(self.sentences))))])
        if any(any_of(words, lang).search(head) for lang, words in shapes):
            return True
        told = [i for i, s in enumerate(self.sentences) if s.view.slots and s.block.kind != "row"]
        return bool(told) and sum(map(self._tells_news, told)) >= max(3, DIGEST * len(told))

    def _is_headline(self, things: tuple[Entity, ...]) -> bool:
        """Whether the article's headline tells the same: it names both things, or the one with an event's word."""
        lines = [i for i in range(min(2, len(self.sentences))) if self._heads(i)]
        named = {m.entity.key for i in lines for _, m in self.sentences[i].view.mentions()}
        title = "" if self.article.text.lstrip("# *").startswith(self.article.title[:20]) else self.article.title
        there = [e for e in things if e.key in named or _names(title, e)]
        if len(things) > 1 and len(there) == len(things):
            return True
        text = "\n".join([title, *(self._text(i) for i in lines)])
        words = [(lang, tuple(self.knowledge.cues["words"][lang]["event"])) for lang in ("zh", "en")]
        return bool(things) and things[-1] in there and any(any_of(w, lang).search(text) for lang, w in words)

    def _heads(self, index: int) -> bool:
        """Whether a sentence is a heading, or a short line by itself that ends like one."""
        text = self._text(index).strip()
        alone = self.sentences[index].first and len(text) < 90 and not re.search(r"[。！？，；：.,;:]\W*$", text)
        return self.sentences[index].block.kind == "heading" or alone

    def _carried(self, index: int) -> str | None:
        """The date that the sentence before, or the opening of the section, gives to what is told next."""
        if _AFTERWARDS.match(self.sentences[index].view.masked):
            return None
        return self._date_before(index) or self._section_date(index)

    def _date_before(self, index: int) -> str | None:
        """The one date of the nearest sentence before in the same block that has any."""
        for number in range(index - 1, max(-1, index - 3), -1):
            if self.sentences[number].view.block != self.sentences[index].view.block:
                return None
            if dates := {str(d.value) for _, d in self._dates(number)}:
                since = _SINCE.search(self.sentences[number].view.masked)
                return dates.pop() if len(dates) == 1 and not since else None
            if _AFTERWARDS.match(self.sentences[number].view.masked):
                return None
        return None

    def _section_date(self, index: int) -> str | None:
        """The date of the sentence that opens a short section below the first heading, where the section has no other."""
        if len(self.sentences[index].headings) < 2:
            return None
        opening = self.sentences[index].headings[-1] + 1
        if not 0 < index - opening <= SECTION:
            return None
        dates = {str(d.value) for number in range(opening, index) for _, d in self._dates(number)}
        first = {str(d.value) for _, d in self._dates(opening)}
        return dates.pop() if len(dates) == 1 and dates == first else None

    def _dates(self, index: int) -> list[tuple[int, Any]]:
        view = self.sentences[index].view
        return [(at, slot.thing) for at, slot in view.slots.items() if view.masked[at] == _DATE]

    def _opening(self, index: int) -> Iterator[int]:
        """The sentence that opens the block."""
        number = index
        while number > 0 and self.sentences[number - 1].view.block == self.sentences[index].view.block:
            number -= 1
        yield number


def _names(text: str, entity: Entity) -> bool:
    """Whether a text that no names were looked for in has a name of a thing, and no longer one."""
    if not text:
        return False
    forms = "|".join(sorted(map(re.escape, {entity.label, *entity.aliases}), key=len, reverse=True))
    return re.search(rf"(?<![A-Za-z0-9])(?:{forms})(?![A-Za-z0-9]|[-. ]?\d)", text) is not None
