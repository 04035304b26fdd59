"""Questions about several things side by side are answered for each, and what a thing is held to be beside others counts."""

from __future__ import annotations

from collections.abc import Iterator

import made
import pytest

from kg.asking import ask, query, several
from kg.asking.question import read
from kg.knowledge import fold
from kg.rdf.graph import quads
from kg.store import OxigraphStore, open_store

THINGS = {"Organization": ("OpenAI", "Meta", "智谱", "百度", "Mistral AI"), "Model": ("Llama 2", "GPT-4", "Qwen 2"), "Person": ("Sam Altman", "王小川"), "Product": ("ChatGPT",)}
NAMES = {fold(name): (name, sort) for sort, names in THINGS.items() for name in names}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OxigraphStore]:
    with open_store(tmp_path_factory.mktemp("several") / "store") as opened:
        opened.load_many((one.article.id, quads(one)) for one in made.corpus())
        yield opened


@pytest.mark.parametrize(
    ("text", "names", "alone"),
    [
        ("What licences do Llama 2 and Qwen 2 have?", ("Llama 2", "Qwen 2"), "What licences do Llama 2 have?"),
        ("Meta, OpenAI and Mistral AI: what course?", ("Meta", "OpenAI", "Mistral AI"), "Meta: what course?"),
        ("Llama 2's and GPT-4's prices", ("Llama 2", "GPT-4"), "Llama 2's prices"),
        ("智谱、百度和 Meta 的路线", ("智谱", "百度", "Meta"), "智谱 的路线"),
        ("Llama 2 与 Qwen 2 用什么许可证", ("Llama 2", "Qwen 2"), "Llama 2 用什么许可证"),
        ("How much are GPT-4 and ChatGPT", ("GPT-4", "ChatGPT"), "How much are GPT-4"),
        ("Sam Altman 还是王小川支持开源", (), ""),
        ("Did Meta release Llama 2?", (), ""),
        ("Meta and Llama 2", (), ""),
        ("Is Llama 2 better than GPT-4?", (), ""),
        ("Meta and Meta", (), ""),
    ],
)
def test_names_of_one_type_that_are_joined_are_a_list(text: str, names: tuple[str, ...], alone: str) -> None:
    found = several.listed(text, NAMES)
    assert (tuple(name for name, _ in found.names) if found else ()) == names
    assert found is None or found.alone == alone


def test_each_thing_has_its_rows_in_one_answer_whose_call_gives_them(store: OxigraphStore) -> None:
    found = ask.answer(store, "Did Nimbus and Pelican change course?")
    assert (found.query, found.params["vendor"]) == ("strategy-shifts", "Nimbus|Pelican")
    assert {row["vendor"] for row in found.table.dicts()} >= {"Nimbus", "Pelican"}
    assert query.run(store, found.query, found.params).rows == found.table.rows


def test_a_thing_that_nothing_is_said_of_is_named(store: OxigraphStore) -> None:
    found = ask.answer(store, "Did Pelican and Quartz change course?")
    assert found.params == {"vendor": "Pelican"} and found.silent == ("Quartz",)
    assert "nothing is said of Quartz" in found.notes("en") and "没有文章说到 Quartz" in found.notes("zh")


def test_what_belongs_to_one_of_several_stands_for_it(store: OxigraphStore) -> None:
    found = ask.answer(store, "What do Tundra and Quartz cost?")
    assert (found.params, found.silent, found.family) == ({"thing": "Quartz*"}, ("Tundra",), "Quartz")
    both = several.together([{"metric": "users", "thing": "Tundra"}, {"metric": "users", "thing": "Quartz*"}])
    assert both == {"metric": "users", "thing": "Tundra|Quartz*"} and ask.Answer("figures", both).family == "Quartz"
    assert {row["thing"] for row in query.run(store, "prices", {"thing": both["thing"]}).dicts()} == {"Quartz-2"}


def test_several_names_are_a_value_of_a_parameter(store: OxigraphStore) -> None:
    def vendors(value: str) -> set[str]:
        return {row["vendor"] for row in query.run(store, "strategy-shifts", {"vendor": value}).dicts()}

    assert vendors("Nimbus | Pelican") == vendors("Nimbus") | vendors("Pelican") > vendors("Nimbus")


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("which models beat \0\0", "worse"), ("which models are better than \0\0?", "worse"), ("has anything surpassed \0\0", "worse"),
        ("what has \0\0 been beaten by", "worse"), ("比\0\0强的模型", "worse"), ("哪些模型超过了\0\0", "worse"), ("\0\0不如谁", "worse"),
        ("which models does \0\0 beat", "better"), ("what is \0\0 better than?", "better"), ("who trails \0\0", "better"),
        ("\0\0超越了哪些模型", "better"), ("比\0\0差的模型", "better"), ("谁落后于\0\0", "better"), ("被\0\0超过的模型", "better"),
        ("which models match \0\0", "similar"), ("和\0\0差不多的模型", "similar"), ("谁能媲美\0\0", "similar"),
        ("how good is \0\0", ""), ("\0\0 的价格", ""),
    ],
)  # fmt: skip
def test_what_a_thing_is_held_to_be_beside_others(text: str, stands: str) -> None:
    name = "Zorb"
    assert read(text.replace("\0\0", name), {fold(name): (name, "Model")}).stands == stands


def test_who_beats_a_thing_is_not_whom_it_beats(store: OxigraphStore) -> None:
    def others(text: str) -> list[str]:
        return [row["subject"] for row in ask.answer(store, text).table.dicts()]

    assert others("Which models beat Orchid-3?") == others("哪些模型超过了 Orchid-3？") == ["Quartz-2"]
    assert others("Which models does Orchid-3 beat?") == others("Orchid-3 超过了哪些模型？") == []
    assert others("Which models does Quartz-2 beat?") == others("比 Quartz-2 差的模型") == ["Quartz-2"]


def test_of_two_things_both_ways_are_shown(store: OxigraphStore) -> None:
    found = ask.answer(store, "Is Orchid-3 better than Quartz-2?")
    assert "relation" not in found.params and len(found.table.rows) == 1


def test_what_is_between_two_things_is_not_what_each_has_with_others(store: OxigraphStore) -> None:
    found = ask.answer(store, "Do Tundra and Quartz work together?")
    assert found.query == "ecosystem" and [(row["from"], row["to"]) for row in found.table.dicts()] == [("Tundra", "Quartz")]
