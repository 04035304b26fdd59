"""A claim row → what the page shows of it: what it says in words, the quote in its paragraph, who says it, where."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from kg.display import tables
from kg.explore import posts, reading
from kg.explore.snapshot import Snapshot
from kg.networks import network
from kg.rdf.graph import PREFIXES, article_iri, iri
from kg.words import word

Row = dict[str, Any]
WORKS = 3  # of what an article rests on, beside each claim; the article's page has all
AROUND = 600  # characters of a paragraph that are shown on either side of a quote
COLUMNS = (
    "id", "kind", "subject", "object", "says", "time", "speaker", "negated", "modality", "confidence", "quote", "title", "author",
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
    negated, modality ("planned", "hedged", ""), confidence, quote, start, end, article: {id, title, author, publisher, date, lang}, origin: the same of the
    article that the words come from, None where they are its own, articles, origins: how many say the
    same, found_by: what found it where that was not the rules alone, by_model: whether the rules did not find it,
    sources: the works that the article rests on, each {title, publisher, date, url}, more_sources: how many more}.
    """
    said = reading.standing(at, row)
    source = {key: row.get(key) or "" for key in ("title", "author", "publisher", "date", "lang")}
    return {
        "id": row["id"],
        "kind": row["kind"],
        **{role: thing(at, row.get(role), lang) for role in ("subject", "object", "speaker")},
        "says": says(row, lang),
        "value": row["value"],
        "time": row["time"] or "",
        "negated": row["negated"],
        "modality": row.get("modality") or "",
        "confidence": row["confidence"],
        "quote": row["quote"],
        "start": row["start"],
        "end": row["end"],
        "article": {"id": row["article"], **source},
        "origin": _source(at, row["origin"]) if row["origin"] != row["article"] else None,
        "articles": said[0],
        "origins": said[1],
        "found_by": tables.found_by(row, lang) if any(one.get("model") for one in row.get("makers") or ()) else "",
        "by_model": network.by_model(row),
        "sources": (row.get("sources") or [])[:WORKS],
        "more_sources": max(0, len(row.get("sources") or ()) - WORKS),
    }


def _source(at: Snapshot, article: str) -> Row:
    row = reading.articles(at).get(article, {})
    return {"id": article, "title": row.get("title") or row.get("file") or article, "date": row.get("date") or ""}


def says(row: Mapping[str, Any], lang: str) -> str:
    """The value of a claim in words: `Open → Closed`, `Open · for · safety`, `175B parameters`; "" for none."""
    value = row.get("value") or {}
    for fits, text in FORMS:
        if fits <= value.keys():
            return text(value, lang)
    return " · ".join(_word(part, lang) for part in value.values() if part not in (None, "", False))


def _word(part: Any, lang: str) -> str:
    if isinstance(part, int | float) and not isinstance(part, bool):
        return compact(part, lang)
    return tables.known_value(lang, part) if part else ""


def compact(number: float, lang: str) -> str:
    """A number as it is read: 175B and 1,750亿; below a thousand (ten thousand) as it stands."""
    for size, unit in UNITS[lang]:
        if abs(number) >= size:
            return f"{number / size:,.4g}{unit}" if abs(number / size) < 1e4 else f"{number / size:,.0f}{unit}"
    return f"{number:,.6g}"


def _quantity(value: Mapping[str, Any], lang: str) -> str:
    high = f"–{compact(value['high'], lang)}" if value.get("high") else ""
    unit = value.get("unit") if value.get("unit") != value["metric"] else ""
    return " ".join(filter(None, (_word(value["metric"], lang), compact(value["number"], lang) + high, _word(unit, lang))))


def _price(value: Mapping[str, Any], lang: str) -> str:
    per = f"/ {value['per']}" if value.get("per") else ""
    return " ".join(filter(None, (f"{value['amount']:,.10g}", value.get("currency"), per)))


# What a value holds → how it is read. The first that fits is taken.
FORMS: tuple[tuple[set[str], Callable[[Mapping[str, Any], str], str]], ...] = (
    ({"from", "to"}, lambda v, lang: f"{_word(v['from'], lang)} → {_word(v['to'], lang)}"),
    ({"side", "polarity", "aspect"}, lambda v, lang: " · ".join(_word(v[k], lang) for k in ("side", "polarity", "aspect"))),
    ({"side", "polarity"}, lambda v, lang: " · ".join(_word(v[k], lang) for k in ("polarity", "side"))),
    ({"metric", "number"}, _quantity),
    ({"amount"}, _price),
    ({"role"}, lambda v, lang: posts.said(v["role"], lang) if v["role"] else ""),
    ({"score"}, lambda v, lang: f"{v['score']:g} {_word(v.get('unit'), lang)}".strip().replace(" %", "%")),
)
UNITS = {
    "en": ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K")),
    "zh": ((1e12, "万亿"), (1e8, "亿"), (1e4, "万")),
}


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


def side_value(text: str, lang: str) -> str:
    """The view of a side of a conflict (`open pro`, `175000000000`) in words."""
    return compact(float(text), lang) if text.isdigit() and len(text) > 4 else tables.known_value(lang, text)
