"""python -m training.dump OUT.jsonl NAME=TEXTS:GOLD …: annotated folders as numbers, for the training to read."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from kg.extraction.extract import Extractor
from kg.knowledge import DATA
from kg.learned.coding import Coder
from kg.learned.pieces import Pieces
from kg.learned.tagging import TAGS
from training.gold import material


def main(out: Path, folders: list[str]) -> None:
    """Writes a row for each annotated article, with the name of its folder."""
    extractor = Extractor()
    coder = Coder(extractor.knowledge, Pieces.load(DATA / "model" / "pieces.tsv"))
    labels = {sort: [label.name for label in found] for sort, found in coder.labels.items()}
    with out.open("w", encoding="utf-8") as lines:
        lines.write(json.dumps({"labels": labels, "tags": len(TAGS)}) + "\n")
        for folder in folders:
            name, _, places = folder.partition("=")
            texts, _, gold = places.partition(":")
            count = 0
            for row in material(Path(texts), Path(gold), extractor, coder):
                lines.write(json.dumps({"folder": name, **row}) + "\n")
                count += 1
            print(f"{name}: {count} articles", file=sys.stderr)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
