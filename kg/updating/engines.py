"""Where extraction runs: a table ENGINES. The same pure function everywhere: file names in, graphs out.

With `parts`, a folder or an address that all workers reach (`s3://…`, by fsspec), every worker writes what it made as
N-Quads, under a name that follows from what is in it and from what it was made with. So parts need no coordinator, may
be made twice without harm, and a run that was broken off goes on with those that are there.
"""

from __future__ import annotations

import hashlib
import json
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from kg import files
from kg.decisions import Decision
from kg.errors import StoreError, UsageError
from kg.limits import DEFAULT, Limits
from kg.rdf.graph import article_id
from kg.updating.basis import fingerprint
from kg.updating.extractors import PLAIN, Recipe
from kg.updating.fanout import Failed, Graph, Task, graphs_of_files, kept, parts
from kg.workers import crew
from kg.workers.crew import Lost

AHEAD = 3  # parts for each worker of a cluster that are under way or wait to be taken
PART = 64  # files of a part that is written down, or sent over a network
RETRIES = 2  # times that a part is tried again when its worker is lost


@dataclass(frozen=True, slots=True)
class Fan:
    """How a build fans out: a row of ENGINES, processes or workers (0: chosen), where parts are kept ("": nowhere)."""

    engine: str = ""
    workers: int = 0
    parts: str = ""

    def graphs(
        self,
        tasks: Sequence[Task],
        decided: tuple[Decision, ...],
        workers: int,
        recipe: Recipe = PLAIN,
        limits: Limits = DEFAULT,
    ) -> Iterator[Graph | Failed]:
        """The graphs of these files, or why one has none, in order; `workers`: so many on this machine.

        Raises UsageError, StoreError.
        """
        if self.engine not in ("", *ENGINES):
            raise UsageError(f"there is no engine {self.engine}", "--engine", f"there is: {', '.join(ENGINES)}")
        run = ENGINES[self.engine or "process"]
        said: dict[str, Any] = {"decided": decided, "knowledge": fingerprint(recipe), "recipe": recipe, "limits": limits}
        if self.parts:
            for made in run(partial(write_part, folder=self.parts, **said), tasks, workers):
                yield from read_part(self.parts, made)
        elif run is _in_processes:
            yield from graphs_of_files(tasks, decided, recipe, limits, workers)
        else:
            for graphs in run(partial(checked, **said), tasks, workers):
                yield from graphs


Part = tuple[str, list[str | Failed]]  # the name of its file, and each article of it: its id, or why it has no graph
Work = Callable[[list[Task]], Any]
Engine = Callable[[Work, Sequence[Task], int], Iterator[Any]]


def checked(
    tasks: Sequence[Task],
    decided: tuple[Decision, ...],
    knowledge: str,
    recipe: Recipe = PLAIN,
    limits: Limits = DEFAULT,
) -> list[Graph | Failed]:
    """The graphs of these files. Raises StoreError on a worker whose kg is another one than the asker's."""
    if fingerprint(recipe) != knowledge:
        raise StoreError("a worker has another version of kg than this machine", "", "install the same on both")
    return list(graphs_of_files(tasks, decided, recipe, limits))


def write_part(
    tasks: Sequence[Task],
    decided: tuple[Decision, ...],
    knowledge: str,
    folder: str,
    recipe: Recipe = PLAIN,
    limits: Limits = DEFAULT,
) -> Part:
    """Write the graphs of these files as one N-Quads file, where it is not there yet. What fails is tried again."""

    def name(ids: Sequence[str]) -> str:
        said = [knowledge, ids, [f"{one!r} {one.by} {one.on}" for one in decided], recipe.row()]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:32] + ".nq"

    ids = [article.id for _, article in tasks]
    if _there(folder, name(ids)):
        return name(ids), list(ids)
    failed: list[Failed] = []
    graphs = list(kept(checked(tasks, decided, knowledge, recipe, limits), failed))
    made = name([article for article, _ in graphs])
    _write(folder, made, "".join(f"{line}\n" for _, lines in graphs for line in lines).encode())
    why = {one.id: one for one in failed}
    return made, [why.get(article, article) for article in ids]


def read_part(folder: str, part: Part) -> Iterator[Graph | Failed]:
    """The articles of a part in their order: the graphs as they were written."""
    name, articles = part
    graphs = _graphs_in(folder, name)
    yield from (one if isinstance(one, Failed) else next(graphs) for one in articles)


def _graphs_in(folder: str, name: str) -> Iterator[Graph]:
    """The graphs of a file, each article's lines together."""
    lines: list[str] = []
    of = ""
    for line in _read(folder, name).decode().split("\n"):
        graph = line[line.rfind("<") + 1 : line.rfind(">")] if line else ""
        if graph != of:
            if lines:
                yield article_id(of), lines
            of, lines = graph, []
        if line:
            lines.append(line)


# --- places ----------------------------------------------------------------------------------------------------------


def _there(folder: str, name: str) -> bool:
    if "://" not in folder:
        return Path(folder, name).exists()
    return bool(_remote(folder)[0].exists(f"{_remote(folder)[1]}/{name}"))


def _read(folder: str, name: str) -> bytes:
    if "://" not in folder:
        return Path(folder, name).read_bytes()
    system, path = _remote(folder)
    return bytes(system.cat_file(f"{path}/{name}"))


def _write(folder: str, name: str, raw: bytes) -> None:
    """A part appears whole: by renaming, or as object storage does it by itself."""
    if "://" in folder:
        system, path = _remote(folder)
        system.makedirs(path, exist_ok=True)
        system.pipe_file(f"{path}/{name}", raw)
        return
    place = Path(folder, name)
    files.replace(place, [raw])


def _remote(folder: str) -> tuple[Any, str]:
    try:
        import fsspec
    except ImportError:
        raise UsageError("fsspec is not installed", "--parts", "pip install 'kg-explorer[cluster]'") from None
    try:
        system, path = fsspec.core.url_to_fs(folder)
    except (ImportError, ValueError) as error:
        raise UsageError(f"this place can not be used: {error}", "--parts") from None
    return system, path.rstrip("/")


# --- engines ---------------------------------------------------------------------------------------------------------


def _in_processes(work: Work, tasks: Sequence[Task], workers: int) -> Iterator[Any]:
    if workers == 1:
        yield from map(work, parts(tasks, PART))
        return
    for made in crew.each(work, list(parts(tasks, PART)), workers):
        if isinstance(made, Lost):
            raise StoreError(f"a worker was lost ({made.how} {made.words})", "--parts", "start again: parts stay")
        yield made


def _in_dask(work: Work, tasks: Sequence[Task], workers: int) -> Iterator[Any]:
    """By the workers of the cluster that DASK_SCHEDULER_ADDRESS names, else of one on this machine."""
    try:
        import dask
        from distributed import Client, LocalCluster
    except ImportError:
        raise UsageError("Dask is not installed", "--engine dask", "pip install 'kg-explorer[cluster]'") from None
    address = dask.config.get("scheduler-address", None)
    try:
        place = address or LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None)
        client = Client(place)
    except (OSError, TimeoutError) as error:
        raise StoreError(f"the cluster can not be reached: {error}", str(address), "is its scheduler running?") from None
    with client:
        try:
            yield from _in_order(client, work, tasks)
        finally:
            if not address:
                place.close()


def _in_order(client: Any, work: Work, tasks: Sequence[Task]) -> Iterator[Any]:
    most = AHEAD * max(1, len(client.scheduler_info()["workers"]))
    waiting: deque[Any] = deque()
    for part in parts(tasks, PART):
        waiting.append(client.submit(work, part, retries=RETRIES, pure=False))
        if len(waiting) >= most:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


ENGINES: dict[str, Engine] = {"process": _in_processes, "dask": _in_dask}
