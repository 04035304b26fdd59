"""The sieve lets every pattern through that matches: over patterns made here, over the shipped frames and forms."""

from __future__ import annotations

import re
from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import trees
from kg.clauses.claims import frames_for
from kg.clauses.frames import Compiled
from kg.entities.masking import MARKS
from kg.extraction.extract import shared
from kg.knowledge import load
from kg.model import Article, Block
from kg.sieve import Sieve, _needs, around, both, lowered, needed


def needs(*some: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(words.split("|")) for words in some)


@pytest.mark.parametrize(
    ("pattern", "wanted"),
    [
        ("licen[sc]e", needs("license|licence")),
        ("open(?:ly)? available", needs("open available|openly available")),
        ("(?:发布|推出)了?[^,]{0,9}模型", needs("发布|推出", "模型")),
        ("(?:re)?leased?", needs("lease")),  # what is optional adds nothing to what must stand
        ("(?:aa|bb.cc)dd", needs("aa|bb", "dd")),
        ("a.*bc?", ()),  # one plain letter says too little
        ("(?=open)\\w+(?<!ness)", needs("open")),
        ("(?<=closed )models", needs("models")),  # what stands before a match is none of it
        ("OPEN|Closed", needs("open|closed")),
        ("(?:open)*", ()),
        ("(?:open){3}", needs("open")),
        ("open|.", ()),
        ("[\ue000\ue001]的?[^x]", needs("\ue000|\ue001")),
        ("ſign|K2", needs("sign|k2")),
    ],
)
def test_needs_are_read_off_a_pattern(pattern: str, wanted: tuple[frozenset[str], ...]) -> None:
    assert set(needed(pattern, re.I)) == set(wanted)


@pytest.mark.parametrize("text", ["", "see (AB)", "Big Name (BN), then Big Name (BN) and Aa Bb (AB)", "(AB) (AB) Aa (AB) Bb (B)", "Aa Big Name (BN)"])
def test_around_a_place_that_every_match_holds_a_search_finds_the_same(text: str) -> None:
    pattern, place = re.compile(r"[A-Z][a-z]+(?: [A-Z][a-z]+)? \([A-Z]{2}\)"), re.compile(r"\([A-Z]{2}\)")
    assert [m.span() for m in around(pattern, place, text, 40, 0)] == [m.span() for m in pattern.finditer(text)]


def test_more_needs_are_added_where_they_say_more() -> None:
    assert both(needs("openly"), needs("open", "closed")) == needs("openly", "closed")


def test_nothing_passes_but_in_order_and_with_all_it_needs() -> None:
    sieve = Sieve([needs("open", "model"), needs("model"), (), needs("closed")])
    assert list(sieve.passing("a model")) == [1, 2]
    assert list(sieve.passing("an open model")) == [0, 1, 2]
    assert list(sieve.passing("")) == [2]
    assert list(Sieve([]).passing("open")) == []


WORDS = ["open", "Source", "ſo", "İ", "模型", "发布", "a", "I", "s", "\ue000", "开源", " ", "-", "7B"]
OPEN = (".", r"\w", r"\s?", "[sc]", "[^,]", "[a-z]", r"\b", "(?!x)", "^", "(?<=n)")
ATOMS = st.sampled_from([*map(re.escape, WORDS), *OPEN])


def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    many = st.lists(inner, min_size=1, max_size=4)
    counted = st.sampled_from(["?", "*", "+", "{0,3}", "{2}", "{1,2}?"])
    return st.one_of(
        many.map("".join),
        many.map(lambda some: f"(?:{'|'.join(some)})"),
        st.tuples(inner, counted).map(lambda pair: f"(?:{pair[0]}){pair[1]}"),
        inner.map(lambda one: f"(?=.{{0,3}}(?:{one}))"),
        inner.map(lambda one: f"(?>{one})"),
    )


PATTERNS = st.recursive(ATOMS, grown, max_leaves=12)
TEXTS = st.lists(st.sampled_from([*WORDS, "c", "n", "x", "OPEN", "ſource", "ı", "İ", "K"]), max_size=10).map("".join)


@given(st.lists(PATTERNS, min_size=1, max_size=6), st.lists(TEXTS, min_size=1, max_size=6))
@settings(max_examples=400, deadline=None)
def test_what_matches_passes(patterns: list[str], texts: list[str]) -> None:
    sieve = Sieve([needed(pattern, re.I) for pattern in patterns])
    for text in texts:
        passing = set(sieve.passing(lowered(text)))
        assert {at for at, pattern in enumerate(patterns) if re.search(pattern, text, re.I)} <= passing


@given(PATTERNS, PATTERNS)
@settings(max_examples=200, deadline=None)
def test_needs_that_several_patterns_share_are_those_of_each(one: str, other: str) -> None:
    for pattern in (f"(?:{one})(?:{other})", f"(?:{other}|{one})", f"(?:{one}|x)(?:{other}|{one})"):
        assert _needs(trees.parsed(pattern, re.I)) == _needs(re._parser.parse(pattern, re.I))  # type: ignore[attr-defined]


# --- what is shipped -------------------------------------------------------------------------------------------------

FRAMES = {lang: frames_for(load(), lang) for lang in ("zh", "en")}
EXAMPLES = {lang: sorted({text for one in FRAMES[lang] for text in (*one.frame.examples, *one.frame.counter)}) for lang in FRAMES}


def untried(frames: list[Compiled], sieve: Sieve, masked: str) -> list[str]:
    """The frames that would match, are not tried, and are not held back by their own cues."""
    passing = set(sieve.passing(lowered(masked)))
    missed = [frame for at, frame in enumerate(frames) if at not in passing and frame.regex.search(masked)]
    return [f.frame.rule for f in missed if re.search("|".join(f.frame.cues), masked, re.I) or not held_back(f)]


def held_back(frame: Compiled) -> bool:
    """Whether a frame asks for its cues' letters beyond what its pattern asks for."""
    return "<>" in frame.frame.pattern or bool(frame.frame.option("cued"))


@pytest.mark.parametrize("lang", FRAMES)
def test_every_frame_that_matches_an_example_is_tried(lang: str) -> None:
    frames = FRAMES[lang]
    sieve = Sieve([frame.needs for frame in frames])
    for text in EXAMPLES[lang]:
        article = Article("x", "x.md", text, lang=lang, blocks=(Block("paragraph", 0, len(text)),))
        for sentence in shared().context(article).sentences:
            assert untried(frames, sieve, sentence.view.masked) == [], text


@pytest.mark.parametrize("lang", FRAMES)
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_every_frame_that_matches_a_made_sentence_is_tried(lang: str, data: st.DataObject) -> None:
    """Marks, words that some frame needs and words between them, in any order."""
    frames = FRAMES[lang]
    words = sorted(set(chain.from_iterable(some for frame in frames for some in frame.needs)))
    between = [*MARKS.values(), ",", " ", " is ", "的", "了", " the "]
    pieces = st.one_of(st.sampled_from(words), st.sampled_from(between))
    masked = "".join(data.draw(st.lists(pieces, max_size=14)))
    assert untried(frames, Sieve([frame.needs for frame in frames]), masked) == []


def test_every_form_of_a_name_that_matches_is_tried() -> None:
    shapes = shared().finder.shapes
    for text in chain.from_iterable(EXAMPLES.values()):
        passing = set(shapes.sieve.passing(lowered(text)))
        assert {at for at, (_, _, form) in enumerate(shapes.patterns) if form.search(text)} <= passing, text


def test_the_sieve_leaves_few_frames_to_try() -> None:
    text = "The committee met on a rainy day in spring and talked about the weather of the last year."
    for frames in FRAMES.values():
        assert len(list(Sieve([frame.needs for frame in frames]).passing(text))) < len(frames) // 50
