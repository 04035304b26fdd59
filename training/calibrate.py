"""python -m training.calibrate OUT.tsv NAME=TEXTS:GOLD …: fits how sure claims are to how often they held on these texts."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from kg.extraction import reconcile
from kg.extraction.calibration import BIAS, LEAST, SLOPE, log_odds, read_calibration
from kg.extraction.extract import Extractor
from kg.read import read_file
from training.gold import annotated, holds

RIDGE = 10.0  # draws the shift of a kind that fired rarely towards none; the best of six by cross-validation over documents
ROUNDS = 50
Example = tuple[float, str, bool]  # what the frame says of itself, kind.lang, whether a careful reader has the claim


def examples(folders: Sequence[str]) -> Iterator[Example]:
    """Each claim that the rules find in the folders' texts."""
    extractor = Extractor()
    for folder in folders:
        for path, wanted in annotated(folder):
            article = read_file(path)
            _, found = extractor.candidates(article)
            for claim in reconcile.reconcile(found, extractor.knowledge):
                yield claim.confidence, f"{claim.kind}.{article.lang}", holds(article, claim, wanted)


def fitted(rows: Sequence[Example]) -> dict[str, float]:
    """The weights of a ridge-penalised logistic regression, by Newton's method."""
    names = [BIAS, SLOPE, *sorted({name for _, name, _ in rows})]
    design = np.zeros((len(rows), len(names)))
    for number, (said, name, _) in enumerate(rows):
        design[number, :2] = 1.0, log_odds(said)
        design[number, names.index(name)] = 1.0
    right = np.array([float(row[2]) for row in rows])
    penalty = np.array([1e-3, 1e-3, *[RIDGE] * (len(names) - 2)])
    weights = np.zeros(len(names))
    for _ in range(ROUNDS):
        likely = 1 / (1 + np.exp(-design @ weights))
        slope = design.T @ (likely - right) + penalty * weights
        bend = (design.T * (likely * (1 - likely))) @ design + np.diag(penalty)
        weights -= np.linalg.solve(bend, slope)
    return dict(zip(names, weights.tolist(), strict=True))


def main(out: Path, folders: Sequence[str]) -> None:
    """Writes a row for each weight, with each least that the file has, and says how many claims it was fitted on."""
    rows = list(examples(folders))
    weights = fitted(rows)
    before = read_calibration(out).weights if out.exists() else {}
    least = {name: value for name, value in before.items() if name.partition(".")[0] == LEAST}
    lines = [f"{name}\t{value:.4f}\n" for name, value in {**weights, **least}.items()]
    out.write_text("weight\tvalue\n" + "".join(lines), "utf-8")
    print(f"{len(rows)} claims, {sum(right for *_, right in rows)} of them right")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
