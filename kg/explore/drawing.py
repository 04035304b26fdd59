"""The network that is shown as a file to take away: SVG, GraphML, and a page that needs no server."""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from kg.display import tables, view
from kg.explore import ecosystem, filters, links, reading, wording
from kg.explore.columns import columns
from kg.explore.endpoints import Document
from kg.explore.snapshot import Snapshot
from kg.networks import network
from kg.rdf.labels import script
from kg.words import word

Row = dict[str, Any]
SVG, GRAPHML, HTML = "image/svg+xml", "application/graphml+xml; charset=utf-8", "text/html; charset=utf-8"
MARGIN = 90.0
FONT = "system-ui, 'Segoe UI', 'Noto Sans', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif"
COLOURS: Mapping[str, str] = {
    "Organization": "#26324d", "Person": "#a03f87", "Model": "#2069b3", "Product": "#4d7622", "License": "#8a5f22",
    "Benchmark": "#3c7182", "Dataset": "#3c7182", "Publication": "#8a5f22", "Hardware": "#616674", "Group": "#2069b3",
    "Aspect": "#856a0e", "strategy:open": "#0b7c62", "status:restricted": "#3b8148", "status:partial": "#6c7426",
    "strategy:hybrid": "#7352a6", "status:api": "#a85c12", "strategy:closed": "#bd3a25",
}  # fmt: skip
LINE = "#8a8f9a"
CORNERS: Mapping[str, Sequence[tuple[float, float]]] = {
    "square": ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),
    "diamond": ((0, -1.15), (1.15, 0), (0, 1.15), (-1.15, 0)),
    "triangle": ((0, -1.1), (1.05, 0.85), (-1.05, 0.85)),
    "triangleDown": ((0, 1.1), (1.05, -0.85), (-1.05, -0.85)),
    "hexagon": tuple((math.cos(i * math.pi / 3), math.sin(i * math.pi / 3)) for i in range(6)),
    "star": tuple((r * math.sin(i * math.pi / 5), -r * math.cos(i * math.pi / 5)) for i in range(10) for r in (1.2 if i % 2 == 0 else 0.5,)),
}  # fmt: skip
Box = tuple[float, float, float, float]


def colour(node: Mapping[str, Any]) -> str:
    """A node's colour on white."""
    return COLOURS.get(node["id"]) or COLOURS.get(node["type"], LINE)


# --- SVG -------------------------------------------------------------------------------------------------------------


def as_svg(at: Snapshot, *, lang: str, **params: Any) -> Document:
    """The network as a drawing: no label lies over another."""
    shown = ecosystem.network(at, lang=lang, **params)
    return Document("\n".join(_svg(shown, lang)).encode(), SVG, "network.svg")


def _svg(shown: Row, lang: str) -> Iterator[str]:
    spots = [(one["x"], one["y"], one["size"]) for one in (*shown["nodes"], *shown["groups"])] or [(0.0, 0.0, 0.0)]
    left, right = min(x - r for x, _, r in spots) - MARGIN, max(x + r for x, _, r in spots) + MARGIN
    top, foot = min(y - r for _, y, r in spots) - MARGIN, max(y + r for _, y, r in spots) + MARGIN
    title = escape(wording.say(lang, "shell", "brand"))
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left:.0f} {top:.0f} {right - left:.0f} {foot - top:.0f}" '
        f'font-family="{FONT}" role="img"><title>{title}</title>'
        f'<rect x="{left:.0f}" y="{top:.0f}" width="100%" height="100%" fill="#ffffff"/>'
    )
    places = {node["id"]: node for node in shown["nodes"]}
    for edge in shown["edges"]:
        yield _line(edge, places[edge["from"]], places[edge["to"]])
    for group in shown["groups"]:
        yield f'<circle cx="{group["x"]}" cy="{group["y"]}" r="{group["size"]}" fill="#f1efe9" stroke="{LINE}" stroke-dasharray="3 3"/>'
    for node in shown["nodes"]:
        yield _body(node)
    yield from _labels(shown["nodes"])
    yield from _key(shown, left + 16, foot - 16, lang)
    yield "</svg>"


def _line(edge: Row, source: Row, target: Row) -> str:
    hub = next((n for n in (target, source) if n["type"] == "Strategy"), None)
    paint = colour(hub) if hub else LINE
    dash = ' stroke-dasharray="6 4"' if edge["against"] or edge["denied"] else ' stroke-dasharray="1.5 3"' if edge["contested"] else ' stroke-dasharray="2 5"' if edge["by_model"] else ""
    width = 0.8 + min(3.2, 0.8 * math.log2(edge["n"]))
    ends = f'x1="{source["x"]}" y1="{source["y"]}" x2="{target["x"]}" y2="{target["y"]}"'
    return f'<line {ends} stroke="{paint}" stroke-width="{width:.2f}" stroke-opacity="0.55"{dash}/>'


def _body(node: Row) -> str:
    shape, hollow = view.LOOKS.get(node["type"], ("dot", False))
    paint = colour(node)
    style = f'fill={quoteattr("#ffffff" if hollow else paint)} stroke="{paint}" stroke-width="1.6" stroke-linejoin="round"'
    x, y, r = node["x"], node["y"], node["size"]
    tip = f"<title>{_text(node['label'])}</title>"
    if shape in CORNERS:
        points = " ".join(f"{x + r * a:.1f},{y + r * b:.1f}" for a, b in CORNERS[shape])
        return f'<polygon points="{points}" {style}>{tip}</polygon>'
    return f'<circle cx="{x}" cy="{y}" r="{r}" {style}>{tip}</circle>'


def _labels(nodes: Sequence[Row]) -> Iterator[str]:
    """Labels of the nodes with most claims first; one that finds no free place is left out."""
    taken: list[Box] = [(n["x"] - n["size"], n["y"] - n["size"], n["x"] + n["size"], n["y"] + n["size"]) for n in nodes]
    own = {node["id"]: box for node, box in zip(nodes, taken, strict=True)}
    for node in sorted(nodes, key=lambda n: (n["type"] != "Strategy", -n["n"], n["id"])):
        big = node["type"] == "Strategy"
        size = 17 if big else 12
        text = node["label"] if len(node["label"]) <= 30 else node["label"][:29] + "…"
        wide, high = tables.text_width(text) * size * 0.56, size * 1.2
        x, y, r = node["x"], node["y"], node["size"]
        for left, top in ((x - wide / 2, y + r + 2), (x + r + 4, y - high / 2), (x - r - 4 - wide, y - high / 2), (x - wide / 2, y - r - high - 2)):
            box = (left, top, left + wide, top + high)
            if not any(_meet(box, other) for other in taken if other is not own[node["id"]]):
                taken.append(box)
                yield (
                    f'<text x="{left:.1f}" y="{top + size:.1f}" font-size="{size}" font-weight="{650 if big else 400}" fill="#1b2130" '
                    f'stroke="#ffffff" stroke-width="3" paint-order="stroke" lang="{script(text)}">{_text(text)}</text>'
                )
                break


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and one[2] > other[0] and one[1] < other[3] and one[3] > other[1]


def _key(shown: Row, left: float, foot: float, lang: str) -> Iterator[str]:
    """Which sign is which type."""
    types = dict.fromkeys(node["type"] for node in shown["nodes"] if node["type"] != "Strategy")
    x = left
    for type_ in types:
        yield _body({"type": type_, "id": "", "x": x, "y": foot - 4, "size": 5, "label": word(lang, "types", type_)})
        name = word(lang, "types", type_)
        yield f'<text x="{x + 10:.0f}" y="{foot:.0f}" font-size="12" fill="#565e6d">{_text(name)}</text>'
        x += 28 + tables.text_width(name) * 7


def _text(text: str) -> str:
    """A text of an article as XML takes it: no markup, no control character."""
    return escape("".join(c if c >= " " and not 0xD800 <= ord(c) <= 0xDFFF and c not in "\ufffe\uffff" else "\ufffd" for c in text))


# --- GraphML ---------------------------------------------------------------------------------------------------------


def as_graphml(at: Snapshot, *, lang: str, **params: Any) -> Document:
    """The network with places and support, for other tools."""
    import networkx as nx

    shown = ecosystem.network(at, lang=lang, **params)
    graph = nx.MultiDiGraph()
    for node in shown["nodes"]:
        graph.add_node(_text(node["id"]), **{key: _plain(node[key]) for key in ("label", "type", "x", "y", "size", "n")})
    for edge in shown["edges"]:
        keys = ("kind", "against", "n", "o", "denied", "by_model", "contested", "first", "last")
        graph.add_edge(_text(edge["from"]), _text(edge["to"]), **{key: _plain(edge[key]) for key in keys})
    out = io.BytesIO()
    nx.write_graphml_xml(graph, out)
    return Document(out.getvalue(), GRAPHML, "network.graphml")


def _plain(value: Any) -> Any:
    return "".join(c if c >= " " else "\ufffd" for c in value) if isinstance(value, str) else value


# --- a page of its own -----------------------------------------------------------------------------------------------


def as_page(at: Snapshot, *, lang: str, **params: Any) -> Document:
    """The network as one HTML file with all the evidence, which works without a server and without a net."""
    shown = ecosystem.network(at, lang=lang, **params)
    graph = network.build(_rows(at, shown, params))
    places = {node["id"]: node for node in shown["nodes"]}
    graph.remove_nodes_from([name for name in graph if name not in places])
    for name, data in graph.nodes(data=True):
        data.update({key: places[name][key] for key in ("x", "y", "size")})
    graph.graph["spectrum"] = shown["layout"] in ("spectrum", "tiers")
    graph.graph["left_out"] = {
        "nodes": shown["counts"]["all_nodes"] - len(graph), "claims": shown["counts"]["all_claims"] - shown["counts"]["claims"]
    }  # fmt: skip
    html = view.network_html(graph, lang)
    return Document(html.encode("utf-8", "replace"), HTML, "network.html")


def _rows(at: Snapshot, shown: Row, params: Mapping[str, Any]) -> Iterable[Row]:
    """The claims that draw the edges that are shown."""
    import numpy as np

    held, wanted = columns(at), filters.of_params(at, params)
    every = links.every_link(at, held, wanted)
    inside = every.part(links.within(every, [held.number[node["id"]] for node in shown["nodes"]], len(held.nodes)))
    drawn = {(a, b, k, bool(g)) for a, b, k, g in zip(inside.source, inside.target, inside.kind, inside.against, strict=True)}
    keep = filters.mask(held, wanted)
    each = zip(held.link_claim, held.link_from, held.link_to, held.link_against, strict=True)
    found = sorted({int(c) for c, a, b, g in each if keep[c] and (a, b, held.kind[c], bool(g)) in drawn})
    return reading.rows(at, [held.ids[i] for i in np.array(found, dtype=int)])
