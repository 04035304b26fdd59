"""The web application: thin routes over the pool of workers."""

from __future__ import annotations

import contextlib
import json
import logging
from collections.abc import AsyncIterator, Callable, Iterable
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from kg import __version__
from kg.serve import accept, adding, explorer, judging, protocol, removing
from kg.serve.body import read_body
from kg.serve.describe import description
from kg.serve.guard import Guard
from kg.serve.leaving import unless_gone
from kg.serve.limits import Limits
from kg.serve.pool import Pool
from kg.serve.refusal import Refusal
from kg.settings import Settings
from kg.updating import changes


def make_app(
    path: str,
    lang: str,
    limits: Limits,
    hosts: Iterable[str] = (),
    started: Callable[[], None] = lambda: None,
    adder: adding.Adder | None = None,
) -> Starlette:
    """The application over the store at `path`; `started` is called when the first worker answers.

    Without an `adder` no article can be added.
    """
    adder = adder or adding.Adder(Settings(Path(), path), "read_only")
    pool = Pool(path, limits, str(changes.home(adder.settings)))

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        await pool.start()
        started()
        try:
            yield
        finally:
            await adder.close()
            await pool.close()

    app = Starlette(
        routes=[
            Route("/sparql", sparql, methods=["GET", "POST"]),
            Route("/sparql/", sparql, methods=["GET", "POST"]),
            Route("/healthz", healthz),
            Route("/api/status", status),
            *adding.ROUTES,
            *judging.ROUTES,
            *removing.ROUTES,
            *explorer.ROUTES,
        ],
        middleware=[Middleware(Guard, hosts=tuple(hosts))],
        exception_handlers={Refusal: _refused, HTTPException: _http_error, Exception: _fault},
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    app.state.pool, app.state.limits = pool, limits
    app.state.adder, app.state.adding = adder, not adder.refused
    app.state.path, app.state.lang, app.state.kept = path, lang, explorer.Kept()
    return app


# --- routes ----------------------------------------------------------------------------------------------------------


async def sparql(request: Request) -> Response:
    query_string = request.scope["query_string"]
    if request.method == "POST":
        body = await read_body(request, request.app.state.limits.request)
        asked = protocol.read_post(query_string, request.headers.get("content-type", ""), body)
    else:
        found = protocol.read_get(query_string)
        if found is None:
            return _describe(request)
        asked = found
    job = {
        "query": asked.query, "default": asked.default, "named": asked.named, "base": _endpoint(request),
        "accept": ",".join(request.headers.getlist("accept")),
    }  # fmt: skip
    answer = await unless_gone(request, request.app.state.pool.run(job))
    if answer.status != 200:
        raise Refusal(answer.status, answer.body.decode("utf-8"))
    headers = {"Vary": "Accept", "Content-Type": answer.type, "X-Snapshot": str(answer.snapshot)}
    return Response(answer.body, headers=headers)


async def healthz(request: Request) -> Response:
    if not request.app.state.pool.ready:
        raise Refusal(503, "no worker can open the graph")
    return PlainTextResponse("ok\n")


async def status(request: Request) -> Response:
    pool, limits = request.app.state.pool, request.app.state.limits
    told = {
        "version": __version__,
        "ready": pool.ready,
        "snapshot": pool.snapshot,
        "sockets_denied": pool.confined,
        "limits": {"seconds": limits.seconds, "memory": limits.memory, "rows": limits.rows, "workers": limits.workers},
    }
    return Response(json.dumps(told) + "\n", media_type="application/json")


# --- parts -----------------------------------------------------------------------------------------------------------


def _endpoint(request: Request) -> str:
    return f"{request.url.scheme}://{request.headers['host']}/sparql"


def _describe(request: Request) -> Response:
    media = accept.choose(",".join(request.headers.getlist("accept")), tuple(accept.GRAPHS))
    if not media:
        raise Refusal(406, f"the description is to be had as: {', '.join(accept.GRAPHS)}")
    body = description(_endpoint(request), request.app.state.limits, media)
    return Response(body, media_type=media, headers={"Vary": "Accept"})


# --- errors: one line of plain text ----------------------------------------------------------------------------------


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    headers = {"Retry-After": "5"} if error.status == 503 else {}
    said = " ".join(str(error).split()).encode("utf-8", "replace")  # it may repeat what was asked, halves of characters too
    return PlainTextResponse(said + b"\n", error.status, headers)


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    text = {404: "there is nothing here", 405: "this method is not allowed here"}.get(error.status_code, error.detail)
    return PlainTextResponse(f"{text}\n", error.status_code, error.headers)


async def _fault(request: Request, error: Exception) -> Response:
    """A fault of ours: one line in the log, with the place for whoever mends it."""
    frame = error.__traceback__
    while frame and frame.tb_next:
        frame = frame.tb_next
    place = f"{Path(frame.tb_frame.f_code.co_filename).name}:{frame.tb_lineno}" if frame else ""
    logging.getLogger("kg.serve").error("kg: %s: %s [%s]", type(error).__name__, " ".join(str(error).split()), place)
    return PlainTextResponse("a fault of the server\n", 500)
