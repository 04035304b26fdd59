"""How long commands take and how much memory they need, as whole processes: `python benchmarks/commands.py [TEXTS]`.

TEXTS is a folder of articles (default: the shipped corpus). A peer runs in between: an empty Python process.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 5
CORPUS = Path(__file__).parent.parent / "corpus"


def run(command: list[str]) -> tuple[float, float]:
    """Wall seconds and peak resident megabytes of one run."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command)}: exit status {os.waitstatus_to_exitcode(status)}")
    return time.perf_counter() - start, usage.ru_maxrss / 1024


def main() -> None:
    texts = Path(sys.argv[1]) if len(sys.argv) > 1 else CORPUS
    kg = [sys.executable, "-m", "kg"]
    with tempfile.TemporaryDirectory() as folder:
        store = ["--store", f"{folder}/graph"]
        commands = {
            "python -c pass (peer)": [sys.executable, "-c", "pass"],
            "kg --help": [*kg, "--help"],
            f"kg build {texts.name}/ (new store)": [*kg, "--store", f"{folder}/new", "build", str(texts)],
            f"kg build {texts.name}/ (nothing changed)": [*kg, *store, "build", str(texts)],
            "kg query open-to-closed (warm)": [*kg, *store, "query", "open-to-closed"],
            "kg claims --format jsonl": [*kg, *store, "claims", "--format", "jsonl"],
        }
        run([*kg, *store, "build", str(texts)])
        taken: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
        for _ in range(ROUNDS):
            for name, command in commands.items():
                subprocess.run(["rm", "-rf", f"{folder}/new"], check=True)
                taken[name].append(run(command))
    size = sum(p.stat().st_size for p in texts.iterdir() if p.is_file()) / 1000
    print(f"{texts.name}: {size:.0f} kB; median of {ROUNDS} rounds, commands in turn\n")
    print(f"{'command':<44}{'seconds':>9}{'min–max':>14}{'peak MB':>9}")
    for name, rows in taken.items():
        walls = [wall for wall, _ in rows]
        spread = f"{min(walls):.2f}–{max(walls):.2f}"
        print(f"{name:<44}{statistics.median(walls):>9.2f}{spread:>14}{max(mb for _, mb in rows):>9.0f}")


if __name__ == "__main__":
    main()
