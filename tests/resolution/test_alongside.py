"""Which things of an article may be one by their names: all that each against each would find, in work that a long list allows."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.knowledge import load
from kg.model import Entity
from kg.resolution import alongside, identity, misspelt
from kg.resolution.alongside import Alongside
from kg.resolution.likeness import known, rules

KINDS = ("Organization", "Person", "Model", "Benchmark")
STEMS = st.sampled_from(["Zorvanta", "Nova 2", "Jon Halloran", "Halloran", "哈洛伦", "约翰·哈洛伦", "星野科技", "苏茨克维", "Meridianix", "Mistrallo"])
FORMS = st.sampled_from(["", "", " AI", " Inc.", " model", "公司", "科技", " 2", "-Instruct", " Halloran"])
CHANGES = st.lists(st.tuples(st.integers(0, 12), st.sampled_from(["", "l", "ll", "x", "维", "弗", "-", " "]), st.booleans()), max_size=2)


@st.composite
def names(draw: st.DrawFn) -> str:
    """A name with a maker before it, a form behind it, and letters more, less, twice or in another order."""
    name = draw(st.sampled_from(["", "", "Zorvanta "])) + draw(STEMS) + draw(FORMS)
    for at, letter, swaps in draw(CHANGES):
        name = name[:at] + name[at + 1 : at + 2] + name[at : at + 1] + name[at + 2 :] if swaps else name[:at] + letter + name[at + 1 :]
    return name.strip() or "Z"


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(KINDS), st.lists(names(), min_size=1, max_size=3)), min_size=2, max_size=8))
def test_none_is_passed_over_that_may_be_the_same(told: list[tuple[str, list[str]]]) -> None:
    there = [Entity(kind, own[0], f"{kind.lower()}/{at}", tuple(own[1:])) for at, (kind, own) in enumerate(told)]
    found = Alongside(there, known(load()).sounds, "~")
    for one, other in itertools.permutations(there, 2):
        likeness = found.likeness(one, other) if one.type == other.type else None
        if likeness and likeness.score >= rules()["merge_from"]:
            assert other.key in found.few(one)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(names(), min_size=1, max_size=2), min_size=2, max_size=8), st.sampled_from(KINDS))
def test_none_is_passed_over_where_there_are_many(told: list[list[str]], kind: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(misspelt, "_FEW", 0)
        there = [Entity(kind, own[0], f"{kind.lower()}/{at}", tuple(own[1:])) for at, own in enumerate(told)]
        found = Alongside(there, known(load()).sounds, "~")
        for one, other in itertools.permutations(there, 2):
            likeness = found.likeness(one, other)
            if likeness and likeness.score >= rules()["merge_from"]:
                assert other.key in found.few(one)


def test_names_that_are_much_alike_are_held_against_few() -> None:
    """Houses whose names differ in two syllables: twice the names, about twice the comparisons."""
    syllables = ("ba", "ce", "di", "fo", "gu", "ka", "le", "mi", "no", "pu", "ra", "se", "ti", "vo", "zu", "pha", "qui", "wo", "xe", "yu")
    houses = [Entity("Organization", f"Zor{a}lam{b}tan", f"organization/{a}{b}") for a, b in itertools.product(syllables, repeat=2)]
    found = Alongside(houses, known(load()).sounds, "~")
    held = [len(found.few(one)) for one in houses]
    assert sum(held) / len(held) < 5


def test_a_long_list_of_names_is_not_held_each_against_each(monkeypatch: pytest.MonkeyPatch) -> None:
    """As under an open letter: twice the names, about twice the comparisons."""
    held: list[str] = []
    compare = alongside.compare
    monkeypatch.setattr(alongside, "compare", lambda *given: held.append(given[0]) or compare(*given))
    syllables = ("ba", "ce", "di", "fo", "gu", "ka", "le", "mi", "no", "pu", "ra", "se", "ti", "vo", "zu")
    made = (" ".join(("".join(three).capitalize(), "".join(reversed(three)).capitalize())) for three in itertools.permutations(syllables, 3))
    people = [Entity("Person", name, f"person/{at}") for at, name in enumerate(made)]
    found = Alongside(people, known(load()).sounds, "~")
    for one in people[:400]:
        for key in found.few(one):
            found.likeness(one, people[int(key.partition("/")[2])])
    assert len(held) < 400 * len(people) / 20


def test_names_that_are_all_alike_are_held_against_the_likest_and_are_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hostile list, long names each of which may be any other: twice the names, about twice the comparisons."""
    held: list[str] = []
    compare = alongside.compare
    monkeypatch.setattr(alongside, "compare", lambda *given: held.append(given[0]) or compare(*given))
    long = "quadrovinthelmspaceborneinstrumentation"
    made = [f"{long[:at]}x{long[at + 1 : to]}z{long[to + 1 :]}".capitalize() for at in range(1, 30) for to in range(at + 1, 30, 2)]
    houses = {f"organization/{name}": Entity("Organization", name, f"organization/{name}") for name in made}
    found = Alongside(houses.values(), known(load()).sounds, "~")
    links = {}
    for key, one in houses.items():
        for other in found.few(one):
            if (likeness := found.likeness(one, houses[other])) and likeness.score >= rules()["merge_from"]:
                links[min(key, other), max(key, other)] = likeness
    assert len(held) <= 17 * len(made)
    assert len(identity._grouped(links, houses, houses, frozenset(), frozenset())) == len(made) - 1


def test_names_that_differ_in_their_legal_forms_alone_are_one_however_many() -> None:
    made = [f"Quadrovin{' Inc' * (at % 40)}{' Ltd' * (at // 40)}" for at in range(400)]
    houses = [Entity("Organization", name, f"organization/{at:03}") for at, name in enumerate(made)]
    found = Alongside(houses, known(load()).sounds, "~")
    few = [found.few(one) for one in houses]
    assert max(map(len, few)) < 40 and all("organization/000" in some for some in few[1:])
