"""Parameters that named queries have by the columns of their answers, beside their own (kg/data/common.toml).

Where somebody is at home, on which side a thing is, what comes first: a question sets them as a person does who calls a query.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from kg.asking.countries import CODE, tells_home, within
from kg.asking.fitting import DENIED, MODALITY, dated, may_date, may_order, ordered
from kg.asking.wordlist import lexicon
from kg.errors import QueryError
from kg.knowledge import DATA, fold, read_toml
from kg.model import Table

COUNTRY, SIDE, ORDER, LIKE = "country", "side", "order", "like"
POLES = {"pro": "for", "con": "against"}  # arguments are pro or con, stances for or against
VIEWS = ("stance", "argument")  # kinds of claims that somebody may share
GROUPS = {"open": "open models", "closed": "closed models"}  # the sides as things that are compared
NUMBERED, TIMED = {"most": 1, "least": -1}, {"newest": 1, "oldest": -1}
SEVERAL = "|"  # between values: any of these
Run = Callable[[str, Mapping[str, str]], Table]  # a named query with its parameters → its rows


@functools.cache
def _data() -> Mapping[str, Any]:
    return read_toml(DATA / "common.toml")


def help_of(label: str) -> dict[str, str]:
    """What a parameter is, in each language."""
    return dict(_data()[label]["help"])


def type_of(label: str) -> str:
    """The type of a parameter."""
    return str(_data()[label].get("type", label))


def options(label: str, columns: Iterable[str], lang: str) -> list[tuple[str, str]]:
    """The values that a parameter may have in an answer with these columns, and what each is called."""
    there = {*columns}
    known = [value for value in _data()[label]["values"] if label != ORDER or _orders(there, value)]
    return [(value, str(_data()[label]["values"][value][lang])) for value in known]


def shown(label: str, value: str, lang: str) -> str:
    """The value of a parameter as a person reads it."""
    named = _data()[label]["values"]
    return f" {SEVERAL} ".join(str(named[one][lang]) if one in named else one for one in value.split(SEVERAL))


def offered(named: str, columns: Iterable[str]) -> Iterator[str]:
    """The parameters that a query of this name has by its columns."""
    there = {*columns}
    if tells_home(there):
        yield COUNTRY
    if named in lexicon()["sided"]["columns"]:
        yield SIDE
    if named in _data()[LIKE]["queries"]:
        yield LIKE
    if any(_orders(there, value) for value in (*NUMBERED, *TIMED)):
        yield ORDER


def _orders(columns: Iterable[str], value: str) -> bool:
    return may_order(columns, NUMBERED.get(value, 0)) or may_date(columns, TIMED.get(value, 0))


def values(label: str, value: str) -> list[str]:
    """The values that are meant. Raises QueryError where one is none."""
    found = [one.strip().casefold() for one in value.split(SEVERAL)] if label == COUNTRY else [value]
    known = _data()[label].get("values", found)
    if wrong := next((one for one in found if one not in known and not (label == COUNTRY and CODE.fullmatch(one))), None):
        raise QueryError(f"{label} can not be {wrong}", "", f"it is one of: {', '.join(known)}")
    return found


def chosen(table: Table, named: str, given: Mapping[str, str], about: Sequence[str], run: Run) -> Table:
    """The rows of a query that these parameters leave, in their order. `about`: the things that it is asked about, which are not told apart."""
    if COUNTRY in given:
        table = within(table, values(COUNTRY, given[COUNTRY]), about)
    if SIDE in given:
        table = _of_side(table, named, given[SIDE], about, run)
    if LIKE in given:
        table = _like(table, run(named, {"speaker": given[LIKE]}))
    order = given.get(ORDER, "")
    if order and not _orders(table.columns, order):
        there = ", ".join(value for value in (*NUMBERED, *TIMED) if _orders(table.columns, value))
        raise QueryError(f"{ORDER} can not be {order}", "", f"it is one of: {there}")
    return in_order(table, order)


def in_order(table: Table, order: str) -> Table:
    """The rows in an order that is asked for, as they are for "" and where their columns tell none."""
    return ordered(dated(table, TIMED.get(order, 0)), NUMBERED.get(order, 0))


# --- who says the same -----------------------------------------------------------------------------------------------


def _like(table: Table, theirs: Table) -> Table:
    """The rows in which others hold what somebody's rows say: the same side, for or against it, in the same respect."""
    held = {_view(row) for row in theirs.dicts()} - {""}
    own = {row.get("speaker") for row in theirs.dicts()}
    rows = zip(table.rows, table.dicts(), strict=True)
    return Table(table.columns, tuple(cells for cells, row in rows if row.get("speaker") not in own and _view(row) in held))


def _view(row: Mapping[str, Any]) -> str:
    said = " ".join(POLES.get(word, word) for word in str(row.get("says") or "").split())
    return said if row.get("kind") in VIEWS and not row.get(DENIED) else ""


# --- sides: of an answer whose rows tell none, those about things that are called open, or closed: "the largest open model" -----


def calls(side: str) -> list[tuple[str, Mapping[str, str]]]:
    """The queries that tell which things are on a side, with their parameters."""
    return [(told["query"], {told["take"]: side}) for told in lexicon()["sided"]["told"]]


def _of_side(table: Table, named: str, side: str, about: Sequence[str], run: Run) -> Table:
    things: set[Any] = {GROUPS[side]}
    for told, (query, given) in zip(lexicon()["sided"]["told"], calls(side), strict=True):
        things |= {row.get(told["with"]) for row in run(query, given).dicts() if row.get(DENIED) is not True and not row.get(MODALITY)}
    places = [table.columns.index(column) for column in lexicon()["sided"]["columns"][named] if column in table.columns]
    asked = tuple(map(fold, about))

    def fits(row: tuple[Any, ...]) -> bool:
        """Whether the row is about one of them, and not only about what is asked about anyway."""
        said = [row[at] for at in places]
        others = [cell for cell in said if not (asked and isinstance(cell, str) and fold(cell).startswith(asked))] or said
        return any(cell in things for cell in others)

    return Table(table.columns, tuple(filter(fits, table.rows)))
