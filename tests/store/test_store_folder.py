"""The store in a folder: other processes and versions are refused in a line, readers keep their snapshot."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import count
from pathlib import Path

import made
import pytest

from kg.errors import CorruptStore, StoreError
from kg.listing import derived
from kg.rdf.graph import DERIVED, quads
from kg.store import MARK, VERSION, OxigraphStore, failures, folder, open_store

GRAPHS = {extraction.article.id: quads(extraction) for extraction in made.corpus()}
IDS = sorted(GRAPHS)


@pytest.fixture
def store(tmp_path: Path):
    with open_store(tmp_path / "store") as opened:
        yield opened


def filled(path: Path, ids: list[str]) -> None:
    with open_store(path) as opened:
        for article in ids:
            opened.replace(article, GRAPHS[article])


def other_process(code: str, path: Path) -> str:
    text = f"from kg.store import open_store\nfrom kg.errors import CorruptStore, KgError\npath = {str(path)!r}\n{code}"
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def test_a_second_writer_is_refused_in_one_line(store: OxigraphStore) -> None:
    said = other_process("try:\n    open_store(path)\nexcept KgError as error:\n    print(error)", store.path)
    assert "another process holds this store" in said
    assert said.count("\n") == 1


def test_a_reader_sees_what_is_published_while_the_writer_lives(store: OxigraphStore) -> None:
    code = "print(open_store(path, read_only=True).articles())"
    refused = other_process(f"try:\n    {code}\nexcept KgError as error:\n    print(error)", store.path)
    assert "for the first time" in refused
    store.replace(IDS[0], GRAPHS[IDS[0]])
    store.publish()
    store.replace(IDS[1], GRAPHS[IDS[1]])
    assert other_process(code, store.path).strip() == str(IDS[:1])
    store.publish()
    assert other_process(code, store.path).strip() == str(sorted(IDS[:2]))


def test_a_reader_works_out_once_what_can_not_change_under_it_and_a_writer_each_time(tmp_path: Path, monkeypatch) -> None:
    filled(tmp_path / "s", list(GRAPHS)[:1])
    monkeypatch.setattr(folder, "KEPT", 10)  # rows
    with open_store(tmp_path / "s", read_only=True) as reader:
        numbers = ([number] * 3 for number in count())
        assert [reader.kept("number", numbers.__next__) for _ in range(2)] == [[0] * 3] * 2
        assert [reader.kept(at, numbers.__next__)[0] for at in "abc"] == [1, 2, 3]
        assert reader.kept("c", numbers.__next__) == [3] * 3
        assert reader.kept("number", numbers.__next__) == [4] * 3  # the oldest is let go
        assert len(reader.kept("long", lambda: range(99))) == 99 and reader.kept("long", numbers.__next__) == range(99)
    with open_store(tmp_path / "s") as writer:
        assert [writer.kept("number", numbers.__next__) for _ in range(2)] == [[5] * 3, [6] * 3]


def test_a_reader_keeps_its_snapshot_and_does_not_hold_the_writer_up(tmp_path: Path) -> None:
    filled(tmp_path / "s", IDS[:1])
    reader = open_store(tmp_path / "s", read_only=True)
    filled(tmp_path / "s", IDS[1:3])
    assert reader.articles() == IDS[:1]
    reader.close()
    with open_store(tmp_path / "s", read_only=True) as again:
        assert again.articles() == sorted(IDS[:3])
    filled(tmp_path / "s", IDS[3:4])
    assert len([entry for entry in (tmp_path / "s" / "snapshots").iterdir() if entry.is_dir()]) == 1


def everything(path: Path) -> list[str]:
    """The published graph."""
    with open_store(path, read_only=True) as reader:
        return list(reader.dump_nquads())


def kill_a_writer(path: Path, articles: list[str], tag: str = "") -> None:
    """A process that puts these articles in and dies before it publishes them."""
    puts = "\n".join(f"s.replace({one!r}, {GRAPHS[one]!r})" for one in articles)
    other_process(f"import os\ns = open_store(path, tag={tag!r})\n{puts}\nos.kill(os.getpid(), 9)", path)


def test_what_a_killed_writer_did_not_publish_never_was(tmp_path: Path) -> None:
    filled(tmp_path / "s", IDS[:1])
    alone = everything(tmp_path / "s")
    kill_a_writer(tmp_path / "s", IDS[1:3], tag="a build")
    assert everything(tmp_path / "s") == alone
    with open_store(tmp_path / "s", tag="another") as store:
        assert store.articles() == IDS[:1] and not store.resumed
        index, at = store.passages()
        assert index.articles(at) == set(IDS[:1])
    assert everything(tmp_path / "s") == alone


def test_a_writer_goes_on_with_what_was_written_under_its_own_tag(tmp_path: Path) -> None:
    kill_a_writer(tmp_path / "s", IDS[:2], tag="a build")
    with pytest.raises(StoreError, match="broken off"):
        open_store(tmp_path / "s", read_only=True)
    with open_store(tmp_path / "s", tag="a build") as store:
        assert store.articles() == sorted(IDS[:2]) and store.resumed
    filled(tmp_path / "t", IDS[:2])
    assert everything(tmp_path / "s") == everything(tmp_path / "t")


def test_what_is_derived_is_replaced_in_parts_that_memory_holds(store: OxigraphStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def derived_lines(word: str) -> list[str]:
        return [f'<{DERIVED}thing/{n}> <{DERIVED}says> "{word}" <{DERIVED}graph/{n % 3}> .' for n in range(20)]

    monkeypatch.setattr(folder, "_KEEP_DERIVED", 2)
    monkeypatch.setattr(folder, "_TAKEN", 5)
    opened: list[int] = []
    monkeypatch.setattr(OxigraphStore, "_reopen", lambda self, reopen=OxigraphStore._reopen: opened.append(1) or reopen(self))
    for article in IDS[:2]:
        store.replace(article, GRAPHS[article])
    store.derive(derived_lines("old"), None)
    assert not opened
    store.derive(derived_lines("new"), None)
    assert len(opened) >= 2
    assert derived.lines(store) == sorted(derived_lines("new"))
    assert store.articles() == sorted(IDS[:2])


def test_an_error_takes_back_what_was_written(tmp_path: Path) -> None:
    filled(tmp_path / "s", IDS[:1])
    with pytest.raises(ZeroDivisionError), open_store(tmp_path / "s") as store:
        store.replace(IDS[1], GRAPHS[IDS[1]])
        raise ZeroDivisionError
    with open_store(tmp_path / "s") as store:
        assert store.articles() == IDS[:1]


@pytest.mark.parametrize("read_only", [True, False])
def test_damaged_files_are_told_as_such(tmp_path: Path, read_only: bool) -> None:
    filled(tmp_path / "s", IDS[:2])
    for file in (tmp_path / "s").rglob("*.sst"):
        raw = bytearray(file.read_bytes())
        raw[-40:] = bytes(40)
        file.unlink()  # the snapshot has the same file
        file.write_bytes(raw)
    with pytest.raises(CorruptStore, match="damaged"):
        open_store(tmp_path / "s", read_only)


@pytest.mark.parametrize("mark", ['{"version": 0}', "{}", "not json", "[]"])
@pytest.mark.parametrize("read_only", [True, False])
def test_another_versions_store_is_to_be_rebuilt(tmp_path: Path, mark: str, read_only: bool) -> None:
    filled(tmp_path / "s", IDS[:1])
    assert json.loads((tmp_path / "s" / MARK).read_text()) == {"version": VERSION}
    (tmp_path / "s" / MARK).write_text(mark)
    with pytest.raises(StoreError, match="another version") as caught:
        open_store(tmp_path / "s", read_only)
    assert "rebuild" in str(caught.value)


def test_places_that_are_no_store_are_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no store"):
        open_store(tmp_path / "none", read_only=True)
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="a file"):
        open_store(tmp_path / "file")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "holiday.jpg").write_text("x")
    with pytest.raises(StoreError, match="something else"):
        open_store(tmp_path / "folder")
    assert [entry.name for entry in (tmp_path / "folder").iterdir()] == ["holiday.jpg"]
    with pytest.raises(StoreError, match="no store can be reached"):
        open_store("gopher://example.org/sparql")


def test_what_the_library_says_names_no_place_twice(tmp_path: Path) -> None:
    """The store's place is told beside it on the command line, and is kept from the explorer's page."""
    said = f"IO error: While open a file for appending: {tmp_path}/data/LOG: Read-only file system"
    error = failures.refusal(OSError(said), tmp_path)
    assert str(tmp_path) not in error.what and "data/LOG: Read-only" in error.what and error.where == str(tmp_path)
