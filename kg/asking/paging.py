"""A part of a named query's answer at the cost of the part: which rows it has is looked up in the derived graphs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kg.asking import query
from kg.asking.query import NamedQuery
from kg.debating.argumentation import SCALE
from kg.debating.traces import argument_part, course_part, is_argument, shift_part, trace_argument
from kg.disputes.rules import AUTHOR, load_rules
from kg.listing import derived, grouped, narrowing
from kg.listing.grouped import Group
from kg.listing.narrowing import Asked
from kg.listing.rows import conditions, heads, passage_iri, quotes, resolve
from kg.listing.steps import Row
from kg.model import Table
from kg.rdf.graph import PREFIXES, article_id, article_iri, class_name, entity_iri, name
from kg.store import Store

PAGE = 50  # rows of a page


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of an answer, from row `offset` on, and how many rows there are in all."""

    table: Table
    offset: int
    total: int


def page(
    store: Store, name: str, params: Mapping[str, Any] | None = None, limit: int = PAGE, offset: int = 0
) -> Page:
    """Rows of the answer of a named query or of a text, in its order: those of `query.run` at these places.

    A list that is kept costs what its page costs where the derived data is ready; else all of it is made.
    Raises as `query.run` does.
    """
    given = params or {}
    named = query.load(name) if name in query.names() else query.parse("", name, "the query")
    alone = bool(named.name) and not query.in_common(named, given) and derived.ready(store)  # else something is left of all rows
    if alone and named.listed:
        asked = _asked(store, named, given)
        if asked is not None:
            return _of_list(store, named, asked, limit, offset)
    elif alone and named.post in _STEPS:
        found = _STEPS[named.post](store, named, query.values(store, named, given), limit, offset)
        if found is not None:
            return _page(named, found[0], offset, found[1])
    table = query.run(store, name, given)
    return Page(Table(table.columns, table.rows[offset : offset + limit]), offset, len(table.rows))


def _asked(store: Store, named: NamedQuery, params: Mapping[str, Any]) -> Asked | None:
    """What the parameters leave of a list; None where its head does not say how one of them cuts it."""
    given = query.values(store, named, params)
    if set(given) - set(named.by) or len(given) > 1 and any(named.by[label].alone for label in given):
        return None
    things = [one for label in given if named.by[label].family for one in given[label]]
    return narrowing.asked(named, given, derived.families(store, things) if things else {})


def claims(store: Store, limit: int = PAGE, offset: int = 0, **filters: Any) -> tuple[list[Row], int]:
    """Claims as `query.claims` gives them, so many from a place on, and how many there are.

    How many each article has is counted, or known for what is asked about (`derived.articles_about`); the claims of those
    articles alone are read that the place reaches into.
    """
    given = {key: value for key, value in filters.items() if value is not None}
    if set(given) == {"entity"} and len(things := resolve(store, given["entity"])) == 1:
        given["entity"] = things[0]
    where = conditions(store, given)
    node = _counted_for(given)
    if node and derived.ready(store):
        wanted, before, total = derived.articles_about(store, node, limit, offset)
    else:
        wanted, before, total = grouped.reached(_counted(store, where), limit, offset)
    if not wanted:
        return [], total
    text = query.only_in(f"{PREFIXES}SELECT DISTINCT ?c WHERE {{ {where} }}", map(article_iri, wanted))
    found = store.select(text).rows
    rows = query.claims(store, ids=[row[0].rpartition("/")[2] for row in found])
    return rows[offset - before : offset - before + limit], total


def _counted(store: Store, where: str) -> Iterator[tuple[str, int]]:
    """The articles with claims of a pattern, by file, and how many of them each has."""
    file = "OPTIONAL { GRAPH ?g { ?g kg:file ?f } }"
    counted = f"SELECT ?f ?g (COUNT(DISTINCT ?c) AS ?n) WHERE {{ {where} {file} }} GROUP BY ?f ?g"
    found = sorted((file or "", article_id(graph), n) for file, graph, n in store.select(PREFIXES + counted).rows)
    return ((article, n) for _, article, n in found)


def _counted_for(filters: Mapping[str, Any]) -> str:
    """What it is kept for how many claims each article has, where that is all that is asked; else "". Things by IRI."""
    if not filters:
        return derived.ANY
    if set(filters) == {"kind"}:
        return name("kg:" + class_name(filters["kind"]))[1:-1]
    return str(filters["entity"]) if set(filters) == {"entity"} and derived.is_listed(filters["entity"]) else ""


def _page(named: NamedQuery, rows: Iterable[Row], offset: int, total: int) -> Page:
    cells = tuple(tuple(row.get(column) for column in named.columns) for row in rows)
    return Page(Table(named.columns, cells), offset, total)


Values = Mapping[str, Sequence[str]]  # parameter → what it may be: IRIs or texts
Found = tuple[Iterable[Row], int] | None  # rows, and how many there are in all; None where all of them are to be made


def _of_conflicts(store: Store, named: NamedQuery, given: Values, limit: int, offset: int) -> Found:
    """The sides of the page, each with its earliest claim."""
    about = [thing for values in given.values() for thing in values]
    if entity_iri(AUTHOR) in about:  # each article's own author is somebody else
        return None
    rules = [rule.name for rule in load_rules()]
    if about:
        sides = [(one, side) for one in derived.disputes(store, about, rules) for side in range(len(one["sides"]))]
        found, total = sides[offset : offset + limit], len(sides)
    else:
        found, total = derived.disputed_sides(store, rules, limit, offset)
    shown = [(one, one["sides"][side]) for one, side in found]
    ids = sorted({side["claim"] for _, side in shown})
    claims = {row["id"]: row for row in query.claims(store, ids=ids)} if ids else {}
    dates = heads(store, {row["article"] for row in claims.values()}, ("date",))
    rows = []
    for one, side in shown:
        first = claims[side["claim"]]
        told = {key: first[key] for key in ("kind", "negated", "time", "article", "quote")}
        counts = {"articles": side["articles"], "origins": side["origins"], "value": side["value"]}
        named_so = {"conflict": one["id"], **{key: one[key] for key in ("thing", "rule", "what")}}
        rows.append({**named_so, **told, **counts, "date": dates[first["article"]]["date"], "speaker": "; ".join(side["speakers"]) or None})
    return rows, total


def _of_shifts(store: Store, named: NamedQuery, given: Values, limit: int, offset: int) -> Found:
    return shift_part(store, given.get("vendor"), limit, offset)


def _of_courses(store: Store, named: NamedQuery, given: Values, limit: int, offset: int) -> Found:
    courses = [value.rpartition("-")[2] for value in given.get("strategy", ())] or SCALE
    return course_part(store, given.get("vendor"), courses, limit, offset)


def _of_arguments(store: Store, named: NamedQuery, given: Values, limit: int, offset: int) -> Found:
    relation = next(iter(given.get("part", ())), "")
    wanted = {label: [value.rpartition("#")[2].partition("-")[2] for value in values] for label, values in given.items() if label not in ("id", "part")}
    if "id" not in given:
        return argument_part(store, wanted, limit, offset, relation)
    told = [row for row in query.claims(store, ids=given["id"]) if is_argument(row) and all(row["value"][label] in wanted[label] for label in wanted)]
    rows = trace_argument(store, [row["id"] for row in told], relation)
    return rows[offset : offset + limit], len(rows)


_STEPS = {"disputes": _of_conflicts, "traced-shifts": _of_shifts, "traced-courses": _of_courses, "traced-arguments": _of_arguments}


# --- lists that are kept ---------------------------------------------------------------------------------------------


def _of_list(store: Store, named: NamedQuery, asked: Asked, limit: int, offset: int) -> Page:
    """The parts that the page reaches into are asked for, and no others; for a thing what stands on its shelf."""
    found, total = grouped.part(store, named, asked, limit, offset)
    return _page(named, _rows(store, named, found), offset, total)


def _rows(store: Store, named: NamedQuery, groups: Sequence[Group]) -> Iterator[Row]:
    """A row for each of these groups, as it is kept: of the articles, their passages' words alone are read."""
    words = quotes(store, [passage_iri(group.evidence) for group in groups])
    for group, cells, quote in zip(groups, grouped.cells(store, named.name, groups), words, strict=True):
        counts = {"claims": group.claims, "articles": group.articles, "origins": group.origins}
        yield {**counts, **cells, "quote": quote}
