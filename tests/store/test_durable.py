"""What was told survives a power failure: names and bytes are flushed before anything says that they are there.

A disk keeps what was flushed and nothing else: the bytes of a file once it was flushed after it was written, a name once
the folder in which it stands was flushed after the name came into it. So every call that writes, names or flushes is
taken down, and what would be lost is worked out at the moment when a change is said to have happened, and at the one
when it is told.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner
from held import A, B, C

from kg import cli, store

Event = tuple[str, str, str]  # what happened, to which path, and for a new name the old one
_TAKER: list[Taker] = []
SPARED = (".lock", "/lock", ".db", "-wal", "-shm", "kg-files.db")  # locks, and what is made anew where it is lost


class Taker:
    """Takes down what is done to files under a folder, in order."""

    def __init__(self, top: Path) -> None:
        self.top, self.events = f"{os.path.realpath(top)}/", list[Event]()

    def note(self, what: str, path: Any, old: Any = "") -> None:
        whole = os.path.join(os.path.realpath(os.path.dirname(os.fspath(path)) or "."), os.path.basename(os.fspath(path)))
        if f"{whole}/".startswith(self.top):
            self.events.append((what, whole, os.path.abspath(old) if old else ""))

    def lost(self, until: int) -> set[str]:
        """The paths that a power failure after so many events would take away or leave empty."""
        lost: set[str] = set()
        for what, path, old in self.events[:until]:
            if what == "write":
                lost |= {f"bytes of {path}", f"name {path}"}
            elif what == "make":
                lost.add(f"name {path}")
            elif what == "rename":
                within = {one for one in lost if one.split(" ")[-1] == old or one.split(" ")[-1].startswith(f"{old}/")}
                lost = lost - within | {one.replace(old, path) for one in within} | {f"name {path}"}
            elif what == "gone":
                lost = {one for one in lost if one.split(" ")[-1] != path}
            elif what == "flush":
                lost.discard(f"bytes of {path}")
                lost = {one for one in lost if not (one.startswith("name ") and os.path.dirname(one[5:]) == path)}
        return {one for one in lost if not one.endswith(SPARED)}

    def at(self, what: str, path: str) -> int:
        return next(n for n, event in enumerate(self.events) if event[0] == what and event[1].endswith(path))


def hook(event: str, args: tuple[Any, ...]) -> None:
    if not _TAKER:
        return
    if event == "open" and isinstance(args[0], (str, os.PathLike)) and args[2] & (os.O_WRONLY | os.O_RDWR):
        _TAKER[0].note("write", args[0])
    elif event == "os.rename":
        _TAKER[0].note("rename", args[1], args[0])
    elif event == "os.mkdir" and not os.path.isdir(args[0]):
        _TAKER[0].note("make", args[0])
    elif event in ("os.remove", "os.rmdir") and args[1] == -1:
        _TAKER[0].note("gone", args[0])


sys.addaudithook(hook)  # can not be taken away again; without a taker it does nothing


@pytest.fixture
def taker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Taker]:
    found, flush, tell, prepare = Taker(tmp_path), os.fsync, click.echo, store.OxigraphStore.prepare

    def fsync(handle: int) -> None:
        flush(handle)
        found.note("flush", os.readlink(f"/proc/self/fd/{handle}"))

    def echo(*args: Any, **more: Any) -> None:
        found.events.append(("told", str(args[0]) if args else "", ""))
        tell(*args, **more)

    def prepared(self: store.OxigraphStore) -> int:
        if self._prepared:
            return self._prepared
        number = prepare(self)
        made = os.path.realpath(self.path / "snapshots" / f".{number:09d}")
        if ("flush", made, "") in found.events:  # the library makes it, and flushes what is in it
            at = len(found.events) - 1 - found.events[::-1].index(("flush", made, ""))
            found.events.insert(at, ("make", made, ""))
        return number

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(click, "echo", echo)
    monkeypatch.setattr(store.OxigraphStore, "prepare", prepared)
    monkeypatch.chdir(tmp_path)
    yield found
    _TAKER.clear()


def kg(taker: Taker, *args: str) -> None:
    """Run a command, taken down."""
    taker.events.clear()
    _TAKER.append(taker)
    try:
        result = CliRunner().invoke(cli.main, ["--lang", "en", "--corpus", "corpus", *args])
    finally:
        _TAKER.clear()
    assert result.exit_code == 0, result.output


def write(folder: Path, **texts: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.md").write_text(text, "utf-8")


Doing = Callable[[Taker, Path], list[str]]


def added(taker: Taker, place: Path) -> list[str]:
    write(place / "new", a=A, b=B)
    return ["add", "new"]


def added_more(taker: Taker, place: Path) -> list[str]:
    kg(taker, *added(taker, place))
    write(place / "more", c=C)
    return ["add", "more"]


def built(taker: Taker, place: Path) -> list[str]:
    write(place / "corpus", a=A, b=B)
    return ["build"]


def removed(taker: Taker, place: Path) -> list[str]:
    kg(taker, *added(taker, place))
    return ["remove", "Llama"]


def decided(taker: Taker, place: Path) -> list[str]:
    kg(taker, *added(taker, place))
    return ["review", "ignore", "GPT-4"]


def restored(taker: Taker, place: Path) -> list[str]:
    write(place / "other" / "corpus" / "deep" / "down", a=A)
    kg(taker, "--corpus", "other/corpus", "backup", "saved.zip")
    return ["restore", "saved.zip"]


@pytest.mark.parametrize("doing", [added, added_more, built, removed, decided, restored])
def test_what_has_happened_and_what_is_told_survives_a_power_failure(taker: Taker, tmp_path: Path, doing: Doing) -> None:
    args = doing(taker, tmp_path)
    kg(taker, *args)
    happened = taker.at("rename", ".kg.pending")
    assert taker.lost(happened) <= {f"name {taker.top}..kg.pending.new"}, "before it has happened"
    told = [n for n, event in enumerate(taker.events) if event[0] == "told" and n > happened]
    assert told, "it is told after it has happened"
    assert taker.lost(told[0]) == set(), "before it is told"
    assert not (tmp_path / ".kg.pending").exists()


def test_a_backup_is_on_the_disk_before_it_is_told(taker: Taker, tmp_path: Path) -> None:
    kg(taker, *added(taker, tmp_path))
    kg(taker, "backup", "saved.zip")
    (told,) = [n for n, event in enumerate(taker.events) if event[0] == "told"]
    assert taker.lost(told) == set() and (tmp_path / "saved.zip").exists()
