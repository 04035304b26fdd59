"""A name and parameters → the answer as bytes: JSON, the CSV of its table, or a document."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from kg.display import tables
from kg.errors import NotFound, UsageError
from kg.explore.endpoints import ENDPOINTS, Document
from kg.explore.snapshot import Snapshot

JSON, CSV = "application/json", "text/csv; charset=utf-8"
FORMS = ("json", "csv")


def answer(at: Snapshot, name: str, given: Sequence[tuple[str, str]]) -> Document:
    """The answer of an endpoint. `given`: the request's pairs; `format` among them is json (as without) or csv.

    Raises NotFound for a name that is none or a thing that is not there, UsageError for parameters that do not fit.
    """
    if name not in ENDPOINTS:
        raise NotFound(f"the explorer has no {name[:40]}", "", f"there is: {', '.join(ENDPOINTS)}")
    pairs = [(key, value) for key, value in given if key != "format"]
    forms = [value for key, value in given if key == "format"] or ["json"]
    if len(forms) > 1 or forms[0] not in FORMS:
        raise UsageError("format is json or csv")
    endpoint = ENDPOINTS[name]
    made = endpoint.function()(at, **endpoint.read(pairs))
    if isinstance(made, Document):
        return made
    if forms[0] == "csv":
        return Document(as_csv(made), CSV, f"{name}.csv")
    return Document(json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode(), JSON, f"{name}.json")


def as_csv(made: Mapping[str, Any]) -> bytes:
    """The table of an answer. Raises UsageError where it has none."""
    if "columns" not in made:
        raise UsageError("this answer has no table", "", "ask for it as JSON")
    return tables.as_csv(tables.rows_table(made["rows"], made["columns"])).encode()
