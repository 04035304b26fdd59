"""How sure a claim is: what its frame says of itself, brought in line with how often such claims held on other texts.

Logistic (Platt) scaling with a shift for each kind and language, fitted by `python -m training.calibrate` on annotated
passages; the weights stand in kg/data/calibration.tsv.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from kg.errors import DataError
from kg.knowledge import DATA, read_tsv
from kg.model import Claim

FILE = DATA / "calibration.tsv"
SLOPE, BIAS = "slope", "bias"
EDGE = 0.02  # what a frame says of itself is kept this far from none and all


@dataclass(frozen=True, slots=True)
class Calibration:
    """The weights by name: slope, bias, and a shift for `kind.lang`."""

    weights: dict[str, float]

    def probability(self, said: float, kind: str, lang: str) -> float:
        """How likely a claim holds of which its frame says so much, both from 0 to 1."""
        own = self.weights[BIAS] + self.weights.get(f"{kind}.{lang}", 0.0)
        return 1 / (1 + math.exp(-own - self.weights[SLOPE] * log_odds(said)))

    def calibrated(self, claims: Iterable[Claim], lang: str) -> list[Claim]:
        """The claims, each as sure as such claims have been right."""
        return [replace(c, confidence=round(self.probability(c.confidence, c.kind, lang), 3)) for c in claims]


def log_odds(said: float) -> float:
    """ln(p / (1-p)), within bounds."""
    bounded = min(1 - EDGE, max(EDGE, said))
    return math.log(bounded / (1 - bounded))


def read_calibration(path: Path) -> Calibration:
    """The weights of a file. Raises DataError with the line of a fault."""
    weights: dict[str, float] = {}
    for number, row in read_tsv(path):
        try:
            weights[row["weight"]] = float(row["value"])
        except (KeyError, ValueError):
            raise DataError("a row needs the name of a weight and its value", f"{path}:{number}") from None
    if missing := {SLOPE, BIAS} - weights.keys():
        raise DataError(f"the weight {min(missing)} is missing", str(path), "make it anew: python -m training.calibrate")
    if weights[SLOPE] <= 0:
        raise DataError("the slope must be above 0: a surer frame makes a surer claim", str(path))
    return Calibration(weights)


@functools.cache
def shipped() -> Calibration:
    """The weights that ship with the program. Raises DataError for a fault in the file."""
    return read_calibration(FILE)
