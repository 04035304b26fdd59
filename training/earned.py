"""python -m training.earned OUT.tsv FOLD NAME=TEXTS:GOLD …: how often each rule fired and was right on texts not its own.

Documents of the fold FOLD are left out: the decision is fitted on them (`training.decide`); -1 leaves out none.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path

from kg.evaluate import claim_rows, match
from kg.extract import Extractor
from kg.model import Extraction
from kg.read import read_file
from kg.reconcile import reconcile
from training.folds import fold_of
from training.gold import read_claims


def main(out: Path, fold: int, folders: list[str]) -> None:
    """Writes a row for each rule that fired: rule, fired, right."""
    extractor = Extractor()
    earned: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for folder in folders:
        texts, _, gold = folder.partition("=")[2].partition(":")
        for path in sorted(Path(texts).iterdir()):
            claims = Path(gold, f"{path.stem}.claims.jsonl")
            if claims.exists() and fold_of(path.name) != fold:
                article = read_file(path)
                _, found = extractor.candidates(article)
                wanted = read_claims(claims)
                for claim in reconcile(found, extractor.knowledge):
                    right = match(wanted, claim_rows(Extraction(article, (), (claim,))))[0]
                    earned[claim.rule][0] += 1
                    earned[claim.rule][1] += bool(right)
    lines = [f"{rule}\t{fired}\t{right}\n" for rule, (fired, right) in sorted(earned.items())]
    out.write_text("rule\tfired\tright\n" + "".join(lines), "utf-8")
    fired, right = (sum(row[i] for row in earned.values()) for i in (0, 1))
    print(f"{len(earned)} rules fired {fired} times and were right {right} times")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
