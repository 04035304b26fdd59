"""Adding articles over HTTP: who may, one article at a time, how far it is. The work is done by kg/serve/addition.py."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import secrets
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg.errors import UsageError
from kg.limits import FIELD
from kg.serve.addition import handed
from kg.serve.body import read_body
from kg.serve.guard import is_from
from kg.serve.pool import end, spawn
from kg.serve.refusal import Refusal
from kg.settings import Settings

MOST_BYTES = 4 * 2**20  # of one article
SECONDS = 600.0
KEPT = 50  # additions that can still be asked about
MEDIA = "application/octet-stream"  # a page of another site can not send this without asking first
FAILED = {
    "kg.serve.addition": "the article could not be read in", "kg.serve.decision": "the decision could not be applied",
    "kg.serve.removal": "the article could not be taken out",
}  # fmt: skip
WHY = {
    "read_only": "this server is for reading; to add articles: kg serve --allow-adding",
    "shipped": "the corpus that ships with the package is not changed; name your own: kg --corpus DIR serve",
}


@dataclass(slots=True)
class Addition:
    """One article, or another change, on its way: state is running, done or failed."""

    id: str
    name: str
    state: str = "running"
    step: str = "waiting"
    report: dict[str, Any] | None = None
    error: str = ""

    def told(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(slots=True)
class Adder:
    """Takes articles in, one after the other. `refused`: why it takes none, one of WHY, or nothing."""

    settings: Settings
    refused: str = ""
    seconds: float = SECONDS
    _known: OrderedDict[str, Addition] = field(default_factory=OrderedDict)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def busy(self) -> bool:
        """Whether an article is on its way; its process may outlast it by a moment."""
        return any(one.state == "running" for one in self._known.values())

    def start(self, raw: bytes, name: str, given: dict[str, str], module: str = "kg.serve.addition") -> Addition:
        """Begin to add an article, or what else `module` does to the corpus.

        Raises Refusal: 403 where nothing is taken, 409 while another change is on its way.
        """
        if self.refused:
            raise Refusal(403, WHY[self.refused])
        if self.busy:
            raise Refusal(409, "another change is on its way; wait until it is done")
        made = Addition(secrets.token_hex(8), name)
        self._known[made.id] = made
        while len(self._known) > KEPT:
            self._known.popitem(last=False)
        task = asyncio.get_running_loop().create_task(self._run(made, raw, given, module))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return made

    def find(self, id: str) -> Addition:
        """Raises Refusal for one that is not known."""
        if id not in self._known:
            raise Refusal(404, "no such addition is known any more")
        return self._known[id]

    async def close(self) -> None:
        """Wait for the one on its way: what it has begun to write is written."""
        tasks = set(self._tasks)
        if tasks:
            await asyncio.wait(tasks, timeout=15)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self, made: Addition, raw: bytes, given: dict[str, str], module: str) -> None:
        store = self.settings.store if "://" in self.settings.store else str(Path(self.settings.store).resolve())
        settings = replace(self.settings, corpus=self.settings.corpus.resolve(), store=store)
        try:
            process = await spawn(module, handed(settings), made.name, json.dumps(given))
            try:
                async with asyncio.timeout(self.seconds):
                    await asyncio.gather(self._feed(process, raw), self._listen(process, made), self._drain(process))
            finally:
                end(process)
                await process.wait()
        except TimeoutError:
            made.error = f"it was stopped after {self.seconds:g} seconds"
        except OSError as error:  # no process was to be had: this one has failed, and does not keep the next from being tried
            logging.getLogger("kg.serve").error("kg: %s: %s", module, error)
        finally:
            if made.state == "running":
                made.state, made.error = "failed", made.error or FAILED[module]

    @staticmethod
    async def _feed(process: asyncio.subprocess.Process, raw: bytes) -> None:
        assert process.stdin
        with contextlib.suppress(ConnectionError):
            process.stdin.write(raw)
            await process.stdin.drain()
        process.stdin.close()

    @staticmethod
    async def _listen(process: asyncio.subprocess.Process, made: Addition) -> None:
        assert process.stdout
        async for line in process.stdout:
            told = json.loads(line)
            made.step = told.get("step", made.step)
            if "done" in told:
                made.report, made.state = told["done"], "done"
            elif "failed" in told:
                made.error, made.state = told["failed"], "failed"

    @staticmethod
    async def _drain(process: asyncio.subprocess.Process) -> None:
        assert process.stderr
        while await process.stderr.read(65536):
            pass


def why_not(settings: Settings, wanted: bool) -> str:
    """Why articles are not taken: one of WHY, "" where they are. `wanted`: whether whoever serves lets them in."""
    from kg.updating.pipeline import own_corpus

    if not wanted:
        return "read_only"
    try:
        own_corpus(settings)
    except UsageError:
        return "shipped"
    return ""


# --- routes ----------------------------------------------------------------------------------------------------------


async def add(request: Request) -> Response:
    """An article's bytes as the body; its file name and what is known about it as parameters."""
    adder: Adder = request.app.state.adder
    may_change(request, MEDIA)
    name, given = _fields(request)
    raw = await read_body(request, MOST_BYTES)
    if not raw.strip():
        raise Refusal(400, "the article is empty")
    return to_json(adder.start(raw, name, given).told(), 202)


def may_change(request: Request, media: str) -> None:
    """Raises Refusal unless changes are taken here, and this one comes from the explorer's own page as this media type."""
    adder: Adder = request.app.state.adder
    if adder.refused:
        raise Refusal(403, WHY[adder.refused])
    origin = request.headers.get("origin", "")  # the guard refuses a foreign one; here there must be one
    if not is_from(origin, request.headers.get("host", "")):
        raise Refusal(403, "the corpus is changed from the explorer's own page alone")
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != media:
        raise Refusal(415, f"it comes as {media}")


def _fields(request: Request) -> tuple[str, dict[str, str]]:
    from kg.rdf.graph import is_date
    from kg.read import base_name
    from kg.serve.addition import FIELDS

    given = {key: request.query_params.get(key, "").strip() for key in FIELDS}
    for key, value in given.items():
        if len(value) > FIELD or any(ord(letter) < 32 for letter in value):
            raise Refusal(400, f"the {key} has more than {FIELD} characters, or some that are none")
    if given["date"] and not is_date(given["date"]):
        raise Refusal(400, "a date is written 2023, 2023-03 or 2023-03-14")
    name = base_name(request.query_params.get("name", "")) or "pasted.md"
    return name[-120:], given


async def state(request: Request) -> Response:
    adder: Adder = request.app.state.adder
    return to_json({"allowed": not adder.refused, "why": adder.refused, "busy": adder.busy, "most": MOST_BYTES})


async def progress(request: Request) -> Response:
    adder: Adder = request.app.state.adder
    return to_json(adder.find(request.path_params["id"]).told())


def to_json(told: dict[str, Any], status: int = 200) -> Response:
    """What is told, and not to be kept by anybody."""
    body = json.dumps(told, ensure_ascii=False)
    return Response(body, status, {"Cache-Control": "no-store"}, media_type="application/json")


ROUTES = (
    Route("/api/adding", state, methods=["GET"]),
    Route("/api/adding", add, methods=["POST"]),
    Route("/api/adding/{id}", progress),
)
