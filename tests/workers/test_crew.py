"""What breaks or holds up a worker process is the fault of one task, and of one article; the others are done."""

from __future__ import annotations

import fcntl
import json
import mmap
import os
import shutil
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kg import cli
from kg.errors import ExtractError, StoreError
from kg.model import Article
from kg.reviews import deciding
from kg.settings import Settings, load_limits
from kg.updating import building, judge, pipeline, settled
from kg.updating.engines import Fan
from kg.workers import crew
from kg.workers.crew import Lost, each

# --- tasks -----------------------------------------------------------------------------------------------------------


class Stopped:
    """A clock for tests: nothing is late but the task that blocks, and that one once it is seen to block.

    Tasks are written down as begun after the end of all limits, the one that blocks as begun long before it.
    """

    def __init__(self, patch: pytest.MonkeyPatch, seen: Path, number: int) -> None:
        self.seen = seen

        def note(place: Any, task: int) -> None:
            place[:] = struct.pack("dq", 0.0 if task == number else 3e6, task)

        patch.setattr(crew, "_note", note)
        patch.setattr(crew, "time", self)

    def block(self) -> None:
        """What blocks says so, and then waits for what never comes."""
        self.seen.touch()
        threading.Event().wait()

    def monotonic(self) -> float:
        """Asked by the one who waits for results: it is late once the task blocks."""
        while not self.seen.exists():
            time.sleep(0.01)
        return 1e6

    @staticmethod
    def sleep(seconds: float) -> None:
        time.sleep(seconds)


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_results_come_in_order(workers: int) -> None:
    assert list(each(lambda n: 2 * n, range(300), workers)) == [2 * n for n in range(300)]
    assert list(each(str, [], workers)) == []


def test_no_more_is_done_ahead_than_fits(tmp_path: Path) -> None:
    def work(number: int) -> int:
        (tmp_path / str(number)).touch()
        return number

    made = each(work, range(1000), 2)
    assert next(made) == 0
    made.close()
    assert len(list(tmp_path.iterdir())) <= 2 * crew.AHEAD + 1


@pytest.mark.parametrize("workers", [1, 2])
def test_a_task_that_takes_too_long_is_lost_alone(
    workers: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Stopped(monkeypatch, tmp_path / "seen", 1)

    def work(number: int) -> int:
        if number == 1:
            clock.block()
        return number

    assert list(each(work, range(9), workers, seconds=0.2)) == [0, Lost("time"), *range(2, 9)]


def broken(how: str) -> None:
    if how == "memory":
        bytearray(900_000_000)
    elif how == "abort":
        os.abort()
    elif how == "exit":
        os._exit(0)
    elif how == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif how == "deep":
        broken(how)
    elif how == "fault":
        raise KeyError("x")


@pytest.mark.parametrize(
    ("how", "lost"),
    [
        ("memory", Lost("memory")),
        ("abort", Lost("ended")),
        ("exit", Lost("ended")),
        ("kill", Lost("ended")),
        ("deep", Lost("failed", "nested too deeply")),
        ("fault", Lost("failed", "KeyError: 'x' [test_crew.py:")),
    ],
)
@pytest.mark.parametrize("workers", [1, 3])
def test_a_task_that_breaks_its_worker_is_lost_alone(how: str, lost: Lost, workers: int) -> None:
    def work(number: int) -> int:
        broken(how if number in (0, 20) else "")
        return number

    found = list(each(work, range(40), workers, memory=300_000_000))
    for number, one in enumerate(found):
        if number in (0, 20):
            assert isinstance(one, Lost) and one.how == lost.how and one.words.startswith(lost.words)
        else:
            assert one == number


def test_whoever_looks_sees_no_task_that_was_begun_long_ago() -> None:
    """A worker writes down task after task while another process looks; a half-written time is a task given up for late."""
    began = time.monotonic()
    place = mmap.mmap(-1, crew._PLACE.size)
    crew._note(place, 7)
    worker = os.fork()
    if not worker:
        while True:
            crew._note(place, 7)
    try:
        seen = [crew._PLACE.unpack(place[:]) for _ in range(300_000)]
    finally:
        os.kill(worker, signal.SIGKILL)
        os.waitpid(worker, 0)
    assert {number for _, number in seen} == {7}
    assert began <= min(since for since, _ in seen) and max(since for since, _ in seen) <= time.monotonic()


def test_memory_is_bounded_for_each_task_and_not_for_all_together() -> None:
    held: list[bytearray] = []

    def work(number: int) -> int:
        held.append(bytearray(90_000_000))  # kept, as a cache would be
        return number

    assert list(each(work, range(8), 1, memory=200_000_000)) == list(range(8))


def test_errors_for_the_user_come_through() -> None:
    def work(number: int) -> int:
        if number == 3:
            raise StoreError("no answer", "three.md", "ask")
        return number

    made = each(work, range(9), 2)
    assert [next(made) for _ in range(3)] == [0, 1, 2]
    with pytest.raises(StoreError, match=r"three.md: no answer \(ask\)"):
        next(made)


HOLD = """
import fcntl, os, sys, threading
from kg.workers.crew import each
lock = open(sys.argv[1], "w")
fcntl.flock(lock, fcntl.LOCK_EX)
def work(number):
    print(os.getpid(), flush=True)
    threading.Event().wait()
list(each(work, [0], 1))
"""


def test_a_worker_keeps_no_lock_of_a_process_that_was_killed_and_ends_after_it(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path / "lock")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        worker = int(process.stdout.readline())
        process.kill()
        process.wait()
        with (tmp_path / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        while Path(f"/proc/{worker}/cmdline").exists() and Path(f"/proc/{worker}/cmdline").read_bytes():
            time.sleep(0.05)


# --- articles --------------------------------------------------------------------------------------------------------

TEXTS = {
    "a": "---\ntitle: One\n---\nOpenAI released GPT-4 in March 2023.\n",
    "b": "---\ntitle: Two\n---\nMeta发布了LLaMA 2。\n",
    "c": "---\ntitle: Three\n---\nMistral AI released Mistral 7B in 2023.\n",
    "d": "---\ntitle: Four\n---\nGPT-3 is closed source.\n",
}
SLOW = "Two"  # its title
FAULT = "b.md: not extracted after 0.2 s (split it, or set KG_EXTRACT_SECONDS)"

Kg = Callable[..., Result]


@pytest.fixture
def kg(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kg:
    """The command line in a workspace, where extracting the second article blocks."""
    clock = Stopped(monkeypatch, tmp_path / "seen", 1)
    plain = settled.graph_lines

    def graph_lines(article: Article, *more: Any) -> list[str]:
        if article.title == SLOW:
            clock.block()
        return plain(article, *more)

    monkeypatch.setattr(settled, "graph_lines", graph_lines)
    monkeypatch.setenv("KG_EXTRACT_SECONDS", "0.2")
    place = ["--lang", "en", "--corpus", str(tmp_path / "corpus")]
    (tmp_path / "corpus").mkdir()
    return lambda *args: CliRunner().invoke(cli.main, [*place, *args])


def write(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in TEXTS.items():
        (folder / f"{name}.md").write_text(text, "utf-8")
    return folder


def titles(kg: Kg) -> list[str]:
    return sorted(row["title"] for row in json.loads(kg("articles", "--format", "json").stdout))


@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.parametrize("command", ["add", "build"])
def test_an_article_that_takes_too_long_is_told_and_passed_over(
    kg: Kg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, workers: str
) -> None:
    folder = write(tmp_path / ("corpus" if command == "build" else "new"))
    result = kg(command, "--workers", workers, *([str(folder)] if command == "add" else []))
    told = [line for line in result.stderr.splitlines() if line.startswith("kg: ")]
    assert result.exit_code == 1 and "Traceback" not in result.output
    assert len(told) == 2 and told[0].endswith(FAULT) and str(folder) in told[0], told
    assert titles(kg) == ["Four", "One", "Three"]
    assert len(list((tmp_path / "corpus").iterdir())) == (4 if command == "build" else 3)
    monkeypatch.undo()  # with time enough it comes in, and the graph is what it would have been at once
    place = Settings(tmp_path / "corpus", str(tmp_path / ".kg"))
    pipeline.build(None, place) if command == "build" else pipeline.add(folder, place)
    clean = Settings(tmp_path / "corpus", str(tmp_path / "clean"))
    pipeline.build(None, clean)
    assert dump(place) == dump(clean)


def dump(place: Settings) -> list[str]:
    from kg.store import open_store

    with open_store(place.store, read_only=True) as store:
        return list(store.dump_nquads())


def test_an_edition_that_takes_too_long_leaves_the_old_one(kg: Kg, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    text = TEXTS["b"].replace(SLOW, "Deux").replace("。", "。它可免费商用。")
    (tmp_path / "seen").touch()
    (tmp_path / "new" / "b.md").write_text(text, "utf-8")
    assert kg("add", str(tmp_path / "new")).exit_code == 0
    before = kg("claims", "--format", "json").stdout
    write(tmp_path / "new")
    assert kg("add", str(tmp_path / "new")).exit_code == 1
    assert titles(kg) == ["Deux", "Four", "One", "Three"]
    assert all(claim in json.loads(kg("claims", "--format", "json").stdout) for claim in json.loads(before))
    assert text.strip().splitlines()[-1] in (tmp_path / "corpus" / "deux.md").read_text("utf-8")




# --- whatever it is that fails ---------------------------------------------------------------------------------------


@pytest.fixture
def faulty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A workspace of which one article, once its folder holds the file `faulty`, breaks the extractor."""
    plain, sign = settled.graph_lines, tmp_path / "faulty"

    def graph_lines(article: Article, *more: Any) -> list[str]:
        if article.title == SLOW and sign.exists():
            raise ValueError("no such thing")
        return plain(article, *more)

    monkeypatch.setattr(settled, "graph_lines", graph_lines)
    write(tmp_path / "corpus")
    return Settings(tmp_path / "corpus", str(tmp_path / ".kg"))


FAILED = r"b.md: the extractor failed: ValueError: no such thing \[test_crew.py:\d+\] \(kg explain "


def test_where_nothing_is_left_nothing_is_changed(faulty: Settings, tmp_path: Path) -> None:
    pipeline.build([faulty.corpus / "a.md"], faulty)
    before = dump(faulty)
    (tmp_path / "faulty").touch()
    with pytest.raises(ExtractError, match=FAILED):
        pipeline.build([faulty.corpus / "b.md"], faulty)
    with pytest.raises(ExtractError, match=FAILED):
        pipeline.add(faulty.corpus / "b.md", faulty)
    assert dump(faulty) == before and len(list(faulty.corpus.glob("*.md"))) == len(TEXTS)


def test_an_article_that_can_not_be_read_anew_stops_a_decision(faulty: Settings, tmp_path: Path) -> None:
    pipeline.build(None, faulty)
    before = dump(faulty)
    (tmp_path / "faulty").touch()
    with pytest.raises(ExtractError, match=FAILED):
        judge.decide(faulty, lambda desk: deciding.merge(desk, "Meta", "OpenAI"), "lin")
    assert dump(faulty) == before and not (faulty.corpus / "decisions.toml").exists()


def test_an_article_that_fails_with_new_knowledge_goes_and_comes_back(
    faulty: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline.build(None, faulty)
    before = dump(faulty)
    (tmp_path / "faulty").touch()
    monkeypatch.setattr(building, "fingerprint", lambda *_: "another")
    report = pipeline.build(None, faulty)
    assert (report.articles, report.added, report.kept, len(report.skipped)) == (3, 3, 0, 1)
    assert len(before) > len(dump(faulty))
    (tmp_path / "faulty").unlink()
    report = pipeline.build(None, faulty)
    assert (report.articles, report.added, report.kept, report.skipped) == (4, 1, 3, ())
    assert dump(faulty) == before


@pytest.mark.parametrize("workers", [1, 2])
def test_a_part_without_an_article_is_told_each_time(faulty: Settings, tmp_path: Path, workers: int) -> None:
    fan = Fan("process", workers, str(tmp_path / "parts"))
    (tmp_path / "faulty").touch()
    for _ in range(2):
        report = pipeline.build(None, faulty, fan=fan)
        assert [str(one).partition(" [")[0].rpartition("/")[2] for one in report.skipped] == [FAILED.partition(" \\[")[0]]
        assert report.articles == 3
        shutil.rmtree(faulty.store)
    (tmp_path / "faulty").unlink()
    assert pipeline.build(None, faulty, fan=fan).articles == 4


def test_the_limits_are_settings() -> None:
    limits = load_limits({"KG_EXTRACT_SECONDS": "1.5", "KG_EXTRACT_MEMORY": "3G"})
    assert (limits.extracting, limits.extraction) == (1.5, 3 * 10**9)
