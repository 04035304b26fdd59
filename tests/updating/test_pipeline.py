"""From files to the graph: builds repeat, additions can be taken back byte for byte, bad input changes nothing."""

from __future__ import annotations

import itertools
import os
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from held import A, B, C, dump, workspace

from kg import corpus, telling
from kg.asking import query
from kg.errors import CorpusError, KgError, NotFound, ReadError, StoreError
from kg.intake import walk
from kg.model import Article
from kg.settings import Settings
from kg.store import open_store
from kg.updating import building, changes, notes, pipeline
from kg.updating.gather import Gathered


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


@pytest.mark.parametrize("whole", [True, False])
def test_an_article_goes_by_the_file_that_keeps_it(tmp_path: Path, whole: bool) -> None:
    alone = dump(add(tmp_path / "alone", A))
    settings = add(tmp_path, A)
    source = tmp_path / "source.md"
    source.write_text(B, "utf-8")
    [one] = [brought.path for brought in pipeline.add(source, settings)]
    assert one and pipeline.remove([str(one) if whole else one.name], settings) == [one]
    assert dump(settings) == alone


@pytest.mark.parametrize(
    ("given", "lies"),
    [
        ("source.md", "2024-01-05-a-turn.md"),
        ("source.md", "source.md"),
        ("corpus/mine/name.md", "mine/name.md"),
        ("a.md", "2024-01-05-a-turn.md"),
    ],
    ids=["by its title", "by its name", "itself", "edition"],
)
def test_a_file_that_the_corpus_holds_already_is_added_where_it_lies(tmp_path: Path, given: str, lies: str) -> None:
    edition = given == "a.md"  # which was added: now it holds another edition
    alone = dump(add(tmp_path / "alone", A))
    settings = add(tmp_path, A, *([B.replace("turn", "turn of things")] if edition else ()))
    there, source, said = settings.corpus / lies, tmp_path / given, B.replace("title:", "# by hand\ntitle:")
    there.parent.mkdir(exist_ok=True)
    there.write_text(said, "utf-8")
    if there != source:
        source.write_text(B, "utf-8")
    [one] = pipeline.add(source, settings)
    assert one.path == there and there.read_text("utf-8") == said and bool(one.edited) == edition
    assert len(list(settings.corpus.rglob("*.md"))) == 2  # what it is an edition of is gone
    after = dump(settings)
    assert pipeline.build(None, settings).added == 0 and dump(settings) == after
    fresh = workspace(tmp_path / "fresh")
    shutil.copytree(settings.corpus, fresh.corpus, dirs_exist_ok=True)
    pipeline.build(None, fresh)
    assert dump(fresh) == after  # what is read is the file that the corpus holds
    assert pipeline.remove(["A turn"], settings) == [there] and dump(settings) == alone
    assert pipeline.build(None, settings).articles == 1 and dump(settings) == alone


def test_an_article_goes_by_the_path_it_was_added_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = dump(add(tmp_path / "alone", A))
    settings = add(tmp_path, A)
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "x.md").write_text(B, "utf-8")
    monkeypatch.chdir(tmp_path)
    pipeline.add("notes/x.md", settings)
    with pytest.raises(NotFound):
        pipeline.remove(["notes/y.md"], settings)
    assert pipeline.remove(["notes/x.md"], settings)
    assert dump(settings) == alone


def test_an_edited_file_replaces_what_it_said(tmp_path: Path) -> None:
    settings = workspace(tmp_path)
    file = settings.corpus / "b.md"
    file.write_text(B, "utf-8")
    pipeline.build(None, settings)
    file.write_text(B.replace("OpenAI", "Mistral AI"), "utf-8")
    report = pipeline.build(None, settings)
    assert (report.added, report.removed) == (1, 1)
    assert "organization/openai" not in dump(settings)


class Counted(str):
    """An id that counts how often any such id was looked up."""

    looked = 0

    def __hash__(self) -> int:
        Counted.looked += 1
        return super().__hash__()

    __eq__ = str.__eq__


class Passed(list[tuple[str, Article]]):
    """Articles that count how often any of them was handed out."""

    handed = 0

    def __iter__(self) -> Iterator[tuple[str, Article]]:
        for one in super().__iter__():
            Passed.handed += 1
            yield one


def test_the_work_for_edited_files_grows_in_step_with_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "claims_of", lambda store, article: [])
    settings, work = workspace(tmp_path), []
    for many in (50, 400):
        Counted.looked = Passed.handed = 0
        names = [f"{n}.md" for n in range(many)]
        found = Gathered(Passed((name, Article(Counted(f"new-{name}"), name, "")) for name in names))
        noted = notes.Notes(files={str(tmp_path / name): Counted(f"old-{name}") for name in names})
        monkeypatch.setattr(notes, "name_of", lambda corpus, place: str(tmp_path / place))
        pairs = building._pairs(found, noted, {Counted(f"old-{name}") for name in names}, settings)
        edited = building._compared(None, {pair: [] for pair in pairs}, found)  # type: ignore[arg-type]
        assert [(one.file, one.old, one.new) for one in edited] == [(n, f"old-{n}", f"new-{n}") for n in names]
        work.append((Counted.looked, Passed.handed))
    assert work[1] == tuple(8 * count for count in work[0])


def test_the_same_article_in_two_files_is_one(tmp_path: Path) -> None:
    settings = workspace(tmp_path)
    for name in ("a.md", "copy.md"):
        (settings.corpus / name).write_text(A, "utf-8")
    report = pipeline.build(None, settings)
    assert report.articles == 1 and len(report.copies) == 1


BAD = [
    ("empty.md", b""),
    ("picture.md", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
    ("cut.md", b"---\nkg: 1\ntitle: A"),
]


def test_of_broken_front_matter_the_article_is_taken_and_the_flaw_told(tmp_path: Path) -> None:
    settings = workspace(tmp_path)
    (settings.corpus / "a.md").write_text("---\ntitle: A: B\ndate: the day before\n---\nMeta released Llama 2 in 2023.\n", "utf-8")
    told: list[tuple[str, str, str]] = []
    before = telling.listener.set(lambda key, **values: told.append((key, values["where"], values["what"])))
    try:
        report = pipeline.build(None, settings)
        added = pipeline.add(settings.corpus / "a.md", settings, dry_run=True)
    finally:
        telling.listener.reset(before)
    assert (report.articles, report.skipped, [one.known for one in added]) == (1, (), [True])
    assert told[:2] == [
        ("head_flaw", f"{settings.corpus / 'a.md'}:2", "front matter does not parse: mapping values are not allowed here"),
        ("head_flaw", f"{settings.corpus / 'a.md'}:3", "'the day before' is not a date"),
    ]


@pytest.mark.parametrize(("name", "content"), BAD)
def test_a_bad_file_of_the_corpus_is_told_and_the_rest_is_built(tmp_path: Path, name: str, content: bytes) -> None:
    settings = workspace(tmp_path)
    (settings.corpus / "a.md").write_text(A, "utf-8")
    pipeline.build(None, settings)
    before = dump(settings)
    (settings.corpus / name).write_bytes(content)
    report = pipeline.build(None, settings)
    (fault,) = report.skipped
    assert "\n" not in str(fault) and name in str(fault) and report.articles == 1
    assert dump(settings) == before  # the graph of a corpus with a broken file is that of the corpus without it


@pytest.mark.parametrize(("name", "content"), BAD)
def test_a_file_that_can_not_be_read_keeps_no_other_up(tmp_path: Path, name: str, content: bytes) -> None:
    settings = workspace(tmp_path)
    (tmp_path / name).write_bytes(content)
    with pytest.raises(KgError) as caught:  # it alone: nothing is done
        pipeline.build([tmp_path / name], settings)
    assert "\n" not in str(caught.value) and name in str(caught.value)
    assert not os.path.exists(tmp_path / ".kg")
    (settings.corpus / "a.md").write_text(A, "utf-8")
    pipeline.build(None, settings)
    before = dump(settings)
    report = pipeline.build([settings.corpus, tmp_path / name], settings)
    assert [str(one) for one in report.skipped] == [str(caught.value)] and report.articles == 1
    assert dump(settings) == before
    (tmp_path / "mixed").mkdir()
    (tmp_path / name).rename(tmp_path / "mixed" / name)
    (tmp_path / "mixed" / "b.md").write_text(B, "utf-8")
    added = pipeline.add(tmp_path / "mixed", settings)
    assert [one.article.title for one in added] == ["A turn"] and len(added.skipped) == 1


def test_a_path_that_is_not_there_changes_nothing(tmp_path: Path) -> None:
    settings = add(tmp_path, A)
    before = dump(settings)
    for do in (pipeline.build, pipeline.add):
        with pytest.raises(ReadError, match="no such file"):
            do([settings.corpus, tmp_path / "gone.md"], settings)
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


def test_a_build_and_an_addition_from_what_holds_several_articles(tmp_path: Path) -> None:
    """Parts of a table and of an archive: told apart, built with decisions changed later, added whole."""
    built, added = workspace(tmp_path / "built"), workspace(tmp_path / "added")
    rows = ["title,date,text", "One,2024-01-05,OpenAI released GPT-4 in March 2023.", "Two,2024-01-06,GPT-3 is closed source."]
    (tmp_path / "rows.csv").write_text("\n".join(rows) + "\n", "utf-8")
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("a.md", A)
        archive.writestr("b.md", B)
    given = [tmp_path / "rows.csv", tmp_path / "all.zip"]
    report = pipeline.build(given, built)
    assert (report.articles, report.added) == (4, 4)
    again = pipeline.build(given, built, workers=2)
    assert (again.articles, again.added, again.removed) == (4, 0, 0)
    brought = pipeline.add([*given, str(tmp_path / "rows.csv")], added)
    assert len(brought) == 4 and not brought.skipped and len(list(added.corpus.glob("*.md"))) == 4
    assert all(one.known for one in pipeline.add(given, added))
    noted = notes.read(added)
    assert str(tmp_path / "rows.csv#1") in noted.places or str(tmp_path / "rows.csv#2") in noted.places
    assert str(tmp_path / "all.zip" / "a.md") in noted.places
    (built.corpus / "decisions.toml").write_text('[[decision]]\ndo = "reject"\nname = "OpenAI"\nkey = "organization/openai"\n', "utf-8")
    assert pipeline.redo(built) > 0  # read again from what was built


def test_a_long_reading_after_a_change_is_told_before_it_begins_and_while_it_lasts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = add(tmp_path, A, B)
    before = dump(settings)
    monkeypatch.setattr(building, "LONG", 1)
    for room in (building, notes):  # as if other code had made the graph
        monkeypatch.setattr(room, "fingerprint", lambda *_: "another", raising=False)
    told: list[tuple[str, dict[str, str]]] = []
    before_it = telling.listener.set(lambda key, **values: told.append((key, values)))
    try:
        assert pipeline.redo(settings) == 2
    finally:
        telling.listener.reset(before_it)
    assert told == [("rereading", {"of": "2"}), ("reread", {"done": "1", "of": "2"}), ("reread", {"done": "2", "of": "2"})]
    assert dump(settings) == before
    assert pipeline.redo(settings) == 0


def test_what_is_read_anew_must_be_there_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = add(tmp_path, A, B)
    before = dump(settings)
    monkeypatch.setattr(building, "fingerprint", lambda *_: "another")
    gone = next(settings.corpus.glob("*turn.md"))
    gone.write_text(C, "utf-8")
    with pytest.raises(StoreError, match="1 articles of this graph are not in the corpus"):
        pipeline.redo(settings)
    assert dump(settings) == before


def test_an_article_that_the_corpus_can_not_keep_keeps_no_other_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = corpus.render

    def render(article: Article) -> tuple[bytes, Article]:
        if article.title == "Llama":
            raise CorpusError("the article would not read back the same", article.file, "mend its title or its text")
        return plain(article)

    monkeypatch.setattr(corpus, "render", render)
    settings = workspace(tmp_path)
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "a.md").write_text(A, "utf-8")
    with pytest.raises(CorpusError, match="read back"):  # it alone: nothing is done
        pipeline.add(tmp_path / "new", settings)
    (tmp_path / "new" / "b.md").write_text(B, "utf-8")
    added = pipeline.add(tmp_path / "new", settings)
    assert [one.article.title for one in added] == ["A turn"] and len(added.skipped) == 1
    assert [path.name for path in settings.corpus.iterdir()] == ["2024-01-05-a-turn.md"]


def test_the_corpus_given_by_name_is_its_texts_alone(tmp_path: Path) -> None:
    settings = workspace(tmp_path)
    (settings.corpus / "a.md").write_text(A, "utf-8")
    (settings.corpus / "answers").mkdir()
    (settings.corpus / "answers" / "x.json").write_text('[{"text": "What a model said."}]', "utf-8")
    (tmp_path / "b.md").write_text(B, "utf-8")
    assert pipeline.build([settings.corpus], settings).articles == 1
    assert pipeline.build([settings.corpus, tmp_path / "b.md", settings.corpus / "a.md"], settings).copies == ()
    beside = Settings(settings.corpus, str(tmp_path / "graph"))
    pipeline.build(None, beside)  # a graph in a folder that is given is none of its articles
    assert walk._STORE == changes.NOTES and not pipeline.build([tmp_path], beside).skipped


def test_many_articles_are_added_in_portions_as_if_in_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What they bring, what the corpus keeps and the graph hang on no bound of memory."""
    given = tmp_path / "given"
    given.mkdir()
    for number in range(12):
        (given / f"{number:02d}.md").write_text(
            f"Meta released Llama-{number // 2} in 2023. Meta is the maker of Orchid-{number}.\n", "utf-8"
        )
    told, graphs = [], []
    for portion, together in ((500, 100), (5, 3)):
        monkeypatch.setattr(pipeline, "PORTION", portion)
        monkeypatch.setattr("kg.updating.arrivals.TOGETHER", together)
        settings = Settings(tmp_path / f"w{portion}" / "corpus", str(tmp_path / f"w{portion}" / ".kg"))
        added = pipeline.add(given, settings)
        told.append([{**one.row(), "path": ""} for one in added])
        with open_store(settings.store, read_only=True) as store:
            graphs.append(list(store.dump_nquads()))
    assert told[0] == told[1] and graphs[0] == graphs[1] and len(told[0]) == 12
    new = [{thing["label"] for thing in one["new_entities"]} for one in told[0]]
    assert "Meta" in new[0] and not any("Meta" in labels for labels in new[1:])
    assert [bool(labels) for labels in new[::2]] == [True] * 6  # each second one speaks of a model that the others do not
    assert [len(one["corroborated"]) > 0 for one in told[0][1::2]] == [True] * 6
    assert all(not one.article.text for one in added)
