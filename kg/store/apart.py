"""The graph as it is now, put aside on the disk: for worker processes that read it while this one is at other work."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from kg.errors import StoreError
from kg.rdf.graph import article_iri, name
from kg.store.answers import Answers, Memory
from kg.store.failures import told
from kg.store.terms import short

FOLDER = "apart"  # in the store's own, for its files are linked and not copied
_READ = 2_000  # articles that are read before the library is opened anew: what it keeps of them it never lets go


class Apart:
    """What reads a state that was put aside, or a snapshot, in one process. `folder`: where it stands; it stays as it is.

    The library keeps some eight kilobytes of each article that is read at random, up to 170 MB in each process that
    reads; opened anew, which takes 20 ms, it has none of it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._data: Any = None
        self._left = 0  # articles that may be read before it is opened anew

    def only(self, articles: Iterable[str]) -> Answers:
        """What answers about these articles alone."""
        wanted = list(articles)
        with told(self._folder):
            return only(self._reading(len(wanted)), wanted)

    def text(self, article: str) -> str | None:
        """The text of an article, None where it is not there."""
        with told(self._folder):
            return text_of(self._reading(1), article)

    def _reading(self, articles: int) -> Any:
        from pyoxigraph import Store as Oxigraph

        if self._left <= 0:
            self._data = None  # before the other is opened: together they would hold twice as much
            self._data, self._left = Oxigraph.read_only(str(self._folder)), _READ
        self._left -= articles
        return self._data


@contextmanager
def put_aside(data: Any, store: Path) -> Iterator[Callable[[], Apart]]:
    """Put what is written by now aside as long as this is held, and give what opens it. Raises StoreError.

    `data`: the library's store; `store`: its folder. What an earlier process left there when it was killed goes.
    """
    folder = store / FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    try:
        try:
            data.flush()
            data.backup(str(folder))
        except (OSError, RuntimeError) as error:
            raise StoreError(f"the graph can not be read by others: {short(error)}", str(store), "make room, and try again") from None
        yield partial(Apart, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def only(data: Any, articles: Iterable[str]) -> Memory:
    """The graphs of these articles, in memory."""
    from pyoxigraph import NamedNode

    graphs = (NamedNode(article_iri(article)) for article in articles)
    return Memory(quad for graph in graphs for quad in data.quads_for_pattern(None, None, None, graph))


def text_of(data: Any, article: str) -> str | None:
    """The text of an article, None where it is not there."""
    from pyoxigraph import NamedNode

    node, says = NamedNode(article_iri(article)), NamedNode(name("kg:text")[1:-1])
    found = next(iter(data.quads_for_pattern(node, says, None, node)), None)  # a query costs ten times as much
    return str(found.object.value) if found else None
