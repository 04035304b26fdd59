"""What belongs to what over all articles, once for each pair however many articles say so: versions, a house's people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg.deriving.state import State
from kg.listing import derived
from kg.rdf.graph import entity_iri, iri, name


@dataclass(frozen=True, slots=True)
class Sort:
    """A sort of pairs: the table of the state that has them, the graph that tells of them, and by which property."""

    table: str
    graph: str
    property: str


FAMILIES = Sort("family", derived.FAMILIES, "kg:variant")  # a family, and a thing that belongs to it
PEOPLE = Sort("people", derived.PEOPLE, "kg:member")  # an organization, and one who belongs to it


class Pairs:
    """The pairs of one sort that are to be told again, by their first things (keys), and the lines of all of them."""

    def __init__(self, state: State, sort: Sort) -> None:
        self.db, self._sort = state.db, sort
        self._marked: set[str] = set()

    def mark(self, things: Iterable[str]) -> None:
        """Other things may belong to these now."""
        self._marked.update(things)

    def leave(self, n: int) -> None:
        """An article goes, and what it says of them."""
        self.mark(row[0] for row in self.db.execute(f"SELECT DISTINCT thing FROM {self._sort.table} WHERE n = ?", (n,)))

    def forget(self) -> None:
        """Let go of which changed: all are to be told."""
        self._marked.clear()

    def everything(self) -> Iterator[str]:
        """The lines of all pairs."""
        for pair in self.db.execute(f"SELECT DISTINCT thing, value FROM {self._sort.table}"):
            yield self._line(*pair)

    def changes(self) -> tuple[list[str], list[tuple[str, ...]]]:
        """The lines of the pairs that changed, and the subjects whose lines they take the place of."""
        lines: list[str] = []
        for thing in sorted(self._marked):
            found = self.db.execute(f"SELECT DISTINCT value FROM {self._sort.table} WHERE thing = ?", (thing,))
            lines += [self._line(thing, other) for (other,) in found]
        return lines, [(self._sort.graph, iri(entity_iri(thing))) for thing in sorted(self._marked)]

    def _line(self, thing: str, other: str) -> str:
        return f"{iri(entity_iri(thing))} {name(self._sort.property)} {iri(entity_iri(other))} {self._sort.graph} ."
