"""The rules of disagreement: what the data file may say, what a claim holds, and when two can both be right."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.disputes.rules import (
    ALWAYS,
    clashing,
    key_of,
    load_rules,
    months_of,
    opposed,
    position_of,
    rule_named,
    span_of,
    together,
)
from kg.errors import DataError, NotFound


def row(kind: str, value: dict[str, Any], **more: Any) -> dict[str, Any]:
    plain = {"time": None, "negated": False, "subject": {"key": "model/elder"}, "object": None, "article": "a"}
    return {**plain, "kind": kind, "value": value, **more}


def test_every_rule_is_told_in_both_languages() -> None:
    for rule in load_rules():
        assert set(rule.label) == set(rule.about) == {"en", "zh"} and all((*rule.label.values(), *rule.about.values()))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('name = "x"\nkinds = ["openness"]\nsame = ["subject"]\ndiffers = "status"', "without"),
        ('name = "x"\nkinds = ["mood"]\nsame = ["subject"]\ndiffers = "time"\nlabel = {}\nabout = {}', "no such kind"),
        ('name = "x"\nkinds = ["openness"]\nsame = ["colour"]\ndiffers = "status"\nlabel = {}\nabout = {}', "no value"),
        ('name = "x"\nkinds = ["openness"]\nsame = ["subject"]\nlabel = {}\nabout = {}', "either"),
        ('name = "x"\nkinds = []\nsame = ["subject"]\ndiffers = "status"\ntime = "day"\nlabel = {}\nabout = {}', "day"),
        ('name = "x"\nkinds = []\nsame = ["subject"]\ndiffers = "status"\nodd = 1\nlabel = {}\nabout = {}', "odd"),
    ],
)
def test_an_ill_rule_is_refused_with_its_place(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "conflicts.toml"
    path.write_text(f"[[rules]]\n{text}\n", "utf-8")
    with pytest.raises(DataError, match=says) as caught:
        load_rules(path)
    assert "rule 1" in caught.value.where


def test_a_rule_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(NotFound) as caught:
        rule_named("mood")
    assert "openness" in str(caught.value)


@pytest.mark.parametrize(
    ("rule", "claim", "held"),
    [
        ("openness", row("openness", {"status": "open"}), "open"),
        ("openness", row("openness", {"status": "open"}, negated=True), None),
        ("openness", row("price", {"amount": 1}), None),
        ("denial", row("openness", {"status": "open"}, negated=True), "no"),
        ("founded", row("founded", {}, time="2015-03"), "2015"),
        ("founded", row("founded", {}), None),
        ("size", row("quantity", {"metric": "parameters", "number": 7, "high": 9}), (7, 9)),
        ("size", row("quantity", {"metric": "users", "number": 7}), None),
        ("quantity", row("quantity", {"metric": "users", "number": 7}), (7, 7)),
        ("quantity", row("quantity", {"metric": "other", "number": 7}), None),
        ("limits", row("license", {"term": "research-only"}), "limits"),
        ("limits", row("license", {"term": "commercial-use"}, negated=True), "limits"),
        ("limits", row("license", {"term": "commercial-use"}), None),
        ("terms", row("license", {}, object={"key": "license/apache-2.0"}), "commercial-use"),
        ("licence", row("license", {}, object={"key": "license/apache-2.0"}), "redistribution"),
        ("licence", row("license", {}, object={"key": "license/nobody-knows"}), None),
        ("argument", row("argument", {"side": "closed", "polarity": "con", "aspect": "privacy"}), "open"),
        ("argument", row("argument", {"side": "open", "polarity": "con", "aspect": "privacy"}), "closed"),
        ("argument", row("argument", {"side": "hybrid", "polarity": "pro", "aspect": "privacy"}), None),
    ],
)
def test_what_a_claim_holds(rule: str, claim: dict[str, Any], held: Any) -> None:
    assert position_of(rule_named(rule), claim) == held


@pytest.mark.parametrize(
    ("rule", "one", "other", "apart"),
    [
        ("openness", "open", "partial", True),
        ("openness", "open", "open", False),
        ("openness", "api", "closed", False),
        ("size", (175, 175), (174, 174), False),  # rounded
        ("size", (175, 175), (150, 150), True),
        ("size", (100, 200), (150, 150), False),  # inside the range
    ],
)
def test_what_excludes_what(rule: str, one: Any, other: Any, apart: bool) -> None:
    assert opposed(rule_named(rule), one, other) is opposed(rule_named(rule), other, one) is apart


def test_each_author_is_a_person_of_their_own() -> None:
    rule, author = rule_named("stance"), {"key": "person/author"}
    one, other = (row("stance", {"side": "open"}, subject=author, article=article) for article in ("a", "b"))
    assert key_of(rule, one) != key_of(rule, other)
    assert key_of(rule, one, "Ada Finch") == key_of(rule, other, "Ada Finch")


def test_dates_are_months_and_what_is_unknown_is_any_time() -> None:
    assert months_of("2023-03-14") == months_of("2023-03") and together(months_of("2023"), months_of("2023-12"))
    assert not together(months_of("2023"), months_of("2024-01"))
    ever, lately = rule_named("openness"), rule_named("strategy")
    undated = row("openness", {"status": "open"})
    assert span_of(ever, undated, "") == ALWAYS
    assert together(span_of(ever, undated, "2024-05"), months_of("2020"))
    assert not together(span_of(ever, undated, "2019-05"), months_of("2020"))
    assert not together(span_of(lately, undated, "2024-05"), months_of("2023-05"))
    assert together(span_of(lately, undated, "2024-05"), months_of("2023-06"))


def test_a_change_that_is_told_explains_the_difference() -> None:
    rule = rule_named("strategy")
    told = frozenset({frozenset({"open", "closed"})})
    undated = [("open", ALWAYS, False), ("closed", ALWAYS, False)]
    assert len(clashing(rule, undated, frozenset())) == 2
    assert clashing(rule, undated, told) == set()
    dated = [("open", months_of("2023"), True), ("closed", months_of("2023-05"), True)]
    assert len(clashing(rule, dated, told)) == 2


POSITIONS = {"status": st.sampled_from(["open", "weights", "closed", "api"]), "number": st.tuples(st.integers(1, 4), st.integers(4, 6))}
TIMES = st.one_of(st.just(ALWAYS), st.tuples(st.integers(0, 9), st.integers(0, 9)).map(sorted).map(tuple))


@settings(max_examples=80, deadline=None, derandomize=True)
@given(data=st.data(), rule=st.sampled_from(load_rules()), sort=st.sampled_from(sorted(POSITIONS)))
def test_what_clashes_is_what_no_two_can_hold_at_once(data: st.DataObject, rule: Any, sort: str) -> None:
    held = data.draw(st.lists(st.tuples(POSITIONS[sort], TIMES, st.booleans()), max_size=8))
    pairs = data.draw(st.sets(st.sets(POSITIONS["status"], min_size=2, max_size=2).map(frozenset), max_size=2))
    expected = {
        one
        for one in held
        for other in held
        if opposed(rule, one[0], other[0])
        and together(one[1], other[1])
        and (frozenset((one[0], other[0])) not in pairs or (one[2] and other[2]))
    }
    assert clashing(rule, held, frozenset(pairs)) == expected
