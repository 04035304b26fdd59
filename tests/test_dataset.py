"""The dataset as a whole: added in any order and taken out again it is the same, byte for byte, in canonical form."""

from __future__ import annotations

import random
from pathlib import Path

import made
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.display.export import EXPORTS, export
from kg.model import Extraction
from kg.rdf.graph import quads
from kg.settings import Settings
from kg.store import OxigraphStore, open_store
from kg.updating import pipeline

ARTICLES = made.corpus()
STEPS = st.lists(st.tuples(st.booleans(), st.integers(0, len(ARTICLES) - 1)), max_size=12)


def canonical(store: OxigraphStore) -> str:
    """The dataset in canonical N-Quads as RDFC-1.0 defines them, by the store's library."""
    from pyoxigraph import CanonicalizationAlgorithm, Dataset, RdfFormat, parse

    dataset = Dataset(parse("".join(f"{line}\n" for line in store.dump_nquads()), RdfFormat.N_QUADS))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    # RDFC-1.0 serialises without a line feed in a literal and sorts by code point
    return "".join(sorted(f"{quad} .\n" for quad in dataset))


def put(store: OxigraphStore, one: Extraction) -> None:
    store.replace(one.article.id, quads(one))


def test_the_dump_is_the_canonical_form(tmp_path: Path) -> None:
    """No blank nodes: RDFC-1.0 has nothing to name, and sorted lines are it. rdflib says the same."""
    from rdflib import Dataset
    from rdflib.compare import to_canonical_graph

    with open_store(tmp_path / "s") as store:
        for one in ARTICLES:
            put(store, one)
        lines = list(store.dump_nquads())
        assert "".join(sorted(f"{line}\n" for line in lines)) == canonical(store)
    assert not any("_:" in part for line in lines for part in line.split(' "')[0].split(" "))
    dataset = Dataset()
    dataset.parse(data="\n".join(lines) + "\n", format="nquads")
    for graph in dataset.graphs():
        end = f" <{graph.identifier}> ."
        ours = {f"{line.removesuffix(end)} ." for line in lines if line.endswith(end)}
        theirs = to_canonical_graph(graph).serialize(format="nt11")
        assert {line for line in theirs.splitlines() if line} == ours


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_any_way_to_the_same_articles_is_the_same_dataset(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[bool, int]]
) -> None:
    """Whatever was added, added again and removed in between: what counts is which articles are there."""
    there: dict[str, Extraction] = {}
    with open_store(tmp_path_factory.mktemp("ways") / "s") as store:
        for adding, number in steps:
            one = ARTICLES[number]
            if adding:
                put(store, one)
                there[one.article.id] = one
            else:
                store.remove(one.article.id)
                there.pop(one.article.id, None)
        got = canonical(store)
    with open_store(tmp_path_factory.mktemp("straight") / "s") as store:
        store.load_many((known, quads(there[known])) for known in sorted(there))
        assert canonical(store) == got


@settings(max_examples=10, deadline=None)
@given(seed=st.integers())
def test_adding_in_any_order_gives_the_same_dataset(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    shuffled = list(ARTICLES)
    random.Random(seed).shuffle(shuffled)
    dumps = []
    for order in (ARTICLES, shuffled):
        with open_store(tmp_path_factory.mktemp("order") / "s") as store:
            for one in order:
                put(store, one)
            dumps.append((canonical(store), list(store.dump_nquads())))
    assert dumps[0] == dumps[1]


@pytest.mark.parametrize("one", range(len(ARTICLES)))
def test_add_a_add_b_remove_b_is_a_alone(tmp_path: Path, one: int) -> None:
    first, second = ARTICLES[one], ARTICLES[(one + 1) % len(ARTICLES)]
    with open_store(tmp_path / "both") as store, open_store(tmp_path / "alone") as alone:
        for added in (first, second):
            put(store, added)
        store.remove(second.article.id)
        put(alone, first)
        assert canonical(store) == canonical(alone)


def test_a_changed_article_is_replaced_whole(tmp_path: Path) -> None:
    from dataclasses import replace

    told = made.told()
    with open_store(tmp_path / "s") as store:
        put(store, told)
        put(store, replace(told, claims=()))
        assert not any("claim/" in line for line in store.dump_nquads())


TEXTS = {
    "a.md": "---\ntitle: Llama\ndate: 2023-08-01\nsource: own text\n---\n2023年7月，Meta发布LLaMA 2，可免费商用。\n",
    "b.md": "---\ntitle: A turn\ndate: 2024-01-05\n---\nOpenAI moved from open source to closed in 2020.\n",
}


@pytest.mark.parametrize("ending", EXPORTS)
def test_building_twice_exports_identical_files(tmp_path: Path, ending: str) -> None:
    files = []
    for turn, names in enumerate((sorted(TEXTS), sorted(TEXTS, reverse=True))):
        folder = tmp_path / f"w{turn}" / "corpus"
        folder.mkdir(parents=True)
        for name in names:
            (folder / name).write_text(TEXTS[name], "utf-8")
        given = Settings(folder, str(folder.parent / ".kg"))
        pipeline.build(None, given)
        with open_store(given.store, read_only=True) as store:
            export(store, tmp_path / f"{turn}{ending}")
        files.append((tmp_path / f"{turn}{ending}").read_bytes())
    assert files[0] == files[1] and len(files[0]) > 100
