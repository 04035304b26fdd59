"""A file that did not change is not read again; one that did is, however like the old one it looks."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from kg.errors import CorpusError, ReadError
from kg.intake import Taken, sources
from kg.model import Article
from kg.read import load, read_file
from kg.updating import catalogue, fanout
from kg.updating.catalogue import Catalogue, Looker, outline

TEXT = "---\ntitle: One\n---\nNimbus is open source.\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "one.md"
    path.write_text(TEXT, "utf-8")
    return path


def looked(file: Path, kept: Path, knowledge: str = "k") -> tuple[object, int]:
    """What a new catalogue says of a file, and how often it had to read it."""
    reads = []

    def read(path: Path, most: int) -> bytes:
        reads.append(path)
        return load(path, most)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sources, "load", read)
        patch.setattr(catalogue, "_RACY", 0.0)
        seen = Catalogue(kept, knowledge)
        time.sleep(0.01)
        found = look(seen, file)
        seen.keep()
    return found, len(reads)


def look(seen: Catalogue, file: Path) -> object:
    (found,) = Looker(seen).take([file])
    return found.article if isinstance(found, Taken) else found


def test_an_unchanged_file_is_read_once(file: Path, tmp_path: Path) -> None:
    kept, expected = tmp_path / "files.db", outline(read_file(file))
    assert looked(file, kept) == (expected, 1)
    assert looked(file, kept) == (expected, 0)
    assert looked(file, kept, "other code")[1] == 1


def test_a_file_of_the_same_size_and_time_is_known_as_another(file: Path, tmp_path: Path) -> None:
    kept, before = tmp_path / "files.db", file.stat()
    first, _ = looked(file, kept)
    file.write_text(TEXT.replace("Nimbus", "Sumbin"), "utf-8")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    second, reads = looked(file, kept)
    assert reads == 1 and second != first


def test_a_damaged_catalogue_and_a_file_just_written_are_no_grounds(file: Path, tmp_path: Path) -> None:
    kept = tmp_path / "files.db"
    seen = Catalogue(kept, "k")
    look(seen, file)  # written this moment: it may be written again within the clock's grain
    seen.keep()
    assert not kept.exists() or b"one.md" not in kept.read_bytes()
    kept.write_text('"k"\nnot json\n', "utf-8")
    assert looked(file, kept)[1] == 1
    assert isinstance(look(Catalogue(kept, "k"), tmp_path / "gone.md"), ReadError)


def test_a_file_that_changes_while_it_is_built_from_is_told(file: Path) -> None:
    with pytest.raises(CorpusError, match="changed while it was read"):
        fanout.graph_of_file((str(file), Article("0" * 16, "one.md", "")), ())


def test_parts_keep_the_order() -> None:
    assert list(fanout.parts(range(5), 2)) == [[0, 1], [2, 3], [4]]
