"""What reads articles for the state and compares their passages: this process, or several where there are many."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

from kg.deriving import brought
from kg.deriving.brought import Brought
from kg.deriving.holding import Body, Reason, postings
from kg.deriving.state import Looked
from kg.deriving.voiced import Held, Voiced, pack
from kg.store import Source, Store
from kg.workers import crew
from kg.workers.crew import Lost

BATCH = 100  # articles that are read at a time
MANY = 400  # articles from which other processes are asked
AHEAD = 3  # batches for each process that are under way or wait to be taken in: of each article some forty kilobytes
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Read:
    """What an article brings, by what it is found, and both as the state keeps them."""

    brought: Brought
    keys: dict[int, Reason]
    digest: str
    has: bytes
    asks: bytes


def read(store: Source, articles: Sequence[str]) -> list[Read]:
    """What these articles bring, in their order; those that are not there bring nothing."""
    found = []
    for one in brought.read(store, articles):
        keys = postings(Body(one.text.text), one.spans)
        asks = chain.from_iterable((key, *why[1:]) for key, why in sorted(keys.items()) if any(why[1:]))
        has = sorted(key for key, why in keys.items() if why.has)
        found.append(Read(one, keys, one.digest(), pack(has), pack(asks)))
    return found


def so_many(articles: int, workers: int = 0) -> int:
    """How many processes are to work on so many articles. `workers`: at most so many; 0: as many as there are cores."""
    return 1 if articles < MANY else workers or os.cpu_count() or 1


class Hands:
    """Several processes, or this one alone, that work on what a store has. `state`: the file of what is made out of it."""

    def __init__(self, store: Store, state: Path, workers: int) -> None:
        self._store, self._state, self._workers = store, state, workers

    def read(self, articles: Sequence[str]) -> Iterator[list[Read]]:
        """What these articles bring, in their order, batch by batch. Nobody may write to the store meanwhile."""
        return self._shared(_Hand.read, articles)

    def holders(self, articles: Sequence[int]) -> Iterator[list[Held]]:
        """The passages of these articles (their numbers) that others have, batch by batch. Nobody may write to either meanwhile."""
        return self._shared(_Hand.holders, articles)

    def _shared(self, work: Callable[[_Hand, Sequence[Any]], T], articles: Sequence[Any]) -> Iterator[T]:
        batches = [articles[first : first + BATCH] for first in range(0, len(articles), BATCH)]
        alone = _Hand(lambda: self._store, self._state)
        if self._workers < 2 or len(batches) < 2:
            yield from (work(alone, batch) for batch in batches)
            return
        with self._store.readers() as opening:
            made = crew.each(partial(work, _Hand(opening, self._state)), batches, self._workers, ahead=AHEAD)
            for batch, found in zip(batches, made, strict=True):
                yield work(alone, batch) if isinstance(found, Lost) else found


class _Hand:
    """One process at work: what it reads with is opened there, once."""

    def __init__(self, opening: Callable[[], Source], state: Path) -> None:
        self._opening, self._state = opening, state

    @cached_property
    def _source(self) -> Source:
        return self._opening()

    @cached_property
    def _voiced(self) -> Voiced:
        return Voiced(Looked(self._state), lambda article: self._source.text(article) or "", still=True)

    def read(self, articles: Sequence[str]) -> list[Read]:
        return read(self._source, articles)

    def holders(self, articles: Sequence[int]) -> list[Held]:
        return list(self._voiced.holders(articles))
