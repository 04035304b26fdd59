"""Passages: all of them come out of the graph's lines, with the things and claims that are in each."""

from __future__ import annotations

import random

import made
import pytest

from kg.fulltext.passages import read_page, tag, thing_token
from kg.model import Entity, Extraction
from kg.rdf.graph import claim_id, quads

TEXT = """# 千问的许可证

导语说明了背景。

优点：

- 通义千问可以商用。
- 它很便宜 \\ 而且"快"。

| 模型 | 许可证 |
|---|---|
| GPT-3 | 专有 |
| GPT-3.5 | 专有 |
"""
QWEN = Entity("Model", "Qwen", "model/qwen", ("通义千问",))
GPT3, GPT35 = made.model("GPT-3"), made.model("GPT-3.5")


def extraction() -> Extraction:
    here = made.article("q.md", TEXT, "2024-02", title="千问的许可证", lang="zh")
    claims = (
        made.say(here, "license", "通义千问可以商用", subject=QWEN, value={"term": "commercial-use"}),
        made.say(here, "argument", "商用。\n- 它很便宜", value={"side": "open", "polarity": "pro", "aspect": "cost"}),
    )
    return Extraction(here, (QWEN, GPT3, GPT35), claims)


@pytest.mark.parametrize("given", [*made.corpus(), extraction()], ids=lambda one: one.article.file)
def test_a_page_is_read_from_the_lines_in_any_order(given: Extraction) -> None:
    lines = quads(given)
    page = read_page(given.article.id, lines)
    assert (page.file, page.title, page.date) == (given.article.file, given.article.title, given.article.date)
    random.Random(1).shuffle(lines)
    assert read_page(given.article.id, lines) == page
    assert read_page(given.article.id, lines).digest() == page.digest()


@pytest.mark.parametrize("given", [*made.corpus(), extraction()], ids=lambda one: one.article.file)
def test_every_claim_is_in_a_passage_that_holds_its_words(given: Extraction) -> None:
    page = read_page(given.article.id, quads(given))
    inside = {identity for passage in page.passages for _, identity in passage.claims}
    assert inside == {claim_id(given.article, claim) for claim in given.claims}
    for claim in given.claims:
        mine = [one for one in page.passages if (claim.kind, claim_id(given.article, claim)) in one.claims]
        assert all(one.start < claim.end and claim.start < one.end for one in mine)
        assert all(tag(claim.kind) in one.tags.split() for one in mine)


def test_passages_have_what_stands_above_them() -> None:
    given = extraction()
    by_text = {TEXT[one.start : one.end]: one for one in read_page(given.article.id, quads(given)).passages}
    item = by_text["通义千问可以商用。"]
    assert "优点" in item.context.split() and "千问" in item.context.split() and item.kind == "item"
    row = next(one for text, one in by_text.items() if "GPT-3 |" in text)
    assert "模型" in row.context.split()
    assert "优点" not in row.context.split()  # the lead-in held for the list alone
    assert "lzh" in item.tags.split()


def test_things_are_told_by_claims_and_by_names_but_not_inside_of_longer_ones() -> None:
    given = extraction()
    page = read_page(given.article.id, quads(given))
    by_text = {TEXT[one.start : one.end]: one.things.split() for one in page.passages}
    assert by_text["通义千问可以商用。"] == [thing_token(QWEN.key)]
    (row,) = [things for text, things in by_text.items() if "GPT-3.5" in text]
    assert row == [thing_token(GPT35.key)]


def test_a_graph_without_text_has_no_passages() -> None:
    lines = [line for line in quads(made.told()) if "#text>" not in line]
    page = read_page(made.told().article.id, lines)
    assert page.passages == () and page.title
