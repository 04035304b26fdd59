"""Which arguments each voice makes (a person or a publication its own, a vendor also those of its people), and who changed its course."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from kg.explore import hubs
from kg.explore.columns import NONE, Columns, node_type
from kg.explore.snapshot import Snapshot

if TYPE_CHECKING:
    import numpy as np

MOVERS = 16  # vendors that changed their course that are named to go to


class Argued(NamedTuple):
    """What one argues: (course, aspect, against, how often), the most often first; and the keys of whose words these are."""

    points: list[tuple[str, str, bool, int]]
    voices: list[str]


NOBODY = Argued([], [])


def argued(held: Columns, keep: np.ndarray) -> dict[int, Argued]:
    """What each node argues in the claims to keep (a mask). Denied arguments are nobody's."""
    chosen = keep & held.of_kinds(("argument",)) & ~held.denied & (held.speaker != NONE) & (held.said != NONE)
    homes = _homes(held)
    points: dict[int, Counter[tuple[str, str, bool]]] = defaultdict(Counter)
    voices: dict[int, set[str]] = defaultdict(set)
    for voice, said in zip(held.speaker[chosen].tolist(), held.said[chosen].tolist(), strict=True):
        side, polarity, aspect = (held.sayings[said].split("|") + ["", ""])[:3]
        for node in (voice, *homes.get(voice, ())):
            points[node][side, aspect, polarity in ("con", "against")] += 1
            voices[node].add(held.nodes[voice])
    ranked = {node: sorted(found.items(), key=lambda one: (-one[1], one[0])) for node, found in points.items()}
    return {node: Argued([(*point, n) for point, n in found], sorted(voices[node])) for node, found in ranked.items()}


def _homes(held: Columns) -> dict[int, set[int]]:
    """The organizations that somebody belongs to, or did."""

    member = held.of_kinds(("affiliation",)) & ~held.denied & (held.subject != NONE) & (held.object != NONE)
    found: dict[int, set[int]] = defaultdict(set)
    for person, home in zip(held.subject[member].tolist(), held.object[member].tolist(), strict=True):
        found[person].add(home)
    return found


def movers(at: Snapshot, held: Columns, lang: str) -> list[dict[str, Any]]:
    """The organizations that are said to have changed their course: {key, type, label, n}, those first of which most tells."""
    told = held.subject[held.of_kinds(("shift",)) & held.as_so & (held.subject != NONE)].tolist()
    counts = Counter(node for node in told if node_type(held.nodes[node]) == "Organization")
    best = sorted(counts, key=lambda node: (-counts[node], held.nodes[node]))[:MOVERS]
    return [{"key": held.nodes[node], "type": "Organization", "label": hubs.label(at, held.nodes[node], lang), "n": counts[node]} for node in best]
