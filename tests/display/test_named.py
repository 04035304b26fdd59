"""Things in tables for the terminal stand under their names in the reader's language."""

from __future__ import annotations

from kg.display import tables
from kg.display.named import in_language, names_in
from kg.model import Table

TABLE = Table(("organization", "person", "role", "quote"), (("Baidu", "Robin Li", "Baidu", "Baidu"), ("Zorblax", None, "", "")))


def test_known_things_are_named_in_chinese_where_a_column_holds_things() -> None:
    assert in_language(TABLE, "zh").rows == (("百度", "李彦宏", "Baidu", "Baidu"), ("Zorblax", None, "", ""))
    assert in_language(TABLE, "en") == TABLE


def test_only_what_is_shown_in_a_terminal_is_translated() -> None:
    assert "百度" in tables.as_table(TABLE, "zh") and "百度" not in tables.as_table(TABLE, "en")
    assert "百度" not in tables.VIEWS["csv"](TABLE, "zh", 100) + tables.VIEWS["json"](TABLE, "zh", 100)


def test_a_name_in_the_language_already_and_one_of_two_things_stay() -> None:
    names = names_in("zh")
    assert "百度" not in names and all(value for value in names.values())
    assert not set(names) & set(names.values())
