"""READERS: each sort of document, the module that reads it, and how it is known by its content, ending or media type."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath

from kg.errors import ReadError
from kg.limits import Limits
from kg.read.draft import Drafts

TEXT, BYTES, FILES = "text", "bytes", "files"  # what a reader takes; FILES: it gives files again, as an archive does
HTML_ALONE = 100_000  # bytes from which a page is read in a process of its own


@dataclass(frozen=True, slots=True)
class Reader:
    """A row of READERS. `module.read(body, name, limits)` gives drafts, or faults in the place of some.

    `apart`: bytes from which it runs in a process that can be ended; -1 for never, 0 for always.
    `needs`: the library that reads it.
    """

    module: str
    takes: str
    endings: tuple[str, ...]
    media: tuple[str, ...] = ()
    apart: int = -1
    needs: str = ""

    def load(self, where: str) -> Callable[[bytes | str, str, Limits], Drafts]:
        """The function that reads. Raises ReadError where its library is not installed."""
        try:
            module = importlib.import_module(self.module)
            if self.needs:
                importlib.import_module(self.needs)
        except ImportError as error:
            missing = error.name or self.needs
            what = f"{missing} is not installed, which reads this sort of file"
            raise ReadError(what, where, f"pip install {missing}") from error
        read: Callable[[bytes | str, str, Limits], Drafts] = module.read
        return read


READERS: dict[str, Reader] = {
    "markdown": Reader("kg.read.plain", TEXT, (".md", ".markdown"), ("text/markdown", "text/x-markdown")),
    "text": Reader("kg.read.plain", TEXT, (".txt", ".text"), ("text/plain",)),
    "html": Reader(
        "kg.read.webpage", TEXT, (".html", ".htm", ".xhtml"), ("text/html", "application/xhtml+xml"), HTML_ALONE,
        "lxml",
    ),
    "pdf": Reader("kg.read.pdf", BYTES, (".pdf",), ("application/pdf", "application/x-pdf"), 0, "pypdfium2"),
    "docx": Reader(
        "kg.read.docx", BYTES, (".docx",),
        ("application/vnd.openxmlformats-officedocument.wordprocessingml.document",), 0, "mammoth",
    ),
    "epub": Reader("kg.read.epub", BYTES, (".epub",), ("application/epub+zip",), 0),
    "feed": Reader(
        "kg.read.feed", TEXT, (".rss", ".atom", ".rdf", ".xml"),
        ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/xml", "text/xml"),
        0, "feedparser",
    ),
    "rows": Reader(
        "kg.read.jsonrows", TEXT, (".jsonl", ".ndjson", ".json"),
        ("application/x-ndjson", "application/jsonl", "application/json", "application/feed+json"),
    ),
    "csv": Reader("kg.read.csvrows", TEXT, (".csv", ".tsv"), ("text/csv", "text/tab-separated-values")),
    "zip": Reader("kg.read.archive", FILES, (".zip",), ("application/zip", "application/x-zip-compressed")),
}  # fmt: skip

ENDINGS = {ending: sort for sort, reader in READERS.items() for ending in reader.endings}
MEDIA = {media: sort for sort, reader in READERS.items() for media in reader.media}
ARTICLES = tuple(e for sort in ("markdown", "text", "html") for e in READERS[sort].endings)  # one file, one article


def by_name(name: str) -> str:
    """The sort that a name's ending tells, "" where it tells none."""
    return ENDINGS.get(PurePosixPath(name.replace("\\", "/")).suffix.lower(), "")


def by_bytes(raw: bytes, name: str) -> str:
    """The sort that the first bytes tell; "" for what has to be looked at as text. Raises ReadError for a bad one."""
    if raw.startswith(b"%PDF-") or (by_name(name) == "pdf" and b"%PDF-" in raw[:1024]):
        return "pdf"
    if raw.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        from kg.read.archive import kind

        return kind(raw, name)
    if raw and (told := by_name(name)) and READERS[told].takes != TEXT:
        raise ReadError(f"called {READERS[told].endings[0]}, but it is none", name, "look at what it is")
    return ""


def by_text(body: str, name: str, media: str = "") -> str:
    """The sort of a text: by what stands in it, then by its ending or media type. Raises ReadError for XML of no sort."""
    from kg.read import sniff

    told = by_name(name) or MEDIA.get(media, "")
    if sniff.is_feed(body):
        return "feed"
    if sniff.is_html(body, declared=told == "html"):
        return "html"
    if told in ("rows", "csv"):
        return told
    if told != "markdown" and sniff.is_json_rows(body):
        return "rows"
    if told not in ("markdown", "text") and sniff.is_xml(body, declared=told == "feed"):  # tags in quotes, were it read as text
        raise ReadError("this is XML, but no feed and no page", name, "save it as HTML or as text")
    return told if told in ("markdown", "text") else "text"
