"""What is said that is nearest to a question that nothing is said of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.asking import query
from kg.asking.fitting import TIMES
from kg.asking.wordlist import lexicon
from kg.errors import NotFound
from kg.model import Table

NEAREST = "nearest_said"  # what is said where something else is told than was asked,
UNTIMED = "untimed"  # where rows without a time stand for those of a time,
OF_ITS_PEOPLE = "of_its_people"  # and where those at a vendor speak for it
BOUNDS = ("since", "until")


@dataclass(frozen=True, slots=True)
class Near:
    """A call with its rows, and what is to be said of them; `cut`: they are not all of its rows."""

    query: str
    params: Mapping[str, str]
    table: Table
    note: str = NEAREST
    cut: bool = False


def nearest(store: Any, named: query.NamedQuery, params: Mapping[str, str], path: Path | None = None) -> Near | None:
    """The first of what comes near that has rows."""
    return next((one for one in _near(store, named, params, path) if one.table.rows), None)


def _near(store: Any, named: query.NamedQuery, params: Mapping[str, str], path: Path | None) -> Iterator[Near]:
    with suppress(NotFound):
        yield from _untimed(store, named, params, path)
        yield from _of_people(store, named, params, path)
    for other in lexicon()["seconds"]:
        if other["of"] != named.name or not {*other["take"], *other.get("drop", ())} <= params.keys():
            continue
        given = {taken: params[name] for name, taken in other["take"].items()}
        with suppress(NotFound):
            table = query.run(store, other["query"], given, path)
            if (kept := other.get("says")) and "says" in table.columns:
                at = table.columns.index("says")
                table = Table(table.columns, tuple(row for row in table.rows if params[kept] in str(row[at]).split()))
            yield Near(other["query"], given, table)


def _untimed(store: Any, named: query.NamedQuery, params: Mapping[str, str], path: Path | None) -> Iterator[Near]:
    """Of a time of which nothing is told: what is told without one."""
    columns = [column for column in TIMES if column in named.columns]
    if named.name in lexicon()["untimed"]["queries"] and {*BOUNDS} & params.keys() and columns:
        given = {name: value for name, value in params.items() if name not in BOUNDS}
        table = query.run(store, named.name, given, path)
        at = table.columns.index(columns[0])
        yield Near(named.name, given, Table(table.columns, tuple(row for row in table.rows if not row[at])), UNTIMED, cut=False)


def _of_people(store: Any, named: query.NamedQuery, params: Mapping[str, str], path: Path | None) -> Iterator[Near]:
    """What those at a vendor say, where it says nothing itself."""
    for other in lexicon()["speaks_for"]:
        if other["of"] == named.name and other["param"] in params:
            rows = query.run(store, "people", {"organization": params[other["param"]]}, path).dicts()
            people = dict.fromkeys(str(row["person"]) for row in rows if row.get("person"))
            if people:
                given = {**params, other["param"]: query.SEVERAL.join(people)}
                yield Near(named.name, given, query.run(store, named.name, given, path), OF_ITS_PEOPLE)
