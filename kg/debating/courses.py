"""Who moved from open to closed: worked out of what is told of a vendor, each thing that matters to it counted once.

A told row has facets: what it says that a course hangs on. All that is asked of many rows is asked of their facets, so a
vendor of whom a hundred thousand rows tell costs what a few hundred models and times cost.
"""

from __future__ import annotations

import hashlib
import json
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Protocol

from kg.listing.steps import Row, early, origins_of, span_of
from kg.reuse.voices import Span
from kg.store import Store

SIDES = {"open": 1, "restricted": 1, "partial": 0, "api": -1, "closed": -1}  # are the weights out, in part, or not
# where sources disagree about one model at one time, and as many say the one as the other: the one that tells more
TELLING = {"restricted": 0, "partial": 1, "api": 2, "open": 3, "closed": 4}
COURSE = 24  # months: a vendor that opened again sooner had taken a turn, not a course
SAYING = 20  # origins whose own words are shown for a change that sources tell; all of them are counted
_VERSION = re.compile(r"v?\d+(?:\.\d+)*(?:x\d+)?[a-z]?(?![a-z])")
_BETWEEN = re.compile(r"[\W_]+")

Name = tuple[str, ...]
_SAID = ("part", "vendor", "thingId", "thing", "status", "from", "to", "time", "released", "speaker")


# --- facets ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Facet:
    """What several rows share: how many there are, in how many articles, of how many origins.

    `first`: the earliest of them, as whoever counted them finds it again; `label`: what that row calls its thing.
    """

    name: Name
    claims: int
    articles: int
    origins: int
    label: str
    first: Any


@dataclass(frozen=True, slots=True)
class Saying:
    """A row that says that a vendor moved from open to closed: when, in which article, of which origin."""

    time: str
    article: Any
    origin: Any
    row: Any  # as whoever counted it finds it again


class Told(Protocol):
    """What is told of one vendor."""

    def facets(self) -> list[Facet]:
        """All facets, each once."""

    def saying(self) -> Iterable[Saying]:
        """The rows that say that the vendor moved from open to closed, the earliest first."""

    def row(self, found: Any) -> Row:
        """A row that was found: `first` of a facet, `row` of a saying."""


def facets_of(row: Row) -> Iterator[Name]:
    """The names of a told row's facets.

    Rows have a `part`: `shift` (from, to, negated), `strategy` (to, negated) or `step` (thingId, thing, status, released),
    and vendorId, vendor, time, article, date, start, end.
    """
    yield ("vendor", row["vendor"])
    if row["part"] == "step":
        # without a time of its own a status is taken to hold from the release; one that has a time tells more
        yield ("step", row["thingId"], row["time"] or row["released"] or "", "dated" if row["time"] else "", row["status"])
        return
    closes = row["part"] == "shift" and row["from"] in ("open", "hybrid") and row["to"] == "closed"
    if row["negated"]:
        if closes:
            yield ("denied",)
        return
    if closes:
        yield ("closing", row["time"] or "")
    if row["to"] != "closed" and row["part"] == "shift":
        yield ("turn", row["time"] or row["date"] or "")
    if row["to"] != "closed" and row["part"] == "strategy" and row["time"]:
        yield ("opening", row["time"])
    if not row["time"]:
        yield ("undated", "closed" if row["to"] == "closed" else "other")


def tie_of(row: Row) -> int:
    """A number by which rows of one passage stand in order, whichever came first: a hash of what they say."""
    said = json.dumps([row.get(key) for key in _SAID], ensure_ascii=False)
    return int.from_bytes(hashlib.blake2b(said.encode(), digest_size=8).digest(), "big", signed=True)


def _standing(row: Row) -> tuple[Any, ...]:
    return (*early(row)[:4], tie_of(row))


class _InMemory:
    """What rows at hand tell of a vendor. `found`: where each row's evidence comes from."""

    def __init__(self, rows: Iterable[Row], found: dict[Span, str]) -> None:
        self._found = found
        self._rows: dict[Name, list[Row]] = defaultdict(list)
        for row in sorted(rows, key=_standing):
            for name in facets_of(row):
                self._rows[name].append(row)

    def facets(self) -> list[Facet]:
        return [
            Facet(name, len(rows), len({row["article"] for row in rows}), len(set(map(self._origin, rows))), rows[0].get("thing") or "", rows[0])
            for name, rows in self._rows.items()
        ]

    def saying(self) -> Iterable[Saying]:
        rows = [(name[1], row) for name, rows in self._rows.items() if name[0] == "closing" for row in rows]
        return [Saying(time, row["article"], self._origin(row), row) for time, row in sorted(rows, key=lambda pair: _standing(pair[1]))]

    def row(self, found: Any) -> Row:
        return dict(found)

    def _origin(self, row: Row) -> str:
        return self._found[span_of(row)]


# --- vendors ---------------------------------------------------------------------------------------------------------


def movers(rows: list[Row], store: Store) -> list[Row]:
    """Vendors that moved from open to closed, with the evidence: `said` by a source, or `derived` from their models.

    The rows are those of `facets_of`. The rules stand in queries/open-to-closed.rq.
    """
    found = origins_of(rows, store)
    vendors: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        vendors[row["vendorId"]].append(row)
    moves = [move for vendor, group in vendors.items() for move in moves_of(vendor, _InMemory(group, found))]
    return sorted(moves, key=lambda row: (row["vendor"].casefold(), row["vendorId"], row["place"]))


def moves_of(vendor: str, told: Told) -> list[Row]:
    """The rows that show that a vendor (IRI) moved from open to closed, in order; none where it did not.

    `place`: by what they stand in order.
    """
    facets: dict[str, list[Facet]] = defaultdict(list)
    for facet in told.facets():
        facets[facet.name[0]].append(facet)
    rows = [*_said(facets, told), *_derived(facets, told)]
    label = _name(facets["vendor"]) if rows else ""
    return [{**row, "vendorId": vendor, "vendor": label} for row in rows]


def _name(facets: Iterable[Facet]) -> str:
    """What most rows call the vendor."""
    return min(facets, key=lambda facet: (-facet.claims, facet.name[1])).name[1]


def later(one: str, other: str) -> bool:
    """Whether a date cut to what is known is surely later than another: 2023-03 is not later than 2023."""
    return one > other and not one.startswith(other)


def _after(dates: Sequence[str], date: str) -> int:
    """Where among sorted dates those begin that are surely `later`: those that begin with the date stand before them."""
    return bisect_left(dates, f"{date}~") if date else len(dates)


# --- what sources say ------------------------------------------------------------------------------------------------


def _said(facets: dict[str, list[Facet]], told: Told) -> Iterator[Row]:
    """One row for each of the first origins that say so; the same passage in another article is counted, not shown again."""
    if not facets["closing"]:
        return
    denied = sum(facet.origins for facet in facets["denied"])
    opening = sorted(facet.name[1] for facet in facets["turn"])
    voices: dict[Any, list[Saying]] = defaultdict(list)
    for saying in told.saying():
        voices[saying.origin].append(saying)
    for group in list(voices.values())[:SAYING]:
        row = told.row(group[0].row)
        since = min((one.time for one in group if one.time), default=None)
        back = opening[_after(opening, since or row["time"] or row["date"] or "") :]
        yield {
            **row,
            "since": since,
            "when": since,
            "basis": "said",
            "step": f"{row['from']} → {row['to']}",
            "articles": len({one.article for one in group}),
            "origins": len(voices),
            "denied": denied,
            "reopened": back[0] if back else None,
            "place": f"0\t{row['date'] or '9999'}\t{row['article']}\t{row['start']:09d}\t{row['end']:09d}",
        }


# --- what its own models tell ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Step:
    """What is said about one model at one time."""

    when: str
    thing: str
    status: str
    told: Facet

    @property
    def label(self) -> str:
        """What the earliest source calls the model."""
        return self.told.label

    @property
    def side(self) -> int:
        """1 where the weights are out, 0 where parts are, -1 where they are not."""
        return SIDES[self.status]


def _derived(facets: dict[str, list[Facet]], told: Told) -> list[Row]:
    """The steps of a vendor whose models were open and then closed, in order of time; nothing for any other vendor."""
    steps = _chain(facets["step"])
    for since, opened_again in _closed_windows(steps):
        stays, turned = _turned(facets, since)
        if stays:  # a later time, in which it was told of as open again, was no course, and takes none from one before
            reopened = min((when for when in (opened_again, turned) if when), default=None)
            shown = [step for step in steps if reopened is None or not later(step.when, reopened)]
            return [{**_shown(step, since, told), "reopened": reopened} for step in shown]
    return []


def _shown(step: Step, since: str, told: Told) -> Row:
    return {
        **told.row(step.told.first),
        "from": "open",
        "to": "closed",
        "since": since,
        "when": step.when,
        "basis": "derived",
        "step": f"{step.label}: {step.status}",
        "articles": step.told.articles,
        "origins": step.told.origins,
        "denied": 0,
        "place": f"1\t{step.when}\t{step.label.casefold()}\t{step.thing}",
    }


def _chain(facets: Iterable[Facet]) -> list[Step]:
    """Each model at each time once, with the status that most independent origins give it, in order of time."""
    things: dict[str, list[Facet]] = defaultdict(list)
    for facet in facets:
        things[facet.name[1]].append(facet)
    steps = []
    for thing, found in things.items():
        dated = [facet for facet in found if facet.name[3]]
        timed = sorted((facet for facet in dated or found if facet.name[2]), key=lambda facet: facet.name[2])
        for when, group in groupby(timed, key=lambda facet: facet.name[2]):
            told = min(group, key=lambda facet: (-facet.origins, TELLING[facet.name[4]]))
            steps.append(Step(when, thing, told.name[4], told))
    return sorted(steps, key=lambda step: (step.when, step.label.casefold(), step.thing))


def _closed_windows(steps: Sequence[Step]) -> Iterator[tuple[str, str | None]]:
    """The times in which a vendor that had been open was closed, the latest first: since when, and when it opened again.

    A time that ended sooner than COURSE was no course; one that lasts until today is, however short. The steps are in order.
    """
    opened = [step for step in steps if step.side > 0]
    closed = [step for step in steps if step.side < 0]
    whens = [step.when for step in closed]
    ends: list[str | None] = [*(step.when for step in opened[1:]), None]
    for at in range(len(opened) - 1, -1, -1):
        end = ends[at]
        until = len(closed) if end is None else bisect_left(whens, end)
        between = [step for step in closed[_after(whens, opened[at].when) : until] if end is None or later(end, step.when)]
        if between and _is_course(opened[: at + 1], between) and (end is None or lasting(between[0].when, end)):
            yield between[0].when, end


def lasting(since: str, until: str) -> bool:
    """Whether two dates cut to what is known lie COURSE months or more apart."""

    def months(date: str) -> int:
        return int(date[:4]) * 12 + int(date[5:7] or 1)

    return months(until) - months(since) >= COURSE


def line_of(label: str) -> str:
    """A model's line: its name without version and size: `GPT-3.5` follows `GPT-2`, `Qwen-Max` no `Qwen-7B`."""
    return _BETWEEN.sub("", _VERSION.sub("", label.casefold()))


def _is_course(opened: Sequence[Step], closed: Sequence[Step]) -> bool:
    """Whether the closed models are a course: two of them, or one that follows an open one in its own line."""
    if len({step.thing for step in closed}) > 1:
        return True
    lines = {line_of(step.label) for step in opened}
    return any(line_of(step.label) in lines for step in closed)


def _turned(facets: dict[str, list[Facet]], since: str) -> tuple[bool, str | None]:
    """Whether the vendor's move stands, and when something says that it opened again much later.

    It does not stand where it opened sooner than that, or where more origins tell of an open course than of a closed one.
    """
    turns = [when for facet in facets["turn"] if later(when := facet.name[1], since) or not when]
    turns += [when for facet in facets["opening"] if later(when := facet.name[1], since)]
    if any(not when or not lasting(since, when) for when in turns):
        return False, None
    said = {facet.name[1]: facet.origins for facet in facets["undated"]}
    return said.get("other", 0) <= said.get("closed", 0), min(turns, default=None)
