"""XML of documents that come from anywhere: no entities, no network, no deep trees."""

from __future__ import annotations

from typing import Any

from kg.errors import ReadError


def parse(raw: bytes, where: str) -> Any:
    """The root element. Raises ReadError for broken XML and for XML that declares entities."""
    from lxml import etree

    if b"<!ENTITY" in raw or b"<\0!\0E\0N\0T\0" in raw:
        raise ReadError("declares entities, which articles have no use for", where, "save it anew from its program")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    try:
        root = etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ReadError(f"broken XML: {error}", where, "download or copy it again") from error
    if root is None:
        raise ReadError("broken XML", where, "download or copy it again")
    return root


def texts(root: Any, *names: str) -> list[str]:
    """The texts of the elements with these names, whatever their namespace, in the order of the document."""
    wanted = set(names)
    found = []
    for element in root.iter():
        if isinstance(element.tag, str) and element.tag.rpartition("}")[2] in wanted:
            text = " ".join("".join(element.itertext()).split())
            if text:
                found.append(text)
    return found
