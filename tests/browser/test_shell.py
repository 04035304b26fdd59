"""The shell of the explorer: languages, themes, the menu, states, phones, and what it asks for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from opened import Opened
from served import Served

Visit = Callable[..., Opened]
VIEWS = ("", "network", "evidence?of=Meta&limit=3", "article?id=en-05-safety-debate.md", "sparql", "ask?q=Qwen")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_start_page_is_there_for_everybody(visit: Visit, lang: str, theme: str) -> None:
    page = visit(lang=lang, theme=theme)
    assert page.page.get_attribute("html", "lang") == {"en": "en", "zh": "zh-CN"}[lang]
    assert page.page.locator(".examples a").count() > 10
    assert page.faults() == []


@pytest.mark.parametrize("route", VIEWS)
def test_no_view_is_wider_than_a_phone(visit: Visit, route: str) -> None:
    page = visit(route, lang="zh", width=390, height=760, touch=True)
    page.page.wait_for_timeout(200)
    assert page.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.faults() == []


def test_the_language_is_changed_where_one_stands(visit: Visit) -> None:
    page = visit("evidence?of=OpenAI&kind=release")
    page.page.click("#lang")
    page.until("document.documentElement.lang === 'zh-CN' && Boolean(document.querySelector('main').dataset.shown)")
    assert "of=OpenAI" in page.route() and "发布" in page.text(".chips")
    page.page.reload()
    page.drawn()
    assert page.page.get_attribute("html", "lang") == "zh-CN"  # it is kept
    page.go("evidence?of=OpenAI&lang=en")
    assert page.page.get_attribute("html", "lang") == "en"  # a link may name its own


def test_the_theme_is_changed_and_kept(visit: Visit) -> None:
    page = visit()
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.page.evaluate(paper)
    page.page.click("#theme")
    page.page.click("#theme")
    assert page.page.get_attribute("html", "data-theme") == "dark"
    assert page.page.evaluate(paper) != light
    page.page.reload()
    assert page.page.get_attribute("html", "data-theme") == "dark"


def test_the_menu_leads_through_the_views_and_back(visit: Visit) -> None:
    page = visit()
    page.page.click("#views >> text=SPARQL")
    page.until("document.querySelector('main').dataset.shown === 'sparql'")
    assert page.page.get_attribute("#views [aria-current]", "href") == "#/sparql"
    page.page.go_back()
    page.until("document.querySelector('main').dataset.shown === 'ask'")


def test_a_view_that_is_none_says_so(visit: Visit) -> None:
    page = visit("nonsense")
    assert "nonsense" in page.text(".state")
    assert page.faults() == []


def test_a_server_that_is_gone_is_told_and_asked_again(visit: Visit) -> None:
    page = visit()
    page.page.route("**/api/evidence*", lambda route: route.abort())
    page.page.evaluate("kgExplorer.go('evidence', {of: 'Meta'})")
    page.until("Boolean(document.querySelector('.failure'))")
    assert "can not be reached" in page.text(".failure")
    page.page.unroute("**/api/evidence*")
    page.page.click("text=Try again")
    page.until("document.querySelectorAll('.claim').length > 3")
    page.forgive("Failed to load")


def test_keyboard_users_reach_the_content_first(visit: Visit) -> None:
    page = visit()
    page.page.keyboard.press("Tab")
    assert page.page.evaluate("document.activeElement.className") == "skip"
    page.page.keyboard.press("Enter")
    assert page.page.evaluate("document.activeElement.id") == "main"


def test_nothing_is_asked_of_another_machine_or_in_the_open(visit: Visit) -> None:
    page = visit("network")
    page.until("Boolean(globalThis.kgNetwork)")
    assert all(url.startswith((page.address, "data:", "blob:")) for url in page.asked)
    assert not [url for url in page.asked if "://fonts." in url or "cdn" in url]


def test_a_view_that_comes_late_changes_nothing_of_the_one_gone_to_meanwhile(visit: Visit) -> None:
    page = visit("sparql")
    waiting: list[Any] = []
    page.page.route("**/api/network?*", lambda route: waiting.append(route))
    with page.page.expect_request("**/api/network?*"):
        page.page.click("#views a[href='#/network']")
    page.page.click("#views a[href='#/articles']")
    page.until("document.querySelector('main').dataset.shown === 'articles'")
    with page.page.expect_response("**/api/network?*"):
        for route in waiting:
            route.continue_()
    page.page.wait_for_timeout(200)
    assert page.page.get_attribute("main", "data-shown") == "articles"
    page.page.click(".facets a:has-text('Chinese')")
    page.until("document.querySelector('.facets a[aria-current]')?.textContent.includes('Chinese')")


def test_a_link_is_copied_also_where_the_browser_has_the_old_way_alone(visit: Visit) -> None:
    """As over plain HTTP from another machine; and where it has none, that is said."""
    page = visit("evidence?of=OpenAI")
    page.page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined}); addEventListener('copy', () => { globalThis.taken = String(document.activeElement.value); })")
    page.page.click("text=Copy link")
    page.until("Boolean(document.getElementById('say').textContent)")
    assert page.text("#say") == "Link copied" and page.page.evaluate("globalThis.taken") == page.page.url
    page.page.evaluate("document.execCommand = () => false")
    page.page.click(".downloads button:has-text('ink')")
    page.until("document.getElementById('say').textContent.startsWith('Not copied')")


@pytest.mark.parametrize("view", ["network", "articles", "timeline", "article?id=en-05-safety-debate.md"])
def test_a_link_in_another_language_changes_the_view_that_stands_there(visit: Visit, view: str) -> None:
    page = visit(view)
    page.page.evaluate("(route) => { location.hash = route; }", f"/{view}{'&' if '?' in view else '?'}lang=zh")
    page.until("document.documentElement.lang === 'zh-CN' && Boolean(document.querySelector('main').dataset.shown)")
    page.until("!['Filters', 'Newest first', 'Models only', 'Take away'].some((word) => document.querySelector('main').innerText.includes(word))")
    assert "时间线" in page.text("#views")


@pytest.mark.parametrize(("locale", "lang"), [("zh-CN", "zh-CN"), ("en-GB", "en"), ("fr-FR", "en")])
def test_it_opens_in_the_language_of_the_browser(browser: Any, explorer: Served, locale: str, lang: str) -> None:
    context = browser.new_context(locale=locale)
    try:
        page = context.new_page()
        page.goto(explorer.address)
        page.wait_for_selector("main[data-shown]")
        assert page.get_attribute("html", "lang") == lang
        page.click("#lang")
        page.wait_for_selector(f"html:not([lang='{lang}'])")
        chosen = page.get_attribute("html", "lang")
        page.reload()
        page.wait_for_selector("main[data-shown]")
        assert page.get_attribute("html", "lang") == chosen != lang
    finally:
        context.close()


@pytest.mark.parametrize("route", ["article?id=nothing.md", "trace?source=Nobody&target=Baidu", "compare?thing=Nobody&thing=Meta", "evidence?of=Nobody"])
def test_what_is_not_there_is_told_in_the_readers_language(visit: Visit, route: str) -> None:
    page = visit(route, lang="zh")
    page.forgive("404")
    told = page.text()
    assert "没有" in told and "nothing" not in told.replace("nothing.md", "") and "there is no" not in told and "kg " not in told
