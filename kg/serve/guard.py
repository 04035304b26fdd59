"""Stands before every route: whose name the server is called by, whose page asks, and what a browser may do with it."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-cache",
}
_HOST = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_.-]+)(?::(?P<port>\d{1,5}))?")


class Guard:
    """Refuses what comes under a foreign name or from a foreign page, and puts the headers of HEADERS on every answer.

    A page elsewhere could make a browser send queries here, and could read the answers by giving its own name this
    machine's address: such a request bears that page's name, as Origin or as Host.
    """

    def __init__(self, app: ASGIApp, hosts: Iterable[str] = ()) -> None:
        self.app = app
        self.hosts = {host.lower().rstrip(".") for host in ("localhost", socket.gethostname(), *hosts) if host}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        if refused := self.refuses(Headers(scope=scope)):
            status, text = refused
            return await PlainTextResponse(text + "\n", status)(scope, receive, dressed)
        await self.app(scope, receive, dressed)

    def refuses(self, headers: Headers) -> tuple[int, str] | None:
        """Why a request with these headers is refused, as status and line; None where it is not."""
        named = headers.getlist("host")
        host = _HOST.fullmatch(named[0]) if len(named) == 1 else None
        if not host:
            return 400, "the request has no Host that can be read"
        if not self._ours(host["name"]):
            return 421, "this server is not known by that name; if it should be: kg serve --allow-host NAME"
        origin = headers.get("origin")
        if origin is not None and not is_from(origin, named[0]):
            return 403, "a page of another site may not ask here"
        # what a browser sends along where it sends no Origin: an image or a script of another site
        if headers.get("sec-fetch-site") == "cross-site" and headers.get("sec-fetch-mode") != "navigate":
            return 403, "a page of another site may not ask here"
        return None

    def _ours(self, name: str) -> bool:
        """Whether the name is ours. An address always is: no name that could be turned on us stands in it."""
        try:
            ipaddress.ip_address(name.strip("[]"))
            return True
        except ValueError:
            return name.lower().rstrip(".") in self.hosts


def is_from(origin: str, host: str) -> bool:
    """Whether an Origin names a page of this Host. It is a scheme and a host and no more; what is none need not be an address."""
    return origin.partition("://")[2].lower() == host.lower() != ""
