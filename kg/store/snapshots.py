"""A store's folder on the disk: published states, and the way back to the last one."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from kg.errors import CorruptStore, StoreError
from kg.files import sync_file, sync_folder
from kg.fulltext.index import copy_database
from kg.store.register import STEPS

DATA, SNAPSHOTS = "data", "snapshots"
_BEGIN = "CURRENT"  # without this file the library takes a folder for an empty one


def check_sorts(store: Path) -> None:
    """Raise CorruptStore where a file of a store was replaced by a folder, or a folder by something else."""
    for path in store.iterdir():
        folder = path.name in (DATA, SNAPSHOTS)
        known = folder or path.suffix in (".db", ".json", ".jsonl") or path.name in ("lock", "unpublished")
        if known and not (path.is_dir() if folder else path.is_file()):
            what = f"{path.name} is no {'folder' if folder else 'file'} any more"
            raise CorruptStore(f"the store is damaged: {what}", str(store), "rebuild it: kg build")


def check_begun(store: Path, snapshot: Path) -> None:
    """Raise CorruptStore where the library would wait for ever at what a snapshot begins with, or for nothing, and where
    something else lies in the place of a table: the library looks at the first sixteen only, the others' damage would
    show in the middle of an answer.
    """
    for path in (snapshot / _BEGIN, *sorted(snapshot.glob("*.sst"))):
        if not path.is_file():
            raise CorruptStore(f"the store is damaged: {path.name} of a snapshot is no file", str(store), "rebuild it: kg build")


def is_lost(store: Path, published: Sequence[Path]) -> bool:
    """Whether a store's data was taken away, so that the library would begin with nothing. Raises CorruptStore where it
    can not be had back.
    """
    if not published or (store / DATA / _BEGIN).is_file():
        return False
    if not (published[-1] / _BEGIN).is_file():
        raise CorruptStore(f"the store is damaged: {_BEGIN} is missing", str(store), "rebuild it: kg build")
    return True


def left_behind(mark: Path) -> str | None:
    """The tag of the writer whose unpublished work lies in the store; None where there is none."""
    try:
        return mark.read_text("utf-8", "replace")
    except FileNotFoundError:
        return None


def newest(path: Path) -> tuple[int, int]:
    """What tells one published snapshot of the store from another: its number and its place on disk; zeros: none."""
    try:
        number = max((entry.name for entry in (path / "snapshots").iterdir() if entry.name.isdigit()), default="0")
        return int(number), (path / "snapshots" / number).stat().st_ino if int(number) else 0
    except OSError:
        return 0, 0


def roll_back(store: Path, published: Sequence[Path]) -> None:
    """Put the newest published state in the place of the data; an empty store where nothing was published.

    Broken off anywhere, it can be begun anew: the data is put aside by one rename and replaced by another.
    """
    for begun in (store / SNAPSHOTS).glob(".*.tmp"):  # of a snapshot that the library did not come to the end of
        shutil.rmtree(begun, ignore_errors=True)
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
            with suppress(StoreError):  # one that is damaged can be made anew
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


def is_read_only(error: OSError) -> bool:
    """Whether an error says that nothing can be written there."""
    return error.errno in (errno.EROFS, errno.EACCES, errno.EPERM)
