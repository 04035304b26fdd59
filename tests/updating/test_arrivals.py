"""What kg add tells: new, borne out, contradicted, copied, asked; editions; a dry run shows the same and changes nothing."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from held import dump, workspace

from kg import cli, deriving
from kg.listing import rows, steps
from kg.settings import Settings
from kg.store import open_store
from kg.updating import pipeline
from kg.updating.arrivals import Brought

FIRST = """---
title: First
date: 2023-10-01
---
GPT-3 is open source. Meta released Llama 2 in July 2023, and the whole of this long sentence is going to be copied.
"""
OTHER = "---\ntitle: Other voice\ndate: 2023-11-01\n---\nIn July 2023 Meta released Llama 2 to everybody.\n"
NEWS = """---
title: News
date: 2024-02-01
---
GPT-3 is closed source. OpenAI released GPT-4 in May 2024. Tessera Labs Inc. says so.

Meta released Llama 2 in July 2023, and the whole of this long sentence is going to be copied.
"""


@pytest.fixture
def given(tmp_path: Path) -> Settings:
    settings = workspace(tmp_path)
    for name, text in {"first.md": FIRST, "other.md": OTHER}.items():
        (settings.corpus / name).write_text(text, "utf-8")
    pipeline.build(None, settings)
    return settings


def source(settings: Settings, text: str, name: str = "news.md") -> Path:
    path = settings.corpus.parent / name
    path.write_text(text, "utf-8")
    return path


def one(settings: Settings, text: str, name: str = "news.md", dry_run: bool = False) -> Brought:
    (brought,) = pipeline.add(source(settings, text, name), settings, dry_run=dry_run)
    return brought


def run(settings: Settings, *args: str) -> Result:
    place = ("--corpus", str(settings.corpus), "--store", settings.store, "--lang", "en")
    return CliRunner().invoke(cli.main, [*place, *args])


def everything(settings: Settings) -> dict[str, str]:
    """Every file of the workspace, by its bytes."""
    files = [path for path in settings.corpus.parent.rglob("*") if path.is_file()]
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_what_is_new_borne_out_contradicted_and_copied_is_told(given: Settings) -> None:
    brought = one(given, NEWS)
    assert {row["label"] for row in brought.new_entities} == {"GPT-4", "OpenAI", "Tessera Labs Inc"}
    assert {row["kind"] for row in brought.new_claims} >= {"openness", "release"}
    (known,) = brought.corroborated
    assert known["quote"].startswith("Meta released Llama 2") and known["articles"] == 2
    assert known["origins"] == 1  # of the two that say so, one is the text from which this sentence is copied
    (against,) = brought.contradictions
    assert against["thing"] == "GPT-3" and against["rule"] == "openness"
    assert [side["value"] for side in against["here"]] == ["closed"]
    assert [side["claims"][0]["quote"] for side in against["there"]] == ["GPT-3 is open source"]
    assert [row["title"] for row in brought.near_copies] == ["First"] and 0.2 < brought.near_copies[0]["share"] < 1
    assert {row["name"] for row in brought.for_review} == {"Tessera Labs Inc"}
    assert all("Tessera Labs Inc" in row["quote"] for row in brought.for_review)


def test_a_batch_is_told_in_order(given: Settings) -> None:
    folder = given.corpus.parent / "two"
    folder.mkdir()
    for name in ("a.md", "b.md"):
        (folder / name).write_text(
            f"---\ntitle: {name}\n---\nOpenAI released GPT-4 in May 2024, as we can read in {name}.\n"
        )
    first, second = pipeline.add(folder, given)
    assert first.new_entities and not first.corroborated
    assert not second.new_entities and [row["articles"] for row in second.corroborated] == [1]


def test_a_dry_run_tells_the_same_and_changes_nothing(given: Settings) -> None:
    source(given, NEWS)
    before = everything(given)
    told = one(given, NEWS, dry_run=True)
    assert everything(given) == before
    assert one(given, NEWS).row() == told.row()
    assert everything(given) != before


def test_what_others_say_too_is_the_same_by_what_is_kept_and_by_asking_the_graph(
    given: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = one(given, NEWS, dry_run=True).row()
    asked: list[object] = []
    monkeypatch.setattr(deriving, "claims_alike", lambda store, gists, most: asked.append(gists))
    assert one(given, NEWS, dry_run=True).row() == kept
    assert asked and kept["corroborated"]


def test_what_is_not_in_step_is_not_taken_for_what_is_said_too(given: Settings) -> None:
    with open_store(given.store) as store:
        (row, *_) = rows.claims(store)
        said = steps.gist(row)
        assert (row["article"], row["id"]) in deriving.claims_alike(store, [said], 9)[said]
        store.remove(row["article"])
        assert deriving.claims_alike(store, [said], 9) is None
        assert deriving.taking_part(store, store.articles()) is None


def test_a_dry_run_before_the_first_build_builds_nothing(tmp_path: Path) -> None:
    settings = workspace(tmp_path)
    (settings.corpus / "first.md").write_text(FIRST, "utf-8")
    source(settings, NEWS)
    before = everything(settings)
    assert one(settings, NEWS, dry_run=True).contradictions
    assert everything(settings) == before and not (tmp_path / ".kg").exists()


def test_the_report_is_shown_as_text_and_as_json(given: Settings) -> None:
    path = source(given, NEWS)
    shown = run(given, "add", "--dry-run", str(path))
    assert shown.exit_code == 0 and "nothing was changed" in shown.stderr
    for part in (
        "here: Closed",
        "there: Open",
        "“GPT-3 is open source”",
        "new claims",
        "near copies",
        "names for review",
    ):
        assert part in shown.stdout
    told = json.loads(run(given, "add", "--dry-run", "--format", "json", str(path)).stdout)
    (article,) = told["articles"]
    assert told["dry_run"] and article["title"] == "News" and len(article["contradictions"]) == 1
    (line,) = run(given, "add", "--format", "jsonl", str(path)).stdout.splitlines()
    assert json.loads(line) == article
    assert json.loads(run(given, "add", "--format", "json", str(path)).stdout)["articles"][0]["known"]


def test_what_is_passed_over_is_told_with_status_one(given: Settings) -> None:
    folder = given.corpus.parent / "clippings"
    folder.mkdir()
    (folder / "good.md").write_text(NEWS, "utf-8")
    (folder / "bad.md").write_bytes(b"")
    result = run(given, "add", str(folder))
    assert result.exit_code == 1 and "bad.md: the file is empty" in result.stderr and "added" in result.stderr
    told = json.loads(run(given, "add", "--format", "json", str(folder)).stdout)
    assert [fault["what"] for fault in told["skipped"]] == ["the file is empty"]


# --- editions --------------------------------------------------------------------------------------------------------


def test_an_edition_from_the_old_source_takes_the_place_of_the_old_one(given: Settings, tmp_path: Path) -> None:
    old = one(given, NEWS)
    new = one(given, NEWS.replace("GPT-3 is closed source", "GPT-4 is closed source"))
    assert new.edited and (new.edited.old, new.edited.new) == (old.article.id, new.article.id)
    assert [row["subject"]["label"] for row in new.edited.gone] == ["GPT-3"]
    assert [row["subject"]["label"] for row in new.edited.added] == ["GPT-4"]
    assert new.edited.kept == len(new.new_claims) + len(new.corroborated) - 1 > 0
    assert new.path == old.path and len(list(given.corpus.glob("*.md"))) == 3
    alone = workspace(tmp_path / "alone")
    for file in given.corpus.glob("*.md"):
        (alone.corpus / file.name).write_bytes(file.read_bytes())
    pipeline.build(None, alone)
    assert dump(alone) == dump(given)


def test_another_text_in_the_old_place_is_no_edition(given: Settings) -> None:
    one(given, NEWS)
    other = one(
        given, "---\ntitle: Weather\n---\nIt rains on the hills, and nothing else is told of today or tomorrow.\n"
    )
    assert other.edited is None and len(list(given.corpus.glob("*.md"))) == 4


def test_a_file_of_the_same_name_elsewhere_is_no_edition(given: Settings) -> None:
    one(given, NEWS)
    (given.corpus.parent / "else").mkdir()
    assert one(given, NEWS.replace("closed", "open"), "else/news.md").edited is None


def test_what_was_edited_in_the_corpus_is_not_overwritten_by_its_unchanged_source(given: Settings) -> None:
    kept = one(given, NEWS).path
    assert kept
    kept.write_text(kept.read_text("utf-8").replace("May 2024", "June 2024"), "utf-8")
    (edited,) = pipeline.build(None, given).edited
    assert [row["time"] for row in edited.gone] == ["2024-05"] and [row["time"] for row in edited.added] == ["2024-06"]
    assert one(given, NEWS).known and "June 2024" in kept.read_text("utf-8")


def test_build_shows_what_an_edit_did(given: Settings) -> None:
    file = given.corpus / "first.md"
    file.write_text(FIRST.replace("GPT-3 is open source", "GPT-4 is open source"), "utf-8")
    told = json.loads(run(given, "build", "--format", "json").stdout)
    assert [(row["file"], len(row["gone"]), len(row["added"])) for row in told["edited"]] == [("first.md", 1, 1)]
    file.write_text(FIRST, "utf-8")
    shown = run(given, "build").stdout
    assert "first.md was edited" in shown and "− " in shown and "+ " in shown and "“GPT-3 is open source”" in shown


def test_build_says_which_articles_leave_the_graph_and_how_they_would_stay(given: Settings, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "second.md").write_text("# Second\n\nMeta released Llama 2 in July 2023.\n", "utf-8")
    result = run(given, "build", str(other))
    assert "2 articles left the graph" in result.stderr and f"kg build {other} {given.corpus}" in result.stderr
    assert "left the graph" not in run(given, "build", str(other), str(given.corpus)).stderr
    (other / "second.md").unlink()
    told = json.loads(run(given, "build", "--format", "json").stdout)
    assert told["dropped"] == 1


def test_a_folder_in_the_place_of_a_file_is_no_file_that_is_still_there(given: Settings) -> None:
    name = sorted(given.corpus.glob("*.md"))[0]
    name.unlink()
    name.mkdir()
    told = run(given, "build").stderr
    assert "1 articles left the graph" in told and "still there" not in told
