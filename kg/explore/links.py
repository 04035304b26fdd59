"""Links between nodes, counted: claims that draw the same edge are one link with so many claims and voices."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.explore import disputes, reading
from kg.explore.columns import FINDERS, Columns
from kg.explore.filters import Filters, mask
from kg.explore.numbers import distinct
from kg.explore.snapshot import Snapshot

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True, slots=True)
class Links:
    """A number for each link: its ends, kind, whether it speaks against, how many claims and independent origins.

    `denied`: all of its claims are denials. `by_model`: a model alone found all of them. `contested`: a claim of it is in conflict with another. `first`, `last`:
    the earliest and latest day that its claims tell of.
    """

    source: np.ndarray
    target: np.ndarray
    kind: np.ndarray
    against: np.ndarray
    claims: np.ndarray
    origins: np.ndarray
    denied: np.ndarray
    by_model: np.ndarray
    contested: np.ndarray
    first: np.ndarray
    last: np.ndarray

    def part(self, chosen: np.ndarray) -> Links:
        """Those that are chosen, by a mask or by their places."""
        return Links(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))

    def __len__(self) -> int:
        return len(self.source)


def every_link(at: Snapshot, held: Columns, wanted: Filters) -> Links:
    """All links that the wanted claims draw, counted; kept for each set of filters that was asked for last."""
    if not wanted.any and not reading.small(at):
        ahead: Links = at.ahead["links"]
        return ahead
    return at.recent("links", wanted, lambda: count(held, contested(at, held), mask(held, wanted), wanted.origins))


@dataclass(frozen=True, slots=True)
class Tally:
    """For each node how many claims its links have, and with how many others it is linked; how many have a link."""

    total: np.ndarray
    degree: np.ndarray
    linked: int


def tally(links: Links, size: int) -> Tally:
    """The tally of these links; `size`: how many nodes there are in all."""
    total = strength(links, size)
    return Tally(total, degrees(links, size), int((total > 0).sum()))


def degrees(links: Links, size: int) -> np.ndarray:
    """With how many other nodes each node is linked."""
    import numpy as np

    low, high = np.minimum(links.source, links.target), np.maximum(links.source, links.target)
    pairs = distinct(low.astype(np.int64) * size + high)
    one, two = pairs // max(size, 1), pairs % max(size, 1)
    apart = one != two
    return np.bincount(one[apart], minlength=size) + np.bincount(two[apart], minlength=size)


def count(held: Columns, fought: np.ndarray, keep: np.ndarray, least: int) -> Links:
    """The links of the claims to keep (a mask) that at least so many independent origins support.

    `fought`: for each claim whether another can not be right together with it.
    """
    import numpy as np

    chosen = keep[held.link_claim]
    claim, source, target = held.link_claim[chosen], held.link_from[chosen], held.link_to[chosen]
    against = held.link_against[chosen]
    nodes, kinds = max(len(held.nodes), 1), max(len(held.kinds), 1)
    code = ((source.astype(np.int64) * nodes + target) * kinds + held.kind[claim]) * 2 + against
    keys, first_at, group, claims = np.unique(code, return_index=True, return_inverse=True, return_counts=True)
    size = len(keys)
    voices = _distinct(group, held.origin[claim], len(held.articles) + 1)
    since, until = held.since[claim], held.until[claim]
    found = Links(
        source[first_at], target[first_at], held.kind[claim][first_at], against[first_at], claims,
        np.bincount(voices, minlength=size),
        np.bincount(group, held.denied[claim], size) == claims,
        np.bincount(group, held.finder[claim] >= FINDERS.index("model"), size) == claims,
        np.bincount(group, fought[claim], size) > 0,
        _least(group, np.where(since > 0, since, 99_999_999), size), -_least(group, -until, size),
    )  # fmt: skip
    return found.part(found.origins >= least) if least > 1 else found


def _distinct(group: np.ndarray, values: np.ndarray, size: int) -> np.ndarray:
    """The group of each different value in it; a group of one needs no look."""
    import numpy as np

    many = np.bincount(group)[group] > 1
    pairs = distinct(group[many].astype(np.int64) * size + values[many]) // size
    return np.concatenate([group[~many], pairs])


def _least(group: np.ndarray, values: np.ndarray, size: int) -> np.ndarray:
    import numpy as np

    found = np.full(size, 99_999_999, dtype=np.int64)
    np.minimum.at(found, group, values)
    return found


def contested(at: Snapshot, held: Columns) -> np.ndarray:
    """For each claim whether another can not be right together with it."""
    if not reading.small(at):
        ahead: np.ndarray = at.ahead["contested"]
        return ahead
    return at.keep("contested claims", lambda: marked(held, disputes.contested(at)))


def marked(held: Columns, ids: Iterable[str]) -> np.ndarray:
    """For each claim whether it is one of these."""
    import numpy as np

    found = np.zeros(len(held.ids), dtype=bool)
    found[[held.place[claim] for claim in ids if claim in held.place]] = True
    return found


def within(links: Links, nodes: Iterable[int], size: int) -> np.ndarray:
    """The places of the links both of whose ends are among these nodes; `size`: how many nodes there are in all."""
    import numpy as np

    inside = np.zeros(size, dtype=bool)
    inside[list(nodes)] = True
    return np.flatnonzero(inside[links.source] & inside[links.target])


def thinned(links: Links, most: int) -> Links:
    """Of so many links that they can not be told apart the best of each thing, whatever it has, and the best of each kind.

    Kinds take turns: where tables of results make up most of a graph, what is told of courses and licences is seen beside them.
    """
    import numpy as np

    if len(links) <= most:
        return links
    ranked = np.lexsort((np.arange(len(links)), -links.claims, -links.origins))
    ends = np.stack([links.source[ranked], links.target[ranked]], axis=1).reshape(-1)
    own = ranked[np.unique(np.unique(ends, return_index=True)[1] // 2)]  # where each thing is met first
    rest = ranked[~np.isin(ranked, own)]
    order = np.argsort(links.kind[rest], kind="stable")
    begin = np.searchsorted(links.kind[rest][order], links.kind[rest][order])
    turn = np.empty(len(rest), dtype=np.int64)
    turn[order] = np.arange(len(rest)) - begin  # the place of each among those of its kind
    rest = rest[np.argsort(turn, kind="stable")][: max(0, most - len(own))]
    return links.part(np.sort(np.concatenate([own, rest])))


def strength(links: Links, size: int) -> np.ndarray:
    """For each node how many claims its links have."""
    import numpy as np

    return np.bincount(links.source, links.claims, size) + np.bincount(links.target, links.claims, size)


def weighed(links: Links, size: int) -> np.ndarray:
    """For each node how much its links tell: a claim of a kind that most claims are of tells less."""
    import numpy as np

    common = np.bincount(links.kind, links.claims)
    claims = links.claims / np.sqrt(common[links.kind]) if len(links) else links.claims
    return np.bincount(links.source, claims, size) + np.bincount(links.target, claims, size)
