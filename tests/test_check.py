"""The check finds what is wrong and only that: quotes, shapes, queries, and that the data hold together."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import made
import pytest

from kg import check
from kg.graph import name, quads
from kg.knowledge import Kind
from kg.model import Extraction
from kg.store import open_store


@pytest.mark.parametrize("extraction", made.corpus(), ids=lambda one: one.article.file)
def test_sound_articles_have_no_fault(extraction: Extraction) -> None:
    assert check.check_article(extraction) == []
    assert check.check_article(quads(extraction)) == []


def test_a_quote_out_of_place_is_found_in_an_extraction_and_in_a_graph() -> None:
    told = made.told()
    ill = replace(told, claims=(replace(told.claims[0], start=told.claims[0].start - 1),))
    (fault,) = check.check_article(ill)
    assert fault.where.startswith("told.md:")
    lines = [line.replace("Nimbus went", "Nimbus goes") if "oa#exact" in line else line for line in quads(told)]
    (fault,) = check.check_article(lines)
    assert "does not stand there" in fault.what and fault.where.startswith("told.md:")


def _without(lines: list[str], part: str) -> list[str]:
    left = [line for line in lines if part not in line]
    assert len(left) < len(lines)
    return left


@pytest.mark.parametrize(
    "part",
    [
        "ns#subject>",
        "ns#confidence>",
        "oa#TextPositionSelector",
        "ns#file>",
        "terms/language>",
        "core#prefLabel>",
        "ns#to>",
    ],
)
def test_what_lacks_is_found(part: str) -> None:
    assert check.check_article(_without(quads(made.told()), part))


@pytest.mark.parametrize(
    "old, new",
    [
        ("course-closed", "course-ajar"),
        ('"2022"^^<http://www.w3.org/2001/XMLSchema#gYear>', '"last year"'),
        ("ns#Organization>", "ns#Benchmark>"),
        ('"0.9"', '"1.9"'),
        ('"en"', '"fr"'),
    ],
)
def test_what_does_not_fit_is_found(old: str, new: str) -> None:
    lines = "\n".join(quads(made.told()))
    assert old in lines
    assert check.check_article(lines.replace(old, new).split("\n"))


def test_a_new_kind_brings_its_own_shape() -> None:
    kind = Kind("sings-to", {"en": "sings to"}, {}, ("Person",), ("Person",), {"voice": ["high", "low"]}, (), {})
    text = check.kind_shape(kind)
    for part in ("kg:SingsTo", "sh:class kg:Person", '"high" "low"', "kg:object"):
        assert part in text
    from rdflib import Graph

    assert len(Graph().parse(data=text, format="turtle")) > 5


def test_every_kind_has_a_class_with_labels_in_both_languages() -> None:
    from rdflib import OWL, RDF, RDFS, URIRef

    vocabulary = check.vocabulary()
    classes = set(vocabulary.subjects(RDF.type, OWL.Class))
    for kind in check.load_kinds(check.DATA / "kinds"):
        node = URIRef(name("kg:" + check.class_name(kind))[1:-1])
        assert node in classes
        assert {label.language for label in vocabulary.objects(node, RDFS.label)} == {"en", "zh"}


def test_all_that_is_named_has_labels_and_definitions_in_both_languages() -> None:
    from rdflib import OWL, RDF, RDFS, SKOS

    vocabulary = check.vocabulary()
    for sort, label in (
        (OWL.Class, RDFS.label),
        (OWL.ObjectProperty, RDFS.label),
        (OWL.DatatypeProperty, RDFS.label),
        (SKOS.Concept, SKOS.prefLabel),
    ):
        for node in vocabulary.subjects(RDF.type, sort):
            for predicate in (label, SKOS.definition):
                assert {text.language for text in vocabulary.objects(node, predicate)} == {"en", "zh"}, (
                    node,
                    predicate,
                )


def test_every_property_of_a_graph_is_in_the_vocabulary() -> None:
    from rdflib import URIRef

    own = "https://w3id.org/kg-explorer/ns#"
    known = set(check.vocabulary().subjects())
    used = {
        part
        for one in made.corpus()
        for line in quads(one)
        for part in line.split(" ")[:3]
        if part.startswith(f"<{own}")
    }
    assert {part for part in used if URIRef(part[1:-1]) not in known} == set()


def test_the_named_queries_and_the_data_have_no_fault() -> None:
    assert check.check_queries() == []
    assert check.check_data() == []


def test_faults_of_queries_are_found(tmp_path: Path) -> None:
    (tmp_path / "one.rq").write_text(
        "#+ title.en: x\n#+ param: who entity - x\n#+ ask.en: is {it}\nSELECT * WHERE { ?s }"
    )
    (tmp_path / "two.rq").write_text("#+ color: red\nSELECT * {}")
    found = "\n".join(map(str, check.check_queries(tmp_path)))
    for part in (
        "no title.zh",
        "no ask.zh",
        "asks for it",
        "no columns",
        "no place",
        "does not parse",
        "no such head key",
    ):
        assert part in found


def test_a_store_is_checked_article_by_article(tmp_path: Path) -> None:
    told, other = made.told(), made.denial()
    with open_store(tmp_path / "s") as opened:
        opened.replace(told.article.id, _without(quads(told), "ns#confidence>"))
        opened.replace(other.article.id, quads(other))
        faults = list(check.check_store(opened))
        assert faults and {fault.where for fault in faults} == {"told.md"}
        assert list(check.check_store(opened, [other.article.id])) == []
