"""Files that are asked for by name: whole or not at all, and nothing of a device, a pipe or a link is replaced."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

_LONGEST = 60  # characters of a name in that of the file beside it: the whole may be as long as a name can be


def write(path: Path, pieces: Iterable[str | bytes]) -> None:
    """Write a file, with the folders that lead to it. Raises OSError, and then what was there is still there.

    A link is followed; what is no file (`/dev/stdout`, a pipe) is written to as it stands.
    """
    place = path.resolve()
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.exists() and not place.is_file():
        return _fill(place, pieces)
    part = place.with_name(f".{place.name[:_LONGEST]}.part")  # a reader never finds half a file
    try:
        _fill(part, pieces)
        part.replace(place)
    finally:
        part.unlink(missing_ok=True)


def _fill(path: Path, pieces: Iterable[str | bytes]) -> None:
    with path.open("wb") as file:
        file.writelines(piece if isinstance(piece, bytes) else piece.encode("utf-8") for piece in pieces)
