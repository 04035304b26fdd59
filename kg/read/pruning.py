"""Which parts of a page's text are its article: trafilatura decides, the structure that we wrote stays."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence

from kg.model import Block

_NOT_WORDS = re.compile(r"[\W_]+")
_RUN = 6  # characters that are compared at a time
_SHARE = 0.6  # of a part's runs that the article must hold
_LEAST = 0.5  # of the article that must be left, else nothing is taken out
_LINKS = 10  # a page with fewer has nothing beside its article
_MOST, _DEEP = 3_000_000, 250  # characters and depth of a page that is looked at


def pruned(text: str, source: str) -> str:
    """The text of a page without what stands beside its article; as it is where no article stands out.

    Where our own text has missed most of the article, trafilatura's stands in.
    """
    if source.count("<a ") < _LINKS or len(source) > _MOST:
        return text
    article = _article(source)
    if not article:
        return text
    from kg.read.blocks import split

    found = split(text)
    kept = _together(found, _kept(text, found, article))
    left = sum(block.end - block.start for block, keep in zip(found, kept, strict=True) if keep)
    return _cut(text, found, kept) if left >= _LEAST * len(article) else _article(source, "markdown") or text


def _article(source: str, form: str = "txt") -> str:
    """The text that trafilatura takes for the article, "" for none."""
    from kg.read import page

    root = page.parse(source)
    if root is None or page.depth(root, _DEEP) > _DEEP:
        return ""
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        return trafilatura.extract(
            source, output_format=form, include_comments=False, include_tables=True,
            include_formatting=form == "markdown", with_metadata=False,
        ) or ""  # fmt: skip
    except MemoryError:
        raise
    except Exception:  # it is no judge of pages that are made to break it: then nothing is taken out
        return ""


def _squeezed(text: str) -> str:
    return _NOT_WORDS.sub("", text).casefold()


def _runs(text: str) -> set[str]:
    return {text[at : at + _RUN] for at in range(max(1, len(text) - _RUN + 1))}


def _kept(text: str, found: Sequence[Block], article: str) -> list[bool]:
    """For each block whether the article holds it."""
    there = _runs(_squeezed(article))
    kept = []
    for block in found:
        runs = _runs(_squeezed(text[block.start : block.end]))
        kept.append(len(runs & there) >= _SHARE * len(runs))
    return kept


def _together(found: Sequence[Block], kept: list[bool]) -> list[bool]:
    """Tables and lists stay or go as a whole; a heading goes with what it heads, the page's own title stays."""
    out = list(kept)
    at = 0
    while at < len(found):
        stop = at + 1
        while stop < len(found) and found[at].kind in ("row", "item") and _one(found[at], found[stop]):
            stop += 1
        if stop > at + 1:
            most = sum(kept[at:stop]) * 2 >= stop - at
            out[at:stop] = [most or keep and found[at].kind == "item" for keep in kept[at:stop]]
        at = stop
    for number in range(len(found) - 1, -1, -1):
        if found[number].kind == "heading" and not kept[number]:
            follows = number + 1 < len(found) and out[number + 1] and found[number + 1].kind != "heading"
            out[number] = follows or (found[number].level == 1 and number < 2)
    return out


def _one(first: Block, other: Block) -> bool:
    return first.kind == other.kind and first.table == other.table


def _cut(text: str, found: Sequence[Block], kept: Sequence[bool]) -> str:
    """The text without the lines of the blocks that go."""
    parts, at, last = [], 0, -1
    for number, (block, keep) in enumerate(zip(found, kept, strict=True)):
        begin = text.rfind("\n", 0, block.start) + 1
        if not keep:
            in_table = last >= 0 and block.table >= 0 and found[last].table == block.table and not kept[last]
            if not in_table:
                parts.append(text[at:begin])
            end = text.find("\n", block.end)
            at = len(text) if end < 0 else end + 1
        last = number
    return "".join([*parts, text[at:]])
