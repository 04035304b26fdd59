"""Claims as the page cites them: what is said, the exact words, the article, and how many stand behind it.

Nothing here reads the whole graph: a view asks for the claims that it shows, and for the articles of these alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from kg.asking import query
from kg.errors import NotFound
from kg.explore import reading
from kg.explore.shown import says
from kg.explore.snapshot import Snapshot
from kg.listing import rows as plain_rows
from kg.listing.steps import origins_of, span_of
from kg.rdf.graph import NAMESPACES, PREFIXES, entity_iri, iri, key_of
from kg.rdf.labels import script
from kg.reuse.voices import Span, normalise
from kg.store import Store
from kg.words import word

Row = dict[str, Any]
LANGS = ("en", "zh")
AUTHOR = "author"  # label of an article's own author
COMPARED = 12  # articles that are compared word for word for one view of a large graph


def claims_of(at: Snapshot, where: str, most: int) -> list[Row]:
    """At most so many claims that fit a SPARQL pattern for ?c in ?g, each with `date`, `title`, `author`, `lang`.

    Of more, those with the lowest ids: which these are does not hang on the order of the store.
    """
    return claims_by_id(at, claim_ids(at.store, where, most))


def claim_ids(store: Store, where: str, most: int) -> list[str]:
    """The ids of these claims, see `claims_of`."""
    found = store.select(f"{PREFIXES}SELECT DISTINCT ?c WHERE {{ {where} }} ORDER BY ?c LIMIT {most}").rows
    return [claim.rpartition("/")[2] for (claim,) in found]


def claims_by_id(at: Snapshot, ids: Sequence[str]) -> list[Row]:
    """The claims with these ids, each with `date`, `title`, `author`, `lang` of its article; unknown ids are left out."""
    return reading.rows(at, ids)


def heads(store: Store, ids: Iterable[str]) -> dict[str, Row]:
    """Article id → its row as `kg articles` gives it."""
    return {row["id"]: row for row in plain_rows.articles(store, sorted(set(ids)))}


# --- things ----------------------------------------------------------------------------------------------------------


def thing(entity: Mapping[str, Any] | None) -> Row | None:
    """An entity of a claim row as the page shows it: key, type, label in both languages."""
    if entity is None:
        return None
    names = [entity["label"], *entity.get("aliases", ())]
    label = {lang: next((n for n in names if script(n) == lang), entity["label"]) for lang in LANGS}
    return {"key": entity["key"], "type": entity["type"], "label": label}


def resolve(store: Store, name: str) -> list[str]:
    """Keys of the things that bear a name, or have this key. Raises NotFound where the graph has none."""
    if "/" in name:
        node = iri(entity_iri(name))
        if store.ask(f"{PREFIXES}ASK {{ GRAPH ?g {{ {node} skos:prefLabel ?l }} }}"):
            return [name]
    return [key_of(found) for found in query.resolve(store, name)]


def values(variable: str, keys: Iterable[str]) -> str:
    """`VALUES ?variable { … }` for things by their keys."""
    return f"VALUES ?{variable} {{ {' '.join(iri(entity_iri(key)) for key in sorted(set(keys)))} }}"


# --- evidence --------------------------------------------------------------------------------------------------------


def cite(row: Mapping[str, Any]) -> Row:
    """One claim as evidence, in the form of `shown.claim`; `labelled` gives its things their names and says its value."""
    fields = ("id", "kind", "value", "negated", "confidence", "quote", "start", "end")
    source = {key: row.get(key) or "" for key in ("title", "author", "publisher", "date", "lang")}
    return {
        **{key: row[key] for key in fields},
        **{role: thing(row[role]) for role in ("subject", "object", "speaker")},
        "says": "",
        "time": row["time"] or "",
        "article": {"id": row["article"], **source},
    }


def voices(rows: Sequence[Row], at: Snapshot) -> dict[Span, str]:
    """Where each row's passage comes from: an article's id, the same for reprints.

    Rows that were read with their origin have it; of others it is found for these rows alone.
    """
    if all("origin" in row for row in rows):
        return {span_of(row): row["origin"] for row in rows}
    return origins_of(rows, at.store, COMPARED)


def gathered(rows: Iterable[Row], key: Callable[[Row], Any], found: Mapping[Span, str]) -> list[Row]:
    """Rows that say the same, as one item for each `key`: its evidence and how much stands behind it, earliest first.

    An item: `evidence` (a citation for each different wording), `claims`, `articles`, `origins`, `rows` (all of them).
    """
    groups: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return [standing(sorted(group, key=early), found) for group in groups.values()]


def standing(rows: Sequence[Row], found: Mapping[Span, str]) -> Row:
    """Rows that say the same as one item, see `gathered`."""
    shown: dict[Any, Row] = {}
    for row in rows:
        shown.setdefault((normalise(row["quote"]), (row["speaker"] or {}).get("key")), row)
    return {
        "evidence": [cite(row) for row in shown.values()],
        "claims": len(rows),
        "articles": len({row["article"] for row in rows}),
        "origins": len({found[span_of(row)] for row in rows}),
        "rows": list(rows),
    }


def early(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """Earlier articles first, those without a date last."""
    return (row["date"] or "9999", row["article"], row["start"], row["end"], row["id"])


def who(row: Mapping[str, Any]) -> Row:
    """Who says a claim: the speaker; else the article's author, who is another person in each article."""
    holder = row["subject"] if row["kind"] == "stance" else row["speaker"]
    if holder and holder["label"] != AUTHOR:
        return {**(thing(holder) or {}), "author": False}
    names = {lang: row["author"] or word(lang, "page", "author_of", title=row["title"]) for lang in LANGS}
    return {"key": f"article:{row['article']}", "type": "Person", "author": True, "label": names, "title": row["title"]}


def most_called(entities: Iterable[Mapping[str, Any]]) -> dict[str, Row]:
    """Key → the thing as the page shows it, called as most of these mentions call it."""
    votes: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: {lang: Counter() for lang in LANGS})
    found: dict[str, Row] = {}
    for entity in entities:
        one = thing(entity)
        assert one is not None
        found.setdefault(one["key"], one)
        for lang in LANGS:
            votes[one["key"]][lang][one["label"][lang]] += 1
    for key, one in found.items():
        best = {lang: min(votes[key][lang], key=lambda n: (-votes[key][lang][n], n)) for lang in LANGS}
        found[key] = one | {"label": best}
    return found


CITED = ("speaker", "quote", "title", "author", "date", "article", "start", "end", "id")  # columns of `flat`


def flat(claim: Mapping[str, Any]) -> Row:
    """A citation as columns of a table (CITED), once it is labelled."""
    source = {key: claim["article"][key] for key in ("title", "author", "date")}
    places = {key: claim[key] for key in ("quote", "start", "end", "id")}
    return {"speaker": (claim["speaker"] or {}).get("label", ""), **source, **places, "article": claim["article"]["id"]}


# --- the query behind a view -----------------------------------------------------------------------------------------


def sparql_of(store: Store, name: str, params: Mapping[str, Any]) -> str:
    """The text of a named query with these parameters bound, as a person may run and change it."""
    named = query.load(name)
    text = query.prepare(store, named, params)[len(" ".join(PREFIXES.split("\n"))) :]
    return "\n".join(line for line in text.split("\n") if not line.lstrip().startswith("#+")).strip() + "\n"


def written(pattern: str, columns: str, rest: str = "") -> str:
    """A SELECT over a pattern for ?c in ?g with the claims' words, for views that no named query stands for."""
    used = [prefix for prefix in NAMESPACES if f"{prefix}:" in pattern or prefix in ("oa", "dcterms")]
    lines = [f"PREFIX {prefix}: <{NAMESPACES[prefix]}>" for prefix in used]
    body = [
        "", f"SELECT DISTINCT {columns} ?quote ?date ?g WHERE {{", f"  {pattern}",
        "  GRAPH ?g { ?c oa:hasSelector ?passage . ?passage oa:exact ?quote }",
        "  OPTIONAL { GRAPH ?g { ?g dcterms:date ?date } }", f"}} ORDER BY ?date{rest}",
    ]  # fmt: skip
    return "\n".join([*lines, *body]) + "\n"


def refuse_unknown(value: str, known: Iterable[str], what: str) -> str:
    """The value where it is one of these or empty. Raises NotFound."""
    there = list(known)
    if value and value not in there:
        raise NotFound(f"there is no {what} {value}", "", f"there is: {', '.join(there)}")
    return value


# --- what things are called ------------------------------------------------------------------------------------------


def labelled(at: Snapshot, answer: Row, lang: str) -> Row:
    """The answer with its words in one language: things called as all views call them, see `reading.things`."""
    found: dict[str, list[Row]] = defaultdict(list)
    _collect(answer, found, lang)
    known = reading.things(at)
    for key, things in found.items():
        label = known[key]["label"][lang] if key in known else ""
        for one in things:
            one["label"] = word(lang, "groups", label) if label and one["type"] == "Group" else label or one["label"]
    return answer


def _collect(part: Any, found: dict[str, list[Row]], lang: str) -> None:
    """Note the things of an answer by key; say the values of its claims, and whatever has words in both languages."""
    if isinstance(part, dict):
        if isinstance(part.get("label"), dict):
            part["label"] = part["label"][lang]
            if "/" in part.get("key", ""):
                found[part["key"]].append(part)
        if "quote" in part and "says" in part:
            part["says"] = says(part, lang)
        for value in part.values():
            _collect(value, found, lang)
    elif isinstance(part, list):
        for value in part:
            _collect(value, found, lang)
