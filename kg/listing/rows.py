"""What stands in the graph as plain rows: claims, entities and articles, found by any name."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from kg.errors import NotFound, QueryError, StoreError
from kg.knowledge import DATA, fold, load_terms
from kg.listing.things import things_of, values
from kg.model import AUTHOR_KEY
from kg.rdf.graph import (
    BASE,
    FIXED,
    NAMESPACES,
    PREFIXES,
    among,
    article_id,
    article_iri,
    claim_iri,
    class_name,
    concepts,
    entity_iri,
    iri,
    is_date,
    key_of,
    kind_of,
    literal,
    name,
    read_rules,
    unit_of,
    value_term,
)
from kg.rdf.labels import foreign
from kg.reuse.voices import Span
from kg.store import Store

RULES = "rules"  # the extractor that needs no model
FOUND_BY = {"both": (RULES, "llm")}  # a choice that means several extractors
MAX_PAIRS_NAMED = 20_000  # things in articles asked for one by one
_NAMES = "skos:prefLabel|skos:altLabel"
_ASKED = 500  # articles asked for at a time
MANY_READ = 5_000  # articles from which their rows are read in portions: what is asked for at once is held at once
MANY_IN_EACH = 5  # things of an article from which it is cheaper to read the names of all of them
MAX_GRAPHS_NAMED = 200  # with more articles than this it is cheaper to read the names of all of them

_LOCAL = len(NAMESPACES["kg"])
_MADE_BY = name("prov:wasGeneratedBy")[1:-1]
_PASSAGE = name("oa:hasSelector")[1:-1]
_HEAD = {  # field of an article → the property by which its graph says it
    "file": "kg:file",
    "title": "dcterms:title",
    "date": "dcterms:date",
    "lang": "dcterms:language",
    "author": "dcterms:creator",
    "publisher": "dcterms:publisher",
    "source": "dcterms:source",
    "rights": "dcterms:rights",
}
_BESIDE = {**_HEAD, "rules": "kg:rules"}  # what a claim's row has out of what its article says of itself, too
MAKER = {"kg:extractor": "extractor", "kg:languageModel": "model", "kg:version": "version", "kg:prompt": "prompt"}


def date_text(text: str) -> str:
    """A date filter as a term. Raises QueryError for what is none."""
    if not is_date(text):
        raise QueryError(f"not a date: {text}", "", "write 2023, 2023-03 or 2023-03-14")
    return literal(text)


def passage_iri(span: Span) -> str:
    """The IRI of a passage, as its article's graph has it."""
    return f"{article_iri(span[0])}#char={span[1]},{span[2]}"


def span_of_iri(node: str) -> Span:
    """Article, start and end of a passage."""
    article, _, place = node.partition("#char=")
    start, _, end = place.partition(",")
    return (article_id(article), int(start), int(end))


def number_text(text: str) -> str:
    """A number as a term. Raises QueryError for what is none."""
    try:
        return value_term(int(text) if re.fullmatch(r"-?\d+", text) else float(text))
    except ValueError:
        raise QueryError(f"not a number: {text}", "", "write it in plain digits") from None


def resolve(store: Store, text: str) -> list[str]:
    """The IRIs of the entities that bear this name in any article (case, width, blanks and hyphens aside) or key.

    A name that no article uses is looked up in the lexicon. Raises NotFound where the graph has nothing so called.
    """
    if text.startswith(f"{BASE}entity/"):
        return [text]
    wanted, key = fold(text), entity_iri(text)
    try:
        borne = {(entity_iri(one), written) for one, written in store.passages()[0].called(wanted)}
        plainly = _so_called(store, borne)
        rest = {key, *(node for node, _ in borne)} - plainly  # the index may know names of articles that are gone
        rows = [(node, text) for node in plainly] + _named(store, rest)
    except StoreError:  # not in step, and somebody else holds the store: all names are read
        rows = list(store.select(f"{PREFIXES}SELECT DISTINCT ?e ?n WHERE {{ GRAPH ?g {{ ?e {_NAMES} ?n }} }}").rows)
    found = sorted({entity for entity, label in rows if entity == key or fold(label) == wanted})
    if not found:
        found = sorted({entity for entity, _ in _named(store, {entity_iri(one) for one in keys_of(text)})})
    if not found:
        raise NotFound(f"nothing is called {text}", "", "kg entities lists the names")
    return found


def _so_called(store: Store, pairs: Iterable[tuple[str, str]]) -> set[str]:
    """Those of these entities (IRIs) that an article calls just so: no more is read of them than one name."""
    written = ((node, term) for node, text in sorted(pairs) for term in (literal(text), *(literal(text, lang=lang) for lang in ("en", "zh"))))
    named = " ".join(f"({iri(node)} {term})" for node, term in written)
    sparql = f"SELECT DISTINCT ?e WHERE {{ VALUES (?e ?n) {{ {named} }} FILTER EXISTS {{ GRAPH ?g {{ ?e {_NAMES} ?n }} }} }}"
    return {row[0] for row in store.select(PREFIXES + sparql).rows}


def _named(store: Store, nodes: set[str]) -> list[tuple[Any, ...]]:
    """(entity, name) for all names that articles give these entities."""
    sparql = f"SELECT DISTINCT ?e ?n WHERE {{ {values('e', sorted(nodes))} GRAPH ?g {{ ?e {_NAMES} ?n }} }}"
    rows = store.select(PREFIXES + sparql).rows if nodes else ()
    others = ((node, foreign(key_of(node), label)) for node, label in rows)
    return [*rows, *((node, label) for node, label in others if label)]


@functools.cache
def _lexicon() -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    for term in load_terms(DATA / "lexicon"):
        for label in term.names:
            names.setdefault(fold(label), []).append(term.entity.key)
    return names


def keys_of(text: str) -> list[str]:
    """The keys of the lexicon's things that bear this name."""
    return _lexicon().get(fold(text), [])


def resolve_article(store: Store, text: str) -> list[str]:
    """The ids of the articles with this id, file name or title. Raises NotFound where there is none."""
    written = [literal(text), *(literal(text, lang=lang) for lang in ("en", "zh"))]
    named = f"VALUES ?n {{ {' '.join(written)} }} GRAPH ?g {{ ?g kg:file|dcterms:title ?n }}"
    found = [article_id(row[0]) for row in store.select(f"{PREFIXES}SELECT DISTINCT ?g WHERE {{ {named} }}").rows]
    if store.has(text) and text not in found:
        found.append(text)
    if len(found) > 1:
        found = [row["id"] for row in articles(store, found)]
    found = found or [known for known in store.articles() if len(text) >= 6 and known.startswith(text)]
    if not found:
        raise NotFound(f"there is no article {text}", "", "kg articles lists them")
    return found


def articles(store: Store, only: Iterable[str] | None = None) -> list[dict[str, Any]]:
    """The articles, by date and file: id, file, title, date, lang, author, publisher, source, rights, claims.

    `only`: ids; those that are not there are left out, and the others cost nothing.
    """
    found: list[dict[str, Any]] = []
    every = store.articles() if only is None else ()
    for part in _portions(every if len(every) > MANY_READ else only):
        count = f"SELECT ?g (COUNT(?c) AS ?n) WHERE {{ {_graphs(part)} GRAPH ?g {{ ?c oa:hasSelector ?s }} }} GROUP BY ?g"
        claimed = dict(store.select(PREFIXES + count).rows)
        said = _said(store, part, tuple(_HEAD))
        empty = dict.fromkeys(_HEAD, "")
        there = every if part is None else said
        found += [{"id": one, **empty, **said.get(one, {}), "claims": claimed.get(article_iri(one), 0)} for one in there]
    return sorted(found, key=lambda row: (row["date"], row["file"], row["id"]))


def heads(store: Store, only: Iterable[str], fields: Sequence[str]) -> dict[str, dict[str, str]]:
    """Id of an article, of these that are there → its `file` and these fields of `articles`; what it does not say is empty."""
    asked = ("file", *fields)  # which every article has
    found: dict[str, dict[str, str]] = {}
    for part in _portions(only):
        found.update(_said(store, part, asked))
    return {known: dict.fromkeys(asked, "") | said for known, said in found.items()}


def _portions(only: Iterable[str] | None) -> list[list[str] | None]:
    """Articles as they are asked for; None for all of them."""
    given = None if only is None else sorted(set(only))
    return [None] if given is None else [given[at : at + _ASKED] for at in range(0, len(given), _ASKED)]


def _graphs(part: Sequence[str] | None) -> str:
    return "" if part is None else among(part)


def _said(store: Store, part: Sequence[str] | None, fields: Sequence[str]) -> dict[str, dict[str, str]]:
    """What articles say of themselves, those that are there."""
    keys = {name(_BESIDE[field])[1:-1]: field for field in fields}
    these = [_BESIDE[field] for field in fields]
    if part is None:
        wanted = f"VALUES ?p {{ {' '.join(these)} }} GRAPH ?g {{ ?g ?p ?o }}"
    else:  # a filter, not VALUES: where articles are named, nothing of the others is looked at
        wanted = f"{_graphs(part)} GRAPH ?g {{ ?g ?p ?o FILTER(?p IN ({', '.join(these)})) }}"
    found: dict[str, dict[str, str]] = {}
    for graph, key, value in store.select(f"{PREFIXES}SELECT ?g ?p ?o WHERE {{ {wanted} }}").rows:
        found.setdefault(article_id(graph), {})[keys[key]] = value
    return found


def entities(
    store: Store, *, article: str | None = None, entity: str | None = None, type: str | None = None
) -> list[dict[str, Any]]:
    """Each article's entities: file, type, label, aliases, then key, article, parent, wikidata.

    Filters: article (id, file or title), entity (any of its names), type. Raises NotFound for one that is not there.
    """
    graphs = [article_iri(known) for known in resolve_article(store, article)] if article else None
    wanted = set(resolve(store, entity)) if entity else None
    things = things_of(store, graphs, only=sorted(wanted) if wanted is not None and graphs is None else None)
    said = _said_in(store, {graph for graph, _ in things}, ("file",))
    rows = []
    for (graph, node), row in things.items():
        if (wanted is None or node in wanted) and type in (None, row["type"]):
            known = article_id(graph)
            rows.append({"file": said.get(known, {}).get("file", ""), **row, "article": known})
    # a family that stands above a named version is no name of the article's, and its author by whom nobody is named is
    # none either, unless it is what was asked for
    named = [row for row in rows if not row.pop("implied", False) and row["key"] != AUTHOR_KEY]
    rows = named or (rows if wanted else [])
    return sorted(rows, key=lambda row: (row["file"], row["article"], row["type"], row["key"]))


def _said_in(store: Store, graphs: Collection[str], fields: Sequence[str]) -> dict[str, dict[str, str]]:
    """What the articles of these graphs say of themselves; with very many graphs what all of them say."""
    found: dict[str, dict[str, str]] = {}
    for part in _portions(map(article_id, graphs)) if len(graphs) <= MAX_PAIRS_NAMED else [None]:
        found.update(_said(store, part, fields))
    return found


def claims(store: Store, head: Sequence[str] = (), /, **filters: Any) -> list[dict[str, Any]]:
    """The claims in the form of the JSON Lines exports, by article and place. `head`: fields of `articles` that each has too.

    Filters, each with None for all: article, entity (subject, object or speaker, by any name), kind, since and until
    (claims whose time may lie there; those without a time are left out), speaker, extractor, min_confidence, ids.
    Raises NotFound for a name that is not there, QueryError for a filter that does not fit.
    """
    given = {key: value for key, value in filters.items() if value is not None}
    found = _known(store, given["ids"]) if given.keys() == {"ids"} else _quoted(store, conditions(store, given))
    graphs = sorted({row["graph"] for row in found.values()})
    roles = ("subject", "object", "speaker")
    pairs = {(row["graph"], row[role]) for row in found.values() for role in roles if role in row}
    if MANY_IN_EACH * len(graphs) < len(pairs) and len(graphs) <= MAX_GRAPHS_NAMED:
        things = things_of(store, graphs)
    else:
        things = things_of(store, None, pairs if len(pairs) <= MAX_PAIRS_NAMED else ()) if pairs else {}
    beside = _said_in(store, graphs, ("file", "rules", *head))
    for article in beside.values():
        for identity, rule in read_rules(article.pop("rules", "")):
            if (row := found.get(claim_iri(identity))) is not None:
                row["rule"] = rule
    makers = _makers(store) if any("made" in row for row in found.values()) else {}
    told = {article: dict.fromkeys(head, "") | said for article, said in beside.items()}
    rows = [_row(node, row, things, told) | _made(row, makers) for node, row in found.items()]
    return sorted(rows, key=lambda row: (row["file"], row["article"], row["start"], row["end"], row["kind"], row["id"]))


def _quoted(store: Store, where: str) -> dict[str, dict[str, Any]]:
    """`sketches` with `quote`."""
    found = sketches(store, where)
    quotes = f"SELECT ?c ?quote WHERE {{ {where} GRAPH ?g {{ ?s oa:exact ?quote }} }}"
    for node, quote in store.select(PREFIXES + quotes).rows:
        found[node]["quote"] = quote
    return found


def _known(store: Store, ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """As `_quoted`, of claims by their ids. A number stands for each in the answer: that is no name to look up, line by line."""
    nodes = [claim_iri(one) for one in sorted(set(ids))]
    told: list[dict[str, Any]] = [{"value": {}} for _ in nodes]
    sparql = f"SELECT ?n ?p ?o WHERE {{ {_numbered('c', nodes)} GRAPH ?g {{ ?c ?p ?o }} }}"
    for number, key, value in store.select(PREFIXES + sparql).rows if nodes else ():
        _fill(told[number], key, value)
    found = {node: row for node, row in zip(nodes, told, strict=True) if "passage" in row}
    rows = list(found.values())
    for row in rows:
        row["graph"] = article_iri(span_of_iri(row["passage"])[0])
    for row, quote in zip(rows, quotes(store, [row["passage"] for row in rows]), strict=True):
        row["quote"] = quote
    return found


def quotes(store: Store, nodes: Sequence[str]) -> list[str]:
    """The words of each of these passages (IRIs)."""
    sparql = f"SELECT ?n ?quote WHERE {{ {_numbered('s', nodes)} GRAPH ?g {{ ?s oa:exact ?quote }} }}"
    found = dict(store.select(PREFIXES + sparql).rows) if nodes else {}
    return [found[at] for at in range(len(nodes))]


def labels(store: Store, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """What articles call things, for these pairs: id of an article, key of a thing."""
    ordered = sorted(set(pairs))
    named = " ".join(f"({iri(article_iri(article))} {iri(entity_iri(key))} {at})" for at, (article, key) in enumerate(ordered))
    sparql = f"SELECT ?n ?label WHERE {{ VALUES (?g ?e ?n) {{ {named} }} GRAPH ?g {{ ?e skos:prefLabel ?label }} }}"
    return {ordered[at]: label for at, label in sorted(store.select(PREFIXES + sparql).rows)} if ordered else {}


def _numbered(variable: str, nodes: Sequence[str]) -> str:
    """These nodes, with their places among them as ?n."""
    return f"VALUES (?{variable} ?n) {{ {' '.join(f'({iri(node)} {at})' for at, node in enumerate(nodes))} }}"


def passages(store: Store, ids: Iterable[str]) -> dict[str, Span]:
    """Id of a claim, of these, → the passage that says it: article, start and end."""
    wanted = sorted(set(ids))
    found: dict[str, Span] = {}
    for at in range(0, len(wanted), _ASKED):
        some = wanted[at : at + _ASKED]
        sparql = f"SELECT ?n ?s WHERE {{ {_numbered('c', [*map(claim_iri, some)])} GRAPH ?g {{ ?c oa:hasSelector ?s }} }}"
        found.update((some[number], span_of_iri(node)) for number, node in store.select(PREFIXES + sparql).rows)
    return found


def _makers(store: Store) -> dict[str, dict[str, str]]:
    """IRI of an activity in which claims were found → who found them: extractor, model, version, prompt."""
    keys = {name(key)[1:-1]: field for key, field in MAKER.items()}
    pattern = f"?made prov:wasAssociatedWith ?agent . ?agent ?p ?o . VALUES ?p {{ {' '.join(MAKER)} }}"
    found: dict[str, dict[str, str]] = {}
    for made, key, value in store.select(f"{PREFIXES}SELECT ?made ?p ?o WHERE {{ GRAPH ?g {{ {pattern} }} }}").rows:
        found.setdefault(made, {})[keys[key]] = value
    return found


def _made(row: dict[str, Any], makers: Mapping[str, dict[str, str]]) -> dict[str, Any]:
    """Who found a claim. Where the rules alone were asked, the graph does not say so claim by claim."""
    found = sorted((makers.get(made, {}) for made in row.get("made", ())), key=lambda one: sorted(one.items()))
    found = [{field: one[field] for field in MAKER.values() if field in one} for one in found if one]
    return {"makers": found or [{"extractor": RULES}]}


def _made_by(extractors: Iterable[str]) -> str:
    """A condition on ?c in ?g: each of these extractors found it."""
    parts = []
    for extractor in extractors:
        by = f"GRAPH ?g {{ ?c prov:wasGeneratedBy/prov:wasAssociatedWith/kg:extractor {literal(extractor)} }}"
        plain = "NOT EXISTS { GRAPH ?g { ?c prov:wasGeneratedBy ?made } } || " if extractor == RULES else ""
        parts.append(f"FILTER({plain}EXISTS {{ {by} }})")
    return " ".join(parts)


def sketches(store: Store, where: str) -> dict[str, dict[str, Any]]:
    """IRI of a claim → what it says without words and names: kind, value, time, negated, modality; IRIs of graph, passage and roles.

    `where`: a SPARQL pattern for ?c in ?g.
    """
    found: dict[str, dict[str, Any]] = {}
    sparql = f"SELECT ?g ?c ?p ?o WHERE {{ {where} GRAPH ?g {{ ?c ?p ?o }} }}"
    for graph, node, key, value in store.select(PREFIXES + sparql).rows:
        row = found.setdefault(node, {"graph": graph, "value": {}})
        _fill(row, key, value)
    return found


def conditions(store: Store, filters: Mapping[str, Any]) -> str:
    """A SPARQL pattern for the claims ?c in ?g that the filters of `claims` leave. Raises as it does."""
    parts = ["GRAPH ?g { ?c oa:hasSelector ?s }"]
    for key, value in filters.items():
        if key not in _FILTERS:
            raise QueryError(f"claims have no filter {key}")
        parts.insert(0 if key in _FIRST else len(parts), _FILTERS[key](store, value))
    return " ".join(parts)


def _since(_: Store, value: Any) -> str:
    since = date_text(value)
    return f"GRAPH ?g {{ ?c kg:time ?a }} FILTER(STR(?a) >= {since} || STRSTARTS({since}, STR(?a)))"


def _until(_: Store, value: Any) -> str:
    until = date_text(value)
    return f"GRAPH ?g {{ ?c kg:time ?z }} FILTER(STR(?z) <= {until} || STRSTARTS(STR(?z), {until}))"


_FIRST = ("article", "ids")  # what leaves the fewest claims stands first
_FILTERS: dict[str, Callable[[Store, Any], str]] = {
    "article": lambda store, value: among(resolve_article(store, value)),
    "ids": lambda _, value: values("c", map(claim_iri, value)),
    "kind": lambda _, value: f"GRAPH ?g {{ ?c a {name('kg:' + class_name(value))} }}",
    "entity": lambda store, value: f"{values('e', resolve(store, value))} GRAPH ?g {{ ?c kg:subject|kg:object|kg:speaker ?e }}",
    "speaker": lambda store, value: f"{values('by', resolve(store, value))} GRAPH ?g {{ ?c kg:speaker ?by }}",
    "since": _since,
    "until": _until,
    "extractor": lambda _, value: _made_by(FOUND_BY.get(value, (value,))),
    "min_confidence": lambda _, value: f"GRAPH ?g {{ ?c kg:confidence ?sure }} FILTER(?sure >= {number_text(str(value))})",
}


def _fill(row: dict[str, Any], key: str, value: Any) -> None:
    """Put one property of a claim into its row."""
    if key == NAMESPACES["rdf"] + "type":
        row["kind"] = kind_of(value[_LOCAL:])
    elif key == _PASSAGE:
        row["passage"] = value
    elif key == _MADE_BY:
        row.setdefault("made", []).append(value)
    elif key.startswith(NAMESPACES["kg"]):
        local = key[_LOCAL:]
        if local == "modality":
            row[local] = read_value(local, value)[1]
        elif local in FIXED:
            row[local] = value
        else:
            field, plain = read_value(local, value)
            row["value"][field] = plain
            if field == "metric" and unit_of(plain):
                row["value"].setdefault("unit", unit_of(plain))


def read_value(local: str, value: Any) -> tuple[str, Any]:
    """The key and plain value of a claim's value from its property in the graph."""
    keys, _ = concepts()
    field = kind_of(local)
    if field.endswith("-text") and field.removesuffix("-text") in keys:
        return field.removesuffix("-text"), value
    if field in keys and isinstance(value, str):
        return field, value[_LOCAL:].removeprefix(f"{keys[field]}-")
    return field, int(value) if isinstance(value, float) and value.is_integer() and abs(value) >= 2**63 else value


def _row(
    node: str, row: dict[str, Any], things: Mapping[tuple[str, str], dict[str, Any]], beside: Mapping[str, dict[str, str]]
) -> dict[str, Any]:
    def thing(role: str) -> dict[str, Any] | None:
        found = things.get((row["graph"], row.get(role, "")))
        return {key: found[key] for key in ("type", "label", "aliases", "key")} if found else None

    article, start, end = span_of_iri(row["passage"])
    said = beside.get(article, {})
    return {
        "file": said.get("file", ""),
        "kind": row["kind"],
        "subject": thing("subject"),
        "object": thing("object"),
        "value": dict(sorted(row["value"].items())),
        "time": row.get("time"),
        "speaker": thing("speaker"),
        "negated": bool(row.get("negated", False)),
        "modality": row.get("modality"),
        "quote": row["quote"],
        "id": node.rpartition("/")[2],
        "article": article,
        "start": start,
        "end": end,
        "confidence": row["confidence"],
        "rule": row.get("rule", ""),
        **{field: said[field] for field in said if field != "file"},
    }
