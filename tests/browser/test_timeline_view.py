"""The timeline: lanes with releases by openness, zoom and filters, and what was known at a date."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from opened import Opened

Visit = Callable[..., Opened]
LABELS = """() => [...document.querySelectorAll('.picture')].map((lane) => [...lane.querySelectorAll('.release text')].map((t) => {
  const b = t.getBoundingClientRect(); return [b.left, b.top + 4, b.right, b.bottom - 4]; }))"""


@pytest.mark.parametrize(("lang", "theme"), [("en", "light"), ("zh", "dark")])
def test_each_vendor_has_a_lane_with_its_releases(visit: Visit, lang: str, theme: str) -> None:
    page = visit("timeline", lang=lang, theme=theme)
    assert page.page.locator(".lane").count() == 10 and page.page.locator(".release").count() > 30
    assert "OpenAI" in page.text(".lane >> nth=0") and page.faults() == []
    for lane in page.page.evaluate(LABELS):
        for i, (a, b, c, d) in enumerate(lane):
            assert not any(a < g and c > e and b < h and d > f for e, f, g, h in lane[:i]), "labels overlap"


def test_shapes_tell_openness_without_colour(visit: Visit) -> None:
    page = visit("timeline")
    shapes = page.page.evaluate("""() => Object.fromEntries([...document.querySelectorAll('.release .mark')].map((m) => [m.classList[1],
        [...m.querySelectorAll(':not(.disputed):not(title)')].map((n) => n.tagName + (n.getAttribute('d') || '') + n.getAttribute('class')).join()]))""")
    assert len(shapes) >= 5 and len(set(shapes.values())) == len(shapes)


def test_a_release_leads_to_its_words_by_mouse_and_keyboard(visit: Visit) -> None:
    page = visit("timeline?vendor=OpenAI")
    page.page.locator(".release[data-thing='model/gpt-2']").click()
    page.page.wait_for_selector("#panel .claim mark")
    assert "GPT-2" in page.text("#panel")
    page.page.keyboard.press("Escape")
    page.page.locator(".release").first.focus()
    page.page.keyboard.press("ArrowRight")
    page.page.keyboard.press("Enter")
    page.page.wait_for_selector("#panel .claim mark")


def test_the_slider_shows_what_was_known_and_the_address_keeps_it(visit: Visit) -> None:
    page = visit("timeline?vendor=OpenAI&vendor=Meta")
    now = page.page.locator(".release").count()
    page.page.wait_for_selector(".known svg .node")
    whole = page.page.locator(".known svg .node").count()
    page.page.focus("#known-at")
    page.page.keyboard.press("Home")
    page.until(r"/at=20\d\d-\d\d/.test(location.hash)")
    then = page.page.locator(".release").count()
    assert then < now and re.search(r"\d of \d+ articles", page.text(".slider output"))
    page.until(f"document.querySelectorAll('.known svg .node').length < {whole}")  # no more the picture before
    page.page.wait_for_selector(".known svg .node")
    drawn = page.page.locator(".known svg .node").count()
    again = visit(page.route().lstrip("/"))
    assert again.page.locator(".release").count() == then
    again.page.click("text=everything")
    again.until("!location.hash.includes('at=')")
    again.page.wait_for_selector(".known svg .node")
    again.until(f"document.querySelectorAll('.known svg .node').length > {drawn}")
    assert again.page.locator(".release").count() == now


def test_the_timeline_plays_year_by_year_and_stops(visit: Visit) -> None:
    page = visit("timeline?vendor=OpenAI")
    page.page.click("text=▶ Play")
    page.until(r"/at=20\d\d-\d\d/.test(location.hash)")
    page.page.click("text=❚❚ Pause")
    held = page.route()
    page.page.wait_for_timeout(1100)
    assert page.route() == held


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_statuses_are_filtered_and_time_is_zoomed(visit: Visit, lang: str) -> None:
    page = visit("timeline", lang=lang)
    page.until("document.querySelectorAll('.release .h-open').length > 0")  # the lanes are drawn one after another
    page.page.locator(".legend .chip").first.click()
    page.until("location.hash.includes('hide=open')")
    page.until("document.querySelectorAll('.release').length > 0 && document.querySelectorAll('.release .h-open').length === 0")
    page.page.click(f"[aria-label='{ {'en': 'Zoom in', 'zh': '放大'}[lang] }']")
    page.until("location.hash.includes('from=')")
    assert page.faults() == []


def test_more_vendors_come_on_demand_and_one_can_be_chosen(visit: Visit) -> None:
    page = visit("timeline", width=390, height=844)
    assert page.page.evaluate("document.documentElement.scrollWidth") <= 390
    page.page.click(".more a")
    page.page.wait_for_selector(".lane >> nth=19")
    page.page.fill(".vendors input", "百度")
    page.page.wait_for_selector(".vendors li[role=option]")
    page.page.keyboard.press("Enter")
    page.until("document.querySelectorAll('.lane').length === 1")
    assert "organization/baidu" in page.route() or "organization%2Fbaidu" in page.route()


def test_the_same_stands_as_a_table(visit: Visit) -> None:
    page = visit("timeline?vendor=Meta")
    page.page.click(".as-table summary")
    page.page.wait_for_selector(".as-table tbody tr")
    assert "Llama 2" in page.text(".as-table")


def test_a_vendor_that_is_not_there(visit: Visit) -> None:
    page = visit("timeline?vendor=Nobody-at-all")
    assert "Nobody-at-all" in page.text(".state")
    page.forgive("404")
