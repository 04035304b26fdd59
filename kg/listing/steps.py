"""What SPARQL can not express well, done to a query's rows: which of them are independent origins."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from kg.listing import derived
from kg.rdf.graph import PREFIXES, article_iri, iri
from kg.reuse.voices import Span, Text, origins, same_source
from kg.store import Store

Row = dict[str, Any]

COMPARED = 200  # articles whose texts are compared in memory, about 1 MB of them


# --- independent origins ---------------------------------------------------------------------------------------------


def span_of(row: Row) -> Span:
    """Where a row's evidence stands; the row needs article, start and end."""
    return (row["article"], row["start"], row["end"])


def texts_of(store: Store, articles: Iterable[str], body: bool = True) -> list[Text]:
    """These articles' texts with what tells whether they are one voice; without `body` with empty texts."""
    graphs = " ".join(iri(article_iri(article)) for article in sorted(set(articles)))
    only = f"VALUES ?g {{ {graphs} }}"
    text = "kg:text ?text" if body else 'dcterms:language ?lang BIND("" AS ?text)'
    article = f"GRAPH ?g {{ ?g {text} }} OPTIONAL {{ GRAPH ?g {{ ?g dcterms:date ?date }} }}"
    source_of = "?g prov:hadPrimarySource|dcterms:source ?s FILTER(ISIRI(?s))"
    texts = f"SELECT ?g ?text ?date WHERE {{ {only} {article} }}"
    named = f"SELECT ?g ?s WHERE {{ {only} GRAPH ?g {{ {source_of} }} }}"
    sources: dict[str, set[str]] = defaultdict(set)
    for graph, source in store.select(PREFIXES + named).rows:
        sources[graph].add(source)
    ids = {article_iri(article): article for article in articles}
    rows = store.select(PREFIXES + texts).rows
    return [Text(ids[graph], text, date or "", frozenset(sources[graph])) for graph, text, date in rows]


def origins_of(rows: Sequence[Row], store: Store, compared: int = COMPARED) -> dict[Span, str]:
    """The article that each row's evidence comes from: as it was found out ahead, else out of the rows' own articles.

    Up to so many articles are compared word for word. Of more, those alone that the near-copy index ties to another.
    """
    return voices_of([span_of(row) for row in rows], store, compared)


def voices_of(spans: Sequence[Span], store: Store, compared: int = COMPARED) -> dict[Span, str]:
    """The article that each of these passages comes from, as `origins_of` finds it."""
    known = derived.origins(store, spans) if spans else {}
    if known is not None:
        return known
    articles = {article for article, _, _ in spans}
    kin = store.kin(sorted(articles)) if len(articles) > compared else None
    if kin is None:
        return origins(texts_of(store, articles), spans) if spans else {}
    tied = {article for article, others in kin.items() if articles & others.keys()}
    texts = texts_of(store, tied) + texts_of(store, articles - tied, body=False)
    voices = same_source(texts)
    found = origins(texts, (span for span in spans if span[0] in tied))
    return found | {span: voices[span[0]] for span in spans if span[0] not in tied}


def with_origins(rows: Sequence[Row], store: Store) -> list[Row]:
    """The rows, each with the article that its evidence comes from as `origin`."""
    found = origins_of(rows, store)
    return [{**row, "origin": found[span_of(row)]} for row in rows]


def with_standing(rows: Sequence[Row], store: Store) -> list[Row]:
    """Claim rows, each with how many articles and how many independent origins among the rows say the same."""
    marked = with_origins(rows, store)
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in marked:
        groups[gist(row)].append(row)
    counts = {key: standing(group) for key, group in groups.items()}
    return [{**row, **counts[gist(row)]} for row in marked]


def standing(rows: Sequence[Row]) -> dict[str, int]:
    """How many articles and how many independent origins rows with an origin come from."""
    return {"articles": len({row["article"] for row in rows}), "origins": len({row["origin"] for row in rows})}


def gist(row: Row) -> str:
    """What a claim row says, without its words, time and speaker; the year of a founding is what it says."""
    ends = [(row[role] or {}).get("key") for role in ("subject", "object")]
    when = (row["time"] or "")[:4] if row["kind"] == "founded" else ""
    return json.dumps([row["kind"], *ends, row["value"], bool(row["negated"]), row.get("modality"), when], sort_keys=True, default=str)


def early(row: Row) -> tuple[Any, ...]:
    """By what evidence stands in order: the date of its article, those without one last, and its place there."""
    return (row.get("date") or "9999", row["article"], row["start"], row["end"], row.get("quote") or "")


def count_origins(rows: list[Row], store: Store) -> list[Row]:
    """One row for each `group`, in the order of the groups' first rows: its earliest evidence, with counts.

    `claims` is how many rows say it, `articles` in how many articles, `origins` how many of these did not take it from
    another.
    """
    found = origins_of(rows, store)
    groups: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.get("group")].append(row)
    return [_counted(group, found) for group in groups.values()]


def support(rows: list[Row], store: Store) -> list[Row]:
    """As `count_origins`, for what at least two articles say, the most independent support first."""
    found = [row for row in count_origins(rows, store) if row["articles"] > 1]
    return sorted(found, key=lambda row: (-row["origins"], -row["articles"], row["group"]))


def _counted(group: Sequence[Row], found: dict[Span, str]) -> Row:
    first = min(group, key=early)
    articles = {row["article"] for row in group}
    voices = {found[span_of(row)] for row in group}
    return {**first, "claims": len(group), "articles": len(articles), "origins": len(voices)}
