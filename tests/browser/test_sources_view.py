"""What articles rest on and who found a claim, as a reader sees it: lines with links, a filter, a mark."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from invented import resting
from opened import Opened
from served import Served, serving

Visit = Callable[..., Opened]
READY = "Boolean(globalThis.kgNetwork) && kgNetwork.canvas.things.size > 0"


@pytest.fixture(scope="module")
def rested(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(resting(tmp_path_factory.mktemp("rested") / "store"), "--read-only", "--workers", "1") as served:
        yield served


@pytest.mark.parametrize(("lang", "head", "more"), [("en", "The article rests on:", "and 1 more"), ("zh", "文章依据：", "另有 1 项")])
def test_evidence_and_article_tell_what_they_rest_on(visit: Visit, rested: Served, lang: str, head: str, more: str) -> None:
    page = visit("evidence?of=Orchid", lang=lang, server=rested)
    line = page.text(".claim .rests")
    assert head in line and more in line and "Letter of the founders" in line and "Model card" in line
    assert page.page.eval_on_selector_all(".claim .rests a[target]", "(all) => all.map((a) => a.href)") == ["https://example.org/letter"]
    assert page.faults() == []
    page.page.click(".claim .rests >> text=" + more)
    page.until("document.querySelectorAll('.with-text .rests a[target]').length === 2")
    assert "https://example.org/bare" in page.text(".rests") and more not in page.text(".rests")
    assert page.faults() == []


@pytest.mark.parametrize(("lang", "mark"), [("en", "found by a model only"), ("zh", "仅由模型得出")])
def test_the_network_is_filtered_and_marked_by_who_found_it(visit: Visit, rested: Served, lang: str, mark: str) -> None:
    page = visit("network?show=all", lang=lang, server=rested)
    page.until(READY)
    assert mark in page.page.text_content(".linekey")
    dotted = "[...kgNetwork.canvas.lines.values()].filter((line) => line.by_model).map((line) => kgNetwork.canvas.describeEdge(line.id))"
    assert [mark in told for told in page.page.evaluate(dotted)] == [True, True]
    page.page.click("[data-part=found] > summary")
    page.page.uncheck("[data-key=found-rules]")
    page.until("location.hash.includes('found=both') && !kgNetwork.canvas.things.has('organization/nimbus')")
    assert page.faults() == []
    page.page.evaluate("kgNetwork.select('organization/pelican')")
    page.until("Boolean(document.querySelector('#panel .by-model'))")
    assert mark in page.text("#panel .by-model")
    assert page.faults() == []


def test_with_the_rules_alone_there_is_nothing_to_choose(visit: Visit) -> None:
    page = visit("network")
    page.until(READY)
    assert page.page.locator("[data-part=found]").count() == 0 and page.page.locator(".line-model").count() == 0
