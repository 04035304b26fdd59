"""The argument map and the timeline as pages that stand alone: whole, and deaf to hostile text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner
from explored import snapshot
from lxml import html
from made import ORCHID, SHIFTED, article, corpus, entity, model, say

from kg.cli import main
from kg.errors import NotFound
from kg.explore.argument_page import argument_page
from kg.explore.document import tag
from kg.explore.snapshot import Snapshot
from kg.explore.timeline_page import timeline_page
from kg.model import Extraction

HOSTILE = "</style><img src=x onerror=alert(1)><script>alert(1)</script>"
PAGES = {"argument-map": argument_page, "timeline": timeline_page}


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    with snapshot(tmp_path_factory.mktemp("pages")) as made:
        yield made


def hostile() -> Extraction:
    quote = f"{HOSTILE} is open to all since 2021"
    here = article("evil.md", f"{quote}. Orchid turned away from open models in 2022.", "2023-01-01", title=HOSTILE, author=HOSTILE)
    thing, who = model(HOSTILE), entity("Person", HOSTILE)
    value = {"side": "open", "polarity": "pro", "aspect": "cost"}
    claims = (
        say(here, "release", quote, subject=ORCHID, object=thing, time="2021"),
        say(here, "argument", quote, value=value, speaker=who),
        say(here, "shift", "Orchid turned away from open models in 2022", subject=ORCHID, value=SHIFTED, time="2022"),
    )
    return Extraction(here, (), claims)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("make", PAGES.values(), ids=PAGES)
def test_a_page_holds_all_that_it_shows(at: Snapshot, make: object, lang: str) -> None:
    page, shown = make(at, (), lang)  # type: ignore[operator]
    tree = html.fromstring(page)
    assert shown > 0 and tree.get("lang") == {"en": "en", "zh": "zh-CN"}[lang]
    assert not tree.xpath("//script") and not re.search(r"(src|href)=\"(?!#)", page)
    ids = set(tree.xpath("//@id"))
    assert all(href[1:] in ids for href in tree.xpath("//a/@href"))
    quotes = [unescape(q.text_content()) for q in tree.xpath("//q")]
    texts = [one.article.text for one in corpus()]
    assert quotes and all(any(quote in text for text in texts) for quote in quotes)


@pytest.mark.parametrize("make", PAGES.values(), ids=PAGES)
def test_hostile_text_is_text(tmp_path: Path, make: object) -> None:
    with snapshot(tmp_path, [hostile()]) as evil:
        page, _ = make(evil, (), "en")  # type: ignore[operator]
    tree = html.fromstring(page)
    assert not tree.xpath("//script | //img | //*[@onerror]") and HOSTILE not in page
    assert HOSTILE in "".join(tree.xpath("//main//text()"))
    (policy,) = tree.xpath("//meta[@http-equiv]/@content")
    assert policy.startswith("default-src 'none'; style-src 'sha256-")


def test_addresses_that_would_run_are_left_out() -> None:
    assert tag("a", "x", href="javascript:alert(1)") == "<a>x</a>"
    assert tag("a", "x", href='https://a.example/"><b>') == '<a href="https://a.example/&quot;&gt;&lt;b&gt;">x</a>'


def test_names_choose_what_is_shown(at: Snapshot) -> None:
    page, shown = argument_page(at, ["透明度"], "zh")
    assert shown == 1 and "Anyone can look inside an open model" in page
    page, lanes = timeline_page(at, ["雨云", "Orchid"], "en")
    assert lanes == 2 and "Nimbus" in page
    with pytest.raises(NotFound):
        argument_page(at, ["nonsense"], "en")
    with pytest.raises(NotFound):
        argument_page(at, ["latency"], "en")
    with pytest.raises(NotFound):
        timeline_page(at, ["Nobody"], "en")


@pytest.mark.parametrize("shape", PAGES)
def test_kg_view_writes_them(at: Snapshot, tmp_path: Path, shape: str) -> None:
    store, out = str(at.store.path), tmp_path / "page.html"  # type: ignore[attr-defined]
    done = CliRunner().invoke(main, ["--store", store, "--lang", "en", "view", "--as", shape, "-o", str(out)])
    assert done.exit_code == 0, done.output
    assert out.read_text("utf-8").startswith("<!doctype html>")
    refused = CliRunner().invoke(main, ["--store", store, "view", "--as", shape, "--query", "prices", "-o", str(out)])
    assert refused.exit_code == 2
