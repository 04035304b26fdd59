"""What the network can be filtered by: types, kinds, languages, years, speakers, each with how much there is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from kg.explore import hubs
from kg.explore.columns import FINDERS, LANGS, Columns
from kg.explore.links import Links
from kg.explore.snapshot import Snapshot

if TYPE_CHECKING:
    import numpy as np

Row = dict[str, Any]
SPEAKERS = 24


def facets(at: Snapshot, held: Columns, links: Links, lang: str) -> Row:
    """{types: [[type, things]], kinds: [[kind, claims]], found: [[finder, claims]],
    written: [[lang, claims]], years: [[year, claims]], speakers}."""
    import numpy as np

    linked = np.zeros(len(held.nodes), dtype=bool)
    linked[links.source] = linked[links.target] = True
    drawing = np.bincount(held.link_claim, minlength=len(held.ids)) > 0
    written = {lang: int((held.spoken[held.article] == i).sum()) for i, lang in enumerate(LANGS)}
    told = np.bincount(held.since[held.since > 0] // 10_000)
    years = np.flatnonzero(told).tolist()
    said = np.bincount(held.speaker[held.speaker >= 0], minlength=1)
    speakers = [int(node) for node in np.lexsort((np.arange(len(said)), -said))[:SPEAKERS] if said[node]]
    return {
        "types": _counted(held.sorts, held.sort[linked]),
        "kinds": _counted(held.kinds, held.kind[drawing]),
        "found": [[FINDERS[one], n] for one, n in enumerate(np.bincount(held.finder).tolist()) if n],
        "written": [[lang, n] for lang, n in written.items() if n],
        "years": [[year, int(told[year])] for year in range(years[0], years[-1] + 1)] if years else [],
        "speakers": [
            {"key": held.nodes[node], "label": hubs.label(at, held.nodes[node], lang), "n": int(said[node])}
            for node in speakers
        ],
        "origins": int(links.origins.max()) if len(links) else 1,
    }


def _counted(names: Sequence[str], places: np.ndarray) -> list[tuple[str, int]]:
    """How often each name stands there, by its place; the most frequent first."""
    import numpy as np

    counts = np.bincount(places, minlength=len(names)).tolist()
    return sorted(((name, n) for name, n in zip(names, counts, strict=True) if n), key=lambda item: (-item[1], item[0]))
