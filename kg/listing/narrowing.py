"""How the parameters of a question cut a list that is kept ahead: what its groups stand under, and which are asked for.

A query's head says for each parameter in which variables of a row its value stands (`#+ by:`). A value that is one of a
few (a course, a kind, a currency) cuts all of the list: its parts are counted for it. A thing is one of very many: its
groups are kept together, on a shelf. What heads a part is found by the part itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from kg.errors import DataError
from kg.rdf.graph import BASE, DERIVED, NAMESPACES, iri

NONE = "*"  # stands for a value that is not there
_BY = re.compile(r"(\w+)((?:\s+\w+)+?)(?:\s+(family|alone))?|(\w+)\s+(<=|>=)\s+(\w+)(\s+surely)?")
_SURELY = " surely"  # behind a test of dates: a date that is told less exactly, and may lie on either side, does not pass


@dataclass(frozen=True, slots=True)
class By:
    """Where a parameter's value stands: in one of these variables; or `test`: a date that the variable's may not pass, one of _TESTS.

    `family`: a thing stands for those too that are versions of it. `alone`: only where no other parameter is given.
    """

    variables: tuple[str, ...]
    test: str = "="
    family: bool = False
    alone: bool = False


def read(value: str, where: str) -> tuple[str, By]:
    """A line of a query's head: `about subjectId objectId`, `base foundId family`, `since >= when surely`. Raises DataError."""
    found = _BY.fullmatch(value)
    if not found:
        raise DataError(f"not a way to cut a list: {value}", where, "`#+ by: parameter variable …` or `parameter >= variable`")
    plain, variables, how, dated, test, variable, surely = found.groups()
    if plain:
        return plain, By(tuple(variables.split()), family=how == "family", alone=how == "alone")
    return dated, By((variable,), test + _SURELY if surely else test)


# --- how a list is cut -----------------------------------------------------------------------------------------------


def way(named: Any, label: str) -> str:
    """How a parameter cuts its list: by its `head`s, by a `shelf`, by the values of its `part`s, or as one of a `few`."""
    by = named.by[label]
    kind = next(param.type for param in named.params if param.name == label)
    if by.test != "=" or (kind not in ("entity", "text") and set(by.variables) <= set(named.parts)):
        return "part"
    if kind != "entity":
        return "few"
    return "head" if named.parts == by.variables else "shelf"


def few(named: Any) -> tuple[str, ...]:
    """The parameters by whose values together the parts of a list are counted."""
    return tuple(label for label in named.by if way(named, label) == "few")


def variables(named: Any) -> tuple[str, ...]:
    """The variables of a row that `standing` looks at."""
    looked = (label for label in named.by if way(named, label) in ("few", "shelf"))
    return tuple(dict.fromkeys(variable for label in looked for variable in named.by[label].variables))


def standing(named: Any, row: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    """What a row's group is counted for ("" where the list is not cut so), and the shelves on which it stands."""
    cut = ",".join(short(row.get(named.by[label].variables[0])) for label in few(named))
    shelves = {
        shelf(label, row[variable])
        for label in named.by
        if way(named, label) == "shelf"
        for variable in named.by[label].variables
        if row.get(variable) is not None
    }
    return cut, tuple(sorted(shelves))


def short(value: Any) -> str:
    """A value among few, as a part of the name of a graph."""
    return NONE if value is None else quote(str(value).removeprefix(NAMESPACES["kg"]), safe="")


def shelf(label: str, thing: str) -> str:
    """The node under which the groups stand in which a parameter has this thing."""
    return iri(f"{DERIVED}by/{label}/{quote(thing.removeprefix(BASE), safe='/%')}")


# --- what is asked for -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Asked:
    """What the parameters of a question leave of a list; None and empty for all of it.

    `heads`: IRIs of its parts; `shelves`: for each parameter the shelves of which one must hold the group; `few`: the
    values that are wanted, by their place in what is counted; `parts`: (place, test, wanted values).
    """

    heads: tuple[str, ...] | None = None
    shelves: tuple[tuple[str, ...], ...] = ()
    few: tuple[tuple[int, frozenset[str]], ...] = ()
    parts: tuple[tuple[int, str, tuple[str, ...]], ...] = ()

    def fits(self, cut: str) -> bool:
        """Whether groups that are counted for this are wanted."""
        values = cut.split(",")
        return all(values[place] in wanted for place, wanted in self.few)

    def within(self, parts: Sequence[str]) -> bool:
        """Whether a part of the list is wanted."""
        return all(_TESTS[test](parts[place], wanted) for place, test, wanted in self.parts)


def _from(value: str, wanted: Iterable[str]) -> bool:
    return value != "~" and any(value >= one or one.startswith(value) for one in wanted)


def _until(value: str, wanted: Iterable[str]) -> bool:
    return value != "~" and any(value <= one or value.startswith(one) for one in wanted)


def _surely_from(value: str, wanted: Iterable[str]) -> bool:
    return value != "~" and any(value >= one for one in wanted)


def _surely_until(value: str, wanted: Iterable[str]) -> bool:
    return value != "~" and any(_until(value, [one]) and (value == one or not one.startswith(value)) for one in wanted)


_TESTS = {
    "=": lambda value, wanted: value in wanted,
    ">=": _from,
    "<=": _until,
    ">=" + _SURELY: _surely_from,
    "<=" + _SURELY: _surely_until,
}


def asked(named: Any, given: Mapping[str, Sequence[str]], families: Mapping[str, Sequence[str]]) -> Asked:
    """What these values of parameters (plain: IRIs or texts) ask of a list. `families`: thing → the versions of it."""
    heads, shelves, wanted, parts = None, [], [], []
    for label, plain in given.items():
        by, how = named.by[label], way(named, label)
        values = [*plain, *(child for one in plain for child in families.get(one, ()))] if by.family else list(plain)
        if how == "head":
            heads = tuple(values)
        elif how == "shelf":
            shelves.append(tuple(shelf(label, value) for value in values))
        elif how == "few":
            wanted.append((few(named).index(label), frozenset(map(short, values))))
        else:
            parts.append((named.parts.index(by.variables[0]), by.test, tuple(values)))
    return Asked(heads, tuple(shelves), tuple(wanted), tuple(parts))
