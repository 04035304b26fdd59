"""Reading a workspace whatever state it was left in: changes broken off are finished, an unusable store is built anew."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kg.errors import CorruptStore, OldStore
from kg.settings import Settings
from kg.updating import changes

if TYPE_CHECKING:
    from kg.store import Store


@contextmanager
def reading(settings: Settings) -> Iterator[Store]:
    """The graph, for reading: as it was last published, while others may be writing.

    A store that another version wrote, or that is damaged, is put aside and built anew, after saying so. Where damage
    shows only while it is read, it is mended too, and CorruptStore says that the question is to be asked again.
    Raises StoreError where there is no graph, or nothing to build it from.
    """
    from kg.store import open_store

    _wait_for_exchange(settings)
    try:
        store = open_store(settings.store, read_only=True)
    except (OldStore, CorruptStore) as error:
        _rebuild(settings, error)
        store = open_store(settings.store, read_only=True)
    try:
        yield store
    except CorruptStore as error:
        store.close()
        _rebuild(settings, error)
        raise CorruptStore("the store was damaged and has been built anew", settings.store, "ask again") from None
    finally:
        store.close()


def _wait_for_exchange(settings: Settings) -> None:
    """Finish a change that was broken off; where somebody is at it, wait while folders are being exchanged."""
    changes.settle(settings)
    for _ in range(50):
        if changes.home(settings).exists() or not changes.beside(settings, "pending").exists():
            return
        time.sleep(0.02)


def _rebuild(settings: Settings, error: OldStore | CorruptStore) -> None:
    from kg.updating import pipeline  # heavy, and seldom needed

    pipeline.rebuild(settings, error)
