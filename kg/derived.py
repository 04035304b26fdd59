"""What is counted often, read out of its own named graphs: where passages come from, how long each part of a list is.

The graphs lie beside those of the articles and are no article's: they are made out of them (kg/deriving), and no export
has them. Whoever changes an article leaves a note in the graph CHANGED in the same transaction; until what hangs on it
is made again, and where another version made it, nothing here is `ready`, and whoever asks counts for himself.
"""

from __future__ import annotations

import functools
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from kg.graph import (
    BASE,
    CHANGED,
    DERIVED,
    PREFIXES,
    article_id,
    article_iri,
    iri,
    is_derived,
    key_of,
    kind_of,
    literal,
    name,
    value_term,
)
from kg.narrowing import Asked
from kg.voices import Span

if TYPE_CHECKING:
    from kg.store import Store

ROOT = DERIVED
STATE, VOICES = (iri(f"{ROOT}{part}") for part in ("state", "voices"))
THINGS, KINDS, POINTS = (iri(f"{ROOT}{part}") for part in ("things", "kinds", "points"))
CONFLICTS, FAMILIES, LINKS = (iri(f"{ROOT}{part}") for part in ("conflicts", "families", "links"))
DEBATE = "debate"  # the list of what the debate hangs together by
SUREST = 5  # claims that are kept of a link
ASKED = 2_000  # passages asked for at a time
ELSEWHERE = ("quote", "claims", "articles", "origins")  # columns that are not kept in cells: counts, and what a passage says
PLACE = "place"  # stands for the order in which a step has put its rows
ALL_FROM = 20_000  # passages from which it is cheaper to read where all come from
_HERE = Path(__file__).parent
_BASIS = ("query", "narrowing", "voices", "parallels", "copies", "graph", "steps", "derived", "rules", "conflicts", "argumentation")
_ORDER = re.compile(r"DESC\(\?(\w+)\)|\?(\w+)")
_CLASS = name("kg:x")[1:-2]


def folder() -> Path:
    """Where the named queries lie: beside the package in a checkout, inside it when installed."""
    inside = _HERE / "queries"
    return inside if inside.is_dir() else _HERE.parent / "queries"


@functools.cache
def recipe() -> str:
    """What the derived data depends on beside the articles' graphs: another one means that it is to be made anew."""
    files = [_HERE / f"{module}.py" for module in _BASIS] + sorted((_HERE / "deriving").glob("*.py"))
    files += [_HERE / "data" / "conflicts.toml", *sorted(folder().glob("*.rq"))]
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:20]


def ready(store: Store) -> bool:
    """Whether the derived data is there, made by this version, and in step with the articles."""
    changed = f"FILTER NOT EXISTS {{ GRAPH {CHANGED} {{ ?a kg:changed true }} }}"
    sparql = f"{PREFIXES}SELECT ?r WHERE {{ GRAPH {STATE} {{ {STATE} kg:recipe ?r }} {changed} }}"
    return list(store.select(sparql).rows) == [(recipe(),)]


# --- names -----------------------------------------------------------------------------------------------------------


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


def passage_iri(span: Span) -> str:
    """The IRI of a passage, as its article's graph has it."""
    return f"{article_iri(span[0])}#char={span[1]},{span[2]}"


def span_of_iri(node: str) -> Span:
    """Article, start and end of a passage."""
    article, _, place = node.partition("#char=")
    start, _, end = place.partition(",")
    return (article_id(article), int(start), int(end))


# --- reading ---------------------------------------------------------------------------------------------------------


def origins(store: Store, spans: Iterable[Span]) -> dict[Span, str] | None:
    """The article that each of these passages comes from; None where that is not known, and has to be found out."""
    if not ready(store):
        return None
    wanted = sorted(set(spans))
    found = {span: span[0] for span in wanted}
    for at in [-1] if len(wanted) > ALL_FROM else range(0, len(wanted), ASKED):
        only = f"VALUES ?s {{ {' '.join(iri(passage_iri(one)) for one in wanted[at : at + ASKED])} }}" if at >= 0 else ""
        sparql = f"{PREFIXES}SELECT ?s ?o WHERE {{ {only} GRAPH {VOICES} {{ ?s kg:origin ?o }} }}"
        found.update((span_of_iri(node), article_id(origin)) for node, origin in store.select(sparql).rows)
    return {span: found[span] for span in wanted}


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
    held = [("h", heads if heads is not None else map(iri, asked.heads))] if heads is not None or asked.heads is not None else []
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
    wanted, before, place = [], 0, 0
    for head, size in heads(store, named.name, asked):
        if place + size <= offset:
            before = place + size
        elif limit is None or place < offset + limit:
            wanted.append(head_node(head))
        place += size
    found = groups(store, named, asked, wanted) if wanted and limit != 0 else []
    return found[offset - before : None if limit is None else offset - before + limit], place


def cuts(store: Store, listed: str) -> list[str]:
    """The values of parameters for which the parts of a list are counted."""
    graph = rows_graph(listed)
    return [row[0] for row in store.select(f"{PREFIXES}SELECT ?cut WHERE {{ GRAPH {graph} {{ {graph} kg:cut ?cut }} }}").rows]


def heads(store: Store, listed: str, asked: Asked | None = None) -> list[tuple[tuple[str, ...], int]]:
    """The parts of a list with the number of rows that each has of those asked for, in order of their values."""
    graphs = [rows_graph(listed)]
    if asked and asked.few:
        graphs = [rows_graph(listed, cut) for cut in cuts(store, listed) if asked.fits(cut)]
    found: Counter[str] = Counter()
    sparql = f"{PREFIXES}SELECT ?h ?n WHERE {{ VALUES ?g {{ {' '.join(graphs)} }} GRAPH ?g {{ ?h kg:rows ?n }} }}"
    for node, rows in store.select(sparql).rows if graphs else ():
        found[node] += int(rows)
    named = ((head_parts(node), rows) for node, rows in found.items())
    return sorted((parts, rows) for parts, rows in named if not asked or asked.within(parts))


def families(store: Store, things: Iterable[str]) -> dict[str, list[str]]:
    """IRI of a thing → those of its versions, for these things."""
    these = f"VALUES ?p {{ {' '.join(map(iri, things))} }}"
    found: dict[str, list[str]] = {}
    for parent, child in store.select(f"{PREFIXES}SELECT ?p ?e WHERE {{ {these} GRAPH {FAMILIES} {{ ?p kg:variant ?e }} }}").rows:
        found.setdefault(parent, []).append(child)
    return found


def things(store: Store, only: Iterable[str] | None = None) -> dict[str, tuple[int, int]]:
    """Key of a thing → claims about it, by it or of which it is the other end, and the articles that make them."""
    these = f"VALUES ?e {{ {' '.join(map(iri, only))} }}" if only is not None else ""
    pattern = f"GRAPH {THINGS} {{ ?e kg:claims ?c ; kg:articles ?a }}"
    rows = store.select(f"{PREFIXES}SELECT ?e ?c ?a WHERE {{ {these} {pattern} }}").rows
    return {key_of(node): (claims, articles) for node, claims, articles in rows}


def kinds(store: Store) -> dict[str, int]:
    """Kind of claims → how many there are."""
    rows = store.select(f"{PREFIXES}SELECT ?k ?n WHERE {{ GRAPH {KINDS} {{ ?k kg:claims ?n }} }}").rows
    return {kind_of(node.removeprefix(_CLASS)): n for node, n in rows}


@dataclass(frozen=True, slots=True)
class AtOdds:
    """A conflict by its claims: their ids by side, the best supported side first, in each the earliest claim first.

    `sides` and `told` tell of the same sides; `told` as `disputes` has them.
    """

    id: str
    rule: str
    about: str
    weight: tuple[int, int]
    thing: str
    what: str
    sides: list[list[str]]
    told: list[dict[str, Any]]


def at_odds(store: Store, about: Iterable[str] | None = None) -> list[AtOdds]:
    """The conflicts with the claims that take part in them. `about`: IRIs of things and aspects."""
    these = f"VALUES ?e {{ {' '.join(map(iri, about))} }}" if about is not None else ""
    pattern = f"GRAPH {CONFLICTS} {{ ?x kg:about ?e ; kg:weaker ?w ; kg:origins ?o ; kg:held ?held ; kg:told ?told }}"
    found = []
    for node, weaker, origins, ids, text in store.select(f"{PREFIXES}SELECT ?e ?w ?o ?held ?told WHERE {{ {these} {pattern} }}").rows:
        held, told = json.loads(ids), json.loads(text)
        one = AtOdds(held["id"], told["rule"], key_of(node), (weaker, origins), told["thing"], told["what"], held["sides"], told["sides"])
        found.append(one)
    return sorted(found, key=lambda one: one.id)


@dataclass(frozen=True, slots=True)
class Link:
    """What joins two things (IRIs): how many claims, articles and origins, and the ids of the surest claims."""

    pair: tuple[str, str]
    claims: int
    articles: int
    origins: int
    surest: tuple[str, ...]


def links(store: Store, things: Iterable[str]) -> list[Link]:
    """The links of these things."""
    these = f"VALUES ?a {{ {' '.join(map(iri, things))} }}"
    rows = store.select(f"{PREFIXES}SELECT DISTINCT ?told WHERE {{ {these} GRAPH {LINKS} {{ ?a kg:link ?told }} }}").rows
    told = (json.loads(row[0]) for row in rows)
    return [Link((one, other), claims, articles, origins, tuple(surest)) for one, other, claims, articles, origins, surest in told]


def disputed_sides(store: Store, rules: Sequence[str], limit: int, offset: int = 0) -> tuple[list[tuple[dict[str, Any], int]], int]:
    """Conflicts of `disputes` with the number of a side, for so many sides from a place on, and how many sides there are.

    Only the conflicts of the ranks (rule, weight) are read into which the sides fall.
    """
    order = {rule: place for place, rule in enumerate(rules)}
    ranks = [((order[rule], -int(weaker), -int(origins)), sides, (rule, weaker, origins))
             for (rule, weaker, origins), sides in heads(store, "conflicts") if rule in order]  # fmt: skip
    wanted, before, place = [], 0, 0
    for _, sides, rank in sorted(ranks):
        if place + sides <= offset:
            before = place + sides
        elif place < offset + limit:
            wanted.append(head_node(rank))
        place += sides
    found = _disputes(store, f"VALUES ?rank {{ {' '.join(wanted)} }}", "?x kg:rank ?rank ; ", rules) if wanted else []
    shown = [(one, side) for one in found for side in range(len(one["sides"]))]
    return shown[offset - before : offset - before + limit], place


def disputes(store: Store, about: Iterable[str] | None = None, rules: Sequence[str] = ()) -> list[dict[str, Any]]:
    """The conflicts, the best supported on both sides first: id, rule, thing, what, weight, sides.

    A side: value, articles, origins, claims, speakers, and the id of its earliest claim. `about`: IRIs of things and
    aspects; `rules`: names, in the order in which their conflicts come.
    """
    these = f"VALUES ?e {{ {' '.join(map(iri, about))} }}" if about is not None else ""
    return _disputes(store, these, "?x kg:about ?e ; ", rules)


def _disputes(store: Store, these: str, which: str, rules: Sequence[str]) -> list[dict[str, Any]]:
    pattern = f"GRAPH {CONFLICTS} {{ {which}kg:weaker ?w ; kg:origins ?o ; kg:told ?told }}"
    rows = store.select(f"{PREFIXES}SELECT ?w ?o ?told WHERE {{ {these} {pattern} }}").rows
    found = [{**json.loads(told), "weight": (weaker, origins)} for weaker, origins, told in rows]
    order = {rule: place for place, rule in enumerate(rules)}
    if rules:
        found = [one for one in found if one["rule"] in order]
    return sorted(
        found,
        key=lambda one: (
            order.get(one["rule"], 0), -one["weight"][0], -one["weight"][1], one["thing"].casefold(), one["what"], one["id"]
        ),
    )  # fmt: skip


def disputed(store: Store, about: Iterable[str]) -> dict[str, set[str]]:
    """Key of each of these things (IRIs) that is disputed → the rules by which it is."""
    these = f"VALUES ?e {{ {' '.join(map(iri, sorted(set(about))))} }}"
    sparql = f"{PREFIXES}SELECT ?e ?told WHERE {{ {these} GRAPH {CONFLICTS} {{ ?x kg:about ?e ; kg:told ?told }} }}"
    found: dict[str, set[str]] = {}
    for node, told in store.select(sparql).rows:
        found.setdefault(key_of(node), set()).add(json.loads(told)["rule"])
    return found


def lines(store: Store) -> list[str]:
    """All of the derived data as sorted N-Quads lines: the same articles give the same lines."""
    sparql = f"SELECT DISTINCT ?g WHERE {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?g), {literal(ROOT)})) }}"
    found: list[str] = []
    for (graph,) in store.select(sparql).rows:
        if is_derived(graph):
            node = iri(graph)
            triples = store.construct(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {node} {{ ?s ?p ?o }} }}")
            found += [f"{triple.removesuffix(' .')} {node} ." for triple in triples]
    return sorted(found)

