"""A text evened out before it is read: odd blanks, hyphens and soft line breaks as plain ones, each character in its place."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kg.model import Block
from kg.regexes import compiled

# Nothing between what it parts: where a line was broken between two Chinese characters, and where a line is set in.
SEAM = "\u205f"
_BLANKS = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f"
_ODD = str.maketrans({**dict.fromkeys(_BLANKS, " "), "\u2010": "-", "\u2011": "-", "\u00ad": SEAM})
_MAY_BE_ODD = compiled(f"[{_BLANKS}\u2010\u2011\u00ad]")
_BREAK = compiled(r"[ \t]?\n[ \t\u3000]*(?:>[ \t]?)*")
_SILENT = frozenset(("row", "code", "boilerplate"))  # their line breaks are meant
_LABELLED = compiled(r"[\s>*_\-•·]{0,8}[^\W_][^:：,，。;；!！?？\n]{0,24}[:：][*_\s]{0,4}(?!/)\S[^\n]{0,40}")
_DRESS = "*_"
_HAN = "\u2e80"  # Chinese characters and full-width marks stand from here on
_MARKS = frozenset("“”‘’…—")  # of both scripts


def evened(text: str, blocks: Iterable[Block]) -> str:
    """The text with plain blanks and hyphens, and without the line breaks within its blocks, of the same length.

    A block is what belongs together: a line break in it only made the text fit a page. The very text where it is even.
    """
    even = text.translate(_ODD) if not text.isascii() and _MAY_BE_ODD.search(text) else text
    parts: list[str] = []
    done = 0
    for block in blocks:
        if block.kind in _SILENT or even.find("\n", block.start, block.end) < 0 or _is_listing(even[block.start : block.end]):
            continue
        parts += even[done : block.start], _BREAK.sub(_joined, even[block.start : block.end])
        done = block.end
    return "".join([*parts, even[done:]]) if parts else even


def _is_listing(text: str) -> bool:
    """Whether the lines of a block are a list, each but the first opened by a label and a colon: their line breaks are meant."""
    labelled = [_LABELLED.fullmatch(line) is not None for line in text.split("\n")]
    return sum(labelled) > 1 and all(labelled[1:])


def _joined(found: re.Match[str]) -> str:
    """What stands for a line break: a blank between words, nothing beside Chinese characters and behind a hyphen."""
    text, length = found.string, found.end() - found.start()
    before = text[max(0, found.start() - 6) : found.start()].rstrip(_DRESS)[-2:]
    after = text[found.end() : found.end() + 6].lstrip(_DRESS)[:1]
    if not before or not after:
        return " " + SEAM * (length - 1)
    if before[-1] == "-" and before[0].isalnum() and after.isalnum() or _is_seamless(before[-1], after):
        return SEAM * length
    return " " + SEAM * (length - 1)


def _is_seamless(one: str, two: str) -> bool:
    """Whether no blank stands between two characters: both Chinese, or one a mark of Chinese print."""
    wide = (one >= _HAN, two >= _HAN)
    if all(wide):
        return True
    return any(is_wide and (not char.isalnum() or other in _MARKS) for is_wide, char, other in zip(wide, (one, two), (two, one), strict=True))
