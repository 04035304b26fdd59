"""The service description: what the endpoint understands, which dataset it asks, and its limits, as RDF."""

from __future__ import annotations

from collections.abc import Iterator

from kg.rdf.graph import NAMESPACES, iri, literal
from kg.serve.accept import GRAPHS
from kg.serve.limits import MIB, Limits
from kg.serve.results import Sink, write_graph
from kg.words import all_words

SD = "http://www.w3.org/ns/sparql-service-description#"
FORMATS = "http://www.w3.org/ns/formats/"
_RESULTS = (
    "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV",
    "Turtle", "N-Triples", "JSON-LD", "RDF_XML",
)  # fmt: skip


def description(endpoint: str, limits: Limits, media: str) -> bytes:
    """The description of the endpoint at this address, in one of the media types of GRAPHS."""
    from pyoxigraph import RdfFormat, parse

    lines = "\n".join(_lines(endpoint, limits))
    sink = Sink(limits.rows, limits.answer)
    write_graph(sink, [quad.triple for quad in parse(lines, RdfFormat.N_TRIPLES)], GRAPHS[media])
    return b"".join(sink.pieces)


def _lines(endpoint: str, limits: Limits) -> Iterator[str]:
    service, dataset, graph = (f"<{endpoint}{part}>" for part in ("#service", "#dataset", "#default"))
    kind = f"<{NAMESPACES['rdf']}type>"
    yield f"{service} {kind} {_sd('Service')} ."
    yield f"{service} {_sd('endpoint')} <{endpoint}> ."
    yield f"{service} {_sd('supportedLanguage')} {_sd('SPARQL11Query')} ."
    yield f"{service} {_sd('feature')} {_sd('UnionDefaultGraph')} ."
    for name in _RESULTS:
        yield f"{service} {_sd('resultFormat')} {iri(FORMATS + name)} ."
    yield f"{service} {_sd('defaultDataset')} {dataset} ."
    yield f"{dataset} {kind} {_sd('Dataset')} ."
    yield f"{dataset} {_sd('defaultGraph')} {graph} ."
    yield f"{graph} {kind} {_sd('Graph')} ."
    told = {"seconds": f"{limits.seconds:g}", "memory": limits.memory // MIB, "rows": limits.rows}
    for node, key in ((service, "service"), (graph, "default_graph")):
        for lang, text in all_words()["serve"][key].items():
            yield f"{node} <{NAMESPACES['dcterms']}description> {literal(text.format(**told), lang=lang)} ."


def _sd(name: str) -> str:
    return f"<{SD}{name}>"
