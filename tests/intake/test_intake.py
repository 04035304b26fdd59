"""Sources are taken in one after the other: each bad one is told with its place, and none keeps the others out."""

from __future__ import annotations

import errno
import io
import os
import struct
import zipfile
from pathlib import Path
from typing import Any

import documents
import pytest

from kg.errors import KgError
from kg.intake import Taken, Taker, apart, worker
from kg.intake.apart import Apart
from kg.limits import Limits
from kg.read.draft import Draft
from kg.settings import load_limits
from kg.updating.gather import BadInput, gather

SMALL = Limits(file=2_000_000, text=100_000, unpacked=3_000_000, entries=50, seconds=20)
WORDS = "Example Lab opened Aster in March 2024.\n"


def take(*sources: Path | str, limits: Limits = SMALL, **more: object) -> tuple[list[Taken], list[str]]:
    found = list(Taker(limits, **more).take(sources))  # type: ignore[arg-type]
    good = [one for one in found if isinstance(one, Taken)]
    return good, [str(one) for one in found if isinstance(one, KgError)]


def names(taken: list[Taken]) -> list[str]:
    return [one.article.file for one in taken]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One file of each sort, whole ones and broken ones."""
    here = tmp_path_factory.mktemp("clippings")
    for name, raw in documents.all_sorts().items():
        (here / name).write_bytes(raw)
    (here / "empty.md").write_bytes(b"")
    (here / "noise.txt").write_bytes(bytes(range(256)) * 8)
    (here / "broken.pdf").write_bytes(b"%PDF-1.4 no more")
    (here / "cut.md").write_bytes(b"---\nkg: 1\ntitle: A")
    (here / "picture.png").write_bytes(b"\x89PNG")
    (here / "README.md").write_text("How this folder is used.")
    return here


def test_a_folder_of_everything(folder: Path) -> None:
    taken, faults = take(folder, day="2026-01-02")
    assert names(taken) == [
        "a.md", "b.txt", "c.html", "d.rss#1", "d.rss#2", "e.atom#1", "f.csv#1", "g.jsonl#1", "g.jsonl#2", "g.jsonl#3",
        "h.docx", "i.epub", "j.pdf", "a.md", "b.csv#1", "d.txt",
    ]  # fmt: skip
    told = {os.path.basename(line.split(": ")[0]) for line in faults}
    assert told == {"broken.pdf", "d.rss#3", "cut.md:1", "empty.md", "f.csv#2", "noise.txt", "b.csv#2"}
    assert all("\n" not in line for line in faults)
    assert {one.article.added for one in taken} == {"2026-01-02"}
    assert taken[0].place == str(folder / "a.md") and taken[3].place == "https://example.org/a"


def test_one_bad_source_stops_no_other(folder: Path) -> None:
    taken, faults = take(folder / "nope.md", folder / "a.md", folder / "empty.md", "ftp://example.org/x", folder / "b.txt")
    assert names(taken) == ["a.md", "b.txt"] and len(faults) == 3


def test_gathering_tells_copies_and_fails_only_where_nothing_is_left(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "copy.md").write_bytes((folder / "a.md").read_bytes())
    found = gather([folder / "a.md", tmp_path / "copy.md", folder / "empty.md"], Taker(SMALL))
    assert len(found.articles) == 1 and len(found.copies) == 1 and len(found.faults) == 1
    with pytest.raises(BadInput) as caught:
        gather([folder / "empty.md", folder / "noise.txt"], Taker(SMALL))
    assert len(caught.value.faults) == 2


def test_standard_input_of_any_sort() -> None:
    for name, raw in documents.all_sorts().items():
        taken, _ = take("-", stdin=io.BytesIO(raw))
        assert taken and all(not one.place or one.place.startswith(("#", "https://", "/")) for one in taken), name
    taken, faults = take("-", stdin=io.BytesIO(b"x" * 3_000_000))
    assert not taken and "KG_MAX_FILE" in faults[0]


# ---- folders that are made to harm


def test_links_out_of_the_folder_are_told_and_not_followed(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out"
    for each in (inside, outside):
        each.mkdir()
        (each / "a.md").write_text(WORDS + each.name)
    (inside / "file.md").symlink_to(outside / "a.md")
    (inside / "folder").symlink_to(outside)
    (inside / "round").symlink_to(inside)
    (inside / "twin.md").symlink_to(inside / "a.md")
    (inside / "gone.md").symlink_to(inside / "nowhere.md")
    taken, faults = take(inside)
    assert names(taken) == ["a.md", "twin.md"]
    assert sorted(os.path.basename(line.split(": ")[0]) for line in faults) == ["file.md", "folder"]


def test_files_with_odd_names_are_taken(tmp_path: Path) -> None:
    for name in (b"line\nbreak.md", b"not \xff utf-8.md", "\u202egm.exe.md".encode(), b"-rf.md", b" .md", b"a" * 250 + b".md"):
        (Path(os.fsdecode(os.path.join(os.fsencode(tmp_path), name)))).write_text(WORDS)
    (tmp_path / "empty\n.md").write_text("")
    taken, faults = take(tmp_path)
    assert len(taken) == 6 and len(faults) == 1
    for one in taken:
        one.article.file.encode("utf-8")
        assert one.article.file.isprintable()
    assert "\n" not in faults[0]


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "a.md").write_text(WORDS)
    taken, faults = take(tmp_path, tmp_path / "pipe.md", "/dev/zero")
    assert names(taken) == ["a.md"] and len(faults) == 2
    assert all("no regular file" in line for line in faults)


def test_a_file_of_two_gigabytes_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with (tmp_path / "large.pdf").open("wb") as file:
        file.truncate(2**31)
    taken, faults = take(tmp_path, limits=Limits())
    assert not taken and "2,147,483,648 bytes, more than 100,000,000" in faults[0]


def test_a_thousand_small_files_come_one_by_one(tmp_path: Path) -> None:
    for number in range(1000):
        (tmp_path / f"{number:04}.txt").write_text(f"{WORDS} {number}")
    steps: list[int] = []
    flow = Taker(SMALL).take([tmp_path], lambda done, total, name: steps.append(done))
    first = next(flow)
    assert isinstance(first, Taken) and steps == [0]
    assert sum(1 for _ in flow) == 999 and steps[-1] == 1000


# ---- archives


def test_an_archive_is_never_believed_about_its_sizes(tmp_path: Path) -> None:
    raw = bytearray(documents.zipped({"a.txt": "A" * 50_000}))
    at = raw.find(b"PK\x01\x02")
    raw[at + 24 : at + 28] = struct.pack("<I", 10)  # it says: ten bytes
    (tmp_path / "lies.zip").write_bytes(raw)
    taken, faults = take(tmp_path / "lies.zip")
    assert not taken or len(taken[0].article.text) <= 10
    assert faults or taken


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        (documents.zipped({"bomb.txt": b"\0" * 30_000_000}), "unpacks to more than"),
        (documents.zipped({f"{n}.txt": b"a" * 1_900_000 for n in range(4)}), "gives more than 3,000,000 bytes"),
        (documents.zipped({f"{n}.txt": "Text of it." for n in range(60)}), "60 files in one archive"),
        (b"PK\x03\x04 and nothing", "broken ZIP"),
    ],
)
def test_bombs_end_at_a_limit(tmp_path: Path, raw: bytes, what: str) -> None:
    (tmp_path / "bomb.zip").write_bytes(raw)
    (tmp_path / "good.md").write_text(WORDS)
    taken, faults = take(tmp_path)
    assert "good.md" in names(taken) and any(what in line for line in faults), faults


def test_archives_in_archives_end_somewhere(tmp_path: Path) -> None:
    raw = documents.zipped({"a.txt": "Text of it."})
    for _ in range(6):
        raw = documents.zipped({"in.zip": raw, "b.txt": "Words beside it."})
    (tmp_path / "deep.zip").write_bytes(raw)
    taken, faults = take(tmp_path / "deep.zip")
    assert names(taken) == ["b.txt"] * 3 and "nested more than 3 deep" in faults[0]


def test_names_in_an_archive_lead_nowhere(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("../../escape.md", WORDS)
        archive.writestr("/etc/absolute.md", WORDS + "2")
        archive.writestr("松树.md".encode("gb18030").decode("cp437"), WORDS + "3")
        for info in archive.infolist():
            info.flag_bits = 0
    raw = out.getvalue()
    place = tmp_path / "deep" / "in"
    place.mkdir(parents=True)
    (place / "a.zip").write_bytes(raw)
    before = sorted(tmp_path.rglob("*"))
    taken, _ = take(place / "a.zip")
    assert names(taken)[:2] == ["escape.md", "absolute.md"] and len(taken) == 3
    assert sorted(tmp_path.rglob("*")) == before


def test_a_locked_archive_is_told(tmp_path: Path) -> None:
    raw = bytearray(documents.zipped({"a.txt": "Text of it."}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.find(mark) + at] |= 1
    (tmp_path / "locked.zip").write_bytes(raw)
    assert "password" in take(tmp_path / "locked.zip")[1][0]


# ---- the process apart


def fed(monkeypatch: pytest.MonkeyPatch, code: str, limits: Limits) -> tuple[list[str], Apart]:
    """What comes of a document whose reader does this, and of a good one after it."""
    head = "import sys, kg.read.pdf\nfrom kg.read.draft import Draft\nfrom kg.intake import worker\n"
    head += f"def read(body, name, limits):\n    if b'evil' in body:\n        {code}\n    yield Draft('good words')\n"
    head += "kg.read.pdf.read = read\nworker.main()\n"
    plain = apart.subprocess.Popen

    def start(command: list[str], **more: object):
        return plain([command[0], "-c", head, command[-1]], **more)

    monkeypatch.setattr(apart.subprocess, "Popen", start)
    reader = Apart(limits)
    told = []
    for raw in (b"%PDF- evil", b"%PDF- good"):
        for found in reader.drafts(raw, "a.pdf"):
            told.append(found.text if isinstance(found, Draft) else str(found))
    reader.close()
    return told, reader


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("while True: pass", "not read after 1 s"),
        ("import os; os.abort()", "memory"),
        ("import os; os._exit(3)", "broke the program that reads it"),
        ("x = bytearray(900_000_000)", "needs more than 300,000,000 bytes of memory"),
        ("raise KeyError('x')", "the reader failed: KeyError"),
        ("f = lambda: f(); f()", "nested too deeply"),
        ("import socket; socket.socket()", "the reader failed: PermissionError"),
        ("import os; os.execv('/bin/true', ['true'])", "the reader failed: PermissionError"),
        ("print('noise'); return", "good words"),
    ],
)
def test_what_a_reader_does_harms_that_file_alone(monkeypatch: pytest.MonkeyPatch, code: str, what: str) -> None:
    limits = Limits(seconds=1, memory=300_000_000)
    told, _ = fed(monkeypatch, code, limits)
    assert what in told[0] and told[-1] == "good words", told


def test_the_process_apart_is_used_again_and_ends() -> None:
    reader = Apart(SMALL)
    raw = documents.docx()
    first = [type(found) for found in reader.drafts(raw, "a.docx")]
    process = reader.process
    assert first == [Draft] == [type(found) for found in reader.drafts(raw, "b.docx")]
    assert process is reader.process and process is not None
    reader.close()
    assert process.poll() is not None


def test_the_process_apart_reads_one_thing_at_a_time() -> None:
    reader = Apart(SMALL)
    first = reader.drafts(documents.docx(), "a.docx")
    next(first)
    with pytest.raises(RuntimeError, match="before it was done"):
        next(reader.drafts(documents.docx(), "b.docx"))
    first.close()  # type: ignore[attr-defined]
    assert [type(found) for found in reader.drafts(documents.docx(), "c.docx")] == [Draft]
    reader.close()


def test_limits_come_from_the_environment() -> None:
    found = load_limits({"KG_MAX_FILE": "1.5M", "KG_MAX_TEXT": "30_000", "KG_READ_SECONDS": "2.5", "KG_READ_MEMORY": "1 GB"})
    assert (found.file, found.text, found.seconds, found.memory) == (1_500_000, 30_000, 2.5, 10**9)
    for bad in ("0", "-1", "many", "1e400", "1_", "1__0", "1_.5", ""):
        if bad:
            with pytest.raises(KgError, match="KG_MAX_FILE"):
                load_limits({"KG_MAX_FILE": bad})


def test_a_bound_that_is_met_while_a_module_is_looked_for_is_one_of_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> Any:
        raise OSError(errno.ENOMEM, "Cannot allocate memory", "xml/etree")

    monkeypatch.setattr(worker, "read_drafts", fail)
    told = io.BytesIO()
    worker._answer(told, {"limits": {}, "name": "a.docx", "media": "", "charset": ""}, b"")
    assert b'"broken": "memory"' in told.getvalue() or b'"broken":"memory"' in told.getvalue()
