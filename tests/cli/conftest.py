"""The graph that the tests of the command line read, and how they call it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from commandline import Cli, extraction

from kg import cli
from kg.rdf import graph
from kg.store import open_store


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("graph") / "store"
    store = open_store(path)
    found = extraction()
    store.load_many([(found.article.id, graph.quads(found))])
    store.close()
    return path


@pytest.fixture
def run(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    for name in ("KG_CORPUS", "KG_STORE", "KG_LANG"):
        monkeypatch.delenv(name, raising=False)

    def call(*args: str, store: Path | str = place, lang: str = "en", **more: Any) -> Result:
        return CliRunner().invoke(cli.main, ["--store", str(store), "--lang", lang, *args], **more)

    return call
