"""An article read and settled under the decisions of people; which articles a change of decisions touches."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.decisions import Decision
from kg.extraction.extract import Extractor, shared
from kg.knowledge import DATA, Knowledge, Term, fold, load
from kg.language import LANGUAGES
from kg.model import Article, Entity
from kg.rdf.graph import PREFIXES, article_iri, entity_iri, iri, key_of, quads
from kg.read import read_file
from kg.resolution.identity import Settled, settle, squeezed
from kg.resolution.strikes import reaches
from kg.updating.extractors import PLAIN, Recipe, reader

if TYPE_CHECKING:
    from kg.store import Store

Decisions = tuple[Decision, ...]
_SAMPLE = DATA / "sample.md"  # touches all that reading needs


def extractor(decisions: Decisions) -> Extractor:
    """The extractor that knows the accepted names and not the ignored ones; the shared one where there are none."""
    return _extractor(known_under(decisions))


def known_under(decisions: Decisions) -> Knowledge:
    """What is known with the accepted names and without the ignored ones."""
    return informed(load(), tuple(d for d in decisions if d.do in ("accept", "ignore")))


@functools.lru_cache(4)
def _extractor(knowledge: Knowledge) -> Extractor:
    return shared() if knowledge is load() else Extractor(knowledge)


def read(article: Article, decisions: Decisions = (), recipe: Recipe = PLAIN) -> Settled:
    """What an article says, each thing one and the decisions applied. It hangs on nothing else.

    `recipe`: who reads it. Raises StoreError where a model is to, and has not answered yet.
    """
    rooms = extractor(decisions)
    return settle(reader(rooms, recipe)(article), decisions, rooms.knowledge)


def ready(decisions: Decisions = (), recipe: Recipe = PLAIN, few: bool = False) -> None:
    """Load what reading needs, so that processes forked from this one share it. Raises as `read`, DataError.

    `few`: what one language needs and another does not is left to those who read it, unless this process comes again.
    """
    rooms = extractor(decisions)
    reader(rooms, recipe)
    if few and (decisions, recipe) not in _asked:
        _asked.add((decisions, recipe))
    else:
        _warm(decisions, recipe)


_asked: set[tuple[Decisions, Recipe]] = set()  # what few articles were read under in this process


@functools.lru_cache(4)
def _warm(decisions: Decisions, recipe: Recipe) -> None:
    extractor(decisions).warm()
    for rules in LANGUAGES.values():
        rules.load()
    read(read_file(_SAMPLE), decisions)  # the rest is loaded by the first article


def lines(found: Settled) -> list[str]:
    """The article's named graph as N-Quads lines."""
    return quads(found.extraction, found.rulings, found.kin, found.struck)


def graph_lines(article: Article, decisions: Decisions = (), recipe: Recipe = PLAIN) -> list[str]:
    """The named graph of an article: what a worker process gives back."""
    return lines(read(article, decisions, recipe))


@functools.lru_cache(4)
def informed(knowledge: Knowledge, decisions: tuple[Decision, ...]) -> Knowledge:
    """The knowledge with accepted things as rows of the lexicon and without ignored names."""
    accepted = [d for d in decisions if d.do == "accept"]
    ignored = {fold(d.name) for d in decisions if d.do == "ignore"}
    if not accepted and not ignored:
        return knowledge
    terms = [_bare(term, ignored) if ignored else term for term in knowledge.terms]
    terms = [term for term in terms if term.names] + [_row(one) for one in accepted]
    shapes = {**knowledge.cues["shapes"]}
    shapes["not_names"] = [*shapes["not_names"], *sorted(ignored)]
    return replace(
        knowledge,
        terms=tuple(terms),
        by_key={term.entity.key: term for term in terms},
        cues={**knowledge.cues, "shapes": shapes},
    )


def _bare(term: Term, ignored: set[str]) -> Term:
    names = tuple(name for name in term.names if fold(name) not in ignored)
    return term if len(names) == len(term.names) else replace(term, names=names)


def _row(one: Decision) -> Term:
    entity = Entity(one.type, one.names[0], one.key, one.names, known=True)
    return Term(entity, one.names, columns={"en": one.en or one.names[0], "zh": one.zh})


def touches(one: Decision, article: str, text: str, keys: frozenset[str]) -> bool:
    """Whether a decision can change what an article with this squeezed text and these keys in its graph says."""
    if one.article:
        return one.article == article
    if one.key in keys or (one.do == "reject" and one.into in keys):
        return True
    if one.do in ("accept", "ignore"):
        return any(fold(name) in text for name in one.names)
    return False


def touched(store: Store, old: Iterable[Decision], new: Iterable[Decision]) -> set[str]:
    """The ids of the store's articles whose graph may be another one under the new decisions."""
    before, after = tuple(old), tuple(new)
    changed = [*set(before) ^ set(after), *_signed_anew(before, after)]
    if not changed:
        return set()
    keys = _keys(store, {key for one in changed for key in (one.key, one.into) if key})
    by_text = any(one.do in ("accept", "ignore") for one in changed)
    struck = reaches(before, changed) | reaches(after, changed)
    found = set()
    for article in store.articles():
        if article in struck:
            found.add(article)
            continue
        text = squeezed(_text(store, article)) if by_text else ""
        there = frozenset(keys.get(article, ()))
        if any(touches(one, article, text, there) for one in changed):
            found.add(article)
    return found


def unfit(store: Store, made: Iterable[Decision]) -> list[Decision]:
    """Strikes that fit no claim: of an article that is not there, or that makes no such claim any more."""
    strikes = [one for one in made if one.do == "strike"]
    if not strikes:
        return []
    there = {row[0] for row in store.select(f"{PREFIXES}SELECT DISTINCT ?d WHERE {{ GRAPH ?g {{ ?g kg:struck ?d }} }}").rows}
    return [one for one in strikes if one.id not in there]


def _signed_anew(before: Decisions, after: Decisions) -> list[Decision]:
    """Decisions that say the same as before, but by somebody else or of another time: the graph shows both."""
    signed = {one: (one.by, one.on) for one in before}
    return [one for one in after if one in signed and signed[one] != (one.by, one.on)]


def _keys(store: Store, keys: set[str]) -> dict[str, set[str]]:
    """Article → which of these keys stand in its graph, as things or in what was made of them."""
    found: dict[str, set[str]] = {}
    names = " ".join(iri(entity_iri(key)) for key in sorted(keys))
    there = "{ ?e ?p ?o } UNION { ?s ?q ?e }"
    sparql = f"SELECT DISTINCT ?g ?e WHERE {{ VALUES ?e {{ {names} }} GRAPH ?g {{ {there} }} }}"
    graphs = {article_iri(article): article for article in store.articles()}
    for graph, thing in store.select(PREFIXES + sparql).rows:
        if graph in graphs:
            found.setdefault(graphs[graph], set()).add(key_of(thing))
    return found


def _text(store: Store, article: str) -> str:
    graph = iri(article_iri(article))
    rows = store.select(f"{PREFIXES}SELECT ?text WHERE {{ GRAPH {graph} {{ {graph} kg:text ?text }} }}").rows
    return str(rows[0][0]) if rows else ""
