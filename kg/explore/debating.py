"""Which arguments each voice makes: a person or a publication its own, a vendor also those of its people."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING

from kg.explore.columns import NONE, Columns

if TYPE_CHECKING:
    import numpy as np

Argued = Mapping[int, list[tuple[str, str, bool, int]]]  # node → (course, aspect, against, how often), the most often first


def argued(held: Columns, keep: np.ndarray) -> Argued:
    """What each node argues in the claims to keep (a mask). Denied arguments are nobody's."""

    chosen = keep & held.of_kinds(("argument",)) & ~held.denied & (held.speaker != NONE) & (held.said != NONE)
    homes = _homes(held)
    found: dict[int, Counter[tuple[str, str, bool]]] = defaultdict(Counter)
    for voice, said in zip(held.speaker[chosen].tolist(), held.said[chosen].tolist(), strict=True):
        side, polarity, aspect = (held.sayings[said].split("|") + ["", ""])[:3]
        for node in (voice, *homes.get(voice, ())):
            found[node][side, aspect, polarity in ("con", "against")] += 1
    return {node: [(*point, n) for point, n in sorted(points.items(), key=lambda one: (-one[1], one[0]))] for node, points in found.items()}


def _homes(held: Columns) -> dict[int, set[int]]:
    """The organizations that somebody belongs to, or did."""

    member = held.of_kinds(("affiliation",)) & ~held.denied & (held.subject != NONE) & (held.object != NONE)
    found: dict[int, set[int]] = defaultdict(set)
    for person, home in zip(held.subject[member].tolist(), held.object[member].tolist(), strict=True):
        found[person].add(home)
    return found
