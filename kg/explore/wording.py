"""The words of the page in one language: its own, and those of the graph (types, kinds, aspects …)."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kg.errors import DataError
from kg.words import all_words as shared_words
from kg.words import section

PATH = Path(__file__).resolve().parent.parent / "data" / "explorer" / "words.toml"
SHARED = ("types", "kinds", "hubs", "aspects", "modality", "groups", "values", "columns")


_PLURAL = re.compile(r"\{(\w+):([^|{}]*)\|([^{}]*)\}")  # {n:claim|claims} is the first of the two where n is 1


@functools.cache
def all_words() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """The page's file of words: section → key → {"en": …, "zh": …}. Raises DataError where it does not parse."""
    try:
        with PATH.open("rb") as file:
            return tomllib.load(file)
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise DataError(str(error), PATH.name, "restore the file that came with the package") from None


@functools.cache
def words(lang: str) -> dict[str, dict[str, str]]:
    """Section → key → word. The page's own sections and the shared ones of the package's file."""
    shared: dict[str, dict[str, str]] = {name: section(lang, name) for name in SHARED}
    own = {name: {key: entry[lang] for key, entry in entries.items()} for name, entries in all_words().items()}
    faults = {entry["en"]: entry[lang] for entry in shared_words()["faults"].values()}  # the server tells them in English
    return shared | own | {"faults": faults}


def say(lang: str, part: str, key: str, **values: Any) -> str:
    """One of the page's own words with its {names} filled in; the key where there is none."""
    entry = all_words().get(part, {}).get(key)
    text = entry[lang] if entry else key
    if not values:
        return text
    return _PLURAL.sub(lambda found: found[2 if str(values.get(found[1])) == "1" else 3], text).format(**values)
