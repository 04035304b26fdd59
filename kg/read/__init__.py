"""Files and bytes → articles: encoding, front matter, text, blocks, and what the head of the text says."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from kg.errors import ReadError
from kg.limits import DEFAULT, TEXT_FILE, Limits
from kg.model import Article
from kg.read import blocks as _blocks
from kg.read import front, head
from kg.read.dates import iso_date
from kg.read.draft import Draft
from kg.read.encoding import decode
from kg.read.sorts import ARTICLES, FILES, READERS, by_bytes, by_text

__all__ = [
    "DEFAULT", "READERS", "Limits", "article_id", "file_names", "find_files", "only_one", "read_bytes", "read_drafts",
    "read_file", "read_text", "to_article",
]  # fmt: skip

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
_DATED_NAME = re.compile(r"(?:19|20)\d\d-\d\d-\d\d(?=[-_.])")
_DATED_ADDRESS = re.compile(r"https?://[^/\s]{1,100}/(?:[^/\s]{1,60}/){0,3}?((?:19|20)\d\d)/(\d{1,2})(?:/(\d{1,2}))?/")


def read_file(path: Path, *, max_bytes: int = TEXT_FILE) -> Article:
    """Reads the article in a file. Raises `ReadError`."""
    return read_bytes(load(path, max_bytes), str(path))


def load(path: Path, max_bytes: int) -> bytes:
    """The bytes of a regular file. Raises `ReadError`: missing, no file, too large, not allowed."""
    path = Path(path)
    try:
        if path.is_dir():
            raise ReadError("this is a folder", _shown(path), "give a file in it")
        if not path.is_file() and path.exists():
            raise ReadError("this is no regular file", _shown(path), "pipe it into: kg add -")
        size = path.stat().st_size
        if size > max_bytes:
            raise ReadError(f"{size:,} bytes, more than {max_bytes:,}", _shown(path), "split it, or set KG_MAX_FILE")
        with path.open("rb") as file:
            raw = file.read(max_bytes + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ReadError(f"can not be read: {reason}", _shown(path), "check the name and the permissions") from error
    if len(raw) > max_bytes:  # it grew meanwhile
        raise ReadError(f"more than {max_bytes:,} bytes", _shown(path), "split it, or set KG_MAX_FILE")
    return raw


def read_bytes(raw: bytes, name: str, limits: Limits = DEFAULT) -> Article:
    """Reads the one article in bytes; `name` is the file's name or path, for its ending, its base name and messages.

    Raises `ReadError`, also for a file that holds several articles.
    """
    shown = _shown(name)
    if not by_bytes(raw, shown):
        return read_text(_text(raw, shown), name, limits)
    found = list(islice(read_drafts(raw, name, limits), 2))
    return only_one(found, name, limits)


def read_text(text: str, name: str, limits: Limits = DEFAULT) -> Article:
    """Reads the one article in characters whose line ends are `\\n`, with or without front matter."""
    given = front.parse(text, _shown(name))
    if given.complete:
        return to_article(Draft(text[given.body :]), name, given, limits)
    body = text[given.body :]
    found = list(islice(_drafts(by_text(body, _shown(name)), body, name, limits), 2))
    return only_one(found, name, limits, given)


def only_one(found: list[Draft | ReadError], name: str, limits: Limits, given: front.FrontMatter = front.NONE) -> Article:
    """The article of what was read of one file, its first two drafts or faults. Raises `ReadError` unless it is one."""
    if len(found) > 1:
        raise ReadError("holds several articles", _shown(name), "kg add takes them one by one")
    if not found:
        raise ReadError("there is no article in it", _shown(name), "check the file")
    if isinstance(found[0], ReadError):
        raise found[0]
    return to_article(found[0], name, given, limits)


def read_drafts(
    raw: bytes, name: str, limits: Limits = DEFAULT, media: str = "", charset: str = ""
) -> Iterator[Draft | ReadError]:
    """The articles in bytes, each as a draft, or what is wrong with it in its place; archives are not opened.

    `media`, `charset`: what a server says of them. Raises `ReadError` where nothing can be read.
    """
    shown = _shown(name)
    if sort := by_bytes(raw, shown):
        yield from _drafts(sort, raw, name, limits)
        return
    body = _text(raw, shown, charset)
    given = front.parse(body, shown)
    rest = body[given.body :]
    for draft in _drafts("text" if given.complete else by_text(rest, shown, media), rest, name, limits):
        if isinstance(draft, Draft) and (given.body or given.flaws):
            yield replace(draft, front=body[: given.body], flaws=() if given.body else given.flaws)
        else:
            yield draft


def _drafts(sort: str, body: bytes | str, name: str, limits: Limits) -> Iterator[Draft | ReadError]:
    if READERS[sort].takes == FILES:
        raise ReadError("this is an archive", _shown(name), "kg add takes the articles in it")
    yield from READERS[sort].load(_shown(name))(body, _shown(name), limits)


def _text(raw: bytes, shown: str, charset: str = "") -> str:
    text = decode(raw, shown, charset)
    return text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")


def to_article(draft: Draft, name: str, given: front.FrontMatter = front.NONE, limits: Limits = DEFAULT) -> Article:
    """The article of a draft: front matter wins over what the document says, that over what its head shows.

    Raises `ReadError` where there is no text, or more of it than the limit.
    """
    body, said, shown = draft.text, draft.said, _shown(f"{name}{draft.part}")
    given = front.parse(draft.front, shown) if draft.front else given
    if not body.strip():
        raise ReadError("there is no text in it", shown, "give a file with text after its front matter")
    if not given.complete:  # what the corpus holds came in under the limits of its day
        limits.check_text(body, shown)
    found = _blocks.split(body)
    seen = head.Head() if given.complete else head.describe(body, found)
    values: dict[str, Any] = {
        field: getattr(given, field) or ("" if given.complete else said.get(field) or getattr(seen, field, ""))
        for field in ("title", "date", "author", "publisher", "source", "rights")
    }
    if not values["date"] and not given.complete:
        values["date"] = _date_of_name(name) or _date_of_address(values["source"])
    article = Article(
        id="",  # known only when the rest is
        file=given.file or base_name(f"{name}{draft.part}"),
        text=body,
        lang=_lang(given.lang or said.get("lang", ""), body),
        sources=given.sources,
        blocks=found,
        added=given.added,
        flaws=(*draft.flaws, *given.flaws),
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
    han = len("".join(_HAN.findall(text)))
    letters = sum(map(str.isalpha, text)) if han else 0
    return "zh" if han * 5 > letters else "en"


def _date_of_name(name: str) -> str:
    """The day that a file's name begins with, as blogs name their posts."""
    match = _DATED_NAME.match(base_name(name))
    return iso_date(match.group()) if match else ""


def _date_of_address(address: str) -> str:
    """The day or month in an address, as blogs and newspapers file what they publish: …/2024/06/21/title."""
    match = _DATED_ADDRESS.match(address)
    return iso_date("-".join(filter(None, match.groups()))) if match else ""


def base_name(name: str) -> str:
    """The last part of a path, with control characters and what UTF-8 can not hold made visible."""
    last = str(name).replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    return _shown(last) or "text"


def _shown(name: str | Path) -> str:
    plain = str(name).encode("utf-8", "replace").decode("utf-8")
    return (plain if plain.isprintable() else "".join(char if char.isprintable() else "_" for char in plain))[-400:]


def find_files(paths: Iterable[Path]) -> list[Path]:
    """The article files among `paths` and, recursively, in the folders among them; sorted, each once.

    In a folder hidden names, `README.md` at its top, and links that lead out of it are passed over. Raises
    `ReadError` for a path that does not exist, and for a folder that can not be seen: what is in it is not gone.
    """
    return list(map(Path, file_names(paths)))


def file_names(paths: Iterable[Path]) -> list[str]:
    """As `find_files`, by name alone: of a million files they take a fifth of the memory."""
    found: set[str] = set()
    for path in map(Path, paths):
        if path.is_dir():
            found.update(name.removeprefix(f".{os.sep}") for name in _files_of(path))
        elif path.exists():
            found.add(str(path))
        else:
            raise ReadError("there is no such file or folder", _shown(path), "check the name")
    return sorted(found, key=lambda name: name.replace(os.sep, "\0"))  # the parts of a name count one by one


def walk(folder: Path) -> Iterator[tuple[str, list[str], list[str]]]:
    """As `os.walk`. Raises `ReadError` for a folder that can not be seen."""
    yield from os.walk(folder, onerror=_unseen)


def _unseen(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError | NotADirectoryError):  # it went away meanwhile
        raise ReadError(f"can not be read: {error.strerror}", _shown(Path(error.filename)), "check the permissions") from None


def _files_of(folder: Path) -> Iterator[str]:
    top = os.path.realpath(folder)
    for where, folders, names in walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in names:
            if name.startswith(".") or os.path.splitext(name)[1].lower() not in ARTICLES:
                continue
            if name.lower() == "readme.md" and Path(where) == folder:
                continue
            path = os.path.join(where, name)
            # only a link can lead out: no link to a folder is followed on the way here
            inside = not os.path.islink(path) or os.path.realpath(path).startswith(top + os.sep)
            if inside and os.path.isfile(path):
                yield path
