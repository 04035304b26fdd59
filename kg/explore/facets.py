"""What the network can be filtered by: types, kinds, languages, years, speakers, each with how much there is."""

from __future__ import annotations

from collections import Counter
from typing import Any

from kg.explore import hubs
from kg.explore.columns import FINDERS, Columns
from kg.explore.links import Links
from kg.explore.snapshot import Snapshot

Row = dict[str, Any]
SPEAKERS = 24


def facets(at: Snapshot, held: Columns, links: Links, lang: str) -> Row:
    """{types: [[type, things]], kinds: [[kind, claims]], found: [[finder, claims]],
    written: [[lang, claims]], years: [[year, claims]], speakers}."""
    import numpy as np

    linked = set(links.source.tolist()) | set(links.target.tolist())
    types = Counter(kind for i, kind in enumerate(held.types()) if i in linked)
    kinds = np.bincount(held.link_claim, minlength=len(held.ids)) > 0
    drawn = Counter(held.kinds[kind] for kind in held.kind[kinds])
    written = Counter(held.articles[i]["lang"] for i in held.article.tolist())
    years = Counter(int(day) // 10_000 for day in held.since if day)
    speakers = Counter(held.speaker[held.speaker >= 0].tolist()).most_common(SPEAKERS)
    return {
        "types": sorted(types.items(), key=lambda item: (-item[1], item[0])),
        "kinds": sorted(drawn.items(), key=lambda item: (-item[1], item[0])),
        "found": [[FINDERS[one], n] for one, n in enumerate(np.bincount(held.finder).tolist()) if n],
        "written": sorted(written.items()),
        "years": [[year, years[year]] for year in range(min(years), max(years) + 1)] if years else [],
        "speakers": [
            {"key": held.nodes[node], "label": hubs.label(at, held.nodes[node], lang), "n": n} for node, n in speakers
        ],
        "origins": int(links.origins.max()) if len(links) else 1,
    }
