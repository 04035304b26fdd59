"""Where a frame is tried: at the places where its first role can begin, with what a search of the whole text finds."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.clauses.beginnings import Places, beginnings, starts
from kg.clauses.claims import frames_for, sieve_for
from kg.entities.masking import MARKS
from kg.extraction.extract import Extractor
from kg.read import read_file
from kg.sieve import lowered

CORPUS = Path(__file__).parents[2] / "corpus"


@pytest.mark.parametrize("name", ["en-03-mistral.md", "en-14-enterprise-models.md", "zh-07-qwen.md", "zh-15-voices.md"])
def test_frames_find_there_what_a_search_finds(name: str) -> None:
    extractor = Extractor()
    found = 0
    for sentence in extractor.context(read_file(CORPUS / name)).sentences:
        masked, lang = sentence.view.masked, sentence.lang
        sieve, frames, low = sieve_for(extractor.knowledge, lang), frames_for(extractor.knowledge, lang), lowered(masked)
        places = Places(masked, low, sieve.words_in(low), starts(extractor.knowledge, lang))
        for frame in map(frames.__getitem__, sieve.passing(low)):
            searched = [match.span() for match in frame.regex.finditer(masked)]
            assert [match.span() for match in places.matches(frame)] == searched, frame.frame.rule
            found += len(searched) if frame.leads else 0
    assert found > 5


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_frames_of_some_kinds_are_told_from_all(lang: str) -> None:
    knowledge = Extractor().knowledge
    masked = "‹" + "".join(MARKS.values()) + " founded, leads, joined as chief executive 创始人 加入 担任 ceo of 是 的"
    frames = frames_for(knowledge, lang)
    passing = [at for at in sieve_for(knowledge, lang).passing(lowered(masked)) if frames[at].kind.settings.get("tells_house")]
    assert passing and list(sieve_for(knowledge, lang, "tells_house").passing(lowered(masked))) == passing


@pytest.mark.parametrize(
    ("patterns", "begun"),
    [
        ([r"\bthe (?:model|one)s?\b", r"(?<=, )it\b"], {"the", "it"}),
        ([r"(?:new |old )*models?"], {"new", "old", "mod"}),
        (["其(?=[^他])", "该(?:公司|企业)"], {"其", "该公司", "该企业"}),
        (["both", r"b"], {"b"}),
        (["the", r"[^a]x"], set()),  # with anything
        (["the", r"(?:a )?"], set()),  # with nothing
    ],
)
def test_how_words_for_things_begin_is_read_off_their_patterns(patterns: list[str], begun: set[str]) -> None:
    assert beginnings(patterns) == begun


def test_a_frame_with_several_ways_is_searched_for() -> None:
    frames = {one.frame.rule: one for one in frames_for(Extractor().knowledge, "en")}
    assert {one.leads and one.leads.words for one in frames.values()} == {None, False, True}
    assert all(MARKS[name] in one.leads.marks for one in frames.values() if one.leads for name in one.roles[0].types)
    assert all(one.pattern.lstrip("@?").startswith(("(?P<", "(?<", "(?!", "(?=")) for one in frames.values() if one.leads)
