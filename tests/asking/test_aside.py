"""What an answer must not pass over: restraints that turn a pole, offices that nobody has, conditions, second questions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from kg.asking import ask, query
from kg.asking.fitting import in_office, lacking, quoting
from kg.asking.question import in_two, read
from kg.errors import NotFound
from kg.knowledge import fold
from kg.model import Table

NAMES = {fold(name): (name, kind) for name, kind in (("Meta", "Organization"), ("OpenAI", "Organization"), ("GPT-4", "Model"), ("Llama 2", "Model"), ("Yann LeCun", "Person"), ("Robin Li", "Person"))}
NAMES |= {fold(alias): (name, "Person") for alias, name in (("杨立昆", "Yann LeCun"), ("李彦宏", "Robin Li"))}
PEOPLE = ("person", "relation", "role", "negated", "articles", "quote")


def asked(monkeypatch: pytest.MonkeyPatch, question: str, rows: Mapping[str, Table] | None = None) -> ask.Answer:
    """The answer where each query has these rows; one row where none are told."""

    def run(store: Any, name: str, params: Mapping[str, str], path: Any = None) -> Table:
        if rows is not None and name not in rows:
            raise NotFound("nothing is so called")
        return rows[name] if rows is not None else Table(("quote",), (("q",),))

    monkeypatch.setattr(query, "run", run)
    return ask.answer(None, question, names=NAMES, today="2026-11-30")


@pytest.mark.parametrize(("text", "pole"), [
    ("Who supports restricting open-weight models?", "minus"),
    ("Who supports restricting open models?", "minus"),
    ("谁支持限制开源模型？", "minus"),
    ("谁反对限制开源模型？", "plus"),
    ("Who opposes a ban on open models?", "plus"),
    ("Who is for a ban on open models?", "minus"),
    ("Who is against restricting open weights?", "plus"),
    ("Who wants to ban open source AI?", "minus"),
    ("Who called for tighter limits on open-weight models?", "minus"),
    ("Who thinks open models should be banned?", "minus"),
    ("Which companies oppose open-model restrictions?", "plus"),
    ("Who supports lifting the restrictions on open models?", "plus"),
    ("谁主张封禁开源大模型？", "minus"),
    ("哪些人赞成对开源模型加以管制？", "minus"),
    ("谁反对打压中国的开源模型？", "plus"),
    ("谁支持取消对开源模型的限制？", "plus"),
    ("谁反对开源模型被禁止？", "plus"),
    ("谁呼吁限制开源？", "minus"),
    ("谁想禁止开源模型？", "minus"),
    ("谁呼吁不要限制开源模型？", "plus"),
    ("Who opposes regulating open models?", "plus"),
    ("What are the arguments for restricting open models?", "minus"),
    ("What are the arguments against banning open weights?", "plus"),
    ("支持限制开源的理由有哪些？", "minus"),
    ("Who favors a crackdown on Chinese open models?", "minus"),
    ("Who supports open models?", "plus"),
    ("谁支持开源？", "plus"),
    ("Who opposes open source?", "minus"),
    ("What are the risks and limits of open models?", "minus"),
    ("Who supports open models with restrictions on commercial use?", "plus"),
    ("谁支持有限制的开源？", "plus"),
    ("Who supports unrestricted open models?", "plus"),
    ("Who supports banning closed models?", "minus"),
    ("Which licences restrict open models?", ""),
    ("What are the limitations of open models?", ""),
    ("Who favours open source and opposes limits on it?", "both"),
    ("谁支持开源，限制商用？", "plus"),
])  # fmt: skip
def test_who_is_for_restricting_a_side_is_against_it(text: str, pole: str) -> None:
    assert read(text).polarity == pole


@pytest.mark.parametrize(("text", "pole"), [
    ("Who supports restricting open-weight models?", "against"), ("谁支持限制开源模型？", "against"),
    ("Who opposes a ban on open models?", "for"), ("谁反对限制开源模型？", "for"), ("谁支持开源？", "for"),
])  # fmt: skip
def test_the_call_has_the_pole_that_is_meant(monkeypatch: pytest.MonkeyPatch, text: str, pole: str) -> None:
    found = asked(monkeypatch, text)
    assert (found.query, dict(found.params)) == ("who-says", {"side": "open", "polarity": pole})


def test_where_nobody_has_the_office_that_is_said() -> None:
    table = Table(PEOPLE, (("Ada", "affiliation", "CEO", False, 2, "q"), ("Bo", "affiliation", None, True, 1, "q")))
    assert [row[0] for row in in_office(table, ("left",)).rows] == ["Bo"] and lacking(table, ("left",)) == ""
    here = Table(PEOPLE, table.rows[:1])
    assert not in_office(here, ("left",)).rows and lacking(here, ("left",)) == "none_left"
    assert in_office(here, ("founder",)).rows == here.rows and lacking(here, ("founder",)) == "none_in_office"
    assert lacking(here, ("ceo",)) == lacking(here, ()) == ""


@pytest.mark.parametrize(("text", "people", "remark"), [
    ("Who left Meta?", [], "none_left"), ("谁离开了Meta？", [], "none_left"), ("Who founded Meta?", ["Ada", None], "none_in_office"),
    ("谁创办了Meta？", ["Ada", None], "none_in_office"), ("Who is the CEO of Meta?", ["Ada"], ""), ("When was Meta founded?", [None], ""),
])  # fmt: skip
def test_no_answer_shows_others_without_a_word(monkeypatch: pytest.MonkeyPatch, text: str, people: list[str | None], remark: str) -> None:
    rows = (("Ada", "affiliation", "CEO", False, 2, "q"), (None, "founded", None, False, 1, "q"))
    found = asked(monkeypatch, text, {"people": Table(PEOPLE, rows)})
    assert [row[0] for row in found.table.rows] == people and found.note == remark


@pytest.mark.parametrize(("text", "words"), [
    ("Which Western companies moved from open to closed?", ("Western",)), ("哪些西方公司从开源转向闭源？", ("西方",)),
    ("Which vendors moved from open to closed?", ()), ("哪些厂商从开源转向闭源？", ()),
    ("What is the context length of GPT-4?", ()), ("Who supports open source?", ()), ("谁支持开源？", ()), ("Which models did Meta release in 2024?", ()),
    ("Which Asian labs keep their models open?", ("Asian",)),
])  # fmt: skip
def test_a_condition_that_the_call_does_not_use_is_told(monkeypatch: pytest.MonkeyPatch, text: str, words: tuple[str, ...]) -> None:
    found = asked(monkeypatch, text)
    assert found.query and found.aside == words
    assert ("not_looked_at" in found.remarks) is bool(words)


@pytest.mark.parametrize("text", ["Which labs keep their models open?", "哪些公司的模型一直开源？", "Which vendors stay open?"])
def test_who_stays_open_did_not_move(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    found = asked(monkeypatch, text)
    assert (found.query, dict(found.params)) == ("openness-timeline", {"status": "open"})


@pytest.mark.parametrize(("text", "first", "then"), [
    ("When was Llama 2 released and what is its context length?", "releases", "kg query figures -p metric=context-length -p 'thing=Llama 2'"),
    ("Llama 2 是什么时候发布的，上下文多长？", "releases", "kg query figures -p metric=context-length -p 'thing=Llama 2'"),
    ("Which company developed Llama 2, and when was it announced?", "releases", ""),
    ("Which arguments are for open models and which are against them?", "arguments", ""),
])  # fmt: skip
def test_of_two_questions_the_first_is_answered_and_the_other_offered(monkeypatch: pytest.MonkeyPatch, text: str, first: str, then: str) -> None:
    found = asked(monkeypatch, text)
    assert (found.query, found.also) == (first, then)


def test_the_second_question_is_of_the_same_thing() -> None:
    assert in_two("When did GPT-4 come out and how much does it cost?", NAMES) == ["When did GPT-4 come out", "how much does GPT-4 cost"]
    assert in_two("GPT-4 什么时候发布的？它的价格是多少？", NAMES) == ["GPT-4 什么时候发布的", "GPT-4价格是多少"]
    assert in_two("pros and cons of open models", NAMES) == in_two("who is for open models and closed models", NAMES) == []


@pytest.mark.parametrize("text", ["开源模型落后闭源模型多少？", "How far do open models lag behind closed ones?", "闭源模型比开源模型好吗？"])
def test_the_sides_are_things_that_are_compared(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    found = asked(monkeypatch, text)
    assert found.query == "comparisons" and {*found.params.values()} == {"open models", "closed models"}


def test_what_an_open_letter_says_is_asked_by_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    table = Table(("speaker", "quote"), (("Ada", "many signed the open letter"), ("Bo", "open models win")))
    for text in ("Which companies signed the open letter?", "哪些公司在公开信上签了字？"):
        reading = read(text)
        assert not reading.sides and "openness" not in reading.concepts
        assert [row[0] for row in quoting(table, reading.documents).rows] == ["Ada"]
        assert [row[0] for row in asked(monkeypatch, text, {"who-says": table}).table.rows] == ["Ada"]


@pytest.mark.parametrize(("text", "call"), [
    ("What does Meta say about open source?", ("who-says", {"speaker": "Meta"})),
    ("How did Meta's strategy change?", ("who-says", {"speaker": "Meta"})), ("Meta的策略有什么变化？", ("who-says", {"speaker": "Meta"})),
])  # fmt: skip
def test_where_nothing_is_said_the_nearest_is_tried(monkeypatch: pytest.MonkeyPatch, text: str, call: tuple[str, dict[str, str]]) -> None:
    def run(store: Any, name: str, params: Mapping[str, str], path: Any = None) -> Table:
        told = (("strategy", "open"), ("strategy", "closed")) if (name, dict(params)) == call else ()
        return Table(("kind", "says"), told)

    monkeypatch.setattr(query, "run", run)
    found = ask.answer(None, text, names=NAMES, today="2026-11-30")
    assert (found.query, dict(found.params), found.note) == (*call, "nearest_said")
    assert len(found.table.rows) == (1 if "open" in text else 2)


@pytest.mark.parametrize(("text", "call"), [
    ("What is OpenAI's market value?", ("figures", {"thing": "OpenAI", "metric": "valuation"})),
    ("What happened in April 2026?", ("events", {"since": "2026-04", "until": "2026-04"})),
    ("2026年4月发生了什么？", ("events", {"since": "2026-04", "until": "2026-04"})),
    ("闭源派的代表是谁？", ("who-says", {"side": "closed", "polarity": "for"})),
])  # fmt: skip
def test_what_was_refused_is_answered(monkeypatch: pytest.MonkeyPatch, text: str, call: tuple[str, dict[str, str]]) -> None:
    found = asked(monkeypatch, text)
    assert (found.query, dict(found.params)) == call


# ---- what columns tell


MOVES = Table(("vendor", "from", "to", "since"), (("OpenAI", "open", "closed", "2023-03"), ("Meta", "open", "closed", "2025-12"), ("xAI", "open", "closed", None)))


@pytest.mark.parametrize(("text", "vendors", "aside"), [
    ("Which companies went from open to closed in 2025?", ["Meta"], ()),
    ("2025年哪些公司从开源转向闭源？", ["Meta"], ()),
    ("Which companies went from open to closed since 2023?", ["OpenAI", "Meta"], ()),
    ("Which companies went from open to closed before 2024?", ["OpenAI"], ()),
    ("Which companies went from open to closed in 2019?", ["OpenAI", "Meta", "xAI"], ("2019",)),
    ("Which companies went from open to closed?", ["OpenAI", "Meta", "xAI"], ()),
])  # fmt: skip
def test_a_time_without_a_parameter_chooses_among_dated_rows(
    monkeypatch: pytest.MonkeyPatch, text: str, vendors: list[str], aside: tuple[str, ...]
) -> None:
    found = asked(monkeypatch, text, {"open-to-closed": MOVES})
    assert ([row[0] for row in found.table.rows], found.aside) == (vendors, aside)
    assert found.fitted is (len(vendors) < len(MOVES.rows))


SIDES = Table(("thing", "value", "speaker", "conflict"), (
    ("privacy", "open pro", "Yann LeCun", "c1"), ("privacy", "open con", "Robin Li", "c1"),
    ("cost", "open pro", "Zhou Hongyi", "c2"), ("cost", "open con", "Robin Li", "c2"),
))  # fmt: skip


@pytest.mark.parametrize(("text", "conflicts"), [
    ("Who disagrees with Yann LeCun?", {"c1"}), ("谁不同意杨立昆的说法？", {"c1"}), ("谁反对杨立昆的观点？", {"c1"}), ("谁反驳李彦宏？", {"c1", "c2"}),
    ("Who contradicts Yann LeCun?", {"c1"}), ("Who says the opposite of Yann LeCun?", {"c1"}), ("Who rebuts the views of Robin Li?", {"c1", "c2"}),
    ("谁和李彦宏意见相反？", {"c1", "c2"}), ("有谁质疑过李彦宏的看法？", {"c1", "c2"}), ("What do the sources disagree on about privacy?", {"c1"}),
    ("各来源在成本问题上有什么分歧？", {"c2"}),
])  # fmt: skip
def test_who_disagrees_is_told_by_both_sides_of_a_conflict(monkeypatch: pytest.MonkeyPatch, text: str, conflicts: set[str]) -> None:
    found = asked(monkeypatch, text, {"conflicts": SIDES})
    assert found.query == "conflicts"
    assert {row[3] for row in found.table.rows} == conflicts and len(found.table.rows) == 2 * len(conflicts)
    assert "privacy" not in found.aside


@pytest.mark.parametrize("text", [
    "Who disagrees with Meta's licence?", "谁反对开源？", "Who opposes open source?", "What does Robin Li disagree with?", "李彦宏反对谁？",
])  # fmt: skip
def test_no_other_opposition_is_taken_for_it(text: str) -> None:
    assert not read(text, NAMES).opposed


SAID = Table(("speaker", "says"), (("Geoffrey Hinton", "open con safety"), ("Robin Li", "open con cost"), ("Zhou Hongyi", "open pro safety")))


@pytest.mark.parametrize("text", ["Who thinks that open models are dangerous?", "谁认为开源模型不安全？"])
def test_who_says_so_of_an_aspect_is_told_by_arguments_about_it(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    found = asked(monkeypatch, text, {"who-says": SAID})
    assert found.params == {"side": "open", "polarity": "con"} and not found.aside
    assert {row[1].split()[2] for row in found.table.rows} == {"safety"}


def test_a_change_of_course_without_a_direction_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked(monkeypatch, "Which vendors changed course in 2025?").params == {"since": "2025", "until": "2025"}


@pytest.mark.parametrize(("text", "name", "params"), [
    ("Is OpenAI cheaper than Meta?", "comparisons", {"thing": "OpenAI", "other": "Meta"}),
    ("What did GPT-4 cost in 2023?", "prices", {"thing": "GPT-4"}),
    ("When did OpenAI stop publishing weights?", "open-to-closed", {"vendor": "OpenAI"}),
    ("Did any company reopen its models after closing them?", "strategy-shifts", {"from": "closed", "to": "open"}),
    ("Why did Meta change its mind about open source?", "trace-shift", {"vendor": "Meta"}),
    ("Meta为什么改口闭源？", "trace-shift", {"vendor": "Meta"}),
    ("Why does Meta open its models?", "trace-course", {"vendor": "Meta", "strategy": "open"}),  # of a course, not of a change
    ("Meta凭什么坚持闭源", "trace-course", {"vendor": "Meta", "strategy": "closed"}),
    ("Which closed models did OpenAI release?", "openness-timeline", {"status": "closed", "vendor": "OpenAI"}),
    ("Compare open and closed models", "comparisons", {"thing": "open models", "other": "closed models"}),
    ("which companies have become more closed", "strategy-shifts", {"from": "open", "to": "closed"}),
    ("oldest closed models", "openness-timeline", {"status": "closed", "order": "oldest"}),
    ("Which is more open, Meta or OpenAI?", "vendor-openness", {"vendor": "Meta|OpenAI"}),
    ("哪家厂商最开放？", "vendor-openness", {"order": "most"}),
    ("price war in 2024", "prices", {}),
    ("Why are closed models better?", "arguments", {"side": "closed", "polarity": "pro"}),
    ("开源模型为什么更难用？", "arguments", {"side": "open", "polarity": "con"}),
    ("Which vendors keep some models open and others closed?", "strategies", {"strategy": "hybrid"}),
    ("What is Meta's policy on open models?", "strategies", {"vendor": "Meta"}),  # whichever course it follows
    ("OpenAI 的开放策略属于哪种？", "strategies", {"vendor": "OpenAI"}),
    ("Does Meta follow an open strategy?", "strategies", {"vendor": "Meta", "strategy": "open"}),
    ("Meta 现在还坚持开源策略吗", "strategies", {"vendor": "Meta", "strategy": "open"}),
    ("哪些厂商既有开源模型又有闭源模型？", "strategy-shifts", {"to": "hybrid"}),
])  # fmt: skip
def test_what_is_asked_is_told_from_what_is_alike(monkeypatch: pytest.MonkeyPatch, text: str, name: str, params: dict[str, str]) -> None:
    found = asked(monkeypatch, text)
    assert (found.query, dict(found.params)) == (name, params)


TERMS = Table(("model", "term", "negated"), (("Dolly", "commercial-use", False), ("LLaMA", "commercial-use", True)))


@pytest.mark.parametrize(("text", "models"), [
    ("Which licences forbid commercial use?", ["LLaMA"]), ("哪些许可证禁止商用？", ["LLaMA"]), ("Which models may not be used commercially?", ["LLaMA"]),
    ("Which licences allow commercial use?", ["Dolly"]),
])  # fmt: skip
def test_what_forbids_is_not_answered_with_what_allows(monkeypatch: pytest.MonkeyPatch, text: str, models: list[str] | None) -> None:
    found = asked(monkeypatch, text, {"licenses": TERMS})
    assert ([row[0] for row in found.table.rows] or None) == models


@pytest.mark.parametrize("text", ["Which claims are only made by one source?", "哪些说法只有一个来源？"])
def test_what_one_source_alone_says_is_not_answered_with_what_several_do(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    assert not asked(monkeypatch, text).query


@pytest.mark.parametrize("text", ["Who says open source is more expensive?", "谁说开源更贵？"])
def test_dearer_speaks_against_by_its_cost(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    found = asked(monkeypatch, text, {"who-says": SAID})
    assert [row[0] for row in found.table.rows] == ["Robin Li"]


def test_an_answer_that_tells_no_changes_says_that_it_passed_them_over(monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked(monkeypatch, "Which models have changed their licence?").query == "license-changes"
    assert asked(monkeypatch, "哪些模型换过许可证").aside == ()
    assert asked(monkeypatch, "which vendors changed course?").aside == ()
