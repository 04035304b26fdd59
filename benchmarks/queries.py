"""Every question at a size: `python benchmarks/queries.py [QUADS …] [--peers] [--rounds N] [--plot FILE.png]` (100,000).

The graph is made of generated articles, really extracted, each then copied under other ids until there are so many
quads: so the known things grow with the graph, which is the hard case. With `--peers` the same SPARQL is put to plain
pyoxigraph, to an Oxigraph server and, up to 200,000 quads, to rdflib in memory: none of these counts origins. Times are
wall times of the fastest and of the 95th percentile of the rounds.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import generated
import servers
from plots import plot

from kg import conflicts, paths, query, rows
from kg.errors import KgError
from kg.read import read_bytes
from kg.search import search
from kg.settled import graph_lines
from kg.store import open_store

BASE_ARTICLES = 400
LIMIT_RDFLIB = 200_000
_ID = re.compile(r"(?<=/article/)[0-9a-f]{16}|(?<=/claim/)[0-9a-f]{20}|(?<=/ruling/)[0-9a-f]{20}")


def graphs(quads: int) -> Iterator[tuple[str, list[str]]]:
    """Articles' graphs with so many quads in all."""
    made: list[tuple[str, list[str]]] = []
    total = 0
    for copy in count():
        for number in range(BASE_ARTICLES):
            if total >= quads:
                return
            if not copy:
                article = read_bytes(generated.text(number).encode(), f"{number}.md")
                made.append((article.id, graph_lines(article)))
                found = made[-1]
            else:
                found = _copy(*made[number], copy)
            total += len(found[1])
            yield found


def _copy(article: str, lines: list[str], copy: int) -> tuple[str, list[str]]:
    def other(found: re.Match[str]) -> str:
        return hashlib.sha256(f"{found.group(0)}/{copy}".encode()).hexdigest()[: len(found.group(0))]

    renamed = [_ID.sub(other, line) for line in lines]
    return other(re.match(".*", article) or re.match("", "")), renamed  # type: ignore[arg-type]


def questions(store: Any) -> dict[str, Callable[[], Any]]:
    """What a person asks, by name."""
    asked: dict[str, Callable[[], Any]] = {}
    for name in query.names():
        named = query.load(name)
        given = query.example_params(named.examples[0]) if named.examples else {}
        asked[f"query {name}"] = lambda name=name: query.run(store, name, {})
        if given:
            asked[f"query {name} {' '.join(given.values())}"] = lambda name=name, given=given: query.run(store, name, given)
    asked["search LLaMA 开源"] = lambda: search(store, "LLaMA 开源")
    asked["search closed"] = lambda: search(store, "closed")
    asked["path OpenAI LLaMA"] = lambda: paths.find_paths(store, "OpenAI", "LLaMA")
    asked["conflicts OpenAI"] = lambda: conflicts.find(store, conflicts.named(store, "OpenAI"))
    asked["claims --entity Anthropic"] = lambda: rows.claims(store, entity="Anthropic")
    asked["resolve OpenAI"] = lambda: rows.resolve(store, "OpenAI")
    return asked


def timed(work: Callable[[], Any], rounds: int, most: float = 120.0) -> tuple[float, float] | None:
    """Milliseconds: median and 95th percentile; None for what is not answered."""
    times: list[float] = []
    for _ in range(rounds):
        start = time.perf_counter()
        try:
            work()
        except KgError:
            return None
        times.append((time.perf_counter() - start) * 1000)
        if sum(times) > most * 1000:
            break
    times.sort()
    return statistics.median(times), times[min(len(times) - 1, int(0.95 * len(times)))]


def peers(lines: list[str], folder: Path, rounds: int) -> dict[str, dict[str, float]]:
    """Peer → named query → median milliseconds for its SPARQL alone."""
    from pyoxigraph import RdfFormat, Store

    plain = Store()
    raw = "\n".join(lines).encode()
    plain.bulk_load(raw, RdfFormat.N_QUADS)
    found: dict[str, dict[str, float]] = {"plain Oxigraph": {}, "Oxigraph server": {}}
    with open_store(str(folder), read_only=True) as store, servers.oxigraph(folder.parent) as address:
        with open_store(address) as remote:
            remote.load_many(_by_article(lines))
        with open_store(address, read_only=True) as remote:
            for name in query.names():
                text = query.prepare(store, query.load(name), {})
                one = timed(lambda text=text: list(plain.query(text)), rounds)
                other = timed(lambda text=text: remote.select(text), rounds)
                found["plain Oxigraph"][f"query {name}"] = one[0] if one else 0
                found["Oxigraph server"][f"query {name}"] = other[0] if other else 0
        if len(lines) <= LIMIT_RDFLIB:
            found["rdflib"] = _rdflib(raw, store)
    return found


def _by_article(lines: list[str]) -> Iterator[tuple[str, list[str]]]:
    groups: dict[str, list[str]] = {}
    for line in lines:
        groups.setdefault(line[line.rindex("/") + 1 : -3], []).append(line)
    yield from groups.items()


def _rdflib(raw: bytes, store: Any) -> dict[str, float]:
    from rdflib import Dataset

    data = Dataset()
    data.parse(data=raw.decode(), format="nquads")
    found = {}
    for name in ("licenses", "prices", "strategy-shifts"):  # others take minutes
        text = query.prepare(store, query.load(name), {})
        one = timed(lambda text=text: list(data.query(text)), 1)
        found[f"query {name}"] = one[0] if one else 0
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("quads", nargs="*", type=int, default=[100_000])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--plot", type=Path)
    given = parser.parse_args()
    series: dict[str, dict[float, float]] = {}
    for quads in given.quads:
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder, "store")
            start = time.perf_counter()
            with open_store(place) as store:
                articles = store.load_many(graphs(quads))
                there = len(store)
            print(f"\n{there:,} quads, {articles:,} articles, loaded in {time.perf_counter() - start:.0f} s\n")
            with open_store(place, read_only=True) as store:
                found = {name: timed(work, given.rounds) for name, work in questions(store).items()}
                lines = list(store.dump_nquads()) if given.peers else []
            others = peers(lines, place, given.rounds) if given.peers else {}
            print(f"{'':<52}{'median ms':>10}{'p95 ms':>10}" + "".join(f"{peer:>18}" for peer in others))
            for name, one in found.items():
                series.setdefault(name, {})[there] = one[1] if one else 0
                shown = f"{one[0]:>10.1f}{one[1]:>10.1f}" if one else f"{'no answer':>20}"
                print(f"{name:<52}{shown}" + "".join(f"{other.get(name, float('nan')):>18.1f}" for other in others.values()))
    if given.plot:
        plot(given.plot, "Questions, 95th percentile", "quads", "ms", series)


if __name__ == "__main__":
    main()
