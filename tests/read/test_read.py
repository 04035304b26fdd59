"""Files and bytes become articles: encodings, front matter, heads, sorts, folders, faults."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import FrontMatterError, KgError, ReadError
from kg.model import Source
from kg.read import article_id, find_files, front, read_bytes, read_drafts, read_file, to_article
from kg.read.dates import find_day, iso_date
from kg.read.draft import Draft

CASES = Path(__file__).parent.parent / "cases" / "read"
ZH = "开源模型的权重可以下载，这是大家都在说的事情，我们来看一看其中的道理。"
TRADITIONAL = "開源模型的權重可以下載，這是大家都在說的事情，我們來看一看其中的道理。"


def test_english_article_with_front_matter() -> None:
    article = read_file(CASES / "english.md")
    assert (article.title, article.date, article.author) == ("Opening the Weights", "2024-03-05", "Ann Lee, Bo Ruiz")
    assert (article.publisher, article.source) == ("Example Weekly", "https://example.org/weights")
    assert (article.rights, article.lang, article.file) == ("CC-BY-4.0", "en", "english.md")
    assert article.sources == (
        Source("The first report", "Example Lab", "2024-03-01", "https://example.org/report"),
        Source(url="https://example.org/second"),
    )
    assert article.text.startswith("# Opening the Weights\n")


def test_chinese_article_tells_of_itself_in_its_head() -> None:
    article = read_file(CASES / "chinese.txt")
    assert (article.title, article.date) == ("某实验室公布松树模型的权重", "2024-03-05")
    assert (article.author, article.publisher, article.lang) == ("李安", "示例周刊", "zh")


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        ("2024-06-21", "2024-06-21"),
        ("2024/6/21", "2024-06-21"),
        ("2024年6月21日", "2024-06-21"),
        ("2023.10.19", "2023-10-19"),
        ("2023-10", "2023-10"),
        ("2023", "2023"),
        ("2023年10月", "2023-10"),
        ("2025-02-20 14:38:16 +0800", "2025-02-20"),
        ("2025-02-20T14:38:16.123Z", "2025-02-20"),
        ("2025-02-20 14-38-16", "2025-02-20"),
        ("October 19, 2023", "2023-10-19"),
        ("19 Oct. 2023", "2023-10-19"),
        ("Thu, 19 Oct 2023 10:00", "2023-10-19"),
        ("Sat, 25 Apr 2026 09:02:52 -0400 (EDT)", "2026-04-25"),
        ("Oct 2023", "2023-10"),
        ("20231019", "2023-10-19"),
        ("2024年6月21日 星期五 10:20", "2024-06-21"),
        ("2024-13-01", ""),
        ("2023-02-30", ""),
        ("soon", ""),
        ("03/04/2024", ""),
        ("2024-06-21 or so", ""),
        ("", ""),
    ],
)
def test_a_date_as_people_write_it_becomes_iso(value: str, iso: str) -> None:
    assert iso_date(value) == iso


def test_first_day_in_a_line() -> None:
    assert find_day("posted 3 May 2024, changed 2024-06-01") == ("2024-05-03", 7, 17)
    assert find_day("version 2.10 of 2024") is None


@pytest.mark.parametrize(
    "codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030", "gbk"]
)
def test_encodings_of_simplified_chinese(codec: str) -> None:
    assert read_bytes(f"标题\n\n{ZH}\n".encode(codec), "a.txt").text == f"标题\n\n{ZH}\n"


def test_big5_is_not_taken_for_gb18030() -> None:
    assert read_bytes(TRADITIONAL.encode("big5"), "a.txt").text == TRADITIONAL


def test_declared_and_guessed_western_encodings() -> None:
    page = '<html><head><meta charset="iso-8859-15"></head><body><p>Le modèle coûte 5 €.</p></body></html>'
    assert "coûte 5 €" in read_bytes(page.encode("iso-8859-15"), "a.html").text
    assert (
        "modèle" in read_bytes(("Le modèle ouvert est déjà publié, à côté du fermé. " * 5).encode("cp1252"), "a").text
    )


def test_a_cut_character_does_not_lose_the_text() -> None:
    assert read_bytes((ZH * 30).encode()[:-1], "a.txt").text.startswith(ZH)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b" \n\t\n",
        b"%PDF-1.7 stuff",
        b"PK\x03\x04zip",
        b"\x89PNG\r\n",
        b"abc\0def\0",
        bytes(range(256)) * 4,
        b"---\ntitle: A\n---\n\n  \n",
        "\ufeff".encode(),
        b"\xff\xfeabc",
    ],
)
def test_what_is_no_text_is_refused(raw: bytes) -> None:
    with pytest.raises(ReadError) as caught:
        read_bytes(raw, "some\nfile.txt")
    assert "\n" not in str(caught.value) and "some_file.txt" in str(caught.value)


def test_line_ends_become_one_and_the_rest_stays() -> None:
    assert read_bytes(b"\xef\xbb\xbfa\r\nb\rc  d\n\n", "a.txt").text == "a\nb\nc  d\n\n"


@pytest.mark.parametrize(
    ("front", "place", "said"),
    [
        ("title: a: b\ndate: 2024", "x.md:2", ("a: b", "2024", "")),
        ("title: A\ndate: someday", "x.md:3", ("A", "", "")),
        ("title: [a\nauthor: Ann\ndate: 2024-03", "x.md:3", ("[a", "2024-03", "Ann")),
        ('title: "Say "yes" now"\nauthor: *Ann\ntags:\n  - x: y: z', "x.md:2", ('Say "yes" now', "", "*Ann")),
        ("title: A\nauthor: O'Neil: Bo\n\tx: y", "x.md:3", ("A", "", "O'Neil: Bo")),
        ("title: A\nsources:\n  - title: B\n    date: never", "x.md:5", ("A", "", "")),
    ],
)
def test_of_broken_front_matter_the_lines_that_can_be_read_count(front: str, place: str, said: tuple[str, ...]) -> None:
    article = read_bytes(f"---\n{front}\n---\n\nText.\n".encode(), "x.md")
    assert (article.title, article.date, article.author, article.text) == (*said, "Text.\n")
    assert article.flaws[0][0] == place
    (other,) = read_drafts(f"---\n{front}\n---\n\nText.\n".encode(), "x.md")
    assert isinstance(other, Draft) and to_article(other, "x.md") == article
    assert to_article(other, "x.md").flaws == article.flaws


def test_broken_toml_too() -> None:
    article = read_bytes(b'+++\ntitle = "A\ndate = "2024-03-01"\n+++\nText.\n', "x.md")
    assert (article.title, article.date, article.text) == ('"A', "2024-03-01", "Text.\n")
    assert article.flaws[0][0] == "x.md:2"


def test_broken_parts_of_sources_are_kept_as_they_are_written() -> None:
    article = read_bytes(b"---\nsources:\n  - title: B: C\n    url: https://example.org\n---\nText.\n", "x.md")
    assert article.sources == (Source("B: C", url="https://example.org"),)


def test_front_matter_that_is_not_closed_is_text_and_told() -> None:
    raw = b"---\ntitle: A\n\nText goes on and on.\n"
    article = read_bytes(raw, "x.md")
    assert article.text == raw.decode() and article.flaws == (("x.md:1", "front matter is not closed"),)
    (draft,) = read_drafts(raw, "x.md")
    assert isinstance(draft, Draft) and to_article(draft, "x.md").flaws == article.flaws


def test_a_file_of_the_corpus_that_was_cut_off_in_its_head_is_refused() -> None:
    with pytest.raises(FrontMatterError, match="not closed"):
        read_bytes(b"---\nkg: 1\ntitle: A\nda", "x.md")


def test_halves_of_characters_are_put_together_or_marked() -> None:
    article = read_bytes(b'---\ntitle: "\\ud83d\\ude00 \\ud83d"\nsources: ["a\\udc00"]\n---\nText.\n', "x.md")
    assert article.title == "\U0001f600 \ufffd" and article.sources == (Source("a\ufffd"),)


def test_rules_are_not_front_matter() -> None:
    assert read_bytes(b"---\n\nJust text.\n\n---\n\nMore.\n", "x.md").text.startswith("---\n\nJust")


def test_values_stay_as_written() -> None:
    raw = b"---\ntitle: no\ndate: 2023.10\nauthor: {{ page.author }}\n{% include x %}\n---\nText of it.\n"
    article = read_bytes(raw, "x.md")
    assert (article.title, article.date, article.author) == ("no", "2023-10", "")


def test_toml_front_matter() -> None:
    article = read_bytes(b'+++\ntitle = "T"\ndate = 2024-06-21T10:00:00Z\nauthors = ["A B"]\n+++\nText.\n', "x.md")
    assert (article.title, article.date, article.author) == ("T", "2024-06-21", "A B")


def test_a_bomb_of_aliases_is_harmless() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{','.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 12)]
    front = "\n".join([*lines, "author: *a11", "sources: *a11", "title: {name: {name: *a11}}"])
    assert read_bytes(f"---\n{front}\n---\nText.\n".encode(), "x.md").author == ""


@pytest.mark.parametrize(
    ("head", "date", "author"),
    [
        ("A Title\n\nBy Ann Lee | October 19, 2023\n\nText.", "2023-10-19", "Ann Lee"),
        ("# A Title\n\n*Published on 3 May 2024*\n\nText.", "2024-05-03", ""),
        ("一个标题\n\nnews/2024/7/10 08:01:02 标签: 模型\n\n正文在这里。", "2024-07-10", ""),
        ("一个标题\n\n发布时间：2024-07-10 来源：某报\n\n正文在这里。", "2024-07-10", ""),
        ("一个标题\n\n某站 阿白 2024-07-10 10:34 分享 帖子数：93 评论数：5\n\n正文在这里。", "2024-07-10", ""),
        (
            "<!--\n * @Date: 2024-06-21\n-->\n一个标题\n2023.10.19\n作者：葛某某博士\n\n正文在这里。",
            "2023-10-19",
            "葛某某博士",
        ),
        ("A Title\n\nPARIS, Oct. 19, 2023 -- The lab said so.", "2023-10-19", ""),
        ("**作者｜宛辰****编辑｜**郑玄\n\n正文在这里。", "", "宛辰"),
        ("# A Title\n\n*What it is about* · Cailin Osberne · May 20, 2026\n\nText.", "2026-05-20", "Cailin Osberne"),
        ("# A Title\n\nCailin Osberne | 03 April 2025\n\nText.", "2025-04-03", "Cailin Osberne"),
        ("《某报》发布头条\n作者 林易\n2025-12-31\n\n正文在这里。", "2025-12-31", "林易"),
        ("# A Title\n\nMachine Learning · May 20, 2026\n\nText.", "2026-05-20", ""),
        ("# A Title\n\nArs Technica | May 20, 2026\n\nText.", "2026-05-20", ""),
        ("# A Title\n\nOpen-source champion · 2026-05-20\n\nText.", "2026-05-20", ""),
        ("一个标题\n作者 认为开源是好事\n\n正文在这里。", "", ""),
        # days that the text tells of are not the article's own
        ("A Title\n\nOn October 19, 2023, the lab released a model, and many people used it.", "", ""),
        ("一个标题\n\n截至2023年5月28日，已有79个模型。", "", ""),
        ("# 动态\n\n- 2024.6.28 开源1B版本\n- 2024.5.16 开源12B版本", "", ""),
        ("A Title\n\nby people who like models and write about them at length", "", ""),
        ("A Title\n\n" + "Words.\n\n" * 9 + "2024-01-01", "", ""),
    ],
)
def test_what_the_head_says(head: str, date: str, author: str) -> None:
    article = read_bytes(head.encode(), "x.txt")
    assert (article.date, article.author) == (date, author)


@pytest.mark.parametrize(
    ("head", "publisher"),
    [
        ("# The Lab Has Not Given Up on Open Source: Pine Launches as Plans Continue\n\nText.", ""),
        ("The Lab Has Not Given Up on Open Source: Pine Launches as Plans Continue\n\nText.", ""),
        ("# Source: the lab will open Pine\n\nText.", ""),
        ("# A Title\n\nThe case for open source: what it gives\n\nText.", ""),
        ("# A Title\n\nSource: Example Weekly\n\nText.", "Example Weekly"),
        ("# A Title\n\n2024-05-03 | Source: Example Weekly\n\nText.", "Example Weekly"),
        ("一个标题\n\n发布时间：2024-07-10 来源：示例周刊\n\n正文在这里。", "示例周刊"),
    ],
)
def test_who_published_it_is_no_part_of_a_headline(head: str, publisher: str) -> None:
    assert read_bytes(head.encode(), "x.md").publisher == publisher


def test_a_dated_file_name_is_the_last_resort() -> None:
    assert read_bytes(b"Text only.", "/posts/2024-06-21-name.md").date == "2024-06-21"
    assert read_bytes(b"---\ndate: 2023\n---\nText only.", "2024-06-21-name.md").date == "2023"


def test_section_names_are_no_titles() -> None:
    assert read_bytes("## 前言\n\n模型来了。\n".encode(), "x.md").title == "模型来了。"


def test_language_by_letters_or_as_told() -> None:
    assert read_bytes("The model 通义千问 is open and many people use it.".encode(), "x").lang == "en"
    assert read_bytes("GPT-4 and LLaMA 都是大家熟悉的模型，其中后者是开源的。".encode(), "x").lang == "zh"
    assert read_bytes(b"---\nlang: zh-CN\n---\nOnly English here.", "x").lang == "zh"


def test_identity_is_the_content_not_the_name() -> None:
    one, two = read_bytes(b"Text.\n", "a.md"), read_bytes(b"Text.\r\n", "b.txt")
    assert one.id == two.id == article_id(one) and len(one.id) == 16
    assert read_bytes(b"Text!\n", "a.md").id != one.id
    assert read_bytes(b"---\ndate: 2023\n---\nText.\n", "a.md").id != one.id


def test_large_and_missing_files(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("x" * 100)
    with pytest.raises(ReadError):
        read_file(path, max_bytes=99)
    with pytest.raises(ReadError):
        read_file(tmp_path / "none.md")
    with pytest.raises(ReadError):
        read_file(tmp_path)
    with pytest.raises(ReadError):
        read_file(Path("a\0b.md"))


def test_a_folder_that_can_not_be_seen_is_not_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its articles are not gone: a build that went on would take them out of the graph."""
    (tmp_path / "locked").mkdir()
    (tmp_path / "a.md").write_text("A", "utf-8")
    scandir = os.scandir

    def refused(path: Any) -> Any:
        if Path(path).name == "locked":
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refused)
    with pytest.raises(ReadError, match="Permission denied"):
        find_files([tmp_path])


def test_files_of_folders(tmp_path: Path) -> None:
    for name in ("b.md", "a.TXT", "README.md", ".hidden.md", "c.pdf", "sub/README.md", ".git/d.md", "sub/e.html"):
        (tmp_path / "top" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "top" / name).write_text("Text.")
    (tmp_path / "out.md").write_text("Text.")
    (tmp_path / "top" / "link.md").symlink_to(tmp_path / "out.md")
    (tmp_path / "top" / "inner.md").symlink_to(tmp_path / "top" / "b.md")
    found = find_files([tmp_path / "top", tmp_path / "top" / "b.md", tmp_path / "top" / "c.pdf"])
    names = [str(path.relative_to(tmp_path / "top")) for path in found]
    assert names == ["a.TXT", "b.md", "c.pdf", "inner.md", "sub/README.md", "sub/e.html"]
    with pytest.raises(ReadError):
        find_files([tmp_path / "none"])


@given(st.binary(max_size=300))
def test_any_bytes_give_an_article_or_an_error_of_ours(raw: bytes) -> None:
    try:
        article = read_bytes(raw, "x.md")
    except KgError:
        return
    assert article.text.strip() and all(0 <= b.start < b.end <= len(article.text) for b in article.blocks)


PARTS = (
    "title", "a", "b: c", "- x", "- ", "  ", "\n", ": ", ":", '"', "'", "#", "# c", "|", ">", "\n  text\n", "中文", "：", "é", "\U0001f600",
    "\t", "%", "@", "`", "!", "!x ", "& ", "*", "? ", "...", "---", "2023-01-02", "no", "~", "\\n", "\\", "http://x.y/z#q", "\x07", "\ufeff",
    "\u2028", "\x85", "\xa0", "=", "<<", "::", ",", "}", "]", "-", "--", "[", "{",
)  # fmt: skip


@given(st.lists(st.sampled_from(PARTS), max_size=14).map("".join))
def test_both_parsers_of_yaml_read_front_matter_alike(block: str) -> None:
    """The fast one is asked where it can say nothing else than the other."""

    def said(parse: Callable[[str], object]) -> object:
        try:
            return parse(block)
        except (yaml.YAMLError, RecursionError, ValueError):
            return "refused"

    assert said(front._parsed) == said(lambda text: yaml.load(text, Loader=yaml.BaseLoader))


@pytest.mark.parametrize(
    ("head", "date"),
    [
        ("published: 2024-12-19", "2024-12-19"),
        ("pubDate: 'Jul 08 2024'", "2024-07-08"),
        ("date:\ncreated: 2024-12-19T10:00:00", "2024-12-19"),
        ("created: by hand\npublish_date: 2024-05", "2024-05"),
        ("发布时间: 2024年5月3日", "2024-05-03"),
        ("date: 2024-01-02\npublished: 2024-12-19", "2024-01-02"),
        ("url: https://example.org/news/2023/07/05/a-title", "2023-07-05"),
        ("time: 5 min", ""),
    ],
)
def test_the_date_may_have_another_key(head: str, date: str) -> None:
    assert read_bytes(f"---\ntitle: One\n{head}\n---\n\nThe text of it.\n".encode(), "x.md").date == date


def test_a_source_that_is_no_address_is_a_publisher() -> None:
    found = read_bytes(b"---\nsource: Some Letter\nurl: https://example.org/a\n---\n\nThe text of it.\n", "x.md")
    assert (found.source, found.publisher) == ("https://example.org/a", "Some Letter")
