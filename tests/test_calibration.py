"""How sure a claim is said to be: between none and all, surer where its frame is, and drawn to what its kind has been."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.calibration import Calibration, read_calibration, shipped
from kg.errors import DataError
from kg.extract import shared
from kg.knowledge import DATA, load_kinds
from kg.read import read_text

SHARES = st.floats(0, 1)
KINDS = sorted(load_kinds(DATA / "kinds"))


@given(SHARES, SHARES, st.sampled_from(KINDS), st.sampled_from(["zh", "en"]))
def test_a_surer_frame_makes_a_surer_claim(one: float, other: float, kind: str, lang: str) -> None:
    low, high = (shipped().probability(said, kind, lang) for said in sorted([one, other]))
    assert 0 < low <= high < 1


def test_a_kind_that_was_often_wrong_is_less_sure() -> None:
    weights = Calibration({"slope": 1.0, "bias": 0.0, "argument.en": -1.0, "release.en": 1.0})
    argument, other, release = (weights.probability(0.7, kind, "en") for kind in ("argument", "shift", "release"))
    assert argument < other < release
    assert other == pytest.approx(0.7)


def test_an_article_is_read_with_it() -> None:
    article = read_text("OpenAI released GPT-4 in March 2023.", "a.md")
    _, found = shared().candidates(article)
    said = {claim.claim.rule: claim.claim.confidence for claim in found}
    (claim,) = [claim for claim in shared().read(article).claims if claim.kind == "release"]
    assert claim.confidence == round(shipped().probability(said[claim.rule], "release", "en"), 3)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("weight\tvalue\nslope\t1\n", "bias is missing"),
        ("weight\tvalue\nslope\t-1\nbias\t0\n", "must be above 0"),
        ("weight\tvalue\nslope\tmuch\n", "a row needs"),
    ],
)
def test_a_bad_file_is_refused(tmp_path: Path, text: str, what: str) -> None:
    (tmp_path / "c.tsv").write_text(text)
    with pytest.raises(DataError, match=what):
        read_calibration(tmp_path / "c.tsv")
