"""Expressions compiled by the first letters of their alternatives find what those find that Python compiles."""

from __future__ import annotations

import re
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import alternatives, regexes, trees
from kg.clauses.claims import frames_for
from kg.knowledge import load
from kg.sre import parser

LETTERS = "aAbBiIsSkKıİſK一二.é "
WORDS = st.text("abisk一é", max_size=3)
PIECES = st.sampled_from(
    [r"\b", "(?<!a)", "(?=b|s)", "[ab]", "[^i]", "[a-k]?", r"\w", "(?P<one>k|s|si)?", "(?-i:s|k|a|b|i)", "(?>ab|a|b|s|k)", "(?:a|b){1,2}?", "[一-二]+", r"(?a:\w|i)", "(?i:k)"]
    + ["(?:ab|s|)", "(?:ab|ik|s)?", "(?:b|ki)??", "[kK]?", "(?:^|(?<=a)|(?<= ))", "(?:(?:ab|as)k|i)"]
)
LISTS = st.lists(st.one_of(WORDS, PIECES, st.tuples(WORDS, PIECES).map("".join), st.tuples(PIECES, WORDS).map("".join)), min_size=1, max_size=9)
PATTERNS = st.tuples(PIECES, LISTS, PIECES).map(lambda parts: f"{parts[0]}(?:{'|'.join(parts[1])}){parts[2]}")


def found(regex: re.Pattern[str], text: str) -> list[tuple[object, ...]]:
    return [(*match.regs, match.lastindex) for match in regex.finditer(text)]


def built(pattern: str, flags: int) -> re.Pattern[str]:
    return regexes._taken_in(pattern, *regexes._compile(pattern, flags))


@given(PATTERNS, st.lists(st.text(LETTERS, max_size=12), min_size=3, max_size=3), st.sampled_from([0, re.I, re.I | re.A, re.M]))
def test_they_match_the_same(pattern: str, texts: list[str], flags: int) -> None:
    pattern = pattern if pattern.count("?P<one>") < 2 else pattern.replace("?P<one>", "")
    one, other = built(pattern, int(flags)), re.compile(pattern, flags)
    for text in texts:
        assert found(one, text) == found(other, text), pattern
        assert bool(one.fullmatch(text)) == bool(other.fullmatch(text))
        assert bool(one.match(text, 1)) == bool(other.match(text, 1))


@given(PATTERNS, LISTS, st.sampled_from([0, re.I, re.I | re.A]))
def test_code_that_several_expressions_share_is_that_of_each(pattern: str, words: list[str], flags: int) -> None:
    pattern = pattern.replace("?P<one>", "")
    for one in (pattern, f"(?:{'|'.join(words)})x".replace("?P<one>", ""), f"(y)(?-i:{pattern})|{pattern}"):
        tree = parser.parse(one, flags)
        given = int(flags) | tree.state.flags
        assert alternatives.code_of(trees.parsed(one, flags), given) == alternatives.code_of(tree, given)


@pytest.mark.parametrize("pattern", ["abc|bcd|it|so|kin|kind|é|x", "[a-z]1|[^\\W\\d]2", "(?i:s|t|u|v|w)x|K|q|ı|z"])
@pytest.mark.parametrize("flags", [0, re.A])
def test_every_letter_that_is_the_same_without_case_is_one(flags: int, pattern: str) -> None:
    one, other = built(pattern, int(re.I | flags)), re.compile(pattern, re.I | flags)
    everything = "".join(map(chr, range(sys.maxunicode + 1)))
    assert found(one, everything) == found(other, everything)
    for rest in ("bc", "t", "in", "1", "2", "x"):
        text = "".join(chr(code) + rest for code in range(0x3000))
        assert found(one, text) == found(other, text)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_frames_find_the_same(lang: str) -> None:
    texts = ["It's \ue000 that released \ue002, an open model under \ue004, in \ue040.", "\ue000发布了\ue002,并以\ue004许可开源,参数\ue022。"]
    for one in frames_for(load(), lang)[::9]:
        plain = re.compile(one.pattern, re.I)
        assert [found(one.regex, text) for text in texts] == [found(plain, text) for text in texts]


def test_letters_that_are_one_without_case_are_tried_once() -> None:
    lists = built("(?:[Tt]he |an |of |to |by )*!", int(re.I))
    assert lists.match("the " * 60) is None  # tried twice at each place, this would never end


def test_a_search_is_told_where_a_match_can_begin() -> None:
    code = alternatives.code_of(parser.parse("cat|dog|horse|cow", re.I), int(re.I | re.U))
    assert code[2] == 4  # a class of characters, in the engine's words
