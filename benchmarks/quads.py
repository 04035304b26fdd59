"""What an article's quads are made of: `python benchmarks/quads.py [CORPUS]`, or `python benchmarks/quads.py GRAPH.nq`.

Builds the corpus (the shipped one) into a folder of its own, or reads an export. Quads for each claim by the sort of
thing that they speak of and by predicate, and what an article of 40 claims comes to: the average for a claim, 40 times.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from kg.rdf.graph import BASE
from kg.settings import Settings, shipped_corpus
from kg.store import open_store
from kg.updating import pipeline

SORTS = ("claim", "entity", "article", "ruling", "reading", "extractor")
LIKE = 40  # claims of the article that is told of


def lines_of(given: Path) -> Iterator[str]:
    if given.is_file():
        yield from given.read_text("utf-8").splitlines()
        return
    with tempfile.TemporaryDirectory() as place:
        settings = Settings(given, str(Path(place) / ".kg"))
        pipeline.build(None, settings, workers=1)
        with open_store(settings.store, read_only=True) as store:
            yield from store.dump_nquads()


def sort_of(subject: str, works: set[str]) -> str:
    """What a quad speaks of."""
    if subject in works:
        return "work that it rests on"
    if "#char=" in subject:
        return "passage"
    head = subject.removeprefix(f"<{BASE}").partition("/")[0]
    return head if head in SORTS else "other"


def counted(lines: Iterable[str]) -> tuple[Counter[tuple[str, str]], int, int]:
    """(sort, predicate) → quads; how many articles and claims there are."""
    parts = [line.split(" ", 3) for line in lines]
    works = {part[2] for part in parts if part[1].endswith("hadPrimarySource>")}
    found = Counter((sort_of(part[0], works), part[1].strip("<>").replace("#", "/").rpartition("/")[2]) for part in parts)
    return found, found["article", "text"], found["claim", "hasSelector"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("given", nargs="?", type=Path, default=shipped_corpus())
    found, articles, claims = counted(lines_of(parser.parse_args().given))
    total = sum(found.values())
    sorts: Counter[str] = Counter()
    for (sort, _), count in found.items():
        sorts[sort] += count
    works = sorts["work that it rests on"] + found["article", "hadPrimarySource"]
    print(f"{total:,} quads of {articles:,} articles with {claims:,} claims: {total / claims:.2f} for a claim")
    print(f"an article of {LIKE} claims: {LIKE * total / claims:.0f} quads, {LIKE * (total - works) / claims:.0f} without "
          "the works that it names as its sources")  # fmt: skip
    for sort, count in sorts.most_common():
        print(f"\n{count / claims:8.2f}  {sort}")
        for (one, predicate), times in found.most_common():
            if one == sort:
                print(f"{times / claims:12.2f}  {predicate}")


if __name__ == "__main__":
    main()
