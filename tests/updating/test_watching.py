"""kg build --watch: what changes is built, what is faulty is told and gone on from, Ctrl-C ends it cleanly."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from held import A, B, C, workspace

from kg.store import open_store
from kg.updating import watching


def wait_for(what: str, true: object, seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not true():  # type: ignore[operator]
        assert time.monotonic() < end, f"not within {seconds} s: {what}"
        time.sleep(0.1)


def test_a_folder_is_followed_until_it_is_enough(tmp_path: Path) -> None:
    made = workspace(tmp_path)
    (made.corpus / "a.md").write_text(A, "utf-8")
    env = {**os.environ, "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "kg", "--corpus", str(made.corpus), "--store", made.store, "--lang", "en"]
    with (tmp_path / "err").open("w") as err:
        watcher = subprocess.Popen([*command, "build", "--watch"], stderr=err, stdout=subprocess.DEVNULL, env=env)

    def said(words: str) -> bool:
        return words in (tmp_path / "err").read_text("utf-8")

    try:
        wait_for("the first build", lambda: said("1 articles"))
        (made.corpus / "b.md").write_text(B, "utf-8")
        wait_for("a new file", lambda: said("2 articles"))
        (made.corpus / "bad.md").write_bytes(b"")
        wait_for("a faulty file", lambda: said("bad.md: the file is empty"))
        (made.corpus / "c.md").write_text(C, "utf-8")
        wait_for("the one after it", lambda: said("3 articles"))
        watcher.send_signal(signal.SIGINT)
        assert watcher.wait(60) == 0 and said("no longer following") and not said("Traceback") and not said("KeyboardInterrupt")
    finally:
        watcher.kill()
    store = open_store(made.store, read_only=True)
    assert len(store.articles()) == 3
    store.close()


@pytest.mark.parametrize("poll", [False, True])
def test_several_changes_are_told_once_and_other_files_are_none(tmp_path: Path, poll: bool) -> None:
    stop, seen = threading.Event(), []

    def watch() -> None:
        for first in watching.changes_in([tmp_path], stop, poll):
            seen.append(first)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        wait_for("the beginning", lambda: seen == [True])
        (tmp_path / "picture.png").write_bytes(b"x")
        (tmp_path / ".hidden.md").write_text("x")
        for number in range(5):
            (tmp_path / f"{number}.md").write_text("x")
        wait_for("the changes", lambda: len(seen) > 1)
        time.sleep(1.5)
        assert len(seen) <= 3  # in one or two groups, not in five
    finally:
        stop.set()
        thread.join(30)
    assert not thread.is_alive()
