"""A parsed HTML page: where its article stands, what on it is invisible or beside the point, what it says of itself."""

from __future__ import annotations

import json
import re
from typing import Any

from kg.read.boilerplate import beside_words
from kg.read.dates import find_day, iso_date
from kg.read.draft import sound

_DROP = frozenset(
    (
        "script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "math", "canvas",
        "audio", "video", "map", "nav", "footer", "aside", "form", "button", "select", "option", "input",
        "textarea", "label", "dialog", "menu", "head", "link", "meta", "title",
    )
)  # fmt: skip
_KEPT = frozenset(("aside", "footer", "label"))  # beside the article on a page, part of it in a book
_HIDDEN = re.compile(r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden", re.I)
_MAIN = ("//article", "//*[@itemprop='articleBody']", "//main", "//*[@role='main']")
_LEAVES = ("p", "table", "ul", "ol", "blockquote", "pre", "a", "span", "h1")  # too small to be an article's box
_WORDS = re.compile(r"[-_\s]+")
_BLANKS = re.compile(r"\s+")
_DENSE = 0.85  # share of the page's text that the article's node must hold
_ENOUGH = 0.4  # share from which an <article> or <main> is believed


def parse(source: str) -> Any | None:
    """The root element, None for a page without any. Deep nesting and broken marks are borne."""
    from lxml import etree

    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True)
    try:
        return etree.fromstring(source.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def depth(root: Any, most: int) -> int:
    """How deep the page is nested; where deeper than `most`, one more than that."""
    from lxml import etree

    level = deepest = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        level += 1 if event == "start" else -1
        deepest = max(deepest, level)
        if deepest > most:
            break
    return deepest


def number(element: Any, name: str, default: int) -> int:
    """A whole number of an attribute, 1 digit to 4, else the default."""
    value = (element.get(name) or "").strip()
    return int(value) if value.isascii() and value.isdigit() and len(value) < 5 else default


def text_of(element: Any) -> str:
    """The text of an element on one line."""
    return _BLANKS.sub(" ", "".join(element.itertext())).strip()


def dropped(root: Any) -> set[Any]:
    """The elements that a reader does not see or that are not the article: scripts, menus, boxes beside it."""
    gone: set[Any] = set()
    sizes = _sizes(root, gone)
    whole = max(sizes.get(root, 0), 1)
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag in _DROP or _is_hidden(element) or (_is_beside(element) and sizes.get(element, 0) < whole * _ENOUGH):
            gone.add(element)
    return gone


def unseen(root: Any) -> set[Any]:
    """The elements that a reader does not see: scripts, styles, what is hidden."""
    return {e for e in root.iter() if isinstance(e.tag, str) and (e.tag in _DROP - _KEPT or _is_hidden(e))}


def _is_hidden(element: Any) -> bool:
    style = element.get("style")
    return (
        (style is not None and _HIDDEN.search(style[:500]) is not None)
        or element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
    )


def _is_beside(element: Any) -> bool:
    if element.tag in ("body", "html", "article", "main", "p", "li", "td", "tr", "table", "h1", "h2", "h3"):
        return False
    names = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('role') or ''}"[:400].lower()
    return not beside_words().isdisjoint(_WORDS.split(names)) or "complementary" in names or "navigation" in names


def _sizes(root: Any, gone: set[Any]) -> dict[Any, int]:
    """For every element the characters of text in it that are neither links nor dropped; one pass."""
    from lxml import etree

    sizes: dict[Any, int] = {}
    stack = [0]
    silent = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        quiet = not isinstance(element.tag, str) or element.tag in _DROP or element in gone or element.tag == "a"
        if event == "start":
            silent += quiet
            stack.append(0 if silent else len((element.text or "").strip()))
            continue
        size = stack.pop()
        sizes[element] = size
        silent -= quiet
        stack[-1] += size + (0 if silent else len((element.tail or "").strip()))
    return sizes


def main(root: Any, gone: set[Any]) -> Any:
    """The element that holds the article: a marked one with enough of the text, else the densest."""
    body = root.find(".//body")
    top = body if body is not None else root
    sizes = _sizes(root, gone)
    whole = sizes.get(top, 0)
    for path in _MAIN:
        best = max(root.xpath(path), key=lambda element: sizes.get(element, 0), default=None)
        size = sizes.get(best, 0)  # broken pages have elements beside their root, which have none
        if best is not None and best not in gone and size >= whole * _ENOUGH and size > 0:
            return best
    node = top
    while True:
        children = (child for child in node if isinstance(child.tag, str) and child not in gone)
        inner = max(children, key=lambda element: sizes.get(element, 0), default=None)
        if inner is None or inner.tag in _LEAVES or whole == 0 or sizes.get(inner, 0) < whole * _DENSE:
            return node
        node = inner


def layout_tables(node: Any) -> set[Any]:
    """Tables that hold other tables: they lay out a page and are no tables."""
    outer: set[Any] = set()
    for table in node.iter("table"):
        parent = table.getparent()
        while parent is not None and parent not in outer:
            if parent.tag == "table":
                outer.add(parent)
                break  # what is around it was seen when the walk came past it
            parent = parent.getparent()
    return outer


def outer_title(root: Any, node: Any, gone: set[Any]) -> str:
    """The page's only first heading where it stands outside of the article's node, else ""."""
    heads = [head for head in root.iter("h1") if head not in gone and text_of(head)]
    if len(heads) != 1 or any(parent is node for parent in heads[0].iterancestors()) or heads[0] is node:
        return ""
    if any(parent in gone for parent in heads[0].iterancestors()):
        return ""
    title = text_of(heads[0])
    return title if len(title) <= 300 else ""


def describe(root: Any) -> dict[str, str]:
    """What the page says of itself in its head and in structured data; keys are fields of `Article`."""
    meta = _meta(root)
    linked = _linked_data(root)
    found = {
        "title": linked.get("title") or meta.get("og:title") or _only_heading(root) or _title_tag(root),
        "date": _first_date(linked.get("date"), *(meta.get(name) for name in _DATES), _time_tag(root)),
        "author": linked.get("author") or meta.get("author") or meta.get("article:author") or meta.get("dc.creator"),
        "publisher": linked.get("publisher") or meta.get("og:site_name") or meta.get("dc.publisher"),
        "source": _canonical(root) or meta.get("og:url"),
        "rights": meta.get("rights") or meta.get("dc.rights") or meta.get("copyright"),
    }
    found["author"] = "" if (found["author"] or "").startswith("http") else found["author"]
    return {name: " ".join(sound(value).split())[:400] for name, value in found.items() if value}


_DATES = (
    "article:published_time", "datepublished", "date", "pubdate", "publishdate", "publish_date", "dc.date",
    "dc.date.issued", "dcterms.created", "citation_publication_date", "og:published_time", "parsely-pub-date",
)  # fmt: skip


def _meta(root: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        name = (element.get("property") or element.get("name") or element.get("itemprop") or "").strip().lower()
        content = (element.get("content") or "").strip()
        if name and content:
            found.setdefault(name, content)
    return found


def _first_date(*values: str | None) -> str:
    for value in values:
        if value and (iso := iso_date(value) or (found[0] if (found := find_day(value[:100])) else "")):
            return iso
    return ""


def _time_tag(root: Any) -> str:
    """The first `<time>` of the page's article header, where it is the only one or marked as the publication."""
    times = [element for element in root.iter("time") if element.get("datetime")]
    names = [f"{e.get('itemprop')} {e.get('class')} {'publi' if e.get('pubdate') is not None else ''}" for e in times]
    marked = [element for element, name in zip(times, names, strict=True) if "publi" in name.lower()]
    chosen = marked or (times if len(times) == 1 else [])
    return str(chosen[0].get("datetime")) if chosen else ""


def _canonical(root: Any) -> str:
    for element in root.iter("link"):
        if (element.get("rel") or "").lower() == "canonical" and (element.get("href") or "").startswith("http"):
            return str(element.get("href"))
    return ""


def _only_heading(root: Any) -> str:
    heads = [text for element in root.iter("h1") if (text := text_of(element))]
    return heads[0] if len(heads) == 1 and len(heads[0]) <= 300 else ""


def _title_tag(root: Any) -> str:
    """The page's `<title>` without the site's name behind a dash or bar."""
    element = root.find(".//head/title")
    title = text_of(element) if element is not None else ""
    parts = re.split(r"\s+[|–—_-]\s+|\s?[|_]\s?", title[:400])
    return parts[0] if len(parts[0]) >= 8 else title


def _linked_data(root: Any) -> dict[str, str]:
    """Title, date, author and publisher out of the page's JSON-LD about an article."""
    for element in root.iter("script"):
        if "ld+json" not in (element.get("type") or ""):
            continue
        try:
            data = json.loads(element.text or "")
        except (ValueError, RecursionError):
            continue
        for item in _things(data):
            kind = item.get("@type")
            kinds = kind if isinstance(kind, list) else [kind]
            if any(isinstance(k, str) and k.endswith(("Article", "BlogPosting", "Report")) for k in kinds):
                return {
                    "title": _name(item.get("headline")),
                    "date": _name(item.get("datePublished")),
                    "author": _name(item.get("author")),
                    "publisher": _name(item.get("publisher")),
                }
    return {}


def _things(data: Any) -> list[dict[str, Any]]:
    items = data if isinstance(data, list) else [data]
    graphs = [item["@graph"] for item in items if isinstance(item, dict) and isinstance(item.get("@graph"), list)]
    return [item for part in (items, *graphs) for item in part if isinstance(item, dict)]


def _name(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(name for item in value[:10] if not isinstance(item, list) and (name := _name(item)))
    if isinstance(value, dict):
        inner = value.get("name")
        return inner if isinstance(inner, str) else ""
    return value if isinstance(value, str) else ""
