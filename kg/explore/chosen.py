"""Claims chosen by their columns: which ones a view needs is settled in numbers, and only these are read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from kg.explore import reading
from kg.explore.columns import NONE, PARTS, TOLD_AS, Columns, columns
from kg.explore.snapshot import Snapshot
from kg.rdf.graph import PREFIXES, claim_iri, iri

if TYPE_CHECKING:
    import numpy as np

Row = dict[str, Any]
PLAIN = frozenset({"release", "develops", "strategy", "shift", "openness", "argument", "stance", "affiliation"})
CHUNK = 2000  # claims whose words are asked for at a time
KEPT = 30_000  # rows that are kept for the next view
_ROLES = ("subject", "object", "speaker")


def numbers(held: Columns, keys: Iterable[str]) -> list[int]:
    """The places of these nodes; those that are not there are left out."""
    return [held.number[key] for key in keys if key in held.number]


def dated(held: Columns, places: np.ndarray) -> np.ndarray:
    """These claims with those of the earliest articles first, those of articles without a date last."""
    import numpy as np

    days = held.day[held.article[places]]
    return places[np.lexsort((places, np.where(days > 0, days, 99_999_999)))]


def rows(at: Snapshot, places: np.ndarray) -> list[Row]:
    """The rows of these claims, whole: with every value, as `reading.rows` gives them."""
    held = columns(at)
    return reading.rows(at, [held.ids[i] for i in places.tolist()])


def light(at: Snapshot, places: np.ndarray) -> list[Row]:
    """The rows of claims of PLAIN kinds: of a small corpus as they are kept, of a large one from columns and words."""
    if reading.small(at):
        return rows(at, places)
    held = columns(at)
    known: dict[int, Row] = at.keep("light rows", dict)
    wanted = places.tolist()
    missing = [i for i in wanted if i not in known]
    for start in range(0, len(missing), CHUNK):
        known.update(_light(at, held, missing[start : start + CHUNK]))
    found = [known[i] for i in wanted if i in known]
    if len(known) > KEPT:
        known.clear()
    return found


def _light(at: Snapshot, held: Columns, places: list[int]) -> Iterable[tuple[int, Row]]:
    named = " ".join(iri(claim_iri(held.ids[i])) for i in places)
    asked = f"SELECT ?c ?x ?q WHERE {{ VALUES ?c {{ {named} }} GRAPH ?g {{ ?c oa:hasSelector ?x . ?x oa:exact ?q }} }}"
    words = {claim.rpartition("/")[2]: (span, quote) for claim, span, quote in at.store.select(PREFIXES + asked).rows}
    for i in places:
        if found := words.get(held.ids[i]):
            yield i, _row(at, held, i, *found)


def _row(at: Snapshot, held: Columns, i: int, span: str, quote: str) -> Row:
    start, end = span.rpartition("=")[2].split(",")
    article = held.articles[int(held.article[i])]
    kind = held.kinds[int(held.kind[i])]
    roles = {role: _entity(at, held, int(getattr(held, role)[i])) for role in _ROLES}
    return {
        "id": held.ids[i], "kind": kind, **roles, "value": value_of(held, kind, int(held.said[i])),
        "time": date_of(int(held.time[i])), "negated": bool(held.denied[i]),
        "modality": TOLD_AS[int(held.modal[i])] or None, "quote": quote, "start": int(start),
        "end": int(end), "confidence": round(float(held.sure[i]), 4), "file": article["file"], "article": article["id"],
        "title": article["title"] or article["file"], "origin": held.articles[int(held.origin[i])]["id"],
        **{key: article[key] or "" for key in ("date", "author", "publisher", "lang")},
    }  # fmt: skip


def _entity(at: Snapshot, held: Columns, node: int) -> Row | None:
    if node == NONE:
        return None
    key = held.nodes[node]
    if key.startswith("author:"):
        return {"key": "person/author", "type": "Person", "label": "author", "aliases": []}
    known = reading.things(at).get(key)
    names = known["names"] if known else [key.partition("/")[2]]
    return {"key": key, "type": held.sorts[int(held.sort[node])], "label": names[0], "aliases": names[1:]}


def value_of(held: Columns, kind: str, said: int) -> dict[str, str]:
    """The value of a claim of this kind from its place in `sayings`."""
    if said == NONE:
        return {}
    text = held.sayings[said]
    parts = text.split(">" if ">" in text else "|")
    if len(parts) == 1:
        return {"strategy" if kind == "strategy" else "status": text}
    return dict(zip(PARTS[0] if ">" in text else next(p for p in PARTS[1:] if len(p) == len(parts)), parts, strict=True))


def date_of(day: int) -> str | None:
    """The date as it was written, cut to what is known: 20230300 → 2023-03; None for 0."""
    text = str(day)
    parts = (text[:4], text[4:6], text[6:])
    return "-".join(part for part in parts if int(part)) if day else None
