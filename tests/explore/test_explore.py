"""What the explorer shows, as data: columns and filters, the network and its places, evidence, answers, files."""

from __future__ import annotations

import csv
import io
import itertools
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import made
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import deriving
from kg.asking import query
from kg.errors import KgError, NotFound, UsageError
from kg.explore import columns as columns_of
from kg.explore import disputes, ecosystem, filters, gist, links, openapi, shown, sparql, tiers, wording
from kg.explore.answer import answer
from kg.explore.endpoints import ENDPOINTS, Document, Param, value_of
from kg.explore.placing import LAYOUTS, Counts
from kg.explore.snapshot import Snapshot
from kg.networks.layout import radius
from kg.rdf.graph import quads
from kg.store import open_store

sys.path.insert(0, str(Path(__file__).parent.parent / "browser"))
from invented import BREAKING, HIT, HOSTILE, hostile, large  # noqa: E402


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    path = tmp_path_factory.mktemp("explore") / "store"
    with open_store(path) as store:
        for extraction in made.corpus():
            store.replace(extraction.article.id, quads(extraction))
    with open_store(path, read_only=True) as store:
        yield Snapshot(store)


@pytest.fixture(scope="module")
def debated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """A small debate: one voice for open models, of a vendor, and one against them."""
    person, other, vendor = made.entity("Person", "For"), made.entity("Person", "Against"), made.entity("Organization", "Vendor")
    said = {
        "For says that open models cost less": ("argument", None, person, {"side": "open", "polarity": "pro", "aspect": "cost"}),
        "For says again that open models cost little": ("argument", None, person, {"side": "open", "polarity": "pro", "aspect": "cost"}),
        "For says that closed models are not safe": ("argument", None, person, {"side": "closed", "polarity": "con", "aspect": "safety"}),
        "Against says that open models cost more": ("argument", None, other, {"side": "open", "polarity": "con", "aspect": "cost"}),
        "For works for Vendor": ("affiliation", person, None, {"role": "head"}),
        "Vendor is closed": ("strategy", vendor, None, {"strategy": "closed"}),
    }
    here = made.article("debate.md", ". ".join(said) + ".", "2024-01-01")
    claims = tuple(
        made.say(here, kind, quote, subject=subject, speaker=speaker, value=value, object=vendor if kind == "affiliation" else None)
        for quote, (kind, subject, speaker, value) in said.items()
    )
    path = tmp_path_factory.mktemp("debated") / "store"
    with open_store(path) as store:
        store.replace(here.id, quads(made.Extraction(here, (), claims)))
    with open_store(path, read_only=True) as store:
        yield Snapshot(store)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    with open_store(large(tmp_path_factory.mktemp("large") / "store"), read_only=True) as store:
        yield Snapshot(store)


def asked(at: Snapshot, name: str, *pairs: tuple[str, str]) -> Any:
    return json.loads(answer(at, name, pairs).body)


# --- the table of endpoints ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ENDPOINTS)
def test_an_endpoint_has_its_function_and_its_description(name: str) -> None:
    assert callable(ENDPOINTS[name].function())
    told = openapi.description()["paths"][f"/api/{name}"]["get"]
    assert told["summary"] == ENDPOINTS[name].about
    assert {param["name"] for param in told["parameters"]} == {p.name for p in ENDPOINTS[name].params} | {"lang", "format"}


@given(st.text(max_size=30), st.text(max_size=30))
@settings(max_examples=60, deadline=None)
def test_no_request_does_more_than_be_refused(name: str, value: str) -> None:
    for endpoint in ENDPOINTS.values():
        try:
            found = endpoint.read([(name, value)])
        except UsageError:
            continue
        assert set(found) == {param.name for param in endpoint.params} | {"lang"}


def test_parameters_are_read_by_their_types() -> None:
    assert value_of(Param("n", "", "whole"), "3") == 3 and value_of(Param("n", "", "number", high=1), "0.5") == 0.5
    assert value_of(Param("n", "", "flag"), "1") is True and value_of(Param("n", "", "flag"), "0") is False
    for param, text in ((Param("n", "", "whole"), "1.5"), (Param("n", "", "date"), "soon"), (Param("n", "", "number", high=1), "2"), (Param("n", "", choices=("a",)), "b")):
        with pytest.raises(UsageError):
            value_of(param, text)


def test_every_word_of_the_page_stands_in_both_languages() -> None:
    for section, entries in wording.all_words().items():
        for key, entry in entries.items():
            assert set(entry) == {"en", "zh"} and all(entry.values()), f"{section}.{key}"
            names = [{part.partition(":")[0] for part in text.split("{")[1:] if "}" in part} for text in entry.values()]
            plain = [{name.partition("}")[0] for name in found} for found in names]
            assert plain[0] == plain[1], f"{section}.{key}"


# --- columns, filters, links -----------------------------------------------------------------------------------------


def test_the_columns_hold_what_the_claims_say(at: Snapshot) -> None:
    from kg.asking import query

    held, rows = columns_of.columns(at), query.claims(at.store)
    assert sorted(held.ids) == sorted(row["id"] for row in rows)
    known = {row["id"]: row for row in rows}
    for i, claim in enumerate(held.ids):
        row = known[claim]
        assert held.kinds[held.kind[i]] == row["kind"] and held.articles[held.article[i]]["id"] == row["article"]
        assert (held.nodes[held.subject[i]] if held.subject[i] >= 0 else None) == (row["subject"] or {}).get("key")
        assert bool(held.denied[i]) == row["negated"]


@pytest.mark.parametrize(("articles", "passages"), [(1, 1), (2, 3)])
def test_the_columns_are_the_same_however_few_are_read_at_a_time(
    at: Snapshot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, articles: int, passages: int
) -> None:
    """Of a small graph at once, of a large one in parts: there it is known where words come from."""
    whole = columns_of.columns(at)
    with open_store(tmp_path / "store") as store:
        store.load_many((one.article.id, quads(one)) for one in made.corpus())
        deriving.settle(store)
    monkeypatch.setattr(columns_of, "BATCH", articles)
    monkeypatch.setattr(columns_of, "LOOKED_UP", passages)
    with open_store(tmp_path / "store", read_only=True) as store:
        parts = columns_of.read(store, whole.articles)
    assert (list(parts.ids), dict(parts.place)) == (whole.ids, whole.place)
    for field in set(columns_of.Columns.__dataclass_fields__) - {"ids", "place"}:
        assert repr(getattr(parts, field)) == repr(getattr(whole, field)), field
        if isinstance(getattr(whole, field), np.ndarray):
            assert np.array_equal(getattr(parts, field), getattr(whole, field)), field


def test_links_are_those_that_the_network_draws(at: Snapshot) -> None:
    from kg.asking import query
    from kg.networks import network

    held = columns_of.columns(at)
    found = links.every_link(at, held, filters.Filters())
    drawn = network.build(query.claims(at.store))
    assert int(found.claims.sum()) == sum(len(data["claims"]) for *_, data in drawn.edges(data=True))
    assert {held.nodes[i] for i in (*found.source, *found.target)} == {n for edge in drawn.edges() for n in edge}


def test_a_reprint_is_no_voice_of_its_own(at: Snapshot) -> None:
    found = asked(at, "evidence", ("of", "Nimbus"), ("to", "strategy:closed"))
    assert (found["articles"], found["origins"]) == (4, 3)
    edge = next(e for e in asked(at, "network", ("of", "Nimbus"))["edges"] if e["to"] == "strategy:closed")
    assert (edge["n"], edge["o"]) == (4, 3)


@given(
    since=st.sampled_from(["", "2020", "2022-06", "2024"]), until=st.sampled_from(["", "2021", "2023-03-01", "2024"]),
    confidence=st.sampled_from([0.0, 0.5, 0.9]), origins=st.integers(1, 3), show=st.sampled_from(["overview", "all"]),
    no=st.lists(st.sampled_from(["Model", "release", "shift", "Organization"]), max_size=2),
)  # fmt: skip
@settings(max_examples=40, deadline=None)
def test_more_filters_never_show_more(at: Snapshot, since: str, until: str, confidence: float, origins: int, show: str, no: list[str]) -> None:
    every = {(e["from"], e["to"], e["kind"], e["against"]): e["n"] for e in asked(at, "network", ("show", "all"))["edges"]}
    pairs = [("since", since), ("until", until), ("confidence", str(confidence)), ("origins", str(origins)), ("show", show)]
    found = asked(at, "network", *[(key, value) for key, value in pairs if value], *[("no", one) for one in no])
    names = {node["id"] for node in found["nodes"]}
    for edge in found["edges"]:
        assert edge["n"] <= every[edge["from"], edge["to"], edge["kind"], edge["against"]] and edge["o"] >= origins
        assert {edge["from"], edge["to"]} <= names and edge["kind"] not in no
    assert not any(node["type"] in no for node in found["nodes"] if node["type"] != "Strategy")


def test_filters_by_speaker_language_and_article(at: Snapshot) -> None:
    assert {c["speaker"]["label"] for c in asked(at, "evidence", ("of", "Nimbus"), ("speaker", "Ada"))["claims"]} == {"Ada Finch"}
    assert all(c["speaker"] is None for c in asked(at, "evidence", ("of", "Nimbus"), ("speaker", "article"))["claims"])
    assert {c["article"]["lang"] for c in asked(at, "evidence", ("of", "Nimbus"), ("written", "zh"))["claims"]} == {"zh"}
    assert {c["article"]["title"] for c in asked(at, "evidence", ("of", "Nimbus"), ("article", "told.md"))["claims"]} == {"The year in models"}
    with pytest.raises(NotFound):
        asked(at, "network", ("article", "nowhere.md"))


# --- the network -----------------------------------------------------------------------------------------------------


def test_the_overview_is_the_courses_the_vendors_around_them_what_is_argued_and_who_argues(at: Snapshot) -> None:
    found = asked(at, "network")
    assert {node["type"] for node in found["nodes"]} == {"Strategy", "Organization", "Aspect", "Person"}
    assert {"organization/nimbus", "strategy:open", "strategy:closed", "aspect:transparency", "person/ada-finch"} <= {node["id"] for node in found["nodes"]}
    assert not any(node["id"].startswith("author:") for node in found["nodes"])


def test_what_is_argued_stands_above_who_argues_the_courses_and_the_vendors(debated: Snapshot) -> None:
    for show in ("overview", "all"):
        nodes = asked(debated, "network", ("layout", "tiers"), ("show", show))["nodes"]
        heights: dict[str, set[float]] = {}
        for node in nodes:
            heights.setdefault(node["type"], set()).add(node["y"])
        tiers = [heights[one] for one in ("Aspect", "Person", "Strategy", "Organization")]
        assert all(max(upper) < min(lower) for upper, lower in itertools.pairwise(tiers))
    across = {node["id"]: node["x"] for node in nodes}
    assert across["person/for"] < across["strategy:closed"] and across["person/for"] < across["person/against"]
    assert across["strategy:open"] < across["strategy:closed"]


def test_what_a_filter_brings_in_stands_in_its_tier_and_nothing_else_moves(many: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ecosystem, "VENDORS", 4)
    fresh = Snapshot(many.store)
    before = {node["id"]: (node["x"], node["y"]) for node in asked(fresh, "network")["nodes"]}
    after = {node["id"]: node for node in asked(fresh, "network", ("until", "2021"))["nodes"]}
    new = after.keys() - before.keys()
    assert all((after[name]["x"], after[name]["y"]) == at for name, at in before.items() if name in after)
    rows = {y for name, (_, y) in before.items() if name.startswith("organization/")}
    assert all(min(rows) <= after[name]["y"] <= max(rows) + tiers.CELL[1] for name in new if name.startswith("organization/"))
    spots = {"a": (0.0, 0.0, 9.0), "b": (400.0, 0.0, 9.0), "top": (200.0, -300.0, 9.0)}
    assert tiers.beside(spots, ["a", "b"], 190.0) == (190.0, 0.0) and tiers.beside(spots, [], 0.0) is None
    x, y = tiers.beside(spots, ["a", "b"], 0.0) or (0.0, 0.0)
    assert (abs(x) >= tiers.CELL[0] * 0.8 or y > 0) and -1 <= x <= 400


def test_a_voice_has_its_arguments_and_a_vendor_those_of_its_people(debated: Snapshot) -> None:
    argues = {node["id"]: [tuple(one) for one in node["argues"]] for node in asked(debated, "network")["nodes"]}
    assert argues["person/for"] == [("open", "cost", False, 2), ("closed", "safety", True, 1)]
    assert argues["organization/vendor"] == argues["person/for"] and argues["person/against"] == [("open", "cost", True, 1)]
    voices = {node["id"]: node["voices"] for node in asked(debated, "network")["nodes"]}
    assert voices["organization/vendor"] == voices["person/for"] == ["person/for"] and voices["strategy:open"] == []
    later = {node["id"]: node["argues"] for node in asked(debated, "network", ("no", "affiliation"), ("since", "2030"))["nodes"]}
    assert not any(later.values())
    lines = {(e["from"], e["to"], e["against"]): e["n"] for e in asked(debated, "network")["edges"] if e["kind"] == "argument"}
    assert lines["person/for", "strategy:open", False] == 2 and lines["person/against", "strategy:open", True] == 1
    words = asked(debated, "evidence", ("of", "person/against"), ("to", "strategy:open"), ("kind", "argument"), ("polarity", "con"))["claims"]
    assert [one["quote"] for one in words] == ["Against says that open models cost more"]


def test_where_results_are_most_of_a_graph_other_links_are_seen_beside_them(at: Snapshot) -> None:
    whole = links.every_link(at, columns_of.columns(at), filters.Filters())
    kinds = np.array([0] * 900 + [1] * 60 + [2] * 5)
    tables = links.Links(*(np.resize(getattr(whole, name), 965) for name in whole.__dataclass_fields__))
    tables = replace(tables, kind=kinds, source=np.zeros(965, int), target=np.ones(965, int), claims=np.where(kinds == 0, 9, 1), origins=np.where(kinds == 0, 9, 1))
    kept = links.thinned(tables, 100)
    assert len(kept) == 100 and np.bincount(kept.kind).tolist() == [48, 47, 5]
    told = links.weighed(tables, 2)
    assert told[0] == told[1] < tables.claims.sum()


def test_opening_a_thing_brings_its_neighbours_and_moves_nothing(at: Snapshot) -> None:
    before = {node["id"]: node for node in asked(at, "network")["nodes"]}
    after = {node["id"]: node for node in asked(at, "network", ("open", "Nimbus"), ("open", "Pelican"))["nodes"]}
    assert before.keys() < after.keys() and "model/pelican-1" in after
    assert all((after[name]["x"], after[name]["y"]) == (node["x"], node["y"]) for name, node in before.items())
    assert before["organization/pelican"]["more"] == 2 and after["organization/pelican"]["more"] == 0
    assert after["organization/pelican"]["open"]


def test_sizes_tell_things_apart_however_much_is_said_of_them(at: Snapshot) -> None:
    held = columns_of.columns(at)
    things = [node for node in range(len(held.nodes)) if columns_of.node_type(held.nodes[node]) != "Strategy"]
    few = {node: radius(Counts(held).look(node)) for node in things}
    counts = Counts(replace(held, weight=held.weight * 5000))
    much = {node: radius(counts.look(node)) for node in things}
    assert max(much.values()) == 22
    assert len(set(much.values())) >= len(set(few.values())) > 3
    assert all((few[one] < few[other]) <= (much[one] < much[other]) for one in things for other in things)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_layout_is_the_same_on_every_run_and_keeps_things_apart(at: Snapshot, layout: str) -> None:
    fresh = Snapshot(at.store)
    one, two = (asked(snapshot, "network", ("show", "all"), ("layout", layout)) for snapshot in (at, fresh))
    assert one["nodes"] == two["nodes"]
    spots = [(node["x"], node["y"], node["size"]) for node in one["nodes"]]
    for i, (x, y, r) in enumerate(spots):
        assert all((x - a) ** 2 + (y - b) ** 2 > (0.7 * (r + s)) ** 2 for a, b, s in spots[:i])


def test_a_contested_link_says_so(at: Snapshot) -> None:
    found = asked(at, "network", ("of", "Quartz-2"))["edges"]
    told = {(edge["kind"], edge["to"]): edge["contested"] for edge in found if edge["from"] == "model/quartz-2"}
    assert told["openness", "strategy:open"] and told["openness", "status:partial"]  # both of 2023
    assert not told["license", "license/apache-2.0"]


def test_no_view_draws_more_than_can_be_drawn(many: Snapshot) -> None:
    found = asked(many, "network", ("show", "all"))
    assert len(found["nodes"]) + len(found["groups"]) <= ecosystem.MOST < found["counts"]["all_nodes"]
    left = sum(group["n"] for group in found["groups"])
    assert len(found["nodes"]) + left == found["counts"]["all_nodes"]
    group = found["groups"][0]
    opened = asked(many, "network", ("show", "all"), ("open", group["parent"]))
    assert len(opened["nodes"]) == len(found["nodes"]) + ecosystem.PAGE


def test_a_thing_with_many_neighbours_opens_page_by_page(many: Snapshot) -> None:
    start = asked(many, "network")
    assert len(start["nodes"]) <= ecosystem.VENDORS + ecosystem.ARGUED + ecosystem.VOICES + 3 < 60
    vendor = ("open", "organization/vendor-00")
    once, twice = asked(many, "network", vendor), asked(many, "network", vendor, vendor)
    assert once["groups"][0]["n"] == 50 - ecosystem.PAGE
    assert twice["groups"] == [] and len(twice["nodes"]) == len(start["nodes"]) + 50


# --- evidence and articles -------------------------------------------------------------------------------------------


def test_every_quote_stands_in_its_paragraph(at: Snapshot) -> None:
    ids = columns_of.columns(at).ids
    claims = asked(at, "evidence", *[("id", one) for one in ids], ("limit", "500"))["claims"]
    assert [claim["id"] for claim in claims] == ids
    for claim in claims:
        part = claim["paragraph"]
        assert part["text"][slice(*part["mark"])] == claim["quote"] and part["start"] + part["mark"][0] == claim["start"]


def test_what_sources_disagree_on_stands_at_the_head_of_a_thing(at: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in ((), (("kind", "affiliation"),)):  # whichever of its claims are listed
        (clash,) = asked(at, "evidence", ("of", "Tundra"), *kind)["clashes"]
        assert clash["about"] == "Tundra" and {side["value"] for side in clash["sides"]} == {"2015", "2016"}
        assert {one["quote"] for side in clash["sides"] for one in side["claims"]} >= {"Tundra began in 2015"}
    assert asked(at, "evidence", ("of", "Tundra"), ("to", "Quartz"))["clashes"] == asked(at, "evidence", ("of", "strategy:open"))["clashes"] == []
    small = disputes.about_thing(at, ["organization/tundra"], set(columns_of.columns(at).ids), "en")
    with monkeypatch.context() as patched:
        patched.setattr(disputes.reading, "small", lambda at: False)
        assert disputes.about_thing(at, ["organization/tundra"], set(), "en") == small


def test_what_contradicts_a_claim_is_told_with_it(at: Snapshot) -> None:
    claims = asked(at, "evidence", ("of", "Tundra"), ("kind", "founded"))["claims"]
    other = {claim["time"]: claim["against"][0]["others"][0] for claim in claims}
    assert other["2015"]["claims"][0]["quote"].endswith("autumn of 2016") and other["2016"]["claims"][0]["quote"] == "Tundra began in 2015"


def test_an_article_comes_with_its_blocks_and_all_its_claims(at: Snapshot) -> None:
    found = asked(at, "article", ("id", "dispute.md"))
    text = "".join(block["text"] for block in found["blocks"])
    assert found["article"]["author"] == "A. Writer" and all(claim["quote"] in text for claim in found["claims"])
    assert sum(n for _, n in found["kinds"]) == len(found["claims"]) == found["article"]["claims"]
    copy = asked(at, "article", ("id", "reprint.md"))["copies"][0]
    assert copy["title"] == "The year in models" and copy["share"] > 0.5
    with pytest.raises(NotFound):
        asked(at, "article", ("id", "nowhere"))


@pytest.mark.parametrize(
    ("value", "en", "zh"),
    [
        ({"from": "open", "to": "closed"}, "Open → Closed", "开源 → 闭源"),
        ({"metric": "parameters", "number": 175_000_000_000, "unit": "parameters"}, "parameters 175B", "参数 1,750亿"),
        ({"metric": "context-length", "number": 128_000, "unit": "tokens"}, "context length 128K tokens", None),
        ({"amount": 0.002, "currency": "USD", "per": "1K tokens"}, "0.002 USD / 1K tokens", None),
        ({"score": 70.6, "unit": "%"}, "70.6%", "70.6%"),
        ({}, "", ""),
    ],
)
def test_a_value_is_read_in_words(value: dict[str, Any], en: str, zh: str | None) -> None:
    assert shown.says({"value": value}, "en") == en
    assert zh is None or shown.says({"value": value}, "zh") == zh


# --- asking ----------------------------------------------------------------------------------------------------------


def test_a_question_is_answered_with_the_query_it_ran(at: Snapshot) -> None:
    for lang, text in (("en", "Which vendors moved from open to closed?"), ("zh", "哪些厂商从开源走向闭源？")):
        found = asked(at, "ask", ("q", text), ("lang", lang))
        told = found["answer"]
        assert told["query"] == "open-to-closed" and told["total"] == len(told["cells"]) == len(told["claims"]) > 0
        assert at.store.select(found["sparql"]).rows
        first = {column["name"]: cell for column, cell in zip(told["columns"], told["cells"][0], strict=True)}
        assert first["vendor"]["key"].startswith("organization/") and first["article"]["article"]
        assert told["claims"][0] in columns_of.columns(at).ids


def test_questions_are_offered_in_the_order_of_their_places(at: Snapshot) -> None:
    offered = [query.load(one["query"]) for one in asked(at, "ask")["examples"]]
    assert [one.name for one in offered] == sorted(query.names(), key=lambda name: (query.load(name).place, name))
    assert offered[0].name == "open-to-closed"


def test_an_answer_tells_in_a_line_what_its_rows_are_about(at: Snapshot) -> None:
    told = asked(at, "ask", ("named", "releases"))["answer"]
    of = [column["name"] for column in told["columns"]].index(told["gist"]["column"])
    rows = Counter(cells[of]["key"] for cells in told["cells"] if "key" in cells[of])
    assert 1 < told["gist"]["n"] == len(rows) < len(told["cells"])
    assert {one["key"]: one["n"] for one in told["gist"]["things"]} == dict(rows.most_common(gist.MOST))
    first = told["gist"]["things"][0]
    alone = asked(at, "ask", ("named", first["call"]["query"]), *[("p", f"{k}={v}") for k, v in first["call"]["params"].items()])["answer"]
    assert alone["total"] == first["n"] and alone["gist"] is None
    assert asked(at, "ask", ("named", "releases"), ("limit", "2"))["answer"]["gist"] is None  # but a part of the answer


def test_things_and_parameters_are_named_in_the_reader_s_language(at: Snapshot) -> None:
    pairs = [("named", "open-to-closed"), ("p", "vendor=Nimbus")]
    for lang, name, label in (("en", "Nimbus", "vendor"), ("zh", "雨云", "厂商")):
        told = asked(at, "ask", *pairs, ("lang", lang))["answer"]
        first = {column["name"]: cell for column, cell in zip(told["columns"], told["cells"][0], strict=True)}
        given = next(field for field in told["fields"] if field["name"] == "vendor")
        assert (first["vendor"]["text"], given["shown"], given["label"], given["value"]) == (name, name, label, "Nimbus")
    told = asked(at, "ask", ("named", "strategy-shifts"), ("p", "from=open"), ("lang", "zh"))["answer"]
    assert [field["shown"] for field in told["fields"] if field["value"]] == ["开源"]


def test_a_named_query_takes_parameters_and_refuses_strange_ones(at: Snapshot) -> None:
    found = asked(at, "ask", ("named", "derived-models"), ("p", "base=Quartz-2"))
    assert found["answer"]["total"] == 2
    for pairs in ([("named", "nothing")], [("named", "arguments"), ("p", "aspect=nonsense")], [("named", "arguments"), ("p", "=x")]):
        with pytest.raises(KgError):
            asked(at, "ask", *pairs)


def test_what_is_typed_is_completed_by_any_name(at: Snapshot) -> None:
    found = asked(at, "suggest", ("q", "雨"))["found"]
    assert (found[0]["key"], found[0]["name"]) == ("organization/nimbus", "雨云")
    assert {one["sort"] for one in asked(at, "suggest", ("q", "a"))["found"]} == {"thing", "question", "article"}
    assert all(one["type"] == "Model" for one in asked(at, "suggest", ("q", "a"), ("what", "thing"), ("type", "Model"))["found"])


def test_passages_come_with_their_marks(at: Snapshot) -> None:
    found = asked(at, "search", ("q", "weights of Orchid"))["passages"][0]
    assert "Orchid-1" in found["text"] and found["claims"]
    with pytest.raises(UsageError):
        asked(at, "search", ("q", "  "))


def test_the_vocabulary_names_what_queries_use(at: Snapshot) -> None:
    terms = {term["name"]: term for term in asked(at, "vocabulary")["terms"]}
    assert terms["kg:Shift"]["sort"] == "class" and terms["kg:from"]["sort"] == "property"
    assert terms["kg:course-open"]["sort"] == "concept" and "skos:prefLabel" in terms
    for named in asked(at, "vocabulary")["queries"]:
        at.store.results(named["text"])


def test_of_too_many_links_the_best_supported_are_drawn(at: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    from kg.explore import ecosystem

    whole = asked(at, "network", ("show", "all"))
    monkeypatch.setattr(ecosystem, "LINES", 14)
    thin = asked(at, "network", ("show", "all"))
    assert thin["counts"] == whole["counts"] | {"edges": len(thin["edges"])} and len(thin["edges"]) < len(whole["edges"]) == whole["counts"]["inside"]
    assert {node["id"] for node in thin["nodes"]} == {end for edge in thin["edges"] for end in (edge["from"], edge["to"])}
    best = {end: max(edge["o"] for edge in whole["edges"] if end in (edge["from"], edge["to"])) for end in (node["id"] for node in whole["nodes"])}
    assert all(max(edge["o"] for edge in thin["edges"] if end in (edge["from"], edge["to"])) == most for end, most in best.items())


# --- files -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in ENDPOINTS if name in ("ask", "evidence", "article", "network", "search")])
def test_the_table_of_a_view_is_to_be_had_as_csv(at: Snapshot, name: str) -> None:
    given = {"ask": [("named", "arguments")], "evidence": [("of", "Nimbus")], "article": [("id", "told.md")], "search": [("q", "open")]}.get(name, [])
    found = answer(at, name, [*given, ("format", "csv")])
    rows = list(csv.DictReader(io.StringIO(found.body.decode())))
    assert found.type.startswith("text/csv") and rows and len(rows) == len(asked(at, name, *given)["rows"])


def test_the_query_of_a_view_gives_the_claims_that_it_shows(at: Snapshot) -> None:
    for pairs in ([("of", "Nimbus")], [("of", "Nimbus"), ("to", "strategy:closed")], [("of", "Quartz-2"), ("since", "2023")], [("of", "Nimbus"), ("written", "zh")], [("id", columns_of.columns(at).ids[0])]):
        found = asked(at, "evidence", *pairs)
        quotes = {row[3] for row in at.store.select(found["sparql"]).rows}
        assert quotes == {claim["quote"] for claim in found["claims"]}


def test_a_query_text_holds_no_more_than_was_meant() -> None:
    text = sparql.claims_query(things=['x> } DROP ALL # "'], since="2020", langs=("en",))
    assert "DROP ALL" not in text and "entity/x%3E" in text


def test_the_drawing_is_sound_and_its_labels_apart(at: Snapshot) -> None:
    found = answer(at, "network.svg", [("show", "all")])
    root = ElementTree.fromstring(found.body)
    assert found.type == "image/svg+xml" and len(root.findall(".//{*}text")) > 10


def test_graphml_is_read_by_networkx(at: Snapshot) -> None:
    import networkx

    found = networkx.read_graphml(io.BytesIO(answer(at, "network.graphml", [("show", "all")]).body))
    assert found.number_of_nodes() == len(asked(at, "network", ("show", "all"))["nodes"])


def test_no_text_of_an_article_is_markup_in_a_file(tmp_path: Path) -> None:
    with open_store(hostile(tmp_path / "store"), read_only=True) as store:
        at = Snapshot(store)
        for name in ("network.svg", "network.graphml", "network.html"):
            made: Document = answer(at, name, [("show", "all"), ("open", HOSTILE)])
            text = made.body.decode()
            assert f"<script>{HIT}" not in text and f"onerror={HIT}>" not in text and f"<svg onload={HIT}" not in text
            if name != "network.html":
                ElementTree.fromstring(made.body)
        assert asked(at, "evidence", ("of", HOSTILE))["claims"][0]["object"]["label"] == "M" + BREAKING
