"""The rows of an answer that a question asks for, where no parameter of its query tells them apart, and their order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from kg.asking.wordlist import lexicon
from kg.knowledge import fold
from kg.model import Table
from kg.regexes import compiled

LEFT = "left"  # of the offices: that it was left
COUNTS = ("number", "amount", "score", "share", "models")  # columns by which "the largest" and "the cheapest" put rows in order,
CONFLICT = "conflict"  # the column by which the sides of one conflict belong together
SOURCES = "origins"  # the column that counts independent sources
TOGETHER = frozenset({CONFLICT, "step"})  # columns of rows that tell one thing in several
DENIED = "negated"  # the column that is true where the words deny a claim
MODALITY = "modality"  # the column that tells of plans and of what may be so
SAYS = "says"  # the column with all the values of a claim
TIMES = ("since", "time")  # columns that tell when something held or happened, the more telling first
WHEN = ("when", *TIMES)  # those by which the latest or the earliest comes first
RESTRAINTS = ("research-only", "registration", "user-limit", "no-training-others")  # terms that a licence binds by, beside those that it grants
SHARE = "share"  # the column that tells how open a vendor is
PER, UNIT = "per", "unit"  # columns that tell in what is counted
MEASURES = ("metric", "benchmark", "currency", PER, UNIT)  # where these are alike


def in_office(table: Table, posts: Sequence[str]) -> Table:
    """The rows whose role is one of these offices, what most articles say first.

    Where none has the office, those with a wider one stand for it, or else all; for those who left, nobody.
    """
    return _officers(table, posts)[0]


def lacking(table: Table, posts: Sequence[str]) -> str:
    """What is to be said where no row has an office that is asked for: a message of kg/data/words.toml, "" for nothing."""
    return _officers(table, posts)[1]


def _officers(table: Table, posts: Sequence[str]) -> tuple[Table, str]:
    if not posts or "role" not in table.columns or not table.rows:
        return table, ""
    at, most = table.columns.index("role"), table.columns.index("articles")
    known = lexicon()["posts"]
    rows, offices = table.rows, [post for post in posts if post != LEFT]
    if LEFT in posts:
        gone = compiled(known[LEFT]["rows"], re.I)
        denied = table.columns.index("negated") if "negated" in table.columns else at
        rows = tuple(row for row in rows if row[denied] is True or row[at] and gone.search(row[at]))
        if not rows:
            return Table(table.columns, ()), "none_left"
    for names in (offices, [known[post].get("wider", post) for post in offices]) if offices else ():
        told = compiled("|".join(known[post]["rows"] for post in names), re.I)
        if found := [row for row in rows if row[at] and told.search(row[at])]:
            return Table(table.columns, tuple(sorted(found, key=lambda row: -row[most]))), ""
    return Table(table.columns, rows), "none_in_office" if offices else ""


def founded(table: Table) -> Table:
    """Of rows about people those that tell when something was founded, where there are any."""
    at = table.columns.index("relation")
    return Table(table.columns, tuple(row for row in table.rows if row[at] == "founded") or table.rows)


def quoting(table: Table, kinds: Sequence[str]) -> Table:
    """The rows whose words tell of one of these: what is asked of an open letter stands where a letter is spoken of."""
    if not kinds or "quote" not in table.columns:
        return table
    at = table.columns.index("quote")
    told = compiled("|".join(lexicon()["documents"][kind]["rows"] for kind in kinds), re.I)
    return Table(table.columns, tuple(row for row in table.rows if row[at] and told.search(row[at])))


def pointing(table: Table, towards: bool, names: Sequence[str]) -> Table:
    """Of ties those that lead to what is named, where it is asked who has them ("who uses Llama"): not what that uses itself."""
    own = tuple(map(fold, names))
    if not towards or not own or not {"from", "mode", "to"} <= {*table.columns}:
        return table
    start, end = table.columns.index("from"), table.columns.index("to")
    its = [(fold(str(row[start] or "")).startswith(own), fold(str(row[end] or "")).startswith(own)) for row in table.rows]
    return Table(table.columns, tuple(row for row, (leaves, leads) in zip(table.rows, its, strict=True) if leads or not leaves) or table.rows)


def restricting(table: Table) -> Table:
    """The rows that tell what a licence does not grant: a grant that is denied, or a restraint that is not."""
    if not {"term", DENIED} <= {*table.columns}:
        return table
    at, no = table.columns.index("term"), table.columns.index(DENIED)
    return Table(table.columns, tuple(row for row in table.rows if row[at] and (row[at] in RESTRAINTS) is not (row[no] is True)))


def counted(table: Table, sides: Sequence[str], order: int) -> Table:
    """The rows by the number of a side's models, in the column of its name: the greatest first for 1, the smallest for -1."""
    if not order or len(sides) != 1 or sides[0] not in table.columns:
        return table
    at = table.columns.index(sides[0])
    return Table(table.columns, tuple(sorted(table.rows, key=lambda row: -order * (row[at] or 0))))


def sourced(table: Table, least: int) -> Table:
    """The rows that so many sources tell at least."""
    if not least or SOURCES not in table.columns:
        return table
    at = table.columns.index(SOURCES)
    return Table(table.columns, tuple(row for row in table.rows if (row[at] or 0) >= least))


def beyond(table: Table, name: str, side: str) -> Table:
    """The vendors that are more open, or more closed, than the one of this name, the farthest from it first."""
    if not name or SHARE not in table.columns:
        return table
    at, who = table.columns.index(SHARE), table.columns.index("vendor")
    sign = 1 if side == "open" else -1
    own = next((sign * row[at] for row in table.rows if fold(row[who]) == fold(name)), None)
    rows = [row for row in table.rows if own is not None and sign * row[at] > own]
    return Table(table.columns, tuple(sorted(rows, key=lambda row: -sign * row[at])))


def in_sense(table: Table, senses: Sequence[str]) -> Table:
    """The rows whose words tell a figure in the sense that is asked for; all of them where none does."""
    if not senses or "quote" not in table.columns or "metric" not in table.columns:
        return table
    at = table.columns.index("quote")
    told = [lexicon()["senses"][sense] for sense in senses]
    rows = tuple(row for row in table.rows if any(_is_told(str(row[at] or ""), sense) for sense in told))
    return Table(table.columns, rows or table.rows)


def in_other_sense(table: Table, senses: Sequence[str]) -> bool:
    """Whether no row tells a figure in the narrower sense that is asked for."""
    narrow = [sense for sense in map(lexicon()["senses"].__getitem__, senses) if "rows" in sense]
    if not narrow or not {"quote", "metric"} <= {*table.columns}:
        return False
    at = table.columns.index("quote")
    return bool(table.rows) and not any(_is_told(str(row[at] or ""), sense) for sense in narrow for row in table.rows)


def _is_told(quote: str, sense: Mapping[str, str]) -> bool:
    if "rows" in sense:
        return bool(compiled(sense["rows"], re.I).search(quote))
    return not compiled(sense["not_rows"], re.I).search(quote)


def may_order(columns: Iterable[str], order: int) -> bool:
    """Whether rows with these columns can be put into an order that is asked for."""
    there = {*columns}
    return bool(order and there & {*COUNTS}) or order == 1 and SOURCES in there and not there & TOGETHER


def ordered(table: Table, order: int) -> Table:
    """The rows by their numbers, of each measure by itself: the greatest first for 1, the smallest for -1; 0 leaves them.

    The measure that most rows have stands first. Where rows have no number, what most sources say stands first for 1: of "the
    most open" vendor that is all that articles tell.
    """
    if not may_order(table.columns, order):
        return table
    at = next((table.columns.index(name) for name in COUNTS if name in table.columns), None)
    if at is None:
        told = table.columns.index(SOURCES)
        return Table(table.columns, tuple(sorted(table.rows, key=lambda row: -(row[told] or 0))))
    apart = [table.columns.index(name) for name in MEASURES if name in table.columns]

    def measure(row: tuple[Any, ...]) -> tuple[str, ...]:
        return tuple(str(row[i] or "") for i in apart)

    many = Counter(map(measure, table.rows))

    def rank(row: tuple[Any, ...]) -> tuple[bool, int, tuple[str, ...], float]:
        number = row[at] if isinstance(row[at], int | float) else None
        return number is None, -many[measure(row)], measure(row), -order * (number or 0)

    return Table(table.columns, tuple(sorted(table.rows, key=rank)))


def may_date(columns: Iterable[str], recent: int) -> bool:
    """Whether rows with these columns can be put into an order of time that is asked for."""
    return bool(recent) and not TOGETHER & {*columns} and any(name in columns for name in WHEN)


def tells_time(table: Table) -> bool:
    """Whether a row tells a time, or none of them could."""
    at = [table.columns.index(name) for name in WHEN if name in table.columns]
    return not at or any(row[one] for row in table.rows for one in at)


def dated(table: Table, recent: int) -> Table:
    """The rows by their time: the latest first for 1, the earliest for -1; 0 leaves them. Rows without one come last."""
    if not may_date(table.columns, recent):
        return table
    at = next(table.columns.index(name) for name in WHEN if name in table.columns)
    told = [row for row in table.rows if row[at]]
    told.sort(key=lambda row: str(row[at]), reverse=recent > 0)
    return Table(table.columns, (*told, *(row for row in table.rows if not row[at])))


def keep(table: Table, left: Mapping[str, Sequence[str]]) -> Table:
    """The rows that hold each name in some cell, and the wanted value in each column; of a conflict that is kept all its sides."""
    rows = table.rows
    for name in left.get("", ()):
        rows = tuple(row for row in rows if any(fold(name) in fold(str(value or "")) for value in row))
    for column, values in left.items():
        if column in table.columns and values:
            at, fits = table.columns.index(column), _FITTING.get(column, _is_one_of)
            rows = tuple(row for row in rows if fits(row[at], values))
    return Table(table.columns, _whole_conflicts(table, rows))


def _whole_conflicts(table: Table, rows: tuple[tuple[Any, ...], ...]) -> tuple[tuple[Any, ...], ...]:
    """The rows with the other sides of the conflicts that they are a side of: one side alone shows no disagreement."""
    if CONFLICT not in table.columns or len(rows) == len(table.rows):
        return rows
    at = table.columns.index(CONFLICT)
    kept = {row[at] for row in rows}
    return tuple(row for row in table.rows if row[at] in kept)


def _is_one_of(cell: Any, values: Sequence[str]) -> bool:
    return cell in values


def _is_denied(cell: Any, values: Sequence[str]) -> bool:
    return (cell is True) == ("true" in values)


def _says(cell: Any, values: Sequence[str]) -> bool:
    return not {*values}.isdisjoint(str(cell or "").split())


def _falls_within(cell: Any, period: Sequence[str]) -> bool:
    """Whether a date, known to its year, month or day, falls into the time from the first date until the second."""
    since, until = period
    day = str(cell or "")
    return bool(day) and (not since or day >= since or since.startswith(day)) and (not until or day <= until or day.startswith(until))


def _is_beside(cell: Any, bound: Sequence[str]) -> bool:
    """Whether a number is another than the bound that is left out."""
    return cell is None or cell not in map(float, bound)


def _is_rate(cell: Any, rates: Sequence[str]) -> bool:
    """Whether a price is for so many tokens: of the side that is told, or of either."""
    return any(str(cell or "") == one or re.sub(r" (?:cached input|input|output)(?= )", "", str(cell or "")) == one for one in rates)


_FITTING: Mapping[str, Callable[[Any, Sequence[str]], bool]] = {DENIED: _is_denied, SAYS: _says, PER: _is_rate, **dict.fromkeys(TIMES, _falls_within), **dict.fromkeys(COUNTS, _is_beside)}
