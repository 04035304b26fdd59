"""Work for somebody who may leave: it is ended when he does."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable

from starlette.requests import Request

from kg.serve.pool import Answer
from kg.serve.refusal import Refusal


async def unless_gone(request: Request, work: Awaitable[Answer]) -> Answer:
    """The answer; where the asker leaves before it, the query is ended. Raises Refusal."""

    async def leaves() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass

    running, gone = asyncio.ensure_future(work), asyncio.ensure_future(leaves())
    try:
        await asyncio.wait((running, gone), return_when=asyncio.FIRST_COMPLETED)
        if not running.done():
            raise Refusal(499, "the asker has left")
        return running.result()
    finally:
        for task in (running, gone):
            task.cancel()
        await asyncio.gather(running, gone, return_exceptions=True)
