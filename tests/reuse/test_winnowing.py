"""Fingerprints of parts are those of the parts by themselves, and hashes count shingles as strings do."""

from __future__ import annotations

from array import array

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.deriving.holding import Body, Shingles
from kg.reuse import winnowing
from kg.reuse.voices import normalise
from kg.reuse.winnowing import GRAM, WINDOW, Prints, fingerprints

LETTERS = "abcdefghijklmnopqrstuvwxyz"
FEW = st.text(alphabet="ab源", max_size=40)  # few letters, so that runs come again


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=60), st.text(alphabet=LETTERS, min_size=20, max_size=60),
       st.text(st.characters(codec="utf-8"), max_size=60))  # fmt: skip
def test_a_shared_run_leaves_a_shared_fingerprint(before: str, run: str, after: str) -> None:
    assert len(run) >= GRAM + WINDOW - 1
    assert set(fingerprints(run)) & set(fingerprints(f"{before} {run} {after}"))


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=200) | st.text(alphabet=LETTERS, max_size=200))
def test_short_texts_have_the_same_fingerprints_with_and_without_the_library(text: str) -> None:
    codes = array("I", map(ord, text))
    if len(codes) >= GRAM:
        assert winnowing._least_of_few(codes) == winnowing._least_of_many(codes)


def test_fingerprints_do_not_hang_on_case_width_and_blanks() -> None:
    assert fingerprints("ＯｐｅｎＡＩ went from open to closed") == fingerprints("openai WENT from  open, to closed")
    assert fingerprints("short") == [] and fingerprints("") == []


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=120), st.integers(0, 120), st.integers(0, 120))
def test_a_part_has_the_fingerprints_that_it_has_by_itself(text: str, start: int, length: int) -> None:
    part = text[start : start + length]
    assert sorted(Prints(lambda: normalise(text)).of(normalise(part))) == fingerprints(part)


@settings(deadline=None)
@given(FEW, FEW)
def test_hashes_count_the_shingles_that_strings_do(passage: str, text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        counts = []
        for many in (False, True):
            patch.setattr("kg.deriving.holding.many_at_hand", lambda many=many: many)
            shingles = Shingles(normalise(passage))
            counts.append((shingles.within(Body(text)), len(shingles)))
    assert counts[0] == counts[1]
