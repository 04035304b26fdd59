"""From files to the graph: builds repeat, additions can be taken back byte for byte, bad input changes nothing."""

from __future__ import annotations

import itertools
import os
from pathlib import Path

import pytest

from kg import pipeline, query
from kg.errors import CorpusError, KgError
from kg.settings import Settings
from kg.store import open_store

A = "---\ntitle: Llama\ndate: 2023-08-01\n---\n2023年7月，Meta发布LLaMA 2，可免费商用。\n"
B = "---\ntitle: A turn\ndate: 2024-01-05\n---\nOpenAI moved from open source to closed. OpenAI released GPT-4 in March 2023.\n"
C = "---\ntitle: Qwen\ndate: 2024-09-20\n---\n阿里云发布并开源了Qwen2.5-72B。通义千问一直是开源模型。\n"


def workspace(folder: Path) -> Settings:
    (folder / "corpus").mkdir(parents=True, exist_ok=True)
    return Settings(folder / "corpus", str(folder / ".kg"))


def dump(settings: Settings) -> str:
    store = open_store(settings.store, read_only=True)
    try:
        return "\n".join(store.dump_nquads())
    finally:
        store.close()


def add(folder: Path, *texts: str) -> Settings:
    settings = workspace(folder)
    for text in texts:
        source = folder / f"{text.split()[2].lower()}.md"  # named after its title: the name is part of what is kept
        source.write_text(text, "utf-8")
        pipeline.add(source, settings)
    return settings


def test_a_build_answers_from_the_files_given(tmp_path: Path) -> None:
    settings = workspace(tmp_path)
    for name, text in {"a.md": A, "b.md": B}.items():
        (settings.corpus / name).write_text(text, "utf-8")
    report = pipeline.build(None, settings)
    assert (report.articles, report.added) == (2, 2) and report.claims > 2
    store = open_store(settings.store, read_only=True)
    try:
        rows = query.run(store, "open-to-closed").dicts()
        claims = query.claims(store)
        texts = {row["id"]: row["text"] for row in query.articles(store) if "text" in row}
    finally:
        store.close()
    assert {row["vendor"] for row in rows} == {"OpenAI"}
    for claim in claims:
        if claim["article"] in texts:
            assert texts[claim["article"]][claim["start"] : claim["end"]] == claim["quote"]


def test_building_twice_gives_the_same_and_does_nothing_anew(tmp_path: Path) -> None:
    settings = workspace(tmp_path)
    (settings.corpus / "a.md").write_text(A, "utf-8")
    pipeline.build(None, settings)
    first = dump(settings)
    assert pipeline.build(None, settings).kept == 1
    other = workspace(tmp_path / "other")
    (other.corpus / "a.md").write_text(A, "utf-8")
    pipeline.build(None, other)
    assert dump(settings) == first == dump(other)


def test_add_a_add_b_remove_b_is_a_alone_in_any_order(tmp_path: Path) -> None:
    alone = dump(add(tmp_path / "alone", A))
    for number, order in enumerate(itertools.permutations([A, B, C])):
        settings = add(tmp_path / str(number), *order)
        pipeline.remove(["A turn", "Qwen"], settings)
        assert dump(settings) == alone
        assert len(list(settings.corpus.glob("*.md"))) == 1


def test_an_edited_file_replaces_what_it_said(tmp_path: Path) -> None:
    settings = workspace(tmp_path)
    file = settings.corpus / "b.md"
    file.write_text(B, "utf-8")
    pipeline.build(None, settings)
    file.write_text(B.replace("OpenAI", "Mistral AI"), "utf-8")
    report = pipeline.build(None, settings)
    assert (report.added, report.removed) == (1, 1)
    assert "organization/openai" not in dump(settings)


def test_the_same_article_in_two_files_is_one(tmp_path: Path) -> None:
    settings = workspace(tmp_path)
    for name in ("a.md", "copy.md"):
        (settings.corpus / name).write_text(A, "utf-8")
    report = pipeline.build(None, settings)
    assert report.articles == 1 and len(report.copies) == 1


BAD = [
    ("empty.md", b""),
    ("picture.md", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
    ("broken.md", b"---\ntitle: [\n---\ntext here\n"),
    ("dated.md", b"---\ndate: the day before\n---\ntext here\n"),
]


@pytest.mark.parametrize(("name", "content"), BAD)
def test_a_bad_file_is_told_and_the_rest_is_built(tmp_path: Path, name: str, content: bytes) -> None:
    settings = workspace(tmp_path)
    (settings.corpus / "a.md").write_text(A, "utf-8")
    pipeline.build(None, settings)
    before = dump(settings)
    (settings.corpus / name).write_bytes(content)
    report = pipeline.build(None, settings)
    (fault,) = report.skipped
    assert "\n" not in str(fault) and name in str(fault) and report.articles == 1
    assert dump(settings) == before  # the graph of a corpus with a broken file is that of the corpus without it


@pytest.mark.parametrize(("name", "content"), [("gone.md", None), *BAD])
def test_where_nothing_can_be_read_nothing_is_changed(tmp_path: Path, name: str, content: bytes | None) -> None:
    settings = workspace(tmp_path)
    (settings.corpus / "a.md").write_text(A, "utf-8")
    pipeline.build(None, settings)
    before = dump(settings)
    if content is not None:
        (tmp_path / name).write_bytes(content)
    given = [tmp_path / name] if content is not None else [settings.corpus, tmp_path / name]
    with pytest.raises(KgError) as caught:
        pipeline.build(given, settings)
    assert "\n" not in str(caught.value) and name in str(caught.value)
    assert dump(settings) == before


def test_a_folder_without_articles(tmp_path: Path) -> None:
    with pytest.raises(CorpusError):
        pipeline.build(None, workspace(tmp_path))
    assert not os.path.exists(tmp_path / ".kg")


@pytest.mark.parametrize("encoding", ["gb18030", "big5", "utf-16"])
def test_other_encodings_give_the_same_claims(tmp_path: Path, encoding: str) -> None:
    text = "2023年7月，Meta發布LLaMA 2，這是一個開源模型。我們認為它的性能很好，也可以商用。\n" * 3
    (tmp_path / "x.txt").write_bytes(text.encode(encoding))
    assert pipeline.extract_file(tmp_path / "x.txt").article.text == text


def test_several_workers_give_the_same_graph(tmp_path: Path) -> None:
    one, two = workspace(tmp_path / "one"), workspace(tmp_path / "two")
    for settings in (one, two):
        for number, text in enumerate((A, B, C)):
            (settings.corpus / f"{number}.md").write_text(text, "utf-8")
    pipeline.build(None, one, workers=1)
    pipeline.build(None, two, workers=2)
    assert dump(one) == dump(two)
