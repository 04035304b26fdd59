"""python -m training.vocabulary TEXTS OUT.tsv: the encoder's pieces that Chinese and English texts of the subject use.

The encoder knows 250,000 pieces of a hundred languages; the model ships those that a large sample of texts needs.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from kg.learned.pieces import Pieces
from training.encoder import Pretrained, shipped

KEPT = re.compile(r"[▁\x21-\x7e一-鿿、-〿！-～·–—‘-”…•€£¥°×]+")
LEAST = 2  # uses in the sample
COMMON = re.compile(r"▁?(?:[\x21-\x7e]|[一-鿿]|[、。《》「」【】·–—‘-”…€£¥×])")  # single characters are always kept


def main(texts: Path, out: Path) -> None:
    """Counts the pieces of the files below `texts` and writes those to keep."""
    encoder = Pretrained(shipped())
    everything = Pieces(list(zip(encoder.pieces, map(float, encoder.scores), strict=True)))
    uses: Counter[int] = Counter()
    for text in _paragraphs(texts):
        uses.update(everything.encode(text).numbers)
    kept = [
        (i, piece)
        for i, piece in enumerate(encoder.pieces)
        if i < 4 or (KEPT.fullmatch(piece) and uses[i] >= LEAST) or COMMON.fullmatch(piece)
    ]
    out.write_text("".join(f"{piece}\t{encoder.scores[i]:.4f}\n" for i, piece in kept), "utf-8")
    print(
        f"{len(kept)} of {len(encoder.pieces)} pieces kept, {100 * sum(uses[i] for i, _ in kept) / uses.total():.2f} % of the uses"
    )


def _paragraphs(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield from path.read_text("utf-8", "replace").splitlines()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
