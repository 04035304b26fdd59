"""One contract for all stores: articles go in and out in whole, in any order, and the same lines come out.

What only a folder has (snapshots, its lock, its mark) stands in test_store_folder.py, what only a server has in
test_store_remote.py.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import made
import pytest
import servers
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg import deriving
from kg.asking.search import search
from kg.errors import QueryError, StoreError
from kg.listing import derived
from kg.model import Extraction
from kg.rdf.graph import PREFIXES, iri, literal, quads
from kg.store import STORES, apart, open_store
from kg.workers import crew

GRAPHS = {extraction.article.id: quads(extraction) for extraction in made.corpus()}
IDS = sorted(GRAPHS)


CONTRACT = {"folder": "folder", "oxigraph": "http"}  # what is run through it → its row in STORES
if servers.virtuoso_binary():  # asked for by having virtuoso-t on the path, or by naming it in KG_VIRTUOSO
    CONTRACT["virtuoso"] = "http"
_number = count()


@pytest.fixture(scope="module", params=CONTRACT)
def places(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], str]]:
    """A function that gives a new, empty place each time."""
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "folder":
        yield lambda: str(folder / str(next(_number)))
        return
    with pytest.MonkeyPatch.context() as patch, getattr(servers, request.param)(folder) as address:

        def empty() -> str:
            patch.setenv("KG_CACHE", str(folder / f"cache-{next(_number)}"))
            with open_store(address) as opened:
                for article in opened.articles():
                    opened.remove(article)
            return address

        yield empty


@pytest.fixture
def store(places: Callable[[], str]) -> Iterator[Any]:
    with open_store(places()) as opened:
        yield opened


def filled(place: str, ids: list[str]) -> list[str]:
    with open_store(place) as opened:
        for article in ids:
            opened.replace(article, GRAPHS[article])
        return list(opened.dump_nquads())


def test_add_a_add_b_remove_b_is_a_byte_for_byte(places: Callable[[], str], tmp_path: Path) -> None:
    alone = filled(str(tmp_path / "alone"), IDS[:1])  # in a folder: every store gives the same bytes
    assert alone
    with open_store(places()) as opened:
        opened.replace(IDS[0], GRAPHS[IDS[0]])
        opened.replace(IDS[1], GRAPHS[IDS[1]])
        assert list(opened.dump_nquads()) != alone
        opened.remove(IDS[1])
        assert list(opened.dump_nquads()) == alone
        assert opened.articles() == IDS[:1]


def test_what_is_derived_goes_in_and_out_with_the_articles(places: Callable[[], str], tmp_path: Path) -> None:
    """Add A, add B, remove B leaves what A alone leaves, in the derived graphs as well, byte for byte in every store."""
    with open_store(tmp_path / "alone") as alone:
        alone.load_many((article, GRAPHS[article]) for article in IDS[:3])
        deriving.settle(alone)
        assert (wanted := derived.lines(alone))
        dumped = list(alone.dump_nquads())
    with open_store(places()) as opened:
        opened.load_many((article, GRAPHS[article]) for article in IDS[:3])
        deriving.settle(opened)
        assert derived.ready(opened) and derived.lines(opened) == wanted
        opened.replace(IDS[3], GRAPHS[IDS[3]])
        assert not derived.ready(opened)
        deriving.settle(opened)
        assert derived.ready(opened) and derived.lines(opened) != wanted
        opened.remove(IDS[3])
        deriving.settle(opened)
        assert derived.lines(opened) == wanted
        assert list(opened.dump_nquads()) == dumped
        assert opened.articles() == IDS[:3]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(IDS), st.booleans()), max_size=12))
def test_what_stands_is_all_that_counts(places: Callable[[], str], doings: list[tuple[str, bool]]) -> None:
    """Whatever was put in, replaced and taken out, in whatever order: the graph is that of the articles that stand."""
    standing: set[str] = set()
    with open_store(places()) as opened:
        for article, put in doings:
            if put:
                opened.replace(article, GRAPHS[article])
                standing.add(article)
            else:
                opened.remove(article)
                standing.discard(article)
        assert opened.articles() == sorted(standing)
        after = list(opened.dump_nquads())
    with open_store(places()) as opened:
        assert opened.load_many((article, GRAPHS[article]) for article in sorted(standing, reverse=True)) == len(
            standing
        )
        assert list(opened.dump_nquads()) == after


def test_other_processes_read_what_is_written_and_not_shown_yet(store: Any) -> None:
    store.replace(IDS[0], GRAPHS[IDS[0]])
    count = f"{PREFIXES}SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH ?g {{ ?g kg:text ?text }} }}"

    with store.readers() as opening:
        found = list(crew.each(lambda one: (opening().text(one), opening().only([one]).select(count).rows), [IDS[0], IDS[1]], 2))
    assert found == [(store.text(IDS[0]), ((1,),)), (None, found[1][1])]
    assert found[0][0]


@pytest.mark.parametrize("read", [1, 3, 1000])
def test_who_reads_much_of_a_state_opens_it_anew_and_reads_the_same(store: Any, monkeypatch: pytest.MonkeyPatch, read: int) -> None:
    monkeypatch.setattr(apart, "_READ", read)
    store.load_many((one, GRAPHS[one]) for one in IDS[:3])
    with store.readers() as opening:
        other = opening()
        assert [other.text(one) for one in (*IDS[:3], *IDS[:3])] == [store.text(one) for one in (*IDS[:3], *IDS[:3])]
        assert other.only(IDS[:2]).select(f"{PREFIXES}SELECT ?g WHERE {{ GRAPH ?g {{ ?g kg:text ?t }} }}").rows
        assert other.text(IDS[2]) == store.text(IDS[2])


def test_replacing_takes_the_old_graph_away(store: Any) -> None:
    article, other = IDS[:2]
    store.replace(article, GRAPHS[article])
    less = [line for line in GRAPHS[article] if "prefLabel" not in line]
    store.replace(article, less)
    store.load_many([(other, GRAPHS[other]), (article, GRAPHS[article]), (article, less)])
    assert len(store) == len(less) + len(GRAPHS[other])


def test_a_quad_of_another_graph_is_refused_and_nothing_is_written(store: Any) -> None:
    store.replace(IDS[0], GRAPHS[IDS[0]])
    before = list(store.dump_nquads())
    with pytest.raises(StoreError, match="another graph"):
        store.replace(IDS[0], GRAPHS[IDS[1]])
    with pytest.raises(StoreError):
        store.replace(IDS[0], [GRAPHS[IDS[0]][0].replace("<https", "<ht tps", 1)])
    assert list(store.dump_nquads()) == before


def test_answers_are_plain_values(store: Any) -> None:
    store.replace(IDS[0], GRAPHS[IDS[0]])
    table = store.select('SELECT ?a ?b ?c ?d ?e WHERE { VALUES (?a ?b ?c ?d) { (1 2.5 true "x"@en) } }')
    assert (table.columns, table.rows) == (("a", "b", "c", "d", "e"), ((1, 2.5, True, "x", None),))
    assert store.ask(PREFIXES + "ASK { GRAPH ?g { ?g a schema:Article } }") is True
    lines = store.construct(PREFIXES + "CONSTRUCT { ?g a schema:Article } WHERE { GRAPH ?g { ?g a schema:Article } }")
    assert len(lines) == 1 and lines[0].endswith(" .")


def test_bindings_are_terms(store: Any) -> None:
    sparql = "SELECT ?x WHERE { VALUES ?n { 1 } }"
    hostile = '") } DROP ALL #\n'
    assert store.select(sparql, {"x": literal(hostile)}).rows == ((hostile,),)
    assert store.select(sparql, {"x": iri("x:a> b")}).rows[0][0] == "x:a%3E%20b"
    with pytest.raises(QueryError):
        store.select(sparql, {"x": "<a> . <b>"})


@pytest.mark.parametrize(
    "ask, sparql",
    [("select", "ASK {}"), ("ask", "SELECT * {}"), ("construct", "SELECT * {}"), ("construct", "ASK {}")],
)
def test_another_form_of_query_is_refused(store: Any, ask: str, sparql: str) -> None:
    with pytest.raises(QueryError, match="not a"):
        getattr(store, ask)(sparql)


def test_a_query_can_not_change_the_graph(store: Any) -> None:
    store.replace(IDS[0], GRAPHS[IDS[0]])
    with pytest.raises(QueryError):
        store.select("DROP ALL")
    assert store.articles() == IDS[:1]


def test_every_graph_comes_out_as_the_folder_gives_it(places: Callable[[], str], tmp_path: Path) -> None:
    """Servers write numbers, dates and strings in their own ways; what is dumped is the same bytes."""
    hard = made.article("hard.md", 'A "quoted" line\\ with \t and\n\u4e2d\u6587 \U0001f600 costs 0.0020.')
    price = {"amount": 0.0020, "currency": "USD", "per": "1K", "high": 1e21}
    told = made.say(hard, "price", "costs 0.0020", subject=made.QUARTZ, value=price, time="2023-03", negated=True)
    lines = {**GRAPHS, hard.id: quads(Extraction(hard, (), (told,)))}
    dumps = []
    for place in (str(tmp_path / "folder"), places()):
        with open_store(place) as opened:
            assert opened.load_many(lines.items()) == len(lines)
            assert opened.has(hard.id) and not opened.has("0" * 16)
            dumps.append(list(opened.dump_nquads()))
            assert len(opened) == len(dumps[-1]) == len(dumps[0])
    assert dumps[0] == dumps[1]


def test_what_was_not_published_can_be_taken_back(places: Callable[[], str]) -> None:
    place = places()
    before = filled(place, IDS[:2])
    with pytest.raises(ZeroDivisionError), open_store(place) as opened:
        opened.replace(IDS[2], GRAPHS[IDS[2]])
        opened.replace(IDS[0], GRAPHS[IDS[0]][:3])
        opened.remove(IDS[1])
        opened.remove(IDS[0])
        assert opened.unpublished
        raise ZeroDivisionError
    with open_store(place) as opened:
        assert list(opened.dump_nquads()) == before and not opened.unpublished
        index, at = opened.passages()
        assert index.articles(at) == set(IDS[:2])


def test_a_killed_writer_is_taken_back_or_gone_on_with(places: Callable[[], str]) -> None:
    place = places()
    before = filled(place, IDS[:1])
    puts = f"s.replace({IDS[1]!r}, {GRAPHS[IDS[1]]!r})"
    code = f"import os\nfrom kg.store import open_store\ns = open_store({place!r}, tag='a build')\n{puts}\nos.kill(os.getpid(), 9)"
    for tag, left in (("another", IDS[:1]), ("a build", sorted(IDS[:2]))):
        subprocess.run([sys.executable, "-c", code], check=False)
        with open_store(place, tag=tag) as opened:
            assert opened.articles() == left and opened.resumed == (tag == "a build")
            if tag == "another":
                assert list(opened.dump_nquads()) == before


def test_passages_and_copies_follow_the_graph(places: Callable[[], str]) -> None:
    place = places()
    filled(place, IDS)
    with open_store(place, read_only=True) as reader:
        index, at = reader.passages()
        assert index.articles(at) == set(IDS)
        shared = reader.kin(IDS)
        assert shared is not None and any(shared.values())
        told = search(reader, "Nimbus")
        assert told and all(row["article"] in IDS for row in told)
    with open_store(place) as writer:
        writer.remove(told[0]["article"])
    with open_store(place, read_only=True) as reader:
        assert told[0]["article"] not in {row["article"] for row in search(reader, "Nimbus")}
        assert told[0]["article"] not in (reader.kin(sorted(set(IDS) - {told[0]["article"]})) or {})


def test_a_reader_can_not_write(places: Callable[[], str]) -> None:
    place = places()
    filled(place, IDS[:1])
    with open_store(place, read_only=True) as reader:
        for write in (lambda: reader.remove(IDS[0]), lambda: reader.load_many([(IDS[0], [])]), reader.publish):
            with pytest.raises(StoreError, match="opened for reading"):
                write()


def test_every_store_is_run_through_the_contract() -> None:
    assert {*CONTRACT.values(), "https"} == set(STORES)  # https is http with a certificate
