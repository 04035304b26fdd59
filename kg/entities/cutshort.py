"""New names that were cut at the wrong place: within a word, at a date's figure, behind the first half of a person's name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kg.entities.cues import patterns
from kg.knowledge import Knowledge, unlisted
from kg.model import Mention

_LETTERS = re.compile(r"[A-Za-zÀ-ſ]{1,20}")
_ACCENTED = re.compile(r"[À-ÖØ-öø-ſ]")
_DATED = re.compile(r"\d{1,4}\Z")
_DATE = re.compile(r"\s?[年月日号]")
_BEFORE_LATIN = re.compile(r"(?<=[\u4e00-\u9fff])\s?(?P<words>(?:(?!(?:AI|App|CEO|CTO|GPU|API|VC|IT) )[A-Z][A-Za-z0-9]{1,15} ){1,2})\Z")
_REACH = 36  # characters back in which the words before a name of Latin letters stand
_DOTS = "·・•"


def mended(knowledge: Knowledge, text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions, new names as the text has them; what only tells of a thing ("AI-powered …") is none."""
    out: list[Mention] = []
    words = patterns(knowledge, "names")
    for m in mentions:
        if not m.entity.known:
            if words["no_name"].match(text, m.start, m.end):
                continue
            m = _bounded(text, m, out[-1].end if out else 0, words["post_before"])
        before = out[-1] if out else None
        if before and m.entity.type == before.entity.type == "Person" and not before.entity.known and _is_second_half(text, before, m):
            m = replace(out.pop(), end=m.end, entity=m.entity)
        out.append(m)
    return out


def _is_second_half(text: str, first: Mention, second: Mention) -> bool:
    """Whether a person's mention goes on with another's behind a dot: 戴米斯·哈萨比斯."""
    return second.start == first.end + 1 and text[first.end] in _DOTS


def _bounded(text: str, m: Mention, free: int, post: re.Pattern[str]) -> Mention:
    """A new name's mention from the beginning of its first word to the end of its last one. `free`: what is taken before it."""
    start, end = m.start, m.end
    if m.entity.type == "Person" and (figure := _DATED.search(text, start, end)) and _DATE.match(text, end):
        end = figure.start()  # 林剑2月7日
    if _ACCENTED.match(text, end) and text[end - 1].isascii() and text[end - 1].isalpha() and (more := _LETTERS.match(text, end)):
        end = more.end()  # "Jalapeño"
    if m.entity.type == "Organization":
        if told := post.match(text, start, end):
            start = told.end()  # "Founder and CEO of Zorb Labs"
        first = max(free, start - _REACH, text.rfind("\n", 0, start) + 1)
        if text[start].isascii() and (lead := _BEFORE_LATIN.search(text, first, start)):
            start = lead.start("words")  # 电信公司Sweet Free Telecom
    if (start, end) == (m.start, m.end) or end <= start:
        return m
    return Mention(start, end, unlisted(m.entity.type, text[start:end]), m.by)
