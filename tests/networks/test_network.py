"""The network of claims: what becomes a node or an edge, where it stands, what is left out and said to be."""

from __future__ import annotations

import io

import networkx as nx
import pytest
from linked import ACME, BETA, ROWS, row, thing

from kg.errors import NotFound
from kg.networks import layout, network


@pytest.fixture
def graph() -> nx.MultiDiGraph:
    return network.build(ROWS)


def edges(graph: nx.MultiDiGraph, kind: str) -> list[tuple[str, str]]:
    return [(a, b) for a, b, data in graph.edges(data=True) if data["kind"] == kind]


def test_a_shift_leads_from_one_side_over_the_vendor_to_the_other(graph: nx.MultiDiGraph) -> None:
    found = edges(graph, "shift")
    assert sorted(found) == [("organization/acme", "strategy:closed"), ("strategy:open", "organization/acme")]


def test_statuses_between_open_and_closed_have_hubs_of_their_own(graph: nx.MultiDiGraph) -> None:
    assert edges(graph, "openness") == [("model/one-1", "status:restricted"), ("model/two", "strategy:open")]


def test_equal_claims_are_one_edge_with_all_their_evidence(graph: nx.MultiDiGraph) -> None:
    (data,) = graph.get_edge_data("organization/acme", "model/one-1").values()
    said = [graph.graph["claims"][i] for i in data["claims"]]
    assert [(c["quote"], c["title"], c["time"]) for c in said] == [
        ("Acme released One-1", "A", "2022"),
        ("One-1 is out", "B", ""),
    ]


def test_an_edge_is_denied_when_all_its_claims_are(graph: nx.MultiDiGraph) -> None:
    denied = {data["kind"]: data["denied"] for _, _, data in graph.edges(data=True)}
    assert denied["comparison"] and not denied["release"]


def test_arguments_join_a_side_and_an_aspect_and_who_makes_them(graph: nx.MultiDiGraph) -> None:
    assert sorted(edges(graph, "argument")) == [("organization/acme", "strategy:open"), ("strategy:open", "aspect:safety")]
    (data,) = graph.get_edge_data("strategy:open", "aspect:safety").values()
    assert data["value"] == {"polarity": "con"}
    assert graph.graph["claims"][data["claims"][0]]["speaker"] == "Acme"


def test_a_voice_without_a_name_draws_no_line_of_its_own() -> None:
    value, author = {"side": "open", "polarity": "pro", "aspect": "cost"}, {"type": "Person", "label": "author", "aliases": []}
    found = network.build([row("argument", value=value), row("argument", value=value, speaker=author, quote="r")])
    assert set(found) == {"strategy:open", "aspect:cost"}


def test_aspects_stand_on_the_side_that_they_speak_for() -> None:
    said = {"cost": ("open", "pro"), "control": ("open", "con"), "privacy": ("closed", "con"), "safety": ("closed", "pro")}
    rows = [row("argument", value={"side": side, "polarity": way, "aspect": one}, quote=one) for one, (side, way) in said.items()]
    graph = network.build(rows)
    for name in graph:
        assert layout.balance(graph, name) * {"cost": -1, "privacy": -1}.get(name.partition(":")[2], 1) >= 0
    told = nx.MultiDiGraph([("strategy:open", "aspect:cost", {"value": {}, "claims": [1, 2]}), ("strategy:open", "aspect:cost", {"value": {"polarity": "against"}, "claims": [3]})])
    assert layout.balance(told, "aspect:cost") == pytest.approx(-1 / 3)  # edges that say only whether they speak against
    layout.place(graph)
    across = sorted((n for n in graph if n.startswith("aspect:")), key=lambda n: graph.nodes[n]["x"])
    assert set(across[:2]) == {"aspect:cost", "aspect:privacy"}


def test_a_claim_about_one_thing_alone_stays_with_it(graph: nx.MultiDiGraph) -> None:
    (number,) = graph.nodes["model/one-1"]["claims"]
    assert graph.graph["claims"][number]["kind"] == "quantity"


def test_authors_of_two_articles_are_two_people(graph: nx.MultiDiGraph) -> None:
    authors = {data["author_of"] for _, data in graph.nodes(data=True) if data["author_of"]}
    assert authors == {"A", "B"}


def test_a_network_counts_its_nodes_links_claims_and_articles(graph: nx.MultiDiGraph) -> None:
    assert network.counts(graph) == {"nodes": 11, "edges": graph.number_of_edges(), "claims": len(ROWS), "articles": 2}
    assert network.kinds(graph)["release"] == 2


@pytest.mark.parametrize("name", ["acme", "ACME", "艾克米", "organization/acme"])
def test_a_thing_is_found_by_any_name(graph: nx.MultiDiGraph, name: str) -> None:
    assert network.find(graph, name) == ["organization/acme"]


def test_the_names_that_quotes_use_are_counted_by_language() -> None:
    rows = [
        row("strategy", ACME, value={"strategy": "open"}, quote=q)
        for q in ("艾克米坚持开源", "艾克米是Acme", "Acme is open")
    ]
    used = network.build(rows).nodes["organization/acme"]["used"]
    assert used["zh"] == {"艾克米": 1, "Acme": 1} and used["en"] == {"Acme": 1}


def test_hubs_are_found_in_both_languages(graph: nx.MultiDiGraph) -> None:
    assert network.find(graph, "开源") == network.find(graph, "open") == ["strategy:open"]


def test_an_unknown_name_brings_the_nearest(graph: nx.MultiDiGraph) -> None:
    with pytest.raises(NotFound, match="Acme") as caught:
        network.find(graph, "Akme")
    assert caught.value.status == 1


def test_a_neighbourhood_does_not_pass_through_hubs(graph: nx.MultiDiGraph) -> None:
    near = network.neighbourhood(graph, ["Acme"], depth=3)
    assert "model/one-1" in near and "strategy:open" in near and "model/three" in near
    assert "organization/beta" not in near  # which is linked to Acme by way of "open" alone
    assert "organization/beta" in network.neighbourhood(graph, ["open"], depth=1)


def test_depth_is_a_number_of_links(graph: nx.MultiDiGraph) -> None:
    assert "model/three" not in network.neighbourhood(graph, ["Acme"], depth=1)
    assert set(network.neighbourhood(graph, ["Three"], depth=0)) == {"model/three"}


def test_the_part_that_a_query_is_about(graph: nx.MultiDiGraph) -> None:
    part = network.about(graph, [("a1", "Acme closed up")])
    assert set(part) == {"strategy:open", "organization/acme", "strategy:closed"}


def test_a_digest_keeps_the_best_supported_and_says_what_is_gone(graph: nx.MultiDiGraph) -> None:
    part = network.digest(graph, 8)
    assert len(part) == 8 and "strategy:open" in part and "model/one-1" in part
    assert part.graph["left_out"]["nodes"] == 3 and part.graph["left_out"]["claims"] > 0
    assert network.digest(graph) is graph


def test_the_layout_is_the_same_on_every_run_and_leans(graph: nx.MultiDiGraph) -> None:
    again = network.build(ROWS)
    layout.place(graph)
    layout.place(again)
    spots = {name: (data["x"], data["y"]) for name, data in graph.nodes(data=True)}
    assert spots == {name: (data["x"], data["y"]) for name, data in again.nodes(data=True)}
    assert (
        spots["strategy:open"][0] < spots["strategy:hybrid" if "strategy:hybrid" in spots else "status:restricted"][0]
    )
    assert spots["organization/beta"][0] < 0 < spots["strategy:closed"][0]
    assert spots["aspect:safety"][1] < min(y for name, (_, y) in spots.items() if not name.startswith("aspect"))


def test_things_do_not_stand_on_each_other() -> None:
    models = [thing("Model", f"M{i}") for i in range(120)]
    rows = [row("release", ACME if i % 3 else BETA, model, quote=str(i)) for i, model in enumerate(models)]
    graph = network.build([*rows, *ROWS])
    layout.place(graph)
    nodes = [data for _, data in graph.nodes(data=True)]
    for i, one in enumerate(nodes):
        for two in nodes[:i]:
            far = ((one["x"] - two["x"]) ** 2 + (one["y"] - two["y"]) ** 2) ** 0.5
            assert far > (one["size"] + two["size"]) * 0.9


def test_a_plain_copy_can_be_written_as_graphml(graph: nx.MultiDiGraph) -> None:
    out = io.BytesIO()
    nx.write_graphml(network.plain(graph), out)
    back = nx.read_graphml(io.BytesIO(out.getvalue()), force_multigraph=True)
    assert back.nodes["organization/acme"]["names"] == "Acme | 艾克米"
    assert back.number_of_edges() == graph.number_of_edges()


def test_no_claims_make_an_empty_network() -> None:
    graph = network.build([])
    layout.place(graph)
    assert len(graph) == 0 and network.counts(graph)["claims"] == 0
