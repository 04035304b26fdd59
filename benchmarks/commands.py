"""What commands cost as whole processes: `python benchmarks/commands.py [TEXTS] [--rounds N]`.

TEXTS is a folder of articles (default: the shipped corpus). Processor seconds (of all processes of a command) count where
others use the machine too. A peer runs in between: an empty Python process. What is kept in the user's cache is there.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CORPUS = Path(__file__).parent.parent / "corpus"


NOTE = """---
title: A short note
date: 2026-01-02
---
Mistral released the weights of Mistral 7B under Apache 2.0. OpenAI keeps GPT-4 closed.
"""


def run(command: list[str]) -> tuple[float, float, float]:
    """Processor seconds, wall seconds and peak resident megabytes of one run."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command)}: exit status {os.waitstatus_to_exitcode(status)}")
    return usage.ru_utime + usage.ru_stime, time.perf_counter() - start, usage.ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("texts", nargs="?", type=Path, default=CORPUS)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    texts, kg = given.texts, [sys.executable, "-m", "kg"]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "note.md").write_text(NOTE, "utf-8")
        shutil.copytree(texts, folder / "corpus")
        own = ["--corpus", f"{folder}/corpus"]
        store, spare = [*own, "--store", f"{folder}/graph"], ["--corpus", f"{folder}/spare", "--store", f"{folder}/copy"]
        commands = {
            "python -c pass (peer)": [sys.executable, "-c", "pass"],
            "kg --help": [*kg, "--help"],
            f"kg build {texts.name}/ (new store)": [*kg, *own, "--store", f"{folder}/new", "build"],
            f"kg build {texts.name}/ (nothing changed)": [*kg, *store, "build"],
            "kg add, a note of two sentences": [*kg, *spare, "add", f"{folder}/note.md"],
            "kg query open-to-closed": [*kg, *store, "query", "open-to-closed"],
            "kg claims --format jsonl": [*kg, *store, "claims", "--format", "jsonl"],
        }
        run([*kg, *store, "build"])
        taken: dict[str, list[tuple[float, float, float]]] = {name: [] for name in commands}
        for number in range(given.rounds + 1):
            for name, command in commands.items():
                for gone in ("new", "copy", "spare"):
                    shutil.rmtree(folder / gone, ignore_errors=True)
                shutil.copytree(folder / "corpus", folder / "spare")
                shutil.copytree(folder / "graph", folder / "copy")
                measured = run(command)
                if number:  # the first fills the caches
                    taken[name].append(measured)
    size = sum(p.stat().st_size for p in texts.rglob("*") if p.is_file()) / 1000
    print(f"{texts.name}: {size:.0f} kB; median of {given.rounds} rounds, commands in turn\n")
    print(f"{'command':<44}{'cpu s':>9}{'min–max':>14}{'wall s':>9}{'peak MB':>9}")
    for name, rows in taken.items():
        used = [cpu for cpu, _, _ in rows]
        spread = f"{min(used):.2f}–{max(used):.2f}"
        wall = statistics.median(wall for _, wall, _ in rows)
        print(f"{name:<44}{statistics.median(used):>9.2f}{spread:>14}{wall:>9.2f}{max(mb for *_, mb in rows):>9.0f}")


if __name__ == "__main__":
    main()
