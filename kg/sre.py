"""The inside of Python's regular expressions, as far as kg goes behind `re.compile`: all of it comes from here.

There is no public way to what it needs: the parse tree of an expression, out of which kg reads which strings every match holds
(kg/sieve.py), and code that is made ahead and kept (kg/alternatives.py, kg/regexes.py). Both take most of the time that a first
start takes otherwise. `re._parser`, `re._compiler` and `_sre` belong to Python and may change with it. `changed` says what is not
as kg knows it: then expressions are compiled by `re.compile` and none is turned away before it is tried, which takes longer and
finds the same; and tests/test_sre.py fails, with what it says.
"""

from __future__ import annotations

import _sre  # type: ignore[import-not-found]
import functools
import re
from collections.abc import Callable
from re import _compiler as compiler  # type: ignore[attr-defined]  # what re.compile itself calls
from re import _constants as ops  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]  # as hypothesis uses it
from types import FunctionType
from typing import Any

__all__ = ["KNOWN_ENGINES", "REPEATS", "changed", "compiler", "engine", "ops", "parser", "with_names"]

engine = _sre
KNOWN_ENGINES = frozenset([20220615])  # whose code was compared with what kg makes: by `MAGIC`, here that of Python 3.11
REPEATS = (ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT)

# Functions that kg calls, or puts its own in the place of, with the names of what they are given.
_CALLED = {
    parser: {
        "parse": "str flags state",
        "_parse": "source state verbose nested first",
        "_parse_sub": "source state verbose nested",
        "_uniq": "items",
    },
    compiler: {
        "_code": "p flags",
        "_compile": "code pattern flags",
        "_compile_info": "code pattern flags",
        "_combine_flags": "flags add_flags del_flags TYPE_FLAGS",
        "_optimize_charset": "charset iscased fixup fixes",
    },
}
# An expression with each kind of item that kg looks into, and its tree: pairs of an operation and its value.
_SHOWN = r"^(?:ab|(?i:c)|[d-f\w])(?P<g>h)??(?=i)(?<!j)(?>k)(?:l{2}+)"
_TREE = (
    "AT AT_BEGINNING BRANCH None LITERAL 97 LITERAL 98 SUBPATTERN None 2 0 LITERAL 99 IN RANGE 100 102 CATEGORY CATEGORY_WORD "
    "MIN_REPEAT 0 1 SUBPATTERN 1 0 0 LITERAL 104 ASSERT 1 LITERAL 105 ASSERT_NOT -1 LITERAL 106 ATOMIC_GROUP LITERAL 107 "
    "POSSESSIVE_REPEAT 2 2 LITERAL 108"
)


@functools.cache
def changed() -> str:
    """What of the inside of this Python's regular expressions is not as kg knows it; "" where all is."""
    for module, functions in _CALLED.items():
        for name, names in functions.items():
            if (found := _arguments(getattr(module, name, None))) != names:
                return f"{module.__name__}.{name} takes ({found}), not ({names})"
    found = " ".join(map(str, _flat(parser.parse(_SHOWN))))
    return "" if found == _TREE else f"{_SHOWN} is parsed as {found}, not {_TREE}"


def _arguments(function: Any) -> str:
    code = getattr(function, "__code__", None)
    return " ".join(code.co_varnames[: code.co_argcount]) if code else ""


def _flat(value: Any) -> list[Any]:
    """The operations and values of a tree in a row."""
    if isinstance(value, (parser.SubPattern, list, tuple)):
        return [one for some in value for one in _flat(some)]
    return [int(value) if isinstance(value, re.RegexFlag) else value]


def with_names(function: FunctionType, names: dict[str, Any]) -> Callable[..., Any]:
    """A copy of a function of Python's that takes what it calls from `names`: there something else can stand in a place."""
    return FunctionType(function.__code__, names, function.__name__, function.__defaults__)
