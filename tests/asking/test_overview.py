"""A name alone asks for all that is told of a thing; who says the same as somebody; what stands for what is not told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import made
import pytest

from kg.asking import ask, overview, query
from kg.asking.question import read
from kg.asking.renaming import folded_names, renamed
from kg.knowledge import fold
from kg.model import Entity, Extraction
from kg.rdf.graph import quads
from kg.store import OxigraphStore, open_store

THINGS = {"Organization": ("OpenAI", "Meta"), "Model": ("Llama", "Llama 9", "gpt-oss"), "Person": ("Ada Lund", "Bo Ek", "Cy Roth")}
NAMES = folded_names({"label": name, "type": sort} for sort, names in THINGS.items() for name in names)


def person(name: str) -> Entity:
    return made.entity("Person", name)


def _told() -> Extraction:
    """Three people's views, one of them at Meta, and what Meta brought out."""
    ada, bo, cy, meta = person("Ada Lund"), person("Bo Ek"), person("Cy Roth"), made.org("Meta")
    claims: list[tuple[str, dict[str, Any]]] = [
        ("Ada Lund is for open models", {"kind": "stance", "subject": ada, "value": {"side": "open", "polarity": "for"}}),
        ("Bo Ek is for open models", {"kind": "stance", "subject": bo, "value": {"side": "open", "polarity": "for"}}),
        ("Cy Roth is against open models", {"kind": "stance", "subject": cy, "value": {"side": "open", "polarity": "against"}}),
        ("Bo Ek is the head of Meta", {"kind": "affiliation", "subject": bo, "object": meta, "value": {"role": "head"}}),
        ("Meta released Llama 9", {"kind": "release", "subject": meta, "object": made.model("Llama 9"), "time": "2024-05"}),
        ("Meta released gpt-oss", {"kind": "release", "subject": meta, "object": made.model("gpt-oss")}),
        ("Meta turned closed", {"kind": "shift", "subject": meta, "value": {"from": "open", "to": "closed"}}),
    ]
    here = made.article("told.md", ". ".join(quote for quote, _ in claims) + ".", "2026-05-01")
    return Extraction(here, (), tuple(made.say(here, given.pop("kind"), quote, **given) for quote, given in claims))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OxigraphStore]:
    told = _told()
    with open_store(tmp_path_factory.mktemp("overview") / "store") as opened:
        opened.load_many([(told.article.id, quads(told))])
        yield opened


@pytest.mark.parametrize("text", ["Meta", "what is Meta?", "tell me about Llama 9", "Meta 是什么？", "an overview of Meta", "总结一下 Meta"])
def test_a_name_alone_asks_for_all_that_is_told(text: str) -> None:
    assert overview.asked(read(text, NAMES)) == "overview"


@pytest.mark.parametrize("text", ["Meta and OpenAI", "where is Meta?", "Meta's licence", "Meta canteen", "is Meta open?", "Ada Lund 是哪里人？", "Meta 的价格", "best of Meta", "open"])
def test_what_says_more_asks_for_that(text: str) -> None:
    assert overview.asked(read(text, NAMES)) == ""


def test_a_name_and_a_time_ask_what_happened() -> None:
    assert overview.asked(read("Meta 2024", NAMES)) == overview.asked(read("2024年的 Meta", NAMES)) == "events"


@pytest.mark.parametrize("text", ["Meta", "what is Meta?", "Meta 是什么？"])
def test_an_overview_is_answered(store: OxigraphStore, text: str) -> None:
    found = ask.answer(store, text)
    assert (found.query, dict(found.params)) == ("overview", {"about": "Meta"})
    assert [row["kind"] for row in found.table.dicts()] == ["affiliation", "shift", "release", "release"]
    assert found.said("en") == "Told of Meta: affiliation: Bo Ek (head); shift: from open to closed; release: Llama 9 (2024-05), gpt-oss."


@pytest.mark.parametrize("text", ["who agrees with Ada Lund?", "Who shares Ada Lund's view?", "谁同意 Ada Lund 的观点？", "谁和 Ada Lund 的看法一致"])
def test_who_agrees_is_told_by_the_views_that_they_share(store: OxigraphStore, text: str) -> None:
    found = ask.answer(store, text)
    assert (found.query, dict(found.params)) == ("who-says", {"like": "Ada Lund"})
    assert [row["speaker"] for row in found.table.dicts()] == ["Bo Ek"] and found.aside == ()
    assert query.run(store, "who-says", {"like": "Cy Roth"}).rows == ()


@pytest.mark.parametrize("text", ["who does not agree with Ada Lund?", "谁不同意 Ada Lund 的观点？", "who disagrees with Ada Lund?"])
def test_who_disagrees_is_another_question(text: str) -> None:
    assert not read(text, NAMES).agrees


@pytest.mark.parametrize("text", ["does Ada Lund agree with Cy Roth?", "Ada Lund 和 Cy Roth 的观点一致吗"])
def test_whether_two_agree_is_told_by_what_each_says(store: OxigraphStore, text: str) -> None:
    found = ask.answer(store, text)
    assert (found.query, dict(found.params)) == ("who-says", {"speaker": "Ada Lund|Cy Roth"})
    assert {row["speaker"] for row in found.table.dicts()} == {"Ada Lund", "Cy Roth"}


def test_the_people_of_a_vendor_speak_for_it(store: OxigraphStore) -> None:
    found = ask.answer(store, "does Meta support open models?")
    assert (found.params["speaker"], found.note) == ("Bo Ek", "of_its_people")


def test_what_has_no_time_stands_for_a_time_of_which_nothing_is_told(store: OxigraphStore) -> None:
    found = ask.answer(store, "which vendors changed course since 2024?")
    assert (found.query, found.note, len(found.table.rows)) == ("strategy-shifts", "untimed", 1)


def test_why_asks_for_reasons_and_not_whether() -> None:
    assert read("why did Meta stop publishing its weights?", NAMES).whys and not read("when did Meta close?", NAMES).whys


def test_a_family_is_known_by_a_name_in_small_letters_and_a_benchmark_by_what_its_sorts_share() -> None:
    assert NAMES["gptoss"] == ("gpt-oss", "Model")
    sorts = folded_names({"label": name, "type": "Benchmark"} for name in ("Toad-bench Hard", "Toad-bench Full", "Last Exam"))
    assert sorts[fold("Toad-bench")] == ("Toad-bench Full|Toad-bench Hard", "Benchmark") and "last" not in sorts


@pytest.mark.parametrize("text", ["how open is each vendor?", "各厂商的开放程度如何", "Chinese vendors' openness", "国内厂商的开放程度"])
def test_how_open_each_vendor_is(text: str) -> None:
    assert read(text).each_open


@pytest.mark.parametrize(("text", "side"), [("which models are not open source?", "closed"), ("哪些模型不是开源的", "closed"), ("is it open source?", "open"), ("Llama 是不是开源的", "open")])
def test_not_open_is_closed(text: str, side: str) -> None:
    assert read(text).sides == (side,)


def test_when_is_answered_by_what_belongs_to_a_thing_of_which_no_time_is_told(store: OxigraphStore) -> None:
    found = ask.answer(store, "when was gpt-oss released?")
    assert [row["time"] for row in found.table.dicts()] == [None]  # nothing that belongs to it has a time either
    assert [row["time"] for row in ask.answer(store, "when was Llama 9 released?").table.dicts()] == ["2024-05"]


def test_a_house_is_known_without_its_last_word() -> None:
    known = folded_names([{"label": "Pelican AI", "type": "Organization"}])
    assert renamed("Pelican funding", ["pelican"], known, lambda text: known) == "Pelican AI funding"
    assert renamed("a pelican", ["pelican"], known, lambda text: known) == "a pelican"


def test_articles_tell_what_subject_they_were_not_chosen_by(store: OxigraphStore) -> None:
    assert ask.answer(store, "articles about licences").aside == ("licences",)
    assert ask.answer(store, "which articles mention Meta?").aside == ()
