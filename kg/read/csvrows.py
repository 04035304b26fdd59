"""CSV of articles: a head row that names the columns, an article for each row; comma, semicolon, tab or bar."""

from __future__ import annotations

import csv
import io

from kg.errors import ReadError
from kg.limits import Limits
from kg.read import columns
from kg.read.draft import Drafts

_DELIMITERS = ",\t;|，"


def read(body: str, name: str, limits: Limits) -> Drafts:
    """An article for each row; a row without a text gives a fault in its place."""
    csv.field_size_limit(max(limits.text * 2, 131_072))
    head = body.lstrip("\ufeff\n").split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=head[:10_000].count)
    rows = csv.reader(io.StringIO(body.lstrip("\ufeff\n"), newline=""), delimiter=delimiter)
    try:
        titles = next(rows, [])
        if not columns.has_text(titles):
            shown = ", ".join(title.strip() for title in titles[:8])
            raise ReadError(f"no column holds the text (there are: {shown})", f"{name}:1", "call it text or 正文")
        for number, row in enumerate(rows, start=1):
            if number > limits.entries:
                raise ReadError(f"more than {limits.entries:,} rows", name, "split it, or set KG_MAX_ENTRIES")
            if not any(cell.strip() for cell in row):
                continue
            try:
                yield columns.draft(dict(zip(titles, row, strict=False)), name, f"#{number}")
            except ReadError as error:
                yield error
    except csv.Error as error:
        raise ReadError(f"broken CSV: {error}", f"{name}:{rows.line_num}", "check its quotes") from error
