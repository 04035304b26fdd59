"""EPUB books: their pages in reading order as one article, and what the book says of itself."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from kg.errors import ReadError
from kg.limits import Limits
from kg.read import archive, xml
from kg.read.draft import Draft, Drafts, plain, said
from kg.read.encoding import decode

_PAGES = ("application/xhtml+xml", "text/html", "text/x-oeb1-document")
_BESIDE = ("nav", "cover-image", "cover", "titlepage", "toc")  # properties and ids of pages that say nothing


def read(body: bytes, name: str, limits: Limits) -> Drafts:
    """The one article of a book: what its spine names, without tables of contents and covers."""
    with archive.opened(body, name) as packed:
        if "META-INF/encryption.xml" in packed.namelist() and "META-INF/rights.xml" in packed.namelist():
            raise ReadError("the book is locked (DRM)", name, "only its shop's program can read it")
        place = _package(packed, name)
        root = xml.parse(archive.member(packed, place, name, limits.file), name)
        about = _about(root)
        pages = list(_pages(packed, root, posixpath.dirname(place), name, limits))
    text = "\n\n".join(pages)
    title = about.get("title", "")
    if title and f"# {title}" not in text[:2000]:
        text = f"# {title}\n\n{text}"
    if not pages:
        raise ReadError("the book has no text", name, "books of pictures can not be read")
    yield Draft(plain(text), about)


def _package(packed: zipfile.ZipFile, name: str) -> str:
    """The path of the file that lists the book's parts."""
    root = xml.parse(archive.member(packed, "META-INF/container.xml", name, 1_000_000), name)
    for element in root.iter("{*}rootfile"):
        if place := element.get("full-path"):
            return str(place)
    raise ReadError("the book does not name its parts", name, "download or copy it again")


def _about(root: Any) -> dict[str, str]:
    """The book's metadata. Its date is the publication's where one is so marked, else the first."""
    meta = root.find("{*}metadata")
    if meta is None:
        return {}

    def first(tag: str) -> str:
        return next(iter(xml.texts(meta, tag)), "")

    dates = [e for e in meta.iter("{*}date") if e.text]
    marked = [e for e in dates if any(key.endswith("event") and "publi" in value for key, value in e.attrib.items())]
    links = [text for text in xml.texts(meta, "source", "identifier") if text.startswith(("http://", "https://"))]
    return said(
        title=first("title"),
        author=", ".join(xml.texts(meta, "creator")[:10]),
        publisher=first("publisher"),
        date=(marked or dates)[0].text if dates else "",
        lang=first("language"),
        rights=first("rights"),
        source=next(iter(links), ""),
    )


def _pages(packed: zipfile.ZipFile, root: Any, folder: str, name: str, limits: Limits) -> Iterator[str]:
    from kg.read.html import fragment

    items = {item.get("id"): item for item in root.iter("{*}item") if item.get("id")}
    left, missing = limits.unpacked, 0
    for number, ref in enumerate(root.iter("{*}itemref")):
        item = items.get(ref.get("idref"))
        if number >= limits.entries or item is None or ref.get("linear") == "no" or _is_beside(item):
            continue
        if item.get("media-type") not in _PAGES:
            continue
        path = posixpath.normpath(posixpath.join(folder, unquote((item.get("href") or "").split("#")[0])))
        try:
            raw = archive.member(packed, path, f"{name}/{path}", min(left, limits.file))
            source = decode(raw, f"{name}/{path}")
        except ReadError as error:
            if "unpacks" in error.what:
                raise
            missing += 1
            continue
        left -= len(raw)
        if text := fragment(source).strip("\n"):
            yield text
    if missing:
        raise ReadError(f"{missing} pages of the book are missing or broken", name, "download or copy it again")


def _is_beside(item: Any) -> bool:
    marks = f"{item.get('properties') or ''} {item.get('id') or ''}".lower().split()
    return any(mark in _BESIDE for mark in marks)
