"""Decisions carried out: written into the corpus, then applied to the articles that they touch, and taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kg import corpus, decisions
from kg.decisions import Decision
from kg.errors import CorpusError, KgError
from kg.reviews import deciding, review
from kg.settings import Settings
from kg.updating import changes, mending, pipeline


@contextmanager
def desk(settings: Settings, by: str = "") -> Iterator[deciding.Desk]:
    """What a decision is made from: the graph, and what was decided so far. Raises StoreError without a graph."""
    from kg.updating import settled

    with mending.reading(settings) as store:
        made = decisions.load(settings.corpus)
        yield deciding.Desk(store, settled.known_under(made), made, *deciding.signature(by))


def waiting(settings: Settings, about: str = "", limit: int = 0) -> list[review.Item]:
    """What waits for a decision, the items with most effect first."""
    with desk(settings) as here:
        return review.waiting(here.store, here.made, here.knowledge, about, limit)


def decide(settings: Settings, make: Callable[[deciding.Desk], Decision], by: str = "") -> tuple[Decision, int]:
    """Make a decision, write it down and apply it: the decision, and how many articles were read anew.

    Raises UsageError and NotFound where it makes no sense, Contradiction where an earlier one excludes it.
    """
    pipeline.own_corpus(settings)
    with changes.alone(settings):
        with desk(settings, by) as here:
            made = make(here)
        return made, _take(settings, [made])[1]


def _take(settings: Settings, made: Iterable[Decision]) -> tuple[list[Decision], int]:
    """Write decisions down and apply them, both or neither: those that are new, and how many articles were read anew."""
    fresh, text = decisions.with_added(settings.corpus, made)
    now = tuple(dict.fromkeys([*decisions.load(settings.corpus), *fresh]))
    return fresh, _applied(settings, now, text if fresh else None)


def _applied(settings: Settings, now: tuple[Decision, ...], text: str | None) -> int:
    """Bring the graph in line with decisions, and write them down where there is a text: how many articles were read anew."""
    return pipeline.mended(settings, lambda: pipeline.redo(settings, now, text))


def undo(settings: Settings, identity: str = "") -> tuple[Decision, int]:
    """Take a decision back, the last one where none is named: the decision, and how many articles were read anew.

    Raises NotFound where there is none such; Contradiction where others exclude each other: it is taken back, and no
    article is read anew before they are mended.
    """
    pipeline.own_corpus(settings)
    corpus.check_folder(settings.corpus)
    with changes.alone(settings):
        gone, text = decisions.without(settings.corpus, identity)
        now = tuple(dict.fromkeys(one for one in decisions.load(settings.corpus, whole=False) if one != gone))
        if faults := decisions.contradictions(now):  # one is mended, others wait
            decisions.write(settings.corpus, text)
            done = f"“{gone}” was taken back, and the graph stays as it was"
            raise decisions.Contradiction(faults, str(decisions.path_of(settings.corpus)), done)
        return gone, _applied(settings, now, text)


def combine(settings: Settings, path: Path, keep: str = "") -> tuple[list[Decision], list[KgError], int]:
    """Take in another workspace's decisions: those that were new here, those left out, articles read anew.

    `path`: its decisions file or its corpus folder. Where one of them excludes one of ours, all such are told with
    both places and none is taken in; with `keep="ours"` those alone are left out. Raises Contradiction, CorpusError.
    """
    pipeline.own_corpus(settings)
    file = decisions.path_of(path) if path.is_dir() else path
    if not file.exists():
        raise CorpusError("there are no decisions here", str(path), "name a decisions.toml or a corpus folder")
    with changes.alone(settings):
        theirs, left = decisions.read(file), list[KgError]()
        if keep == "ours":
            theirs, left = decisions.fitting(decisions.load(settings.corpus), theirs)
        fresh, anew = _take(settings, theirs)
        return fresh, left, anew
