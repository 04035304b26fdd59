"""How like names are: forms and misspellings, never across versions and sizes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.knowledge import load
from kg.resolution.likeness import acronym, compare, core, known, part_of, rules, spelling

SURE, ASK = rules()["merge_from"], rules()["ask_from"]


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("Nimbus Inc.", "Nimbus", "Organization"),
        ("Nimbus Co., Ltd", "NIMBUS", "Organization"),
        ("雨云科技有限公司", "雨云科技", "Organization"),
        ("雨云集团", "雨云公司", "Organization"),
        ("Nova大模型", "Nova", "Model"),
        ("Nova models", "Nova", "Model"),
        ("CloudBench 榜单", "CloudBench", "Benchmark"),
    ],
)
def test_a_legal_form_or_a_head_word_makes_no_other_thing(one: str, other: str, kind: str) -> None:
    found = compare(one, other, kind)
    assert found and found.reason == "form" and found.score >= SURE


@pytest.mark.parametrize(
    ("one", "other", "kind", "sure"),
    [
        ("Antropic", "Anthropic", "Organization", True),
        ("Nimbuss Works", "Nimbus Works", "Organization", True),
        ("Nibmus Works", "Nimbus Works", "Organization", True),
        ("Mixtral", "Mistral", "Model", False),
        ("CogVideoX", "CogVideo", "Model", False),
        ("Ministral", "Mistral", "Model", False),
        ("Jon Smith", "John Smith", "Person", False),
        ("Nimba", "Nimbo", "Organization", False),
        ("雨云", "雨雲", "Organization", False),
        ("华为云", "华为", "Organization", False),
        ("百度研究院", "百度", "Organization", False),
        ("Google Labs", "Google", "Organization", True),  # as a tail, which counts in one article alone
    ],
)
def test_misspelt_names_and_names_of_other_things(one: str, other: str, kind: str, sure: bool) -> None:
    for found in (compare(one, other, kind), compare(other, one, kind)):
        assert (found is not None and found.score >= SURE) == sure


@given(
    st.sampled_from(["Nimbus", "雨云大模型", "Anthropical", "Nova Large"]),
    st.tuples(st.integers(1, 99), st.integers(1, 99)).filter(lambda pair: pair[0] != pair[1]),
    st.sampled_from(["{n}-{v}", "{n} {v}.5", "{n}-{v}B", "{n} v{v}", "{n}-2-{v}B-Chat"]),
)
def test_versions_and_sizes_are_never_one(name: str, numbers: tuple[int, int], form: str) -> None:
    one, other = (form.format(n=name, v=number) for number in numbers)
    assert compare(one, other, "Model") is None
    assert compare(name, one, "Model") is None


@pytest.mark.parametrize(
    "pair", [("Nimbus-7B-Chat", "Nimbus-7B-Base"), ("Nimbus Pro", "Nimbus Mini"), ("雨云一代", "雨云二代")]
)
def test_variants_are_never_one(pair: tuple[str, str]) -> None:
    assert compare(*pair, "Model") is None


@given(st.text("abcdeé雨云 -", max_size=12), st.text("abcdeé雨云 -", max_size=12))
def test_likeness_has_no_direction(one: str, other: str) -> None:
    assert compare(one, other, "Organization") == compare(other, one, "Organization")
    assert 0 <= spelling(one, other, "Model") <= 1


def test_a_name_that_is_nothing_but_a_form_stays() -> None:
    assert core("Group", "Organization") == "group"
    assert core("AI公司", "Organization") == "ai公司"


@pytest.mark.parametrize(("short", "long", "is_part"), [
    ("Finch", "Ada Finch", True), ("芬奇", "阿达·芬奇", True), ("Ada", "Ada Finch", False), ("Fi", "Ada Fi", False),
])  # fmt: skip
def test_a_surname_is_a_part(short: str, long: str, is_part: bool) -> None:
    assert part_of(short, long) == is_part


@pytest.mark.parametrize(("short", "long", "fits"), [
    ("OWI", "Open Weights Initiative", True), ("OWF", "Open Weights Initiative", False), ("AI", "Ada Finch", False),
    ("O", "Open", False),
])  # fmt: skip
def test_initials_stand_for_the_words_that_they_begin(short: str, long: str, fits: bool) -> None:
    assert acronym(short, long) == fits


def test_the_lexicon_is_found_by_forms_and_misspellings() -> None:
    lexicon = known(load())
    assert lexicon.like("Antropic, Inc.", "Organization")["organization/anthropic"].score >= SURE
    assert lexicon.like("智谱公司", "Organization")["organization/zhipu-ai"].reason == "form"
    labs = lexicon.like("Google Labs", "Organization")["organization/google"]
    assert ASK <= labs.score < SURE
    assert lexicon.like("Antropic", "Person") == {}
