"""One published state of the graph, with what was read out of it already."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from kg.errors import StoreError
from kg.store import Store

T = TypeVar("T")
RECENT = 6


class Snapshot:
    """A store that does not change, and a memory of what was made of it: made once, kept while this is kept.

    The newest published state has one for each worker process; a newer one starts with nothing. `file`: where what was
    read ahead of a large corpus stands, when it is ready; `load` reads it (kg.explore.prepared.snapshot gives it).
    """

    def __init__(self, store: Store, file: Path | None = None, load: Callable[[Snapshot], Mapping[str, Any]] | None = None) -> None:
        self.store = store
        self.file = file
        self._load = load
        self._kept: dict[Hashable, Any] = {}

    @property
    def ahead(self) -> Mapping[str, Any]:
        """What was read ahead, as kg.explore.prepared names it. Raises StoreError while there is none."""
        return self.keep("ahead", self._read_ahead)

    def _read_ahead(self) -> Mapping[str, Any]:
        if self._load is None:
            raise StoreError("this corpus is too large to be read at once", "", "open it with: kg serve")
        return self._load(self)

    def keep(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gives, made at the first call with this key. Callers must not change it."""
        if key not in self._kept:
            self._kept[key] = make()
        found: T = self._kept[key]
        return found

    def has(self, key: Hashable) -> bool:
        """Whether it was made."""
        return key in self._kept

    def recent(self, group: str, key: Hashable, make: Callable[[], T], most: int = RECENT) -> T:
        """As `keep`, for what there may be without end: of each group the last so many that were asked for stay."""
        known: dict[Hashable, Any] = self.keep(("recent", group), dict)
        found: T = known.pop(key) if key in known else make()
        known[key] = found
        while len(known) > most:
            del known[next(iter(known))]
        return found
