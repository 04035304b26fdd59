"""What nearly every view needs, read ahead of the first reader in STEPS of well under a second each."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kg.explore import disputes, prepared, reading
from kg.explore.answer import answer
from kg.explore.columns import columns
from kg.explore.snapshot import Snapshot


def _ready(step: Callable[[Snapshot], object]) -> Callable[[Snapshot], None]:
    """The step for a corpus that has articles and, where it is large, was read ahead already."""

    def made(at: Snapshot) -> None:
        if at.store.articles() and (reading.small(at) or (at.file is not None and prepared.standing(at.file))):
            step(at)

    return made


def _overview(at: Snapshot) -> None:
    for lang in ("en", "zh"):
        answer(at, "network", [("lang", lang)])
        answer(at, "suggest", [("lang", lang)])


def _questions(at: Snapshot) -> None:
    for lang in ("en", "zh"):
        answer(at, "ask", [("lang", lang), ("q", "-")])  # reads what every question is held against


def _everything(at: Snapshot) -> None:
    answer(at, "network", [("show", "all")])  # its layout is what takes time, and is kept


STEPS: Sequence[Callable[[Snapshot], None]] = tuple(
    map(_ready, (reading.things, columns, disputes.contested, _overview, _questions, _everything))
)
