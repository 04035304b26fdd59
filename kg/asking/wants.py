"""What a question wants of the rows of a query, beside the values of parameters: by its reading, and the columns that there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kg.asking.plainly import WEIGHED
from kg.asking.query import NamedQuery
from kg.asking.question import Reading


def least(named: NamedQuery, reading: Reading) -> int:
    """By how many sources at least rows are to be told: of arguments with "several sources" by two."""
    return reading.sources or 2 * (named.name == WEIGHED and "independent" in reading.concepts)


def whose(reading: Reading) -> bool:
    """Whether a question asks who has ties to what it names: "who uses Llama", and not "who does Meta work with"."""
    return (reading.asks_who or "who" in reading.concepts) and not reading.leads


def since_when(reading: Reading, columns: Sequence[str]) -> bool:
    """Whether rows about people are to tell when something was founded."""
    return "founder" in reading.posts and "when" in reading.concepts and "relation" in columns


def speakers(reading: Reading, columns: Sequence[str]) -> bool:
    """Whether "who" asks for those that say it: not where the rows tell of vendors."""
    return reading.asks_who and "speaker" in columns and "vendor" not in columns


def by_number(named: NamedQuery, reading: Reading) -> int:
    """How years are to be put in order by the number of a side's models, and not by its share."""
    return reading.order if "year" in named.columns and len(reading.sides) == 1 and "proportion" not in reading.concepts else 0


def what_not(named: NamedQuery, reading: Reading, given: Mapping[str, str]) -> bool:
    """Whether a question asks what a licence forbids, and names no term."""
    return reading.forbids and "term" in named.columns and "term" not in given
