"""One HTTP request over httpcore, which connects to no other address than the one that was checked, and not for ever."""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpcore

from kg.intake.hosts import Resolve, is_public

_STEP = 10.0  # seconds for one connection, one read


class Forbidden(Exception):
    """The address is one of this machine or of a closed network."""


class Slow(OSError):
    """The time for the address is over."""


def failures() -> tuple[type[Exception], ...]:
    """What a request that does not succeed raises."""
    return (
        httpcore.ConnectError, httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError,
        httpcore.UnsupportedProtocol, OSError, ssl.SSLError, UnicodeError, ValueError,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Response:
    """Status, headers by lower-case name, and the body as it comes."""

    status: int
    headers: Mapping[str, str]
    body: Iterable[bytes]

    def stream(self) -> Iterator[bytes]:
        yield from self.body


class _Stream(httpcore.NetworkStream):
    """A connection on which every step ends when the time for the whole request is over."""

    def __init__(self, inner: httpcore.NetworkStream, guard: Guard) -> None:
        self.inner, self.guard = inner, guard

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.inner.read(max_bytes, self.guard.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.inner.write(buffer, self.guard.left())

    def close(self) -> None:
        self.inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self.inner.start_tls(ssl_context, server_hostname, self.guard.left()), self.guard)

    def get_extra_info(self, info: str) -> Any:
        return self.inner.get_extra_info(info)


class Guard(httpcore.NetworkBackend):
    """Makes connections: looks the name up once, checks what it finds, and connects to that very address."""

    def __init__(self, allow_private: bool, deadline: float, resolve: Resolve) -> None:
        self.allow_private, self.deadline, self.resolve = allow_private, deadline, resolve
        self.plain = httpcore.SyncBackend()

    def left(self) -> float:
        """The seconds that the next step may take. Raises Slow when there are none."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise Slow
        return min(left, _STEP)

    @property
    def is_over(self) -> bool:
        """Whether the time for the request is over."""
        return time.monotonic() >= self.deadline - 0.05

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.NetworkStream:  # fmt: skip
        self.left()
        found = list(self.resolve(host, port))
        allowed = [ip for ip in found if self.allow_private or is_public(ip)]
        if not allowed:
            named = ", ".join(ip for ip in found[:3] if ip != host)
            raise Forbidden(f"{host} is not public" + (f" ({named})" if named else ""))
        last: Exception = httpcore.ConnectError("no address answers")
        for ip in allowed[:4]:
            try:
                return _Stream(self.plain.connect_tcp(ip, port, self.left(), None, socket_options), self)
            except (httpcore.ConnectError, httpcore.ConnectTimeout, OSError) as error:
                last = error
        raise last

    def connect_unix_socket(self, path: str, timeout: float | None = None, socket_options: Any = None) -> Any:
        raise Forbidden("no sockets of this machine")


def _text(raw: bytes) -> str:
    """A header's name or value; servers write UTF-8 into addresses that they redirect to."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


@contextmanager
def opened(guard: Guard, address: str, headers: Mapping[str, str]) -> Iterator[Response]:
    """The answer to a GET, its body still to come. Raises what `failures` lists, Forbidden, Slow."""
    with (
        httpcore.ConnectionPool(network_backend=guard, retries=0) as pool,
        pool.stream("GET", address, headers=list(headers.items())) as response,
    ):
        named = {_text(name).lower(): _text(value) for name, value in response.headers}
        yield Response(response.status, named, response.iter_stream())
    guard.left()
