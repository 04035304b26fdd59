"""Documents of every sort become articles: structure kept, heads told, broken ones refused in one line."""

from __future__ import annotations

import contextlib
import json
from dataclasses import replace
from pathlib import Path

import documents
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import corpus
from kg.errors import KgError, ReadError
from kg.limits import Limits
from kg.model import Article
from kg.read import READERS, read_bytes, read_drafts, to_article
from kg.read import joining as print_lines
from kg.read.draft import Draft
from kg.read.sorts import ENDINGS


def articles(raw: bytes, name: str, **more: str) -> list[Article]:
    return [to_article(draft, name) for draft in read_drafts(raw, name, **more) if isinstance(draft, Draft)]


def faults(raw: bytes, name: str) -> list[str]:
    return [str(draft) for draft in read_drafts(raw, name) if isinstance(draft, ReadError)]


def test_every_reader_has_its_endings_and_its_document_here() -> None:
    made = {ENDINGS["." + name.rpartition(".")[2]] for name in documents.all_sorts()}
    assert made == set(READERS)


# ---- print


@pytest.fixture(scope="module")
def paper() -> Article:
    return read_bytes(documents.pdf(), "paper.pdf")


def test_columns_of_a_pdf_are_read_one_after_the_other(paper: Article) -> None:
    text = paper.text
    assert text.index("Aster said so:") < text.index("Cedar said so:") < text.index("| Model | Size | Score |")
    assert text.index("Costs fall after publication.") < text.index("## 1. 变化") < text.index("Aster 如是说：")
    assert text.index("Cedar 如是说：") < text.index("Dahlia said so:")


def test_running_heads_and_page_numbers_are_gone(paper: Article) -> None:
    assert "示例周刊" not in paper.text and "- 2 -" not in paper.text


def test_broken_words_of_a_pdf_are_made_whole(paper: Article) -> None:
    assert paper.text.count("and documentation went with") == 9
    assert paper.text.count("the open-source licence") == 9
    assert paper.text.count("Independent readers") == 9


def test_chinese_lines_of_a_pdf_are_joined_without_blanks(paper: Article) -> None:
    assert paper.text.count("松树模型的权重，并说明了训练数据的来源。许多开发者对此表示欢迎，但也有人担心滥用的风险") == 9


def test_structure_of_a_pdf(paper: Article) -> None:
    assert paper.text.startswith("# Weights, opened: a survey of practice\n")
    assert (paper.title, paper.author, paper.date) == ("Weights, opened", "Ann Lee", "")
    kinds = [block.kind for block in paper.blocks]
    assert kinds.count("heading") == 7 and kinds.count("row") == 12 and kinds.count("item") == 6
    row = next(block for block in paper.blocks if block.kind == "row" and not block.header)
    assert [paper.text[start:end] for start, end in row.cells] == ["Aster", "7B", "71.2"]


@pytest.mark.parametrize(
    ("lines", "whole"),
    [
        (["a docu-", "ment"], "a document"),
        (["an open-", "source model"], "an open-source model"),
        (["the state-of-the-", "art"], "the state-of-the-art"),
        (["by Smith-", "Jones"], "by Smith-Jones"),
        (["co\u00ad", "operation"], "cooperation"),
        (["松树模型", "的权重"], "松树模型的权重"),
        (["松树模型，", "Aster 2"], "松树模型，Aster 2"),
        (["see https://example.org/", "page"], "see https://example.org/page"),
    ],
)
def test_lines_of_print_are_joined(lines: list[str], whole: str) -> None:
    words = print_lines.vocabulary(["the state of art is told", *lines])
    assert print_lines.join(lines, words) == whole


def locked_pdf() -> bytes:
    import io

    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, encrypt="secret")
    canvas.drawString(100, 700, "Nobody reads this")
    canvas.save()
    return out.getvalue()


def empty_pdf() -> bytes:
    import io

    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.rect(100, 100, 200, 200, fill=1)
    canvas.save()
    return out.getvalue()


@pytest.mark.parametrize(
    ("raw", "name", "what"),
    [
        (b"%PDF-1.7 and nothing more", "a.pdf", "broken PDF"),
        (locked_pdf(), "a.pdf", "password"),
        (empty_pdf(), "a.pdf", "pictures of pages"),
        (b"<html><p>An error page</p></html>", "a.pdf", "called .pdf, but it is none"),
        (documents.zipped({"xl/workbook.xml": "", "[Content_Types].xml": ""}), "a.xlsx", "spreadsheet"),
        (documents.zipped({"ppt/presentation.xml": "", "[Content_Types].xml": ""}), "a.docx", "presentation"),
        (documents.docx()[:-400], "a.docx", "broken ZIP"),
        (documents.zipped({"word/document.xml": "<w:document/>"}), "a.docx", "broken Word"),
        (documents.zipped({"META-INF/container.xml": "<a/>"}), "a.epub", "does not name its parts"),
        (documents.epub(), "a.epub", "no text"),
        (b"title,when\nA,2024\n", "a.csv", "no column holds the text"),
        (b"<rss version='2.0'><channel><title>A</title></channel></rss>", "a.rss", "no entries"),
        (b"<?xml version='1.0'?><doc><p>Meta opened Llama 3.</p></doc>", "a.xml", "XML, but no feed"),
        (b"<?xml version='1.0'?><doc><p>Meta opened Llama 3.</p></doc>", "stdin", "XML, but no feed"),
        (b"<urlset><url><loc>https://example.org/</loc></url></urlset>", "a.xml", "XML, but no feed"),
        (b"<?xml version='1.0'?><!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><r>&x;</r>", "a.xml", "XML, but no feed"),
    ],
)
def test_what_can_not_be_read_is_told_in_one_line(raw: bytes, name: str, what: str) -> None:
    with pytest.raises(ReadError) as caught:
        articles(raw, name)
    assert what in str(caught.value) and "\n" not in str(caught.value) and name in str(caught.value)


def test_xml_that_is_called_a_text_or_has_none_is_a_text() -> None:
    assert read_bytes(b"<?xml version='1.0'?>\nSo begins every document in XML.\n", "a.md").text.startswith("<?xml")
    assert read_bytes(b"Meta opened Llama 3 in April 2024.\n", "a.xml").text == "Meta opened Llama 3 in April 2024.\n"


# ---- documents and books


def test_a_word_document_keeps_its_structure() -> None:
    article = read_bytes(documents.docx(), "a.docx")
    assert article.text == (
        "# Weights, opened\n\n# What changes\n\n某实验室在 2024 年公布了松树模型。Aster was opened in March 2024.\n\n"
        "1. Anyone may run it.\n\n- one\n- two\n\n> A step that others follow\n\n| Model | Score |\n|---|---|\n| Aster | 71.2 |\n"
    )
    assert (article.title, article.author, article.date) == ("Weights, opened", "Ann Lee", "")


def test_a_book_becomes_one_article_with_its_data() -> None:
    raw = documents.epub(
        "<h1>One</h1><p>First words.</p>", "<h2>Two</h2><blockquote><p>said</p></blockquote>",
        title="Book &amp; title", creator="Bo Ruiz", publisher="Example Press", date="2023-05-06T00:00:00Z",
        rights="https://creativecommons.org/licenses/by-sa/4.0/", source="https://example.org/book",
    )  # fmt: skip
    article = read_bytes(raw, "a.epub")
    assert article.text == "# Book & title\n\n# One\n\nFirst words.\n\n## Two\n\n> said\n"
    assert (article.author, article.publisher, article.date) == ("Bo Ruiz", "Example Press", "2023-05-06")
    assert (article.rights, article.source) == ("CC-BY-SA-4.0", "https://example.org/book")


# ---- feeds and rows


def test_each_entry_of_a_feed_is_an_article() -> None:
    one, two = articles(documents.RSS.encode(), "feed.xml")
    assert one.text == "# Weights & measures\n\n## One\n\nExample Lab opened Aster.\n\n- first\n"
    assert (one.title, one.date, one.author) == ("Weights & measures", "2024-03-05", "Ann Lee")
    assert (one.publisher, one.source, one.file) == ("Example Weekly", "https://example.org/a", "feed.xml#1")
    assert "Only a summary here." in two.text
    assert faults(documents.RSS.encode(), "feed.xml") == [
        "feed.xml#3: the entry 'Empty' has no text (add the address that it names)"
    ]


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "utf-16"])
def test_a_feed_in_other_encodings(codec: str) -> None:
    text = documents.ATOM.replace('<?xml version="1.0"?>', f'<?xml version="1.0" encoding="{codec}"?>')
    (article,) = articles(text.encode(codec), "feed.atom")
    assert "某实验室公布了松树模型的权重。" in article.text
    assert (article.title, article.author, article.date) == ("松树 <模型>", "李安", "2024-03-05")
    assert (article.publisher, article.rights, article.lang) == ("示例周刊", "CC-BY-4.0", "zh")


@pytest.mark.parametrize("form", ["lines", "list", "object"])
def test_rows_of_json(form: str) -> None:
    raw = {
        "lines": documents.JSONL,
        "list": json.dumps(documents.ROWS, ensure_ascii=False),
        "object": json.dumps({"version": "1.1", "items": documents.ROWS}, indent=1),
    }[form]
    one, two, three = articles(raw.encode(), "rows.json")
    assert (one.title, one.source, one.date, one.file) == ("Weights", "https://example.org/a", "2024-03-05", "rows.json#1")
    assert (two.title, two.author, two.rights, two.lang) == ("松树", "李安, 王平", "CC-BY-4.0", "zh")
    assert (three.title, three.text) == ("Page", "Example Lab opened Aster.\n\n- one\n")


def test_a_broken_line_of_json_is_told_with_its_number() -> None:
    raw = b'{"text": "A text that is long enough"}\n{"text": \n[1]\n{"title": "no text"}\n{"text": "Another text of its own"}\n'
    assert [article.file for article in articles(raw, "a.jsonl")] == ["a.jsonl#1", "a.jsonl#5"]
    told = faults(raw, "a.jsonl")
    assert [line.split(" ")[0] for line in told] == ["a.jsonl:2:", "a.jsonl:3:", "a.jsonl#4:"]


@pytest.mark.parametrize("codec", ["utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_rows_of_csv(codec: str, mark: str) -> None:
    (article,) = articles(documents.CSV.replace(",", mark).encode(codec), "a.csv")
    assert (article.title, article.date, article.publisher) == ("松树", "2024-03-05", "示例周刊")
    assert (article.source, article.text) == ("https://example.org/zh", "某实验室公布了松树模型的权重。\n")


def test_traditional_columns_and_a_source_that_is_an_address() -> None:
    raw = "標題,內容,來源\n松樹,某實驗室公布了松樹模型的權重。,https://example.org/tw\n"
    (article,) = articles(raw.encode("big5"), "a.csv")
    assert (article.title, article.source, article.publisher) == ("松樹", "https://example.org/tw", "")


def test_what_no_file_of_text_holds_is_taken_out() -> None:
    (article,) = articles(b'{"title": "A\\u0000 \\ud800 B", "text": "Words\\u0000 and\\ud83d more words\\r\\nhere"}', "a.jsonl")
    assert article.text == "Words and\ufffd more words\nhere\n" and article.title == "A B"


# ---- hostile documents


def test_no_entity_is_expanded() -> None:
    bomb = '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><rss version="2.0"><channel><item><title>&b;</title></item></channel></rss>'
    with pytest.raises(ReadError, match="entities"):
        articles(bomb.encode(), "a.rss")
    outside = '<?xml version="1.0"?><!DOCTYPE p [<!ENTITY x SYSTEM "file:///etc/hostname">]><package><metadata>&x;</metadata></package>'
    container = '<container><rootfiles><rootfile full-path="b.opf"/></rootfiles></container>'
    with pytest.raises(ReadError, match="entities"):
        articles(documents.zipped({"META-INF/container.xml": container, "b.opf": outside}), "a.epub")
    body = '<!DOCTYPE w [<!ENTITY x "y">]><w:document xmlns:w="w">&x;</w:document>'
    with pytest.raises(ReadError, match="entities"):
        articles(documents.zipped({"word/document.xml": body, "[Content_Types].xml": "<a/>"}), "a.docx")


def test_what_unpacks_to_too_much_is_refused() -> None:
    bomb = documents.zipped({"word/document.xml": b"<a>" + b" " * 30_000_000, "[Content_Types].xml": "<a/>"})
    assert len(bomb) < 100_000
    with pytest.raises(ReadError, match="unpacks to more than"):
        list(read_drafts(bomb, "a.docx", Limits(file=10_000_000)))
    with pytest.raises(ReadError, match="unpacks to more than"):
        list(read_drafts(documents.epub("<p>" + " " * 12_000_000), "a.epub", Limits(file=10_000_000)))


def test_a_line_of_megabytes_and_deep_nesting() -> None:
    with pytest.raises(ReadError, match="3,000,000 characters, more than 2,000,000"):
        read_bytes(b"a" * 3_000_000, "a.txt")
    assert read_bytes(("- " * 20_000 + "words").encode(), "a.md").text
    assert read_bytes(("> " * 20_000 + "words").encode(), "a.md").text
    for name, raw in {"a.jsonl": b'{"text": ' + b"[" * 100_000, "a.html": b"<html>" + b"<ul><li>" * 30_000 + b"words"}.items():
        with contextlib.suppress(KgError):
            articles(raw, name)


@pytest.mark.parametrize(
    "front",
    [
        "title: !!python/object/apply:os.system [echo]",
        "title: !!python/name:os.system",
        "a: &a [x]\ntitle: [*a, *a]",
    ],
)
def test_front_matter_builds_no_objects(front: str) -> None:
    article = read_bytes(f"---\n{front}\n---\nText of it.\n".encode(), "a.md")
    assert article.text == "Text of it.\n" and isinstance(article.title, str)


def test_invisible_characters_stay_in_the_text_and_leave_the_head() -> None:
    raw = "---\ntitle: A\u202eB\n---\nThe mo\u200bdel \u202eis\u202c open\ufeff here.\n"
    article = read_bytes(raw.encode(), "a.md")
    assert article.text == "The mo\u200bdel \u202eis\u202c open\ufeff here.\n"
    (row,) = articles(b'{"title": "A\\u202e\\u200bB", "text": "Words that are long enough"}', "a.jsonl")
    assert row.title == "A B"


FOUND = Path(__file__).parent.parent / "cases" / "read" / "found"
SOURCES = sorted(documents.all_sorts().items())


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_changed_documents_give_articles_or_an_error_of_ours(data: st.DataObject) -> None:
    name, raw = data.draw(st.sampled_from(SOURCES))
    at = data.draw(st.integers(0, len(raw)))
    changed = raw[:at] + data.draw(st.binary(max_size=20)) + raw[at + data.draw(st.integers(0, 30)) :]
    try:
        drafts = [draft for draft in read_drafts(changed, name) if isinstance(draft, Draft)]
        found = [to_article(draft, name) for draft in drafts]
    except KgError:
        return
    for article in found:
        assert article.text.strip() and "\0" not in article.text and replace(article, text=article.text) == article
        assert all(0 <= block.start < block.end <= len(article.text) for block in article.blocks)
        _, kept = corpus.render(article)  # what can be read can be kept, and stays what it is
        assert (kept.id, kept.text, kept.title) == (article.id, article.text, article.title)


@pytest.mark.parametrize("path", sorted(FOUND.iterdir()), ids=lambda path: path.name)
def test_what_the_fuzzer_found_stays_found(path: Path) -> None:
    """Inputs that once broke a reader or never ended."""
    with contextlib.suppress(KgError):
        assert articles(path.read_bytes(), path.name)
