"""The corpus: a folder of articles, one Markdown file with front matter each; list, load, write, remove, find."""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from collections.abc import Container, Iterator
from pathlib import Path
from typing import Any

from kg.errors import CorpusError, KgError, NotFound
from kg.model import Article
from kg.read import base_name, find_files, read_bytes, read_file
from kg.read.sorts import ARTICLES

_SLUG = re.compile(r"[^\w]+")
_SLUG_BYTES = 120  # file systems hold names of 255 bytes; a Han character takes three
_FIELDS = ("title", "date", "author", "publisher", "source", "rights", "lang", "file", "added")


def check_folder(folder: Path) -> None:
    """Raise `CorpusError` where there is no such folder: a name that was mistyped is not to be made one."""
    if not Path(folder).is_dir():
        raise CorpusError("there is no such corpus folder", str(folder), "make it, or name another with --corpus")


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


def load(folder: Path) -> Iterator[Article]:
    """All articles of the corpus, one after the other in the order of their files; of two equal ones the first.

    Raises `CorpusError` for a folder without articles, `ReadError` for a file that can not be read.
    """
    seen: set[str] = set()
    for path in list_articles(folder):
        article = read_file(path)
        if article.id not in seen:
            seen.add(article.id)
            yield article


def render(article: Article) -> tuple[bytes, Article]:
    """An article as the file that the corpus keeps, and as that file reads back: the same text and the same id.

    Raises `CorpusError` when the text can not be kept.
    """
    raw = _dump(article)
    try:
        back = read_bytes(raw, "article.md")
    except KgError as error:
        raise CorpusError(f"the article can not be kept: {error.what}", article.file, "mend its text") from error
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


def write_article(folder: Path, article: Article) -> Path:
    """Writes an article as a new file of the corpus and returns its path; an equal one that is there stays as it is.

    Read back, the file gives the same text and the same id. The file appears whole or not at all, and no other
    article is overwritten. Raises `CorpusError` when the folder can not be written or the text can not be kept.
    """
    folder = Path(folder)
    raw, _ = render(article)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return _place(folder, article, raw)
    except OSError as error:
        reason = f"can not be written: {error.strerror or error}"
        raise CorpusError(reason, str(folder), "check the permissions") from error


def remove(folder: Path, name: str) -> list[Path]:
    """Deletes the article with that id, id's beginning or file name, and its equals; returns the deleted files.

    Raises `NotFound` when there is none, `CorpusError` when the name fits several different articles.
    """
    path, article = _find(Path(folder), name)
    gone = files_of(folder, article.id) or [path]
    try:
        for other in gone:
            other.unlink(missing_ok=True)
    except OSError as error:
        reason = f"can not be deleted: {error.strerror or error}"
        raise CorpusError(reason, str(folder), "check the permissions") from error
    return gone


def files_of(folder: Path, article: str) -> list[Path]:
    """The files that hold the article with this id."""
    return [path for path, its in _candidates(Path(folder), article) if its.id == article]


def find(folder: Path, name: str) -> Article:
    """The article with that id, beginning of an id (6 digits or more), file name or title.

    Raises `NotFound`, or `CorpusError` when the name fits several different articles.
    """
    return _find(Path(folder), name)[1]


def _find(folder: Path, name: str) -> tuple[Path, Article]:
    fits = [(path, article) for path, article in _candidates(folder, name) if _fits(path, article, name)]
    exact = [(path, article) for path, article in fits if name in (article.id, path.name, article.file)]
    fits = exact or fits
    if not fits:
        raise NotFound(f"no article is called {name!r}", str(folder), "kg articles lists them")
    if len({article.id for _, article in fits}) > 1:
        ids = ", ".join(sorted(article.id for _, article in fits)[:5])
        raise CorpusError(f"{name!r} fits several articles: {ids}", str(folder), "give the id")
    return fits[0]


def _candidates(folder: Path, name: str) -> Iterator[tuple[Path, Article]]:
    """Every article that can be read, with its file; a broken one does not keep the others from being found."""
    for path in list_articles(folder):
        try:
            yield path, read_file(path)
        except KgError:
            if name in (path.name, str(path)):
                raise


def _fits(path: Path, article: Article, name: str) -> bool:
    wanted = base_name(name)
    if wanted in (path.name, path.stem, article.file) or name in (article.id, article.title):
        return True
    return len(name) >= 6 and article.id.startswith(name.lower())


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


def _place(folder: Path, article: Article, raw: bytes) -> Path:
    """Puts the bytes under the first free name; `link` fails where another process took it in between."""
    handle, temporary = tempfile.mkstemp(dir=folder, prefix=".new-", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644)
        while True:
            path = free_path(folder, article)
            if path.exists():
                return path
            with contextlib.suppress(FileExistsError):
                _move(temporary, path)
                return path
    finally:
        Path(temporary).unlink(missing_ok=True)


def _move(temporary: str, path: Path) -> None:
    """Gives the file its name without overwriting; where links are not to be had, by renaming."""
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except OSError:
        os.rename(temporary, path)


def holds(path: Path, id_: str) -> bool:
    """Whether the file is there, of a sort that a corpus has, and holds the article with this id. A link may lead out of the
    corpus: it holds none.
    """
    try:
        there = path.suffix.lower() in ARTICLES and path.is_file() and not path.is_symlink()
        return there and read_file(path).id == id_
    except (KgError, OSError):  # one that can not be read, or a name that is too long for any file
        return False
