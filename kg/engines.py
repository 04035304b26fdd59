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

from kg.decisions import Decision
from kg.errors import StoreError, UsageError
from kg.extractors import PLAIN, Recipe
from kg.fanout import Graph, Task, fingerprint, graphs_of_files, in_processes, parts
from kg.graph import article_id

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
        self, tasks: Sequence[Task], decided: tuple[Decision, ...], workers: int, recipe: Recipe = PLAIN
    ) -> Iterator[Graph]:
        """The graphs of these files, in order; `workers` where none are given here. Raises UsageError, StoreError."""
        if self.engine not in ("", *ENGINES):
            raise UsageError(f"there is no engine {self.engine}", "--engine", f"there is: {', '.join(ENGINES)}")
        run = ENGINES[self.engine or "process"]
        if not self.parts:
            work = partial(checked, decided=decided, knowledge=fingerprint(), recipe=recipe)
            for graphs in run(work, tasks, self.workers or workers):
                yield from graphs
            return
        made = partial(write_part, decided=decided, knowledge=fingerprint(), folder=self.parts, recipe=recipe)
        for names in run(made, tasks, self.workers or workers):
            for name in names:
                yield from read_part(self.parts, name)


Work = Callable[[list[Task]], list[Any]]
Engine = Callable[[Work, Sequence[Task], int], Iterator[list[Any]]]


def checked(
    tasks: Sequence[Task], decided: tuple[Decision, ...], knowledge: str, recipe: Recipe = PLAIN
) -> list[Graph]:
    """The graphs of these files. Raises StoreError on a worker whose kg is another one than the asker's."""
    if fingerprint() != knowledge:
        raise StoreError("a worker has another version of kg than this machine", "", "install the same on both")
    return graphs_of_files(tasks, decided, recipe)


def write_part(
    tasks: Sequence[Task], decided: tuple[Decision, ...], knowledge: str, folder: str, recipe: Recipe = PLAIN
) -> list[str]:
    """Write the graphs of these files as one N-Quads file, where it is not there yet; its name."""
    said = [knowledge, [article.id for _, article in tasks], [f"{one!r} {one.by} {one.on}" for one in decided], recipe.row()]
    name = hashlib.sha256(json.dumps(said).encode()).hexdigest()[:32] + ".nq"
    if not _there(folder, name):
        graphs = checked(tasks, decided, knowledge, recipe)
        _write(folder, name, "".join(f"{line}\n" for _, lines in graphs for line in lines).encode())
    return [name]


def read_part(folder: str, name: str) -> Iterator[Graph]:
    """The graphs of a part, each article's lines together as they were written."""
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
    place.parent.mkdir(parents=True, exist_ok=True)
    fresh = place.with_name(f".{name}.{hashlib.sha256(raw).hexdigest()[:8]}")
    fresh.write_bytes(raw)
    fresh.replace(place)


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


def _in_processes(work: Work, tasks: Sequence[Task], workers: int) -> Iterator[list[Any]]:
    if workers == 1:
        yield from (work(part) for part in parts(tasks, PART))
    else:
        yield from ([one] for one in in_processes(work, tasks, workers))


def _in_dask(work: Work, tasks: Sequence[Task], workers: int) -> Iterator[list[Any]]:
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


def _in_order(client: Any, work: Work, tasks: Sequence[Task]) -> Iterator[list[Any]]:
    most = AHEAD * max(1, len(client.scheduler_info()["workers"]))
    waiting: deque[Any] = deque()
    for part in parts(tasks, PART):
        waiting.append(client.submit(work, part, retries=RETRIES, pure=False))
        if len(waiting) >= most:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


ENGINES: dict[str, Engine] = {"process": _in_processes, "dask": _in_dask}
