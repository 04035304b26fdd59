"""A vendor's changes of course and the courses that it follows, each with the arguments that are given for it and against it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kg.errors import NotFound
from kg.explore import chosen, debating, filters
from kg.explore.argument_map import COLUMNS, Moves, arguing, arguments, flat_row, points, turn_of
from kg.explore.cited import gathered, labelled, sparql_of, voices
from kg.explore.columns import NONE, Columns, columns
from kg.explore.numbers import of_nodes
from kg.explore.reading import things
from kg.explore.snapshot import Snapshot
from kg.reuse.voices import Span

if TYPE_CHECKING:
    import numpy as np

Row = dict[str, Any]
MOST = 1500  # arguments that are looked through for one vendor
TOLD = 200  # claims of its changes that are read
NEAR = ("own", "passage")  # said by the vendor's own people, or beside the words about the change
WAYS = ("for", "against")
KINDS = ("shift", "strategy")


def moves(at: Snapshot, vendor: str, shown: int, lang: str) -> Row:
    """{vendor, moves, courses, movers}: each change {from, to, since, evidence, claims, articles, origins, for, against}.

    Of `courses`, which it is said to follow, `from` is empty.
    `for` and `against` are {near, far}: arguments as `argument_map.arguments` has them, those that only stand in an article that tells
    the change in `far`, at most so many as `shown` of each, with `more`: how many there are beside them. `movers`: who else changed its course. Raises NotFound.
    """
    held, keys = columns(at), filters.keys_of(at, vendor)
    known = [key for key in keys if key in things(at)]
    if not known:
        raise NotFound(f"nothing is called {vendor}", "", "kg entities lists the names")
    changes = chosen.light(at, chosen.dated(held, _changes(held, known))[:TOLD])
    rows = chosen.light(at, chosen.dated(held, _near(held, known, {row["article"] for row in changes}))[:MOST])
    found = voices([*changes, *rows], at)
    items = arguments(rows, found, points(at), Moves(at, rows, KINDS))
    told = [_move(change, items, known, shown) for change in _told(changes, found)]
    answer: Row = {
        "vendor": {"key": known[0], "type": things(at)[known[0]]["type"], "label": things(at)[known[0]]["label"]},
        "moves": [move for move in told if move["from"]],
        "courses": [move for move in told if not move["from"]],
        "movers": debating.movers(at, held, lang),
        "query": "strategy-shifts",
        "params": {"vendor": vendor},
        "sparql": sparql_of(at.store, "strategy-shifts", {"vendor": known[0]}),
    }
    answer = labelled(at, answer, lang)
    shown_items = [one for move in (*answer["moves"], *answer["courses"]) for way in WAYS for one in (*move[way]["near"], *move[way]["far"])]
    return answer | {"columns": COLUMNS, "rows": [flat_row(one) for one in shown_items]}


def _changes(held: Columns, keys: Sequence[str]) -> np.ndarray:
    """The places of the claims that these changed their course, or follow one."""
    import numpy as np

    told = held.of_kinds(KINDS) & held.as_so & (held.said != NONE) & of_nodes(held.subject, chosen.numbers(held, keys))
    return np.flatnonzero(told)


def _near(held: Columns, keys: Sequence[str], articles: set[str]) -> np.ndarray:
    """The places of the arguments in these articles, and of those by these and their people."""
    import numpy as np

    own = chosen.numbers(held, keys)
    member = held.of_kinds(("affiliation",)) & ~held.denied & of_nodes(held.object, own)
    here = [place for place, row in enumerate(held.articles) if row["id"] in articles]
    said = of_nodes(held.article, here) | of_nodes(held.speaker, {*own, *held.subject[member].tolist()} - {NONE})
    return np.flatnonzero(arguing(held) & said)


def _told(changes: Sequence[Row], found: Mapping[Span, str]) -> list[Row]:
    """The changes, each once with all that tells of it, the earliest first and those without a time last."""
    told = gathered(changes, turn_of, found)
    for one in told:
        before, after = turn_of(one["rows"][0])
        one |= {"from": before, "to": after, "since": min((row["time"] for row in one["rows"] if row["time"]), default=None)}
    return sorted(told, key=lambda one: (one["since"] or "9999", -one["origins"], one["from"], one["to"]))


def _move(change: Row, items: Sequence[Row], keys: Sequence[str], shown: int) -> Row:
    parts: dict[str, dict[str, list[Row]]] = {way: defaultdict(list) for way in WAYS}
    for item in items:
        for move in item["moves"]:
            if move["vendor"]["key"] in keys and (move["from"], move["to"]) == (change["from"], change["to"]):
                parts[move["effect"]]["near" if move["near"] in NEAR else "far"].append(item | {"moves": [], "near": move["near"]})
    sides = {way: _side(found, shown) for way, found in parts.items()}
    return {key: change[key] for key in ("from", "to", "since", "evidence", "claims", "articles", "origins")} | sides


def _side(found: Mapping[str, list[Row]], shown: int) -> Row:
    near, far = sorted(found.get("near", []), key=lambda one: NEAR.index(one["near"])), found.get("far", [])
    return {"near": near[:shown], "far": far[:shown], "total": len(near) + len(far), "more": max(0, len(near) - shown) + max(0, len(far) - shown)}
