"""Chinese names that nobody listed, by their form: families in parts, houses by their last word, people by their post."""

from __future__ import annotations

import pytest

from kg.extraction.extract import shared
from kg.model import Article
from kg.read import blocks


def found(text: str) -> dict[str, str]:
    """The names of a text, each with its type."""
    article = Article("x", "x.md", text, lang="zh", blocks=blocks.split(text))
    return {m.entity.label: m.entity.type for m in shared().finder.find(article)}


CASES = [
    ("北辰智能发布新一代大模型曜石3。", "曜石3", "Model"),
    ("松涛科技的最新模型松涛Pro不开源。", "松涛Pro", "Model"),
    ("他们开源了大模型曜石3。曜石3 Pro没有开源。", "曜石3 Pro", "Model"),
    ("部署**枇杷-7B**的两家医院毫无感觉。", "枇杷-7B", "Model"),
    ("赭石科技发布“翠鸟-Pro”，价格不变。", "翠鸟-Pro", "Model"),
    ("去年训出了霜降-1，今年又放出霜降-2。", "霜降-2", "Model"),
    ("面向终端的锦鲤二号-E（18亿参数）、面向产线的锦鲤二号-L。", "锦鲤二号-L", "Model"),
    ("今年由碧溪基金领投的C轮融资完成。", "碧溪基金", "Organization"),
    ("去年底，赤霄评测中心拆解了模型。", "赤霄评测中心", "Organization"),
    ("雪原智算七月上线新模型。", "雪原智算", "Organization"),
    ("粤海恒丰银行上月已把客服搬到云上。", "粤海恒丰银行", "Organization"),
    ("鉴定人戎若水出庭作证。", "戎若水", "Person"),
    ("信息科主任杭晚晴讲，第一年最难。", "杭晚晴", "Person"),
    ("副总裁司徒皓然暂代其职。", "司徒皓然", "Person"),
    ("**创始人**：闻人澄（董事长）", "闻人澄", "Person"),
    ("他们把榆钱-Base的权重放了出来，榆钱-Base的参数量为70亿。", "榆钱-Base", "Model"),
    ("邬静好等（2022）调用该接口完成断句。", "邬静好", "Person"),
]


@pytest.mark.parametrize(("text", "name", "kind"), CASES)
def test_the_form_of_a_name_tells_what_it_is(text: str, name: str, kind: str) -> None:
    assert found(text).get(name) == kind


@pytest.mark.parametrize(
    "text",
    [
        "见图-3与表-2，附件-1另附，第二版-Pro不做。",
        "企业投资七个亿，国家安全很重要，多家基金进场。",
        "政府在会上敦促科技公司公开数据，数据中心很大，开源社区在讨论。",
        "网络安全公司受益，信息安全、数据安全都重要。",
        "公司业务主任方向明确，总经理办公室发文，教授高度评价。",
        "作者应邀出席，分析师时常看错，主任任期三年。",
        "负责人：待定。作者：佚名。",
    ],
)
def test_words_of_the_same_form_are_no_names(text: str) -> None:
    assert not found(text)
