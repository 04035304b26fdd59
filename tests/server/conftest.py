"""A server that the tests of this folder share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from served import Served, fill, serving


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(fill(tmp_path_factory.mktemp("served") / "store"), "--timeout", "10", "--workers", "2") as served:
        yield served
