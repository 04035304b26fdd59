"""What several views read: articles, claims with their sources, things with all their names. Read once a snapshot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kg import works
from kg.asking import query
from kg.errors import NotFound
from kg.explore.snapshot import Snapshot
from kg.listing import steps
from kg.rdf.graph import PREFIXES
from kg.rdf.labels import script
from kg.resolution.called import called_in
from kg.words import all_words, word

Row = dict[str, Any]
WHOLE = 300  # articles up to which all claims are read and kept; of more, those that are shown
CHUNK = 1000  # claims asked for at a time
KEPT = 20_000  # rows of a large corpus that are kept for the next view
MOST = 6000  # claims up to which the same holds


def articles(at: Snapshot) -> dict[str, Row]:
    """Article id → its row, as `kg.asking.query.articles` gives it, in order of date."""
    if not small(at):
        found: dict[str, Row] = at.ahead["articles"]
        return found
    return at.keep("articles", lambda: {row["id"]: row for row in query.articles(at.store)})


def article(at: Snapshot, known: str) -> Row:
    """The row of one article; it may be newer than what was read ahead. Raises NotFound."""
    row = articles(at).get(known) or next(iter(query.articles(at.store, [known])), None)
    if row is None:
        raise NotFound(f"there is no article {known}", "", "kg articles lists them")
    return row


def claims(at: Snapshot) -> list[Row]:
    """All claims in the form of the exports, each with `title`, `date`, `author`, `lang` of its article and `origin`.

    `origin` is the id of the article that the passage comes from: a reprint bears the id of what it reprints.
    """
    return at.keep("claims", lambda: sourced(at, query.claims(at.store)))


def claims_by_id(at: Snapshot) -> dict[str, Row]:
    """Claim id → its row of `claims`."""
    return at.keep("claims by id", lambda: {row["id"]: row for row in claims(at)})


def rows(at: Snapshot, ids: Sequence[str]) -> list[Row]:
    """The rows of these claims in this order; those that are not there are left out."""
    if small(at):
        known = claims_by_id(at)
        return [known[one] for one in ids if one in known]
    known = at.keep("rows", dict)
    missing = sorted({one for one in ids if one not in known})
    for start in range(0, len(missing), CHUNK):
        part = missing[start : start + CHUNK]
        known.update((row["id"], row) for row in sourced(at, query.claims(at.store, ids=part)))
    found = [known[one] for one in ids if one in known]
    if len(known) > KEPT:
        known.clear()
    return found


def of_article(at: Snapshot, article: str) -> list[Row]:
    """The claims of an article, by place."""
    if small(at):
        return [row for row in claims(at) if row["article"] == article]
    return sourced(at, query.claims(at.store, article=article))


def small(at: Snapshot) -> bool:
    """Whether the corpus is so small that all of its claims are read at once."""
    return at.keep("small", lambda: len(at.store.articles()) <= WHOLE and not _many(at))


def _many(at: Snapshot) -> bool:
    """Whether there are more claims than are read at once; no more of them are looked at than that."""
    asked = f"SELECT ?c WHERE {{ GRAPH ?g {{ ?c oa:hasSelector ?s }} }} LIMIT {MOST + 1}"
    return len(at.store.select(PREFIXES + asked).rows) > MOST


def standing(at: Snapshot, row: Mapping[str, Any]) -> tuple[int, int]:
    """In how many articles, and by how many independent origins, the same is said as in this row."""
    groups = at.keep("standing", lambda: _standing(at))
    return groups.get(steps.gist(dict(row)), (1, 1))


def _standing(at: Snapshot) -> dict[str, tuple[int, int]]:
    groups: dict[str, list[Row]] = {}
    for row in claims(at) if small(at) else ():
        groups.setdefault(steps.gist(row), []).append(row)
    return {gist: (len({r["article"] for r in g}), len({r["origin"] for r in g})) for gist, g in groups.items()}


def sourced(at: Snapshot, rows: Iterable[Mapping[str, Any]]) -> list[Row]:
    """Claim rows with what is known about the article of each, and with its origin."""
    plain, known = [dict(row) for row in rows], articles(at)
    rests, told = works_of(at, {row["article"] for row in plain}), []
    for row in steps.with_origins(plain, at.store) if small(at) else _with_origins(at, plain):
        source = known.get(row["article"], {})
        title = source.get("title") or row["file"]
        told.append(
            row
            | {"title": title, **{key: source.get(key) or "" for key in ("date", "author", "publisher", "lang")}}
            | {"sources": rests.get(row["article"], [])}
        )
    return told


def _with_origins(at: Snapshot, rows: Sequence[Row]) -> list[Row]:
    """The rows with where their words come from, as it was found for the whole corpus."""
    held = at.ahead["columns"]
    places = (held.place.get(row["id"]) for row in rows)
    found = [row["article"] if place is None else held.articles[int(held.origin[place])]["id"] for row, place in zip(rows, places, strict=True)]
    return [{**row, "origin": origin} for row, origin in zip(rows, found, strict=True)]


def works_of(at: Snapshot, ids: Iterable[str]) -> dict[str, list[works.Work]]:
    """Article id → the works that it rests on; of a small corpus all are read once."""
    if small(at):
        return at.keep("works", lambda: works.of(at.store))
    return works.of(at.store, ids)


def things(at: Snapshot) -> dict[str, Row]:
    """Key of an entity → {key, type, label: {en, zh}, names, parent, wikidata, articles, claims}, over all articles.

    Its label in a language is what the quotes in that language call it most, else the best that there is.
    """
    if not small(at):
        found: dict[str, Row] = at.ahead["things"]
        return found
    return at.keep("things", lambda: _things(at))


def _things(at: Snapshot) -> dict[str, Row]:
    found: dict[str, Row] = {}
    for row in query.entities(at.store):
        fresh = {"key": row["key"], "type": row["type"], "names": [], "parent": "", "wikidata": "", "articles": 0}
        thing = found.setdefault(row["key"], fresh | {"claims": 0})
        thing["articles"] += 1
        for key in ("parent", "wikidata"):
            thing[key] = thing[key] or row.get(key, "")
        thing["names"].extend(n for n in (row["label"], *row.get("aliases", ())) if n not in thing["names"])
    used = _used(at, found)
    for key, thing in found.items():
        thing["label"] = labels(thing["names"], used.get(key, {}))
    return found


def _used(at: Snapshot, found: Mapping[str, Row]) -> dict[str, dict[str, Counter[str]]]:
    """Key → language → how often the quotes use which of its names; counts the claims of each thing by the way."""
    used: dict[str, dict[str, Counter[str]]] = {}
    for row in claims(at):
        for key in {row[role]["key"] for role in ("subject", "object", "speaker") if row[role]}:
            if key not in found:
                continue
            found[key]["claims"] += 1
            if name := called_in(row["quote"], found[key]["names"], found[key]["type"]):
                used.setdefault(key, {"en": Counter(), "zh": Counter()})[script(row["quote"])][name] += 1
    return used


def labels(names: list[str], used: Mapping[str, Counter[str]]) -> dict[str, str]:
    """What to call a thing in either language."""
    if names[0] == "author":  # an article's own author, who gave no name
        return {lang: word(lang, "values", "author") for lang in ("en", "zh")}
    if names[0] in all_words()["groups"]:  # a group of models, which the texts may name in one language alone
        return {lang: word(lang, "groups", names[0]) for lang in ("en", "zh")}
    short = [name for name in names if name.isascii() and len(name) <= 24]
    otherwise = {"zh": names[0], "en": names[0] if names[0].isascii() else max(short, key=len, default=names[0])}
    return {lang: _most(used.get(lang, Counter())) or otherwise[lang] for lang in ("en", "zh")}


def _most(tally: Counter[str]) -> str:
    return min(tally, key=lambda name: (-tally[name], name), default="")


def label(at: Snapshot, entity: Mapping[str, Any] | None, lang: str) -> str:
    """What the entity of a claim row is called in this language; "" for none."""
    if not entity:
        return ""
    known = things(at).get(entity["key"])
    return str(known["label"][lang] if known else entity["label"])
