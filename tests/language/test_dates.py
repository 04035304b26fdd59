"""Dates: (text, expected spans), relative ones against an article of 19 October 2023 (a Thursday)."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.language import calendar
from kg.language.dateforms import FORMS, SIGNS, Form
from kg.language.dates import date_shapes, find_dates, month_first
from kg.language.datewords import BACK, MONTHS, RELATIVE, WEEKDAYS

ANCHOR = "2023-10-19"

ZH = [
    ("2023年3月14日", "2023-03-14"),
    ("2023年3月", "2023-03"),
    ("2023 年 3 月 14 日", "2023-03-14"),
    ("2023年", "2023"),
    ("23年3月", "2023-03"),
    ("98年3月", "1998-03"),
    ("二〇二三年", "2023"),
    ("二零二三年三月", "2023-03"),
    ("然后在12月，它发布", "2022-12"),
    ("２０２３年３月", "2023-03"),
    ("3月14日", "2023-03-14"),
    ("12月3日", "2023-12-03"),
    ("今年三月", "2023-03"),
    ("今年 5 月 9 日", "2023-05-09"),
    ("今年", "2023"),
    ("去年11月", "2022-11"),
    ("前年", "2021"),
    ("明年", "2024"),
    ("本月", "2023-10"),
    ("本月14日", "2023-10-14"),
    ("这个月", "2023-10"),
    ("上个月", "2023-09"),
    ("上月", "2023-09"),
    ("下个月", "2023-11"),
    ("昨天", "2023-10-18"),
    ("今日", "2023-10-19"),
    ("今天", "2023-10-19"),
    ("昨日", "2023-10-18"),
    ("上周三", "2023-10-11"),
    ("周三，公司宣布", "2023-10-18"),
    ("下周一", "2023-10-23"),
    ("本周", "2023-10"),
    ("上周", "2023-10"),
    ("于三月末举行", "2023-03"),
    ("今年年初", "2023"),
    ("去年底", "2022"),
    ("今年上半年", "2023"),
    ("2023年Q1", "2023"),
    ("2023年第一季度", "2023"),
    ("2023年春天", "2023"),
    ("2015 年至今", "2015"),
    ("截至2023年5月28日", "2023-05-28"),
    ("三年前", "2020"),
    ("两个月前", "2023-08"),
    ("半年前", "2023-04"),
    ("一年半前", "2022-04"),
    ("23年底", "2023"),
    ("2024上半年", "2024"),
    ("几天前", "2023-10"),
    ("几周前", "2023"),
    ("数月前", "2023"),
    ("上个季度", "2023"),
    ("第二季度的收入", "2023"),
    ("未来几个月", "2023"),
    ("年内", "2023"),
    ("[2023.9] Acme上线", "2023-09"),
    ("[20230912] Acme上线", "2023-09-12"),
    ("[23/09/12] Acme上线", "2023-09-12"),
    ("Zorb 3（2018.06）", "2018-06"),
    ("**周一**", "2023-10-16"),
    ("周一深夜上架", "2023-10-16"),
    ("前几天", "2023-10"),
    ("二季度的收入", "2023"),
    ("年底前将开放", "2023"),
]
EN = [
    ("it will open in six months", "2024-04"),
    ("it plans to open in about two years", "2025"),
    ("March", "2023-03"),
    ("it is launching its service in December", "2023-12"),
    ("he stated that it comes just after October 24", "2023-10-24"),
    ("revenue of 2022 2Q rose", "2022"),
    ("- **May 4**: a model", "2023-05-04"),
    ("14 March: a model", "2023-03-14"),
    ("- 21 March – a model", "2023-03-21"),
    ("the board met (17th Sep)", "2023-09-17"),
    ("2020 (June)", "2020-06"),
    ("2020, June", "2020-06"),
    ("25-Jan-2024", "2024-01-25"),
    ("| Jan-24 |", "2024-01"),
    ("05/2023", "2023-05"),
    ("03/04/2023", "2023"),
    ("03-14: a model", "2023-03-14"),
    ("[07/18] a model", "2023-07-18"),
    ("2023 in AI", "2023"),
    ("its 2020 revenue was small", "2020"),
    ("March 14, 2023", "2023-03-14"),
    ("March 14th, 2023", "2023-03-14"),
    ("14 March 2023", "2023-03-14"),
    ("Mar. 2023", "2023-03"),
    ("March 2023", "2023-03"),
    ("Feb. 8", "2023-02-08"),
    ("in 2023", "2023"),
    ("since 2019", "2019"),
    ("Founded: 2019 | Paris", "2019"),
    ("2023-03-14", "2023-03-14"),
    ("2023-03-14T10:00:00Z", "2023-03-14"),
    ("于2023-03-14发布", "2023-03-14"),
    ("2023/3/14", "2023-03-14"),
    ("2023.10.19", "2023-10-19"),
    ("14/03/2023", "2023-03-14"),
    ("3/14/2023", "2023-03-14"),
    ("last year", "2022"),
    ("this year", "2023"),
    ("earlier this year", "2023"),
    ("last month", "2023-09"),
    ("this month", "2023-10"),
    ("yesterday", "2023-10-18"),
    ("today", "2023-10-19"),
    ("this week", "2023-10"),
    ("last week", "2023-10"),
    ("last November", "2022-11"),
    ("in November", "2023-11"),
    ("in January", "2023-01"),
    ("November last year", "2022-11"),
    ("January of this year", "2023-01"),
    ("on Tuesday", "2023-10-17"),
    ("on Thursday", "2023-10-19"),
    ("last Thursday", "2023-10-12"),
    ("next Monday", "2023-10-23"),
    ("Q3 2023", "2023"),
    ("the third quarter of 2023", "2023"),
    ("late 2023", "2023"),
    ("mid-2023", "2023"),
    ("the summer of 2023", "2023"),
    ("a year ago", "2022"),
    ("three months ago", "2023-07"),
    ("(Brown et al., 2020)", "2020"),
    ("a 2022 report", "2022"),
    ("Acme's 2022 annual report", "2022"),
    ("half a year ago", "2023-04"),
    ("half a month ago", "2023-10"),
    ("a year and a half ago", "2022-04"),
    ("two and a half years ago", "2021-04"),
    ("a few days ago", "2023-10"),
    ("a couple of weeks ago", "2023"),
    ("a few months ago", "2023"),
    ("over the weekend", "2023-10"),
    ("last quarter", "2023"),
    ("in Q2", "2023"),
    ("in the second quarter", "2023"),
    ("in the coming weeks", "2023"),
    ("Aug '23", "2023-08"),
    ("this past June", "2023-06"),
    ("Acme announced Tuesday", "2023-10-17"),
    ("- **Monday**: a model", "2023-10-16"),
    ("it will open on the 27th", "2023-10-27"),
    ("it will open on the 3rd", "2023-11-03"),
    ("it opened on the 27th", "2023-09-27"),
    ("they bought a stake in the spring", "2023"),
    ("last year's model", "2022"),
]
RANGES = [
    ("2018-2020年", ("2018", "2020")),
    ("2018年至2020年", ("2018", "2020")),
    ("3月14日至16日", ("2023-03-14", "2023-03-16")),
    ("2023年3月至5月", ("2023-03", "2023-05")),
    ("2023–2024", ("2023", "2024")),
    ("from 2019 to 2021", ("2019", "2021")),
    ("between 2019 and 2021", ("2019", "2021")),
    ("from May 2022 to March 2023", ("2022-05", "2023-03")),
    ("March 14–16, 2023", ("2023-03-14", "2023-03-16")),
]
NONE = [
    "锁定未来三年前沿模型的产能",
    "日前",
    "近日",
    "近几年",
    "最近几年",
    "几年前",
    "年内存",
    "过去一年内",
    "Q2: what is a token",
    "the second quarter of a page",
    "20230912 tokens",
    "a 2022 token",
    "a 23/09/12 split",
    "Tuesday Labs",
    "多年来",
    "2020年代",
    "the 2010s",
    "two weeks later",
    "a few years ago",
    "GPT-3.5",
    "v2.0 and Qwen2.5",
    "2048块A100",
    "2000 employees",
    "by 2048 GPUs",
    "from 2000 users",
    "1024 GPUs",
    "$2000",
    "2000元",
    "3000年",
    "1900年的",
    "2101年",
    "you may go",
    "May I go",
    "they march on",
    "March on",
    "https://a.example/2023/03/14/x",
    "2023.1.2.3",
    "http://www.w3.org/2000/svg",
    "2010-2015 GPUs",
    "以上月薪",
    "月之暗面",
    "说明年报",
    "同年龄",
    "3个月",
    "over the last year",
    "in today's world",
    "Llama 2023B",
    "on the 3rd floor",
    "by the 18th century",
    "**Monday Labs**",
    "连续四季度盈利",
]


def read(text: str, anchor: str = ANCHOR) -> list[str]:
    return [span.value for span in find_dates(text, "zh", anchor)]


@pytest.mark.parametrize(("text", "expected"), ZH + EN)
def test_a_written_date_is_this_day(text: str, expected: str) -> None:
    assert read(text) == [expected]


@pytest.mark.parametrize(("text", "expected"), RANGES)
def test_a_range_has_a_first_and_a_last_day(text: str, expected: tuple[str, str]) -> None:
    assert [(s.value, s.end_value) for s in find_dates(text, "en", ANCHOR)] == [expected]


@pytest.mark.parametrize(
    ("text", "previous", "expected"),
    [
        ("January", "2024", "2024-01"),
        ("March: a model", "2021", "2021-03"),
        ("**15**: a model", "2024-01", "2024-01-15"),
        ("- 2nd – a model", "2024-02", "2024-02-02"),
        ("15: a model", "2024", None),
        ("15: a model", "", None),
        ("1. a model", "2024-01", None),
        ("31: a model", "2024-02", None),
        ("May we do so", "2024", None),
        ("April: I think so.", "", None),
        ("Jan: I think so.", "2024", None),
        ("3/12: a thread goes on", "2024", None),
    ],
)
def test_entries_below_a_date(text: str, previous: str, expected: str | None) -> None:
    """A line of a time line has of its date what the headings over it do not say."""
    assert [d.value for d in find_dates(text, "en", "", previous)] == ([expected] if expected else [])


@pytest.mark.parametrize("text", NONE)
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2022年推出，同年3月开放，次年5月开源", ["2022", "2022-03", "2023-05"]),
        ("2022年11月推出GPT-3.5,官方没有披露细节,2023年3月开放API", ["2022-11", "2023-03"]),
        ("2022年4月和5月", ["2022-04", "2022-05"]),
        ("in June and December 2022", ["2022-06", "2022-12"]),
        ("OpenAI在2023年3月14日 released GPT-4, in May 2023 又", ["2023-03-14", "2023-05"]),
        ("In 2021 it began; the following year it ended", ["2021", "2022"]),
        ("In June 2021 it began; that September it grew, the following March it ended", ["2021-06", "2021-09", "2022-03"]),
        ("In 2021 it began and later that year it ended", ["2021", "2021"]),
        ("2021年3月成立，一年半后关闭", ["2021-03", "2022-09"]),
        ("2021年有10家，前一年只有4家", ["2021", "2020"]),
        ("In 2021 there were ten, the year before four", ["2021", "2020"]),
    ],
)
def test_several_dates_of_a_text_come_in_their_order(text: str, expected: list[str]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "anchor", "expected"),
    [
        ("11月", "2023-03", ["2022-11"]),  # more than six months ahead: last year's
        ("9月", "2023-03", ["2023-09"]),
        ("9月20日", "2023-03-10", ["2022-09-20"]),
        ("in November", "2023-03-14", ["2022-11"]),
        ("3月14日", "2023", ["2023-03-14"]),
        ("新模型将于2月发布", "2023-10-19", ["2024-02"]),  # to come
        ("Acme goes up in February", "2023-10-19", ["2024-02"]),
        ("它在12月发布了新模型", "2023-10-19", ["2022-12"]),  # gone
        ("Acme bought it in November", "2023-10-19", ["2022-11"]),
        ("年底前将开放", "2025-05-30", ["2025"]),
        ("it will open by year-end", "2025-05-30", ["2025"]),
        ("它在年底上线了", "2025-05-30", ["2024"]),
        ("2020.08　Acme上线", "", ["2020-08"]),
        ("the score was 2020.08", "", []),
        ("上个月", "2023-01", ["2022-12"]),
        ("昨天", "2024-03-01", ["2024-02-29"]),
        ("昨天", "2023-10", []),
        ("上个月", "2023", []),
        ("去年", "2023", ["2022"]),
        ("去年", "", []),
        ("last month", "", []),
        ("on Tuesday", "2023-10", []),
        ("同年3月", "2023", []),  # no date before it
        ("2020年2月30日", "", ["2020-02"]),
        ("年底", "2024-01-10", ["2023"]),
        ("今年", "2025-02-20 14:38", ["2025"]),
        ("On February 14 of 2019 it was told", "", ["2019-02-14"]),
        ("valued at $9 billion in an October funding round", "2023-03-14", ["2022-10"]),
        ("at its May event", "2023-08-14", ["2023-05"]),
        ("until last spring", "2023-03-14", ["2022"]),
        ("2022年5月和11月30日", "", ["2022-05", "2022-11-30"]),
        ("11月30日", "", []),
    ],
)
def test_a_relative_date_counts_from_the_articles_own_day(text: str, anchor: str, expected: list[str]) -> None:
    assert read(text, anchor) == expected


def test_span_covers_the_words_and_says_whether_it_is_relative() -> None:
    text = "就在5月13日，OpenAI推出GPT-4o；2024年4月，Meta"
    spans = find_dates(text, "zh", "2024-06-01")
    assert [(text[s.start : s.end], s.relative) for s in spans] == [("5月13日", True), ("2024年4月", False)]
    text = "It was released in late 2023, on March 14th."
    assert [text[s.start : s.end] for s in find_dates(text, "en", ANCHOR)] == ["late 2023", "March 14th"]


def test_unresolved_dates_still_have_a_shape() -> None:
    assert find_dates("3月14日", "zh", "") == []
    assert date_shapes("3月14日") == [(0, 5)]


PIECES = [*RELATIVE, *BACK, *(m.title() for m in [*MONTHS, *WEEKDAYS])]
PIECES += [
    *" ,./-–年月日号至到和、前三十二周五",
    "2023",
    "2024",
    "31",
    "14",
    "3",
    " in ",
    " on ",
    " of ",
    " last ",
    " ago",
    "Q1",
]


@given(st.lists(st.sampled_from(PIECES), max_size=9).map("".join), st.sampled_from(["", "2023", "2023-10", ANCHOR]))
@settings(max_examples=200, deadline=None)
def test_spans_are_in_order_and_valid(text: str, anchor: str) -> None:
    done = 0
    for span in find_dates(text, "zh", anchor):
        assert done <= span.start < span.end <= len(text)
        assert calendar.show(calendar.parse(span.value)) == span.value
        assert span.end_value is None or span.end_value > span.value
        done = span.end


@given(st.text(max_size=80))
@settings(max_examples=100, deadline=None)
def test_any_text_is_read(text: str) -> None:
    assert all(0 <= s.start < s.end <= len(text) for s in find_dates(text, "en", ANCHOR))


@pytest.mark.parametrize("piece", ["2023-", " ", "3 月 ", "in May ", "1", "年月日"])
def test_a_long_odd_line_begins_as_a_short_one(piece: str) -> None:
    """What is read does not hang on how much follows. (benchmarks/linear.py looks at the time.)"""
    short, long = (find_dates(piece * times, "zh", ANCHOR) for times in (12, 6000))
    assert [span for span in long if span.end < 8 * len(piece)] == [s for s in short if s.end < 8 * len(piece)]
    assert len(long) > 1000 or len(short) <= 1
    assert all(one.end <= other.start for one, other in pairwise(long))


@pytest.mark.parametrize(
    ("text", "first"),
    [("on 9/27/2023 and 9/06/2023", True), ("on 27/9/2023", False), ("on 9/06/2023", None), ("on 9/27/2023 and 27/9/2023", None), ("none", None)],
)
def test_the_rest_of_a_text_tells_the_order_of_its_dates(text: str, first: bool | None) -> None:
    assert month_first(text) is first
    read = {True: "2023-09-06", False: "2023-06-09", None: "2023"}[first]
    assert [d.value for d in find_dates("On 9/06/2023.", months_first=first)] == [read]


@pytest.mark.parametrize(("form", "text", "date"), [(form, *told) for form in FORMS for told in form.examples], ids=lambda part: getattr(part, "name", ""))
def test_each_form_reads_its_examples(form: Form, text: str, date: str) -> None:
    """The examples of kg/data/dateforms.toml, of which every form has one."""
    group = "at" if "at" in form.pattern.groupindex else 0
    assert date in [match[group] for match in form.pattern.finditer(text)]
    assert SIGNS[form.sign].search(text)
    assert date in [text[d.start : d.end] for d in find_dates(text, "en", ANCHOR, previous="2024-01-05")]


def test_every_form_has_an_example() -> None:
    assert all(form.examples for form in FORMS)
