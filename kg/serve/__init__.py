"""`kg serve`: the graph over HTTP, for reading: the explorer and the SPARQL 1.1 endpoint.

Every query runs in a process that can be ended (pool, worker) over the newest published snapshot, inside limits
that the kernel holds (confine). The server's own process parses requests (protocol, accept, guard) and nothing of
what is asked.
"""

from __future__ import annotations

import contextlib
import ipaddress
import socket
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from kg.errors import UsageError
from kg.serve.limits import Limits
from kg.settings import Settings
from kg.store.wire import known_by_environment

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
    adding: bool | None = None,
) -> None:
    """Serve until interrupted; `say` is given the address once queries are answered. Port 0 takes any that is free.

    `hosts`: names under which the server may be called, beside addresses, `localhost` and the machine's own name.
    `adding`: whether the page may add articles to the corpus; without a word only where nobody but this machine can
    reach the address.
    Raises UsageError for an address that can not be had, StoreError for a graph that can not be read.
    """
    import uvicorn

    from kg.serve.adding import Adder, why_not
    from kg.serve.app import make_app
    from kg.serve.patience import Patient

    settings = replace(settings, store=placed(settings))
    settle(settings.store)
    bound = listen(host, port)
    address = _address(host, bound.getsockname()[1])
    try:
        adder = Adder(settings, why_not(settings, is_loopback(host) if adding is None else adding))
        app = make_app(
            settings.store, settings.lang, limits or Limits(), (host, *hosts), lambda: say(address), adder
        )
        config = uvicorn.Config(
            app, log_level="critical", access_log=False, server_header=False, timeout_keep_alive=10,
            timeout_graceful_shutdown=2, limit_concurrency=CONNECTIONS, ws="none", http=Patient,
        )  # fmt: skip
        with contextlib.suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[bound])
    finally:
        bound.close()


def placed(settings: Settings) -> str:
    """The store as the processes of the server are told of it: a whole path, or an address without its password."""
    if "://" in settings.store:
        return known_by_environment(settings.store)
    return str(Path(settings.store).resolve())


def settle(place: str) -> None:
    """See that there is a published graph. What a writer that died left unpublished is none. Raises StoreError.

    Of a graph on another server the indexes on this machine are brought in step first: no query should wait for that.
    """
    from kg.store import open_store

    store = open_store(place, read_only=True)
    try:
        if "://" in place:
            store.passages()
    finally:
        store.close()


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
    except (OSError, UnicodeError) as error:
        todo, why = "choose another --port or --host", getattr(error, "strerror", None) or str(error)
        raise UsageError(f"can not listen: {why}", f"{host}:{port}", todo) from None
    return bound


def _address(host: str, port: int) -> str:
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"
