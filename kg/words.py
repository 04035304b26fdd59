"""Every word that a person sees, in both languages, out of kg/data/words.toml; the names of claim kinds out of their files."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kg import kept
from kg.errors import DataError

PATH = Path(__file__).resolve().parent / "data" / "words.toml"
KINDS = PATH.parent / "kinds"
# Control characters and overrides of the direction of writing; tabs and ends of lines are none
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@functools.cache
def all_words() -> Mapping[str, Any]:
    """The whole file: section → key → {"en": …, "zh": …}; its section "kinds" is that of `kind_names`.

    Each command needs them: what was parsed before is taken from the user's cache. Raises DataError where something does
    not parse.
    """
    try:
        made_from = kept.digest(part for path in (PATH, *sorted(KINDS.glob("*.toml"))) for part in (path.name, path.read_bytes()))
    except OSError:
        return _all()
    found: Mapping[str, Any] = kept.kept("words", made_from, _all)
    return found


def _all() -> dict[str, Any]:
    return {**_parsed(PATH), "kinds": kind_names(KINDS)}


def kind_names(folder: Path) -> dict[str, dict[str, str]]:
    """What lists call each claim kind, in the order in which they have them; one that gives no place comes last."""
    heads = {path.stem: _parsed(path, head=True) for path in sorted(folder.glob("*.toml"))}
    ordered = sorted(heads, key=lambda kind: (heads[kind].get("place", len(heads)), kind))
    return {kind: {"en": kind, "zh": kind} | heads[kind].get("name", {}) for kind in ordered}


def _parsed(path: Path, head: bool = False) -> dict[str, Any]:
    """A file of words; `head`: what stands before its tables alone, since the help needs no more and must come at once."""
    try:
        text = path.read_text("utf-8")
        return tomllib.loads(text.partition("\n[")[0] if head else text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DataError(str(error), path.name, "restore the file that came with the package") from None


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


def fault(lang: str, text: str) -> str:
    """What is told of a fault, which the code tells in English, in `lang`; as it is where the file has no words for it."""
    if lang == "en":
        return text
    for entry in all_words()["faults"].values():
        parts = re.split(r"\{(\w+)\}", entry["en"])
        form = "".join(f"(?P<{part}>.+)" if at % 2 else re.escape(part) for at, part in enumerate(parts))
        if found := re.fullmatch(form, text, re.S):
            told: str = entry[lang]
            return told.format(**found.groupdict())
    return text


def harmless(text: str) -> str:
    """The same for a terminal: what could drive it or turn its lines around, as names of files may, becomes �."""
    return CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)


def readable(text: str) -> str:
    """The same with a mark for each byte that is no UTF-8: arguments and names of files may hold any."""
    return text.encode("utf-8", "replace").decode("utf-8")
