"""Rows → small results for an assistant: short quotes, permanent names, a line to cite by, and never too much at once."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote as escaped

from kg.knowledge import DATA, read_toml
from kg.rdf.graph import article_iri, claim_iri, entity_iri

Row = dict[str, Any]


@functools.cache
def texts() -> dict[str, Any]:
    """kg/data/mcp.toml: limits, links, and what an assistant is told."""
    return read_toml(DATA / "mcp.toml")


def limit(name: str) -> int:
    """One of the limits."""
    return int(texts()["limits"][name])


@dataclass(frozen=True, slots=True)
class Cards:
    """How results are written. `base`: the address of a running explorer, "" for none."""

    base: str = ""

    def link(self, sort: str, **names: str) -> Row:
        """A link to the explorer, where one runs."""
        if not self.base:
            return {}
        place = texts()["links"][sort].format(**{key: escaped(value, safe="") for key, value in names.items()})
        return {"link": f"{self.base.rstrip('/')}/{place}"}

    def thing(self, row: Mapping[str, Any] | None) -> Row | None:
        """A thing of a claim."""
        if not row:
            return None
        return {"type": row["type"], "label": row["label"], "iri": entity_iri(row["key"]), "key": row["key"]}

    def claim(self, row: Mapping[str, Any], **more: Any) -> Row:
        """A claim row (`kg.asking.query.claims`, with title and date) as a result."""
        plain = {key: row[key] for key in ("id", "kind")}
        roles = {role: self.thing(row[role]) for role in ("subject", "object", "speaker")}
        title = row.get("title") or row.get("file") or row["article"]
        when = row.get("date") or "undated"
        return {
            **plain,
            **roles,
            "value": row["value"],
            "time": row["time"],
            "negated": bool(row["negated"]),
            "modality": row.get("modality"),
            "quote": short(row["quote"]),
            "cite": f"“{short(row['quote'])}” ({title}, {when})",
            "article": row["article"],
            "title": title,
            "date": row.get("date", ""),
            "start": row["start"],
            "end": row["end"],
            "iri": claim_iri(row["id"]),
            "command": f"kg show {row['id']}",
            **self.link("claim", article=row["article"], claim=row["id"]),
            **{key: row[key] for key in ("articles", "origins") if key in row},
            **more,
        }

    def article(self, row: Mapping[str, Any]) -> Row:
        """An article row as a result."""
        keys = ("id", "file", "title", "date", "lang", "author", "publisher", "source", "claims")
        return {
            **{key: row[key] for key in keys},
            "iri": article_iri(row["id"]),
            "command": f"kg show {row['id']}",
            **self.link("article", article=row["id"]),
        }


def short(text: Any) -> str:
    """A quote or passage cut to the limit, the cut marked."""
    plain, most = str(text), limit("quote")
    return plain if len(plain) <= most else plain[: most - 1] + "…"


def shown(value: Any) -> Any:
    """A cell of a table: long texts cut, everything else as it is."""
    if isinstance(value, str):
        return short(value)
    return [shown(one) for one in value] if isinstance(value, list | tuple) else value


def most(wanted: int) -> int:
    """How many rows a result holds at most where so many are wanted."""
    return max(1, min(wanted or limit("rows"), limit("most_rows")))


def listed(name: str, rows: Sequence[Any], wanted: int, total: int | None = None, **head: Any) -> Row:
    """A result with a list in it: no more than wanted, and no more than an answer holds; `left_off` says how many.

    `total`: how many there are in all, where these are the first of them.
    """
    kept, total = list(rows[: most(wanted)]), len(rows) if total is None else total
    while len(kept) > 1 and len(json.dumps({**head, name: kept}, ensure_ascii=False, default=str)) > limit("answer"):
        kept.pop()
    return {**head, name: kept, "total": total, "left_off": total - len(kept)}
