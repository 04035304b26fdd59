"""Columns of numbers, many at a time: who stands in them, which different ones there are, the first of each group."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np


def of_nodes(column: np.ndarray, nodes: Collection[int]) -> np.ndarray:
    """For each claim whether one of these nodes stands in this column."""
    import numpy as np

    if not nodes or not len(column):
        return np.zeros(len(column), dtype=bool)
    wanted = np.zeros(max(int(column.max()), max(nodes)) + 2, dtype=bool)  # the last for NONE, which is -1
    wanted[list(nodes)] = True
    return wanted[column]


def distinct(values: np.ndarray) -> np.ndarray:
    """The different values, sorted. The library's own way is a hundred times slower on a million numbers."""
    import numpy as np

    ranked = np.sort(values)
    return ranked[np.append(True, ranked[1:] != ranked[:-1])] if len(ranked) else ranked


def first_of_each(groups: np.ndarray, most: int) -> np.ndarray:
    """For each place whether it is among the first so many of its group."""
    import numpy as np

    order = np.argsort(groups, kind="stable")
    begin = np.flatnonzero(np.diff(groups[order], prepend=-2))
    rank = np.arange(len(order)) - np.repeat(begin, np.diff(np.append(begin, len(order))))
    keep = np.zeros(len(groups), dtype=bool)
    keep[order[rank < most]] = True
    return keep
