"""Taking an article out over HTTP: who may, one change at a time. The work is done by kg/serve/removal.py."""

from __future__ import annotations

import json
import re

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg.serve.adding import Adder, may_change, progress, to_json
from kg.serve.body import read_body
from kg.serve.refusal import Refusal

MEDIA = "application/json"  # a page of another site can not send this without asking first
MOST_BYTES = 2**12
ID = re.compile(r"[0-9a-f]{16}")  # an id alone: what a name means may change between the question and the answer


async def remove(request: Request) -> Response:
    """An article's id as a JSON object: {"article": "…"}."""
    adder: Adder = request.app.state.adder
    may_change(request, MEDIA)
    try:
        told = json.loads(await read_body(request, MOST_BYTES))
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict) or set(told) != {"article"} or not isinstance(told["article"], str) or not ID.fullmatch(told["article"]):
        raise Refusal(400, 'say which article by its id: {"article": "…"}')
    return to_json(adder.start(b"", told["article"], told, "kg.serve.removal").told(), 202)


ROUTES = (
    Route("/api/removing", remove, methods=["POST"]),
    Route("/api/removing/{id}", progress),
)
