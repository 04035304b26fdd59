"""Writes docs/ontology.md, the readable page of the vocabulary, out of kg/data/ontology.ttl and the kinds of claims.

Run it as `python docs/make_ontology.py`; a test fails when the page is older than the data.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from rdflib import OWL, RDF, RDFS, SKOS, BNode, Graph, URIRef
from rdflib.collection import Collection

from kg.check import DATA, kind_shape, vocabulary
from kg.knowledge import Kind, load_kinds
from kg.rdf.graph import NAMESPACES, class_name

PAGE = Path(__file__).parent / "ontology.md"
PREFIXES = {**NAMESPACES, "spdxt": "http://spdx.org/rdf/terms#"}
KG = NAMESPACES["kg"]
INTRO = """# Vocabulary · 词汇表

<!-- Made by docs/make_ontology.py out of kg/data/ontology.ttl. Do not edit: change the data and run it again. -->

What stands in the graph, with the names that queries use. Every claim is made by an article, in words that stand in it.
The Turtle file is `kg/data/ontology.ttl`, the shapes that graphs are held to are `kg/data/shapes.ttl`.

图中有哪些内容，以及查询中使用的名称。每条声明都由一篇文章提出，并附原文。本页由 `kg/data/ontology.ttl` 生成。
"""


def short(node: Any) -> str:
    """A term as a prefixed name."""
    text = str(node)
    best = max((ns for ns in PREFIXES.values() if text.startswith(ns)), key=len, default="")
    prefix = next((p for p, ns in PREFIXES.items() if ns == best), "")
    return f"{prefix}:{text[len(best):]}" if best else text


def words(graph: Graph, node: Any, *predicates: URIRef) -> dict[str, str]:
    """What is written of a term, by language."""
    found = {lang: "" for lang in ("en", "zh")}
    for predicate in predicates:
        for text in graph.objects(node, predicate):
            found[text.language] = found.get(text.language) or str(text)
    return found


def code(nodes: Iterable[Any]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(short(node) for node in nodes if not isinstance(node, BNode)))


def table(heads: str, rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    names = heads.split("|")
    yield f"| {' | '.join(names)} |"
    yield f"|{'---|' * len(names)}"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"
    yield ""


def term_row(graph: Graph, node: Any, *more: str) -> tuple[str, ...]:
    label, meaning = words(graph, node, RDFS.label, SKOS.prefLabel), words(graph, node, SKOS.definition)
    return (f"`{short(node)}`", label["en"], label["zh"], meaning["en"], meaning["zh"], *more)


def own(graph: Graph, sort: URIRef) -> list[Any]:
    return sorted(node for node in graph.subjects(RDF.type, sort) if str(node).startswith(KG))


def classes(graph: Graph) -> Iterator[str]:
    """Things and claims apart."""
    claim = URIRef(KG + "Claim")
    known = own(graph, OWL.Class)
    claims = [node for node in known if node == claim or (node, RDFS.subClassOf, claim) in graph]
    for title, nodes in (("Things · 事物", [n for n in known if n not in claims]), ("Claims · 声明", claims)):
        yield f"## {title}\n"
        heads = "class|label|名称|meaning|含义|is a|Wikidata"
        rows = (
            term_row(graph, node, *(code(graph.objects(node, p)) for p in (RDFS.subClassOf, SKOS.closeMatch)))
            for node in nodes
        )
        yield from table(heads, rows)


def properties(graph: Graph) -> Iterator[str]:
    """The properties of our own."""
    yield "## Properties · 属性\n"
    heads = "property|label|名称|meaning|含义|of|value|is a"
    nodes = sorted({*own(graph, OWL.ObjectProperty), *own(graph, OWL.DatatypeProperty)})
    rows = (
        term_row(graph, node, *(code(graph.objects(node, p)) for p in (RDFS.domain, RDFS.range, RDFS.subPropertyOf)))
        for node in nodes
    )
    yield from table(heads, rows)


def schemes(graph: Graph) -> Iterator[str]:
    """The values that claims take."""
    yield "## Schemes of values · 取值表\n"
    for scheme in own(graph, SKOS.ConceptScheme):
        label = words(graph, scheme, SKOS.prefLabel)
        yield f"### `{short(scheme)}`: {label['en']} · {label['zh']}\n"
        concepts = sorted(graph.subjects(SKOS.inScheme, scheme))
        yield from table("concept|label|名称|meaning|含义", (term_row(graph, node) for node in concepts))


def standards(graph: Graph) -> Iterator[str]:
    """Terms of other vocabularies, and how they are used here."""
    yield "## Terms of other vocabularies · 所用标准词汇\n"
    sorts = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, RDF.Property)
    nodes = sorted({n for sort in sorts for n in graph.subjects(RDF.type, sort) if not str(n).startswith(KG)})
    nodes = [node for node in nodes if not isinstance(node, BNode) and words(graph, node, SKOS.definition)["en"]]
    yield from table("term|label|名称|here|此处用法", (term_row(graph, node) for node in nodes))


def kinds() -> Iterator[str]:
    """What each kind of claim must have, as its shape says."""
    yield "## What a claim of each kind has · 各类声明的要求\n"
    rows = (
        (f"`kg:{class_name(kind.id)}`", "`kg:" + "` `kg:".join(kind.subject) + "`" if kind.subject else "",
         "`kg:" + "` `kg:".join(kind.object) + "`" if kind.object else "", _values(kind))
        for kind in load_kinds(DATA / "kinds").values()
    )  # fmt: skip
    yield from table("class|subject 主体|object 客体|values 取值", rows)


def _values(kind: Kind) -> str:
    graph = Graph().parse(data=kind_shape(kind), format="turtle")
    sh = "http://www.w3.org/ns/shacl#"
    found = []
    for prop in graph.subjects(URIRef(sh + "in"), None):
        path = graph.value(prop, URIRef(sh + "path"))
        items = Collection(graph, graph.value(prop, URIRef(sh + "in")))
        found.append(f"`{short(path)}`: " + ", ".join(short(item).removeprefix("kg:") for item in items))
    return "; ".join(sorted(found))


def page() -> str:
    """The whole page."""
    graph = vocabulary()
    parts = [INTRO, *classes(graph), *kinds(), *properties(graph), *schemes(graph), *standards(graph)]
    return "\n".join(parts).rstrip("\n") + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
