"""What is counted often, read out of its own named graphs: where passages come from, how long each part of a list is.

The graphs lie beside those of the articles and are no article's: they are made out of them (kg/deriving), and no export
has them. Whoever changes an article leaves a note in the graph CHANGED in the same transaction, and may leave none where
nothing is derived yet; until what hangs on it is made again, and where another version made it, nothing here is
`ready`, and whoever asks counts for himself.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from kg.listing import grouped
from kg.listing.rows import passage_iri, span_of_iri
from kg.rdf.graph import (
    BASE,
    CHANGED,
    DERIVED,
    PREFIXES,
    STATE,
    article_id,
    concepts,
    iri,
    is_derived,
    key_of,
    kind_of,
    literal,
    name,
)
from kg.reuse.voices import Span

if TYPE_CHECKING:
    from kg.store import Store

ROOT = DERIVED
VOICES = iri(f"{ROOT}voices")
THINGS, KINDS, POINTS = (iri(f"{ROOT}{part}") for part in ("things", "kinds", "points"))
CONFLICTS, FAMILIES, PEOPLE = (iri(f"{ROOT}{part}") for part in ("conflicts", "families", "people"))
ARTICLES = iri(f"{ROOT}articles")
READY = "what is counted ahead is ready"
ANY = f"{BASE}ns#Claim"  # stands for claims of all kinds, about anything
LEVELS = 9  # by how many articles tell of a link: one, two and three, four to seven, … from 256 on
FIRST = 20  # claims of a side that are told in order; of the others, which they are
SOUGHT = 64  # claims up to which the store looks for them, and not who asks
SUREST = 5  # claims that are kept of a link
CHANGE = "shift"  # the kind of claim whose changes of course are counted
MEMBERSHIP = "affiliation"  # the kind of claim that says who belongs to whom
ASKED = 2_000  # passages asked for at a time
ALL_FROM = 20_000  # passages from which it is cheaper to read where all come from
_HERE = Path(__file__).parent.parent
_BASIS = (
    "asking/query", "listing/narrowing", "reuse/voices", "reuse/parallels", "reuse/winnowing", "rdf/graph", "rdf/labels",
    "listing/steps", "debating/courses", "listing/derived", "listing/grouped", "disputes/rules", "disputes/odds",
    "disputes/disagreement", "disputes/conflicts", "debating/argumentation",
)
_CLASS = name("kg:x")[1:-2]


def folder() -> Path:
    """Where the named queries lie: beside the package in a checkout, inside it when installed."""
    inside = _HERE / "queries"
    return inside if inside.is_dir() else _HERE.parent / "queries"


@functools.cache
def recipe() -> str:
    """What the derived data depends on beside the articles' graphs: another one means that it is to be made anew."""
    files = [_HERE / f"{module}.py" for module in _BASIS] + sorted((_HERE / "deriving").glob("*.py"))
    files += [_HERE / "data" / "conflicts.toml", _HERE / "data" / "parallels.toml", *sorted(folder().glob("*.rq"))]
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:20]


def ready(store: Store) -> bool:
    """Whether the derived data is there, made by this version, and in step with the articles."""
    return bool(store.kept(READY, lambda: [recipe()] if _ready(store) else []))


def _ready(store: Store) -> bool:
    changed = f"FILTER NOT EXISTS {{ GRAPH {CHANGED} {{ ?a kg:changed true }} }}"
    sparql = f"{PREFIXES}SELECT ?r WHERE {{ GRAPH {STATE} {{ {STATE} kg:recipe ?r }} {changed} }}"
    return list(store.select(sparql).rows) == [(recipe(),)]


def outdated(store: Store) -> bool:
    """Whether something is counted ahead that is not `ready`: another version made it, or a change was broken off."""
    return not ready(store) and store.ask(f"{PREFIXES}ASK {{ GRAPH {STATE} {{ {STATE} kg:recipe ?r }} }}")


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


def families(store: Store, things: Iterable[str]) -> dict[str, list[str]]:
    """IRI of a thing → those of its versions, for these things."""
    these = f"VALUES ?p {{ {' '.join(map(iri, things))} }}"
    found: dict[str, list[str]] = {}
    for parent, child in store.select(f"{PREFIXES}SELECT ?p ?e WHERE {{ {these} GRAPH {FAMILIES} {{ ?p kg:variant ?e }} }}").rows:
        found.setdefault(parent, []).append(child)
    return found


def people(store: Store, house: str) -> set[str] | None:
    """Keys of those of whom an article says that they belong to an organization (IRI); None where that is not known."""
    if not ready(store):
        return None
    rows = store.select(f"{PREFIXES}SELECT ?who WHERE {{ GRAPH {PEOPLE} {{ {iri(house)} kg:member ?who }} }}").rows
    return {key_of(who) for (who,) in rows}


def things(store: Store, only: Iterable[str] | None = None) -> Mapping[str, tuple[int, int]]:
    """Key of a thing → claims about it, by it or of which it is the other end, and the articles that make them."""
    if only is None:
        return MappingProxyType(store.kept(THINGS, lambda: _things(store, "")))
    return _things(store, f"VALUES ?e {{ {' '.join(map(iri, only))} }}")


def _things(store: Store, these: str) -> dict[str, tuple[int, int]]:
    pattern = f"GRAPH {THINGS} {{ ?e kg:claims ?c ; kg:articles ?a }}"
    rows = store.select(f"{PREFIXES}SELECT ?e ?c ?a WHERE {{ {these} {pattern} }}").rows
    return {key_of(node): (claims, articles) for node, claims, articles in rows}


def kinds(store: Store) -> dict[str, int]:
    """Kind of claims → how many there are."""
    rows = store.select(f"{PREFIXES}SELECT ?k ?n WHERE {{ GRAPH {KINDS} {{ ?k kg:claims ?n }} }}").rows
    return {kind_of(node.removeprefix(_CLASS)): n for node, n in rows}


# --- which articles say how much ------------------------------------------------------------------------------------


def is_listed(node: str) -> bool:
    """Whether it is kept which articles make how many claims about this thing, of this class, of this change, or at all."""
    return node.startswith((f"{BASE}entity/", f"{BASE}ns#")) or is_change(node)


def change_iri(vendor: str, before: str, after: str) -> str:
    """The IRI of a vendor's change of course. `vendor`: its IRI."""
    return f"{BASE}change/{before}-{after}/{vendor.removeprefix(f'{BASE}entity/')}"


def is_change(node: str) -> bool:
    """Whether this is the IRI of a change of course."""
    return node.startswith(f"{BASE}change/")


def run_node(node: str, first: str) -> str:
    """What stands for a run of articles. `first`: the article that begins it, "" where nothing does."""
    return iri(f"{ROOT}articles/{quote(node.removeprefix(BASE), safe='')}/{quote(first, safe='')}")


def write_run(file: str, first: str, articles: Iterable[tuple[Any, ...]]) -> str:
    """A run as text: how many claims its articles make, file and id of the first, then for each claims, id, what is told."""
    rows = list(articles)
    head = json.dumps([sum(claims for _, claims, _ in rows), file, first], ensure_ascii=False)
    return "\n".join([head, *(f"{claims} {article} {told}".rstrip() for article, claims, told in rows)])


def articles_about(store: Store, node: str, limit: int | None, offset: int) -> tuple[list[str], int, int]:
    """The articles that a page of the claims about a thing (of a class, or of ANY) reaches into, in order of their files.

    Their ids; how many claims stand before those of the first of them; how many there are in all.
    """
    runs = []
    for _, text in _runs(store, [node]):
        head, _, body = text.partition("\n")
        claims, file, first = json.loads(head)
        runs.append(((file, first), body, claims))
    ordered = ((body, claims) for _, body, claims in sorted(runs))
    wanted, before, total = grouped.reached(ordered, limit, offset)
    rows = (line.split(" ", 2) for body in wanted for line in body.split("\n"))
    found, ahead, _ = grouped.reached(((article, int(claims)) for claims, article, *_ in rows), limit, offset - before)
    return found, before + ahead, total


def _runs(store: Store, nodes: Iterable[str]) -> list[tuple[str, str]]:
    """The runs of these nodes: node and text."""
    pattern = f"VALUES ?n {{ {' '.join(map(iri, nodes))} }} GRAPH {ARTICLES} {{ ?n kg:run ?r . ?r kg:told ?t }}"
    return list(store.select(f"{PREFIXES}SELECT ?n ?t WHERE {{ {pattern} }}").rows)


def _changes_of(vendors: Iterable[str]) -> dict[str, tuple[str, str, str]]:
    """IRI of each change of course that may be told of these vendors → vendor, course before, course after."""
    ends = sorted(concepts()[1]["course"])
    return {change_iri(one, *pair): (one, *pair) for one in vendors for pair in product(ends, ends)}


def told_changes(store: Store, vendors: Iterable[str]) -> dict[tuple[str, str, str], list[tuple[Any, ...]]]:
    """Vendor (IRI), course before and after → where articles tell of the change: date, article, start, end, claim, time."""
    wanted = _changes_of(vendors)
    found: dict[tuple[str, str, str], list[tuple[Any, ...]]] = {}
    for node, text in _runs(store, wanted):
        places = found.setdefault(wanted[node], [])
        lines = [line.split(" ", 2)[1:] for line in text.split("\n")[1:]]
        told = json.loads(f"[{','.join(told for _, told in lines)}]")  # by one call
        for (article, _), (date, rows) in zip(lines, told, strict=True):
            places += ((date or "9999", article, *row) for row in rows)
    return found


def changed_courses(store: Store, vendors: Iterable[str]) -> set[tuple[str, str, str]]:
    """Which changes are told of these vendors (IRIs), and not denied: vendor, course before, course after."""
    wanted = _changes_of(vendors)
    pattern = f"VALUES ?n {{ {' '.join(map(iri, wanted))} }} GRAPH {ARTICLES} {{ ?n kg:run ?r }}"
    return {wanted[node] for (node,) in store.select(f"{PREFIXES}SELECT DISTINCT ?n WHERE {{ {pattern} }}").rows}


@dataclass(frozen=True, slots=True)
class AtOdds:
    """A conflict by its claims: the ids of the first of each side, the best supported side first, the earliest claim first.

    `node`: its IRI; `views`: what `parties` calls its sides. `views`, `sides` and `told` (as `disputes` has them) tell of
    the same sides.
    """

    node: str
    id: str
    rule: str
    about: str
    weight: tuple[int, int]
    thing: str
    what: str
    views: list[str]
    sides: list[list[str]]
    told: list[dict[str, Any]]


def at_odds(store: Store, about: Iterable[str] | None = None, nodes: Iterable[str] | None = None) -> list[AtOdds]:
    """The conflicts with the first claims of each side. `about`: IRIs of things and aspects; `nodes`: those of conflicts."""
    these = _about(about) if nodes is None else f"VALUES ?x {{ {' '.join(map(iri, nodes))} }}"
    pattern = f"GRAPH {CONFLICTS} {{ ?x kg:about ?e ; kg:weaker ?w ; kg:origins ?o ; kg:held ?held ; kg:told ?told }}"
    found = []
    for one, node, weaker, origins, ids, text in store.select(f"{PREFIXES}SELECT ?x ?e ?w ?o ?held ?told WHERE {{ {these} {pattern} }}").rows:
        held, told = json.loads(ids), json.loads(text)
        weight = (weaker, origins)
        found.append(AtOdds(one, held["id"], told["rule"], key_of(node), weight, told["thing"], told["what"], held["views"], held["sides"], told["sides"]))
    return sorted(found, key=lambda one: one.id)


def parties(store: Store, about: Iterable[str] | None = None, holding: Collection[str] | None = None) -> dict[str, dict[str, set[str]]]:
    """IRI of a conflict → view → the ids of all claims that hold it. `about`: IRIs of things and aspects.

    `holding`: of conflicts in which none of these claims takes part nothing is told, and of the others at least these.
    """
    few = holding is not None and len(holding) <= SOUGHT
    sought = " || ".join(f"CONTAINS(?told, {literal(one)})" for one in sorted(holding or ())) if few else ""
    only = f"FILTER({sought or 'false'})" if few else ""
    pattern = f"GRAPH {CONFLICTS} {{ ?x kg:about ?e . ?p kg:of ?x ; kg:told ?told {only} }}"
    found: dict[str, dict[str, set[str]]] = {}
    for node, text in store.select(f"{PREFIXES}SELECT ?x ?told WHERE {{ {_about(about)} {pattern} }}").rows:
        views = found.setdefault(node, {})
        for line in text.split("\n"):
            view, *claims = line.split(" ")
            views.setdefault(view, set()).update(claims)
    return found


def _about(things: Iterable[str] | None) -> str:
    return "" if things is None else f"VALUES ?e {{ {' '.join(map(iri, things))} }}"


def author_iri(key: str) -> str:
    """What stands for the author of an article, whom rules call by a key: `author NAME`."""
    return f"{ROOT}{key.replace(' ', '/')}"


def part_node(conflict: str, first: bytes) -> str:
    """What stands for a run of a conflict's claims. `conflict`: its node; `first`: the place that begins the run, if one does."""
    return f"{conflict.removesuffix('>')}/{first.hex()}>"


def write_part(run: Mapping[str, Sequence[str]]) -> str:
    """A run of a conflict's claims as text: a line for each view."""
    return "\n".join(" ".join((view, *claims)) for view, claims in sorted(run.items()))


@dataclass(frozen=True, slots=True)
class Link:
    """What joins two things (IRIs): how many claims, articles and origins, and the ids of the surest claims."""

    pair: tuple[str, str]
    claims: int
    articles: int
    origins: int
    surest: tuple[str, ...]


def least_of(level: int) -> int:
    """The number of articles from which a link is of this level: twice that of the level before."""
    return int(2 ** (level - 1))


def links_graph(articles: int) -> str:
    """The graph of the links of the level that so many articles make."""
    return iri(f"{ROOT}links/{min(articles.bit_length(), LEVELS)}")


def links(store: Store, things: Iterable[str], levels: Iterable[int] = range(1, LEVELS + 1)) -> list[Link]:
    """The links of these things: of these levels, from 1 for what one article tells to LEVELS."""
    graphs = " ".join(links_graph(least_of(level)) for level in levels)
    these = f"VALUES ?a {{ {' '.join(map(iri, things))} }} VALUES ?g {{ {graphs} }}"
    rows = store.select(f"{PREFIXES}SELECT ?told WHERE {{ {these} GRAPH ?g {{ ?a kg:link ?told }} }}").rows
    told = json.loads(f"[{','.join(dict.fromkeys(row[0] for row in rows))}]")  # by one call
    return [Link((one, other), claims, articles, origins, tuple(surest)) for one, other, claims, articles, origins, surest in told]


def degree(store: Store, thing: str) -> int:
    """How many links a thing has."""
    sparql = f"{PREFIXES}SELECT (COUNT(?told) AS ?n) WHERE {{ VALUES ?a {{ {iri(thing)} }} GRAPH ?g {{ ?a kg:link ?told }} }}"
    return int(store.select(sparql).rows[0][0])


def disputed_sides(store: Store, rules: Sequence[str], limit: int, offset: int = 0) -> tuple[list[tuple[dict[str, Any], int]], int]:
    """Conflicts of `disputes` with the number of a side, for so many sides from a place on, and how many sides there are.

    Only the conflicts of the ranks (rule, weight) are read into which the sides fall.
    """
    order = {rule: place for place, rule in enumerate(rules)}
    ranks = [((order[rule], -int(weaker), -int(origins)), sides, (rule, weaker, origins))
             for (rule, weaker, origins), sides, _ in grouped.heads(store, "conflicts") if rule in order]  # fmt: skip
    wanted, before, place = [], 0, 0
    for _, sides, rank in sorted(ranks):
        if place + sides <= offset:
            before = place + sides
        elif place < offset + limit:
            wanted.append(grouped.head_node(rank))
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

