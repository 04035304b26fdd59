"""The network: the first layers of the encoder over masked stretches of sentences, and small heads over the places of the marks."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

from training.encoder import Pretrained

LAYERS = 6
ROLES = 5
STEPS = 12  # sorts of distance between two places: six to either side
INNER = 256
DROPPED = 0.2


class Layer(nn.Module):
    """One layer of a BERT encoder (Devlin and others, 2019)."""

    def __init__(self, size: int, heads: int, inner: int, epsilon: float) -> None:
        super().__init__()
        self.heads = heads
        self.q, self.k, self.v, self.ao = (nn.Linear(size, size) for _ in range(4))
        self.aln, self.oln = nn.LayerNorm(size, epsilon), nn.LayerNorm(size, epsilon)
        self.fi, self.fo = nn.Linear(size, inner), nn.Linear(inner, size)
        self.drop = nn.Dropout(0.1)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        count, length, size = x.shape

        def split(y: Tensor) -> Tensor:
            return y.view(count, length, self.heads, size // self.heads).transpose(1, 2)

        weights = split(self.q(x)) @ split(self.k(x)).transpose(-1, -2) / (size // self.heads) ** 0.5
        seen = torch.softmax(weights + mask, -1) @ split(self.v(x))
        x = self.aln(x + self.drop(self.ao(seen.transpose(1, 2).reshape(count, length, size))))
        return self.oln(x + self.drop(self.fo(nn.functional.gelu(self.fi(x)))))


class Encoder(nn.Module):
    """Vectors of pieces and parts in, a vector for each piece out; the vectors of pieces themselves stay as they were."""

    def __init__(self, pretrained: Pretrained, kept: list[int], marks: int, layers: int) -> None:
        super().__init__()
        size = pretrained.hidden
        words = torch.tensor(pretrained.tensor("emb.word").reshape(-1, size)[kept])
        self.words = nn.Embedding.from_pretrained(words, freeze=True)
        self.marks = nn.Embedding(marks, size)
        self.marks.weight.data = words.mean(0) + 0.02 * torch.randn(marks, size)
        self.positions = nn.Embedding(pretrained.positions, size)
        self.positions.weight.data = torch.tensor(
            pretrained.tensor("emb.pos").reshape(-1, size)[: pretrained.positions]
        )
        self.sort = nn.Parameter(torch.tensor(pretrained.tensor("emb.type")[:size]))
        self.parts = nn.Embedding(ROLES, size)
        self.parts.weight.data.zero_()
        self.norm = nn.LayerNorm(size, pretrained.epsilon)
        _fill(self.norm, pretrained, "emb.ln")
        self.drop = nn.Dropout(0.1)
        self.layers = nn.ModuleList()
        for number in range(layers):
            layer = Layer(size, pretrained.heads, pretrained.inner, pretrained.epsilon)
            for name in ("q", "k", "v", "ao", "fi", "fo", "aln", "oln"):
                _fill(getattr(layer, name), pretrained, f"l{number}.{name}")
            self.layers.append(layer)

    def embedded(self, pieces: Tensor, parts: Tensor) -> Tensor:
        """What goes into the layers, before it is normed."""
        known = pieces < self.words.num_embeddings
        words = self.words(torch.where(known, pieces, 0))
        marks = self.marks(torch.where(known, 0, pieces - self.words.num_embeddings))
        places = self.positions(torch.arange(pieces.shape[1]))
        return torch.where(known[..., None], words, marks) + places + self.sort + self.parts(parts)

    def read(self, x: Tensor, mask: Tensor) -> Tensor:
        """The layers over embedded pieces; `mask` is 0 where a piece stands and very low elsewhere."""
        x = self.drop(self.norm(x))
        for layer in self.layers:
            x = layer(x, mask[:, None, None, :])
        return x


def _fill(module: nn.Module, pretrained: Pretrained, name: str) -> None:
    for ending, parameter in (("w", module.weight), ("b", module.bias)):
        parameter.data = torch.tensor(pretrained.tensor(f"{name}.{ending}").reshape(parameter.shape))


class Head(nn.Module):
    """Answers for rows: two places with what stands between them, the sentence, types, roles and distance."""

    def __init__(self, size: int, types: int, labels: int) -> None:
        super().__init__()
        self.types, self.roles, self.steps = nn.Embedding(types, 24), nn.Embedding(ROLES, 8), nn.Embedding(STEPS, 16)
        self.drop = nn.Dropout(DROPPED)
        self.inner, self.outer = nn.Linear(5 * size + 48 + 16 + 16, INNER), nn.Linear(INNER, labels)
        self.outer.bias.data.fill_(-3.0)

    def forward(self, vectors: Tensor, sums: Tensor, sentence: Tensor, rows: Tensor) -> Tensor:
        """`rows`: the stretch, the window, two places, two types, two roles of each; `sums`: running sums of the vectors."""
        at, window, a, b, ta, tb, ra, rb = rows.unbind(1)
        first, second = vectors[at, a], vectors[at, b]
        low, high = torch.minimum(a, b) + 1, torch.maximum(a, b)
        between = (sums[at, torch.maximum(low, high)] - sums[at, low]) / (high - low).clamp(min=1)[:, None]
        parts = [first, second, first * second, between, sentence[window]]
        kinds = [self.types(ta), self.types(tb), self.roles(ra), self.roles(rb), self.steps(steps(a, b))]
        return self.outer(self.drop(nn.functional.gelu(self.inner(self.drop(torch.cat([*parts, *kinds], -1))))))


def steps(a: Tensor, b: Tensor) -> Tensor:
    """The sort of distance from one place to another: powers of two, either way."""
    far = torch.log2((b - a).abs().clamp(1, 63).float()).long().clamp(0, 5)
    return torch.where(b > a, far, far + 6)


class Network(nn.Module):
    """The encoder with a head for each sort of rows and one for the whole sentence."""

    def __init__(
        self, pretrained: Pretrained, kept: list[int], types: int, labels: dict[str, int], tags: int, layers: int = LAYERS
    ) -> None:
        super().__init__()
        self.encoder = Encoder(pretrained, kept, types, layers)
        size = pretrained.hidden
        self.heads = nn.ModuleDict({s: Head(size, types, n) for s, n in labels.items() if s != "sentence"})
        self.tags = nn.Linear(size, tags)
        self.sentence_drop = nn.Dropout(DROPPED)
        self.sentence_inner, self.sentence_outer = nn.Linear(2 * size, INNER), nn.Linear(INNER, labels["sentence"])
        self.sentence_outer.bias.data.fill_(-3.0)

    def vectors(self, batch: dict[str, Tensor]) -> Tensor:
        """A vector for each piece."""
        mask = torch.where(torch.arange(batch["pieces"].shape[1]) < batch["lengths"][:, None], 0.0, -1e4)
        return self.encoder.read(self.encoder.embedded(batch["pieces"], batch["parts"]), mask).float()

    def tag(self, batch: dict[str, Tensor]) -> Tensor:
        """For each piece of a sentence alone the tags' scores."""
        return self.tags(self.sentence_drop(self.vectors(batch)))

    def forward(self, batch: dict[str, Tensor]) -> dict[str, Tensor]:
        """For each row of each sort, and for each whole sentence, the labels' scores."""
        vectors = self.vectors(batch)
        sums = torch.cat([torch.zeros_like(vectors[:, :1]), vectors.cumsum(1)], 1)
        at, start, end = batch["own"].unbind(1)
        sentence = (sums[at, end] - sums[at, start]) / (end - start).clamp(min=1)[:, None]
        out = {s: head(vectors, sums, sentence, batch[s]) for s, head in self.heads.items() if len(batch[s])}
        whole = self.sentence_drop(torch.cat([sentence, vectors[at, 0]], -1))
        out["sentence"] = self.sentence_outer(self.sentence_drop(nn.functional.gelu(self.sentence_inner(whole))))
        return out


def kept_numbers(pretrained: Pretrained, pieces: list[str]) -> list[int]:
    """The encoder's numbers of the pieces that the model keeps, in the order of its own."""
    number = {piece: i for i, piece in reversed(list(enumerate(pretrained.pieces)))}
    return [number[piece] for piece in pieces]


def as_numpy(tensor: Tensor) -> np.ndarray:
    """A detached copy as an array."""
    return tensor.detach().cpu().numpy()
