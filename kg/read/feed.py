"""RSS and Atom feeds: each entry an article, read by feedparser; nothing is fetched."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import Any

from kg.errors import ReadError
from kg.limits import Limits
from kg.read.draft import Draft, Drafts, plain, said

_DECLARED = re.compile(r"""(<\?xml[^>]{0,200}?)\s+encoding\s*=\s*["'][^"']{0,40}["']""", re.IGNORECASE)
_ENTITY = re.compile(r"<!ENTITY", re.IGNORECASE)
_TAG = re.compile(r"<[a-zA-Z/][^<>]{0,2000}>")
SUMMARY = "summary"  # under this name a draft says that its text is only the feed's summary


def read(body: str, name: str, limits: Limits) -> Drafts:
    """An article for each entry that has a text, in the feed's order."""
    import feedparser

    if _ENTITY.search(body[:20_000]):
        raise ReadError("declares entities, which feeds have no use for", name, "ask for another address of the feed")
    source = _DECLARED.sub(r"\1", body, count=1).encode("utf-8", "replace")
    try:
        found = feedparser.parse(
            io.BytesIO(source), response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False, resolve_relative_uris=False,
        )  # fmt: skip
    except RecursionError:
        raise ReadError("the feed is nested too deeply", name, "check the feed") from None
    except MemoryError:
        raise
    except Exception as error:  # it trusts some feeds: a fault of theirs shows as any error
        raise ReadError(f"a broken feed: {type(error).__name__}", name, "check the feed") from error
    entries = found.entries
    if not entries:
        reason = getattr(found.get("bozo_exception"), "getMessage", lambda: "")() if found.get("bozo") else ""
        raise ReadError("the feed has no entries" + (f" ({reason})" if reason else ""), name, "check the feed")
    if len(entries) > limits.entries:
        raise ReadError(f"more than {limits.entries:,} entries", name, "split it, or set KG_MAX_ENTRIES")
    for number, entry in enumerate(entries, start=1):
        yield _draft(entry, found.feed, name, number)


def _draft(entry: Any, feed: Any, name: str, number: int) -> Draft | ReadError:
    text, whole = _text(entry)
    title = _one_line(entry.get("title"))
    if not text.strip():
        return ReadError(f"the entry {title!r} has no text", f"{name}#{number}", "add the address that it names")
    if title and f"# {title}" not in text[:2000]:
        text = f"# {title}\n\n{text}"
    link = entry.get("link") or ""
    about = said(
        title=title,
        date=_date(entry),
        author=_people(entry) or _people(feed),
        publisher=_inner(entry, "source", "title") or feed.get("publisher") or _one_line(feed.get("title")),
        source=link if str(link).startswith(("http://", "https://")) else "",
        rights=_licence(entry) or _licence(feed) or feed.get("rights"),
        lang=feed.get("language"),
    )
    return Draft(plain(text), about if whole else {**about, SUMMARY: "yes"}, f"#{number}")


def _text(entry: Any) -> tuple[str, bool]:
    """The entry's text, and whether it is the whole one: of several contents the longest, else the summary."""
    contents = [c for c in entry.get("content") or [] if isinstance(c, Mapping) and c.get("value")]
    best = max(contents, key=lambda c: len(c["value"]), default=None)
    if best is not None:
        return _plain(best["value"], best.get("type", "")), True
    detail = entry.get("summary_detail") or {}
    return _plain(entry.get("summary") or "", detail.get("type", "")), False


def _plain(value: str, media: str) -> str:
    from kg.read.html import fragment

    if media == "text/plain" and not _TAG.search(value):
        return value
    return fragment(value) if _TAG.search(value) or "&" in value else value


def _one_line(value: Any) -> str:
    text = str(value or "")
    return " ".join((_plain(text, "") if "<" in text or "&" in text else text).split()).strip("*# ")


def _date(entry: Any) -> str:
    """The day of publication, else of the last change: as parsed by its time zone's own day where that is told."""
    for key in ("published", "created", "updated"):
        text, parsed = str(entry.get(key) or ""), entry.get(f"{key}_parsed")
        if found := said(date=text).get("date"):
            return found
        if parsed:
            return f"{parsed.tm_year:04}-{parsed.tm_mon:02}-{parsed.tm_mday:02}"
    return ""


def _people(thing: Any) -> str:
    people = [_one_line(p.get("name")) for p in thing.get("authors") or [] if isinstance(p, Mapping)]
    return ", ".join(dict.fromkeys(p for p in people[:10] if p)) or _one_line(thing.get("author"))


def _inner(thing: Any, key: str, part: str) -> str:
    inner = thing.get(key)
    return _one_line(inner.get(part)) if isinstance(inner, Mapping) else ""


def _licence(thing: Any) -> str:
    links = [link for link in thing.get("links") or [] if isinstance(link, Mapping) and link.get("rel") == "license"]
    return str(links[0].get("href") or "") if links else str(thing.get("license") or thing.get("rights") or "")
