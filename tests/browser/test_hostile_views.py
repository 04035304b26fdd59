"""Names, titles, quotes and addresses out of articles are text in every one of these views, whatever they hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest
from made import SHIFTED, article, entity, model, org, say
from opened import Opened
from served import Served, serving

from kg.model import Extraction
from kg.rdf.graph import quads
from kg.store import open_store

Visit = Callable[..., Opened]
HOSTILE = "<img src=x onerror=window.hit=1></script><script>window.hit=1</script>"
VENDOR, THING, OTHER = org(f"Vend {HOSTILE}"), model(f"Mod {HOSTILE}"), model("Plain-1")
WHO = entity("Person", f"Who {HOSTILE}")


def evil() -> Extraction:
    quotes = [f"{HOSTILE} came out in 2021", f"{HOSTILE} is good for cost", f"{HOSTILE} went shut in 2022", f"Plain-1 beats it {HOSTILE}"]
    here = article("evil.md", ". ".join(quotes), "2023-01-01", title=HOSTILE, author=HOSTILE, publisher=HOSTILE, source="javascript:window.hit=1")
    claims = (
        say(here, "release", quotes[0], subject=VENDOR, object=THING, time="2021"),
        say(here, "openness", quotes[0], subject=THING, value={"status": "open"}),
        say(here, "argument", quotes[1], value={"side": "open", "polarity": "pro", "aspect": "cost"}, speaker=WHO),
        say(here, "shift", quotes[2], subject=VENDOR, value=SHIFTED, time="2022"),
        say(here, "comparison", quotes[3], subject=OTHER, object=THING, value={"relation": "better", "aspect": HOSTILE}),
    )
    return Extraction(here, (), claims)


@pytest.fixture(scope="module")
def evil_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    store = tmp_path_factory.mktemp("evil") / "store"
    with open_store(store) as opened:  # type: ignore[attr-defined]
        opened.replace(evil().article.id, quads(evil()))
    with serving(store, "--read-only", "--workers", "1") as served:
        yield served


@pytest.mark.parametrize(
    "route",
    [
        "arguments", "arguments?voice=WHO", "arguments?vendor=FIRM", "timeline", "trace?source=KEY&target=Plain-1", "compare?thing=KEY&thing=Plain-1",
        "articles", "articles?tab=brought&article=ID", "articles?tab=context&words=window.hit", "articles?tab=trends&topic=vendor",
        "compare?thing=<img src=x onerror=window.hit=1>&thing=x", "articles?words=<b>nothing</b>",
    ],
)  # fmt: skip
def test_hostile_text_does_not_run(visit: Visit, evil_server: Served, route: str) -> None:
    for name, text in (("ID", evil().article.id), ("KEY", THING.key), ("WHO", WHO.key), ("FIRM", VENDOR.key)):
        route = route.replace(name, quote(text))
    page = visit(route, server=evil_server)
    page.page.wait_for_timeout(150)
    assert page.page.evaluate("window.hit") is None
    assert page.page.locator("main img, main script, [onerror], a[href^='javascript' i]").count() == 0
    if "=<" in route:  # what is asked for is hostile itself, and is not there
        assert page.page.locator("main .state").count() == 1
        page.forgive("404")
    else:
        assert "onerror" in page.text("main")


def test_the_panel_shows_it_as_text(visit: Visit, evil_server: Served) -> None:
    page = visit("timeline", server=evil_server)
    page.page.locator(".release").first.click()
    page.page.wait_for_selector("#panel .claim mark")
    assert "onerror" in page.text("#panel") and page.page.evaluate("window.hit") is None
