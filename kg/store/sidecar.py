"""What a store on another server keeps on this machine: the indexes of passages and of near copies, and a lock.

They lie in a folder for each server under KG_CACHE, else under the user's cache (`~/.cache/kg`): all of it is derived
from the server's graph and made again where it is gone. `seen` says which state of the server they show.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import re
import time
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from kg import files
from kg.errors import StoreError
from kg.fulltext.index import FILE, Index
from kg.kept import cache
from kg.reuse import copies

STATE = "state.json"
_PATIENCE = 30.0  # seconds that a reader waits for another process to bring the indexes in step


def folder_of(address: str) -> Path:
    """The folder of the server at this address, which is without a password."""
    plain = re.sub(r"[^\w.-]+", "-", address.partition("://")[2])[:60].strip("-")
    return cache() / "servers" / f"{plain}-{hashlib.sha256(address.encode()).hexdigest()[:12]}"


class Sidecar:
    """The folder of one server, known by its address without a password."""

    def __init__(self, address: str) -> None:
        self.path = folder_of(address)
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            todo = "set KG_CACHE to a folder that can be written"
            raise StoreError(f"no place for the indexes: {error.strerror}", str(self.path), todo) from None
        self.index = Index(self.path / FILE)
        self.copies = copies.Copies(self.path / copies.FILE)
        self._lock: IO[str] | None = None
        self.writer, self.seen = self._state()

    def _state(self) -> tuple[str, dict[str, str]]:
        try:
            state = files.plain(files.read(self.path / STATE))
            return str(state["writer"]), {str(key): str(value) for key, value in state["seen"].items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return uuid.uuid4().hex[:12], {}

    def saw(self, seen: dict[str, str]) -> None:
        """Note which state of the server the indexes show."""
        self.seen = seen
        files.replace(self.path / STATE, [json.dumps({"writer": self.writer, "seen": seen}), "\n"])

    def hold(self) -> bool:
        """Take the lock for as long as the store is open; False where another process has it."""
        handle = (self.path / "lock").open("a")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            handle.close()
            return False
        self._lock = handle
        self.writer, self.seen = self._state()
        return True

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the lock, waiting for whoever has it. Raises StoreError."""
        if self._lock is not None:
            yield
            return
        end = time.monotonic() + _PATIENCE
        while not self.hold():
            if time.monotonic() > end:
                what = "another process writes to this store, and the passages are not ready"
                raise StoreError(what, str(self.path), "search again when it is done")
            time.sleep(0.1)
        try:
            yield
        finally:
            self.let_go()

    def let_go(self) -> None:
        """Give the lock back."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def close(self) -> None:
        """Let go of everything."""
        self.index.close()
        self.let_go()


class Journal:
    """What articles' graphs were before they were changed, until the change is published; one line of JSON for each."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._known: set[str] = set()

    @property
    def begun(self) -> bool:
        """Whether something was changed that is not published."""
        return self.path.exists()

    def tag(self) -> str:
        """Of the writer that began it; "" where that can not be read, so that nobody goes on with it."""
        with self.path.open("rb") as file:
            return str(_line(file.readline()).get("tag", ""))

    def keep(self, graphs: Mapping[str, list[str] | None], tag: str) -> None:
        """Note what these articles have now, on the disk before this returns; of one that changes again the first."""
        fresh = {article: lines for article, lines in graphs.items() if article not in self._known}
        said = [{"article": article, "lines": lines} for article, lines in fresh.items()]
        with self.path.open("ab+") as file:
            begun = file.tell() > 0
            if begun and file.seek(-1, os.SEEK_END) and file.read(1) != b"\n":
                file.write(b"\n")  # the writer before this one was broken off within a line, which no other may go on
            for one in said if begun else [{"tag": tag}, *said]:
                file.write(json.dumps(one, ensure_ascii=False).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        self._known |= fresh.keys()

    def before(self) -> dict[str, list[str] | None]:
        """Article → the lines that its graph had, None where it was not there."""
        found: dict[str, list[str] | None] = {}
        with self.path.open("rb") as file:
            for kept in map(_line, file):
                if "article" in kept and "lines" in kept:
                    found.setdefault(kept["article"], kept["lines"])
        return found

    def end(self) -> None:
        """All is published, or taken back."""
        self.path.unlink(missing_ok=True)
        self._known.clear()


def _line(raw: bytes) -> dict[str, Any]:
    """What a line of the journal says; nothing where it was broken off: then nothing was changed after it."""
    try:
        said = files.plain(raw)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
