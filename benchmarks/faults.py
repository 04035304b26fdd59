"""Kill kg at random points, or fill its disk, and compare with a clean build: `python benchmarks/faults.py [KILLS]`.

`--only add,build` takes some of the changes alone; `--full` fills a small disk in place of killing (root on Linux: it
mounts one), from no room at all to room enough. Each kill is a SIGKILL of a process that builds for the first time,
adds (an edition among the rest), builds, removes, restores, decides, takes a decision back or makes a backup: one third
at a random moment, the others before a random call that a room which writes makes into the operating system, the
graph's or SQLite's library, half of these calls among the last fifth, where a change is put in place. Then the
workspace is opened, and must be what it was before or what it is after; and the same once more must end in what it is
after, with no other files beside it than where nothing was killed. The test of the same name in tests/ runs a few of
each.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TEXTS = {
    "alder.md": "---\ntitle: Alder\ndate: 2023-08-01\n---\n2023年7月，Meta发布LLaMA 2，可免费商用。\n",
    "birch.md": "---\ntitle: Birch\ndate: 2024-01-05\n---\nOpenAI moved from open source to closed. GPT-3 is closed source.\n",
    "cedar.md": "---\ntitle: Cedar\ndate: 2024-09-20\n---\n阿里云发布并开源了Qwen2.5-72B。通义千问一直是开源模型。\n",
    "dogwood.md": "---\ntitle: Dogwood\ndate: 2024-10-02\n---\nGPT-3 is open source. Mistral 7B was released in 2023 by Mistral AI.\n",
}
EDITED = TEXTS["birch.md"].replace("GPT-3 is closed source.", "OpenAI released GPT-4 in March 2023.")
WATCHED = ("kg.files", "kg.updating.changes", "kg.store.snapshots", "kg.store", "kg.fulltext.index", "kg.reuse.copies", "kg.store.register", "kg.updating.backup", "kg.corpus", "kg.decisions")
SPARED = ("-wal", "-shm", "kg-files.db")  # a database that was open, and a list that is made where it pays
DOINGS = ("first", "add", "build", "remove", "restore", "decide", "undo", "backup")
ONCE = ("remove", "decide", "undo")  # what can not be done again when it is done: a build, which changes nothing


def settings_of(place: Path) -> Any:
    from kg.settings import Settings

    return Settings(place / "corpus", str(place / ".kg"), wait=10)


def do(doing: str, place: Path) -> None:
    """One change of a workspace that `prepare` made."""
    from kg.reviews import deciding
    from kg.updating import backup, judge, pipeline

    given = settings_of(place)
    if doing == "add":  # two that are new, and one that is an edition of another
        pipeline.add(place / "incoming", given)
    elif doing in ("first", "build"):
        pipeline.build(None, given)
    elif doing == "remove":
        pipeline.remove(["Alder"], given)
    elif doing == "restore":
        backup.restore(given, place / "other.zip", force=True)
    elif doing == "decide":
        deciding.signature = lambda by="": (by, "2025-01-01T00:00:00Z")  # always at the same time
        judge.decide(given, lambda desk: deciding.merge(desk, "OpenAI", "Meta"), "lin")
    elif doing == "undo":
        judge.undo(given)
    elif doing == "backup":
        backup.save(given, place / "saved.zip", force=True)


# --- workspaces ------------------------------------------------------------------------------------------------------


def write(folder: Path, **texts: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.md").write_text(text, "utf-8")


def prepare(place: Path, doing: str) -> None:
    """A workspace as it is before."""
    from kg.updating import backup, pipeline

    given = settings_of(place)
    texts = {name.removesuffix(".md"): text for name, text in TEXTS.items()}
    if doing == "restore":
        write(place / "corpus", alder=texts["alder"], dogwood=texts["dogwood"])
        pipeline.build(None, given)
        backup.save(given, place / "other.zip")
        shutil.rmtree(place / "corpus")
        shutil.rmtree(place / ".kg")
    write(place / "corpus", alder=texts["alder"])
    write(place / "first", birch=texts["birch"])
    if doing == "first":
        return
    pipeline.build(None, given)
    if doing == "backup":  # an older one is there, and is to be replaced
        backup.save(given, place / "saved.zip")
    pipeline.add(place / "first", given)
    if doing == "undo":
        do("decide", place)
    write(place / "incoming", birch=EDITED, cedar=texts["cedar"], dogwood=texts["dogwood"])
    if doing == "build":
        (place / "corpus" / "alder.md").unlink()
        next((place / "corpus").glob("*birch*")).write_text(EDITED, "utf-8")
        write(place / "corpus", cedar=texts["cedar"])


def state(place: Path) -> tuple[str, ...]:
    """What a workspace is: hashes of its corpus's files, of its graph as a reader finds it, and of a backup of it."""
    graph, corpus = graph_of(place), place / "corpus"  # the graph first: to read it finishes what was broken off
    files = sorted(p for p in corpus.rglob("*") if p.is_file() and not p.relative_to(corpus).as_posix().startswith("."))
    said = {p.relative_to(corpus).as_posix(): p.read_text("utf-8") for p in files}
    saved = place / "saved.zip"
    parts = (json.dumps(said).encode(), graph.encode(), saved.read_bytes() if saved.exists() else b"")
    return tuple(hashlib.sha256(part).hexdigest()[:12] for part in parts)


def graph_of(place: Path) -> str:
    """The graph as a reader finds it, who finishes a change that was broken off; "" where none was built yet."""
    from kg.errors import StoreError
    from kg.updating import changes, mending

    given = settings_of(place)
    if not changes.home(given).exists():
        changes.settle(given)
        return ""
    try:
        with mending.reading(given) as store:
            return "\n".join(store.dump_nquads())
    except StoreError as error:
        if "first build was broken off" in error.what or "there is no store" in error.what:
            return ""
        raise


def beside(place: Path) -> list[str]:
    """The names of all that lies in a workspace, but what the graph's library names as it likes."""
    folders = [place, place / "corpus", place / ".kg", place / "corpus" / ".kg-new", place / ".kg" / ".kg-new"]
    found = [path.relative_to(place).as_posix() for folder in folders if folder.is_dir() for path in folder.iterdir()]
    return sorted(name for name in found if not name.endswith(SPARED))


def clean(place: Path, scratch: Path) -> tuple[str, ...]:
    """The state of a workspace with this corpus, built from nothing."""
    from kg.updating import backup, pipeline

    shutil.rmtree(scratch, ignore_errors=True)
    shutil.copytree(place / "corpus", scratch / "corpus", ignore=shutil.ignore_patterns(".kg*"))
    pipeline.build(None, settings_of(scratch))
    if (place / "saved.zip").exists():
        backup.save(settings_of(scratch), scratch / "saved.zip")
    return state(scratch)


# --- the process that is killed --------------------------------------------------------------------------------------


def serve() -> None:
    """Fork a process for each line that comes in; it does something, and is killed where the line says so."""
    from kg.asking import query  # noqa: F401
    from kg.deriving import keeper  # noqa: F401
    from kg.disputes.rules import load_rules
    from kg.fulltext.passages import read_page
    from kg.knowledge import load
    from kg.read import read_text
    from kg.resolution.likeness import known
    from kg.updating import arrivals, backup, judge, pipeline, settled  # noqa: F401

    settled.extractor(()).warm()  # no store is opened here: its threads would not be forked
    known(load()).like("Birch", "Model")
    for text in TEXTS.values():
        read_page("warm", settled.graph_lines(read_text(text, "warm.md")))
    load_rules()
    gc.freeze()  # what those that are killed share stays shared
    print("ready", flush=True)
    for line in sys.stdin:
        told = json.loads(line)
        child = os.fork()
        if not child:
            run(told)
        start = time.monotonic()
        if told.get("after") is not None:
            time.sleep(told["after"])
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        print(
            json.dumps({"status": os.waitstatus_to_exitcode(status), "seconds": time.monotonic() - start}), flush=True
        )


def run(told: dict[str, Any]) -> None:
    from kg.errors import KgError

    place = Path(told["place"])
    calls, own = 0, os.getpid()

    def count(frame: Any, event: str, _: Any) -> None:
        nonlocal calls
        if event == "c_call" and os.getpid() == own and frame.f_globals.get("__name__", "").startswith(WATCHED):
            calls += 1
            if calls == told.get("call"):
                os.kill(os.getpid(), signal.SIGKILL)

    status = 0
    if told.get("most") is not None:  # as on a disk that is full: no file may grow beyond so many bytes
        resource.setrlimit(resource.RLIMIT_FSIZE, (told["most"], resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
    try:
        if told.get("call") or told.get("count"):  # what counts takes as long again
            sys.setprofile(count)
        do(told["doing"], place)
        sys.setprofile(None)
        if told.get("count"):
            Path(told["count"]).write_text(str(calls))
    except KgError:  # one line that says what to do
        status = 2
    except BaseException as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        status = 1
    os._exit(status)


class Doer:
    """The process that forks those that are killed."""

    def __init__(self) -> None:
        command = [sys.executable, __file__, "--serve"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout and self.process.stdout.readline().strip() == "ready"

    def ask(self, **told: Any) -> dict[str, Any]:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps(told) + "\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer

    def close(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(30)


# --- kills -----------------------------------------------------------------------------------------------------------


class Trial:
    """One sort of change: its workspace before, what it is before and after, how long it takes and how many calls."""

    def __init__(self, doing: str, folder: Path, doer: Doer) -> None:
        self.doing, self.folder, self.doer = doing, folder / doing, doer
        self.before_place = self.folder / "before"
        prepare(self.before_place, doing)
        self.before = state(self.before_place)
        place = self._copy("after")
        counted = self.folder / "calls"
        answer = doer.ask(doing=doing, place=str(place), count=str(counted))
        assert answer["status"] == 0, doing
        self.after, self.beside = state(place), beside(place)
        self.calls = int(counted.read_text())
        self.seconds = doer.ask(doing=doing, place=str(self._copy("timed")), after=None)["seconds"]
        assert self.after[:2] == clean(place, self.folder / "clean")[:2], "it is not what a clean build gives"
        assert self.before != self.after

    def _copy(self, name: str) -> Path:
        place = self.folder / name
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(self.before_place, place)
        return place

    def kill(self, **how: Any) -> str:
        """Kill once; "before", "after", or what is wrong."""
        place = self._copy("killed")
        answer = self.doer.ask(doing=self.doing, place=str(place), **how)
        if answer["status"] not in (0, -signal.SIGKILL):
            return f"failed with status {answer['status']}"
        found = state(place)
        if found not in (self.before, self.after):
            parts = [
                "before" if f == b else "after" if f == a else "neither"
                for f, b, a in zip(found, self.before, self.after, strict=True)
            ]
            return f"between: files {parts[0]}, graph {parts[1]}, backup {parts[2]}"
        ended = "before" if found == self.before else "after"
        return self.once_more(place, ended) or ended

    def cramped(self, most: int) -> str:
        """Do it where no file may grow beyond so many bytes; "before", "after", or what is wrong."""
        place = self._copy("cramped")
        answer = self.doer.ask(doing=self.doing, place=str(place), most=most)
        return self.judged(place, answer["status"], state(place))

    def judged(self, place: Path, status: int, found: tuple[str, ...]) -> str:
        """What came of a change that could not write all that it wanted: done, or one line that says why not."""
        if found not in (self.before, self.after):
            return "neither before nor after"
        if status not in (0, 2) or (status == 0 and found == self.before):
            return f"it ends with status {status}"
        ended = "before" if found == self.before else "after"
        return self.once_more(place, ended) or ended

    def once_more(self, place: Path, ended: str) -> str:
        """Do it again after it ended so; what is wrong with what comes of it, "" for nothing."""
        again = self.doing if ended == "before" or self.doing not in ONCE else "build"
        if self.doer.ask(doing=again, place=str(place))["status"]:
            return f"{ended}, but once more fails"
        if state(place) != self.after:
            return f"{ended}, but once more does not end as it should"
        if left := sorted(set(beside(place)) - set(self.beside)):
            return f"{ended}, but {', '.join(left)} stays"
        return ""

    def kills(self, count: int, chance: random.Random) -> Iterator[tuple[str, str]]:
        """(how, what came of it) for so many kills."""
        for number in range(count):
            if number % 3 == 0:
                how: dict[str, Any] = {"after": chance.uniform(0, self.seconds * 1.05)}
            else:
                how = {"call": chance.randint(1 if number % 3 == 1 else self.calls * 4 // 5, self.calls)}
            yield json.dumps(how), self.kill(**how)


HEAD = f"{'':<9}{'trials':>7}{'before':>8}{'after':>7}{'neither':>9}{'calls':>7}{'seconds':>9}"


def tried(trial: Trial, ends: Iterator[tuple[str, str]]) -> int:
    """Go through trials and tell what came of them; how many were neither before nor after."""
    found: Counter[str] = Counter()
    for how, ended in ends:
        found[ended if ended in ("before", "after") else "neither"] += 1
        if ended not in ("before", "after"):
            print(f"{trial.doing} {how}: {ended}", file=sys.stderr)
    counts = "".join(f"{found[name]:>{wide}}" for name, wide in (("before", 8), ("after", 7), ("neither", 9)))
    print(f"{trial.doing:<9}{sum(found.values()):>7}{counts}{trial.calls:>7}{trial.seconds:>9.2f}", flush=True)
    return found["neither"]


def fills(trial: Trial, disk: Path) -> Iterator[tuple[str, str]]:
    """(how, what came of it) for a disk with so much room left, until there was room enough three times."""
    enough = 0
    for free in (*range(0, 64, 4), *range(64, 200, 25), *range(200, 2000, 100)):
        if enough == 3:
            return
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=30m", "none", str(disk)], check=True)
        try:
            ended = fill(trial, disk, free * 1024)
        finally:
            subprocess.run(["umount", str(disk)], check=True)
        enough = enough + 1 if ended == "after" else 0
        yield f"{free} kB free", ended


def fill(trial: Trial, disk: Path, free: int) -> str:
    place, filler = disk / "place", disk / "filler"
    shutil.copytree(trial.before_place, place)
    room = os.statvfs(disk)
    filler.write_bytes(bytes(max(0, room.f_bavail * room.f_frsize - free)))
    answer = trial.doer.ask(doing=trial.doing, place=str(place))
    try:
        found = state(place)  # a reader goes on while the disk is full
    except Exception as error:
        return f"it can not be read: {type(error).__name__}: {error}"
    filler.unlink()
    if found != state(place):
        return "another one when there is room again"
    return trial.judged(place, answer["status"], found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kills", nargs="?", type=int, default=300)
    parser.add_argument("--only", default=",".join(DOINGS))
    parser.add_argument("--full", action="store_true")
    given = parser.parse_args()
    doings = given.only.split(",")
    if given.full and os.geteuid():
        raise SystemExit("--full mounts a small disk: it needs root")
    doer, chance, bad = Doer(), random.Random(7), 0
    print(HEAD)
    with tempfile.TemporaryDirectory() as folder:
        disk = Path(folder, "disk")
        disk.mkdir()
        for doing in doings:
            trial = Trial(doing, Path(folder), doer)
            bad += tried(trial, fills(trial, disk) if given.full else trial.kills(given.kills // len(doings), chance))
    doer.close()
    raise SystemExit(1 if bad else 0)


if __name__ == "__main__":
    serve() if "--serve" in sys.argv else main()
