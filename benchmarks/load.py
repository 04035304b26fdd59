"""`kg serve` under load: `python benchmarks/load.py [--seconds N] [--clients N] [--articles N]` (600, 50, 60).

Clients ask by the SPARQL protocol without pause while a writer adds articles and takes them out again. Each answer is
looked at: it must be whole, and what one article brought must be there wholly or not at all (the number of its claims
that an answer gives is that of its graph); no answer may be older than one that was finished before the question was
put. A client of its own asks a query that would run for ever; it must be stopped at its limit. The server's memory is
looked at every second.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import generated
from growth import resident

from kg.rdf.graph import PREFIXES
from kg.settings import Settings
from kg.updating import pipeline

LIMIT = 5.0  # seconds of a query
COUNTS = "SELECT ?g (COUNT(?c) AS ?n) WHERE { GRAPH ?g { ?c oa:hasSelector ?s } } GROUP BY ?g"
ASKED = (
    COUNTS,
    "SELECT ?e ?l WHERE { GRAPH ?g { ?e a kg:Model ; skos:prefLabel ?l } } LIMIT 100",
    "SELECT ?c ?q WHERE { GRAPH ?g { ?c a kg:Openness ; oa:hasSelector ?s . ?s oa:exact ?q } } LIMIT 100",
    "ASK { GRAPH ?g { ?c a kg:Shift } }",
)
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?a { ?s ?p ?o } GRAPH ?b { ?x ?y ?z } GRAPH ?d { ?k ?l ?m } }"


@dataclass
class Seen:
    """What came of it, under one lock."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    times: list[float] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)
    newest: int = 0
    sizes: dict[str, int] = field(default_factory=dict)
    stopped: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    written: int = 0


def ask(address: str, text: str) -> tuple[int, bytes, int]:
    """Status, body and snapshot of an answer."""
    data = urllib.parse.urlencode({"query": PREFIXES + text}).encode()
    request = urllib.request.Request(f"{address}sparql", data, {"Accept": "application/sparql-results+json"})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.read(), int(answer.headers.get("X-Snapshot", 0))
    except urllib.error.HTTPError as error:
        return error.code, error.read(), 0


def client(address: str, seen: Seen, end: threading.Event, number: int) -> None:
    turn = number
    while not end.is_set():
        text, oldest = ASKED[turn % len(ASKED)], seen.newest
        turn += 1
        start = time.perf_counter()
        try:
            status, body, snapshot = ask(address, text)
            fault = "" if status == 200 else f"status {status}: {body[:80].decode('utf-8', 'replace')}"
            told = json.loads(body) if status == 200 else {}
        except (OSError, ValueError) as error:
            fault, told, snapshot = f"{type(error).__name__}: {error}", {}, 0
        taken = time.perf_counter() - start
        with seen.lock:
            seen.times.append(taken)
            if not fault and snapshot < oldest:
                fault = "an older answer than one that was finished before"
            if not fault and text is COUNTS:
                fault = torn(told, seen.sizes)
            if fault:
                seen.faults[fault] += 1
            seen.newest = max(seen.newest, snapshot)


def torn(told: dict[str, Any], sizes: dict[str, int]) -> str:
    """A fault where an article's claims are there in part; the first answer that has an article says how many it has."""
    for row in told["results"]["bindings"]:
        graph, count = row["g"]["value"], int(row["n"]["value"])
        if sizes.setdefault(graph, count) != count:
            return f"a torn answer: {count} of {sizes[graph]} claims"
    return ""


def endless(address: str, seen: Seen, end: threading.Event) -> None:
    while not end.is_set():
        start = time.perf_counter()
        status, _, _ = ask(address, ENDLESS)
        taken = time.perf_counter() - start
        with seen.lock:
            if status not in (504, 503):
                seen.faults[f"the endless query ended with {status}"] += 1
            elif status == 504:
                seen.stopped.append(taken)
        end.wait(5)


def writer(settings: Settings, folder: Path, first: int, seen: Seen, end: threading.Event) -> None:
    number = first
    while not end.is_set():
        file = folder / f"{number}.md"
        file.write_text(generated.text(number), "utf-8")
        added = [one.article.id for one in pipeline.add(file, settings)]
        if number % 3 == 2:
            pipeline.remove(added, settings)
        with seen.lock:
            seen.written += 1
        number += 1
        end.wait(1)


@contextmanager
def server(settings: Settings) -> Any:
    command = [sys.executable, "-m", "kg", "--lang", "en", "--store", settings.store, "serve", "--port", "0"]
    with subprocess.Popen([*command, "--timeout", str(LIMIT)], stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        found = re.search(r"http://\S+:\d+/", process.stderr.readline())
        assert found, "the server did not start"
        try:
            yield found.group(0), process.pid
        finally:
            process.terminate()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--articles", type=int, default=60)
    given = parser.parse_args()
    seen, end = Seen(), threading.Event()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        generated.write(folder / "corpus", given.articles)
        settings = Settings(folder / "corpus", str(folder / ".kg"))
        pipeline.build(None, settings)
        with server(settings) as (address, process):
            work = [threading.Thread(target=client, args=(address, seen, end, n)) for n in range(given.clients)]
            work.append(threading.Thread(target=endless, args=(address, seen, end)))
            work.append(threading.Thread(target=writer, args=(settings, folder, given.articles, seen, end)))
            for one in work:
                one.start()
            until = time.monotonic() + given.seconds
            while time.monotonic() < until:
                time.sleep(1)
                seen.memory.append(resident(process) / 1e6)
            end.set()
            for one in work:
                one.join()
    report(seen, given.seconds)


def report(seen: Seen, seconds: float) -> None:
    times = sorted(seen.times)
    middle = len(seen.memory) // 2 or 1
    print(f"{len(times):,} answers in {seconds:.0f} s ({len(times) / seconds:.0f}/s), {seen.written} additions meanwhile")
    print(f"p50 {1000 * statistics.median(times):.0f} ms, p95 {1000 * times[int(0.95 * len(times))]:.0f} ms, "
          f"p99 {1000 * times[int(0.99 * len(times))]:.0f} ms, longest {1000 * times[-1]:.0f} ms")  # fmt: skip
    print(f"endless query: {len(seen.stopped)} times stopped, after {max(seen.stopped, default=0):.1f} s at most")
    print(f"memory: median of the first half {statistics.median(seen.memory[:middle]):.0f} MB, of the second "
          f"{statistics.median(seen.memory[middle:]):.0f} MB, peak {max(seen.memory):.0f} MB")  # fmt: skip
    print(f"faults: {sum(seen.faults.values())}" + "".join(f"\n  {n} × {what}" for what, n in seen.faults.most_common(9)))
    sys.exit(bool(seen.faults))


if __name__ == "__main__":
    main()
