"""Workspaces in a folder, three short articles to fill them, and another process that holds one."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kg.settings import Settings
from kg.store import open_store
from kg.updating import building, pipeline

A = "---\ntitle: Llama\ndate: 2023-08-01\n---\n2023年7月，Meta发布LLaMA 2，可免费商用。\n"
B = "---\ntitle: A turn\ndate: 2024-01-05\n---\nOpenAI moved from open source to closed. OpenAI released GPT-4 in March 2023.\n"
C = "---\ntitle: Qwen\ndate: 2024-09-20\n---\n阿里云发布并开源了Qwen2.5-72B。通义千问一直是开源模型。\n"


def workspace(folder: Path) -> Settings:
    (folder / "corpus").mkdir(parents=True, exist_ok=True)
    return Settings(folder / "corpus", str(folder / ".kg"))


@contextmanager
def fixed_code() -> Iterator[pytest.MonkeyPatch]:
    """The code does not change, even under an editor: what was built by it stays in line with it."""
    with pytest.MonkeyPatch.context() as patch:
        for room in (building, pipeline):
            patch.setattr(room, "fingerprint", lambda *_: "fixed")
        yield patch


def dump(settings: Settings) -> str:
    store = open_store(settings.store, read_only=True)
    try:
        return "\n".join(store.dump_nquads())
    finally:
        store.close()


HOLD = """
import sys, time
from pathlib import Path
from kg.updating import changes
from kg.settings import Settings
with changes.alone(Settings(Path(sys.argv[1]), sys.argv[2])):
    print("held", flush=True)
    time.sleep(float(sys.argv[3]))
"""


def hold(made: Settings, seconds: float) -> subprocess.Popen[str]:
    """Another process that holds the workspace."""
    command = [sys.executable, "-c", HOLD, str(made.corpus), made.store, str(seconds)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout and process.stdout.readline() == "held\n"
    return process
