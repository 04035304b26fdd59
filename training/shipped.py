"""The weights of a model that ships (`encoder.onnx`, `weights.npz`), as the network of the training has them: a way to train on.

What was rounded for shipping stays rounded: a start near where the training ended, not the same point.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

PRODUCTS = ("q", "k", "v", "ao", "fi", "fo")  # of a layer, in the order in which the graph takes them


def state_of(folder: Path) -> dict[str, Tensor]:
    """The network's state by the names of its parameters. Raises OSError where the folder holds no model."""
    graph = onnx.load(str(folder / "encoder.onnx")).graph
    found = {t.name: numpy_helper.to_array(t) for t in graph.initializer}
    state = {name: value for name, value in found.items() if name.startswith("encoder.")}
    products = [node.input[1] for node in graph.node if node.op_type == "MatMulIntegerToFloat"]
    for number, name in enumerate(products):
        whole, scale = found[name], found[name.removesuffix(".whole") + ".scale"]
        layer, which = divmod(number, len(PRODUCTS))
        state[f"encoder.layers.{layer}.{PRODUCTS[which]}.weight"] = (whole.astype(np.float32) * scale).T
    with np.load(folder / "weights.npz") as tables:
        for name in tables.files:
            if name not in ("words", "words.scale"):
                own = name.startswith(("heads.", "tags.", "sentence_"))
                state[name if own else f"encoder.{name}"] = tables[name].astype(np.float32)
        state["encoder.words.weight"] = tables["words"] * tables["words.scale"].astype(np.float32)[:, None]
    return {name: torch.tensor(np.ascontiguousarray(value, dtype=np.float32)) for name, value in state.items()}
