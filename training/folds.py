"""Documents dealt into folds by a hash of their names: the same everywhere, whatever their order."""

from __future__ import annotations

import hashlib

FOLDS = 5


def fold_of(file: str) -> int:
    """The fold of a document."""
    return int(hashlib.sha256(file.encode()).hexdigest(), 16) % FOLDS


def share_of(file: str) -> float:
    """Where a document stands between 0 and 1, apart from its fold: those below a share are a sample of that size."""
    return int(hashlib.sha256(f"share {file}".encode()).hexdigest(), 16) % 10_000 / 10_000
