"""The argument map: for and against side by side, and the way from a course to a rebuttal to who says it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from opened import Opened

Visit = Callable[..., Opened]


@pytest.mark.parametrize(("lang", "title"), [("en", "Open: for and against"), ("zh", "开源：利与弊")])
def test_a_course_shows_both_sides_of_each_aspect(visit: Visit, lang: str, title: str) -> None:
    page = visit("arguments?side=open", lang=lang)
    assert page.text("h1") == title
    group = page.page.locator(".group").first
    assert group.locator(".column.pro .argument").count() and group.locator(".column.con .argument").count()
    assert group.locator(".argument .voice").count() == group.locator(".argument").count()
    assert page.faults() == []


def test_from_a_course_to_an_argument_to_its_rebuttal_to_the_speaker(visit: Visit) -> None:
    page = visit("arguments")
    page.page.click(".course >> text=Closed")
    page.until("location.hash.includes('side=closed')")
    page.drawn()
    first = page.page.locator(".argument:has(a:text('rebut it'))").first
    quote = first.locator("blockquote").inner_text()
    first.locator("a:text('rebut it')").click()
    page.until("location.hash.includes('arg=')")
    page.page.wait_for_selector(".duel")
    assert page.page.locator(".duel .column >> nth=0").locator("blockquote").inner_text() == quote
    speaker = page.page.locator(".duel .column >> nth=1").locator(".voice").first
    name = speaker.inner_text()
    speaker.click()
    page.until("location.hash.includes('voice=')")
    page.page.wait_for_selector(".cards")
    assert page.text("h1") == name and page.page.locator(".cards .argument").count()
    page.page.go_back()
    page.page.wait_for_selector(".duel")


def test_an_argument_leads_to_its_words_in_the_article(visit: Visit) -> None:
    page = visit("arguments?aspect=safety&side=open")
    page.page.locator(".argument .acts button").first.click()
    page.page.wait_for_selector("#panel .claim mark")
    assert page.page.locator("#panel mark").first.inner_text() == page.page.locator(".argument blockquote").first.inner_text()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_vendors_move_is_named_where_an_argument_is_given_for_it(visit: Visit, lang: str) -> None:
    page = visit("arguments?voice=person/robin-li", lang=lang)
    assert {"en": "Baidu's move", "zh": "百度的转变"}[lang] in page.text(".moves >> nth=0")
    assert page.faults() == []


def test_the_bars_lead_to_their_group_and_a_phone_shows_all(visit: Visit) -> None:
    page = visit("arguments?side=open", width=390, height=844)
    assert page.page.evaluate("document.documentElement.scrollWidth") <= 390
    page.page.locator(".overview li a").nth(2).click()
    page.until("window.scrollY > 200")
    assert page.faults() == []


def test_what_is_no_course_and_no_argument(visit: Visit) -> None:
    page = visit("arguments?aspect=nonsense")
    assert "Not found" in page.text(".state")
    page.forgive("404")
    page.go("arguments?arg=0000")
    assert "there is no argument 0000" in page.text(".state")
    page.forgive("404")


def test_the_table_can_be_taken_away(visit: Visit) -> None:
    page = visit("arguments?side=hybrid")
    with page.page.expect_download() as download:
        page.page.click(".downloads >> text=CSV")
    text = download.value.path().read_text("utf-8")
    assert text.startswith("side,aspect,polarity,who,") and "hybrid," in text
    assert page.page.get_attribute(".downloads a:text('SPARQL')", "href").startswith("#/sparql?query=")  # type: ignore[union-attr]
