"""Where the nodes of the network stand: a table LAYOUTS, each the same on every run, computed once for each choice."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kg.explore import tiers
from kg.explore.columns import Columns, node_type
from kg.explore.digest import Chosen
from kg.explore.links import Links, within
from kg.explore.snapshot import Snapshot
from kg.networks import layout as spectrum

if TYPE_CHECKING:
    import networkx as nx
    import numpy as np

Spot = tuple[float, float, float]  # x, y and radius
Points = dict[str, tuple[float, float]]
GAP = 26.0  # between the borders of two nodes that are put beside one another
TRIED = 32  # places on a spiral that are looked at together
FARTHEST = 4000  # the last of them: there something may lie over something else
TURN = math.pi * (3 - math.sqrt(5))  # the angle by which sunflowers set their seeds
FULL_THING, FULL_COURSE = 114, 1000  # claims of the largest from which on sizes are told by comparison with it
BANDS = (  # types, from the top of the page to its foot
    ("Aspect",), ("Person",), ("Organization",), ("Strategy",), ("Model", "Group"), ("Product",), ("License",),
    ("Benchmark", "Dataset", "Publication", "Hardware"),
)  # fmt: skip
RINGS: Mapping[str, int] = {"Strategy": 0, "Organization": 1, "Group": 2, "Model": 2, "Product": 2}  # others: 3


def place(
    at: Snapshot, held: Columns, chosen: Chosen, inside: Links, whole: tuple[Chosen, Links], layout: str
) -> dict[str, Spot]:
    """The place and radius of each node and group.

    It is kept for what was asked for last. `whole`: what would be drawn without any filter, and all links: that is laid out, so that nothing moves when a filter
    is set. What the filters bring in beside it stands by what it is linked with, as does what was opened.
    """
    base, _ = whole
    drawn = (tuple(chosen.nodes), tuple(chosen.groups.items()), tuple((one, tuple(fresh)) for one, fresh in chosen.opened.items()))
    key = (layout, drawn, tuple(base.nodes), _mark(inside))
    return at.recent("places", key, lambda: _placed(at, held, chosen, inside, whole, layout), most=16)


def _placed(
    at: Snapshot, held: Columns, chosen: Chosen, inside: Links, whole: tuple[Chosen, Links], layout: str
) -> dict[str, Spot]:
    late = {node for fresh in chosen.opened.values() for node in fresh}
    nodes = [node for node in chosen.nodes if node not in late]
    base, every = whole
    if 3 * len(set(base.nodes) & set(nodes)) < len(nodes):  # another part of the network than without filters
        base, every = chosen, inside
        base_nodes = nodes
    else:
        base_nodes = base.nodes
    counts = at.recent("counts", (), lambda: Counts(held), most=1)
    first = at.recent("layout", (layout, tuple(sorted(base_nodes)), base is chosen and _mark(inside)),
                      lambda: _laid(held, counts, every, base_nodes, layout), most=16)  # fmt: skip
    sizes = {held.nodes[node]: spectrum.radius(counts.look(node)) for node in chosen.nodes}
    spots = {held.nodes[node]: (*first[held.nodes[node]], sizes[held.nodes[node]]) for node in nodes if held.nodes[node] in first}
    strange = [node for node in nodes if held.nodes[node] not in spots]
    if layout == "tiers":
        strange = _in_tiers(held, inside, strange, spots, sizes)
    for parent, fresh in (*_hosts(held, inside, strange, spots).items(), *chosen.opened.items()):
        names = [held.nodes[node] for node in fresh]
        _put_around(spots, held.nodes[parent] if parent >= 0 else "", [(name, sizes[name]) for name in names])
    for name, (parent, _, size) in chosen.groups.items():
        _put_around(spots, held.nodes[parent] if parent >= 0 else "", [(name, group_radius(size))])
    return {name: (round(x, 1), round(y, 1), size) for name, (x, y, size) in spots.items()}


def _in_tiers(held: Columns, inside: Links, strange: Sequence[int], spots: dict[str, Spot], sizes: Mapping[str, float]) -> list[int]:
    """Put what the filters bring in into its tier, near what it is linked with; what has no tier there is given back."""
    left = []
    for host, fresh in _hosts(held, inside, strange, dict(spots)).items():
        x = spots[held.nodes[host]][0] if host >= 0 else 0.0
        for node in fresh:
            name, kind = held.nodes[node], node_type(held.nodes[node])
            like = [one for one in spots if tiers.tier_of(node_type(one)) == tiers.tier_of(kind)]
            at = tiers.beside(spots, like, x)
            if at is None:
                left.append(node)
            else:
                spots[name] = (*at, sizes[name])
    return left


def _mark(inside: Links) -> int:
    """What tells one set of links from another."""
    return hash((inside.source.tobytes(), inside.target.tobytes(), inside.kind.tobytes(), inside.claims.tobytes()))


def _hosts(held: Columns, inside: Links, strange: Sequence[int], spots: Mapping[str, Spot]) -> dict[int, list[int]]:
    """For nodes that have no place yet the placed node that most claims link each with; -1 for none."""
    hosts: dict[int, list[int]] = {}
    for node in strange:
        near = [*inside.target[inside.source == node].tolist(), *inside.source[inside.target == node].tolist()]
        placed = [other for other in near if held.nodes[other] in spots]
        hosts.setdefault(max(placed, key=lambda n: (placed.count(n), -n), default=-1), []).append(node)
    return hosts


def _laid(held: Columns, counts: Counts, links: Links, nodes: Sequence[int], layout: str) -> Points:
    inside = links.part(within(links, nodes, len(held.nodes)))
    return LAYOUTS[layout](_graph(held, counts, inside, sorted(nodes)))


class Counts:
    """How many claims touch each node, as its size shows it: of what much is said in a large corpus, a part.

    The largest thing and the largest strategy or aspect have the largest size, and the areas of others compare with it.
    """

    def __init__(self, held: Columns) -> None:
        self._held = held
        courses = held.of_types(("Strategy", "Aspect"))
        self._units = {of: self._unit(held.weight[courses == of], full) for of, full in ((True, FULL_COURSE), (False, FULL_THING))}

    @staticmethod
    def _unit(weights: np.ndarray, full: int) -> float:
        """So many claims count as one."""
        return max(1.0, float(weights.max()) / full) if len(weights) else 1.0

    def look(self, node: int) -> dict[str, Any]:
        """Type and count, as `kg.networks.layout` takes them."""
        kind = node_type(self._held.nodes[node])
        unit = self._units[kind in ("Strategy", "Aspect")]
        return {"type": kind, "count": self._held.weight[node] if unit == 1 else float(self._held.weight[node]) / unit}


def group_radius(size: int) -> float:
    return round(min(26.0, 9 + 2.2 * math.log2(size + 1)), 1)


def _graph(held: Columns, counts: Counts, inside: Links, base: Sequence[int]) -> nx.MultiDiGraph:
    """The part to lay out, as `kg.networks.layout` takes it."""
    import networkx as nx

    graph = nx.MultiDiGraph()
    for node in base:
        graph.add_node(held.nodes[node], **counts.look(node))
    known = set(base)
    ends = zip(inside.source.tolist(), inside.target.tolist(), strict=True)
    for i, (source, target) in enumerate(ends):
        if source in known and target in known:
            against = bool(inside.against[i])
            graph.add_edge(
                held.nodes[source], held.nodes[target], kind=held.kinds[inside.kind[i]], denied=bool(inside.denied[i]),
                value={"polarity": "against"} if against else {}, claims=range(int(inside.claims[i])),
            )  # fmt: skip
    return graph


# --- layouts ---------------------------------------------------------------------------------------------------------


def _spectrum(graph: nx.MultiDiGraph) -> Points:
    """Open to the left, closed to the right."""
    spectrum.place(graph)
    return {name: (data["x"], data["y"]) for name, data in graph.nodes(data=True)}


def _force(graph: nx.MultiDiGraph) -> Points:
    """What is linked stands together."""
    import networkx as nx
    import numpy as np

    if len(graph) < 3:
        return {name: (120.0 * i, 0.0) for i, name in enumerate(sorted(graph))}
    plain = nx.Graph()
    plain.add_nodes_from(sorted(graph))
    for source, target, data in graph.edges(data=True):
        if source != target:
            weight = plain.get_edge_data(source, target, {"weight": 0.0})["weight"] + 1 + math.log2(len(data["claims"]))
            plain.add_edge(source, target, weight=weight)
    begin = {name: np.array(spectrum.start(name)) * 100 for name in plain}
    rounds = int(min(180, max(30, 6e7 / len(plain) ** 2)))
    found = nx.forceatlas2_layout(plain, pos=begin, max_iter=rounds, scaling_ratio=3.0, gravity=2.0, seed=1)
    points = np.array([found[name] for name in sorted(plain)], dtype=float)
    points -= points.mean(axis=0)
    reach = np.percentile(np.hypot(points[:, 0], points[:, 1]), 92) or 1.0
    points *= 62.0 * math.sqrt(len(plain)) / reach
    return _apart(graph, dict(zip(sorted(plain), map(tuple, points), strict=True)))


def _rings(graph: nx.MultiDiGraph) -> Points:
    """Strategies in the middle, vendors around them, around these what they make, and the rest outside."""
    order = _angles(graph)
    points: Points = {}
    reach = 0.0
    for ring in range(4):
        names = sorted((n for n in graph if RINGS.get(graph.nodes[n]["type"], 3) == ring), key=lambda n: (order[n], n))
        while names:
            need = sum(2 * _room(graph, name) for name in names)
            reach = max(reach + 92.0, 70.0 if len(names) > 1 else 0.0) if points or len(names) > 1 else 0.0
            fit = len(names) if need <= 2 * math.pi * reach or ring == 0 else int(len(names) * 2 * math.pi * reach / need)
            part, names = _shared(names, max(fit, 6))
            for i, name in enumerate(part):
                angle = math.pi - 2 * math.pi * (i + 0.5) / len(part)
                points[name] = (reach * 1.5 * math.cos(angle), -reach * math.sin(angle))
    return _apart(graph, points)


def _shared(names: list[str], fit: int) -> tuple[list[str], list[str]]:
    """As many of them as fit on a ring, evenly out of the whole order, and the rest."""
    if fit >= len(names):
        return names, []
    kept = {int(i * len(names) / fit) for i in range(fit)}
    return [n for i, n in enumerate(names) if i in kept], [n for i, n in enumerate(names) if i not in kept]


def _bands(graph: nx.MultiDiGraph) -> Points:
    """A band for each type of thing, in each the order that crosses the fewest links."""
    rows = [[n for n in sorted(graph) if graph.nodes[n]["type"] in types] for types in BANDS]
    lean = spectrum.leanings(graph)
    at: dict[str, float] = {}
    for row in rows:
        row.sort(key=lambda n: (lean[n], n))
        at.update({name: (i + 0.5) / len(row) for i, name in enumerate(row)})
    for _ in range(6):
        for row in rows:
            wish = {name: _middle(graph, name, at) for name in row}
            row.sort(key=lambda n: (wish[n], n))
            at.update({name: (i + 0.5) / len(row) for i, name in enumerate(row)})
    points: Points = {}
    top = 0.0
    for row in filter(None, rows):
        wide = max(2, min(len(row), 34))
        lines = math.ceil(len(row) / wide)
        for i, name in enumerate(row):
            column, line = divmod(i, lines)
            points[name] = ((column + 0.5 - math.ceil(len(row) / lines) / 2) * max(46.0, 1500 / max(len(row) / lines, 9)), top + line * 58.0)
        top += lines * 58.0 + 62.0
    return {name: (x, y - top / 2) for name, (x, y) in points.items()}


def _middle(graph: nx.MultiDiGraph, name: str, at: Mapping[str, float]) -> float:
    near = [at[other] for other in (*graph.successors(name), *graph.predecessors(name)) if other != name]
    return sum(near) / len(near) if near else at[name]


def _angles(graph: nx.MultiDiGraph) -> dict[str, float]:
    """The order around the rings: by leaning, and things beside what they are linked with."""
    lean = spectrum.leanings(graph)
    at = dict(lean)
    for ring in (2, 3):
        for name in sorted(n for n in graph if RINGS.get(graph.nodes[n]["type"], 3) == ring):
            near = [at[o] for o in (*graph.successors(name), *graph.predecessors(name)) if RINGS.get(graph.nodes[o]["type"], 3) == ring - 1]
            at[name] = sum(near) / len(near) if near else at[name]
    return at


def _room(graph: nx.MultiDiGraph, name: str) -> float:
    return spectrum.radius(graph.nodes[name]) + GAP


def _apart(graph: nx.MultiDiGraph, points: Points) -> Points:
    """The same places without overlaps."""
    import numpy as np

    names = sorted(points)
    sizes = np.array([spectrum.radius(graph.nodes[name]) for name in names])
    found = spectrum.spread(np.array([points[name] for name in names]), sizes, np.zeros(len(names), dtype=bool))
    return {name: (float(x), float(y)) for name, (x, y) in zip(names, found, strict=True)}


LAYOUTS: Mapping[str, Callable[[nx.MultiDiGraph], Points]] = {
    "tiers": tiers.place, "spectrum": _spectrum, "force": _force, "rings": _rings, "bands": _bands,
}  # fmt: skip


# --- what comes later ------------------------------------------------------------------------------------------------


def _put_around(spots: dict[str, Spot], parent: str, fresh: Sequence[tuple[str, float]]) -> None:
    """Put nodes around their parent, on a spiral from it outwards, where nothing stands yet; nothing else moves."""
    import numpy as np

    taken = np.array([*(spots[name] for name in spots), *[(0.0, 0.0, 0.0)] * (len(fresh) + 1)], dtype=float)
    x, y, size = spots.get(parent, (0.0, 0.0, 40.0))
    away = math.atan2(y, x) if (x, y) != (0.0, 0.0) else 0.0
    step, there = 0, max(len(spots), 1)
    for name, radius_ in fresh:
        while True:
            steps = np.arange(step, step + TRIED)
            reach = size + radius_ + 30.0 + 11.0 * np.sqrt(steps)
            at_x, at_y = x + reach * 1.2 * np.cos(away + steps * TURN), y + reach * np.sin(away + steps * TURN)
            far = np.hypot(taken[:there, 0] - at_x[:, None], taken[:there, 1] - at_y[:, None])
            free = ((far - taken[:there, 2] - radius_ >= 14.0).all(axis=1)) | (steps >= FARTHEST)
            first = int(free.argmax())
            step += first + 1 if free[first] else TRIED
            if free[first]:
                break
        spots[name] = (float(at_x[first]), float(at_y[first]), radius_)
        taken[there] = spots[name]
        there += 1
