"""What every store does, whatever stands behind it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sized
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol, TypeVar

from kg.fulltext.index import Index
from kg.model import Table
from kg.store.answers import Answers

S = TypeVar("S", bound=Sized)


class Source(Protocol):
    """What reads articles, in this process or another; the cost of a call does not grow with the graph."""

    def only(self, articles: Iterable[str]) -> Answers:
        """What answers SELECT queries about these articles alone; itself, where that is no slower."""

    def text(self, article: str) -> str | None:
        """The text of the article with this id, None where it is not there."""


class Store(Source, Protocol):
    """What every store does. Queries and results are SPARQL 1.1.

    `bindings` are terms as N-Triples text; they are joined with the query's own answer, so their variables must be
    among those that it selects. To bind inside of a pattern write VALUES there, as kg/asking/query.py does.
    """

    resumed: bool  # whether unpublished work of another writer, under the same tag, was gone on with

    @property
    def unpublished(self) -> bool:
        """Whether something was written that readers do not see yet, or that can still be taken back."""

    def replace(self, article: str, quads: Iterable[str]) -> None:
        """Put these N-Quads lines in the place of all that the article with this id brought, in one transaction."""

    def remove(self, article: str) -> None:
        """Take out all that the article with this id brought. One that is not there is no error."""

    def load_many(self, articles: Iterable[tuple[str, Iterable[str]]]) -> int:
        """Replace many articles, each in whole; how many were given. Much faster than one by one in a new store."""

    @property
    def beside(self) -> Path:
        """The folder of this machine for what is made out of the graph."""

    def derive(self, lines: Iterable[str], gone: Iterable[tuple[str, ...]] | None) -> None:
        """Put N-Quads lines of derived graphs in the place of what these subjects have: (graph, subject), as terms.

        Where there is a third, predicate and object, these alone go. None for `gone`: in the place of all derived graphs. Then no article is noted as changed any more.
        """

    def articles(self) -> list[str]:
        """The ids of the articles, sorted."""

    def has(self, article: str) -> bool:
        """Whether the article with this id is there; its cost does not grow with the graph."""

    def select(self, sparql: str, bindings: Mapping[str, str] | None = None) -> Table:
        """The answer of a SELECT with plain values: IRIs and dates as text, numbers and truth values as such."""

    def terms(self, sparql: str) -> Iterator[dict[str, str]]:
        """The rows of a SELECT as terms, written as N-Triples has them; what is not bound is left out."""

    def kept(self, what: Hashable, make: Callable[[], S]) -> S:
        """What `make` gives; a reader of a graph that can not change under it makes the same once."""

    def readers(self) -> AbstractContextManager[Callable[[], Source]]:
        """What opens, in a worker process, a reader of all that is written by now; to be held until the last is done.

        Nothing may be written meanwhile.
        """

    def ask(self, sparql: str, bindings: Mapping[str, str] | None = None) -> bool:
        """The answer of an ASK."""

    def construct(self, sparql: str, bindings: Mapping[str, str] | None = None) -> list[str]:
        """The triples of a CONSTRUCT or DESCRIBE: sorted N-Triples lines without line ends."""

    def results(self, sparql: str, bindings: Mapping[str, str] | None = None) -> Any:
        """The answer as the store's library gives it, for the formats of the SPARQL protocol."""

    def graphs(self) -> Iterator[tuple[str, Iterator[str]]]:
        """Each article's id with the N-Quads lines of its graph, in any order."""

    def dump_nquads(self) -> Iterator[str]:
        """Every quad as an N-Quads line without its end; the same graph gives the same lines in the same order."""

    def passages(self, anew: bool = False) -> tuple[Index, int]:
        """The index of passages, in step with the graph, and the snapshot of it to look at; `anew` makes it again.

        Raises StoreError where it is not in step and another process holds the store.
        """

    def kin(self, articles: Iterable[str]) -> dict[str, dict[str, float]] | None:
        """Article → the articles that share passages with it, each with its share of the article's words.

        None where that is not known: then whoever asks compares the texts.
        """

    def prepare(self) -> int:
        """Put all that was written on the disk, so that to publish it is a matter of one name; the snapshot's number.

        0 where there are no snapshots: what is written is there.
        """

    def publish(self) -> None:
        """Let readers in other processes see what was written so far."""

    def close(self) -> None:
        """Let go of the store; what was written and not published is published."""

    def abandon(self) -> None:
        """Let go of the store; what was written and not published is not to be."""
