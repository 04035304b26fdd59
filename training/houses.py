"""python -m training.houses NAME=TEXTS:GOLD …: fits how much the name of a house by itself speaks for the product called so.

A logistic regression over articles that claim nothing of either: what is said around the name is given
(`kg.entities.houses`), a weight for each pair is penalised, and one for what the name was taken for at first is `least`.
Prints the lines for [twins] of kg/data/cues/strangers.toml. Articles of fold 0 are left out.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

import numpy as np

from kg.entities import houses
from kg.extraction.even import as_read
from kg.extraction.extract import shared
from kg.knowledge import fold
from kg.model import Article, Entity, Mention
from kg.read import read_file
from training.folds import fold_of
from training.gold import read_claims

RIDGE = 0.003
STEPS = 30
SMALLEST = 0.15  # of a weight that is written down


class Example(NamedTuple):
    """A name in an article: whose it is, how the words around it lean to the thing, for what it was taken, what it is."""

    house: str
    leans: float
    taken: str
    thing: float


def example(article: Article, mentions: Sequence[Mention], house: Entity, thing: Entity, gold: Sequence[dict]) -> Example | None:
    """What a name that a house and a thing share is in an article, None where the gold has neither or both."""
    knowledge = shared().knowledge
    both = sorted((m for m in mentions if m.entity.key in (house.key, thing.key)), key=lambda m: m.start)
    names = {fold(name) for name in (*house.aliases, *thing.aliases, *(article.text[m.start : m.end] for m in both))}
    types = {row["type"] for row in gold if names & {fold(name) for name in (row["label"], *row["aliases"])}}
    if ("Organization" in types) == bool(types & {"Product", "Model"}):
        return None
    starts = [m.start for m in both[: houses.PLACES]]
    features = houses.surroundings(knowledge, article, mentions, set(starts))
    taken = {m.entity.type for m in both}
    name = house.key.partition("/")[2]
    given = houses.means_thing(knowledge, house) - knowledge.cues["strangers"]["twins"]["mostly"].get(name, 0.0)  # but for what is fitted here
    leans = houses.leans_to(house, thing, features, starts) + given
    return Example(name, leans, taken.pop() if len(taken) == 1 else "", float("Organization" not in types))


def examples(job: tuple[Path, Path]) -> list[Example]:
    """The names of a text that a house and a thing share and of which nothing is claimed."""
    path, gold = job
    article = as_read(read_file(path))
    context, claims = shared().ruled(article)
    claimed = {entity.key for claim in claims for entity in claim.entities()}
    mentions = [m for sentence in context.sentences for m in sentence.view.named()]
    return [one for one in _pairs(article, mentions, claimed, read_claims(gold)) if one]


def _pairs(article: Article, mentions: Sequence[Mention], claimed: set[str], gold: Sequence[dict]) -> Iterator[Example | None]:
    seen: set[str] = set()
    pairs = houses.twins(shared().knowledge)
    for m in mentions:
        if m.entity.key not in pairs or m.entity.key in seen:
            continue
        other = houses.twin_of(pairs[m.entity.key], article, [one for one in mentions if one.entity.key == m.entity.key])
        if other is not None and claimed.isdisjoint((m.entity.key, other.key)):
            house, thing = (m.entity, other) if m.entity.type == "Organization" else (other, m.entity)
            yield example(article, mentions, house, thing, gold)
            seen |= {m.entity.key, other.key}


def fitted(rows: Sequence[Example]) -> dict[str, float]:
    """The weights: "leans" of what is said around, "taken …" of what a name was taken for, the others of names of houses."""
    names = ["", "leans", *sorted({f"taken {row.taken}" for row in rows}), *sorted({row.house for row in rows})]
    has = np.zeros((len(rows), len(names)))
    for at, row in enumerate(rows):
        has[at, 0], has[at, 1] = 1, row.leans
        has[at, names.index(f"taken {row.taken}")] = has[at, names.index(row.house)] = 1
    right = np.array([row.thing for row in rows])
    weights, ridge = np.zeros(len(names)), np.full(len(names), RIDGE * len(rows))
    ridge[:2] = 1e-3
    for _ in range(STEPS):  # Newton's
        likely = 1 / (1 + np.exp(-has @ weights))
        bent = (has * (likely * (1 - likely))[:, None]).T @ has + np.diag(ridge)
        weights -= np.linalg.solve(bent, has.T @ (likely - right) + ridge * weights)
    return dict(zip(names, (weights / weights[1]).tolist(), strict=True))  # in the measure of what is said around


def main() -> None:
    """Fits and prints."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folders", nargs="+")
    asked = parser.parse_args()
    jobs = []
    for folder in asked.folders:
        texts, _, gold = folder.partition("=")[2].partition(":")
        jobs += [(p, known) for p in sorted(Path(texts).iterdir()) if fold_of(p.name) and (known := Path(gold, f"{p.stem}.entities.jsonl")).exists()]
    with ProcessPoolExecutor(2) as pool:
        rows = [row for some in pool.map(examples, jobs, chunksize=8) for row in some]
    weights = fitted(rows)
    base = weights.pop("")
    taken = {name: weights.pop(f"taken {name}", 0.0) + base for name in ("Organization", "Product", "Model", "")}
    least = {name: round(-weight if name == "Organization" else weight, 2) for name, weight in taken.items() if name}
    mostly = {name: round(weight, 1) for name, weight in sorted(weights.items()) if name != "leans" and abs(weight) >= SMALLEST}
    print(f"{len(rows)} names; least:", least)
    print("mostly = {", ", ".join(f"{name} = {weight}" for name, weight in mostly.items()), "}")


if __name__ == "__main__":
    main()
