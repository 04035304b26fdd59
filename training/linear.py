"""python -m training.linear DUMP.jsonl [--held FOLD] [--unread DUMP.jsonl]: the plain rival of the network, measured alike.

For each head a logistic regression for each label, over hashed features of a row: the types and parts of its two places,
how far apart they are, the pieces between, beside and around them, alone and in pairs, each also joined with the types. It
learns from the same windows as `training.train` and is measured in the same words; nothing of it ships.
"""

from __future__ import annotations

import argparse
import random
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from training.folds import fold_of
from training.network import steps
from training.train import Material, told

SIZE = 2**18
EPOCHS, BATCH, RATE = 6, 256, 0.01
BESIDE = 3  # pieces to either side of a place

Example = tuple[list[int], list[float]]


def number(feature: str) -> int:
    """The feature's place among SIZE."""
    return zlib.crc32(feature.encode()) % SIZE


def of_row(window: dict[str, Any], row: list[Any]) -> list[int]:
    """The features of a row."""
    a, b, *kinds = row[:6]
    pieces = window["pieces"]
    low, high = min(a, b), max(a, b)
    runs = {
        "between": pieces[low + 1 : high][:40],
        "left": pieces[max(0, low - BESIDE) : low],
        "right": pieces[high + 1 : high + 1 + BESIDE],
        "own": pieces[slice(*window["own"])],
    }
    kind = f"{kinds[0]} {kinds[1]}"
    far = int(steps(torch.tensor(a), torch.tensor(b)))
    found = [f"kind {kind}", f"parts {kinds}", f"far {far} {kind}"]
    for name, run in runs.items():
        grams = [*map(str, run), *(f"{x} {y}" for x, y in zip(run, run[1:], strict=False))]
        found += [f"{name} {gram}" for gram in grams]
        found += [f"{name} {gram} of {kind}" for gram in grams]
    return sorted({number(feature) for feature in found})


def of_sentence(window: dict[str, Any]) -> list[int]:
    """The features of a whole sentence."""
    run = window["pieces"][slice(*window["own"])]
    return sorted({number(str(x)) for x in run} | {number(f"{x} {y}") for x, y in zip(run, run[1:], strict=False)})


def examples(windows: list[dict[str, Any]], sort: str) -> list[Example]:
    """What one head is asked, with what is said (-1 where it is not asked)."""
    if sort == "sentence":
        return [(of_sentence(w), w["sentence"]) for w in windows]
    return [(of_row(w, row), row[6]) for w in windows for row in w[sort]]


def batches(found: list[Example]) -> Iterator[tuple[Tensor, Tensor, Tensor]]:
    """Features, where each example's begin, and what is said."""
    for start in range(0, len(found), BATCH):
        some = found[start : start + BATCH]
        begins = torch.tensor([0, *(len(f) for f, _ in some[:-1])]).cumsum(0)
        yield torch.tensor([n for f, _ in some for n in f]), begins, torch.tensor([s for _, s in some])


def fitted(found: list[Example], labels: int) -> nn.EmbeddingBag:
    """The weights of one head."""
    weights = nn.EmbeddingBag(SIZE, labels, mode="sum", sparse=True)
    nn.init.zeros_(weights.weight)
    bias = torch.full((labels,), -3.0, requires_grad=True)
    optimizer, level = torch.optim.SparseAdam(weights.parameters(), lr=RATE), torch.optim.Adam([bias], lr=RATE)
    for _ in range(EPOCHS):
        random.shuffle(found)
        for features, begins, said in batches(found):
            scores = weights(features, begins) + bias
            loss = nn.functional.binary_cross_entropy_with_logits(scores, said.float().clamp(min=0), reduction="none")
            ((loss * (said >= 0)).sum() / len(said)).backward()
            for one in (optimizer, level):
                one.step()
                one.zero_grad()
    weights.bias = bias
    return weights


@torch.no_grad()
def counted(weights: nn.EmbeddingBag, found: list[Example]) -> list[int]:
    """Right, said and wanted at one half."""
    count = [0, 0, 0]
    for features, begins, said in batches(found):
        hit = (weights(features, begins) + weights.bias > 0) & (said >= 0)
        for place, some in enumerate((hit & (said > 0), hit, said > 0)):
            count[place] += int(some.sum())
    return count


def main() -> None:
    """Fits on all folds but one, and measures on that and on what nobody read."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("dump", type=Path)
    parser.add_argument("--held", type=int, default=0)
    parser.add_argument("--unread", type=Path)
    asked = parser.parse_args()
    random.seed(0)
    torch.set_num_threads(1)
    material = Material(asked.dump)
    sets = {"held": material.windows(lambda d: fold_of(d["file"]) == asked.held)}
    if asked.unread:
        sets["unread"] = Material(asked.unread, material.labels).windows(bool)
    learned = material.windows(lambda d: fold_of(d["file"]) != asked.held)
    counts = {name: {"rows": [0, 0, 0], "sentence": [0, 0, 0]} for name in sets}
    for sort, labels in material.labels.items():
        weights = fitted(examples(learned, sort), len(labels))
        for name, windows in sets.items():
            into = counts[name]["sentence" if sort == "sentence" else "rows"]
            into[:] = [a + b for a, b in zip(into, counted(weights, examples(windows, sort)), strict=True)]
    for name, found in counts.items():
        print(f"{name} " + told(found), flush=True)


if __name__ == "__main__":
    main()
