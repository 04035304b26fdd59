"""A file that is asked for by name appears whole or not at all; a device is written to, never replaced."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
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
