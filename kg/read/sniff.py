"""Whether a text is an HTML page, a feed or rows of JSON, whatever its file is called."""

from __future__ import annotations

import json
import re

_LOOK = 200_000  # characters that decide
_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_XML = re.compile(r"<\?xml[^>]{0,200}>")
_START = re.compile(r"<(?:div|section|article|main|p|h[1-6]|table|ul|ol|header|span|blockquote)\b", re.I)
_CLOSE = re.compile(r"</(?:div|section|article|p|li|h[1-6]|td|th|blockquote|ul|ol|main)\s{0,3}>", re.I)
_ANY = re.compile(r"<(?:p|div|h[1-6]|br|li|td|body|span)\b[^<>]{0,300}>", re.I)
_MARKS = re.compile(r"^(?:#{1,6} |```|~~~|[-*] |\d{1,2}\. |\|.*\|$|> )", re.M)
_DOCTYPE = re.compile(r"\s{0,200}<!doctype\s+(?:rss|feed|rdf)[^<>\[]{0,500}(?:\[[^\]]{0,20000}\])?\s*>\s{0,200}", re.IGNORECASE)
_FEED = re.compile(r"<(?:rss\b|(?:\w{1,10}:)?feed\b[^>]{0,2000}\bxmlns|rdf:RDF\b[^>]{0,2000}rss)", re.IGNORECASE)
_ROWS = re.compile(r"\[?\s{0,2000}\{\s{0,2000}\"")
_KEY = re.compile(r"\"(?:title|text|content|body|items|标题|正文|内容)\w{0,10}\"\s{0,20}:", re.IGNORECASE)
_LINK = re.compile(r"\]\(\S{1,300}\)")


def is_html(body: str, *, declared: bool) -> bool:
    """True for a page or a fragment of one; a Markdown text with a few tags in it is none.

    `declared`: the file's ending says HTML, so that any tag is enough.
    """
    begin = _first_mark(body)
    if _PAGE.match(body, begin):
        return True
    sample = body[:_LOOK]
    if declared:
        return _ANY.search(sample) is not None
    if not _START.match(body, begin):
        return False
    closes = len(_CLOSE.findall(sample))
    marks = len(_MARKS.findall(sample)) + len(_LINK.findall(sample))
    return closes >= 3 and marks * 4 < closes


def _first_mark(body: str) -> int:
    """Where the text begins behind blanks, an XML declaration and comments."""
    at = 0
    for _ in range(20):
        at += len(body[at : at + 2000]) - len(body[at : at + 2000].lstrip())
        declared = _XML.match(body, at)
        if declared:
            at = declared.end()
        elif body.startswith("<!--", at) and (close := body.find("-->", at)) >= 0:
            at = close + 3
        else:
            break
    return at


def is_feed(body: str) -> bool:
    """Whether a text is an RSS or Atom feed."""
    begin = _first_mark(body)
    while (doctype := _DOCTYPE.match(body, begin)) is not None:
        begin = doctype.end()
    return _FEED.match(body, begin) is not None


def is_json_rows(body: str) -> bool:
    """Whether a text is a JSON object on each line, or a list of objects."""
    head = body[:_LOOK].lstrip("\ufeff \t\r\n")
    if _ROWS.match(head) is None:
        return False
    first = head.split("\n", 1)[0].strip()
    try:
        return isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return head.startswith(("[", "{")) and _KEY.search(head[:2000]) is not None


def is_xml(body: str, *, declared: bool) -> bool:
    """Whether a text is a document in XML, of whatever sort. `declared`: its ending says so, and a tag is enough."""
    head = body[:2000].lstrip()
    return head.startswith("<") if declared else _XML.match(head) is not None
