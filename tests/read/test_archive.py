"""Archives: what is wrong with a file, and what only with the machine."""

from __future__ import annotations

import io
import zipfile
import zlib

import pytest

from kg.read import archive


def test_a_lack_of_memory_is_no_fault_of_the_archive(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise zlib.error("Error -4 while decompressing data")

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("a.md", "words")
    monkeypatch.setattr(zipfile.ZipExtFile, "read", fail)
    with zipfile.ZipFile(packed) as opened, pytest.raises(MemoryError):
        archive.member(opened, "a.md", "a.zip", 100)
