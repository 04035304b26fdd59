"""A store's folder on the disk: published states, the way back to the last one, and writing that survives a power cut."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from kg.fulltext.index import copy_database
from kg.store.register import STEPS

DATA = "data"


def left_behind(mark: Path) -> str | None:
    """The tag of the writer whose unpublished work lies in the store; None where there is none."""
    try:
        return mark.read_text("utf-8", "replace")
    except FileNotFoundError:
        return None


def roll_back(store: Path, published: Sequence[Path]) -> None:
    """Put the newest published state in the place of the data; an empty store where nothing was published.

    Broken off anywhere, it can be begun anew: the data is put aside by one rename and replaced by another.
    """
    fresh, old, data = store / "data.new", store / "data.old", store / DATA
    shutil.rmtree(fresh, ignore_errors=True)
    if published:
        link_folder(published[-1], fresh)
    if data.exists():
        shutil.rmtree(old, ignore_errors=True)
        os.replace(data, old)
    if published:
        os.replace(fresh, data)
    shutil.rmtree(old, ignore_errors=True)
    sync_folder(store)


def unseen(store: Path, number: int) -> Path:
    """Where a snapshot is made before readers see it."""
    return store / "snapshots" / f".{number:09d}"


def show(store: Path, number: int, mark: str) -> None:
    """Let readers see the prepared snapshot, and the writer's work be done. What was shown already stays as it is."""
    made = unseen(store, number)
    if made.exists():
        os.replace(made, made.with_name(f"{number:09d}"))  # readers never see half a snapshot
        sync_folder(made.parent)
        sync_folder(store)
    (store / mark).unlink(missing_ok=True)


def link_folder(source: Path, target: Path) -> None:
    """A copy of a store's data that shares the files which never change (.sst); the others are copied."""
    target.mkdir(parents=True)
    for entry in sorted(source.iterdir()):
        place = target / entry.name
        if entry.suffix == ".sst":
            try:
                os.link(entry, place)
                continue
            except OSError:  # another file system, or one without links
                pass
        shutil.copyfile(entry, place)
        sync_file(place)
    sync_folder(target)


def copy_store(store: Path, target: Path) -> None:
    """A copy of a store as it was last published, to be written to; nothing where nothing was published.

    Nobody may be writing meanwhile.
    """
    shown = sorted(entry for entry in (store / "snapshots").glob("[0-9]*") if entry.is_dir())
    if shown:
        link_folder(shown[-1], target / DATA)
        (target / "snapshots" / shown[-1].name).mkdir(parents=True)  # its number is what the passages count from
    for entry in sorted(store.iterdir()) if store.is_dir() and target.is_dir() else ():
        if entry.suffix == ".db":
            copy_database(entry, target / entry.name)
        elif entry.suffix == ".json" or entry.name.startswith(STEPS):
            shutil.copyfile(entry, target / entry.name)


def make_folder(folder: Path) -> None:
    """Make a folder and those that it lies in; their names are on the disk when this returns."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


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


def write_durably(path: Path, raw: bytes) -> None:
    """Write a whole file; it is on the disk, under its name, when this returns. Before that the old one stands."""
    fresh = path.with_name(f"{path.name}.new")
    try:
        with fresh.open("wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        os.replace(fresh, path)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def is_read_only(error: OSError) -> bool:
    """Whether an error says that nothing can be written there."""
    return error.errno in (errno.EROFS, errno.EACCES, errno.EPERM)
