"""Rows of tables and JSON → drafts: which column is which field stands in kg/data/columns.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from kg.errors import DataError, ReadError
from kg.read.draft import FIELDS, Draft, plain, said
from kg.read.sniff import is_html

_FILE = "columns.toml"
_NOT_LETTERS = re.compile(r"[\s_\-]+")
_ADDRESS = re.compile(r"https?://\S+$")
_SHORT = 8  # characters: what is shorter is no article


def known(name: str) -> str:
    """A column's name as it is compared."""
    return _NOT_LETTERS.sub("", name.strip("\ufeff \t\"'").casefold())


@cache
def names() -> Mapping[str, tuple[str, ...]]:
    """Field → the names of columns that give it. Raises DataError for a broken kg/data/columns.toml."""
    source = files("kg").joinpath("data", _FILE).read_text("utf-8")
    try:
        data = tomllib.loads(source)
        return {field: tuple(known(name) for name in data[field]) for field in (*FIELDS, "text", "html")}
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise DataError(f"broken: {error}", f"kg/data/{_FILE}", "restore the file") from error


def has_text(columns: list[str]) -> bool:
    """Whether one of the columns holds the text of articles."""
    there = {known(column) for column in columns}
    return any(name in there for field in ("text", "html") for name in names()[field])


def draft(row: Mapping[str, Any], where: str, part: str) -> Draft:
    """The article of a row. Raises ReadError where none of its columns is a text."""
    flat = _flat(row)
    found = {field: _first(flat, field) for field in names()}
    text, page = found.pop("text"), found.pop("html")
    if not text and not page and not has_text(list(row)):
        shown = ", ".join(list(flat)[:8]) or "none"
        raise ReadError(f"no column holds the text (there are: {shown})", f"{where}{part}", "call it text or 正文")
    head: dict[str, str] = {}
    if page or is_html(text, declared=False):
        from kg.read.html import fragment

        text = fragment(page or text)
    if len(text.strip()) < _SHORT:
        raise ReadError("there is no text in it", f"{where}{part}", "fill in its text")
    head = said(**{field: value for field, value in found.items() if _fits(field, value)})
    return Draft(plain(text), head, part)


def _fits(field: str, value: str) -> bool:
    """`source` is an address to some and a publisher's name to others: the value tells."""
    is_address = _ADDRESS.match(value) is not None
    return bool(value) and (is_address if field == "source" else not is_address or field == "rights")


def _first(flat: Mapping[str, str], field: str) -> str:
    return next((flat[name] for name in names()[field] if flat.get(name) and (field in ("text", "html") or _fits(field, flat[name]))), "")


def _flat(row: Mapping[str, Any]) -> dict[str, str]:
    """Column → value as text; lists of names joined, inner objects by their dotted keys."""
    flat: dict[str, str] = {}
    for key, value in row.items():
        name = known(str(key))
        if isinstance(value, Mapping):
            for inner, deep in list(value.items())[:50]:
                if isinstance(deep, str):
                    flat.setdefault(f"{name}.{known(str(inner))}", deep)
        flat.setdefault(name, _text(value))
    return flat


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, Mapping):
        return _text(value.get("name")) if isinstance(value.get("name"), str) else ""
    if isinstance(value, list):
        parts = [part for item in value[:1000] if not isinstance(item, list) and (part := _text(item))]
        return ("\n\n" if any(len(part) > 80 for part in parts) else ", ").join(parts)
    return ""
