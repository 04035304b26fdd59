"""The corpus as a list with facets, and what one article brought: what stands in it alone, what it shares, what it denies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kg.disputes import conflicts
from kg.disputes.disagreement import Conflict
from kg.errors import NotFound
from kg.explore import reading
from kg.explore.cited import CITED, cite, claims_of, early, flat, heads, labelled, thing, values, written
from kg.explore.listing import Listing, faceted, listing
from kg.explore.snapshot import Snapshot
from kg.knowledge import fold
from kg.listing import rows as plain_rows
from kg.rdf.graph import PREFIXES, article_iri, class_name, iri, key_of, literal, name
from kg.updating.arrivals import NEAR

if TYPE_CHECKING:
    import numpy as np
from kg.listing.steps import gist

Row = dict[str, Any]
PAGE = 50  # articles shown at a time
MOST_PAGE = 200
# what articles are told apart by → the name of the parameter that chooses
FACETS = {"lang": "spoken", "year": "year", "publisher": "publisher", "author": "author", "site": "site"}
VALUES = 20  # values shown of a facet, the most frequent
COLUMNS = ("id", "title", "date", "lang", "author", "publisher", "site", "source", "file", "rights", "claims")
SAME = 2000  # claims looked at for those that say the same
SHOWN = 8  # conflicts, corroborations, copies shown of an article


def corpus(
    at: Snapshot,
    words: str = "",
    sort: str = "newest",
    offset: int = 0,
    limit: int = PAGE,
    lang: str = "en",
    **chosen: str,
) -> Row:
    """The articles that fit: {rows, total, of, facets, offset, next}.

    `words` in the title, file, author or publisher. `chosen`: a value for each of FACETS that is to hold. A facet lists
    its values with how many articles have them under the other choices. A row: as `kg articles`, with `site`, `year`.
    """
    held = listing(at)
    given = {facet: chosen[param] for facet, param in FACETS.items() if chosen.get(param)}
    named = at.recent("articles named", words, lambda: held.having(fold(words)))
    order = held.orders[sort]
    fitting = order[(named & held.chosen(given))[order]]
    limit = max(1, min(limit, MOST_PAGE))
    known = reading.articles(at)
    return {
        "columns": COLUMNS,
        "rows": [faceted(known[held.ids[place]]) for place in fitting[offset : offset + limit].tolist()],
        "total": len(fitting),
        "of": len(held),
        "facets": [_facet(held, facet, named, given) for facet in FACETS],
        "offset": offset,
        "next": offset + limit if offset + limit < len(fitting) else None,
        "query": "",
        "params": {},
        "sparql": _sparql(given),
    }


def _facet(held: Listing, facet: str, named: np.ndarray, given: Mapping[str, str]) -> Row:
    """The values of a facet with how many of the articles have each under the other choices, the most frequent first."""
    import numpy as np

    keep = named & held.chosen({name: value for name, value in given.items() if name != facet})
    values = held.values[facet]
    counts = np.bincount(held.codes[facet][keep], minlength=len(values))
    there = np.flatnonzero(counts)
    there = there[[bool(values[int(there[0])])] + [True] * (len(there) - 1)] if len(there) else there  # the first may be ""
    ranked = there if facet == "year" else there[np.argsort(-counts[there], kind="stable")]
    shown = [{"value": values[place], "articles": int(counts[place])} for place in ranked[:VALUES].tolist()]
    return {
        "name": facet, "param": FACETS[facet], "chosen": given.get(facet, ""), "more": max(0, len(ranked) - VALUES), "values": shown,
    }  # fmt: skip


def _sparql(given: dict[str, str]) -> str:
    fields = {"lang": "dcterms:language", "publisher": "dcterms:publisher", "author": "dcterms:creator"}
    lines = [f"?g {fields[facet]} {literal(value)} ." for facet, value in given.items() if facet in fields]
    year = f" FILTER(STRSTARTS(STR(?date), {literal(given['year'])}))" if "year" in given else ""
    return (
        "PREFIX dcterms: <http://purl.org/dc/terms/>\nPREFIX schema: <https://schema.org/>\n\n"
        "SELECT ?g ?title ?date WHERE {\n  GRAPH ?g {\n    ?g a schema:Article .\n"
        + "".join(f"    {line}\n" for line in lines)
        + f"    OPTIONAL {{ ?g dcterms:title ?title }}\n    OPTIONAL {{ ?g dcterms:date ?date }}{year}\n  }}\n"
        "} ORDER BY DESC(?date)\n"
    )


# --- what one article brought ----------------------------------------------------------------------------------------


def brought(at: Snapshot, article: str, lang: str = "en") -> Row:
    """What an article brought beside all others: {article, entities, claims, corroborates, contradicts, copies …}.

    `entities`: {new, known} with the things that no other article names; `claims`: {new, corroborated, kinds, evidence
    of the new ones}; `corroborates`: claims that others make too, with these; `contradicts`: conflicts in which it
    holds a view that another article does not share; `copies`: articles that share passages. Raises NotFound.
    """
    found = heads(at.store, [article])
    if article not in found:
        raise NotFound(f"there is no article {article}", "", "kg articles lists them")
    rows = sorted(claims_of(at, f"{_graph(article)} GRAPH ?g {{ ?c a ?kind }}", SAME), key=early)
    others = _others(at, article, rows)
    said = {gist(row) for row in others}
    fresh = [row for row in rows if gist(row) not in said]
    things, new = _things(at, article)
    against = conflicts.against(at.store, [article])[article]
    answer: Row = {
        "article": faceted(found[article]),
        "entities": {"new": [thing(one) for one in new], "known": len(things) - len(new)},
        "claims": {
            "total": len(rows), "new": len(fresh), "corroborated": len(rows) - len(fresh),
            "kinds": dict(sorted(Counter(row["kind"] for row in rows).items())),
            "evidence": [cite(row) for row in fresh],
        },
        "corroborates": _corroborates(rows, others),
        "contradicts": [_conflict(conflict, article) for conflict in against],
        "copies": copies(at, article),
        "query": "",
        "params": {},
        "sparql": written(f"{_graph(article)}\n  GRAPH ?g {{ ?c a ?kind }}", "?c ?kind"),
    }  # fmt: skip
    answer = labelled(at, answer, lang)
    return answer | {"columns": ("kind", "says", *CITED), "rows": [_flat(one) for one in answer["claims"]["evidence"]]}


def _flat(claim: Row) -> Row:
    return {"kind": claim["kind"], "says": claim["says"], **flat(claim)}


def _graph(article: str) -> str:
    return f"VALUES ?g {{ {iri(article_iri(article))} }}"


def _with_lang(row: Row) -> Row:
    return {"lang": "", "author": "", **row}


def _things(at: Snapshot, article: str) -> tuple[list[Row], list[Row]]:
    """The things that an article names, and those of them that no other article names."""
    things = plain_rows.entities(at.store, article=article)
    graph = iri(article_iri(article))
    sparql = (
        f"SELECT DISTINCT ?e WHERE {{ {values('e', (one['key'] for one in things))} GRAPH ?g {{ ?e skos:prefLabel ?l "
        f"FILTER NOT EXISTS {{ ?e kg:implied true }} }} FILTER(?g != {graph}) }}"
    )
    elsewhere = {key_of(node) for (node,) in at.store.select(PREFIXES + sparql).rows} if things else set()
    return things, [one for one in things if one["key"] not in elsewhere]


def _others(at: Snapshot, article: str, rows: Sequence[Row]) -> list[Row]:
    """Claims of other articles that may say the same: of the same kind and about the same thing, or the same point."""
    subjects = {row["subject"]["key"] for row in rows if row["subject"]}
    kinds = {row["kind"] for row in rows if row["subject"]}
    found: list[Row] = []
    elsewhere = f"FILTER(?g != {iri(article_iri(article))})"
    if subjects:
        types = " ".join(sorted({name("kg:" + class_name(kind)) for kind in kinds}))
        pattern = f"{values('s', subjects)} VALUES ?k {{ {types} }} GRAPH ?g {{ ?c a ?k ; kg:subject ?s }}"
        found += claims_of(at, f"{pattern} {elsewhere}", SAME)
    points = sorted(
        {
            (v["side"], v["aspect"], v["polarity"])
            for row in rows
            if (v := row["value"]) and "aspect" in v and "side" in v
        }
    )
    if points:
        terms = " ".join(f"(kg:course-{side} kg:aspect-{aspect} kg:polarity-{way})" for side, aspect, way in points)
        pattern = f"VALUES (?x ?y ?z) {{ {terms} }} GRAPH ?g {{ ?c a kg:Argument ; kg:side ?x ; kg:aspect ?y ; kg:polarity ?z }}"
        found += claims_of(at, f"{pattern} {elsewhere}", SAME)
    return found


def _corroborates(rows: Sequence[Row], others: Sequence[Row]) -> list[Row]:
    """Each thing that the article says and others say too: its claim, theirs, and in how many articles they stand."""
    told: dict[str, list[Row]] = {}
    for row in others:
        told.setdefault(gist(row), []).append(row)
    shown: dict[str, Row] = {}
    for row in rows:
        if (key := gist(row)) in told and key not in shown:
            same = sorted(told[key], key=early)
            shown[key] = {"claim": cite(row), "others": [cite(one) for one in same[:SHOWN]],
                          "articles": len({one["article"] for one in same})}  # fmt: skip
    return sorted(shown.values(), key=lambda one: (-one["articles"], one["claim"]["start"]))


def _conflict(conflict: Conflict, article: str) -> Row:
    """A conflict with the quotes of each side, this article's own first."""
    return {
        "conflict": conflict.id,
        "rule": conflict.rule.name,
        "label": conflict.rule.label,
        "thing": conflict.thing,
        "what": conflict.what,
        "sides": [
            {
                "value": side.value, "articles": side.articles, "origins": side.origins,
                "own": any(row["article"] == article for row in side.rows),
                "evidence": [cite(_with_lang(row)) for row in sorted(side.rows, key=lambda r: r["article"] != article)[:SHOWN]],
            }
            for side in conflict.sides
        ],
    }  # fmt: skip


def copies(at: Snapshot, article: str) -> list[Row]:
    """The articles that share passages with this one: {id, title, date, share of this article's words}, most first."""
    kin = (at.store.kin([article]) or {}).get(article, {})
    near = {other: share for other, share in kin.items() if share >= NEAR}
    known = heads(at.store, near)
    rows = [{"id": other, "title": known[other]["title"] or known[other]["file"], "date": known[other]["date"],
             "share": round(share, 3)} for other, share in near.items() if other in known]  # fmt: skip
    return sorted(rows, key=lambda row: (-row["share"], row["id"]))[:SHOWN]
