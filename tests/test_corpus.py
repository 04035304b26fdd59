"""The corpus folder: what is written reads back the same; nothing is overwritten; faults have names."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import corpus
from kg.errors import CorpusError, NotFound, ReadError
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


@settings(max_examples=60, deadline=None)
@given(articles())
def test_what_is_written_reads_back_the_same(article: Article) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = corpus.write_article(Path(folder), article)
        back = read_file(path)
        assert replace(back, blocks=()) == article
        assert [p.name for p in Path(folder).iterdir()] == [path.name]


@pytest.mark.parametrize("name", ["english.md", "chinese.txt", "page.html"])
def test_articles_from_files_read_back_the_same(name: str, tmp_path: Path) -> None:
    article = read_file(CASES / name)
    path = corpus.write_article(tmp_path, article)
    assert read_file(path) == article
    assert path.name.startswith("2024-03-05-")


def test_names_and_neighbours(tmp_path: Path) -> None:
    one = read_bytes(b"---\ntitle: ../../A/b c\ndate: 2024-01-02\n---\nOne.\n", "one.md")
    two = read_bytes(b"---\ntitle: ../../A/b c\ndate: 2024-01-02\n---\nTwo.\n", "two.md")
    first = corpus.write_article(tmp_path / "new", one)
    assert first == tmp_path / "new" / "2024-01-02-a-b-c.md"
    assert corpus.write_article(tmp_path / "new", one) == first
    assert corpus.write_article(tmp_path / "new", two).name == "2024-01-02-a-b-c-2.md"
    assert [article.text for article in corpus.load(tmp_path / "new")] == ["Two.\n", "One.\n"]
    long = replace(one, title="模" * 400)
    assert corpus.write_article(tmp_path, replace(long, id=article_id(long))).exists()


def test_a_link_out_of_the_corpus_holds_no_article_of_it(tmp_path: Path) -> None:
    one = read_bytes(b"---\ntitle: One\n---\nOne.\n", "one.md")
    outside = corpus.write_article(tmp_path / "outside", one)
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / outside.name).symlink_to(outside)  # a build passes it over
    assert corpus.write_article(tmp_path / "corpus", one).name == "one-2.md"
    assert not corpus.holds(tmp_path / f"{'a' * 400}.md", one.id)  # no file has such a name


def test_find_and_remove(tmp_path: Path) -> None:
    article = read_file(CASES / "english.md")
    path = corpus.write_article(tmp_path, article)
    other = corpus.write_article(tmp_path, read_file(CASES / "chinese.txt"))
    (tmp_path / "copy.md").write_bytes(path.read_bytes())
    for name in (article.id, article.id[:8], "english.md", path.name, path.stem, article.title):
        assert corpus.find(tmp_path, name).id == article.id
    assert len(list(corpus.load(tmp_path))) == 2
    assert set(corpus.remove(tmp_path, "english.md")) == {path, tmp_path / "copy.md"}
    assert corpus.list_articles(tmp_path) == [other]
    with pytest.raises(NotFound):
        corpus.remove(tmp_path, "english.md")
    with pytest.raises(NotFound):
        corpus.find(tmp_path, article.id[:3])


def test_a_name_that_fits_two(tmp_path: Path) -> None:
    for text in (b"One.\n", b"Two.\n"):
        corpus.write_article(tmp_path, read_bytes(text, "same.md"))
    with pytest.raises(CorpusError):
        corpus.remove(tmp_path, "same.md")
    assert len(corpus.list_articles(tmp_path)) == 2


def test_a_broken_file_does_not_hide_the_others(tmp_path: Path) -> None:
    article = read_file(CASES / "english.md")
    corpus.write_article(tmp_path, article)
    (tmp_path / "0.md").write_bytes(b"\0\0")
    assert corpus.find(tmp_path, article.id) == article
    with pytest.raises(ReadError):
        list(corpus.load(tmp_path))
    with pytest.raises(ReadError):
        corpus.find(tmp_path, "0.md")


def test_folders_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(CorpusError):
        corpus.list_articles(tmp_path / "none")
    with pytest.raises(CorpusError):
        list(corpus.load(tmp_path))
    (tmp_path / "file").write_text("x")
    with pytest.raises(CorpusError):
        corpus.write_article(tmp_path / "file", read_bytes(b"Text.\n", "a.md"))


def test_an_article_that_would_change_is_refused(tmp_path: Path) -> None:
    article = read_bytes(b"Text.\n", "a.md")
    for text in ("a\r\nb", "a\0b", "\ud800"):
        with pytest.raises(CorpusError):
            corpus.write_article(tmp_path, replace(article, text=text))
    assert list(tmp_path.iterdir()) == []
