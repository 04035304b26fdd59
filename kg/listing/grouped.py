"""The lists that are kept ahead: in which parts their groups stand, in what order, and the groups of a part of a list.

kg/deriving makes them; whoever reads them asks first whether they are `kg.listing.derived.ready`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar
from urllib.parse import quote, unquote

from kg.listing.narrowing import Asked
from kg.rdf.graph import BASE, DERIVED, PREFIXES, iri
from kg.reuse.voices import Span

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


def row_node(listed: str, group: Group) -> str:
    """What stands for the row of a group, which `kg:cells` what it shows."""
    key = hashlib.blake2b(f"{head_node(group.parts)} {group.key}".encode(), digest_size=12).hexdigest()
    return iri(f"{ROOT}row/{listed}/{key}")


def kept_columns(named: Any) -> tuple[str, ...]:
    """The columns of a list's rows that are kept in cells."""
    return tuple(column for column in named.columns if column not in ELSEWHERE)


def head_node(parts: Sequence[str]) -> str:
    """What stands for a part of a list: the thing that it is about, or several values together."""
    return iri(parts[0] if len(parts) == 1 and parts[0].startswith(BASE) else f"{ROOT}head/{','.join(map(_safe, parts))}")


def cut_node(head: str, cut: str) -> str:
    """What stands for those groups of a part (its node) that have these values of parameters."""
    return iri(f"{head[1:-1]}?{cut}")


def _node(head: str, cut: str) -> str:
    return cut_node(head, cut) if cut else head


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
    keys: list[tuple[int, Any]] = []
    for value, (_, falls) in zip(place, order, strict=True):
        if value is None:
            keys.append((0, 0))
        elif isinstance(value, str):
            keys.append((-2, _falling(value)) if falls else (2, value))
        else:
            keys.append((-1, -value) if falls else (1, value))
    return tuple(keys)


def _falling(text: str) -> tuple[int, ...]:
    """A key by which texts stand the other way round: of two that begin alike the longer one comes first."""
    return (*(-ord(letter) for letter in text), 1)


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

    `parts`, `place`: where it stands in its list; `cut`: the values of parameters for which it is counted; `claim`: of the
    debate, the id of the claim in its earliest passage. What its row shows beside that is kept apart (`cells`): of a part
    all groups are read, of a page the rows that it has.
    """

    parts: tuple[str, ...]
    place: tuple[Any, ...]
    cut: str
    key: str
    evidence: Span
    claims: int
    articles: int
    origins: int
    claim: str = ""

    def told(self) -> str:
        """The group as the graph has it."""
        counts = (self.claims, self.articles, self.origins)
        row = [self.parts, self.place, self.cut, self.key, self.evidence, *counts, *filter(None, [self.claim])]
        return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def read_groups(told: Iterable[str]) -> Iterator[Group]:
    """The groups of `Group.told`."""
    for parts, place, cut, key, evidence, *counts in json.loads(f"[{','.join(told)}]"):  # by one call
        yield Group(tuple(parts), tuple(place), cut, key, tuple(evidence), *counts)


def groups(store: Store, named: Any, asked: Asked, nodes: Iterable[str] | None = None) -> list[Group]:
    """The groups of a list that are asked for, in its order. `nodes`: those that stand under these alone."""
    graph = groups_graph(named.name)
    if nodes is None and asked.heads is not None:
        cut = _fitting(store, named.name, asked) if asked.few else [""]
        nodes = [_node(iri(head), one) for head in asked.heads for one in cut]
    held = [("h", nodes)] if nodes is not None else []
    held += [(f"s{at}", shelves) for at, shelves in enumerate(asked.shelves)]
    wanted = " ".join(f"VALUES ?{one} {{ {' '.join(nodes)} }} GRAPH {graph} {{ ?{one} kg:told ?told }}" for one, nodes in held)
    told = dict.fromkeys(row[0] for row in store.select(f"{PREFIXES}SELECT ?told WHERE {{ {wanted} }}").rows)
    order = order_of(named)
    kept = read_groups(told)
    if asked.few or asked.parts:
        kept = (group for group in kept if asked.fits(group.cut) and asked.within(group.parts))
    return sorted(kept, key=lambda group: (group.parts, place_key(order, group.place), group.key))


def cells(store: Store, listed: str, groups: Sequence[Group]) -> list[dict[str, Any]]:
    """What the rows of these groups show beside their passages' words and their counts."""
    nodes = [row_node(listed, group) for group in groups]
    graph = groups_graph(listed)
    sparql = f"SELECT ?r ?cells WHERE {{ VALUES ?r {{ {' '.join(nodes)} }} GRAPH {graph} {{ ?r kg:cells ?cells }} }}"
    found = {iri(node): told for node, told in store.select(PREFIXES + sparql).rows} if nodes else {}
    return [json.loads(found[node]) for node in nodes]


def part(store: Store, named: Any, asked: Asked, limit: int | None, offset: int = 0) -> tuple[list[Group], int]:
    """The groups of a list that are asked for, so many from a place on, and how many there are in all.

    Of a whole list, or of what one of few values leaves of it, the parts alone are read that the place reaches into; of a
    thing, what stands on its shelf.
    """
    if asked.heads is not None or asked.shelves:
        found = groups(store, named, asked)
        return found[offset : None if limit is None else offset + limit], len(found)
    wanted, before, total = reached(((one, one.rows) for one in heads(store, named.name, asked)), limit, offset)
    nodes = [node for one in wanted for node in one.nodes]
    found = groups(store, named, asked, nodes) if wanted and limit != 0 else []
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
    sparql = f"{PREFIXES}SELECT ?cut WHERE {{ GRAPH {graph} {{ {graph} kg:cut ?cut }} }}"
    return store.kept(("cuts", graph), lambda: [row[0] for row in store.select(sparql).rows])


def _fitting(store: Store, listed: str, asked: Asked) -> list[str]:
    """Those of them that are asked for."""
    return store.kept(("fitting", listed, asked.few), lambda: [cut for cut in cuts(store, listed) if asked.fits(cut)])


class Head(NamedTuple):
    """A part of a list: its values, how many rows it has of those asked for, and the nodes under which these stand."""

    parts: tuple[str, ...]
    rows: int
    nodes: tuple[str, ...]


def heads(store: Store, listed: str, asked: Asked | None = None) -> list[Head]:
    """The parts of a list, in order of their values."""
    cut = _fitting(store, listed, asked) if asked and asked.few else [""]
    found = store.kept(("heads", listed, *cut), lambda: _heads(store, listed, cut))
    return [one for one in found if asked.within(one.parts)] if asked and asked.parts else found


def _heads(store: Store, listed: str, cut: Sequence[str]) -> list[Head]:
    graphs = {rows_graph(listed, one): one for one in cut}
    found: dict[str, list[tuple[str, int]]] = {}
    sparql = f"{PREFIXES}SELECT ?g ?h ?n WHERE {{ VALUES ?g {{ {' '.join(graphs)} }} GRAPH ?g {{ ?h kg:rows ?n }} }}"
    for graph, node, rows in store.select(sparql).rows if graphs else ():
        found.setdefault(node, []).append((_node(iri(node), graphs[iri(graph)]), int(rows)))
    return sorted(Head(head_parts(node), sum(rows for _, rows in some), tuple(one for one, _ in some)) for node, some in found.items())
