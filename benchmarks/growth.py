"""Building and adding as the corpus grows: `python benchmarks/growth.py [ARTICLES …] [--workers N] [--plot FILE.png]`,
and adding to a generated corpus that was built before and taking out again: `python benchmarks/growth.py --on CORPUS`.

For each size (1,000): a generated corpus is built, built again (nothing changed), and one article after the other added
to it in one process, so that starting Python and the lexicon does not count. Memory is the sum over all processes of the
build, looked at ten times a second; processor seconds count where others use the machine too. The peer is what the store
alone takes for the same quads: plain pyoxigraph, bulk loading.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import generated
from plots import plot

from kg.settings import Settings
from kg.store import open_store
from kg.updating import pipeline

ADDED = 10
WARM = 2  # additions that load what one of each language needs
APART = 955_000  # no corpus has generated articles from there on


def resident(root: int) -> int:
    """Bytes that a process and all that it began hold in memory."""
    children: dict[int, list[int]] = {}
    pages: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            children.setdefault(int(stat[1]), []).append(int(entry.name))
            pages[int(entry.name)] = int(stat[21])
    found, todo = 0, [root]
    while todo:
        one = todo.pop()
        found += pages.get(one, 0)
        todo += children.get(one, [])
    return found * os.sysconf("SC_PAGE_SIZE")


def run(*arguments: str) -> tuple[float, float, float]:
    """Run kg: wall seconds, processor seconds, peak megabytes of all its processes."""
    before, start, peak = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter(), 0
    with subprocess.Popen([sys.executable, "-m", "kg", "-q", *arguments]) as process:
        done = threading.Event()

        def look() -> None:
            nonlocal peak
            while not done.wait(0.1):
                peak = max(peak, resident(process.pid))

        watcher = threading.Thread(target=look)
        watcher.start()
        status = process.wait()
        done.set()
        watcher.join()
    assert status == 0, arguments
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - start, used, peak / 1e6


def additions(settings: Settings, folder: Path, first: int) -> list[tuple[float, float]]:
    """Wall and processor seconds of one addition after the other; the first ones, which load everything, do not count."""
    times = []
    for number in range(first, first + ADDED + WARM):
        file = folder / f"{number}.md"
        file.write_text(generated.text(number), "utf-8")
        times.append(timed(lambda file=file: pipeline.add(file, settings)))
    return times[WARM:]


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Wall seconds, and processor seconds of this process and those that it began."""
    wall, used = time.perf_counter(), sum(os.times()[:4])
    work()
    return time.perf_counter() - wall, sum(os.times()[:4]) - used


def on(corpus: Path) -> None:
    """Additions to a corpus that is there already, and how they are taken out again; it is left as it was."""
    settings = Settings(corpus, str(corpus / ".kg"))
    with tempfile.TemporaryDirectory() as place:
        added = additions(settings, Path(place), APART)
        names = [f"{number}.md" for number in range(APART, APART + ADDED + WARM)]
        removed = [timed(lambda name=name: pipeline.remove([name], settings)) for name in names]
    print("".join(f"{name:>14}" for name in ("", "middle ms", "least", "most", "middle cpu ms")))
    for what, times in (("added", added), ("taken out", removed[WARM:])):
        wall, used = ([1000 * one for one in column] for column in zip(*times, strict=True))
        figures = (statistics.median(wall), min(wall), max(wall), statistics.median(used))
        print(f"{what:>14}" + "".join(f"{figure:>14,.0f}" for figure in figures))


def bare(store: Path, folder: Path) -> tuple[int, float]:
    """The number of quads, and the processor seconds that pyoxigraph alone takes to load them."""
    from pyoxigraph import RdfFormat, Store

    with open_store(store, read_only=True) as opened:
        lines = list(opened.dump_nquads())
    start = time.process_time()
    Store(str(folder / "bare")).bulk_load("\n".join(lines).encode(), RdfFormat.N_QUADS)
    return len(lines), time.process_time() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("articles", nargs="*", type=int, default=[1000])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--plot", type=Path)
    parser.add_argument("--on", type=Path, metavar="CORPUS")
    given = parser.parse_args()
    if given.on:
        return on(given.on)
    series: dict[str, dict[float, float]] = {}
    head = ("articles", "quads", "build s", "cpu s", "peak MB", "again s", "add ms", "add cpu ms", "bare cpu s")
    print("".join(f"{name:>12}" for name in head))
    for count in given.articles:
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            generated.write(folder / "corpus", count)
            settings = Settings(folder / "corpus", str(folder / ".kg"))
            where = ("--corpus", str(settings.corpus), "--store", settings.store)
            wall, used, peak = run(*where, "build", "--workers", str(given.workers))
            again, _, _ = run(*where, "build")
            added = additions(settings, folder, count)
            quads, alone = bare(folder / ".kg", folder)
        add_wall, add_cpu = (1000 * statistics.median(column) for column in zip(*added, strict=True))
        row = (count, quads, wall, used, peak, again, add_wall, add_cpu, alone)
        print("".join(f"{value:>12,.{0 if value > 100 else 1}f}" for value in row), flush=True)
        for name, value in zip(head[2:], row[2:], strict=True):
            series.setdefault(name, {})[count] = value
    if given.plot:
        plot(given.plot, "Building and adding", "articles", "", series)


if __name__ == "__main__":
    main()
