"""Fits a multinomial logistic regression over sets of features, and writes it as the table that `kg.softmax` reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from kg.softmax import BIAS, Weights

STEPS, RATE = 300, 0.1


def fitted(examples: Sequence[tuple[Sequence[str], str]], ridge: float, seen: int) -> Weights:
    """The weights, penalised by `ridge`, of the features that at least `seen` of the examples (features, class) have.

    By gradient descent with running means of slope and spread (Kingma and Ba, "Adam", 2015), the same each time.
    """
    spread = Counter(feature for features, _ in examples for feature in features)
    names = [BIAS, *sorted(name for name, count in spread.items() if count >= seen)]
    number = {name: at for at, name in enumerate(names)}
    classes = sorted({kind for _, kind in examples})
    has = [[0, *(number[feature] for feature in features if feature in number)] for features, _ in examples]
    right = np.eye(len(classes))[[classes.index(kind) for _, kind in examples]]
    table = descended(has, right, np.full((len(has), 1), 1 / len(has)), len(names), ridge)
    return Weights(tuple(classes), {name: tuple(table[at].tolist()) for name, at in number.items()})


def descended(has: Sequence[Sequence[int]], right: np.ndarray, counts: np.ndarray, width: int, ridge: float) -> np.ndarray:
    """The weights (width, classes) by which rows with these features are likely of these classes, centred on no class.

    `has`: the features of each row, the first of all of them 0; `right`: (rows, classes), 1 for the row's own; `counts`:
    (rows, 1), what each row counts.
    """
    flat = np.concatenate([np.array(one) for one in has])
    sizes = np.array([len(one) for one in has])
    begins = np.concatenate([[0], sizes.cumsum()[:-1]])
    of_row = np.repeat(np.arange(len(has)), sizes)
    many = right.shape[1]
    table, mean, spread = (np.zeros((width, many)) for _ in range(3))
    for step in range(1, STEPS + 1):
        sums = np.add.reduceat(table[flat], begins)
        likely = np.exp(sums - sums.max(1, keepdims=True))
        off = (likely / likely.sum(1, keepdims=True) - right) * counts
        slope = np.stack([np.bincount(flat, off[of_row, at], width) for at in range(many)], 1) + ridge * table
        mean, spread = 0.9 * mean + 0.1 * slope, 0.999 * spread + 0.001 * slope**2
        rate = RATE * (1 - (step - 1) / STEPS)
        table -= rate * mean / (1 - 0.9**step) / (np.sqrt(spread / (1 - 0.999**step)) + 1e-8)
    centred: np.ndarray = table - table.mean(1, keepdims=True)
    return centred


def written(weights: Weights, smallest: float = 0.1) -> str:
    """The weights as the table that ships, without features that weigh less than `smallest` for every class."""
    lines = ["\t".join(["feature", *weights.classes])]
    for name, row in weights.rows.items():
        if name == BIAS or max(map(abs, row)) >= smallest:
            lines.append("\t".join([name, *(f"{value:.1f}".replace("-0.0", "0.0") if abs(value) >= 0.05 else "" for value in row)]))
    return "\n".join(lines) + "\n"
