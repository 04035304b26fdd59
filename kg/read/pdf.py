"""PDF documents: PDFium gives characters and where they stand; the layout rooms make an article of them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from importlib.resources import files
from typing import Any

from kg.errors import ReadError
from kg.limits import Limits
from kg.read import paper
from kg.read.draft import Draft, Drafts, plain, said
from kg.read.glyphs import Page, Piece, pieces

_MAX_PAGES = 5_000
_NO_TITLE = (".doc", ".docx", ".pdf", ".indd", ".qxd", ".tex", ".dvi", ".html", ".ppt", ".pptx", ".xls", ".wps")
_WAYS = {  # PDFium's error → what to tell
    "password": ("locked with a password", "take the password off it first"),
    "security": ("locked in a way that can not be opened", "ask whoever made it for an open one"),
}


def read(body: bytes, name: str, limits: Limits) -> Drafts:
    """The one article of a document, columns in reading order, without what is repeated on its pages."""
    with closing(_open(body, name)) as document:
        if len(document) > _MAX_PAGES:
            raise ReadError(f"{len(document):,} pages, more than {_MAX_PAGES:,}", name, "split it")
        pages = list(_pages(document, name, limits))
        about = _about(document)
    if not any(page.pieces for page in pages):
        raise ReadError("no text in it, only pictures of pages", name, "run text recognition (OCR) over it first")
    text, title = paper.write(pages)
    title = about.get("title") or title
    yield Draft(plain(text), {**about, "title": title} if title else about)


def _open(body: bytes, name: str) -> Any:
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        reason = str(error).lower()
        what, todo = next((way for key, way in _WAYS.items() if key in reason), ("a broken PDF", "download it again"))
        raise ReadError(what, name, todo) from error


def _pages(document: Any, name: str, limits: Limits) -> Iterator[Page]:
    """The pieces of text on each page; a broken page is an empty one. Raises ReadError for more text than the limit."""
    import pypdfium2

    size = 0
    for number in range(len(document)):
        found: list[Piece] = []
        width = height = 0.0
        try:
            with closing(document[number]) as page:
                width, height = page.get_size()
                found = pieces(page)
        except pypdfium2.PdfiumError:
            pass
        size += sum(len(piece.text) for piece in found)
        if size > limits.text:
            raise ReadError(f"more than {limits.text:,} characters", name, "split it, or set KG_MAX_TEXT")
        yield Page(width, height, found)


@cache
def _by_programs() -> tuple[tuple[str, ...], frozenset[str]]:
    """What programs write for a title and for an author, where nobody gave one."""
    data = tomllib.loads(files("kg").joinpath("data", "print.toml").read_text("utf-8"))
    return tuple(map(str, data["untitled"])), frozenset(map(str, data["nobody"]))


def _about(document: Any) -> dict[str, str]:
    """Title and author, where they are such. The dates of a PDF are those of the file, not of the article."""
    meta = document.get_metadata_dict()
    title = meta.get("Title") or ""
    low = title.strip().lower()
    untitled, nobody = _by_programs()
    if low.endswith(_NO_TITLE) or low.startswith(untitled) or len(low) < 4:
        title = ""
    author = meta.get("Author") or ""
    if not any(map(str.isalpha, author)) or author.strip().lower() in nobody:
        author = ""
    return said(title=title, author=author)
