"""A change of a workspace: one at a time, and whole or not at all, in the corpus and in the graph together.

Files are written beside the corpus and the graph into a snapshot that nobody sees. Then one small file, the pending
change, says what is to be put in its place: from the moment when it is on the disk the change has happened, before it
has not. Whoever comes next does what it says, however often it was broken off, and takes away what nobody said.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import gc
import json
import os
import shutil
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from kg import deriving, files
from kg.errors import BusyStore, CorpusError, KgError, OldStore, StoreError
from kg.settings import Settings
from kg.store import UNPUBLISHED, Store, open_store, register, snapshots
from kg.telling import tell

STAGED = ".kg-new"  # beginning of a folder's name in the corpus: files that wait for their names
TRIED = ".kg-try-"  # beside the store: what a dry run looks at, with the number of its process
NOTES = "kg-build.json"  # in the store: what its graphs come from


def home(settings: Settings) -> Path:
    """The folder of what belongs to the graph; for a graph on a server one beside the corpus."""
    if "://" in settings.store:
        from kg.store.wire import shown

        known = shown(settings.store).rstrip("/")  # whoever asks, with whatever password
        return settings.corpus.absolute().parent / f".kg-{sha256(known.encode()).hexdigest()[:8]}"
    return Path(settings.store).absolute()


def beside(settings: Settings, ending: str) -> Path:
    """A file beside the store, so that it stays when the store's folder is exchanged."""
    place = home(settings)
    return place.with_name(f"{place.name}.{ending}")


def staged(settings: Settings) -> str:
    """The folder of files that wait for their names: each graph of a corpus has its own, for each has its own lock."""
    seen = os.path.relpath(home(settings), settings.corpus.absolute())  # a workspace may be moved
    return STAGED if seen == os.path.join(os.pardir, ".kg") else f"{STAGED}-{sha256(os.fsencode(seen)).hexdigest()[:8]}"


# --- one at a time ---------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Lock:
    turn: threading.RLock = field(default_factory=threading.RLock)
    depth: int = 0
    handle: int = -1


_LOCKS: dict[Path, _Lock] = {}


@contextlib.contextmanager
def alone(settings: Settings, wait: float | None = None) -> Iterator[None]:
    """Hold the workspace: nobody else changes it meanwhile. Within itself it may be held again.

    Waits `wait` seconds (by default as the settings say) for another process, after saying so.
    Raises BusyStore, with who holds it, when that is not enough.
    """
    path = beside(settings, "lock")
    lock = _LOCKS.setdefault(path, _Lock())
    with lock.turn:
        if lock.depth == 0:
            lock.handle = _take(path, settings.wait if wait is None else wait)
        lock.depth += 1
        try:
            yield
        finally:
            lock.depth -= 1
            if lock.depth == 0 and lock.handle >= 0:
                with contextlib.suppress(OSError):
                    os.ftruncate(lock.handle, 0)
                os.close(lock.handle)
                lock.handle = -1


def _take(path: Path, wait: float) -> int:
    """An open, locked file; -1 where nothing can be written, so that nobody needs to be kept out."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NONBLOCK, 0o644)
    except OSError as error:
        if snapshots.is_read_only(error):
            return -1
        raise _no_lock(path, error) from None
    try:
        _wait_for(handle, fcntl.LOCK_EX, wait, path)
    except BusyStore:
        os.close(handle)
        raise
    with contextlib.suppress(OSError):  # where the disk is full, the name of the holder is missing
        os.ftruncate(handle, 0)
        os.pwrite(handle, json.dumps(_myself()).encode(), 0)
    return handle


def _no_lock(path: Path, error: OSError) -> StoreError:
    """What to tell where the file that says who is changing the workspace can not be opened."""
    todo = "make room" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "delete it, it holds nothing"
    return StoreError(f"the workspace can not be locked: {error.strerror}", str(path), todo)


def _wait_for(handle: int, how: int, wait: float, path: Path) -> None:
    """Lock an open file, after others. Says so where it has to wait; raises BusyStore after `wait` seconds."""
    end, told = time.monotonic() + wait, False
    while True:
        try:
            return fcntl.flock(handle, how | fcntl.LOCK_NB)
        except OSError:
            who = _holder(handle)
        if time.monotonic() >= end:
            todo = "wait for it, or for longer: --wait SECONDS"
            raise BusyStore(f"{who} is changing this workspace", str(path.parent), todo)
        if not told:
            tell("waiting", who=who, seconds=f"{wait:g}")
        told = True
        time.sleep(0.1)


def _myself() -> dict[str, Any]:
    command = " ".join([Path(sys.argv[0] or "python").stem.replace("__main__", "kg"), *sys.argv[1:]])
    return {"process": os.getpid(), "command": command[:200], "since": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")}


def _holder(handle: int) -> str:
    try:
        said = json.loads(os.pread(handle, 4096, 0))
        return f"{said['command']} (process {said['process']}, since {said['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"


# --- whole or not at all ---------------------------------------------------------------------------------------------


class Files:
    """What is to become of files and folders: staged first, then named in the pending change, then put in place."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.dry = False  # only looked at: nothing is written
        self._puts: list[tuple[Path, Path, bool]] = []
        self._taken: set[Path] = set()
        self._drops: list[Path] = []
        self._swaps: list[tuple[Path, Path, Path]] = []

    def put(self, path: Path, raw: bytes | Iterable[bytes], over: bool = False) -> None:
        """Let a file be, given whole or in parts; `over`: in the place of the one that is there. Raises CorpusError."""
        folder = self.settings.corpus if path.is_relative_to(self.settings.corpus) else path.parent
        waiting = folder / staged(self.settings) / f"{len(self._puts)}"
        self._puts.append((waiting, path, over))
        self._taken.add(path)
        if self.dry:
            return
        try:
            snapshots.make_folder(waiting.parent)
            with waiting.open("wb") as file:
                file.writelines([raw] if isinstance(raw, bytes) else raw)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            reason = f"can not be written: {error.strerror or error}"
            raise CorpusError(reason, str(path.parent), "make room or check the permissions") from None

    def taken(self) -> set[Path]:
        """The places that are to be filled."""
        return self._taken

    def drop(self, path: Path) -> None:
        """Let a file be gone. Raises CorpusError."""
        if not self.dry and not os.access(path.parent, os.W_OK):
            raise CorpusError("can not be deleted: nothing can be written there", str(path), "check the permissions")
        self._drops.append(path)

    def swap(self, fresh: Path, place: Path) -> None:
        """Let a folder take the place of another, which goes."""
        self._swaps.append((fresh, place, place.with_name(f"{place.name}.before")))

    def write_down(self, number: int = 0) -> None:
        """Put all this, and the snapshot of this number, down as the pending change: from now on it has happened."""
        for folder in {waiting.parent for waiting, _, _ in self._puts}:
            files.sync_folder(folder)
        here = beside(self.settings, "pending").parent
        todo = {
            "puts": [[_from(a, here), _from(b, here), over] for a, b, over in self._puts],
            "drops": [_from(path, here) for path in self._drops],
            "swaps": [[_from(path, here) for path in three] for three in self._swaps],
            "show": number,
        }
        try:
            files.replace(beside(self.settings, "pending"), [json.dumps(todo)], durably=True, alone=True)
        except OSError as error:
            raise StoreError(f"can not be written: {error.strerror}", str(here), "make room and try again") from None


class Change(Files):
    """What is to be put in place. `store` is open for writing; what it is given is seen when the change is done."""

    def __init__(self, settings: Settings, store: Store) -> None:
        super().__init__(settings)
        self.store = store
        self.done = False

    def commit(self) -> None:
        """Do it: when this returns, files and graph are on the disk, and seen."""
        deriving.settle(self.store)
        self.write_down(self.store.prepare())
        self.done = True
        finish(self.settings, show=False)
        self.store.publish()
        done(self.settings)
        with contextlib.suppress(StoreError):  # else the next change does it
            register.fold(home(self.settings))


@contextlib.contextmanager
def changing(settings: Settings, tag: str = "") -> Iterator[Change]:
    """A change of this workspace. What is not committed at the end, and all after an error, never was.

    `tag`: what an earlier change with the same one wrote into the graph before it was broken off is gone on with.
    """
    with alone(settings):
        finish(settings)
        sweep(settings)
        change = Change(settings, _writer(settings, tag))
        try:
            register.fold(home(settings))
            yield change
        finally:
            change.store.close() if change.done else change.store.abandon()
            sweep(settings)


def _writer(settings: Settings, tag: str) -> Store:
    """The store, open for writing; a search that brings its passages in step may hold it for a while."""
    end = time.monotonic() + settings.wait
    while True:
        try:
            return open_store(settings.store, tag=tag)
        except BusyStore:
            if time.monotonic() >= end:
                raise
            time.sleep(0.1)


def put_aside(settings: Settings, error: StoreError) -> Path:
    """Move a store that can not be used out of the way, after saying why; where it is kept."""
    place = home(settings)
    if "://" in settings.store or not place.is_dir():
        raise error
    ending, number = "old" if isinstance(error, OldStore) else "damaged", 1
    while (aside := place.with_name(f"{place.name}.{ending}-{number}")).exists():
        number += 1
    _let_go_of_frames(error)
    tell("put_aside", what=error.what, place=str(place), aside=str(aside))
    os.replace(place, aside)
    files.sync_folder(place.parent)
    return aside


def _let_go_of_frames(error: BaseException | None) -> None:
    """Forget where an error came up: what was read there holds the store's library open, which locks a place by its name."""
    while error is not None:
        traceback.clear_frames(error.__traceback__)
        error = error.__context__
    gc.collect()


@contextlib.contextmanager
def scratch(settings: Settings) -> Iterator[Settings]:
    """The same workspace with a copy of the graph, for a change that is only to be looked at. The copy goes at the end.

    What never changes is shared with the graph, so the copy costs little; a graph on another server is fetched.
    """
    settle(settings)
    place = home(settings)
    folder = _own_folder(place.parent)
    try:
        with still(settings):
            if "://" in settings.store:
                _fetch(settings.store, folder / "store")
            snapshots.copy_store(place, folder / "store")
        yield replace(settings, store=str(folder / "store"))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _fetch(address: str, target: Path) -> None:
    """A copy of the graph on a server, in a folder: article by article, none of them kept in memory."""
    there = open_store(address, read_only=True)
    here = open_store(target)
    try:
        here.load_many((article, list(lines)) for article, lines in there.graphs())
        here.publish()
    finally:
        here.close()
        there.close()


def _own_folder(parent: Path) -> Path:
    prefix = f"{TRIED}{os.getpid()}-"
    try:
        return Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
    except OSError:
        return Path(tempfile.mkdtemp(prefix=prefix))


@contextlib.contextmanager
def still(settings: Settings) -> Iterator[None]:
    """While nobody changes the workspace; nothing is written for it. Raises BusyStore."""
    path = beside(settings, "lock")
    held = _LOCKS.get(path)
    if (held and held.depth) or not path.exists():
        yield
        return
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError as error:
        raise _no_lock(path, error) from None
    try:
        _wait_for(handle, fcntl.LOCK_SH, settings.wait, path)
        yield
    finally:
        os.close(handle)


def sweep(settings: Settings) -> None:
    """Take away staged files that no change waits for."""
    if beside(settings, "pending").exists():
        return
    for folder in {settings.corpus, home(settings)}:
        shutil.rmtree(folder / staged(settings), ignore_errors=True)
    shutil.rmtree(beside(settings, "restoring"), ignore_errors=True)
    for folder in home(settings).parent.glob(f"{TRIED}*"):
        if not files.lives(folder.name.removeprefix(TRIED).partition("-")[0]):
            shutil.rmtree(folder, ignore_errors=True)


def settle(settings: Settings) -> None:
    """Do what a change that was broken off had still to do, unless somebody is at it, or nothing can be written."""
    if beside(settings, "pending").exists():
        with contextlib.suppress(BusyStore, PermissionError), alone(settings, 0):
            finish(settings)
            sweep(settings)


def finish(settings: Settings, show: bool = True) -> None:
    """Put in place what the pending change says; nothing where there is none. `show`: the graph's snapshot too."""
    pending = beside(settings, "pending")
    try:
        todo = _told(files.plain(files.read(pending)))
    except FileNotFoundError:
        return
    except (OSError, ValueError) as error:  # never written so: it gets its name when it is whole
        raise KgError(f"the pending change can not be read: {getattr(error, 'strerror', None) or error}", str(pending), "delete this file, then: kg build") from None
    here: Path = pending.parent
    folders: set[Path] = set()
    for waiting, place, over in todo["puts"]:
        folders.add(_place(here / waiting, here / place, over).parent)
    for place in todo["drops"]:
        (here / place).unlink(missing_ok=True)
        folders.add((here / place).parent)
    for fresh, place, old in todo["swaps"]:
        _swap(here / fresh, here / place, here / old)
        folders.add((here / place).parent)
    for folder in folders:
        files.sync_folder(folder)
    if show:
        if todo["show"]:
            snapshots.show(home(settings), todo["show"], UNPUBLISHED)
        done(settings)


def _told(todo: Any) -> dict[str, Any]:
    """What a pending change says. Raises ValueError for what says no such thing: before anything of it is done."""
    try:
        said = {
            "puts": [(str(waiting), str(place), bool(over)) for waiting, place, over in todo.get("puts", ())],
            "drops": [os.fspath(place) for place in todo.get("drops", ())],
            "swaps": [(str(fresh), str(place), str(old)) for fresh, place, old in todo.get("swaps", ())],
            "show": int(todo.get("show", 0)),
        }
    except (AttributeError, TypeError):
        raise ValueError("it does not say what is to be done") from None
    return said


def done(settings: Settings) -> None:
    """Nothing is pending any more."""
    beside(settings, "pending").unlink()
    files.sync_folder(beside(settings, "pending").parent)


def _from(path: Path, here: Path) -> str:
    """A path as seen from a folder: a workspace that is moved keeps its pending change."""
    return os.path.relpath(path.absolute(), here)


def _place(waiting: Path, place: Path, over: bool) -> Path:
    """Give a staged file its name; without `over` no other file is overwritten, the next free number is taken."""
    if not waiting.exists():
        return place
    snapshots.make_folder(place.parent)
    free, number = place, 1
    while not over and free.exists():
        number += 1
        free = place.with_name(f"{place.stem}-{number}{place.suffix}")
    os.chmod(waiting, 0o644)
    os.replace(waiting, free)
    return free


def _swap(fresh: Path, place: Path, old: Path) -> None:
    """Put a folder in the place of another, which goes aside and away."""
    if fresh.exists():
        if place.exists() or place.is_symlink():
            if old.exists():
                shutil.rmtree(old)
            os.replace(place, old)
        snapshots.make_folder(place.parent)
        os.replace(fresh, place)
    files.sync_folder(place.parent)
    shutil.rmtree(old, ignore_errors=True)
