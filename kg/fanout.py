"""Many files read and extracted by several processes: in order, and never more in memory than the workers need.

A worker is handed file names, or articles that can not be read again, and gives back graphs: one pure function, here and on every engine of kg/engines.
"""

from __future__ import annotations

import functools
import hashlib
import os
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from pathlib import Path
from typing import TypeVar

from kg.decisions import Decision
from kg.errors import CorpusError
from kg.extractors import PLAIN, Recipe
from kg.limits import TEXT_FILE, Limits
from kg.model import Article
from kg.read import load, read_bytes

AHEAD = 4  # parts for each worker that are under way or wait to be taken
PART = 16  # files of a part at most

ANY = Limits(text=sys.maxsize)  # whoever made the tasks has held to the limits

Task = tuple[str, Article]  # where an article was read from, and it; one without its text is read from there again
Graph = tuple[str, list[str]]  # the id of an article, and the N-Quads lines of its graph
T = TypeVar("T")
R = TypeVar("R")


@functools.cache
def fingerprint() -> str:
    """A hash over the code and data that a graph depends on: another one means that every article is read anew."""
    digest = hashlib.sha256()
    here = Path(__file__).parent
    for path in sorted(p for p in here.rglob("*") if p.suffix in (".py", ".toml", ".tsv") and "view" not in p.parts):
        digest.update(path.relative_to(here).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def graph_of_file(task: Task, decided: tuple[Decision, ...], recipe: Recipe = PLAIN) -> Graph:
    """The graph of an article, read from its file. Raises CorpusError where the file holds another one by now."""
    from kg.settled import graph_lines

    path, article = task
    if not article.text:
        size = os.path.getsize(path) if os.path.exists(path) else 0
        wanted, article = article.id, read_bytes(load(Path(path), max(TEXT_FILE, size)), path, ANY)
        if article.id != wanted:
            raise CorpusError("the file was changed while it was read", path, "build again")
    return article.id, graph_lines(article, decided, recipe)


def graphs_of_files(tasks: Sequence[Task], decided: tuple[Decision, ...], recipe: Recipe = PLAIN) -> list[Graph]:
    """The graphs of a part of the files."""
    return [graph_of_file(task, decided, recipe) for task in tasks]


def parts(tasks: Iterable[T], size: int) -> Iterator[list[T]]:
    """The tasks in lists of this size."""
    rest = iter(tasks)
    while part := list(islice(rest, size)):
        yield part


def in_processes(work: Callable[[list[T]], list[R]], tasks: Sequence[T], workers: int) -> Iterator[R]:
    """What `work` makes of the tasks, in their order, by so many processes that are forked from this one."""
    size = max(1, min(PART, len(tasks) // (AHEAD * workers)))
    waiting: deque[Future[list[R]]] = deque()
    with ProcessPoolExecutor(workers, initializer=_end_with, initargs=(os.getpid(),)) as pool:
        try:
            for part in parts(tasks, size):
                waiting.append(pool.submit(work, part))
                if len(waiting) >= AHEAD * workers:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def _end_with(parent: int) -> None:
    """Let this worker process end soon after the one that began it: it shares its locks."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.2)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
