"""A workspace in a file and back: the same bytes for the same content, checked, and nothing else is ever unpacked."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from held import A, B, C, dump, workspace

from kg.errors import KgError, ReadError, UsageError
from kg.settings import Settings
from kg.updating import backup, changes, pipeline

DECIDED = '[[decision]]\ndo = "reject"\nname = "OpenAI"\nkey = "organization/openai"\n'


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    made = workspace(folder)
    (made.corpus / "deep").mkdir()
    for name, text in {"a.md": A, "deep/中文 b.md": B, "README.md": "How to.\n", "decisions.toml": DECIDED}.items():
        (made.corpus / name).write_text(text, "utf-8")
    (made.corpus / ".hidden").write_text("mine")
    pipeline.build(None, made)
    backup.save(made, folder / "saved.zip")
    return folder


@pytest.fixture
def made(template: Path, tmp_path: Path) -> Settings:
    shutil.copytree(template, tmp_path / "ws")
    return workspace(tmp_path / "ws")


def test_a_folder_that_can_not_be_seen_leaves_no_backup_and_no_article_behind(made: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before, scandir = dump(made), os.scandir

    def refused(path: str | Path) -> object:
        if Path(path).name == "deep":
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", refused)
        for work in (lambda: pipeline.build(None, made), lambda: backup.save(made, tmp_path / "new.zip")):
            with pytest.raises(ReadError, match="Permission denied"):
                work()
    assert dump(made) == before and not (tmp_path / "new.zip").exists()


@pytest.fixture
def saved(template: Path) -> Path:
    return template / "saved.zip"


def files(made: Settings) -> dict[str, bytes]:
    found = [path for path in made.corpus.rglob("*") if path.is_file()]
    return {path.relative_to(made.corpus).as_posix(): path.read_bytes() for path in found}


def test_what_is_restored_is_what_was_saved(made: Settings, saved: Path, tmp_path: Path) -> None:
    there = Settings(tmp_path / "new" / "corpus", str(tmp_path / "new" / ".kg"))
    told = backup.restore(there, saved)
    assert dump(there) == dump(made) and told.quads == len(dump(made).splitlines()) and told.files == 4
    kept = files(made)
    assert kept.pop(".hidden") and files(there) == kept
    assert pipeline.build(None, there).kept == 2  # nothing is read anew
    backup.save(there, tmp_path / "again.zip")
    again, first = (json.loads(zipfile.ZipFile(p).read(backup.MANIFEST)) for p in (tmp_path / "again.zip", saved))
    assert again == first


def test_the_same_content_gives_the_same_bytes(made: Settings, saved: Path, tmp_path: Path) -> None:
    for path in made.corpus.rglob("*"):
        path.touch()
    backup.save(made, tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == saved.read_bytes()


def test_a_workspace_is_replaced_only_by_force_and_then_wholly(made: Settings, saved: Path) -> None:
    before = dump(made)
    (made.corpus / "c.md").write_text(C, "utf-8")
    (made.corpus / "a.md").unlink()
    pipeline.build(None, made)
    now = files(made)
    with pytest.raises(UsageError, match="there is a workspace already"):
        backup.restore(made, saved)
    assert files(made) == now
    backup.restore(made, saved, force=True)
    assert dump(made) == before and "c.md" not in files(made) and files(made)[".hidden"] == b"mine"
    left = {path.name for path in made.corpus.parent.iterdir()}
    assert left == {"corpus", ".kg", ".kg.lock", "saved.zip"}


def test_a_damaged_store_is_no_obstacle(made: Settings, saved: Path) -> None:
    before = dump(made)
    for file in Path(made.store).rglob("*.sst"):
        file.unlink()
    backup.restore(made, saved, force=True)
    assert dump(made) == before


def test_a_file_that_is_there_is_not_overwritten(made: Settings, tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_text("mine")
    with pytest.raises(UsageError, match="there already"):
        backup.save(made, tmp_path / "x.zip")
    assert (tmp_path / "x.zip").read_text() == "mine"
    assert backup.save(made, tmp_path / "x.zip", force=True).files == 4
    assert not [path for path in tmp_path.iterdir() if path.name.endswith(".new")]


def test_what_is_no_file_is_not_replaced_even_by_force(made: Settings, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UsageError, match="no file"):
        backup.save(made, tmp_path / "pipe", force=True)
    assert (tmp_path / "pipe").is_fifo()


def test_it_is_made_while_others_read_and_after_who_writes(made: Settings, tmp_path: Path) -> None:
    from held import hold

    from kg.updating import mending

    other = hold(made, 0.5)
    with mending.reading(made):
        assert backup.save(made, tmp_path / "x.zip").files == 4
    other.wait()
    busy = hold(made, 60)
    try:
        with pytest.raises(KgError, match="is changing this workspace"):
            backup.save(Settings(made.corpus, made.store, wait=0.1), tmp_path / "y.zip")
    finally:
        busy.kill()
        busy.wait()
    assert not [path for path in tmp_path.iterdir() if path.name.startswith((".y", "y"))]


# --- what is no backup -----------------------------------------------------------------------------------------------

Harm = Callable[[dict[str, bytes], list[tuple[zipfile.ZipInfo, bytes]]], None]


def entry(name: str, raw: bytes = b"text", mode: int = stat.S_IFREG | 0o644) -> tuple[zipfile.ZipInfo, bytes]:
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    return info, raw


def told(parts: dict[str, bytes], name: str, raw: bytes = b"text", **more: object) -> None:
    """Let the manifest speak of an entry."""
    import hashlib

    said = json.loads(parts[backup.MANIFEST])
    said["files"][name] = {"size": len(raw), "sha256": hashlib.sha256(raw).hexdigest(), **more}
    parts[backup.MANIFEST] = json.dumps(said).encode()


def climbing(name: str) -> Harm:
    def harm(parts: dict[str, bytes], more: list) -> None:
        told(parts, name)
        more.append(entry(name))

    return harm


def link(parts: dict[str, bytes], more: list) -> None:
    told(parts, "corpus/link")
    more.append(entry("corpus/link", mode=stat.S_IFLNK | 0o777))


def bomb(parts: dict[str, bytes], more: list) -> None:
    raw = bytes(120 << 20)
    told(parts, "corpus/big.md", raw)
    more.append(entry("corpus/big.md", raw))


def changed(parts: dict[str, bytes], more: list) -> None:
    parts["corpus/a.md"] = parts["corpus/a.md"].replace(b"Meta", b"Beta")


def version(parts: dict[str, bytes], more: list) -> None:
    parts[backup.MANIFEST] = parts[backup.MANIFEST].replace(b'"version": 1', b'"version": 99')


def stranger(parts: dict[str, bytes], more: list) -> None:
    more.append(entry("corpus/more.md"))


def other_graph(parts: dict[str, bytes], more: list) -> None:
    parts[backup.GRAPH] = b'<x:a> <x:b> "c" <x:g> .\n'
    told(parts, backup.GRAPH, parts[backup.GRAPH])


def doubled(parts: dict[str, bytes], more: list) -> None:
    more.append(entry("corpus/a.md", parts["corpus/a.md"]))


HARMS = {
    "climbs out": climbing("corpus/../../evil.md"),
    "is absolute": climbing("/etc/evil.md"),
    "has a drive": climbing("C:/evil.md"),
    "has a backslash": climbing("corpus\\..\\evil.md"),
    "is hidden": climbing("corpus/.git/hooks/post-commit"),
    "is no part of a workspace": climbing("evil.md"),
    "is called nothing": climbing("."),
    "is a link": link,
    "is a bomb": bomb,
    "was changed": changed,
    "is of a newer version": version,
    "is not told": stranger,
    "has another graph": other_graph,
    "is there twice": doubled,
}


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("harm", HARMS.values(), ids=HARMS)
def test_a_backup_with_something_wrong_is_refused_and_nothing_changes(
    made: Settings, saved: Path, tmp_path: Path, harm: Harm
) -> None:
    with zipfile.ZipFile(saved) as box:
        parts = {name: box.read(name) for name in box.namelist()}
    more: list[tuple[zipfile.ZipInfo, bytes]] = []
    harm(parts, more)
    with zipfile.ZipFile(tmp_path / "bad.zip", "w", zipfile.ZIP_DEFLATED) as box:
        for name, raw in parts.items():
            box.writestr(name, raw)
        for info, raw in more:
            box.writestr(info, raw, zipfile.ZIP_DEFLATED)
    before, kept = dump(made), files(made)
    with pytest.raises(ReadError) as caught:
        backup.restore(made, tmp_path / "bad.zip", force=True)
    assert "\n" not in str(caught.value)
    assert (dump(made), files(made)) == (before, kept)
    assert not changes.beside(made, "restoring").exists() and not list(tmp_path.rglob("evil*"))


@pytest.mark.parametrize("cut", [0, 10, 0.5, 0.99])
def test_a_file_that_is_cut_or_no_zip_is_refused(made: Settings, saved: Path, tmp_path: Path, cut: float) -> None:
    raw = saved.read_bytes()
    (tmp_path / "cut.zip").write_bytes(raw[: int(cut if cut >= 1 else cut * len(raw))])
    with pytest.raises(ReadError, match="no backup"):
        backup.restore(made, tmp_path / "cut.zip", force=True)
    flipped = bytearray(raw)
    flipped[int(len(raw) * 0.4)] ^= 1
    (tmp_path / "flipped.zip").write_bytes(flipped)
    with pytest.raises(ReadError):
        backup.check(tmp_path / "flipped.zip")


def test_a_bit_that_is_another_is_refused_unless_nothing_hangs_on_it(saved: Path, tmp_path: Path) -> None:
    raw, whole = saved.read_bytes(), backup.check(saved)
    read = []
    for part in range(1, 60):  # in what is packed, in sums, in names: each breaks in a way of its own
        flipped = bytearray(raw)
        flipped[len(raw) * part // 80] ^= 1
        (tmp_path / "flipped.zip").write_bytes(flipped)
        with contextlib.suppress(ReadError):
            read.append(backup.check(tmp_path / "flipped.zip"))
    assert len(read) < 20  # a date in a head, a bit that fills a byte: most are refused
    assert all(one == whole for one in read)


def test_a_backup_comes_back_into_an_empty_folder(saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from click.testing import CliRunner

    from kg.cli import main

    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.chdir(empty)
    for name in ("KG_CORPUS", "KG_STORE"):
        monkeypatch.delenv(name, raising=False)
    done = CliRunner().invoke(main, ["restore", str(saved)])
    assert done.exit_code == 0, done.output
    assert (empty / "corpus" / "a.md").read_text("utf-8") == A and (empty / ".kg").is_dir()


def test_names_that_are_no_utf8(made: Settings, tmp_path: Path) -> None:
    """Where an article was read may be called anything; a file of the corpus that no archive can hold is told."""
    odd = tmp_path / "not \udcff utf-8.md"
    odd.write_text(C, "utf-8")
    pipeline.add([str(odd)], made)
    saved = tmp_path / "odd.zip"
    backup.save(made, saved)
    there = Settings(tmp_path / "new" / "corpus", str(tmp_path / "new" / ".kg"))
    backup.restore(there, saved)
    assert dump(there) == dump(made)
    (made.corpus / odd.name).write_text("# More\n\nMeta released Llama 2 in July 2023.\n")
    pipeline.build(None, made)
    with pytest.raises(KgError, match="its name is not UTF-8") as told:
        backup.save(made, tmp_path / "other.zip")
    assert "rename it" in str(told.value) and not (tmp_path / "other.zip").exists()
    pipeline.remove([odd.name], made)
    assert dump(there) == dump(made)
