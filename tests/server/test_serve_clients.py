"""Clients that people use: SPARQLWrapper and rdflib's SPARQLStore."""

from __future__ import annotations

import pytest
from rdflib import Graph, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from served import COUNT, Served, all_of
from SPARQLWrapper import CSV, GET, JSON, JSONLD, N3, POST, POSTDIRECTLY, RDFXML, TSV, TURTLE, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

from kg.rdf.graph import article_iri
from kg.store import open_store

LABELS = "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> SELECT DISTINCT ?l { ?s skos:prefLabel ?l } ORDER BY ?l"
SHIFTS = "PREFIX kg: <https://w3id.org/kg-explorer/ns#> CONSTRUCT { ?s ?p ?o } WHERE { ?s a kg:Shift ; ?p ?o }"


def wrapper(server: Served, query: str, form: str, method: str = GET) -> SPARQLWrapper:
    client = SPARQLWrapper(server.endpoint)
    client.setQuery(query)
    client.setReturnFormat(form)
    client.setMethod(method)
    return client


@pytest.mark.parametrize("method", [GET, POST])
def test_sparqlwrapper_gets_tables(server: Served, method: str) -> None:
    found = wrapper(server, LABELS, JSON, method).queryAndConvert()
    names = [row["l"]["value"] for row in found["results"]["bindings"]]
    assert "雨云" in names and "Nimbus" in names
    xml = wrapper(server, LABELS, XML, method).queryAndConvert()
    assert len(xml.getElementsByTagName("result")) == len(names)
    for form in (CSV, TSV):
        assert len(wrapper(server, LABELS, form, method).queryAndConvert().decode().split("\n")) == len(names) + 2


def test_sparqlwrapper_gets_yes_and_no_graphs_and_errors(server: Served) -> None:
    assert wrapper(server, "ASK { ?s ?p ?o }", JSON).queryAndConvert() == {"head": {}, "boolean": True}
    client = wrapper(server, SHIFTS, RDFXML)
    graph = client.queryAndConvert()
    assert isinstance(graph, Graph) and len(graph) > 20
    for form in (TURTLE, N3):
        assert len(Graph().parse(data=wrapper(server, SHIFTS, form).queryAndConvert(), format="turtle")) == len(graph)
    assert len(wrapper(server, SHIFTS, JSONLD).queryAndConvert()) == len(graph)
    direct = wrapper(server, COUNT, JSON, POST)
    direct.setRequestMethod(POSTDIRECTLY)
    assert direct.queryAndConvert()["results"]["bindings"]
    with pytest.raises(QueryBadFormed):
        wrapper(server, "SELECT * {", JSON).queryAndConvert()


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
@pytest.mark.parametrize("form", ["xml", "json", "csv", "tsv"])
def test_rdflibs_store(server: Served, method: str, form: str) -> None:
    graph = Graph(SPARQLStore(server.endpoint, method=method, returnFormat=form))
    names = [str(row[0]) for row in graph.query(LABELS)]
    assert "雨云" in names and len(names) > 10
    if form in ("xml", "json"):
        assert graph.query("ASK { ?s ?p ?o }").askAnswer


def test_rdflibs_store_as_a_graph(server: Served) -> None:
    with open_store(server.store, read_only=True) as store:
        article = article_iri(store.articles()[0])
        whole = all_of(store)
    store_ = SPARQLStore(server.endpoint)
    assert len(list(Graph(store_).triples((None, None, None)))) == whole
    named = Graph(SPARQLStore(server.endpoint, context_aware=True), identifier=URIRef(article))
    assert 0 < len(list(named.triples((None, None, None)))) < whole
    assert len(Graph(store_).query(SHIFTS).graph or ()) > 20
