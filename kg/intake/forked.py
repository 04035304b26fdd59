"""A reading process forked from this one, for a process that may start no program: its kernel refuses that for good.

It is used as `subprocess.Popen` is, as far as kg/intake/apart.py goes.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable
from typing import IO, NoReturn

from kg.workers.crew import let_go

Work = Callable[[IO[bytes], IO[bytes]], None]


class Forked:
    """A process that does `work` with its input and its output, which are `stdin` and `stdout` here. Raises OSError."""

    def __init__(self, work: Work) -> None:
        inward, into = os.pipe()
        outof, outward = os.pipe()
        self.pid = os.fork()
        if not self.pid:
            _live(work, inward, outward)
        os.close(inward)
        os.close(outward)
        self.stdin: IO[bytes] = os.fdopen(into, "wb", 0)
        self.stdout: IO[bytes] = os.fdopen(outof, "rb", 0)
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """How it ended, as a status or a signal below zero; None while it runs."""
        if self.returncode is None:
            with contextlib.suppress(ChildProcessError):
                pid, status = os.waitpid(self.pid, os.WNOHANG)
                self.returncode = os.waitstatus_to_exitcode(status) if pid else None
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """How it ended. Raises subprocess.TimeoutExpired."""
        end = None if timeout is None else time.monotonic() + timeout
        while (code := self.poll()) is None:
            if end is not None and time.monotonic() >= end:
                raise subprocess.TimeoutExpired("a reading process", timeout or 0.0)
            time.sleep(0.01)
        return code

    def kill(self) -> None:
        if self.poll() is None:
            os.kill(self.pid, signal.SIGKILL)


def _live(work: Work, inward: int, outward: int) -> NoReturn:
    """The life of the forked process: it never comes back into the code that forked it."""
    status = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        let_go({inward, outward})
        with os.fdopen(inward, "rb") as source, os.fdopen(outward, "wb") as target:
            work(source, target)
        status = 0
    finally:
        os._exit(status)
