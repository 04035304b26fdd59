"""Trees with shared groups are those that Python's parser gives, whatever was parsed before."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import trees
from kg.sre import ops, parser

ATOMS = st.sampled_from(
    ["a", "ab", "open source", "一", "[ab]", "[^a]", r"\w", r"\b", ".", "(?!)", "(?-i:k)", "(?i:k|ab)", "(?=ab|open)", "(?<=ab)", "(?>ab|a)", "(b)", r"\)", "[)(]", r"\\"]
)


def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    many = st.lists(inner, min_size=1, max_size=4)
    return st.one_of(
        many.map("".join),
        many.map(lambda some: f"(?:{'|'.join(some)})"),
        many.map(lambda some: f"({'|'.join(some)})"),
        st.tuples(inner, st.sampled_from(["?", "*", "{2}", "{1,2}?"])).map(lambda pair: f"(?:{pair[0]}){pair[1]}"),
        inner.map(lambda one: f"(?-i:{one})a|(?-i:{one})b|"),
    )


PATTERNS = st.recursive(ATOMS, grown, max_leaves=12)


def plain(value: Any) -> Any:
    """A tree as lists, to be compared."""
    return [plain(one) for one in value] if isinstance(value, (parser.SubPattern, tuple, list)) else value


def said(tree: Any) -> list[Any]:
    state = tree.state
    return [plain(tree), tree.getwidth(), state.flags, state.groups, state.groupdict, state.groupwidths]


@given(st.lists(PATTERNS, min_size=1, max_size=4), st.sampled_from([0, re.I, re.X]))
def test_they_are_those_of_python(patterns: list[str], flags: int) -> None:
    for pattern in (*patterns, "".join(patterns), "|".join(patterns), f"(?P<a>{'|'.join(patterns)})(?P=a)"):
        assert said(trees.parsed(pattern, flags)) == said(parser.parse(pattern, flags))


@pytest.mark.parametrize(
    "pattern",
    [
        "(?:(?-i:open) a|(?-i:open) b)",  # Python takes no group for the same as another
        "(?:(?:open|closed)a|(?:open|closed)b)",
        "(?:open a|open b)(?:open a|open b)",
        r"(first)(?:some \1|other)|(?:some \1|other)",
        "(?P<it>first)(?:some (?P=it)|other)",
        "(a)?(?:(?(1)some|other) words)",
        "(?:(one)some|other)(?:(one)some|other)",
        "(?x: some # ) a remark\n|other )(?:some|other # )",
        "(?#(some remark)(?:some|other)",
        "(?:some[])(]|other)(?:[^]()]some|other)",
        "(?:some||other)|(?:|some other)|",
    ],
)
def test_groups_that_stand_there_twice_are_as_python_parses_them(pattern: str) -> None:
    for _ in range(2):
        assert said(trees.parsed(pattern)) == said(parser.parse(pattern))


@pytest.mark.filterwarnings("ignore:Possible (nested set|set) :FutureWarning")
@given(st.text("ab一\\d[](){}*+?|^$.:<>P=!,-0", max_size=24))
def test_what_is_no_expression_is_refused_in_the_same_words(pattern: str) -> None:
    trees.parsed("(?:aaaaaaaa|bbbbbbbb)")
    try:
        wanted = parser.parse(pattern)
    except re.error as error:
        with pytest.raises(re.error) as caught:
            trees.parsed(pattern)
        assert str(caught.value) == str(error)
    else:
        assert said(trees.parsed(pattern)) == said(wanted)


def ways(tree: Any) -> Any:
    """The value of the first branch of a sequence."""
    return next(value for op, value in tree if op is ops.BRANCH)


def test_what_is_worked_out_of_shared_alternatives_is_worked_out_once() -> None:
    some = [ways(trees.parsed(pattern)) for pattern in ("x(?:open|closed|free)", "(y)(?:open|closed|free)")]
    assert some[0] is some[1]
    made: list[int] = []
    for one in some:
        trees.once(one, "it", lambda: made.append(1))
    trees.once(some[0], "other", lambda: made.append(2))
    assert made == [1, 2]
    for _ in range(2):
        trees.once((None, []), "it", lambda: made.append(3))  # of Python's parser nothing is kept
    assert made == [1, 2, 3, 3]


def test_no_more_is_kept_than_so_many_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    trees.forget()
    monkeypatch.setattr(trees, "_MOST", 60)
    for word in ("open", "closed", "free", "bound"):
        trees.parsed(f"(?:{word}|some other)x")
        assert trees._groups.get(f"{word}|some other)") is not None
        assert sum(map(len, trees._groups._kept)) <= 60
