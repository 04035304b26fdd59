"""`kg serve`: the graph over HTTP, for reading: the network page and the SPARQL 1.1 endpoint.

Every query runs in a process that can be ended (pool, worker) over the newest published snapshot, inside limits
that the kernel holds (confine). The server's own process parses requests (protocol, accept, guard) and nothing of
what is asked.
"""

from __future__ import annotations

import contextlib
import ipaddress
import socket
from collections.abc import Callable, Iterable
from pathlib import Path

from kg.errors import StoreError, UsageError
from kg.serve.limits import Limits
from kg.settings import Settings

__all__ = ["Limits", "run"]

HOST, PORT = "127.0.0.1", 8765
CONNECTIONS = 500


def run(
    settings: Settings,
    host: str = HOST,
    port: int = PORT,
    limits: Limits | None = None,
    hosts: Iterable[str] = (),
    say: Callable[[str], None] = lambda address: None,
) -> None:
    """Serve until interrupted; `say` is given the address once queries are answered. Port 0 takes any that is free.

    `hosts`: names under which the server may be called, beside addresses, `localhost` and the machine's own name.
    Raises UsageError for an address that can not be had, StoreError for a graph that can not be read.
    """
    import uvicorn

    from kg.serve.app import make_app

    if "://" in settings.store:
        raise UsageError("a graph on another server is asked there", settings.store, "name a store's folder")
    path = Path(settings.store)
    settle(path)
    bound = listen(host, port)
    address = _address(host, bound.getsockname()[1])
    try:
        app = make_app(
            str(path.resolve()), settings.lang, limits or Limits(), (host, *hosts), started=lambda: say(address)
        )
        config = uvicorn.Config(
            app, log_level="critical", access_log=False, server_header=False, timeout_keep_alive=10,
            timeout_graceful_shutdown=2, limit_concurrency=CONNECTIONS, ws="none",
        )  # fmt: skip
        with contextlib.suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[bound])
    finally:
        bound.close()


def settle(path: Path) -> None:
    """Publish what a writer that died left unpublished. Where another process writes now, it is left to that."""
    from kg.store import UNPUBLISHED, OxigraphStore, newest

    if newest(path) != (0, 0) and not (path / UNPUBLISHED).exists():
        return
    try:
        with OxigraphStore(path) as store:
            store.publish()
    except StoreError:
        if newest(path) == (0, 0):
            raise


def is_loopback(host: str) -> bool:
    """Whether nobody but this machine can reach the address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens. Raises UsageError for an address that can not be had."""
    try:
        family, kind, number, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        bound = socket.socket(family, kind, number)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
        bound.listen(2048)  # now, so that whoever is told the address can connect
    except OSError as error:
        todo = "choose another --port or --host"
        raise UsageError(f"can not listen: {error.strerror or error}", f"{host}:{port}", todo) from None
    return bound


def _address(host: str, port: int) -> str:
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"
