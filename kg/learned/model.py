"""The trained model: windows and sentences in, probabilities out. Files of kg/data/model, run by onnxruntime on one thread.

The layers' products are done in whole numbers and probabilities are rounded to three places, so that the last bits of a
processor's arithmetic do not decide; what is read in one batch does not touch what is found in each sentence.
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
            self._session = onnxruntime.InferenceSession(str(folder / "encoder.onnx"), options)
        except (OSError, ValueError, KeyError) as error:
            raise DataError(
                f"the trained model can not be read: {error}", str(folder), "install the package again"
            ) from None
        if self.card["marks"] != list(MARK_ORDER):
            raise DataError("the trained model knows other types than these data", str(folder), "train it anew")
        self.pieces = Pieces.load(folder / "pieces.tsv")
        self._tables = {n: t if n == "words" else t.astype(np.float32) for n, t in self._tables.items()}
        self.labels: dict[str, list[str]] = self.card["labels"]

    def answers(self, windows: Sequence[Coded]) -> list[dict[str, np.ndarray]]:
        """For each window and sort an array rows × labels of probabilities; "sentence" has one row."""
        import numpy as np

        out: list[dict[str, np.ndarray]] = [{} for _ in windows]
        for some in _alike([len(w.pieces) for w in windows]):
            vectors = self._vectors([windows[i].pieces for i in some], [windows[i].parts for i in some])
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
                scores = (
                    at[1 : len(sentences[i].pieces) - 1] @ self._tables["tags.weight"].T + self._tables["tags.bias"]
                )
                odds = np.exp(scores - scores.max(1, keepdims=True)) if len(scores) else scores
                out[i] = np.round(odds / odds.sum(1, keepdims=True), PLACES) if len(scores) else scores
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
        return self._layer(f"{head}.outer", _gelu(self._layer(f"{head}.inner", inner)), last=True)

    def _sentence(self, sentence: np.ndarray, beginning: np.ndarray) -> np.ndarray:
        import numpy as np

        inner = _gelu(self._layer("sentence_inner", np.concatenate([sentence, beginning])[None]))
        return self._layer("sentence_outer", inner, last=True)

    def _layer(self, name: str, x: np.ndarray, last: bool = False) -> np.ndarray:
        import numpy as np

        out = x @ self._tables[f"{name}.weight"].T + self._tables[f"{name}.bias"]
        return np.round(1 / (1 + np.exp(-out)), PLACES) if last else out


def _steps(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    import numpy as np

    far = np.clip(np.floor(np.log2(np.clip(np.abs(b - a), 1, 63))), 0, 5).astype(int)
    return np.where(b > a, far, far + 6)


def _gelu(x: np.ndarray) -> np.ndarray:
    """x · Φ(x), with the error function by Abramowitz and Stegun 7.1.26 (within 1.5e-7)."""
    import numpy as np

    z = np.abs(x) / np.sqrt(2.0)
    t = 1 / (1 + 0.3275911 * z)
    series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    erf = np.sign(x) * (1 - series * np.exp(-z * z))
    return 0.5 * x * (1 + erf)


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
