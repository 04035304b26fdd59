"""The works that an article names as its origin (front matter `sources:`), as the graph keeps them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kg.model import Table
from kg.rdf.graph import BASE, PREFIXES, among, article_id
from kg.store import Store
from kg.words import word

Work = dict[str, str]  # title, publisher, date, url; "" for what is not known
FIELDS = ("title", "publisher", "date", "url")
MAX_NAMED = 500  # articles that one query names
_NAMED = """SELECT ?g ?work ?title ?publisher ?date WHERE {{ {graphs} GRAPH ?g {{ ?g prov:hadPrimarySource ?work }}
  OPTIONAL {{ GRAPH ?g {{ ?work dcterms:title ?title }} }}
  OPTIONAL {{ GRAPH ?g {{ ?work dcterms:publisher ?publisher }} }}
  OPTIONAL {{ GRAPH ?g {{ ?work dcterms:date ?date }} }} }} ORDER BY ?g ?work"""


def of(store: Store, articles: Iterable[str] | None = None) -> dict[str, list[Work]]:
    """Article id → the works that it rests on, oldest first, undated last; of all where none are named."""
    wanted = None if articles is None else sorted(set(articles))
    if wanted is not None and not wanted:
        return {}
    found: dict[str, list[Work]] = {}
    for few in [None] if wanted is None else [wanted[at : at + MAX_NAMED] for at in range(0, len(wanted), MAX_NAMED)]:
        graphs = among(few) if few else ""
        for graph, work, *told in store.select(PREFIXES + _NAMED.format(graphs=graphs)).rows:
            url = "" if work.startswith(f"{BASE}source/") else work
            known = dict(zip(FIELDS, (*(part or "" for part in told), url), strict=True))
            found.setdefault(article_id(graph), []).append(known)
    for known_ones in found.values():
        known_ones.sort(key=lambda one: (not one["date"], one["date"]))
    return found


def named(store: Store, article: str) -> list[tuple[str, str, str, str]]:
    """Title, publisher, date and address of each work that the article rests on, oldest first; "" for what is not known."""
    return [(one["title"], one["publisher"], one["date"], one["url"]) for one in of(store, [article]).get(article, ())]


def lines(store: Store, article: str, heading: str) -> list[str]:
    """The works for reading, below a heading; nothing where the article names none."""
    works = [" · ".join(part for part in work if part) for work in named(store, article)]
    return ["", heading, *(f"  {work}" for work in works)] if works else []


def beside(rows: Sequence[Mapping[str, Any]], store: Store) -> list[dict[str, Any]]:
    """Rows with an `article`, each with the works that this rests on as `sources`."""
    known = of(store, {row["article"] for row in rows})
    return [{**row, "sources": known.get(row["article"], [])} for row in rows]


def beside_table(table: Table, store: Store, lang: str) -> Table:
    """An answer for reading: where it has quotes of articles that rest on works, these in a column `rests_on`."""
    if not {"article", "quote"} <= set(table.columns):
        return table
    at = table.columns.index("article")
    known = of(store, {row[at] for row in table.rows if row[at]})
    told = [in_short(known.get(row[at], ()), lang) for row in table.rows]
    if not any(told):
        return table
    return Table((*table.columns, "rests_on"), tuple((*row, text) for row, text in zip(table.rows, told, strict=True)))


def in_short(found: Sequence[Work], lang: str) -> str:
    """The works beside a quote: "rests on A (2023) and 2 more"; "" for none."""
    if not found:
        return ""
    first = found[0]
    name = first["title"] or first["publisher"] or first["url"]
    told = f"{name} ({first['date']})" if first["date"] else name
    more = word(lang, "messages", "rests_on_more", n=len(found) - 1) if len(found) > 1 else ""
    return word(lang, "messages", "rests_on_line", work=told) + more
