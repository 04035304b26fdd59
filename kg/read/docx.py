"""Word documents: mammoth turns them into plain HTML, which the converter of pages writes as an article."""

from __future__ import annotations

import io
import logging
import zipfile
from typing import Any

from kg.errors import ReadError
from kg.limits import Limits
from kg.read import archive, xml
from kg.read.draft import Draft, Drafts, plain, said

# How Word's styles are written beyond what mammoth knows; in both languages, as localized programs name them.
_STYLES = "\n".join(
    [
        *(f"p[style-name='{name} {n}'] => h{n}:fresh" for name in ("标题", "標題") for n in range(1, 7)),
        *(f"p[style-name='{name}'] => h1:fresh" for name in ("Title", "标题", "標題", "文档标题")),
        *(f"p[style-name='{name}'] => h2:fresh" for name in ("Subtitle", "副标题", "副標題")),
        *(
            f"p[style-name='{name}'] => blockquote > p:fresh"
            for name in ("Quote", "Intense Quote", "Block Text", "引用", "明显引用", "明顯引文")
        ),
    ]
)
_BACK = "↑"  # mammoth's link from a note to its place


def read(body: bytes, name: str, limits: Limits) -> Drafts:
    """The one article of a document; notes come at its end, comments and running heads are left out."""
    with archive.opened(body, name) as packed:
        _check(packed, name, limits)
        about = _about(packed, name)
    text = _text(body, name)
    title = about.get("title", "")
    if title and not any(line.startswith("# ") for line in text.split("\n", 30)[:30]):
        text = f"# {title}\n\n{text}"
    yield Draft(plain(text), about)


def _check(packed: zipfile.ZipFile, name: str, limits: Limits) -> None:
    """Refuse what would unpack to too much, and parts with entities: mammoth reads them whole and trusts them."""
    left = limits.file
    for info in packed.infolist():
        if not info.filename.endswith((".xml", ".rels")):
            continue
        raw = archive.member(packed, info, f"{name}/{info.filename}", left)
        left -= len(raw)
        if b"<!DOCTYPE" in raw or b"<!ENTITY" in raw or b"<\0!\0" in raw:
            raise ReadError("declares entities, which articles have no use for", name, "save it anew from its program")


def _about(packed: zipfile.ZipFile, name: str) -> dict[str, str]:
    """Title, author and language. The dates in a document are those of its file, not of the article."""
    if "docProps/core.xml" not in packed.namelist():
        return {}
    root = xml.parse(archive.member(packed, "docProps/core.xml", name, 1_000_000), name)

    def first(tag: str) -> str:
        return next(iter(xml.texts(root, tag)), "")

    return said(title=first("title"), author=first("creator"), lang=first("language"), publisher=first("publisher"))


def _text(body: bytes, name: str) -> str:
    import mammoth

    from kg.read.html import fragment

    logging.getLogger("mammoth").setLevel(logging.ERROR)

    def no_image(image: Any) -> dict[str, str]:
        return {}

    try:
        found = mammoth.convert_to_html(
            io.BytesIO(body), style_map=_STYLES, convert_image=mammoth.images.img_element(no_image)
        )
    except RecursionError:
        raise ReadError("the document is nested too deeply", name, "save it anew from its program") from None
    except MemoryError:
        raise
    except Exception as error:  # mammoth trusts documents: any fault of theirs shows as any error
        raise ReadError(f"a broken Word document: {type(error).__name__}: {error}", name, "save it anew") from error
    return fragment(found.value.replace(_BACK, ""))
