"""The network page at a size: `python benchmarks/pages.py [NODES …] [--plot FILE.png]`, beside a plain pyvis page.

Seconds to make the page and its size in kilobytes. The peer is what pyvis writes for the same graph by itself, without
a layout of its own: the browser has to find one, which takes it minutes from some thousand nodes on; ours is laid out.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from plots import plot

from kg.display import view
from kg.networks import network

SIZES = (200, 1000, 3000, 10_000)


def claims(nodes: int) -> list[dict[str, Any]]:
    """Claim rows over so many things, whose degrees fall off as a power."""
    rng = random.Random(nodes)

    def thing(number: int) -> dict[str, Any]:
        kind = ("Organization", "Model", "Person")[number % 3]
        return {"type": kind, "label": f"Thing {number}", "aliases": [], "key": f"{kind.lower()}/{number}"}

    def row(one: int, other: int, number: int) -> dict[str, Any]:
        quote = f"Thing {one} made thing {other}."
        return {
            "file": "made.md", "kind": "develops", "subject": thing(one), "object": thing(other), "value": {},
            "time": None, "speaker": None, "negated": False, "quote": quote, "id": f"{number:020x}", "article": "0" * 16,
            "start": 0, "end": len(quote), "confidence": 0.9, "rule": "made", "title": "Made", "date": "2024",
        }  # fmt: skip

    pairs = [(number, min(int(rng.paretovariate(0.8)) - 1, number - 1)) for number in range(1, nodes)]
    return [row(one, max(0, other), at) for at, (one, other) in enumerate(pairs)]


def ours(graph: Any, path: Path) -> None:
    view.network_page(graph, path, "en", "Made")


def plain(graph: Any, path: Path) -> None:
    from pyvis.network import Network

    page = Network(directed=True)
    for node, data in graph.nodes(data=True):
        page.add_node(node, label=data.get("label", node))
    for one, other in graph.edges():
        page.add_edge(one, other)
    path.write_text(page.generate_html(), "utf-8")


def timed(work: Callable[[Any, Path], None], graph: Any) -> tuple[float, float]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "page.html")
        start = time.process_time()
        work(graph, path)
        return time.process_time() - start, path.stat().st_size / 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("nodes", nargs="*", type=int, default=list(SIZES))
    parser.add_argument("--plot", type=Path)
    given = parser.parse_args()
    series: dict[str, dict[float, float]] = {"kg": {}, "plain pyvis": {}}
    print(f"{'nodes':>8}{'kg s':>10}{'kB':>10}{'plain pyvis s':>16}{'kB':>10}")
    for nodes in given.nodes:
        graph = network.build(claims(nodes))
        (mine, size), (other, its) = timed(ours, graph), timed(plain, graph)
        series["kg"][nodes], series["plain pyvis"][nodes] = mine, other
        print(f"{len(graph):>8,}{mine:>10.2f}{size:>10,.0f}{other:>16.2f}{its:>10,.0f}", flush=True)
    if given.plot:
        plot(given.plot, "Making the network page", "nodes", "processor seconds", series)


if __name__ == "__main__":
    main()
