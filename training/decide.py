"""python -m training.decide FOLDER DUMP.jsonl NAME=TEXTS:GOLD …: fits the decision on the documents that the model left out.

Only documents of the fold that `training.train --held` kept out are used, and only of the folders given: texts on which
the frames were written would make the frames look surer than they are.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from kg.extract import Extractor
from kg.knowledge import DATA
from kg.learned.decision import Decision, Evidence, features
from kg.learned.earned import read_earned
from kg.learned.model import Model
from kg.learned.reading import Hybrid
from kg.read import read_file
from training.folds import fold_of
from training.gold import annotated, holds

RIDGE = 1.0
ROUNDS = 40
# Near the best F1 on the documents that the decision is fitted on, among forty-two pairs.
LEAST = {"frame": 0.3, "model": 0.35}


def examples(place: str, hybrid: Hybrid, extractor: Extractor, held: int) -> Iterator[tuple[Evidence, bool, str]]:
    """Each offered claim of the left-out documents with whether a careful reader has it too."""
    for path, wanted in annotated(place):
        if fold_of(path.name) == held:
            article = read_file(path)
            context, ruled = extractor.offered(article, hybrid)
            for offer in hybrid.offers(context, ruled):
                yield offer.evidence, holds(article, offer.candidate.claim, wanted), path.name


def fit(rows: list[tuple[Evidence, bool, str]]) -> dict[str, float]:
    """Weights by iterated least squares with a ridge; the bias is free."""
    found = [features(evidence) for evidence, _, _ in rows]
    names = sorted({name for one in found for name in one})
    x = np.array([[one.get(name, 0.0) for name in names] for one in found])
    y = np.array([float(right) for _, right, _ in rows])
    ridge = np.diag([1e-6 if name == "bias" else RIDGE for name in names])
    weights = np.zeros(len(names))
    for _ in range(ROUNDS):
        p = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        slope = x.T @ (y - p) - ridge @ weights
        curve = x.T @ (x * (p * (1 - p))[:, None]) + ridge
        weights += np.linalg.solve(curve, slope)
    return {name: round(float(w), 4) for name, w in zip(names, weights, strict=True)}


def main(folder: Path, places: list[str]) -> None:
    """Fits, writes decision.json and prints how well the probabilities are kept."""
    extractor = Extractor()
    hybrid = Hybrid(extractor.knowledge, Model(folder), Decision({}, LEAST), read_earned(DATA / "earned.tsv"))
    held = hybrid.model.card["held"]
    rows = [row for place in places for row in examples(place, hybrid, extractor, held)]
    decision = Decision(fit(rows), LEAST)
    (folder / "decision.json").write_text(
        json.dumps({"weights": decision.weights, "least": decision.least}, indent=1) + "\n", "utf-8"
    )
    print(
        f"{len(rows)} offered claims of {len({name for _, _, name in rows})} articles, {sum(r for _, r, _ in rows)} right"
    )
    wanted = sum(len(gold) for place in places for path, gold in annotated(place) if fold_of(path.name) == held)
    judged = [(decision.probability(evidence), right) for evidence, right, _ in rows]
    for low in np.arange(0, 1, 0.1):
        some = [right for p, right in judged if low <= p < low + 0.1]
        if some:
            print(f"{low:.1f}–{low + 0.1:.1f}: {len(some)} claims, {sum(some) / len(some):.2f} right")
    for least in (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6):
        kept = [right for p, right in judged if p >= least]
        print(f"from {least:.2f} on: {len(kept)} claims, precision {sum(kept) / max(1, len(kept)):.2f}, {sum(kept)} of {wanted}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else DATA / "model", sys.argv[2:])
