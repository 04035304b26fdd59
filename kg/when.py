"""When a sentence's claim held: its own dates, those that it inherits, the article's own for the news of its days."""

from __future__ import annotations

import copy
import functools
import itertools
import re
from collections.abc import Iterable, Sequence
from typing import Any

from kg.cues import Patterns, language, languages, patterns, patterns_in, settings
from kg.knowledge import Knowledge
from kg.language import calendar
from kg.masking import MARKS
from kg.model import Article, Entity

DIGEST = 0.25  # of an article's sentences with names: from this share of news on it is a digest
ENTRIES = 3  # entries with a source of their own, from which on a text is one of many houses
OPENING = 5  # sentences at the head of an article in which it may say that it is a digest
_FIRST_DAYS = ("01", "02", "03")  # of a month: what an article of these days looks back on was mostly before it
DAYS = 3  # before the article's, up to which what is told of is its news
SECTION = 8  # sentences over which the one date that opens a section is carried
_DATE = MARKS["date"]
_CATALOGUED = re.compile(rf"[\W\d]*(?:[{''.join(MARKS.values())}][^A-Za-z\u4e00-\u9fff:]*){{1,3}}:")  # the name alone of what a list's entry is about
_ENTRY = re.compile(rf"[\s\[(•\-*]*{_DATE}")  # an entry of a time line or a log of changes


def _is_aside(words: Patterns, masked: str, at: int, first: int, last: int) -> bool:
    """Whether a date is of what is told in passing, and not of this: "Acme, founded in 2019, now has …", "Acme (founded 2019) raised …"."""
    left, right = masked.rfind("(", 0, at), masked.find(")", at)
    if 0 <= left < right and ")" not in masked[left:at] and not left < last - 1 < right:
        return words["began"].search(masked[left:right]) is not None
    left, right = masked.rfind(",", 0, at), masked.find(",", at, last)
    aside = 0 <= left < right and not left < first < right
    return aside and (words["began"].search(masked[left:right]) or words["relative"].match(masked, left)) is not None


@functools.cache
def one_of(knowledge: Knowledge, lang: str, name: str) -> re.Pattern:
    """One of a list's words anywhere, whole where the language parts its words; for whether it is there, not for which."""
    words, border = knowledge.cues["words"][lang][name], language(knowledge, lang).border
    return re.compile(border + "(?:" + "|".join(words) + ")" + border, re.I)


class Times:
    """The dates of an article's sentences. `sentences` are those of its context, filled before anything is asked."""

    def __init__(self, article: Article, sentences: Sequence[Any], knowledge: Knowledge) -> None:
        self.article, self.sentences, self.knowledge = article, sentences, knowledge
        self._words = patterns(knowledge, "when")
        self._words_in = {lang: patterns_in(knowledge, "when", lang) for lang in languages(knowledge)}
        self._news: dict[int, bool] = {}
        self._actors: dict[int, str | None] = {}

    def over(self, sentences: Sequence[Any]) -> Times:
        """The same dates for sentences of which some are told in other words."""
        told = copy.copy(self)
        told.sentences, told._news, told._actors = sentences, {}, {}
        return told

    def at(self, index: int, first: int, last: int, carried: bool = False, cue: int = -1) -> str | None:
        """The date that holds for the masked run [first, last): its own clause's, the last before it, the block's, none.

        `cue` is where the word stands that tells what came about: of several dates in the run the nearest to it counts.
        """
        view = self.sentences[index].view
        ends = {m.end() - 1 for m in self._words["lasts"].finditer(view.masked)}
        dates = [(at, d) for at, d in self._dates(index) if at not in ends and not _is_aside(self._words, view.masked, at, first, last)]
        since = None
        if front := self._words_in[self.sentences[index].lang]["before"].search(view.masked, 0, first):
            since = self._since(index, front)
            dates = [(at, d) for at, d in dates if not front.start() <= at < front.end()]
        turn = self.turn(index, 0, last, cue if first <= cue < last else last)
        past = {str(d.value) for at, d in dates if at < turn}
        dates = [(at, d) for at, d in dates if at >= turn]
        if beside := self.behind(index, last) or self._beside(view.masked, dates, first, last):
            return beside
        inside = sorted(((at, d) for at, d in dates if first <= at < last), key=lambda d: abs(d[0] - cue) if cue >= 0 else d[0])
        if inside:
            return str(inside[0][1].value)
        before = [(at, d) for at, d in dates if at < first and not re.search("[;。]", view.masked[at:first])]
        if before:
            return str(before[-1][1].value)
        apart = self._words_in[self.sentences[index].lang]["apart"]
        after = [(at, d) for at, d in dates if at >= last and not apart.search(view.masked[last:at])]
        if after and after[0][0] - last < 40:
            return str(after[0][1].value)
        carried = (carried or self._goes_on(index)) and not dates and not self._is_of_late(index, last)
        found = self.inherited(index)
        found = (None if found in past else found) or (self._carried(index) if carried else None)
        return found or since

    def _since(self, index: int, front: re.Match[str]) -> str | None:
        """What a date since which something came about has in common with the article's: "since January" it was in this year."""
        dates = [str(d.value) for at, d in self._dates(index) if front.start() <= at < front.end()]
        if len(dates) != 1 or not self._words["since"].search(front[0]):
            return None
        parts = zip(dates[0].split("-"), self.article.date.split("-"), strict=False)
        return "-".join(one for one, _ in itertools.takewhile(lambda pair: pair[0] == pair[1], parts)) or None

    def turn(self, index: int, first: int, last: int, place: int) -> int:
        """Where words that begin in [first, place] tell that a later time begins ("Founded in 2015, it later turned closed"),
        else `first`; they end before `last`."""
        later, masked = self._words_in[self.sentences[index].lang]["later"], self.sentences[index].view.masked
        return max((m.start() for m in later.finditer(masked, first, last) if m.start() <= place), default=first)

    def behind(self, index: int, last: int) -> str | None:
        """The date that is joined to the end of a run: "after Acme unveiled Zorb in November 2022"."""
        view = self.sentences[index].view
        joined = self._words_in[self.sentences[index].lang]["joined"].match(view.masked, last)
        return str(view.slots[joined.end() - 1].thing.value) if joined else None

    def _goes_on(self, index: int) -> bool:
        """Whether a sentence says that it tells of the same time as the one before: "at the same time", "与此同时"."""
        sentence = self.sentences[index]
        return _opens(self.knowledge, sentence.lang, "meanwhile", sentence.view.masked)

    @staticmethod
    def _beside(masked: str, dates: list[tuple[int, Any]], first: int, last: int) -> str | None:
        """Of several dates the one in the very clause that a run ends in: "launched in July, it reached … in November"."""
        left = max(masked.rfind(stop, 0, last - 1) for stop in ",;。") + 1
        ends = [at for stop in ",;。" if (at := masked.find(stop, last)) >= 0]
        right = min(ends, default=len(masked))
        near = [d for at, d in dates if left <= at < right]
        return str(near[0].value) if left and len(near) == 1 and len(dates) > 1 else None

    def said(self, index: int, before: int) -> str | None:
        """When something was said: the date told before the words begin, in its sentence or the one before; a time line's."""
        dates = [d for at, d in self._dates(index) if at < before]
        if dates:
            return str(dates[-1].value)
        return self.inherited(index) or (None if self._dates(index) else self._carried(index))

    def inherited(self, index: int) -> str | None:
        """Time lines: the date that opens the block, or that the list's introduction or a heading gives to what is below."""
        opening = self.opening(index)
        if _ENTRY.match(self.sentences[opening].view.masked):
            number = next((n for n in range(index, opening, -1) if self._begins_anew(n)), opening)
            found = str(self._dates(number)[0][1].value)
            return found if number == index else self._sooner(index, found)
        return self._source_date(index) or self.above(index)

    def _begins_anew(self, index: int) -> bool:
        """Whether a sentence goes on to another time: "随后，2023年初，…", "Then in May …"."""
        return self._words["anew"].match(self.sentences[index].view.masked) is not None

    @functools.cached_property
    def _entries(self) -> dict[int, str]:
        """The dates of blocks that tell more of the line above them, in an article whose lines begin with dates."""
        told: dict[int, str] = {}
        entries, date, reach = 0, "", 0
        for index, sentence in enumerate(self.sentences):
            if not sentence.first:
                continue
            if sentence.block.kind == "heading":
                date = ""
            elif _ENTRY.match(sentence.view.masked) and not self._dates(index)[0][1].relative:
                entries += 1
                alone = not re.search(r"[。！？.!?;；]\W*$", self._text(index).strip()) or len(self._text(index)) < 60
                date, reach = str(self._dates(index)[0][1].value) if alone else "", index
            elif date and sentence.block.kind in ("paragraph", "quote") and index - reach <= SECTION:
                told[sentence.view.block] = date
            else:
                date = ""
        dates = len(set(told.values()))
        return told if dates > 2 and dates * 2 >= entries else {}

    def _source_date(self, index: int) -> str | None:
        """The date of the source line that closes an item of news ("来源: … | 2026年2月11日")."""
        for number in range(index + 1, min(len(self.sentences), index + 5)):
            view, block = self.sentences[number].view, self.sentences[number].block
            if block.kind != "paragraph" and view.block != self.sentences[index].view.block:
                return None
            if line := self._words["source"].match(view.masked):
                return str(view.slots[line.start(1)].thing.value)
        return None

    def above(self, index: int) -> str | None:
        """The one date that the introduction of the list or a heading over it gives to what stands below."""
        sentence = self.sentences[index]
        over = [sentence.parent] if sentence.parent is not None else []
        if line := self._date_line(index):
            return line
        for number in [*over, *reversed(sentence.headings)]:
            view, found = self.sentences[number].view, self._dates(number)
            opens = _ENTRY.match(view.masked)
            title = self.sentences[number].block.kind == "heading" and self.sentences[number].block.level == 1
            closes = not title and len(found) == 1 and self._words["closing"].search(view.masked)
            if opens or closes:
                return str(found[0][1].value)
        return None

    def _date_line(self, index: int) -> str | None:
        """The date of the nearest line before, under the same headings, that has nothing else and is no article's own."""
        for number in range(index - 1, max(-1, index - SECTION - 1), -1):
            other = self.sentences[number]
            if other.headings != self.sentences[index].headings or other.block.kind == "row":
                return None
            if re.fullmatch(rf"\W*{_DATE}\W*", other.view.masked) and other.first:
                found = str(self._dates(number)[0][1].value)
                return found if number > 1 or not self.article.date.startswith(found) else None
        return None

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
        told = told or self._is_below_news(index, things)
        return self.days if told else None

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
        return len(actors - {None}) > 1 and self.article.date[:4] not in years

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
        head = [i for i in range(min(OPENING, len(self.sentences))) if self._tells_news(i)]
        named = [m.entity.key for i in head for _, m in self.sentences[i].view.mentions(("Organization", "Person"))]
        return frozenset(named[:1])

    def _is_own(self, index: int, end: int) -> bool:
        """Whether an announcement's author tells what else it has done: "We also release …" in a post that opens with news."""
        return self._is_ours(index, end) and self._is_post

    @functools.cached_property
    def _is_post(self) -> bool:
        """Whether the article opens with what its author does on its very days, and is no log of many."""
        month = self.article.date[:7]
        ours = [i for i in range(min(OPENING, len(self.sentences))) if self._is_ours(i)]
        fresh = any(str(d.value)[:7] == month for i in ours for _, d in self._dates(i)) or any(map(self._tells_news, ours))
        entries = [i for i, s in enumerate(self.sentences) if _ENTRY.match(s.view.masked)]
        return fresh and sum(not self._dates(i)[0][1].relative for i in entries) < 2

    def _is_ours(self, index: int, end: int | None = None) -> bool:
        """Whether a sentence, up to a place, speaks of its author's own doings."""
        sentence = self.sentences[index]
        return one_of(self.knowledge, sentence.lang, "ours").search(sentence.view.masked[:end]) is not None

    @functools.cached_property
    def days(self) -> str | None:
        """The month of the article's own days; the one before for an article of a month's first days that looks back."""
        month = calendar.parse(self.article.date)[:2]
        if len(month) == 2 and self.article.date[8:10] in _FIRST_DAYS and self._looks_back:
            month = calendar.shift(month, "month", -1)
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

    def current(self, index: int) -> str | None:
        """The month of the article where a sentence says that something is so now."""
        sentence = self.sentences[index]
        current = one_of(self.knowledge, sentence.lang, "current").search(sentence.view.masked)
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
        text = self._text(index).strip()
        alone = self.sentences[index].first and len(text) < 90 and not re.search(r"[。！？，；：.,;:]\W*$", text)
        return self.sentences[index].block.kind == "heading" or alone

    def _carried(self, index: int) -> str | None:
        """The date that the sentence before, or the opening of the section, gives to what is told next."""
        found = self._date_before(index) or self._section_date(index) or self._entries.get(self.sentences[index].view.block)
        return self._sooner(index, found)

    def _sooner(self, index: int, date: str | None) -> str | None:
        """A date before a sentence, as far as its first words let it hold: "soon after" keeps the year, "later" nothing."""
        sentence = self.sentences[index]
        opening = re.match(r"\W*.{0,40}", sentence.view.masked)
        if not date or opening is None or not _opens(self.knowledge, sentence.lang, "afterwards", opening[0]):
            return date
        return date[:4] if _opens(self.knowledge, sentence.lang, "soon", opening[0]) else None

    def _date_before(self, index: int) -> str | None:
        """The one date of the nearest sentence before in the same block that has any."""
        passed: list[int] = []
        for number in range(index - 1, max(-1, index - 3), -1):
            if self.sentences[number].view.block != self.sentences[index].view.block:
                return None
            if dates := {str(d.value) for _, d in self._dates(number)}:
                since = self._words["since"].search(self.sentences[number].view.masked)
                found = dates.pop() if len(dates) == 1 and not since else None
                if found and self.article.date and found > self.article.date[: len(found)]:
                    return None  # of what is to come: the next may be told as gone
                return functools.reduce(lambda date, later: self._sooner(later, date), passed, found)
            passed.append(number)
        return None

    def _section_date(self, index: int) -> str | None:
        """The date of the sentence that opens a short section below the first heading, where the section has no other."""
        if len(self.sentences[index].headings) < 2:
            return None
        opening = self.sentences[index].headings[-1] + 1
        if not 0 < index - opening <= SECTION or self.sentences[opening].block.kind == "item":
            return None  # what the first entry of a list dates is that entry
        dates = {str(d.value) for number in range(opening, index) for _, d in self._dates(number)}
        first = {str(d.value) for _, d in self._dates(opening)}
        return dates.pop() if len(dates) == 1 and dates == first else None

    def gives(self, index: int, date: str) -> bool:
        """Whether a sentence has this date in its own words."""
        return any(str(told.value) == date for _, told in self._dates(index))

    def _dates(self, index: int) -> list[tuple[int, Any]]:
        view = self.sentences[index].view
        return [(at, slot.thing) for at, slot in view.slots.items() if view.masked[at] == _DATE]

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


@functools.cache
def _opening(knowledge: Knowledge, lang: str, name: str) -> re.Pattern:
    return re.compile(rf"\s*(?:{'|'.join(knowledge.cues['words'][lang][name])})", re.I)


def _opens(knowledge: Knowledge, lang: str, name: str, masked: str) -> bool:
    """Whether a sentence begins with one of a list's words."""
    return _opening(knowledge, lang, name).match(masked) is not None


def _names(text: str, entity: Entity) -> bool:
    """Whether a text that no names were looked for in has a name of a thing, and no longer one."""
    if not text:
        return False
    forms = "|".join(sorted(map(re.escape, {entity.label, *entity.aliases}), key=len, reverse=True))
    return re.search(rf"(?<![A-Za-z0-9])(?:{forms})(?![A-Za-z0-9]|[-. ]?\d)", text) is not None
