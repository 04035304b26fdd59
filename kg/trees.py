"""The parse trees of regular expressions, in which what stands in many of them is parsed once and is the same tree.

The expressions of the data are put together: the same lists of words and the same roles stand in hundreds. Python parses
each of them letter by letter, which is most of what compiling takes. Here the parser is Python's own, but a group that it
met before, in this expression or in another, is not parsed again. What is worked out of a tree (kg/alternatives.py,
kg/sieve.py) can be kept on the `Ways` in it, for all expressions that share them.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import Any, TypeVar

from kg.sre import REPEATS, ops, parser, with_names

T = TypeVar("T")

_SHORT = 8  # letters of a group that is parsed sooner than looked up
_MOST = 3_000_000  # letters of all groups that are kept: beyond that they are forgotten
_OPENS = r"\((?:\?(?:P<\w+>|<[=!]|[=!>]|[a-zA-Z-]*:))?"
_PARTS = re.compile(rf"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|(?P<opens>{_OPENS})|(?P<closes>\))", re.S)
_HANGS = re.compile(r"\\[1-9]|\(\?P=|\(\?\(")  # it refers to a group, which has another number elsewhere
_PLAIN = re.compile(r"[^\\\[\](){}.*+?|^$]+(?=[|)]|\Z)")  # an alternative of letters alone
_HOLD = (ops.BRANCH, ops.SUBPATTERN, ops.ATOMIC_GROUP, ops.ASSERT, ops.ASSERT_NOT, ops.GROUPREF_EXISTS, *REPEATS)  # trees


class Ways(tuple[None, list[Any]]):
    """The value of a BRANCH as the parser gives it; what was worked out of it is kept with it."""


def once(value: Any, what: Any, make: Callable[[], T]) -> T:
    """What `make` gives, worked out once for the alternatives of a BRANCH; `what`: its name, and all else that it hangs on."""
    if not isinstance(value, Ways):
        return make()
    known: dict[Any, T] = value.__dict__
    if what not in known:
        known[what] = make()
    return known[what]


def parsed(pattern: str, flags: int = 0) -> Any:
    """As `re._parser.parse`: trees that other expressions share are not to be changed. Raises re.error."""
    tree = _parse_all(pattern, flags, None)
    tree.state.str, tree.state.ends = "", {}  # trees that are kept keep their state
    return tree


def forget() -> None:
    """Give back what is kept: it is parsed again where it is met again."""
    _groups.clear()


class _Groups:
    """The groups that were parsed, by their text and the bracket that closes it."""

    def __init__(self) -> None:
        self._kept: dict[str, Any] = {}
        self._letters = 0

    def get(self, text: str) -> Any:
        return self._kept.get(text)

    def put(self, text: str, tree: Any) -> None:
        self._letters += len(text)
        if self._letters > _MOST:
            self.clear()
        self._kept[text] = tree

    def clear(self) -> None:
        self._kept, self._letters = {}, 0


_groups = _Groups()


def _parse_sub(source: Any, state: Any, verbose: int, nested: int) -> Any:
    """In the place of the parser's own: alternatives as far as a bracket that closes, or the end."""
    start = source.tell()
    end = 0 if verbose or not nested else _ends(state).get(start, 0)
    text = source.string[start : end + 1]
    if end - start < _SHORT:
        return _alternatives(source, state, verbose, nested)
    if (known := _groups.get(text)) is not None:
        source.seek(end)
        return known
    groups = state.groups
    found = _alternatives(source, state, verbose, nested)
    if source.tell() == end and state.groups == groups and not _HANGS.search(text):
        _groups.put(text, found)
    return found


def _ends(state: Any) -> dict[int, int]:
    """Where each group of an expression ends, by the place where what is in it begins: a guess, which is looked after."""
    if not hasattr(state, "ends"):
        state.ends, begun = {}, []
        for part in _PARTS.finditer(state.str):
            if part.lastgroup == "opens":
                begun.append(part.end())
            elif part.lastgroup and begun:
                state.ends[begun.pop()] = part.start()
    return state.ends  # type: ignore[no-any-return]


def _alternatives(source: Any, state: Any, verbose: int, nested: int) -> Any:
    """As `re._parser._parse_sub`."""
    items: list[Any] = []
    while not items or source.match("|"):
        plain = None if verbose else _PLAIN.match(source.string, source.tell())
        if plain:
            items.append(parser.SubPattern(state, [literal(ord(letter)) for letter in plain[0]]))
            source.seek(plain.end())
            continue
        items.append(_parse(source, state, verbose, nested + 1, not nested and not items))
        verbose = verbose if nested else state.flags & parser.SRE_FLAG_VERBOSE
    if len(items) == 1:
        return items[0]
    tree = parser.SubPattern(state)
    while all(items) and items[0][0][0] not in _HOLD and all(item[0] == items[0][0] for item in items):
        tree.append(items[0][0])  # what all begin with stands before them
        for item in items:
            del item[0]
    letters = _letters(items)
    tree.append((ops.BRANCH, Ways((None, items))) if letters is None else (ops.IN, letters))
    return tree


@functools.lru_cache(maxsize=65_536)
def literal(code: int) -> tuple[Any, int]:
    """The item of a letter: one for all its places."""
    return ops.LITERAL, code


def _letters(items: list[Any]) -> list[Any] | None:
    """Alternatives of one character each as a class; None where there are others."""
    found: list[Any] = []
    for item in items:
        if len(item) != 1:
            return None
        op, value = item[0]
        if op is ops.LITERAL:
            found.append((op, value))
        elif op is ops.IN and value[0][0] is not ops.NEGATE:
            found += value
        else:
            return None
    return list(parser._uniq(found))


_OURS: dict[str, Any] = {**vars(parser), "_parse_sub": _parse_sub}  # the parser's functions, that call ours
for _name in ("_parse", "parse"):
    _OURS[_name] = with_names(getattr(parser, _name), _OURS)
_parse, _parse_all = _OURS["_parse"], _OURS["parse"]
