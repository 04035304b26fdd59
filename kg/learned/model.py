"""The trained model: stretches of sentences in, probabilities out. Files of kg/data/model, run by onnxruntime on one thread.

Every step has one right answer, so that the same text gives the same probabilities on every processor: sums are taken of
numbers on a grid, which are exact in any order, and exponentials are polynomials (layers: `training.exact`; heads: here).
What is read in one batch does not touch what is found in each stretch. Probabilities are rounded to three places.
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
BATCH = 256  # pieces that are read together: what a layer holds of them stays in a processor's cache
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
        self._parts = {f"heads.{sort}": _parted(self._tables, f"heads.{sort}") for sort in SORTS}
        self.labels: dict[str, list[str]] = self.card["labels"]

    def answers(self, windows: Sequence[Coded]) -> list[dict[str, np.ndarray]]:
        """For each window and sort an array rows × labels of probabilities; "sentence" has one row."""
        import numpy as np

        out: list[dict[str, np.ndarray]] = [{} for _ in windows]
        stretches = list({id(w.stretch): w.stretch for w in windows}.values())
        number = {id(stretch): i for i, stretch in enumerate(stretches)}
        read_in: list[list[int]] = [[] for _ in stretches]
        for i, window in enumerate(windows):
            read_in[number[id(window.stretch)]].append(i)
        for some in _alike([len(s.pieces) for s in stretches]):
            vectors = _stepped(self._vectors([stretches[i].pieces for i in some], [stretches[i].parts for i in some]))
            asked = [(at, i) for at, stretch in enumerate(some) for i in read_in[stretch]]
            batch = _Batch(vectors, np.array([at for at, _ in asked]), [windows[i].own for _, i in asked])
            for sort in SORTS:
                rows = [(n, row) for n, (_, i) in enumerate(asked) for row in windows[i].rows[sort]]
                found = self._rows(sort, batch, rows) if rows else np.zeros((0, 0))
                whose = np.array([n for n, _ in rows])
                for n in np.unique(whose):
                    out[asked[int(n)][1]][sort] = found[whose == n]
            for (_, i), row in zip(asked, self._sentences(batch), strict=True):
                out[i]["sentence"] = row[None]
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
        """Stretches × pieces × size."""
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

    def _rows(self, sort: str, batch: _Batch, rows: list[tuple[int, Row]]) -> np.ndarray:
        """The head of a sort over the rows of windows; the twin of `training.network.Head`.

        The first layer's sum is taken part by part, which changes no bit of it: what a place, two places whichever way
        round, or a window adds is reckoned once, and what types, parts and distances add stands in tables.
        """
        import numpy as np

        part, longest = self._parts[f"heads.{sort}"], batch.vectors.shape[1]
        window = np.array([n for n, _ in rows])
        at = batch.read_in[window]
        places = [np.array([row.places[i] for _, row in rows]) for i in (0, 1)]
        inner = part["bias"] + part["steps"][_steps(*places)] + (batch.wholes @ part["whole"])[window]
        for i, name in enumerate(("first", "second")):
            spots, which = np.unique(at * longest + places[i], return_inverse=True)
            inner += (batch.vectors[spots // longest, spots % longest] @ part[name])[which]
            inner += part[f"{name} type"][[row.types[i] for _, row in rows]]
            inner += part[f"{name} role"][[row.roles[i] for _, row in rows]]
        pairs, which = np.unique([at, np.minimum(*places), np.maximum(*places)], axis=1, return_inverse=True)
        inner += (batch.of_pairs(*pairs) @ part["pair"])[which.reshape(-1)]
        return _probabilities(self._layer(f"heads.{sort}.outer", _gelu(inner)))

    def _sentences(self, batch: _Batch) -> np.ndarray:
        """A row for each window."""
        import numpy as np

        inner = _gelu(self._layer("sentence_inner", np.concatenate([batch.wholes, batch.vectors[batch.read_in, 0]], 1)))
        return _probabilities(self._layer("sentence_outer", inner))

    def _layer(self, name: str, x: np.ndarray) -> np.ndarray:
        return _stepped(x) @ self._tables[f"{name}.weight"].T + self._tables[f"{name}.bias"]


class _Batch:
    """What stretches that are read together have found: vectors of their pieces, and of each window's own sentence as a whole.

    `read_in`: for each window the number of its stretch; `owns`: where in it its sentence stands.
    """

    def __init__(self, vectors: np.ndarray, read_in: np.ndarray, owns: Sequence[tuple[int, int]]) -> None:
        import numpy as np

        self.vectors, self.read_in = vectors, read_in
        runs = [vectors[at, a:b] for at, (a, b) in zip(read_in, owns, strict=True)]
        self.wholes = _stepped(np.array([run.mean(0) if len(run) else 0 * vectors[0, 0] for run in runs]))
        self._sums = np.concatenate([np.zeros_like(vectors[:, :1]), vectors.cumsum(1)], 1)

    def of_pairs(self, at: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
        """Of two places of a window, the same one twice among them: their product, and the mean of what is between."""
        import numpy as np

        apart = high - low - 1
        between = self._sums[at, np.maximum(low + 1, high)] - self._sums[at, low + 1]
        product = self.vectors[at, low] * self.vectors[at, high]
        return _stepped(np.concatenate([product, between / np.maximum(apart, 1)[:, None]], 1))


def _parted(tables: dict[str, np.ndarray], head: str) -> dict[str, np.ndarray]:
    """A head's first layer by what it is multiplied with; tables are multiplied once and for all."""
    import numpy as np

    weights = tables[f"{head}.inner.weight"].T
    size = tables["sort"].shape[-1]
    cuts = [size, 2 * size, 4 * size, 5 * size]  # a place, the other, the two together, the whole sentence, tables
    first, second, pair, whole, rest = np.split(weights, cuts)
    kinds, roles, steps = (_stepped(tables[f"{head}.{name}.weight"]) for name in ("types", "roles", "steps"))
    k, r = kinds.shape[1], roles.shape[1]
    of_kinds, of_others, of_roles, of_more, of_steps = np.split(rest, [k, 2 * k, 2 * k + r, 2 * (k + r)])
    return {
        "first": first,
        "second": second,
        "pair": pair,
        "whole": whole,
        "first type": kinds @ of_kinds,
        "second type": kinds @ of_others,
        "first role": roles @ of_roles,
        "second role": roles @ of_more,
        "steps": steps @ of_steps,
        "bias": tables[f"{head}.inner.bias"],
    }


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
        if batch and ((len(batch) + 1) * lengths[item] > BATCH or lengths[item] > PADDED * lengths[batch[0]]):
            yield batch
            batch = []
        batch.append(item)
    if batch:
        yield batch
