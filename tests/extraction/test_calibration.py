"""How sure a claim is said to be: between none and all, surer where its frame is, and drawn to what its kind has been."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import DataError
from kg.extraction.calibration import LEAST, SIGNS, Calibration, read_calibration, shipped
from kg.extraction.extract import shared
from kg.extraction.signs import signs_of
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
    context, found = shared().candidates(article)
    said = {claim.claim.rule: claim.claim for claim in found}
    (claim,) = [claim for claim in shared().read(article).claims if claim.kind == "release"]
    (signs,) = signs_of(context, [said[claim.rule]], found)
    likely = shipped().probability(said[claim.rule].confidence, "release", "en", [SIGNS, *signs])
    assert claim.confidence == round(likely, 3)


def test_signs_tell_of_a_claim() -> None:
    weights = Calibration({"slope": 1.0, "bias": 0.0, SIGNS: -0.5, "release “might”": -1.0, "release time": 2.0})
    plain, doubtful, dated = (
        weights.probability(0.7, "release", "en", [SIGNS, *signs])
        for signs in ((), ("release “might”", "unheard of"), ("release time",))
    )
    assert doubtful < plain < dated


def test_the_signs_of_a_claim_are_its_roles_words_and_place() -> None:
    article = read_text("OpenAI released GPT-4 in March 2023.", "a.md")
    context, found = shared().candidates(article)
    (one,) = signs_of(context, [c.claim for c in found if c.claim.kind == "release"][:1], found)
    signs = ("types Organization Model", "quoted 2 of 2", "time", "block paragraph")
    assert {f"release {sign}" for sign in signs} <= {*one}
    assert {"“releas”", "release “<Organization>_releas”", "release “<Model>”"} <= {*one}
    assert len(one) == len({*one})


def test_every_sign_that_has_a_weight_is_of_a_kind_or_a_word() -> None:
    plain = {"bias", "slope", LEAST, SIGNS} | {f"{kind}.{lang}" for kind in KINDS for lang in ("zh", "en")}
    signs = [name for name in shipped().weights if name not in plain | {f"{LEAST}.{kind}" for kind in KINDS}]
    assert signs
    assert all(name.startswith(("“", *(f"{kind} " for kind in KINDS))) for name in signs)


def test_what_seldom_holds_is_no_claim() -> None:
    article = read_text("OpenAI released GPT-4 in March 2023.", "a.md")
    (claim,) = [claim for claim in shared().read(article).claims if claim.kind == "release"]
    weights = Calibration({"slope": 1.0, "bias": 0.0, LEAST: 0.3})
    assert [weights.stands(replace(claim, confidence=sure)) for sure in (0.29, 0.3, 1.0)] == [False, True, True]
    assert Calibration({"slope": 1.0, "bias": 0.0}).stands(replace(claim, confidence=0.01))


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
