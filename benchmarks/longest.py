"""What one very long article costs to extract: `python benchmarks/longest.py [CHARACTERS] [en|zh] [rules|hybrid]`.

The paragraphs of the shipped corpus in that language, drawn at random until the text is so long (1,990,000 characters:
just below the longest that is taken), are extracted as one article. It tells processor seconds, and the memory that was
taken for it: what KG_EXTRACT_SECONDS and KG_EXTRACT_MEMORY bound.
"""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

from kg.language import detect
from kg.read import find_files, read_file, read_text
from kg.updating import settled
from kg.updating.extractors import Recipe
from kg.workers import confine

CORPUS = Path(__file__).parent.parent / "corpus"
SHORT = 60  # characters below which a paragraph is a heading or a row


def long_text(size: int, lang: str) -> str:
    """A text of about so many characters."""
    texts = (read_file(path).text for path in find_files([CORPUS]))
    paragraphs = [one for text in texts for one in text.split("\n\n") if len(one) > SHORT and detect(one) == lang]
    draw, parts = random.Random(1), []
    while size > 0:
        parts.append(draw.choice(paragraphs))
        size -= len(parts[-1]) + 2
    return "\n\n".join(parts)


def main() -> None:
    size, lang, extractor = [*sys.argv[1:], *("1990000", "zh", "rules")[len(sys.argv) - 1 :]]
    recipe = Recipe(extractor)
    settled.ready((), recipe)
    article = read_text(long_text(int(size), lang), "long.md")
    before, start = confine.address_space(), time.process_time()
    lines = settled.graph_lines(article, (), recipe)
    spent, taken = time.process_time() - start, (confine.address_space() - before) / 1e9
    print(f"{len(article.text):,} characters, {lang}, {extractor}: {spent:.1f} s, {taken:.2f} GB, {len(lines):,} quads")


if __name__ == "__main__":
    main()
