"""Where the things of a network stand on the page: open to the left, closed to the right, the same on every run."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from kg.networks.network import HUBS

if TYPE_CHECKING:
    import networkx as nx
    import numpy as np

# Where a hub stands on the way from open (-1) to closed (1), and how far below the middle line.
SPECTRUM = {
    "strategy:open": (-0.56, 0.06),
    "status:restricted": (-0.27, 0.36),
    "status:partial": (-0.09, 0.46),
    "strategy:hybrid": (0.0, 0.06),
    "status:api": (0.25, 0.36),
    "strategy:closed": (0.56, 0.06),
}
LEAN = {
    "strategy:open": -1.0, "status:restricted": -0.5, "status:partial": -0.15, "strategy:hybrid": 0.0,
    "status:api": 0.6, "strategy:closed": 1.0,
}  # fmt: skip
AGAINST = ("con", "against")  # of arguments, and of edges that are known by whether they speak against
BAND = -0.62  # below this line (up is negative) stand the aspects alone
PAGE = (780.0, 500.0)  # half the width and height, in layout units, of a network of ~150 things


def place(graph: nx.MultiDiGraph) -> None:
    """Give every node `x` and `y` (units of about a pixel at first view of a small network) and `size` (radius).

    Structure first, forces second: the hubs stand on a line from open to closed, the aspects in a band above, things
    with several links are moved by forces that know how far each leans to either side, things with one neighbour are
    fanned out around it. Starting points come from a hash of the name, so the same claims give the same picture.
    """
    if not len(graph):
        return
    import numpy as np

    scale = max(0.45, math.sqrt(len(graph) / 150))
    width, height = PAGE[0] * scale, PAGE[1] * scale
    names = sorted(graph)
    for name in names:
        graph.nodes[name]["size"] = radius(graph.nodes[name])
    lean = leanings(graph)
    fixed = _hubs(graph, width, height)
    leaves = _leaves(graph)
    core = [n for n in names if n not in fixed and n not in leaves]
    spot = dict(fixed)
    spot.update(_forces(graph, core, fixed, leaves, lean, (width, height)))
    spot.update(_fans(graph, leaves, spot, lean))
    points = np.array([spot[n] for n in names])
    sizes = np.array([graph.nodes[n]["size"] for n in names])
    points = spread(points, sizes, np.array([n in fixed for n in names]), (width, height * BAND))
    for name, (x, y) in zip(names, points, strict=True):
        graph.nodes[name].update(x=round(float(x), 1), y=round(float(y), 1))


def radius(node: dict[str, Any]) -> float:
    """A node's radius: it grows with the square root of its claims, so that areas compare."""
    small, large = (16, 30) if node["type"] == "Strategy" else (7, 13) if node["type"] == "Aspect" else (5, 22)
    return round(min(large, small + 1.6 * math.sqrt(max(node["count"] - 1, 0))), 1)


def leanings(graph: nx.MultiDiGraph) -> dict[str, float]:
    """How far each thing leans from open (-1) to closed (1): by its claims, else by its neighbours, else 0."""
    own: dict[str, float] = {}
    for name in graph:
        if graph.nodes[name]["type"] not in HUBS:
            votes = list(_votes(graph, name))
            if votes:
                own[name] = sum(weight * at for at, weight in votes) / sum(weight for _, weight in votes)
    lean = {name: own.get(name, 0.0) for name in graph}
    for _ in range(4):  # a model without a status stands by its vendor, a data set by its model
        for name in sorted(set(graph) - set(own)):
            near = [lean[m] for m in _around(graph, name)]
            lean[name] = 0.9 * sum(near) / len(near) if near else 0.0
    return lean


def _votes(graph: nx.MultiDiGraph, name: str) -> Iterable[tuple[float, float]]:
    for source, target, data in (*graph.out_edges(name, data=True), *graph.in_edges(name, data=True)):
        hub = target if source == name else source
        if hub not in LEAN:
            continue
        against = (data["value"].get("polarity") in AGAINST) != data["denied"]
        came_from = data["kind"] == "shift" and source == hub
        yield -LEAN[hub] if against else LEAN[hub], len(data["claims"]) * (0.5 if came_from else 1.0)


def _around(graph: nx.MultiDiGraph, name: str) -> list[str]:
    near = {*graph.successors(name), *graph.predecessors(name)} - {name}
    return sorted(n for n in near if graph.nodes[n]["type"] not in HUBS)


def _hubs(graph: nx.MultiDiGraph, width: float, height: float) -> dict[str, tuple[float, float]]:
    spot = {n: (SPECTRUM[n][0] * width, SPECTRUM[n][1] * height) for n in graph if n in SPECTRUM}
    aspects = sorted((n for n in graph if graph.nodes[n]["type"] == "Aspect"), key=lambda n: (balance(graph, n), n))
    count = len(aspects)
    for i, name in enumerate(aspects):
        along = (i + 0.5) / count * 2 - 1
        row = i % 3 if count > 8 else i % 2  # staggered: neighbours' labels do not meet
        spot[name] = (along * 0.86 * width, (-0.97 + 0.1 * row + 0.06 * along * along) * height)
    return spot


def balance(graph: nx.MultiDiGraph, aspect: str) -> float:
    """Where an aspect stands in its band: what speaks for open to the left, what speaks for closed to the right."""
    total = score = 0.0
    for side, _, data in graph.in_edges(aspect, data=True):
        weight = len(data["claims"]) * (-1 if data["value"].get("polarity") in AGAINST else 1)
        score += LEAN.get(side, 0.0) * weight
        total += abs(weight)
    return score / total if total else 0.0


def _leaves(graph: nx.MultiDiGraph) -> dict[str, str]:
    """Things with one neighbour that is no hub, and that neighbour: they are drawn around it."""
    leaves: dict[str, str] = {}
    for name in sorted(graph):
        if graph.nodes[name]["type"] in HUBS:
            continue
        near = _around(graph, name)
        if len(near) == 1 and len(_around(graph, near[0])) > 1:
            leaves[name] = near[0]
    return leaves


def start(name: str) -> tuple[float, float]:
    """A point between -0.5 and 0.5 that follows from the name alone."""
    digest = hashlib.sha1(name.encode()).digest()
    return int.from_bytes(digest[:4], "big") / 2**32 - 0.5, int.from_bytes(digest[4:8], "big") / 2**32 - 0.5


def _forces(
    graph: nx.MultiDiGraph, core: list[str], fixed: dict[str, tuple[float, float]], leaves: dict[str, str],
    lean: dict[str, float], page: tuple[float, float],
) -> dict[str, tuple[float, float]]:  # fmt: skip
    import numpy as np

    if not core:
        return {}
    width, height = page
    names = [*core, *sorted(fixed)]
    index = {n: i for i, n in enumerate(names)}
    home = np.array([lean[n] * 0.86 * width for n in core])
    begin = [(home[i] + start(n)[0] * width * 0.5, start(n)[1] * height) for i, n in enumerate(core)]
    points = np.array([*begin, *(fixed[n] for n in sorted(fixed))], dtype=float)
    edge = np.array([(0.98 + 0.16 * start(n)[1], 0.95 + 0.14 * start(n)[0]) for n in core])  # a frayed border, no row
    crowd = np.ones(len(names))
    for parent in leaves.values():  # a vendor with many models needs room for them
        crowd[index[parent]] += 0.55
    linked = ((index[a], index[b]) for a, b in graph.edges() if a in index and b in index and a != b)
    pairs = sorted({(min(pair), max(pair)) for pair in linked})
    ends = np.array(pairs, dtype=int).reshape(-1, 2)
    hub = np.array([n in fixed for n in names])
    pull = np.where(hub[ends].any(axis=1), 0.12, 1.0) if len(ends) else np.zeros(0)
    room = 4 * width * height * 0.7 / (len(names) + len(leaves) * 0.6)
    ideal = min(0.95 * math.sqrt(room), 92.0)  # few things shall not flee each other to the corners
    rounds = int(min(220, max(50, 4e7 / len(names) ** 2)))
    for step in range(rounds):
        move = _push(points, crowd, ideal) + _draw(points, ends, pull, ideal)
        move[: len(core), 0] += (home - points[: len(core), 0]) * 0.5
        move[: len(core), 1] += (0.24 * height - points[: len(core), 1]) * 0.3
        heat = 0.16 * width * (1 - step / rounds) ** 1.5 + 1
        length = np.maximum(np.hypot(move[:, 0], move[:, 1]), 1e-9)
        points += np.where(hub[:, None], 0, move / length[:, None] * np.minimum(length, heat)[:, None])
        points[: len(core), 0] = points[: len(core), 0].clip(-width * edge[:, 0], width * edge[:, 0])
        points[: len(core), 1] = points[: len(core), 1].clip(BAND * height, 0.92 * height * edge[:, 1])
    return {n: (float(points[i, 0]), float(points[i, 1])) for i, n in enumerate(core)}


def _push(points: np.ndarray, crowd: np.ndarray, ideal: float) -> np.ndarray:
    import numpy as np

    apart = points[:, None, :] - points[None, :, :]
    square = np.maximum((apart**2).sum(axis=2), (ideal * 0.02) ** 2)
    weight = crowd[:, None] * crowd[None, :]
    return (apart * (weight * ideal**2 / square * (square < (4 * ideal) ** 2))[:, :, None]).sum(axis=1)


def _draw(points: np.ndarray, ends: np.ndarray, pull: np.ndarray, ideal: float) -> np.ndarray:
    import numpy as np

    move = np.zeros_like(points)
    if len(ends):
        apart = points[ends[:, 1]] - points[ends[:, 0]]
        force = apart * (pull * np.hypot(apart[:, 0], apart[:, 1]) / ideal)[:, None]
        np.add.at(move, ends[:, 0], force)
        np.add.at(move, ends[:, 1], -force)
    return move


def _fans(
    graph: nx.MultiDiGraph, leaves: dict[str, str], spot: dict[str, tuple[float, float]], lean: dict[str, float]
) -> dict[str, tuple[float, float]]:
    """Leaves on rings around their neighbour, in the order of their leaning: the open ones to its left."""
    fans: dict[str, list[str]] = {}
    for leaf, parent in leaves.items():
        fans.setdefault(parent, []).append(leaf)
    placed: dict[str, tuple[float, float]] = {}
    for parent, members in sorted(fans.items()):
        x, y = spot[parent]
        room, ring, first = graph.nodes[parent]["size"] + 34.0, 0, 0
        members.sort(key=lambda n: (round(lean[n], 1), n))
        while first < len(members):
            fit = min(len(members) - first, int(2 * math.pi * room / 44))
            for i, leaf in enumerate(members[first : first + fit]):
                angle = math.pi - 2 * math.pi * (i + 0.5 * ring + 0.25) / fit
                placed[leaf] = (x + room * 1.25 * math.cos(angle), y + room * math.sin(angle))
            first, ring, room = first + fit, ring + 1, room + 40.0
    return placed


def spread(
    points: np.ndarray, sizes: np.ndarray, fixed: np.ndarray, page: tuple[float, float] = (0.0, -1e9)
) -> np.ndarray:
    """Push apart what overlaps. Things are given room for a short label below them."""
    import numpy as np

    free = ~fixed
    least = sizes[:, None] + sizes[None, :] + 16.0
    np.fill_diagonal(least, 0)
    for _ in range(60 if len(points) < 600 else 15):
        apart = points[:, None, :] - points[None, :, :]
        far = np.maximum(np.hypot(apart[:, :, 0], apart[:, :, 1]), 0.01)
        over = np.maximum(least - far, 0)
        if over.max() < 1:
            break
        share = np.where(fixed[None, :], 1.0, 0.5)
        points = points + (apart / far[:, :, None] * (over * share)[:, :, None]).sum(axis=1) * free[:, None] * 0.6
        points[free, 1] = np.maximum(points[free, 1], page[1])
    return points
