"""Passages that were found → text: the words marked, the article they stand in, the claims in them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from kg.display.tables import rows_table, text_width, wrap
from kg.model import Table
from kg.words import word

COLUMNS = (
    "article", "file", "title", "date", "passage", "match", "missing", "score", "claims", "start", "end", "block",
)  # fmt: skip
LINES = 4  # of a terminal that a passage may take
BEFORE = 60  # columns of a long passage that are shown before the first word
ON, OFF = "\x1b[1;33m", "\x1b[0m"
_TARGET = re.compile(r"(?<=\]\()(?:https?://|/|#)[^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?=\))")  # of a link in Markdown
_MARK = ("\ue000", "\ue001")  # stand for ON and OFF until the lines are broken


def typed(words: Sequence[str]) -> str:
    """Words of a command line as one search: of several, one with a blank was put in quotes, so it is a phrase."""
    together = [len(words) > 1 and " " in one and '"' not in one for one in words]
    return " ".join(f'"{one}"' if phrase else one for one, phrase in zip(words, together, strict=True))


def table(rows: Sequence[Mapping[str, Any]], form: str) -> Table:
    """The rows for the other formats: everything in JSON; in CSV claims as `kind:id` and without the marks."""
    if form not in ("csv", "tsv"):
        return rows_table(rows)
    flat = [{**row, "claims": [f"{claim['kind']}:{claim['id']}" for claim in row["claims"]]} for row in rows]
    return rows_table(flat, COLUMNS)


def as_passages(rows: Sequence[Mapping[str, Any]], lang: str = "en", width: int = 100, color: bool = True) -> str:
    """The rows one below the other, for a terminal; with `color` the words stand out."""
    lines: list[str] = []
    for number, row in enumerate(rows, 1):
        parts = (row["title"] or row["file"], row["date"], row["article"], _how(row, lang))
        lines += ["", *wrap(f"{number}. " + " · ".join(part for part in parts if part), width)]
        lines += _painted(wrap(excerpt(*without_targets(row["passage"], row["marks"]), LINES * (width - 4)), width, "    "), color)
        kinds: dict[str, list[str]] = {}
        for claim in row["claims"]:
            kinds.setdefault(claim["kind"], []).append(claim["id"])
        told = ", ".join(f"{word(lang, 'kinds', kind)} {' '.join(ids)}" for kind, ids in kinds.items())
        lines += wrap(f"{word(lang, 'messages', 'claimed_here')}: {told}", width, "    ") if told else []
    return "\n".join(lines).strip("\n") + "\n" if lines else ""


def _how(row: Mapping[str, Any], lang: str) -> str:
    """What a reader should know where a passage has not all of the words as typed."""
    if row["match"] == "some":
        return word(lang, "messages", "found_some", words=", ".join(row["missing"])) if row["missing"] else ""
    return word(lang, "messages", "found_names") if row["match"] == "names" else ""


def without_targets(passage: str, marks: Sequence[Sequence[int]]) -> tuple[str, list[tuple[int, int]]]:
    """A passage with "…" for where its links lead, and its marks moved along: a few lines are for words, not addresses."""
    gone = [match.span() for match in _TARGET.finditer(passage)]
    if not gone:
        return passage, [(first, last) for first, last in marks]
    kept = "…".join(passage[end:start] for (_, end), (start, _) in pairwise([(0, 0), *gone, (len(passage), 0)]))

    def moved(at: int) -> int:
        return at - sum(end - start - 1 for start, end in gone if end <= at)

    outside = [(first, last) for first, last in marks if not any(start < last and first < end for start, end in gone)]
    return kept, [(moved(first), moved(last)) for first, last in outside]


def excerpt(passage: str, marks: Sequence[Sequence[int]], columns: int) -> str:
    """A passage with its words between two private characters, cut down to about so many columns around the first."""
    passage = re.sub("[\ue000\ue001]", "\N{REPLACEMENT CHARACTER}", passage)
    start, end = 0, len(passage)
    if text_width(passage) > columns:
        start = _step(passage, marks[0][0] if marks else 0, -BEFORE)
        end = _step(passage, start, columns - 2)
        start = _step(passage, end, 2 - columns)  # where little follows, more of what stands before
    shown = passage[start:end]
    for first, last in reversed(marks):
        if first >= start and last <= end:
            at, stop = first - start, last - start
            shown = f"{shown[:at]}{_MARK[0]}{shown[at:stop]}{_MARK[1]}{shown[stop:]}"
    return f"{'…' if start else ''}{shown}{'…' if end < len(passage) else ''}"


def _step(text: str, at: int, columns: int) -> int:
    """The place so many columns after (or before) another, at the border of a word."""
    way = 1 if columns > 0 else -1
    left = abs(columns)
    while left > 0 and at + min(way, 0) >= 0 and at + max(way, 0) <= len(text):
        left -= text_width(text[at + min(way, 0)])
        at += way
    while 0 < at < len(text) and text[at - 1].isascii() and text[at].isascii() and (text[at - 1 : at + 1]).isalnum():
        at += -way
    return at


def _painted(lines: Sequence[str], color: bool) -> list[str]:
    """The private characters as the terminal's colour codes, closed at each end of a line; or as nothing."""
    painted, on = [], False
    for line in lines:
        indent = len(line) - len(line.lstrip())
        text = line[:indent] + (_MARK[0] if on else "") + line[indent:]
        on = text.rfind(_MARK[0]) > text.rfind(_MARK[1])
        text += _MARK[1] if on else ""
        for mark, code in zip(_MARK, (ON, OFF), strict=True):
            text = text.replace(mark, code if color else "")
        painted.append(text.rstrip())
    return painted
