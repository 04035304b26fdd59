"""python -m training.decide FOLDER DUMP.jsonl NAME=TEXTS:GOLD …: fits the decision on the documents that the model left out.

Only documents of the fold that `training.train --held` kept out are used, and only of the folders given: texts on which
the frames were written would make the frames look surer than they are.
"""

from __future__ import annotations

import itertools
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from kg.extraction.extract import Extractor
from kg.knowledge import DATA
from kg.learned.decision import Decision, Evidence, features
from kg.learned.earned import read_earned
from kg.learned.model import Model
from kg.learned.reading import Hybrid, key_of
from kg.read import read_file
from training.folds import fold_of
from training.gold import annotated, holds

RIDGE = 10.0
ROUNDS = 40
PARTS = 5  # of the documents, each judged by a decision fitted on the others
PRECISION = 0.69  # of what is offered; reconciled, that is as precise as the rules alone on these documents. Of such pairs the best F1
STEPS = [n / 100 for n in range(20, 72, 4)]
Example = tuple[Evidence, bool, str, tuple]  # with whether a careful reader has the claim too, the article, and what it says
Judged = tuple[float, bool, str]  # how likely, whether right, who proposes it


def examples(place: str, hybrid: Hybrid, extractor: Extractor, held: int) -> Iterator[Example]:
    """Each offered claim of the left-out documents with whether a careful reader has it too."""
    for path, wanted in annotated(place):
        if fold_of(path.name) == held:
            article = read_file(path)
            context, ruled = extractor.offered(article, hybrid)
            for offer in hybrid.offers(context, ruled):
                claim = offer.candidate.claim
                yield offer.evidence, holds(article, claim, wanted), path.name, key_of(claim)


def fit(rows: list[Example]) -> dict[str, float]:
    """Weights by iterated least squares with a ridge; the bias is free."""
    found = [features(evidence) for evidence, *_ in rows]
    names = sorted({name for one in found for name in one})
    x = np.array([[one.get(name, 0.0) for name in names] for one in found])
    y = np.array([float(right) for _, right, *_ in rows])
    ridge = np.diag([1e-6 if name == "bias" else RIDGE for name in names])
    weights = np.zeros(len(names))
    for _ in range(ROUNDS):
        p = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        slope = x.T @ (y - p) - ridge @ weights
        curve = x.T @ (x * (p * (1 - p))[:, None]) + ridge
        weights += np.linalg.solve(curve, slope)
    return {name: round(float(w), 4) for name, w in zip(names, weights, strict=True)}


def apart(rows: list[Example]) -> list[Judged]:
    """Each claim once, with the probability by a decision that was fitted without its document."""
    part = {name: number % PARTS for number, name in enumerate(sorted({row[2] for row in rows}))}
    fitted = [Decision(fit([row for row in rows if part[row[2]] != number]), {}) for number in range(PARTS)]
    found: dict[tuple, Judged] = {}
    for evidence, right, name, said in rows:  # what several frames propose is made once, with the likeliest
        one = fitted[part[name]].probability(evidence), right, "model" if evidence.frame is None else "frame"
        if (name, said) not in found or found[name, said] < one:
            found[name, said] = one
    return list(found.values())


def chosen(judged: list[Judged], wanted: int) -> dict[str, float]:
    """The least probabilities for what a frame proposes and for what the model alone does."""
    best, found = -1.0, {"frame": 1.0, "model": 1.0}
    for frame, model in itertools.product(STEPS, STEPS):
        least = {"frame": frame, "model": model}
        kept = [right for p, right, who in judged if p >= least[who]]
        score = 2 * sum(kept) / (len(kept) + wanted)
        if kept and sum(kept) >= PRECISION * len(kept) and score > best:
            best, found = score, least
    return found


def tell(judged: list[Judged], least: dict[str, float], wanted: int) -> None:
    """Prints how well probabilities are kept, and what is made at the chosen ones."""
    for low in np.arange(0, 1, 0.1):
        some = [right for p, right, _ in judged if low <= p < low + 0.1]
        if some:
            print(f"{low:.1f}–{low + 0.1:.1f}: {len(some)} claims, {sum(some) / len(some):.2f} right")
    for who in ("frame", "model"):
        some = [right for p, right, proposer in judged if proposer == who and p >= least[who]]
        print(f"{who} from {least[who]:.2f} on: {len(some)} claims, {sum(some)} right, of {wanted} wanted")


def main(folder: Path, places: list[str]) -> None:
    """Fits, writes decision.json and prints how well the probabilities are kept."""
    extractor = Extractor()
    hybrid = Hybrid(extractor.knowledge, Model(folder), Decision({}, {"frame": 0.0, "model": 0.0}), read_earned(DATA / "earned.tsv"))
    held = hybrid.model.card["held"]
    rows = [row for place in places for row in examples(place, hybrid, extractor, held)]
    wanted = sum(len(gold) for place in places for path, gold in annotated(place) if fold_of(path.name) == held)
    judged = apart(rows)
    decision = Decision(fit(rows), chosen(judged, wanted))
    (folder / "decision.json").write_text(
        json.dumps({"weights": decision.weights, "least": decision.least}, indent=1) + "\n", "utf-8"
    )
    print(f"{len(rows)} offered claims of {len({row[2] for row in rows})} articles, {sum(row[1] for row in rows)} right")
    tell(judged, decision.least, wanted)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else DATA / "model", sys.argv[2:])
