"""Every question at a size: `python benchmarks/queries.py [QUADS …] [--store DIR] [--whole] [--peers] [--rounds N]` (100,000).

The graph is made of generated articles, really extracted, each then copied under other ids until there are so many
quads: so the known things grow with the graph, and every passage stands in many articles, which is the hard case. A list
without parameters is asked for by the page: its first 50 rows and 50 from its middle; with `--whole` in whole too.
Times are milliseconds of the processor, the median and the 95th percentile of the rounds; in wall time of a machine that
has nothing else to do they are the same. `--store DIR`: the graph of this workspace instead. With `--peers` the same SPARQL
is put to plain pyoxigraph and, up to 200,000 quads, to rdflib in memory, and to an Oxigraph server (wall time, as its
processor is not ours): none of these counts origins.
"""

from __future__ import annotations

import argparse
import gc
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

from kg import deriving
from kg.asking import paging, query
from kg.asking.search import search
from kg.commands.console import CYCLES
from kg.disputes import conflicts
from kg.errors import KgError
from kg.listing import derived, rows
from kg.networks import paths
from kg.read import read_bytes
from kg.store import open_store
from kg.updating.settled import graph_lines

BASE_ARTICLES = 400
MORE: dict[str, tuple[dict[str, str], ...]] = {  # beside the example of each query: a thing that much is said of, two values
    "conflicts": ({"thing": "OpenAI"},),
    "who-says": ({"about": "OpenAI"}, {"speaker": "OpenAI", "kind": "stance"}),
    "ecosystem": ({"entity": "OpenAI", "kind": "release"},),
    "openness-timeline": ({"status": "closed"}, {"since": "2020", "until": "2022"}),
    "prices": ({"thing": "GPT-4"},),
    "trace-argument": ({"aspect": "security"},),
}
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


def questions(store: Any, whole: bool) -> dict[str, Callable[[], Any]]:
    """What a person asks, by name."""
    asked: dict[str, Callable[[], Any]] = {}
    for name in query.names():
        named = query.load(name)
        given = query.example_params(named.examples[0]) if named.examples else {}
        if named.parts or named.kept or named.post == "disputes":
            middle = paging.page(store, name, limit=1).total // 2
            asked[f"page {name}"] = lambda name=name: paging.page(store, name)
            asked[f"page {name}, middle"] = lambda name=name, middle=middle: paging.page(store, name, offset=middle)
        if whole:
            asked[f"query {name}"] = lambda name=name: query.run(store, name, {})
        for params in (given, *MORE.get(name, ())) if given else ():
            shown = f"query {name} {' '.join(params.values())}"
            asked[shown] = lambda name=name, params=params: paging.page(store, name, params)
    asked["search LLaMA 开源"] = lambda: search(store, "LLaMA 开源")
    asked["search closed"] = lambda: search(store, "closed")
    asked["path OpenAI LLaMA"] = lambda: paths.find_paths(store, "OpenAI", "LLaMA")
    asked["conflicts OpenAI, 10 with 3 of each side"] = lambda: conflicts.part(store, conflicts.named(store, "OpenAI"), shown=3, limit=10)
    if whole:
        asked["conflicts OpenAI, all evidence"] = lambda: conflicts.find(store, conflicts.named(store, "OpenAI"))
        asked["claims --entity Anthropic, all"] = lambda: rows.claims(store, entity="Anthropic")
    asked["overview: things, kinds, points"] = lambda: (derived.things(store), derived.kinds(store), paging.page(store, "argument-map"))
    asked["conflicts, as told"] = lambda: derived.disputes(store)
    asked["claims --entity Anthropic"] = lambda: paging.claims(store, entity="Anthropic")
    asked["claims --entity OpenAI --offset 500"] = lambda: paging.claims(store, offset=500, entity="OpenAI")
    asked["paths OpenAI LLaMA, the best supported"] = lambda: paths.find_supported(store, "OpenAI", "LLaMA")
    asked["resolve OpenAI"] = lambda: rows.resolve(store, "OpenAI")
    return asked


def timed(
    work: Callable[[], Any], rounds: int, most: float = 30.0, clock: Callable[[], float] = time.process_time
) -> tuple[float, float] | None:
    """Milliseconds: median and 95th percentile; None for what is not answered. The first answer is not counted."""
    times: list[float] = []
    for turn in range(rounds + 1):
        start = clock()
        try:
            work()
        except KgError:
            return None
        if turn or clock() - start > most / 3:
            times.append((clock() - start) * 1000)
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
                other = timed(lambda text=text: remote.select(text), rounds, clock=time.perf_counter)
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


def _made(place: Path, quads: int) -> Path:
    """A store of so many quads, with what is derived."""
    start = time.process_time()
    with open_store(place) as store:
        store.load_many(graphs(quads))
        store.publish()
    loaded = time.process_time()
    with open_store(place) as store:
        deriving.settle(store)
    print(f"loaded in {loaded - start:.0f}, derived in {time.process_time() - loaded:.0f} s of the processor")
    return place


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("quads", nargs="*", type=int, default=[100_000])
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--store", type=Path)
    parser.add_argument("--whole", action="store_true")
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--plot", type=Path)
    given = parser.parse_args()
    gc.set_threshold(*CYCLES)  # as `kg` has it
    series: dict[str, dict[float, float]] = {}
    for quads in [0] if given.store else given.quads:
        with tempfile.TemporaryDirectory() as folder:
            place = given.store or _made(Path(folder, "store"), quads)
            with open_store(place, read_only=True) as store:
                there, beside = len(store), len(derived.lines(store))
                print(f"\n{there:,} quads, {len(store.articles()):,} articles, {beside:,} derived quads\n")
                found = {name: timed(work, given.rounds) for name, work in questions(store, given.whole).items()}
                lines = list(store.dump_nquads()) if given.peers else []
            others = peers(lines, place, given.rounds) if given.peers else {}
            print(f"{'':<52}{'median ms':>10}{'p95 ms':>10}" + "".join(f"{peer:>18}" for peer in others))
            for name, one in found.items():
                series.setdefault(name, {})[there] = one[1] if one else 0
                shown = f"{one[0]:>10.1f}{one[1]:>10.1f}" if one else f"{'no answer':>20}"
                beside = (f"{other[name]:>18.1f}" if name in other else f"{'':>18}" for other in others.values())
                print(f"{name:<52}{shown}" + "".join(beside), flush=True)
    if given.plot:
        plot(given.plot, "Questions, 95th percentile", "quads", "ms", series)


if __name__ == "__main__":
    main()
