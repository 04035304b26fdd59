"""Corpora of any size, the same for the same seed: `python benchmarks/generated.py FOLDER COUNT [--claims N] [--seed N]`.

Articles in both languages, of invented sentences (generated.toml), about things whose frequency falls off as a power
of their rank, known and invented; some carry paragraphs of an earlier article, some whole; they name sources. What is
so of a thing is drawn once (`facts`); most sentences say it, some say one of few other things instead, so that articles
contradict one another as real ones do. Article n is the same however large the corpus is.
"""

from __future__ import annotations

import argparse
import random
import tomllib
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

SEED = 20
REPRINTS, WHOLE = 0.10, 0.02  # share of articles that carry passages of an earlier one; that are one with another head
ORGS, PER_ORG = 4000, 6  # how many makers there are, and models of each
SOURCES = 20_000
RANK = 1.15  # exponent of the power law of names
TOLD = (85, 10, 5)  # of a hundred sentences: how many say what is so, and how many say either of the two other things
PER_FOLDER = 1000  # files; a folder of a million is slow in every tool


@cache
def _data() -> dict[str, Any]:
    with Path(__file__).with_suffix(".toml").open("rb") as file:
        return tomllib.load(file)


def _rank(rng: random.Random, most: int) -> int:
    """A rank from 0, the small ones far more often."""
    return min(int(rng.paretovariate(RANK - 1 + 0.05)) - 1, 10**9) % most


def _name(number: int) -> str:
    names = _data()["names"]
    number, head = divmod(number, len(names["heads"]))
    number, tail = divmod(number, len(names["tails"]))
    return names["heads"][head] + names["middles"][number % len(names["middles"])] + names["tails"][tail]


def org(rank: int) -> str:
    """The maker of this rank; the first are known ones."""
    names = _data()["names"]
    if rank < len(names["known"]):
        return str(names["known"][rank])
    return f"{_name(rank)} {names['kinds'][rank % len(names['kinds'])]}"


def model(rank: int, number: int) -> str:
    """A model of the maker of this rank."""
    names = _data()["names"]
    if rank < len(names["models"]) and number < 3:
        return str(names["models"][rank])
    size = (1, 3, 7, 13, 34, 70)[number % 6]
    return f"{_name(rank + 7 if rank >= len(names['known']) else rank + 5000)}-{size}B"


@lru_cache(maxsize=100_000)
def facts(one: str) -> dict[str, tuple[Any, Any, Any]]:
    """What is said of a maker or model: of each slot what is so, and two other things."""
    rng, names = random.Random(one), _data()["names"]

    def three(draw: Callable[[], Any]) -> tuple[Any, Any, Any]:
        return draw(), draw(), draw()

    scores = {f"score {bench}": three(lambda: f"{rng.uniform(20, 95):.1f}") for bench in names["benches"]}
    return {
        "base": three(lambda: model(_rank(rng, ORGS), _rank(rng, PER_ORG))),
        "licence": three(lambda: rng.choice(names["licences"])),
        "person": three(lambda: f"{rng.choice(names['firsts'])} {_name(_rank(rng, 3000) + 9)}"),
        "day": three(lambda: (rng.randint(2019, 2024), rng.randint(1, 12), rng.randint(1, 28))),
        "founded": three(lambda: rng.randint(1998, 2022)),
        "price": three(lambda: rng.choice(("0.2", "0.5", "1", "2.5", "10", "15"))),
        "size": three(lambda: rng.choice((7, 13, 34, 70, 175))),
        "users": three(lambda: rng.randint(1, 90)),
        "n": three(lambda: rng.randint(1, 12)),
        "status": three(lambda: rng.choice(("open", "open", "closed", "api"))),
        "course": three(lambda: rng.choice(("open", "closed"))),
        **scores,
    }


def _slots(rng: random.Random, about: tuple[int, int], year: int) -> dict[str, Any]:
    """What a sentence says of the model with this rank of its maker and this number."""
    names = _data()["names"]
    maker, one, bench = org(about[0]), model(*about), rng.choice(names["benches"])
    told = {key: rng.choices(found, TOLD)[0] for key, found in facts(one).items()}
    own = {key: rng.choices(found, TOLD)[0] for key, found in facts(maker).items()}
    then = min(told["day"], (year, 12, 28))
    return {
        "org": maker, "other": org(_rank(rng, ORGS)), "model": one, "base": told["base"], "bench": bench, "licence": told["licence"],
        "person": own["person"], "day": f"{then[0]}-{then[1]:02d}-{then[2]:02d}", "month": names["months"][then[1] - 1],
        "nth": then[1], "year": then[0], "turned": min(own["day"][0], year), "founded": own["founded"], "price": told["price"],
        "size": told["size"], "score": told[f"score {bench}"], "users": told["users"], "n": told["n"], "status": told["status"],
        "course": own["course"],
    }  # fmt: skip


def _sentence(rng: random.Random, words: dict[str, Any], slots: dict[str, Any]) -> str:
    """A sentence of any kind; of kinds that are told in several ways by what is so, one that says that."""
    kinds = [kind for kind in words if kind not in ("lead", "heading")]
    found = words[rng.choice(kinds)]
    if isinstance(found, dict):
        found = found[slots["course"] if found.keys() == {"open", "closed"} else slots["status"]]
    return str(rng.choice(found)).format(**slots)


def _paragraphs(rng: random.Random, lang: str, date: tuple[int, int, int], claims: int) -> Iterator[str]:
    """Sections with a heading, each of a few paragraphs of two to five sentences about few things."""
    words = _data()[lang]
    yield rng.choice(words["lead"])
    left = claims
    while left > 0:
        yield f"## {rng.choice(words['heading'])}"
        for _ in range(rng.randint(1, 3)):
            topic = _thing(rng)
            count = min(left, rng.randint(2, 5))
            abouts = [topic if rng.random() < 0.6 else _thing(rng) for _ in range(count)]
            sentences = [_sentence(rng, words, _slots(rng, about, date[0])) for about in abouts]
            left -= count
            if sentences:
                yield (" " if lang == "en" else "").join(sentences)


def _thing(rng: random.Random) -> tuple[int, int]:
    return _rank(rng, ORGS), _rank(rng, PER_ORG)


def _draws(number: int, seed: int) -> tuple[random.Random, str, tuple[int, int, int]]:
    rng = random.Random(f"{seed}/{number}")
    lang = rng.choice(("en", "zh"))
    return rng, lang, (rng.randint(2020, 2025), rng.randint(1, 12), rng.randint(1, 28))


def _own(number: int, seed: int, claims: int) -> tuple[str, list[str]]:
    rng, lang, date = _draws(number, seed)
    for _ in range(2):
        rng.random()  # what `text` draws before
    return lang, list(_paragraphs(rng, lang, date, max(3, int(rng.gauss(claims, claims / 3)))))


def text(number: int, seed: int = SEED, claims: int = 12) -> str:
    """Article `number` as a Markdown file with front matter; about so many sentences that claim something."""
    rng, lang, (year, month, day) = _draws(number, seed)
    copies, share = rng.random(), rng.random()
    _, paragraphs = _own(number, seed, claims)
    if number and copies < REPRINTS:
        from_lang, taken = _own(int(share * number), seed, claims)
        if copies < WHOLE:
            lang, paragraphs = from_lang, taken
        else:
            kept = [part for part in taken[1:] if not part.startswith("#")][: 1 + number % 3]
            paragraphs = [*paragraphs, *kept]
    title = f"{_data()[lang]['heading'][number % 6]} {number}"
    rng = random.Random(f"{seed}/{number}/head")
    sources = sorted({_rank(rng, SOURCES) for _ in range(rng.randint(0, 3))})
    papers = _data()["names"]["papers"]
    head = [f"title: {title}", f"date: {year}-{month:02d}-{day:02d}", f"publisher: {rng.choice(papers)}", f"lang: {lang}"]
    head.append(f"source: https://example.org/articles/{number}")
    if sources:
        head.append("sources:")
        head += [f"  - title: Source {one}\n    url: https://example.org/sources/{one}/{number % 97}" for one in sources]
    return "---\n" + "\n".join(head) + f"\n---\n\n# {title}\n\n" + "\n\n".join(paragraphs) + "\n"


def write(folder: Path, count: int, seed: int = SEED, claims: int = 12, first: int = 0) -> int:
    """Write articles `first` to `first + count` into folders of PER_FOLDER files; the number of bytes of all."""
    size = 0
    for number in range(first, first + count):
        inside = folder / f"{number // PER_FOLDER:04d}"
        if number % PER_FOLDER == 0 or number == first:
            inside.mkdir(parents=True, exist_ok=True)
        raw = text(number, seed, claims).encode()
        (inside / f"{number:07d}.md").write_bytes(raw)
        size += len(raw)
    return size


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("count", type=int)
    parser.add_argument("--claims", type=int, default=12, help="claiming sentences of an article, about")
    parser.add_argument("--seed", type=int, default=SEED)
    given = parser.parse_args()
    size = write(given.folder, given.count, given.seed, given.claims)
    print(f"{given.count:,} articles, {size / 1e6:.1f} MB in {given.folder}")


if __name__ == "__main__":
    main()
