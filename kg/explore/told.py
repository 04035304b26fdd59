"""A claim row → what the page shows of it: what it says in words, the quote in its paragraph, who says it, where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kg import tables
from kg.explore import reading
from kg.explore.snapshot import Snapshot
from kg.graph import PREFIXES, article_iri, iri
from kg.words import word

Row = dict[str, Any]
AROUND = 600  # characters of a paragraph that are shown on either side of a quote
COLUMNS = (
    "id", "kind", "subject", "object", "says", "time", "speaker", "negated", "confidence", "quote", "title", "author",
    "date", "article", "start", "end",
)  # fmt: skip


def thing(at: Snapshot, entity: Mapping[str, Any] | None, lang: str) -> Row | None:
    """An entity as the page links it: {key, type, label}."""
    if not entity:
        return None
    return {"key": entity["key"], "type": entity["type"], "label": reading.label(at, entity, lang)}


def claim(at: Snapshot, row: Mapping[str, Any], lang: str) -> Row:
    """What the page shows of a row of `reading.claims`, without its paragraph.

    {id, kind, subject, object, speaker (each {key, type, label} or None), says (its value in words), value, time,
    negated, confidence, quote, start, end, article: {id, title, author, publisher, date, lang}, origin}.
    """
    source = {key: row.get(key) or "" for key in ("title", "author", "publisher", "date", "lang")}
    return {
        "id": row["id"],
        "kind": row["kind"],
        **{role: thing(at, row.get(role), lang) for role in ("subject", "object", "speaker")},
        "says": says(row, lang),
        "value": row["value"],
        "time": row["time"] or "",
        "negated": row["negated"],
        "confidence": row["confidence"],
        "quote": row["quote"],
        "start": row["start"],
        "end": row["end"],
        "article": {"id": row["article"], **source},
        "origin": row["origin"],
    }


def says(row: Mapping[str, Any], lang: str) -> str:
    """The value of a claim in words: `open → closed`, `for · safety`; "" for one that has none."""
    return tables.value_text(row.get("value") or {}, lang)


def with_paragraphs(at: Snapshot, told: Sequence[Row]) -> list[Row]:
    """The claims, each with `paragraph`: {text, start (in the article), mark: [from, to] in it}."""
    texts = texts_of(at, {one["article"]["id"] for one in told})
    return [one | {"paragraph": paragraph(texts.get(one["article"]["id"], ""), one)} for one in told]


def paragraph(text: str, one: Mapping[str, Any]) -> Row:
    """The line or lines that the quote stands in, cut to AROUND characters on either side."""
    start, end = one["start"], one["end"]
    left = max(text.rfind("\n", 0, start) + 1, start - AROUND)
    right = text.find("\n", end)
    right = min(right if right >= 0 else len(text), end + AROUND)
    return {"text": text[left:right], "start": left, "mark": [start - left, end - left]}


def texts_of(at: Snapshot, articles: Iterable[str]) -> dict[str, str]:
    """Article id → its text."""
    named = " ".join(iri(article_iri(known)) for known in sorted(articles))
    found = at.store.select(f"{PREFIXES}SELECT ?g ?t WHERE {{ VALUES ?g {{ {named} }} GRAPH ?g {{ ?g kg:text ?t }} }}")
    return {graph.rpartition("/")[2]: text for graph, text in found.rows}


def flat(one: Mapping[str, Any], lang: str) -> Row:
    """A claim as a row of COLUMNS, for tables and CSV."""
    roles = {role: (one[role] or {}).get("label", "") for role in ("subject", "object", "speaker")}
    source = {key: one["article"][key] for key in ("title", "author", "date")}
    return {**one, **roles, **source, "kind": word(lang, "kinds", one["kind"]), "article": one["article"]["id"]}
