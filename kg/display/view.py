"""Rows and networks → what a person looks at: the table VIEWS, and a self-contained network page that works offline."""

from __future__ import annotations

import functools
import hashlib
import re
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg import files
from kg.display.tables import VIEWS
from kg.errors import ReadError
from kg.networks import layout, network
from kg.words import all_words, section, word

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["LOOKS", "VIEWS", "network_html", "network_page", "vis_script"]

DATA = Path(__file__).resolve().parent.parent / "data" / "view"
SCRIPTS = ("labels.js", "evidence.js", "page.js")
# Shape and filling beside the colour: the legend can be read without seeing colours.
LOOKS: Mapping[str, tuple[str, bool]] = {
    "Strategy": ("dot", False),
    "Organization": ("square", False),
    "Model": ("dot", False),
    "Person": ("triangle", False),
    "Product": ("diamond", False),
    "License": ("hexagon", False),
    "Benchmark": ("triangleDown", False),
    "Dataset": ("square", True),
    "Publication": ("star", False),
    "Hardware": ("diamond", True),
    "Group": ("hexagon", True),
    "Aspect": ("dot", True),
}


def network_page(graph: nx.MultiDiGraph, path: Path | str, lang: str = "en", title: str = "") -> None:
    """Write the network as one HTML file that needs nothing else: no server, no net.

    Positions are given where the graph has none yet. Texts of articles are data in the page, never markup: they stand
    in JSON blocks with `<`, `>` and `&` escaped, the page's scripts are the only ones its policy lets run.
    Raises ReadError where the file can not be written.
    """
    html = network_html(graph, lang, title)
    try:
        files.write(Path(path), [html])
    except OSError as error:
        raise ReadError(error.strerror or "can not be written", str(path), "choose another file with -o") from None


def network_html(graph: nx.MultiDiGraph, lang: str = "en", title: str = "") -> str:
    """The text of the page that `network_page` writes."""
    from pyvis.network import Network

    if any("x" not in data for _, data in graph.nodes(data=True)):
        layout.place(graph)
    net = Network(height="100%", width="100%", directed=True, cdn_resources="in_line")
    ids = {name: hashlib.sha1(name.encode()).hexdigest()[:12] for name in sorted(graph)}
    for name, code in ids.items():
        data = graph.nodes[name]
        shape, _ = LOOKS.get(data["type"], ("dot", False))
        net.add_node(code, label=_labels(data)[lang], shape=shape, x=data["x"], y=data["y"], size=data["size"])
    edges = sorted(graph.edges(keys=True, data=True), key=lambda edge: edge[:3])
    for number, (smooth, (source, target, _, _)) in enumerate(zip(_curves(edges), edges, strict=True)):
        net.add_edge(ids[source], ids[target], id=f"e{number}", smooth=smooth)
    net.set_template_dir(f"{DATA}/", "page.html")
    vis, page = vis_script(), "".join(page_script(name) for name in SCRIPTS)
    net.templateEnv.globals.update(
        lang=lang,
        page_title=title or word(lang, "page", "title"),
        no_script=word(lang, "page", "no_script"),
        style=(DATA / "page.css").read_text("utf-8"),
        page_data=_page_data(graph, ids, edges, lang, title),
        vis_options=_options(len(graph)),
        vis_script=vis,
        page_script=page,
        policy=_policy(vis, page),
    )
    html: str = net.generate_html()
    return html


def page_script(name: str) -> str:
    """A script of the page. The explorer takes the same files as modules: what they export stands here in the open."""
    return re.sub(r"^export ", "", (DATA / name).read_text("utf-8"), flags=re.M)


@functools.cache
def vis_script() -> str:
    """vis-network as pyvis ships it, without the pointer to a source map, which a browser would ask for."""
    import pyvis

    file = Path(pyvis.__file__).parent / "templates" / "lib" / "vis-9.1.2" / "vis-network.min.js"
    return re.sub(r"//# sourceMappingURL=\S+", "", file.read_text("utf-8"))


def _policy(*scripts: str) -> str:
    """A content security policy that lets exactly these scripts run and nothing be fetched."""
    hashes = " ".join(f"'sha256-{b64encode(hashlib.sha256(s.encode()).digest()).decode()}'" for s in scripts)
    return (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _options(size: int) -> dict[str, Any]:
    return {
        "physics": {"enabled": False},
        "layout": {"improvedLayout": False},
        "nodes": {"shapeProperties": {"interpolation": False}},
        "edges": {"selectionWidth": 1.5, "hoverWidth": 1, "arrowStrikethrough": False},
        "interaction": {
            "hover": True, "dragNodes": True, "tooltipDelay": 150, "hideEdgesOnDrag": size > 600,
            "keyboard": {"enabled": True, "bindToWindow": False}, "selectConnectedEdges": False,
        },
    }  # fmt: skip


def _curves(edges: Iterable[tuple[str, str, str, Any]]) -> list[Any]:
    """How far each edge bends: parallel ones fan out, a single one is straight."""
    total: dict[frozenset[str], int] = {}
    edges = list(edges)
    for source, target, *_ in edges:
        total[frozenset((source, target))] = total.get(frozenset((source, target)), 0) + 1
    seen: dict[frozenset[str], int] = {}
    curves: list[Any] = []
    for source, target, *_ in edges:
        pair = frozenset((source, target))
        if total[pair] == 1:
            curves.append(False)
            continue
        turn = seen[pair] = seen.get(pair, 0) + 1
        bend = (turn - (total[pair] + 1) / 2) * min(0.22, 0.7 / total[pair])
        bend = bend if source < target else -bend
        way = "curvedCW" if bend >= 0 else "curvedCCW"
        curves.append({"enabled": True, "type": way, "roundness": round(abs(bend), 3)})
    return curves


def _labels(data: Mapping[str, Any]) -> dict[str, str]:
    """What a node is called in either language: as the quotes in that language call it most, else as well as we can."""
    label = data["label"]
    if data["author_of"]:
        return {lang: word(lang, "page", "author_of", title=data["author_of"]) for lang in ("zh", "en")}
    if data["type"] in network.HUBS:
        return {"zh": label, "en": label}  # the page has words for these
    if data["type"] == "Group":
        return {lang: word(lang, "groups", label) for lang in ("zh", "en")}
    short = [name for name in data["names"] if name.isascii() and len(name) <= 24]
    otherwise = {"zh": label, "en": label if label.isascii() else max(short, key=len, default=label)}
    return {lang: _most(data["used"][lang]) or otherwise[lang] for lang in ("zh", "en")}


def _most(used: Mapping[str, int]) -> str:
    return min(used, key=lambda name: (-used[name], name), default="")


def _page_data(
    graph: nx.MultiDiGraph, ids: Mapping[str, str], edges: Sequence[tuple[str, str, str, Any]], lang: str, title: str
) -> dict[str, Any]:
    sorts: dict[str, int] = dict.fromkeys(LOOKS, 0)
    things, links = {}, {}
    for name, code in ids.items():
        data = graph.nodes[name]
        sorts[data["type"]] = sorts.get(data["type"], 0) + 1
        key = name if data["type"] in network.HUBS else ""
        things[code] = {
            "sort": data["type"], "key": key, "label": _labels(data), "names": data["names"], "count": data["count"],
            "own": data["claims"],
        }  # fmt: skip
    for number, (source, target, _, data) in enumerate(edges):
        against = data["value"].get("polarity") in ("against", "con")
        hub = next((n for n in (target, source) if n.startswith(("strategy:", "status:"))), "")
        links[f"e{number}"] = {
            "kind": data["kind"], "claims": data["claims"], "dashed": against or data["denied"], "hub": hub,
        }  # fmt: skip
    found = network.kinds(graph)
    order = [kind for kind in all_words()["kinds"] if found[kind]] + sorted(set(found) - set(all_words()["kinds"]))
    names = ("types", "kinds", "hubs", "aspects", "values", "page")
    return {
        "lang": lang,
        "title": {code: title or word(code, "page", "title") for code in ("zh", "en")},
        "words": {code: {name: section(code, name) for name in names} for code in ("zh", "en")},
        "looks": {sort: {"shape": shape, "hollow": hollow} for sort, (shape, hollow) in LOOKS.items()},
        "sorts": [(sort, n) for sort, n in sorts.items() if n],
        "kinds": [(kind, found[kind]) for kind in order],
        "things": things,
        "links": links,
        "claims": graph.graph["claims"],
        "works": graph.graph.get("works", {}),
        "counts": network.counts(graph),
        "left": graph.graph["left_out"],
        "spectrum": graph.graph.get("spectrum", True),  # whether left is open and right is closed
        "half": max((abs(data["x"]) for _, data in graph.nodes(data=True)), default=0) or 1,
        "focus": [ids[name] for name in graph.graph.get("focus", ()) if name in ids],
    }
