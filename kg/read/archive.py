"""ZIP archives: what sort of file one is, and the files in it, read in memory within bounds; nothing is unpacked to disk."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress

from kg.errors import ReadError
from kg.limits import Limits

_NO_MEMORY = "Error -4"  # zlib's Z_MEM_ERROR: nothing is wrong with the file
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError, OverflowError)
_RATIO = 2_000  # to one: no text packs so well; what does is made to harm
_SMALL = 5_000_000  # bytes that one may give whatever its ratio
_OTHERS = (
    ("xl/workbook.xml", "a spreadsheet", "save it as CSV"),
    ("ppt/presentation.xml", "a presentation", "save it as PDF"),
    ("content.xml", "an OpenDocument file", "save it as DOCX or PDF"),
)


def opened(raw: bytes, where: str) -> zipfile.ZipFile:
    """The archive in these bytes. Raises ReadError for a broken one."""
    try:
        return zipfile.ZipFile(io.BytesIO(raw))
    except _BROKEN as error:
        raise ReadError(f"a broken ZIP archive: {error}", where, "download or copy it again") from error


def kind(raw: bytes, where: str) -> str:
    """The sort of an archive: docx, epub or zip. Raises ReadError for a broken one and for other documents in ZIP."""
    with opened(raw, where) as archive:
        names = set(archive.namelist())
        if "word/document.xml" in names or ("[Content_Types].xml" in names and any(n.startswith("word/") for n in names)):
            return "docx"
        if "META-INF/container.xml" in names:
            return "epub"
        for name, what, todo in _OTHERS:
            if name in names and ("[Content_Types].xml" in names or "mimetype" in names):
                raise ReadError(f"this is {what}", where, todo)
    return "zip"


def member(archive: zipfile.ZipFile, info: zipfile.ZipInfo | str, where: str, most: int) -> bytes:
    """The bytes of a file in an archive. Raises ReadError: broken, locked, larger than `most`, or packed too well.

    What the archive says of its sizes is not believed: no more than `most` bytes are ever unpacked. Raises MemoryError where the machine has too little for that.
    """
    try:
        info = archive.getinfo(info) if isinstance(info, str) else info
        if info.flag_bits & 1:
            raise ReadError("locked with a password", where, "unpack it and add the folder")
        bound = min(most, max(_SMALL, info.compress_size * _RATIO))
        with archive.open(info) as file:
            raw = file.read(bound + 1)
    except KeyError:
        raise ReadError("a part of it is missing", where, "download or copy it again") from None
    except _BROKEN as error:
        if isinstance(error, zlib.error) and _NO_MEMORY in str(error):
            raise MemoryError from error
        raise ReadError(f"can not be unpacked: {error}", where, "download or copy it again") from error
    if len(raw) > bound:
        raise ReadError(f"unpacks to more than {bound:,} bytes", where, "unpack it yourself, or set KG_MAX_FILE")
    return raw


def name_of(info: zipfile.ZipInfo) -> str:
    """The file's name; names without the mark of UTF-8 are read as the Chinese encodings that they mostly are in."""
    if info.flag_bits & 0x800:
        return info.filename
    with suppress(UnicodeError):
        raw = info.filename.encode("cp437")
        for codec in ("utf-8", "gb18030"):
            with suppress(UnicodeError):
                return raw.decode(codec)
    return info.filename


def read(raw: bytes, name: str, limits: Limits) -> Iterator[tuple[str, bytes] | ReadError]:
    """The files in an archive as (path in it, bytes), or what is wrong with one in its place.

    Folders, hidden files and what a system leaves beside files are passed over. When the archive has given as much as
    it may, a last fault says so and the rest stays unread.
    """
    with opened(raw, name) as archive:
        infos = archive.infolist()
        if len(infos) > limits.entries:
            what = f"{len(infos):,} files in one archive, more than {limits.entries:,}"
            raise ReadError(what, name, "unpack it and add the folder, or set KG_MAX_ENTRIES")
        given = 0
        for info in infos:
            inner = name_of(info)
            parts = inner.replace("\\", "/").split("/")
            if info.is_dir() or any(part.startswith((".", "__MACOSX")) for part in parts if part not in (".", "..")):
                continue
            where = f"{name}/{inner}"
            left = limits.unpacked - given
            try:
                body = member(archive, info, where, min(left, limits.file))
            except ReadError as error:
                if left < limits.file and "unpacks to more than" in error.what:
                    what = f"gives more than {limits.unpacked:,} bytes, the rest is not read"
                    yield ReadError(what, name, "unpack it, or set KG_MAX_UNPACKED")
                    return
                yield error
                continue
            given += len(body)
            yield inner, body
