"""What an answer tells in one line: the things that its rows are about, each with how many rows tell of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from kg.asking.query import NamedQuery

Row = dict[str, Any]
MOST = 12  # things that one line names
THINGS = 0.75  # share of a column's cells that are things where it is a column of things: "author" is none


def gist(asked: NamedQuery, params: Mapping[str, str], columns: Sequence[str], cells: Sequence[Sequence[Row]], total: int) -> Row | None:
    """{column, things: those named most in the rows (key, type, label, n rows, call), n: how many there are} of a whole answer.

    `call` asks the same of the thing alone: {query, params}, None where the query has no parameter for it. None for an
    answer of which `cells` is but the first part, and for one whose every row tells of another thing: it says so itself.
    """
    at = _leading(cells)
    if at is None or len(cells) < total:
        return None
    things = {row[at]["key"]: row[at] for row in cells if row[at].get("key")}
    rows = Counter(row[at]["key"] for row in cells if row[at].get("key"))
    name = columns[at]
    if len(things) == len(cells) or (len(things) == 1 and name in params):
        return None
    asks = any(param.name == name and param.type == "entity" for param in asked.params)
    told = [
        {**things[key], "n": n, "call": {"query": asked.name, "params": {**params, name: things[key]["text"]}} if asks else None}
        for key, n in rows.most_common(MOST)
    ]
    return {"column": name, "things": [{"label" if field == "text" else field: value for field, value in one.items()} for one in told], "n": len(things)}


def _leading(cells: Sequence[Sequence[Row]]) -> int | None:
    """The first column that holds things."""
    for at in range(len(cells[0]) if cells else 0):
        filled = [row[at] for row in cells if row[at]["text"] not in ("", None)]
        if filled and sum("key" in one for one in filled) >= THINGS * len(filled):
            return at
    return None
