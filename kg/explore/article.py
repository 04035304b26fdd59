"""One article with all its claims marked in the text."""

from __future__ import annotations

from collections import Counter
from typing import Any

from kg.explore import disputes, filters, reading, shown, sparql
from kg.explore.snapshot import Snapshot
from kg.read.blocks import split

Row = dict[str, Any]
FIELDS = ("id", "file", "title", "date", "lang", "author", "publisher", "source", "rights")
ALIKE = 0.3  # share of its words from which another article is shown as a near copy


def article(at: Snapshot, *, id: str, lang: str) -> Row:
    """{article, sources, blocks, claims, kinds, copies, columns, rows, sparql}.

    A block is {kind, level, marker, start, end, text} or, for a row of a table, has {table, header, cells: [[start, end]]}
    too; offsets are the article's, in characters. `id`: the article's id, file or title. Raises NotFound.
    """
    known = filters.article_ids(at, id)[0]
    row = reading.article(at, known)
    text = shown.texts_of(at, [known]).get(known, "")
    rows = reading.of_article(at, known)
    claims = disputes.with_rivals(at, [shown.claim(at, one, lang) for one in rows], rows, lang)
    kinds = Counter(one["kind"] for one in rows)
    return {
        "article": {key: row.get(key) or "" for key in FIELDS} | {"claims": len(rows), "characters": len(text)},
        "sources": reading.works_of(at, [known]).get(known, []),
        "blocks": [_block(text, block) for block in split(text)],
        "claims": [one | {"contested": bool(one.pop("against"))} for one in claims],
        "kinds": sorted(kinds.items(), key=lambda item: (-item[1], item[0])),
        "copies": _copies(at, known),
        "columns": shown.COLUMNS,
        "rows": [shown.flat(one, lang) for one in claims],
        "sparql": sparql.claims_query(articles=[known], limit=5000),
    }


def _block(text: str, block: Any) -> Row:
    made = {
        "kind": block.kind, "level": block.level, "marker": block.marker, "start": block.start, "end": block.end,
        "text": text[block.start : block.end],
    }  # fmt: skip
    if block.kind == "row":
        made |= {"table": block.table, "header": block.header, "cells": [list(cell) for cell in block.cells]}
    return made


def _copies(at: Snapshot, known: str) -> list[Row]:
    """The articles that share much of their text with this one: {id, title, date, share}."""
    found = (at.store.kin([known]) or {}).get(known, {})
    every = reading.articles(at)
    return [
        {"id": other, "title": every[other]["title"] or every[other]["file"], "date": every[other]["date"], "share": share}
        for other, share in sorted(found.items(), key=lambda item: (-item[1], item[0]))
        if share >= ALIKE and other in every
    ]
