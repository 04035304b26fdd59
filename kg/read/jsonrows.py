"""JSON Lines of articles, and lists of them in one JSON document (also JSON Feed)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from kg.errors import ReadError
from kg.limits import Limits
from kg.read import columns
from kg.read.draft import Drafts

_LISTS = ("items", "articles", "entries", "data", "results", "documents", "docs", "rows")


def read(body: str, name: str, limits: Limits) -> Drafts:
    """An article for each line or object, in order; a line that is none gives a fault in its place."""
    for number, (place, row) in enumerate(_rows(body, name), start=1):
        if number > limits.entries:
            raise ReadError(f"more than {limits.entries:,} rows", name, "split it, or set KG_MAX_ENTRIES")
        if isinstance(row, ReadError):
            yield row
            continue
        try:
            yield columns.draft(row, name, place)
        except ReadError as error:
            yield error


def _rows(body: str, name: str) -> Iterator[tuple[str, dict[str, Any] | ReadError]]:
    whole = _whole(body)
    if whole is not None:
        for number, row in enumerate(whole, start=1):
            good = isinstance(row, dict)
            yield f"#{number}", row if good else ReadError("is no object", f"{name}#{number}", "write {…}")
        return
    for number, line in enumerate(body.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            reason = getattr(error, "msg", "") or type(error).__name__
            yield "", ReadError(f"no JSON: {reason}", f"{name}:{number}", "one object a line")
            continue
        if isinstance(row, dict):
            yield f"#{number}", row
        else:
            yield "", ReadError("is no object", f"{name}:{number}", "one object a line")


def _whole(body: str) -> list[Any] | None:
    """The objects of a text that is one JSON document; None for lines."""
    start = body.lstrip("\ufeff \t\n")
    if start.startswith("{") and "\n" in start.strip():
        first = start.split("\n", 1)[0]
        try:
            json.loads(first)
            return None  # an object on the first line, and more lines: JSON Lines
        except (ValueError, RecursionError):
            pass
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if isinstance(data, dict):
        inner = next((data[key] for key in _LISTS if isinstance(data.get(key), list)), None)
        return [data] if inner is None or columns.has_text(list(data)) else inner
    return data if isinstance(data, list) else None
