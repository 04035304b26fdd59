"""The articles view: the corpus and its facets, trends, words in context, what an article brought, adding one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from opened import Opened
from served import Served, serving, workspace_of

Visit = Callable[..., Opened]
ALL = len([file for file in (Path(__file__).resolve().parents[2] / "corpus").glob("*.md") if file.name != "README.md"])
FIRST = """---
title: Nimbus and its models
date: 2024-03-01
author: A. Reporter
---
OpenAI released GPT-4 in March 2023. Meta released Llama 2 in July 2023 as an open source model.
Open models make for more transparency, because anyone can look inside.
"""
SECOND = """# A second look

Llama 2 is not open source. Open models make for more transparency, because anyone can look inside.
Nimbus Labs released Nimbus-7B in 2024 under the MIT licence. <img src=x onerror=window.hit=1>
"""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return workspace_of(tmp_path_factory.mktemp("workspace"), {"first.md": FIRST})


@pytest.fixture(scope="module")
def growing(workspace: Path) -> Iterator[Served]:
    """A server that lets articles in."""
    with serving(workspace / "store", "--workers", "1", corpus=workspace / "corpus") as served:
        yield served


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_corpus_is_listed_and_facets_choose_from_it(visit: Visit, lang: str) -> None:
    page = visit("articles", lang=lang)
    assert page.page.locator(".list li").count() == ALL and page.faults() == []
    page.page.click(".facets a >> nth=0")
    page.until(f"document.querySelectorAll('.list li').length < {ALL}")
    assert "spoken=" in page.route()
    page.page.fill("#corpus-words", "llama")
    page.until("[...document.querySelectorAll('.list .title')].every((t) => /llama/i.test(t.textContent))")
    page.go(page.route().lstrip("/"))  # the address alone brings it back
    assert page.page.locator(".facets [aria-current]").count() == 1 and page.page.input_value("#corpus-words") == "llama"


def test_the_box_stays_while_what_is_typed_is_looked_for(visit: Visit) -> None:
    page = visit("articles")
    page.page.evaluate("globalThis.box = document.querySelector('#corpus-words')")
    for typed in ("l", "ll", "lla", "llam", "llama"):
        page.page.fill("#corpus-words", typed)
    page.until("location.hash.endsWith('words=llama') && [...document.querySelectorAll('.list .title')].every((t) => /llama/i.test(t.textContent))")
    assert page.page.evaluate("document.activeElement === box && box.isConnected && box.value === 'llama'")
    page.page.click(".facets a >> nth=0")  # the other choices keep it too
    page.until("document.querySelectorAll('.facets [aria-current]').length === 1")
    assert page.page.evaluate("box.isConnected") and "words=llama" in page.route()


def test_a_choice_made_while_the_list_is_on_its_way_keeps_what_was_typed(visit: Visit) -> None:
    page, waiting, hold = visit("articles"), [], [True]
    page.page.route("**/articles?*words=llama*", lambda route: waiting.append(route) if hold else route.continue_())
    page.page.fill("#corpus-words", "llama")
    page.until("location.hash.endsWith('words=llama')")
    assert page.page.locator(".list li").count() == ALL  # the answer is still on its way
    hold.clear()
    page.page.click(".facets a >> nth=0")
    page.until("document.querySelectorAll('.facets [aria-current]').length === 1")
    assert "words=llama" in page.route() and page.page.input_value("#corpus-words") == "llama"
    for route in waiting:
        route.continue_()  # what comes late undoes nothing
    page.page.wait_for_load_state("networkidle")
    assert page.page.locator(".facets [aria-current]").count() == 1


def test_a_long_list_is_turned_page_by_page(visit: Visit, tmp_path: Path) -> None:
    workspace_of(tmp_path, {f"{n:03d}.md": f"# Note {n:03d}\n\nOpenAI released GPT-4 in March 2023, says note {n}." for n in range(120)})
    with serving(tmp_path / "store", "--workers", "1", "--read-only") as served:
        page = visit("articles?sort=title", server=served)
        titles = "[...document.querySelectorAll('.list .title')].map((t) => t.textContent)"
        seen = page.page.evaluate(titles)
        for key, first in (("Next page", "Note 050"), ("Last page", "Note 100")):
            page.page.click(f".pages [aria-label='{key}']")
            page.until(f"document.querySelector('.list .title').textContent === '{first}'")
            seen += page.page.evaluate(titles)
        assert seen == [f"Note {n:03d}" for n in range(120)] and page.text(".pages .n") == "101–120 of 120"
        page.page.evaluate("scrollTo(0, 0)")  # nothing half under the bar
        assert page.faults() == []
        assert page.page.locator(".pages a[aria-label='Next page']").count() == 0
        page.page.click(".pages [aria-label='First page']")
        page.until("document.querySelector('.list .title').textContent === 'Note 000'")
        page.go("evidence?of=OpenAI")
        assert page.page.locator(".claim").count() == 50 and page.text(".pages .n").startswith("1–50 of ")
        page.page.click(".pages [aria-label='Next page']")
        page.until("document.querySelector('.pages .n')?.textContent.startsWith('51–100 of')")


def test_a_corpus_without_what_is_looked_for_says_so(visit: Visit) -> None:
    page = visit("articles?words=zzzz")
    assert "No article fits" in page.text()
    page.page.click("text=All articles")
    page.until(f"document.querySelectorAll('.list li').length === {ALL}")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_bar_of_a_trend_leads_to_its_claims(visit: Visit, lang: str) -> None:
    page = visit("articles?tab=trends", lang=lang)
    assert page.page.locator(".multiples figure").count() == 8 and page.faults() == []
    bar = page.page.locator(".multiples g[role=button]").first
    said = bar.get_attribute("aria-label") or ""
    bar.focus()
    page.page.keyboard.press("Enter")
    page.until("document.querySelectorAll('.behind .claim').length > 0")
    assert f" {page.page.locator('.behind .claim').count()} " in said
    again = visit(page.route().lstrip("/"), lang=lang)
    again.until("document.querySelectorAll('.behind .claim').length > 0")


def test_trends_of_vendors_are_shown_for_one_language(visit: Visit) -> None:
    page = visit("articles?tab=trends&topic=vendor&spoken=zh&step=year")
    assert page.page.locator(".multiples .bar-zh").count() > 0 and page.page.locator(".multiples .bar-en").count() == 0


@pytest.mark.parametrize(("lang", "words"), [("en", "licence"), ("zh", "开源")])
def test_words_stand_one_below_the_other(visit: Visit, lang: str, words: str) -> None:
    page = visit(f"articles?tab=context&words={words}", lang=lang)
    assert page.page.locator(".kwic li").count() > 10 and page.faults() == []
    lefts = page.page.evaluate("[...document.querySelectorAll('.kwic mark')].map((m) => Math.round(m.getBoundingClientRect().left))")
    assert max(lefts) - min(lefts) <= 1
    page.page.select_option("#context-order", "date")
    page.until("location.hash.includes('order=date')")


def test_words_that_stand_nowhere(visit: Visit) -> None:
    assert "stand nowhere" in visit("articles?tab=context&words=zzzzqq").text()


def test_what_an_article_brought_is_told_with_quotes(visit: Visit) -> None:
    page = visit("articles?sort=claims")
    page.page.click("text=what it brought >> nth=0")
    page.until("location.hash.includes('tab=brought')")
    page.drawn()
    page.until("document.querySelectorAll('.brought .claim mark').length > 3")
    assert page.page.locator(".figures dd").count() == 5 and page.faults() == []


def test_a_server_for_reading_takes_no_article(visit: Visit) -> None:
    page = visit("articles?tab=add")
    assert "can not be added here" in page.text() and "kg serve --allow-adding" in page.text() and page.page.locator("textarea").count() == 0


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_faults_of_the_form_are_told(visit: Visit, growing: Served, lang: str) -> None:
    page = visit("articles?tab=add", server=growing, lang=lang)
    assert page.faults() == []
    page.page.click(".add-form .main")
    assert page.text(".fault") == {"en": "Choose a file or paste a text.", "zh": "请选择文件或粘贴全文。"}[lang]
    page.page.fill("#add-text", "x")
    page.page.fill("#add-date", "yesterday")
    page.page.click(".add-form .main")
    assert "2024-06-30" in page.text(".fault")


def test_the_form_stays_within_a_narrow_page(visit: Visit, growing: Served) -> None:
    page = visit("articles?tab=add", server=growing, width=420)
    right = "(one) => document.querySelector(one).getBoundingClientRect().right"
    assert page.page.evaluate(right, "#add-date") <= page.page.evaluate(right, "#add-text")


def test_an_article_is_added_and_what_it_changes_is_seen(visit: Visit, growing: Served, workspace: Path) -> None:
    page = visit("articles", server=growing)
    assert page.page.locator(".list li").count() == 1
    page.page.click(".tabs >> text=Add an article")
    page.page.wait_for_selector("#add-text")
    page.page.fill("#add-text", SECOND)
    page.page.fill("#add-date", "2024-05-02")
    page.page.fill("#add-author", "<b>B. Writer</b>")
    page.page.click(".add-form .main")
    page.page.wait_for_selector(".brought", timeout=60_000)
    told = page.text(".result")
    assert "Added: A second look" in told and "Nimbus" in told
    assert "not open source" in page.text(".contradicts") and "an open source model" in page.text(".contradicts")
    assert "anyone can look inside" in page.text(".corroborated")
    assert page.page.evaluate("window.hit") is None and page.faults() == []
    kept = sorted(file.name for file in (workspace / "corpus").glob("*.md"))
    assert len(kept) == 2
    page.page.click(".tabs a >> nth=0")
    page.until("document.querySelectorAll('.list li').length === 2")
    page.page.click(".tabs >> text=Add an article")  # the same once more is no second article
    page.page.wait_for_selector("#add-text")
    page.page.fill("#add-text", SECOND)
    page.page.fill("#add-date", "2024-05-02")
    page.page.fill("#add-author", "<b>B. Writer</b>")
    page.page.click(".add-form .main")
    page.until("document.querySelector('.result .done')?.textContent.includes('already')")


def test_a_file_is_added(visit: Visit, growing: Served, tmp_path: Path) -> None:
    file = tmp_path / "近况.md"
    file.write_text("# 近况\n\n2024年1月，智谱AI发布GLM-4。开源模型提高了透明度。\n", "utf-8")
    page = visit("articles?tab=add", server=growing, lang="zh")
    page.page.set_input_files("#add-file", file)
    page.page.click(".add-form .main")
    page.page.wait_for_selector(".brought", timeout=60_000)
    assert "近况" in page.text(".result .done") and "GLM-4" in page.text(".brought")


@pytest.mark.parametrize(("lang", "words"), [("en", ("Take this article out", "Keep it", "Take it out", "was taken out")), ("zh", ("移除这篇文章", "保留", "移除", "已移除"))])
def test_an_article_is_taken_out_after_it_is_asked_twice(visit: Visit, growing: Served, workspace: Path, lang: str, words: tuple[str, ...]) -> None:
    begin, keep, go, done = words
    before = sorted(file.name for file in (workspace / "corpus").glob("*.md"))
    page = visit("articles?tab=add", server=growing, lang=lang)
    page.page.fill("#add-text", f"# A passing note {lang}\n\nOpenAI released GPT-4 in March 2023, said a note in {lang}.\n")
    page.page.click(".add-form .main")
    page.page.wait_for_selector(".brought", timeout=60_000)
    page.page.click(".brought .of a")
    page.page.wait_for_selector(".view-article .take-out")
    assert page.text(".take-out") == begin
    page.page.click(".take-out button")
    page.page.keyboard.press("Enter")  # the safe way has the focus
    assert page.text(".take-out") == begin and keep not in page.text(".take-out")
    page.page.click(".take-out button")
    page.page.click(f".take-out button.main:has-text('{go}')")
    page.page.wait_for_selector(".done a", timeout=60_000)
    assert done in page.text(".done") and page.faults() == []
    assert sorted(file.name for file in (workspace / "corpus").glob("*.md")) == before


def test_a_server_for_reading_offers_to_take_nothing_out(visit: Visit) -> None:
    page = visit("articles")
    page.page.click(".list li a >> nth=0")
    page.page.wait_for_selector(".view-article .prose")
    assert page.page.locator(".take-out").count() == 0


@pytest.mark.parametrize("route", ["articles?tab=context&words=license", "ask?q=license"])
def test_words_without_a_claim_lead_to_their_place(visit: Visit, route: str) -> None:
    page = visit(route)
    page.until("document.querySelectorAll('main a[href*=\"at=\"]').length > 1")
    far = "(link) => Number(new URLSearchParams(link.hash.split('?')[1]).get('at'))"
    page.page.evaluate(f"[...document.querySelectorAll('main a[href*=\"at=\"]')].sort((a, b) => ({far})(b) - ({far})(a))[0].click()")
    page.until("document.querySelector('main').dataset.shown === 'article'")
    at = int(page.route().split("at=")[1])
    page.until(
        "(at) => { const all = [...document.querySelectorAll('.prose [data-start]')].filter((block) => Number(block.dataset.start) <= at);"
        " const box = all.at(-1).getBoundingClientRect(); return at > 600 && box.top > 0 && box.bottom < innerHeight && scrollY > 0; }",
        at,
    )
