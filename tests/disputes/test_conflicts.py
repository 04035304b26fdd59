"""Disagreement: what each rule finds in a graph, what it leaves alone, and that the query says the same."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import made
import pytest

from kg.asking import query
from kg.disputes import conflicts
from kg.disputes.disagreement import as_rows, side_rows
from kg.disputes.rules import load_rules
from kg.errors import NotFound
from kg.model import Entity
from kg.rdf.graph import quads
from kg.store import OxigraphStore, open_store
from kg.updating import pipeline

ELDER, VENDOR, ADA = made.model("Elder", "老者"), made.org("Willow"), made.entity("Person", "Ada Finch")
APACHE = made.entity("License", "Apache-2.0")
AUTHOR = made.entity("Person", "author")
Told = tuple[str, Entity | None, dict[str, Any], dict[str, Any]]  # kind, subject, value, more of the claim


def tell(store: OxigraphStore, number: int, *claims: Told, date: str = "", **more: Any) -> str:
    """An article of its own words with these claims; its id."""
    own = "abcdefgh"[number]
    lines = [f"Sentence {at} of text {number * 7919} goes {kind} {own}." for at, (kind, *_) in enumerate(claims)]
    here = made.article(f"{number}.md", "\n".join(lines), date, **more)
    said = tuple(
        made.say(here, kind, line, subject=subject, value=value, **rest)
        for line, (kind, subject, value, rest) in zip(lines, claims, strict=True)
    )
    store.replace(here.id, quads(made.Extraction(here, (), said)))
    return here.id


@pytest.fixture
def store(tmp_path: Path):
    with open_store(tmp_path / "store") as opened:
        yield opened


def status(value: str, **more: Any) -> Told:
    return ("openness", ELDER, {"status": value}, more)


def course(value: str, **more: Any) -> Told:
    return ("strategy", VENDOR, {"strategy": value}, more)


def stance(polarity: str, who: Entity = ADA, **more: Any) -> Told:
    return ("stance", who, {"side": "open", "polarity": polarity}, more)


def argument(side: str, polarity: str, **more: Any) -> Told:
    return ("argument", None, {"side": side, "polarity": polarity, "aspect": "privacy"}, more)


def number(value: float, metric: str = "parameters", **more: Any) -> Told:
    return ("quantity", ELDER, {"metric": metric, "number": value, "unit": "parameters"}, more)


LIMIT: Told = ("license", ELDER, {"term": "research-only"}, {})
TRADE: Told = ("license", ELDER, {"term": "commercial-use"}, {})
NO_TRADE: Told = ("license", ELDER, {"term": "commercial-use"}, {"negated": True})
NAMED: Told = ("license", ELDER, {}, {"object": APACHE})
MOVED: Told = ("shift", VENDOR, {"from": "open", "to": "closed"}, {})
OUT = {"object": ELDER}


@pytest.mark.parametrize(
    ("rule", "one", "other"),
    [
        ("openness", status("open"), status("partial", time="2020")),
        ("strategy", course("open"), course("closed")),
        ("founded", ("founded", VENDOR, {}, {"time": "2015"}), ("founded", VENDOR, {}, {"time": "2016-02"})),
        (
            "released",
            ("release", VENDOR, {}, {**OUT, "time": "2022"}),
            ("release", VENDOR, {}, {**OUT, "time": "2023-01"}),
        ),
        ("size", number(7), number(8)),
        ("quantity", number(7, "users", time="2023"), number(8, "users", time="2023-05")),
        (
            "price",
            ("price", ELDER, {"amount": 1, "currency": "USD", "per": "year"}, {}),
            ("price", ELDER, {"amount": 2, "currency": "USD", "per": "year"}, {}),
        ),
        (
            "score",
            ("result", ELDER, {"score": 70.6, "unit": "%"}, {"object": made.entity("Benchmark", "MMLU")}),
            ("result", ELDER, {"score": 64, "unit": "%"}, {"object": made.entity("Benchmark", "MMLU")}),
        ),
        ("denial", status("open"), status("open", negated=True)),
        ("denial", TRADE, NO_TRADE),
        ("limits", status("open"), LIMIT),
        ("licence", status("closed"), NAMED),
        ("terms", LIMIT, TRADE),
        ("terms", NO_TRADE, NAMED),
        ("stance", stance("for"), stance("against")),
        ("argument", argument("open", "pro"), argument("closed", "pro")),
        ("argument", argument("open", "pro"), argument("open", "con")),
        ("argument-both", argument("hybrid", "pro"), argument("hybrid", "con")),
    ],
)
def test_each_rule_finds_its_conflict(store: OxigraphStore, rule: str, one: Told, other: Told) -> None:
    first, second = tell(store, 1, one), tell(store, 2, other)
    found = [conflict for conflict in conflicts.find(store) if conflict.rule.name == rule]
    assert len(found) == 1
    sides = found[0].sides
    assert {row["article"] for side in sides for row in side.rows} == {first, second}
    assert [side.origins for side in sides] == [1, 1]
    assert all(row["quote"] and row["id"] for side in sides for row in side.rows)


def test_no_rule_is_without_a_case() -> None:
    cases = {case[0] for case in test_each_rule_finds_its_conflict.pytestmark[0].args[1]}
    assert cases == {rule.name for rule in load_rules()}


@pytest.mark.parametrize(
    "told",
    [
        [(status("open", time="2020"), ""), (status("closed", time="2023"), "")],  # it changed
        [(status("open"), "2019"), (status("closed", time="2023"), "")],  # after the article was written
        [(course("open"), "2021-03"), (course("closed"), "2024-05")],  # years between the articles
        [(course("open"), ""), (course("closed"), ""), (MOVED, "")],  # a source tells of the change
        [(stance("for"), "2021-03-01"), (stance("against"), "2024-05-01")],  # a change of mind
        [(status("api"), ""), (status("closed"), "")],
        [(number(7), ""), (number(7.05), "")],  # rounded
        [(stance("for", AUTHOR), ""), (stance("against", AUTHOR), "")],  # two authors
        [(argument("open", "pro"), ""), (argument("closed", "con"), "")],  # both for open models
        [(status("open"), ""), (status("closed", speaker=ADA), "")],  # a report
        [(stance("for"), ""), (stance("against", speaker=VENDOR), "")],  # what Willow says that Ada thinks
        [(status("open", time="2023"), ""), ((*LIMIT[:3], {"time": "2019"}), "")],  # the limits were lifted
    ],
)
def test_what_is_no_conflict(store: OxigraphStore, told: Sequence[tuple[Told, str]]) -> None:
    for place, (claim, date) in enumerate(told):
        tell(store, place, claim, date=date)
    assert conflicts.find(store) == []


def test_sizes_of_a_family_are_no_conflict(store: OxigraphStore) -> None:
    tell(store, 1, number(7))
    tell(store, 2, number(72), ("openness", made.model("Elder-7B", parent=ELDER.key), {"status": "open"}, {}))
    assert conflicts.find(store) == []


def test_two_authors_of_one_name_are_one_speaker(store: OxigraphStore) -> None:
    for place, polarity in enumerate(("for", "against")):
        tell(store, place, stance(polarity, AUTHOR), author="A. Writer")
    assert [conflict.rule.name for conflict in conflicts.find(store)] == ["stance"]


def test_a_report_is_its_speakers_and_shown_where_asked_for(store: OxigraphStore) -> None:
    tell(store, 1, status("open"))
    assert conflicts.find(store, reported=True) == []
    tell(store, 2, status("closed", speaker=ADA))
    (found,) = conflicts.find(store, reported=True)
    speakers = {side.value: side.speakers for side in found.sides}
    assert found.reported and speakers == {"open": (), "closed": ("Ada Finch",)}
    assert conflicts.find(store) == []


def test_an_article_that_reports_the_contrary_is_not_at_odds_with_itself(store: OxigraphStore) -> None:
    tell(store, 1, status("open"), status("closed", speaker=ADA))
    assert conflicts.find(store, reported=True) == []


def test_an_article_that_contradicts_itself_is_a_conflict(store: OxigraphStore) -> None:
    tell(store, 1, status("open"), status("partial"))
    (found,) = conflicts.find(store)
    assert [(side.value, side.articles) for side in found.sides] == [("open", 1), ("partial", 1)]


def test_a_speaker_in_many_articles_is_one_voice(store: OxigraphStore) -> None:
    for place in range(3):
        tell(store, place, argument("open", "pro", speaker=ADA))
    tell(store, 4, argument("closed", "pro"))
    (found,) = conflicts.find(store)
    behind = {side.value: (side.articles, side.origins, side.speakers) for side in found.sides}
    assert behind == {"open pro": (3, 1, ("Ada Finch",)), "closed pro": (1, 1, ())}


def test_articles_of_one_source_are_one_origin(store: OxigraphStore) -> None:
    for place in range(2):
        tell(store, place, status("open"), sources=("https://example.org/one",))
    tell(store, 3, status("closed"))
    (found,) = conflicts.find(store)
    assert {side.value: (side.articles, side.origins) for side in found.sides} == {"open": (2, 1), "closed": (1, 1)}
    assert found.weight == (1, 2)


def test_conflicts_are_chosen_by_thing_rule_and_kind(store: OxigraphStore) -> None:
    tell(store, 1, status("open"), argument("open", "pro"))
    tell(store, 2, status("closed"), argument("closed", "pro"))
    assert {c.rule.name for c in conflicts.find(store)} == {"openness", "argument"}
    assert [c.thing for c in conflicts.find(store, conflicts.named(store, "老者"))] == ["Elder"]
    assert [c.thing for c in conflicts.find(store, conflicts.named(store, "隐私"))] == ["privacy"]
    assert [c.rule.name for c in conflicts.find(store, kind="argument")] == ["argument"]
    assert [c.rule.name for c in conflicts.find(store, rule="openness")] == ["openness"]
    with pytest.raises(NotFound):
        conflicts.named(store, "Nonesuch")
    with pytest.raises(NotFound):
        conflicts.find(store, rule="mood")


def test_the_query_says_what_the_room_says(store: OxigraphStore) -> None:
    for one in made.corpus():
        store.replace(one.article.id, quads(one))
    tell(store, 1, course("open"), argument("open", "pro"), stance("for"), LIMIT, NAMED)
    tell(store, 2, course("closed"), argument("closed", "pro"), stance("against"), status("closed"), TRADE)
    expected = side_rows(conflicts.find(store))
    table = query.run(store, "conflicts")
    assert {row["rule"] for row in expected} > {"openness", "argument", "stance", "terms", "licence", "founded"}
    assert table.dicts() == [{column: row[column] for column in table.columns} for row in expected]


def test_as_rows_holds_all_of_the_evidence(store: OxigraphStore) -> None:
    tell(store, 1, status("open"), date="2023-01-02", title="One")
    tell(store, 2, status("open"))
    tell(store, 3, status("closed"))
    (row,) = as_rows(conflicts.find(store), "zh")
    assert row["label"] == "开放程度" and [len(side["evidence"]) for side in row["sides"]] == [2, 1]
    first = row["sides"][0]["evidence"][0]
    assert (first["title"], first["date"], first["speaker"]) == ("One", "2023-01-02", None) and first["quote"]


LISTED = """---
title: Lists
date: 2024-05-01
---
# 开源大模型

GPT-3、BERT等都是开源大模型的代表。

开源大模型能更好地保护数据隐私。
"""
HALF = """---
title: Half
date: 2024-06-01
---
2020年OpenAI发布GPT-3，公开了论文并提供API，属于部分开源。

闭源大模型能够有效保护企业的数据隐私。
"""


def test_from_texts_to_conflicts(store: OxigraphStore) -> None:
    """A model listed with the open ones here and partly open there; privacy as a strength of either side."""
    from kg.read import read_text

    for name, text in {"listed.md": LISTED, "half.md": HALF}.items():
        found = pipeline.extract_article(read_text(text, name))
        store.replace(found.article.id, quads(found))
    told = {(c.rule.name, c.thing): {side.value for side in c.sides} for c in conflicts.find(store)}
    assert told["openness", "GPT-3"] == {"open", "partial"}
    assert told["argument", "privacy"] >= {"open pro", "closed pro"}


def test_what_an_article_contradicts_does_not_hang_on_how_much_is_read(store: OxigraphStore) -> None:
    """Only what an article touches is looked at; in a graph that is no larger than that, it is all there is."""
    for extraction in made.corpus():
        store.replace(extraction.article.id, quads(extraction))
    ids = store.articles()
    whole = conflicts.find(store)
    for article, found in conflicts.against(store, ids).items():
        expected = [one for one in whole if conflicts._takes_part(one, article)]
        assert {(one.rule.name, one.id) for one in found} == {(one.rule.name, one.id) for one in expected}
    assert any(conflicts.against(store, ids).values())
