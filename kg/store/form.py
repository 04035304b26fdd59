"""Which form of query a text is; what is none never reaches a store."""

from __future__ import annotations

import re

from kg.errors import QueryError

_NOISE = re.compile(r"<[^<>\s]*>|#[^\n]*|\bBASE\b|\bPREFIX\s+[^\s:]*:", re.I)
_QUOTED = re.compile(r"<[^<>\s]*>|#[^\n]*|\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'")


def form(text: str) -> str:
    """SELECT, ASK, CONSTRUCT or DESCRIBE; another first word raises QueryError."""
    words = _NOISE.sub(" ", text).split(None, 1)
    first = re.match(r"[A-Za-z]*", words[0] if words else "")
    kind = first.group(0).upper() if first else ""
    if kind not in ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE"):
        todo = "the graph is changed by kg add, build and remove alone"
        raise QueryError(f"not a query: it begins with {kind or 'nothing'}", "", todo)
    return kind


def opening(text: str) -> int:
    """The offset after the brace that opens the query's pattern."""
    blank = _QUOTED.sub(lambda match: " " * len(match.group(0)), text)
    found = re.search(r"\bWHERE\s*\{", blank, re.I) or re.search(r"\{", blank)
    return found.end() if found else len(text)
