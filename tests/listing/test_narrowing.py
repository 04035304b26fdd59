"""How a query's head says where its parameters' values stand, and what that leaves of a list."""

from __future__ import annotations

import pytest

from kg.asking import query
from kg.errors import DataError
from kg.listing import narrowing
from kg.listing.narrowing import Asked, By


@pytest.mark.parametrize(
    ("line", "label", "by"),
    [
        ("about subjectId objectId", "about", By(("subjectId", "objectId"))),
        ("base foundId family", "base", By(("foundId",), family=True)),
        ("since >= when", "since", By(("when",), ">=")),
        ("until <= when", "until", By(("when",), "<=")),
        ("until <= when surely", "until", By(("when",), "<= surely")),
    ],
)
def test_a_line_of_the_head_is_read(line: str, label: str, by: By) -> None:
    assert narrowing.read(line, "x.rq:3") == (label, by)


@pytest.mark.parametrize("line", ["about", "since > when", "since >= when then", ""])
def test_what_is_no_such_line_is_told_with_its_place(line: str) -> None:
    with pytest.raises(DataError, match=r"x\.rq:3"):
        narrowing.read(line, "x.rq:3")


def test_a_list_is_cut_by_its_parameters_alone() -> None:
    with pytest.raises(DataError, match="no parameter: colour"):
        query.parse("x", "#+ by: colour colourId\nSELECT ?a WHERE {}", "x.rq")


@pytest.mark.parametrize(
    ("name", "ways"),
    [
        ("who-says", {"speaker": "head", "about": "shelf", "kind": "few", "side": "few", "polarity": "few"}),
        ("arguments", {"side": "part", "polarity": "part", "aspect": "part", "speaker": "shelf"}),
        ("events", {"about": "shelf", "kind": "few", "since": "part", "until": "part"}),
        ("openness-timeline", {"vendor": "shelf", "model": "shelf", "status": "few", "since": "part", "until": "part"}),
    ],
)
def test_each_parameter_cuts_in_its_way(name: str, ways: dict[str, str]) -> None:
    named = query.load(name)
    assert {label: narrowing.way(named, label) for label in named.by} == ways


def test_dates_are_known_as_far_as_they_are_told() -> None:
    named = query.load("openness-timeline")
    asked = narrowing.asked(named, {"since": ["2020-06"], "until": ["2022"]}, {})
    told = {when: asked.within((when, "x")) for when in ("2019", "2020", "2020-05", "2020-06-01", "2022-11", "2023", "~")}
    assert [when for when, fits in told.items() if fits] == ["2020", "2020-06-01", "2022-11"]


def test_a_date_that_is_told_less_exactly_may_be_left_out() -> None:
    asked = narrowing.asked(query.load("events"), {"since": ["2020-06"], "until": ["2022-03"]}, {})
    told = ("2019", "2020", "2020-05", "2020-06", "2020-06-01", "2021", "2022", "2022-03-31", "2022-04", "2023", "~")
    assert [when for when in told if asked.within((when,))] == ["2020-06", "2020-06-01", "2021", "2022-03-31"]


def test_values_among_few_are_told_apart() -> None:
    named = query.load("who-says")
    cut, shelves = narrowing.standing(named, {"kindId": "https://w3id.org/kg-explorer/ns#Stance", "v2": None, "subjectId": None})
    assert (cut, shelves) == ("Stance,*,*", ())
    asked = narrowing.asked(named, {"kind": ["https://w3id.org/kg-explorer/ns#Stance"]}, {})
    assert asked.fits(cut) and not asked.fits("Price,*,*") and Asked().fits("")
