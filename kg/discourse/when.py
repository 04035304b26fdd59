"""When a sentence's claim held: its own dates, those that it inherits, the article's own for the news of its days."""

from __future__ import annotations

import copy
import functools
import itertools
import re
from collections.abc import Sequence
from typing import Any

from kg.discourse.news import ENTRY, SECTION, News, one_of
from kg.entities.cues import Patterns
from kg.entities.masking import MARKS, clause_start
from kg.knowledge import Knowledge
from kg.language.dates import find_dates
from kg.model import Entity
from kg.regexes import compiled

_DATE = MARKS["date"]
_DATE_ALONE = compiled(rf"\W*{_DATE}\W*")


def _is_aside(words: Patterns, masked: str, at: int, first: int, last: int) -> bool:
    """Whether a date is of what is told in passing, and not of this: "Acme, founded in 2019, now has …", "Acme (founded 2019) raised …",
    "made $5 million (2023: $3 million)"."""
    left, right = masked.rfind("(", 0, at), masked.find(")", at)
    if 0 <= left < right and ")" not in masked[left:at] and not left < last - 1 < right:
        return words["began"].search(masked[left:right]) is not None or words["measured"].match(masked, left) is not None
    left, right = masked.rfind(",", 0, at), masked.find(",", at, last)
    aside = 0 <= left < right and not left < first < right
    return aside and (words["began"].search(masked[left:right]) or words["relative"].match(masked, left)) is not None


class Times(News):
    """The dates of an article's sentences. `sentences` are those of its context, filled before anything is asked."""

    def over(self, sentences: Sequence[Any]) -> Times:
        """The same dates for sentences of which some are told in other words."""
        told = copy.copy(self)
        told.sentences, told._news, told._actors = sentences, {}, {}
        return told

    def at(self, index: int, first: int, last: int, carried: bool = False, cue: int = -1, number: int = -1) -> str | None:
        """The date that holds for the masked run [first, last): its own clause's, the last before it, the block's, none.

        `cue` is where the word stands that tells what came about: of several dates in the run the nearest to it counts;
        `number` where a figure stands: the last before it counts.
        """
        view = self.sentences[index].view
        dates = self.told_of(index, first, last)
        since = None
        if self._dates(index) and (front := self._words_in[self.sentences[index].lang]["before"].search(view.masked, 0, first)):
            since = self._since(index, front)
            dates = [(at, d) for at, d in dates if not front.start() <= at < front.end()]
        place = cue if first <= cue < last else number if first <= number < last else last
        if dates and number >= 0 and (risen := self._words["risen"].search(view.masked, 0, number)):
            dates = [(at, d) for at, d in dates if not risen.start() <= at < number]
        turn = self.turn(index, 0, last, place)
        past = {str(d.value) for at, d in dates if at < turn}
        dates = [(at, d) for at, d in dates if at >= turn]
        if beside := self.behind(index, last) or self._beside(view.masked, dates, first, last):
            return beside
        inside = sorted(((at, d) for at, d in dates if first <= at < last), key=lambda d: _apart(d[0], cue, number))
        if inside:
            return str(inside[0][1].value)
        before = [(at, d) for at, d in dates if at < first and not re.search("[;。]", view.masked[at:first])]
        if before:
            return str(before[-1][1].value)
        apart = self._words_in[self.sentences[index].lang]["apart"]
        after = [(at, d) for at, d in dates if at >= last and not apart.search(view.masked[last:at])]
        if after and after[0][0] - last < 40:
            return str(after[0][1].value)
        carried = (carried or self._goes_on(index)) and not turn and not self._dates(index) and not self._is_of_late(index, last)
        found = self.inherited(index)
        found = (None if found in past else found) or (self._carried(index) if carried else None)
        return found or since

    def told_of(self, index: int, first: int, last: int, ended: bool = True) -> list[tuple[int, Any]]:
        """The dates of a sentence that may be of what a masked run tells; `ended`: none to which something lasts.

        None that counts from the article's day where the line of a source gives the day ("Today we release …", "Source: … | 5 August").
        """
        if not (dates := self._dates(index)):
            return []
        masked = self.sentences[index].view.masked
        ends = {m.end() - 1 for name in (("lasts", "cutoff") if ended else ("cutoff",)) for m in self._words[name].finditer(masked)}
        dates = [(at, d) for at, d in dates if at not in ends and not _is_aside(self._words, masked, at, first, last)]
        own = self._words_in[self.sentences[index].lang]["subordinate"]
        dates = [(at, d) for at, d in dates if at < last or not own.search(masked, last, at)]
        return [] if self._is_of_source(index, dates) else dates

    def _is_of_source(self, index: int, dates: Sequence[tuple[int, Any]]) -> bool:
        """Whether dates call "today" what the line of a source below gives the day of."""
        return bool(dates) and all(self._is_today(d) for _, d in dates) and self._source_date(index) is not None

    def _is_today(self, date: Any) -> bool:
        """Whether a date is a word for the article's own day: "Today's news" heads what came about on other days too."""
        return bool(date.relative) and str(date.value) == self.article.date

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

    def then(self, index: int, first: int, last: int) -> str | None:
        """The one date of a sentence that says of a masked run that it was so then: "Jane, then a student at Acme, wrote in 2018 …"."""
        masked, dates = self.sentences[index].view.masked, self._dates(index)
        if len(dates) != 1 or not self._words_in[self.sentences[index].lang]["then"].search(masked, max(0, first - 8), last):
            return None
        return str(dates[0][1].value)

    def _goes_on(self, index: int) -> bool:
        """Whether a sentence says that it tells of the same time as the one before: "at the same time", "与此同时"."""
        sentence = self.sentences[index]
        return _opens(self.knowledge, sentence.lang, "meanwhile", sentence.view.masked)

    @staticmethod
    def _beside(masked: str, dates: list[tuple[int, Any]], first: int, last: int) -> str | None:
        """Of several dates the one in the very clause that a run ends in: "launched in July, it reached … in November"."""
        if len(dates) < 2:
            return None
        left = clause_start(masked, last - 1, ",;。")
        ends = [at for stop in ",;。" if (at := masked.find(stop, last)) >= 0]
        right = min(ends, default=len(masked))
        near = [d for at, d in dates if left <= at < right]
        return str(near[0].value) if left and len(near) == 1 else None

    def said(self, index: int, before: int) -> str | None:
        """When something was said: the date told before the words begin, in its sentence or the one before; a time line's."""
        dates = [d for at, d in self._dates(index) if at < before]
        if dates:
            return str(dates[-1].value)
        return self.inherited(index) or (None if self._dates(index) else self._carried(index))

    def inherited(self, index: int) -> str | None:
        """Time lines: the date that opens the block, or that the list's introduction or a heading gives to what is below."""
        opening = self.opening(index)
        if ENTRY.match(self.sentences[opening].view.masked) and not self._is_of_source(opening, self._dates(opening)):
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
            elif ENTRY.match(sentence.view.masked) and not self._dates(index)[0][1].relative:
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
            opens = ENTRY.match(view.masked)
            title = self.sentences[number].block.kind == "heading" and self.sentences[number].block.level == 1
            closes = not title and len(found) == 1 and self._words["closing"].search(view.masked)
            if (opens or closes) and not self._is_today(found[0][1]):
                return str(found[0][1].value)
        return None

    def titled(self, index: int, last: int) -> str | None:
        """The month, or the day, that closes the article's title and that what it has tables of holds at: "API prices (May 2024)"."""
        if self._is_bygone(index, last):
            return None
        dates = [d for d in find_dates(self.article.title, self.article.lang, self.article.date) if not d.relative and len(d.value) > 4]
        closed = dates and not re.search(r"[^\W\d]", self.article.title[dates[-1].end :])
        return dates[0].value[:7] if closed and len(dates) == 1 else None

    def ranked(self, index: int) -> str | None:
        """The one date of a ranking that a sentence before in the same block tells of: "In the May ranking A is first. B is second"."""
        for number in range(index - 1, max(-1, index - 4), -1):
            if self.sentences[number].view.block != self.sentences[index].view.block:
                return None
            if dates := self._dates(number):
                told = self._words["ranking"].search(self.sentences[number].view.masked) is not None
                return str(dates[0][1].value) if told and len(dates) == 1 and not self._dates(index) else None
        return None

    @functools.cached_property
    def _log(self) -> dict[str, set[str]]:
        """The dates of the entries, begun by a date, that tell of an event of a thing, by the thing's key."""
        found: dict[str, set[str]] = {}
        for index, sentence in enumerate(self.sentences):
            if not sentence.first or not ENTRY.match(sentence.view.masked) or self._dates(index)[0][1].relative:
                continue
            if one_of(self.knowledge, sentence.lang, "event").search(sentence.view.masked):
                for _, mention in sentence.view.mentions(("Model", "Product", "Dataset")):
                    found.setdefault(mention.entity.key, set()).add(str(self._dates(index)[0][1].value))
        return found

    def logged(self, things: Sequence[Entity]) -> str | None:
        """The only date that an article's log of its news gives to what came about with the last of these things."""
        dates = self._log.get(things[-1].key, set()) if things else set()
        return next(iter(dates)) if len(dates) == 1 else None

    def _date_line(self, index: int) -> str | None:
        """The date of the nearest line before, under the same headings, that has nothing else and is no article's own."""
        for number in range(index - 1, max(-1, index - SECTION - 1), -1):
            other = self.sentences[number]
            if other.headings != self.sentences[index].headings or other.block.kind == "row":
                return None
            if other.first and _DATE in other.view.masked and _DATE_ALONE.fullmatch(other.view.masked):
                found = str(self._dates(number)[0][1].value)
                return found if number > 1 or not self.article.date.startswith(found) else None
        return None

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
                since = self._words["since"].search(self.sentences[number].view.masked) or self._is_of_beginning(number)
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
        return dates.pop() if len(dates) == 1 and dates == first and not self._is_of_beginning(opening) else None

    def _is_of_beginning(self, index: int) -> bool:
        """Whether a sentence dates when somebody began ("Acme成立于2019年"): what is told next came about at some time since."""
        return self._words["began_in"].search(self.sentences[index].view.masked) is not None

    def gives(self, index: int, date: str) -> bool:
        """Whether a sentence has this date in its own words."""
        return any(str(told.value) == date for _, told in self._dates(index))


def _apart(at: int, cue: int, number: int) -> int:
    """How far a date is from the words or the figure that it may be of."""
    if cue >= 0:
        return abs(at - cue)
    return number - at if at < number else at


@functools.cache
def _opening(knowledge: Knowledge, lang: str, name: str) -> re.Pattern:
    return compiled(rf"\s*(?:{'|'.join(knowledge.cues['words'][lang][name])})", re.I)


def _opens(knowledge: Knowledge, lang: str, name: str, masked: str) -> bool:
    """Whether a sentence begins with one of a list's words."""
    return _opening(knowledge, lang, name).match(masked) is not None


