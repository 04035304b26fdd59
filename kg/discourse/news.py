"""Whether a sentence tells news of its article's own days: by its words, as a headline, in a digest or a list of news."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from typing import Any

from kg.entities.cues import language, languages, patterns, patterns_in, settings
from kg.entities.masking import MARKS, clause
from kg.knowledge import Knowledge
from kg.language import calendar
from kg.model import Article, Entity
from kg.regexes import compiled

DIGEST = 0.25  # of an article's sentences with names: from this share of news on it is a digest
ENTRIES = 3  # entries with a source of their own, from which on a text is one of many houses
OPENING = 5  # sentences at the head of an article in which it may say that it is a digest
DAYS = 3  # before the article's, up to which what is told of is its news
SECTION = 8  # sentences over which the one date that opens a section is carried, and a headline holds
_FIRST_DAYS = ("01", "02", "03")  # of a month: what an article of these days looks back on was mostly before it
_DATE = MARKS["date"]
ENTRY = compiled(rf"[\s\[(•\-*\u2190-\u2bff\u3010\ufe0f\U0001f000-\U0001faff]*{_DATE}")  # an entry of a time line or a log of changes
_STOPS = compiled(r"[。！？，；：.,;:]\W*$")
_CATALOGUED = compiled(rf"[\W\d]*(?:[{''.join(MARKS.values())}][^A-Za-z\u4e00-\u9fff:]*){{1,3}}:")  # the name alone of what a list's entry is about


@functools.cache
def one_of(knowledge: Knowledge, lang: str, name: str) -> re.Pattern:
    """One of a list's words anywhere, whole where the language parts its words; for whether it is there, not for which."""
    words, border = knowledge.cues["words"][lang][name], language(knowledge, lang).border
    return compiled(border + "(?:" + "|".join(words) + ")" + border, re.I)


class News:
    """What of an article's sentences is news of its days. `sentences` are those of its context, filled before anything is asked."""

    def __init__(self, article: Article, sentences: Sequence[Any], knowledge: Knowledge) -> None:
        self.article, self.sentences, self.knowledge = article, sentences, knowledge
        self._words = patterns(knowledge, "when")
        self._words_in = {lang: patterns_in(knowledge, "when", lang) for lang in languages(knowledge)}
        self._news: dict[int, bool] = {}
        self._actors: dict[int, str | None] = {}

    def news(self, index: int, end: int, things: Iterable[Entity] = ()) -> str | None:
        """The month of the article where a sentence tells news of its days: by its own words, in a digest, as its headline.

        Words of days before count up to where the claim's words end: "raises money, a year after it was founded".
        """
        if self.article.date and self._is_of_late(index, end):
            return self.days
        if not self.article.date or self._is_bygone(index, end):
            return None
        told = self._tells_news(index) or self._is_of_days(index) or self.is_digest or self._is_headline(tuple(things)) or self._is_own(index, end)
        told = told or self._is_actor(index) or self._is_entry(index) or self._goes_on_with_news(index)
        told = told or self._is_below_news(index, things) or self._lede == index
        return self.days if told else None

    def fresh(self, index: int, first: int, last: int, things: Sequence[Entity] = ()) -> str | None:
        """The month of the article where the clause of a masked run, or the verb of a headline in it or above it, says that it
        came about of late."""
        sentence = self.sentences[index]
        if not self.article.date or self._is_bygone(index, last):
            return None
        left, right = clause(sentence.view, first, last)
        told = one_of(self.knowledge, sentence.lang, "recent").search(sentence.view.masked, left, right) is not None
        if not told and self._tells_news(index):
            headline = self._words_in[sentence.lang]["headline"].match(sentence.view.masked)
            told = headline is not None and first < headline.end() <= last
        return self.days if told or self._is_below_news(index, things) else None

    def _is_bygone(self, index: int, end: int) -> bool:
        """Whether a sentence, up to a place, tells of what was before the article's days."""
        sentence = self.sentences[index]
        words = self._words_in[sentence.lang]
        masked = words["passed"].sub("", words["before"].sub("", sentence.view.masked[:end]))
        return one_of(self.knowledge, sentence.lang, "bygone").search(masked) is not None

    def _is_of_late(self, index: int, end: int) -> bool:
        """Whether words of these days stand behind all that tell of earlier ones: "having praised it before, it just bought …"."""
        sentence = self.sentences[index]
        masked = sentence.view.masked[:end]
        late = [m.start() for m in one_of(self.knowledge, sentence.lang, "of_late").finditer(masked)]
        bygone = [m.start() for m in one_of(self.knowledge, sentence.lang, "bygone").finditer(masked)]
        return bool(late) and late[-1] > max(bygone, default=-1)

    def leads(self, index: int, start: int) -> bool:
        """Whether a word of late days stands in the clause that a masked run begins in, or right before it: "近日，Acme…"."""
        sentence = self.sentences[index]
        opening = sentence.view.masked[max(0, start - 40) : start]
        late = one_of(self.knowledge, sentence.lang, "of_late").search(opening)
        return late is not None and not re.search("[;。]|,.*,", opening[late.end() :])

    def _is_entry(self, index: int) -> bool:
        """Whether a sentence stands in an entry of a string of news, which begins with what somebody did, or does so itself."""
        entry = self._entry(index)
        acts = entry is not None and not self._is_catalogued(entry) and (self._actor(entry) or self._actor(index) and self.sentences[index].block.kind == "item")
        return bool(acts) and self._lists_news

    def _entry(self, index: int) -> int | None:
        """The sentence that opens the entry of a list, or the headline, that a sentence stands in or below."""
        if self.sentences[index].block.kind == "item":
            return self.opening(index)
        return next((i for i in range(index, max(-1, index - SECTION), -1) if self._heads(i)), None)

    def _is_catalogued(self, index: int) -> bool:
        """Whether an entry begins with a name alone and a colon, as one of a list of things does: "**Zorb 9**: Acme released …"."""
        return _CATALOGUED.match(self.sentences[index].view.masked) is not None

    @functools.cached_property
    def _lists_news(self) -> bool:
        """Whether entries of lists, or headlines, begin with what somebody did, each somebody else; no look back at a year."""
        told = self._told()
        years = {str(d.value) for i in told for _, d in self._dates(i)}
        entries = [i for i in told if self.sentences[i].block.kind == "item" or self._heads(i)]
        actors = {self._actor(i) for i in entries if not self._is_catalogued(i)}
        looks_back = self.article.date[:4] in years or self._says("explains", self.article.title)
        return len(actors - {None}) > 1 and not looks_back

    def _is_below_news(self, index: int, things: Iterable[Entity]) -> bool:
        """Whether the nearest headline above a sentence tells news, of one of these things."""
        entry = self._entry(index)
        if entry in (None, index) or not self._heads(entry) or not self._tells_news(entry):
            return False
        named = {m.entity.key for _, m in self.sentences[entry].view.mentions()}
        return any(thing.key in named for thing in things)

    def _goes_on_with_news(self, index: int) -> bool:
        """Whether what stands right before a sentence in its block says that it is of these days."""
        before = index - 1
        if self.opening(index) == index or self._dates(index):
            return False
        return one_of(self.knowledge, self.sentences[before].lang, "recent").search(self.sentences[before].view.masked) is not None

    def _is_of_days(self, index: int) -> bool:
        """Whether a sentence names one of the last days before the article's, or its week: "last night", "本周"."""
        today = calendar.parse(self.article.date)
        for _, date in self._dates(index):
            day = calendar.parse(str(date.value))
            if not date.relative or len(today) < 3 or day[:2] != today[:2] and len(day) < 3:
                continue
            if len(day) == 2 or len(day) == 3 and 0 <= calendar.days(day, today) <= DAYS:
                return True
        return False

    def _actor(self, index: int) -> str | None:
        """Who does what a sentence begins with: the name's key."""
        if index not in self._actors:
            self._actors[index] = self._acting(index)
        return self._actors[index]

    def _acting(self, index: int) -> str | None:
        view, lang = self.sentences[index].view, self.sentences[index].lang
        act = self._words_in[lang]["event"].match(view.masked)
        return view.slots[act.start("who")].thing.entity.key if act else None

    def _is_actor(self, index: int) -> bool:
        """Whether a sentence begins with one more thing done by whom the article's opening tells news of."""
        actor = self._actor(index)
        return actor is not None and actor in self._in_the_news

    @functools.cached_property
    def _in_the_news(self) -> frozenset[str]:
        """The one organization or person that the opening tells news of."""
        head = [i for i in range(min(OPENING, len(self.sentences))) if self._tells_news(i) or self._is_of_days(i) or i == self._lede]
        views = [self.sentences[i].view for i in head]
        medium = self._words["medium"]
        named = [m.entity.key for v in views for at, m in v.mentions(("Organization", "Person")) if not medium.match(v.masked, at + 1)]
        return frozenset(named[:1])

    @functools.cached_property
    def _lede(self) -> int:
        """The first sentence below the headlines, where a story of several begins with what somebody did; -1 elsewhere."""
        first = next((i for i in range(min(OPENING, len(self.sentences))) if not self._heads(i)), -1)
        if not 0 <= first < len(self.sentences) - 1 or self.sentences[first].block.kind != "paragraph" or self._says("explains", self.article.title):
            return -1
        sections = any(self.sentences[i].block.kind == "heading" and self.sentences[i].block.level > 1 for i in range(first))
        if sections or any(map(self._dates, range(first + 1))) or self._is_bygone(first, len(self.sentences[first].view.masked)):
            return -1
        sentence = self.sentences[first]
        return first if self._words_in[sentence.lang]["lede"].match(sentence.view.masked) else -1

    def _is_own(self, index: int, end: int) -> bool:
        """Whether an announcement's author tells what else it has done: "We also release …" in a post that opens with news."""
        return self._is_ours(index, end) and self._is_post

    @functools.cached_property
    def _is_post(self) -> bool:
        """Whether the article opens with what its author does on its very days, and is no log of many."""
        month = self.article.date[:7]
        ours = [i for i in range(min(OPENING, len(self.sentences))) if self._is_ours(i)]
        fresh = any(str(d.value)[:7] == month for i in ours for _, d in self._dates(i)) or any(map(self._tells_news, ours))
        entries = [i for i, s in enumerate(self.sentences) if ENTRY.match(s.view.masked)]
        return fresh and sum(not self._dates(i)[0][1].relative for i in entries) < 2

    def _is_ours(self, index: int, end: int | None = None) -> bool:
        """Whether a sentence, up to a place, speaks of its author's own doings."""
        sentence = self.sentences[index]
        return one_of(self.knowledge, sentence.lang, "ours").search(sentence.view.masked[:end]) is not None

    @functools.cached_property
    def days(self) -> str | None:
        """The month of the article's own days; the one before for an article of a month's first days that looks back."""
        month = calendar.parse(self.article.date)[:2]
        if len(month) == 2 and self.article.date[8:10] in _FIRST_DAYS:
            if self._looks_back:
                month = calendar.shift(month, "month", -1)
            elif month[1] > 1 and self.article.date[8:10] == "01":
                month = month[:1]  # what is told on its first day was mostly in the month before
        return calendar.show(month) or None

    @property
    def _looks_back(self) -> bool:
        """Whether the article says at its head that it tells of the weeks before: "in the past few weeks", "月报"."""
        return self._says("back", self._head)

    def _says(self, name: str, text: str) -> bool:
        """Whether a text has one of a list's words, in any language."""
        return any(one_of(self.knowledge, lang, name).search(text) for lang in languages(self.knowledge))

    @functools.cached_property
    def _head(self) -> str:
        """The article's title and opening, one sentence a line."""
        return "\n".join([self.article.title, *(self._text(i) for i in range(min(OPENING, len(self.sentences))))])

    def month(self, index: int, end: int) -> str | None:
        """The month of the article, for a sentence that, up to a place, tells of nothing before its days."""
        return None if self._is_bygone(index, end) else self.article.date[:7] or None

    def current(self, index: int, end: int | None = None) -> str | None:
        """The month of the article where a sentence, up to a place, says that something is so now."""
        sentence = self.sentences[index]
        current = one_of(self.knowledge, sentence.lang, "current").search(sentence.view.masked[:end])
        return self.article.date[:7] or None if current else None

    def _tells_news(self, index: int) -> bool:
        """Whether a sentence says that what it tells is of these days, or is a headline in the present tense."""
        if index not in self._news:
            self._news[index] = self._is_news(index)
        return self._news[index]

    def _is_news(self, index: int) -> bool:
        sentence = self.sentences[index]
        if one_of(self.knowledge, sentence.lang, "recent").search(sentence.view.masked):
            return True
        if settings(self.knowledge, "when", sentence.lang)["headlines_apart"] and not self._stands_out(index):
            return False
        return bool(sentence.first and self._words_in[sentence.lang]["headline"].match(sentence.view.masked))

    def _stands_out(self, index: int) -> bool:
        """Whether a sentence is a headline by its place: a heading, or the bold or short line that opens a block."""
        sentence = self.sentences[index]
        text = self._text(index).strip()
        ends = re.search(r"[。！？!?，,]$", text.rstrip("*")) is not None
        bold = text.startswith(("**", "__")) or self.article.text[max(0, sentence.view.start - 2) : sentence.view.start] == "**"
        return self._heads(index) or sentence.first and not ends and (bold or sentence.block.kind == "item")

    def _text(self, index: int) -> str:
        view = self.sentences[index].view
        return self.article.text[view.start : view.end]

    @functools.cached_property
    def is_digest(self) -> bool:
        """Whether the article is a string of news: it says so at its head, or many sentences tell news of its days."""
        if self.says_digest:
            return True
        told = self._told()
        news = sum(map(self._tells_news, told))
        return bool(told) and (news >= max(3, DIGEST * len(told)) or news > 0 and self._strings_events(told))

    @functools.cached_property
    def is_of_many(self) -> bool:
        """Whether it is a string of news of many houses, and so no house's own text."""
        if self.says_digest or self._strings_events(self._told()):
            return True
        words = {lang: one_of(self.knowledge, lang, "sourced") for lang in languages(self.knowledge)}
        return sum(words[s.lang].match(s.view.masked.lstrip(" *-[")) is not None for s in self.sentences) >= ENTRIES

    def opens_news(self, index: int) -> bool:
        """Whether a sentence is the headline of one news of many: what stood before it is another story."""
        return self._heads(index) and self.is_of_many

    def _told(self) -> list[int]:
        return [i for i, s in enumerate(self.sentences) if s.view.slots and s.block.kind != "row"]

    @functools.cached_property
    def says_digest(self) -> bool:
        """Whether the article says at its head that it is one of news."""
        return self._says("digest", self._head)

    def _strings_events(self, told: Sequence[int]) -> bool:
        """Whether many sentences begin with what somebody did, each somebody else, and few dates of other years stand between."""
        actors = [actor for i in told if (actor := self._actor(i))]
        years = [str(d.value)[:4] for i in told for _, d in self._dates(i)]
        other = sum(year != self.article.date[:4] for year in years)
        return len(set(actors)) >= max(3, DIGEST * len(told)) and other < len(actors)

    def _is_headline(self, things: tuple[Entity, ...]) -> bool:
        """Whether the article's headline tells the same: it names both things, or the one with an event's word."""
        lines = [i for i in range(min(2, len(self.sentences))) if self._heads(i)]
        named = {m.entity.key for i in lines for _, m in self.sentences[i].view.mentions()}
        title = "" if self.article.text.lstrip("# *").startswith(self.article.title[:20]) else self.article.title
        there = [e for e in things if e.key in named or _names(title, e)]
        if len(things) > 1 and len(there) == len(things):
            return True
        text = "\n".join([title, *(self._text(i) for i in lines)])
        return bool(things) and things[-1] in there and self._says("event", text)

    def _heads(self, index: int) -> bool:
        """Whether a sentence is a heading, or a short line by itself that ends like one."""
        if self.sentences[index].block.kind == "heading" or not self.sentences[index].first:
            return self.sentences[index].block.kind == "heading"
        text = self._text(index).strip()
        return len(text) < 90 and _STOPS.search(text) is None

    def _dates(self, index: int) -> list[tuple[int, Any]]:
        view = self.sentences[index].view
        if _DATE not in view.masked:  # most sentences
            return []
        return view.standing(("date",))

    @functools.cached_property
    def _openings(self) -> list[int]:
        """For each sentence the one that opens its block."""
        found: list[int] = []
        for index, sentence in enumerate(self.sentences):
            goes_on = index and self.sentences[index - 1].view.block == sentence.view.block
            found.append(found[-1] if goes_on else index)
        return found

    def opening(self, index: int) -> int:
        """The sentence that opens the block."""
        return self._openings[index]


def _names(text: str, entity: Entity) -> bool:
    """Whether a text that no names were looked for in has a name of a thing, and no longer one."""
    if not text:
        return False
    forms = "|".join(sorted(map(re.escape, {entity.label, *entity.aliases}), key=len, reverse=True))
    return re.search(rf"(?<![A-Za-z0-9])(?:{forms})(?![A-Za-z0-9]|[-. ]?\d)", text) is not None
