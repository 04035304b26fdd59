"""A file that is asked for by name appears whole or not at all; a device is written to, never replaced."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from kg import files


def test_what_was_there_stays_where_the_disk_is_full_before_the_end(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("old")

    def pieces() -> Iterator[str]:
        yield "new"
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        files.write(tmp_path / "a.html", pieces())
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("a.html", "old")]


def test_folders_are_made_and_names_may_be_as_long_as_names_can_be(tmp_path: Path) -> None:
    path = tmp_path / "new" / ("x" * 250 + ".html")
    files.write(path, ["a", b"\xff"])
    assert path.read_bytes() == b"a\xff" and len(list(path.parent.iterdir())) == 1


def test_a_link_is_followed_and_a_pipe_is_written_to(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to("real")
    files.write(tmp_path / "link", ["new"])
    assert (tmp_path / "link").is_symlink() and (tmp_path / "real").read_text() == "new"
    os.mkfifo(tmp_path / "pipe")
    found: list[bytes] = []
    reader = threading.Thread(target=lambda: found.append((tmp_path / "pipe").read_bytes()))
    reader.start()
    files.write(tmp_path / "pipe", ["a", "b"])
    reader.join(10)
    assert found == [b"ab"] and (tmp_path / "pipe").is_fifo()


def test_what_a_killed_process_had_written_of_a_file_goes_and_what_others_write_stays(tmp_path: Path) -> None:
    dead = subprocess.Popen(["true"])
    dead.wait()
    for name in (f".a.html.{dead.pid}-0a.new", f".a.html.{os.getpid()}-0a.new", f".a.html.b.{dead.pid}-0a.new", ".a.html.new"):
        (tmp_path / name).write_text("half")
    files.write(tmp_path / "a.html", ["new"])
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        ["a.html", f".a.html.{os.getpid()}-0a.new", f".a.html.b.{dead.pid}-0a.new", ".a.html.new"]
    )


def test_two_that_write_the_same_file_at_once_do_not_write_into_each_other(tmp_path: Path) -> None:
    def pieces(others: Iterable[str] = ()) -> Iterator[str]:
        yield "begun, "
        if others:
            files.write(tmp_path / "a.html", others)
        yield "ended"

    files.write(tmp_path / "a.html", pieces(pieces()))
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("a.html", "begun, ended")]


def test_one_who_is_alone_takes_the_place_of_what_was_left(tmp_path: Path) -> None:
    (tmp_path / ".a.json.new").write_text("half of something longer")
    files.replace(tmp_path / "a.json", ["{}"], durably=True, alone=True, mode=0o600)
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("a.json", "{}")]
    assert (tmp_path / "a.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff", b"[" * 200_000, "a\u2028".encode("utf-16")])
def test_what_is_no_json_is_one_kind_of_error(raw: bytes) -> None:
    with pytest.raises(ValueError):
        files.plain(raw)
