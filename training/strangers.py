"""python -m training.strangers OUT.tsv NAME=TEXTS:GOLD … [--hold FILE]: fits by what surroundings a new name is told.

Each candidate of an article is an example, and so is each known name with its mentions taken away: what is said of a
thing is said alike whether the lexicon has it or not. Examples of the second sort have a weight of their own besides,
so that the ones of the first say how rarely a candidate is a name. With `--hold` the documents named in a file are left
out; `--folds` says how often names in documents that were left out in turn are told rightly.
"""

from __future__ import annotations

import argparse
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kg.entities.mentions import with_surnames
from kg.entities.strangers import NONE
from kg.extraction.extract import Extractor
from kg.knowledge import load
from kg.model import Article, Mention
from kg.read import read_file
from kg.resolution.identity import squeezed
from kg.softmax import BIAS, Weights
from training.gold import read_claims
from training.softmax import descended, written

TYPES = (NONE, "Organization", "Person", "Model", "Product", "Benchmark", "Dataset", "Publication", "Hardware", "License")
KNOWN = "known"  # the weight of examples out of the lexicon, which does not ship
RIDGE = 6e-5
SHARE = 0.5  # what an example out of the lexicon counts
SEEN = 2  # documents that have a feature that is learned
TOLD = 7  # of ten right names, those that others of their article are seen beside with their type
PARTS = 3  # the known names of an article are taken away in so many turns
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Example:
    """What a candidate is in one article."""

    document: str
    label: str
    type: str
    known: bool
    features: frozenset[str]


def examples(folders: Sequence[str], left_out: frozenset[str]) -> Iterator[Example]:
    """The candidates of the annotated articles of some folders."""
    extractor = Extractor()
    for folder in folders:
        name, _, places = folder.partition("=")
        texts, _, gold = places.partition(":")
        for path in sorted(Path(texts).iterdir()):
            known = Path(gold, f"{path.stem}.entities.jsonl")
            if known.exists() and path.stem not in left_out:
                types = {
                    squeezed(form): row["type"] if row["type"] in TYPES else NONE
                    for row in reversed(read_claims(known))
                    for form in (*row["aliases"], row["label"])
                }
                yield from Reader(extractor, read_file(path), types, f"{name}/{path.stem}").examples()


class Reader:
    """The candidates of one article, whose names have these types."""

    def __init__(self, extractor: Extractor, article: Article, types: dict[str, str], document: str) -> None:
        self.finder, self.article, self.types, self.document = extractor.finder, article, types, document
        self.mentions = with_surnames(article, self.finder.given(article))  # as where they are found: a surname is no new name

    def examples(self) -> Iterator[Example]:
        """New names without and with types of others beside them, then the known ones."""
        told: dict[str, str] = {}
        plain = list(self._candidates(self.mentions, {}))
        for label, _ in plain:
            if (kind := self._type(label)) != NONE and zlib.crc32(label.encode()) % 10 < TOLD:
                told[label] = kind
        for label, features in plain:
            yield Example(self.document, label, self._type(label), False, features)
        for label, features in self._candidates(self.mentions, told) if told else ():
            yield Example(self.document, label, self._type(label), False, features)
        surfaces = list(dict.fromkeys(self.article.text[m.start : m.end] for m in self.mentions))
        surfaces = [name for name in surfaces if self._type(name) != NONE]
        for turn in range(PARTS):
            away = set(surfaces[turn::PARTS])
            rest = [m for m in self.mentions if self.article.text[m.start : m.end] not in away]
            for label, features in self._candidates(rest, told if turn % 2 else {}) if away else ():
                if label in away:
                    yield Example(self.document, label, self._type(label), True, features)

    def _type(self, label: str) -> str:
        return self.types.get(squeezed(label), NONE)

    def _candidates(self, mentions: list[Mention], told: dict[str, str]) -> Iterator[tuple[str, frozenset[str]]]:
        strangers = self.finder.strangers
        for one in strangers.candidates(self.article, strangers.pages(self.article, mentions), mentions, told):
            yield one.label, frozenset(one.features)


def fitted(rows: Sequence[Example]) -> Weights:
    """The weights of a ridge-penalised logistic regression with one class for each type and one for none."""
    documents: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        for feature in row.features:
            documents[feature].add(row.document)
    names = [BIAS, KNOWN, *sorted(name for name, places in documents.items() if len(places) >= SEEN)]
    number = {name: at for at, name in enumerate(names)}
    has = [[0, *([1] if r.known else []), *sorted(number[f] for f in r.features if f in number)] for r in rows]
    right = np.eye(len(TYPES))[[TYPES.index(row.type) for row in rows]]
    counts = np.array([SHARE if row.known else 1.0 for row in rows])[:, None] / len(rows)
    table = descended(has, right, counts, len(names), RIDGE)
    return Weights(TYPES, {name: tuple(table[at].tolist()) for name, at in number.items() if name != KNOWN})


def folded(rows: Sequence[Example]) -> str:
    """Of the new names in documents that were left out: told, rightly, and how many there are, by folder and language."""
    import kg.entities.strangers as room

    least = load().cues["strangers"]["least"]
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for fold in range(FOLDS):
        held = [zlib.crc32(row.document.encode()) % FOLDS == fold for row in rows]
        table = fitted([row for row, out in zip(rows, held, strict=True) if not out])
        room.read_weights = lambda path, table=table: table  # type: ignore[assignment]
        seen: set[tuple[str, str]] = set()
        for row in (row for row, out in zip(rows, held, strict=True) if out and not row.known):
            if (row.document, row.label) not in seen:
                seen.add((row.document, row.label))
                likely, kind = room.likeliest(set(row.features))
                count = counts[row.document.partition("/")[0]]
                count["there"] += row.type != NONE
                count["told"] += likely >= least[kind]
                count["right"] += likely >= least[kind] and (kind == row.type or {kind, row.type} == {"Model", "Product"})
    return "\n".join(f"{name}: {c['right']} right of {c['told']} told, of {c['there']}" for name, c in sorted(counts.items()))


def main() -> None:
    """Writes the weights, and says on how many examples they were fitted."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--hold", type=Path)
    parser.add_argument("--folds", action="store_true")
    asked = parser.parse_args()
    held = frozenset(asked.hold.read_text("utf-8").split()) if asked.hold else frozenset()
    rows = list(examples(asked.folders, held))
    asked.out.write_text(written(fitted(rows)), "utf-8")
    print(f"{len(rows)} examples of {len({row.document for row in rows})} documents")
    if asked.folds:
        print(folded(rows))


if __name__ == "__main__":
    main()
