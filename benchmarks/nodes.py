"""The views of the explorer over a graph of a million nodes, from its columns: `python benchmarks/nodes.py [NODES]`.

What `kg.serve.prepare` writes beside a large store is written here for a made graph of that size, without the store, so
that a measurement takes a minute and not an hour: vendors, models and people, links that fall off as a power of their
rank, 1.27 claims for each node. Then the views that need no words are asked for: processor milliseconds of the first
answer and of the next one, what is drawn, and the memory. `benchmarks/million.py` does the same through a real store.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from pathlib import Path
from typing import Any

import answers
import numpy as np

from kg.explore import columns, listing, prepared, reading, shelf, typed
from kg.store import open_store

ASKED = (
    "network", "network?show=all", "network?show=all&open=more::Person", "network?open=organization/vendor-1",
    "network?since=2024", "network?show=all&no=Person", "suggest?q=vendor-12", "arguments", "timeline",
    "articles", "articles?words=notes+77&sort=title", "trends?topic=vendor", "trends",
)  # fmt: skip
HUBS = ("strategy:open", "strategy:closed", "strategy:hybrid", "status:api", "aspect:safety", "aspect:cost")
SAID = ("open", "closed", "hybrid", "api", "open>closed", "open|pro|safety", "closed|con|cost")
KINDS = ("affiliation", "argument", "openness", "release", "shift", "strategy")
PER_ARTICLE = 100


def nodes(count: int) -> dict[str, list[str]]:
    """Names of all nodes by sort."""
    vendors, models = count // 25, int(count * 0.64)
    people = count - vendors - models - len(HUBS)
    return {
        "vendor": [f"organization/vendor-{i}" for i in range(vendors)], "model": [f"model/model-{i}" for i in range(models)],
        "person": [f"person/person-{i}" for i in range(people)], "hub": list(HUBS),
    }  # fmt: skip


def claims(count: int, of: dict[str, np.ndarray], sayings: list[str]) -> dict[str, np.ndarray]:
    """One row for each claim: kind, ends, speaker, what it says, and the edge that it draws."""
    rng = np.random.default_rng(count)
    vendor, hub = of["vendor"], dict(zip(HUBS, of["hub"].tolist(), strict=True))
    some, none = count // 8, -1

    def makers(size: int) -> np.ndarray:
        return vendor[np.minimum(rng.pareto(0.9, size).astype(int), len(vendor) - 1)]

    def part(kind: str, subject: np.ndarray, object: Any, said: list[str], ends: list[str]) -> np.ndarray:
        size = len(subject)
        draw = rng.integers(0, max(len(said), 1), size)
        says = np.array([sayings.index(one) for one in said] or [none])[draw]
        target = np.array([hub[one] for one in ends])[draw] if ends else object
        return np.stack([np.full(size, KINDS.index(kind)), subject, np.broadcast_to(object, size), says, subject, target])

    rows = np.concatenate([
        part("release", makers(len(of["model"])), of["model"], [], []),
        part("affiliation", of["person"], makers(len(of["person"])), [], []),
        part("openness", of["model"][:some], none, ["open", "api", "closed"], ["strategy:open", "status:api", "strategy:closed"]),
        part("strategy", makers(some), none, ["open", "hybrid", "closed"], ["strategy:open", "strategy:hybrid", "strategy:closed"]),
        part("shift", makers(some // 4), none, ["open>closed"], ["strategy:closed"]),
        part("argument", np.full(some // 4, hub["strategy:open"]), none, ["open|pro|safety"], ["aspect:safety"]),
    ], axis=1)[:, rng.permutation(count - len(of["hub"]) - len(vendor) + 2 * some + 2 * (some // 4))]  # fmt: skip
    kind, subject, object_, said, source, target = rows
    argued = kind == KINDS.index("argument")
    speaker = np.where(argued, makers(len(kind)), none)
    return {
        "kind": kind, "subject": np.where(argued, none, subject), "object": object_, "said": said, "speaker": speaker,
        "link_from": source, "link_to": target,
    }  # fmt: skip


def write(file: Path, count: int) -> int:
    """Write the file; how many claims it has."""
    names = nodes(count)
    every = sorted(name for part in names.values() for name in part)
    place = {name: i for i, name in enumerate(every)}
    sayings = sorted(SAID)
    told = claims(count, {sort: np.array([place[name] for name in part]) for sort, part in names.items()}, sayings)
    size = len(told["kind"])
    number, articles = np.arange(size), -(-size // PER_ARTICLE)
    day = (2019 + np.arange(articles) % 7) * 10_000 + (1 + np.arange(articles) % 12) * 100 + 1
    types = [columns.node_type(name) for name in every]
    sorts = sorted(set(types))
    article = number // PER_ARTICLE
    arrays = {name: values.astype(np.int32) for name, values in told.items()} | {
        "article": article.astype(np.int32), "origin": article.astype(np.int32), "since": day[article].astype(np.int32),
        "until": day[article].astype(np.int32), "sure": np.full(size, 0.8, np.float32), "denied": np.zeros(size, bool),
        "finder": np.zeros(size, np.uint8), "time": np.zeros(size, np.int32), "link_claim": number.astype(np.int32),
        "link_against": np.zeros(size, bool), "sort": np.array([sorts.index(one) for one in types], np.uint8),
        "spoken": np.zeros(articles, np.int8), "day": day.astype(np.int32), "kind": told["kind"].astype(np.uint8),
    }  # fmt: skip
    ends = np.concatenate([told["link_from"], told["link_to"]])
    arrays["weight"] = np.bincount(ends, minlength=len(every))
    ids = [f"{(i * 2654435761) % 16**20:020x}" for i in range(size)]
    arrays["order"] = np.argsort(np.array(ids, dtype="S")).astype(np.int32)
    rows = [
        {"id": f"{i:016x}", "file": f"{i}.md", "title": f"Notes {i}", "date": str(day[i]), "lang": "en", "author": "", "publisher": "", "source": "", "rights": "", "claims": PER_ARTICLE}
        for i in range(articles)
    ]  # fmt: skip
    things = [_thing(key, kind, int(arrays["weight"][i])) for i, (key, kind) in enumerate(zip(every, types, strict=True)) if "/" in key]
    called, arrays["named"] = typed.called(things)
    arrays |= _counted(arrays, ids, every, sorts, sayings, rows)
    listed, texts = listing.columns(rows)
    arrays |= listed
    waiting = {name: [] for name in ("waiting", "waiting about", "waiting names", "waiting keys", "waiting made")}
    keys = [row["id"] for row in rows]
    shelf.write(file, arrays, {
        "ids": ids, "nodes": every, "kinds": KINDS, "sorts": sorts, "sayings": sayings, "articles": keys, "article keys": keys,
        "article rows": map(json.dumps, rows), "names": called, "thing keys": [thing["key"] for thing in things],
        "thing rows": map(json.dumps, things), **typed.index(things), **texts, **waiting,
    })  # fmt: skip
    return size


def _counted(
    arrays: dict[str, np.ndarray], ids: list[str], every: list[str], sorts: list[str], sayings: list[str], rows: list[dict[str, Any]]
) -> dict[str, np.ndarray]:
    """The links, counted as `kg.explore.prepared` does."""
    held = columns.Columns(
        ids=ids, kinds=list(KINDS), nodes=every, sorts=sorts, sayings=sayings, articles=rows, number={}, place={},
        **{name: arrays[name] for name in prepared.ARRAYS},
    )  # fmt: skip
    return prepared.counted(held, ())


def _thing(key: str, kind: str, claims: int) -> dict[str, Any]:
    name = key.partition("/")[2].replace("-", " ").capitalize()
    return {"key": key, "type": kind, "names": [name], "parent": "", "wikidata": "", "articles": 1, "claims": claims, "label": {"en": name, "zh": name}}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("nodes", nargs="?", type=int, default=1_000_000)
    given = parser.parse_args()
    reading.small = lambda at: False  # the store beside it is empty
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, f"1-1-{prepared.FORM}.columns")
        start = time.process_time()
        size = write(file, given.nodes)
        print(f"{given.nodes:,} nodes, {size:,} claims, {file.stat().st_size / 1e6:,.0f} MB, made in {time.process_time() - start:.0f} s")
        with open_store(Path(folder, "store")) as store:
            answers.show(prepared.snapshot(store, file), ASKED)
    print(f"memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000:,.0f} MB, of which most for making it")


if __name__ == "__main__":
    main()
