"""How fast the explorer is: `python benchmarks/explorer.py [STORE]` (else the shipped corpus, built for it).

The first view from the click to its drawing, every view by its address and from another view, each interaction as a
reader meets it in a real Chromium (`benchmarks/interactions.py`), each answer of the API for the first time and again,
and how many bytes the page is. `--interactions [PART OF A NAME]` measures these alone. Needs playwright and a Chromium.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

import interactions
from interactions import DRAWN, SHOWN, waits
from serving import Address, serving

ROUNDS = 7
CORPUS = Path(__file__).parent.parent / "corpus"
ANSWERS = (
    "network", "network?show=all", "network?show=all&layout=force", "network?show=all&layout=rings", "network?since=2024",
    "network?open=organization/meta", "evidence?of=Meta", "article?id={article}", "suggest?q=mis",
    "ask?q=What+licence+has+Llama+2%3F", "ask?q=Which+vendors+moved+from+open+to+closed%3F", "search?q=safety", "vocabulary",
    "arguments?side=open", "arguments?aspect=safety", "timeline", "trace?source=OpenAI&target=Baidu", "compare?thing=OpenAI&thing=Meta",
    "articles", "trends", "concordance?words=license",
)  # fmt: skip
VIEWS = (
    "ask?q=Which vendors moved from open to closed?", "network", "network?show=all", "evidence?of=Meta", "article?id={article}", "arguments",
    "arguments?aspect=safety", "timeline", "trace?source=OpenAI&target=Baidu", "compare?thing=OpenAI&thing=Meta", "articles",
    "articles?tab=trends", "sparql",
)  # fmt: skip


def chromium() -> str | None:
    """The browser of this machine."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


def first_view(browser: Any, address: str, condition: str) -> float:
    """Milliseconds from nothing, with an empty cache, until the view is drawn."""
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    page = context.new_page()
    start = time.perf_counter()
    page.goto(address, wait_until="commit")
    waits(page, condition)
    taken = (time.perf_counter() - start) * 1000
    context.close()
    return taken


def opened(browser: Any, address: str, route: str) -> tuple[float, float]:
    """Milliseconds of a view by its address, with an empty cache; and from another view, when its script is there."""
    first = statistics.median(first_view(browser, f"{address}#/{route}", SHOWN) for _ in range(3))
    page = browser.new_page(viewport={"width": 1280, "height": 720}, reduced_motion="reduce")
    page.goto(f"{address}#/{route}")
    waits(page, SHOWN)
    change = "new Promise((over) => {{ const begun = performance.now(); location.hash = {hash!r}; const look = () => document.querySelector('main').dataset.shown === {view!r} ? over(performance.now() - begun) : requestAnimationFrame(look); requestAnimationFrame(look); }})"
    taken = []
    for _ in range(3):
        page.evaluate(change.format(hash="#/ask" if not route.startswith("ask") else "#/articles", view="ask" if not route.startswith("ask") else "articles"))
        taken.append(page.evaluate(change.format(hash=f"#/{route}", view=route.partition("?")[0])))
    page.close()
    return first, statistics.median(taken)


def an_article(address: str) -> str:
    """The id of the newest one."""
    with urllib.request.urlopen(f"{address}api/articles") as reply:
        return str(json.load(reply)["rows"][0]["id"])


def is_digest(address: str) -> bool:
    """Whether there are too many things to draw them all."""
    with urllib.request.urlopen(f"{address}api/network?show=all") as reply:
        return bool(json.load(reply).get("groups"))


def answers(address: str) -> dict[str, tuple[float, float, int]]:
    """Milliseconds of the first and of later answers, and bytes."""
    taken = {}
    for name in (one.format(article=an_article(address)) for one in ANSWERS):
        each = []
        for _ in range(ROUNDS):
            start = time.perf_counter()
            with urllib.request.urlopen(f"{address}api/{name}") as reply:
                size = len(reply.read())
            each.append((time.perf_counter() - start) * 1000)
        taken[name] = each[0], statistics.median(each[1:]), size
    return taken


def sizes() -> list[tuple[str, int, int]]:
    """What the page loads: (part, bytes, bytes as gzip)."""
    from kg.serve.assets import RENDERER, assets

    own = b"".join(asset.body for name, asset in assets().items() if name != RENDERER)
    vis = assets()[RENDERER].body
    return [("own page, scripts and styles", len(own), len(gzip.compress(own))), ("vis-network (network view alone)", len(vis), len(gzip.compress(vis)))]


def views(browser: Any, address: str) -> None:
    """Print what first views take, and views from one another."""
    cold = first_view(browser, address, SHOWN)
    time.sleep(12)  # reads ahead while nobody asks
    print(f"{'first view, empty browser cache':<48}{'ms':>8}")
    print(f"{'start page, right after the server began':<48}{cold:>8.0f}")
    for name, route, condition in (("start page", "", SHOWN), ("network, drawn with labels", "#/network", DRAWN)):
        taken = [first_view(browser, address + route, condition) for _ in range(ROUNDS)]
        print(f"{name:<48}{statistics.median(taken):>8.0f}   {min(taken):.0f}–{max(taken):.0f}")
    print(f"\n{'view':<58}{'first ms':>9}{'later ms':>9}")
    for route in (view.format(article=an_article(address)) for view in VIEWS):
        first, later = opened(browser, address, route)
        print(f"{route:<58}{first:>9.0f}{later:>9.0f}", flush=True)


def measure(browser: Any, address: Address, only: str | None) -> None:
    """Print all tables, or that of the interactions with this in their names."""
    if only is None:
        views(browser, address)
    else:
        time.sleep(12)
    interactions.table(browser, address, address.pid, an_article(address), is_digest(address), only or "")
    if only is None:
        print(f"\n{'answer':<58}{'first ms':>9}{'later ms':>9}{'kB':>7}")
        for name, (first, later, size) in answers(address).items():
            print(f"{name:<58}{first:>9.1f}{later:>9.1f}{size / 1000:>7.0f}")
        print(f"\n{'bundle':<48}{'kB':>8}{'gzip kB':>9}")
        for name, size, small in sizes():
            print(f"{name:<48}{size / 1000:>8.0f}{small / 1000:>9.0f}")


def main() -> None:
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("store", nargs="?", type=Path)
    parser.add_argument("--interactions", nargs="?", const="", metavar="PART OF A NAME")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = given.store or Path(folder, "graph")
        if given.store is None:
            subprocess.run([sys.executable, "-m", "kg", "--store", str(store), "build", str(CORPUS)], check=True, stderr=subprocess.DEVNULL)
        with serving(store) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
            measure(browser, address, given.interactions)
            browser.close()


if __name__ == "__main__":
    main()
