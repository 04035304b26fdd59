"""A whole workspace in one file, and back: made while it is in use, the same bytes for the same content, checked.

A backup is a ZIP file: `corpus/…` (every file but hidden ones), `graph.nq` (the graph as sorted N-Quads), `notes.json`
(what the graph comes from) and, last, `kg-backup.json`: the format's version and the size and SHA-256 of all others.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path, PurePosixPath
from typing import IO, Any

from kg import corpus, deriving, files
from kg.errors import CorpusError, KgError, ReadError, StoreError, UsageError
from kg.rdf.graph import article_id
from kg.read import walk
from kg.settings import Settings
from kg.store import Store, open_store, snapshots
from kg.updating import changes, mending, notes, pipeline

FORMAT, FORMAT_VERSION = "kg-backup", 1
MANIFEST, GRAPH, NOTED = "kg-backup.json", "graph.nq", "notes.json"
CORPUS = "corpus/"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # ZIP's first day: when a file was made is no part of what it holds
_CHUNK = 1 << 20
MOST_MANIFEST = 256 << 20  # bytes
MOST_TIMES = 200  # what is unpacked is at most so many times as large as the backup; text packs to a tenth
SMALL = 100 << 20  # bytes that may be unpacked whatever the backup's size
# what a damaged archive raises, wherever the damage stands
_BROKEN = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)


@dataclass(frozen=True, slots=True)
class Saved:
    """What a backup holds."""

    files: int
    quads: int
    bytes: int  # unpacked


# --- backup ----------------------------------------------------------------------------------------------------------


def save(settings: Settings, target: Path, force: bool = False) -> Saved:
    """Write the workspace to a file and check it. The file appears whole or not at all.

    Others may read meanwhile; who wants to write waits until the corpus is read.
    Raises UsageError where the file is there and not `force`, CorpusError, StoreError.
    """
    target = Path(target)
    if target.exists() and not force:
        raise UsageError("this file is there already", str(target), "choose another, or --force")
    if target.exists() and not target.is_file():
        raise UsageError("this is there and is no file", str(target), "choose another")
    corpus.check_folder(settings.corpus)
    if not _built(settings):
        pipeline.build(None, settings)
    try:
        files.sweep(target.absolute())
        with files.fresh(target.absolute(), durably=True) as part:
            with part.open("wb") as file:
                _write(settings, file, target.absolute())
            saved = check(part)
    except OSError as error:
        raise CorpusError(f"can not be written: {error.strerror or error}", str(target), "make room") from None
    return saved


def _write(settings: Settings, file: IO[bytes], target: Path) -> None:
    with zipfile.ZipFile(file, "w") as box, contextlib.ExitStack() as until_dumped:
        said: dict[str, dict[str, Any]] = {}
        with mending.reading(settings):  # a store that can not be used is built anew by who waits for nobody
            pass
        with changes.still(settings):
            store = until_dumped.enter_context(mending.reading(settings))
            for path in _files(settings, target):
                name = f"{CORPUS}{path.relative_to(settings.corpus).as_posix()}"
                said[name] = _pack(box, name, _chunks(path))
            noted = notes.read(settings).data()
        said[GRAPH] = _pack(box, GRAPH, (f"{line}\n".encode() for line in store.dump_nquads()))
        raw = json.dumps(noted, ensure_ascii=False, sort_keys=True, indent=1).encode("utf-8", "surrogatepass") + b"\n"
        said[NOTED] = _pack(box, NOTED, iter([raw]))
        manifest = {"format": FORMAT, "version": FORMAT_VERSION, "files": said}
        _pack(
            box, MANIFEST, iter([json.dumps(manifest, sort_keys=True, indent=1, ensure_ascii=False).encode() + b"\n"])
        )


def _built(settings: Settings) -> bool:
    return "://" in settings.store or changes.home(settings).exists()


def _files(settings: Settings, target: Path) -> Iterator[Path]:
    """The files of the corpus but hidden ones and what links lead out to; not a store or a backup that lies in it."""
    top, place = os.path.realpath(settings.corpus), changes.home(settings)
    for where, folders, names in walk(settings.corpus):
        folders[:] = sorted(n for n in folders if not n.startswith(".") and Path(where, n).absolute() != place)
        for name in sorted(names):
            path = Path(where, name)
            inside = os.path.realpath(path).startswith(top + os.sep)
            if not name.startswith(".") and inside and path.is_file() and path.absolute() != target:
                yield path


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while raw := file.read(_CHUNK):
            yield raw


def _pack(box: zipfile.ZipFile, name: str, chunks: Iterator[bytes]) -> dict[str, Any]:
    """Write an entry; its size and hash."""
    try:
        name.encode()
    except UnicodeEncodeError:
        raise CorpusError("its name is not UTF-8, so no archive can hold it", name, "rename it") from None
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 3
    info.external_attr = (stat.S_IFREG | 0o644) << 16
    digest, size = hashlib.sha256(), 0
    with box.open(info, "w", force_zip64=True) as entry:
        for raw in chunks:
            digest.update(raw)
            size += len(raw)
            entry.write(raw)
    return {"size": size, "sha256": digest.hexdigest()}


# --- checking --------------------------------------------------------------------------------------------------------


def check(path: Path) -> Saved:
    """Read a backup through and compare all of it with what it says of itself. Raises ReadError."""
    with _opened(path) as (box, manifest):
        quads = 0
        for name in manifest:
            for raw in _unpack(box, name, manifest[name], path):
                quads += raw.count(b"\n") if name == GRAPH else 0
        return Saved(sum(n.startswith(CORPUS) for n in manifest), quads, sum(m["size"] for m in manifest.values()))


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[tuple[zipfile.ZipFile, dict[str, dict[str, Any]]]]:
    """A backup and what it says that it holds: plain files of safe names and sizes, each once, and nothing else."""
    try:
        with zipfile.ZipFile(path) as box:
            infos = box.infolist()
            names = [info.filename for info in infos]
            manifest = _manifest(box, path)
            if sorted(names) != sorted([*manifest, MANIFEST]):
                raise ReadError("it holds other files than it says", str(path), "take another backup")
            for info in infos:
                _refuse_odd(info, path)
            _refuse_bomb(infos, path)
            yield box, manifest
    except FileNotFoundError:
        raise ReadError("there is no such file", str(path), "check the name") from None
    except _BROKEN as error:
        raise ReadError(f"this is no backup, or it is damaged: {error}", str(path), "take another backup") from None


def _manifest(box: zipfile.ZipFile, path: Path) -> dict[str, dict[str, Any]]:
    found = [info for info in box.infolist() if info.filename == MANIFEST]
    if len(found) != 1 or found[0].file_size > MOST_MANIFEST:
        raise ReadError("this is no backup of a workspace", str(path), f"kg backup writes one, with a {MANIFEST} in it")
    said = json.loads(box.read(found[0]))
    if not isinstance(said, dict) or said.get("format") != FORMAT or not isinstance(said.get("files"), dict):
        raise ReadError("this is no backup of a workspace", str(path), f"its {MANIFEST} says something else")
    if said.get("version") != FORMAT_VERSION:
        what = f"the backup has version {said.get('version')} of the format, this kg reads {FORMAT_VERSION}"
        raise ReadError(what, str(path), "use the kg that wrote it, or a newer one")
    for name, one in said["files"].items():
        if not (isinstance(one, dict) and isinstance(one.get("size"), int) and isinstance(one.get("sha256"), str)):
            raise ReadError(f"it does not say what {_plain(name)} is", str(path), "take another backup")
    if not {GRAPH, NOTED} <= said["files"].keys():
        raise ReadError("it holds no graph", str(path), "take another backup")
    found_files: dict[str, dict[str, Any]] = said["files"]
    return found_files


def _refuse_odd(info: zipfile.ZipInfo, path: Path) -> None:
    name, kind = info.filename, stat.S_IFMT(info.external_attr >> 16)
    parts = PurePosixPath(name).parts
    odd = not parts or "\\" in name or "\0" in name or ":" in parts[0] or name.startswith("/") or name.endswith("/")
    odd = odd or any(part in ("..", ".") or part.startswith(".") for part in parts) or "//" in name
    known = name in (MANIFEST, GRAPH, NOTED) or (name.startswith(CORPUS) and len(parts) > 1)
    if odd or not known or kind not in (0, stat.S_IFREG) or info.orig_filename != name:
        raise ReadError(f"it holds what no workspace has: {_plain(name)}", str(path), "take another backup")


def _refuse_bomb(infos: list[zipfile.ZipInfo], path: Path) -> None:
    unpacked, packed = sum(info.file_size for info in infos), path.stat().st_size
    if unpacked > max(SMALL, MOST_TIMES * packed):
        what = f"it would unpack to {unpacked:,} bytes, {unpacked // max(1, packed)} times its size"
        raise ReadError(what, str(path), "a backup of texts does not do that")


def _plain(name: str) -> str:
    return ascii(name)[:200]


def _unpack(box: zipfile.ZipFile, name: str, said: dict[str, Any], path: Path) -> Iterator[bytes]:
    """The bytes of an entry; ReadError where they are not those that it says, no later than one chunk too many."""
    digest, size = hashlib.sha256(), 0
    with box.open(name) as entry:
        while raw := entry.read(_CHUNK):
            digest.update(raw)
            size += len(raw)
            if size > said["size"]:
                break
            yield raw
    if size != said["size"] or digest.hexdigest() != said["sha256"]:
        raise ReadError(f"{_plain(name)} is not what it was", str(path), "the backup is damaged: take another")


# --- restore ---------------------------------------------------------------------------------------------------------


def restore(settings: Settings, path: Path, force: bool = False) -> Saved:
    """Put a backup in the place of the workspace: checked first, then all of it or, after any error, nothing.

    Hidden files of the corpus stay. A graph on a server is changed there: it holds the backup's articles and no others.
    Raises UsageError where there is a workspace and not `force`, ReadError for what is no sound backup, CorpusError
    and StoreError where something can not be written.
    """
    pipeline.own_corpus(settings)
    saved = check(Path(path))
    with changes.alone(settings):
        changes.finish(settings)
        changes.sweep(settings)
        old = list(_files(settings, Path(path).absolute())) if settings.corpus.is_dir() else []
        if (old or _holds(settings)) and not force:
            raise UsageError("there is a workspace already", str(settings.corpus), "restore elsewhere, or --force")
        _refuse_full(saved, settings, Path(path))
        (_restore_there if "://" in settings.store else _restore_here)(settings, Path(path), old)
    return saved


def _holds(settings: Settings) -> bool:
    """Whether there is a graph. Raises StoreError for a server that does not answer."""
    if "://" not in settings.store:
        return changes.home(settings).exists()
    with contextlib.closing(open_store(settings.store, read_only=True)) as store:
        return bool(store.articles())


def _restore_here(settings: Settings, path: Path, old: list[Path]) -> None:
    work = changes.beside(settings, "restoring")
    shutil.rmtree(work, ignore_errors=True)
    try:
        _stage(settings, path, old, work)
    except OSError as error:
        where = str(changes.home(settings).parent)
        raise StoreError(f"can not be written: {error.strerror or error}", where, "make room") from None
    finally:
        if not changes.beside(settings, "pending").exists():
            shutil.rmtree(work, ignore_errors=True)
        changes.sweep(settings)
    changes.finish(settings)
    changes.sweep(settings)
    shutil.rmtree(work, ignore_errors=True)


def _restore_there(settings: Settings, path: Path, old: list[Path]) -> None:
    """Give a server the backup's graph, and the corpus its files. What an error finds done is taken back."""
    with _opened(path) as (box, manifest), changes.changing(settings) as change:
        _put_files(change, box, manifest, old, path)
        store, wanted = change.store, set()

        def loaded() -> Iterator[tuple[str, list[str]]]:
            for article, lines in _graphs(_lines(_unpack(box, GRAPH, manifest[GRAPH], path)), path):
                wanted.add(article)
                yield article, lines

        store.load_many(loaded())
        for article in set(store.articles()) - wanted:
            store.remove(article)
        _compare(store, manifest[GRAPH], path)
        noted = notes.told(json.loads(b"".join(_unpack(box, NOTED, manifest[NOTED], path))))
        notes.keep(change, noted, notes.read(settings))
        change.commit()


def _refuse_full(saved: Saved, settings: Settings, path: Path) -> None:
    parent = changes.home(settings).parent
    parent.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(parent).free
    if saved.bytes > free:
        raise StoreError(f"{saved.bytes:,} bytes are needed and {free:,} are free", str(parent), "make room")


def _stage(settings: Settings, path: Path, old: list[Path], work: Path) -> None:
    """Unpack beside the workspace, and put down what is to be exchanged."""
    todo = changes.Files(settings)
    with _opened(path) as (box, manifest):
        _put_files(todo, box, manifest, old, path)
        noted = b"".join(_unpack(box, NOTED, manifest[NOTED], path))
        _make_store(work / "store", box, manifest[GRAPH], noted, path)
        todo.swap(work / "store", changes.home(settings))
    todo.write_down()


def _put_files(
    todo: changes.Files, box: zipfile.ZipFile, manifest: dict[str, dict[str, Any]], old: list[Path], path: Path
) -> None:
    """Let the corpus have the backup's files and none of the old ones."""
    kept = set()
    for name in sorted(manifest):
        if name.startswith(CORPUS):
            place = todo.settings.corpus / name.removeprefix(CORPUS)
            kept.add(place)
            todo.put(place, b"".join(_unpack(box, name, manifest[name], path)), over=True)
    for file in old:
        if file not in kept:
            todo.drop(file)


def _make_store(place: Path, box: zipfile.ZipFile, said: dict[str, Any], noted: bytes, path: Path) -> None:
    """A store with the backup's graph. Raises ReadError where it does not give the same graph back."""
    snapshots.make_folder(place.parent)
    store = open_store(place)
    try:
        store.load_many(_graphs(_lines(_unpack(box, GRAPH, said, path)), path))
        deriving.settle(store)
        store.publish()
        _compare(store, said, path)
    finally:
        store.abandon()
    files.replace(place / changes.NOTES, [noted], durably=True, alone=True)
    for folder in (place / "snapshots", place, place.parent):
        files.sync_folder(folder)


def _lines(chunks: Iterator[bytes]) -> Iterator[str]:
    left = b""
    for raw in chunks:
        *whole, left = (left + raw).split(b"\n")
        yield from (line.decode() for line in whole)


def _graphs(lines: Iterator[str], path: Path) -> Iterator[tuple[str, list[str]]]:
    def graph(line: str) -> str:
        return line.removesuffix(" .").rpartition(" ")[2].strip("<>")

    for node, group in groupby(lines, key=graph):
        try:
            yield article_id(node), list(group)
        except (ValueError, KgError):
            raise ReadError("its graph is not one of articles", str(path), "take another backup") from None


def _compare(store: Store, said: dict[str, Any], path: Path) -> None:
    digest = hashlib.sha256()
    for line in store.dump_nquads():
        digest.update(f"{line}\n".encode())
    if digest.hexdigest() != said["sha256"]:
        raise ReadError("its graph does not come back as it was", str(path), "take another backup")
