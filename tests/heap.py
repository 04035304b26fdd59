"""A heap of invented articles that copy, edit and translate one another, rest on shared sources and say alike."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import made
from twin import CHINESE, ENGLISH

from kg import deriving
from kg.listing import derived
from kg.model import Claim, Extraction
from kg.rdf.graph import quads
from kg.store import open_store

PEOPLE = [made.entity("Person", "Ada Finch"), made.entity("Person", "Bo Reed"), made.entity("Person", "author")]
THINGS = [made.model("Quartz-2"), made.model("Birch", parent="model/quartz-2"), made.ORCHID, made.NIMBUS]
SENTENCES = [
    "Quartz-2 costs two dollars for a million tokens since the spring of that year",
    "Nobody outside of the house has ever seen how Birch was made, and nobody will",
    "Nimbus went from open to closed when the money ran short, as its founders say",
    "Anyone can look inside an open model and see for himself what it was taught",
    "An open model falls into the hands of those who mean harm, warns the office",
    "The weights of Orchid were put out for everybody to take home and change",
    "Under the licence of Quartz-2 no one may use it to earn money without asking",
    "Birch was made out of Quartz-2 by three students over a long weekend in May",
    *ENGLISH.split(". "),
    *CHINESE.split("。")[:-1],
]
SAID: list[tuple[str, dict[str, Any]]] = [
    ("price", {"amount": 2, "currency": "USD", "per": "1M tokens"}), ("price", {"amount": 3, "currency": "USD", "per": "1M tokens"}),
    ("openness", {"status": "open"}), ("openness", {"status": "closed"}), ("shift", {"from": "open", "to": "closed"}),
    ("argument", {"side": "open", "polarity": "pro", "aspect": "safety"}),
    ("argument", {"side": "closed", "polarity": "pro", "aspect": "safety"}),
    ("argument", {"side": "closed", "polarity": "con", "aspect": "cost"}),
    ("strategy", {"strategy": "open"}), ("strategy", {"strategy": "closed"}), ("license", {"term": "research-only"}),
    ("license", {"term": "commercial-use"}), ("stance", {"side": "open", "polarity": "for"}),
    ("stance", {"side": "open", "polarity": "against"}), ("quantity", {"metric": "parameters", "number": 7, "unit": "B"}),
    ("quantity", {"metric": "parameters", "number": 9, "unit": "B"}), ("based-on", {}), ("release", {}), ("develops", {}), ("affiliation", {}),
    *[("stance", {"side": "open", "polarity": "for"}), ("argument", {"side": "open", "polarity": "pro", "aspect": "cost"})] * 4,
    ("shift", {"from": "closed", "to": "hybrid"}), ("argument", {"side": "hybrid", "polarity": "pro", "aspect": "safety"}),
]  # fmt: skip
BETWEEN = ("based-on", "release", "develops")


def _edited(rng: random.Random, sentence: str) -> str:
    """The sentence, sometimes with a word less or another one."""
    words = sentence.split(" ")
    if rng.random() < 0.3 and len(words) > 4:
        words[rng.randrange(len(words))] = rng.choice(["", "truly", "the"])
    return " ".join(filter(None, words))


def _claim(rng: random.Random, here: Any, quote: str) -> Claim:
    kind, value = rng.choice(SAID)
    more: dict[str, Any] = {"time": rng.choice([None, "2022", "2023-04", "2023"]), "value": value}
    if kind in BETWEEN:
        more["object"] = rng.choice(THINGS[:2])
    if kind == "affiliation":
        more |= {"subject": rng.choice(PEOPLE[:2]), "object": made.NIMBUS}
    elif kind == "stance":
        more["subject"] = rng.choice([*PEOPLE, made.NIMBUS])
    elif kind != "argument":
        more["subject"] = made.NIMBUS if kind in ("shift", "strategy") else rng.choice(THINGS)
    if rng.random() < 0.4:
        more["speaker"] = rng.choice(PEOPLE[:2])
    return made.say(here, kind, quote, negated=rng.random() < 0.15, **more)


def article(number: int, claims: int | None = None) -> Extraction:
    """Article `number`, the same each time; with fewer claims where `claims` says so."""
    rng = random.Random(number)
    lines = [_edited(rng, one) for one in rng.sample(SENTENCES, rng.randint(1, 6))]
    lines.insert(0, f"Text number {number * 7919}, which is {rng.random()}")
    date = rng.choice(["", "2021", "2022-03", "2022-03-04", "2023-01-09"])
    sources = tuple(f"https://e.org/{one}" for one in rng.sample("abcd", rng.choice((0, 0, 1, 2, 3))))
    here = made.article(f"{number}.md", ". ".join(lines) + ".", date, sources, author=rng.choice(["", "A. Writer"]))
    said = [_claim(rng, here, rng.choice(lines[1:])) for _ in range(rng.randint(1, 5))]
    return Extraction(here, (), tuple(said[:claims]))


def graphs(count: int) -> dict[str, list[list[str]]]:
    """Id → the graphs that the article may have: with all of its claims, and with one."""
    found = {}
    for number in range(count):
        whole, less = article(number), article(number, 1)
        found[whole.article.id] = [quads(whole), quads(less)]
    return found


def from_scratch(place: Path, standing: dict[str, list[str]]) -> list[str]:
    """What is derived of these graphs where nothing was before."""
    with open_store(place) as store:
        store.load_many(standing.items())
        deriving.settle(store, anew=True)
        return derived.lines(store)
