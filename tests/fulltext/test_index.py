"""The index of passages stays in step with the graph, whatever is done to it and wherever a process is killed."""

from __future__ import annotations

import dataclasses
import itertools
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import made
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg import telling
from kg.errors import StoreError
from kg.fulltext.index import FILE, LATEST, Filters, Index
from kg.fulltext.passages import Page, read_page
from kg.rdf.graph import quads
from kg.store import OxigraphStore, open_store

EXTRACTIONS = made.corpus()
GRAPHS = {one.article.id: quads(one) for one in EXTRACTIONS}
LESS = {one.article.id: quads(dataclasses.replace(one, claims=one.claims[:-1])) for one in EXTRACTIONS}
IDS = sorted(GRAPHS)
DOINGS = ("put", "less", "drop", "many", "publish")
_fresh = itertools.count()


def dump(store: OxigraphStore) -> list[tuple]:
    index, at = store.passages()
    return list(index.dump(at))


def rebuilt(store: OxigraphStore, folder: Path) -> list[tuple]:
    """What an index holds that is made from the graph alone."""
    other = Index(folder / f"{next(_fresh)}.db")
    other.settle(1, store.articles(), store._lines)
    found = list(other.dump(LATEST))
    assert not isinstance(store, OxigraphStore) or store.read_only or _named(store, other)
    other.close()
    return found


def _named(store: OxigraphStore, other: Index) -> bool:
    """Whether the names are the same too, once what is dead is collected."""
    store.publish()
    return store.passages()[0].all_names() == other.all_names()


def hits(store: OxigraphStore, expression: str) -> list[tuple]:
    index, at = store.passages()
    return [(one.article, one.start, round(one.score, 6)) for one in index.match(expression, at, Filters(), 1000)]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(IDS), st.sampled_from(DOINGS)), max_size=8))
def test_whatever_is_done_the_index_is_that_of_the_graph(tmp_path: Path, doings: list[tuple[str, str]]) -> None:
    with open_store(tmp_path / str(next(_fresh))) as store:
        for article, doing in doings:
            match doing:
                case "put":
                    store.replace(article, GRAPHS[article])
                case "less":
                    store.replace(article, LESS[article])
                case "drop":
                    store.remove(article)
                case "many":
                    store.load_many(GRAPHS.items())
                case "publish":
                    store.publish()
        store.publish()
        assert dump(store) == rebuilt(store, tmp_path)
        with open_store(tmp_path / str(next(_fresh))) as straight:
            straight.load_many([(article, list(store._lines(article))) for article in store.articles()])
            for expression in ('{body} : "open"', '{tags} : "kshift"', '{body} : "雨云"'):
                assert hits(store, expression) == hits(straight, expression)


def test_add_b_and_take_it_out_again_leaves_no_trace(tmp_path: Path) -> None:
    with open_store(tmp_path / "s") as store:
        store.replace(IDS[0], GRAPHS[IDS[0]])
        before = dump(store)
        store.replace(IDS[1], GRAPHS[IDS[1]])
        assert dump(store) != before
        store.remove(IDS[1])
        store.publish()
        assert dump(store) == before


def test_readers_see_the_passages_of_their_own_snapshot(tmp_path: Path) -> None:
    first, second = IDS[:2]
    with open_store(tmp_path / "s") as writer:
        writer.replace(first, GRAPHS[first])
        writer.publish()
        old = open_store(tmp_path / "s", read_only=True)
        seen = dump(old)
        writer.replace(second, GRAPHS[second])
        writer.remove(first)
        assert dump(old) == seen  # what is not published
        with open_store(tmp_path / "s", read_only=True) as beside:
            assert beside.passages()[0].articles(beside.passages()[1]) == {first}
        writer.publish()
        assert old.passages()[0].articles(old.passages()[1]) == {first}  # and what is, for a reader that came before
        with open_store(tmp_path / "s", read_only=True) as new:
            index, at = new.passages()
            assert index.articles(at) == {second} == set(new.articles())
        old.close()
        writer.replace(first, GRAPHS[first])
        writer.publish()
    with sqlite3.connect(tmp_path / "s" / FILE) as db:
        assert db.execute("SELECT COUNT(*) FROM articles WHERE dead IS NOT NULL").fetchone() == (0,)


KILLED = """
import os, sys
import kg.fulltext.index, kg.store
from kg.store import open_store

def die(*_, **__):
    os.kill(os.getpid(), 9)

store = open_store({path!r})
store.replace({first!r}, {old!r})
store.publish()
where = {where!r}
if where == "before graph":
    store._data = type("Dead", (), {{"update": die, "named_graphs": store._data.named_graphs}})()
elif where == "before passages":
    kg.fulltext.index.Index.put = die
elif where == "within passages":
    kg.fulltext.index._insert = die
elif where == "before publish":
    store.publish = die
elif where == "after publish":
    kg.fulltext.index.Index.collect = die
store.replace({first!r}, {new!r})
store.publish()
"""


@pytest.mark.parametrize(
    ("where", "after"),
    [
        ("before graph", False),
        ("before passages", False),
        ("within passages", False),
        ("before publish", False),
        ("after publish", True),
    ],
)
def test_a_killed_writer_leaves_before_or_after(tmp_path: Path, where: str, after: bool) -> None:
    article = EXTRACTIONS[0].article.id
    code = KILLED.format(
        path=str(tmp_path / "s"), first=article, old=LESS[article], new=GRAPHS[article], where=where
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    with open_store(tmp_path / "s", read_only=True) as reader:
        graph = sorted(reader._lines(article))
        assert (len(graph) == len(GRAPHS[article])) is after
        assert dump(reader) == rebuilt(reader, tmp_path)
        index, at = reader.passages()
        assert bool(index.match('{tags} : "kshift"', at, Filters(), 5)) is after
    with open_store(tmp_path / "s") as writer:
        assert dump(writer) == rebuilt(writer, tmp_path)


@pytest.mark.parametrize("harm", ["gone", "garbage", "other recipe", "too few", "too many"])
@pytest.mark.parametrize("read_only", [True, False])
def test_an_index_that_differs_is_made_again(tmp_path: Path, harm: str, read_only: bool) -> None:
    with open_store(tmp_path / "s") as store:
        store.load_many(GRAPHS.items())
        whole = dump(store)
    path = tmp_path / "s" / FILE
    match harm:
        case "gone":
            path.unlink()
        case "garbage":
            path.write_bytes(b"no database " * 1000)
        case "other recipe":
            with sqlite3.connect(path) as db:
                db.execute("UPDATE meta SET value = 'x' WHERE key = 'recipe'")
        case "too few":
            other = Index(path)
            other.drop(IDS[:1], 1)
            other.close()
        case "too many":
            other = Index(path)
            other.put([dataclasses.replace(read_page(IDS[0], GRAPHS[IDS[0]]), id="x")], 1)
            other.close()
    with open_store(tmp_path / "s", read_only) as store:
        assert dump(store) == whole == rebuilt(store, tmp_path)


def test_a_reader_that_can_not_mend_says_so(tmp_path: Path) -> None:
    with open_store(tmp_path / "s") as writer:
        writer.replace(IDS[0], GRAPHS[IDS[0]])
        writer.publish()
        (tmp_path / "s" / FILE).rename(tmp_path / "away.db")
        reader = open_store(tmp_path / "s", read_only=True)
        with pytest.raises(StoreError, match="passages are not ready.*another process") as caught:
            reader.passages()
        assert "\n" not in str(caught.value)
        assert reader.articles() == [IDS[0]]  # the graph can be read all the same
        reader.close()


def test_a_disk_that_is_full_is_told_as_that(tmp_path: Path) -> None:
    with open_store(tmp_path / "s") as store:
        store.replace(IDS[0], GRAPHS[IDS[0]])
        store.publish()
    index = Index(tmp_path / "s" / FILE)
    with index._db() as db:
        db.execute("PRAGMA max_page_count = 1")  # it holds no page more than it has
    with pytest.raises(StoreError, match="disk is full.*make room"), index._db() as db:
        db.execute("CREATE TABLE more AS SELECT zeroblob(1000000)")
    index.close()


def test_a_graph_that_is_refused_changes_no_passages(tmp_path: Path) -> None:
    with open_store(tmp_path / "s") as store:
        store.replace(IDS[0], GRAPHS[IDS[0]])
        before = dump(store)
        bad = [GRAPHS[IDS[0]][0].replace("<https", "<ht tps", 1)]
        with pytest.raises(StoreError):
            store.replace(IDS[0], bad)
        with pytest.raises(StoreError):
            store.load_many([(IDS[1], bad)])
        assert not store.passages()[0].doubtful()
        assert dump(store) == before


def test_writing_the_same_graph_again_writes_nothing(tmp_path: Path) -> None:
    with open_store(tmp_path / "s") as store:
        store.load_many(GRAPHS.items())
        store.publish()
        store.load_many(GRAPHS.items())
    with sqlite3.connect(tmp_path / "s" / FILE) as db:
        assert db.execute("SELECT COUNT(*), MAX(born) FROM articles").fetchone() == (len(GRAPHS), 1)


def test_a_check_names_the_article_whose_passages_are_not_of_its_graph(tmp_path: Path) -> None:
    from kg.check import check_passages

    with open_store(tmp_path / "s") as store:
        store.load_many(GRAPHS.items())
    with open_store(tmp_path / "s", read_only=True) as store:
        assert not list(check_passages(store))
    other = Index(tmp_path / "s" / FILE)
    other.put([read_page(IDS[0], LESS[IDS[0]])], 1)
    other.close()
    with open_store(tmp_path / "s", read_only=True) as store:
        assert [fault.where for fault in check_passages(store)] == IDS[:1]
        store.passages(anew=True)
        assert not list(check_passages(store))


def test_names_near_one_are_found_without_reading_all(tmp_path: Path) -> None:
    index = Index(tmp_path / "passages.db")
    index.settle(1, [], lambda article: [])
    names = ["Nimbus", "Nimbos", "Mimbus", "Nimbusse", "Orchid", "雨云科技", "云云科技"]
    index.put([Page("a" * 16, names=tuple((f"organization/{i}", name) for i, name in enumerate(names)))], 1)
    near = {names[int(key.rpartition("/")[2])] for key in index.near("nimbus", 10)}
    assert {"Nimbus", "Nimbos", "Mimbus", "Nimbusse"} == near
    assert {names[int(key.rpartition("/")[2])] for key in index.near("雨云科技", 10)} == {"雨云科技", "云云科技"}
    assert (index.names_up_to(3), index.names_up_to(100)) == (3, len(names))


def test_who_waits_for_many_articles_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.fulltext.index.LONG", 2)
    monkeypatch.setattr("kg.fulltext.index._BATCH", 1)
    heard: list[tuple] = []
    before = telling.listener.set(lambda key, **values: heard.append((key, values["done"], values["of"])))
    index = Index(tmp_path / FILE)
    index.settle(1, IDS[:3], GRAPHS.__getitem__)
    index.settle(1, IDS[:4], GRAPHS.__getitem__)  # one more is not waited for
    index.close()
    telling.listener.reset(before)
    assert heard == [("indexing", "0", "3"), ("indexing", "2", "3")]
