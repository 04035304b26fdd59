"""The store: articles go in and out in whole, in any order, and other processes and versions are refused in a line."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import count
from pathlib import Path

import made
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import CorruptStore, QueryError, StoreError
from kg.graph import PREFIXES, iri, literal, quads
from kg.store import MARK, STORES, VERSION, OxigraphStore, open_store

GRAPHS = {extraction.article.id: quads(extraction) for extraction in made.corpus()}
IDS = sorted(GRAPHS)
COUNT = PREFIXES + "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?c oa:hasSelector ?s } }"


@pytest.fixture
def store(tmp_path: Path):
    with open_store(tmp_path / "store") as opened:
        yield opened


def filled(path: Path, ids: list[str]) -> list[str]:
    with open_store(path) as opened:
        for article in ids:
            opened.replace(article, GRAPHS[article])
        return list(opened.dump_nquads())


def other_process(code: str, path: Path) -> str:
    text = f"from kg.store import open_store\nfrom kg.errors import CorruptStore, KgError\npath = {str(path)!r}\n{code}"
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def test_add_a_add_b_remove_b_is_a_byte_for_byte(tmp_path: Path) -> None:
    alone = filled(tmp_path / "alone", IDS[:1])
    assert alone
    with open_store(tmp_path / "both") as opened:
        opened.replace(IDS[0], GRAPHS[IDS[0]])
        opened.replace(IDS[1], GRAPHS[IDS[1]])
        assert list(opened.dump_nquads()) != alone
        opened.remove(IDS[1])
        assert list(opened.dump_nquads()) == alone
        assert opened.articles() == IDS[:1]


_fresh = count()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(IDS), st.booleans()), max_size=12))
def test_what_stands_is_all_that_counts(tmp_path: Path, doings: list[tuple[str, bool]]) -> None:
    """Whatever was put in, replaced and taken out, in whatever order: the graph is that of the articles that stand."""
    here = tmp_path / str(next(_fresh))
    standing: set[str] = set()
    with open_store(here / "a") as opened:
        for article, put in doings:
            if put:
                opened.replace(article, GRAPHS[article])
                standing.add(article)
            else:
                opened.remove(article)
                standing.discard(article)
        assert opened.articles() == sorted(standing)
        after = list(opened.dump_nquads())
    with open_store(here / "b") as opened:
        assert opened.load_many((article, GRAPHS[article]) for article in sorted(standing, reverse=True)) == len(
            standing
        )
        assert list(opened.dump_nquads()) == after


def test_replacing_takes_the_old_graph_away(store: OxigraphStore) -> None:
    article, other = IDS[:2]
    store.replace(article, GRAPHS[article])
    less = [line for line in GRAPHS[article] if "prefLabel" not in line]
    store.replace(article, less)
    store.load_many([(other, GRAPHS[other]), (article, GRAPHS[article]), (article, less)])
    assert len(store) == len(less) + len(GRAPHS[other])


def test_a_quad_of_another_graph_is_refused_and_nothing_is_written(store: OxigraphStore) -> None:
    store.replace(IDS[0], GRAPHS[IDS[0]])
    before = list(store.dump_nquads())
    with pytest.raises(StoreError, match="another graph"):
        store.replace(IDS[0], GRAPHS[IDS[1]])
    with pytest.raises(StoreError):
        store.replace(IDS[0], [GRAPHS[IDS[0]][0].replace("<https", "<ht tps", 1)])
    assert list(store.dump_nquads()) == before


def test_answers_are_plain_values(store: OxigraphStore) -> None:
    store.replace(IDS[0], GRAPHS[IDS[0]])
    table = store.select('SELECT ?a ?b ?c ?d ?e WHERE { VALUES (?a ?b ?c ?d) { (1 2.5 true "x"@en) } }')
    assert (table.columns, table.rows) == (("a", "b", "c", "d", "e"), ((1, 2.5, True, "x", None),))
    assert store.ask(PREFIXES + "ASK { GRAPH ?g { ?g a schema:Article } }") is True
    lines = store.construct(PREFIXES + "CONSTRUCT { ?g a schema:Article } WHERE { GRAPH ?g { ?g a schema:Article } }")
    assert len(lines) == 1 and lines[0].endswith(" .")


def test_bindings_are_terms(store: OxigraphStore) -> None:
    sparql = "SELECT ?x WHERE { }"
    hostile = '") } DROP ALL #\n'
    assert store.select(sparql, {"x": literal(hostile)}).rows == ((hostile,),)
    assert store.select(sparql, {"x": iri("x:a> b")}).rows[0][0] == "x:a%3E%20b"
    with pytest.raises(QueryError):
        store.select(sparql, {"x": "<a> . <b>"})


@pytest.mark.parametrize(
    "ask, sparql",
    [("select", "ASK {}"), ("ask", "SELECT * {}"), ("construct", "SELECT * {}"), ("construct", "ASK {}")],
)
def test_another_form_of_query_is_refused(store: OxigraphStore, ask: str, sparql: str) -> None:
    with pytest.raises(QueryError, match="not a"):
        getattr(store, ask)(sparql)


def test_a_query_can_not_change_the_graph(store: OxigraphStore) -> None:
    store.replace(IDS[0], GRAPHS[IDS[0]])
    with pytest.raises(QueryError):
        store.select("DROP ALL")
    assert store.articles() == IDS[:1]


def everything(path: Path) -> list[str]:
    """The published graph."""
    with open_store(path, read_only=True) as reader:
        return list(reader.dump_nquads())


def test_a_second_writer_is_refused_in_one_line(store: OxigraphStore) -> None:
    said = other_process("try:\n    open_store(path)\nexcept KgError as error:\n    print(error)", store.path)
    assert "another process holds this store" in said
    assert said.count("\n") == 1


def test_a_reader_sees_what_is_published_while_the_writer_lives(store: OxigraphStore) -> None:
    code = "print(open_store(path, read_only=True).articles())"
    refused = other_process(f"try:\n    {code}\nexcept KgError as error:\n    print(error)", store.path)
    assert "for the first time" in refused
    store.replace(IDS[0], GRAPHS[IDS[0]])
    store.publish()
    store.replace(IDS[1], GRAPHS[IDS[1]])
    assert other_process(code, store.path).strip() == str(IDS[:1])
    store.publish()
    assert other_process(code, store.path).strip() == str(sorted(IDS[:2]))


def test_a_reader_keeps_its_snapshot_and_does_not_hold_the_writer_up(tmp_path: Path) -> None:
    filled(tmp_path / "s", IDS[:1])
    reader = open_store(tmp_path / "s", read_only=True)
    filled(tmp_path / "s", IDS[1:3])
    assert reader.articles() == IDS[:1]
    reader.close()
    with open_store(tmp_path / "s", read_only=True) as again:
        assert again.articles() == sorted(IDS[:3])
    filled(tmp_path / "s", IDS[3:4])
    assert len([entry for entry in (tmp_path / "s" / "snapshots").iterdir() if entry.is_dir()]) == 1


def kill_a_writer(path: Path, articles: list[str], tag: str = "") -> None:
    """A process that puts these articles in and dies before it publishes them."""
    puts = "\n".join(f"s.replace({one!r}, {GRAPHS[one]!r})" for one in articles)
    other_process(f"import os\ns = open_store(path, tag={tag!r})\n{puts}\nos.kill(os.getpid(), 9)", path)


def test_what_a_killed_writer_did_not_publish_never_was(tmp_path: Path) -> None:
    filled(tmp_path / "s", IDS[:1])
    alone = everything(tmp_path / "s")
    kill_a_writer(tmp_path / "s", IDS[1:3], tag="a build")
    assert everything(tmp_path / "s") == alone
    with open_store(tmp_path / "s", tag="another") as store:
        assert store.articles() == IDS[:1] and not store.resumed
        index, at = store.passages()
        assert index.articles(at) == set(IDS[:1])
    assert everything(tmp_path / "s") == alone


def test_a_writer_goes_on_with_what_was_written_under_its_own_tag(tmp_path: Path) -> None:
    kill_a_writer(tmp_path / "s", IDS[:2], tag="a build")
    with pytest.raises(StoreError, match="broken off"):
        open_store(tmp_path / "s", read_only=True)
    with open_store(tmp_path / "s", tag="a build") as store:
        assert store.articles() == sorted(IDS[:2]) and store.resumed
    filled(tmp_path / "t", IDS[:2])
    assert everything(tmp_path / "s") == everything(tmp_path / "t")


def test_an_error_takes_back_what_was_written(tmp_path: Path) -> None:
    filled(tmp_path / "s", IDS[:1])
    with pytest.raises(ZeroDivisionError), open_store(tmp_path / "s") as store:
        store.replace(IDS[1], GRAPHS[IDS[1]])
        raise ZeroDivisionError
    with open_store(tmp_path / "s") as store:
        assert store.articles() == IDS[:1]


@pytest.mark.parametrize("read_only", [True, False])
def test_damaged_files_are_told_as_such(tmp_path: Path, read_only: bool) -> None:
    filled(tmp_path / "s", IDS[:2])
    for file in (tmp_path / "s").rglob("*.sst"):
        raw = bytearray(file.read_bytes())
        raw[-40:] = bytes(40)
        file.unlink()  # the snapshot has the same file
        file.write_bytes(raw)
    with pytest.raises(CorruptStore, match="damaged"):
        open_store(tmp_path / "s", read_only)


def test_a_reader_can_not_write(tmp_path: Path) -> None:
    filled(tmp_path / "s", IDS[:1])
    with open_store(tmp_path / "s", read_only=True) as reader:
        for write in (lambda: reader.remove(IDS[0]), lambda: reader.load_many([]), reader.publish):
            with pytest.raises(StoreError, match="opened for reading"):
                write()


@pytest.mark.parametrize("mark", ['{"version": 0}', "{}", "not json", "[]"])
@pytest.mark.parametrize("read_only", [True, False])
def test_another_versions_store_is_to_be_rebuilt(tmp_path: Path, mark: str, read_only: bool) -> None:
    filled(tmp_path / "s", IDS[:1])
    assert json.loads((tmp_path / "s" / MARK).read_text()) == {"version": VERSION}
    (tmp_path / "s" / MARK).write_text(mark)
    with pytest.raises(StoreError, match="another version") as caught:
        open_store(tmp_path / "s", read_only)
    assert "rebuild" in str(caught.value)


def test_places_that_are_no_store_are_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no store"):
        open_store(tmp_path / "none", read_only=True)
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="a file"):
        open_store(tmp_path / "file")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "holiday.jpg").write_text("x")
    with pytest.raises(StoreError, match="something else"):
        open_store(tmp_path / "folder")
    assert [entry.name for entry in (tmp_path / "folder").iterdir()] == ["holiday.jpg"]
    with pytest.raises(StoreError, match="no store can be reached"):
        open_store("gopher://example.org/sparql")


def test_the_table_of_stores_names_each_once() -> None:
    assert "folder" in STORES
    assert all(callable(make) for make in STORES.values())
