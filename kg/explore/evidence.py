"""Evidence: the claims about a thing, along a link or named by their ids, each quote in its paragraph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kg.errors import NotFound, UsageError
from kg.explore import disputes, filters, hubs, reading, shown, sparql
from kg.explore.columns import Columns, columns
from kg.explore.snapshot import Snapshot

if TYPE_CHECKING:
    import numpy as np

Row = dict[str, Any]


def about(at: Snapshot, *, id: Sequence[str], of: str, to: str, limit: int, offset: int, lang: str, **params: Any) -> Row:
    """{things, kinds: [[kind, n]], total, articles, origins, clashes, claims, columns, rows, sparql}.

    `of` and `to` are things by key or name, or hubs of the network (`strategy:open`); with both, the claims that draw
    an edge between the two. `clashes`: of one thing, what sources disagree on about it. Raises UsageError where nothing is asked for, NotFound for what is not there.
    """
    if not id and not of:
        raise UsageError("evidence of what?", "evidence", "give id or of")
    import numpy as np

    held, ends = columns(at), [filters.keys_of(at, name) for name in (of, to) if name]
    found = _chosen(at, held, id, ends, params)
    whole = found
    counts = np.bincount(held.kind[found], minlength=len(held.kinds)).tolist()
    kinds = {kind: n for kind, n in zip(held.kinds, counts, strict=True) if n}
    if params["kind"]:
        found = found[held.of_kinds(params["kind"])[found]]
    rows = reading.rows(at, [held.ids[i] for i in found[offset : offset + limit]])
    claims = shown.with_paragraphs(at, [shown.claim(at, row, lang) for row in rows])
    claims = disputes.with_rivals(at, claims, rows, lang)
    return {
        "things": [card(at, keys[0], lang) for keys in ends],
        "kinds": sorted(kinds.items(), key=lambda item: (-item[1], item[0])),
        "total": len(found),
        "articles": len(np.unique(held.article[found])),
        "origins": len(np.unique(held.origin[found])),
        "clashes": disputes.about_thing(at, _entities(at, ends), [held.ids[i] for i in whole], lang) if not offset else [],
        "claims": claims,
        "columns": shown.COLUMNS,
        "rows": [shown.flat(one, lang) for one in claims],
        "sparql": _sparql(id, ends, params, limit),
    }


def _chosen(
    at: Snapshot, held: Columns, ids: Sequence[str], ends: Sequence[Sequence[str]], params: Mapping[str, Any]
) -> np.ndarray:
    """The numbers of the claims, those named in the order given, others with the newest first. Raises NotFound."""
    import numpy as np

    if ids:
        missing = [one for one in ids if one not in held.place]
        if missing:
            raise NotFound(f"there is no claim {missing[0][:40]}", "", "the graph may have changed since")
        return np.array([held.place[one] for one in ids])
    wanted = filters.of_params(at, {**params, "kind": ()})
    against = {"pro": False, "con": True}.get(params["polarity"])
    touched = filters.along(held, ends[0], ends[1], against) if len(ends) > 1 else filters.touching(held, ends[0])
    found = np.flatnonzero(touched & filters.mask(held, wanted))
    return found[np.lexsort((found, -held.sure[found], -held.since[found]))]


def _entities(at: Snapshot, ends: Sequence[Sequence[str]]) -> list[str]:
    """The keys of the one thing that is asked about; none for a hub, for two ends, and for claims by their ids."""
    return [key for key in ends[0] if key in reading.things(at)] if len(ends) == 1 else []


def card(at: Snapshot, node: str, lang: str) -> Row:
    """A thing as the head of a panel shows it: {key, type, label, names, parent, wikidata, claims, articles}."""
    thing = reading.things(at).get(node)
    if thing is None:
        return hubs.card(at, node, lang)
    return {**thing, "label": thing["label"][lang], "names": [n for n in thing["names"] if n != thing["label"][lang]]}


def _sparql(ids: Sequence[str], ends: Sequence[Sequence[str]], params: Mapping[str, Any], limit: int) -> str:
    things, values = [], []
    for keys in ends:
        if keys[0].startswith(("strategy:", "status:", "aspect:")):
            values.append(keys[0])
        else:
            things.append(keys)
    return sparql.claims_query(
        ids=ids, things=things[0] if things else (), between=things[1] if len(things) > 1 else (), values=values,
        kinds=params["kind"], since=params["since"], until=params["until"], langs=params["written"],
        confidence=params["confidence"], found=params["found"], limit=limit,
    )  # fmt: skip
