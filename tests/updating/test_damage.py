"""Files of a workspace that are not what they were: one line that says what to do, or made anew, and nothing is lost."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from held import A, B, C, dump, fixed_code, workspace

from kg import decisions
from kg.errors import CorpusError, CorruptStore, DataError, KgError, StoreError
from kg.settings import Settings
from kg.store import open_store
from kg.updating import backup, catalogue, changes, judge, mending, pipeline

Harm = Callable[[Path], object]


@pytest.fixture(scope="module", autouse=True)
def same_code() -> Iterator[None]:
    """`fixed_code` while these tests run."""
    with fixed_code():
        yield


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A workspace of two articles, and the graph of a clean build of three."""
    folder, clean = tmp_path_factory.mktemp("made"), workspace(tmp_path_factory.mktemp("clean"))
    made = workspace(folder)
    for name, text in (("a.md", A), ("b.md", B)):
        (made.corpus / name).write_text(text, "utf-8")
        (clean.corpus / name).write_text(text, "utf-8")
    pipeline.build(None, made)
    (folder / "c.md").write_text(C, "utf-8")
    pipeline.build(None, clean)
    pipeline.add(folder / "c.md", clean)
    shutil.rmtree(clean.store)
    pipeline.build(None, clean)
    return folder, dump(clean)


@pytest.fixture
def made(template: tuple[Path, str], tmp_path: Path) -> Settings:
    shutil.copytree(template[0], tmp_path / "ws")
    return workspace(tmp_path / "ws")


def away(path: Path) -> None:
    shutil.rmtree(path) if path.is_dir() else path.unlink()


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def loop(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.name)


def nowhere(path: Path) -> None:
    path.unlink()
    path.symlink_to("/nonexistent/there")


def deep(path: Path) -> None:
    path.write_bytes(b"[" * 200_000)


def noisy(path: Path) -> None:
    """All pages of a database but its first are something else."""
    raw = path.read_bytes()
    path.write_bytes(raw[:4096] + random.Random(7).randbytes(len(raw) - 4096))


def crlf(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))


HARMS: dict[str, tuple[str, Harm]] = {
    "no data": ("data", away), "no mark": ("kg-store.json", away), "data without its head": ("data/CURRENT", away), "no snapshots": ("snapshots", away),
    "a mark too deep": ("kg-store.json", deep), "notes too deep": ("kg-build.json", deep), "a lock to nowhere": ("lock", nowhere),
    "a register that is a folder": ("kg-notes.db", folder), "derived data in a folder": ("derived.db", folder),
    "passages in a ring": ("passages.db", loop), "derived data that is noise": ("derived.db", noisy),
    "copies that are noise": ("copies.db", noisy), "notes of nothing": ("kg-build.json", lambda path: path.write_text('{"paths": [1]}')),
}  # fmt: skip


@pytest.mark.parametrize("harm", HARMS)
def test_what_is_made_from_the_corpus_is_made_again(made: Settings, template: tuple[Path, str], harm: str) -> None:
    name, spoil = HARMS[harm]
    spoil(Path(made.store, name))
    pipeline.add(made.corpus.parent / "c.md", made)
    assert dump(made) == template[1]


@pytest.mark.parametrize("harm", HARMS)
def test_a_build_is_enough_for_readers(made: Settings, template: tuple[Path, str], harm: str) -> None:
    before, (name, spoil) = dump(made), HARMS[harm]
    spoil(Path(made.store, name))
    pipeline.build(None, made)
    assert dump(made) == before


ONE_BY_ONE = """
import sys
from kg.cli import main
for command in ("claims", "build", "claims"):
    try:
        main([*sys.argv[1:], command])
    except SystemExit as ended:
        print(f"\\n{ended.code}")
"""
PIPED = ("kg-store.json", "kg-build.json", "kg-notes.db", "kg-files.db", "lock", "snapshots/{}/CURRENT")


@pytest.mark.parametrize("name", PIPED)
def test_nobody_waits_at_a_pipe_in_the_place_of_a_file(made: Settings, name: str) -> None:
    """Opened, it would be waited for ever: in a process of its own, which can be ended."""
    store = Path(made.store)
    (number,) = (path.name for path in (store / "snapshots").iterdir() if path.name.isdigit())
    path = store / name.format(number)
    path.unlink(missing_ok=True)
    os.mkfifo(path)
    places = ["--corpus", str(made.corpus), "--store", made.store]
    done = subprocess.run([sys.executable, "-c", ONE_BY_ONE, *places], capture_output=True, text=True, timeout=120)
    assert "Traceback" not in done.stderr and done.stdout.splitlines()[-1] == "0"


def test_nobody_waits_at_a_pipe_in_the_place_of_the_decisions(made: Settings) -> None:
    os.mkfifo(made.corpus / "decisions.toml")
    with pytest.raises(KgError, match="no file"):
        pipeline.build(None, made)


def test_a_list_of_files_that_is_noise_costs_their_reading_alone(made: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "_RACY", -10.0)  # what was written just now is listed
    Path(made.store, "kg-files.db").unlink()
    pipeline.build(None, made)
    listed = Path(made.store, "kg-files.db")
    for spoil in (noisy, crlf, lambda path: path.write_bytes(path.read_bytes()[:-4000])):
        spoil(listed)
        assert pipeline.build(None, made).articles == 2
        assert listed.read_bytes() != b"" and pipeline.build(None, made).articles == 2


def test_files_of_a_snapshot_that_are_none_are_told_as_damage_and_made_anew(made: Settings) -> None:
    before = dump(made)
    for harm in (loop, folder, nowhere):
        shown = sorted(path for path in Path(made.store, "snapshots").iterdir() if path.is_dir())[-1]
        harm(next(shown.glob("*.sst")))
        with pytest.raises(CorruptStore, match="is no file"):  # before anything is read
            open_store(made.store, read_only=True)
        with mending.reading(made) as store:
            assert "\n".join(store.dump_nquads()) == before


def test_a_backup_of_a_damaged_store_does_not_wait_for_itself(made: Settings, tmp_path: Path) -> None:
    for path in Path(made.store, "snapshots").rglob("*.sst"):
        path.unlink()
    backup.save(made, tmp_path / "saved.zip")
    assert backup.check(tmp_path / "saved.zip").files == 2


def test_what_an_error_held_open_is_let_go_before_the_store_is_put_aside(made: Settings, template: tuple[Path, str]) -> None:
    """The library locks a place by its name, as long as anything that was read from it is held."""
    real, spoilt = changes.Change.commit, []

    def commit(self: changes.Change) -> None:
        if not spoilt:
            spoilt.append(True)
            held = self.store._data.quads_for_pattern(None, None, None, None)  # type: ignore[attr-defined]
            next(held)
            raise CorruptStore("a block is damaged")
        real(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(changes.Change, "commit", commit)
        pipeline.add(made.corpus.parent / "c.md", made)
    assert dump(made) == template[1]


def test_a_look_at_what_would_come_needs_no_index_that_can_be_made_again(made: Settings) -> None:
    for name in ("copies.db", "passages.db", "derived.db"):
        noisy(Path(made.store, name))
    (one,) = pipeline.add(made.corpus.parent / "c.md", made, dry_run=True)
    assert one.claims


def test_a_decision_is_made_on_a_damaged_store_too(made: Settings) -> None:
    for path in Path(made.store, "data").glob("*.sst"):
        path.write_bytes(bytes(path.stat().st_size))
    judge.decide(made, lambda desk: decisions.settle({"do": "ignore", "name": "Nonesuch"}), "lin")
    assert [one.name for one in decisions.load(made.corpus)] == ["Nonesuch"] and "Llama" in dump(made)


@pytest.mark.parametrize("harm", [folder, loop, nowhere])
def test_a_lock_that_is_no_file_is_told_with_the_way_out(made: Settings, harm: Harm) -> None:
    lock = Path(f"{made.store}.lock")
    lock.touch()
    harm(lock)
    with pytest.raises(StoreError, match="can not be locked") as caught:
        pipeline.build(None, made)
    assert caught.value.where == str(lock) and caught.value.todo == "delete it, it holds nothing"


def test_a_store_that_is_a_link_to_nowhere_is_told(made: Settings) -> None:
    shutil.rmtree(made.store)
    Path(made.store).symlink_to("/nonexistent/there")
    with pytest.raises(StoreError, match="a link to a place that is not there"):
        pipeline.build(None, made)


@pytest.mark.parametrize("said", ['{"puts": 3}', '{"drops": [1]}', '{"puts": [["a"]]}', '{"swaps": "a"}', '{"show": []}', "[" * 200_000])
def test_a_pending_change_of_another_shape_is_told_before_anything_is_done(made: Settings, said: str) -> None:
    Path(f"{made.store}.pending").write_text(said)
    with pytest.raises(KgError, match="pending change can not be read"):
        pipeline.build(None, made)
    assert sorted(path.name for path in made.corpus.iterdir()) == ["a.md", "b.md"]


# --- decisions -------------------------------------------------------------------------------------------------------

ONE = '[[decision]]\ndo = "ignore"\nname = "Nonesuch"\n'


@pytest.mark.parametrize("raw", [b"\xef\xbb\xbf" + ONE.encode(), ONE.replace("\n", "\r\n").encode()])
def test_decisions_of_any_editor_are_read(made: Settings, raw: bytes) -> None:
    path = decisions.path_of(made.corpus)
    path.write_bytes(raw)
    assert [one.name for one in decisions.load(made.corpus)] == ["Nonesuch"]
    (one,), text = decisions.with_added(made.corpus, [decisions.settle({"do": "ignore", "name": "Other"})])
    path.write_text(text)
    assert [one.name for one in decisions.load(made.corpus)] == ["Nonesuch", "Other"]


@pytest.mark.parametrize(("spoil", "what"), [
    (lambda path: path.write_bytes(ONE.encode("utf-16")), "not UTF-8"),
    (lambda path: path.write_bytes(ONE.replace("Nonesuch", "商汤").encode("gb18030")), "not UTF-8"),
    (folder, "can not be read"), (lambda path: path.write_text("a = " + "[" * 100_000), "too deeply"),
])  # fmt: skip
def test_decisions_that_can_not_be_read_are_told_with_their_file(made: Settings, spoil: Harm, what: str) -> None:
    path = decisions.path_of(made.corpus)
    path.write_text(ONE)
    spoil(path)
    with pytest.raises(DataError, match=what) as caught:
        pipeline.build(None, made)
    assert caught.value.where.startswith(str(path))


@pytest.mark.parametrize("harm", [loop, nowhere])
def test_decisions_behind_a_link_to_nowhere_were_not_taken_back(made: Settings, harm: Harm) -> None:
    decisions.path_of(made.corpus).write_text(ONE)
    harm(decisions.path_of(made.corpus))
    with pytest.raises(CorpusError, match="a link to a file that is not there"):
        pipeline.build(None, made)


# --- beside each other -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("other", [True, False])
def test_who_looks_or_has_another_graph_takes_away_nothing_that_a_change_has_put_down(
    made: Settings, template: tuple[Path, str], other: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, begun = changes.Change.commit, list[bool]()
    beside = Settings(made.corpus, str(made.corpus.parent / "other")) if other else made

    def commit(self: changes.Change) -> None:
        if not begun:
            begun.append(True)  # a dry run, or a first build of another graph, while this one is about to happen
            pipeline.build(None, beside) if other else pipeline.add(made.corpus.parent / "c.md", made, dry_run=True)
        real(self)

    monkeypatch.setattr(changes.Change, "commit", commit)
    pipeline.add(made.corpus.parent / "c.md", made)
    assert sorted(path.name for path in made.corpus.iterdir()) == ["2024-09-20-qwen.md", "a.md", "b.md"]
    assert dump(made) == template[1]


def test_what_the_library_did_not_come_to_the_end_of_goes(made: Settings) -> None:
    begun = Path(made.store, "snapshots", ".000000009.tmp")
    begun.mkdir()
    Path(made.store, "unpublished").write_text("")
    pipeline.build(None, made)
    assert not begun.exists()


def test_a_corpus_that_can_not_be_seen_is_not_one_without_articles(made: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    before, scan = dump(made), os.scandir

    def refused(place: object = ".") -> object:
        if str(place) == str(made.corpus):
            raise PermissionError(13, "Permission denied", str(place))
        return scan(place)  # type: ignore[call-overload]

    monkeypatch.setattr(os, "scandir", refused)
    with pytest.raises(CorpusError, match="can not be read: Permission denied"):
        pipeline.build(None, made)
    assert dump(made) == before
