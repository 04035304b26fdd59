"""The shipped articles: both languages, one name for one work, originals named; the list of public articles is sound."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from click.testing import CliRunner

from kg.cli import main
from kg.model import Article, Source
from kg.read import read_file

HERE = Path(__file__).parent.parent
PUBLIC = HERE / "docs" / "public-articles.csv"


@pytest.fixture(scope="module")
def shipped() -> list[Article]:
    paths = sorted((HERE / "corpus").glob("*.md"))
    return [read_file(path) for path in paths if path.name != "README.md"]


def same(url: str) -> str:
    """An address in the form that all its spellings share: the case of the host and escaped letters do not count."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.casefold(), path=unquote(parts.path)).geturl()


def sources(articles: list[Article]) -> list[Source]:
    return [source for article in articles for source in article.sources]


def test_both_languages_have_as_many_articles(shipped: list[Article]) -> None:
    count = {lang: sum(article.lang == lang for article in shipped) for lang in ("zh", "en")}
    assert count["zh"] == count["en"] >= 16


def test_every_article_says_when_by_whom_and_on_what_it_rests(shipped: list[Article]) -> None:
    for article in shipped:
        assert article.title and article.date and article.author and article.publisher, article.file
        assert article.rights == "CC-BY-4.0", article.file
        assert article.sources and all(source.title and source.publisher for source in article.sources), article.file


def test_an_address_is_whole_and_names_one_work(shipped: list[Article]) -> None:
    named = defaultdict(set)
    for source in sources(shipped):
        parts = urlsplit(source.url)
        assert not source.url or (parts.scheme in ("http", "https") and "." in parts.netloc), source.url
        if source.url:
            named[source.url].add((source.title, source.publisher, source.date))
    assert not {url: names for url, names in named.items() if len(names) > 1}


def test_no_article_names_a_work_twice(shipped: list[Article]) -> None:
    for article in shipped:
        urls = [source.url for source in article.sources if source.url]
        assert len(urls) == len(set(urls)), article.file


def test_the_public_list_holds_works_that_the_articles_rest_on(shipped: list[Article]) -> None:
    with PUBLIC.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))
    assert rows[0] == ["title", "publisher", "date", "address"]
    listed = [(*row[:3], same(row[3])) for row in rows[1:]]
    assert len(listed) >= 100 and len({row[3] for row in listed}) == len(listed)
    known = {(source.title, source.publisher, source.date, same(source.url)) for source in sources(shipped)}
    assert not set(listed) - known


@pytest.mark.parametrize(
    ("readme", "lang", "question"),
    [("README.md", "en", "which vendors moved from open to closed?"), ("README.zh.md", "zh", "哪些厂商从开源走向闭源？")],
)
def test_the_answer_that_a_readme_shows_is_given(
    readme: str, lang: str, question: str, shipped_graph: Callable[[Path], Path], tmp_path: Path
) -> None:
    """Its headings, with their dates and counts, and the words that it quotes in one line."""
    store = shipped_graph(tmp_path / "store")
    given = CliRunner().invoke(main, ["--corpus", str(HERE / "corpus"), "--store", str(store), "--lang", lang, "ask", question]).output
    shown = (HERE / readme).read_text("utf-8").partition("```text\n")[2].partition("```")[0]
    told = [line for line in shown.splitlines() if "  ·  " in line or re.fullmatch(r"\s+“[^”]*”", line)]
    assert len(told) > 5
    assert [line for line in told if line.strip() not in given] == []
