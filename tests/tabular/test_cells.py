"""What stands in a table's header and in its cells: columns, scores, amounts and dates."""

from __future__ import annotations

import unicodedata

import pytest

from kg.knowledge import load
from kg.tabular import cells
from kg.tabular.cells import words_for


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("Params (B)", "parameters"),
        ("# Parameters", "parameters"),
        ("Model Size", "parameters"),
        ("参数规模（亿）", "parameters"),
        ("模型参数量", "parameters"),
        ("#(Activated) Parameters", "active"),
        ("激活参数量", "active"),
        ("Training Tokens (T)", "tokens"),
        ("# of Pretrained Tokens", "tokens"),
        ("训练数据量", "tokens"),
        ("Context Window", "context"),
        ("Max Length", "context"),
        ("上下文窗口大小（K）", "context"),
        ("上下文长度", "context"),
        ("Licence", "licence"),
        ("代码开源协议", "licence"),
        ("Commercial use?", "commercial"),
        ("是否可商用", "commercial"),
        ("Open Source?", "openness"),
        ("是否开源", "openness"),
        ("Release Date", "date"),
        ("发布时间", "date"),
        ("input_price", "input"),
        ("Prompt Cost (USD) per 1M tokens", "input"),
        ("输出价格（元/M Tokens）", "output"),
        ("输入价格（缓存命中）", "cached"),
        ("Price", "price"),
        ("GPU Hours", "gpu-hours"),
        ("Downloads", "downloads"),
        ("月活用户", "users"),
        ("Base Model", "base"),
        ("基座模型", "base"),
        ("估值", "valuation"),
        ("Model", "model"),
        ("模型名称", "model"),
        ("大模型", "model"),
        ("Company", "organization"),
        ("研发机构", "organization"),
        ("Average", "score"),
        ("总分", "score"),
    ],
)
def test_a_header_says_what_its_column_holds(header: str, name: str) -> None:
    column = words_for(load()).column(unicodedata.normalize("NFKC", header))
    assert column is not None and column.name == name


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("70.6", [(70.6, "")]),
        ("70.6%", [(70.6, "%")]),
        ("70.6/81.2", [(70.6, ""), (81.2, "")]),
        ("88.5 (5-shot)", [(88.5, "")]),
        ("1,204", [(1204, "")]),
        ("v1.5", []),
        ("about a lot", []),
        ("7B", []),
    ],
)
def test_a_cell_gives_its_scores(text: str, found: list) -> None:
    assert cells.scores(text) == found


@pytest.mark.parametrize(
    ("text", "header", "name", "numbers"),
    [
        ("6.7 B", "Params", "parameters", [6_700_000_000]),
        ("1.5T", "Tokens", "tokens", [1_500_000_000_000]),
        ("8k", "Context", "context", [8000]),
        ("128K", "Context", "context", [128_000]),
        ("1M", "Context", "context", [1_000_000]),
        ("9千万-39亿", "参数量", "parameters", [90_000_000]),
        ("15TB", "Training data", "tokens", []),
        ("8x7B", "Params", "parameters", []),
        ("1.8万亿", "参数", "parameters", [1_800_000_000_000]),
        ("7.2", "#Parameters", "parameters", [7_200_000_000]),
        ("2048", "GPU数量", "accelerators", [2048]),
    ],
)
def test_a_cell_gives_its_amounts(text: str, header: str, name: str, numbers: list) -> None:
    words = words_for(load())
    column = words.column(header)
    assert column is not None and column.name == name
    assert [a.number for a in cells.amounts(words, text, column)] == numbers


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("23.11.30", "2023-11-30"),
        ("2023/08", "2023-08"),
        ("Aug. 1, 2023", "2023-08-01"),
        ("2023年8月", "2023-08"),
        ("2024", "2024"),
        ("Mar-23", "2023-03"),
        ("202403", "2024-03"),
        ("soon", ""),
    ],
)
def test_a_cell_gives_its_date(text: str, value: str) -> None:
    assert cells.date(words_for(load()), text, "") == value
