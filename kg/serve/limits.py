"""What one query may take, and how many run at once."""

from __future__ import annotations

import os
from dataclasses import dataclass

MIB = 2**20


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of every request. A query that reaches one is stopped, and its asker is told which."""

    seconds: float = 30.0  # from the start of the work to the whole answer
    memory: int = 1024 * MIB  # bytes that a query may take beside what the worker itself needs
    rows: int = 100_000  # of a table, or triples of a graph
    answer: int = 64 * MIB  # bytes of an answer
    request: int = MIB  # bytes of a request's body
    workers: int = max(2, os.cpu_count() or 2)  # queries that run at once
    queue: int = 64  # queries that wait for a worker
    wait: float = 10.0  # seconds that one waits for a worker
