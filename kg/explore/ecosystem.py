"""The network as it is shown: an overview, what was opened in it, groups for the rest; never more than can be drawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from kg.explore import facets, filters, hubs, placing, sparql
from kg.explore.columns import Columns, columns, node_type
from kg.explore.links import Links, every_link, strength, within
from kg.explore.snapshot import Snapshot

Row = dict[str, Any]
VENDORS = 36  # in the overview
AROUND = 60  # neighbours of a thing that the network is opened around
PAGE = 40  # neighbours that come with each time a thing is opened
MOST = 1500  # nodes of a view: more is slow to draw and can not be read
SPARE = 200  # of these for groups
SHOWS = ("overview", "all")
COURSE = ("shift", "strategy", "stance")  # kinds that tell which side a vendor is on
PASSED = ("Strategy", "Aspect")  # types that a neighbourhood ends at: every vendor is two links from every other by them


@dataclass(slots=True)
class Chosen:
    """The nodes to draw, by number, and how many neighbours of each are not; `groups`: id → (parent, type, size)."""

    nodes: list[int]
    focus: list[int] = field(default_factory=list)
    opened: dict[int, list[int]] = field(default_factory=dict)  # parent → the nodes that came by opening it
    groups: dict[str, tuple[int, str, int]] = field(default_factory=dict)


def network(
    at: Snapshot, *, show: str, of: Sequence[str], open: Sequence[str], type: Sequence[str], no: Sequence[str], layout: str,
    lang: str, **params: Any,
) -> Row:  # fmt: skip
    """{nodes, edges, groups, counts, facets, columns, rows, sparql}; a node has its place, an edge its claims and voices.

    `of`: the network around these instead of the overview; `open`: nodes whose neighbours are shown, so many more each
    time it is named. Raises NotFound for a name that is not there.
    """
    held, wanted = columns(at), filters.of_params(at, params | {"no": no})
    every = every_link(at, held, filters.Filters())
    links = _of_types(held, every_link(at, held, wanted), type, no)
    chosen = choose(at, held, links, show, of, open)
    inside = links.part(within(links, chosen.nodes, len(held.nodes)))
    base = at.keep(("base", show, tuple(of)), lambda: choose(at, held, every, show, of, ()))
    spots = placing.place(at, held, chosen, inside, (base, every), layout)
    nodes = _nodes(at, held, links, inside, chosen, spots, lang)
    edges = _edges(held, inside)
    labels = {node["id"]: node["label"] for node in nodes}
    return {
        "layout": layout,
        "nodes": nodes,
        "edges": edges,
        "groups": _groups(held, chosen, spots),
        "counts": _counts(links, inside, nodes),
        "facets": at.keep(("facets", lang), lambda: facets.facets(at, held, every, lang)),
        "columns": ("from", "kind", "to", "polarity", "claims", "origins", "contested", "denied", "first", "last"),
        "rows": [_row(edge, labels, lang) for edge in edges],
        "sparql": _sparql(held, chosen, wanted),
    }


def _of_types(held: Columns, links: Links, wanted: Sequence[str], unwanted: Sequence[str]) -> Links:
    """The links between things of these types (all without; strategies always stay) and not of those."""
    import numpy as np

    if not wanted and not unwanted:
        return links
    types = held.types()
    fits = [not wanted or kind in wanted or kind == "Strategy" for kind in types]
    keep = np.array([fit and kind not in unwanted for fit, kind in zip(fits, types, strict=True)], dtype=bool)
    return links.part(keep[links.source] & keep[links.target])


# --- what is drawn ---------------------------------------------------------------------------------------------------


def choose(
    at: Snapshot, held: Columns, links: Links, show: str, of: Sequence[str], opened: Sequence[str]
) -> Chosen:
    """The nodes to draw."""
    if of:
        chosen = _around(at, held, links, of)
    elif show == "all":
        chosen = _everything(held, links)
    else:
        chosen = Chosen(overview(held, links))
    for name, times in Counter(opened).items():
        for node in filters.keys_of(at, name):
            if node in held.number:
                _open(held, links, chosen, held.number[node], times * PAGE)
    return chosen


def overview(held: Columns, links: Links) -> list[int]:
    """The strategies and the vendors that most is said of about which side they are on."""
    import numpy as np

    types = held.types()
    sides = [i for i, node in enumerate(held.nodes) if node.startswith("strategy:")]
    vendors = np.array([kind == "Organization" for kind in types], dtype=bool)
    tells = np.isin(links.kind, [i for i, kind in enumerate(held.kinds) if kind in COURSE])
    tied = np.isin(links.source, sides) | np.isin(links.target, sides)
    said = strength(links.part(tells & tied), len(held.nodes)) * vendors
    rank = said * 1000 + strength(links, len(held.nodes)) * vendors
    best = [int(i) for i in np.lexsort((np.arange(len(rank)), -rank))[:VENDORS] if said[i] > 0]
    if len(best) < 12:  # where articles say little about sides, the vendors that they speak of most
        best += [int(i) for i in np.argsort(-rank, kind="stable")[: 2 * VENDORS] if rank[i] > 0 and i not in best][:24]
    linked = set(links.source.tolist()) | set(links.target.tolist())
    return [side for side in sides if side in linked] + best


def neighbours(links: Links, node: int) -> list[int]:
    """The nodes linked with this one, those with most claims first."""
    import numpy as np

    out, back = links.source == node, links.target == node
    near = np.concatenate([links.target[out], links.source[back]])
    claims = np.concatenate([links.claims[out], links.claims[back]])
    if not len(near):
        return []
    found, place = np.unique(near, return_inverse=True)
    total = np.bincount(place, claims)
    return [int(found[i]) for i in np.lexsort((found, -total)) if found[i] != node]


def _around(at: Snapshot, held: Columns, links: Links, of: Sequence[str]) -> Chosen:
    focus = [held.number[node] for name in of for node in filters.keys_of(at, name) if node in held.number]
    nodes = dict.fromkeys(focus)
    for node in focus:
        nodes.update(dict.fromkeys(neighbours(links, node)[:AROUND]))
    return Chosen(list(nodes), focus)


def _open(held: Columns, links: Links, chosen: Chosen, node: int, most: int) -> None:
    shown = set(chosen.nodes)
    if node not in shown:
        chosen.nodes.append(node)
        shown.add(node)
    hidden = [other for other in neighbours(links, node) if other not in shown]
    fresh = hidden[: max(0, min(most, MOST - len(chosen.nodes)))]
    chosen.nodes += fresh
    chosen.opened[node] = fresh
    if len(hidden) > len(fresh):
        chosen.groups[f"more:{held.nodes[node]}"] = (node, "", len(hidden) - len(fresh))


def _everything(held: Columns, links: Links) -> Chosen:
    """All nodes with a link; of more than can be drawn the best supported, and groups by kind and neighbour for the rest."""
    import numpy as np

    total = strength(links, len(held.nodes))
    hub = np.array([kind in PASSED for kind in held.types()], dtype=bool)
    ranked = np.lexsort((np.arange(len(total)), -total, ~hub))
    ranked = ranked[total[ranked] > 0]
    if len(ranked) <= MOST:
        return Chosen([int(i) for i in ranked])
    shown, rest = ranked[: MOST - SPARE], ranked[MOST - SPARE :]
    sizes: Counter[tuple[int, str]] = Counter()
    parents = _parents(links, shown, len(held.nodes))
    for node in rest:
        sizes[int(parents[node]), node_type(held.nodes[node])] += 1
    groups = {}
    for (parent, kind), size in sorted(sizes.items(), key=lambda item: (-item[1], item[0]))[:SPARE]:
        groups[f"more:{held.nodes[parent] if parent >= 0 else ''}:{kind}"] = (parent, kind, size)
    return Chosen([int(i) for i in shown], groups=groups)


def _parents(links: Links, shown: Any, size: int) -> Any:
    """For each node the shown node that it is tied to most strongly, -1 for none."""
    import numpy as np

    inside = np.zeros(size, dtype=bool)
    inside[shown] = True
    parent, best = np.full(size, -1), np.zeros(size)
    for ends, others in ((links.source, links.target), (links.target, links.source)):
        use = np.flatnonzero(inside[ends] & ~inside[others])
        for i in use[np.argsort(links.claims[use], kind="stable")]:
            if links.claims[i] >= best[others[i]]:
                parent[others[i]], best[others[i]] = ends[i], links.claims[i]
    return parent


# --- how it is told --------------------------------------------------------------------------------------------------


def _nodes(
    at: Snapshot, held: Columns, links: Links, inside: Links, chosen: Chosen, spots: dict[str, placing.Spot], lang: str
) -> list[Row]:
    degree = _degrees(links, len(held.nodes))
    drawn = _degrees(inside, len(held.nodes))
    total = strength(links, len(held.nodes))
    told = []
    for number in chosen.nodes:
        name = held.nodes[number]
        x, y, size = spots[name]
        told.append(
            {
                "id": name, "type": node_type(name), "label": hubs.label(at, name, lang), "x": x, "y": y, "size": size,
                "n": int(total[number]), "more": int(degree[number] - drawn[number]), "open": number in chosen.opened,
                "focus": number in chosen.focus,
            }  # fmt: skip
        )
    return told


def _degrees(links: Links, size: int) -> Any:
    """How many other nodes each node is linked with."""
    import numpy as np

    low, high = np.minimum(links.source, links.target), np.maximum(links.source, links.target)
    pairs = np.unique(low.astype(np.int64) * size + high)
    one, two = pairs // max(size, 1), pairs % max(size, 1)
    apart = one != two
    return np.bincount(one[apart], minlength=size) + np.bincount(two[apart], minlength=size)


def _edges(held: Columns, inside: Links) -> list[Row]:
    columns_of = [getattr(inside, name).tolist() for name in inside.__dataclass_fields__]
    told = []
    for source, target, kind, against, claims, origins, denied, by_model, contested, first, last in zip(*columns_of, strict=True):
        told.append(
            {
                "from": held.nodes[source], "to": held.nodes[target], "kind": held.kinds[kind], "against": against,
                "n": claims, "o": origins, "denied": denied, "by_model": by_model, "contested": contested,
                "first": _date(first), "last": _date(last),
            }  # fmt: skip
        )
    return told


def _date(day: int) -> str:
    text = str(day)
    return f"{text[:4]}-{text[4:6]}-{text[6:]}" if 10_000_000 < day < 99_990_000 else ""


def _groups(held: Columns, chosen: Chosen, spots: dict[str, placing.Spot]) -> list[Row]:
    told = []
    for name, (parent, kind, size) in chosen.groups.items():
        x, y, radius = spots[name]
        node = held.nodes[parent] if parent >= 0 else ""
        told.append({"id": name, "parent": node, "type": kind, "n": size, "x": x, "y": y, "size": radius})
    return told


def _counts(links: Links, inside: Links, nodes: Sequence[Row]) -> Row:
    every = set(links.source.tolist()) | set(links.target.tolist())
    return {
        "nodes": len(nodes), "edges": len(inside), "claims": int(inside.claims.sum()), "all_nodes": len(every),
        "all_edges": len(links), "all_claims": int(links.claims.sum()),
    }  # fmt: skip


def _row(edge: Row, labels: dict[str, str], lang: str) -> Row:
    from kg.words import word

    polarity = ("con" if edge["against"] else "pro") if edge["kind"] in ("argument", "stance") else ""
    return {
        "from": labels[edge["from"]], "kind": word(lang, "kinds", edge["kind"]), "to": labels[edge["to"]],
        "polarity": word(lang, "values", polarity) if polarity else "", "claims": edge["n"], "origins": edge["o"],
        "contested": edge["contested"], "denied": edge["denied"], "first": edge["first"], "last": edge["last"],
    }  # fmt: skip


def _sparql(held: Columns, chosen: Chosen, wanted: filters.Filters) -> str:
    things = [held.nodes[i] for i in chosen.focus or chosen.nodes if "/" in held.nodes[i]][:100]
    return sparql.claims_query(
        things=things, kinds=wanted.kinds, articles=wanted.articles, langs=wanted.written, since=wanted.since,
        until=wanted.until, speakers=[one for one in wanted.speakers if one != filters.ITSELF],
        confidence=wanted.confidence, found=wanted.finders, limit=5000,
    )  # fmt: skip
