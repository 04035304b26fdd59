"""The net of the debate, traced both ways, and its two exports: AIF in RDF and Argdown."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from quarrel import ASH, TURN, WILLOW, elsewhere, turn, value

from kg.asking import paging, query
from kg.debating import argumentation, debate, traces
from kg.debating.argumentation import Point, effect, leaning, rebut
from kg.display.export import export
from kg.errors import NotFound
from kg.rdf.graph import claim_iri, entity_iri, quads
from kg.store import open_store


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory):
    with open_store(tmp_path_factory.mktemp("debate") / "store") as opened:
        opened.load_many((one.article.id, quads(one)) for one in (turn(), elsewhere()))
        yield opened


@pytest.fixture(scope="module")
def net(store) -> argumentation.Net:
    return argumentation.read_net(store)


def by_quote(rows: Any, part: str) -> dict[str, Any]:
    (found,) = [row for row in rows if part in row["quote"]]
    return found


# --- the net ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "against"),
    [
        (("open", "pro"), ("closed", "pro"), True),
        (("open", "pro"), ("open", "con"), True),
        (("open", "pro"), ("closed", "con"), False),
        (("open", "con"), ("closed", "con"), True),
        (("hybrid", "pro"), ("hybrid", "con"), True),
        (("hybrid", "pro"), ("open", "pro"), False),
        (("open", "pro"), ("open", "pro"), False),
    ],
)
def test_which_points_rebut_each_other(one: tuple[str, str], other: tuple[str, str], against: bool) -> None:
    first, second = Point("privacy", *one), Point("privacy", *other)
    assert rebut(first, second) is rebut(second, first) is against
    assert not rebut(first, Point("cost", *other))


@pytest.mark.parametrize(
    ("before", "after", "side", "polarity", "way"),
    [
        ("open", "closed", "closed", "pro", "for"),
        ("open", "closed", "open", "con", "for"),
        ("open", "closed", "open", "pro", "against"),
        ("closed", "open", "open", "pro", "for"),
        ("closed", "hybrid", "closed", "con", "for"),
        ("closed", "hybrid", "hybrid", "pro", "for"),
        ("closed", "hybrid", "hybrid", "con", "against"),
        ("hybrid", "open", "hybrid", "pro", "against"),
        ("open", "closed", "hybrid", "pro", ""),
    ],
)
def test_what_speaks_for_a_change(before: str, after: str, side: str, polarity: str, way: str) -> None:
    assert effect(before, after, {"value": value(side, polarity)}) == way


def test_who_gains() -> None:
    assert [leaning(*pair) for pair in (("open", True), ("open", False), ("closed", False), ("hybrid", False))] == [
        "open", "closed", "open", "not hybrid",
    ]  # fmt: skip


def test_denied_arguments_are_left_out(net: argumentation.Net) -> None:
    assert {point.aspect for point in net.points} == {"privacy", "fragmentation"}


def test_a_stance_rests_on_arguments_of_the_same_speaker(net: argumentation.Net) -> None:
    grounds = {row["subject"]["label"]: [ground["quote"] for ground in net.grounds(row)] for row in net.stances}
    assert grounds == {
        "Ada Finch": ["what is kept inside does not leak"],
        "author": ["weights at home keep the data at home"],
    }
    argument = by_quote(net.arguments, "does not leak")
    assert [row["quote"] for row in net.resting(argument)] == ["Ada Finch is against open models"]


def test_the_net_as_a_network(net: argumentation.Net) -> None:
    graph = argumentation.network(net)
    found = {(graph.nodes[a]["label"], d["relation"], graph.nodes[b]["label"]) for a, b, d in graph.edges(data=True)}
    leak, home = "what is kept inside does not leak", "weights at home keep the data at home"
    assert found >= {
        ("Ada Finch", "says", leak),
        (leak, "makes", "closed-pro-privacy"),
        ("closed-pro-privacy", "supports", "closed"),
        ("open-con-fragmentation", "attacks", "open"),
        ("closed-pro-privacy", "on", "privacy"),
        ("closed-pro-privacy", "rebuts", "open-pro-privacy"),
        ("open-pro-privacy", "rebuts", "closed-pro-privacy"),
        ("Ada Finch", "holds", "Ada Finch is against open models"),
        ("Ada Finch is against open models", "against", "open"),
        ("Ada Finch is against open models", "rests-on", leak),
        ("A. Writer", "says", home),
        ("Ash", "follows", "closed"),
    }


# --- tracing ---------------------------------------------------------------------------------------------------------


def test_from_a_shift_to_the_arguments(store) -> None:
    rows = traces.trace_shift(store, [entity_iri(WILLOW.key)])
    told = [(row["effect"], row["near"], row["speaker"], row["quote"].split()[0]) for row in rows]
    assert told == [
        ("for", "own", "Ada Finch", "what"),
        ("for", "passage", None, "nobody"),
        ("against", "passage", None, "weights"),
        ("against", "elsewhere", "Ben Wren", "a"),
    ]
    assert {(row["vendor"], row["from"], row["to"], row["since"], row["shift"]) for row in rows} == {
        ("Willow", "open", "closed", "2022", TURN)
    }
    assert traces.trace_shift(store, [entity_iri(ASH.key)]) == []


def test_from_a_course_to_the_arguments_whatever_stood_before_it(store) -> None:
    """Ash is said to be closed; Willow changed to it, which is to follow it as well. Nobody is said to be open."""
    rows = traces.trace_course(store, [entity_iri(ASH.key), entity_iri(WILLOW.key)], ["open", "closed"])
    assert {(row["vendor"], row["strategy"], row["told"]) for row in rows} == {("Ash", "closed", "Ash stays closed"), ("Willow", "closed", TURN)}
    of_willow = [row for row in rows if row["vendor"] == "Willow"]
    assert [(row["effect"], row["near"], row["speaker"]) for row in of_willow][:2] == [("for", "own", "Ada Finch"), ("for", "passage", None)]
    assert {row["effect"] for row in of_willow} == {"for", "against"}
    assert query.run(store, "trace-course", {"vendor": "柳树", "strategy": "closed"}).dicts()[0]["speaker"] == "Ada Finch"
    assert query.run(store, "trace-course", {"vendor": "柳树", "strategy": "open"}).rows == ()


@pytest.mark.parametrize(("course", "side", "polarity", "way"), [
    ("open", "open", "pro", "for"), ("open", "closed", "con", "for"), ("open", "closed", "pro", "against"),
    ("hybrid", "hybrid", "pro", "for"), ("hybrid", "hybrid", "con", "against"), ("hybrid", "open", "pro", ""), ("open", "hybrid", "pro", ""),
])  # fmt: skip
def test_what_speaks_for_a_course(course: str, side: str, polarity: str, way: str) -> None:
    row = {"kind": "argument", "value": {"side": side, "polarity": polarity, "aspect": "cost"}}
    assert argumentation.effect("", course, row) == way


def test_from_an_argument_to_what_hangs_on_it(store, net: argumentation.Net) -> None:
    argument = by_quote(net.arguments, "does not leak")
    rows = traces.trace_argument(store, [argument["id"]])
    assert [(row["relation"], row["thing"], row["says"]) for row in rows] == [
        ("for", "Willow", "open closed"),
        ("rebutted", None, "open pro privacy"),
        ("rebutted", "Ben Wren", "closed con privacy"),
        ("stance", "Ada Finch", "open against"),
        ("followed", "Ash", "closed"),
    ]
    with pytest.raises(NotFound):
        traces.trace_argument(store, ["0" * 20])


def test_of_what_hangs_on_arguments_one_way_is_told_alone(store) -> None:
    every, against = (query.run(store, "trace-argument", given).dicts() for given in ({}, {"part": "rebutted"}))
    assert against == [row for row in every if row["relation"] == "rebutted"] and 0 < len(against) < len(every)
    first = paging.page(store, "trace-argument", {"part": "rebutted"}, 1)
    assert (first.total, first.table.dicts()) == (len(against), against[:1])
    one = paging.page(store, "trace-argument", {"part": "stance", "id": "0" * 20}, 1)
    assert not one.table.rows


def test_the_named_queries_trace_too(store, net: argumentation.Net) -> None:
    rows = query.run(store, "trace-shift", {"vendor": "柳树"}).dicts()
    assert [row["near"] for row in rows] == ["own", "passage", "passage", "elsewhere"]
    found = query.run(store, "trace-argument", {"aspect": "privacy", "side": "closed", "polarity": "pro"}).dicts()
    one = by_quote(net.arguments, "does not leak")["id"]
    assert found == query.run(store, "trace-argument", {"id": one}).dicts()
    assert len(found) == 5


# --- exports ---------------------------------------------------------------------------------------------------------


def test_aif_is_sound(net: argumentation.Net, store, tmp_path: Path) -> None:
    from rdflib import RDF, Graph, Namespace, URIRef

    export(store, tmp_path / "x.aif.ttl")
    graph, aif = Graph().parse(tmp_path / "x.aif.ttl", format="turtle"), Namespace(debate.AIF)
    kinds = {kind: set(graph.subjects(RDF.type, aif[f"{kind}-node"])) for kind in ("I", "RA", "CA", "L", "YA")}
    assert all(kinds.values()) and not kinds["I"] & (kinds["RA"] | kinds["CA"] | kinds["L"])
    for node in kinds["RA"]:
        assert len(set(graph.objects(node, aif.Premise))) == len(set(graph.objects(node, aif.Conclusion))) == 1
    for node in kinds["CA"]:
        ends = [graph.value(node, aif[part]) for part in ("ConflictingElement", "ConflictedElement")]
        assert None not in ends and set(ends) <= kinds["I"]
    assert {one for node in kinds["RA"] for one in graph.objects(node, aif.Premise | aif.Conclusion)} <= kinds["I"]
    assert all(graph.value(node, aif.claimText) for node in kinds["I"] | kinds["L"])
    claim = URIRef(claim_iri(by_quote(net.arguments, "does not leak")["id"]))
    (saying,) = graph.subjects(aif.IllocutionaryContent, claim)
    spoken = graph.value(saying, aif.Locution)
    assert str(graph.value(spoken, aif.claimText)) == "Ada Finch: what is kept inside does not leak"


def test_aif_tells_support_attack_rebuttal_and_ground(net: argumentation.Net) -> None:
    from rdflib import Graph

    graph = Graph().parse(data="\n".join(debate.aif(net)), format="nt")
    text = """SELECT ?a ?how ?b WHERE {
      { ?s aif:Premise ?x ; aif:Conclusion ?y } ?s a ?kind . ?x aif:claimText ?a . ?y aif:claimText ?b .
      BIND(STRAFTER(STR(?kind), "#") AS ?how) }"""
    found = {tuple(map(str, row)) for row in graph.query(text, initNs={"aif": debate.AIF})}
    closed, opened = (debate.point_text(Point("privacy", side, "pro"), "en") for side in ("closed", "open"))
    scattered = debate.point_text(Point("fragmentation", "open", "con"), "en")
    assert found >= {
        ("what is kept inside does not leak", "RA-node", closed),
        (closed, "RA-node", "Models should be closed."),
        (scattered, "CA-node", "Models should be open."),
        (closed, "CA-node", opened),
        (opened, "CA-node", closed),
        ("what is kept inside does not leak", "RA-node", "Ada Finch is against open models"),
        ("Ada Finch is against open models", "CA-node", "Models should be open."),
    }


def test_argdown_has_every_argument_once_and_escapes_what_means_something(net: argumentation.Net) -> None:
    lines = list(debate.argdown(net))
    text = "\n".join(lines)
    assert r"“nobody gets lost \[in \<the\> \{maze\}\] of \#versions”" in text
    for row in net.arguments:
        assert text.count(f"[{row['id']}]: ") == 1
    assert "<closed-pro-privacy>: On privacy, something speaks for closed models. #privacy" in text
    block = text[text.index("<closed-pro-privacy>: ") :].split("\n\n")[0]
    assert "    - <open-pro-privacy>" in block and "    - <closed-con-privacy>" in block
    assert re.search(r"^\[open\]: .*\n(    .*\n)*    \+ <open-pro-privacy>\n", text, re.M)
    assert all(line.count("{") - line.count(r"\{") == line.count("}") - line.count(r"\}") for line in lines)


@pytest.mark.parametrize("ending", ["aif.ttl", "argdown"])
def test_exports_repeat(store, tmp_path: Path, ending: str) -> None:
    for name in ("a", "b"):
        export(store, tmp_path / f"{name}.{ending}")
    assert (tmp_path / f"a.{ending}").read_bytes() == (tmp_path / f"b.{ending}").read_bytes()
    assert "@prefix aif:" in (tmp_path / f"a.{ending}").read_text("utf-8") or ending == "argdown"
