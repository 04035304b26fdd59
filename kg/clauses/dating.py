"""When a claim was: the date that its words, its frame or its kind give it, of those that the article has."""

from __future__ import annotations

import re
from typing import Any

from kg import regexes
from kg.clauses import figures, roles, together
from kg.clauses.frames import Compiled, place_of
from kg.discourse.context import Context
from kg.entities.cues import patterns
from kg.entities.masking import MARKS, clause
from kg.knowledge import Kind
from kg.model import Entity

_OPENED = re.compile(f"[^,;。{MARKS['date']}]{{0,14}}{MARKS['date']}")
_DATED = re.compile(f"[^,;。{MARKS['date']}]{{0,14}}{MARKS['date']}[^,;。{MARKS['date']}]{{0,8}}, ?$")


def of_match(
    context: Context, index: int, compiled: Compiled, match: re.Match, values: dict, things: tuple[Entity, ...], number: Any = None
) -> str | None:
    """The claim's date. Kinds with `time = "event"` also take the date of the sentence before, or of present-day news."""
    kind, when = compiled.kind, compiled.frame.option("time")
    if own := together.date_of(context, index, match, things) or _in_order(context, index, compiled, match, number):
        return own
    date = next(iter(roles.things_in(context.sentences[index].view, match, "D", ("date",))), None)
    if date is not None:
        return date.value
    cue, at = place_of(match, "cue"), figures.place_of(context.sentences[index].view, number) if number else -1
    found = time_of(context, index, kind, match.start(), match.end(), values, things, when, cue, at)
    news = (when or kind.settings.get("time")) == "event" and not is_timeless(kind, values)
    if found and _is_foretold(context, index, kind, match):
        return None
    if found and compiled.frame.option("ends"):
        return _end_of(context, index, found)
    if found is None and news and patterns(context.knowledge, "claims")["present"].search(match.groupdict().get("cue") or ""):
        return context.times.days  # news in the present tense is of the article's own days
    return found


def _is_foretold(context: Context, index: int, kind: Kind, match: re.Match) -> bool:
    """Whether the date before a match's words is when it was foretold, none behind: "In May Acme hinted at the launch of Zorb"."""
    sentence = context.sentences[index]
    words = kind.settings.get("foretold", {}).get(sentence.lang)
    if not words:
        return False
    masked, (first, last) = sentence.view.masked, clause(sentence.view, match.start(), match.end())
    told = regexes.at_hand(words, re.I).search(masked, first, match.end())
    return told is not None and MARKS["date"] not in masked[told.end() : last]


def _in_order(context: Context, index: int, compiled: Compiled, match: re.Match, number: Any) -> str | None:
    """The date of one of several numbers that are told in the order of dates."""
    role = compiled.role("N")
    if number is None or role is None or match.start("N") < 0 or not together.in_order(context, context.sentences[index].view, match):
        return None
    numbers = together.numbers_in_order(context, context.sentences[index].view, match, role.types)
    dates = together.dates_of(context, index, match, numbers) if number in numbers else []
    return dates[numbers.index(number)] if dates else None


def _end_of(context: Context, index: int, date: str) -> str:
    """When the time ends whose beginning is a date of a sentence: to what a figure rose "from May to July" it rose in July."""
    view = context.sentences[index].view
    ends = [thing.end_value for thing in view.things(0, len(view.masked), ("date",)) if thing.value == date and thing.end_value]
    return str(ends[0]) if ends else date


def is_timeless(kind: Kind, values: dict) -> bool:
    """Whether what these values say holds once and for all."""
    timeless = kind.settings.get("timeless")
    return timeless is not None and any(values.get(name) in some for name, some in timeless.items())


def time_of(
    context: Context,
    index: int,
    kind: Kind,
    start: int,
    end: int,
    values: dict,
    things: tuple[Entity, ...] = (),
    when: str | None = None,
    cue: int = -1,
    number: int = -1,
) -> str | None:
    """The date of a claim about these things in a masked run, by what its frame or else its kind says of time."""
    when = when or kind.settings.get("time", "sentence")
    if when == "none" and is_told(context, index, kind, start, end + len(" since d")):
        when = "clause"
    if when == "none" and says(context, index, kind, "made", start, end):
        return context.times.behind(index, end) or _of_clause(context, index, start, end)
    if is_timeless(kind, values):
        return _in_brackets(context, index, start, end) or _of_clause(context, index, start, end)
    if when == "none":
        held = _of_clause(context, index, start, end) or context.times.then(index, start, end) if kind.settings.get("held") else None
        return held if held and held <= (context.article.date or held)[: len(held)] else _now(context, index, kind, start, end)
    told = when == "sentence" and is_told(context, index, kind, start, end)
    if told or when == "sentence" and context.times.leads(index, start):
        when = "event"
    if when == "speech":
        said = context.said_at(index, start, end)
        return context.times.at(index, start, end) or (said.when if said else None)
    if when == "above":
        return context.times.inherited(index) or _of_clause(context, index, start, end) or context.times.ranked(index)
    if when == "clause":
        return _alone(context, index, kind, start, end, cue) or _now(context, index, kind, start, end)
    found = context.times.at(index, start, end, carried=when == "event", cue=cue, number=number)
    if found is None and (told or kind.settings.get("current")):
        found = context.times.current(index, end if told else None)
    if found is None and when == "sentence":
        found = context.times.fresh(index, start, end, things) or (context.times.titled(index, end) if kind.settings.get("titled") else None)
        return found or _now(context, index, kind, start, end)
    return found or (context.times.news(index, end, things) or context.times.logged(things) if when == "event" else None)


def _alone(context: Context, index: int, kind: Kind, start: int, end: int, cue: int) -> str | None:
    """The one date of the clause of a masked run: a course turns over years, a date elsewhere in the sentence is of something else."""
    view = context.sentences[index].view
    first, last = clause(view, start, end)
    if opening := _DATED.search(view.masked, 0, first):  # "In 2019, Acme …" is one clause
        first = opening.start()
    if own := context.times.behind(index, end):
        return own
    dates = view.things(context.times.turn(index, first, end, cue if cue >= 0 else end), last, ("date",))
    if not view.things(0, len(view.masked), ("date",)) and is_told(context, index, kind, start, end):
        return context.times.inherited(index) or context.times.news(index, end)
    if len(dates) > 1 and (joint := patterns(context.knowledge, "when")["onward"].search(view.masked, end, last)):
        dates = [d for d in dates if d in view.things(first, joint.start(), ("date",))]
    if not dates and kind.settings.get("held") and _OPENED.match(view.masked):  # "2016年她回国，就职于…"
        return _of_clause(context, index, start, end)
    return dates[0].value if len(dates) == 1 else None


def _now(context: Context, index: int, kind: Kind, start: int, end: int) -> str | None:
    """The article's month for what a masked run says to be so now ("now works at", "现任")."""
    return context.times.month(index, end) if says(context, index, kind, "now", max(0, start - len("she now ")), end) else None


def _in_brackets(context: Context, index: int, start: int, end: int) -> str | None:
    """The one date in the brackets that a masked run ends in: "BERT（2018年，3.4亿）" had so many then."""
    view = context.sentences[index].view
    left = view.masked.rfind("(", start, end)
    right = view.masked.find(")", left)
    dates = view.things(left, right, ("date",)) if 0 <= left < right and right >= end - 1 else []
    return dates[0].value if len(dates) == 1 else None


def _of_clause(context: Context, index: int, start: int, end: int) -> str | None:
    """The one date of the clause that a masked run stands in, or that opens it or the sentence: "In May 2023, Acme's head said …"."""
    view = context.sentences[index].view
    first, last = clause(view, start, end)
    told = context.times.told_of(index, start, end, ended=False)
    dates = [d for at, d in told if first <= at < last]
    if not dates and (opening := patterns(context.knowledge, "when")["fronted"].search(view.masked, 0, first)):
        dates = [d for at, d in told if opening.start() <= at < last]
    if not dates and _OPENED.match(view.masked):
        dates = [d for _, d in told]
    return dates[0].value if len(dates) == 1 else None


def is_told(context: Context, index: int, kind: Kind, start: int, end: int) -> bool:
    """Whether a masked run tells that something came about ("has open-sourced", "已接入"), not that it is so."""
    return says(context, index, kind, "told", start, end)


def says(context: Context, index: int, kind: Kind, name: str, start: int, end: int) -> bool:
    """Whether a masked run has one of the words that a kind gives for each language."""
    sentence = context.sentences[index]
    words = kind.settings.get(name, {}).get(sentence.lang)
    return bool(words) and regexes.at_hand(words, re.I).search(sentence.view.masked[start:end]) is not None
