"""How long the server waits for somebody who is connected: whoever sends no request, or takes no answer, is let go.

Only so many can be connected at once; without this a few hundred that say nothing would keep all others out for ever.
"""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol

SECONDS = 30.0  # as long as a body is waited for


class Patient(H11Protocol):
    """A connection that is looked at each SECONDS: where nothing has come of it since, it ends."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._look_again(None, 0)

    def _look_again(self, cycle: object, left: int) -> None:
        self._looking = self.loop.call_later(SECONDS, self._look, cycle, left)

    def _look(self, before: object, left: int) -> None:
        """`before`: the request that it was at when last looked at; `left`: the bytes of the answer not taken by then."""
        if self.transport.is_closing():
            return
        idle, now = self.cycle is None or self.cycle.response_complete, self.transport.get_write_buffer_size()
        if self.cycle is before and (now == left if now else idle):
            self.transport.abort()
        else:
            self._look_again(self.cycle, now)

    def connection_lost(self, exc: Exception | None) -> None:
        self._looking.cancel()
        super().connection_lost(exc)
