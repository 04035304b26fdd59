"""No span, no claim: what a model proposes enters only where the article says it, word for word."""

from __future__ import annotations

import dataclasses
import functools
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_claims import GOOD, HOSTILE, TEXT, claim, release, shift, size

from kg.extraction.extract import shared
from kg.knowledge import load
from kg.llm import portions, prompts
from kg.llm.proposals import Checker, Refused, checks
from kg.llm.quotes import locate
from kg.model import Article, Claim, Maker
from kg.read import read_file, read_text

MAKER = Maker("llm", "compatible:made-up", "v1", "hash")


def read(text: str = TEXT) -> Article:
    return read_text(text, "small-labs.md")


def check(proposal: dict[str, Any], text: str = TEXT) -> Claim:
    article = read(text)
    checker = Checker(shared().context(article))
    (portion,) = portions.split(article)
    return checker.claim(proposal, portion, MAKER)[0]


def refused(proposal: dict[str, Any], text: str = TEXT) -> str:
    with pytest.raises(Refused) as caught:
        check(proposal, text)
    return caught.value.reason


@pytest.mark.parametrize("proposal", GOOD, ids=lambda one: f"{one['kind']}-{one['subject']}")
def test_what_stands_in_the_article_enters_with_its_exact_words(proposal: dict[str, Any]) -> None:
    found, text = check(proposal), read().text
    assert text[found.start : found.end] == found.quote == proposal["quote"]
    assert found.makers == (MAKER,) and found.rule == "llm/exact"


def test_names_dates_and_numbers_are_read_by_our_own_rooms() -> None:
    assert check(release()).time == "2023-03"
    assert check(size()).values == {"metric": "parameters", "number": 13_000_000_000, "unit": "parameters"}
    price = check(GOOD[4])
    assert (price.values["amount"], price.values["currency"], price.values["per"]) == (10, "USD", "month")
    assert check(GOOD[3]).speaker.label == "Ada Quill"
    assert check(GOOD[0]).subject.key == "organization/nimbuslabs"
    assert check(GOOD[5]).time is None  # a size is what a model has once and for all


@pytest.mark.parametrize(
    ("proposal", "reason"),
    [
        (shift("OpenAI turned from open to closed in 2019"), "quote"),
        (shift("OpenAI moved from open to closed … in 2019"), "quote"),
        (shift("OpenAI moved from open to closed in 2020"), "quote"),
        (shift("2019"), "quote_length"),
        (shift("It"), "quote_length"),
        (shift("than GPT-3.\n\nOpenAI moved from open to closed in 2019"), "quote_blocks"),
        (shift(subject="Anthropic"), "subject"),
        (shift(subject="the company"), "subject"),
        (shift(subject="open"), "name"),
        (shift(subject="ChatGPT", quote="It charges $10 a month for ChatGPT"), "type"),
        (shift(to="shut"), "value"),
        (shift(to=7), "value"),
        (shift(to=None), "value"),
        (shift(time="in 2018"), "time"),
        (shift(time="from open"), "time"),
        (shift(time="2018"), "time"),
        (shift(speaker="Sam Altman"), "speaker"),
        (shift(negated="no"), "denial"),
        (shift(quote=None), "shape"),
        (shift(subject=["OpenAI"]), "shape"),
        (size(number="14 billion"), "number"),
        (size(number="parameters"), "number"),
        (size(number=13_000_000_000), "shape"),
        (release(object="Nimbus Labs", object_type="Organization"), "type"),
        (release(object=None), "shape"),
        (claim("gossip", "OpenAI moved from open to closed in 2019"), "kind"),
        (claim(None, "OpenAI moved from open to closed in 2019"), "kind"),  # type: ignore[arg-type]
        ({**GOOD[3], "negated": True}, "denial"),
        ({**GOOD[3], "object": "Orchid 2"}, "same"),
        ({**GOOD[3], "aspect": "beauty"}, "value"),
        ({**GOOD[4], "number": "a month"}, "number"),
    ],
)
def test_what_does_not_stand_is_refused_by_its_reason(proposal: dict[str, Any], reason: str) -> None:
    assert refused(proposal) == reason


def test_offsets_that_a_model_gives_are_not_believed() -> None:
    found = check(shift(start=3, end=9999))
    assert read().text[found.start : found.end] == "OpenAI moved from open to closed in 2019"


@pytest.mark.parametrize(
    ("quote", "rule"),
    [
        ("OpenAI moved  from open\nto closed in 2019", "llm/blanks"),
        ("2023 年 7 月，百川智能开源了 Baichuan-13B", "llm/blanks"),
        ("２０２３年７月,百川智能开源了Baichuan－13B", "llm/width"),
    ],
)
def test_blanks_and_width_are_tolerated_and_the_tolerance_is_recorded(quote: str, rule: str) -> None:
    proposal = (
        shift(quote)
        if quote.startswith("OpenAI")
        else release(quote=quote, subject="百川智能", object="Baichuan-13B", time="2023年7月")
    )
    found = check(proposal)
    assert found.rule == rule and found.confidence < check(shift()).confidence
    assert read().text[found.start : found.end] == found.quote != quote


@pytest.mark.parametrize("name", ["开源大模型", "open models"])
def test_a_class_of_models_stands_in_the_articles_words(name: str) -> None:
    text = "# 比较\n\n开源大模型的性能不如闭源大模型。\n\n还有别的模型。\n"
    more = {
        "subject_type": "Group",
        "object": "闭源大模型",
        "object_type": "Group",
        "relation": "worse",
        "aspect": "performance",
    }
    found = check(claim("comparison", "开源大模型的性能不如闭源大模型", subject=name, **more), text)
    assert (found.subject.key, found.object.key) == ("group/open-models", "group/closed-models")
    other = "# 比较\n\nGPT-4的性能不如闭源大模型。\n"
    assert refused(claim("comparison", "GPT-4的性能不如闭源大模型", subject=name, **more), other) == "subject"


def test_a_new_name_needs_a_fitting_type_and_must_be_one() -> None:
    text = TEXT.replace("Orchid 2, a model with 13 billion parameters", "Zorblax, a model")
    text = text.replace("a model", "to much applause")
    assert (
        check(release(object="Zorblax", quote="Nimbus Labs released Zorblax", time=None), text).object.type == "Model"
    )
    assert (
        refused(release(object="Zorblax", object_type="Person", quote="Nimbus Labs released Zorblax"), text) == "type"
    )
    assert refused(release(object="a model", quote="Nimbus Labs released Orchid 2, a model")) == "name"


def test_the_same_words_twice_are_taken_where_all_of_it_stands() -> None:
    text = "# A\n\nIt went from open to closed.\n\n# B\n\nOpenAI is old. It went from open to closed.\n"
    found = check(shift("It went from open to closed", time=None), text)
    assert found.start > text.index("# B")


def test_sentences_that_talk_to_a_model_are_not_sent_and_carry_no_claim() -> None:
    article = read(TEXT + HOSTILE)
    (portion,) = portions.split(article)
    question = portions.question(article, portion)
    assert portion.withheld == 3
    assert "Ignore" not in question and "annotator" not in question and "忽略" not in question
    obeyed = shift("Nimbus Labs moved from open to closed in 2022", subject="Nimbus Labs", time="2022")
    assert refused(obeyed, TEXT + HOSTILE) == "instruction"


def test_our_own_articles_do_not_talk_to_models() -> None:
    from kg.corpus import list_articles
    from kg.settings import shipped_corpus

    held = [p for path in list_articles(shipped_corpus()) for p in portions.split(read_file(path)) if p.withheld]
    assert held == []


def test_the_parts_cover_every_sentence_once_and_halves_their_whole() -> None:
    article = read(TEXT + TEXT.split("---\n")[2] * 4)
    for length in (60, 200, 6000):
        parts = portions.split(article, length)
        sentences = [one for part in parts for one in part.sentences]
        assert sentences == [one for part in portions.split(article, 10**6) for one in part.sentences]
    whole = portions.split(article, 10**6)[0]
    halves = portions.halve(article, whole)
    assert len(halves) == 2 and [*halves[0].sentences, *halves[1].sentences] == list(whole.sentences)


def test_every_kind_is_in_the_prompt_and_the_schema_by_itself() -> None:
    known = load()
    made = prompts.make_prompt(known, "prompt")
    kinds = [one["properties"]["kind"]["enum"][0] for one in made.schema["properties"]["claims"]["items"]["anyOf"]]
    assert kinds == list(known.kinds)
    fresh = dataclasses.replace(
        known.kinds["founded"], id="closed-down", definitions={"en": "It ended.", "zh": "终止。"}
    )
    more = dataclasses.replace(known, kinds={**known.kinds, "closed-down": fresh})
    other = prompts.make_prompt(more, "prompt")
    assert "closed-down: It ended. (终止。)" in other.system and other.hash != made.hash


@settings(deadline=None)
@given(st.text(alphabet='ab 　\n12,，A百度“"', min_size=1, max_size=40), st.data())
def test_what_is_located_has_the_same_letters_and_is_bounded(text: str, data: st.DataObject) -> None:
    quote = data.draw(st.text(alphabet='ab 12,，A百度“"', min_size=1, max_size=12))
    bounds = checks()["quote"]
    for place in locate(text, quote, 0, len(text), bounds):
        words = text[place.start : place.end]
        assert [c for c in words if c.isalnum()] == [c for c in quote if c.isalnum()]
        assert abs(len(words) - len(quote.strip())) <= max(bounds["slack_least"], round(len(quote) * bounds["slack"]))
        assert place.how != "exact" or words == quote.strip()


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | st.sampled_from(TEXT.split()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)


@settings(deadline=None)
@given(st.sampled_from(GOOD), st.data())
def test_whatever_a_model_says_a_claim_has_its_words_or_there_is_none(
    good: dict[str, Any], data: st.DataObject
) -> None:
    fields = data.draw(
        st.lists(st.sampled_from([*good, "negated", "speaker", "time", "extra"]), min_size=1, max_size=3)
    )
    proposal = good | {field: data.draw(ANYTHING) for field in fields}
    checker, portion = _desk()
    try:
        found, _ = checker.claim(proposal, portion, MAKER)
    except Refused:
        return
    text = checker.article.text
    assert text[found.start : found.end] == found.quote and portion.start <= found.start < found.end <= portion.end
    for entity in found.entities():
        assert entity.key == "person/author" or any(n in text for n in (entity.label, *entity.aliases))


@functools.cache
def _desk() -> tuple[Checker, portions.Portion]:
    article = read()
    return Checker(shared().context(article)), portions.split(article)[0]
