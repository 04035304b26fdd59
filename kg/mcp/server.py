"""The protocol: the tools and resources of the graph, by standard input and output or by HTTP on this machine."""

from __future__ import annotations

import contextlib
import functools
import inspect
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import anyio
from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ResourceNotFoundError, ToolError
from mcp.types import ToolAnnotations

from kg import __version__
from kg.asking import query
from kg.errors import KgError
from kg.knowledge import DATA, load
from kg.mcp.cards import Row, texts
from kg.mcp.tools import Tools
from kg.serve.refusal import Refusal
from kg.settings import Settings

LOOPBACK = "127.0.0.1"
READING = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)


def make_server(tools: Tools) -> MCPServer:
    """The server over these tools."""
    said = texts()["server"]
    server: MCPServer = MCPServer(
        "kg", title=said["title"], instructions=said["instructions"].strip(), version=__version__, log_level="CRITICAL"
    )
    for call in _calls(tools):
        name = call.__name__
        server.tool(name, description=texts()["tools"][name], annotations=READING)(_one_line(call))
    _resources(server)
    return server


def _calls(tools: Tools) -> list[Callable[..., Any]]:
    """The tools with the parameters that an assistant sees."""

    def ask(question: str, limit: int = 8) -> Row:
        return tools.ask(question, limit)

    def search_passages(
        words: str, entity: str = "", kind: str = "", since: str = "", until: str = "", limit: int = 8
    ) -> Row:
        return tools.search_passages(words, limit, entity=entity, kind=kind, since=since, until=until)

    def run_query(name: str, params: dict[str, str] | None = None, limit: int = 20) -> Row:
        return tools.run_query(name, params, limit)

    async def sparql(query: str) -> Row:
        return await tools.sparql(query)

    def show_entity(name: str, kind: str = "", since: str = "", until: str = "", limit: int = 8) -> Row:
        return tools.show_entity(name, kind, since, until, limit)

    def show_article(article: str, limit: int = 20) -> Row:
        return tools.show_article(article, limit)

    def show_claim(claim: str) -> Row:
        return tools.show_claim(claim)

    def show_conflicts(about: str = "", conflict: str = "", lang: str = "en", limit: int = 5) -> Row:
        return tools.show_conflicts(about, conflict, limit, lang)

    def trace_path(source: str, target: str, limit: int = 3) -> Row:
        return tools.trace_path(source, target, limit)

    return [
        ask, search_passages, run_query, sparql, show_entity, show_article, show_claim, show_conflicts, trace_path,
    ]  # fmt: skip


def _one_line(call: Callable[..., Any]) -> Callable[..., Any]:
    """The same tool, with what can not be answered as one line for the assistant."""
    if inspect.iscoroutinefunction(call):

        @functools.wraps(call)
        async def later(*args: Any, **given: Any) -> Row:
            try:
                return await _found(call(*args, **given))
            except (KgError, Refusal) as error:
                raise ToolError(" ".join(str(error).split())) from None

        return later

    @functools.wraps(call)
    def now(*args: Any, **given: Any) -> Row:
        try:
            return dict(call(*args, **given))
        except KgError as error:
            raise ToolError(" ".join(str(error).split())) from None

    return now


async def _found(work: Awaitable[Row]) -> Row:
    return await work


def _resources(server: MCPServer) -> None:
    """The vocabulary, the kinds of claims and the named queries, to be read."""

    @server.resource("kg://ontology", name="ontology", title="The vocabulary of the graph", mime_type="text/turtle")
    def ontology() -> str:
        return (DATA / "ontology.ttl").read_text("utf-8")

    @server.resource("kg://kinds", name="kinds", title="The kinds of claims", mime_type="application/json")
    def kinds() -> list[Row]:
        return [
            {
                "kind": kind.id, "labels": kind.labels, "definitions": kind.definitions,
                "subject": list(kind.subject), "object": list(kind.object), "values": kind.values,
            }
            for kind in load().kinds.values()
        ]  # fmt: skip

    @server.resource("kg://queries", name="queries", title="The named queries", mime_type="application/json")
    def queries() -> list[Row]:
        return [
            {
                "name": named.name, "question": named.titles, "columns": list(named.columns),
                "params": [{"name": p.name, "type": p.type, "default": p.default, "help": p.help} for p in named.takes],
            }
            for named in map(query.load, query.names())
        ]  # fmt: skip

    @server.resource("kg://queries/{name}", name="query", title="A named query", mime_type="application/sparql-query")
    def text(name: str) -> str:
        if name not in query.names():
            raise ResourceNotFoundError(f"there is no query {name}")
        return query.load(name).text


def run(settings: Settings, transport: str, port: int, base: str, say: Callable[[str], None]) -> None:
    """Serve until the asker leaves or it is interrupted."""
    logging.disable(logging.CRITICAL)  # what can not be answered is the asker's, and standard error is a person's
    tools = Tools(settings, base)
    server = make_server(tools)
    with contextlib.suppress(KeyboardInterrupt):
        anyio.run(functools.partial(_serve, server, tools, transport, port, say))


async def _serve(server: MCPServer, tools: Tools, transport: str, port: int, say: Callable[[str], None]) -> None:
    try:
        if transport == "stdio":
            await server.run_stdio_async()
        else:
            await _serve_http(server, port, say)
    finally:
        await tools.close()


async def _serve_http(server: MCPServer, port: int, say: Callable[[str], None]) -> None:
    """Streamable HTTP on this machine's own address: requests under another name or from a foreign page are refused."""
    import uvicorn

    from kg.serve import listen

    bound = listen(LOOPBACK, port)
    app = server.streamable_http_app(host=LOOPBACK, json_response=True)
    config = uvicorn.Config(app, log_level="critical", access_log=False, server_header=False, ws="none")
    say(f"http://{LOOPBACK}:{bound.getsockname()[1]}/mcp")
    try:
        await uvicorn.Server(config).serve(sockets=[bound])
    finally:
        bound.close()
