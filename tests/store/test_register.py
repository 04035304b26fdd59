"""The register: what there is for each article, kept by steps; a step costs the same however much is there."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import StoreError
from kg.settings import Settings
from kg.store import register
from kg.updating import notes, pipeline


def put(home: Path, entries: list[register.Entry], whole: bool = False) -> Path:
    path = register.next_steps(home)
    path.write_bytes(b"".join(register.as_steps(entries, whole)))
    return path


def kept(home: Path) -> dict[str, dict[str, object]]:
    found = register.tables(home)
    assert found is not None
    return {sort: dict(table.items()) for sort, table in found.items()}


FIRST: list[register.Entry] = [("files", "a.md", "1"), ("files", "b.md", "2"), ("places", "/x/b.md", ["0", "2"])]


def test_steps_are_read_before_and_after_they_are_folded_in(tmp_path: Path) -> None:
    put(tmp_path, FIRST, whole=True)
    put(tmp_path, [("files", "a.md", None), ("files", "c.md", "3"), ("stamps", "3", "s")])
    before = kept(tmp_path)
    register.fold(tmp_path)
    assert not list(tmp_path.glob(f"{register.STEPS}*"))
    assert before == kept(tmp_path) == {
        "files": {"b.md": "2", "c.md": "3"}, "places": {"/x/b.md": ["0", "2"]}, "stamps": {"3": "s"},
    }  # fmt: skip


def test_a_step_that_was_folded_in_and_is_still_there_changes_nothing(tmp_path: Path) -> None:
    """A process may die between the two."""
    put(tmp_path, FIRST, whole=True)
    register.fold(tmp_path)
    steps = put(tmp_path, [("files", "a.md", "9")])
    raw, before = steps.read_bytes(), None
    register.fold(tmp_path)
    before = kept(tmp_path)
    steps.write_bytes(raw)
    assert kept(tmp_path) == before
    register.fold(tmp_path)
    assert kept(tmp_path) == before and not steps.exists()


def test_one_article_is_found_without_the_others(tmp_path: Path) -> None:
    put(tmp_path, FIRST, whole=True)
    register.fold(tmp_path)
    found = register.tables(tmp_path)
    assert found is not None
    assert register.keys_of(found["files"], "2") == ["b.md"] and register.keys_of(found["places"], "2") == ["/x/b.md"]
    assert register.keys_of(found["places"], "0") == []  # it was that one, and is no more
    assert found["places"]["/x/b.md"] == ["0", "2"] and "nowhere" not in found["files"] and len(found["files"]) == 2


@pytest.mark.parametrize("harm", [b"", b"no database at all, and long enough to be none " * 9])
def test_a_register_that_can_not_be_read_is_none_and_is_made_anew(tmp_path: Path, harm: bytes) -> None:
    put(tmp_path, FIRST, whole=True)
    register.fold(tmp_path)
    (tmp_path / register.FILE).write_bytes(harm)
    assert register.tables(tmp_path) is None
    put(tmp_path, [("files", "z.md", "7")])
    register.fold(tmp_path)  # steps from a state that is lost say nothing
    assert register.tables(tmp_path) is None
    put(tmp_path, FIRST, whole=True)
    register.fold(tmp_path)
    assert kept(tmp_path)["files"] == {"a.md": "1", "b.md": "2"}


TABLE = st.dictionaries(st.text(max_size=3), st.text(min_size=1, max_size=2), max_size=6)


def test_a_register_that_can_not_be_read_any_more_is_told(tmp_path: Path) -> None:
    """Its database opens, and what is asked of it fails: a table of it is gone, or the disk is."""
    put(tmp_path, FIRST, whole=True)
    register.fold(tmp_path)
    found = register.tables(tmp_path)
    with sqlite3.connect(tmp_path / register.FILE) as data:
        data.execute("DROP TABLE entry")
    data.close()
    assert found is not None
    with pytest.raises(StoreError, match="the notes can not be read: no such table: entry"):
        len(found["files"])


@given(before=TABLE, after=TABLE)
def test_the_steps_between_two_states_lead_from_one_to_the_other(before: dict[str, str], after: dict[str, str]) -> None:
    old = {"files": before, "places": {}, "stamps": {}}
    new = {"files": after, "places": {}, "stamps": {}}
    there = dict(before)
    for _, key, value in register.between(old, new):
        assert there.get(key) != value  # nothing is said that is so already
        there.pop(key, None)
        if value is not None:
            there[key] = value
    assert there == after


# --- with a workspace ------------------------------------------------------------------------------------------------


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Settings]:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for number in range(30):
        (folder / f"{number:02d}.md").write_text(f"Meta released Llama-{number} in 2023.\n", "utf-8")
    settings = Settings(folder, str(tmp_path / ".kg"))
    pipeline.build(None, settings)
    yield settings


def test_what_an_addition_notes_is_about_its_article_alone(workspace: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register, "fold", lambda home: None)  # so that the steps stay to be looked at
    new = tmp_path / "new.md"
    new.write_text("OpenAI released GPT-4 in March 2023.\n", "utf-8")
    (added,) = pipeline.add(new, workspace)
    (steps,) = Path(workspace.store).glob(f"{register.STEPS}*")
    head, *lines = [json.loads(line) for line in steps.read_text("utf-8").splitlines()]
    assert head == {"whole": False}
    assert added.path is not None
    assert lines == [["files", added.path.name, added.article.id], ["places", str(new), [added.article.id] * 2]]
    assert len((Path(workspace.store) / "kg-build.json").read_bytes()) < 300


def test_added_and_removed_leaves_the_notes_as_they_were(workspace: Settings, tmp_path: Path) -> None:
    before = notes.read(workspace).data()
    new = tmp_path / "new.md"
    new.write_text("OpenAI released GPT-4 in March 2023.\n", "utf-8")
    (added,) = pipeline.add(new, workspace)
    assert notes.read(workspace).data() != before
    pipeline.remove([added.article.id], workspace)
    assert notes.read(workspace).data() == before


def test_a_build_notes_what_changed_alone(workspace: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register, "fold", lambda home: None)
    (workspace.corpus / "07.md").write_text("Meta released Llama-700 in 2023.\n", "utf-8")
    pipeline.build(None, workspace)
    (steps,) = Path(workspace.store).glob(f"{register.STEPS}*")
    assert [json.loads(line)[:2] for line in steps.read_text("utf-8").splitlines()[1:]] == [["files", "07.md"]]


def test_a_register_that_is_lost_costs_a_build_and_nothing_else(workspace: Settings, tmp_path: Path) -> None:
    (Path(workspace.store) / register.FILE).unlink()
    new = tmp_path / "new.md"
    new.write_text("OpenAI released GPT-4 in March 2023.\n", "utf-8")
    assert len(pipeline.add(new, workspace)) == 1
    assert len(notes.read(workspace).files) == 31


def test_a_file_s_name_may_be_no_text(tmp_path: Path) -> None:
    odd, old = "not \udcff utf-8.md", {"files": {"a.md": "1"}}
    put(tmp_path, [("files", odd, "2"), ("places", f"/x/{odd}", ["0", "2"])], whole=True)
    before = kept(tmp_path)
    register.fold(tmp_path)
    found = register.tables(tmp_path)
    assert found is not None and before == kept(tmp_path)
    assert found["files"][odd] == "2" and register.keys_of(found["places"], "2") == [f"/x/{odd}"]
    steps = list(register.between({sort: old.get(sort, {}) for sort in register.SORTS}, found))
    assert steps == [("files", "a.md", None), ("files", odd, "2"), ("places", f"/x/{odd}", ["0", "2"])]
    put(tmp_path, [("files", odd, None)])
    register.fold(tmp_path)
    assert not kept(tmp_path)["files"]
