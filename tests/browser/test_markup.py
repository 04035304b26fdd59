"""Marks and addresses of links, images and bold words stay in the text, for the sake of offsets, and are not seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from made import article, model, org, say
from opened import Opened
from served import Served, serving

from kg.model import Extraction
from kg.rdf.graph import quads
from kg.store import open_store

Visit = Callable[..., Opened]
QUOTE = "😀 **Nimbus** 发布了[Cirrus](https://example.org/cirrus_(1))模型"
TEXT = f"# 周刊\n\n本刊[开源](https://example.org/weekly)，欢迎投稿。{QUOTE}。\n\n![](https://cdn.example.org/a.webp)\n\n2**3**4。\n\n```\n[a](b)\n```\n"
HERE = article("weekly.md", TEXT, title="周刊", lang="zh")


@pytest.fixture(scope="module")
def weekly(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    store = tmp_path_factory.mktemp("weekly") / "store"
    may, june = (article(f"{day}.md", f"Nimbus released Stratus in 2024. So it was told on {day}.", day, title=day, lang="en") for day in ("2024-05-01", "2024-06-01"))
    with open_store(store) as opened:
        for here, quote, name in ((HERE, QUOTE, "Cirrus"), *((one, "Nimbus released Stratus in 2024", "Stratus") for one in (may, june))):
            claim = say(here, "release", quote, subject=org("Nimbus"), object=model(name), time="2024")
            opened.replace(here.id, quads(Extraction(here, (), (claim,))))
    with serving(store, "--read-only", "--workers", "1") as served:
        yield served


def test_an_article_shows_the_words_of_a_link_and_not_its_address(visit: Visit, weekly: Served) -> None:
    page = visit("article?id=weekly.md", server=weekly, lang="zh")
    seen = page.text(".prose")
    assert "本刊开源，欢迎投稿。😀 Nimbus 发布了Cirrus模型" in seen and "example.org" not in seen
    assert "[a](b)" in seen  # code is shown as it is
    told = page.page.evaluate("[...document.querySelectorAll('.lit')].map((one) => one.textContent).join('')")
    assert told == QUOTE
    assert page.page.evaluate("getComputedStyle(document.querySelector('.prose')).textAlign") != "justify"


def test_passages_and_quotes_show_it_neither(visit: Visit, weekly: Served) -> None:
    page = visit("ask?q=投稿", server=weekly, lang="zh")
    page.until("Boolean(document.querySelector('.passage'))")
    assert "本刊开源，欢迎投稿" in page.text(".passage") and "https" not in page.text(".passage")
    assert "https" not in visit("evidence?of=Cirrus", server=weekly).text(".claim")


@pytest.mark.parametrize(("lang", "words"), [("en", "all 2 articles; 1 more has no date"), ("zh", "另有 1 篇没有日期")])
def test_the_timeline_tells_of_articles_without_a_date(visit: Visit, weekly: Served, lang: str, words: str) -> None:
    assert words in visit("timeline", server=weekly, lang=lang).text("main")
