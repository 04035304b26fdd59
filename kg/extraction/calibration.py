"""How sure a claim is: what its frame says of itself, brought in line with how often such claims held on other texts.

Logistic (Platt) scaling with a shift for each kind and language, fitted by `python -m training.calibrate` on annotated
passages. What a claim's words and make-up tell besides (kg/extraction/signs.py) is added to it, a weight for each sign, fitted by
`python -m training.signs`. All weights stand in kg/data/calibration.tsv.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kg.errors import DataError
from kg.extraction.signs import Weighed
from kg.knowledge import DATA, read_tsv
from kg.model import Claim

FILE = DATA / "calibration.tsv"
SLOPE, BIAS = "slope", "bias"
LEAST = "least"  # what is less sure than this is no claim; `least.KIND` for one kind; a file without it lets all stand
SIGNS = "signs"  # the weight of having been looked at: what the signs of a usual claim come to is taken away
EDGE = 0.02  # what a frame says of itself is kept this far from none and all


@dataclass(frozen=True, slots=True)
class Calibration:
    """The weights by name: slope, bias, a shift for `kind.lang`, and one for each sign."""

    weights: dict[str, float]

    def probability(self, said: float, kind: str, lang: str, signs: Iterable[str] = ()) -> float:
        """How likely a claim of these signs holds of which its frame says so much, both from 0 to 1."""
        own = self.weights[BIAS] + self.weights.get(f"{kind}.{lang}", 0.0)
        own += self.weight(signs)
        return 1 / (1 + math.exp(-own - self.weights[SLOPE] * log_odds(said)))

    def weight(self, signs: Iterable[str]) -> float:
        """What signs weigh together, in log-odds."""
        return sum(self.weights.get(sign, 0.0) for sign in signs)

    def calibrated(self, claims: Sequence[Claim], lang: str, signs: Sequence[Iterable[str]]) -> list[Claim]:
        """The claims, each with its signs as sure as such claims have been right."""
        likely = (
            self.probability(c.confidence, c.kind, lang, (SIGNS, *some)) for c, some in zip(claims, signs, strict=True)
        )
        return [replace(c, confidence=round(sure, 3)) for c, sure in zip(claims, likely, strict=True)]

    def stands(self, claim: Claim) -> bool:
        """Whether a claim, as sure as such claims have been right, is sure enough to be one."""
        return claim.confidence >= self.weights.get(f"{LEAST}.{claim.kind}", self.weights.get(LEAST, 0.0))

    def heaviest(self, signs: Iterable[str], most: int = 3) -> list[tuple[str, float]]:
        """The signs that weigh most, for or against, with their weights."""
        weighed = [(sign, self.weights[sign]) for sign in signs if sign in self.weights]
        return sorted(weighed, key=lambda one: (-abs(one[1]), one[0]))[:most]


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
def weighed() -> Weighed:
    """The signs that have one of these weights."""
    return Weighed(shipped().weights)


@functools.cache
def shipped() -> Calibration:
    """The weights that ship with the program. Raises DataError for a fault in the file."""
    return read_calibration(FILE)
