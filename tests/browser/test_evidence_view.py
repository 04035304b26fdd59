"""Evidence and articles: each quote in its paragraph, with its source, and what contradicts it; deep links to a claim."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from opened import Opened

Visit = Callable[..., Opened]
SAFETY = "article?id=en-05-safety-debate.md"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_claims_about_a_thing_stand_with_their_quotes(visit: Visit, lang: str) -> None:
    page = visit("evidence?of=OpenAI&limit=5", lang=lang)
    assert page.text("h1") == "OpenAI"
    assert page.page.locator(".claim").count() == 5 and page.page.locator(".claim mark").first.inner_text()
    assert {"en": "Take away", "zh": "导出"}[lang] in page.text(".downloads")
    assert page.faults() == []


def test_a_claim_says_what_contradicts_it(visit: Visit) -> None:
    page = visit("evidence?of=strategy:open&to=aspect:safety&kind=argument")
    page.page.click(".rivals summary >> nth=0")
    assert page.page.locator(".rivals[open] q").count() > 0
    assert "independent" in page.text(".rivals[open]")
    assert page.faults() == []


def test_kinds_narrow_the_list_and_the_link_keeps_it(visit: Visit) -> None:
    page = visit("evidence?of=Meta")
    page.page.click(".chips >> text=release")
    page.until("location.hash.includes('kind=release')")
    page.drawn()
    kinds = set(page.page.locator(".claim .kind").all_inner_texts())
    assert kinds == {"release"}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_article_has_all_its_claims_marked(visit: Visit, lang: str) -> None:
    page = visit(SAFETY, lang=lang)
    marked = page.page.evaluate("new Set([...document.querySelectorAll('.lit')].flatMap((m) => m.dataset.claims.split(' '))).size")
    assert marked == page.page.evaluate("kgExplorer.api('article', {id: 'en-05-safety-debate.md'}).then((a) => a.claims.length)")
    assert page.faults() == []


def test_a_mark_opens_its_claims_and_the_link_leads_back_to_them(visit: Visit) -> None:
    page = visit(SAFETY)
    page.page.click(".lit >> nth=3")
    page.until("Boolean(document.querySelector('#panel .claim'))")
    route, text = page.route(), page.text("#panel .claim >> nth=0")
    page.go(route.removeprefix("/"))
    page.until("Boolean(document.querySelector('#panel .claim')) && Boolean(document.querySelector('.lit.chosen'))")
    assert page.text("#panel .claim >> nth=0") == text
    page.page.keyboard.press("Escape")
    page.until("document.getElementById('panel').hidden && !location.hash.includes('claim=')")


def test_what_is_not_there_is_told_with_a_way_on(visit: Visit) -> None:
    for route in ("evidence?of=Nobody-at-all", "article?id=no-such-article.md", "evidence?id=0123456789"):
        page = visit(route)
        assert "Not found" in page.text(".state")
        page.forgive("404")
    page.page.click("text=Start page")
    page.until("location.hash === '#/'")


@pytest.mark.parametrize(("lang", "told"), [("en", "sources disagree on"), ("zh", "说法不一")])
def test_what_sources_disagree_on_about_a_thing_stands_at_its_head(visit: Visit, lang: str, told: str) -> None:
    page = visit("evidence?of=model/llama-2", lang=lang)
    assert told in page.text(".clashes summary") and page.page.locator(".clashes").evaluate("(part) => !part.open")
    page.page.click(".clashes summary")
    assert page.page.locator(".clashes .sides-of > div").count() >= 4 and page.page.locator(".clashes q").count() >= 4
    assert page.faults() == []
