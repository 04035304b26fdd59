"""Regular expressions compiled so that they fail sooner, and find what they find.

Most expressions here are long lists of words. Python tries such a list at every place of a text, and where case does not count
it sets about each word without a look at its first letter. Compiled here, a search stops only at letters that a match can begin
with, and alternatives stand behind the letter that they share: "apple|pear|ape" as "a(?:pple|pe)|pear". At one place of a text only
those of one letter can match, and they keep their order, so that the first one that fits stays the first.
"""

from __future__ import annotations

import functools
import re
from array import array
from collections.abc import Iterable, Iterator
from typing import Any

from kg.sre import REPEATS, compiler, engine, ops, parser, with_names
from kg.trees import literal, once

Item = tuple[Any, Any]  # of a parse tree or a class of characters: what it is, and its value

_CASELESS, _ASCII, _LOCALE = int(re.IGNORECASE), int(re.ASCII), int(re.LOCALE)
_FEW = 3  # alternatives that are gone through as they stand
_LARGE = 20  # items of the parse tree that may stand behind the letters of one alternative in all
_CLASSES = 4096  # classes of characters whose code is kept
_WIDE = 256  # code points of a range that are looked at one by one
_UNCASED = ((0x2E80, 0x9FFF), (0xE000, 0xF8FF))  # Han letters and private characters: none has a case
_LOOKS = (ops.AT, ops.ASSERT, ops.ASSERT_NOT)  # what takes up no character
_LETTERS = [ord(letter) for letter in "abcdefghijklmnopqrstuvwxyz"]
_ODD = [ord(letter) for letter in "İıſK"]  # each is some plain letter where case does not count


def _same(letter: int, flags: int) -> tuple[int, ...]:
    """All code points that a plain letter matches where case does not count."""
    written = re.compile(chr(letter), flags | _CASELESS)
    return tuple(code for code in (letter, letter - 32, *_ODD) if written.match(chr(code)))


_SAME = {flags: {code: _same(letter, flags) for letter in _LETTERS for code in (letter, letter - 32)} for flags in (0, _ASCII)}


class _Coded(parser.SubPattern):  # type: ignore[misc]
    """Alternatives whose code is made: it holds no place of its own, only how far it is from one to another."""

    def __init__(self, tree: Any, flags: int) -> None:
        super().__init__(tree.state)
        self.width = tree.getwidth()
        code: list[int] = []
        _compile(code, tree, flags)
        self.code = array("I", code)


def _compile(code: list[int], tree: Any, flags: int) -> None:
    """In the place of the compiler's own."""
    if isinstance(tree, _Coded):
        code.extend(tree.code)
    else:
        _plainly(code, tree, flags)


def _optimize_charset(letters: Iterable[Item], iscased: Any = None, *how: Any) -> Any:
    """In the place of the compiler's own, which looks at each letter of a class; `iscased` tells what else it is given."""
    key = (*letters, iscased)
    if key not in _classes:
        if len(_classes) > _CLASSES:
            _classes.clear()
        _classes[key] = compiler._optimize_charset(letters, iscased, *how)
    return _classes[key]


_classes: dict[Any, Any] = {}
_OURS = {**vars(compiler), "_compile": _compile, "_optimize_charset": _optimize_charset}
_plainly = with_names(compiler._compile, _OURS)  # the compiler's function, that calls ours


def code_of(tree: Any, flags: int) -> list[int]:
    """The code of a parsed expression, as `re._compiler` gives it out for the engine. Raises re.error."""
    if flags & _LOCALE:
        return list(compiler._code(tree, flags))
    code = _heading(tree, flags)
    _compile(code, _rewritten(tree, flags), flags)
    code.append(ops.SUCCESS)
    return code


def _heading(tree: Any, flags: int) -> list[int]:
    """The block that tells a search how long a match is and where it can begin."""
    code: list[int] = []
    compiler._compile_info(code, tree, flags)
    told, shortest = code[2], code[3]
    if told or not shortest or (begun := _firsts(tree, flags)) is None:
        return code
    letters = _tree(tree, _class(begun[0], tree))
    letters.width = tree.getwidth()
    code = []
    compiler._compile_info(code, letters, flags)
    return code


def _tree(of: Any, items: list[Item]) -> Any:
    return parser.SubPattern(of.state, items)


def _firsts(items: Iterable[Item], flags: int) -> tuple[list[Item], bool] | None:
    """The class of characters that what a sequence matches can begin with, and whether it can match nothing; None for any."""
    letters: list[Item] = []
    for op, value in items:
        if op in _LOOKS:
            continue
        if (found := _firsts_of(op, value, flags)) is None:
            return None
        letters += found[0]
        if not found[1]:
            return letters, False
    return letters, True


def _firsts_of(op: Any, value: Any, flags: int) -> tuple[list[Item], bool] | None:
    """As `_firsts`, of one item."""
    if op is ops.LITERAL or op is ops.IN:
        letters = _letters([(op, value)] if op is ops.LITERAL else value, flags)
        return None if letters is None else (letters, False)
    if op is ops.SUBPATTERN:
        within = _within(value, flags)
        return _firsts(value[3], within) if within & _ASCII == flags & _ASCII else None  # a class has but one meaning of a letter
    if op is ops.BRANCH:
        return once(value, ("firsts", flags), lambda: _firsts_of_all(value[1], flags))
    if op in REPEATS and (found := _firsts(value[2], flags)) is not None:
        return found[0], found[1] or value[0] == 0
    return None


def _firsts_of_all(ways: Iterable[Any], flags: int) -> tuple[list[Item], bool] | None:
    """As `_firsts`, of alternatives."""
    told = [_firsts(way, flags) for way in ways]
    known = [way for way in told if way is not None]
    return ([one for way in known for one in way[0]], any(way[1] for way in known)) if len(known) == len(told) else None


def _within(group: Any, flags: int) -> int:
    """The flags that hold within a group."""
    return int(compiler._combine_flags(flags, group[1], group[2]))


def _letters(members: Iterable[Item], flags: int) -> list[Item] | None:
    """A class of characters as one where case counts; None where that is not told."""
    found: list[Item] = []
    for op, value in members:
        if op is ops.CATEGORY or op is ops.RANGE and not (flags & _CASELESS and _is_cased(*value)):
            found.append((op, value))
            continue
        codes = [value] if op is ops.LITERAL else range(value[0], value[1] + 1) if op is ops.RANGE else [-1]
        forms = [_forms(code, flags) for code in codes]
        if not all(forms):
            return None
        found += (literal(form) for some in forms for form in some)
    return found


def _forms(code: int, flags: int) -> tuple[int, ...]:
    """The code points that a character of an expression matches, a small letter first; none where that is not told."""
    if code < 0:
        return ()
    same = _SAME[flags & _ASCII]
    return same.get(code, ()) if flags & _CASELESS and (code in same or engine.unicode_iscased(code)) else (code,)


@functools.cache
def _is_cased(first: int, last: int) -> bool:
    """Whether a range may have a letter with a case."""
    if any(low <= first and last <= high for low, high in _UNCASED):
        return False
    return last - first >= _WIDE or any(map(engine.unicode_iscased, range(first, last + 1)))


def _rewritten(tree: Any, flags: int) -> Any:
    """A parse tree with its alternatives by their first letters."""
    return _tree(tree, [_item(op, value, tree, flags) for op, value in tree])


def _item(op: Any, value: Any, tree: Any, flags: int) -> Item:
    """As `_rewritten`, of one item; alternatives in a group of no effect, with their code."""
    if op is not ops.BRANCH:
        return op, _value(op, value, flags)
    return ops.SUBPATTERN, (None, 0, 0, once(value, ("code", flags), lambda: _Coded(_tree(tree, [(op, _ways(value[1], tree, flags))]), flags)))


def _ways(given: list[Any], tree: Any, flags: int) -> tuple[None, list[Any]]:
    ways = [way.data for way in given]
    return None, _by_letter(ways, tree, flags) if len(ways) > _FEW else [_guarded(way, tree, flags) for way in ways]


def _value(op: Any, value: Any, flags: int) -> Any:
    if op is ops.SUBPATTERN:
        return (*value[:3], _rewritten(value[3], _within(value, flags)))
    if op in REPEATS:
        return (*value[:2], _rewritten(value[2], flags))
    if op in (ops.ASSERT, ops.ASSERT_NOT):
        return value[0], _rewritten(value[1], flags)
    return _rewritten(value, flags) if op is ops.ATOMIC_GROUP else value


def _by_letter(ways: list[list[Item]], tree: Any, flags: int) -> list[Any]:
    """Alternatives in which those of one first letter are one. What begins in another way stays between those before and behind it."""
    found: list[Any] = []
    begun: dict[int, list[list[Item]]] = {}
    for way in [*(part for one in ways for part in _parted(one, tree, flags)), []]:
        letter = _first_letter(way, flags)
        if letter is not None:
            begun.setdefault(letter, []).append(way)
            continue
        found += (_of_letter(letter, some, tree, flags, len(begun) > _FEW) for letter, some in begun.items())
        found.append(_guarded(way, tree, flags))
        begun = {}
    return found[:-1]


def _parted(way: list[Item], tree: Any, flags: int) -> list[list[Item]]:
    """An alternative as several that begin with a letter each: "(?:wild |sour )?apple" as "wild apple|sour apple|apple", in this
    order; as it stands where a letter is not told, or where much would be written again and again."""
    (op, value), *behind = way or [(None, None)]
    if op is ops.BRANCH:
        ways = _gathered([part for one in value[1] for part in _parted(one.data, tree, flags)], tree, flags)
        ways = [[*one, *behind] for one in ways]
    elif op is ops.IN and len(value) <= _FEW:  # each letter once: "[Tt]" is but one where case does not count
        ways = [[(ops.LITERAL, code), *behind] for code in dict.fromkeys(_first_letter([one], flags) for one in value)]
    elif op in (ops.MAX_REPEAT, ops.MIN_REPEAT) and value[:2] == (0, 1) and behind and _is_plain(value[2]):
        one, other = (value[2], ()) if op is ops.MAX_REPEAT else ((), value[2])
        ways = [part for some in (one, other) for part in _parted([*some, *behind], tree, flags)]
    else:
        return [way]
    told = all(_begins(one, flags) is not None for one in ways)
    return ways if told and len(ways) * _size(behind) <= _LARGE else [way]


def _begins(way: list[Item], flags: int) -> int | None:
    """The one letter that an alternative begins with, behind no look about; None for any other."""
    return _first_letter(way, flags) if way and way[0][0] is ops.LITERAL and way[0][1] is not None else None


def _gathered(ways: list[list[Item]], tree: Any, flags: int) -> list[list[Item]]:
    """Alternatives that begin with a letter each, those of one letter as one; as they stand where some do not."""
    begun: dict[int | None, list[list[Item]]] = {}
    for way in ways:
        begun.setdefault(_begins(way, flags), []).append(way)
    if None in begun:
        return ways
    several = ((letter, [_tree(tree, way[1:]) for way in some]) for letter, some in begun.items())
    return [[(ops.LITERAL, letter), *([(ops.BRANCH, (None, rests))] if len(rests) > 1 else rests[0])] for letter, rests in several]


def _is_plain(items: Any) -> bool:
    """Whether what may be left out takes up a character and has no group of its own."""
    return items.getwidth()[0] > 0 and not any(op is ops.SUBPATTERN and value[0] is not None for op, value in _all(items))


def _all(items: Iterable[Item]) -> Iterator[Item]:
    """The items of a sequence of the parse tree, and those inside of them."""
    for op, value in items:
        yield op, value
        if op is ops.BRANCH:
            within: Iterable[Any] = value[1]
        elif op is ops.SUBPATTERN:
            within = [value[3]]
        elif op in REPEATS:
            within = [value[2]]
        else:
            within = [value[1]] if op in (ops.ASSERT, ops.ASSERT_NOT) else [value] if op is ops.ATOMIC_GROUP else ()
        for some in within:
            yield from _all(some)


def _size(items: Iterable[Item]) -> int:
    return sum(1 for _ in _all(items))


def _guarded(way: list[Item], tree: Any, flags: int) -> Any:
    """An alternative that begins with one of several looks about ("(?:^|(?<=, )|…)it") behind a look at its first letter, which
    tells sooner that it does not match."""
    rewritten = _rewritten(_tree(tree, way), flags)
    if not way or way[0][0] is not ops.BRANCH or not all(op in _LOOKS for one in way[0][1][1] for op, _ in one):
        return rewritten
    begun = _firsts(way, flags)
    return _tree(tree, [(ops.ASSERT, (1, _tree(tree, _class(begun[0], tree)))), *rewritten]) if begun and not begun[1] else rewritten


def _class(letters: list[Item], tree: Any) -> list[Item]:
    """One character of a class, as it is written: whatever the case is to count."""
    return [(ops.SUBPATTERN, (None, 0, _CASELESS, _tree(tree, [(ops.IN, letters)])))]


def _first_letter(way: list[Item], flags: int) -> int | None:
    """The one character that an alternative begins with, small where case does not count; None where there may be several."""
    op, value = next((item for item in way if item[0] not in _LOOKS), (None, -1))
    forms = _forms(value, flags) if op is ops.LITERAL else ()
    return forms[0] if forms else None


def _of_letter(letter: int, ways: list[list[Item]], tree: Any, flags: int, many: bool) -> Any:
    """The alternatives of one first letter as one: behind it, or where some look about before it behind a look at it."""
    if all(way[0][0] is ops.LITERAL for way in ways):
        return _tree(tree, [_written(letter, tree, flags, many), *_one_of([way[1:] for way in ways], tree, flags)])
    rewritten = [_rewritten(_tree(tree, way), flags) for way in ways]
    ahead = (ops.ASSERT, (1, _tree(tree, [(ops.LITERAL, letter)])))
    return rewritten[0] if len(ways) == 1 else _tree(tree, [ahead, (ops.BRANCH, (None, rewritten))])


def _written(letter: int, tree: Any, flags: int, many: bool) -> Item:
    """A first letter; one of many as the engine looks at it before it sets about an alternative: where case counts."""
    forms = _forms(letter, flags)
    if not many or len(forms) != 2:  # Python makes a large table of a class with odd letters
        return ops.LITERAL, letter
    return ops.SUBPATTERN, (None, 0, _CASELESS, _tree(tree, [(ops.IN, [(ops.LITERAL, form) for form in forms])]))


def _one_of(rests: list[list[Item]], tree: Any, flags: int) -> list[Item]:
    """What goes on behind the first letter of some alternatives."""
    if len(rests) == 1:
        return list(_rewritten(_tree(tree, rests[0]), flags))
    ways = _by_letter(rests, tree, flags)
    return list(ways[0]) if len(ways) == 1 else [(ops.BRANCH, (None, ways))]
