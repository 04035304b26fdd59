"""A multinomial logistic regression that ships as a table: for each feature what it adds to each class."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

BIAS = "bias"  # the feature that everything has


@dataclass(frozen=True, slots=True)
class Weights:
    """The classes, and for each feature its weight in each of them."""

    classes: tuple[str, ...]
    rows: Mapping[str, tuple[float, ...]]

    def odds(self, features: Iterable[str]) -> dict[str, float]:
        """How the classes stand to each other for what has these features: 1 for the likeliest."""
        rows = (row for name in (BIAS, *features) if (row := self.rows.get(name)) is not None)
        sums = list(map(math.fsum, zip(*rows, strict=True)))  # the same in whatever order
        most = max(sums)
        return {name: math.exp(value - most) for name, value in zip(self.classes, sums, strict=True)}

    def likely(self, features: Iterable[str]) -> dict[str, float]:
        """How likely each class is for what has these features."""
        odds = self.odds(features)
        total = math.fsum(odds.values())
        return {name: value / total for name, value in odds.items()}


@functools.cache
def read_weights(path: Path) -> Weights:
    """A table of tab-separated lines: a head with the classes, then a feature and its weights, an empty cell for none."""
    head, *rows = (line.split("\t") for line in path.read_text("utf-8").splitlines())
    return Weights(tuple(head[1:]), {name: tuple(float(cell or 0) for cell in cells) for name, *cells in rows})
