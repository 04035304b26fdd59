"""A store's answers as plain values, out of what its library gives: the part that all stores share."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sized
from typing import Any, TypeVar

from kg.errors import QueryError
from kg.model import Table
from kg.store.terms import plain

S = TypeVar("S", bound=Sized)


class Answers(ABC):
    """SELECT, ASK and CONSTRUCT on top of `results`."""

    @abstractmethod
    def results(self, sparql: str, bindings: Mapping[str, str] | None = None) -> Any:
        """The answer as the library gives it."""

    def select(self, sparql: str, bindings: Mapping[str, str] | None = None) -> Table:
        found = self.results(sparql, bindings)
        if not hasattr(found, "variables"):
            raise QueryError("not a SELECT query", "", "SELECT gives a table")
        columns = tuple(variable.value for variable in found.variables)
        rows = tuple([tuple(map(plain, solution)) for solution in self._rows(found)])
        return Table(columns, rows)

    def terms(self, sparql: str) -> Iterator[dict[str, str]]:
        """The rows of a SELECT query as terms, written as N-Triples has them; what is not bound is left out."""
        found = self.results(sparql)
        names = [variable.value for variable in found.variables]
        for solution in self._rows(found):
            yield {name: str(solution[name]) for name in names if solution[name] is not None}

    def ask(self, sparql: str, bindings: Mapping[str, str] | None = None) -> bool:
        found = self.results(sparql, bindings)
        if hasattr(found, "variables") or hasattr(found, "__next__"):
            raise QueryError("not an ASK query", "", "ASK gives yes or no")
        return bool(found)

    def construct(self, sparql: str, bindings: Mapping[str, str] | None = None) -> list[str]:
        return self._triples(self.results(sparql, bindings))

    def kept(self, what: Hashable, make: Callable[[], S]) -> S:
        """What `make` gives: a graph may change at any time, so nothing is kept."""
        return make()

    def only(self, articles: Iterable[str]) -> Answers:
        """What answers about these articles alone: itself, or where that is faster a copy of their graphs in memory."""
        return self

    def _triples(self, found: Any) -> list[str]:
        if hasattr(found, "variables") or not hasattr(found, "__next__"):
            raise QueryError("not a CONSTRUCT or DESCRIBE query", "", "CONSTRUCT gives a graph")
        return sorted({f"{triple} ." for triple in self._rows(found)})

    def _rows(self, found: Any) -> Iterator[Any]:
        try:
            yield from found
        except (OSError, RuntimeError) as error:  # raised while the answer is read
            raise QueryError(f"the query can not be answered: {error}") from None


class Memory(Answers):
    """Quads in memory, to be asked and thrown away."""

    def __init__(self, quads: Iterable[Any]) -> None:
        from pyoxigraph import Store

        self._data = Store()
        self._data.bulk_extend(quads)

    def results(self, sparql: str, bindings: Mapping[str, str] | None = None) -> Any:
        return self._data.query(sparql)
