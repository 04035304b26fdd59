"""The network in tiers: what is argued, who argues, the courses, the vendors; each from open to closed, none over another."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from kg.networks import layout as spectrum

if TYPE_CHECKING:
    import networkx as nx

Points = dict[str, tuple[float, float]]
TIERS = (("Aspect",), ("Person", "Publication"), ("Strategy",), ("Organization",), ("Model", "Group", "Product"), ())  # (): all others
WIDE = 600.0  # half of the width of a tier of few things
FULL = 70  # things from which on tiers grow wider
LEAST = 0.24  # of the width, for each of the three parts however few stand there
CELL = (124.0, 62.0)  # the room of a thing with its name
STEP = CELL[0] / 4  # between places that are tried
BETWEEN = 44.0  # from one tier to the next
EDGES = (-1 / 3, 1 / 3)  # leaning between which a thing stands by the middle course


def place(graph: nx.MultiDiGraph) -> Points:
    """Tier below tier. From left to right things stand in the order of their leaning, and in the part of the course that they lean to.

    A part is as wide as many things stand in it, so that a debate of mostly open vendors is not squeezed into a third.
    """
    lean = spectrum.leanings(graph)
    wide = WIDE * math.sqrt(max(1.0, len(graph) / FULL))
    parts = _parts([[lean[name] for name in graph if graph.nodes[name]["type"] in types] for types in TIERS if not {*types} & {*spectrum.HUBS}], wide)
    points: Points = {}
    top = 0.0
    named = {kind for types in TIERS for kind in types}
    for types in TIERS:
        names = sorted(n for n in graph if (graph.nodes[n]["type"] in types if types else graph.nodes[n]["type"] not in named))
        if not names:
            continue
        if "Aspect" in types:
            spots = _aspects(graph, names, wide)
        elif "Strategy" in types:
            spots = _courses(names, parts)
        else:
            spots = _things(graph, names, lean, parts)
        points |= {name: (x, top + y) for name, (x, y) in spots.items()}
        top += max(y for _, y in spots.values()) + CELL[1] + BETWEEN
    middle = (top - BETWEEN - CELL[1]) / 2
    return {name: (x, y - middle) for name, (x, y) in points.items()}


def _parts(tiers: Sequence[Sequence[float]], wide: float) -> list[tuple[float, float]]:
    """Where the parts of the open, the middle and the closed course begin and end; `tiers`: the leanings in each."""
    counts = [max((sum(_part(lean) == part for lean in tier) for tier in tiers), default=0) for part in range(3)]
    shares = [max(n / max(1, sum(counts)), LEAST) for n in counts]
    ends = [-wide]
    for share in shares:
        ends.append(ends[-1] + 2 * wide * share / sum(shares))
    return list(pairwise(ends))


def _part(lean: float) -> int:
    """The place of the part that a thing of this leaning stands in."""
    return (lean >= EDGES[0]) + (lean > EDGES[1])


def _aspects(graph: nx.MultiDiGraph, names: Sequence[str], wide: float) -> Points:
    """What speaks for open to the left, what speaks for closed to the right; neighbours at different heights."""
    ranked = sorted(names, key=lambda name: (spectrum.balance(graph, name), name))
    return {name: (((i + 0.5) / len(ranked) * 2 - 1) * wide, (i % 2) * 44.0) for i, name in enumerate(ranked)}


def _courses(names: Sequence[str], parts: Sequence[tuple[float, float]]) -> Points:
    """Each course in the middle of its part, what lies between two of them below."""
    open_, middle, closed = ((left + right) / 2 for left, right in parts)
    spots = {"strategy:open": open_, "strategy:hybrid": middle, "strategy:closed": closed}
    between = {"status:restricted": (2 * open_ + middle) / 3, "status:partial": (open_ + 2 * middle) / 3, "status:api": (middle + closed) / 2}
    return {name: (spots[name], 0.0) if name in spots else (between.get(name, 0.0), 80.0) for name in names}


def _things(graph: nx.MultiDiGraph, names: Sequence[str], lean: dict[str, float], parts: Sequence[tuple[float, float]]) -> Points:
    """In columns from left to right; in a column those first of which most is said. Every other row is shifted by half a column."""
    spots: Points = {}
    for i, (left, right) in enumerate(parts):
        mine = sorted((n for n in names if _part(lean[n]) == i), key=lambda n: (lean[n], n))
        rows = max(1, math.ceil(len(mine) / max(1, int((right - left) / CELL[0]))))
        columns = [mine[at : at + rows] for at in range(0, len(mine), rows)]
        for at, column in enumerate(columns):
            for row, name in enumerate(sorted(column, key=lambda n: (-graph.nodes[n]["count"], n))):
                step = (right - left) / len(columns)
                spots[name] = (left + (at + 0.5 + (0.25 if row % 2 else -0.25) * (rows > 1)) * step, row * CELL[1])
    return spots


def tier_of(kind: str) -> tuple[str, ...]:
    """The types that stand in one tier with this one."""
    return next((types for types in TIERS if kind in types), ())


def beside(spots: Mapping[str, tuple[float, float, float]], like: Collection[str], x: float) -> tuple[float, float] | None:
    """A free place near `x` in the tier of `like`, for what a filter brings in while all else stays; None where nothing of the sort stands."""
    rows = sorted({spots[name][1] for name in like if name in spots})
    if not rows:
        return None
    across = [one for one, _, _ in spots.values()]
    reach = int((max(across) - min(across)) / STEP) + 2
    tried = sorted(((x + STEP * i, y) for i in range(-reach, reach + 1) for y in (*rows, rows[-1] + CELL[1])), key=lambda at: (abs(at[0] - x) + 2 * (at[1] - rows[0]), at))
    inside = [at for at in tried if min(across) <= at[0] <= max(across)] or tried
    return next((at for at in inside if all(abs(at[0] - a) >= CELL[0] * 0.8 or abs(at[1] - b) >= CELL[1] * 0.8 for a, b, _ in spots.values())), inside[-1])
