"""Faults, found before a reader finds them: quotes out of place, graphs that break a shape, ill queries and data."""

from __future__ import annotations

import functools
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg import corpus, decisions, deriving
from kg.asking import query
from kg.disputes.rules import load_rules
from kg.entities.cues import languages, patterns, patterns_in
from kg.errors import KgError
from kg.knowledge import Kind, load_kinds
from kg.knowledge import load as load_knowledge
from kg.listing import derived
from kg.model import Extraction
from kg.rdf.graph import (
    NAMESPACES,
    article_id,
    article_iri,
    class_name,
    concepts,
    iri,
    property_name,
    quads,
    read_rules,
)
from kg.read import read_file
from kg.store import Store

if TYPE_CHECKING:
    from rdflib import Graph, URIRef

DATA = Path(__file__).parent / "data"
SHAPES = "https://w3id.org/kg-explorer/shapes#"
PARALLEL_FROM = 200  # articles from which starting worker processes pays: one takes 5 to 60 ms


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: where, and what."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


def check_all(store: Store, folder: Path) -> list[Fault]:
    """Every fault of the data, the queries, the corpus in this folder and the graph made of it."""
    found = [*check_data(), *check_queries(), *check_corpus(folder), *check_decisions(folder)]
    return [*found, *check_store(store), *check_passages(store), *check_derived(store)]


# --- corpus ----------------------------------------------------------------------------------------------------------


def check_corpus(folder: Path) -> Iterator[Fault]:
    """Files of a corpus that can not be read or whose front matter has flaws, and articles that say neither where they
    are from (`source`) nor what they rest on (`sources`).

    A plain text without front matter is built all the same, and told of here. What the corpus holds of one's own says
    `source: own text`.
    """
    try:
        files = corpus.list_articles(folder)
    except KgError as error:
        yield Fault(error.where, error.what)
        return
    for path in files:
        try:
            article = read_file(path)
        except KgError as error:
            yield Fault(_with_line(error.where, path), error.what)
            continue
        yield from (Fault(where, what) for where, what in article.flaws)
        if not article.source and not article.sources:
            yield Fault(f"{path}:1", "the article has no source: add `source:` or `sources:` to its front matter")


def _with_line(where: str, path: Path) -> str:
    """The place that an error names; a file that is ill as a whole is so from its first line on."""
    return where if where.startswith(f"{path}:") else f"{path}:1"


def check_decisions(folder: Path) -> Iterator[Fault]:
    """Decisions about names that can not be read, or not all stand."""
    try:
        decisions.load(folder)
    except KgError as error:
        yield from (Fault(fault.where, fault.what) for fault in getattr(error, "faults", [error]))


# --- articles --------------------------------------------------------------------------------------------------------


def check_article(article: Extraction | Iterable[str], strict: bool = False) -> list[Fault]:
    """The faults of one article, given as what was extracted or as the N-Quads lines of its graph.

    `strict` takes what the shapes only warn of (an article without a source) for a fault too.
    """
    if isinstance(article, Extraction):
        try:
            article = quads(article)
        except KgError as error:
            return [Fault(error.where, error.what)]
    graph = _read(article)
    return [*_misplaced(graph), *_unfounded(graph), *_misshapen(graph, strict)]


def check_store(store: Store, articles: Iterable[str] | None = None, workers: int = 0) -> Iterator[Fault]:
    """The faults of the store's articles, one article after the other, so that the time is in proportion to them.

    `workers`: processes to check with; 0 chooses. The faults come in the order of the articles all the same.
    """
    wanted = list(articles) if articles is not None else store.articles()
    graphs = (_lines(store, article) for article in wanted)
    workers = workers or (os.cpu_count() or 1 if len(wanted) >= PARALLEL_FROM else 1)
    if workers == 1:
        for lines in graphs:
            yield from check_article(lines)
        return
    with ProcessPoolExecutor(workers) as pool:
        while batch := [lines for lines, _ in zip(graphs, range(64 * workers), strict=False)]:
            for faults in pool.map(check_article, batch, chunksize=16):
                yield from faults


def check_passages(store: Store) -> Iterator[Fault]:
    """A fault for each article whose passages in the index of `kg search` are not those of its graph."""
    index, at = store.passages()
    for article in index.unlike(at, store.articles(), lambda known: _lines(store, known)):
        yield Fault(article, f"its passages are not those of its graph: take {index.path} away and search again")


def check_derived(store: Store) -> Iterator[Fault]:
    """A fault where what was counted ahead is not what the articles' graphs give when all is counted anew."""
    if not derived.ready(store):
        return
    kept, made = derived.lines(store), deriving.afresh(store)
    if kept != made:
        first = min(set(kept) ^ set(made))
        what = f"{len(set(kept) ^ set(made))} of the derived lines are not what the articles give"
        yield Fault(first[:120], f"{what}: take {store.beside / deriving.FILE} away and build again")


def _lines(store: Store, article: str) -> list[str]:
    graph = iri(article_iri(article))
    lines = store.construct(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }}")
    return [f"{line.removesuffix(' .')} {graph} ." for line in lines]


def _read(lines: Iterable[str]) -> Graph:
    from rdflib import Graph

    # one article, one graph: its name at the end of each line says nothing more
    triples = (line.removesuffix(" .").rpartition(" ")[0] for line in lines)
    return Graph().parse(data="".join(f"{triple} .\n" for triple in triples), format="nt")


def _term(prefixed: str) -> URIRef:
    from rdflib import URIRef

    prefix, _, local = prefixed.partition(":")
    return URIRef(NAMESPACES[prefix] + local)


def _article(graph: Graph) -> Any:
    from rdflib import RDF

    return graph.value(None, RDF.type, _term("schema:Article"))


def _place(graph: Graph, article: Any) -> str:
    return str(graph.value(article, _term("kg:file")) or article_id(str(article)))


def _misplaced(graph: Graph) -> Iterator[Fault]:
    """Claims whose quote does not stand in the article's text where they say."""
    article = _article(graph)
    text = str(graph.value(article, _term("kg:text")) or "")
    for claim, passage in sorted(graph.subject_objects(_term("oa:hasSelector"))):
        start, end, quote = (graph.value(passage, _term(f"oa:{part}")) for part in ("start", "end", "exact"))
        if start is None or end is None or quote is None or text[int(str(start)) : int(str(end))] != str(quote):
            where = f"{_place(graph, article)}:{_line(text, start)}"
            yield Fault(where, f"the quote does not stand there ({start}-{end}): {str(quote)[:60]} ({claim})")


def _line(text: str, start: Any) -> int:
    """The line of the text in which these words begin."""
    at = int(str(start)) if start is not None and str(start).isdigit() else 0
    return text.count("\n", 0, at) + 1


def _line_of(graph: Graph, node: Any) -> int:
    """The line of the article's text in which a claim stands; 1 for what is said of the whole article."""
    passage = graph.value(node, _term("oa:hasSelector")) or node
    return _line(str(graph.value(_article(graph), _term("kg:text")) or ""), graph.value(passage, _term("oa:start")))


def _unfounded(graph: Graph) -> Iterator[Fault]:
    """Claims of which the article does not say what rule found them, and what it says of claims that are not there."""
    article = _article(graph)
    claims = {str(claim).rpartition("/")[2]: claim for claim in graph.subjects(_term("oa:hasSelector"))}
    try:
        told = {identity for identity, _ in read_rules(str(graph.value(article, _term("kg:rules")) or ""))}
    except ValueError:
        yield Fault(_place(graph, article), "kg:rules can not be read: a line has a claim's id and a rule")
        return
    for identity in sorted(claims.keys() ^ told):
        where = f"{_place(graph, article)}:{_line_of(graph, claims.get(identity))}"
        yield Fault(where, f"claim {identity} and kg:rules: one is there without the other")


def _misshapen(graph: Graph, strict: bool) -> list[Fault]:
    from pyshacl import validate
    from rdflib import RDF
    from rdflib.namespace import SH

    conforms, report, _ = validate(graph, shacl_graph=shapes(), inference="none", allow_warnings=not strict)
    if conforms:
        return []
    article = _article(graph)
    where = _place(graph, article) if article is not None else "an article's graph"
    faults = set()
    for result in report.subjects(RDF.type, SH.ValidationResult):
        if not strict and report.value(result, SH.resultSeverity) == SH.Warning:
            continue
        node, path = report.value(result, SH.focusNode), report.value(result, SH.resultPath)
        message = report.value(result, SH.resultMessage)
        local = str(path or "").rpartition("#")[2] or str(path or "")
        faults.add(Fault(f"{where}:{_line_of(graph, node)}", f"{node} {local}: {message}".replace("\n", " ")))
    return sorted(faults, key=str)


# --- shapes and vocabulary -------------------------------------------------------------------------------------------


@functools.cache
def shapes() -> Graph:
    """The shapes of kg/data/shapes.ttl and one for each claim kind, made out of kg/data/kinds."""
    from rdflib import Graph

    graph = Graph().parse(DATA / "shapes.ttl")
    for kind in load_kinds(DATA / "kinds").values():
        graph.parse(data=kind_shape(kind), format="turtle")
    return graph


def kind_shape(kind: Kind) -> str:
    """The shape of a claim kind as Turtle: the types of its roles, the values it takes, what it must have."""
    prefixes = {"sh": "http://www.w3.org/ns/shacl#", "shape": SHAPES} | {n: NAMESPACES[n] for n in ("kg", "oa", "xsd")}
    parts = [f"shape:{class_name(kind.id)}Kind a sh:NodeShape ; sh:targetClass kg:{class_name(kind.id)}"]
    parts.append("sh:property [ sh:path oa:hasSelector ; sh:minCount 1 ]")
    for role, types in (("subject", kind.subject), ("object", kind.object)):
        if types:
            known = " ".join(f"[ sh:class kg:{name} ]" for name in types)
            least = " ; sh:minCount 1" if role == "subject" else ""
            parts.append(f"sh:property [ sh:path kg:{role} ; sh:or ( {known} ){least} ]")
    for key, values in kind.values.items():
        if isinstance(values, list):
            known = " ".join(_allowed(key, value) for value in values)
            least = "" if kind.object else " ; sh:minCount 1"
            parts.append(f"sh:property [ sh:path kg:{property_name(key)} ; sh:in ( {known} ) ; sh:maxCount 1{least} ]")
    if kind.object:  # the licence itself or one of its terms; a partner
        either = ["object", *map(property_name, kind.values)]
        parts.append("sh:or ( " + " ".join(f"[ sh:path kg:{key} ; sh:minCount 1 ]" for key in either) + " )")
    for key, source in kind.settings.get("number", {}).items():
        if source == "number":
            numbers = " ".join(f"[ sh:datatype xsd:{name} ]" for name in ("integer", "decimal", "double"))
            parts.append(f"sh:property [ sh:path kg:{property_name(key)} ; sh:or ( {numbers} ) ; sh:maxCount 1 ]")
    head = "".join(f"@prefix {prefix}: <{address}> .\n" for prefix, address in prefixes.items())
    return head + " ;\n    ".join(parts) + " .\n"


def _allowed(key: str, value: str) -> str:
    schemes, known = concepts()
    scheme = schemes.get(key)
    return f"kg:{scheme}-{value}" if scheme and value in known[scheme] else f'"{value}"'


@functools.cache
def vocabulary() -> Graph:
    """kg/data/ontology.ttl, with a class for every claim kind that it does not name itself."""
    from rdflib import OWL, RDF, RDFS, SKOS, Graph, Literal

    graph = Graph().parse(DATA / "ontology.ttl")
    for kind in load_kinds(DATA / "kinds").values():
        node = _term("kg:" + class_name(kind.id))
        if (node, RDF.type, OWL.Class) in graph:
            continue
        graph.add((node, RDF.type, OWL.Class))
        graph.add((node, RDFS.subClassOf, _term("kg:Claim")))
        for lang, label in kind.labels.items():
            graph.add((node, RDFS.label, Literal(label, lang=lang)))
        for lang, definition in kind.definitions.items():
            graph.add((node, SKOS.definition, Literal(definition, lang=lang)))
    return graph


# --- data and queries ------------------------------------------------------------------------------------------------


def check_data() -> list[Fault]:
    """Faults of the lexicon, the cue words, the claim kinds and the rules of disagreement."""
    try:
        known = load_knowledge()
        for file in known.cues:
            patterns(known, file)
            for lang in languages(known):
                patterns_in(known, file, lang)
        load_kinds(DATA / "kinds")
        load_rules()
        shapes()
    except KgError as error:
        return [Fault(error.where, error.what)]
    return []


def check_queries(path: Path | None = None) -> list[Fault]:
    """Faults of the named queries: heads, words in both languages, places of parameters, texts that do not parse."""
    from rdflib.plugins.sparql.parser import parseQuery

    faults = []
    for name in query.names(path):
        try:
            named = query.load(name, path)
            query.refuse_outside(named.text)
        except KgError as error:
            faults.append(Fault(error.where or name, error.what))
            continue
        faults.extend(Fault(f"{name}.rq", what) for what in _lacks(named))
        try:
            parseQuery(named.text)
        except Exception as error:  # the parser raises what it likes
            faults.append(Fault(f"{name}.rq", f"does not parse: {error}"))
    return faults


def _lacks(named: query.NamedQuery) -> Iterator[str]:
    for lang in query.LANGS:
        if not named.titles.get(lang):
            yield f"has no title.{lang}"
        if not named.asks.get(lang):
            yield f"has no ask.{lang}"
        for ask in named.asks.get(lang, ()):
            if unknown := query.slots(ask) - {param.name for param in named.params}:
                yield f"asks for {', '.join(sorted(unknown))}, which is no parameter: {ask}"
    if not named.columns:
        yield "names no columns"
    for column in (*(c for c in named.columns if c not in named.explains), *set(named.explains) - set(named.columns)):
        yield f"does not explain its column {column}, or explains one that it has not: `#+ column: name help | 说明`"
    if not named.examples:
        yield f"gives no example: `#+ example: kg query {named.name}`"
    for example in named.examples:
        if not example.startswith(f"kg query {named.name}") or query.example_params(example).keys() - {
            param.name for param in named.takes
        }:
            yield f"gives an example that is no call of it: {example}"
    for param in named.params:
        if not query.slot(param.name).search(named.text):
            yield f"has no place for its parameter: VALUES ?{param.name} {{ UNDEF }}"
