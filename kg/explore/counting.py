"""Claims counted by what they are about, the month of their article and its language: what a trend is drawn from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kg.explore.columns import LANGS, NONE, Columns
from kg.explore.numbers import of_nodes

if TYPE_CHECKING:
    import numpy as np

COURSES = ("open", "closed", "hybrid")
COURSE_KINDS = ("strategy", "argument", "stance", "shift")  # kinds that speak of a course
ENDS = ("subject", "object", "speaker")


def aspects(held: Columns) -> tuple[list[str], np.ndarray]:
    """The aspects, and for each claim the place of the one that it argues about, NONE for others."""
    told = {place: text.split("|")[2] for place, text in enumerate(held.sayings) if text.count("|") == 2}
    return _said(held, told, ("argument",))


def courses(held: Columns) -> tuple[list[str], np.ndarray]:
    """The courses, and for each claim the place of the one that it speaks of: after a change the new one."""
    told = {place: text.partition(">")[2] or text.partition("|")[0] for place, text in enumerate(held.sayings)}
    return _said(held, {place: one for place, one in told.items() if one in COURSES}, COURSE_KINDS)


def _said(held: Columns, told: dict[int, str], kinds: Sequence[str]) -> tuple[list[str], np.ndarray]:
    import numpy as np

    names = sorted(set(told.values()))
    place = np.full(len(held.sayings) + 1, NONE, dtype=np.int32)  # the last for NONE, which is -1
    for saying, name in told.items():
        place[saying] = names.index(name)
    return names, np.where(held.of_kinds(kinds), place[held.said], NONE)


def vendors(held: Columns, keep: np.ndarray) -> np.ndarray:
    """For each node in how many of these claims (a mask) it stands, where it is an organization; 0 for others."""
    import numpy as np

    counts = np.zeros(len(held.nodes), dtype=np.int64)
    for claims, nodes in ends(held):
        counts += np.bincount(nodes[keep[claims]], minlength=len(counts))
    return np.where(held.of_types(("Organization",)), counts, 0)


def ends(held: Columns) -> list[tuple[np.ndarray, np.ndarray]]:
    """(claims, nodes) for each role, a node that stands in two roles of a claim in the first of them alone."""
    import numpy as np

    roles = [getattr(held, role) for role in ENDS]
    found = []
    for i, role in enumerate(roles):
        fresh = role >= 0
        for before in roles[:i]:
            fresh &= role != before
        claims = np.flatnonzero(fresh)
        found.append((claims, role[claims]))
    return found


def of_vendor(held: Columns, node: int) -> np.ndarray:
    """The places of the claims in which this node stands."""
    import numpy as np

    return np.flatnonzero(np.any([of_nodes(getattr(held, role), [node]) for role in ENDS], axis=0))


def months(held: Columns) -> np.ndarray:
    """For each article its month as a number since year 0, -1 for one without a date; a year alone is its January."""
    import numpy as np

    day = held.day.astype(np.int64)
    return np.where(day > 0, day // 10_000 * 12 + day // 100 % 100 - 1, -1)


def by_period(held: Columns, articles: np.ndarray, first: int, size: int, long: int) -> dict[str, list[int]]:
    """Language → how many of these (one article for each thing counted) fall into each of `size` periods.

    `first`: the month in which the first period begins; `long`: how many months a period has.
    """
    import numpy as np

    month = months(held)[articles]
    period, spoken = (month - first) // long, held.spoken[articles]
    inside = (month >= 0) & (period >= 0) & (period < size)
    return {lang: np.bincount(period[inside & (spoken == i)], minlength=size).tolist() for i, lang in enumerate(LANGS)}
