"""Names, titles, quotes and addresses of articles are text: nothing in them is ever executed, wherever they are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from invented import BREAKING, HOSTILE, hostile
from opened import Opened
from served import Served, serving

Visit = Callable[..., Opened]
ROUTES = (
    "network?show=all&sel=organization/hostile", "evidence?of=organization/hostile", "article?id=hostile.md",
    f"ask?q={quote(HOSTILE)}", "ask?named=strategy-shifts", f"sparql?query={quote('SELECT * { ?s ?p ?o }')}", quote(HOSTILE),
    f"evidence?of={quote(HOSTILE + 'x')}",
)  # fmt: skip


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(hostile(tmp_path_factory.mktemp("hostile") / "store"), "--workers", "2") as served:
        yield served


def test_no_view_executes_what_an_article_says(visit: Visit, bad: Served) -> None:
    page = visit(ROUTES[0], server=bad)
    for route in ROUTES:
        page.go(route)
        page.page.wait_for_timeout(150)
        for box in page.page.locator("main details").all():
            box.evaluate("(box) => { box.open = true; }")
        assert page.page.evaluate("window.hit") is None
        assert page.page.evaluate("document.querySelectorAll('main img, main iframe, main script, #panel img, #panel script').length") == 0
        assert page.page.evaluate("[...document.links].filter((a) => !/^(https?:|#)/.test(a.href) && a.protocol !== location.protocol).length") == 0
    page.forgive("404")


def test_it_is_shown_as_it_stands(visit: Visit, bad: Served) -> None:
    page = visit("evidence?of=organization/hostile", server=bad)
    assert HOSTILE in page.text("h1") and BREAKING in page.text(".claim blockquote")
    page.go("article?id=hostile.md")
    assert HOSTILE in page.text("h1") and "javascript:" not in page.page.content()
    page.page.locator("#views a").first.click()
    page.page.locator(".ask-box input").press_sequentially("<img")
    page.until("document.querySelectorAll('.ask-box [role=option]').length > 0")
    assert HOSTILE in page.text(".found") and page.page.evaluate("window.hit") is None


def test_nor_does_the_page_that_is_taken_away(visit: Visit, bad: Served, browser: Any, tmp_path: Path) -> None:
    file = tmp_path / "network.html"
    file.write_bytes(bad.send("GET", "/api/network.html?show=all").body)
    drawing = bad.send("GET", "/api/network.svg?show=all").body
    (tmp_path / "network.svg").write_bytes(drawing)
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for name in ("network.html", "network.svg"):
        page.goto((tmp_path / name).as_uri())
        page.wait_for_timeout(200)
        assert page.evaluate("window.hit") is None
    assert all(url.startswith(("file:", "data:")) for url in asked)
    context.close()


def test_answers_are_never_taken_for_pages(bad: Served) -> None:
    for name in ("evidence?of=organization/hostile", "network", "article?id=hostile.md"):
        reply = bad.send("GET", f"/api/{name}")
        assert reply.type == "application/json" and reply.headers["x-content-type-options"] == "nosniff"
        assert reply.headers["content-security-policy"].startswith("default-src 'none'")
    for name in ("network.svg", "network.html"):
        assert bad.send("GET", f"/api/{name}").headers["content-disposition"].startswith("attachment")
