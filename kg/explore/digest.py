"""The digest of a network that is too large to draw: its best supported things, and groups for all of the others."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.explore.columns import Columns
from kg.explore.links import Links, degrees, weighed

if TYPE_CHECKING:
    import numpy as np

MOST = 1500  # nodes of a view: more is slow to draw and can not be read
CORE = 260  # things of a digest that are drawn one by one: the best supported
LEAST = 40  # of these at least, where few are tied to more than one
GROUPS = 90  # groups of a digest beside those that hold what is left of each type
SOME = 12  # things of one sort around one thing that are worth a group of their own
PASSED = ("Strategy", "Aspect")  # types that a neighbourhood ends at: every vendor is two links from every other by them


@dataclass(frozen=True, slots=True)
class Group:
    """Things that are not drawn: of one type, and tied most strongly to one drawn thing (-1: to none, or to many)."""

    parent: int
    type: str
    members: np.ndarray  # the best supported first


@dataclass(frozen=True, slots=True)
class Digest:
    """What is drawn, and groups by their ids: together all things that have a link."""

    nodes: list[int]
    groups: dict[str, Group] = field(default_factory=dict)


@dataclass(slots=True)
class Chosen:
    """The nodes to draw, by number, and how many neighbours of each are not; `groups`: id → (parent, type, size)."""

    nodes: list[int]
    focus: list[int] = field(default_factory=list)
    opened: dict[int, list[int]] = field(default_factory=dict)  # parent → the nodes that came by opening it
    groups: dict[str, tuple[int, str, int]] = field(default_factory=dict)
    rest: dict[str, Group] = field(default_factory=dict)  # the groups of a digest with all that is in them


def digest(held: Columns, links: Links) -> Digest:
    """All things with a link; of more than can be drawn the best supported, and groups by type and neighbour."""
    import numpy as np

    total = weighed(links, len(held.nodes))
    alone = degrees(links, len(held.nodes)) < 2
    hub = held.of_types(PASSED)
    ranked = np.lexsort((np.arange(len(total)), -total, alone & ~hub, ~hub))
    ranked = ranked[total[ranked] > 0]
    if len(ranked) <= MOST:
        return Digest(ranked.tolist())
    # what hangs on one thing alone tells nothing beside its like: it is drawn where there is hardly anything else
    fit = min(CORE, max(LEAST, int((~alone | hub)[ranked].sum())))
    shown, rest = ranked[:fit], ranked[fit:]
    return Digest(shown.tolist(), _grouped(held, rest, parents(links, shown, len(held.nodes))[rest]))


def _grouped(held: Columns, rest: np.ndarray, parent: np.ndarray) -> dict[str, Group]:
    """The others in groups: the largest by type and neighbour, all that are left by type alone."""
    import numpy as np

    kinds = len(held.sorts)
    code = np.where(parent >= 0, parent.astype(np.int64) + 1, 0) * kinds + held.sort[rest]
    keys, place, sizes = np.unique(code, return_inverse=True, return_counts=True)
    own = np.flatnonzero((sizes >= SOME) & (keys >= kinds))
    own = own[np.lexsort((own, -sizes[own]))][:GROUPS]
    keep = np.zeros(len(keys), dtype=bool)
    keep[own] = True
    merged = np.where(keep[place], code, held.sort[rest])
    found = {}
    order = np.argsort(merged, kind="stable")  # within a group the best supported stay first
    bounds = np.flatnonzero(np.diff(merged[order], prepend=-1))
    for members in np.split(order, bounds[1:]) if len(order) else ():
        one = int(merged[members[0]])
        around, kind = one // kinds - 1, held.sorts[one % kinds]
        found[f"more:{held.nodes[around] if around >= 0 else ''}:{kind}"] = Group(around, kind, rest[members])
    return dict(sorted(found.items(), key=lambda item: (-len(item[1].members), item[0])))


def parents(links: Links, shown: np.ndarray, size: int) -> np.ndarray:
    """For each node the shown node that it is tied to most strongly, -1 for none."""
    import numpy as np

    inside = np.zeros(size, dtype=bool)
    inside[shown] = True
    ends = np.concatenate([links.source, links.target])
    others = np.concatenate([links.target, links.source])
    claims = np.concatenate([links.claims, links.claims])
    use = np.flatnonzero(inside[ends] & ~inside[others])
    use = use[np.lexsort((ends[use], -claims[use], others[use]))]
    node, first = np.unique(others[use], return_index=True)
    found = np.full(size, -1, dtype=np.int64)
    found[node] = ends[use][first]
    return found
