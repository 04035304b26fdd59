"""What waits for a person: names that look like known ones, what rules merged, homonyms, frequent unknown names.

The ones with most effect stand first: how many claims, then how many articles, a decision would change.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from kg.decisions import Decision
from kg.entities.spelling import squeeze
from kg.knowledge import Knowledge, fold
from kg.model import AUTHOR_KEY
from kg.rdf.graph import PREFIXES, among, article_id, article_iri, entity_iri, iri, key_of, portions
from kg.rdf.graph import name as term
from kg.rdf.labels import foreign
from kg.resolution.identity import APART, Ruling
from kg.resolution.likeness import Known, Likeness, compare, core, known, rules
from kg.reuse.voices import sentences
from kg.store import Store

ABOUT = ("like", "merged", "homonym", "unknown")
WHOLE = 3_000  # names up to which all are compared with all
NEIGHBOURS = 50  # names that begin, or end, like one
BATCH = 500  # articles whose names are read at a time
LONGEST = 240  # characters of a sentence that is shown
_KG = len("https://w3id.org/kg-explorer/ns#")


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that waits. `about`: like (a new name that may be `other`), merged (a rule took it for `other`),
    homonym (one name, two things), unknown. `claims` and `articles`: how many a decision would change.
    """

    about: str
    name: str
    type: str
    key: str
    other: str = ""
    other_key: str = ""
    reason: str = ""
    score: float = 0.0
    claims: int = 0
    articles: int = 0
    sentence: str = ""
    article: str = ""  # its title, else its file
    article_id: str = ""

    @property
    def id(self) -> str:
        """Six hexadecimal digits; the same as long as the question is the same."""
        return hashlib.sha256("\0".join((self.about, self.key, self.other_key)).encode()).hexdigest()[:6]

    def row(self) -> dict[str, Any]:
        """As a row for a table."""
        names = ("about", "name", "type", "other", "reason", "score", "claims", "articles")
        row = {"id": self.id, **{name: getattr(self, name) for name in names}}
        row.update(score=self.score or None, quote=self.sentence, article=self.article)
        return {**row, "key": self.key, "other_key": self.other_key}


@dataclass(slots=True)
class Thing:
    """A thing of the graph as far as the review needs it."""

    key: str
    type: str = ""
    label: str = ""
    names: set[str] = field(default_factory=set)
    parent: str = ""
    articles: int = 0
    claims: int = 0


def waiting(
    store: Store,
    decisions: Iterable[Decision],
    knowledge: Knowledge,
    about: str = "",
    limit: int = 0,
    keys: set[str] | None = None,
) -> list[Item]:
    """As `listed`, at most `limit` of them, each with a sentence in which the name stands."""
    found = listed(store, decisions, knowledge, about, keys)
    return [with_sentence(store, item) for item in (found[:limit] if limit else found)]


def listed(
    store: Store,
    decisions: Iterable[Decision],
    knowledge: Knowledge,
    about: str = "",
    keys: set[str] | None = None,
) -> list[Item]:
    """What waits for a decision, the items with most effect first, without the sentences in which the names stand.

    `about`: one of ABOUT; `keys`: only about these things. In a graph of more than WHOLE names they are then compared
    with those alone that begin or end as they do.
    """
    made = tuple(decisions)
    there = read_things(store, None if keys is None else _neighbours(store, keys, knowledge))
    items = [*_merged(store, there, keys), *_like(there, knowledge, keys), *_homonyms(there), *_unknown(there, knowledge)]
    asked = {(one.key, one.into) for one in made if one.do == "reject"}
    apart = {frozenset(pair) for pair in asked if pair[1]}
    let_be = {fold(one.name) for one in made if one.do == "reject" and not one.into}
    decided = {fold(name) for one in made if one.do in ("split", "accept") for name in one.names}
    found: dict[str, Item] = {}
    for item in items:
        open_still = fold(item.name) not in let_be and frozenset((item.key, item.other_key)) not in apart
        if item.about == "homonym" and fold(item.name) in decided:
            open_still = False
        if open_still and about in ("", item.about):
            found.setdefault(item.id, item)
    asked_already = {item.key for item in found.values() if item.about in ("like", "homonym")}
    open_items = [i for i in found.values() if i.about != "unknown" or i.key not in asked_already]
    open_items = [i for i in open_items if keys is None or i.key in keys]
    open_items.sort(key=lambda i: (-i.claims, -i.articles, ABOUT.index(i.about), -i.score, i.name, i.key, i.other_key))
    return open_items


def _neighbours(store: Store, keys: set[str], knowledge: Knowledge) -> set[str] | None:
    """These things, what rules took them for, and those with names like theirs; None for all, where they are few."""
    index, _ = store.passages()
    if index.names_up_to(WHOLE) < WHOLE:
        return None
    found = set(keys) | {one.into for one in rulings(store, sources=sorted(keys))}
    for name in {fold(name) for _, name in index.names(sorted(keys))}:
        found |= index.near(name, NEIGHBOURS)
    return found


def read_things(store: Store, keys: set[str] | None = None) -> dict[str, Thing]:
    """The graph's things by key, but for groups of models, authors and families that no article names.

    `keys`: these alone. All things are read so many articles at a time: a corpus names some of them in each article.
    """
    found: dict[str, Thing] = {}
    if keys is None:
        for asked in portions(sorted(store.articles(), key=article_iri), BATCH):
            _take_in(store, found, asked)
    else:
        _take_in(store, found, f"VALUES ?e {{ {' '.join(iri(entity_iri(key)) for key in sorted(keys))} }}")
    return {key: thing for key, thing in found.items() if thing.articles}


def _take_in(store: Store, found: dict[str, Thing], asked: str) -> None:
    """Add what these articles, or all of them about some things, say of things to what is found by now."""

    def rows(columns: str, pattern: str) -> Sequence[Any]:
        return store.select(f"{PREFIXES}SELECT {columns} WHERE {{ {asked} GRAPH ?g {{ {pattern} }} }}").rows

    # what a thing may lack is asked for apart: where graphs or things are named, engines look through all for an OPTIONAL
    implied = {(graph, node) for graph, node in rows("?g ?e", "?e kg:implied true")}
    parents = {(graph, node): parent for graph, node, parent in sorted(rows("?g ?e ?p", "?e kg:parent ?p"), reverse=True)}
    last: dict[str, str] = {}
    for graph, node, kind, label in sorted(rows("?g ?e ?t ?l", "?e skos:prefLabel ?l ; a ?t"), key=lambda r: (r[0], r[1], r[3])):
        key = key_of(node)
        if (graph, node) in implied or kind[_KG:] == "Group" or key == AUTHOR_KEY:
            continue
        thing = found.setdefault(key, Thing(key))
        thing.type, thing.label = thing.type or kind[_KG:], thing.label or label
        thing.names.update(one for one in (label, foreign(key, label)) if one)
        thing.parent = thing.parent or key_of(parents.get((graph, node), ""))
        thing.articles += last.get(key) != graph  # its graphs come one after another
        last[key] = graph
    for node, alias in rows("DISTINCT ?e ?n", "?e skos:altLabel ?n"):
        found.setdefault(key_of(node), Thing(key_of(node))).names.add(alias)  # of one that a later article names, too
    columns = "?e (COUNT(DISTINCT ?c) AS ?n)"  # a claim is one article's, so that those of a thing add up
    sparql = f"SELECT {columns} WHERE {{ {asked} GRAPH ?g {{ ?c kg:subject|kg:object|kg:speaker ?e }} }} GROUP BY ?e"
    for node, count in store.select(PREFIXES + sparql).rows:
        found.setdefault(key_of(node), Thing(key_of(node))).claims += int(count)


def _new(there: dict[str, Thing], knowledge: Knowledge) -> list[Thing]:
    return [t for k, t in sorted(there.items()) if k not in knowledge.by_key and not t.parent and APART not in k]


# --- what rules merged -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Merge(Ruling):
    """A ruling as the graph holds it, with the id of its article. `by` is empty where a rule made it."""

    article: str = ""


_FROM = [term(f"kg:{key}")[1:-1] for key in ("mergedFrom", "splitFrom")]
_SAID = [term(key)[1:-1] for key in ("kg:spelled", "kg:reason", "dcterms:creator", "dcterms:created")]
_LIKENESS = term("kg:likeness")[1:-1]


def rulings(
    store: Store, into: str = "", articles: Iterable[str] = (), sources: Iterable[str] = ()
) -> list[Merge]:
    """The rulings that stand in the graph, by rules and by people: all, or those on the thing `into`, of these
    articles, of names that were taken for these things.
    """
    only = f"VALUES ?e {{ {iri(entity_iri(into))} }}" if into else ""
    if named := list(articles):
        only += f" {among(named)}"
    if given := [iri(entity_iri(one)) for one in sources]:
        only += f" VALUES ?from {{ {' '.join(given)} }} GRAPH ?g {{ ?r kg:mergedFrom|kg:splitFrom ?from }}"
    # what a ruling may lack is read with all else that it has: engines look through all graphs for what is OPTIONAL
    parts = f"{only} GRAPH ?g {{ ?r a kg:Ruling . ?e prov:wasDerivedFrom ?r }} GRAPH ?g {{ ?r ?p ?o }}"
    said: dict[tuple[str, str, str], dict[str, Any]] = defaultdict(dict)
    for graph, node, ruling, key, value in store.select(f"{PREFIXES}SELECT ?g ?e ?r ?p ?o WHERE {{ {parts} }}").rows:
        said[graph, node, ruling][key] = value
    found = [_merge(graph, node, row) for (graph, node, _), row in said.items()]
    return sorted(found, key=lambda m: (m.into, m.source, m.article, m.reason))


def _merge(graph: str, node: str, row: Mapping[str, Any]) -> Merge:
    source = row.get(_FROM[0]) or row.get(_FROM[1]) or ""
    name, why, by, on = (row.get(key, "") for key in _SAID)
    return Merge(key_of(node), key_of(source), name, why, float(row[_LIKENESS]), by, on, article_id(graph))


def told(found: Iterable[Merge]) -> list[dict[str, Any]]:
    """Rulings as rows, each once: name, reason, score, by, on, articles (how many have it)."""
    groups: dict[tuple[str, str, float, str, str], int] = defaultdict(int)
    for one in found:
        groups[one.name, one.reason, one.score, one.by, one.on] += 1
    names = ("name", "reason", "score", "by", "on")
    return [{**dict(zip(names, said, strict=True)), "articles": count} for said, count in sorted(groups.items())]


def _merged(store: Store, there: dict[str, Thing], keys: set[str] | None) -> Iterator[Item]:
    groups: dict[tuple[str, str], list[Merge]] = defaultdict(list)
    for one in rulings(store) if keys is None else rulings(store, sources=sorted(keys)):
        if one.reason not in ("merge", "split", "accept"):
            groups[one.source, one.into].append(one)
    for (source, into), group in sorted(groups.items()):
        thing, best = there.get(into), max(group, key=lambda m: (m.score, m.reason))
        articles = {m.article for m in group}
        claims = _claims_in(store, into, articles)
        kind = thing.type if thing else ""
        label = thing.label if thing else into
        yield Item("merged", best.name, kind, source, label, into, best.reason, best.score, claims, len(articles))


def _claims_in(store: Store, key: str, articles: set[str]) -> int:
    node = iri(entity_iri(key))
    only = among(sorted(articles))  # a thing may be named in all articles
    sparql = f"SELECT ?c WHERE {{ {only} GRAPH ?g {{ ?c kg:subject|kg:object|kg:speaker {node} }} }}"
    return len({row[0] for row in store.select(PREFIXES + sparql).rows})


# --- names that look like others -------------------------------------------------------------------------------------


def _like(there: dict[str, Thing], knowledge: Knowledge, keys: set[str] | None) -> Iterator[Item]:
    """Names that look like others. `keys`: those alone in which one of these things takes part."""
    lexicon, fresh = known(knowledge), _new(there, knowledge)
    for thing in (thing for thing in fresh if keys is None or thing.key in keys):
        for key, likeness in sorted(lexicon.like(thing.label, thing.type).items()):
            if likeness.score >= rules()["ask_from"]:
                yield _alike(thing, knowledge.by_key[key].entity.label, key, likeness)
    for one, other in _pairs(fresh):
        if keys is not None and not keys & {one.key, other.key}:
            continue
        if alike := _best(one, other, lexicon):
            first, second = sorted((one, other), key=lambda t: (t.claims, t.articles, t.key))
            yield _alike(first, second.label, second.key, alike)


def _alike(thing: Thing, label: str, key: str, likeness: Likeness) -> Item:
    why = (likeness.reason, likeness.score)
    return Item("like", thing.label, thing.type, thing.key, label, key, *why, thing.claims, thing.articles)


def _best(one: Thing, other: Thing, lexicon: Known) -> Likeness | None:
    found = [compare(a, b, one.type, lexicon.sounds) for a in sorted(one.names) for b in sorted(other.names)]
    if {fold(n) for n in one.names} & {fold(n) for n in other.names}:
        return None  # a homonym, which is listed as such
    return max((f for f in found if f), key=lambda f: (f.score, f.reason), default=None)


def _pairs(fresh: list[Thing]) -> Iterator[tuple[Thing, Thing]]:
    """New things of one type whose names may be spellings of one: they share a name but for one letter, or a core."""
    buckets: dict[tuple[str, str], list[Thing]] = defaultdict(list)
    for thing in fresh:
        for name in thing.names:
            for form in {core(name, thing.type), core(name, thing.type, True)}:
                for short in {form, *(form[:i] + form[i + 1 :] for i in range(len(form)))} if len(form) > 4 else {form}:
                    buckets[thing.type, short].append(thing)
    seen = set()
    for group in buckets.values():
        for i, one in enumerate(group):
            for other in group[i + 1 :]:
                pair = (min(one.key, other.key), max(one.key, other.key))
                if one is not other and pair not in seen:
                    seen.add(pair)
                    yield one, other


def _homonyms(there: dict[str, Thing]) -> Iterator[Item]:
    bearers: dict[str, set[str]] = defaultdict(set)
    for key, thing in there.items():
        for name in thing.names:
            bearers[fold(name)].add(key)
    for folded, keys in sorted(bearers.items()):
        ordered = sorted(keys, key=lambda k: (there[k].claims, there[k].articles, k))
        for one in ordered[:-1]:
            first, second = there[one], there[ordered[-1]]
            name = min(n for n in first.names if fold(n) == folded)
            yield Item(
                "homonym", name, first.type, one, f"{second.label} ({second.type})", second.key, "name", 0.0,
                first.claims, first.articles,
            )  # fmt: skip


def _unknown(there: dict[str, Thing], knowledge: Knowledge) -> Iterator[Item]:
    for thing in _new(there, knowledge):
        yield Item("unknown", thing.label, thing.type, thing.key, claims=thing.claims, articles=thing.articles)


# --- where a name stands ---------------------------------------------------------------------------------------------


def with_sentence(store: Store, item: Item) -> Item:
    """The item with a sentence that has the name, of an article that it is about."""
    target = item.other_key if item.about == "merged" else item.key
    pattern = f"{iri(entity_iri(target))} skos:prefLabel ?l . ?g kg:text ?text ; kg:file ?file"
    more = "OPTIONAL { ?g dcterms:title ?title }"
    sparql = f"SELECT DISTINCT ?g ?title ?file ?text WHERE {{ GRAPH ?g {{ {pattern} {more} }} }} ORDER BY ?g LIMIT 20"
    rows = store.select(PREFIXES + sparql).rows
    for graph, title, file, text in rows:
        if sentence := sentence_of(text, item.name):
            return replace(item, sentence=sentence, article=title or file, article_id=article_id(graph))
    if not rows:
        return item
    return replace(item, article=rows[0][1] or rows[0][2], article_id=article_id(rows[0][0]))


def sentence_of(text: str, name: str) -> str:
    """The first sentence with the name in it, without blanks too many, cut around the name where it is long."""
    plain = re.search(rf"(?<![A-Za-z0-9]){re.escape(name)}(?![A-Za-z0-9])", text)
    place = plain.start() if plain else _folded_place(text, fold(name))
    if place < 0:
        return ""
    start, end = next(((a, b) for a, b in sentences(text) if a <= place < b), (place, place + len(name)))
    start, end = max(start, place - LONGEST // 2), min(end, place + LONGEST // 2)
    return " ".join(text[start:end].split())


def _folded_place(text: str, wanted: str) -> int:
    folded, index = squeeze(text)
    at = folded.find(wanted)
    return index[at] if at >= 0 else -1
