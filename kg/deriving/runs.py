"""Which articles say how much about a thing, of a kind, of a change and in all, kept in runs in the order of their files.

A run ends before an article whose id says so: so the runs hang on the articles alone, and not on the order in which
they came, and an article that comes or goes changes its own run and at most the one before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from kg.deriving.state import State, number_of
from kg.listing import derived
from kg.rdf.graph import iri, literal, name

RUN = 256  # articles of a run, on average
_ROWS = "SELECT t.node, t.place, t.first, t.claims, t.told FROM touch t"
Row = tuple[str, str, int, int, str]


def place_of(file: str, article: str) -> str:
    """A key by which articles stand in the order of their files."""
    return f"{file}\x01{article}"


def is_first(article: str) -> bool:
    """Whether a run begins with this article."""
    return number_of(article) % RUN == 0


class Runs:
    """The runs of a state that are to be told again, and the lines of all of them."""

    def __init__(self, state: State) -> None:
        self.db = state.db
        self._marked: set[tuple[str, str, int]] = set()

    def mark(self, places: Iterable[tuple[str, str, int]]) -> None:
        """An article comes or goes at these places: node, place, whether a run begins there."""
        self._marked.update(place for place in places if derived.is_listed(place[0]))

    def forget(self) -> None:
        """Let go of which runs changed: all are to be told."""
        self._marked.clear()

    def everything(self) -> Iterator[str]:
        """The lines of all runs."""
        rows = self.db.execute(f"{_ROWS} ORDER BY t.node, t.place")
        for node, found in groupby(rows, key=lambda row: row[0]):
            if derived.is_listed(node):
                yield from self._lines(node, found)

    def changes(self) -> tuple[list[str], list[tuple[str, ...]]]:
        """The lines of the runs that changed, and what they take the place of."""
        wanted = {(node, self._before(node, place)) for node, place, _ in self._marked}
        wanted.update((node, place) for node, place, first in self._marked if first)
        lines: list[str] = []
        gone: list[tuple[str, ...]] = []
        for node, start in sorted(wanted):
            run = derived.run_node(node, _article(start))
            gone += [(derived.ARTICLES, run), (derived.ARTICLES, iri(node), f"{name('kg:run')} {run}")]
            lines += self._lines(node, self._run(node, start))
        return lines, gone

    def _before(self, node: str, place: str) -> str:
        """Where the run begins that stands before a place; "" for the first, which nothing begins."""
        sql = "SELECT MAX(place) FROM touch WHERE node = ? AND first = 1 AND place < ?"
        return str(self.db.execute(sql, (node, place)).fetchone()[0] or "")

    def _run(self, node: str, start: str) -> Iterable[Row]:
        """The rows of the run that begins there; none where none does any more."""
        sql = "SELECT MIN(place) FROM touch WHERE node = ? AND first = 1 AND place > ?"
        end = self.db.execute(sql, (node, start)).fetchone()[0]
        until = "" if end is None else "AND t.place < ?"
        values = (node, start) if end is None else (node, start, end)
        found = self.db.execute(f"{_ROWS} WHERE t.node = ? AND t.place >= ? {until} ORDER BY t.place", values).fetchall()
        return found if found and (not start or found[0][1] == start) else ()

    def _lines(self, node: str, rows: Iterable[Row]) -> Iterator[str]:
        run: list[tuple[str, int, str]] = []
        for _, place, first, claims, told in rows:
            if first and run:
                yield from _told(node, run)
                run = []
            run.append((place, claims, told))
        yield from _told(node, run) if run else ()


def _article(place: str) -> str:
    """The article of a run's first place, if it is one that begins runs."""
    article = place.rpartition("\x01")[2]
    return article if article and is_first(article) else ""


def _told(node: str, run: list[tuple[str, int, str]]) -> Iterator[str]:
    node_of_run = derived.run_node(node, _article(run[0][0]))
    file, _, article = run[0][0].rpartition("\x01")
    text = derived.write_run(file, article, [(place.rpartition("\x01")[2], *more) for place, *more in run])
    yield f"{iri(node)} {name('kg:run')} {node_of_run} {derived.ARTICLES} ."
    yield f"{node_of_run} {name('kg:told')} {literal(text)} {derived.ARTICLES} ."
