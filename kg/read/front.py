"""Front matter: the YAML (or TOML) before the text that says what the article is."""

from __future__ import annotations

import contextlib
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import yaml

from kg.errors import FrontMatterError
from kg.model import Flaw, Source
from kg.read import columns
from kg.read.dates import iso_date
from kg.read.draft import sound

_LIMIT = 64_000  # characters: what is longer is no front matter
_KEY = re.compile(r"[A-Za-z_][\w-]{0,40}\s{0,4}:(?:\s|$)")
_KEY_TOML = re.compile(r"[A-Za-z_][\w-]{0,40}\s{0,4}=")
_TEMPLATE = re.compile(r"\{\{|\{%|<%")
_TEMPLATE_VALUE = re.compile(r"^(\s*(?:- )?[\w.-]+:)\s.*$")
# What may be nested deeply, and what YAML's two parsers do not take for the same.
_ODD = re.compile(r"[\[{\t\ufeff\x85\u2028\u2029!]|[-?]\s+[-?]\s|[|>][-+\d]*#|^\s*\?|[-?]\s*[|>]", re.MULTILINE)
_PAIR = re.compile(r"(?P<indent>\s*(?:- )?)(?P<key>[A-Za-z_][\w-]{0,40})\s{0,4}(?::\s{1,20}|=\s{0,20})(?P<value>\S.*)")
_SHORT = 2000  # characters of a value that is tried by itself
_OPEN = "front matter is not closed"
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
    flaws: tuple[Flaw, ...] = ()  # what of it could not be read, and was passed over


NONE = FrontMatter()


def parse(text: str, name: str) -> FrontMatter:
    """The front matter at the beginning of `text` (line ends `\\n`), an empty one where there is none.

    What does not parse is read line by line, a date that is none is left out, and a head without an end is text: each
    is told in `flaws`, with `name:line`. Raises `FrontMatterError` where a file that kg wrote ends within its head.
    """
    fence = text[: text.find("\n") if "\n" in text[:10] else 10].rstrip()
    if fence not in ("---", "+++"):
        return FrontMatter()
    begin = text.find("\n") + 1
    found = _close(text, begin, fence)
    looks = (_KEY if fence == "---" else _KEY_TOML).match(_first_line(text, begin)) is not None
    if found is None:
        if looks and _OURS.search(text, begin, begin + _LIMIT):  # it was cut off: what is left of it is no text
            raise FrontMatterError(_OPEN, f"{name}:1", f"end it with a line {fence}")
        return FrontMatter(flaws=((f"{name}:1", _OPEN),)) if looks else FrontMatter()
    end, body = found
    flaws: list[Flaw] = []
    values = _load(text[begin:end], fence, name, looks, flaws)
    if values is None:
        return FrontMatter()
    blank = text.startswith("\n", body)  # one empty line parts front matter and text; what follows is the text's own
    read = _read(values, text[begin:end], name, body + blank, flaws)
    return replace(read, flaws=tuple(flaws))


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


def _load(block: str, fence: str, name: str, looks: bool, flaws: list[Flaw]) -> dict[str, Any] | None:
    """The block as a dictionary; None when it is no front matter but, say, text between two rules."""
    try:
        if fence == "+++":
            return tomllib.loads(block)
        # every scalar stays a string as written: `2023.10` is no number and `no` no truth value
        lines = block if _OURS.search(block) else "\n".join(map(_untemplate, block.split("\n")))
        values = _parsed(lines)
    except (tomllib.TOMLDecodeError, yaml.YAMLError, RecursionError, ValueError) as error:
        if not looks:
            return None
        flaws.append(_broken(error, name))
        return _by_line(block) if fence == "+++" else _quoted(block)
    return values if isinstance(values, dict) else None if values else {}


def _quoted(block: str) -> dict[str, Any]:
    """YAML that does not parse, with those of its values in quotes that do not by themselves; else its lines alone."""
    with contextlib.suppress(yaml.YAMLError, RecursionError, ValueError):
        values = _parsed("\n".join(map(_quote, block.split("\n"))))
        if isinstance(values, dict):
            return values
    return _by_line(block)


def _quote(line: str) -> str:
    found = _PAIR.match(line.rstrip())
    if not found or found["value"].startswith(("|", ">")):
        return line
    with contextlib.suppress(yaml.YAMLError, RecursionError, ValueError):
        if len(found["value"]) < _SHORT and isinstance(_parsed(f"a: {found['value']}"), dict):
            return line
    return f"{line[: found.start('value')]}'{_bare(found['value']).replace(chr(39), chr(39) * 2)}'"


def _by_line(block: str) -> dict[str, Any]:
    """The values that stand on a line with their key, as they are written."""
    pairs = (found for line in block.split("\n") if (found := _PAIR.match(line.rstrip())) and not found["indent"])
    return {found["key"]: _bare(found["value"]) for found in pairs}


def _bare(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value


def _parsed(lines: str) -> Any:
    """The block as PyYAML reads it; by its C parser, eight times as fast, where nothing in it is odd.

    What that one will not have, the other decides on, and says what is wrong with it.
    """
    if not _ODD.search(lines):
        with contextlib.suppress(yaml.YAMLError):
            return yaml.load(lines, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
    return yaml.load(lines, Loader=yaml.BaseLoader)


def _broken(error: Exception, name: str) -> Flaw:
    """Where and why front matter does not parse."""
    if isinstance(error, tomllib.TOMLDecodeError):
        place = re.search(r"line (\d+)", str(error))
        return f"{name}:{int(place.group(1)) + 1 if place else 1}", f"front matter does not parse: {error}"
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or "it is nested too deeply or holds a character that YAML forbids"
    return f"{name}:{mark.line + 2 if mark is not None else 1}", f"front matter does not parse: {problem}"


def _untemplate(line: str) -> str:
    """A line of a site generator's template says nothing: keep its key, drop its value, keep the line count."""
    if not _TEMPLATE.search(line):
        return line
    if line.lstrip().startswith(('"', "'")) or re.search(r":\s*[\"']", line):
        return line  # in quotes it is a plain string
    match = _TEMPLATE_VALUE.match(line)
    return match.group(1) if match else "#"


def _read(values: dict[str, Any], block: str, name: str, body: int, flaws: list[Flaw]) -> FrontMatter:
    lower = {str(key).strip().lower(): value for key, value in values.items()}
    complete = _OURS.search(block) is not None
    words = _exact if complete else _text
    links = [found for key in _LINKS if (found := words(lower.get(key)))]
    source = next((found for found in links if complete or _ADDRESS.match(found)), links[0] if links else "")
    named = words(lower.get("source"))  # some call so who published it
    return FrontMatter(
        body=body,
        title=words(lower.get("title")),
        date=_date(lower.get("date"), block, name, flaws) or ("" if complete else _other_date(values)),
        author=words(lower.get("author") or lower.get("authors")),
        publisher=words(lower.get("publisher")) or ("" if complete or named == source else named),
        source=source,
        rights=words(lower.get("rights") or lower.get("license")),
        lang=words(lower.get("lang") or lower.get("language")),
        file=words(lower.get("file")) if complete else "",
        sources=_sources(lower.get("sources"), block, name, words, flaws),
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
    return " ".join(sound(value).split()) if isinstance(value, str) else ""


def _text(value: Any) -> str:
    """A scalar, a list of scalars or a `{name: …}` as one line of text; "" for nothing or a template."""
    if isinstance(value, list):
        return ", ".join(part for item in value[:20] if not isinstance(item, list) and (part := _text(item)))
    if isinstance(value, dict):
        name = value.get("name")
        return _text(name) if isinstance(name, str) else ""  # no deeper: aliases can make a bomb of nesting
    text = " ".join(sound(str(value if value is not None else "")).split())
    return "" if text in _NOTHING or text.startswith(("{{", "{%", "<%")) else text


def _date(value: Any, block: str, name: str, flaws: list[Flaw]) -> str:
    text = _text(value)
    iso = iso_date(text) if text else ""
    if text and not iso:
        shown = text if len(text) <= 60 else text[:60] + "…"
        flaws.append((f"{name}:{_line_of('date', block)}", f"{shown!r} is not a date"))
    return iso


def _line_of(key: str, block: str) -> int:
    for number, line in enumerate(block.split("\n"), start=2):
        if line.strip().lower().lstrip("- ").startswith(key):
            return number
    return 1


def _sources(value: Any, block: str, name: str, words: Callable[[Any], str], flaws: list[Flaw]) -> tuple[Source, ...]:
    """The works named under `sources:`, each a string (an address or a title) or a dictionary."""
    found = []
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            link = next((text for key in _LINKS if (text := words(item.get(key)))), "")
            made = Source(
                words(item.get("title")), words(item.get("publisher")), _date(item.get("date"), block, name, flaws), link
            )
        else:
            text = words(item)
            made = Source(url=text) if text.startswith(("http://", "https://")) else Source(title=text)
        if made != Source():
            found.append(made)
    return tuple(found)
