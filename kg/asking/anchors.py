"""Times that a question tells by a thing: "after DeepSeek-R1", "since ChatGPT came out", GPT-4之前: since when it was out."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from kg.asking import query
from kg.asking.linking import linked
from kg.asking.wordlist import form
from kg.errors import NotFound

RELEASES = "releases"  # the query that tells when something came out
OUT = ("Model", "Product")  # types of what comes out; of a vendor it is what it is known for
PLACES = ("model", "vendor")  # the parameters for the two


@dataclass(frozen=True, slots=True)
class Anchor:
    """A thing by which a time is told: what it is called, when it was out, and the call that tells that."""

    name: str
    day: str
    call: str


def anchored(store: Any, question: str, known: Mapping[str, tuple[str, str]]) -> tuple[str, Anchor | None]:
    """The question with a day for the thing by which it tells a time; as it is, and None, where it tells none or no day is known."""
    text = unicodedata.normalize("NFKC", question)
    for name, kind, (word, first, last) in _tellings(text, known):
        if word == "until" and kind not in OUT:
            continue  # what a vendor did "before" is what it did once
        for place in PLACES if kind in OUT else PLACES[::-1]:
            with suppress(NotFound):
                if found := _day(store, name, place):
                    return f"{text[:first]} {word} {found.day} {text[last:]}".strip(), found
    return question, None


def told_by(question: str, known: Mapping[str, tuple[str, str]]) -> str:
    """The thing by which a question tells a time, "" for none."""
    return next((name for name, kind, _ in _tellings(unicodedata.normalize("NFKC", question), known) if kind in OUT), "")


def _tellings(text: str, known: Mapping[str, tuple[str, str]]) -> Iterator[tuple[str, str, tuple[str, int, int]]]:
    """The things by which a text tells a time, each with its type, and from or until it with the place of the words that say so."""
    for start, end, (name, kind) in linked(text, known):
        if kind in (*OUT, "Organization") and (told := _told(text, start, end)):
            yield name, kind, told


def _told(text: str, start: int, end: int) -> tuple[str, int, int] | None:
    """Whether a time is told from or until a thing at this place, and the place of the words that tell it."""
    for sort in ("since", "until"):
        ahead, behind = form("anchors", f"{sort}_ahead", re.I).search(text[:start]), form("anchors", "out", re.I).match(text, end)
        if ahead:
            return sort, ahead.start(), behind.end() if behind else end
        if after := form("anchors", f"{sort}_behind", re.I).match(text, end):
            return sort, start, after.end()
    return None


def _day(store: Any, name: str, place: str) -> Anchor | None:
    """When a thing came out by what most sources tell; of a vendor the thing that most tell of."""
    given = {place: name}
    rows = [row for row in query.run(store, RELEASES, given).dicts() if row.get("time") and not (row.get("negated") or row.get("modality"))]
    if place == PLACES[1]:
        weight = Counter[str]()
        for row in rows:
            weight[str(row["model"])] += row.get("articles") or 1
        best = max(weight, key=weight.__getitem__, default="")
        rows, name, given = [row for row in rows if row["model"] == best], best, {"model": best}
    days = Counter[str]()
    for row in rows:
        days[str(row["time"])] += row.get("origins") or 1
    if not days:
        return None
    return Anchor(name, max(days, key=lambda day: (sum(_alike(day, days)), len(day), day)), query.call(RELEASES, given))


def _alike(day: str, days: Mapping[str, int]) -> Iterator[int]:
    """How many tell this day, or less or more exactly the same."""
    return (count for other, count in days.items() if day.startswith(other) or other.startswith(day))
