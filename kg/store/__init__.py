"""The graph: a table STORES; replace an article's graph, query it with SPARQL text, dump it.

A store is disposable: the corpus is the truth and a rebuild gives the same graph. All that an article brought stands in
its own named graph, so putting articles in and taking them out leaves no trace.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kg.errors import StoreError
from kg.store import snapshots
from kg.store.contract import Source, Store
from kg.store.folder import MARK, UNPUBLISHED, VERSION, OxigraphStore

__all__ = ["MARK", "STORES", "UNPUBLISHED", "VERSION", "OxigraphStore", "Source", "Store", "beside", "newest", "open_store"]


def _folder(place: str, read_only: bool, tag: str) -> Store:
    return OxigraphStore(Path(place), read_only, tag=tag)


def _server(place: str, read_only: bool, tag: str) -> Store:
    from kg.store.remote import SPARQLStore

    return SPARQLStore(place, read_only, tag)


STORES: dict[str, Callable[[str, bool, str], Store]] = {"folder": _folder, "http": _server, "https": _server}


def newest(place: str | Path) -> tuple[int, int]:
    """What tells one state of a store that readers see from another; zeros where there is none, or it can not be told."""
    if "://" in str(place):
        from kg.store.remote import standing

        return standing(str(place))
    return snapshots.newest(Path(place))


def beside(place: str | Path) -> Path:
    """The folder of this machine for what is made out of a store."""
    if "://" in str(place):
        from kg.store.sidecar import folder_of

        return folder_of(str(place))
    return Path(place)


def open_store(path: str | Path, read_only: bool = False, tag: str = "") -> Store:
    """Open a store, or make it where there is none.

    What a writer left behind unpublished is taken back, unless it wrote under the same `tag`: then it is gone on with.
    Raises StoreError where it can not be opened: BusyStore where another process holds it, OldStore where another
    version wrote it, CorruptStore where its files are damaged.
    """
    kind = str(path).partition("://")[0].lower() if "://" in str(path) else "folder"
    if kind not in STORES:
        raise StoreError(f"no store can be reached by {kind}://", str(path), f"there is: {', '.join(STORES)}")
    return STORES[kind](str(path), read_only, "" if read_only else tag)
