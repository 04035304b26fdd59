"""The corpus folder: what is kept reads back the same, beside what is there already; faults have names."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import corpus
from kg.errors import CorpusError
from kg.model import Article, Source
from kg.read import article_id, read_bytes, read_file

CASES = Path(__file__).parent / "cases" / "read"
printable = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"))
odd_words = st.sampled_from(("None", "{{ a }}", "- b", "'c", "# d", "2024", "yes", "{% e %}", "[f", "a: b", "---"))
words = odd_words | st.text(printable, max_size=30).map(lambda text: " ".join(text.split()))
lines = st.sampled_from(
    ("---\n", "<html>\n", "<p>a</p>\n", "kg: 1\n", "\n", "+++\n", "\ufeff", "By A B\n", "2024-01-02\n")
)
texts = st.lists(lines | st.text(printable | st.sampled_from("\n\t")), min_size=1).map("".join).filter(str.strip)


@st.composite
def articles(draw: st.DrawFn) -> Article:
    sources = tuple(
        Source(draw(words), draw(words), draw(st.sampled_from(("", "2023", "2024-05"))), draw(words))
        for _ in range(draw(st.integers(0, 2)))
    )
    article = Article(
        id="",
        file="origin.txt",
        text=draw(texts),
        title=draw(words),
        date=draw(st.sampled_from(("", "2023", "2024-05-06"))),
        lang=draw(st.sampled_from(("zh", "en"))),
        author=draw(words),
        publisher=draw(words),
        source=draw(words),
        rights=draw(words),
        sources=tuple(source for source in sources if source != Source()),
    )
    return replace(article, id=article_id(article))


def kept(folder: Path, article: Article) -> Path:
    """The article as a file of the corpus."""
    path = corpus.free_path(folder, article)
    path.write_bytes(corpus.render(article)[0])
    return path


@settings(max_examples=60, deadline=None)
@given(articles())
def test_what_is_written_reads_back_the_same(article: Article) -> None:
    raw, back = corpus.render(article)
    assert replace(read_bytes(raw, article.file), file=back.file) == back
    assert replace(back, blocks=(), file=article.file) == article


@pytest.mark.parametrize("name", ["english.md", "chinese.txt", "page.html"])
def test_articles_from_files_read_back_the_same(name: str, tmp_path: Path) -> None:
    article = read_file(CASES / name)
    path = kept(tmp_path, article)
    assert read_file(path) == article
    assert path.name.startswith("2024-03-05-")


def test_names_and_neighbours(tmp_path: Path) -> None:
    one = read_bytes(b"---\ntitle: ../../A/b c\ndate: 2024-01-02\n---\nOne.\n", "one.md")
    two = read_bytes(b"---\ntitle: ../../A/b c\ndate: 2024-01-02\n---\nTwo.\n", "two.md")
    first = kept(tmp_path, one)
    assert first == tmp_path / "2024-01-02-a-b-c.md"
    assert corpus.free_path(tmp_path, one) == first  # which holds it already
    assert kept(tmp_path, two).name == "2024-01-02-a-b-c-2.md"
    assert corpus.free_path(tmp_path, replace(two, id="0" * 16), {tmp_path / "2024-01-02-a-b-c-3.md"}).name == "2024-01-02-a-b-c-4.md"
    long = replace(one, title="模" * 400)
    assert kept(tmp_path, replace(long, id=article_id(long))).exists()


def test_a_link_out_of_the_corpus_holds_no_article_of_it(tmp_path: Path) -> None:
    one = read_bytes(b"---\ntitle: One\n---\nOne.\n", "one.md")
    (tmp_path / "outside").mkdir()
    (tmp_path / "corpus").mkdir()
    outside = kept(tmp_path / "outside", one)
    (tmp_path / "corpus" / outside.name).symlink_to(outside)  # a build passes it over
    assert corpus.free_path(tmp_path / "corpus", one).name == "one-2.md"
    assert not corpus.holds(tmp_path / f"{'a' * 400}.md", one.id)  # no file has such a name


def test_every_file_of_an_article_is_found_beside_a_broken_one(tmp_path: Path) -> None:
    article = read_file(CASES / "english.md")
    path = kept(tmp_path, article)
    kept(tmp_path, read_file(CASES / "chinese.txt"))
    (tmp_path / "copy.md").write_bytes(path.read_bytes())
    (tmp_path / "0.md").write_bytes(b"\0\0")
    assert corpus.files_of(tmp_path, article.id) == [path, tmp_path / "copy.md"]
    assert corpus.files_of(tmp_path, article.id[:8]) == []


def test_folders_that_are_none(tmp_path: Path) -> None:
    for folder in (tmp_path / "none", tmp_path):
        with pytest.raises(CorpusError):
            corpus.list_articles(folder)


def test_an_article_that_would_change_is_refused() -> None:
    article = read_bytes(b"Text.\n", "a.md")
    for text in ("a\r\nb", "a\0b", "\ud800"):
        with pytest.raises(CorpusError):
            corpus.render(replace(article, text=text))


def test_an_article_with_a_date_that_is_none_is_refused_for_just_that() -> None:
    article = read_bytes(b"Aster is open.\n", "a.md")
    with pytest.raises(CorpusError, match="'2024-13' is not a date"):
        corpus.render(replace(article, date="2024-13"))
