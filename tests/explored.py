"""A snapshot of a small made corpus for the tests of the explorer's answers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from made import corpus

from kg.explore.answer import answer
from kg.explore.snapshot import Snapshot
from kg.model import Extraction
from kg.rdf.graph import quads
from kg.store import open_store


@contextmanager
def snapshot(folder: Path, extractions: Iterable[Extraction] = ()) -> Iterator[Snapshot]:
    """The graph of these extractions (of `made.corpus` without) as a snapshot for reading."""
    with open_store(folder / "store") as store:  # type: ignore[attr-defined]
        for extraction in extractions or corpus():
            store.replace(extraction.article.id, quads(extraction))
        store.publish()
    reading = open_store(folder / "store", read_only=True)
    try:
        yield Snapshot(reading)
    finally:
        reading.close()


def asked(at: Snapshot, name: str, *pairs: tuple[str, str], lang: str = "en") -> dict[str, Any]:
    """What an endpoint answers, through JSON and back as the page gets it."""
    made: dict[str, Any] = json.loads(answer(at, name, [*pairs, ("lang", lang)]).body)
    return made


def citations(part: Any) -> Iterator[dict[str, Any]]:
    """Every claim that an answer cites."""
    if isinstance(part, dict):
        if "quote" in part and "article" in part and isinstance(part["article"], dict):
            yield part
        for value in part.values():
            yield from citations(value)
    elif isinstance(part, list):
        for value in part:
            yield from citations(value)
