"""The description of the whole HTTP interface: the fixed part out of a file, the explorer's out of its table."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from kg.explore.endpoints import ENDPOINTS, LANG, Endpoint, Param

FIXED = Path(__file__).resolve().parent.parent / "data" / "serve" / "openapi.json"
FORMAT = Param("format", "The whole answer, or its table alone.", choices=("json", "csv"), default="json")
_TYPES = {"text": "string", "whole": "integer", "number": "number", "date": "string", "flag": "boolean"}


def description() -> dict[str, Any]:
    """The OpenAPI 3.1 description."""
    made: dict[str, Any] = json.loads(FIXED.read_text("utf-8"))
    for endpoint in ENDPOINTS.values():
        made["paths"][f"/api/{endpoint.name}"] = {"get": _operation(endpoint)}
    return made


def _operation(endpoint: Endpoint) -> dict[str, Any]:
    refs = {"503": "busy", "504": "time", "507": "memory"}
    return {
        "summary": endpoint.about,
        "parameters": [_param(param) for param in (*endpoint.params, LANG, FORMAT)],
        "responses": {
            "200": {"description": "The answer.", "content": {"application/json": {}, "text/csv": {}}},
            "304": {"description": "Not changed since the ETag sent as If-None-Match."},
            "400": {"description": "Parameters that do not fit, in one line of plain text."},
            "404": {"description": "What is asked for is not there, in one line of plain text."},
            **{status: {"$ref": f"#/components/responses/{name}"} for status, name in refs.items()},
        },
    }


def _param(param: Param) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": _TYPES[param.type]}
    if param.choices:
        schema["enum"] = list(param.choices)
    if param.type in ("whole", "number"):
        schema |= {"minimum": param.low, "maximum": param.high}
    if param.many:
        schema = {"type": "array", "items": schema}
    elif param.default not in ("", None, False):
        schema["default"] = param.default
    return {"name": param.name, "in": "query", "description": param.about, "schema": schema}
