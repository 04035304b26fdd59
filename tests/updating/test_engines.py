"""Where extraction runs changes nothing in the graph; parts are made once, and merge in any order."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import generated
import pytest

from kg.errors import UsageError
from kg.model import Article
from kg.settings import Settings
from kg.store import open_store
from kg.updating import engines, pipeline
from kg.updating.engines import Fan

COUNT = 8


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A small corpus, and its graph as one process makes it."""
    folder = tmp_path_factory.mktemp("engines")
    generated.write(folder / "corpus", COUNT, claims=5)
    settings = Settings(folder / "corpus", str(folder / "alone"))
    pipeline.build(None, settings, workers=1)
    return folder / "corpus", dump(settings)


def dump(settings: Settings) -> list[str]:
    with open_store(settings.store, read_only=True) as store:
        return list(store.dump_nquads())


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """The address of a cluster of two worker processes."""
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as running:
        yield running.scheduler_address


@pytest.mark.parametrize("engine, parts", [("process", True), ("dask", False), ("dask", True)])
def test_every_engine_gives_the_same_graph(
    engine: str, parts: bool, plain: tuple[Path, list[str]], cluster: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import dask

    monkeypatch.setattr(engines, "PART", 3)
    corpus, expected = plain
    settings = Settings(corpus, str(tmp_path / "store"))
    with dask.config.set({"scheduler-address": cluster}):
        pipeline.build(None, settings, fan=Fan(engine, 2, str(tmp_path / "parts") if parts else ""))
    assert dump(settings) == expected
    if parts:
        made = sorted((tmp_path / "parts").iterdir())
        stamps = [path.stat().st_mtime_ns for path in made]
        assert expected == sorted(
            (line for path in made for line in path.read_text("utf-8").splitlines()),
            key=lambda line: (line.rpartition(" <")[2], line),
        )
        again = Settings(corpus, str(tmp_path / "again"))
        with dask.config.set({"scheduler-address": cluster}):
            pipeline.build(None, again, fan=Fan(engine, 2, str(tmp_path / "parts")))
        assert dump(again) == expected
        assert [path.stat().st_mtime_ns for path in made] == stamps, "what is there is not made again"


def test_parts_may_lie_on_object_storage(plain: tuple[Path, list[str]], tmp_path: Path) -> None:
    corpus, expected = plain
    settings = Settings(corpus, str(tmp_path / "store"))
    pipeline.build(None, settings, fan=Fan("process", 1, "memory://parts"))
    assert dump(settings) == expected


def test_an_unknown_engine_is_refused_before_anything_is_changed(plain: tuple[Path, list[str]], tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no engine ray"):
        pipeline.build(None, Settings(plain[0], str(tmp_path / "store")), fan=Fan("ray"))


def test_a_worker_of_another_version_is_told(plain: tuple[Path, list[str]]) -> None:
    with pytest.raises(engines.StoreError, match="another version"):
        engines.checked([("x.md", Article("0", "x.md", ""))], (), "another")


def test_generated_corpora_are_the_same_whatever_their_size(tmp_path: Path) -> None:
    generated.write(tmp_path / "small", 3)
    generated.write(tmp_path / "more", 5)
    for number in range(3):
        names = [tmp_path / size / "0000" / f"{number:07d}.md" for size in ("small", "more")]
        assert names[0].read_bytes() == names[1].read_bytes()
    assert len({generated.text(number) for number in range(60)}) == 60
    copied = [n for n in range(1, 400) if generated._draws(n, generated.SEED)[0].random() < generated.REPRINTS]
    assert 20 < len(copied) < 70
    assert os.listdir(tmp_path / "more") == ["0000"]
