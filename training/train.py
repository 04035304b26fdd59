"""python -m training.train DUMP.jsonl OUT.pt [--held FOLD] [--unread DUMP.jsonl] [--share S] [--layers N] [--epochs N] [--seed N]
[--begin MODEL] [--rate R] [--frozen N]: trains the network.

Documents are dealt into five folds by a hash of their names; `--held` keeps a fold out and measures on it every other
epoch. Without it everything in the dump is learned from: what shall stay unread must not be in the dump, but may be in
one of its own, on which the trained network is measured at the end. `--begin` goes on from a model that ships (a folder)
or a trained network (a file) instead of from the pretrained encoder, best at a lower rate and for fewer epochs; `--frozen`
leaves what goes in and the first layers as they are, which takes a third less time.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from kg.learned.pieces import MARK_ORDER, Pieces
from kg.learned.tagging import runs
from training.encoder import Pretrained, shipped
from training.folds import fold_of, share_of
from training.network import LAYERS, Network, kept_numbers
from training.shipped import state_of

PIECES = Path(__file__).parent.parent / "kg" / "data" / "model" / "pieces.tsv"
BATCH = 1536  # pieces that a step learns from
RATE, HEAD_RATE = 6e-5, 1e-3  # of the encoder, and of what is new
SAID_WEIGHT = 2.0  # a claim weighs as much as two silences
BLANKED = 0.08  # of the pieces, so that no single word is all that counts
EMPTY_KEPT = 0.2  # of the sentences to tag that hold no name
TAGGED = 0.2  # of the sentences to tag, drawn anew for each epoch
SIDES = [f"{side}/{polarity}" for side in ("open", "closed", "hybrid") for polarity in ("pro", "con")]


class Material:
    """The windows of a dump, with the labels of each head: those of another dump, or those that occur."""

    def __init__(self, path: Path, labels: dict[str, list[str]] | None = None) -> None:
        lines = path.read_text("utf-8").splitlines()
        head = json.loads(lines[0])
        self.documents = [json.loads(line) for line in lines[1:]]
        found = [w for d in self.documents for s in d["stretches"] for w in s["windows"]]
        aspects = sorted({s.rpartition("/")[2] for w in found for s in w["sentence"]})
        self.tags: int = head["tags"]
        self.labels = labels or {**head["labels"], "sentence": [*SIDES, *aspects]}
        for window in found:
            said = {part for s in window["sentence"] for part in (s.rpartition("/")[0], s.rpartition("/")[2])}
            window["sentence"] = [float(name in said) for name in self.labels["sentence"]]

    def stretches(self, wanted: Any) -> list[dict[str, Any]]:
        """The stretches of the documents for which `wanted` holds."""
        return [s for d in self.documents if wanted(d) for s in d["stretches"]]

    def windows(self, wanted: Any) -> list[dict[str, Any]]:
        """Their windows, each with the pieces that it is read among."""
        return [{**w, "pieces": s["pieces"]} for s in self.stretches(wanted) for w in s["windows"]]

    def sentences(self, wanted: Any) -> list[dict[str, Any]]:
        """The sentences for the tagger, of which those without any name are kept with the odds of EMPTY_KEPT."""
        found = (s for d in self.documents if wanted(d) for s in d["tagged"])
        return [{"pieces": p, "tags": t} for p, t in found if any(t) or random.random() < EMPTY_KEPT]


def sentences_of(some: list[dict[str, Any]]) -> dict[str, Tensor]:
    """Sentences as tensors; -100 stands for a tag where there is no piece."""
    longest = max(len(s["pieces"]) for s in some)
    out = {"pieces": torch.zeros(len(some), longest, dtype=torch.long), "tags": torch.full((len(some), longest), -100)}
    for number, sentence in enumerate(some):
        for name in out:
            out[name][number, : len(sentence[name])] = torch.tensor(sentence[name])
    return {**out, "parts": torch.zeros_like(out["pieces"]), "lengths": torch.tensor([len(s["pieces"]) for s in some])}


def batch_of(stretches: list[dict[str, Any]], sorts: list[str]) -> dict[str, Tensor]:
    """Stretches as tensors; the rows of each sort carry the numbers of their stretch and of their window."""
    longest = max(len(s["pieces"]) for s in stretches)
    out = {name: torch.zeros(len(stretches), longest, dtype=torch.long) for name in ("pieces", "parts")}
    for number, stretch in enumerate(stretches):
        for name in ("pieces", "parts"):
            out[name][number, : len(stretch[name])] = torch.tensor(stretch[name])
    windows = [(at, w) for at, stretch in enumerate(stretches) for w in stretch["windows"]]
    out["lengths"] = torch.tensor([len(s["pieces"]) for s in stretches])
    out["own"] = torch.tensor([(at, *w["own"]) for at, w in windows])
    out["sentence"] = torch.tensor([w["sentence"] for _, w in windows])
    for sort in sorts:
        rows = [(at, n, *r[:6]) for n, (at, w) in enumerate(windows) for r in w[sort]]
        out[sort] = torch.tensor(rows, dtype=torch.long).reshape(-1, 8)
        out[f"{sort}/said"] = torch.tensor([r[6] for _, w in windows for r in w[sort]], dtype=torch.float)
    return out


def loss_of(out: dict[str, Tensor], batch: dict[str, Tensor]) -> Tensor:
    """Cross entropy over what is asked, for each window."""
    weight = torch.tensor(SAID_WEIGHT)
    entropy = nn.functional.binary_cross_entropy_with_logits
    total = 0.5 * entropy(out["sentence"].float(), batch["sentence"], reduction="sum", pos_weight=weight)
    for sort, found in out.items():
        if sort != "sentence":
            said = batch[f"{sort}/said"]
            each = entropy(found.float(), said.clamp(min=0), reduction="none", pos_weight=weight)
            total = total + (each * (said >= 0)).sum()
    return total / len(batch["own"])


def batches(some: list[dict[str, Any]], shuffled: bool) -> list[list[dict[str, Any]]]:
    """Stretches, or sentences to tag, of like length together, BATCH pieces in each batch."""
    found: list[list[dict[str, Any]]] = [[]]
    for one in sorted(some, key=lambda w: len(w["pieces"]) + (random.random() * 12 if shuffled else 0)):
        if found[-1] and (len(found[-1]) + 1) * len(one["pieces"]) > BATCH:
            found.append([])
        found[-1].append(one)
    if shuffled:
        random.shuffle(found)
    return found


def blanked(pieces: Tensor, known: int) -> Tensor:
    """The pieces with a few of the words unknown."""
    lost = (torch.rand(pieces.shape) < BLANKED) & (pieces < known) & (pieces > 3)
    return torch.where(lost, 3, pieces)


def losses(network: Network, kind: str, some: list[dict[str, Any]], sorts: list[str]) -> Tensor:
    """The loss of a batch of stretches or of sentences to tag."""
    batch = batch_of(some, sorts) if kind == "stretch" else sentences_of(some)
    batch["pieces"] = blanked(batch["pieces"], network.encoder.words.num_embeddings)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        out = network(batch) if kind == "stretch" else network.tag(batch)
    if kind == "stretch":
        return loss_of(out, batch)
    found = nn.functional.cross_entropy(out.float().flatten(0, 1), batch["tags"].flatten(), reduction="sum")
    return found / len(some)


def train(network: Network, learned: tuple[list, list], held: tuple[list, list], epochs: int, sorts: list[str], rate: float = 1.0) -> None:
    """Adam with a warm-up and a linear way down; stretches and sentences to tag in turn; measures on `held` now and then."""
    stretches, sentences = learned
    parameters = [(n, p) for n, p in network.named_parameters() if p.requires_grad]
    fresh = [p for n, p in parameters if not n.startswith("encoder.") or ".marks" in n or ".parts" in n]
    old = [p for n, p in parameters if n.startswith("encoder.") and ".marks" not in n and ".parts" not in n]
    optimizer = torch.optim.AdamW([{"params": old, "lr": rate * RATE}, {"params": fresh, "lr": rate * HEAD_RATE}], weight_decay=0.01)
    rounds = [drawn(stretches, sentences) for _ in range(epochs)]
    steps = sum(map(len, rounds))
    warm = max(1, steps // 15)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min(1.0, (s + 1) / warm) * max(0.02, 1 - s / steps)
    )
    for epoch, order in enumerate(rounds):
        network.train()
        began, total, count = time.time(), {"stretch": 0.0, "sentence": 0.0}, {"stretch": 0, "sentence": 0}
        for kind, some in order:
            loss = losses(network, kind, some, sorts)
            loss.backward()
            nn.utils.clip_grad_norm_([p for _, p in parameters], 1.0)
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
            schedule.step()
            total[kind] += float(loss.detach()) * len(some)
            count[kind] += len(some)
        said = f"epoch {epoch + 1}: loss " + ", ".join(f"{total[k] / max(1, count[k]):.3f}" for k in total)
        said += f", {time.time() - began:.0f} s"
        if held[0] and (epoch % 2 or epoch == epochs - 1):
            said += "; held " + both_measured(network, *held, sorts)
        print(said, flush=True)


def drawn(stretches: list[dict], sentences: list[dict]) -> list[tuple[str, list[dict]]]:
    """The steps of a round, shuffled: all stretches, and a share of the sentences to tag."""
    some = random.sample(sentences, int(TAGGED * len(sentences)))
    order = [("stretch", b) for b in batches(stretches, True)] + [("sentence", b) for b in batches(some, True)]
    random.shuffle(order)
    return order


def both_measured(network: Network, stretches: list[dict], sentences: list[dict], sorts: list[str]) -> str:
    """How the network does on stretches and on sentences to tag."""
    return measured(network, stretches, sorts) + ", " + tag_measured(network, sentences)


@torch.no_grad()
def tag_measured(network: Network, sentences: list[dict[str, Any]]) -> str:
    """Precision, recall and F1 of whole tagged names."""
    network.eval()
    hit = got = true = 0
    for some in batches(sentences, shuffled=False):
        batch = sentences_of(some)
        found = network.tag(batch).argmax(-1)
        for row, sentence in zip(found.tolist(), some, strict=True):
            mine, gold = (set(runs(tags)) for tags in (row[: len(sentence["tags"])], sentence["tags"]))
            hit, got, true = hit + len(mine & gold), got + len(mine), true + len(gold)
    return f"names P {hit / max(1, got):.2f} R {hit / max(1, true):.2f} F {2 * hit / max(1, got + true):.2f} of {true}"


@torch.no_grad()
def measured(network: Network, stretches: list[dict[str, Any]], sorts: list[str]) -> str:
    """Precision, recall and F1 of the rows at one half, of all heads but the sentence's, and of the sentence's."""
    network.eval()
    counts = {"rows": [0, 0, 0], "sentence": [0, 0, 0]}
    for some in batches(stretches, shuffled=False):
        batch = batch_of(some, sorts)
        for sort, found in network(batch).items():
            said = batch[f"{sort}/said"] if sort != "sentence" else batch["sentence"]
            hit = (found > 0) & (said >= 0)
            count = counts["sentence" if sort == "sentence" else "rows"]
            count[0] += int((hit & (said > 0)).sum())
            count[1] += int(hit.sum())
            count[2] += int((said > 0).sum())
    return told(counts)


def told(counts: dict[str, list[int]]) -> str:
    """Precision, recall and F1 of what was counted: right, said, wanted."""
    return ", ".join(
        f"{name} P {h / max(1, g):.2f} R {h / max(1, t):.2f} F {2 * h / max(1, g + t):.2f} of {t}"
        for name, (h, g, t) in counts.items()
    )


def new_network(labels: dict[str, list[str]], tags: int, layers: int = LAYERS) -> Network:
    """A network with the pretrained encoder and fresh heads."""
    pretrained = Pretrained(shipped())
    pieces = [line.rpartition("\t")[0] for line in PIECES.read_text("utf-8").split("\n") if line]
    assert Pieces.load(PIECES).count == len(pieces)
    sizes = {sort: len(names) for sort, names in labels.items()}
    return Network(pretrained, kept_numbers(pretrained, pieces), len(MARK_ORDER), sizes, tags, layers)


def begun(place: Path) -> dict[str, Tensor]:
    """The state that another training ended with."""
    return state_of(place) if place.is_dir() else torch.load(place, weights_only=True)["state"]


def freeze(network: Network, layers: int) -> None:
    """Leaves the first layers of the encoder, and what goes into them, as they are."""
    if layers:
        encoder = network.encoder
        below = [encoder.marks, encoder.parts, encoder.positions, encoder.norm, *encoder.layers[:layers]]
        for parameter in [encoder.sort, *(p for module in below for p in module.parameters())]:
            parameter.requires_grad = False


def main() -> None:
    """Trains and saves."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("dump", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--held", type=int, default=-1)
    parser.add_argument("--unread", type=Path)
    parser.add_argument("--share", type=float, default=1.0, help="of the documents, for a learning curve")
    parser.add_argument("--layers", type=int, default=LAYERS)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--begin", type=Path, help="a model that ships or a trained network, to go on from")
    parser.add_argument("--frozen", type=int, default=0, help="layers that are not trained on")
    parser.add_argument("--rate", type=float, default=1.0, help="a factor of the rates of learning")
    asked = parser.parse_args()
    random.seed(asked.seed)
    torch.manual_seed(asked.seed)
    torch.set_num_threads(1)  # one result whatever the machine's cores
    material = Material(asked.dump)
    network = new_network(material.labels, material.tags, asked.layers)
    if asked.begin:
        network.load_state_dict(begun(asked.begin))
    freeze(network, asked.frozen)
    sorts = [s for s in material.labels if s != "sentence"]

    def of_share(document: dict[str, Any]) -> bool:
        return fold_of(document["file"]) != asked.held and share_of(document["file"]) < asked.share

    learned = material.stretches(of_share)
    tagged = material.sentences(of_share)
    held = material.stretches(lambda d: fold_of(d["file"]) == asked.held)
    named = material.sentences(lambda d: fold_of(d["file"]) == asked.held)
    pieces = sum(len(s["pieces"]) for s in learned), sum(len(s["pieces"]) for s in tagged)
    print(f"{len(learned)} stretches of {pieces[0]} pieces, {len(tagged)} sentences of {pieces[1]}; {len(held)} stretches held", flush=True)
    train(network, (learned, tagged), (held, named), asked.epochs, sorts, asked.rate)
    if asked.unread:
        apart = Material(asked.unread, material.labels)
        print("unread: " + both_measured(network, apart.stretches(bool), apart.sentences(bool), sorts), flush=True)
    torch.save(
        {"state": network.state_dict(), "labels": material.labels, "tags": material.tags, "held": asked.held, "layers": asked.layers},
        asked.out,
    )


if __name__ == "__main__":
    main()
