"""Frames and model propose, this decides: how likely a proposed claim holds, fitted on articles that neither had seen.

A logistic regression over who proposes it and how sure each is, with a weight of its own for each kind; the weights and
the least probabilities that are accepted stand in kg/data/model/decision.json. The probability is the claim's confidence.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path

from kg.errors import DataError

EDGE = 0.005  # probabilities are kept this far from none and all


@dataclass(frozen=True, slots=True)
class Evidence:
    """Who proposes a claim. `likely`: the model's probability, None where it was not asked (a table's row)."""

    kind: str
    lang: str
    frame: float | None  # how sure the rules alone are of it (kg/extraction/calibration.py), None where none proposes it
    likely: float | None
    new: bool = False  # whether a thing of the claim is one that the model alone has named
    label: str = ""  # what the model says, where it alone proposes it
    earned: float = 0.5  # how often the frame has been right (kg/learned/earned.py)
    signs: float = 0.0  # what the claim's words and make-up weigh (kg/extraction/signs.py), where the model alone proposes it
    quoted: str = ""  # how many of its things the quote names, where the model alone proposes it: "1 of 2"
    strange: int = 0  # how many of its things no lexicon knows
    rivals: tuple[tuple[str, float], ...] = ()  # what else is proposed in the sentence (kg/learned/rivals.py)


def features(evidence: Evidence) -> dict[str, float]:
    """The evidence by the names of the weights."""
    out = {"bias": 1.0}
    who = "frame" if evidence.frame is not None else "model"
    if evidence.frame is not None:
        out["frame"] = 1.0
        out["frame.sure"], out["frame.earned"] = log_odds(evidence.frame), log_odds(evidence.earned)
        out["frame.alone" if evidence.likely is None else "frame.asked"] = 1.0
    if evidence.likely is not None:
        out[f"{who}.likely"] = log_odds(evidence.likely)
    if evidence.new:
        out[f"{who}.new"] = 1.0
    if who == "model":
        out["model.signs"], out["model.strange"] = evidence.signs, float(evidence.strange)
        out[f"model:{evidence.label}"] = out[f"model.quoted {evidence.quoted}"] = 1.0
    out[f"{who}:{evidence.kind}"] = 1.0
    out[f"{who}:{evidence.lang}"] = 1.0
    out.update({f"{who}.{name}": value for name, value in evidence.rivals})
    return out


def log_odds(probability: float) -> float:
    """ln(p / (1-p)), within bounds."""
    bounded = min(1 - EDGE, max(EDGE, probability))
    return math.log(bounded / (1 - bounded))


@dataclass(frozen=True, slots=True)
class Decision:
    """The fitted weights. `least`: what is less likely is no claim."""

    weights: dict[str, float]
    least: dict[str, float]  # for what a frame proposes, and for what the model alone does

    @classmethod
    def load(cls, path: Path) -> Decision:
        """Reads the file. Raises DataError where it is none."""
        try:
            row = json.loads(path.read_text("utf-8"))
            return cls(dict(row["weights"]), dict(row["least"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise DataError(
                f"the decision's weights can not be read: {error}", str(path), "install the package again"
            ) from None

    def probability(self, evidence: Evidence) -> float:
        """How likely the claim holds, to two places."""
        score = sum(self.weights.get(name, 0.0) * value for name, value in features(evidence).items())
        return round(1 / (1 + math.exp(-score)), 2)

    def needed(self, evidence: Evidence) -> float:
        """The least probability at which a claim with this evidence is made."""
        return self.least["model" if evidence.frame is None else "frame"]

    def accepts(self, evidence: Evidence, probability: float) -> bool:
        """Whether a claim is made at this probability."""
        return probability >= self.needed(evidence)
