"""The trained model says the same on every processor: what it said once, number by number, and why nothing can differ."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

from kg.learned import model as reckoning
from kg.learned.model import available, shipped
from training import probabilities

TABLE = Path(__file__).parent / "probabilities.json"

needs_model = pytest.mark.skipif(not available(), reason="the trained model or onnxruntime is not installed")


@needs_model
def test_the_model_says_what_it_said_on_other_machines() -> None:
    table = json.loads(TABLE.read_text("utf-8"))
    again = probabilities.answered(shipped(), table)
    for part, rows in table.items():
        for number, (said, now) in enumerate(zip(rows, again[part], strict=True)):
            assert now == said, f"{part} {number}: made anew with python -m training.probabilities after a training"


@needs_model
def test_the_table_asks_every_head() -> None:
    table = json.loads(TABLE.read_text("utf-8"))
    windows = [window for stretch in table["stretches"] for window in stretch["windows"]]
    asked = {sort for row in windows for sort in row["answers"]}
    assert asked == {*reckoning.SORTS, "sentence"}
    assert any(
        0.1 < one < 0.9
        for row in windows
        for found in row["answers"].values()
        for line in found
        for one in line
    )
    assert all(len(row["tags"]) == len(row["pieces"]) - 2 for row in table["sentences"])


@needs_model
def test_what_is_read_beside_changes_no_bit() -> None:
    table = json.loads(TABLE.read_text("utf-8"))
    pieces = [row["pieces"] for row in table["stretches"]]
    parts = [row["parts"] for row in table["stretches"]]
    together = shipped()._vectors(pieces, parts)
    for i, (some, part) in enumerate(zip(pieces, parts, strict=True)):
        assert np.array_equal(shipped()._vectors([some], [part])[0], together[i, : len(some)])


@needs_model
@pytest.mark.parametrize("kind", ["LayerNormalization", "Softmax", "Erf", "Exp", "Tanh", "ReduceMean", "Pow"])
def test_no_step_of_the_layers_has_two_right_answers(kind: str) -> None:
    said = (reckoning.FOLDER / "encoder.onnx").read_bytes()
    field = '"'  # how a node's kind begins in the file (field 4 of a NodeProto), with its length
    assert f"{field}{chr(6)}MatMul".encode() in said
    assert f"{field}{chr(len(kind))}{kind}".encode() not in said


def test_sums_on_the_grid_are_exact_in_any_order() -> None:
    random = np.random.default_rng(1)
    x, w = random.normal(0, 20, (3, 2000)), random.normal(0, 1, (2000, 5))
    a, b = reckoning._stepped(x), reckoning._stepped(w, reckoning.WEIGHTS)
    order = random.permutation(2000)
    assert np.array_equal(a @ b, a[:, order] @ b[order])
    assert np.array_equal(a @ b, [[math.fsum(row * column) for column in b.T] for row in a])


def test_polynomials_stand_for_the_functions() -> None:
    x = np.linspace(-30, 30, 6001)
    assert np.abs(reckoning._exp(x) / np.exp(x) - 1).max() < 2e-6
    true = [0.5 * one * (1 + math.erf(one / math.sqrt(2))) for one in x]
    assert np.abs(reckoning._gelu(x) - true).max() < 1e-5


def test_distances_fall_into_powers_of_two() -> None:
    far = np.array([0, 1, 2, 3, 4, 7, 8, 15, 16, 31, 32, 127])
    assert reckoning._steps(0 * far, far)[1:].tolist() == [0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    assert reckoning._steps(far, 0 * far).tolist() == [6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11]
