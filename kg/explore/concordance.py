"""Words in context: each place where words stand in the corpus, with what is before and after it (a concordance)."""

from __future__ import annotations

from typing import Any

from kg.asking import search
from kg.errors import NotFound, UsageError
from kg.explore.snapshot import Snapshot
from kg.rdf.labels import script

Row = dict[str, Any]
AROUND = {"zh": 28, "en": 64}  # characters on each side of the words
LINES = 200
COLUMNS = ("before", "match", "after", "title", "date", "article", "start", "end", "how")
SORTS = ("best", "before", "after", "date")


def concordance(
    at: Snapshot, words: str, sort: str = "best", limit: int = LINES, offset: int = 0, lang: str = "en", **filters: str
) -> Row:
    """Every place of the words in the best passages, from the one with number `offset` on: {words, rows, passages, sort, next}.

    A row: {before, match, after, article, title, date, lang, start, end, how, claims}; start and end count characters
    of the article's text. `sort`: best, before (by the words before, from the match outwards), after, date. `filters` as
    those of `kg.asking.search.search`. No lines where the words stand nowhere. Raises UsageError without words.
    """
    if not words.strip():
        raise UsageError("there are no words to look for", "", "write a word or a name")
    if sort not in SORTS:
        raise NotFound(f"lines are not sorted by {sort}", "", f"there is: {', '.join(SORTS)}")
    given = {key: value for key, value in filters.items() if value}
    size = max(1, min(limit, LINES))
    found = search.search(at.store, words, limit=offset + size + 1, **given)  # type: ignore[arg-type]
    rows = found[offset : offset + size]
    lines = [line for row in rows for line in _lines(row)]
    if sort == "date":
        lines.sort(key=lambda line: (line["date"] or "9999", line["article"], line["start"]))
    elif sort == "after":
        lines.sort(key=lambda line: (line["after"].strip().casefold(), line["article"], line["start"]))
    elif sort == "before":
        lines.sort(key=lambda line: (_outwards(line["before"]), line["article"], line["start"]))
    return {
        "words": words, "sort": sort, "columns": COLUMNS, "rows": lines[:LINES], "more": max(0, len(lines) - LINES),
        "passages": len(rows), "offset": offset, "next": offset + size if len(found) > offset + size else None, "query": "", "params": {}, "sparql": _sparql(words),
    }  # fmt: skip


def _lines(row: Row) -> list[Row]:
    passage, lines = row["passage"], []
    for start, end in row["marks"]:
        reach = AROUND[script(passage[max(0, start - 20) : end + 20])]
        lines.append({
            "before": _cut(passage[max(0, start - reach) : start], start > reach, False),
            "match": passage[start:end],
            "after": _cut(passage[end : end + reach], False, end + reach < len(passage)),
            "article": row["article"], "title": row["title"] or row["file"], "date": row["date"],
            "start": row["start"] + start, "end": row["start"] + end, "how": row["match"],
            "claims": row["claims"],
        })  # fmt: skip
    return lines


def _cut(text: str, front: bool, back: bool) -> str:
    """A piece of a passage on one line; a Latin word that the cut goes through is left out."""
    flat = " ".join(text.split("\n"))
    if front and " " in flat[:24]:
        flat = flat.partition(" ")[2] if flat[:1].isascii() else flat
    if back and " " in flat[-24:]:
        flat = flat.rpartition(" ")[0] if flat[-1:].isascii() else flat
    return f"{'…' if front else ''}{flat}{'…' if back else ''}"


def _outwards(before: str) -> list[str]:
    words = before.strip().casefold().split()
    return words[::-1] if len(words) > 1 else list(reversed(before.strip().casefold()))


def _sparql(words: str) -> str:
    from kg.rdf.graph import NAMESPACES, literal

    return (
        f"PREFIX kg: <{NAMESPACES['kg']}>\nPREFIX dcterms: <{NAMESPACES['dcterms']}>\n\n"
        "# The page asks the index of passages, which knows other names of things too; this finds the words alone.\n"
        "SELECT ?g ?title WHERE {\n  GRAPH ?g { ?g kg:text ?text . OPTIONAL { ?g dcterms:title ?title } }\n"
        f"  FILTER(CONTAINS(LCASE(?text), LCASE({literal(words)})))\n}}\n"
    )
