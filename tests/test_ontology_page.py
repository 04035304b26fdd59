"""The readable page of the vocabulary is made out of the data and is up to date with it."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

DOCS = Path(__file__).parent.parent / "docs"


def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_ontology", DOCS / "make_ontology.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_is_what_the_data_give() -> None:
    assert (DOCS / "ontology.md").read_text("utf-8") == maker().page(), "run: python docs/make_ontology.py"


def test_the_page_names_every_kind_scheme_and_property() -> None:
    from rdflib import OWL, RDF, SKOS

    from kg.check import vocabulary

    text, made = (DOCS / "ontology.md").read_text("utf-8"), maker()
    for sort in (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, SKOS.Concept, SKOS.ConceptScheme):
        for node in made.own(vocabulary(), sort) if sort != RDF.nil else ():
            assert f"`{made.short(node)}`" in text, node
