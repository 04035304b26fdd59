"""A browser, a server over the shipped corpus, and pages of the explorer, shared by the tests of this folder."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS), str(TESTS / "server")]  # the rows of the other tests, and the server that they start

from opened import Opened, Profiles  # noqa: E402
from served import Served, serving  # noqa: E402

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
ALONE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"  # no name leads to another machine


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM:
        pytest.skip("no chromium on this machine: set CHROMIUM to its path")
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--process-per-site", ALONE])
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def profiles(browser: Any) -> Profiles:
    return Profiles(browser)


@pytest.fixture(scope="session")
def corpus_store(shipped_graph: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The graph of the shipped corpus."""
    return shipped_graph(tmp_path_factory.mktemp("explorer") / "store")


@pytest.fixture(scope="session")
def explorer(corpus_store: Path) -> Iterator[Served]:
    """`kg serve` over the shipped corpus, for reading."""
    with serving(corpus_store, "--workers", "2", "--read-only") as served:
        yield served


@pytest.fixture
def visit(profiles: Profiles, explorer: Served) -> Iterator[Callable[..., Opened]]:
    """visit("network?type=Model", lang="zh", width=1280, height=720, theme="light", server=None) → an Opened page.

    When the test ends no page may have asked another machine, thrown an error or complained in the console.
    """
    pages: list[Opened] = []

    def open_page(route: str = "", server: Served | None = None, **options: Any) -> Opened:
        pages.append(Opened(profiles, (server or explorer).address, route, **options))
        return pages[-1]

    yield open_page
    for page in pages:
        page.close()
    for page in pages:
        assert page.foreign == [] and page.errors == []
