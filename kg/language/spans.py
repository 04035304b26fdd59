"""Spans of a text, as the sentence rules of each language collect them."""

from __future__ import annotations

Spans = list[tuple[int, int]]


def append_trimmed(spans: Spans, text: str, begin: int, end: int) -> None:
    """Add `text[begin:end]` without the blanks around it; nothing where it is blank."""
    while begin < end and text[begin].isspace():
        begin += 1
    while end > begin and text[end - 1].isspace():
        end -= 1
    if begin < end:
        spans.append((begin, end))
