"""The explorer's answers about things: the timeline, traces between two, two or more side by side."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from explored import asked, citations, snapshot
from made import article, corpus, entity, say

from kg.errors import NotFound, UsageError
from kg.explore.snapshot import Snapshot
from kg.model import Extraction


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    with snapshot(tmp_path_factory.mktemp("things")) as made:
        yield made


TEXTS = {one.article.id: one.article.text for one in corpus()}


@pytest.mark.parametrize(
    ("name", "pairs"),
    [
        ("timeline", ()),
        ("trace", (("source", "Tundra"), ("target", "Twig"))),
        ("compare", (("thing", "Quartz-2"), ("thing", "Orchid-3"))),
    ],
)
def test_every_citation_stands_where_it_says(at: Snapshot, name: str, pairs: tuple[tuple[str, str], ...]) -> None:
    made = asked(at, name, *pairs)
    cited = list(citations(made))
    assert cited
    for claim in cited:
        assert TEXTS[claim["article"]["id"]][claim["start"] : claim["end"]] == claim["quote"]
    assert at.store.select(made["sparql"]).rows  # the query of the view runs


# --- the timeline ----------------------------------------------------------------------------------------------------


def test_a_lane_has_releases_by_openness_in_order_of_time(at: Snapshot) -> None:
    (lane,) = asked(at, "timeline", ("vendor", "Orchid"))["lanes"]
    told = [(one["thing"]["label"], one["time"], one["status"], one["dated_by"]) for one in lane["releases"]]
    assert told == [
        ("Orchid-1", "2019", "open", "status"), ("Orchid-2", "2020", "partial", "status"),
        ("Orchid-3", "2022-06", "api", "status"),
    ]  # fmt: skip


def test_what_sources_disagree_on_is_marked(at: Snapshot) -> None:
    (lane,) = asked(at, "timeline", ("vendor", "Quartz"))["lanes"]
    marks = {one["thing"]["label"]: one for one in lane["releases"]}
    assert marks["Quartz-2"]["time"] == "2023-03" and marks["Quartz-2"]["dated_by"] == "release"
    assert marks["Quartz-2"]["disputed"] == ["status"]
    assert {one["status"] for one in marks["Quartz-2"]["statuses"]} == {"open", "partial"}
    assert marks["Quartz-1"]["disputed"] == []


def test_changes_of_course_are_one_mark_for_all_that_tell_of_them(at: Snapshot) -> None:
    (lane,) = asked(at, "timeline", ("vendor", "Nimbus"), lang="zh")["lanes"]
    assert lane["vendor"]["label"] == "雨云"
    said = {one["denied"]: one for one in lane["shifts"]}
    assert (said[False]["from"], said[False]["to"], said[False]["time"]) == ("open", "closed", "2022")
    assert (said[False]["articles"], said[False]["origins"]) == (3, 2)  # the reprint is no second witness
    assert said[True]["articles"] == 1


def test_a_vendor_whose_key_is_chinese(tmp_path: Path) -> None:
    from made import article, model, org, say

    from kg.model import Extraction

    here = article("zh.md", "白杨公司发布了白杨一号。", "2024-01-01", lang="zh")
    told = say(here, "release", "白杨公司发布了白杨一号", subject=org("白杨公司"), object=model("白杨一号"), time="2023-12")
    with snapshot(tmp_path, [Extraction(here, (), (told,))]) as at:
        (lane,) = asked(at, "timeline", lang="zh")["lanes"]
        assert lane["vendor"] == {"key": "organization/白杨公司", "type": "Organization", "label": "白杨公司"}
        assert lane["releases"][0]["thing"]["label"] == "白杨一号"
        assert asked(at, "trace", ("source", "organization/白杨公司"), ("target", "白杨一号"))["shortest"]


def test_vendors_come_a_page_at_a_time(at: Snapshot) -> None:
    first = asked(at, "timeline", ("lanes", "2"))
    assert len(first["lanes"]) == 2 and first["next"] == 2 and first["vendors"] > 4
    keys = [lane["vendor"]["key"] for lane in first["lanes"]]
    rest = asked(at, "timeline", ("lanes", "50"), ("offset", "2"))
    assert rest["next"] is None and not set(keys) & {lane["vendor"]["key"] for lane in rest["lanes"]}
    assert len(rest["lanes"]) == first["vendors"] - 2


def test_months_count_the_articles_that_they_brought(at: Snapshot) -> None:
    dates = asked(at, "timeline")["dates"]
    assert [one["month"] for one in dates] == sorted(one["month"] for one in dates)
    assert sum(one["articles"] for one in dates) == len(corpus())


# --- the trace -------------------------------------------------------------------------------------------------------


def test_a_trace_goes_from_thing_to_thing_with_words_for_each_link(at: Snapshot) -> None:
    made = asked(at, "trace", ("source", "Ada Finch"), ("target", "Twig"))
    ends = [[step["from"]["label"], step["to"]["label"]] for step in made["shortest"][0]["steps"]]
    assert ends[0][0] == "Ada Finch" and ends[-1][1] == "Twig"
    assert all(one[1] == other[0] for one, other in zip(ends, ends[1:], strict=False))
    assert made["shortest"][0]["support"] >= 1 and made["supported"]


def test_the_best_supported_way_may_be_a_longer_one(tmp_path: Path) -> None:
    from made import ORCHID, PELICAN, QUARTZ, SABLE, article, say

    from kg.model import Extraction

    def partners(number: int, one: object, other: object, words: str) -> Extraction:
        here = article(f"{number}.md", f"{words}.", f"2024-0{number}-01")
        claim = say(here, "partnership", words, subject=one, object=other, value={"mode": "partners"})
        return Extraction(here, (), (claim,))

    told = [
        partners(1, ORCHID, PELICAN, "Orchid sits in one office with Pelican, a neighbour says"),
        partners(2, ORCHID, QUARTZ, "Orchid has signed a paper with Quartz about shared machines"),
        partners(3, QUARTZ, ORCHID, "Quartz rents half of its cellar to Orchid, as the landlord tells"),
        partners(4, QUARTZ, PELICAN, "Pelican was named by Quartz as its first partner in the north"),
        partners(5, PELICAN, QUARTZ, "In the summer Pelican and Quartz built a ship for their cables"),
        partners(6, SABLE, ORCHID, "Sable and Orchid share a canteen"),
    ]
    with snapshot(tmp_path, told) as at:
        made = asked(at, "trace", ("source", "Orchid"), ("target", "Pelican"))
        assert [way["length"] for way in made["shortest"]][0] == 1
        best = made["supported"][0]
        assert (best["length"], best["support"]) == (2, 2)
        assert best["steps"][0]["to"]["label"] == "Quartz"


def test_ends_that_make_no_trace(at: Snapshot) -> None:
    with pytest.raises(NotFound):
        asked(at, "trace", ("source", "Orchid"), ("target", "Nobody"))
    with pytest.raises(UsageError):
        asked(at, "trace", ("source", "Orchid"), ("target", "orchid"))
    with pytest.raises(UsageError):
        asked(at, "trace", ("source", "Orchid"))


# --- side by side ----------------------------------------------------------------------------------------------------


def test_models_side_by_side(at: Snapshot) -> None:
    made = asked(at, "compare", ("thing", "Quartz-2"), ("thing", "Orchid-3"))
    lines = {(line["name"], line["detail"]): line["cells"] for line in made["lines"]}
    assert [one["label"] for one in made["things"]] == ["Quartz-2", "Orchid-3"]
    left, right = lines["openness", ""]
    assert {one["value"]["status"] for one in left["values"]} == {"open", "partial"}
    assert [one["rule"] for one in left["disputed"]] == ["openness"] and right["disputed"] == []
    assert {side["value"] for side in left["disputed"][0]["sides"]} == {"open", "partial"}
    assert lines["price", ""][0]["values"][0]["value"] == {"amount": 0.002, "currency": "USD", "per": "1K tokens"}
    assert lines["price", ""][1] == {"values": [], "more": 0, "disputed": []}
    assert lines["result", "benchmark/mmlu"][0]["values"][0]["value"]["score"] == 70.6
    assert lines["quantity", "parameters"][0]["values"][0]["value"]["number"] == 70_000_000_000
    assert [one["backwards"] for cell in lines["comparison", ""] for one in cell["values"]] == [False, True]


def test_vendors_side_by_side_with_what_their_models_are(at: Snapshot) -> None:
    made = asked(at, "compare", ("thing", "Orchid"), ("thing", "Tundra"))
    lines = {(line["name"], line["detail"]): line["cells"] for line in made["lines"]}
    statuses = [(one["thing"]["label"], one["value"]["status"]) for one in lines["openness", ""][0]["values"]]
    assert statuses == [("Orchid-1", "open"), ("Orchid-2", "partial"), ("Orchid-3", "api")]
    assert {one["time"] for one in lines["founded", ""][1]["values"]} == {"2015", "2016"}
    assert lines["founded", ""][1]["disputed"]


def test_too_few_or_unknown_things(at: Snapshot) -> None:
    with pytest.raises(UsageError):
        asked(at, "compare", ("thing", "Orchid"), ("thing", "ORCHID"))
    with pytest.raises(NotFound):
        asked(at, "compare", ("thing", "Orchid"), ("thing", "Nobody"))


def test_a_thing_bears_one_name_in_all_views(tmp_path: Path) -> None:
    """Also where the words on the page leave it unnamed, and the graph lists it by its name in the other language."""
    cloud, ada = entity("Organization", "Nimbus", "雨云"), entity("Person", "Ada Finch", "芬奇")
    here = article("here.md", "雨云由开源转向闭源。雨云的负责人芬奇说：开源的模型更安全。", "2024-02-03", lang="zh")
    claims = (
        say(here, "shift", "雨云由开源转向闭源", subject=cloud, value={"from": "open", "to": "closed"}, time="2024"),
        say(here, "affiliation", "雨云的负责人芬奇", subject=ada, object=cloud),
        say(here, "argument", "开源的模型更安全", speaker=ada, value={"side": "open", "polarity": "pro", "aspect": "safety"}),
    )
    with snapshot(tmp_path, [Extraction(here, (cloud, ada), claims)]) as at:
        (argument,) = asked(at, "arguments", ("side", "open"), lang="zh")["groups"][0]["pro"]["arguments"]
        assert (argument["who"]["label"], argument["moves"][0]["vendor"]["label"]) == ("芬奇", "雨云")
        (line,) = asked(at, "trends", ("topic", "vendor"), lang="zh")["series"]
        compared = asked(at, "compare", ("thing", "Nimbus"), ("thing", "Ada Finch"), lang="zh")
        assert [line["thing"]["label"], *(one["label"] for one in compared["things"])] == ["雨云", "雨云", "芬奇"]
        assert compared["arguments"][1]["arguments"][0]["moves"][0]["vendor"]["label"] == "雨云"
