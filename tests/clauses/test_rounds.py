"""Whose round of money a sentence tells of, and which date it has."""

from __future__ import annotations

import pytest

from kg.extraction.extract import shared
from kg.read import read_text

RAISERS = [  # a text, who invests, in whom
    ("天眼查显示，月之暗面完成B轮融资，由阿里巴巴领投。", "Alibaba", {"Moonshot AI"}),
    ("谷歌发布了新模型。本轮融资由红杉中国领投。", "HongShan", set()),
    ("智谱AI完成新一轮融资。其中，腾讯战投、阿里巴巴战投等多家机构参与投资。", "Alibaba", {"Zhipu AI"}),
    ("Zorblax Labs sells chips. A round led by BlackRock brings Groq's total funding to $1 billion.", "BlackRock", {"Groq"}),
    ("Apple bought Zorblax Labs. The startup, backed by GV, builds robots.", "GV", {"Zorblax Labs"}),
    ("此前，MiniMax完成多轮融资。彼时，零一万物新一轮融资由阿里云领投。", "Alibaba Cloud", {"01.AI"}),
    ("阶跃星辰完成融资。这笔融资中，华勤技术等产业资本注入资源，腾讯等老股东持续跟投。", "Tencent", {"StepFun"}),
    ("30家机构共投资MiniMax 15亿美元。阿里投了最多的钱；高瓴是第一轮领投方。", "Hillhouse", set()),
    ("OpenAI的投资人包括Meta联合创始人Dustin Moskovitz和微软。", "Meta", set()),
    ("Clearview AI, backed by Palantir founder Peter Thiel, grew.", "Palantir", set()),
]
RAISED = [  # a text, whose money it is
    ("Mistral AI, France's OpenAI rival, raised $640 million.", {"Mistral AI"}),
    ("红杉资本（Sequoia Capital）将以3亿美元领投月之暗面的新一轮融资。\n\n此次融资总额达5亿美元。", {"Moonshot AI"}),
    ("Cursor开发商Anysphere完成融资，a16z领投，OpenAI参投。这家公司现在估值26亿美元。", {"Anysphere"}),
    ("智谱AI凭借智谱清言获得了25亿元融资。", {"Zhipu AI"}),
    ("他创业时获得阿里巴巴、腾讯的3亿美元投资，估值10亿美元。", set()),
    ("MiniMax获得阿里巴巴的6亿美元投资，估值达到25亿美元。", {"MiniMax"}),
    ("月之暗面拿到腾讯、红杉中国等机构的投资，投后估值超过25亿美元。", {"Moonshot AI"}),
    ("2025年，智谱AI完成50亿元融资，全行业全年合计融资94亿元。", {"Zhipu AI"}),
    ("该公司拟从亚马逊融资100亿美元。", set()),
    ("月之暗面很忙。两笔融资加起来已超过去年中国大模型领域的公开融资总额（约100亿元）。", set()),
    ("Engineers from Google and Meta have raised $58 million to build Essential AI.", {"Essential AI"}),
    ("The council gave £100 million in funding to Anthropic.", {"Anthropic"}),
    ("According to Crunchbase, the valuation is $3 billion.", set()),
    ("It was spun out of Google at a $400 million valuation.", set()),
]


def claims(text: str, kind: str) -> list:
    """The claims of a kind that a text makes."""
    return [c for c in shared().read(read_text(text, "test")).claims if c.kind == kind]


@pytest.mark.parametrize(("text", "investor", "raisers"), RAISERS)
def test_whose_round_it_is(text: str, investor: str, raisers: set[str]) -> None:
    made = [c for c in claims(text, "partnership") if c.values["mode"] == "invests" and c.subject.label == investor]
    assert {c.object.label for c in made} == raisers


@pytest.mark.parametrize(("text", "raisers"), RAISED)
def test_who_raised_it(text: str, raisers: set[str]) -> None:
    made = [c for c in claims(text, "quantity") if c.values["metric"] in ("funding", "valuation")]
    assert {c.subject.label for c in made} == raisers


def test_whom_somebody_met_has_not_his_post() -> None:
    told = {c.subject.label for c in claims("高瓴合伙人李明远和闫俊杰聊了3小时。", "affiliation")}
    assert "Yan Junjie" not in told
    assert {c.subject.label for c in claims("OpenAI研究员李明远和闫俊杰来了。", "affiliation")} == {"李明远", "Yan Junjie"}


def test_several_rounds_share_no_date() -> None:
    told = "月之暗面完成第一轮融资后，估值达到3亿美元。2023年6月，月之暗面完成第二轮融资，红杉中国领投。"
    assert [c.time for c in claims(told, "quantity")] == [None]
    one = "月之暗面完成融资后，估值达到3亿美元。2023年6月，月之暗面完成融资，红杉中国领投。"
    assert [c.time for c in claims(one, "quantity")] == ["2023-06"]


def test_a_post_stays_with_its_person() -> None:
    told = "百川智能发布了新模型。公司CTO周靖人曾任微软研究员，CEO吴泳铭毕业于浙江工业大学。"
    posts = {(c.subject.label, c.object.label) for c in claims(told, "affiliation") if c.values.get("role") == "CEO"}
    assert posts == {("Eddie Wu", "Baichuan AI")}
