"""Reads a large corpus ahead for the explorer, as a process of its own: `python -m kg.serve.prepare STORE`."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

from kg.explore import prepared, reading
from kg.listing import derived
from kg.store import beside, newest, open_store
from kg.workers import confine


def prepare(path: str | Path) -> bool:
    """Write the file of the newest snapshot where the corpus is large and it is not there yet; whether it was written.

    Not where what is counted ahead is of another version: where words come from would be found out among all, which takes
    a gigabyte for some thousand articles, and whoever looks is told to build first.
    """
    mark = newest(path)
    with contextlib.closing(open_store(path, read_only=True)) as store:
        at, file = prepared.snapshot(store), prepared.file_of(beside(path), mark)
        if reading.small(at) or file.exists() or derived.outdated(store):
            return False
        prepared.write(at, file)
        return True


if __name__ == "__main__":
    confine.die_with_parent()
    if "://" not in sys.argv[1]:
        confine.deny_sockets()
    os.nice(10)
    prepare(sys.argv[1])
