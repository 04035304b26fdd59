"""python -m training.signs CALIBRATION.tsv NAME=TEXTS:GOLD …: weighs what tells of a claim whether it holds.

Slope, bias and shifts of the file stay as they are; the weights of signs are fitted beside them, most of them to none.
How sure claims are on the whole is set on the last folder, which should be of texts that no frame was mended on.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from kg.extraction import reconcile
from kg.extraction.calibration import SIGNS, Calibration, read_calibration
from kg.extraction.extract import Extractor
from kg.extraction.signs import signs_of
from kg.read import read_file
from training.gold import annotated, holds

ARTICLES = 6  # in which a sign stands at least
RIDGE, LASSO = 5.0, 4.0  # of four pairs the one with the least squared error on unread texts' totals
ROUNDS = 150
Example = tuple[str, float, list[str], bool]  # article, log-odds without signs, signs, whether a careful reader has it
Array = np.ndarray[Any, Any]


def examples(folder: str, plain: Calibration) -> Iterator[Example]:
    """Each claim that the rules find in a folder's texts."""
    extractor = Extractor()
    for path, wanted in annotated(folder):
        article = read_file(path)
        context, found = extractor.candidates(article)
        kept = reconcile.reconcile(found, extractor.knowledge)
        for claim, signs in zip(kept, signs_of(context, kept, found), strict=True):
            sure = plain.probability(claim.confidence, claim.kind, article.lang)
            yield article.file, float(np.log(sure / (1 - sure))), signs, holds(article, claim, wanted)


def is_sign(name: str) -> bool:
    """Whether a weight of the file is of a sign, or of all signs together."""
    return name == SIGNS or " " in name or name.startswith("“")


def names_of(rows: Sequence[Example]) -> list[str]:
    """The signs that stand in enough articles, in order."""
    seen: dict[str, set[str]] = defaultdict(set)
    for article, _, signs, _ in rows:
        for sign in signs:
            seen[sign].add(article)
    return sorted(sign for sign, articles in seen.items() if len(articles) >= ARTICLES)


def design(rows: Sequence[Example], names: Sequence[str]) -> Array:
    """A row for each claim, a column for each sign."""
    columns = {name: number for number, name in enumerate(names)}
    out = np.zeros((len(rows), len(names)), dtype=np.float32)
    for number, (_, _, signs, _) in enumerate(rows):
        out[number, [columns[sign] for sign in signs if sign in columns]] = 1.0
    return out


def fitted(told: Array, before: Array, right: Array) -> Array:
    """The weights of a penalised logistic regression beside what is known before, by accelerated proximal steps."""
    steep = np.ones(told.shape[1], dtype=np.float32)
    for _ in range(12):
        steep = told.T @ (told @ steep)
        length = float(np.linalg.norm(steep))
        steep /= length
    rate = 1 / (0.3 * length + RIDGE)
    weights = ahead = np.zeros(told.shape[1], dtype=np.float32)
    base, pace = 0.0, 1.0
    for _ in range(ROUNDS):
        wrong = (1 / (1 + np.exp(-(told @ ahead + before + base))) - right).astype(np.float32)
        moved = ahead - rate * (told.T @ wrong + RIDGE * ahead)
        moved = (np.sign(moved) * np.maximum(0, np.abs(moved) - LASSO * rate)).astype(np.float32)
        base -= 2 * float(wrong.mean())
        after = (1 + (1 + 4 * pace * pace) ** 0.5) / 2
        ahead = (moved + (pace - 1) / after * (moved - weights)).astype(np.float32)
        weights, pace = moved, after
    return weights


def level(before: Array, right: Array) -> float:
    """The shift under which as many claims are said to hold as do."""
    low, high = -5.0, 5.0
    for _ in range(50):
        middle = (low + high) / 2
        above = (1 / (1 + np.exp(-(before + middle)))).mean() > right.mean()
        low, high = (low, middle) if above else (middle, high)
    return (low + high) / 2


def main(out: Path, folders: Sequence[str]) -> None:
    """Writes the file anew, and says how many signs have a weight."""
    known = read_calibration(out).weights
    plain = Calibration({name: value for name, value in known.items() if not is_sign(name)})
    found = [list(examples(folder, plain)) for folder in folders]
    rows = [row for some in found for row in some]
    names = names_of(rows)
    told = design(rows, names)
    before, right = np.array([row[1] for row in rows]), np.array([row[3] for row in rows])
    weights = fitted(told, before, right)
    last = slice(len(rows) - len(found[-1]), None)
    kept = {name: float(weight) for name, weight in zip(names, weights, strict=True) if abs(weight) > 0.005}
    shift = level((told @ weights + before)[last], right[last])
    lines = [f"{name}\t{value:.4f}\n" for name, value in {**plain.weights, SIGNS: shift, **kept}.items()]
    out.write_text("weight\tvalue\n" + "".join(lines), "utf-8")
    print(f"{len(rows)} claims, {int(right.sum())} of them right; {len(kept)} of {len(names)} signs have a weight")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
