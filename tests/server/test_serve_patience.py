"""Who says nothing, or takes no answer, is let go; who only takes long is not."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import apart
import pytest
import uvicorn

from kg.serve import patience

ASK = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
MUCH = 16 * 2**20  # more than a socket holds


async def app(scope: dict, receive: Callable, send: Callable) -> None:
    """`/` answers at once, `/late` after some looks, `/much` with more than is taken."""
    if scope["path"] == "/late":
        await asyncio.sleep(6 * patience.SECONDS)
    body = bytes(MUCH) if scope["path"] == "/much" else b"done"
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", str(len(body)).encode())]})
    await send({"type": "http.response.body", "body": body})


@asynccontextmanager
async def connected() -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    bound = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_level="critical", http=patience.Patient, lifespan="off", timeout_keep_alive=60)
    server = uvicorn.Server(config)
    running = asyncio.ensure_future(server._serve([bound]))
    reader, writer = await asyncio.open_connection("127.0.0.1", bound.getsockname()[1], limit=2**10)
    try:
        yield reader, writer
    finally:
        writer.transport.abort()
        server.should_exit = server.force_exit = True
        await running


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "SECONDS", 0.3)


async def ended(reader: asyncio.StreamReader) -> bytes:
    """What still comes before the server ends the connection."""
    found = b""
    try:
        while part := await reader.read(2**16):
            found += part
    except ConnectionError:
        pass
    return found


@pytest.mark.parametrize("said", [b"", b"GET / HTTP/1.1\r\nHos", ASK + b"GET /"])
def test_who_sends_no_request_is_let_go(said: bytes) -> None:
    async def scene() -> bytes:
        async with connected() as (reader, writer):
            writer.write(said)
            return await asyncio.wait_for(ended(reader), 20)

    assert apart.run(scene()).count(b"200 OK") == said.count(ASK)


def test_who_takes_no_answer_is_let_go() -> None:
    async def scene() -> int:
        async with connected() as (reader, writer):
            writer.write(ASK.replace(b"/ ", b"/much ", 1))
            await asyncio.sleep(2)
            return len(await asyncio.wait_for(ended(reader), 20))

    assert apart.run(scene()) < MUCH


def test_who_waits_for_a_late_answer_or_takes_one_slowly_is_served() -> None:
    async def scene() -> tuple[bytes, int]:
        async with connected() as (reader, writer):
            writer.write(ASK.replace(b"/ ", b"/late ", 1))
            late = await reader.readuntil(b"done")
            writer.write(ASK.replace(b"/ ", b"/much ", 1))
            head = await reader.readuntil(b"\r\n\r\n")
            size = 0
            while size < MUCH:
                part = await reader.read(MUCH // 20)
                size += len(part)
                if not part:
                    break
            assert b"200 OK" in head
            return late, size

    late, size = apart.run(scene())
    assert b"200 OK" in late and size == MUCH
