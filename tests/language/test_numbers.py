"""Amounts: (text, expected) in both languages, and what must be left alone."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.language import numbers
from kg.language.numberforms import CURRENCIES, DATA, FORM, PERS, UNIT_OF
from kg.language.numbers import NumberSpan, find_numbers


def one(text: str) -> NumberSpan:
    spans = find_numbers(text)
    assert len(spans) == 1, [(text[s.start : s.end], s) for s in spans]
    return spans[0]


OTHER = [  # text, number, kind, unit
    ("1750亿参数", 175_000_000_000, "parameters", "parameters"),
    ("1750亿个参数", 175_000_000_000, "parameters", "parameters"),
    ("１７５０亿参数", 175_000_000_000, "parameters", "parameters"),
    ("70B", 70_000_000_000, "parameters", "parameters"),
    ("7B参数", 7_000_000_000, "parameters", "parameters"),
    ("7B models", 7_000_000_000, "parameters", "parameters"),
    ("130亿模型", 13_000_000_000, "parameters", "parameters"),
    ("175 billion parameters", 175_000_000_000, "parameters", "parameters"),
    ("a 65B-parameter model", 65_000_000_000, "parameters", "parameters"),
    ("万亿参数", 10**12, "parameters", "parameters"),
    ("8x7B parameters", 56_000_000_000, "parameters", "parameters"),
    ("参数量达到 1.8 万亿", 1_800_000_000_000, "parameters", "parameters"),
    ("1.4万亿tokens", 1_400_000_000_000, "tokens", "tokens"),
    ("**18 trillion** tokens", 18 * 10**12, "tokens", "tokens"),
    ("`18 trillion` tokens", 18 * 10**12, "tokens", "tokens"),
    ("`1.6T` parameters", 1_600_000_000_000, "parameters", "parameters"),
    ("15.5T tokens", 15_500_000_000_000, "tokens", "tokens"),
    ("20万字", 200_000, "tokens", "characters"),
    ("30万汉字", 300_000, "tokens", "characters"),
    ("21天", 21, "time", "days"),
    ("3小时", 3, "time", "hours"),
    ("两个月", 2, "time", "months"),
    ("21 days", 21, "time", "days"),
    ("3.5 hours", 3.5, "time", "hours"),
    ("2.788M H800 GPU hours", 2_788_000, "time", "GPU hours"),
    ("70.6%", 70.6, "percent", "%"),
    ("百分之三十", 30, "percent", "%"),
    ("百分之三十点五", 30.5, "percent", "%"),
    ("三成", 30, "percent", "%"),
    ("50 percent", 50, "percent", "%"),
    ("40 percentage points", 40, "percent", "points"),
    ("2048块A100-80GB的GPU", 2048, "count", "GPUs"),
    ("2,048 GPUs", 2048, "count", "GPUs"),
    ("16K H100s", 16_000, "count", "GPUs"),
    ("1000张显卡", 1000, "count", "GPUs"),
    ("7亿用户", 700_000_000, "count", "users"),
    ("月活5000万", 50_000_000, "count", "users"),
    ("700 million monthly active users", 700_000_000, "count", "users"),
    ("参与者5000人", 5000, "count", "people"),
    ("30个主流语言模型", 30, "count", "models"),
    ("一百万个模型、数据集", 1_000_000, "count", "models"),
    ("100万次下载", 1_000_000, "count", "downloads"),
    ("3M downloads", 3_000_000, "count", "downloads"),
    ("22 employees", 22, "count", "employees"),
    ("over **29** languages", 29, "count", "languages"),
    ("5.2万指令", 52_000, "count", "instructions"),
    ("发生三起涉及ChatGPT误用与滥用案例", 3, "count", "incidents"),
    ("two models", 2, "count", "models"),
    ("278.8万H800 GPU小时", 2_788_000, "time", "GPU hours"),
    ("three times faster", 3, "ratio", "x"),
    ("2.5 million times", 2_500_000, "count", "times"),
    ("3x faster", 3, "ratio", "x"),
    ("10倍", 10, "ratio", "x"),
    ("3.8×10^25 FLOPs", 38 * 10**24, "count", "FLOPs"),
    ("1,400,000", 1_400_000, "plain", ""),
    ("三亿", 300_000_000, "plain", ""),
    ("两千", 2000, "plain", ""),
    ("一万五千", 15_000, "plain", ""),
    ("十二", 12, "plain", ""),
    ("1亿3000万", 130_000_000, "plain", ""),
    ("scores MMLU 70.6", 70.6, "plain", ""),
    ("得分85.2", 85.2, "plain", ""),
    ("排名第三", 3, "rank", ""),
    ("ranked first", 1, "rank", ""),
    ("2023", 2023, "plain", ""),  # a table's cell
    ("300 多万次", 3_000_000, "count", "times"),
    ("40 多种语言", 40, "count", "languages"),
    ("5000 多名开发者", 5000, "count", "developers"),
    ("10来个模型", 10, "count", "models"),
    ("each layer has 16 experts", 16, "count", "experts"),
    ("MoE 架构，每层256个专家", 256, "count", "experts"),
    ("共有 160 个路由专家", 160, "count", "experts"),
    ("6 experts are activated for each token", 6, "count", "experts"),
    ("邀请了16位专家", 16, "count", "researchers"),
    ("64名来自高校的专家", 64, "count", "researchers"),
    ("30 experts from industry", 30, "count", "researchers"),
    ("more than 350 experts signed the letter", 350, "count", "researchers"),
    ("800亿总参数", 80 * 10**9, "parameters", "parameters"),
    ("4050 亿个模型参数", 405 * 10**9, "parameters", "parameters"),
    ("32K词标记", 32_000, "tokens", "tokens"),
    ("15T 的多语言 token", 15 * 10**12, "tokens", "tokens"),
    ("7.5T tokens", 7_500_000_000_000, "tokens", "tokens"),
    ("仅需 5B 长文本词元", 5 * 10**9, "tokens", "tokens"),
    ("Token数量约为250B", 250 * 10**9, "tokens", "tokens"),
    ("1.4T 数据", 1_400_000_000_000, "tokens", "tokens"),
    ("15T 训练数据", 15 * 10**12, "tokens", "tokens"),
    ("3万亿中英文语料", 3 * 10**12, "tokens", "tokens"),
    ("数据扩展：总计 7.5T", 7_500_000_000_000, "tokens", "tokens"),
    ("was trained on 15T", 15 * 10**12, "tokens", "tokens"),
    ("15T multilingual tokens", 15 * 10**12, "tokens", "tokens"),
    ("10 万条数据", 100_000, "count", "samples"),
    ("8 out of 10", 80, "percent", "%"),
    ("nine out of ten users", 90, "percent", "%"),
    ("one in five companies", 20, "percent", "%"),
    ("a third of the models", 33.33, "percent", "%"),
    ("two-thirds of users", 66.67, "percent", "%"),
    ("three-quarters", 75, "percent", "%"),
    ("half of the companies", 50, "percent", "%"),
    ("三分之二的用户", 66.67, "percent", "%"),
    ("约占三分之一", 33.33, "percent", "%"),
    ("成本仅为十分之一", 10, "percent", "%"),
    ("a fivefold increase", 5, "ratio", "x"),
    ("revenue doubled", 2, "ratio", "x"),
    ("twice as fast", 2, "ratio", "x"),
    ("十倍", 10, "ratio", "x"),
    ("收入翻倍", 2, "ratio", "x"),
    ("翻了两番", 4, "ratio", "x"),
    ("性能提升百倍", 100, "ratio", "x"),
    ("千分之三", 0.3, "percent", "%"),
    ("十年", 10, "time", "years"),
    ("十个模型", 10, "count", "models"),
    ("月活破亿", 10**8, "count", "users"),
    ("周活跃用户已经达到了 2.5 亿", 250_000_000, "count", "users"),
    ("近 2 亿", 2 * 10**8, "plain", ""),
    ("1.2 亿次下载", 120_000_000, "count", "downloads"),
    ("3.5M+ downloads", 3_500_000, "count", "downloads"),
    ("8xA100", 8, "count", "GPUs"),
    ("8 x H100", 8, "count", "GPUs"),
    ("16*H800", 16, "count", "GPUs"),
    ("2,048 H800s", 2048, "count", "GPUs"),
    ("10\\^26 FLOPs", 10**26, "count", "FLOPs"),
    ("70.6 on MMLU", 70.6, "plain", ""),
    ("MMLU (5-shot): 70.6", 70.6, "plain", ""),
    ("MMLU (70.6)", 70.6, "plain", ""),
    ("得分 70.6", 70.6, "plain", ""),
    ("score of 1287 on Arena", 1287, "plain", ""),
    ("MMLU 70", 70, "plain", ""),
    ("scored HumanEval 18", 18, "plain", ""),
    ("Elo 1287", 1287, "plain", ""),
    ("SWE-bench Verified 49", 49, "plain", ""),
    ("BLEU 12.3", 12.3, "plain", ""),
    ("在 SuperGPQA 取得 18", 18, "plain", ""),
    ("-3%", -3, "percent", "%"),
    ("同比增长 -3.5%", -3.5, "percent", "%"),
    ("下降 \u22123%", -3, "percent", "%"),
]
APPROX = [
    "约30人",
    "超过30人",
    "近七成",
    "超半数",
    "over 50 people",
    "more than 50 people",
    "about $5",
    "10万+",
    "一万多名客户",
    "3年左右",
    "up to 128K tokens",
    "nearly 40%",
    "~30 days",
    "20余款产品",
]
NONE = [
    "GPT-3.5",
    "GPT 3.5-turbo",
    "v2.0",
    "Qwen2.5-7B",
    "Llama-7B",
    "LLaMA 2-70B",
    "Mixtral 8x7B",
    "Llama 3.1 is",
    "Claude 3",
    "A100-80GB",
    "CUDA 11.8",
    "iPhone 15",
    "文心一言4.0",
    "2023年3月",
    "in 2023",
    "2018-2020年",
    "March 14, 2023",
    "1. 列表",
    "2、列表",
    "（1）首先",
    "[12]",
    "3.1 Method",
    "Section 3",
    "Figure 2",
    "第三",
    "第3章",
    "第 3 章",
    "第一轮",
    "表1 部分",
    "三分之一",
    "a third",
    "一些",
    "统一",
    "万一",
    "千万不要",
    "百度和千帆",
    "三星",
    "四川",
    "十分",
    "二次开发",
    "一个模型",
    "三四个",
    "十几个",
    "数百万",
    "5G网络",
    "10:30",
    "1:1",
    "24/7",
    "1.2.3",
    "one of the models",
    "三月和四月",
    "https://a.example/500",
    "90后",
    "500强",
    "编号20231114",
    "三年前",
    "1024×768",
    "经过半年",
    "v3e25",
    "以上文为准",
    "hundreds of users",
    "tens of thousands",
    "数百万用户",
    "成千上万",
    "零一万物",
    "这样一来",
    "十字路口",
    "十分之一",
    "a third party",
    "doubled down",
    "one in the list",
    "Llama 2 模型",
    "Baichuan 2 项目",
    "Llama 3 beat other models",
    "21 世纪",
    "AIME 2024",
    "MATH 500",
    "BLEU 4",
    "Gemini 1.5",
    "**1/**",
    "一个总参数量",
]


@pytest.mark.parametrize(("text", "number", "kind", "unit"), OTHER)
def test_an_amount_has_its_number_and_unit(text: str, number: Any, kind: str, unit: str) -> None:
    span = one(text)
    assert (span.number, span.kind, span.unit) == (number, kind, unit)
    assert isinstance(span.number, int) == isinstance(number, int)


@pytest.mark.parametrize("text", APPROX)
def test_words_for_about_make_an_amount_approximate(text: str) -> None:
    assert one(text).approx


@pytest.mark.parametrize("text", ["30人", "200k上下文", "2048块A100", "在GSM8K上85.2分", "最近3天", "$5"])
def test_an_amount_without_such_words_is_exact(text: str) -> None:
    assert not one(text).approx


@pytest.mark.parametrize("text", NONE)
def test_dates_versions_markers_and_names_are_no_amounts(text: str) -> None:
    assert [(text[s.start : s.end], s.kind) for s in find_numbers(text)] == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("128K context", "context"),
        ("200k上下文", "context"),
        ("32k window", "context"),
        ("context window of 200,000 tokens", "context"),
        ("支持128K tokens上下文", "context"),
        ("32B active parameters", "active"),
        ("激活参数为210亿", "active"),
        ("1T total parameters", "total"),
        ("$3 per million input tokens", "input"),
        ("输出价格：8元/百万tokens", "output"),
        ("¥1.0/M 输入", "input"),
        ("$3/M output", "output"),
        ("2元/百万tokens（输出）", "output"),
        ("800亿总参数", "total"),
        ("36B parameters are active on any input", "active"),
        ("128k-token context", "context"),
        ("1M-token context window", "context"),
        ("一百万字上下文", "context"),
    ],
)
def test_what_else_is_said_of_an_amount_is_kept(text: str, words: str) -> None:
    assert one(text).words == words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "参数分别为70亿、130亿和700亿",
            [(7 * 10**9, "parameters"), (13 * 10**9, "parameters"), (70 * 10**9, "parameters")],
        ),
        (
            "7, 13 and 70 billion parameters",
            [(7 * 10**9, "parameters"), (13 * 10**9, "parameters"), (70 * 10**9, "parameters")],
        ),
        ("at 7 and 13B parameters", [(7 * 10**9, "parameters"), (13 * 10**9, "parameters")]),
        ("7B/13B/70B三个尺寸", [(7 * 10**9, "parameters"), (13 * 10**9, "parameters"), (70 * 10**9, "parameters")]),
        ("Sizes: 0.5b / 7b", [(5 * 10**8, "parameters"), (7 * 10**9, "parameters")]),
        ("Zorb-7B/13B", []),
        ("139M、395M两个规格", [(139 * 10**6, "parameters"), (395 * 10**6, "parameters")]),
        ("8B, 70B and 405B", [(8 * 10**9, "parameters"), (70 * 10**9, "parameters"), (405 * 10**9, "parameters")]),
        ("25万元/年、50万元/年", [(250_000, "money"), (500_000, "money")]),
        ("25万、50万元", [(250_000, "money"), (500_000, "money")]),
        (
            "16块40GB的A100训练,耗时仅5小时,总成本还不到800美元",
            [(16, "count"), (40, "count"), (5, "time"), (800, "money")],
        ),
        ("$3 per million input tokens and $15 per million output tokens", [(3, "money"), (15, "money")]),
        ("每天需要处理1000个文档", [(1000, "count")]),
        ("提供2种参数规格：**7B和20B** 。", [(2, "count"), (7 * 10**9, "parameters"), (20 * 10**9, "parameters")]),
        (
            "两个小参数版本的模型，8B 和 70B。",
            [(2, "count"), (8 * 10**9, "parameters"), (70 * 10**9, "parameters")],
        ),
        ("two parameter sizes, 7B and 20B", [(2, "count"), (7 * 10**9, "parameters"), (20 * 10**9, "parameters")]),
        (
            "有70亿、130亿和700亿三种参数规模",
            [(7 * 10**9, "parameters"), (13 * 10**9, "parameters"), (70 * 10**9, "parameters")],
        ),
        ("从 1.4T 增加到 3.2T 训练数据", [(1_400_000_000_000, "plain"), (3_200_000_000_000, "tokens")]),
        ("it has 16 experts and 13 billion for each token", [(16, "count"), (13 * 10**9, "plain")]),
        ("-5% to -3%", [(-5, "percent"), (-3, "percent")]),
    ],
)
def test_several_amounts_of_a_text_come_in_their_order(text: str, expected: list[tuple[Any, str]]) -> None:
    assert [(s.number, s.kind) for s in find_numbers(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("800亿参数和130亿激活参数", [(80, ""), (13, "active")]),
        ("800亿总参数和130亿激活参数", [(80, "total"), (13, "active")]),
        ("总参数 80B 激活 13B", [(80, "total"), (13, "active")]),
        ("总参数量 80B，激活 13B", [(80, "total"), (13, "active")]),
        ("800亿总参数和130亿活跃参数", [(80, "total"), (13, "active")]),
        ("80B的总参数量与13B的推理参数量", [(80, "total"), (13, "active")]),
        ("80B total/13B active", [(80, "total"), (13, "active")]),
        ("80B parameters with 13B active", [(80, ""), (13, "active")]),
        ("13B active and 80B total parameters", [(13, "active"), (80, "total")]),
        ("80B-A13B has 80B parameters and 13B activated", [(80, ""), (13, "active")]),
    ],
)
def test_role_belongs_to_the_number_beside_it(text: str, expected: list[tuple[int, str]]) -> None:
    spans = [s for s in find_numbers(text) if s.kind == "parameters"]
    assert [(s.number // 10**9, s.words) for s in spans] == expected


def test_ranges_of_other_kinds() -> None:
    assert [
        (s.number, s.high)
        for t in ("10-20%", "10% - 20%", "3到5天", "100到200人", "-3% to 5%")
        for s in find_numbers(t)
    ] == [(10, 20), (10, 20), (3, 5), (100, 200), (-3, 5)]


def test_units_data_names_nothing_twice_and_is_reachable() -> None:
    names = [u["unit"] for u in DATA["unit"]]
    assert len(names) == len(set(names))
    for row in DATA["unit"]:
        assert row["kind"] in ("time", "tokens", "parameters", "ratio", "count")
        assert all(UNIT_OF[w.lower()][0] == row["unit"] for w in row["zh"]), row["unit"]
    assert {code for code, _ in CURRENCIES.values()} >= {"USD", "CNY", "EUR", "GBP", "HKD", "JPY", "KRW", "INR"}
    assert PERS["年"] == ("year", False)


PIECES = [
    *" 十两一三百千万亿点$¥元刀%成至-个块张天年月每/约+×^名、，,",
    "1",
    "2.6",
    "3,000",
    "12",
    "半数",
    "百分之",
    "HK$",
]
PIECES += [
    " to ",
    " and ",
    "between ",
    " billion ",
    "K",
    "B",
    "T",
    " tokens",
    "参数",
    "GPU",
    " users",
    "per ",
    "一年",
    "报价",
]
PIECES += [
    "输入",
    " context",
    "上下文",
    "A100",
    "Llama ",
    "x",
    "第",
    "排名",
    "rank ",
    "first",
    " months",
    " each",
    " a ",
    " out of ",
    "分之",
    "翻倍",
    "doubled",
    "$3/",
    "input",
    " 多万",
    "MMLU ",
    "专家",
    "-",
    "\n",
]


@given(st.lists(st.sampled_from(PIECES), max_size=9).map("".join))
@settings(max_examples=300, deadline=None)
def test_spans_are_in_order(text: str) -> None:
    done = 0
    for span in find_numbers(text):
        assert done <= span.start < span.end <= len(text)
        assert span.high is None or span.high > span.number
        assert (span.kind == "money") == bool(span.currency)
        done = span.end


@given(st.text(max_size=80))
@settings(max_examples=100, deadline=None)
def test_any_text_is_read(text: str) -> None:
    assert all(0 <= s.start < s.end <= len(text) for s in find_numbers(text))


@pytest.mark.parametrize(
    "piece",
    [
        *("1,111", "$1-", "一千", " ", "7、", "per 1K ", "a1-", "1", "$1/", "一分之", "1 out of ", "翻", "1T 的多"),
        *("token", "1 x ", "MMLU 1 ", "$1/M ", "half of ", "1B 激活", "1\n", "-1%", "。", "the model ", "1 多万"),
        *("每百万输入1元", "$1 and $2 ", "16 experts ", "总参数 1B/"),
    ],
)
def test_a_long_odd_line_begins_as_a_short_one(piece: str) -> None:
    """What is read does not hang on how much follows. (benchmarks/linear.py looks at the time.)"""
    short, long = (find_numbers(piece * times) for times in (12, 3000))
    assert [span for span in long if span.end < 8 * len(piece)] == [s for s in short if s.end < 8 * len(piece)]
    assert len(long) > 1000 or len(short) <= 1
    assert all(one.end <= other.start for one, other in pairwise(long))


def test_every_pattern_of_the_data_is_asked_for_and_no_other() -> None:
    rooms = Path(numbers.__file__).parent
    asked = {name for room in ("numbers", "amounts", "units", "bare", "prices") for name in re.findall(r'FORM\["(\w+)"\]', (rooms / f"{room}.py").read_text("utf-8"))}
    assert asked == set(FORM)
