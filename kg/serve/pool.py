"""The workers: started beforehand, handed one query each, ended at a limit or when their asker leaves, and replaced."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from kg.errors import StoreError
from kg.explore.warming import STEPS
from kg.serve.limits import Limits
from kg.serve.refusal import Refusal

_START = 30.0  # seconds for a worker to open the snapshot
_DYING = 5.0  # seconds that one which has closed its output may still take to end
_AHEAD = 60.0  # seconds that one step of reading ahead may take
_QUIET = 1.0  # seconds without any query after which it begins
_LOOK = 1.0  # seconds between looks for a newer snapshot


@dataclass(frozen=True, slots=True)
class Answer:
    """What a worker gave: a status, a media type, a body, the number of rows and of the snapshot, a file's name."""

    status: int
    type: str
    body: bytes
    rows: int
    snapshot: int
    file: str = ""


class Gone(Exception):
    """A worker ended before it had answered."""


class Worker:
    """One process of kg/serve/worker.py."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.tired = False  # it has answered, and is to be replaced
        self.confined = False
        self.snapshot = 0
        self.ahead = 0  # how many steps it has read ahead

    @classmethod
    async def start(cls, path: str, limits: Limits, home: str = "") -> Worker:
        """Start one. Raises StoreError where it can not open the store."""
        worker = cls(await spawn("kg.serve.worker", path, json.dumps(asdict(limits)), home))
        try:
            async with asyncio.timeout(_START):
                head = await worker._head()
        except (Gone, TimeoutError):
            head = {"ready": False, "error": "a worker did not start"}
        except BaseException:
            worker.kill()
            raise
        if not head["ready"]:
            worker.kill()
            await worker.process.wait()
            raise StoreError(head["error"], path)
        worker.confined, worker.snapshot = head["confined"], head["snapshot"]
        return worker

    async def ask(self, job: Mapping[str, Any]) -> Answer:
        """Hand it a job and wait for the whole answer. Raises Gone."""
        assert self.process.stdin and self.process.stdout
        data = json.dumps(job).encode()
        try:
            self.process.stdin.write(len(data).to_bytes(4, "big") + data)
            await self.process.stdin.drain()
            head = await self._head()
            body = await self.process.stdout.readexactly(head["size"])
        except (ConnectionError, asyncio.IncompleteReadError):
            raise Gone from None
        self.tired = head["tired"] or head.get("broken", False)
        return Answer(head["status"], head["type"], body, head["rows"], head["snapshot"], head.get("file", ""))

    async def _head(self) -> dict[str, Any]:
        assert self.process.stdout
        try:
            size = int.from_bytes(await self.process.stdout.readexactly(4), "big")
            head: dict[str, Any] = json.loads(await self.process.stdout.readexactly(size))
        except asyncio.IncompleteReadError:
            raise Gone from None
        return head

    def kill(self) -> None:
        """End it at once, whatever it does."""
        end(self.process)
        if self.process.stdin:
            self.process.stdin.close()

    async def last_words(self) -> tuple[int, str]:
        """The status and the line for the asker of a worker that ended by itself."""
        assert self.process.stderr
        said, code = b"", 0
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_DYING):
                said = await self.process.stderr.read()
                code = await self.process.wait()
        if code == -signal.SIGALRM:
            return 504, ""
        if code == -signal.SIGSEGV or b"overflowed its stack" in said:
            return 400, "the query is nested too deeply"
        if b"memory allocation" in said or b"MemoryError" in said or b"bad_alloc" in said or code == -signal.SIGKILL:
            return 507, ""
        return 500, "the query ended its worker"


def end(process: asyncio.subprocess.Process) -> None:
    """End it at once. The library's own kill() would lose the status of one that is dead already, and say so on the terminal."""
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)


async def spawn(module: str, *arguments: str) -> asyncio.subprocess.Process:
    """Start a module of this package as a process that shares nothing with this one but three pipes."""
    home = str(Path(__file__).resolve().parents[2])
    paths = [home, *filter(None, [os.environ.get("PYTHONPATH", "")])]
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",  # no module of the folder that the server runs in
        "-m",
        module,
        *arguments,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,  # an interrupt at the terminal is for the server
        env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
    )


class Pool:
    """So many workers over one store, a folder or an address. `home`: where the notes of its corpus lie, where that is
    not in the store. `start` before, `close` after.
    """

    def __init__(self, path: str, limits: Limits, home: str = "") -> None:
        self.path, self.limits, self.home = path, limits, home
        self.confined = False
        self.snapshot = 0  # the number of the newest one that a worker has opened
        self._idle: asyncio.Queue[Worker] = asyncio.Queue()
        self._workers: set[Worker] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._waiting = 0
        self._prepared = (0, 0)  # the snapshot of a large corpus that was read ahead last
        self._preparing = False  # one at a time: what comes meanwhile is read ahead after it
        self._asked = 0.0  # when a query last came or was answered

    @property
    def ready(self) -> bool:
        """Whether there is a worker that answers, now or when it has done what it does."""
        return bool(self._workers)

    async def start(self) -> None:
        """Start the workers. Raises StoreError where the first one can not open the store."""
        await self._add()
        for _ in range(self.limits.workers - 1):
            self._later(self._replace())
        self._later(self._keep_up())
        self._later(self._keep_ahead())

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        for worker in self._workers:
            worker.kill()
        await asyncio.gather(*self._tasks, *(worker.process.wait() for worker in self._workers), return_exceptions=True)

    async def run(self, job: Mapping[str, Any]) -> Answer:
        """Have a worker answer. Cancelled, it ends the query. Raises Refusal: 503, 504, 507, 400."""
        self._asked = time.monotonic()
        worker = await self._free()
        try:
            async with asyncio.timeout(self.limits.seconds):
                answer = await worker.ask(job)
        except TimeoutError:
            self._end(worker)
            raise self._too_long() from None
        except Gone:
            said = await worker.last_words()
            self._end(worker)
            raise self._refusal(*said) from None
        except BaseException:
            self._end(worker)
            raise
        self._asked = time.monotonic()
        self.snapshot = answer.snapshot or self.snapshot
        if worker.tired:
            self._end(worker)
        else:
            self._idle.put_nowait(worker)
        if answer.status == 507:
            raise self._refusal(507, "")
        return answer

    async def _free(self) -> Worker:
        if self._waiting >= self.limits.queue:
            raise Refusal(503, "too many queries wait already; ask again later")
        self._waiting += 1
        try:
            async with asyncio.timeout(self.limits.wait):
                while True:
                    worker = await self._idle.get()
                    if worker.process.returncode is None:
                        return worker
                    self._end(worker)  # somebody else has ended it meanwhile
        except TimeoutError:
            raise Refusal(503, "all workers are busy; ask again later") from None
        finally:
            self._waiting -= 1

    def _refusal(self, status: int, text: str) -> Refusal:
        if status == 507:
            return Refusal(507, f"the query was stopped at its limit of {self.limits.memory >> 20} MiB of memory")
        return self._too_long() if status == 504 else Refusal(status, text)

    def _too_long(self) -> Refusal:
        return Refusal(504, f"the query was stopped at its limit of {self.limits.seconds:g} seconds")

    # --- who is there ---

    async def _add(self) -> None:
        worker = await Worker.start(self.path, self.limits, self.home)
        self.confined, self.snapshot = worker.confined, worker.snapshot
        self._workers.add(worker)
        self._idle.put_nowait(worker)

    def _end(self, worker: Worker) -> None:
        worker.kill()
        self._workers.discard(worker)
        self._later(self._bury(worker))
        self._later(self._replace())

    @staticmethod
    async def _bury(worker: Worker) -> None:
        await worker.process.wait()

    async def _replace(self) -> None:
        """Put a new worker in; where the store can not be opened now, try again until it can."""
        pause = 0.1
        while True:
            try:
                return await self._add()
            except (StoreError, OSError):
                await asyncio.sleep(pause)
                pause = min(pause * 2, 5.0)

    async def _keep_up(self) -> None:
        """Change idle workers over to a newer snapshot, so that no old one is kept on the disk for nobody."""
        from kg.store import newest

        seen = await asyncio.to_thread(newest, self.path)
        while True:
            await asyncio.sleep(_LOOK)
            now = await asyncio.to_thread(newest, self.path)
            if now == seen:
                continue
            seen = now
            for worker in self._workers:
                worker.ahead = 0
            for _ in range(self._idle.qsize()):
                with contextlib.suppress(Refusal):
                    await self.run({"refresh": True})

    async def _prepare(self) -> None:
        """Have a large corpus read ahead in a process of its own, and the workers take up what it wrote."""
        self._preparing = True
        process = await spawn("kg.serve.prepare", self.path)
        try:
            await process.communicate()
        finally:
            self._preparing = False
            end(process)
        for worker in self._workers:
            worker.ahead = 0

    async def _keep_ahead(self) -> None:
        """Have idle workers read what the explorer's views need, in short steps, while nobody asks for anything."""
        from kg.store import newest

        while True:
            quiet = time.monotonic() - self._asked > _QUIET and self._idle.qsize() == len(self._workers)
            worker = self._behind() if quiet else None
            if worker is None:
                await asyncio.sleep(_QUIET / 5)
                continue
            try:
                async with asyncio.timeout(_AHEAD):
                    answer = await worker.ask({"ahead": worker.ahead})
            except (Gone, TimeoutError):
                self._end(worker)
                return  # what takes too much is read when somebody asks for it
            except BaseException:
                self._end(worker)
                raise
            worker.ahead += 1
            self._idle.put_nowait(worker)
            large = bool(answer.rows) and not self._preparing
            if large and self._prepared != (now := await asyncio.to_thread(newest, self.path)):
                self._prepared = now
                self._later(self._prepare())
            if answer.status != 200:
                return

    def _behind(self) -> Worker | None:
        """Take an idle worker that has not read ahead yet; None where there is none."""
        for _ in range(self._idle.qsize()):
            worker = self._idle.get_nowait()
            if worker.ahead < len(STEPS) and worker.process.returncode is None:
                return worker
            self._idle.put_nowait(worker)
        return None

    def _later(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
