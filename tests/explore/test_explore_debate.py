"""The explorer's answers about the debate: the argument map, rebuttals, voices."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from explored import asked, citations, snapshot
from made import ORCHID, SHIFTED, article, entity, say

from kg.debating.argumentation import Point, rebut
from kg.errors import NotFound
from kg.explore.snapshot import Snapshot
from kg.model import Extraction

ADA = entity("Person", "Ada Finch")


def argue(side: str, polarity: str, aspect: str) -> dict[str, str]:
    return {"side": side, "polarity": polarity, "aspect": aspect}


def debate() -> list[Extraction]:
    text = (
        "Orchid went from open to closed in 2021. Open weights let thieves in, says Ada Finch, who leads Orchid. "
        "Open weights are read by many eyes. Shut models keep thieves out. It never made anything cheaper to be open."
    )
    one = article("one.md", text, "2022-01-05", title="Orchid turns", author="B. Quill")
    words = "Open weights let thieves in"
    claims = (
        say(one, "shift", "Orchid went from open to closed in 2021", subject=ORCHID, value=SHIFTED, time="2021"),
        say(one, "argument", words, value=argue("open", "con", "security"), speaker=ADA),
        say(one, "affiliation", "Ada Finch, who leads Orchid", subject=ADA, object=ORCHID),
        say(one, "argument", "Open weights are read by many eyes", value=argue("open", "pro", "security")),
        say(one, "argument", "Shut models keep thieves out", value=argue("closed", "pro", "security")),
        say(one, "argument", "It never made anything cheaper to be open", value=argue("open", "pro", "cost"), negated=True),
    )
    again = article("again.md", f"From elsewhere. {words}, says Ada Finch, who leads Orchid. Orchid stays closed.", "2022-03-01")
    copied = (
        say(again, "argument", words, value=argue("open", "con", "security"), speaker=ADA),
        say(again, "strategy", "Orchid stays closed", subject=ORCHID, value={"strategy": "closed"}),
    )
    other = article("other.md", "代码公开之后，谁都能检查安全漏洞。Ada Finch反对开源。", "2023-02-01", lang="zh")
    chinese = (
        say(other, "argument", "代码公开之后，谁都能检查安全漏洞", value=argue("open", "pro", "security")),
        say(other, "stance", "Ada Finch反对开源", subject=ADA, value={"side": "open", "polarity": "against"}),
    )
    return [Extraction(one, (), claims), Extraction(again, (), copied), Extraction(other, (), chinese)]


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    with snapshot(tmp_path_factory.mktemp("debate"), debate()) as made:
        yield made


def test_both_sides_of_an_aspect_with_who_says_it_and_how_many_origins(at: Snapshot) -> None:
    made = asked(at, "arguments", ("side", "open"))
    (group,) = made["groups"]  # what is denied is no argument: cost has no group
    assert (group["side"], group["aspect"]) == ("open", "security")
    assert [one["evidence"][0]["quote"] for one in group["con"]["arguments"]] == ["Open weights let thieves in"]
    (con,) = group["con"]["arguments"]
    assert (con["who"]["label"], con["claims"], con["articles"], con["origins"]) == ("Ada Finch", 2, 2, 1)
    assert {one["who"]["label"] for one in group["pro"]["arguments"]} == {"B. Quill", "author of “other.md”"}
    assert group["pro"]["origins"] == 2 and group["rivals"]["pro"][0]["point"] == "closed-pro-security"


def test_the_rebuttals_of_an_argument_are_those_of_the_rules(at: Snapshot) -> None:
    made = asked(at, "arguments", ("aspect", "security"))
    assert [(group["side"], group["pro"]["claims"], group["con"]["claims"]) for group in made["groups"]] == [
        ("open", 2, 2), ("closed", 1, 0),
    ]  # fmt: skip
    for group in made["groups"]:
        for way in ("pro", "con"):
            for one in group[way]["arguments"]:
                found = asked(at, "rebuttals", ("claim", one["id"]))
                point = Point(one["aspect"], one["side"], one["polarity"])
                others = [Point(r["aspect"], r["side"], r["polarity"]) for r in found["rebuttals"]]
                assert all(rebut(point, other) for other in others)
                assert found["claims"] == one["rebutted"] and len(others) > 0


def test_an_argument_names_the_move_that_it_is_given_for(at: Snapshot) -> None:
    made = asked(at, "arguments", ("side", "open"))
    (con,) = made["groups"][0]["con"]["arguments"]
    (move,) = con["moves"]
    assert (move["vendor"]["label"], move["from"], move["to"], move["effect"], move["near"]) == (
        "Orchid", "open", "closed", "for", "own",
    )  # fmt: skip
    quill = next(one for one in made["groups"][0]["pro"]["arguments"] if one["who"]["label"] == "B. Quill")
    assert [(move["effect"], move["near"]) for move in quill["moves"]] == [("against", "passage")]


def test_one_voice_with_its_arguments_and_stances(at: Snapshot) -> None:
    made = asked(at, "voice", ("key", ADA.key), lang="zh")
    assert made["who"]["label"] == "Ada Finch" and len(made["arguments"]) == 1
    assert [(one["side"], one["polarity"]) for one in made["stances"]] == [("open", "against")]
    author = asked(at, "voice", ("key", f"article:{debate()[0].article.id}"))
    assert [one["evidence"][0]["quote"] for one in author["arguments"]] == [
        "Open weights are read by many eyes", "Shut models keep thieves out",
    ]  # fmt: skip


def test_every_citation_stands_where_it_says(at: Snapshot) -> None:
    texts = {one.article.id: one.article.text for one in debate()}
    cited = list(citations(asked(at, "arguments")))
    assert cited
    for claim in cited:
        assert texts[claim["article"]["id"]][claim["start"] : claim["end"]] == claim["quote"]


def test_the_query_of_the_map_finds_its_arguments(at: Snapshot) -> None:
    made = asked(at, "arguments", ("side", "open"), ("aspect", "security"))
    quotes = {row["quote"] for row in at.store.select(made["sparql"]).dicts()}
    assert quotes == {claim["quote"] for claim in citations(made)}
    assert [row["quote"] for row in made["rows"]] and set(made["columns"]) >= {"side", "quote", "article"}


def test_a_change_of_course_has_what_speaks_for_it_and_against_it(at: Snapshot) -> None:
    made = asked(at, "moves", ("vendor", "Orchid"))
    assert made["vendor"]["key"] == "organization/orchid" and [one["label"] for one in made["movers"]] == ["Orchid"]
    (move,) = made["moves"]
    assert (move["from"], move["to"], move["since"], move["articles"]) == ("open", "closed", "2021", 1)
    (own, *others), against = move["for"]["near"], move["against"]["near"]
    assert (own["near"], own["who"]["label"], own["point"]) == ("own", "Ada Finch", "open-con-security")
    assert [one["evidence"][0]["quote"] for one in others] == ["Shut models keep thieves out"]
    assert [one["evidence"][0]["quote"] for one in against] == ["Open weights are read by many eyes"]
    assert {row["id"] for row in made["rows"]} == {one["evidence"][0]["id"] for one in (own, *others, *against)}
    few = asked(at, "moves", ("vendor", "Orchid"), ("shown", "1"))["moves"][0]["for"]
    assert (len(few["near"]), few["total"], few["more"]) == (1, 2, 1)
    (course,) = made["courses"]
    assert (course["from"], course["to"], course["since"], course["evidence"][0]["quote"]) == ("", "closed", None, "Orchid stays closed")
    assert [(one["near"], one["who"]["label"]) for one in course["for"]["near"]] == [("own", "Ada Finch")] and not course["against"]["near"]
    assert asked(at, "moves", ("vendor", "Ada Finch"))["moves"] == [] and asked(at, "arguments")["movers"] == made["movers"]


@pytest.mark.parametrize(
    ("name", "pair"), [("arguments", ("aspect", "nonsense")), ("rebuttals", ("claim", "0")), ("voice", ("key", "person/x")), ("moves", ("vendor", "nobody at all"))]
)
def test_what_is_not_there(at: Snapshot, name: str, pair: tuple[str, str]) -> None:
    with pytest.raises(NotFound):
        asked(at, name, pair)


def test_a_graph_without_arguments_has_an_empty_map(tmp_path: Path) -> None:
    lone = article("lone.md", "Nothing is argued here.", "2020")
    with snapshot(tmp_path, [Extraction(lone, (), ())]) as empty:
        made = asked(empty, "arguments")
        assert made["groups"] == [] and made["rows"] == [] and made["side"] == "open"
