"""Every word that a person sees, in both languages, out of kg/data/words.toml."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kg.errors import DataError

PATH = Path(__file__).resolve().parent / "data" / "words.toml"


@functools.cache
def all_words() -> Mapping[str, Any]:
    """The whole file: section → key → {"en": …, "zh": …}. Raises DataError where it does not parse."""
    try:
        with PATH.open("rb") as file:
            return tomllib.load(file)
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise DataError(str(error), str(PATH.name), "restore the file that came with the package") from None


def word(lang: str, section: str, key: str, **values: Any) -> str:
    """The word `key` of `section` in `lang`, its {names} filled in; the key itself where the file has no such word."""
    entry = all_words().get(section, {}).get(key)
    if entry is None:
        return key
    text: str = entry[lang]
    return text.format(**values) if values else text


def section(lang: str, name: str) -> dict[str, str]:
    """All words of one section in `lang`."""
    return {key: entry[lang] for key, entry in all_words()[name].items()}
