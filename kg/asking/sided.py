"""Of an answer whose rows tell no side those about things that are called open, or closed: "the largest open model"."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kg.asking import query
from kg.asking.fitting import DENIED
from kg.asking.question import MIXED, Reading
from kg.asking.wordlist import lexicon
from kg.model import Table


def asks_for_one(named: query.NamedQuery, reading: Reading) -> bool:
    """Whether a question asks for things of one side with a query that has no place for a side (`[sided]` of ask.toml)."""
    return named.name in lexicon()["sided"]["columns"] and len(reading.sides) == 1 and MIXED not in reading.sides


def of_side(
    store: Any, named: query.NamedQuery, table: Table, reading: Reading, path: Path | None = None
) -> tuple[Table, str]:
    """The rows about things of the side that is asked for, and the calls that tell which these are; all rows and "" where none is."""
    if not asks_for_one(named, reading):
        return table, ""
    things: set[Any] = set()
    calls = []
    for told in lexicon()["sided"]["told"]:
        given = {told["take"]: reading.sides[0]}
        rows = query.run(store, told["query"], given, path).dicts()
        things |= {row.get(told["with"]) for row in rows if row.get(DENIED) is not True}
        calls.append(query.call(told["query"], given))
    at = table.columns.index(lexicon()["sided"]["columns"][named.name])
    return Table(table.columns, tuple(row for row in table.rows if row[at] in things)), ", ".join(calls)
