"""Trace and compare: ways between two things, and things side by side, each with its words."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from opened import Opened

Visit = Callable[..., Opened]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_way_is_told_link_by_link(visit: Visit, lang: str) -> None:
    page = visit("trace?source=OpenAI&target=Baidu", lang=lang)
    way = page.page.locator(".way").first
    stops = way.locator(".stop").all_inner_texts()
    assert stops[0].strip() == "OpenAI" and stops[-1].strip() == {"en": "Baidu", "zh": "百度"}[lang]
    assert way.locator(".link mark").count() == len(stops) - 1
    assert page.faults() == []
    way.locator(".link button").first.click()
    page.page.wait_for_selector("#panel .claim mark")


def test_the_ends_are_chosen_by_typing_and_can_be_turned(visit: Visit) -> None:
    page = visit("trace")
    page.page.fill(".ends input >> nth=0", "Mistral")
    page.page.wait_for_selector(".ends li[role=option]")
    page.page.keyboard.press("Enter")
    page.page.fill(".ends input >> nth=1", "通义")
    page.page.wait_for_selector(".ends li[role=option]:visible")
    page.page.keyboard.press("Enter")
    page.page.wait_for_selector(".way .stop")
    assert page.text(".way .stop >> nth=0").startswith("Mistral")
    page.page.click(".swap")
    page.until("document.querySelector('.way .stop')?.textContent.startsWith('Mistral') === false")


@pytest.mark.parametrize("route", ["evidence?of=organization/openai", "network?sel=organization/openai"])
def test_a_trace_begins_at_the_thing_that_was_looked_at(visit: Visit, route: str) -> None:
    page = visit(route)
    page.page.click("a.button[href*=trace]")
    page.until("document.querySelector('main').dataset.shown === 'trace' && document.querySelector('.ends input')?.value === 'OpenAI'")
    page.page.fill(".ends input >> nth=1", "Baidu")
    page.page.wait_for_selector(".ends li[role=option]:visible")
    page.page.keyboard.press("Enter")
    page.page.wait_for_selector(".way .stop")
    assert page.text(".way .stop >> nth=0").strip() == "OpenAI"


def test_the_link_between_two_things_leads_to_their_trace(visit: Visit) -> None:
    page = visit("evidence?of=organization/openai&to=person/sam-altman")
    page.page.click("a.button[href*=trace]")
    page.page.wait_for_selector(".way .stop")
    assert {page.text(".way .stop >> nth=0").strip(), page.text(".way .stop >> nth=1").strip()} == {"OpenAI", "Sam Altman"}


def test_ends_that_nothing_joins_are_told(visit: Visit) -> None:
    page = visit("trace?source=OpenAI&target=Nobody-at-all", lang="zh")
    assert "Nobody-at-all" in page.text(".state") and page.page.locator(".ends input").count() == 2
    page.forgive("404")
    page.go("trace?source=OpenAI&target=OpenAI")
    assert "one thing" in page.text(".state")
    page.forgive("400")


@pytest.mark.parametrize(("lang", "theme"), [("en", "light"), ("zh", "dark")])
def test_things_stand_side_by_side_with_their_disagreements(visit: Visit, lang: str, theme: str) -> None:
    page = visit("compare?thing=Llama 2&thing=GPT-4&thing=Qwen-72B", lang=lang, theme=theme)
    assert page.page.locator(".comparison thead th").count() == 4
    text = page.text(".comparison")
    assert {"en": "700M", "zh": "7亿"}[lang] in text.replace(" ", "").replace(" ", "") and "$30" in text.replace("US", "")
    page.page.locator(".disputed summary").first.click()
    assert page.page.locator(".dispute[open] li").count() >= 2
    assert page.faults() == []


def test_a_cell_leads_to_its_words(visit: Visit) -> None:
    page = visit("compare?thing=OpenAI&thing=Meta")
    page.page.locator(".told:has-text('Open → Closed')").first.click()
    page.page.wait_for_selector("#panel .claim mark")
    assert "OpenAI" in page.text("#panel")


def test_things_are_added_and_taken_out(visit: Visit) -> None:
    page = visit("compare")
    page.page.wait_for_selector(".state .button")
    page.page.locator(".state .button").first.click()
    page.page.wait_for_selector(".comparison")
    page.page.fill(".chosen input", "Mistral")
    page.page.wait_for_selector(".chosen li[role=option]")
    page.page.keyboard.press("Enter")
    page.until("document.querySelectorAll('.comparison thead th').length === 4")
    page.page.locator(".chosen .chip").first.click()
    page.until("document.querySelectorAll('.comparison thead th').length === 3")


def test_the_table_scrolls_inside_of_a_phone(visit: Visit) -> None:
    page = visit("compare?thing=OpenAI&thing=Meta", width=390, height=844, lang="zh")
    assert page.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.faults() == []


def test_a_thing_that_is_not_there(visit: Visit) -> None:
    page = visit("compare?thing=OpenAI&thing=Nobody-at-all")
    assert "Nobody-at-all" in page.text(".state")
    page.forgive("404")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_phone_scrolls_the_table_and_not_the_page(visit: Visit, lang: str) -> None:
    page = visit("compare?thing=OpenAI&thing=Meta&thing=Mistral AI", lang=lang, width=390, height=844)
    assert page.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.page.evaluate("(() => { const t = document.querySelector('.comparison'); return t.scrollWidth > t.clientWidth; })()")
