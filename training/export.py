"""python -m training.export TRAINED.pt FOLDER: the trained network as the product reads it.

`encoder.onnx`: the layers, whose products are done in whole numbers (`training.integers`) and whose other steps are the
same on every processor (`training.exact`); `weights.npz`: the vectors of pieces as 8-bit integers with a scale for each
piece, and the heads in half precision; `model.json`: the labels.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

import numpy as np
import onnx
import torch

from training.encoder import Pretrained, shipped
from training.exact import exactly
from training.integers import in_integers
from training.network import Network, as_numpy
from training.train import MARK_ORDER, new_network

OPSET = 17


class Layers(torch.nn.Module):
    """The encoder behind its embedding, as a graph of its own."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.encoder = network.encoder

    def forward(self, embedded: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Embedded pieces (windows × pieces × size) and their mask to vectors."""
        return self.encoder.read(embedded, mask)


def main(trained: Path, folder: Path) -> None:
    """Writes the three files."""
    saved = torch.load(trained, weights_only=True)
    network = new_network(saved["labels"], saved["tags"], saved["layers"])
    network.load_state_dict(saved["state"])
    network.eval()
    folder.mkdir(parents=True, exist_ok=True)
    _write_layers(network, folder / "encoder.onnx")
    np.savez_compressed(folder / "weights.npz", **_tables(network))
    card = {"labels": saved["labels"], "marks": list(MARK_ORDER), "held": saved["held"]}
    (folder / "model.json").write_text(json.dumps(card, ensure_ascii=False, indent=1) + "\n", "utf-8")
    for path in sorted(folder.iterdir()):
        print(f"{path.name} {path.stat().st_size / 1e6:.1f} MB")


def _write_layers(network: Network, path: Path) -> None:
    size = Pretrained(shipped()).hidden
    example = (torch.randn(2, 12, size), torch.zeros(2, 12))
    axes = {name: {0: "windows", 1: "pieces"} for name in ("embedded", "mask", "vectors")}
    with tempfile.TemporaryDirectory() as scratch:
        whole = Path(scratch, "whole.onnx")
        torch.onnx.export(
            Layers(network), example, str(whole), input_names=["embedded", "mask"], output_names=["vectors"],
            dynamic_axes=axes, opset_version=OPSET, dynamo=False,
        )  # fmt: skip
        graph = onnx.load(str(whole))
    onnx.save(exactly(in_integers(graph)), str(path))
    onnx.checker.check_model(str(path))


def _tables(network: Network) -> dict[str, np.ndarray]:
    """The vectors of pieces in 8 bits, everything else that is no layer in half precision."""
    words = as_numpy(network.encoder.words.weight)
    scale = np.maximum(np.abs(words).max(1, keepdims=True) / 127, 1e-9).astype(np.float32)
    tables = {"words": np.round(words / scale).astype(np.int8), "words.scale": scale[:, 0].astype(np.float16)}
    for name, value in network.state_dict().items():
        if (
            not name.startswith("encoder.layers")
            and name != "encoder.words.weight"
            and not name.startswith("encoder.norm")
        ):
            tables[name.removeprefix("encoder.")] = as_numpy(value).astype(np.float16)
    return tables


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
