"""What nearly every view needs, read ahead of the first reader in STEPS of well under a second each."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Sequence

from kg.errors import KgError
from kg.explore import disputes, placing, prepared, reading
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


def _layouts(at: Snapshot) -> None:
    for layout in placing.LAYOUTS:
        answer(at, "network", [("layout", layout)])


def _questions(at: Snapshot) -> None:
    for lang in ("en", "zh"):
        answer(at, "ask", [("lang", lang), ("q", "-")])  # reads what every question is held against


def _words(at: Snapshot) -> None:
    for words in ("open", "开源"):  # the words of both languages are read in ways of their own
        answer(at, "concordance", [("words", words), ("limit", "1")])


def _debate(at: Snapshot) -> None:
    for name in ("arguments", "timeline", "articles", "trends", "vocabulary"):
        answer(at, name, [])


def _ways(at: Snapshot) -> None:
    """Trace and compare, for the two vendors of which most is said; in a large corpus these have too much to read."""
    if not reading.small(at):
        return
    found = json.loads(answer(at, "suggest", [("what", "thing"), ("type", "Organization"), ("limit", "2")]).body)["found"]
    if len(found) > 1:
        one, other = (thing["key"] for thing in found)
        with contextlib.suppress(KgError):  # they need not be connected
            answer(at, "trace", [("source", one), ("target", other)])
        answer(at, "compare", [("thing", one), ("thing", other)])


def _everything(at: Snapshot) -> None:
    answer(at, "network", [("show", "all")])  # its layout is what takes time, and is kept


STEPS: Sequence[Callable[[Snapshot], None]] = tuple(
    map(
        _ready,
        (
            reading.things, columns, disputes.contested, _overview, _questions, _debate, _words, _everything, _ways, _layouts,
        ),
    )
)  # fmt: skip
