"""Runs a real server process on the loopback address, over a small graph, and asks it in a plain way."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import made

from kg import settings
from kg.rdf.graph import quads
from kg.store import Store, open_store
from kg.updating import pipeline

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?o ?p }"
HOG = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } ORDER BY ?l ?i ?f"
ALL = "SELECT * { ?s ?p ?o }"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


@dataclass(frozen=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    @property
    def type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]


@dataclass
class Served:
    """A running server. `store`: where its graph is; `process`: to end it."""

    address: str
    store: Path
    process: subprocess.Popen[str]

    @property
    def endpoint(self) -> str:
        return f"{self.address}sparql"

    @property
    def port(self) -> int:
        return urlsplit(self.address).port or 0

    def send(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Reply:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)
        try:
            line.request(method, path, body, dict(headers or {}))
            found = line.getresponse()
            return Reply(found.status, {k.lower(): v for k, v in found.getheaders()}, found.read())
        finally:
            line.close()

    def asked(self, path: str, headers: Mapping[str, str] | None = None) -> Reply:
        """A GET as a reader who is told to come back later: a loaded machine may be at its limits for a while."""
        for _ in range(60):
            reply = self.send("GET", path, headers=headers)
            if reply.status not in (503, 504):
                break
            time.sleep(1)
        return reply

    def push(self, path: str, body: bytes, kind: str, **headers: str) -> Reply:
        """Post as the explorer's own page does; a header that is given goes before its own, "" takes it away."""
        own = {"Origin": self.address.rstrip("/"), "Content-Type": kind}
        own |= {key.replace("_", "-"): value for key, value in headers.items()}
        return self.send("POST", path, body, {key: value for key, value in own.items() if value})

    def ended(self, reply: Reply, path: str) -> dict[str, Any]:
        """What is told at the end of the work that an answer began; meanwhile the server answers others."""
        told: dict[str, Any] = json.loads(reply.body)
        for _ in range(6000):
            if told["state"] != "running":
                return told
            assert self.send("GET", "/api/status").status == 200
            time.sleep(0.1)
            told = json.loads(self.send("GET", f"{path}/{told['id']}").body)
        raise AssertionError("it never ended")

    def get(self, query: str, accept: str = "", **more: str | list[str]) -> Reply:
        named = {key.replace("_", "-"): value for key, value in more.items()}
        path = f"/sparql?{urlencode({'query': query, **named}, doseq=True, quote_via=quote)}"
        return self.send("GET", path, headers={"Accept": accept} if accept else {})

    def post(self, body: str | bytes, kind: str, path: str = "/sparql", accept: str = "") -> Reply:
        headers = {"Content-Type": kind} | ({"Accept": accept} if accept else {})
        return self.send("POST", path, body.encode() if isinstance(body, str) else body, headers)

    def number(self, query: str) -> int:
        """The one number that a query gives."""
        path = f"/sparql?{urlencode({'query': query}, quote_via=quote)}"
        return int(self.asked(path, {"Accept": "text/csv"}).text.split()[1])

    def count(self) -> int:
        return self.number(COUNT)

    def workers(self) -> list[int]:
        tasks = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        return [int(pid) for children in tasks for pid in children.read_text().split()]


def wait_for(what: Callable[[], bool], seconds: float = 120) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if what():
            return True
        time.sleep(0.05)
    return what()


def all_of(store: Store) -> int:
    """How many quads there are, what is derived from the articles among them."""
    return int(store.select("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }").rows[0][0])


def workspace_of(folder: Path, texts: Mapping[str, str]) -> Path:
    """A folder with these files as its `corpus` and the graph of them as its `store`."""
    (folder / "corpus").mkdir()
    for name, text in texts.items():
        (folder / "corpus" / name).write_text(text, "utf-8")
    pipeline.build(None, settings.load(str(folder / "corpus"), str(folder / "store"), "en"), workers=1)
    return folder


def fill(path: Path) -> Path:
    with open_store(path) as store:
        for extraction in made.corpus():
            store.replace(extraction.article.id, quads(extraction))
    return path


@contextmanager
def serving(store: Path | str, *options: str, corpus: Path | None = None) -> Iterator[Served]:
    """`kg serve` on a free port until the block ends. Without a `corpus` the one here stands behind the graph."""
    places = ["--store", str(store), *(["--corpus", str(corpus)] if corpus else [])]
    command = [sys.executable, "-m", "kg", "--lang", "en", *places, "serve", "--port", "0", *options]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=os.environ | {"PYTHONUNBUFFERED": "1"})
    assert process.stderr
    said: list[str] = []
    found = None
    while not found:
        line = process.stderr.readline()
        assert line, f"the server did not start: {said}"
        said.append(line)
        found = re.search(r"http://\S+:\d+/", line)
    try:
        yield Served(found.group(0), Path(store), process)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stderr.close()
