"""What takes long to work out and hangs on data files alone, kept in the user's cache; anything odd is made anew.

A piece is plain JSON values behind a line with their digest, in a file named after what it was made from: other data,
another version of the package or of Python have other names. It is believed where the digest fits and the file is the
user's own; else, and where nothing can be kept, it is worked out as if there were no cache.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from kg import files

_EDITIONS = 8  # of one piece that are kept: several versions of the package may share a cache


def cache() -> Path:
    """The folder for what can be made again: KG_CACHE, else `kg` in the user's cache."""
    if given := os.environ.get("KG_CACHE"):
        return Path(given)
    users = os.environ.get("XDG_CACHE_HOME", "")  # one that is relative is to be ignored: it would lie wherever one is
    return Path(users if os.path.isabs(users) else Path.home() / ".cache", "kg")


def digest(parts: Iterable[str | bytes]) -> str:
    """What a piece was made from, as `kept` takes it: a hash of these parts in their order, and of Python's version."""
    found = hashlib.sha256(sys.version.encode())
    for part in parts:
        raw = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        found.update(len(raw).to_bytes(8, "big") + raw)
    return found.hexdigest()[:24]


def kept(name: str, made_from: str, make: Callable[[], Any]) -> Any:
    """What `make` gives, plain JSON values, from the cache where it was made from the same before.

    Lists come back for tuples, the first time too. Raises what `make` raises.
    """
    try:
        path = cache() / "made" / f"{name}-{made_from}.json"
    except RuntimeError:  # a user without a home
        return make()
    with contextlib.suppress(OSError, ValueError):
        return _read(path)
    found = make()
    with contextlib.suppress(OSError, TypeError, ValueError):  # a cache that can not be written; values JSON has not
        body = json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
        found = json.loads(body)
        _write(path, body)
    return found


def _read(path: Path) -> Any:
    """The values in a file. Raises OSError where there is none of this user's, ValueError where it is not whole."""
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_uid != os.geteuid():
            raise ValueError("somebody else's")
        head, _, body = file.read().partition(b"\n")
    if hashlib.sha256(body).hexdigest().encode() != head:
        raise ValueError("not whole")
    return files.plain(body)


def _write(path: Path, body: bytes) -> None:
    """Put a file in place at once: who reads meanwhile finds the whole of it or none."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    files.replace(path, [hashlib.sha256(body).hexdigest().encode() + b"\n", body], mode=0o600)
    _forget(path)


def _forget(path: Path) -> None:
    """Take away the oldest editions of a piece beyond those that are kept."""
    name = path.name.rpartition("-")[0]
    others = [other for other in path.parent.glob(f"{name}-*.json") if other.name.rpartition("-")[0] == name]
    for old in sorted(others, key=lambda other: other.stat().st_mtime)[:-_EDITIONS]:
        old.unlink(missing_ok=True)
