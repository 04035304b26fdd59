"""What reading costs: each sort in this process and in the process apart, beside the bare start of that process.

    python benchmarks/reading.py [TIMES]

Medians of TIMES runs (default 15) of one made document of each sort, in milliseconds.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import documents  # noqa: E402

from kg.intake.apart import Apart  # noqa: E402
from kg.limits import DEFAULT  # noqa: E402
from kg.read import read_drafts  # noqa: E402


def median(times: int, work: Callable[[], object]) -> float:
    """Milliseconds of one run, the middling of several after one that does not count."""
    work()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


def main() -> None:
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 15

    def start() -> None:
        reader = Apart(DEFAULT)
        list(reader.drafts(b"%PDF-", "a.pdf"))
        reader.close()

    print(f"{'the process apart, started and ended':40} {median(max(3, times // 5), start):8.1f} ms")
    reader = Apart(DEFAULT)
    for name, raw in documents.all_sorts().items():
        if name.endswith(".zip"):
            continue
        here = median(times, lambda raw=raw, name=name: list(read_drafts(raw, name)))  # type: ignore[misc]
        apart = median(times, lambda raw=raw, name=name: list(reader.drafts(raw, name)))  # type: ignore[misc]
        print(f"{name:10} {len(raw):7} bytes   here {here:7.1f} ms   apart {apart:7.1f} ms")
    reader.close()


if __name__ == "__main__":
    main()
