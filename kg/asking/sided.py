"""Whether a question asks for things of one side with a query whose rows tell none: "the largest open model"."""

from __future__ import annotations

from kg.asking import query
from kg.asking.question import MIXED, Reading
from kg.asking.wordlist import lexicon


def asks_for_one(named: query.NamedQuery, reading: Reading) -> bool:
    """Whether a question asks for things of one side with a query that has no place for a side (`[sided]` of ask.toml)."""
    return named.name in lexicon()["sided"]["columns"] and len(reading.sides) == 1 and MIXED not in reading.sides and not says_of_one(named, reading)


def says_of_one(named: query.NamedQuery, reading: Reading) -> bool:
    """Whether a question asks who says something of all models of a side, and not of one: "who says that closed models are stronger"."""
    return {"subject", "relation", "object"} <= {*named.columns} and reading.asks_who and len(reading.sides) == 1 and MIXED not in reading.sides and not reading.names
