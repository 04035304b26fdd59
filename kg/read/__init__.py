"""Files and bytes → articles: encoding, front matter, text, blocks, and what the head of the text says."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from kg.errors import ReadError
from kg.model import Article
from kg.read import blocks as _blocks
from kg.read import front, head
from kg.read.dates import iso_date
from kg.read.encoding import decode

__all__ = ["READERS", "article_id", "find_files", "read_bytes", "read_file", "read_text"]

ENDINGS = {
    ".md": "markdown", ".markdown": "markdown", ".txt": "text", ".html": "html", ".htm": "html", ".xhtml": "html",
}  # fmt: skip
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_DATED_NAME = re.compile(r"(?:19|20)\d\d-\d\d-\d\d(?=[-_.])")


def _read_plain(body: str) -> tuple[str, dict[str, str]]:
    return body, {}


def _read_html(body: str) -> tuple[str, dict[str, str]]:
    from kg.read.html import convert

    return convert(body)


# sort → body as characters → (text, what the page says of itself under the names of `Article`'s fields)
READERS: dict[str, Callable[[str], tuple[str, dict[str, str]]]] = {
    "markdown": _read_plain,
    "text": _read_plain,
    "html": _read_html,
}


def read_file(path: Path, *, max_bytes: int = 20_000_000) -> Article:
    """Reads the article in a file. Raises `ReadError`, or `FrontMatterError` with the line."""
    path = Path(path)
    try:
        if path.is_dir():
            raise ReadError("this is a folder", _shown(path), "give a file in it")
        if path.stat().st_size > max_bytes:
            raise ReadError(f"larger than {max_bytes:,} bytes", _shown(path), "split it, or raise the limit")
        raw = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ReadError(f"can not be read: {reason}", _shown(path), "check the name and the permissions") from error
    return read_bytes(raw, str(path))


def read_bytes(raw: bytes, name: str) -> Article:
    """Reads an article from bytes; `name` is the file's name or path, for its ending, its base name and messages."""
    shown = _shown(name)
    text = decode(raw, shown).replace("\r\n", "\n").replace("\r", "\n")
    return read_text(text.removeprefix("\ufeff"), name)


def read_text(text: str, name: str) -> Article:
    """Reads an article from characters whose line ends are `\\n`, with or without front matter."""
    shown = _shown(name)
    given = front.parse(text, shown)
    body = text[given.body :]
    sort = "text" if given.complete else _sort(name, body)
    body, said = READERS[sort](body)
    if not body.strip():
        raise ReadError("there is no text in it", shown, "give a file with text after its front matter")
    found = _blocks.split(body)
    seen = head.Head() if given.complete else head.describe(body, found)
    values: dict[str, Any] = {
        field: getattr(given, field) or ("" if given.complete else said.get(field) or getattr(seen, field, ""))
        for field in ("title", "date", "author", "publisher", "source", "rights")
    }
    if not values["date"] and not given.complete:
        values["date"] = _date_of_name(name)
    article = Article(
        id="",  # known only when the rest is
        file=given.file or base_name(name),
        text=body,
        lang=_lang(given.lang, body),
        sources=given.sources,
        blocks=found,
        **values,
    )
    return replace(article, id=article_id(article))


def article_id(article: Article) -> str:
    """The identity of an article: 16 hexadecimal digits out of what it says and what is said of it, not of its name."""
    fields = (article.title, article.date, article.author, article.publisher, article.source, article.rights)
    sources = [[source.title, source.publisher, source.date, source.url] for source in article.sources]
    whole = json.dumps([[" ".join(field.split()) for field in fields], sources, article.text], ensure_ascii=True)
    return hashlib.sha256(whole.encode("ascii")).hexdigest()[:16]


def _lang(given: str, text: str) -> str:
    """`zh` or `en`: as front matter says, else Chinese where more than a fifth of the letters are Han."""
    code = given.lower()[:2]
    if code in ("zh", "en"):
        return code
    han = len(_HAN.findall(text))
    letters = sum(1 for char in text if char.isalpha()) if han else 0
    return "zh" if han * 5 > letters else "en"


def _sort(name: str, body: str) -> str:
    """The row of `READERS` for a file: by what stands in it, then by its ending."""
    from kg.read.sniff import is_html

    ending = ENDINGS.get(Path(base_name(name)).suffix.lower(), "text")
    if is_html(body, declared=ending == "html"):
        return "html"
    return "text" if ending == "html" else ending


def _date_of_name(name: str) -> str:
    """The day that a file's name begins with, as blogs name their posts."""
    match = _DATED_NAME.match(base_name(name))
    return iso_date(match.group()) if match else ""


def base_name(name: str) -> str:
    """The last part of a path, with control characters and what UTF-8 can not hold made visible."""
    last = str(name).replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    return _shown(last) or "text"


def _shown(name: str | Path) -> str:
    plain = str(name).encode("utf-8", "replace").decode("utf-8")
    return "".join(char if char.isprintable() else "_" for char in plain)[-400:]


def find_files(paths: Iterable[Path]) -> list[Path]:
    """The article files among `paths` and, recursively, in the folders among them; sorted, each once.

    In a folder hidden names, `README.md` at its top, and links that lead out of it are passed over. Raises
    `ReadError` for a path that does not exist.
    """
    found: dict[Path, None] = {}
    for path in map(Path, paths):
        if path.is_dir():
            found.update(dict.fromkeys(_files_of(path)))
        elif path.exists():
            found[path] = None
        else:
            raise ReadError("there is no such file or folder", _shown(path), "check the name")
    return sorted(found)


def _files_of(folder: Path) -> list[Path]:
    top = os.path.realpath(folder)
    files = []
    for where, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in names:
            path = Path(where, name)
            if name.startswith(".") or path.suffix.lower() not in ENDINGS:
                continue
            if name.lower() == "readme.md" and Path(where) == folder:
                continue
            if path.is_file() and os.path.realpath(path).startswith(top + os.sep):
                files.append(path)
    return files
