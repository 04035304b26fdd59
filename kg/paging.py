"""A part of a named query's answer at the cost of the part: which rows it has is looked up in the derived graphs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kg import derived, narrowing, query
from kg.derived import Group
from kg.graph import PREFIXES, article_iri, entity_iri, iri
from kg.model import Table
from kg.narrowing import Asked
from kg.query import NamedQuery
from kg.rules import AUTHOR, load_rules
from kg.steps import Row
from kg.store import Store
from kg.store.form import opening

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
    if named.name and (named.listed or named.post == "disputes") and derived.ready(store):
        if named.listed and (asked := _asked(store, named, given)) is not None:
            return _of_list(store, named, asked, limit, offset)
        about = _about(store, named, given)
        if named.post == "disputes" and entity_iri(AUTHOR) not in about:
            return _of_conflicts(store, named, about, limit, offset)
    table = query.run(store, name, given)
    return Page(Table(table.columns, table.rows[offset : offset + limit]), offset, len(table.rows))


def _asked(store: Store, named: NamedQuery, params: Mapping[str, Any]) -> Asked | None:
    """What the parameters leave of a list; None where its head does not say how one of them cuts it."""
    given = query.values(store, named, params)
    if set(given) - set(named.by):
        return None
    things = [one for label in given if named.by[label].family for one in given[label]]
    return narrowing.asked(named, given, derived.families(store, things) if things else {})


def _about(store: Store, named: NamedQuery, params: Mapping[str, Any]) -> list[str]:
    """The things whose conflicts are asked for; none for all."""
    return [thing for values in query.values(store, named, params).values() for thing in values]


def _page(named: NamedQuery, rows: Iterable[Row], offset: int, total: int) -> Page:
    cells = tuple(tuple(row.get(column) for column in named.columns) for row in rows)
    return Page(Table(named.columns, cells), offset, total)


def _of_conflicts(store: Store, named: NamedQuery, about: Sequence[str], limit: int, offset: int) -> Page:
    """The sides of the page, each with its earliest claim."""
    rules = [rule.name for rule in load_rules()]
    if about:
        sides = [(one, side) for one in derived.disputes(store, about, rules) for side in range(len(one["sides"]))]
        found, total = sides[offset : offset + limit], len(sides)
    else:
        found, total = derived.disputed_sides(store, rules, limit, offset)
    shown = [(one, one["sides"][side]) for one, side in found]
    ids = sorted({side["claim"] for _, side in shown})
    claims = {row["id"]: row for row in query.claims(store, ids=ids)} if ids else {}
    dates = {row["id"]: row["date"] for row in query.articles(store, {row["article"] for row in claims.values()})}
    rows = []
    for one, side in shown:
        first = claims[side["claim"]]
        told = {key: first[key] for key in ("kind", "negated", "time", "article", "quote")}
        counts = {"articles": side["articles"], "origins": side["origins"], "value": side["value"]}
        about = {"conflict": one["id"], **{key: one[key] for key in ("thing", "rule", "what")}}
        rows.append({**about, **told, **counts, "date": dates[first["article"]], "speaker": "; ".join(side["speakers"]) or None})
    return _page(named, rows, offset, total)


# --- lists that are kept ---------------------------------------------------------------------------------------------


def _of_list(store: Store, named: NamedQuery, asked: Asked, limit: int, offset: int) -> Page:
    """The parts that the page reaches into are asked for, and no others; for a thing what stands on its shelf."""
    if asked.heads is not None or asked.shelves:
        found = derived.groups(store, named, asked)
        return _page(named, _rows(store, named, found[offset : offset + limit]), offset, len(found))
    wanted, before, place = [], 0, 0
    for head, size in derived.heads(store, named.name, asked):
        if place + size <= offset:
            before = place + size
        elif place < offset + limit:
            wanted.append(derived.head_node(head))
        place += size
    shown = derived.groups(store, named, asked, wanted)[offset - before : offset - before + limit] if wanted else []
    return _page(named, _rows(store, named, shown), offset, place)


def _rows(store: Store, named: NamedQuery, groups: Sequence[Group]) -> Iterable[Row]:
    """A row for each of these groups."""
    if named.across:
        return _as_kept(store, groups)
    first = {row["group"]: row for row in kept(store, named, groups)}
    return (first[group.key] for group in groups)


def _as_kept(store: Store, groups: Sequence[Group]) -> Iterator[Row]:
    """The rows of groups with cells: of the articles, their passages' words alone are read."""
    passages = {iri(derived.passage_iri(group.evidence)) for group in groups}
    sparql = f"SELECT ?s ?quote WHERE {{ VALUES ?s {{ {' '.join(sorted(passages))} }} GRAPH ?g {{ ?s oa:exact ?quote }} }}"
    quotes = dict(store.select(PREFIXES + sparql).rows) if groups else {}
    for group in groups:
        counts = {"claims": group.claims, "articles": group.articles, "origins": group.origins}
        yield {**counts, **(group.cells or {}), "quote": quotes[derived.passage_iri(group.evidence)]}


def kept(store: Store, named: NamedQuery, groups: Sequence[Group]) -> list[Row]:
    """The earliest row of each of these groups, with its counts, in the order of the query."""
    wanted = {(group.key, group.evidence): group for group in groups}
    if not groups:
        return []
    text = query.prepare(store, named, {})
    passages = " ".join(sorted({iri(derived.passage_iri(group.evidence)) for group in groups}))
    at = opening(text)
    text = f"{text[:at]} VALUES ?passage {{ {passages} }} {text[at:]}"
    text = query.only_in(text, {article_iri(group.evidence[0]) for group in groups})
    found: dict[str, Row] = {}
    for row in store.select(text).dicts():
        group = wanted.get((row["group"], (row["article"], row["start"], row["end"])))
        if group and group.key not in found:
            found[group.key] = {**row, "claims": group.claims, "articles": group.articles, "origins": group.origins}
    return list(found.values())
