"""A second look at what the lines gave: which short lines are headings, which list items belong under which."""

from __future__ import annotations

from dataclasses import replace

from kg.model import Block
from kg.read import lines as L
from kg.read.dates import find_day, iso_date

LOOSE = "plain heading"  # `marker` of a heading known only by its shape, until the whole text is seen
_CHAIN = 4  # so many such lines in a row are a list of short lines, no headings


def is_entry(words: str) -> bool:
    """A line such as `审查情况：无` or `Last updated: May 2024` gives a value, it heads nothing."""
    name, colon, value = words.replace("：", ":").partition(":")
    if not colon:
        day = find_day(words)
        return day is not None and day[2] - day[1] < len(words) - 2
    value = value.strip()
    return len(value) <= 6 or (value.isascii() and len(value.split()) <= 2) or bool(iso_date(value))


def unbold(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without the bold marks around the whole of it."""
    match = L.BOLD_ONLY.match(text[start : min(end, start + 300)]) if end - start <= 300 else None
    return (start + match.start("text"), start + match.end("text")) if match else (start, end)


def nest(text: str, blocks: list[Block]) -> list[Block]:
    """In a flat list whose items partly end in a colon, the items after such a one are its children."""
    out = list(blocks)
    at = 0
    while at < len(out):
        stop = at
        while stop < len(out) and out[stop].kind == "item" and out[stop].level == out[at].level:
            stop += 1
        run = out[at:stop]
        leads = [text[block.start : block.end].rstrip("* ").endswith((":", "：")) for block in run]
        if len(run) > 2 and leads[0] and not all(leads) and leads.count(True) > 1:
            for number, lead in enumerate(leads):
                if not lead:
                    out[at + number] = replace(run[number], level=run[number].level + 1)
        at = max(stop, at + 1)
    return out


def settle(text: str, blocks: list[Block]) -> list[Block]:
    """Decides on the headings known by shape alone: many in a row, or with nothing after them, they are none."""
    out, at = list(blocks), 0
    while at < len(out):
        stop = at
        while stop < len(out) and out[stop].kind == "heading" and out[stop].marker == LOOSE:
            stop += 1
        heads = stop - at < _CHAIN and stop < len(out)
        for number in range(at, stop):
            block = out[number]
            out[number] = replace(block, marker="") if heads else Block("paragraph", block.start, block.end)
        at = max(stop, at + 1)
    return out
