"""Extractions as quads: what stands in an article's graph, that it is repeatable, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import made
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode, RdfFormat, parse
from rdflib import Graph, URIRef

from kg.errors import KgError
from kg.knowledge import DATA, lexicon
from kg.listing.rows import claims
from kg.model import TYPES, Entity, Extraction, Source
from kg.rdf.graph import (
    NAMESPACES,
    article_iri,
    claim_id,
    class_name,
    concepts,
    date_term,
    entity_iri,
    iri,
    key_of,
    kind_of,
    literal,
    name,
    property_name,
    quads,
    read_rules,
    script,
    unit_of,
    value_term,
)
from kg.rdf.labels import alternative, foreign
from kg.store import open_store


def test_every_line_is_a_quad_of_the_articles_graph_without_blank_nodes() -> None:
    extraction = made.dispute()
    lines = quads(extraction)
    assert lines == sorted(set(lines))
    read = list(parse("\n".join(lines) + "\n", RdfFormat.N_QUADS))
    assert len(read) == len(lines)
    assert {quad.graph_name for quad in read} == {NamedNode(article_iri(extraction.article.id))}
    assert not any(line.startswith("_:") or " _:" in line for line in lines)


def test_the_same_extraction_gives_the_same_lines_in_any_order_of_claims() -> None:
    extraction = made.dispute()
    assert quads(replace(extraction, claims=extraction.claims[::-1])) == quads(extraction)


def test_an_article_says_what_is_known_of_it() -> None:
    extraction = made.dispute()
    article = replace(extraction.article, source="https://example.org/a{b}", sources=(Source("Model card", "Quartz"),))
    lines = "\n".join(quads(replace(extraction, article=article)))
    for part in ("schema:Article", "kg:file", "kg:text", "dcterms:rights", "prov:hadPrimarySource"):
        assert name(part) in lines
    assert "<https://example.org/a%7Bb%7D>" in lines
    assert '"Model card"@en' in lines
    assert f'"2024-08-01"^^<{NAMESPACES["xsd"]}date>' in lines


def test_a_claim_holds_its_words_values_and_roles() -> None:
    extraction = made.denial()
    claim = extraction.claims[1]
    node = iri("https://w3id.org/kg-explorer/claim/" + claim_id(extraction.article, claim))
    lines = [line for line in quads(extraction) if line.startswith(node)]
    said = {tuple(line.split(" ")[1:3]) for line in lines}
    assert (name("rdf:type"), name("kg:Shift")) in said
    assert (name("kg:from"), name("kg:course-open")) in said
    assert (name("kg:to"), name("kg:course-closed")) in said
    assert (name("kg:speaker"), iri(entity_iri("person/ada-finch"))) in said
    assert (name("oa:hasSelector"), iri(f"{article_iri(extraction.article.id)}#char={claim.start},{claim.end}")) in said
    assert any(predicate == name("kg:negated") for predicate, _ in said)


def test_the_article_says_of_each_claim_what_rule_found_it() -> None:
    extraction = made.denial()
    (line,) = [line for line in quads(extraction) if name("kg:rules") in line]
    text = line.split('"')[1].replace("\\n", "\n")
    told = dict(read_rules(text))
    claims = {claim_id(extraction.article, claim): claim for claim in extraction.claims}
    assert told == {identity: claim.rule for identity, claim in claims.items()}


def test_an_article_of_many_claims_costs_few_quads_for_each() -> None:
    """Evidence, kind, ends and values; nothing that the graph's name or another triple says already."""
    article = made.article("many.md", "".join(f"Nimbus released Cloud-{n} in {2000 + n}.\n" for n in range(40)), "2024")
    models = [made.model(f"Cloud-{n}") for n in range(40)]
    claims = tuple(
        made.say(article, "release", f"Nimbus released Cloud-{n} in {2000 + n}", subject=made.NIMBUS, object=models[n])
        for n in range(40)
    )
    assert len(quads(Extraction(article, (made.NIMBUS, *models), claims))) < 40 * (5 + 3 + 2) + 20


def test_an_affirmed_claim_has_no_word_of_denial() -> None:
    assert name("kg:negated") not in "\n".join(quads(made.told()))


def test_names_carry_the_language_of_their_script() -> None:
    lines = "\n".join(quads(made.told()))
    assert '"Nimbus"@en' in lines
    assert '"雨云"@zh' in lines


def test_the_lexicons_name_in_the_other_language_is_not_repeated() -> None:
    known = lexicon()["organization/baidu"]
    lines = "\n".join(quads(Extraction(made.told().article, (known,), ())))
    assert foreign(known.key, known.label) == "百度"
    assert "百度" not in lines
    spoken = made.article("spoken.md", "百度 is Baidu.", "2024")
    assert '"百度"@zh' in "\n".join(quads(Extraction(spoken, (known,), ())))
    assert (script("通义千问"), script("Qwen")) == ("zh", "en")


def test_of_many_aliases_those_stand_that_the_article_uses_and_one_in_the_other_language() -> None:
    told = made.told()
    many = ("Raincloud", "NIMBUS", "雨云", "雨云公司", "The Year In Models", "Nimbus Labs")
    cloud = replace(made.NIMBUS, aliases=many)
    lines = quads(Extraction(told.article, (cloud,), ()))
    kept = {line.split('"')[1] for line in lines if "altLabel" in line}
    assert kept == {"雨云", "The Year In Models"}  # NIMBUS differs in case alone


def test_a_name_inside_a_longer_one_or_inside_a_word_is_not_one_that_the_article_uses() -> None:
    licence, osi = lexicon()["license/apache-2.0"], lexicon()["organization/open-source-initiative"]
    assert "Apache" in licence.aliases
    assert "OSI" in osi.aliases

    def named(text: str) -> set[str]:
        lines = quads(Extraction(made.article("a.md", text, "2024"), (licence, osi), ()))
        return {line.split('"')[1] for line in lines if "altLabel" in line}

    assert not {"Apache", "OSI"} & named("Apache-2.0 is its position, says the Open Source Initiative.")
    assert {"Apache", "OSI"} <= named("Apache-2.0, or Apache for short; OSI和其他机构。")


def test_what_a_metric_is_counted_in_is_not_said_again_and_is_read_back(tmp_path: Path) -> None:
    extraction = made.dispute()
    here, (claim, *_) = extraction.article, (c for c in extraction.claims if c.kind == "quantity")
    rows = []
    for unit in ("parameters", "GB", None):
        value = (("metric", "parameters"), ("number", 7), ("unit", unit))
        lines = quads(Extraction(here, (), (replace(claim, value=value),)))
        assert ("#unit>" in "\n".join(lines)) == (unit == "GB")
        with open_store(tmp_path / str(unit)) as store:
            store.replace(here.id, lines)
            rows += claims(store)
    assert [row["value"]["unit"] for row in rows] == ["parameters", "GB", "parameters"]


def test_the_ontology_has_the_units_that_claims_do_not_say() -> None:
    found = Graph().parse(DATA / "ontology.ttl").subject_objects(URIRef(NAMESPACES["kg"] + "unit"))
    said = {str(metric).rpartition("metric-")[2]: str(unit) for metric, unit in found}
    assert said == {metric: unit_of(metric) for metric in concepts()[1]["metric"] if unit_of(metric)}
    assert said["training-tokens"] == "tokens"


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "strategy"},
        {"subject": made.ROWAN},
        {"time": "2023"},
        {"negated": True},
        {"speaker": made.ROWAN},
        {"value": ()},
    ],
)
def test_a_claims_id_hangs_on_what_it_says(change: dict[str, object]) -> None:
    extraction = made.told()
    claim = extraction.claims[0]
    assert claim_id(extraction.article, replace(claim, **change)) != claim_id(extraction.article, claim)


def test_a_claims_id_does_not_hang_on_how_it_was_found() -> None:
    extraction = made.told()
    claim = extraction.claims[0]
    other = replace(claim, confidence=0.1, rule="another", value=claim.value[::-1])
    assert claim_id(extraction.article, other) == claim_id(extraction.article, claim)
    both = replace(extraction, claims=(other, claim))
    assert quads(both) == quads(extraction)  # the surer one stands


@pytest.mark.parametrize("start, end", [(0, 5), (-1, 3), (5, 5), (10, 100_000)])
def test_a_quote_out_of_place_is_refused_with_article_and_offsets(start: int, end: int) -> None:
    extraction = made.told()
    ill = replace(extraction.claims[0], start=start, end=end)
    with pytest.raises(KgError) as caught:
        quads(replace(extraction, claims=(ill,)))
    assert f"told.md:{start}-{end}" in str(caught.value)
    assert extraction.article.id in str(caught.value)


def test_entities_that_no_claim_has_stand_when_they_are_listed() -> None:
    lonely = Entity("Product", "Lantern", "product/lantern", parent="product/lamp", wikidata="Q42")
    told = made.told()
    lines = "\n".join(quads(Extraction(told.article, (lonely,), told.claims)))
    assert iri(entity_iri("product/lantern")) in lines
    assert name("kg:parent") in lines
    assert "<http://www.wikidata.org/entity/Q42>" in lines


@pytest.mark.parametrize(
    "value, term",
    [
        (True, '"true"^^xsd:boolean'),
        (175_000_000_000, '"175000000000"^^xsd:integer'),
        (0.002, '"0.002"^^xsd:decimal'),
        (70.6, '"70.6"^^xsd:decimal'),
        (1e300, '"1E+300"^^xsd:double'),
        ('a\n"b"', '"a\\n\\"b\\""'),
    ],
)
def test_values_are_typed(value: object, term: str) -> None:
    short = value_term(value).replace(f"<{NAMESPACES['xsd']}", "xsd:").removesuffix(">")
    assert short == term or short == term.removesuffix(">")


@pytest.mark.parametrize(
    "date, kind",
    [("2023", "gYear"), ("2023-03", "gYearMonth"), ("2023-03-14", "date"), ("2023-13", ""), ("spring", "")],
)
def test_a_date_is_typed_by_how_much_is_known(date: str, kind: str) -> None:
    assert date_term(date) == literal(date, datatype=kind)


def test_an_aspect_that_is_no_concept_stays_text() -> None:
    lines = "\n".join(quads(made.dispute()))
    assert f'{name("kg:aspectText")} "HellaSwag"' in lines
    assert f"{name('kg:aspect')} {name('kg:aspect-transparency')}" in lines


def test_kinds_and_classes_are_each_others_inverse_and_no_class_is_a_things() -> None:
    for kind in ("release", "based-on", "license", "openness", "new-kind-here"):
        assert kind_of(class_name(kind)) == kind
        assert class_name(kind) not in TYPES
    assert kind_of(property_name("training-cost")) == "training-cost"


@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_any_text_survives_as_a_literal(text: str) -> None:
    (triple,) = parse(f"<x:a> <x:b> {literal(text)} .", RdfFormat.N_TRIPLES)
    assert triple.object.value == text


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=30))
def test_any_key_survives_in_an_iri(key: str) -> None:
    (triple,) = parse(f"<x:a> <x:b> {iri(entity_iri(key))} .", RdfFormat.N_TRIPLES)
    assert key_of(triple.object.value) == key


def test_the_schemes_of_the_data_are_those_of_the_ontology() -> None:
    from rdflib import RDF, SKOS, URIRef

    from kg.check import vocabulary

    ontology = vocabulary()
    for scheme, known in concepts()[1].items():
        node = URIRef(NAMESPACES["kg"] + scheme)
        assert (node, RDF.type, SKOS.ConceptScheme) in ontology
        members = ontology.subjects(SKOS.inScheme, node)
        found = {str(one).rpartition("#")[2].removeprefix(f"{scheme}-") for one in members}
        assert found == known


def test_an_article_is_not_searched_for_names_that_have_no_other() -> None:
    """It may have a new name in every line, and its text would be gone through for each."""

    class Text(str):
        def find(self, *given: object) -> int:
            raise AssertionError("it was searched")

    text = Text("zephyr-9b and all that")
    assert not list(alternative("model/zephyr-9b", Entity("Model", "Zephyr-9B", "model/zephyr-9b", ("Zephyr-9B",)), text))
    new = Entity("Person", "Ada Zephyr", "person/ada-zephyr", ("Zephyr", "A. Zephyr"))
    assert list(alternative("person/ada-zephyr", new, text)) == ["Zephyr"]
