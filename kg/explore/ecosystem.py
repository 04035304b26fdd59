"""The network as it is shown: an overview, what was opened in it, groups for the rest; never more than can be drawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from kg.explore import debating, facets, filters, hubs, placing, sparql
from kg.explore.columns import Columns, columns, node_type
from kg.explore.digest import MOST, Chosen, digest
from kg.explore.links import Links, Tally, every_link, strength, tally, thinned, within
from kg.explore.snapshot import Snapshot

if TYPE_CHECKING:
    import numpy as np

Row = dict[str, Any]
VENDORS = 28  # in the overview
ARGUED, VOICES = 14, 14  # aspects and voices in it: the most argued, and those that argue most
AROUND = 60  # neighbours of a thing that the network is opened around
LINES = 800  # links of a view: of more the best supported are drawn
PAGE = 40  # neighbours that come with each time a thing is opened
COURSE = ("shift", "strategy", "stance", "argument")  # kinds that tell which side somebody is on
SPEAK = ("Person", "Publication")  # types of voices beside the vendors themselves


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
    key = (wanted, tuple(sorted(type)), tuple(sorted(no)))
    links = at.recent("typed", key, lambda: _of_types(held, every_link(at, held, wanted), type, no))
    tallied = at.recent("tally", key, lambda: tally(links, len(held.nodes)))
    base = at.recent("base", (show, tuple(of)), lambda: begin(at, held, every, show, of))
    first = base if links is every else at.recent("first", (show, tuple(of), key), lambda: begin(at, held, links, show, of))
    chosen = choose(at, held, links, first, open)
    whole = links.part(within(links, chosen.nodes, len(held.nodes)))
    inside = thinned(whole, LINES)
    layout = layout or ("spectrum" if of or show == "all" else "tiers")
    spots = placing.place(at, held, chosen, inside, (base, every), layout)
    argued = at.recent("argued", wanted, lambda: debating.argued(held, filters.mask(held, wanted)))
    nodes = _nodes(at, held, (tallied, inside, argued), chosen, spots, lang)
    edges = _edges(held, inside)
    labels = {node["id"]: node["label"] for node in nodes}
    return {
        "layout": layout,
        "nodes": nodes,
        "edges": edges,
        "groups": _groups(held, chosen, spots),
        "counts": {
            "nodes": len(nodes), "edges": len(inside), "inside": len(whole), "claims": int(whole.claims.sum()), "all_nodes": tallied.linked,
            "all_edges": len(links), "all_claims": int(links.claims.sum()),
        },
        "facets": at.keep(("facets", lang), lambda: facets.facets(at, held, every, lang)),
        "columns": ("from", "kind", "to", "polarity", "claims", "origins", "contested", "denied", "first", "last"),
        "rows": [_row(edge, labels, lang) for edge in edges],
        "sparql": _sparql(held, chosen, wanted),
    }


def _of_types(held: Columns, links: Links, wanted: Sequence[str], unwanted: Sequence[str]) -> Links:
    """The links between things of these types (all without; strategies always stay) and not of those."""
    if not wanted and not unwanted:
        return links
    keep = held.of_types({*wanted, "Strategy"} if wanted else held.sorts) & ~held.of_types(unwanted)
    return links.part(keep[links.source] & keep[links.target])


# --- what is drawn ---------------------------------------------------------------------------------------------------


def begin(at: Snapshot, held: Columns, links: Links, show: str, of: Sequence[str]) -> Chosen:
    """The nodes to draw before anything is opened."""
    if of:
        return _around(at, held, links, of)
    return _everything(held, links) if show == "all" else Chosen(overview(held, links))


def choose(at: Snapshot, held: Columns, links: Links, first: Chosen, opened: Sequence[str]) -> Chosen:
    """These nodes and what comes by opening some of them."""
    chosen = Chosen(list(first.nodes), first.focus, {}, dict(first.groups), first.rest)
    for name, times in Counter(opened).items():
        if name.startswith("more:"):
            if name in chosen.rest:  # under other filters there may be none
                _open_group(chosen, name, times * PAGE)
            continue
        for node in filters.keys_of(at, name):
            if node in held.number:
                _open(held, links, chosen, held.number[node], times * PAGE)
    return chosen


def overview(held: Columns, links: Links) -> list[int]:
    """The courses, the vendors that most is said of about which side they are on, what is argued most, and who argues."""
    import numpy as np

    sides = [i for i in np.flatnonzero(held.of_types(("Strategy",))).tolist() if held.nodes[i].startswith("strategy:")]
    vendors = held.of_types(("Organization",))
    tells = np.isin(links.kind, [i for i, kind in enumerate(held.kinds) if kind in COURSE])
    tied = np.isin(links.source, sides) | np.isin(links.target, sides)
    told, total = strength(links.part(tells & tied), len(held.nodes)), strength(links, len(held.nodes))
    best = _first(told * vendors * 1000 + total * (told > 0) * vendors, VENDORS)
    if len(best) < 12:  # where articles say little about sides, the vendors that they speak of most
        best += [node for node in _first(total * vendors, 2 * VENDORS) if node not in best][:24]
    argued = strength(links.part(links.kind == _kind(held, "argument")), len(held.nodes)) * held.of_types(("Aspect",))
    voices = told * held.of_types(SPEAK) * ~np.array([node.startswith("author:") for node in held.nodes], dtype=bool)
    return [side for side in sides if total[side]] + best + _first(argued, ARGUED) + _first(voices, VOICES)


def _first(ranks: np.ndarray, most: int) -> list[int]:
    """So many nodes, those of the highest rank; none without one."""
    import numpy as np

    return [int(node) for node in np.argsort(-ranks, kind="stable")[:most] if ranks[node] > 0]


def _kind(held: Columns, kind: str) -> int:
    return held.kinds.index(kind) if kind in held.kinds else -1


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
    chosen.opened[node] = chosen.opened.get(node, []) + fresh
    if len(hidden) > len(fresh):
        chosen.groups[f"more:{held.nodes[node]}"] = (node, "", len(hidden) - len(fresh))


def _everything(held: Columns, links: Links) -> Chosen:
    """All nodes with a link, or their digest."""
    found = digest(held, links)
    chosen = Chosen(list(found.nodes), rest=found.groups)
    chosen.groups = {name: (one.parent, one.type, len(one.members)) for name, one in found.groups.items()}
    return chosen


def _open_group(chosen: Chosen, name: str, most: int) -> None:
    """Draw so many of the things of a group of the digest."""
    group, shown = chosen.rest[name], set(chosen.nodes)
    free = max(0, min(most, MOST - len(chosen.nodes)))
    hidden = [int(node) for node in group.members[: most + len(shown)] if int(node) not in shown]
    fresh, left = hidden[:free], len(group.members) - free
    chosen.nodes += fresh
    chosen.opened[group.parent] = chosen.opened.get(group.parent, []) + fresh
    del chosen.groups[name]
    if left > 0:
        chosen.groups[name] = (group.parent, group.type, left)


# --- how it is told --------------------------------------------------------------------------------------------------


def _nodes(
    at: Snapshot, held: Columns, counted: tuple[Tally, Links, dict[int, debating.Argued]], chosen: Chosen, spots: dict[str, placing.Spot], lang: str
) -> list[Row]:
    tallied, inside, argued = counted
    drawn = drawn_degrees(inside)
    late = {node for fresh in chosen.opened.values() for node in fresh}
    told = []
    for number in chosen.nodes:
        name = held.nodes[number]
        x, y, size = spots[name]
        told.append(
            {
                "id": name, "type": node_type(name), "label": hubs.label(at, name, lang), "x": x, "y": y, "size": size,
                "n": int(tallied.total[number]), "more": int(tallied.degree[number]) - drawn[number], "open": number in chosen.opened, "late": number in late,
                "focus": number in chosen.focus, "argues": argued.get(number, debating.NOBODY).points,
                "voices": argued.get(number, debating.NOBODY).voices,
            }  # fmt: skip
        )
    return told


def drawn_degrees(inside: Links) -> Counter[int]:
    """With how many others each node is linked on the drawing."""
    pairs = {(min(ends), max(ends)) for ends in zip(inside.source.tolist(), inside.target.tolist(), strict=True)}
    return Counter(end for one, two in pairs if one != two for end in (one, two))


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
        opens = name if name in chosen.rest else node  # what to open to see more of it
        told.append({"id": name, "parent": node, "type": kind, "n": size, "x": x, "y": y, "size": radius, "opens": opens})
    return told


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
