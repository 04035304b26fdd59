"""Options and helpers that all tests share."""

from __future__ import annotations

import fcntl
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from kg.kept import cache

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "benchmarks"))  # servers and corpora that both use

# Tables fold at the width of the terminal, and the environment gives settings and the language of messages: a test sees
# nothing of the terminal, the settings and the language of whoever runs it.
os.environ |= {"COLUMNS": "100", "LANG": "C.UTF-8"}
for name in [name for name in os.environ if name.startswith(("KG_", "LC_")) or name == "LANGUAGE"]:
    if name not in ("KG_CACHE", "KG_MUST_TEST_ALL", "KG_VIRTUOSO"):
        del os.environ[name]

# Processes that tests start find kg's modules compiled, where the environment keeps Python from writing that down, too.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# The same examples in each run, and no limit of time: `--hypothesis-profile default` looks for new ones.
settings.register_profile("kg", deadline=None, derandomize=True)
settings.load_profile("kg")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--lower-floors", action="store_true", help="write the quality gate's floors anew")
    parser.addoption("--raise-floors", action="store_true", help="write those of the quality gate's floors that may be higher")


@pytest.fixture(scope="session")
def shipped_graph(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Path]:
    """Puts a copy of the graph of the shipped corpus in a place that is not there yet, and names it.

    It is built once for all processes that run tests: the first one that wants it builds it, and the others wait.
    """
    from kg.settings import load
    from kg.updating import pipeline

    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent

    def copy(place: Path) -> Path:
        with (shared / "shipped.lock").open("w") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            if not (shared / "shipped").exists():
                pipeline.build(None, load(str(ROOT / "corpus"), str(shared / "shipped.new"), "en"), workers=1)
                (shared / "shipped.new").rename(shared / "shipped")
        shutil.copytree(shared / "shipped", place)
        return place

    return copy


@pytest.fixture(scope="session")
def cache_beside() -> Callable[[Path], str]:
    """Makes a cache in a place: empty, but for what is worked out of the package's data, which is the user's own."""

    def make(place: Path) -> str:
        place.mkdir(parents=True, exist_ok=True)
        made = cache() / "made"
        made.mkdir(parents=True, exist_ok=True, mode=0o700)
        (place / "made").symlink_to(made)
        return str(place)

    return make


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo):
    """With KG_MUST_TEST_ALL set (as in continuous integration) a test that skips is a test that failed."""
    outcome = yield
    report = outcome.get_result()
    if report.skipped and os.environ.get("KG_MUST_TEST_ALL") and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped where every test must run: {report.longrepr}"
