"""`kg serve` on a free port, for the benchmarks that ask it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Address(str):
    """Where a server is, and its process."""

    pid: int


@contextmanager
def serving(store: Path) -> Iterator[Address]:
    """The address of a server over the store, with its last slash, until the block ends."""
    command = [sys.executable, "-m", "kg", "--lang", "en", "--store", str(store), "serve", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        try:
            found = re.search(r"http://\S+:\d+/", process.stderr.readline())
            assert found, "the server did not start"
            address = Address(found.group(0))
            address.pid = process.pid
            yield address
        finally:
            process.terminate()
