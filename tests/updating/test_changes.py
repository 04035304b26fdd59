"""One change at a time, whole or not at all: locks, faults of the disk, stores that can not be used, removal."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from held import A, B, C, dump, fixed_code, hold, workspace
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg import telling
from kg.errors import BusyStore, CorpusError, CorruptStore, KgError, StoreError
from kg.settings import Settings
from kg.updating import building, changes, mending, pipeline

TEXTS = {"a.md": A, "b.md": B, "c.md": C}


@pytest.fixture(scope="module", autouse=True)
def same_code() -> Iterator[None]:
    """`fixed_code` while these tests run."""
    with fixed_code():
        yield


@pytest.fixture
def told() -> list[str]:
    """The messages that were told."""
    found: list[str] = []
    token = telling.listener.set(lambda key, **values: found.append(key))
    yield found
    telling.listener.reset(token)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    made = workspace(folder)
    for name in ("a.md", "b.md"):
        (made.corpus / name).write_text(TEXTS[name], "utf-8")
    pipeline.build(None, made)
    (folder / "c.md").write_text(C, "utf-8")
    return folder


@pytest.fixture
def made(template: Path, tmp_path: Path) -> Settings:
    shutil.copytree(template, tmp_path / "ws")
    return workspace(tmp_path / "ws")


def files(made: Settings) -> set[str]:
    return {str(path.relative_to(made.corpus)) for path in made.corpus.rglob("*") if path.is_file()}


# --- one at a time ---------------------------------------------------------------------------------------------------


def test_a_second_change_says_who_holds_the_workspace(made: Settings, told: list[str]) -> None:
    other = hold(made, 60)
    try:
        busy = Settings(made.corpus, made.store, wait=0.2)
        with pytest.raises(BusyStore, match=rf"process {other.pid}, since 20.*is changing this workspace"):
            pipeline.remove(["Llama"], busy)
        assert told == ["waiting"]
        assert dump(made)  # readers go on
    finally:
        other.kill()
        other.wait()
    assert pipeline.remove(["Llama"], made)  # whoever was killed holds nothing


def test_a_second_change_waits(made: Settings, told: list[str]) -> None:
    other = hold(made, 3)  # long enough for this process to come to it, on a busy machine too
    assert pipeline.remove(["Llama"], made) and told == ["waiting"]
    other.wait()


def test_threads_take_turns_and_one_may_hold_it_twice(made: Settings) -> None:
    order = []

    def other() -> None:
        with changes.alone(made):
            order.append("other")

    thread = threading.Thread(target=other)
    with changes.alone(made), changes.alone(made):
        thread.start()
        time.sleep(0.1)
        order.append("first")
    thread.join()
    assert order == ["first", "other"]


# --- whole or not at all ---------------------------------------------------------------------------------------------


class Stop(Exception):
    """What a test breaks a change off with."""


@pytest.mark.parametrize("at", ["write_down", "finish", "publish", "done"])
def test_a_change_that_is_broken_off_is_finished_or_never_was(
    made: Settings, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    before, kept = dump(made), files(made)

    def stop(*_: object, **__: object) -> None:
        raise Stop

    with monkeypatch.context() as patch:
        owner = {"write_down": changes.Files, "publish": building_store()}.get(at, changes)
        patch.setattr(owner, at, stop)
        if at == "finish":  # called before too, where nothing is pending
            patch.setattr(changes, "finish", lambda given, show=True: None if show else stop())
        with pytest.raises(Stop):
            pipeline.add(made.corpus.parent / "c.md", made)
    with mending.reading(made) as store:
        now = "\n".join(store.dump_nquads())
    happened = at != "write_down"
    assert (now != before, files(made) != kept) == (happened, happened)
    assert not changes.beside(made, "pending").exists()
    (added,) = pipeline.add(made.corpus.parent / "c.md", made)
    assert added.known is happened and len(files(made)) == 3
    assert not [path for path in made.corpus.rglob(".*")]


def building_store() -> type:
    from kg.store import OxigraphStore

    return OxigraphStore


def test_what_is_reported_is_on_the_disk(made: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file and folder that holds what was added is flushed before it is told, in the order that makes it safe."""
    synced: list[str] = []
    plain = os.fsync

    def fsync(handle: int) -> None:
        synced.append(os.readlink(f"/proc/self/fd/{handle}") if os.path.exists("/proc/self/fd") else "")
        plain(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    (added,) = pipeline.add(made.corpus.parent / "c.md", made)
    place = str(changes.home(made))
    pending = next(i for i, name in enumerate(synced) if ".kg.pending" in name)
    first = [name for name in synced[:pending] if changes.STAGED in name]
    assert any(name.endswith(f"{changes.STAGED}/0") for name in first)  # the article's text, before the change is said
    assert any(name.startswith(f"{place}/snapshots/.") for name in synced[:pending])  # and the graph
    assert str(made.corpus.resolve()) in synced[pending:]  # then its name in the corpus
    assert f"{place}/snapshots" in synced[pending:]
    assert added.path and added.path.exists()


@pytest.mark.parametrize("limit", [0, 500, 2_000, 20_000, 70_000])
def test_writing_that_fails_changes_nothing(made: Settings, limit: int) -> None:
    """As on a full disk: no file may grow beyond the limit. benchmarks/faults.py --full does it with a full disk."""
    before, kept, done = dump(made), files(made), True
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        pipeline.add(made.corpus.parent / "c.md", made)
    except KgError as error:
        done = False
        assert "\n" not in str(error)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert (dump(made) != before) is done and (files(made) != kept) is done
    pipeline.add(made.corpus.parent / "c.md", made)
    assert len(files(made)) == 3


def read_only(folder: Path, command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run a command that sees a folder as read-only; for root, to whom permissions are nothing, by a mount of its own."""
    if os.geteuid():
        for path in (folder, folder / "corpus", folder / ".kg"):
            path.chmod(0o555)
    else:
        mounted = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"'
        command = ["unshare", "--mount", "sh", "-c", mounted, str(folder), *command]
    done = subprocess.run(command, capture_output=True, text=True)
    if os.geteuid():
        for path in (folder, folder / "corpus", folder / ".kg"):
            path.chmod(0o755)
    return done


def test_a_workspace_that_can_not_be_written_is_read_and_says_so(made: Settings, tmp_path: Path) -> None:
    before = dump(made)
    place = ["--corpus", str(made.corpus), "--store", made.store, "--lang", "en"]
    code = f"""
import sys
from kg.cli import main
for args in (["search", "OpenAI"], ["articles"], ["remove", "Llama"], ["build"], ["add", "--dry-run", "{made.corpus.parent}/c.md"]):
    try:
        main([*{place!r}, *args])
    except SystemExit as end:
        print("status", args[0], end.code or 0, flush=True)
"""
    done = read_only(made.corpus.parent, [sys.executable, "-c", code])
    statuses = [line.split()[1:] for line in done.stdout.splitlines() if line.startswith("status ")]
    assert statuses == [["search", "0"], ["articles", "0"], ["remove", "2"], ["build", "2"], ["add", "0"]], done
    assert "Traceback" not in done.stderr and "kg: " in done.stderr
    assert (dump(made), files(made)) == (before, {"a.md", "b.md"})


# --- stores that can not be used -------------------------------------------------------------------------------------


def spoil(store: str) -> None:
    for file in Path(store).rglob("*.sst"):
        file.unlink()
        file.write_bytes(b"\0" * 50)


def test_a_damaged_store_is_told_kept_and_built_anew(made: Settings, told: list[str]) -> None:
    before = dump(made)
    spoil(made.store)
    with mending.reading(made) as store:
        assert "\n".join(store.dump_nquads()) == before
    assert told == ["put_aside"] and Path(f"{made.store}.damaged-1", "data").is_dir()
    spoil(made.store)
    pipeline.add(made.corpus.parent / "c.md", made)
    assert told == ["put_aside"] * 2 and len(dump(made)) > len(before)
    spoil(made.store)
    assert pipeline.build(None, made).articles == 3 and told == ["put_aside"] * 3


def test_damage_that_shows_while_reading_is_mended_and_told(made: Settings) -> None:
    before = dump(made)
    with pytest.raises(CorruptStore, match="built anew"), mending.reading(made):
        raise CorruptStore("a block is damaged")
    assert dump(made) == before


def test_a_store_of_another_version_is_told_and_built_anew(made: Settings, told: list[str]) -> None:
    before = dump(made)
    Path(made.store, "kg-store.json").write_text('{"version": 0}')
    with mending.reading(made) as store:
        assert "\n".join(store.dump_nquads()) == before
    assert told == ["put_aside"] and Path(f"{made.store}.old-1").is_dir()


def test_a_store_without_anything_to_build_it_from_is_left_alone(made: Settings) -> None:
    shutil.rmtree(made.corpus)
    spoil(made.store)
    with pytest.raises(StoreError, match="damaged"), mending.reading(made):
        pass
    assert Path(made.store).is_dir()


def test_a_graph_of_other_files_is_built_anew_from_them(made: Settings) -> None:
    pipeline.build([made.corpus.parent / "c.md"], made)
    before = dump(made)
    spoil(made.store)
    with mending.reading(made) as store:
        assert "\n".join(store.dump_nquads()) == before


def test_a_build_goes_on_where_it_was_broken_off(made: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(made.store)
    (made.corpus / "c.md").write_text(C, "utf-8")

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(changes.Change, "commit", stop)
        with pytest.raises(KeyboardInterrupt):
            pipeline.build(None, made)
    with pytest.raises(StoreError, match="broken off"), mending.reading(made):
        pass
    read = []
    plain = building._graphs_of_files
    monkeypatch.setattr(
        building, "_graphs_of_files", lambda tasks, *rest: plain(read.append(len(tasks)) or tasks, *rest)
    )
    assert pipeline.build(None, made).articles == 3 and not any(read)


# --- removal ---------------------------------------------------------------------------------------------------------


POOL = {
    "one": "---\ntitle: one\n---\n2023年7月，Meta发布LLaMA 2，可免费商用。\n",
    "two": "---\ntitle: two\n---\nOpenAI moved from open to closed. Zephyrian Labs Inc. released Zeph-7B in 2024.\n",
    "three": "---\ntitle: three\n---\nMeta released Llama 2 in July 2023. Zephyrian Labs Inc. is open.\n",
    "four": "---\ntitle: four\n---\nLlama 2 is closed source. OpenAI released GPT-4 in March 2023.\n",
}


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(st.lists(st.tuples(st.sampled_from(sorted(POOL)), st.booleans()), min_size=2, max_size=7))
def test_what_is_removed_leaves_what_a_clean_build_gives(
    tmp_path_factory: pytest.TempPathFactory, doings: list
) -> None:
    folder = tmp_path_factory.mktemp("pool")
    made, there = workspace(folder), set()
    for name, comes in doings:
        if comes:
            (folder / f"{name}.md").write_text(POOL[name], "utf-8")
            pipeline.add(folder / f"{name}.md", made)
            there.add(name)
        elif name in there:
            pipeline.remove([name], made)
            there.discard(name)
    assert files(made) == {f"{name}.md" for name in there}
    if there:
        clean = workspace(folder / "clean")
        for file in made.corpus.iterdir():
            shutil.copy(file, clean.corpus / file.name)
        pipeline.build(None, clean)
        assert dump(made) == dump(clean)
    elif Path(made.store).exists():
        assert dump(made) == ""


def test_removing_takes_all_or_none(made: Settings) -> None:
    before, kept = dump(made), files(made)
    with pytest.raises(KgError, match="no article"):
        pipeline.remove(["Llama", "nothing of the kind"], made)
    assert (dump(made), files(made)) == (before, kept)


def test_a_file_that_can_not_be_deleted_keeps_its_article(made: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    before = dump(made)
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(CorpusError, match="can not be deleted"):
        pipeline.remove(["Llama"], made)
    assert dump(made) == before


def test_a_moved_workspace_finishes_its_pending_change(made: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object, **__: object) -> None:
        raise Stop

    with monkeypatch.context() as patch:
        patch.setattr(changes, "finish", lambda given, show=True: None if show else stop())
        with pytest.raises(Stop):
            pipeline.add(made.corpus.parent / "c.md", made)
    assert json.loads(changes.beside(made, "pending").read_text())["puts"]
    moved = made.corpus.parent.with_name("moved")
    made.corpus.parent.rename(moved)
    there = workspace(moved)
    with mending.reading(there) as store:
        assert len(store.articles()) == 3
    assert len(files(there)) == 3


@pytest.mark.parametrize("said", ["", "junk", "[]", "null"])
def test_a_pending_change_that_somebody_spoilt_is_told_with_the_way_out(tmp_path: Path, said: str) -> None:
    made = workspace(tmp_path)
    changes.beside(made, "pending").write_text(said)
    with pytest.raises(KgError, match="can not be read.*delete this file, then: kg build"):
        changes.settle(made)
