"""Prices in tables: their amounts, currencies and what they are for."""

from __future__ import annotations

import json

import pytest
from tabled import claims, told


@pytest.mark.parametrize(
    ("head", "row", "amounts"),
    [
        (
            "| Model | Input ($/1M tokens) | Output ($/1M tokens) |",
            "| GPT-4o | 2.50 | $10.00 |",
            {(2.5, "USD", "1M input tokens"), (10, "USD", "1M output tokens")},
        ),
        (
            "| 模型 | 输入价格（元/百万tokens） | 输出价格（元/百万tokens） |",
            "| GPT-4o | 免费 | 0.8 |",
            {(0, "CNY", "1M input tokens"), (0.8, "CNY", "1M output tokens")},
        ),
        ("| 模型 | 价格 | 备注 |", "| GPT-4o | 0.14元/千tokens | 9折 |", {(0.14, "CNY", "1K tokens")}),
        ("| Plan for Model | Model | Pricing |", "| 3 | GPT-4o | €20/month |", {(20, "EUR", "month")}),
    ],
)
def test_prices_take_unit_and_currency_from_cell_or_header(head: str, row: str, amounts: set) -> None:
    bars = "|" + "---|" * (head.count("|") - 1)
    found = claims(f"# Prices\n\n{head}\n{bars}\n{row}\n")
    assert {(c.values["amount"], c.values["currency"], c.values["per"]) for c in found if c.kind == "price"} == amounts
    assert {c.kind for c in found} == {"price"}


def test_caption_gives_the_currency_and_date() -> None:
    text = "# Prices\n\nPrices are in USD per 1M tokens, last updated 2025-02-01.\n\n"
    text += "| Model | Input | Input price |\n|---|---|---|\n| GPT-4o | text | 2.5 |\n"
    (claim,) = claims(text)
    assert claim.values == {"amount": 2.5, "currency": "USD", "per": "1M input tokens"} and claim.time == "2025-02-01"


def test_what_prices_are_for_is_said_once_for_the_tables_of_a_section() -> None:
    one = "| Model | Input |\n|---|---|\n| {} | ${} |\n\n"
    text = "# Prices\n\nPrices in USD per million tokens:\n\nLarge:\n\n" + one.format("GPT-4o", 2.5)
    text += "Small:\n\n" + one.format("GPT-4o mini", 0.15)
    assert {json.loads(row[3])["per"] for row in told(text, "price")} == {"1M input tokens"}


def prices(text: str) -> set[tuple]:
    return {(c.subject.label, c.values["amount"], c.values["currency"], c.values.get("per", "")) for c in claims(text) if c.kind == "price"}


PRICED = [
    ("# Prices\n\n| Model | Cost (in/out per 1M) |\n|---|---|\n| GPT-4o | $5 / $25 |\n",
     {("GPT-4o", 5, "USD", "1M input tokens"), ("GPT-4o", 25, "USD", "1M output tokens")}),
    ("# All Prices per 1M Tokens\n\n| Rank | Model | Input | Output |\n|---|---|---|---|\n| 1 | GPT-4o | $2.50 | $10 |\n| 2 | GPT-4.1 | TBD | TBD |\n",
     {("GPT-4o", 2.5, "USD", "1M input tokens"), ("GPT-4o", 10, "USD", "1M output tokens")}),
    ("Using a developer rate of $35/hour:\n\n| Model | Cost per task |\n|---|---|\n| o4-mini | $0.0775 |\n", {("o4-mini", 0.0775, "USD", "task")}),
    ("美元人民币按 7 计算。\n\n| 模型 | 输入价格 |\n|---|---|\n| GPT-4o | 17.5 元 ($2.5) |\n| GLM-4-Plus | 50 |\n",
     {("GPT-4o", 17.5, "CNY", "input tokens"), ("GLM-4-Plus", 50, "CNY", "input tokens")}),
    ("| 模型 | API 输入 ($/1M) |\n|---|---|\n| Qwen2.5-72B | ¥4 (~$0.55) |\n", {("Qwen 2.5-72B", 4, "CNY", "1M input tokens")}),
    ("| 模型 | 价格（元/百万tokens） |\n|---|---|\n| GLM-4 | 输入 1 / 输出 2 |\n",
     {("GLM-4", 1, "CNY", "1M input tokens"), ("GLM-4", 2, "CNY", "1M output tokens")}),
    ("| Model | Cached |\n|---|---|\n| GPT-4o-mini | 400 × $0.000075 = $0.00003 |\n", set()),
]  # fmt: skip


@pytest.mark.parametrize(("text", "found"), PRICED)
def test_prices_have_the_currency_beside_them_and_their_side(text: str, found: set) -> None:
    assert prices(text) == found


def test_a_few_cells_do_not_name_the_money_where_the_article_names_it_for_all() -> None:
    text = "Prices are in US dollars unless a line says otherwise.\n\n# To rent\n\n"
    text += "| Model | Input / 1M tokens |\n|---|---|\n| GPT-4o | 2.50 |\n| Claude 3 Opus | 15.00 |\n| GLM-4-Plus | ¥4 |\n"
    assert {(name, amount, money) for name, amount, money, _ in prices(text)} == {
        ("GPT-4o", 2.5, "USD"), ("Claude 3 Opus", 15, "USD"), ("GLM-4-Plus", 4, "CNY"),
    }  # fmt: skip


def test_the_first_amount_may_name_the_money_of_those_below_it() -> None:
    text = "| Model | Input | Output |\n|---|---|---|\n| GPT-4o | $2.50 | $10.00 |\n| GPT-4.1 | 2.00 | 8.00 |\n"
    assert ("GPT-4.1", 8, "USD", "output tokens") in prices(text)


@pytest.mark.parametrize(
    ("head", "cell", "amount", "money"),
    [
        ("Rate", "₹11 lakh a year", 1_100_000, "INR"),
        ("中标金额（万元）", "486.00", 4_860_000, "CNY"),
        ("Price", "C$30 per user per month", 30, "CAD"),
        ("Price", "HK$298 a month", 298, "HKD"),
    ],
)
def test_sums_have_their_scale_and_their_own_dollars(head: str, cell: str, amount: int, money: str) -> None:
    ((_, told_amount, told_money, _),) = prices(f"| Model | {head} |\n|---|---|\n| GPT-4o | {cell} |\n")
    assert (told_amount, told_money) == (amount, money)
