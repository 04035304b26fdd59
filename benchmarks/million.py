"""The explorer over a graph of a million nodes: `python benchmarks/million.py [STORE] [--nodes N]`.

The graph is written straight into the store (a folder that is kept where one is named), in the product's own shape and
by its own writer: articles of a hundred claims about invented vendors, models and people, whose links fall off as a
power of their rank. Then the explorer reads it ahead, and the overview, the digest, a group that is opened and the
evidence are asked for as a reader meets them: seconds of the server's processor and of the clock, what a browser draws
and how long that takes. Needs playwright and a Chromium for the latter.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import answers
from explorer import DRAWN, chromium, first_view
from serving import serving

from kg.explore.prepared import file_of, snapshot
from kg.model import Article, Claim, Entity, Extraction
from kg.rdf.graph import quads
from kg.store import newest, open_store

CLAIMS = 100  # of an article
ASKED = (
    "network", "network?show=all", "network?show=all&open=more::Model", "network?open=organization/vendor-1", "network?since=2024",
    "network?show=all&no=Person", "evidence?of=organization/vendor-1&limit=40", "suggest?q=vendor-12", "arguments", "timeline",
)  # fmt: skip
VIEWS = {"overview": "#/network", "digest": "#/network?show=all"}


def thing(type: str, number: int) -> Entity:
    label = f"{type if type != 'Organization' else 'Vendor'} {number}"
    return Entity(type, label, f"{type.lower()}/{label.lower().replace(' ', '-')}")


def _statements(rng: random.Random, first: int, vendors: int) -> Iterator[tuple[str, str, dict[str, object]]]:
    """(kind, sentence, roles and value) of one article's claims; each brings a thing that no other article has."""
    for number in range(first, first + CLAIMS):
        vendor = thing("Organization", min(int(rng.paretovariate(0.9)), vendors))
        draw = rng.random()
        if draw < 0.55:
            one = thing("Model", number)
            yield "release", f"{vendor.label} released {one.label} in {2019 + number % 7}.", {"subject": vendor, "object": one, "time": str(2019 + number % 7)}
        elif draw < 0.8:
            one = thing("Person", number)
            yield "affiliation", f"{one.label} works at {vendor.label}.", {"subject": one, "object": vendor}
        elif draw < 0.9:
            one = thing("Model", number)
            status = rng.choice(("open", "api", "closed"))
            yield "openness", f"{one.label} is {status}.", {"subject": one, "value": (("status", status),)}
        elif draw < 0.95:
            other = rng.choice(("open", "closed", "hybrid"))
            yield "strategy", f"{vendor.label} stays {other}, said note {number}.", {"subject": vendor, "value": (("strategy", other),)}
        elif draw < 0.97:
            yield "shift", f"{vendor.label} turned closed, said note {number}.", {"subject": vendor, "value": (("from", "open"), ("to", "closed")), "time": "2023"}
        else:
            value = (("side", rng.choice(("open", "closed"))), ("polarity", rng.choice(("pro", "con"))), ("aspect", rng.choice(("safety", "cost", "privacy"))))
            yield "argument", f"{vendor.label} argued point {number}.", {"speaker": vendor, "value": value}


def article(number: int, vendors: int) -> Extraction:
    rng = random.Random(number)
    said = list(_statements(rng, number * CLAIMS, vendors))
    text = "\n\n".join(sentence for _, sentence, _ in said)
    date = f"{2019 + number % 7}-{1 + number % 12:02d}-01"
    identity = hashlib.sha256(text.encode()).hexdigest()[:16]
    here = Article(identity, f"{number}.md", text, title=f"Notes {number}", date=date, lang="en")
    claims, at = [], 0
    for kind, sentence, roles in said:
        at = text.index(sentence, at)
        claims.append(Claim(kind, at, at + len(sentence), sentence, confidence=0.8, **roles))  # type: ignore[arg-type]
    return Extraction(here, (), tuple(claims))


def build(store: Path, nodes: int) -> None:
    """Write a graph of about so many things."""
    vendors = nodes // 25
    articles = -(-nodes // int(CLAIMS * 0.9))
    made = (article(number, vendors) for number in range(articles))
    with open_store(store) as opened:
        opened.load_many((one.article.id, quads(one)) for one in made)


def prepared(store: Path) -> float:
    """Processor seconds that reading ahead takes, 0 where it was done."""
    from kg.serve.prepare import prepare

    start = time.process_time()
    prepare(store)
    return time.process_time() - start


def ask(store: Path) -> None:
    """What each of the answers costs, as a table."""
    with open_store(store, read_only=True) as opened:
        answers.show(snapshot(opened, file_of(store, newest(store))), ASKED)


def browse(store: Path) -> None:
    """How long a browser takes until each view is drawn."""
    from playwright.sync_api import sync_playwright

    with serving(store) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        for name, route in VIEWS.items():
            taken = [first_view(browser, address + route, DRAWN) for _ in range(3)]
            print(f"{name + ', drawn in a browser (3 times)':<52}" + "".join(f"{ms:>9.0f}" for ms in taken) + " ms")
        browser.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("store", nargs="?", type=Path)
    parser.add_argument("--nodes", type=int, default=1_000_000)
    parser.add_argument("--no-browser", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = given.store or Path(folder, "graph")
        if not store.exists():
            start = time.process_time()
            build(store, given.nodes)
            print(f"written in {time.process_time() - start:,.0f} processor seconds")
        print(f"read ahead in {prepared(store):,.0f} processor seconds")
        ask(store)
        if not given.no_browser:
            browse(store)


if __name__ == "__main__":
    main()
