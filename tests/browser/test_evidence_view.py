"""The evidence view: each claim's quote in its paragraph, with its source, in both languages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from opened import Opened

Visit = Callable[..., Opened]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_claims_about_a_thing_stand_with_their_quotes(visit: Visit, lang: str) -> None:
    page = visit("evidence?of=OpenAI&limit=5", lang=lang)
    assert page.text("h1") == "OpenAI"
    assert page.page.locator(".claim").count() == 5 and page.page.locator(".claim mark").first.inner_text()
    assert {"en": "Take away", "zh": "导出"}[lang] in page.text(".downloads")
    assert page.faults() == []


def test_what_is_not_there_is_told_with_a_way_on(visit: Visit) -> None:
    page = visit("evidence?of=Nobody-at-all")
    assert "Not found" in page.text(".state") and "Nobody-at-all" in page.text(".state")
    page.forgive("404")
    page.page.click("text=Start page")
    page.until("location.hash === '#/'")
