"""Which step of a build takes how much memory: `python benchmarks/memory.py [ARTICLES …]` (2,000), one line for each step.

For each size a generated corpus is built in a process of its own that extracts with one more. Anonymous memory of the one
that writes, at the end of the step and at most within it (looked at twenty times a second), beside its processor seconds.
"""

from __future__ import annotations

import functools
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import generated

from kg import deriving
from kg.commands.console import CYCLES
from kg.settings import Settings
from kg.updating import building, notes, pipeline

STEPS = (  # the module and the function at whose end a line is written
    (building, "read_all"), (building, "_due"), (building, "load_graphs"), (deriving, "settle"), (notes, "keep"),
    (building, "_counts"),
)  # fmt: skip


def held() -> int:
    """Bytes of this process that no file stands for."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("RssAnon"))
    return int(line.split()[1]) * 1024


class Looking:
    """The most that was held since the last line."""

    def __init__(self) -> None:
        self.most = 0
        threading.Thread(target=self._look, daemon=True).start()

    def _look(self) -> None:
        while True:
            self.most = max(self.most, held())
            time.sleep(0.05)

    def line(self, step: str) -> None:
        now = held()
        print(f"{step:<16}{time.process_time():>10.1f}{now / 1e6:>10.0f}{max(self.most, now) / 1e6:>10.0f}", flush=True)
        self.most = 0


def told(looking: Looking, module: Any, name: str) -> None:
    """Let a function write a line when it is done."""
    plain = getattr(module, name)

    @functools.wraps(plain)
    def around(*given: Any, **named: Any) -> Any:
        found = plain(*given, **named)
        looking.line(name.strip("_"))
        return found

    setattr(module, name, around)


def build(count: int) -> None:
    """Build so many articles in this process."""
    import gc

    gc.set_threshold(*CYCLES)
    with tempfile.TemporaryDirectory() as place:
        generated.write(Path(place) / "corpus", count)
        looking = Looking()
        looking.line("(begun)")
        for module, name in STEPS:
            told(looking, module, name)
        pipeline.build(None, Settings(Path(place) / "corpus", str(Path(place) / ".kg")), workers=1)
        looking.line("(done)")


def main() -> None:
    if sys.argv[1:2] == ["--one"]:
        return build(int(sys.argv[2]))
    for count in sys.argv[1:] or ["2000"]:
        print(f"\n{int(count):,} articles\n{'step':<16}{'cpu s':>10}{'MB':>10}{'peak MB':>10}", flush=True)
        subprocess.run([sys.executable, __file__, "--one", count], check=True)
    return None


if __name__ == "__main__":
    main()
