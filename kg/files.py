"""Files written whole or not at all: a reader, and whoever comes after a crash, finds the old one or the new one.

A file is written beside its place under a hidden name, and then given its own. Where two may write it at once that name
has the number of the process; where they can not, it is always the same, so that nothing is left of one that was killed.
Nothing of a device, a pipe or a link is replaced. What is read back is plain JSON; all else is a ValueError.
"""

from __future__ import annotations

import errno
import json
import os
import re
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

_LONGEST = 60  # bytes of a name in that of the file beside it: the whole may be as long as a name can be


def write(path: Path, pieces: Iterable[str | bytes]) -> None:
    """Write a file that was asked for by name, with the folders that lead to it. Raises OSError, and then what was there is still there.

    A link is followed; what is no file (`/dev/stdout`, a pipe) is written to as it stands.
    """
    place = path.resolve()
    if place.exists() and not place.is_file():
        return _fill(place, pieces)
    sweep(place)
    replace(place, pieces)


def replace(path: Path, pieces: Iterable[str | bytes], durably: bool = False, alone: bool = False, mode: int = 0o666) -> None:
    """Let a file hold this, with the folders that lead to it; the rest as `fresh` has it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with fresh(path, durably, alone, mode) as part:
        _fill(part, pieces)


@contextmanager
def fresh(path: Path, durably: bool = False, alone: bool = False, mode: int = 0o666) -> Iterator[Path]:
    """An empty file beside a place, which it takes when this ends. Raises OSError, and then what was there is still there.

    `durably`: bytes and name are on the disk when this ends. `alone`: nobody else writes this file meanwhile. `mode`: who
    may do what, less the umask.
    """
    part = path.with_name(f"{_begins(path)}new" if alone else f"{_begins(path)}{os.getpid()}-{os.urandom(4).hex()}.new")
    try:
        if alone:
            part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode))
        yield part
        if durably:
            sync_file(part)
        os.replace(part, path)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    if durably:
        sync_folder(path.parent)


def _begins(path: Path) -> str:
    """How the names of files begin that wait to be this one."""
    return f".{os.fsdecode(os.fsencode(path.name)[:_LONGEST])}."


def sweep(path: Path) -> None:
    """Take away what processes that were killed had written of a file."""
    waiting = re.compile(rf"{re.escape(_begins(path))}(\d+)-\w+\.new")
    with suppress(OSError):
        for name in os.listdir(path.parent):
            found = waiting.fullmatch(name)
            if found and not lives(found[1]):
                path.with_name(name).unlink(missing_ok=True)


def lives(process: str) -> bool:
    """Whether there is a process of this number."""
    try:
        os.kill(int(process), 0)
    except (ValueError, OverflowError, ProcessLookupError):
        return False
    except PermissionError:
        pass
    return True


def _fill(path: Path, pieces: Iterable[str | bytes]) -> None:
    with path.open("wb") as file:
        file.writelines(piece if isinstance(piece, bytes) else piece.encode("utf-8") for piece in pieces)


# --- on the disk -----------------------------------------------------------------------------------------------------


def sync_file(path: Path) -> None:
    """See to it that a file's bytes are on the disk."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """See to it that the names in a folder are on the disk."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:  # a file system on which folders can not be opened
        return
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.EROFS):
            raise
    finally:
        os.close(handle)


# --- read back -------------------------------------------------------------------------------------------------------


def for_lock(path: Path) -> IO[str]:
    """A file open for writing at its end, to be locked; made where there is none. At a pipe in its place nobody waits."""
    return path.open("a") if not path.is_fifo() else os.fdopen(os.open(path, os.O_RDWR), "w")


def read(path: Path) -> bytes:
    """The bytes of a file. Raises OSError, also for a pipe in its place, at which one would wait for ever."""
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "this is no file", str(path))
        return file.read()


def plain(raw: str | bytes) -> Any:
    """The values of JSON. Raises ValueError for all that is none, also where it is too deep to be read."""
    try:
        return json.loads(raw)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
