"""Front matter: the YAML (or TOML) before the text that says what the article is."""

from __future__ import annotations

import contextlib
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import yaml

from kg.errors import FrontMatterError
from kg.model import Source
from kg.read import columns
from kg.read.dates import iso_date

_LIMIT = 64_000  # characters: what is longer is no front matter
_KEY = re.compile(r"[A-Za-z_][\w-]{0,40}\s{0,4}:(?:\s|$)")
_KEY_TOML = re.compile(r"[A-Za-z_][\w-]{0,40}\s{0,4}=")
_TEMPLATE = re.compile(r"\{\{|\{%|<%")
_TEMPLATE_VALUE = re.compile(r"^(\s*(?:- )?[\w.-]+:)\s.*$")
# What may be nested deeply, and what YAML's two parsers do not take for the same.
_ODD = re.compile(r"[\[{\t\ufeff\x85\u2028\u2029!]|[-?]\s+[-?]\s|[|>][-+\d]*#|^\s*\?|[-?]\s*[|>]", re.MULTILINE)
_NOTHING = frozenset(("", "~", "null", "Null", "NULL", "none", "None"))
_OURS = re.compile(r"^kg:\s?1\s*$", re.MULTILINE)
_ADDRESS = re.compile(r"https?://")
_LINKS = ("source", "url", "link", "canonical_url", "original")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What front matter says; "" where it is silent. `body` is where the text begins.

    `complete` is true for a file that kg wrote: nothing needs to be guessed from the text, and its text is not HTML.
    """

    body: int = 0
    title: str = ""
    date: str = ""
    author: str = ""
    publisher: str = ""
    source: str = ""
    rights: str = ""
    lang: str = ""
    file: str = ""
    sources: tuple[Source, ...] = ()
    complete: bool = False
    added: str = ""  # when it came into the corpus; in files that kg wrote


NONE = FrontMatter()


def parse(text: str, name: str) -> FrontMatter:
    """The front matter at the beginning of `text` (line ends `\\n`), an empty one where there is none.

    Raises `FrontMatterError` with `name:line` when it does not parse, is not closed, or holds a date that is none.
    """
    fence = text[: text.find("\n") if "\n" in text[:10] else 10].rstrip()
    if fence not in ("---", "+++"):
        return FrontMatter()
    begin = text.find("\n") + 1
    found = _close(text, begin, fence)
    looks = (_KEY if fence == "---" else _KEY_TOML).match(_first_line(text, begin)) is not None
    if found is None:
        if looks:
            raise FrontMatterError("front matter is not closed", f"{name}:1", f"end it with a line {fence}")
        return FrontMatter()
    end, body = found
    values = _load(text[begin:end], fence, name, looks)
    if values is None:
        return FrontMatter()
    blank = text.startswith("\n", body)  # one empty line parts front matter and text; what follows is the text's own
    return _read(values, text[begin:end], name, body + blank)


def _first_line(text: str, at: int) -> str:
    """The first line that is neither empty nor a comment."""
    for line in text[at : at + 4000].split("\n"):
        if line.strip() and not line.startswith("#"):
            return line
    return ""


def _close(text: str, begin: int, fence: str) -> tuple[int, int] | None:
    """Where the front matter ends, and where the text after it begins."""
    closers = (fence, "...") if fence == "---" else (fence,)
    at = begin
    while at < len(text) and at - begin < _LIMIT:
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        if end - at < 20 and text[at:end].rstrip() in closers:
            return at, min(end + 1, len(text))
        at = end + 1
    return None


def _load(block: str, fence: str, name: str, looks: bool) -> dict[str, Any] | None:
    """The block as a dictionary; None when it is no front matter but, say, text between two rules."""
    try:
        if fence == "+++":
            return tomllib.loads(block)
        # every scalar stays a string as written: `2023.10` is no number and `no` no truth value
        lines = block if _OURS.search(block) else "\n".join(map(_untemplate, block.split("\n")))
        values = _parsed(lines)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+)", str(error))
        line = int(place.group(1)) + 1 if place else 1
        raise FrontMatterError(f"front matter does not parse: {error}", f"{name}:{line}", "mend the TOML") from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        if not looks:
            return None
        raise _broken(error, name) from error
    return values if isinstance(values, dict) else None if values else {}


def _parsed(lines: str) -> Any:
    """The block as PyYAML reads it; by its C parser, eight times as fast, where nothing in it is odd.

    What that one will not have, the other decides on, and says what is wrong with it.
    """
    if not _ODD.search(lines):
        with contextlib.suppress(yaml.YAMLError):
            return yaml.load(lines, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
    return yaml.load(lines, Loader=yaml.BaseLoader)


def _broken(error: Exception, name: str) -> FrontMatterError:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or "it is nested too deeply or holds a character that YAML forbids"
    line = mark.line + 2 if mark is not None else 1
    return FrontMatterError(
        f"front matter does not parse: {problem}", f"{name}:{line}", "put a value with a colon or a bracket in quotes"
    )


def _untemplate(line: str) -> str:
    """A line of a site generator's template says nothing: keep its key, drop its value, keep the line count."""
    if not _TEMPLATE.search(line):
        return line
    if line.lstrip().startswith(('"', "'")) or re.search(r":\s*[\"']", line):
        return line  # in quotes it is a plain string
    match = _TEMPLATE_VALUE.match(line)
    return match.group(1) if match else "#"


def _read(values: dict[str, Any], block: str, name: str, body: int) -> FrontMatter:
    lower = {str(key).strip().lower(): value for key, value in values.items()}
    complete = _OURS.search(block) is not None
    words = _exact if complete else _text
    links = [found for key in _LINKS if (found := words(lower.get(key)))]
    source = next((found for found in links if complete or _ADDRESS.match(found)), links[0] if links else "")
    named = words(lower.get("source"))  # some call so who published it
    return FrontMatter(
        body=body,
        title=words(lower.get("title")),
        date=_date(lower.get("date"), block, name) or ("" if complete else _other_date(values)),
        author=words(lower.get("author") or lower.get("authors")),
        publisher=words(lower.get("publisher")) or ("" if complete or named == source else named),
        source=source,
        rights=words(lower.get("rights") or lower.get("license")),
        lang=words(lower.get("lang") or lower.get("language")),
        file=words(lower.get("file")) if complete else "",
        sources=_sources(lower.get("sources"), block, name, words),
        complete=complete,
        added=words(lower.get("added")) if complete else "",
    )


def _other_date(values: dict[str, Any]) -> str:
    """The date under another key than `date`, by the names that columns of tables have; what is no date counts not."""
    known = {columns.known(str(key)): value for key, value in values.items()}
    found = (_text(known.get(key)) for key in columns.names()["date"])
    return next((iso for text in found if text and (iso := iso_date(text))), "")


def _exact(value: Any) -> str:
    """A scalar as it stands, for files that kg wrote: `None` may well be somebody's title."""
    return " ".join(value.split()) if isinstance(value, str) else ""


def _text(value: Any) -> str:
    """A scalar, a list of scalars or a `{name: …}` as one line of text; "" for nothing or a template."""
    if isinstance(value, list):
        return ", ".join(part for item in value[:20] if not isinstance(item, list) and (part := _text(item)))
    if isinstance(value, dict):
        name = value.get("name")
        return _text(name) if isinstance(name, str) else ""  # no deeper: aliases can make a bomb of nesting
    text = " ".join(str(value if value is not None else "").split())
    return "" if text in _NOTHING or text.startswith(("{{", "{%", "<%")) else text


def _date(value: Any, block: str, name: str) -> str:
    text = _text(value)
    if not text:
        return ""
    if iso := iso_date(text):
        return iso
    shown = text if len(text) <= 60 else text[:60] + "…"
    raise FrontMatterError(f"{shown!r} is not a date", f"{name}:{_line_of('date', block)}", "write it as 2024-06-21")


def _line_of(key: str, block: str) -> int:
    for number, line in enumerate(block.split("\n"), start=2):
        if line.strip().lower().lstrip("- ").startswith(key):
            return number
    return 1


def _sources(value: Any, block: str, name: str, words: Callable[[Any], str]) -> tuple[Source, ...]:
    """The works named under `sources:`, each a string (an address or a title) or a dictionary."""
    found = []
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            link = next((text for key in _LINKS if (text := words(item.get(key)))), "")
            made = Source(
                words(item.get("title")), words(item.get("publisher")), _date(item.get("date"), block, name), link
            )
        else:
            text = words(item)
            made = Source(url=text) if text.startswith(("http://", "https://")) else Source(title=text)
        if made != Source():
            found.append(made)
    return tuple(found)
