"""Decisions carried out: written into the corpus, then applied to the articles that they touch, and taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kg import deciding, decisions, pipeline, review
from kg.decisions import Decision
from kg.settings import Settings


@contextmanager
def desk(settings: Settings, by: str = "") -> Iterator[deciding.Desk]:
    """What a decision is made from: the graph, and what was decided so far. Raises StoreError without a graph."""
    from kg import settled
    from kg.store import open_store

    made = decisions.load(settings.corpus)
    knowledge = settled.known_under(made)
    store = open_store(settings.store, read_only=True)
    try:
        yield deciding.Desk(store, knowledge, made, *deciding.signature(by))
    finally:
        store.close()


def waiting(settings: Settings, about: str = "", limit: int = 0) -> list[review.Item]:
    """What waits for a decision, the items with most effect first."""
    with desk(settings) as here:
        return review.waiting(here.store, here.made, here.knowledge, about, limit)


def decide(settings: Settings, make: Callable[[deciding.Desk], Decision], by: str = "") -> tuple[Decision, int]:
    """Make a decision, write it down and apply it: the decision, and how many articles were read anew.

    Raises UsageError and NotFound where it makes no sense, Contradiction where an earlier one excludes it.
    """
    pipeline.own_corpus(settings)
    with desk(settings, by) as here:
        made = make(here)
    decisions.add(settings.corpus, [made])
    return made, pipeline.redo(settings)


def undo(settings: Settings, identity: str = "") -> tuple[Decision, int]:
    """Take a decision back, the last one where none is named: the decision, and how many articles were read anew."""
    pipeline.own_corpus(settings)
    gone = decisions.undo(settings.corpus, identity)
    return gone, pipeline.redo(settings)


def combine(settings: Settings, path: Path) -> tuple[list[Decision], int]:
    """Take in another workspace's decisions: those that were new here, and how many articles were read anew.

    `path`: its decisions file or its corpus folder. Where any of them excludes one of ours, all such are told with
    both places, and none is taken in. Raises Contradiction, CorpusError.
    """
    pipeline.own_corpus(settings)
    file = decisions.path_of(path) if path.is_dir() else path
    fresh = decisions.add(settings.corpus, decisions.read(file))
    return fresh, pipeline.redo(settings)

