"""What a reader gives: an article's text with Markdown's marks, and what the document says of itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from kg.errors import ReadError
from kg.model import Flaw

FIELDS = ("title", "date", "author", "publisher", "source", "rights", "lang")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_HALVES = re.compile("[\ud800-\udfff]")
_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*){2,}")
_LICENCES = (
    (re.compile(r"^https?://creativecommons\.org/licenses/([a-z]{2}(?:-[a-z]{2}){0,2})/(\d\.\d)\b", re.I), "CC-{}-{}"),
    (re.compile(r"^https?://creativecommons\.org/publicdomain/(zero)/(\d\.\d)\b", re.I), "CC0-{1}"),
)


@dataclass(frozen=True, slots=True)
class Draft:
    """One article of a document. `said`: what the document says, under the names of `Article`'s fields.

    `part` names it inside its file ("" for the whole): `#3` for a row. `front`: front matter that stood before it;
    `flaws`: of what looked like it and is none.
    """

    text: str
    said: Mapping[str, str] = field(default_factory=dict)
    part: str = ""
    front: str = ""
    flaws: tuple[Flaw, ...] = ()


Drafts = Iterator[Draft | ReadError]


def plain(text: str) -> str:
    """A text that a document gave without the characters that no text file holds; line ends are `\\n`."""
    whole = sound(text).replace("\r\n", "\n").replace("\r", "\n")
    return _BLANK_LINES.sub("\n\n", _CONTROLS.sub("", whole)).strip("\n") + "\n"


def is_plain(text: str) -> bool:
    """Whether a text has none of the characters that `plain` takes out."""
    return _CONTROLS.search(text) is None


def sound(text: str) -> str:
    """The same in characters that UTF-8 can hold: JSON and YAML can name halves of one, which two make a whole of."""
    return text if _HALVES.search(text) is None else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def line(value: Any) -> str:
    """A value of a document's head on one line, without control characters; "" for what is no text."""
    if not isinstance(value, str):
        return ""
    shown = "".join(char if char.isprintable() else " " for char in value[:2000])
    return " ".join(shown.split())[:400]


def licence(value: str) -> str:
    """The SPDX identifier of a Creative Commons address, else the value as it stands."""
    for shape, form in _LICENCES:
        if match := shape.match(value):
            return form.format(match.group(1).upper(), match.group(2))
    return value


def said(**values: Any) -> dict[str, str]:
    """What a document says, cleaned: dates as ISO 8601, licences by SPDX, nothing that is empty."""
    from kg.read.dates import find_day, iso_date

    found = {name: text for name, value in values.items() if (text := line(value))}
    if "date" in found:
        day = find_day(found["date"][:100])
        found["date"] = iso_date(found["date"]) or (day[0] if day else "")
    if "rights" in found:
        found["rights"] = licence(found["rights"])
    return {name: value for name, value in found.items() if value}
