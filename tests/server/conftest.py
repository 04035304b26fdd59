"""A server that the tests of this folder share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from served import Served, fill, serving


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    # a limit that a slow machine does not reach by being slow: what is stopped at a limit answers in plain text
    with serving(fill(tmp_path_factory.mktemp("served") / "store"), "--timeout", "300", "--workers", "2") as served:
        yield served
