"""Tables of kg/data/cues as patterns: their lists of words, and the marks of types, in the places of their names."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kg.entities.masking import MARKS
from kg.errors import DataError
from kg.knowledge import DATA, Knowledge
from kg.language.templates import composed
from kg.regexes import compiled

Patterns = Mapping[str, re.Pattern[str]]


@dataclass(frozen=True, slots=True)
class Language:
    """A language's table in kg/data/cues/languages.toml, which says what each setting is."""

    letters: re.Pattern[str]
    border: str
    stops: str
    subject_first: bool


@functools.cache
def language(knowledge: Knowledge, lang: str) -> Language:
    """The settings of a language, compiled once for each knowledge."""
    row = dict(knowledge.cues["languages"][lang])
    return Language(compiled(row.pop("letters")), **row)


@functools.cache
def languages(knowledge: Knowledge) -> tuple[str, ...]:
    """The languages that articles are read in."""
    return tuple(knowledge.cues["languages"])


def written_in(knowledge: Knowledge, text: str) -> str | None:
    """The first language whose letters stand in a text."""
    return next((lang for lang in languages(knowledge) if language(knowledge, lang).letters.search(text)), None)


def settings(knowledge: Knowledge, file: str, lang: str) -> Mapping[str, Any]:
    """The settings of a language in a file."""
    found: Mapping[str, Any] = knowledge.cues[file]["language"][lang]
    return found


def filled(pattern: str, lists: Mapping[str, Any]) -> str:
    """A pattern with any word of a list where its name stands ("{zh}"), and the mark of a type where that does.

    Words may have names in them too. Raises KeyError for a name that is neither.
    """

    def meant(name: str) -> str:
        words = lists.get(name)
        return f"(?:{'|'.join(words)})" if isinstance(words, list) else MARKS[name]

    return composed(pattern, meant)


@functools.cache
def patterns(knowledge: Knowledge, file: str) -> Patterns:
    """The patterns of a file's tables, by table; a list above all tables holds for each. Raises DataError with the line."""
    rows, lists = _parted(knowledge, file)
    return {name: _compiled((file, name), row, lists) for name, row in rows.items() if "pattern" in row}


@functools.cache
def patterns_in(knowledge: Knowledge, file: str, lang: str) -> Patterns:
    """The patterns of a file's tables for one language ("[headline.zh]"), with its lists of words.toml. Raises as `patterns`."""
    rows, lists = _parted(knowledge, file)
    lists = {**knowledge.cues["words"][lang], **lists}
    told = {name: row[lang] for name, row in rows.items() if isinstance(row.get(lang), dict) and "pattern" in row[lang]}
    return {name: _compiled((file, f"{name}.{lang}"), row, lists) for name, row in told.items()}


def _parted(knowledge: Knowledge, file: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The tables of a file, and the lists above them."""
    rows = knowledge.cues[file]
    tables = {name: row for name, row in rows.items() if isinstance(row, dict)}
    return tables, {name: words for name, words in rows.items() if isinstance(words, list)}


def _compiled(place: tuple[str, str], row: Mapping[str, Any], lists: Mapping[str, Any]) -> re.Pattern[str]:
    try:
        return compiled(filled(row["pattern"], {**lists, **row}), 0 if row.get("cased") else re.I)
    except KeyError as error:
        raise DataError(f"[{place[1]}] names {error}, which is no list and no mark", _line_of(*place)) from None
    except re.error as error:
        raise DataError(f"the pattern of [{place[1]}] does not compile: {error}", _line_of(*place)) from None


def _line_of(file: str, table: str) -> str:
    """The file and the line at which a table begins."""
    path, head = DATA / "cues" / f"{file}.toml", f"[{table}]"
    lines = path.read_text("utf-8").splitlines()
    return f"{path}:{lines.index(head) + 1 if head in lines else 1}"
