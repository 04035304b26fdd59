"""Independent origins: reprints, edited copies and shared sources are one voice; chance is none."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from kg.reuse.voices import LEAST, Span, Text, normalise, origins, passage, same_source, sentences, shingles
from kg.reuse.winnowing import fingerprints

SENTENCE = "The founders of the house decided one winter that no weights would leave it any more."
CHINESE = "这家公司在融资失败之后宣布今后所有模型的权重一律不再对外发布，引起社区的强烈不满。"
OTHER = "Rivers carry sand to the sea, and the sea gives some of it back to the dunes behind the beach."


def span(text: Text, quote: str) -> Span:
    start = text.text.index(quote)
    return (text.id, start, start + len(quote))


@pytest.mark.parametrize("sentence, quote", [(SENTENCE, "no weights would leave it"), (CHINESE, "不再对外发布")])
def test_a_reprinted_sentence_is_the_earlier_articles_evidence(sentence: str, quote: str) -> None:
    first = Text("b", f"{OTHER}\n{sentence}", "2023-01-01")
    again = Text("a", f"**{sentence.replace('，', ' ')}** {OTHER[::-1]}", "2024-01-01")
    alone = Text("c", "An altogether different account of how the weights came to be kept at home.", "2022")
    spans = [span(first, quote), span(again, quote.replace("，", " ")), span(alone, "weights came to be kept")]
    found = origins([first, again, alone], spans)
    assert [found[one] for one in spans] == ["b", "b", "c"]


def test_a_changed_word_leaves_it_the_same_sentence_and_other_words_do_not() -> None:
    first = Text("a", SENTENCE, "2023")
    changed = Text("b", SENTENCE.replace("winter", "summer"), "2024")
    other = Text("c", "It was during a winter that its founders chose to keep every weight inside the house.", "2025")
    spans = [span(text, text.text) for text in (first, changed, other)]
    found = origins([first, changed, other], spans)
    assert [found[one] for one in spans] == ["a", "a", "c"]


def test_an_edited_copy_is_known_by_what_stands_around_it() -> None:
    around = (
        "回顾这几年的发展历程，各家厂商的路线选择差异很大。",
        "该公司早期的三代产品都曾公布完整的权重和训练代码。",
    )
    first = Text("a", f"{around[0]}从开放走向封闭，最典型的即为山雀公司。{around[1]}", "2024")
    copy = Text("b", f"{around[0]}从开放走向封闭，最典型的代表为山雀公司。{around[1]}", "2025")
    alone = Text("c", f"{OTHER}从开放走向封闭，最典型的代表为山雀公司。{OTHER[::-1]}", "2026")
    spans = [span(text, "走向封闭") for text in (first, copy, alone)]
    found = origins([first, copy], spans[:2])
    assert [found[one] for one in spans[:2]] == ["a", "a"]
    assert origins([first, alone], [spans[0], spans[2]])[spans[2]] == "c"


@pytest.mark.parametrize("way", ["s2t", "s2twp"])
def test_a_reprint_in_traditional_characters_is_no_second_voice(way: str) -> None:
    plain = f"回顾这几年的发展历程，各家厂商的路线选择差异很大。{CHINESE}开发者认为软件的优势在于社区。"
    first, again = Text("b", plain, "2023-01-01"), Text("a", OpenCC(way).convert(plain), "2024-01-01")
    spans = [span(first, "权重一律不再对外发布"), span(again, "權重一律不再對外")]
    assert [origins([first, again], spans)[one] for one in spans] == ["b", "b"]
    assert len(set(fingerprints(first.text)) & set(fingerprints(again.text))) >= 2  # so it is looked at in a large graph, too


def test_an_article_without_a_date_is_the_later_one() -> None:
    dated, undated = Text("z", SENTENCE, "2024"), Text("a", SENTENCE)
    spans = [span(dated, SENTENCE), span(undated, SENTENCE)]
    assert set(origins([undated, dated], spans).values()) == {"z"}


def test_articles_that_share_a_source_are_one_origin_named_by_the_earliest() -> None:
    texts = [
        Text("a", SENTENCE, "2024", frozenset({"https://example.org/report"})),
        Text("b", OTHER, "2023", frozenset({"https://example.org/report", "https://example.org/x"})),
        Text("c", CHINESE, "2025", frozenset({"https://example.org/x"})),
        Text("d", OTHER[::-1], "2022", frozenset({"https://example.org/y"})),
    ]
    assert same_source(texts) == {"a": "b", "b": "b", "c": "b", "d": "d"}
    spans = [span(text, text.text) for text in texts]
    assert [origins(texts, spans)[one] for one in spans] == ["b", "b", "b", "d"]


def test_a_short_sentence_takes_its_neighbours_in() -> None:
    text = "It closed. Nobody in the whole valley had thought that this could ever happen. Rain fell."
    assert normalise("It closed") in passage(text, 0, 9)
    assert len(passage(text, 0, 9)) >= LEAST
    first, second = Text("a", f"It closed. {SENTENCE}", "2023"), Text("b", f"It closed. {OTHER}", "2024")
    spans = [span(first, "It closed"), span(second, "It closed")]
    assert origins([first, second], spans) == {spans[0]: "a", spans[1]: "b"}


def test_sentences_leave_no_gap() -> None:
    text = "一。二！Three. 3.5 is no end\nFour"
    spans = sentences(text)
    assert "".join(text[start:end] for start, end in spans) == text
    assert [text[start:end] for start, end in spans] == ["一。", "二！", "Three.", " 3.5 is no end\n", "Four"]


def test_spelling_of_width_case_and_blanks_does_not_count() -> None:
    assert normalise("ＧＰＴ－４ is “Open”！") == normalise("gpt4 IS open")
    assert shingles("short") == {"short"}


@given(st.integers(), st.lists(st.sampled_from([SENTENCE, CHINESE, OTHER]), min_size=1, max_size=5))
def test_the_answer_does_not_hang_on_the_order(seed: int, parts: list[str]) -> None:
    texts = [Text(f"t{place}", part, str(2020 + place % 2)) for place, part in enumerate(parts)]
    spans = [span(text, text.text[:30]) for text in texts]
    expected = origins(texts, spans)
    shuffled, shuffled_spans = list(texts), list(spans)
    random.Random(seed).shuffle(shuffled)
    random.Random(seed + 1).shuffle(shuffled_spans)
    assert origins(shuffled, shuffled_spans) == expected
    assert len(set(expected.values())) == len(set(parts))


def test_one_source_that_two_surveys_have_in_common_leaves_them_two_voices() -> None:
    ten = [f"https://example.org/{i}" for i in range(10)]
    texts = [
        Text("a", SENTENCE, "2023", frozenset(ten[:6])),
        Text("b", OTHER, "2024", frozenset(ten[5:])),
        Text("c", CHINESE, "2025", frozenset(ten[:5])),
    ]
    assert same_source(texts) == {"a": "a", "b": "b", "c": "a"}
