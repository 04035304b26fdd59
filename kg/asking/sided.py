"""Of an answer whose rows tell no side those about things that are called open, or closed: "the largest open model"."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kg.asking import query
from kg.asking.fitting import DENIED
from kg.asking.question import MIXED, Reading
from kg.asking.wordlist import lexicon
from kg.knowledge import fold
from kg.model import Table

GROUPS = {"open": "open models", "closed": "closed models"}  # the sides as things that are compared


def asks_for_one(named: query.NamedQuery, reading: Reading) -> bool:
    """Whether a question asks for things of one side with a query that has no place for a side (`[sided]` of ask.toml)."""
    return named.name in lexicon()["sided"]["columns"] and len(reading.sides) == 1 and MIXED not in reading.sides


def of_side(
    store: Any, named: query.NamedQuery, table: Table, reading: Reading, path: Path | None = None
) -> tuple[Table, str]:
    """The rows about things of the side that is asked for, and the calls that tell which these are; all rows and "" where none is."""
    if not asks_for_one(named, reading):
        return table, ""
    side = reading.sides[0]
    things: set[Any] = {GROUPS[side]}
    calls = []
    for told in lexicon()["sided"]["told"]:
        given = {told["take"]: side}
        rows = query.run(store, told["query"], given, path).dicts()
        things |= {row.get(told["with"]) for row in rows if row.get(DENIED) is not True}
        calls.append(query.call(told["query"], given))
    places = [table.columns.index(column) for column in lexicon()["sided"]["columns"][named.name] if column in table.columns]
    asked = tuple(fold(name) for name, _ in reading.names)

    def fits(row: tuple[Any, ...]) -> bool:
        """Whether the row is about one of them, and not only about what the question names itself."""
        said = [row[at] for at in places]
        others = [cell for cell in said if not (asked and isinstance(cell, str) and fold(cell).startswith(asked))] or said
        return any(cell in things for cell in others)

    return Table(table.columns, tuple(filter(fits, table.rows))), ", ".join(calls)
