"""What articles bring to the lists of the named queries: which of their passages stand in which part and group."""

from __future__ import annotations

import functools
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from kg.asking import query
from kg.asking.query import NamedQuery
from kg.listing import grouped, narrowing
from kg.listing.grouped import Group, Own, head_node, head_parts, row_head
from kg.rdf.graph import BASE, PREFIXES, article_iri, iri
from kg.reuse.voices import Span
from kg.store import Store

MONTH = 7  # characters of a date: what is supported alike is cut into months
_CODED = 6  # characters of two bytes as an IRI has them: nearly all of a Chinese character
Counts = tuple[int, int, int]  # claims, articles, and origins of a group
_SELECT = re.compile(r"\bSELECT\b[^{]*?\bWHERE\b")


@dataclass(frozen=True, slots=True)
class Entry:
    """A passage in a list: its part, "" where what it counts decides on that, its group, and where it stands there.

    `place`: the values by which its part is ordered, as JSON; `cut`, `shelves`: see `kg.listing.narrowing.standing`; `cells`: what
    its row shows, as JSON.
    """

    listed: int
    head: str
    group: str
    span: Span
    place: str
    cut: str
    shelves: tuple[str, ...]
    cells: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A row of a list as the state has it; of the debate, `cells` is the id of its claim."""

    head: str
    group: str
    place: str
    cut: str
    shelves: str
    passage: Span
    cells: str


@functools.cache
def kept() -> tuple[NamedQuery | Own, ...]:
    """The named queries whose rows are kept, by name, and the debate; their numbers are their places."""
    return (*(one for one in map(query.load, query.names()) if one.listed), grouped.DEBATED)


def debate_number() -> int:
    """The number of the debate among the lists."""
    return len(kept()) - 1


@functools.cache
def listed() -> tuple[tuple[int, NamedQuery], ...]:
    """Those each of whose rows hangs on one article, with their numbers."""
    return tuple((number, one) for number, one in enumerate(kept()) if isinstance(one, NamedQuery) and not one.across)


@functools.cache
def crossing() -> tuple[tuple[int, NamedQuery], ...]:
    """Those whose rows hang on several articles, with their numbers."""
    return tuple((number, one) for number, one in enumerate(kept()) if isinstance(one, NamedQuery) and one.across)


def entries(store: Store, articles: Sequence[str]) -> dict[str, list[Entry]]:
    """Article → what it brings to the lists. No list looks beyond one article for what stands in it."""
    found: dict[str, list[Entry]] = defaultdict(list)
    for number, one in listed():
        order, shown, names = grouped.order_of(one), grouped.kept_columns(one), (*one.parts, *narrowing.variables(one))
        ends = len(names) + len(order)
        for article, start, end, group, *more in store.select(_brought(one, articles)).rows:
            values = dict(zip(names, more, strict=False))
            place = json.dumps(more[len(names) : ends], ensure_ascii=False)
            head = head_node(row_head(one.parts, values))[1:-1] if one.parts else ""
            standing = narrowing.standing(one, values)
            cells = json.dumps(dict(zip(shown, more[ends:], strict=True)), ensure_ascii=False)
            found[article].append(Entry(number, head, group, (article, start, end), place, *standing, cells))
    return found


def _brought(one: NamedQuery, articles: Iterable[str]) -> str:
    """The query over these articles alone, for what is kept of it."""
    graphs = " ".join(f"FROM NAMED {iri(article_iri(article))}" for article in articles)
    # a column may be asked for once: what is asked for again has another name
    order = (variable for variable, _ in grouped.order_of(one))
    more = (*one.parts, *narrowing.variables(one), *order, *grouped.kept_columns(one))
    wanted = " ".join(["?article ?start ?end ?group", *(f"(?{variable} AS ?more{at})" for at, variable in enumerate(more))])
    text = query.without_places(one.text[: one.text.rindex("ORDER BY")])
    return PREFIXES + _SELECT.sub(f"SELECT {wanted} {graphs} WHERE", text, count=1)


# --- groups ----------------------------------------------------------------------------------------------------------


def group_of(one: NamedQuery | Own, counts: Counts, earliest: Sequence[Seen], place: str) -> tuple[str, Group, str] | None:
    """The head of its part, the group that so many rows make, and what its row shows; None where it is not shown.

    `earliest`: its rows of the earliest passage; `place`: where the first of all its rows stands in the list (`first_place`).
    What a list is ordered by that hangs on counts is its part: what most say comes first. What few say is much: it is cut
    further, by how the keys begin, so that a page reads little of it.
    """
    claims, articles, origins = counts
    first = min(earliest, key=lambda row: row.cells)
    if one.post == "support":
        if articles < 2:
            return None
        parts = (*grouped.rank(origins, articles), _beginning(first.group))
        return head_node(parts)[1:-1], Group(parts, (), first.cut, first.group, first.passage, *counts), first.cells
    if one.post == grouped.DEBATE:
        (date,) = json.loads(first.place)
        parts = (*grouped.rank(origins, articles), date[:MONTH])
        stands = (date, *first.passage[:2])
        return head_node(parts)[1:-1], Group(parts, stands, first.cut, first.group, first.passage, *counts, first.cells), ""
    place_of = _places(one)
    first = min(earliest, key=lambda row: (place_of(row.place), row.cells))
    return first.head, Group(head_parts(first.head), tuple(json.loads(place)), first.cut, first.group, first.passage, *counts), first.cells


def first_place(one: NamedQuery | Own, places: Iterable[str]) -> str:
    """Which of these places comes first in a list; "" where it is not ordered by places."""
    return "" if one.post in ("support", grouped.DEBATE) else min(places, key=_places(one))


def _beginning(key: str) -> str:
    """How a group's key begins: the kind of its thing and two letters. Groups in order of this and their keys are in order of these."""
    name = key.find("/", len(f"{BASE}entity/")) + 1
    return key[: name + (_CODED if key[name : name + 1] == "%" else 2)]


def shelves_of(one: NamedQuery | Own, group: Group, shelves: Sequence[str]) -> list[str]:
    """The shelves on which a group stands: those of its rows, and, of an argument, that of its earliest article."""
    if one.post != grouped.DEBATE or not group.cut.startswith("argument,"):
        return list(shelves)
    return sorted({*shelves, narrowing.shelf("article", article_iri(group.evidence[0]))})


def _places(one: NamedQuery | Own) -> Any:
    order = grouped.order_of(one)
    return lambda place: grouped.place_key(order, json.loads(place))
