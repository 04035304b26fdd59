"""The limits really stop the work; others are answered meanwhile; readers see whole graphs while a writer works."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import apart
import made
import pytest
from served import ALL, COUNT, ENDLESS, HOG, Served, all_of, fill, serving, wait_for

from kg.errors import StoreError
from kg.rdf.graph import article_iri, quads
from kg.serve.limits import Limits
from kg.serve.pool import Answer, Pool
from kg.serve.refusal import Refusal
from kg.store import UNPUBLISHED, open_store

linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@pytest.fixture(scope="module")
def limited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    options = ("--timeout", "6", "--memory", "100", "--max-rows", "500", "--workers", "2")
    with serving(fill(tmp_path_factory.mktemp("limited") / "store"), *options) as served:
        yield served


def test_an_endless_query_is_stopped_while_others_are_answered(limited: Served) -> None:
    answers: list[tuple[int, str]] = []

    def ask() -> None:
        reply = limited.get(ENDLESS)
        answers.append((reply.status, reply.text))

    asking = threading.Thread(target=ask)
    asking.start()
    answered = 0
    while asking.is_alive():
        assert limited.get("ASK { ?s ?p ?o }").status == 200
        assert limited.send("GET", "/healthz").status == 200
        answered += asking.is_alive()  # while the endless one still ran
    asking.join()
    assert answers == [(504, "the query was stopped at its limit of 6 seconds\n")]
    assert answered


def test_paths_sorts_and_groups_are_stopped_too(tmp_path: Path) -> None:
    """At a limit of a second: they would take all of the six seconds that the other tests have."""
    cross = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
    with serving(fill(tmp_path / "store"), "--timeout", "1", "--memory", "100", "--workers", "1") as quick:
        for query in (
            f"SELECT (SUM(STRLEN(STR(?c))) AS ?n) {{ {cross} }}",
            "SELECT (COUNT(*) AS ?n) { ?a (!<urn:x>|^!<urn:x>)* ?b . ?c (!<urn:x>|^!<urn:x>)* ?d . ?e (!<urn:x>)* ?f }",
            f"ASK {{ {cross} FILTER(CONCAT(STR(?a), STR(?d), STR(?g)) = 'x') }}",
        ):
            assert quick.get(query).status in (504, 507)
            assert wait_for(lambda: quick.get("ASK {}").status == 200)  # another worker answers


def test_a_query_that_eats_memory_is_stopped(limited: Served) -> None:
    reply = limited.get(HOG)
    assert (reply.status, reply.text) == (507, "the query was stopped at its limit of 100 MiB of memory\n")
    assert limited.count() > 500


def test_an_answer_with_too_many_rows_is_refused_and_never_cut(limited: Served) -> None:
    graph = f"CONSTRUCT {ALL[9:]} WHERE {ALL[9:]}"
    for query, media in ((ALL, "text/csv"), (ALL, "application/json"), (graph, "text/turtle")):
        reply = limited.get(query, media)
        assert (reply.status, reply.type) == (422, "text/plain")
        assert "more than 500 rows" in reply.text
    assert limited.get(f"{ALL} LIMIT 500", "text/csv").text.count("\r\n") == 501


def test_a_client_that_leaves_stops_its_query(tmp_path: Path) -> None:
    with serving(fill(tmp_path / "store"), "--timeout", "300", "--workers", "1") as served:
        assert wait_for(lambda: served.get(COUNT).status == 200)
        with socket.create_connection(("127.0.0.1", served.port)) as line:
            text = f"GET /sparql?query={quote(ENDLESS)} HTTP/1.1\r\nHost: localhost\r\n\r\n"
            line.sendall(text.encode())
            time.sleep(0.5)
        # By the only worker, which was at the other query: with its limit of 300 seconds this would be no answer in time.
        assert served.get("ASK { ?s ?p ?o }").status == 200


@pytest.mark.parametrize("length", ["2000000", "18446744073709551615"])
def test_a_body_that_is_said_to_be_too_long_is_not_waited_for(limited: Served, length: str) -> None:
    head = f"POST /sparql HTTP/1.1\r\nHost: 127.0.0.1:{limited.port}\r\nContent-Type: application/sparql-query\r\n"
    with socket.create_connection(("127.0.0.1", limited.port), timeout=20) as line:  # less than a body is waited for
        line.sendall(f"{head}Content-Length: {length}\r\n\r\nASK {{}}".encode())
        assert b" 413 " in line.recv(4096).split(b"\r\n")[0]


def pool(path: Path, **limits: float) -> Pool:
    return Pool(str(path), Limits(**{"seconds": 5.0, "workers": 1, "wait": 0.3, **limits}))  # type: ignore[arg-type]


JOB = {"default": [], "named": [], "accept": "text/csv", "base": "http://localhost/sparql"}


def test_who_can_not_be_served_soon_is_told_so(tmp_path: Path) -> None:
    async def scene() -> tuple[list[int], int]:
        here = pool(fill(tmp_path / "store"), queue=1, seconds=300)
        await here.start()
        long = await begun(here)
        waiting = [asyncio.ensure_future(here.run({**JOB, "query": COUNT})) for _ in range(3)]
        found = await asyncio.gather(*waiting, return_exceptions=True)
        long.cancel()
        after = await answered(here)
        await here.close()
        return [error.status for error in found if isinstance(error, Refusal)], after.status

    assert apart.run(scene()) == ([503, 503, 503], 200)


async def begun(here: Pool) -> asyncio.Task[Answer]:
    """An endless query that has a worker: one that still waits is refused after 0.3 seconds."""
    while True:
        long = asyncio.ensure_future(here.run({**JOB, "query": ENDLESS}))
        await asyncio.wait([long], timeout=1)
        if not long.done():
            return long
        assert isinstance(long.exception(), Refusal)


async def answered(here: Pool) -> Answer:
    """An answer as soon as there is a worker again, however long a new one takes to start."""
    for _ in range(400):
        with contextlib.suppress(Refusal):
            return await here.run({**JOB, "query": COUNT})
    raise AssertionError("no worker came")


@linux
def test_ended_workers_leave_nothing_behind(tmp_path: Path) -> None:
    async def scene() -> None:
        here = pool(fill(tmp_path / "store"), seconds=0.5, wait=120)
        await here.start()
        open_at_first = len(os.listdir("/proc/self/fd"))
        for _ in range(5):
            with pytest.raises(Refusal):
                await here.run({**JOB, "query": ENDLESS})
        assert (await answered(here)).status == 200
        assert len(os.listdir("/proc/self/fd")) <= open_at_first + 3
        (worker,) = here._workers
        await here.close()
        assert worker.process.returncode is not None

    apart.run(scene())


def test_a_pool_without_a_store_says_so(tmp_path: Path) -> None:
    async def scene() -> None:
        here = pool(tmp_path / "none")
        try:
            with pytest.raises(StoreError, match="no store"):
                await here.start()
        finally:
            await here.close()

    apart.run(scene())


# --- a writer beside the readers -------------------------------------------------------------------------------------


def test_readers_see_whole_graphs_while_a_writer_works(tmp_path: Path) -> None:
    long, short = made.states(), made.told()
    article = long.article.id
    name = article_iri(article)
    versions = [quads(long), [line.replace(article_iri(short.article.id), name) for line in quads(short)]]
    sizes = {len(set(lines)) for lines in versions}
    path = fill(tmp_path / "store")
    stop = threading.Event()

    def write() -> None:
        with open_store(path) as store:
            for turn in range(1000):
                store.replace(article, versions[turn % 2])
                store.publish()
                if stop.wait(0.02):
                    break

    with serving(path, "--workers", "2", "--memory", "64") as served:  # a snapshot opens whatever the limit is
        query = f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{name}> {{ ?s ?p ?o }} }}"
        writer = threading.Thread(target=write)
        writer.start()
        try:
            seen: list[int] = []

            def changed() -> bool:
                seen.append(served.number(query))
                return sum(one != other for one, other in zip(seen, seen[1:], strict=False)) >= 8

            assert wait_for(changed), "new versions come in while the writer works"
        finally:
            stop.set()
            writer.join()
        assert set(seen) == sizes, "only whole versions, and both of them"
        with open_store(path) as store:
            store.remove(article)
        assert served.number(query) == 0, "the next query sees what was published"
        folder = path / "snapshots"
        with open_store(path) as store:
            assert wait_for(lambda: store.publish() or sum(e.name.isdigit() for e in folder.iterdir()) <= 3)


def test_a_store_made_anew_is_taken_up(tmp_path: Path) -> None:
    import shutil

    path = fill(tmp_path / "store")
    with serving(path, "--workers", "1") as served:
        before = served.count()
        shutil.rmtree(path)
        assert served.count() == before, "what was opened stays whole"
        with open_store(path) as store:
            store.replace(made.told().article.id, quads(made.told()))
        assert wait_for(lambda: 0 < served.count() < before)


def test_what_a_dead_writer_left_is_not_served(tmp_path: Path) -> None:
    path = fill(tmp_path / "store")
    store = open_store(path)
    store.remove(made.told().article.id)
    store.abandon()
    assert (path / UNPUBLISHED).exists()
    with open_store(path, read_only=True) as reader:
        count = all_of(reader)
    with serving(path, "--workers", "1") as served:
        assert served.count() == count
        with open_store(path) as store:  # the server keeps no writer out
            store.remove(made.told().article.id)
        assert wait_for(lambda: served.count() < count)


# --- how it begins and ends ------------------------------------------------------------------------------------------


@linux
def test_workers_end_with_their_server(tmp_path: Path) -> None:
    with serving(fill(tmp_path / "store"), "--workers", "2") as served:
        assert wait_for(lambda: len(served.workers()) == 2)
        workers = served.workers()
        threading.Thread(target=lambda: _try(served), daemon=True).start()
        time.sleep(0.3)
        os.kill(served.process.pid, signal.SIGKILL)
        assert wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers))


def _try(served: Served) -> None:
    with contextlib.suppress(OSError):
        served.get(ENDLESS)


@linux
def test_a_worker_that_somebody_ends_is_replaced(tmp_path: Path) -> None:
    with serving(fill(tmp_path / "store"), "--workers", "1") as served:
        assert wait_for(lambda: len(served.workers()) == 1)
        (old,) = served.workers()
        os.kill(old, signal.SIGKILL)
        assert wait_for(lambda: old not in served.workers())
        time.sleep(0.2)
        assert served.get("ASK { ?s ?p ?o }").status == 200


@linux
def test_workers_hold_no_socket(limited: Served) -> None:
    assert wait_for(lambda: len(limited.workers()) == 2)
    limited.count()
    for pid in limited.workers():
        held = [os.readlink(f"/proc/{pid}/fd/{fd}") for fd in os.listdir(f"/proc/{pid}/fd")]
        assert held and not any(name.startswith("socket:") for name in held)


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    whole = [sys.executable, "-m", "kg", "--lang", "en", *arguments]
    return subprocess.run(whole, capture_output=True, text=True, check=False, timeout=60)


def test_what_can_not_be_served_is_told_in_a_line(tmp_path: Path, limited: Served) -> None:
    for where, options, text in (
        (tmp_path / "none", (), "there is no graph yet"),
        (limited.store, ("--port", str(limited.port)), "can not listen"),
        (limited.store, ("--host", "203.0.113.1"), "can not listen"),
        ("http://127.0.0.1:9/sparql", (), "can not be reached"),
    ):
        done = command("--store", str(where), "serve", *options)
        assert (done.returncode, done.stdout) == (2, "")
        assert text in done.stderr and done.stderr.count("\n") == 1 and done.stderr.startswith("kg: ")


def test_it_ends_when_asked_to(tmp_path: Path) -> None:
    with serving(fill(tmp_path / "store"), "--workers", "1") as served:
        served.process.send_signal(signal.SIGINT)
        assert served.process.wait(60) == 0


def test_a_name_can_be_allowed(tmp_path: Path) -> None:
    options = ("--workers", "1", "--allow-host", "graph.example", "--host", "0.0.0.0")
    with serving(fill(tmp_path / "store"), *options) as served:
        for host, status in (("graph.example", 200), ("Graph.Example.:80", 200), ("other.example", 421)):
            assert served.send("GET", "/healthz", headers={"Host": host}).status == status
