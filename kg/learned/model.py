"""The trained model: windows and sentences in, probabilities out. Files of kg/data/model, run by onnxruntime on one thread.

Every step has one right answer, so that the same text gives the same probabilities on every processor: sums are taken of
numbers on a grid, which are exact in any order, and exponentials are polynomials (layers: `training.exact`; heads: here).
What is read in one batch does not touch what is found in each sentence. Probabilities are rounded to three places.
"""

from __future__ import annotations

import functools
import importlib.util
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import DataError
from kg.knowledge import DATA
from kg.learned.coding import SORTS, Coded, Row
from kg.learned.pieces import MARK_ORDER, PAD, Pieces
from kg.learned.tagging import Sentence

if TYPE_CHECKING:
    import numpy as np

FOLDER = DATA / "model"
BATCH = 16
PADDED = 1.15  # times the shortest of a batch: what is longer goes into the next
LOW = -1e4  # where no piece stands
VECTORS, WEIGHTS = 2.0**14, 2.0**18  # steps of the heads' numbers: a row's sum is exact while it is below 2^21
ODDS = 2.0**40  # steps of the tags' odds
PLACES = 3


def available() -> bool:
    """Whether the model's files are here and the library that runs it is installed."""
    return (FOLDER / "encoder.onnx").exists() and importlib.util.find_spec("onnxruntime") is not None


@functools.cache
def shipped() -> Model:
    """The model that comes with the package, loaded at first use. Raises DataError where it is not whole."""
    return Model(FOLDER)


class Model:
    """A model's files, ready to answer."""

    def __init__(self, folder: Path) -> None:
        import numpy as np
        import onnxruntime

        try:
            self.card = json.loads((folder / "model.json").read_text("utf-8"))
            with np.load(folder / "weights.npz") as tables:
                self._tables = {name: tables[name] for name in tables.files}
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = options.inter_op_num_threads = 1
            options.log_severity_level = 3
            options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC  # steps stay apart
            self._session = onnxruntime.InferenceSession(str(folder / "encoder.onnx"), options)
        except (OSError, ValueError, KeyError) as error:
            raise DataError(
                f"the trained model can not be read: {error}", str(folder), "install the package again"
            ) from None
        if self.card["marks"] != list(MARK_ORDER):
            raise DataError("the trained model knows other types than these data", str(folder), "train it anew")
        self.pieces = Pieces.load(folder / "pieces.tsv")
        self._tables = {name: _prepared(name, table) for name, table in self._tables.items()}
        self.labels: dict[str, list[str]] = self.card["labels"]

    def answers(self, windows: Sequence[Coded]) -> list[dict[str, np.ndarray]]:
        """For each window and sort an array rows × labels of probabilities; "sentence" has one row."""
        import numpy as np

        out: list[dict[str, np.ndarray]] = [{} for _ in windows]
        for some in _alike([len(w.pieces) for w in windows]):
            vectors = _stepped(self._vectors([windows[i].pieces for i in some], [windows[i].parts for i in some]))
            for at, i in zip(vectors, some, strict=True):
                start, end = windows[i].own
                sentence = at[start:end].mean(0) if end > start else np.zeros_like(at[0])
                found = {s: self._rows(s, at, sentence, windows[i].rows[s]) for s in SORTS if windows[i].rows[s]}
                out[i] = {**found, "sentence": self._sentence(sentence, at[0])}
        return out

    def tags(self, sentences: Sequence[Sentence]) -> list[np.ndarray]:
        """For each sentence an array pieces × tags of probabilities, without the beginning and the end."""
        import numpy as np

        out: list[np.ndarray] = [np.zeros((0, 0))] * len(sentences)
        for some in _alike([len(s.pieces) for s in sentences]):
            pieces = [sentences[i].pieces for i in some]
            for at, i in zip(self._vectors(pieces, [[0] * len(p) for p in pieces]), some, strict=True):
                scores = self._layer("tags", at[1 : len(sentences[i].pieces) - 1])
                if len(scores):
                    odds = _stepped(_exp(scores - scores.max(1, keepdims=True)), ODDS)
                    scores = np.round(odds / odds.sum(1, keepdims=True), PLACES)
                out[i] = scores
        return out

    def _vectors(self, pieces: list[list[int]], parts: list[list[int]]) -> np.ndarray:
        """Windows × pieces × size."""
        import numpy as np

        longest = max(map(len, pieces))
        numbers, roles = np.full((len(pieces), longest), PAD), np.zeros((len(pieces), longest), dtype=int)
        mask = np.full((len(pieces), longest), LOW, dtype=np.float32)
        for row, (some, part) in enumerate(zip(pieces, parts, strict=True)):
            numbers[row, : len(some)], roles[row, : len(part)], mask[row, : len(some)] = some, part, 0.0
        tables = self._tables
        known = numbers < self.pieces.count
        words = np.where(known, numbers, 0)
        embedded = tables["words"][words].astype(np.float32) * tables["words.scale"][words][..., None]
        marks = tables["marks.weight"][np.where(known, 0, numbers - self.pieces.count)]
        embedded = np.where(known[..., None], embedded, marks) + tables["positions.weight"][:longest]
        embedded = (embedded + tables["sort"] + tables["parts.weight"][roles]).astype(np.float32)
        return self._session.run(["vectors"], {"embedded": embedded, "mask": mask})[0]

    def _rows(self, sort: str, at: np.ndarray, sentence: np.ndarray, rows: list[Row]) -> np.ndarray:
        """The head of a sort over its rows; the twin of `training.network.Head`."""
        import numpy as np

        tables, head = self._tables, f"heads.{sort}"
        a, b = (np.array([row.places[i] for row in rows]) for i in (0, 1))
        sums = np.concatenate([np.zeros_like(at[:1]), at.cumsum(0)])
        low, high = np.minimum(a, b) + 1, np.maximum(a, b)
        between = (sums[np.maximum(low, high)] - sums[low]) / np.maximum(high - low, 1)[:, None]
        first, second = at[a], at[b]
        kinds = [tables[f"{head}.types.weight"][[row.types[i] for row in rows]] for i in (0, 1)]
        kinds += [tables[f"{head}.roles.weight"][[row.roles[i] for row in rows]] for i in (0, 1)]
        kinds.append(tables[f"{head}.steps.weight"][_steps(a, b)])
        whole = np.broadcast_to(sentence, first.shape)
        inner = np.concatenate([first, second, first * second, between, whole, *kinds], 1)
        return _probabilities(self._layer(f"{head}.outer", _gelu(self._layer(f"{head}.inner", inner))))

    def _sentence(self, sentence: np.ndarray, beginning: np.ndarray) -> np.ndarray:
        import numpy as np

        inner = _gelu(self._layer("sentence_inner", np.concatenate([sentence, beginning])[None]))
        return _probabilities(self._layer("sentence_outer", inner))

    def _layer(self, name: str, x: np.ndarray) -> np.ndarray:
        return _stepped(x) @ self._tables[f"{name}.weight"].T + self._tables[f"{name}.bias"]


def _prepared(name: str, table: np.ndarray) -> np.ndarray:
    """A table as it is reckoned with: the heads' in steps of their own, what goes into the layers in single precision."""
    import numpy as np

    if name == "words":
        return table
    if name.startswith(("heads.", "tags.", "sentence_")):
        return _stepped(table, WEIGHTS)
    return table.astype(np.float32)


def _stepped(x: np.ndarray, grid: float = VECTORS) -> np.ndarray:
    """Numbers in steps of 1 / grid, in double precision."""
    import numpy as np

    return np.rint(x.astype(np.float64) * grid) / grid


def _steps(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The sort of distance from one place to another: powers of two, either way."""
    import numpy as np

    far = np.searchsorted((2, 4, 8, 16, 32), np.abs(b - a), side="right")
    return np.where(b > a, far, far + 6)


def _probabilities(scores: np.ndarray) -> np.ndarray:
    import numpy as np

    return np.round(1 / (1 + _exp(-scores)), PLACES)


def _exp(x: np.ndarray) -> np.ndarray:
    """e^x within a millionth, by a polynomial of x / 1024 squared ten times: a library's own differs in its last bit."""
    import numpy as np

    part = np.clip(x, -40, 40) / 1024
    power = 1 + part * (1 + part * (1 / 2 + part * (1 / 6 + part / 24)))
    for _ in range(10):
        power = power * power
    return power


def _gelu(x: np.ndarray) -> np.ndarray:
    """x · Φ(x), with the error function by Abramowitz and Stegun 7.1.28 (within 3e-7)."""
    import numpy as np

    z = np.abs(x) / np.sqrt(2.0)
    series = 1 + z * (
        0.0705230784
        + z * (0.0422820123 + z * (0.0092705272 + z * (0.0001520143 + z * (0.0002765672 + z * 0.0000430638))))
    )
    for _ in range(4):
        series = series * series
    return np.maximum(x, 0) - 0.5 * np.abs(x) / series


def _alike(lengths: list[int]) -> Iterator[list[int]]:
    """Numbers of items in batches of like length."""
    batch: list[int] = []
    for item in sorted(range(len(lengths)), key=lambda i: (lengths[i], i)):
        if batch and (len(batch) == BATCH or lengths[item] > PADDED * lengths[batch[0]]):
            yield batch
            batch = []
        batch.append(item)
    if batch:
        yield batch
