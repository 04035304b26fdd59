"""Many articles read and extracted by several processes: in order, and never more in memory than the workers need.

A worker is handed file names, or articles that can not be read again, and gives back graphs: one pure function, here and on every engine of kg/engines.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import islice
from pathlib import Path
from typing import TypeVar

from kg import regexes
from kg.decisions import Decision
from kg.errors import CorpusError, ExtractError
from kg.limits import DEFAULT, TEXT_FILE, Limits
from kg.model import Article
from kg.read import load, read_bytes
from kg.telling import tell
from kg.updating.extractors import PLAIN, Recipe
from kg.workers import crew
from kg.workers.crew import Lost

FEW = 12  # tasks for which a worker loads what it needs by itself, of one language where they are in one
ANY = Limits(text=sys.maxsize)  # whoever made the tasks has held to the limits

Task = tuple[str, Article]  # where an article was read from, and it; one without its text is read from there again
Graph = tuple[str, list[str]]  # the id of an article, and the N-Quads lines of its graph
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Failed:
    """An article that has no graph, and why."""

    id: str
    error: ExtractError


def graph_of_file(task: Task, decided: tuple[Decision, ...], recipe: Recipe = PLAIN) -> Graph:
    """The graph of an article, read from its file. Raises CorpusError where the file holds another one by now."""
    from kg.updating.settled import graph_lines

    path, article = task
    if not article.text:
        size = os.path.getsize(path) if os.path.exists(path) else 0
        wanted, article = article.id, read_bytes(load(Path(path), max(TEXT_FILE, size)), path, ANY)
        if article.id != wanted:
            raise CorpusError("the file was changed while it was read", path, "build again")
    return article.id, graph_lines(article, decided, recipe)


def graphs_of_files(
    tasks: Sequence[Task],
    decided: tuple[Decision, ...],
    recipe: Recipe = PLAIN,
    limits: Limits = DEFAULT,
    workers: int = 1,
) -> Iterator[Graph | Failed]:
    """The graph of each article, in order, or why it has none: each is held to the limits of time and memory alone.

    Raises as `graph_of_file`, and StoreError where a model is to read them and has not answered yet.
    """
    from kg.updating.settled import ready

    if not tasks:
        return
    if regexes.is_first():
        _say_first()
    ready(decided, recipe, few=len(tasks) < FEW)  # once, and shared by all workers
    work = partial(graph_of_file, decided=decided, recipe=recipe)
    made = crew.each(work, tasks, workers, limits.extracting, limits.extraction)
    for (place, article), found in zip(tasks, made, strict=True):
        yield Failed(article.id, _fault(found, place or article.file, limits)) if isinstance(found, Lost) else found


@cache
def _say_first() -> None:
    """Tell, once in a process, why nothing seems to happen."""
    tell("first_run")


def _fault(lost: Lost, where: str, limits: Limits) -> ExtractError:
    if lost.how == "time":
        return ExtractError(f"not extracted after {limits.extracting:g} s", where, "split it, or set KG_EXTRACT_SECONDS")
    if lost.how == "memory":
        what = f"needs more than {limits.extraction:,} bytes of memory to be extracted"
        return ExtractError(what, where, "split it, or set KG_EXTRACT_MEMORY")
    if lost.how == "ended":
        todo = "it may need more memory: split it, or set KG_EXTRACT_MEMORY"
        return ExtractError("broke the process that extracts it", where, todo)
    return ExtractError(f"the extractor failed: {lost.words}", where, "kg explain shows how far it comes")


def kept(made: Iterable[Graph | Failed], lost: list[Failed]) -> Iterator[Graph]:
    """The graphs alone; what failed goes into the list."""
    for one in made:
        if isinstance(one, Failed):
            lost.append(one)
        else:
            yield one


def parts(tasks: Iterable[T], size: int) -> Iterator[list[T]]:
    """The tasks in lists of this size."""
    rest = iter(tasks)
    while part := list(islice(rest, size)):
        yield part
