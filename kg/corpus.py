"""The corpus: a folder of articles, one Markdown file with front matter each: what is in it, and how a file of it is written."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Container
from pathlib import Path
from typing import Any

from kg.errors import CorpusError, KgError
from kg.model import Article
from kg.read import find_files, read_bytes, read_file
from kg.read.sorts import ARTICLES

_SLUG = re.compile(r"[^\w]+")
_SLUG_BYTES = 120  # file systems hold names of 255 bytes; a Han character takes three
_FIELDS = ("title", "date", "author", "publisher", "source", "rights", "lang", "file", "added")


def check_folder(folder: Path) -> None:
    """Raise `CorpusError` where there is no such folder: a name that was mistyped is not to be made one."""
    if not Path(folder).is_dir():
        raise CorpusError("there is no such corpus folder", str(folder), "make it, or name another with --corpus")
    try:
        os.scandir(folder).close()
    except OSError as error:  # what can not be seen is not gone
        raise CorpusError(f"can not be read: {error.strerror}", str(folder), "check the permissions") from None


def list_articles(folder: Path) -> list[Path]:
    """The files of all articles in the corpus folder, sorted.

    Raises `CorpusError` when the folder is missing or holds none.
    """
    folder = Path(folder)
    check_folder(folder)
    found = find_files([folder])
    if not found:
        raise CorpusError("the corpus has no articles", str(folder), "add one with: kg add FILE")
    return found


def render(article: Article) -> tuple[bytes, Article]:
    """An article as the file that the corpus keeps, and as that file reads back: the same text and the same id.

    Raises `CorpusError` when the text can not be kept.
    """
    raw = _dump(article)
    try:
        back = read_bytes(raw, "article.md")
    except KgError as error:
        raise CorpusError(f"the article can not be kept: {error.what}", article.file, "mend its text") from error
    for _, what in back.flaws[:1]:
        raise CorpusError(f"the article can not be kept: {what}", article.file, "mend its front matter")
    if (back.id, back.text) != (article.id, article.text):
        raise CorpusError("the article would not read back the same", article.file, "mend its title or its text")
    return raw, back


def free_path(folder: Path, article: Article, taken: Container[Path] = ()) -> Path:
    """Where an article is to be kept: a file that is not there, nor among those taken; or that holds it already."""
    stem = _stem(article)
    for number in range(1, 10_000):
        path = Path(folder) / (f"{stem}.md" if number == 1 else f"{stem}-{number}.md")
        if path not in taken and (holds(path, article.id) or not (path.exists() or path.is_symlink())):
            return path
    raise CorpusError("too many articles have this date and title", str(folder), "give it another title")


def files_of(folder: Path, article: str) -> list[Path]:
    """The files that hold the article with this id; one that can not be read holds none."""
    return [path for path in list_articles(Path(folder)) if _read(path) == article]


def _read(path: Path) -> str:
    with contextlib.suppress(KgError):
        return read_file(path).id
    return ""


def _dump(article: Article) -> bytes:
    """The article as a file. `kg: 1` says that the fields are complete, so that none is guessed from the text."""
    import yaml

    values: dict[str, Any] = {"kg": 1}
    values.update({name: value for name in _FIELDS if (value := " ".join(getattr(article, name).split()))})
    if article.sources:
        values["sources"] = [
            {part: text for part in ("title", "publisher", "date", "url") if (text := getattr(source, part))}
            for source in article.sources
        ]
    front = yaml.safe_dump(values, allow_unicode=True, sort_keys=False, width=10**6)
    try:
        return f"---\n{front}---\n\n{article.text}".encode()
    except UnicodeEncodeError as error:
        raise CorpusError("the text holds a character that UTF-8 can not", article.file, "take it out") from error


def _stem(article: Article) -> str:
    """The date and the title's words; letters of every script stay."""
    words = _SLUG.sub("-", (article.title or Path(article.file).stem).lower()).strip("-_")
    slug = words.encode()[:_SLUG_BYTES].decode(errors="ignore").strip("-_")
    return "-".join(part for part in (article.date, slug) if part) or "article"


def holds(path: Path, id_: str) -> bool:
    """Whether the file is there, of a sort that a corpus has, and holds the article with this id. A link may lead out of the
    corpus: it holds none.
    """
    try:
        there = path.suffix.lower() in ARTICLES and path.is_file() and not path.is_symlink()
        return there and read_file(path).id == id_
    except (KgError, OSError):  # one that can not be read, or a name that is too long for any file
        return False
