"""Of an answer the rows about those who are at home where a question asks: "which Chinese vendors …", 欧洲的开源模型."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kg.asking.wordlist import lexicon
from kg.knowledge import DATA, Term, fold, load_terms
from kg.model import Table

CODE = re.compile("[a-z]{2}")  # of a country (ISO 3166-1), in small letters
_PIECE = re.compile(r"[^\W\d]+|\d+(?:\.\d+)*|\S")


# Columns with those who may be at home somewhere, or with what they made; whoever stands in the first speaks for the row.
_LEADING = "vendor"
COLUMNS = frozenset({_LEADING, "organization", "person", "model", "base", "thing", "subject", "object", "speaker", "from", "to"})


def tells_home(columns: Iterable[str]) -> bool:
    """Whether rows with these columns can be told apart by where somebody is at home."""
    return not COLUMNS.isdisjoint(columns)


def within(table: Table, asked: Sequence[str], names: Iterable[str] = ()) -> Table:
    """The rows in which somebody, or what somebody made, is at home in one of these parts of the world (keys of `[countries]`, or codes).

    `names`: what the question names itself, of which nothing is asked.
    """
    if not asked or not tells_home(table.columns):
        return table
    wanted = [lexicon()["countries"].get(name) or {"codes": [name.upper()]} for name in asked]
    named = tuple(map(fold, names))
    lead = table.columns.index(_LEADING) if _LEADING in table.columns else None
    places = [at for at, column in enumerate(table.columns) if column in COLUMNS]

    def home(cell: Any) -> frozenset[str]:
        told = isinstance(cell, str) and not (named and fold(cell).startswith(named))
        return countries_of(cell) if told else frozenset()

    def fits(row: tuple[Any, ...]) -> bool:
        leading = home(row[lead]) if lead is not None else frozenset()
        homes = [leading] if leading else [home(row[at]) for at in places]
        return any(_lies_in(one, part) for one in homes for part in wanted)

    return Table(table.columns, tuple(filter(fits, table.rows)))


def _lies_in(home: frozenset[str], part: Mapping[str, Sequence[str]]) -> bool:
    return bool(home - {*part["but"]} if "but" in part else home & {*part["codes"]})


@functools.lru_cache(maxsize=1 << 14)
def countries_of(label: str) -> frozenset[str]:
    """Where an organization, or the maker of what is called so, is at home; a version is where its family is."""
    if len(label) > _longest():
        return frozenset()
    pieces = [piece.end() for piece in _PIECE.finditer(label)]
    known = (_homes().get(fold(label[:end])) for end in reversed(pieces))
    return next((home for home in known if home is not None), frozenset())


_TYPES = ("Organization", "Model", "Product", "Person")


@functools.cache
def _homes() -> dict[str, frozenset[str]]:
    """Folded main name → ISO 3166-1 codes, empty where the lexicon tells none."""
    terms = [term for term in load_terms(DATA / "lexicon") if term.entity.type in _TYPES]
    by_key = {term.entity.key: term for term in terms}
    homes: dict[str, frozenset[str]] = {}
    for term in sorted(terms, key=lambda term: _TYPES.index(term.entity.type)):
        homes.setdefault(fold(term.entity.label), frozenset(_of(term, by_key)))
    return homes


def _of(term: Term, by_key: dict[str, Term], depth: int = 3) -> set[str]:
    """The country of a term, or else those of its makers and owners, and theirs."""
    if told := term.columns.get("country"):
        return {told}
    owners = [by_key[key] for key in term.makers if key in by_key] if depth else []
    return {code for owner in owners for code in _of(owner, by_key, depth - 1)}


@functools.cache
def _longest() -> int:
    """Characters of the longest name, with room for a version."""
    return max(map(len, _homes())) + 24
