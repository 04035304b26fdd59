"""The network page in a real browser: drawn, offline, readable, in two languages, and deaf to hostile text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from linked import ACME, ROWS, row, thing

from kg.display import view
from kg.networks import network

HOSTILE = "<img src=x onerror=window.hit=1></script><script>window.hit=1</script>"
PIXELS = """() => {
  const canvas = document.querySelector("#mynetwork canvas"), colours = new Set();
  const all = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  for (let i = 0; i < all.length; i += 4) colours.add((all[i] >> 4) * 256 + (all[i + 1] >> 4) * 16 + (all[i + 2] >> 4));
  return colours.size;
}"""


class Opened:
    """A page in the browser with what it asked for and complained about."""

    def __init__(self, browser: Any, file: Path, **options: Any) -> None:
        self.asked: list[str] = []
        self.errors: list[str] = []
        self.page = browser.new_page(viewport={"width": 1280, "height": 720}, **options)
        self.page.route("**/*", self._route)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda message: message.type == "error" and self.errors.append(message.text))
        self.page.goto(file.as_uri())
        self.until("Boolean(globalThis.kgPage)")

    def _route(self, route: Any) -> None:
        self.asked.append(route.request.url)
        route.continue_() if route.request.url.startswith(("file:", "data:")) else route.abort()

    def until(self, condition: str) -> None:
        """Wait for a condition. The library's own way evaluates a string, which the page's policy refuses."""
        for _ in range(2400):
            if self.page.evaluate(condition):
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"never came true: {condition}")

    def select(self, name: str) -> str:
        """Click on the canvas where the thing stands; the text of the panel."""
        place = """(name) => {
            const id = kgPage.find(name)[0], box = document.getElementById("mynetwork").getBoundingClientRect();
            const at = kgPage.network.canvasToDOM(kgPage.network.getPosition(id));
            return [box.left + at.x, box.top + at.y];
        }"""
        for _ in range(20):  # the picture may still be moving into its place
            self.page.mouse.click(*self._resting(place, name))
            self.page.wait_for_timeout(150)
            if self.page.is_visible("#panel:not([hidden])") and name in (text := str(self.page.inner_text("#panel"))):
                return text
        raise AssertionError(f"no click opened {name}")

    def _resting(self, place: str, name: str) -> list[float]:
        """Where the thing stands once it stands still."""
        before, now = None, self.page.evaluate(place, name)
        while before != now:
            self.page.wait_for_timeout(60)
            before, now = now, self.page.evaluate(place, name)
        return list(now)


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Opened]:
    file = tmp_path / "page.html"
    view.network_page(network.build(ROWS), file, "en")
    page = Opened(browser, file)
    yield page
    assert page.errors == []
    page.page.close()


def test_the_page_asks_for_itself_alone(opened: Opened) -> None:
    opened.page.wait_for_timeout(300)
    assert [url.rpartition("/")[2] for url in opened.asked] == ["page.html"]


def test_the_network_is_drawn_with_its_labels(opened: Opened) -> None:
    opened.until("kgPage.shownLabels().length > 5")
    assert opened.page.evaluate(PIXELS) > 40
    shown = {label["text"] for label in opened.page.evaluate("kgPage.shownLabels()")}
    assert {"Open", "Closed", "Acme", "safety"} <= shown


def test_a_click_on_a_thing_opens_its_evidence(opened: Opened) -> None:
    text = opened.select("Acme")
    assert "Acme closed up" in text and "2023-10" in text and "One-1 is out" in text
    assert "Acme closed up" in [mark.inner_text() for mark in opened.page.query_selector_all("#panel mark")]
    opened.page.keyboard.press("Escape")
    assert opened.page.is_hidden("#panel")


def test_a_line_opens_its_claims_and_marks_the_denied(opened: Opened) -> None:
    edge = """() => { const links = JSON.parse(document.getElementById("page-data").textContent).links;
        return kgPage.selectEdge(Object.keys(links).find((id) => links[id].kind === "comparison")); }"""
    assert opened.page.evaluate(edge)
    assert opened.page.inner_text("#panel .badge") == "denied"
    assert "One-1 → Three" in opened.page.inner_text("#panel h2")


def test_the_speaker_is_named(opened: Opened) -> None:
    assert "says Acme" in opened.select("safety")


def test_the_language_can_be_switched(opened: Opened) -> None:
    opened.select("Acme")
    opened.page.click("#lang")
    assert opened.page.get_attribute("html", "lang") == "zh"
    assert "机构" in opened.page.inner_text("#types") and "路线转变" in opened.page.inner_text("#panel")
    opened.page.keyboard.press("Escape")
    opened.page.click("#fit")
    opened.until("kgPage.shownLabels().some((label) => label.text === '开源')")
    opened.page.click("#lang")
    assert "Organization" in opened.page.inner_text("#types")


def test_the_legend_filters_things_and_claims(opened: Opened) -> None:
    before = len(opened.page.evaluate("kgPage.visible()"))
    opened.page.uncheck("#types input[data-key=Model]")
    assert len(opened.page.evaluate("kgPage.visible()")) == before - 3
    opened.page.check("#types input[data-key=Model]")
    opened.page.uncheck("#kinds input[data-key=argument]")
    shown = opened.page.evaluate("kgPage.visible().length")
    assert shown == before - 1  # the aspect has nothing else
    opened.page.click("#kinds .toggle")
    assert opened.page.evaluate("kgPage.visible().length") == before


def test_search_finds_by_any_name_and_by_keyboard(opened: Opened) -> None:
    opened.page.fill("#search", "艾克")
    assert "Acme" in opened.page.inner_text("#found")
    opened.page.keyboard.press("Enter")
    assert "Acme" in opened.page.inner_text("#panel h2")
    opened.page.fill("#search", "zzz")
    assert "No such name" in opened.page.inner_text("#found")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_labels_do_not_overlap(browser: Any, tmp_path: Path, lang: str) -> None:
    models = [thing("Model", f"Large Model {i}", f"大模型{i}") for i in range(150)]
    rows = [row("release", ACME, model, quote=f"q{i}") for i, model in enumerate(models)]
    view.network_page(network.build([*ROWS, *rows]), tmp_path / "page.html", lang)
    opened = Opened(browser, tmp_path / "page.html")
    opened.until("kgPage.shownLabels().length > 20")
    boxes = [label["box"] for label in opened.page.evaluate("kgPage.shownLabels()")]
    for i, (a, b, c, d) in enumerate(boxes):
        assert not any(a < g and c > e and b < h and d > f for e, f, g, h in boxes[:i])
    opened.page.close()


def test_hostile_text_does_not_run(browser: Any, tmp_path: Path) -> None:
    rows = [row("release", thing("Organization", HOSTILE), thing("Model", "M" + HOSTILE), quote=HOSTILE, title=HOSTILE)]
    view.network_page(network.build([*rows, *ROWS]), tmp_path / "page.html", "en", HOSTILE)
    opened = Opened(browser, tmp_path / "page.html")
    assert HOSTILE in opened.select("onerror")
    opened.page.fill("#search", "onerror")
    opened.page.hover("#found li")
    opened.page.click("#lang")
    opened.page.wait_for_timeout(200)
    assert opened.page.evaluate("window.hit") is None and opened.errors == []
    assert len(opened.asked) == 1
    opened.page.close()


@pytest.mark.parametrize(("lang", "rests", "mark"), [("en", "the article rests on: ", "found by a model only"), ("zh", "文章依据：", "仅由模型得出")])
def test_what_an_article_rests_on_and_what_a_model_alone_found_are_told(
    browser: Any, tmp_path: Path, lang: str, rests: str, mark: str
) -> None:
    gamma = thing("Organization", "Gamma")
    works = [{"title": HOSTILE, "publisher": "", "date": "2021", "url": "javascript:window.hit=1"}]
    made = {"sources": works, "makers": [{"extractor": "model"}], "article": "a9"}
    rows = [row("strategy", gamma, value={"strategy": "closed"}, **made)]
    view.network_page(network.build([*rows, *ROWS]), tmp_path / "page.html", lang)
    opened = Opened(browser, tmp_path / "page.html")
    told = opened.select("Gamma")
    assert f"{rests}{HOSTILE} · 2021 · javascript:" in told and mark in told
    assert opened.page.locator("#panel a").count() == 0  # plain text
    assert mark not in opened.select("Acme")
    assert opened.page.evaluate("window.hit") is None and opened.errors == []
    opened.page.close()


def test_dark_and_light_have_their_own_colours(browser: Any, tmp_path: Path) -> None:
    view.network_page(network.build(ROWS), tmp_path / "page.html")
    papers = []
    for scheme in ("light", "dark"):
        opened = Opened(browser, tmp_path / "page.html", color_scheme=scheme)
        papers.append(opened.page.evaluate("getComputedStyle(document.body).backgroundColor"))
        opened.page.close()
    assert papers[0] != papers[1]


def test_an_empty_network_says_so(browser: Any, tmp_path: Path) -> None:
    view.network_page(network.build([]), tmp_path / "page.html", "en")
    opened = Opened(browser, tmp_path / "page.html")
    assert "no claims" in opened.page.inner_text("#hint") and opened.errors == []
    opened.page.close()
