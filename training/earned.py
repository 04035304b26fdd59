"""python -m training.earned OUT.tsv FOLD NAME=TEXTS:GOLD …: how often each rule fired and was right on texts not its own.

Documents of the fold FOLD are left out: the decision is fitted on them (`training.decide`); -1 leaves out none.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path

from kg.extraction.extract import Extractor
from kg.extraction.reconcile import reconcile
from kg.read import read_file
from training.folds import fold_of
from training.gold import annotated, holds


def main(out: Path, fold: int, folders: list[str]) -> None:
    """Writes a row for each rule that fired: rule, fired, right."""
    extractor = Extractor()
    earned: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for folder in folders:
        for path, wanted in annotated(folder):
            if fold_of(path.name) != fold:
                article = read_file(path)
                _, found = extractor.candidates(article)
                for claim in reconcile(found, extractor.knowledge):
                    earned[claim.rule][0] += 1
                    earned[claim.rule][1] += holds(article, claim, wanted)
    lines = [f"{rule}\t{fired}\t{right}\n" for rule, (fired, right) in sorted(earned.items())]
    out.write_text("rule\tfired\tright\n" + "".join(lines), "utf-8")
    fired, right = (sum(row[i] for row in earned.values()) for i in (0, 1))
    print(f"{len(earned)} rules fired {fired} times and were right {right} times")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
