"""The review: names that wait are decided on the page, what was decided is seen there and taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from opened import Opened
from served import Served, serving, workspace_of

from kg import decisions

Visit = Callable[..., Opened]
TEXT = """---
title: Zephyr
date: 2024-03-01
---
Zephyrian Labs Inc. released Zephyr-9B in March 2023. Zephyrian Labs Inc. 坚持开源。
"""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return workspace_of(tmp_path_factory.mktemp("workspace"), {"first.md": TEXT})


@pytest.fixture(scope="module")
def deciding(workspace: Path) -> Iterator[Served]:
    with serving(workspace / "store", "--workers", "2", corpus=workspace / "corpus") as served:
        yield served


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_name_is_accepted_and_the_decision_taken_back(
    visit: Visit, deciding: Served, workspace: Path, lang: str
) -> None:
    page = visit("articles?tab=review", server=deciding, lang=lang)
    card = page.page.locator(".wait", has_text="Zephyrian Labs Inc").first
    name = card.get_attribute("data-item")
    assert card.locator("blockquote mark").inner_text() == "Zephyrian Labs Inc"
    card.locator("[data-do=accept]").click()
    assert page.faults() == []
    card.locator("[type=submit]").click()
    assert page.text(f"[data-item='{name}'] .fault") == {"en": "Say first who decides.", "zh": "请先填写决定人。"}[lang]
    page.page.fill("#review-by", "Lin <b>")
    card.locator("input").last.fill("泽风实验室")
    card.locator("[type=submit]").click()
    page.until(
        f"!document.querySelector('[data-item=\"{name}\"]') && document.querySelectorAll('.made .list li').length === 1"
    )
    assert "Lin <b>" in page.text(".made") and "泽风实验室" in page.text(".made") and page.faults() == []
    assert [one.by for one in decisions.load(workspace / "corpus")] == ["Lin <b>"]
    again = visit("articles?tab=review", server=deciding, lang=lang)
    assert again.page.locator(f"[data-item='{name}']").count() == 0
    page.page.click(".made [data-undo]")
    page.until(f"document.querySelector('[data-item=\"{name}\"]') && !document.querySelector('.made .list')")
    assert page.page.input_value("#review-by") == "Lin <b>" and not decisions.load(workspace / "corpus")
    page.go("articles?tab=review")  # the browser keeps who decides
    assert page.page.input_value("#review-by") == "Lin <b>"


def test_a_fault_is_one_line_where_it_was_asked(visit: Visit, deciding: Served) -> None:
    page = visit("articles?tab=review", server=deciding)
    page.page.fill("#review-by", "lin")
    card = page.page.locator(".wait").first
    card.locator("[data-do=merge]").click()
    card.locator("input").fill("Nobody at all")
    card.locator("[type=submit]").click()
    page.until("document.querySelector('.wait .fault')?.textContent.includes('nothing is called Nobody at all')")
    assert card.locator("[data-do=merge]").is_enabled() and page.faults() == []


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_server_for_reading_shows_what_waits_and_says_why_nothing_is_decided(visit: Visit, lang: str) -> None:
    page = visit("articles?tab=review", lang=lang)
    assert "kg serve --allow-adding" in page.text(".closed") and page.faults() == []
    assert page.page.locator(".wait").count() == 20 and page.page.locator(".wait button, #review-by").count() == 0
    page.page.click(".chips a >> nth=1")
    page.until("document.querySelectorAll('.wait').length < 20 && location.hash.includes('about=')")
    page.page.fill("#review-words", "zzzz")
    page.until(
        "location.hash.includes('words=zzzz') && !document.querySelector('.wait') && document.querySelector('.review .state')"
    )


def test_a_claim_is_struck_beneath_its_words_and_brought_back(visit: Visit, deciding: Served, workspace: Path) -> None:
    page = visit("evidence?of=model/zephyr-9b", server=deciding, lang="zh")
    card = page.page.locator(".claim").first
    assert card.locator(".strike > .take").inner_text() == "原文没有这样说"
    card.locator(".strike > .take").click()
    assert page.faults() == []
    card.locator(".strike input").fill("Lin <b>")
    card.locator(".strike [type=submit]").click()
    page.until("document.querySelector('.claim.struck .strike [data-undo]')")
    (made,) = decisions.load(workspace / "corpus")
    assert (made.do, made.by) == ("strike", "Lin <b>") and page.faults() == []
    page.page.click(".strike [data-undo]")
    page.until("document.querySelector('.claim .strike > .take') && !document.querySelector('.claim.struck')")
    assert not decisions.load(workspace / "corpus")
