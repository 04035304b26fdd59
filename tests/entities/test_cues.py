"""Tables of words as patterns: lists and marks in their places, a fault told with its line."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kg import check
from kg.entities.cues import filled, language, languages, patterns, patterns_in, written_in
from kg.entities.masking import MARKS
from kg.errors import DataError
from kg.knowledge import DATA, Knowledge, load, read_toml
from kg.language import LANGUAGES

FILES = sorted(path.stem for path in (DATA / "cues").glob("*.toml"))


def changed(file: str, table: str, **fields: Any) -> Knowledge:
    """The knowledge with other fields in a table of a file."""
    known = load()
    rows = known.cues[file]
    return replace(known, cues={**known.cues, file: {**rows, table: {**rows[table], **fields}}})


def line(file: str, table: str) -> int:
    return (DATA / "cues" / f"{file}.toml").read_text("utf-8").splitlines().index(f"[{table}]") + 1


def test_lists_and_marks_stand_in_their_places() -> None:
    lists = {"zh": ["的", "{of}旗下"], "of": ["由", "归"]}
    assert filled("{Model}{zh}?x{0,3}", lists) == f"{MARKS['Model']}(?:的|(?:由|归)旗下)?x{{0,3}}"


def test_a_list_above_the_tables_holds_for_each() -> None:
    assert patterns(load(), "arguments")["things"].match(MARKS["Product"])


def test_capitals_are_told_apart_where_a_table_says_so() -> None:
    found = patterns(load(), "arguments")
    assert found["fear"].search("FEAR") and not found["definite"].search("THE ")


@pytest.mark.parametrize("file", FILES)
def test_every_table_is_there_in_every_language(file: str) -> None:
    found = patterns(load(), file)
    assert list(found) == [name for name, row in load().cues[file].items() if isinstance(row, dict) and "pattern" in row]
    assert len({tuple(patterns_in(load(), file, lang)) for lang in languages(load())}) == 1


@pytest.mark.parametrize(
    ("fields", "fault"),
    [({"pattern": "(open"}, "does not compile"), ({"pattern": "{nobody}"}, "'nobody', which is no list and no mark")],
)
def test_a_fault_is_told_with_its_line(fields: dict[str, str], fault: str) -> None:
    with pytest.raises(DataError) as told:
        patterns(changed("arguments", "fear", **fields), "arguments")
    assert fault in told.value.what and "[fear]" in told.value.what
    assert told.value.where == f"{DATA / 'cues' / 'arguments.toml'}:{line('arguments', 'fear')}"


def test_a_fault_in_the_words_of_one_language_is_told_with_its_line() -> None:
    with pytest.raises(DataError) as told:
        patterns_in(changed("when", "headline", en={"pattern": "[a-"}), "when", "en")
    assert told.value.where.endswith(f"when.toml:{line('when', 'headline.en')}")


def test_a_fault_in_words_is_a_fault_of_the_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "load_knowledge", lambda: changed("claims", "more", pattern="[a-"))
    assert [fault.where for fault in check.check_data()] == [f"{DATA / 'cues' / 'claims.toml'}:{line('claims', 'more')}"]


def test_every_language_has_its_settings_wherever_one_has() -> None:
    known = load()
    assert set(languages(known)) == set(LANGUAGES)
    for file in FILES:
        rows = read_toml(DATA / "cues" / f"{file}.toml")
        if "language" in rows:
            assert set(rows["language"]) == set(LANGUAGES), file
            kept = [{name for name, value in row.items() if not is_words(value)} for row in rows["language"].values()]
            assert all(names == kept[0] for names in kept), file


def is_words(value: Any) -> bool:
    return isinstance(value, list) and isinstance(value[0], str)


def test_a_text_is_in_the_language_whose_letters_it_has() -> None:
    assert [written_in(load(), text) for text in ("开源 model", "model", "123")] == ["zh", "en", None]
    assert language(load(), "en").border and not language(load(), "zh").border
