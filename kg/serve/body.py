"""A request's body, whole and within bounds."""

from __future__ import annotations

import asyncio

from starlette.requests import ClientDisconnect, Request

from kg.serve.refusal import Refusal

SECONDS = 30.0  # in which a body must have come


async def read_body(request: Request, most: int) -> bytes:
    """The whole body. Raises Refusal for one that is too long, or that does not come."""
    told = request.headers.get("content-length", "")
    if told.isdecimal() and int(told[:20]) > most:  # without waiting for it
        raise Refusal(413, f"a request has at most {most} bytes")
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(SECONDS):
            async for part in request.stream():
                size += len(part)
                if size > most:
                    raise Refusal(413, f"a request has at most {most} bytes")
                parts.append(part)
    except TimeoutError:
        raise Refusal(408, "the request's body did not come") from None
    except ClientDisconnect:
        raise Refusal(499, "the asker has left") from None
    return b"".join(parts)
