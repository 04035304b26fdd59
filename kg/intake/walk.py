"""The files of a folder that articles can be in, in order, without following links out of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from kg.errors import ReadError
from kg.read.sorts import by_name

_NOT_ARTICLES = ("readme.md", "decisions.toml")
_STORE = "kg-build.json"  # as changes.NOTES, which a test compares: a folder with it is a graph's


def files(folder: Path) -> Iterator[Path | ReadError]:
    """The files below a folder whose ending is one of READERS, or what is wrong with one in its place.

    Hidden names, a README at the top and the folders of graphs are passed over. A link that leads out of the folder is a fault; one that
    stays inside is passed over where it is a folder, since its files are met anyway.
    """
    top = os.path.realpath(folder)
    faults: list[ReadError] = []
    walk = os.walk(folder, onerror=lambda error: faults.append(_unreadable(error)))
    for where, folders, names in walk:
        yield from faults
        faults.clear()
        if _STORE in names:
            folders.clear()
            continue
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (fault for name in folders if (fault := _leads_out(Path(where, name), top)))
        for name in sorted(names):
            path = Path(where, name)
            if name.startswith(".") or not by_name(name) or (name.lower() in _NOT_ARTICLES and Path(where) == folder):
                continue
            if fault := _leads_out(path, top):
                yield fault
            elif path.is_file():
                yield path
    yield from faults


def _leads_out(path: Path, top: str) -> ReadError | None:
    if not path.is_symlink():
        return None
    target = os.path.realpath(path)
    if target == top or target.startswith(top + os.sep):
        return None
    return ReadError("a link that leads out of the folder", str(path), "add what it leads to by its own name")


def _unreadable(error: OSError) -> ReadError:
    reason = error.strerror or str(error)
    return ReadError(f"can not be read: {reason}", str(error.filename or ""), "check the permissions")
