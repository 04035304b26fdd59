"""What articles bring to the lists of the named queries: which of their passages stand in which part and group."""

from __future__ import annotations

import functools
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kg import derived, query
from kg.derived import head_node, row_head
from kg.graph import PREFIXES, article_iri, iri, literal, name, value_term
from kg.query import NamedQuery
from kg.store import Store
from kg.voices import Span

_SELECT = re.compile(r"\bSELECT\b[^{]*?\bWHERE\b")


@dataclass(frozen=True, slots=True)
class Entry:
    """A passage in a list: its part, "" where the list has none, and its group."""

    listed: int
    head: str
    group: str
    span: Span
    place: tuple[Any, ...] = ()  # the values by which its part is ordered


@dataclass(frozen=True, slots=True)
class Seen:
    """A row of a list as the state has it: its passage, where that comes from, and cells that hang on other articles."""

    group: str
    place: str
    passage: Span
    origin: int
    cells: str = ""


@functools.cache
def listed() -> tuple[NamedQuery, ...]:
    """The named queries of which something is kept, by name; their numbers are their places."""
    found = (query.load(name) for name in query.names())
    return tuple(one for one in found if (one.parts or one.kept) and not one.across)


@functools.cache
def crossing() -> tuple[NamedQuery, ...]:
    """The named queries whose rows hang on several articles, by name; their numbers are their places."""
    return tuple(one for one in map(query.load, query.names()) if one.across)


def entries(store: Store, articles: Sequence[str]) -> dict[str, list[Entry]]:
    """Article → what it brings to the lists. No list looks beyond one article for what stands in it."""
    found: dict[str, list[Entry]] = defaultdict(list)
    for number, one in enumerate(listed()):
        order, count = derived.order_of(one), len(one.parts)
        for article, start, end, group, *more in store.select(_brought(one, articles)).rows:
            parts, place = more[:count], tuple(more[count : count + len(order)])
            head = head_node(row_head(one.parts, dict(zip(one.parts, parts, strict=True))))[1:-1] if parts else ""
            found[article].append(Entry(number, head, group, (article, start, end), place))
    return found


def _brought(one: NamedQuery, articles: Iterable[str]) -> str:
    """The query over these articles alone, for what is kept of it."""
    graphs = " ".join(f"FROM NAMED {iri(article_iri(article))}" for article in articles)
    columns = ("article", "start", "end", "group", *one.parts)
    order = [variable for variable, _ in derived.order_of(one)]
    # a column may be asked for once: what orders the rows is asked for again by another name
    wanted = " ".join([*(f"?{part}" for part in columns), *(f"(?{variable} AS ?by{at})" for at, variable in enumerate(order))])
    text = one.text[: one.text.rindex("ORDER BY")]
    return PREFIXES + _SELECT.sub(f"SELECT {wanted} {graphs} WHERE", text, count=1)


# --- parts -----------------------------------------------------------------------------------------------------------


def part_lines(one: NamedQuery, head: str, rows: Iterable[Seen]) -> Iterator[str]:
    """The lines of a part of a list out of its rows, the earliest passage first: how many groups it has, and which."""
    groups: dict[str, list[Seen]] = {}
    for row in rows:
        groups.setdefault(row.group, []).append(row)
    if groups:
        yield f"{iri(head)} {name('kg:rows')} {value_term(len(groups))} {derived.rows_graph(one.name)} ."
    for told in sorted(_told(one, group) for group in groups.values()):
        yield f"{iri(head)} {name('kg:told')} {literal(told)} {derived.groups_graph(one.name)} ."


def _told(one: NamedQuery, rows: Sequence[Seen]) -> str:
    """A group: place, key, earliest passage, claims, articles, origins, and the cells of its earliest row."""

    def place_of(row: Seen) -> tuple[Any, ...]:
        return derived.place_key(one, json.loads(row.place))

    first = min((row for row in rows if row.passage == rows[0].passage), key=place_of)
    counts = (len(rows), len({row.passage[0] for row in rows}), len({row.origin for row in rows}))
    place = json.loads(min(rows, key=place_of).place)
    cells = [json.loads(first.cells)] if first.cells else []
    return json.dumps([place, first.group, first.passage, *counts, *cells], ensure_ascii=False)
