"""Decisions about names and claims over HTTP: who may make them, one change at a time. The work is done by kg/serve/decision.py."""

from __future__ import annotations

import json

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg.limits import FIELD
from kg.serve.adding import Adder, may_change, progress, to_json
from kg.serve.body import read_body
from kg.serve.refusal import Refusal

MEDIA = "application/json"  # a page of another site can not send this without asking first
MOST_BYTES = 2**14


async def decide(request: Request) -> Response:
    """A decision as a JSON object: `do` (accept, merge, split, ignore, reject, strike, undo) and the fields that it needs."""
    adder: Adder = request.app.state.adder
    may_change(request, MEDIA)
    given = _fields(await read_body(request, MOST_BYTES))
    return to_json(
        adder.start(b"", given["name"] or given["item"] or given["claim"] or given["id"], given, "kg.serve.decision").told(), 202
    )


def _fields(raw: bytes) -> dict[str, str]:
    from kg.model import TYPES
    from kg.serve.decision import DOINGS, FIELDS

    try:
        told = json.loads(raw)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict) or not all(isinstance(value, str) for value in told.values()):
        raise Refusal(400, "a decision is a JSON object of texts")
    if odd := sorted(set(told) - set(FIELDS)):
        raise Refusal(400, f"a decision has no {odd[0][:40]}; there is: {', '.join(FIELDS)}")
    given = {key: told.get(key, "").strip() for key in FIELDS}
    for key, value in given.items():
        if len(value) > FIELD or any(ord(letter) < 32 or 0xD800 <= ord(letter) < 0xE000 for letter in value):
            raise Refusal(400, f"the {key} has more than {FIELD} characters, or some that are none")
    if given["do"] not in DOINGS:
        raise Refusal(400, f"do is one of: {', '.join(DOINGS)}")
    if given["type"] and given["type"] not in TYPES:
        raise Refusal(400, f"the type is one of: {', '.join(TYPES)}")
    if given["do"] != "undo" and not given["by"]:
        raise Refusal(400, "say who decides")
    if given["do"] == "strike" and not given["claim"]:
        raise Refusal(400, "say which claim it is about")
    if given["do"] not in ("undo", "strike") and not (given["item"] or given["name"]):
        raise Refusal(400, "say which name it is about")
    return given


ROUTES = (
    Route("/api/deciding", decide, methods=["POST"]),
    Route("/api/deciding/{id}", progress),
)
