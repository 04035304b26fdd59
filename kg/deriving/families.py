"""Which things are versions of which, over all articles: once for each pair, however many articles say so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg import derived
from kg.deriving.state import State
from kg.graph import entity_iri, iri, name


class Families:
    """The families of a state that are to be told again, and the lines of all of them."""

    def __init__(self, state: State) -> None:
        self.db = state.db
        self._marked: set[str] = set()

    def mark(self, families: Iterable[str]) -> None:
        """These families (keys) may have other members now."""
        self._marked.update(families)

    def leave(self, n: int) -> None:
        """An article goes, and what it says of families."""
        self.mark(row[0] for row in self.db.execute("SELECT DISTINCT thing FROM family WHERE n = ?", (n,)))

    def forget(self) -> None:
        """Let go of which families changed: all are to be told."""
        self._marked.clear()

    def everything(self) -> Iterator[str]:
        """The lines of all families."""
        for family, member in self.db.execute("SELECT DISTINCT thing, value FROM family"):
            yield _line(family, member)

    def changes(self) -> tuple[list[str], list[tuple[str, ...]]]:
        """The lines of the families that changed, and the subjects whose lines they take the place of."""
        lines: list[str] = []
        for family in sorted(self._marked):
            found = self.db.execute("SELECT DISTINCT value FROM family WHERE thing = ?", (family,))
            lines += [_line(family, member) for (member,) in found]
        return lines, [(derived.FAMILIES, iri(entity_iri(family))) for family in sorted(self._marked)]


def _line(family: str, member: str) -> str:
    return f"{iri(entity_iri(family))} {name('kg:variant')} {iri(entity_iri(member))} {derived.FAMILIES} ."
