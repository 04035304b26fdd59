"""Words in both languages; a claim kind is named in its own file alone, and offered by the commands from there."""

from __future__ import annotations

import functools
import re
import subprocess
import sys
from pathlib import Path

import pytest

from kg.commands.console import filters
from kg.errors import DataError
from kg.knowledge import DATA, load_kinds
from kg.words import all_words, fault, kind_names, word


def test_every_kind_is_offered_and_named_by_its_own_file() -> None:
    kinds = load_kinds(DATA / "kinds")
    assert set(all_words()["kinds"]) == set(kinds)
    function = filters("kind")(lambda: None)
    (option,) = [one for one in function.__click_params__ if one.name == "kind"]
    assert list(option.type.choices) == list(all_words()["kinds"])
    assert next(iter(all_words()["kinds"])) == "shift" and word("zh", "kinds", "shift") == "路线转变"


def test_a_new_kind_is_one_file(tmp_path: Path) -> None:
    (tmp_path / "audits.toml").write_text('name = { en = "audit", zh = "审计" }\n[label]\nen = "a"\nzh = "b"\n', "utf-8")
    (tmp_path / "first.toml").write_text('name = { en = "one", zh = "一" }\nplace = 1\n[label]\nen = "a"\nzh = "b"\n', "utf-8")
    assert kind_names(tmp_path) == {"first": {"en": "one", "zh": "一"}, "audits": {"en": "audit", "zh": "审计"}}
    assert set(load_kinds(tmp_path)) == {"first", "audits"}


def test_a_kind_without_a_name_is_told_and_does_not_break_the_help(tmp_path: Path) -> None:
    (tmp_path / "odd.toml").write_text('[label]\nen = "a"\nzh = "b"\n', "utf-8")
    assert kind_names(tmp_path) == {"odd": {"en": "odd", "zh": "odd"}}
    with pytest.raises(DataError, match="no name for lists"):
        load_kinds(tmp_path)


def test_the_help_reads_no_more_of_the_kinds_than_their_names() -> None:
    code = "import sys, kg.cli; print('kg.knowledge' in sys.modules, 'kg.clauses.claims' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_every_message_is_said_somewhere() -> None:
    code = "\n".join(path.read_text("utf-8") for path in DATA.parent.rglob("*.py"))

    def said(key: str) -> bool:
        made = key.partition("_")[0] + "_{"  # f"reason_{name}"
        return any(f"{sign}{key}{sign}" in code or f"{sign}{made}" in code for sign in "\"'")

    assert not [key for key in all_words()["messages"] if not said(key)], "kg/data/words.toml has messages that nothing says"


# ---- faults


def test_a_fault_is_told_in_the_persons_language() -> None:
    assert fault("zh", "nothing is called GPT-9") == "没有名为 GPT-9 的事物" and fault("en", "nothing is called GPT-9") == "nothing is called GPT-9"
    assert fault("zh", "status can not be zzz") == "status 不能是 zzz"
    assert fault("zh", "what nobody has put into words") == "what nobody has put into words"


@pytest.mark.parametrize("key", all_words()["faults"])
def test_what_is_told_of_a_fault_is_what_the_code_says(key: str) -> None:
    entry = all_words()["faults"][key]
    parts = [part for part in re.split(r"\{\w+\}", entry["en"]) if part.strip()]
    assert any(all(part in line for part in parts) for line in said_in_code()), entry["en"]
    assert set(re.findall(r"\{\w+\}", entry["en"])) == set(re.findall(r"\{\w+\}", entry["zh"]))


@functools.cache
def said_in_code() -> list[str]:
    return [line for file in DATA.parent.rglob("*.py") for line in file.read_text("utf-8").splitlines() if '"' in line]
