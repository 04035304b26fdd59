"""Reading in a process of its own: it is ended when it takes too long, and what ends it is one file's fault."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from kg.errors import ReadError
from kg.intake import worker
from kg.intake.forked import Forked
from kg.limits import Limits
from kg.read.draft import Draft
from kg.read.sorts import HTML_ALONE, READERS, by_bytes

_START = 30.0  # seconds to start
_SLACK = 2_000_000  # bytes of a message beyond an article's text


class _Ended(Exception):
    """The process is gone."""


class Apart:
    """One reading process, started at the first need and again after each end. It reads one thing at a time."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.process: subprocess.Popen[bytes] | Forked | None = None
        self.busy = False

    def close(self) -> None:
        """End the process."""
        if self.process is not None:
            with contextlib.suppress(OSError):
                self.process.kill()
            for pipe in (self.process.stdin, self.process.stdout):
                with contextlib.suppress(OSError):
                    if pipe:
                        pipe.close()
            self.process.wait()
            self.process = None

    def drafts(self, raw: bytes, name: str, media: str = "", charset: str = "") -> Iterator[Draft | ReadError]:
        """What `read_drafts` gives, within the limits of time and memory; each article has the whole time."""
        if self.busy:  # both sides would wait for the other to read, or one be given the other's articles
            raise RuntimeError("a reading process was asked for a second thing before it was done with the first")
        head = {"name": name, "media": media, "charset": charset, "size": len(raw), "limits": asdict(self.limits)}
        self.busy = True
        try:
            self._begin(json.dumps(head).encode(), raw)
            while True:
                message = self._next(self.limits.seconds)
                if "draft" in message:
                    draft = message["draft"]
                    yield Draft(**{**draft, "flaws": tuple(map(tuple, draft["flaws"]))})
                elif "fault" in message:
                    yield ReadError(*message["fault"])
                elif "broken" in message:
                    self.close()
                    yield self._no_memory(name)
                    return
                else:
                    return
        except TimeoutError:
            self.close()
            yield ReadError(f"not read after {self.limits.seconds:g} s", name, "split it, or set KG_READ_SECONDS")
        except (_Ended, OSError, ValueError, TypeError, KeyError):
            yield self._last_words(name)
        except GeneratorExit:
            self.close()
            raise
        finally:
            self.busy = False

    def _run(self) -> None:
        if self.process is None or self.process.poll() is not None:
            self.close()
            self.process = _start(self.limits.memory)
            if "ready" not in self._next(_START):
                raise _Ended

    def _begin(self, head: bytes, raw: bytes) -> None:
        self._run()
        assert self.process and self.process.stdin
        try:
            self.process.stdin.write(len(head).to_bytes(4, "big") + head + raw)
            self.process.stdin.flush()
        except BrokenPipeError:
            raise _Ended from None

    def _next(self, seconds: float) -> dict[str, Any]:
        deadline = time.monotonic() + seconds
        size = int.from_bytes(self._exactly(4, deadline), "big")
        if size > 8 * self.limits.text + _SLACK:
            raise _Ended
        message: dict[str, Any] = json.loads(self._exactly(size, deadline))
        return message

    def _exactly(self, size: int, deadline: float) -> bytes:
        assert self.process and self.process.stdout
        source, parts = self.process.stdout.fileno(), []
        while size:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([source], [], [], left)[0]:
                raise TimeoutError
            data = os.read(source, min(size, 1 << 20))
            if not data:
                raise _Ended
            parts.append(data)
            size -= len(data)
        return b"".join(parts)

    def _no_memory(self, name: str) -> ReadError:
        what = f"needs more than {self.limits.memory:,} bytes of memory"
        return ReadError(what, name, "split it, or set KG_READ_MEMORY")

    def _last_words(self, name: str) -> ReadError:
        code = None
        if self.process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                code = self.process.wait(5)
        self.close()
        if code is not None and -code in (signal.SIGABRT, signal.SIGTRAP, signal.SIGILL, signal.SIGKILL):
            return self._no_memory(name)
        return ReadError("broke the program that reads it", name, "download or copy it again")


def _start(memory: int) -> subprocess.Popen[bytes] | Forked:
    home = str(Path(__file__).resolve().parents[2])
    paths = [home, *filter(None, [os.environ.get("PYTHONPATH", "")])]
    try:
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "kg.intake.worker", str(memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        )
    except PermissionError:  # it was given up, as the explorer's page has it; what reads is then forked, and gives up as much
        return Forked(lambda source, target: worker.serve(source, target, memory))


def is_risky(raw: bytes, name: str) -> bool:
    """Whether bytes are read apart: a sort that READERS marks so, or a text of some size. Raises ReadError."""
    sort = by_bytes(raw, name)
    return (READERS[sort].apart == 0) if sort else len(raw) >= HTML_ALONE
