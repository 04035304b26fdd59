"""Prices: amount, currency and rate, alone and side by side, for input and for output."""

from __future__ import annotations

from typing import Any

import pytest

from kg.language.numbers import NumberSpan, find_numbers


def one(text: str) -> NumberSpan:
    spans = find_numbers(text)
    assert len(spans) == 1, [(text[s.start : s.end], s) for s in spans]
    return spans[0]


MONEY = [  # text, number, high, currency, per
    ("训练成本约140万美元", 1_400_000, None, "USD", ""),
    ("不到600美元", 600, None, "USD", ""),
    ("2.6至4.4万亿美元的价值", 2_600_000_000_000, 4_400_000_000_000, "USD", ""),
    ("$1-2 billion", 10**9, 2 * 10**9, "USD", ""),
    ("$1 billion to $2 billion", 10**9, 2 * 10**9, "USD", ""),
    ("$10 billion", 10**10, None, "USD", ""),
    ("3万到5万美元", 30_000, 50_000, "USD", ""),
    ("3万美元到5万美元", 30_000, 50_000, "USD", ""),
    ("0.002美元/1K tokens", 0.002, None, "USD", "1K tokens"),
    ("每百万tokens 2元", 2, None, "CNY", "1M tokens"),
    ("每百万Token0.2美元", 0.2, None, "USD", "1M tokens"),
    ("每千tokens 0.008元", 0.008, None, "CNY", "1K tokens"),
    ("$20/month", 20, None, "USD", "month"),
    ("25万元/年", 250_000, None, "CNY", "year"),
    ("1.36美元/小时", 1.36, None, "USD", "hour"),
    ("$0.50 / 1M tokens", 0.5, None, "USD", "1M tokens"),
    ("20 dollars a month", 20, None, "USD", "month"),
    ("每台售价约20万美元", 200_000, None, "USD", "unit"),
    ("私有化报价此前是一年30万。", 300_000, None, "CNY", "year"),
    ("报价为30万/年", 300_000, None, "CNY", "year"),
    ("每个用户每月30美元", 30, None, "USD", "user/month"),
    ("$30 per user per month", 30, None, "USD", "user/month"),
    ("10 cents per million tokens", 0.1, None, "USD", "1M tokens"),
    ("29¢/M input tokens", 0.29, None, "USD", "1M tokens"),
    ("$14.99 monthly", 14.99, None, "USD", "month"),
    ("$5 monthly active users", 5, None, "USD", ""),
    ("\\$5M training cost", 5_000_000, None, "USD", ""),
    ("**$42 billion**", 42 * 10**9, None, "USD", ""),
    ("€10 million", 10**7, None, "EUR", ""),
    ("5000万欧元", 5 * 10**7, None, "EUR", ""),
    ("3亿英镑", 3 * 10**8, None, "GBP", ""),
    ("100亿日元", 10**10, None, "JPY", ""),
    ("20亿港元", 2 * 10**9, None, "HKD", ""),
    ("HK$5 million", 5 * 10**6, None, "HKD", ""),
    ("1000韩元", 1000, None, "KRW", ""),
    ("500印度卢比", 500, None, "INR", ""),
    ("362亿元人民币", 36_200_000_000, None, "CNY", ""),
    ("¥99/月", 99, None, "CNY", "month"),
    ("2 billion yuan", 2 * 10**9, None, "CNY", ""),
    ("$37B", 37 * 10**9, None, "USD", ""),
    ("$4.5bn", 4_500_000_000, None, "USD", ""),
    ("$2bn", 2 * 10**9, None, "USD", ""),
    ("US$2.5 billion", 2_500_000_000, None, "USD", ""),
    ("€600m", 600_000_000, None, "EUR", ""),
    ("£1bn", 10**9, None, "GBP", ""),
    ("2.5 亿欧元", 250_000_000, None, "EUR", ""),
    ("HK$5bn", 5 * 10**9, None, "HKD", ""),
    ("S$3 million", 3_000_000, None, "SGD", ""),
    ("A$20m", 20_000_000, None, "AUD", ""),
    ("2000\n万美金", 20_000_000, None, "USD", ""),
    ("270 \n亿美元", 27 * 10**9, None, "USD", ""),
    ("$113\nmillion", 113_000_000, None, "USD", ""),
    ("十美元", 10, None, "USD", ""),
    ("¥1.0/M 输入", 1.0, None, "CNY", "1M tokens"),
    ("$3/MTok", 3, None, "USD", "1M tokens"),
    ("$3/M", 3, None, "USD", "1M tokens"),
    ("$0.5 per thousand output", 0.5, None, "USD", "1K tokens"),
    ("2元/百万输出", 2, None, "CNY", "1M tokens"),
    ("每百万输入 2 元", 2, None, "CNY", "1M tokens"),
    ("-$3 million", -3_000_000, None, "USD", ""),
    ("$24/7 days", 24, None, "USD", "7 days"),
]


@pytest.mark.parametrize(("text", "number", "high", "currency", "per"), MONEY)
def test_money_has_its_currency_and_what_it_is_paid_for(text: str, number: Any, high: Any, currency: str, per: str) -> None:
    span = one(text)
    assert (span.number, span.high, span.kind, span.currency, span.unit, span.per) == (
        number,
        high,
        "money",
        currency,
        currency,
        per,
    )


PRICES = [  # text, (number, per, words) of each price
    ("5 美元/15 美元", [(5, "", ""), (15, "", "")]),
    ("$30/180", [(30, "", ""), (180, "", "")]),
    ("priced at the same $30/180 as before", [(30, "", ""), (180, "", "")]),
    ("¥2/8", [(2, "", ""), (8, "", "")]),
    ("$0.14/$0.28 per million tokens", [(0.14, "1M tokens", ""), (0.28, "1M tokens", "")]),
    ("input/output: $3/$15 per million tokens", [(3, "1M tokens", "input"), (15, "1M tokens", "output")]),
    ("输出/输入 8元/2元/百万tokens", [(8, "1M tokens", "output"), (2, "1M tokens", "input")]),
    (
        "\\$1.1 per million input and \\$4.4 per million output",
        [(1.1, "1M tokens", "input"), (4.4, "1M tokens", "output")],
    ),
    ("输入 3 元、输出 15 元/百万 tokens", [(3, "1M tokens", "input"), (15, "1M tokens", "output")]),
    ("每百万 token 输入 1 美元、输出 4 美元", [(1, "1M tokens", "input"), (4, "1M tokens", "output")]),
    ("$3/M input $15/M output", [(3, "1M tokens", "input"), (15, "1M tokens", "output")]),
    ("input $3/M output $15/M", [(3, "1M tokens", "input"), (15, "1M tokens", "output")]),
    ("$0.55/M in, $2.19/M out", [(0.55, "1M tokens", "input"), (2.19, "1M tokens", "output")]),
    ("数百万tokens需要20元", [(20, "", "")]),
    ("每百万输入 2 元，每百万输出 8 元", [(2, "1M tokens", "input"), (8, "1M tokens", "output")]),
    (
        "$0.55 and $2.19 per million input and output tokens",
        [(0.55, "1M tokens", "input"), (2.19, "1M tokens", "output")],
    ),
    ("5元/15元/30元", [(5, "", ""), (15, "", ""), (30, "", "")]),
    ("$20 a month, $200 a year", [(20, "month", ""), (200, "year", "")]),
]


@pytest.mark.parametrize(("text", "expected"), PRICES)
def test_prices_side_by_side(text: str, expected: list[tuple[Any, str, str]]) -> None:
    spans = find_numbers(text)
    assert [(s.number, s.per, s.words) for s in spans] == expected
    assert {s.kind for s in spans} == {"money"}


def test_a_price_begins_at_its_sign() -> None:
    assert [(s.start, s.end) for s in find_numbers("\\$1.1 m")] == [(1, 5)]


def test_each_rate_keeps_its_time() -> None:
    assert [(s.number, s.kind, s.per) for s in find_numbers("每月20美元 一年30万")] == [
        (20, "money", "month"),
        (300_000, "plain", "year"),
    ]


def test_a_rate_says_for_what_time_it_counts() -> None:
    assert (one("每秒30个token").per, one("100 tokens/s").per, one("每天1亿次调用").per) == ("second", "second", "day")
    assert (one("日均处理文档约2490亿份").per, one("年费499元").per, one("月均调用量超10亿次").per) == (
        "day",
        "year",
        "month",
    )
    assert (one("30万/年").kind, one("30万/年").per) == ("plain", "year")  # no word of price: no currency


SIDED = [  # text, what each of the two prices is for
    ("$0.30 input / $1.20 output per million tokens", ["1M input tokens", "1M output tokens"]),
    ("$75 for input and $150 for output per 1M tokens", ["1M input tokens", "1M output tokens"]),
    ("$3 in / $15 out per million tokens", ["1M input tokens", "1M output tokens"]),
    ("2元输入、8元输出每百万tokens", ["1M input tokens", "1M output tokens"]),
    ("$0.30 input / $1.20 output", ["input tokens", "output tokens"]),
]


def test_what_a_price_is_in_another_currency_is_for_the_same() -> None:
    assert [span.rate for span in find_numbers("输出每百万Token1.1美元（约8元人民币）")] == ["1M output tokens"] * 2


@pytest.mark.parametrize(("text", "per"), SIDED)
def test_two_prices_with_their_sides_share_what_they_are_for(text: str, per: list[str]) -> None:
    assert [span.rate for span in find_numbers(text)] == per


@pytest.mark.parametrize("text", ["$2/M input and $6/M output", "`$2/M` input and `$6/M` output", "**$2/M** input and **$6/M** output tokens"])
def test_a_price_has_its_side_however_it_is_dressed(text: str) -> None:
    assert [(s.number, s.words) for s in find_numbers(text)] == [(2, "input"), (6, "output")]


def test_a_million_tokens_before_a_price_are_what_it_is_for() -> None:
    spans = find_numbers("百万tokens输入（缓存命中）价格为0.5元，百万tokens输出为8元")
    assert [(s.number, s.per, s.words) for s in spans if s.kind == "money"] == [(0.5, "1M tokens", "input"), (8, "1M tokens", "output")]
