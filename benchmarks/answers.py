"""What the explorer's answers cost the server: `python benchmarks/answers.py STORE [ANSWER …]`.

Processor milliseconds of each view's first answer and of the next one, and its bytes, asked for in this process: what a
worker does, without what another program on the machine does meanwhile. A large store is read ahead before.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import parse_qsl

from explorer import ANSWERS

from kg.errors import KgError
from kg.explore.answer import answer
from kg.explore.prepared import file_of, snapshot
from kg.explore.snapshot import Snapshot
from kg.serve.prepare import prepare
from kg.store import beside, newest, open_store


def timed(at: Snapshot, asked: str) -> tuple[float, str]:
    """Processor milliseconds of one answer, and its kilobytes with what the network draws of it."""
    name, _, params = asked.partition("?")
    start = time.process_time()
    try:
        body = answer(at, name, parse_qsl(params)).body
    except KgError as error:  # a name that this corpus does not have
        return (time.process_time() - start) * 1000, f"{str(error)[:40]:>7}"
    taken = (time.process_time() - start) * 1000
    return taken, f"{len(body) / 1000:>7,.0f}{_drawn(body) if name == 'network' else ''}"


def _drawn(body: bytes) -> str:
    told = json.loads(body)
    return f"  {len(told['nodes'])} things, {len(told.get('groups', ()))} groups"


def show(at: Snapshot, asked: Iterable[str]) -> None:
    """A table of answers: what the first one and the next one cost, and how large they are."""
    print(f"{'answer':<58}{'first ms':>9}{'again ms':>9}{'kB':>7}")
    for one in asked:
        (first, _), (again, told) = timed(at, one), timed(at, one)
        print(f"{one:<58}{first:>9.0f}{again:>9.0f}{told}", flush=True)


def main() -> None:
    path, asked = Path(sys.argv[1]), sys.argv[2:] or ANSWERS
    start = time.process_time()
    if prepare(path):
        print(f"read ahead in {time.process_time() - start:,.0f} processor seconds")
    with open_store(path, read_only=True) as store:
        print(f"{len(store.articles()):,} articles")
        show(snapshot(store, file_of(beside(path), newest(path))), asked)


if __name__ == "__main__":
    main()
