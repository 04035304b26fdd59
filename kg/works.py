"""The works that an article names as its origin (front matter `sources:`), as the graph keeps them."""

from __future__ import annotations

from kg.graph import BASE, PREFIXES, article_iri, iri
from kg.store import Store

_NAMED = """SELECT ?work ?title ?publisher ?date WHERE {{ GRAPH {graph} {{
  {graph} prov:hadPrimarySource ?work
  OPTIONAL {{ ?work dcterms:title ?title }}
  OPTIONAL {{ ?work dcterms:publisher ?publisher }}
  OPTIONAL {{ ?work dcterms:date ?date }} }} }} ORDER BY ?date ?work"""


def named(store: Store, article: str) -> list[tuple[str, str, str, str]]:
    """Title, publisher, date and address of each work that the article rests on, oldest first; "" for what is not known."""
    rows = store.select(PREFIXES + _NAMED.format(graph=iri(article_iri(article)))).rows
    return [
        (title or "", publisher or "", date or "", "" if work.startswith(f"{BASE}source/") else work)
        for work, title, publisher, date in rows
    ]


def lines(store: Store, article: str, heading: str) -> list[str]:
    """The works for reading, below a heading; nothing where the article names none."""
    works = [" · ".join(part for part in work if part) for work in named(store, article)]
    return ["", heading, *(f"  {work}" for work in works)] if works else []
