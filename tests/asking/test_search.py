"""Search: words, names and phrases in both languages find the passages that they mean, literal ones first."""

from __future__ import annotations

import json
from pathlib import Path

import made
import pytest
from click.testing import CliRunner

import kg
from kg.asking.search import LEVELS, search
from kg.cli import main
from kg.display import hits
from kg.errors import NotFound, QueryError, UsageError
from kg.model import Entity, Extraction
from kg.rdf.graph import quads
from kg.store import OxigraphStore, open_store

QWEN = Entity("Model", "Qwen", "model/qwen", ("通义千问",), known=True)
CLOUD = made.org("Nimbus", "雨云")

ZH = """通义千问的许可证允许商用。

雨云的车队由人工智能调度，车上没有人。

數據的隱私要靠開源來保護。

GPT-3.5 的参数没有公布。
"""
EN = """# A report on Qwen

The licence of Qwen lets anyone use it.

Nimbus is open about its open weights, not about data.

Weights that are open differ from open source.

Of GPT-3 the size is known: 175 billion parameters.

Metadata say nothing of privacy.
"""
MORE = "\n\n".join(f"Qwen is told of in note {number}." for number in range(30))


def told() -> list[Extraction]:
    zh = made.article("zh.md", ZH, "2024-01-05", title="中文短讯", lang="zh")
    en = made.article("en.md", EN, "2023-06", title="English notes")
    many = made.article("many.md", MORE, "2022", title="Notes")
    license_zh = made.say(zh, "license", "许可证允许商用", subject=QWEN, value={"term": "commercial-use"})
    license_en = made.say(en, "license", "The licence of Qwen lets anyone use it", subject=QWEN, value={"term": "free"})
    course = made.say(en, "strategy", "Nimbus is open", subject=CLOUD, value={"strategy": "open"})
    return [
        Extraction(zh, (QWEN, CLOUD), (license_zh,)),
        Extraction(en, (QWEN, CLOUD), (license_en, course)),
        Extraction(many, (QWEN,), ()),
    ]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("search") / "store"
    with open_store(path) as opened:
        opened.load_many((one.article.id, quads(one)) for one in told())
    return path


@pytest.fixture(scope="module")
def store(folder: Path):
    with open_store(folder, read_only=True) as opened:
        yield opened


def texts(rows: list[dict]) -> list[str]:
    return [row["passage"] for row in rows]


def marked(row: dict) -> list[str]:
    return [row["passage"][start:end] for start, end in row["marks"]]


@pytest.mark.parametrize(
    ("words", "first", "words_marked"),
    [
        ("商用", "通义千问的许可证允许商用。", ["商用"]),  # two characters
        ("车", "雨云的车队由人工智能调度，车上没有人。", ["车", "车"]),  # one
        ("隐私 开源", "數據的隱私要靠開源來保護。", ["隱私", "開源"]),  # simplified finds traditional
        ("數據", "數據的隱私要靠開源來保護。", ["數據"]),
        ("licences", "The licence of Qwen lets anyone use it.", ["licence"]),  # spelling and number
        ('"open weights"', "Nimbus is open about its open weights, not about data.", ["open weights"]),
        ("“weights that are”", "Weights that are open differ from open source.", ["Weights that are"]),
        ("GPT3", "Of GPT-3 the size is known: 175 billion parameters.", ["GPT-3"]),
        ("ＧＰＴ－３．５", "GPT-3.5 的参数没有公布。", ["GPT-3.5"]),
        ("人工智能的调度", "雨云的车队由人工智能调度，车上没有人。", ["人工智能调度"]),  # a run is cut at our words
    ],
)
def test_words_find_the_passage_that_has_them(store: OxigraphStore, words: str, first: str, words_marked: list) -> None:
    row = search(store, words)[0]
    assert (row["passage"], row["match"]) == (first, "words")
    assert marked(row) == words_marked


@pytest.mark.parametrize("words", ["data sets", "meta", "GPT-3.5 billion", "开放权重的车辆"])
def test_what_is_not_there_is_no_literal_hit(store: OxigraphStore, words: str) -> None:
    assert all(row["match"] != "words" for row in search(store, words))


def test_a_name_finds_the_other_language_after_the_literal_hits(store: OxigraphStore) -> None:
    rows = search(store, "通义千问", limit=8)
    assert rows[0]["passage"] == "通义千问的许可证允许商用。" and rows[0]["match"] == "words"
    assert {row["match"] for row in rows[1:]} == {"names"} and "Qwen" in marked(rows[1])
    rows = search(store, "Qwen", limit=8)  # more than enough literal hits: room is left for the other language
    assert [row["match"] for row in rows] == ["words"] * 7 + ["names"]
    assert rows[-1]["passage"] == "通义千问的许可证允许商用。"


def test_a_mixed_search_finds_both_languages(store: OxigraphStore) -> None:
    rows = search(store, "Qwen 许可证")
    found = {row["passage"]: row for row in rows if row["match"] != "some"}
    assert "通义千问的许可证允许商用。" in found and "The licence of Qwen lets anyone use it." in found
    assert marked(found["The licence of Qwen lets anyone use it."]) == ["licence", "Qwen"]
    some = next(row for row in rows if row["match"] == "some")
    assert some["missing"]


@pytest.mark.parametrize("words", ["今天股市怎么样", "What about stocks today?"])
def test_everyday_words_alone_find_nothing(tmp_path: Path, words: str) -> None:
    here = made.article("day.md", "今天下雨，大家不知道怎么办。\n\nIt rains today.\n\nAll of them think about it.", "2024-01-05")
    with open_store(tmp_path / "store") as opened:
        opened.load_many([(here.id, quads(Extraction(here, (), ())))])
        assert search(opened, words) == []
        assert search(opened, "今天") and search(opened, "today")  # where nothing else is asked for


def test_of_a_long_word_what_is_not_there_is_told(store: OxigraphStore) -> None:
    rows = search(store, "车队人工智能")
    assert rows and all(row["missing"] != ["车队人工智能"] for row in rows)


def test_a_whole_question_finds_what_has_most_of_it(store: OxigraphStore) -> None:
    rows = search(store, "which licence does Qwen have?")
    assert rows[0]["passage"] == "The licence of Qwen lets anyone use it."
    rows = search(store, "雨云是不是开放的？")
    assert rows[0]["passage"] == "Nimbus is open about its open weights, not about data."


def test_words_of_the_title_and_headings_count_for_less(store: OxigraphStore) -> None:
    rows = search(store, "report licence")
    assert rows[0]["passage"] == "The licence of Qwen lets anyone use it." and rows[0]["match"] == "names"


def test_rows_are_ranked_and_say_where_they_stand(store: OxigraphStore) -> None:
    by_id = {one.article.id: one for one in told()}
    for words in ("Qwen licence", "open weights", "隐私", "Qwen"):
        rows = search(store, words, limit=50)
        assert [row["score"] for row in rows] == sorted((row["score"] for row in rows), reverse=True)
        assert [LEVELS.index(row["match"]) for row in rows] == sorted(LEVELS.index(row["match"]) for row in rows)
        assert len({(row["article"], row["start"]) for row in rows}) == len(rows)
        for row in rows:
            article = by_id[row["article"]].article
            assert article.text[row["start"] : row["end"]] == row["passage"]
            assert (row["file"], row["title"], row["date"]) == (article.file, article.title, article.date)
            assert all(a < b for span in row["marks"] for a, b in [span])


def test_claims_in_the_passage_are_told(store: OxigraphStore) -> None:
    (row,) = [row for row in search(store, "open weights") if row["passage"].startswith("Nimbus")]
    assert [claim["kind"] for claim in row["claims"]] == ["strategy"]
    assert len(row["claims"][0]["id"]) == 20


@pytest.mark.parametrize(
    ("given", "files"),
    [
        ({"article": "en.md"}, {"en.md"}),
        ({"article": "中文短讯"}, {"zh.md"}),
        ({"since": "2023-06"}, {"en.md", "zh.md"}),
        ({"since": "2023", "until": "2023"}, {"en.md"}),
        ({"until": "2023-05"}, {"many.md"}),
        ({"kind": "license"}, {"en.md", "zh.md"}),
        ({"kind": "license", "entity": "通义千问", "until": "2023"}, {"en.md"}),
        ({"kind": "strategy", "entity": "Qwen"}, set()),
        ({"entity": "雨云"}, {"en.md"}),  # it stands under a heading about Qwen
        ({"entity": "model/qwen", "article": "zh.md"}, {"zh.md"}),
    ],
)
def test_filters(store: OxigraphStore, given: dict, files: set) -> None:
    assert {row["file"] for row in search(store, "Qwen", limit=50, **given)} == files


@pytest.mark.parametrize(
    ("words", "given", "error"),
    [
        ("", {}, UsageError),
        ("… !!", {}, UsageError),
        ("Qwen", {"article": "nothing.md"}, NotFound),
        ("Qwen", {"entity": "Nobody Known"}, NotFound),
        ("Qwen", {"since": "last year"}, QueryError),
    ],
)
def test_what_can_not_be_searched_is_told(store: OxigraphStore, words: str, given: dict, error: type) -> None:
    with pytest.raises(error):
        search(store, words, **given)


HOSTILE = ['"', '"" x', "a OR b NOT c", "{body} : x", "x* AND (y", "body:x", "-x +y ^z", "NEAR(x y)", "'; DROP", "\0x"]


@pytest.mark.parametrize("words", [*HOSTILE, "的", "the"])
def test_hostile_words_are_words(store: OxigraphStore, words: str) -> None:
    try:
        assert isinstance(search(store, words), list)
    except UsageError:
        assert not any(char.isalnum() for char in words)


def test_a_long_search_ends(store: OxigraphStore) -> None:
    assert isinstance(search(store, "通义千问开放权重人工智能" * 500), list)


def test_passages_follow_the_graph(tmp_path: Path) -> None:
    zh, en, _ = told()
    with open_store(tmp_path / "s") as writer:
        writer.replace(zh.article.id, quads(zh))
        assert search(writer, "商用") and not [r for r in search(writer, "billion") if r["match"] == "words"]
        writer.replace(en.article.id, quads(en))
        writer.remove(zh.article.id)
        assert not search(writer, "调度") and search(writer, "billion")


def test_from_python_and_from_the_command_line(folder: Path) -> None:
    table = kg.open(store=str(folder)).search("商用", limit=3)
    assert "passage" in table.columns and table.dicts()[0]["claims"][0]["kind"] == "license"
    run = CliRunner()

    def call(*words: str) -> str:
        done = run.invoke(main, ["--store", str(folder), "--lang", "en", "search", *words], standalone_mode=False)
        return done.output

    (line,) = call("商用", "--format", "jsonl").splitlines()
    assert json.loads(line)["marks"] == [[10, 12]]
    assert call("商用", "--format", "csv").splitlines()[0] == ",".join(hits.COLUMNS)
    shown = call("open weights", "data", "--limit", "1")
    assert "Nimbus is open about its open weights, not about data." in shown and "English notes" in shown
    assert "strategy" in shown and "\x1b" not in shown


def test_words_stand_out_in_a_terminal(store: OxigraphStore) -> None:
    rows = search(store, "商用")
    assert f"允许{hits.ON}商用{hits.OFF}。" in hits.as_passages(rows, "zh", 80)
    assert hits.ON not in hits.as_passages(rows, "zh", 80, color=False)


def test_marks_are_closed_at_each_line_and_long_passages_are_cut() -> None:
    text = "word " * 100 + "the long phrase that is wanted here " + "word " * 100
    start = text.index("the long")
    row = {"passage": text, "marks": [[start, start + 31]], "title": "T", "date": "", "article": "a", "match": "words",
           "missing": [], "claims": [], "file": "f"}  # fmt: skip
    lines = hits.as_passages([row], "en", 30).splitlines()
    assert sum(line.count(hits.ON) for line in lines) == sum(line.count(hits.OFF) for line in lines) >= 2
    assert all(line.count(hits.ON) == line.count(hits.OFF) for line in lines)
    assert len(lines) < 10 and "…" in lines[1] and lines[-1].endswith("…")


@pytest.mark.parametrize(
    ("words", "whole"),
    [
        (["Qwen", "许可证"], "Qwen 许可证"),
        (["open weights", "x"], '"open weights" x'),
        (["open weights"], "open weights"),
    ],
)
def test_quotes_of_the_shell_make_phrases(words: list[str], whole: str) -> None:
    assert hits.typed(words) == whole


def test_our_own_words_stand_in_both_languages_once() -> None:
    from kg.asking.asked import _own

    english, chinese = _own()
    assert len(english) > 60 and len(chinese) > 60
    assert all(any(not one.isascii() for one in others) for others in english.values())
    assert all(any(one.isascii() for one in others) for others in chinese.values())


def test_where_links_lead_is_left_out_of_what_a_terminal_shows() -> None:
    passage = "[Acme](https://acme.example/a_(b)/open) opened [it](#x) (not [here](mailto:a)); see https://acme.example."
    marks = [(at, at + 4) for at in map(passage.index, ("Acme", "acme", "opened", "acme.example."))]
    shown, left = hits.without_targets(passage, marks)
    assert shown == "[Acme](…) opened [it](…) (not [here](mailto:a)); see https://acme.example."
    assert [shown[first:last] for first, last in left] == ["Acme", "open", "acme"]
    assert hits.without_targets("plain (https://acme.example)", [(0, 5)]) == ("plain (https://acme.example)", [(0, 5)])
