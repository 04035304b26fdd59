"""Plain questions: which query they mean, in either language and in other words, and which are none of our business."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest

from kg.asking import ask, fitting, query, question
from kg.knowledge import fold
from kg.model import Table

THINGS = {
    "Organization": ("OpenAI", "Meta", "智谱AI", "百度", "Mistral", "Google"),
    "Model": ("Llama 2", "GPT-4", "GPT", "ChatGLM-6B", "Alpaca"),
    "Person": ("Sam Altman", "王小川", "Yann LeCun"),
    "Benchmark": ("MMLU",),
    "License": ("Apache-2.0",),
}
NAMES = {fold(name): (name, sort) for sort, names in THINGS.items() for name in names}

FILL = defaultdict(
    lambda: "GPT-4",
    side="open", aspect="safety", model="Alpaca", benchmark="MMLU", vendor="OpenAI", speaker="Sam Altman",
    base="Llama 2", entity="Google", metric="context length", organization="OpenAI", person="Sam Altman", other="Llama 2",
)  # fmt: skip

OPEN_TO_CLOSED = """
which vendors moved from open to closed?
哪些厂商从开源走向闭源
谁从开源转向了闭源？
哪些公司放弃了开源？
哪些公司不再开源了？
有哪些企业由开源变成闭源
最近哪些机构由开放转为封闭
which companies went from open source to closed?
who abandoned open source?
which labs turned proprietary?
which firms went closed after being open?
who switched to closed source from open source?
Which companies are no longer open source?
which vendors moved from open to closed since 2023?
did OpenAI go from open to closed?
OpenAI 是什么时候从开源转向闭源的？
which famous vendors moved from open to closed?
"""
CLOSED_TO_OPEN = """
which vendors moved from closed to open?
哪些厂商从闭源转向开源？
who went from closed source to open source
谁放弃了闭源
which companies abandoned closed source?
哪些公司不再闭源了
"""
OTHERS = {
    "strategy-shifts": ("which vendors changed course?", "Meta 的路线有什么变化？"),
    "licenses": (
        "what does Llama 2's licence allow?",
        "What does the license of Llama 2 permit?",
        "Llama 2 的许可证允许什么？",
        "Llama 2 可以商用吗？",
        "ChatGLM-6B 用的是什么协议？",
        "can I use Llama 2 commercially?",
        "which models allow commercial use?",
    ),
    "who-says": ("谁反对开源？", "who is for open source?", "who supports closed source?", "what does Sam Altman say?"),
    "arguments": (
        "who argues against open source on safety?",
        "what are the arguments against open source?",
        "开源有什么缺点？",
        "what are the advantages of closed models?",
        "闭源的优势是什么？",
        "what speaks for open source on cost?",
    ),
    "prices": ("how much does GPT-4 cost?", "GPT-4 多少钱？", "what is the price of GPT-4"),
    "benchmarks": ("how does GPT-4 score on MMLU?", "GPT-4 在 MMLU 上得分多少？"),
    "derived-models": (
        "which models are based on Llama 2?",
        "哪些模型基于 Llama 2？",
        "what was fine-tuned from Llama 2?",
    ),
    "conflicts": ("where do the articles contradict each other?", "文章之间有哪些矛盾？"),
    "independent-support": ("how many independent sources are there?", "哪些说法有多个独立来源"),
    "ecosystem": ("who partners with Google?", "谁与百度合作？", "who hosts Llama 2?"),
    "openness-timeline": ("how open are OpenAI's models over time?", "OpenAI 的模型开放程度如何变化？"),
    "argument-map": ("show me the argument map", "论点地图"),
}
# Written after the concepts and before anything was mended for them: 27 of 38 were right at first sight.
UNSEEN = """
open-to-closed|Which AI companies started out open and later closed their models?
open-to-closed|有没有公司先开源后闭源？
open-to-closed|哪家企业从开源路线转到了闭源路线？
open-to-closed|开源转闭源的厂商有哪些
open-to-closed|Has any vendor gone from open weights to proprietary?
open-to-closed|Is OpenAI one of the vendors that went closed?
strategy-shifts|which vendors went open after being closed?
strategy-shifts|哪些厂商由闭源改为开源
strategy-shifts|has Google changed its strategy?
licenses|Is Llama 2 free for commercial use?
licenses|Under what terms is Llama 2 available?
licenses|Llama 2 采用什么许可？
licenses|Llama 2 的授权条款有哪些限制
arguments|Why is open source good for security?
arguments|开源在安全方面有哪些风险？
arguments|反对闭源的理由
arguments|List the pros and cons of closed source models
who-says|Who opposes open source?
who-says|谁主张闭源
who-says|王小川怎么看开源？
who-says|What is Yann LeCun's position on open source?
prices|GPT-4 的收费标准
prices|How expensive is GPT-4?
prices|GPT-4 API pricing
benchmarks|What is GPT-4's MMLU score?
benchmarks|哪个模型在 MMLU 上成绩最好
derived-models|Alpaca 是在什么模型基础上微调的
derived-models|What models derive from Llama 2?
conflicts|On what do articles contradict one another?
conflicts|不同文章的说法有什么冲突
openness-timeline|Is Llama 2 open source?
openness-timeline|GPT-4 是开源的吗？
openness-timeline|which models are closed?
ecosystem|which companies use GPT-4?
ecosystem|百度的合作伙伴
argument-map|画出论点的全景图
"""
UNRELATED = """
what's the weather
what's the weather in Beijing today?
今天天气怎么样
who is the president of France
谁是法国总统
which restaurants are open on Sunday?
when does the bank close?
how do I open a window?
which companies went bankrupt?
哪些公司破产了？
what is OpenAI's stock price?
what licence do I need to drive a truck?
who won the world cup in 2022
how much does a house cost in London?
谁支持曼联？
from Paris to London by train
北京到上海的高铁多少钱
which countries moved from left to right
谁从北京去了上海
is the road closed?
what is the benchmark interest rate
write a poem about cats
open the door
closed
open
?
asdf qwer
how tall is Mount Everest
which stores are open on Christmas?
who moved my cheese
what is open heart surgery
推荐一部电影
OpenAI 的总部在哪里
where is OpenAI's headquarters?
how do I switch from Windows to Linux
哪些国家从君主制走向共和制
what are the arguments for vegetarianism
who supports Donald Trump?
谁反对转基因食品
license plate of my car
how much does a Tesla cost
什么时候放假
which company has the most employees?
开门
开放日是哪天
巴黎奥运会哪个国家金牌最多
translate hello to French
what is 2+2
which banks moved from Paris to Frankfurt
tell me a joke about OpenAI
Llama 2 怎么安装
how to train a dog
What did Sam Altman eat for breakfast?
"""


def lines(text: str) -> list[str]:
    return text.strip().splitlines()


class Runs:
    """Stands for the graph: notes what was asked of it and answers with one table."""

    def __init__(self, table: Table) -> None:
        self.table, self.asked = table, []  # type: ignore[var-annotated]

    def run(self, store: Any, name: str, params: dict[str, str], path: Any = None) -> Table:
        self.asked.append((name, dict(params)))
        return self.table


@pytest.fixture
def graph(monkeypatch: pytest.MonkeyPatch) -> Runs:
    runs = Runs(
        Table(("vendor", "from", "to", "quote"), (("OpenAI", "open", "closed", "q"), ("Meta", "closed", "open", "q")))
    )
    monkeypatch.setattr(ask, "names_in", lambda store, question: NAMES)
    monkeypatch.setattr(query, "run", runs.run)
    return runs


@pytest.mark.parametrize("question", lines(OPEN_TO_CLOSED))
def test_the_same_question_in_other_words(graph: Runs, question: str) -> None:
    assert ask.answer(None, question).query == "open-to-closed"


@pytest.mark.parametrize("question", lines(CLOSED_TO_OPEN))
def test_the_other_direction_is_another_question(graph: Runs, question: str) -> None:
    found = ask.answer(None, question)
    assert found.query == "strategy-shifts"
    assert (found.params["from"], found.params["to"]) == ("closed", "open")


@pytest.mark.parametrize(("name", "question"), [(n, q) for n, qs in OTHERS.items() for q in qs])
def test_every_query_is_found(graph: Runs, name: str, question: str) -> None:
    assert ask.answer(None, question).query == name


@pytest.mark.parametrize("line", lines(UNSEEN))
def test_questions_that_were_written_unseen(graph: Runs, line: str) -> None:
    name, asked = line.split("|")
    assert ask.answer(None, asked).query == name


@pytest.mark.parametrize("question", lines(UNRELATED))
def test_what_is_not_known_is_not_answered(graph: Runs, question: str) -> None:
    found = ask.answer(None, question)
    assert not found.query and not graph.asked


@pytest.mark.parametrize("name", query.names())
def test_the_phrasings_of_a_query_lead_to_it(name: str) -> None:
    queries = [query.load(n) for n in query.names()]
    for asks in query.load(name).asks.values():
        for phrasing in asks:
            filled = phrasing.format_map(FILL)
            score, best, _ = ask.rank(question.read(filled, NAMES), queries)[0]
            assert (best.name, score >= ask.ENOUGH) == (name, True), filled


@pytest.mark.parametrize(
    ("question", "params"),
    [
        ("did OpenAI go from open to closed?", {"vendor": "OpenAI"}),
        ("what does Llama 2's licence allow?", {"model": "Llama 2"}),
        ("can I use Llama 2 commercially?", {"model": "Llama 2", "term": "commercial-use"}),
        ("who argues against open source on safety?", {"side": "open", "polarity": "con", "aspect": "safety"}),
        ("谁反对开源？", {"side": "open", "polarity": "against"}),
        ("闭源的优势是什么？", {"side": "closed", "polarity": "pro"}),
        ("how does GPT-4 score on MMLU?", {"model": "GPT-4", "benchmark": "MMLU"}),
        ("which models are based on Llama 2?", {"base": "Llama 2"}),
        ("what is Alpaca based on?", {"model": "Alpaca"}),
        ("how open are OpenAI's models since 2023?", {"vendor": "OpenAI", "since": "2023"}),
        ("2023年以来 OpenAI 的模型开放程度如何变化？", {"vendor": "OpenAI", "since": "2023"}),
        ("what does Sam Altman say about GPT-4?", {"speaker": "Sam Altman", "about": "GPT-4"}),
    ],
)
def test_parameters_come_out_of_the_question(graph: Runs, question: str, params: dict[str, str]) -> None:
    assert dict(ask.answer(None, question).params) == params


def test_a_name_that_no_parameter_takes_filters_the_rows() -> None:
    table = Table(("vendor", "quote"), (("OpenAI", "a"), ("Meta", "b")))
    assert ask.keep(table, {"": ("Meta",)}).rows == (("Meta", "b"),)
    assert ask.keep(table, {"vendor": ("OpenAI",)}).rows == (("OpenAI", "a"),)


def test_the_longest_name_is_meant() -> None:
    assert question.read("is GPT-4 better?", NAMES).names == (("GPT-4", "Model"),)
    assert question.read("GPTQ and metadata", NAMES).names == ()
    assert question.read("百度智能", NAMES).names == (("百度", "Organization"),)


@pytest.mark.parametrize(
    ("text", "move"),
    [
        ("from open to closed", ("open", "closed")),
        ("closed after being open", ("open", "closed")),
        ("no longer open", ("open", "closed")),
        ("become open", ("closed", "open")),
        ("从闭源到开源", ("closed", "open")),
        ("放弃开源", ("open", "closed")),
        ("从开源转向混合", ("open", "hybrid")),
        ("is it open?", None),
    ],
)
def test_directions(text: str, move: tuple[str, str] | None) -> None:
    assert question.read(text).move == move


@pytest.mark.parametrize(
    ("text", "negated"),
    [
        ("which vendors never went from open to closed?", True),
        ("Which models are not based on Llama 2?", True),
        ("谁不支持开源？", True),
        ("哪些厂商从来没有由开源转为闭源？", True),
        ("哪些模型不是基于 GPT 的？", True),
        ("有没有公司先开源后闭源？", False),
        ("你支不支持开源？", False),
        ("Llama 2 是不是开源的？", False),
        ("which models are not open?", False),  # closed, in other words
        ("which companies are no longer open?", False),
        ("哪些公司不再开源了？", False),
        ("isn't GPT-4 closed?", False),
    ],
)
def test_a_question_after_what_is_not_said_is_known_as_such(text: str, negated: bool) -> None:
    assert question.read(text, NAMES).negated is negated


def test_a_version_that_the_graph_has_not_is_not_its_family(graph: Runs) -> None:
    assert question.read("what does GPT-9 cost?", NAMES).names == (("GPT-9", "Model"),)
    assert question.read("GPT 2023 年的价格", NAMES).names == (("GPT", "Model"),)


def test_words_of_any_question_are_no_names() -> None:
    names = {fold("WHO"): ("WHO", "Organization"), fold("Ma Yi"): ("Ma Yi", "Person")}
    assert question.read("Who supports it, and may I?", names).names == ()
    assert question.read("the WHO", names).names == (("WHO", "Organization"),)


def test_where_two_fit_it_asks_back_with_both(graph: Runs) -> None:
    for asked in ("licence and price of GPT-4", "GPT-4 的价格和许可"):
        found = ask.answer(None, asked)
        assert not found.query and found.ambiguous and not graph.asked
        assert dict(found.candidates) == {"licenses": {"model": "GPT-4"}, "prices": {"thing": "GPT-4"}}
        assert len(found.nearest) == 2


def test_who_asks_for_speakers_only_where_the_rows_tell_of_no_vendors() -> None:
    said = question.read("who argues that open models are safer?", NAMES)
    rows = (("OpenAI", ""), ("Meta", "Engadget"))
    named = query.load("arguments")
    assert ask._kept(named, Table(("vendor", "speaker"), rows), said, {}).rows == rows
    assert ask._kept(named, Table(("claim", "speaker"), rows), said, {}).rows == rows[1:]


def test_what_is_not_known_offers_calls_of_what_may_be_meant(graph: Runs) -> None:
    found = ask.answer(None, "which labs pulled up the drawbridge")
    assert not found.query and not found.ambiguous
    assert dict(found.candidates) == {"open-to-closed": {}} and len(found.nearest) == len(found.candidates)


def test_questions_that_are_no_text_are_not_known(graph: Runs) -> None:
    for text in ("", " ", "\x00\x00", "{vendor}", "开" * 2000, "open " * 400):
        assert not ask.answer(None, text).query


def test_the_greatest_or_the_smallest_comes_first() -> None:
    table = Table(("thing", "metric", "number"), (("A", "users", 3), ("B", "users", None), ("C", "users", 9), ("D", "models", 5)))
    assert [row[0] for row in fitting.ordered(table, 1).rows] == ["C", "A", "D", "B"]  # what is counted alike stands together, most first
    assert [row[0] for row in fitting.ordered(table, -1).rows] == ["A", "C", "D", "B"]
    assert fitting.ordered(table, 0) == table


def test_what_has_no_number_stands_in_the_order_of_its_sources() -> None:
    table = Table(("vendor", "origins"), (("A", 1), ("B", 3), ("C", None), ("D", 3)))
    assert [row[0] for row in fitting.ordered(table, 1).rows] == ["B", "D", "A", "C"]
    assert fitting.ordered(table, -1) == table
    steps = Table(("vendor", "step", "origins"), (("A", "first", 1), ("A", "second", 3)))
    assert fitting.ordered(steps, 1) == steps  # several rows tell one thing


def test_the_latest_and_the_earliest_come_first_and_what_has_no_time_last() -> None:
    rows = (("A", "2023"), ("B", None), ("C", "2024-05"), ("D", "2024"))
    table = Table(("model", "time"), rows)
    assert [row[0] for row in fitting.dated(table, 1).rows] == ["C", "D", "A", "B"]
    assert [row[0] for row in fitting.dated(table, -1).rows] == ["A", "D", "C", "B"]
    assert fitting.dated(table, 0) == table
    steps = Table(("time", "step"), (("2023", 1), ("2024", 2)))
    assert fitting.dated(steps, 1) == steps  # several rows tell one thing


@pytest.mark.parametrize(
    ("text", "recent"),
    [
        ("the latest model by Meta", 1), ("newest releases", 1), ("what did Meta release recently?", 1), ("Meta 最近发布了什么", 1), ("最新的模型", 1),
        ("the first open model", -1), ("earliest releases", -1), ("最早开源的模型", -1), ("第一个开源模型", -1),
        ("who released what last year?", 0), ("in the last two years", 0), ("最近三年发布的模型", 0), ("who was open at first?", 0), ("which models are open?", 0),
    ],
)  # fmt: skip
def test_a_question_says_which_time_comes_first(text: str, recent: int) -> None:
    assert question.read(text, NAMES, "2026-11-30").recent == recent
    assert [question.read(text).order for text in ("which model has most parameters", "最便宜的模型", "list the figures")] == [1, -1, 0]


@pytest.mark.parametrize("text", ["which vendors moved from open to closed", "Who gave up open models?", "哪些厂商从开放走向封闭"])
def test_a_thing_that_is_called_like_a_word_of_the_question_is_not_meant(text: str) -> None:
    named = {"open": ("OPEN test", "Benchmark"), "开放": ("开放", "Benchmark"), "models": ("Models Inc.", "Organization")}
    assert question.link(text, named) == ([], [])
    assert question.link("what does OPEN test score", {"opentest": ("OPEN test", "Benchmark")})[0] == [("OPEN test", "Benchmark")]


def test_of_people_those_are_told_who_have_the_office_that_is_asked_for() -> None:
    people = (("Ada", "chief executive", 2), ("Bo", "联合创始人", 1), ("Cy", "离任", 1), ("Di", None, 1), ("Ed", "chair", 9), ("Fu", "副总裁", 1))
    table = Table(("person", "role", "articles"), people)
    asked = {text: [row[0] for row in ask.in_office(table, question.read(text).posts).rows] for text in (
        "who is the CEO of OpenAI", "谁创立了智谱", "who left OpenAI", "who works at OpenAI", "who is the CTO of OpenAI", "who runs OpenAI",
    )}  # fmt: skip
    assert asked == {
        "who is the CEO of OpenAI": ["Ada"], "谁创立了智谱": ["Bo"], "who left OpenAI": ["Cy"],
        "who works at OpenAI": ["Ada", "Bo", "Cy", "Di", "Ed", "Fu"], "who is the CTO of OpenAI": ["Ada", "Bo", "Cy", "Di", "Ed", "Fu"], "who runs OpenAI": ["Ed", "Ada"],
    }  # fmt: skip
    chaired = Table(table.columns, people[1:])
    assert [row[0] for row in ask.in_office(chaired, question.read("who is the CEO of OpenAI").posts).rows] == ["Ed"]  # the office nearest to it


@pytest.mark.parametrize(
    ("text", "move"),
    [
        ("Has OpenAI turned its back on open source?", ("open", "closed")), ("who used to share their weights and has since stopped doing so", ("open", "closed")),
        ("哪些公司最后走上了开闭源混合的路子", ("", "hybrid")), ("有没有哪家从开源变成半开半闭的", ("open", "hybrid")),
        ("which firms went from a mixed strategy to closed", ("hybrid", "closed")), ("谁倒戈到了开源", ("closed", "open")),
    ],
)  # fmt: skip
def test_from_where_to_where_a_question_has_it(text: str, move: tuple[str, str]) -> None:
    reading = question.read(text)
    assert reading.move == move and "ecosystem" not in reading.concepts


def test_more_of_a_version_than_the_graph_knows_is_another_thing() -> None:
    assert question.link("when was Llama 3.1 released", {"llama3": ("Llama 3", "Model")})[0] == [("Llama 3.1", "Model")]


def test_who_is_backed_by_sources_is_backed_by_no_investor() -> None:
    assert "modes" not in question.read("which claims are backed by more than one independent source").values


def test_a_side_behind_what_was_so_once_came_after_it() -> None:
    assert question.read("who used to publish their models and then closed up").move == ("open", "closed")
    assert question.read("谁以前开放，现在闭源").move == ("open", "closed")


def test_what_came_out_at_a_time_is_asked_of_a_time(graph: Runs) -> None:
    assert ask.answer(None, "what was unveiled between 2023-03 and 2023-07").params == {"since": "2023-03", "until": "2023-07"}
    assert not ask.answer(None, "what was unveiled").query
