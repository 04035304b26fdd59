"""Worker processes forked from this one, each of which may be ended: what breaks one is the fault of one task alone.

A worker is told numbers of tasks and gives back results. It writes down which task it is at, and since when, in memory
that it shares with this process: so a task that takes too long, or that ends its worker, is known for certain. The
worker is replaced, and the other tasks that it had are given to others.
"""

from __future__ import annotations

import contextlib
import gc
import mmap
import os
import pickle
import queue
import signal
import struct
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, Generic, NoReturn, TypeVar

from kg.errors import KgError, StoreError
from kg.workers import confine

T = TypeVar("T")
R = TypeVar("R")

DEEP = 16  # tasks that wait for one worker, at most
AHEAD = 64  # the same under way or waiting to be taken, where nothing else is asked for
NONE = -1  # the number of no task


@dataclass(frozen=True, slots=True)
class Lost:
    """A task without a result. `how`: time, memory, ended (its process, by itself) or failed; `words`: with what."""

    how: str
    words: str = ""


def each(
    work: Callable[[T], R], tasks: Sequence[T], workers: int, seconds: float = 0, memory: int = 0, ahead: int = AHEAD
) -> Iterator[R | Lost]:
    """What `work` makes of each task, in their order, or that it was lost.

    `seconds` and `memory` (bytes, beyond what a worker has when it begins a task) bound each task; 0: nothing does.
    `ahead`: tasks for each worker that are under way or wait to be taken, at most.
    Raises the KgError that `work` raises, and StoreError where no process can be started.
    """
    crew = _Crew(work, tasks, seconds, memory, ahead)
    try:
        yield from crew.run(min(workers, len(tasks)))
    finally:
        crew.end()


# --- the one who has work done ---------------------------------------------------------------------------------------


class _Crew(Generic[T, R]):
    def __init__(self, work: Callable[[T], R], tasks: Sequence[T], seconds: float, memory: int, ahead: int) -> None:
        self.work, self.tasks, self.seconds, self.memory, self.ahead = work, tasks, seconds, memory, ahead
        self.hands: list[_Hand] = []
        self.again: deque[int] = deque()  # handed to a worker that was lost
        self.next = 0  # the first task that was never handed out
        self.made: dict[int, R | Lost | KgError] = {}

    def run(self, workers: int) -> Iterator[R | Lost]:
        for number in range(len(self.tasks)):
            while number not in self.made:
                self._hand_out(workers, number + self.ahead * workers)
                self._wait()
            found = self.made.pop(number)
            if isinstance(found, KgError):
                raise found
            self._hand_out(workers, number + self.ahead * workers)  # there is work while the caller is at its own
            yield found

    def end(self) -> None:
        for hand in self.hands:
            hand.end()
        self.hands.clear()

    def _hand_out(self, workers: int, until: int) -> None:
        """Give each worker its share of what is to be done, up to the task `until`."""
        while len(self.hands) < workers and (self.again or self.next < len(self.tasks)):
            self.hands.append(_Hand(self.work, self.tasks, self.memory))
        deep = max(1, min(DEEP, (len(self.tasks) - self.next) // (2 * workers)))
        for hand in sorted(self.hands, key=lambda hand: len(hand.has)):
            while len(hand.has) < deep and (self.again or self.next < min(until, len(self.tasks))):
                if self.again:
                    hand.give(self.again.popleft())
                else:
                    hand.give(self.next)
                    self.next += 1

    def _wait(self) -> None:
        """Take what has come in by the time that the first worker must be done, and end those that are late."""
        late = [hand.late_at(self.seconds) for hand in self.hands if hand.has] if self.seconds else []
        left = max(0.0, min(late) - time.monotonic()) if late else None
        for ready in wait([hand.done for hand in self.hands if hand.has], left):
            hand = next(one for one in self.hands if one.done is ready)
            try:
                number, found = hand.take()
            except (EOFError, OSError, pickle.UnpicklingError):
                self._lose(hand, Lost("ended"))
            else:
                self.made[number] = found
                if isinstance(found, Lost) and found.how == "memory":  # what is left of its memory is not worth using
                    self._replace(hand)
        for hand in [hand for hand in self.hands if hand.has and self.seconds]:
            if hand.late_at(self.seconds) <= time.monotonic() and not hand.done.poll():
                self._lose(hand, Lost("time"))

    def _lose(self, hand: _Hand, lost: Lost) -> None:
        at, _ = hand.at()
        if at in hand.has:
            hand.has.remove(at)
            self.made[at] = lost
        elif lost.how == "ended":  # between two tasks: it would only end again
            self.made[hand.has.popleft()] = lost
        self._replace(hand)

    def _replace(self, hand: _Hand) -> None:
        self.again.extendleft(reversed(hand.has))
        self.hands.remove(hand)
        hand.end()


class _Hand:
    """One worker process, as the one who began it sees it."""

    def __init__(self, work: Callable[[Any], Any], tasks: Sequence[Any], memory: int) -> None:
        todo, self.todo = Pipe(duplex=False)
        self.done, done = Pipe(duplex=False)
        self.place = mmap.mmap(-1, _PLACE.size)  # shared with the process that is forked
        self.has: deque[int] = deque()
        _note(self.place, NONE)
        parent = os.getpid()
        try:
            self.process = os.fork()
        except OSError as error:
            raise StoreError(f"no process can be started: {error.strerror}", "", "close others, or --workers 1") from None
        if not self.process:
            _live(_Worker(work, tasks, memory, todo, done, self.place), parent)
        todo.close()
        done.close()

    def give(self, number: int) -> None:
        self.has.append(number)
        with contextlib.suppress(OSError):  # its end shows when its results are waited for
            self.todo.send(number)

    def take(self) -> tuple[int, Any]:
        number, found = pickle.loads(self.done.recv_bytes())
        self.has.remove(number)
        return number, found

    def at(self) -> tuple[int, float]:
        """The task that it is at, and since when."""
        since, number = _PLACE.unpack(self.place[:])
        return number, since

    def late_at(self, seconds: float) -> float:
        """When it is late with what it is at; not before so many seconds from now where it is at nothing."""
        number, since = self.at()
        return (since if number in self.has else time.monotonic()) + seconds

    def end(self) -> None:
        with contextlib.suppress(OSError):
            os.kill(self.process, signal.SIGKILL)
        with contextlib.suppress(OSError):
            os.waitpid(self.process, 0)
        self.todo.close()
        self.done.close()
        self.place.close()


_PLACE = struct.Struct("dq")  # since when it is at its task, and the task's number


def _note(place: mmap.mmap, number: int) -> None:
    """Write down the task that a worker is at: the time first, so that no other task is taken for late.

    Each part is packed before it is put there: `pack_into` writes zeros first, and who looked then saw a task begun long ago.
    """
    place[:8] = struct.pack("d", time.monotonic())
    place[8:] = struct.pack("q", number)


# --- the worker ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Worker:
    work: Callable[[Any], Any]
    tasks: Sequence[Any]
    memory: int
    todo: Connection
    done: Connection
    place: mmap.mmap

    def serve(self) -> None:
        """Do what comes in until nothing more will, and send it on beside that: whoever waits for it may be busy."""
        results: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        sender = threading.Thread(target=self._send, args=(results,), daemon=True)
        sender.start()
        with contextlib.suppress(EOFError):
            while True:
                number = self.todo.recv()
                _note(self.place, number)
                found = self._tried(number)
                _note(self.place, NONE)
                results.put(found)
        results.put(None)
        sender.join()

    def _send(self, results: queue.SimpleQueue[bytes | None]) -> None:
        with contextlib.suppress(OSError):
            while (found := results.get()) is not None:
                self.done.send_bytes(found)

    def _tried(self, number: int) -> bytes:
        """The result of a task, packed within the bound on memory too."""
        found: Any
        try:
            if self.memory:
                confine.bound_memory(self.memory)
            return pickle.dumps((number, self.work(self.tasks[number])))
        except KgError as error:
            found = error
        except MemoryError:
            found = Lost("memory")
        except RecursionError:
            found = Lost("failed", "nested too deeply")
        except Exception as error:  # a fault of ours or of a library's: the others are done all the same
            found = Lost("failed", _words(error))
        confine.bound_memory(0)
        return pickle.dumps((number, found))


def _words(error: Exception) -> str:
    frame = error.__traceback__
    while frame and frame.tb_next:
        frame = frame.tb_next
    place = f"{Path(frame.tb_frame.f_code.co_filename).name}:{frame.tb_lineno}" if frame else ""
    return " ".join(f"{type(error).__name__}: {error} [{place}]".split())[:300]


def _live(worker: _Worker, parent: int) -> NoReturn:
    """The life of the forked process: it never comes back into the code that forked it."""
    status = 1
    try:
        gc.freeze()  # what is shared with the parent stays shared: its objects are not gone through here
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the one who ends it
        let_go({worker.todo.fileno(), worker.done.fileno(), *getattr(worker.tasks, "handles", ())})
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
        worker.serve()
        status = 0
    finally:
        os._exit(status)


def let_go(keep: set[int]) -> None:
    """Hold no file of the parent's but those of the tasks: its locks are to end with it, and so are its pipes to other workers."""
    nothing = os.open(os.devnull, os.O_RDWR)
    try:
        handles = {int(name) for name in os.listdir("/dev/fd")}
    except OSError:  # a system that does not list them
        handles = set(range(1024))
    for handle in handles - keep - {0, 1, 2, nothing}:
        with contextlib.suppress(OSError):  # the one that the list was read by is closed already
            os.fstat(handle)
            os.dup2(nothing, handle)


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.2)
    os._exit(1)
