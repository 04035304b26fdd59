"""The lists that are kept ahead: in which parts their groups stand, in what order, and the groups of a part of a list.

kg/deriving makes them; whoever reads them asks first whether they are `kg.derived.ready`.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote, unquote

from kg.graph import BASE, DERIVED, PREFIXES, iri
from kg.narrowing import Asked
from kg.voices import Span

if TYPE_CHECKING:
    from kg.store import Store

T = TypeVar("T")
ROOT = DERIVED
DEBATE = "debate"  # the list of what the debate hangs together by
PLACE = "place"  # stands for the order in which a step has put its rows
ELSEWHERE = ("quote", "claims", "articles", "origins")  # columns that are not kept in cells: counts, and what a passage says
_ORDER = re.compile(r"DESC\(\?(\w+)\)|\?(\w+)")


def rows_graph(listed: str, cut: str = "") -> str:
    """The graph that tells how many rows each part of a list has: in all, or of those with these values of parameters."""
    return iri(f"{ROOT}list/{listed}/{cut}" if cut else f"{ROOT}list/{listed}")


def groups_graph(listed: str) -> str:
    """The graph of a list's groups with their counts."""
    return iri(f"{ROOT}groups/{listed}")


def head_node(parts: Sequence[str]) -> str:
    """What stands for a part of a list: the thing that it is about, or several values together."""
    return iri(parts[0] if len(parts) == 1 and parts[0].startswith(BASE) else f"{ROOT}head/{','.join(map(_safe, parts))}")


def row_head(parts: Sequence[str], row: Mapping[str, Any]) -> tuple[str, ...]:
    """The part of its list in which a row stands; what has no value comes after all that has one."""
    return tuple("~" if row[part] is None else _sorting(str(row[part])) for part in parts)


def _sorting(value: str) -> str:
    """Names stand in their lists without regard to case."""
    return value if value.startswith("http") else value.casefold()


def head_parts(node: str) -> tuple[str, ...]:
    """The values that a node of `head_node` stands for."""
    if not node.startswith(f"{ROOT}head/"):
        return (node,)
    return tuple(map(unquote, node.removeprefix(f"{ROOT}head/").split(",")))


def _safe(part: str) -> str:
    return quote(part, safe="")


def order_of(named: Any) -> tuple[tuple[str, bool], ...]:
    """The variables by which the rows of a list stand within a part, and whether the largest comes first."""
    if named.post == DEBATE:
        return (("date", False), ("article", False), ("start", False))
    if not named.parts:
        return ()
    if named.post == "movers":
        return ((PLACE, False),)
    text = named.text[named.text.rindex("ORDER BY") :]
    found = ((down or up, bool(down)) for down, up in _ORDER.findall(text))
    return tuple((variable, falls) for variable, falls in found if variable not in named.parts)


def place_key(order: Sequence[tuple[str, bool]], place: Sequence[Any]) -> tuple[Any, ...]:
    """A key that sorts places as SPARQL does: what is not bound first, then numbers, then texts."""
    keys = []
    for value, (_, falls) in zip(place, order, strict=True):
        rank = 0 if value is None else 1 if isinstance(value, int | float) else 2
        keys.append((-rank if falls else rank, (-value if falls else value) if rank == 1 else value or ""))
    return tuple(keys)


def rank(*counts: int) -> tuple[str, ...]:
    """The part of a list that has what most say first: counts that sort as texts, the largest first."""
    return tuple(f"{999_999_999 - count:09d}" for count in counts)


@dataclass(frozen=True, slots=True)
class Own:
    """A list that no named query asks for, with what the lists of those have."""

    name: str
    post: str
    parts: tuple[str, ...] = ()
    across: tuple[str, ...] = ()
    text: str = ""


DEBATED = Own(DEBATE, DEBATE)


@dataclass(frozen=True, slots=True)
class Group:
    """What several passages say: how many claims, articles and independent origins, and the earliest passage.

    `parts`, `place`: where it stands in its list; `cut`: the values of parameters for which it is counted; `cells`: of a
    list whose rows hang on several articles, what the row shows beside its passage's words and these counts.
    """

    parts: tuple[str, ...]
    place: tuple[Any, ...]
    cut: str
    key: str
    evidence: Span
    claims: int
    articles: int
    origins: int
    cells: dict[str, Any] | None = None

    def told(self) -> str:
        """The group as the graph has it."""
        cells = [] if self.cells is None else [self.cells]
        counts = (self.claims, self.articles, self.origins)
        row = [self.parts, self.place, self.cut, self.key, self.evidence, *counts, *cells]
        return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def read_group(told: str) -> Group:
    """The group of `Group.told`."""
    parts, place, cut, key, evidence, *counts = json.loads(told)
    return Group(tuple(parts), tuple(place), cut, key, tuple(evidence), *counts)


def groups(store: Store, named: Any, asked: Asked, heads: Iterable[str] | None = None) -> list[Group]:
    """The groups of a list that are asked for, in its order. `heads`: those of these parts alone."""
    graph = groups_graph(named.name)
    of_parts = map(iri, asked.heads) if heads is None and asked.heads is not None else heads
    held = [("h", of_parts)] if of_parts is not None else []
    held += [(f"s{at}", shelves) for at, shelves in enumerate(asked.shelves)]
    wanted = " ".join(f"VALUES ?{one} {{ {' '.join(nodes)} }} GRAPH {graph} {{ ?{one} kg:told ?told }}" for one, nodes in held)
    rows = store.select(f"{PREFIXES}SELECT DISTINCT ?told WHERE {{ {wanted} }}").rows
    found = (read_group(told) for (told,) in rows)
    order = order_of(named)
    kept = (group for group in found if asked.fits(group.cut) and asked.within(group.parts))
    return sorted(kept, key=lambda group: (group.parts, place_key(order, group.place), group.key))


def part(store: Store, named: Any, asked: Asked, limit: int | None, offset: int = 0) -> tuple[list[Group], int]:
    """The groups of a list that are asked for, so many from a place on, and how many there are in all.

    Of a whole list, or of what one of few values leaves of it, the parts alone are read that the place reaches into; of a
    thing, what stands on its shelf.
    """
    if asked.heads is not None or asked.shelves:
        found = groups(store, named, asked)
        return found[offset : None if limit is None else offset + limit], len(found)
    wanted, before, total = reached(heads(store, named.name, asked), limit, offset)
    found = groups(store, named, asked, map(head_node, wanted)) if wanted and limit != 0 else []
    return found[offset - before : None if limit is None else offset - before + limit], total


def reached(parts: Iterable[tuple[T, int]], limit: int | None, offset: int) -> tuple[list[T], int, int]:
    """Of the parts of a list, with their sizes, those that a page reaches into.

    Beside them how many rows stand before the first of them, and how many there are in all.
    """
    wanted: list[T] = []
    before = total = 0
    for one, size in parts:
        if total + size <= offset:
            before = total + size
        elif limit is None or total < offset + limit:
            wanted.append(one)
        total += size
    return wanted, before, total


def cuts(store: Store, listed: str) -> list[str]:
    """The values of parameters for which the parts of a list are counted."""
    graph = rows_graph(listed)
    return [row[0] for row in store.select(f"{PREFIXES}SELECT ?cut WHERE {{ GRAPH {graph} {{ {graph} kg:cut ?cut }} }}").rows]


def heads(store: Store, listed: str, asked: Asked | None = None) -> list[tuple[tuple[str, ...], int]]:
    """The parts of a list with the number of rows that each has of those asked for, in order of their values."""
    graphs = [rows_graph(listed)]
    if asked and asked.few:
        graphs = [rows_graph(listed, cut) for cut in cuts(store, listed) if asked.fits(cut)]
    found = store.kept(("heads", *graphs), lambda: _heads(store, graphs))
    return [(parts, rows) for parts, rows in found if not asked or asked.within(parts)]


def _heads(store: Store, graphs: Sequence[str]) -> list[tuple[tuple[str, ...], int]]:
    found: Counter[str] = Counter()
    sparql = f"{PREFIXES}SELECT ?h ?n WHERE {{ VALUES ?g {{ {' '.join(graphs)} }} GRAPH ?g {{ ?h kg:rows ?n }} }}"
    for node, rows in store.select(sparql).rows if graphs else ():
        found[node] += int(rows)
    return sorted((head_parts(node), rows) for node, rows in found.items())
