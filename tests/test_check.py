"""The check finds what is wrong and only that: quotes, shapes, queries, and that the data hold together."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import made
import pytest

from kg import check
from kg.knowledge import Kind
from kg.model import Extraction, Source
from kg.rdf.graph import name, quads
from kg.store import open_store

SKOS_CORE = "http://www.w3.org/2004/02/skos/core#"
OWLRL_ERROR = "http://www.daml.org/2002/03/agents/agent-ont#error"


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
        "ns#rules>",
        "ns#confidence>",
        "oa#hasSelector>",
        "oa#start>",
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
        ('"2022"^^<http://www.w3.org/2001/XMLSchema#gYear>', '"2022-13"^^<http://www.w3.org/2001/XMLSchema#gYearMonth>'),
        ('"2022"^^<http://www.w3.org/2001/XMLSchema#gYear>', '"2022-02-31"^^<http://www.w3.org/2001/XMLSchema#date>'),
        ('"2024-01-10"^^<http://www.w3.org/2001/XMLSchema#date>', '"the tenth of January"'),
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
    (tmp_path / "three.rq").write_text("#+ place: first\nSELECT * {}")
    found = "\n".join(map(str, check.check_queries(tmp_path)))
    for part in (
        "no title.zh",
        "no ask.zh",
        "asks for it",
        "no columns",
        "no place",
        "does not parse",
        "no such head key",
        "a place is a whole number",
    ):
        assert part in found


def test_a_store_is_checked_article_by_article(tmp_path: Path) -> None:
    told, other = made.told(), made.denial()
    with open_store(tmp_path / "s") as opened:
        opened.replace(told.article.id, _without(quads(told), "ns#rules>"))
        opened.replace(other.article.id, quads(other))
        faults = list(check.check_store(opened))
        assert faults and {fault.where for fault in faults} == {"told.md:1"}
        assert list(check.check_store(opened, [other.article.id])) == []


def test_an_article_without_a_source_is_refused_with_article_and_line() -> None:
    told = made.told()
    assert check.check_article(told) == []
    (fault,) = check.check_article(told, strict=True)
    assert fault.where == "told.md:1" and "without a source" in fault.what
    for article in (
        replace(told.article, source="own text"),
        replace(told.article, sources=(Source(url="https://example.org/a"),)),
    ):
        assert check.check_article(replace(told, article=article), strict=True) == []


def test_files_of_the_corpus_without_a_source_are_told_of_with_their_place(tmp_path: Path) -> None:
    heads = {
        "own.md": "---\nsource: own text\n---\n",
        "named.md": "---\nsources:\n  - title: A report\n---\n",
        "bare.md": "---\ntitle: A\n---\n",
        "plain.txt": "",
    }
    for file, head in heads.items():
        (tmp_path / file).write_text(f"{head}{file} says that Meta released Llama 2 in 2023.\n", "utf-8")
    faults = list(check.check_corpus(tmp_path))
    assert [fault.where for fault in faults] == [f"{tmp_path / file}:1" for file in ("bare.md", "plain.txt")]


def test_every_ill_file_of_the_corpus_is_told_of_with_its_line(tmp_path: Path) -> None:
    ill = {
        "bytes.md": b"\x00\x01\x02\xff\xfe no text at all \x00" * 50,
        "date.md": b"---\ntitle: A\ndate: soon\nsource: own text\n---\nMeta released Llama 2 in 2023.\n",
        "empty.md": b"",
        "plain.md": b"Meta released Llama 2 in 2023.\n",
    }
    for file, raw in ill.items():
        (tmp_path / file).write_bytes(raw)
    (tmp_path / "decisions.toml").write_text('[[decision]]\ndo = "guess"\n\n[[decision]]\ndo = "ignore"\n', "utf-8")
    faults = list(check.check_corpus(tmp_path))
    assert [fault.where for fault in faults] == [f"{tmp_path / file}:{3 if file == 'date.md' else 1}" for file in ill]
    assert [fault.where for fault in check.check_decisions(tmp_path)] == [f"{tmp_path / 'decisions.toml'}:{n}" for n in (1, 4)]
    (none,) = check.check_corpus(tmp_path / "none")
    assert none.where == str(tmp_path / "none")


def test_a_fault_names_the_line_of_the_article(tmp_path: Path) -> None:
    quote = "Willow went from open to closed"
    here = made.article("lines.md", f"One.\nTwo.\n{quote} in 2023.\n")
    claim = made.say(here, "shift", quote, subject=made.org("Willow"), value=made.SHIFTED)
    lines = [line.replace("course-closed", "course-ajar") for line in quads(Extraction(here, (), (claim,)))]
    assert {fault.where for fault in check.check_article(lines)} == {"lines.md:3"}


def test_the_one_faulty_article_of_many_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So many that they are checked in two processes, and brought to them in two turns."""
    monkeypatch.setattr(check, "PARALLEL_FROM", 130)
    monkeypatch.setattr(check.os, "cpu_count", lambda: 2)
    told = made.told()

    def one(number: int) -> tuple[str, list[str]]:
        here = replace(told.article, id=f"{number:016x}", file=f"{number}.md")
        return here.id, quads(replace(told, article=here))

    with open_store(tmp_path / "s") as opened:
        opened.load_many(one(number) for number in range(check.PARALLEL_FROM + 5))
        ill = f"{132:016x}"
        opened.replace(ill, _without(one(132)[1], "ns#rules>"))
        faults = list(check.check_store(opened))
    assert {fault.where for fault in faults} == {"132.md:1"}


# --- the ontology ----------------------------------------------------------------------------------------------------


def test_the_vocabulary_is_sound_owl() -> None:
    """No property is of two sorts, ranges fit the sort, and whatever a class or property is built on is declared."""
    from rdflib import OWL, RDF, RDFS, URIRef
    from rdflib.namespace import XSD

    graph = check.vocabulary()
    classes = set(graph.subjects(RDF.type, OWL.Class))
    sorts = {sort: set(graph.subjects(RDF.type, sort)) for sort in (OWL.ObjectProperty, OWL.DatatypeProperty)}
    assert not sorts[OWL.ObjectProperty] & sorts[OWL.DatatypeProperty]
    for node in graph.objects(None, RDFS.subClassOf):
        assert node in classes, node
    for prop in sorts[OWL.ObjectProperty] | sorts[OWL.DatatypeProperty]:
        assert set(graph.objects(prop, RDFS.domain)) <= classes, prop
    for prop in sorts[OWL.ObjectProperty]:
        assert all(one in classes or str(one).startswith(SKOS_CORE) for one in graph.objects(prop, RDFS.range)), prop
    for prop in sorts[OWL.DatatypeProperty]:
        assert all(str(one).startswith(str(XSD)) for one in graph.objects(prop, RDFS.range)), prop
    for sort, properties in sorts.items():
        for prop in properties:
            over = {one for one in graph.objects(prop, RDFS.subPropertyOf) if isinstance(one, URIRef)}
            assert over <= properties, (prop, sort)


def test_the_vocabulary_and_its_graphs_are_consistent() -> None:
    """The OWL RL closure of ontology and data finds no contradiction: no thing is of two types, no claim is a thing."""
    from owlrl import DeductiveClosure, OWLRL_Semantics

    def contradictions(lines: list[str]) -> int:
        graph = check._read(lines)
        for triple in check.vocabulary():
            graph.add(triple)
        DeductiveClosure(OWLRL_Semantics).expand(graph)
        return sum("rror" in str(o) or "disjoint" in str(o).lower() for _, p, o in graph if str(p) == OWLRL_ERROR)

    sound = [line for one in (made.told(), made.denial()) for line in quads(one)]
    assert contradictions(sound) == 0
    nimbus = next(line.split(" ")[0] for line in sound if "prefLabel" in line and "Nimbus" in line)
    graph = sound[0].split(" ")[-2]
    kind = name("rdf:type")
    assert contradictions([*sound, f"{nimbus} {kind} {name('kg:Person')} {graph} ."]) > 0
    assert contradictions([*sound, f"{nimbus} {kind} {name('kg:Shift')} {graph} ."]) > 0


def test_the_ontology_is_aligned_with_the_standard_vocabularies() -> None:
    text = "\n".join(" ".join(map(str, triple)) for triple in check.vocabulary())
    standards = ("ns/prov#", "ns/oa#", "schema.org/", "dc/terms/", "skos/core#", "spdx.org/", "wikidata.org/")
    for standard in standards:
        assert standard in text
