"""What lanes of the timeline are made of: marks counted in columns, and the first words of each mark that is shown."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg.explore import chosen
from kg.explore.columns import Columns, columns
from kg.explore.numbers import distinct, first_of_each, of_nodes
from kg.explore.snapshot import Snapshot

if TYPE_CHECKING:
    import numpy as np

Row = dict[str, Any]
Support = tuple[int, int, int]  # claims, articles, origins
Turns = Mapping[tuple[str, str, str, bool], Support]
MARKS = 40  # releases shown in a lane, the best supported
WORDS = 6  # claims read for a mark, the earliest: who wants more opens it
MADE, COURSES = ("release", "develops"), ("strategy", "shift")
KINDS = MADE + COURSES


@dataclass(frozen=True, slots=True)
class Read:
    """What is read for some lanes.

    `rows`: claims of the vendors; `states`: of the openness of `things`; of both the first words of each mark alone.
    How much stands behind a mark in all: `releases` by (vendor, thing), `statuses` by (thing, status), `turns` by
    (vendor, course or change, time of a course, denied). `times`: how often which date is told of a release; `left`:
    vendor → releases that are not shown.
    """

    rows: list[Row]
    states: list[Row]
    things: list[str]
    releases: dict[tuple[str, str], Support]
    statuses: dict[tuple[str, str], Support]
    turns: Turns
    times: dict[tuple[str, str], Counter[str]]
    left: dict[str, int]


def told(support: Support | None) -> Row:
    """How much stands behind a mark, as the page takes it; nothing where it was not counted."""
    return dict(zip(("claims", "articles", "origins"), support, strict=True)) if support else {}


def read_lanes(at: Snapshot, vendors: Sequence[str]) -> Read:
    """The best supported releases of each vendor with their first words, and its course."""
    import numpy as np

    held = columns(at)
    mine = of_nodes(held.subject, chosen.numbers(held, vendors))
    words, releases, left = _released(held, np.flatnonzero(mine & held.of_kinds(MADE) & ~held.denied & (held.object >= 0)))
    first, turns = _turned(held, np.flatnonzero(mine & held.of_kinds(COURSES) & (held.modal == 0)))
    made = sorted({thing for _, thing in releases})
    about = of_nodes(held.subject, chosen.numbers(held, made))
    states = np.flatnonzero(about & held.of_kinds(("openness",)) & held.as_so & (held.said >= 0))
    said, statuses = _stated(held, states)
    return Read(
        chosen.light(at, np.union1d(_first(held, words, _pair(held, words)), first)), chosen.light(at, said), made,
        releases, statuses, turns, _times(held, words), left,
    )  # fmt: skip


def _released(held: Columns, places: np.ndarray) -> tuple[np.ndarray, dict[tuple[str, str], Support], dict[str, int]]:
    """The claims of the releases that are shown, what stands behind each, and how many of each vendor are not."""
    import numpy as np

    size = max(len(held.nodes), 1)
    marks, group, counts = counted(held, places, _pair(held, places))
    order = np.lexsort((marks, *counts))
    kept = order[first_of_each((marks // size)[order], MARKS)]
    found = {(held.nodes[int(marks[i] // size)], held.nodes[int(marks[i] % size)]): _at(counts, i) for i in kept.tolist()}
    every = Counter((marks // size).tolist())
    shown = Counter((marks[kept] // size).tolist())
    left = {held.nodes[vendor]: n - shown[vendor] for vendor, n in every.items()}
    return places[np.isin(group, kept)], found, left


def _turned(held: Columns, places: np.ndarray) -> tuple[np.ndarray, Turns]:
    """The first words of each course and change, and what stands behind each."""
    import numpy as np

    places = places[held.said[places] >= 0]
    course = held.of_kinds(("strategy",))[places]
    time = np.where(course, held.time[places], 0).astype(np.int64)
    said = held.subject[places].astype(np.int64) * len(held.sayings) + held.said[places]
    _, code = np.unique(np.stack([said, time, held.denied[places]]), axis=1, return_inverse=True)
    code = code.reshape(-1)
    _, group, counts = counted(held, places, code)
    firsts = np.unique(group, return_index=True)[1].tolist()
    turns = {
        (
            held.nodes[int(held.subject[places[i]])], held.sayings[int(held.said[places[i]])],
            chosen.date_of(int(time[i])) or "", bool(held.denied[places[i]]),
        ): _at(counts, int(group[i]))
        for i in firsts
    }  # fmt: skip
    # a change may be told with several times: the words of each are read
    return _first(held, places, code * 100_000_000 + held.time[places]), turns


def _stated(held: Columns, places: np.ndarray) -> tuple[np.ndarray, dict[tuple[str, str], Support]]:
    """The first words of each status of each thing, and what stands behind each."""
    code = held.subject[places].astype("int64") * max(len(held.sayings), 1) + held.said[places]
    codes, _, counts = counted(held, places, code)
    found = {
        (held.nodes[one // len(held.sayings)], held.sayings[one % len(held.sayings)]): _at(counts, i)
        for i, one in enumerate(codes.tolist())
    }
    return _first(held, places, code), found


def _pair(held: Columns, places: np.ndarray) -> np.ndarray:
    """Subject and object of each claim as one number."""
    return held.subject[places].astype("int64") * max(len(held.nodes), 1) + held.object[places]


def _first(held: Columns, places: np.ndarray, code: np.ndarray) -> np.ndarray:
    """Of each group the claims of the earliest articles, so many as are read."""
    import numpy as np

    days = held.day[held.article[places]]
    order = np.lexsort((places, np.where(days > 0, days, 99_999_999)))
    return places[order][first_of_each(code[order], WORDS)]


def counted(held: Columns, places: np.ndarray, code: np.ndarray) -> tuple[np.ndarray, np.ndarray, tuple[np.ndarray, ...]]:
    """The different codes, for each claim the place of its own, and of each its claims, articles and origins, negative."""
    import numpy as np

    codes, group, claims = np.unique(code, return_inverse=True, return_counts=True)
    many = len(held.articles) + 1
    articles, origins = (
        np.bincount(distinct(group.astype(np.int64) * many + column[places]) // many, minlength=len(codes))
        for column in (held.article, held.origin)
    )
    return codes, group, (-claims, -articles, -origins)


def _at(counts: tuple[np.ndarray, ...], place: int) -> Support:
    claims, articles, origins = (-int(column[place]) for column in counts)
    return claims, articles, origins


def _times(held: Columns, places: np.ndarray) -> dict[tuple[str, str], Counter[str]]:
    """How often which date is told of each release."""
    found: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    dated = places[held.of_kinds(("release",))[places] & (held.time[places] > 0)]
    for maker, made, day in zip(*(column[dated].tolist() for column in (held.subject, held.object, held.time)), strict=True):
        found[held.nodes[maker], held.nodes[made]][chosen.date_of(day) or ""] += 1
    return found
