"""Evidence: the claims about a thing, along a link or named by their ids, each quote in its paragraph."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from kg import query
from kg.errors import NotFound, UsageError
from kg.explore import reading, sparql, told
from kg.explore.snapshot import Snapshot
from kg.graph import key_of

Row = dict[str, Any]


def about(
    at: Snapshot, id: Sequence[str], of: str, to: str, kind: Sequence[str], limit: int, lang: str
) -> Row:
    """{title, thing, kinds: [[kind, n]], claims, origins, articles, total, columns, rows, sparql}.

    Raises UsageError where nothing is asked for, NotFound for a thing or claims that are not there.
    """
    if not id and not of:
        raise UsageError("evidence of what?", "evidence", "give id or of")
    ends = [keys_of(at, name) for name in (of, to) if name]
    found = chosen(at, id, ends)
    kinds = Counter(row["kind"] for row in found)
    found = [row for row in found if not kind or row["kind"] in kind]
    shown = told.with_paragraphs(at, [told.claim(at, row, lang) for row in found[:limit]])
    things = [reading.things(at).get(keys[0]) for keys in ends]
    return {
        "things": [card(thing, lang) for thing in things if thing],
        "kinds": sorted(kinds.items(), key=lambda item: (-item[1], item[0])),
        "total": len(found),
        "articles": len({row["article"] for row in found}),
        "origins": len({row["origin"] for row in found}),
        "claims": shown,
        "columns": told.COLUMNS,
        "rows": [told.flat(one, lang) for one in shown],
        "sparql": sparql.claims_query(
            ids=id, things=ends[0] if ends else (), between=ends[1] if len(ends) > 1 else (), kinds=kind, limit=limit
        ),
    }


def keys_of(at: Snapshot, text: str) -> list[str]:
    """The keys of the things with this key or name. Raises NotFound."""
    if text in reading.things(at):
        return [text]
    return [key_of(found) for found in query.resolve(at.store, text)]


def chosen(at: Snapshot, ids: Sequence[str], ends: Sequence[Sequence[str]]) -> list[Row]:
    """The claims with these ids, or that touch every end; newest first. Raises NotFound for an id that is not there."""
    if ids:
        known = reading.claims_by_id(at)
        missing = [one for one in ids if one not in known]
        if missing:
            raise NotFound(f"there is no claim {missing[0][:40]}", "", "the graph may have changed since")
        rows = [known[one] for one in ids]
    else:
        rows = reading.claims(at)
    found = [row for row in rows if all(touches(row, keys) for keys in ends)]
    return found if ids else sorted(found, key=lambda row: (row["time"] or row["date"], row["confidence"]), reverse=True)


def touches(row: Row, keys: Sequence[str]) -> bool:
    """Whether one of these things is the claim's subject, object or speaker."""
    return any(row[role] and row[role]["key"] in keys for role in ("subject", "object", "speaker"))


def card(thing: Row, lang: str) -> Row:
    """A thing as the head of a panel shows it: {key, type, label, names, wikidata, claims, articles}."""
    names = [name for name in thing["names"] if name != thing["label"][lang]]
    return {**thing, "label": thing["label"][lang], "names": names}
