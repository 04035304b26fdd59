"""Claims as a Parquet file: a row for each claim with typed columns, for data frames and columnar databases."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from kg.errors import UsageError

GROUP = 50_000  # claims in a row group
ENTITY = ("subject", "object", "speaker")  # columns that stand for a thing: its label, and with _type and _key the rest
TEXTS = ("id", "kind", *ENTITY, "value", "time", "quote", "title", "date", "article", "file", "rule", "modality")
COLUMNS = {  # column → its type in Arrow
    **dict.fromkeys(TEXTS, "string"), **{f"{role}_{part}": "string" for role in ENTITY for part in ("type", "key")},
    "negated": "bool", "start": "int64", "end": "int64", "confidence": "float64",
}  # fmt: skip


def write(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """The file of these claim rows (as `kg.asking.query.claims` gives them, with title and date); `value` as JSON.

    The same rows and version of pyarrow give the same bytes. Raises UsageError where pyarrow is not installed.
    """
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise UsageError("writing Parquet needs pyarrow", ".parquet", "pip install 'kg-explorer[parquet]'") from None
    schema = pyarrow.schema(list(COLUMNS.items()))
    out = io.BytesIO()
    with parquet.ParquetWriter(out, schema, compression="zstd") as writer:
        for some in _groups(map(_flat, rows)):
            writer.write_table(pyarrow.Table.from_pylist(some, schema))
    return out.getvalue()


def _groups(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while some := list(islice(rows, GROUP)):
        yield some


def _flat(row: Mapping[str, Any]) -> dict[str, Any]:
    flat = {name: row.get(name) for name in COLUMNS}
    for role in ENTITY:
        thing = row[role] or {}
        flat |= {role: thing.get("label"), f"{role}_type": thing.get("type"), f"{role}_key": thing.get("key")}
    return flat | {"value": json.dumps(row["value"], ensure_ascii=False, sort_keys=True)}
