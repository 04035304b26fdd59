"""Same thing or not: rules within one article, decisions, and that both can be done twice, in any order."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import made
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.decisions import Decision, contradictions
from kg.knowledge import fold, load
from kg.model import Entity, Extraction
from kg.rdf.graph import entity_iri, iri, name, quads
from kg.resolution.identity import Settled, own_key, settle
from kg.resolution.strikes import rest_of
from kg.updating.settled import lines

KNOWN = load()


def new(kind: str, label: str, *names: str) -> Entity:
    return Entity(kind, label, f"{kind.lower()}/{fold(label)}", (label, *names))


def say(text: str, *things: Entity, **more: Any) -> Extraction:
    """An article whose only claims are that each two neighbours work together."""
    here = made.article("x.md", text, "2025-01-01")
    claims = [
        made.say(here, "partnership", text, subject=one, object=other, value={"mode": "partners"})
        for one, other in itertools.pairwise(things)
    ]
    return Extraction(here, things, tuple(claims), **more)


def keys(found: Settled) -> list[str]:
    return [entity.key for entity in found.extraction.entities]


NIMBUS, NIMBUS_INC, OTHER = (new("Organization", label) for label in ("Nimbus", "Nimbus Inc.", "Orchid"))


# --- rules -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "things", "reason", "key"),
    [
        ("Nimbus Inc. and Nimbus.", [NIMBUS_INC, NIMBUS], "form", "organization/nimbus"),
        ("雨云科技（Nimbus）", [new("Organization", "雨云科技"), NIMBUS], "gloss", "organization/nimbus"),
        ("雨云科技（英文名：“Nimbus”）", [new("Organization", "雨云科技"), NIMBUS], "gloss", "organization/nimbus"),
        ("**雨云科技** (Nimbus, 2019)", [new("Organization", "雨云科技"), NIMBUS], "gloss", "organization/nimbus"),
        (
            "The Open Weights Initiative (OWI)",
            [new("Organization", "Open Weights Initiative"), new("Organization", "OWI")],
            "acronym",
            "organization/openweightsinitiative",
        ),
        ("Nimbus Labs, or Nimbus.", [new("Organization", "Nimbus Labs"), NIMBUS], "tail", "organization/nimbuslabs"),
        ("Ada Finch. Finch.", [new("Person", "Ada Finch"), new("Person", "Finch")], "part", "person/adafinch"),
        ("Antropic", [new("Organization", "Antropic")], "spelling", "organization/anthropic"),
        ("智谱公司", [new("Organization", "智谱公司")], "form", "organization/zhipu-ai"),
        (
            "Nimbus Zephyr 2 by Nimbus: Zephyr 2.",
            [new("Model", "Nimbus Zephyr 2"), NIMBUS, new("Model", "Zephyr 2")],
            "maker",
            "model/nimbuszephyr2",
        ),
    ],
)
def test_a_rule_merges_with_a_reason_and_a_score(text: str, things: list[Entity], reason: str, key: str) -> None:
    found = settle(say(text, *things), (), KNOWN)
    (ruling,) = found.rulings
    assert (ruling.reason, ruling.into) == (reason, key)
    assert 0.9 <= ruling.score < 1 and ruling.source != key
    assert key in keys(found) and ruling.source not in keys(found)
    assert not any(ruling.source == e.key for claim in found.extraction.claims for e in claim.entities())
    merged = next(e for e in found.extraction.entities if e.key == key)
    assert ruling.name in (merged.label, *merged.aliases)


@pytest.mark.parametrize(
    ("text", "things"),
    [
        ("Zephyr-7B and Zephyr-13B", [new("Model", "Zephyr-7B"), new("Model", "Zephyr-13B")]),
        ("Zephyr 2 and Zephyr 2.5", [new("Model", "Zephyr 2"), new("Model", "Zephyr 2.5")]),
        ("雨云（Nimbus）", [new("Organization", "雨云"), new("Model", "Nimbus")]),
        ("雨云（位于 Nimbus 附近）", [new("Organization", "雨云"), NIMBUS]),
        ("Ada Finch, Bo Finch, Finch", [new("Person", "Ada Finch"), new("Person", "Bo Finch"), new("Person", "Finch")]),
        ("Google Labs", [new("Organization", "Google Labs")]),
        ("Maxtral", [new("Model", "Maxtral")]),
    ],
)
def test_what_is_not_sure_stays_apart(text: str, things: list[Entity]) -> None:
    found = settle(say(text, *things), (), KNOWN)
    assert found.rulings == () and keys(found) == [thing.key for thing in things]


def test_things_that_the_lexicon_knows_are_never_merged_by_rule() -> None:
    meta, llama = (KNOWN.by_key[key].entity for key in ("organization/meta", "organization/google"))
    found = settle(say("Meta (Google)", meta, llama), (), KNOWN)
    assert keys(found) == [meta.key, llama.key] and found.rulings == ()


def test_a_key_of_the_lexicon_is_the_lexicons_thing() -> None:
    found = settle(say("MIT", new("License", "MIT")), (), KNOWN)
    (thing,) = found.extraction.entities
    assert thing.known and thing.spdx == "MIT"


def test_a_second_name_in_brackets_is_a_name_of_the_thing() -> None:
    text = "雨云科技（Nimbus Works）的首席执行官（CEO）说"
    found = settle(say(text, new("Organization", "雨云科技"), OTHER), (), KNOWN)
    assert found.extraction.entities[0].aliases == ("雨云科技", "Nimbus Works")


def test_a_merge_stands_in_the_articles_graph_with_reason_and_score() -> None:
    found = settle(say("Nimbus Inc. and Nimbus and Orchid.", NIMBUS_INC, NIMBUS, OTHER), (), KNOWN)
    text = "\n".join(lines(found))
    node = next(line.split(" ")[2] for line in lines(found) if name("prov:wasDerivedFrom") in line and "ruling" in line)
    assert f"{iri(entity_iri(NIMBUS.key))} {name('prov:wasDerivedFrom')} {node}" in text
    assert f"{node} {name('kg:mergedFrom')} {iri(entity_iri(NIMBUS_INC.key))}" in text
    assert f'{node} {name("kg:reason")} "form"' in text and f'{node} {name("kg:likeness")} "0.95"' in text
    assert f'{node} {name("kg:spelled")} "Nimbus Inc."@en' in text


def test_a_claim_of_a_thing_and_itself_goes() -> None:
    found = settle(say("Nimbus Inc. and Nimbus.", NIMBUS_INC, NIMBUS), (), KNOWN)
    assert found.extraction.claims == ()


# --- decisions -------------------------------------------------------------------------------------------------------


def merge(one: Entity, other: Entity, **more: str) -> Decision:
    return Decision("merge", one.label, one.key, into=other.key, into_name=other.label, **more)


def test_a_decided_merge_takes_the_place_of_the_rules_and_names_who_decided() -> None:
    decided = merge(NIMBUS_INC, OTHER, by="lin", on="2025-01-02T03:04:05Z")
    found = settle(say("Nimbus Inc. and Rowan and Orchid.", NIMBUS_INC, made.ROWAN, OTHER), (decided,), KNOWN)
    assert keys(found) == [OTHER.key, made.ROWAN.key]
    (ruling,) = found.rulings
    assert (ruling.reason, ruling.score, ruling.by) == ("merge", 1.0, "lin")
    assert '"lin"' in "\n".join(lines(found)) and "2025-01-02T03:04:05Z" in "\n".join(lines(found))


def test_merges_follow_each_other_to_the_end_and_may_end_in_the_lexicon() -> None:
    meta = KNOWN.by_key["organization/meta"].entity
    found = settle(say("Nimbus, Orchid", NIMBUS, OTHER), (merge(NIMBUS, OTHER), merge(OTHER, meta)), KNOWN)
    (thing,) = found.extraction.entities
    assert (thing.key, thing.label, thing.known) == (meta.key, "Meta", True)


def test_what_a_rule_merged_follows_the_decision() -> None:
    anthropic = KNOWN.by_key["organization/anthropic"].entity
    found = settle(say("Antropic", new("Organization", "Antropic")), (merge(anthropic, OTHER),), KNOWN)
    assert keys(found) == [OTHER.key]
    assert [ruling.reason for ruling in found.rulings] == ["spelling", "merge"]


def test_a_person_may_turn_a_rule_round() -> None:
    anthropic, wrong = KNOWN.by_key["organization/anthropic"].entity, new("Organization", "Antropic")
    found = settle(say("Antropic, Anthropic", wrong, anthropic), (merge(anthropic, wrong),), KNOWN)
    assert keys(found) == [wrong.key] and [r.reason for r in found.rulings] == ["merge"]


def test_a_rejected_merge_does_not_come_back() -> None:
    apart = Decision("reject", "Nimbus Inc.", NIMBUS_INC.key, into=NIMBUS.key)
    found = settle(say("Nimbus Inc. and Nimbus.", NIMBUS_INC, NIMBUS), (apart,), KNOWN)
    assert keys(found) == [NIMBUS_INC.key, NIMBUS.key] and found.rulings == ()


def test_a_rejected_pair_is_not_joined_by_way_of_a_third() -> None:
    third = new("Organization", "Nimbus Corp")
    apart = Decision("reject", "Nimbus Inc.", NIMBUS_INC.key, into=NIMBUS.key)
    found = settle(say("Nimbus Inc. and Nimbus and Nimbus Corp.", NIMBUS_INC, NIMBUS, third), (apart,), KNOWN)
    assert len({NIMBUS_INC.key, NIMBUS.key} & {r.source for r in found.rulings} | {r.into for r in found.rulings}) <= 2
    assert len(keys(found)) == 2


def test_an_ignored_name_leaves_with_its_claims_and_as_a_speaker_alone() -> None:
    told = say("Nimbus, Orchid, About", NIMBUS, OTHER, new("Organization", "About"))
    spoken = replace(told.claims[0], speaker=told.entities[2])
    found = settle(replace(told, claims=(spoken, told.claims[1])), (Decision("ignore", "about"),), KNOWN)
    assert keys(found) == [NIMBUS.key, OTHER.key]
    assert [claim.speaker for claim in found.extraction.claims] == [None]


def test_a_split_makes_a_thing_of_its_own_in_one_article_alone() -> None:
    told = say("Ada Finch and Bo Reed", new("Person", "Ada Finch"), new("Person", "Bo Reed"))
    here = Decision("split", "Ada Finch", "person/adafinch", article=told.article.id)
    found = settle(told, (here,), KNOWN)
    assert keys(found) == [own_key(here), "person/boreed"] and own_key(here).startswith("person/adafinch~")
    assert found.extraction.claims[0].subject.key == own_key(here)
    elsewhere = say("Ada Finch or Bo Reed", *told.entities)
    assert keys(settle(elsewhere, (here,), KNOWN)) == ["person/adafinch", "person/boreed"]


def test_a_split_leaves_the_other_names_of_the_thing_alone() -> None:
    cloud = new("Organization", "Nimbus", "雨云")
    text = "雨云与Orchid合作。Nimbus与Rowan合作。"
    here = made.article("y.md", text, "2025-01-01")
    claims = (
        made.say(here, "partnership", "雨云与Orchid合作", subject=cloud, object=OTHER),
        made.say(here, "partnership", "Nimbus与Rowan合作", subject=cloud, object=made.ROWAN),
    )
    told = Extraction(here, (cloud, OTHER, made.ROWAN), claims)
    decided = Decision("split", "Nimbus", cloud.key, article=here.id, into="organization/meta", into_name="Meta")
    found = settle(told, (decided,), KNOWN)
    assert [claim.subject.key for claim in found.extraction.claims] == [cloud.key, "organization/meta"]
    left = next(e for e in found.extraction.entities if e.key == cloud.key)
    assert (left.label, left.aliases) == ("雨云", ("雨云",))
    assert found.rulings[0].reason == "split" and name("kg:splitFrom") in "\n".join(lines(found))


# --- what holds for all ----------------------------------------------------------------------------------------------

POOL = [
    NIMBUS, NIMBUS_INC, OTHER, new("Organization", "Nimbus Labs"), new("Organization", "雨云"),
    new("Organization", "Antropic"), new("Organization", "OWI"), new("Organization", "Open Weights Initiative"),
    KNOWN.by_key["organization/meta"].entity,
    KNOWN.by_key["organization/anthropic"].entity, new("Organization", "Anthropic Group"),
]  # fmt: skip
TEXT = (
    "Nimbus Inc., Nimbus Labs, 雨云（Nimbus）, Orchid, Antropic, "
    "Open Weights Initiative (OWI), Meta, Anthropic Group."
)
HERE = made.article("x.md", TEXT, "2025-01-01")


def strike(one: Entity, other: Entity) -> Decision:
    said = {"kind": "partnership", "quote": TEXT, "value": rest_of({"mode": "partners"}, None, False)}
    return Decision("strike", one.label, one.key, into=other.key, article=HERE.id, **said)


PAIRS = st.tuples(st.sampled_from(POOL), st.sampled_from(POOL)).filter(lambda pair: pair[0] is not pair[1])
DECISIONS = st.lists(
    st.one_of(
        PAIRS.map(lambda pair: merge(*pair, by="lin", on="2025")),
        PAIRS.map(lambda pair: Decision("reject", pair[0].label, pair[0].key, into=pair[1].key)),
        st.sampled_from(POOL).map(lambda thing: Decision("ignore", thing.label)),
        st.sampled_from(POOL).map(lambda thing: Decision("split", thing.label, thing.key, article=HERE.id)),
        PAIRS.map(lambda pair: strike(*pair)),
    ),
    max_size=5,
)
THINGS = st.lists(st.sampled_from(POOL), min_size=1, max_size=7, unique_by=lambda thing: thing.key)


@settings(max_examples=150, deadline=None)
@given(THINGS, DECISIONS)
def test_twice_is_once_and_no_order_matters(things: list[Entity], drawn: list[Decision]) -> None:
    decided = tuple(one for n, one in enumerate(drawn) if not contradictions(drawn[: n + 1]))
    told = Extraction(HERE, tuple(things), say(TEXT, *things).claims)
    found = settle(told, decided, KNOWN)
    assert lines(found) == lines(settle(told, decided + decided, KNOWN))
    assert lines(found) == lines(settle(told, decided[::-1], KNOWN))
    turned = replace(told, claims=told.claims[::-1])
    assert lines(settle(turned, decided, KNOWN)) == lines(found)
    whole = settle(told, tuple(one for one in decided if one.do != "strike"), KNOWN).extraction
    assert [claim for claim in whole.claims if claim in found.extraction.claims] == list(found.extraction.claims)
    assert (whole.claims != found.extraction.claims) == bool(found.struck)
    lasting = tuple(one for one in decided if one.do != "split")  # which is about the names as the article has them
    once = settle(told, lasting, KNOWN).extraction
    again = settle(once, lasting, KNOWN)
    assert quads(again.extraction, (), again.kin) == quads(once, (), again.kin)


@settings(max_examples=60, deadline=None)
@given(THINGS)
def test_without_decisions_no_two_known_things_become_one(things: list[Entity]) -> None:
    found = settle(Extraction(HERE, tuple(things), ()), (), KNOWN)
    assert {t.key for t in things if t.known} <= set(keys(found))
    assert len(set(keys(found))) == len(keys(found))
