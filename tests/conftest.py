"""Options and helpers that all tests share."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parent.parent / "benchmarks"))  # servers and corpora that both use


# The same examples in each run, and no limit of time: `--hypothesis-profile default` looks for new ones.
settings.register_profile("kg", deadline=None, derandomize=True)
settings.load_profile("kg")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--lower-floors", action="store_true", help="write the quality gate's floors anew")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo):
    """With KG_MUST_TEST_ALL set (as in continuous integration) a test that skips is a test that failed."""
    outcome = yield
    report = outcome.get_result()
    if report.skipped and os.environ.get("KG_MUST_TEST_ALL") and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped where every test must run: {report.longrepr}"
