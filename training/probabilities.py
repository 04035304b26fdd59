"""python -m training.probabilities FILE: what the model says of a few windows and sentences of our own, for other machines.

The file holds what the model is given in numbers beside what it answers, so that it changes with the model alone and
not with the lexicon or the frames. `tests/learned/test_same_everywhere.py` asks the model again and compares exactly.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from kg.extraction.extract import Extractor
from kg.knowledge import load
from kg.learned.coding import SORTS, Coded, Coder, Row, Stretch
from kg.learned.model import PLACES, Model, shipped
from kg.learned.pieces import Encoded
from kg.learned.tagging import Sentence, prepared
from kg.learned.windows import Window, windows
from kg.read import read_text
from training.gold import stretches

ENGLISH = """# Nordwind changes its mind

Nordwind Labs put out Boreas-7B under Apache 2.0 in June 2024, and anybody could fetch its weights from Hugging Face.
Its successor, Boreas-40B, is another matter: it can be had through the company's API alone.
"Handing out weights makes misuse easier", says Ada Holm, who runs Nordwind Labs.
Boreas-40B does better than GPT-4 on MMLU, where it reaches 88.1%.
"""
CHINESE = """# 北风实验室

北风实验室于2024年6月把 Boreas-7B 以 Apache 2.0 协议放了出来，任何人都能从 Hugging Face 拿到权重。
后来的 Boreas-40B 则不同，只能通过 API 使用。
负责人何大海说，公开权重会让滥用变得更容易。
"""


def main(path: Path) -> None:
    """Writes the file anew with the model that ships."""
    model, extractor = shipped(), Extractor(load())
    coder = Coder(extractor.knowledge, model.pieces)
    given: dict[str, list[dict[str, Any]]] = {"stretches": [], "sentences": []}
    for text in (ENGLISH, CHINESE):
        context = extractor.context(read_text(text, "made.md"))
        given["stretches"] += stretches([(coded, _told(coded)) for coded in coder.code(windows(context))])
        given["sentences"] += [{"pieces": prepared(s.view, model.pieces).pieces} for s in context.sentences]
    path.write_text(json.dumps(answered(model, given), separators=(",", ":")) + "\n", "utf-8")


def answered(model: Model, given: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """The same windows and sentences with what the model says of each."""
    tags = model.tags([_sentence(row) for row in given["sentences"]])
    return {
        "stretches": [_answered(model, row) for row in given["stretches"]],
        "sentences": [{**row, "tags": _plain(found)} for row, found in zip(given["sentences"], tags, strict=True)],
    }


def _answered(model: Model, row: dict[str, Any]) -> dict[str, Any]:
    """A stretch with what the model says of each of its windows."""
    coded = coded_of(row)
    return {
        **row,
        "windows": [
            {**window, "answers": {sort: _plain(found) for sort, found in answer.items()}}
            for window, answer in zip(row["windows"], model.answers(coded), strict=True)
        ],
    }


def _told(coded: Coded) -> dict[str, Any]:
    """A window in numbers."""
    rows = {sort: [[row.places, row.types, row.roles] for row in coded.rows[sort]] for sort in SORTS}
    return {"own": coded.own, "rows": rows}


def coded_of(row: dict[str, Any]) -> list[Coded]:
    """The windows of a stretch as the model is given them."""
    stretch = Stretch(row["pieces"], row["parts"])
    return [
        Coded(
            Window(0, "", (), {}, ()),
            stretch,
            tuple(window["own"]),
            {sort: [Row("", "", *map(tuple, one)) for one in found] for sort, found in window["rows"].items()},
        )
        for window in row["windows"]
    ]


def _sentence(row: dict[str, Any]) -> Sentence:
    return Sentence(row["pieces"], Encoded(row["pieces"][1:-1]))


def _plain(found: Any) -> list[list[float]]:
    return [[round(float(one), PLACES) for one in row] for row in found]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
