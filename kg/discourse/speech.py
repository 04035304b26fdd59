"""Who says what in an article: turns of an interview, reports of what others say, quotations (kg/data/cues/speech.toml)."""

from __future__ import annotations

import functools
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kg.discourse.sentences import Scope, Sentence
from kg.discourse.when import Times
from kg.entities.cues import patterns
from kg.entities.masking import MARKS, View
from kg.entities.surroundings import ordinary
from kg.knowledge import Knowledge
from kg.model import Article, Block, Entity
from kg.regexes import compiled
from kg.sieve import Sieve, lowered, sieve_of

_CLOSES = {"“": "”", "「": "」", '"': '"'}  # a quotation, by the mark that opens it
_OPENS = {close: opening for opening, close in _CLOSES.items()}
_AS_SAID = 40  # characters before a quotation among which "as … said" stands
_DRESSED = 3  # characters for a list's or bold marks before the quotation mark at a sentence's head
_BOLD_TURN = compiled(r"[^\w*]{0,3}\*\*[^*\n]{1,24}(?:[:：]\s?\*\*|\*\*\s?[:：])")
House = Callable[[int, int], Entity | None]  # the house named before a place of a sentence


def read_speech(article: Article, sentences: Sequence[Sentence], times: Times, knowledge: Knowledge, house: House) -> None:
    """Note in the sentences whose turn it is, and what of them stands in whose mouth."""
    _Speech(article, sentences, times, knowledge, house).read()


class Quotation(NamedTuple):
    """A quotation in marks, which may run on over the sentences of its block."""

    block: int
    end: int  # in the article's text: behind its closing mark, or the end of a block that leaves it open
    speaker: Entity
    when: str | None  # it was said


class Voiced(NamedTuple):
    """Blocks one behind the other that give one speaker's words or views."""

    last: int  # the number of the last of them so far
    speaker: Entity


class Report(NamedTuple):
    """Words of a sentence that tell what somebody says: what is said is its masked run [first, last)."""

    speaker: Entity
    where: str  # where these words stand: "before" what is said, "after" it, or "across", in the midst of it
    first: int
    last: int
    when: str | None  # it was said


@dataclass(slots=True)
class _Carried:
    """What a sentence hands on to the next: who may still be speaking, in each of the ways in which an article shows it."""

    turn: Entity | None = None  # who speaks in an interview or transcript
    turn_opened: Block | None = None  # the block that opened the turn
    quotation: Quotation | None = None
    quoted: Voiced | None = None  # blocks that are quotations as a whole
    views: Voiced | None = None  # a list of somebody's views
    rest: Entity | None = None  # whose speech the article gives from here on


class _Speech:
    def __init__(
        self, article: Article, sentences: Sequence[Sentence], times: Times, knowledge: Knowledge, house: House
    ) -> None:
        self.article, self.sentences, self.times, self.knowledge = article, sentences, times, knowledge
        self._house, self._words = house, patterns(knowledge, "context")
        self._lines = self._turn_lines()
        self._carried = _Carried()

    def read(self) -> None:
        """Note for each sentence whose turn it is, and what of it stands in whose mouth."""
        for index, sentence in enumerate(self.sentences):
            sentence.speaker = self._speaker(index)
            self._go_on_quoting(index)
            for report in self._reports(index):
                self._note(index, report)
            self._look_ahead(index)

    def _speaker(self, index: int) -> Entity | None:
        """Whose words a sentence is as a whole: the block it stands in goes before the turn, the turn before the rest of the article."""
        sentence, carried = self.sentences[index], self._carried
        carried.turn, carried.turn_opened = self._turn(index, carried.turn, carried.turn_opened)
        carried.views = self._reaching(carried.views, sentence, self._is_entry)
        carried.quoted = self._reaching(carried.quoted, sentence, lambda it: it.block.kind == "quote")  # it may have several paragraphs
        for voiced in (carried.quoted, carried.views):
            if voiced and sentence.view.block == voiced.last:
                return voiced.speaker
        return carried.turn or carried.rest

    @staticmethod
    def _reaching(voiced: Voiced | None, sentence: Sentence, is_more: Callable[[Sentence], bool]) -> Voiced | None:
        """The blocks of one speaker with the block that a sentence opens, where that is the next of them."""
        if voiced and sentence.first and sentence.view.block == voiced.last + 1 and is_more(sentence):
            return voiced._replace(last=sentence.view.block)
        return voiced

    def _go_on_quoting(self, index: int) -> None:
        """Note what of a sentence stands in the quotation that was opened before it."""
        view, quotation = self.sentences[index].view, self._carried.quotation
        if not (quotation and view.block == quotation.block and view.start < quotation.end):
            quotation = self._open_still(quotation, self.sentences[index]) or self._gone_on(index)
        self._carried.quotation = quotation
        if quotation:
            until = sum(1 for end in view.ends if end <= quotation.end)
            self.sentences[index].scopes.append(Scope(0, until, quotation.speaker, quotation.when, aside=False))

    def _note(self, index: int, report: Report) -> None:
        """Note what a sentence reports, and the quotation that it opens or that ends with it."""
        sentence, (speaker, where, first, last, when) = self.sentences[index], report
        view = sentence.view
        ends = self._quote_end(view, first) if where == "before" else None
        last = self._left(view, first, ends, last) if ends else last
        closes = self._closed(view, last) if where == "after" else None
        aside = ends is None and closes is None and not self._in_quotes(view, first, last)
        reach = last
        if where == "before" and aside and (further := self._words["goes_on"].search(view.masked, first)):
            reach = further.start()
        sentence.scopes.append(Scope(first, closes or reach, speaker, when, aside))
        if ends:
            self._carried.quotation = Quotation(view.block, ends, speaker, when)
        if where == "after":
            self._spoken_before(index, last, speaker, when)

    def _look_ahead(self, index: int) -> None:
        """Keep whose words a sentence says that the next block, the list below or the rest of the article gives."""
        view, carried = self.sentences[index].view, self._carried
        if (speaker := self._introduced(index)) is not None:
            carried.quoted = Voiced(view.block + 1, speaker)
        if (speaker := self._listed(index)) is not None:
            carried.views = Voiced(view.block, speaker)
        if found := self._words["rest"].search(view.masked):
            carried.rest = view.slots[max(found.start("who"), found.start("whose"))].thing.entity
        elif self._words["rest_alone"].match(view.masked):
            carried.rest = self._quoted_before(index) or carried.rest

    def _left(self, view: View, first: int, ends: int, last: int) -> int:
        """Where the writer speaks again behind a quotation that closes within its sentence: "某某说"…",话音未落…"; else `last`."""
        close = bisect_left(view.offsets, ends, first, last)
        as_said = self._words["as_said"].search(view.masked, max(0, first - _AS_SAID), first)
        return close if close < last and (as_said or self._words["writer_again"].match(view.masked, close)) else last

    def _quoted_before(self, index: int, back: int = 4) -> Entity | None:
        """The one person whose words the sentences shortly before one give."""
        near = self.sentences[max(0, index - back) : index]
        people = {scope.speaker.key: scope.speaker for sentence in near for scope in sentence.scopes if scope.speaker.type == "Person"}
        return next(iter(people.values())) if len(people) == 1 else None

    def _gone_on(self, index: int) -> Quotation | None:
        """A quotation that opens a sentence, by whoever spoke to the end of the sentence before."""
        view = self.sentences[index].view
        before = self.sentences[index - 1] if index and not self.sentences[index].first else None
        said = before.scopes[-1] if before and before.scopes else None
        if said is None or before is None:
            return None
        if said.end < len(before.view.masked) - 1 and (said.start or said.aside):
            return None
        ends = self._quote_end(view, 0) if self._words["opens_quote"].match(self.article.text, view.start, view.end) else None
        return Quotation(view.block, ends, said.speaker, said.when) if ends else None

    def _open_still(self, quotation: Quotation | None, sentence: Sentence) -> Quotation | None:
        """A quotation that the paragraph before left open and that this one, which opens as such, goes on with."""
        view, text = sentence.view, self.article.text
        if quotation is None or not sentence.first or view.block != quotation.block + 1 or sentence.block.kind != "paragraph":
            return None
        left_open = quotation.end == self.article.blocks[quotation.block].end and text[quotation.end - 1] not in _OPENS
        ends = self._quote_end(view, 0) if left_open and self._words["opens_quote"].match(text, view.start, view.end) else None
        return quotation._replace(block=view.block, end=ends) if ends else None

    def _listed(self, index: int) -> Entity | None:
        """Whose views the list below gives: a heading, or a sentence that ends in a colon, speaks of views and names one person."""
        if index + 1 == len(self.sentences) or not self._is_entry(self.sentences[index + 1]):
            return None
        sentence = self.sentences[index]
        view = sentence.view
        found = self._words["lists_views"].search(view.masked)
        if found is None or not found["colon"] and sentence.block.kind != "heading":
            return None
        people = {m.entity for _, m in view.mentions(("Person",))}
        return people.pop() if len(people) == 1 else None

    def _is_entry(self, sentence: Sentence) -> bool:
        return sentence.block.kind == "item" or self._words["entry"].match(self.article.text, sentence.block.start, sentence.block.end) is not None

    def _introduced(self, index: int) -> Entity | None:
        """Whose words the next block is: the sentence ends in a colon, and who says it or the one person in it is named."""
        view = self.sentences[index].view
        if self.sentences[index].block.kind == "heading" or not self._words["introduces"].search(view.masked) or not self._is_quoted(view.block + 1):
            return None
        if index + 1 < len(self.sentences) and self.sentences[index + 1].view.block == view.block:
            return None
        said = [s.speaker for s in self.sentences[index].scopes if s.start >= len(view.masked) - 2]
        people = {m.entity for _, m in view.mentions(("Person",))}
        return said[-1] if said else people.pop() if len(people) == 1 else None

    def _reports(self, index: int) -> Iterator[Report]:
        """What a sentence reports of what others say."""
        view = self.sentences[index].view
        ways, sieve = _speech(self.knowledge, self.sentences[index].lang)
        for regex, where in map(ways.__getitem__, sieve.passing(lowered(view.masked))):
            for match in regex.finditer(view.masked):
                if where == "before" and self._is_other_s(view, match):
                    continue
                if (speaker := self._who(index, match)) is not None:
                    first = match.end() if where == "before" else 0
                    last = match.start() if where == "after" else len(view.masked)
                    yield Report(speaker, where, first, last, self.times.said(index, match.end()))

    def _is_other_s(self, view: View, match: re.Match) -> bool:
        """Whether a name is the object of another verb ("Jo tried ‹house› and said"), or only the house of who speaks ("Jo of ‹house› said")."""
        at = match.start("who")
        before = view.masked[max(0, at - 40) : at]
        if at not in view.slots:
            return False
        if self._words["said_too"].match(view.masked, at + 1, match.end()) and self._words["object_of"].search(before):
            return True
        if view.masked[at] != MARKS["Organization"]:
            return False
        if (to := self._words["is_to"].match(view.masked, at + 1)) and (to["once"] is None or self._words["was_of"].search(before)):
            return True
        member = self._words["member_of"].search(before)
        return member is not None and member["name"].lower() not in ordinary()

    def _is_quoted(self, number: int) -> bool:
        """Whether a block is a quotation as a whole: set off as one, or in quotation marks."""
        if number >= len(self.article.blocks):
            return False
        block = self.article.blocks[number]
        return block.kind == "quote" or self._words["opens_quote"].match(self.article.text, block.start, block.end) is not None

    def _in_quotes(self, view: View, first: int, last: int) -> bool:
        """Whether a masked run opens with quotation marks or closes with them."""
        begin, end = view.span(first, last) if last > first else (0, 0)
        run = self.article.text[begin if first else view.start : end].strip(" *_,，.。") if end else ""
        return self._words["opens_quote"].match(run) is not None or run.endswith(tuple(_OPENS))

    def _closed(self, view: View, last: int) -> int | None:
        """Where in a sentence the quotation closes that stands at its head, before who said it: "…,” the firm's chief ‹person› said"."""
        text, end = self.article.text, view.span(0, last)[1] if last else view.start
        closes = [m.start() for m in self._words["closes_quote"].finditer(text, view.start, min(end + 2, view.end))]
        if not closes or self._words["opens_quote"].search(text, closes[-1] + 1, end):
            return None
        opens = text.rfind(_OPENS[text[closes[-1]]], self.article.blocks[view.block].start, closes[-1])
        return bisect_left(view.offsets, closes[-1], 0, last) if 0 <= opens <= view.start + _DRESSED else None

    def _spoken_before(self, index: int, last: int, speaker: Entity, when: str | None) -> None:
        """A quotation that went before, of several sentences, and by whom: "…。…。"某某说。"""
        view, text = self.sentences[index].view, self.article.text
        if last > 1 or not index or self.sentences[index].first:
            return
        start = self.article.blocks[view.block].start
        before = text[max(start, view.start - 4) : view.start].rstrip()
        opening = _OPENS.get(before[-1:])
        if opening is None:
            return
        begins = text.rfind(opening, start, max(start, view.start - 4) + len(before) - 1)
        for number in range(index - 1, -1, -1) if begins >= 0 else ():
            other = self.sentences[number].view
            if other.block != view.block or other.end <= begins:
                break
            self.sentences[number].scopes.append(Scope(0, len(other.masked), speaker, when, aside=False))

    def _who(self, index: int, match: re.Match) -> Entity | None:
        """Whom a matched speech names: a mention, or the person nearby that "he", "她" stands for."""
        slot = self.sentences[index].view.slots.get(match.start("who"))
        if slot:
            return slot.thing.entity
        if match.groupdict().get("house"):
            return self._house(index, match.start("who"))
        return self._person(index, match.start("who"))

    def _person(self, index: int, before: int, back: int = 6) -> Entity | None:
        """The person that "he", "she" stands for: the subject of the nearest sentence of the block that names one.

        A sentence that opens with a pronoun itself goes on about the person before it, whomever it names later.
        """
        sentence = self.sentences[index]
        pronoun = re.search(self.knowledge.cues["speech"][sentence.lang]["pronoun"], sentence.view.masked[:before], re.I)
        named = [(at, m) for at, m in sentence.view.mentions(("Person",)) if at < before]
        if named and (pronoun is None or named[0][0] < pronoun.start()):
            return named[0][1].entity
        if sentence.first and self._words["opens_quote"].match(self.article.text, sentence.view.start, sentence.view.end):
            return self._heard(sentence.view.block - 1, index - 1)
        if not back or sentence.first:
            return None
        return self._person(index - 1, len(self.sentences[index - 1].view.masked), back - 1)

    def _heard(self, block: int, last: int) -> Entity | None:
        """The only person of a block, who speaks in it: "…,” she added" in the next one is that person's."""
        people: dict[str, Entity] = {}
        said = False
        while last >= 0 and self.sentences[last].view.block == block:
            people.update({m.entity.key: m.entity for _, m in self.sentences[last].view.mentions(("Person",))})
            said = said or any(scope.speaker.type == "Person" for scope in self.sentences[last].scopes)
            last -= 1
        return next(iter(people.values())) if said and len(people) == 1 else None

    def _quote_end(self, view: View, at: int) -> int | None:
        """Where a quotation that opens here ends: it may run on over the block's next sentences."""
        place = view.offsets[at] if at < len(view.offsets) else view.end
        block = self.article.blocks[view.block]
        opening = re.compile(r"[“「\"]").search(
            self.article.text, max(view.start, place - 4), min(block.end, place + 3)
        )
        if not opening:
            return None
        closing = self.article.text.find(_CLOSES[opening.group()], opening.end(), block.end)
        return closing + 1 if closing >= 0 else block.end

    def _in_bold(self, view: View) -> bool:
        """Whether a sentence opens with a name and a colon in bold, as a turn within a paragraph does: "… **甲：**我觉得…"."""
        at = view.offsets[0] if view.offsets else view.start
        return _BOLD_TURN.match(self.article.text, max(0, at - _DRESSED)) is not None

    def _turn_lines(self) -> dict[int, Entity]:
        """The names on lines of their own that open a turn, by sentence: of those that take turns, or with the time of each."""
        lines: dict[int, Entity] = {}
        speakers: list[str] = []
        timed = 0
        for index, sentence in enumerate(self.sentences):
            if not sentence.first or sentence.block.kind not in ("paragraph", "heading"):
                continue
            if found := self._words["turn_line"].match(sentence.view.masked):
                lines[index] = sentence.view.slots[found.start("who")].thing.entity
                timed += bool(found["time"])
                speakers.append(lines[index].key)
            elif role := self._words["role_line"].match(sentence.view.masked):
                speakers.append(role.group())
        return lines if timed > 1 or 1 < len(set(speakers)) < len(speakers) else {}

    def _turn(
        self, index: int, turn: Entity | None, opened: Block | None
    ) -> tuple[Entity | None, Block | None]:
        """Interviews and transcripts: a name and a colon at the start of a block open that person's turn.

        Whose turn it is now, and the block that opened it: what an entry of a list opens ends with it.
        """
        sentence = self.sentences[index]
        view, block = sentence.view, sentence.block
        if index in self._lines:
            return self._lines[index], block
        if block.kind == "heading" or self._lines and self._words["role_line"].match(view.masked):
            return None, None
        if sentence.first or self._in_bold(view):
            if match := self._words["named_turn"].match(view.masked):
                return view.slots[match.start("who")].thing.entity, block
            if self._words["turn"].match(view.masked):
                return None, None
        if sentence.first and opened and opened.kind == "item" and not (block.kind == "item" and block.level > opened.level):
            return None, None
        return turn, opened


@functools.cache
def _speech(knowledge: Knowledge, lang: str) -> tuple[list[tuple[re.Pattern, str]], Sieve]:
    """Each pattern with where the words lie that are said: before, after or across (on both sides of it)."""
    cues = knowledge.cues["speech"][lang]
    titled = cues.get("titled", "").replace("{title}", "|".join(knowledge.cues["words"][lang]["title"]))
    for name in ("Person", "Organization"):
        titled = titled.replace(f"{{{name}}}", f"[{MARKS[name]}]")
    who = f"{titled}(?P<who>[{MARKS['Person']}{MARKS['Organization']}{MARKS['Publication']}]|(?P<house>{cues['house']})|{cues['pronoun']})"
    meant = {"who": who}
    for role, name in (("verb", "verbs"), ("post", "posts"), ("posted", "posted"), ("cited", "cited")):
        meant[role] = f"(?:{'|'.join(sorted(cues.get(name, ()), key=len, reverse=True))})"
    meant["thing"] = f"[{MARKS['Model']}{MARKS['Product']}{MARKS['Organization']}]"
    near = f"[^{MARKS['Person']},"  # "the lab's chief scientist ‹person› said": no gap runs over a person
    found = []
    for where in ("before", "across", "after"):
        for pattern in cues[where]:
            full = pattern.replace("[^,", near)
            for role, words in meant.items():
                full = full.replace(f"{{{role}}}", words)
            found.append((compiled(full, re.I), where))
    return found, sieve_of(f"speech-{lang}", [regex for regex, _ in found])
