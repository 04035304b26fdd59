"""New names by what is said around them: their type where the article tells it, nothing where it does not."""

from __future__ import annotations

import pytest

from kg.entities.strangers import BY, FILE, NONE, likeliest
from kg.extraction.extract import shared
from kg.knowledge import load
from kg.model import Article
from kg.read import blocks
from kg.softmax import read_weights


def told(text: str) -> dict[str, str]:
    """The names that surroundings gave away, each with its type."""
    lang = "zh" if any("一" <= c <= "鿿" for c in text) else "en"
    article = Article("x", "x.md", text, lang=lang, blocks=blocks.split(text))
    return {m.entity.label: m.entity.type for m in shared().finder.find(article) if m.by == BY}


CASES = [
    ("Brindlemoor's new model beats the models of Meta. Brindlemoor said its customers are banks.", "Brindlemoor", "Organization"),
    ("“We give the weights away,” Varga told reporters in Vienna. Later Varga said the licence would not change.", "Varga", "Person"),
    ("The firm trained Quorrel 2 on 900 billion tokens. Quorrel 2 scores 61.2 on MMLU, ahead of Llama 2.", "Quorrel 2", "Model"),
    ("他们把Yuqel的权重放了出来，Yuqel的参数量为70亿。", "Yuqel", "Model"),
    # what begins with a known house's name
    ("Perplexity launched Perplexity Sundial, a tool that plans your day. With Perplexity Sundial users book trips.", "Perplexity Sundial", "Product"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "name", "kind"), CASES)
def test_what_an_article_says_around_a_name_tells_its_type(text: str, name: str, kind: str) -> None:
    assert told(text).get(name) == kind


@pytest.mark.parametrize(
    "text",
    [
        "Thursday was wet. We walked to Hollow and then home again.",
        "On Ridgeway the traffic stood still for an hour.",
        "# Getting Started\n\nFirst Steps are easy. Read the Overview, then go on.",
        "今天天气不错，我们去公园散步，然后回家吃饭。",
        "闭源软件则强调利润。闭源软件的源代码不公开。闭源软件的开发商一旦倒闭，用户就会受损。",
        "Apple Unveils New Plans For Teachers\n\nThe Anthropic Bridgeport office opened. OpenAI DevDay starts on Monday.",
    ],
)
def test_a_name_of_which_nothing_is_said_is_none(text: str) -> None:
    assert told(text) == {}


def test_one_name_is_one_thing_wherever_it_stands() -> None:
    text = f"{CASES[0][0]}\n\n- Brindlemoor\n- others\n"
    article = Article("x", "x.md", text, blocks=blocks.split(text))
    named = [m for m in shared().finder.find(article) if text[m.start : m.end] == "Brindlemoor"]
    assert len(named) == 3 and len({m.entity.key for m in named}) == 1


def test_no_name_is_found_in_an_address() -> None:
    assert told("See https://example.org/Brindlemoor-AI/Quorrel for the code of the lab.") == {}


def test_nothing_speaks_for_no_type() -> None:
    likely, kind = likeliest(set())
    least = load().cues["strangers"]["least"]
    weights = read_weights(FILE)
    assert likely < least[kind] and set(least) == set(weights.classes) - {NONE}
    assert weights.classes[0] == NONE and all(len(row) == len(weights.classes) for row in weights.rows.values())


def test_words_for_many_begin_no_name() -> None:
    assert not [name for name in told("有人表示，“各大云厂商纷纷接入Llama 3，本质上是为了用户。”") if name.startswith("各大")]


def test_what_a_share_is_traded_under_names_nothing() -> None:
    assert "QZT.US" not in told("The fund sold shares of Zorblax (QZT.US) and Quillon (QLN.HK).")
