"""Where a question's vendors and models are at home: told by the lexicon, of those who stand in a row."""

from __future__ import annotations

import re

import pytest

from kg.asking.countries import countries_of, tells_home, within
from kg.asking.question import read
from kg.asking.wordlist import lexicon
from kg.knowledge import DATA, load_terms
from kg.model import Table


@pytest.mark.parametrize(
    ("name", "country"),
    [("OpenAI", "US"), ("DeepSeek", "CN"), ("DeepSeek-R1", "CN"), ("Qwen 2.5-72B", "CN"), ("Mistral AI", "FR"), ("Llama 2", "US"),
     ("Falcon 180B", "AE"), ("Robin Li", "CN")],
)  # fmt: skip
def test_a_model_a_version_and_a_person_are_where_their_house_is(name: str, country: str) -> None:
    assert countries_of(name) == {country}


def test_what_the_lexicon_does_not_place_is_nowhere() -> None:
    assert countries_of("Nimbus") == countries_of("better") == countries_of("") == frozenset()


@pytest.mark.parametrize(
    ("text", "countries"),
    [("which Chinese vendors are open?", ("china",)), ("哪些国产模型可以商用", ("china",)), ("国外厂商的路线", ("abroad",)),
     ("which US companies are closed", ("us",)), ("tell us which models are closed", ()), ("European and American models", ("europe", "us"))],
)  # fmt: skip
def test_a_question_says_where(text: str, countries: tuple[str, ...]) -> None:
    assert tuple(sorted(read(text).countries)) == countries


def test_a_vendor_speaks_for_its_row_and_what_is_named_for_none() -> None:
    table = Table(("vendor", "model"), (("Google", "Gemma"), ("Mistral AI", "Mixtral"), (None, "Qwen 2")))
    assert [row[1] for row in within(table, ["europe"]).rows] == ["Mixtral"]
    assert [row[1] for row in within(table, ["china"]).rows] == ["Qwen 2"]
    assert [row[1] for row in within(table, ["abroad"]).rows] == ["Gemma", "Mixtral"]
    used = Table(("from", "mode", "to"), (("DeepSeek", "uses", "Llama"), ("Zoom", "uses", "Llama")))
    assert [row[0] for row in within(used, ["us"], ["Llama"]).rows] == ["Zoom"]
    assert [row[0] for row in within(used, ["us"]).rows] == ["DeepSeek", "Zoom"]


def test_rows_without_names_are_left_as_they_are() -> None:
    table = Table(("aspect", "claims"), (("safety", 3),))
    assert within(table, ["us"]) == table
    assert not tells_home(table.columns)


def test_countries_are_codes_and_every_part_of_the_world_has_some() -> None:
    told = {term.columns.get("country", "") for term in load_terms(DATA / "lexicon") if term.entity.type == "Organization"} - {""}
    assert all(re.fullmatch("[A-Z]{2}", code) for code in told)
    for part in lexicon()["countries"].values():
        assert {*part.get("codes", part.get("but", ()))} & told
