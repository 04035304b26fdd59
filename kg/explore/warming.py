"""What nearly every view needs, read ahead of the first reader."""

from __future__ import annotations

from kg.explore import disputes, reading
from kg.explore.answer import answer
from kg.explore.snapshot import Snapshot


def warm(at: Snapshot) -> None:
    """Read the things, the columns of claims, the conflicts, the questions, the passages, and lay out the overview. Nothing of a large corpus."""
    if reading.small(at) and reading.articles(at):
        reading.things(at)
        disputes.contested(at)
        for lang in ("en", "zh"):
            answer(at, "network", [("lang", lang)])
            answer(at, "suggest", [("lang", lang)])
            answer(at, "ask", [("lang", lang), ("q", "-")])  # reads what every question is held against
        answer(at, "search", [("q", "-a")])
