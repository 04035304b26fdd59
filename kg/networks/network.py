"""Claim rows → a network of things with their evidence: neighbourhoods, digests, a repeatable layout."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from kg.errors import NotFound
from kg.knowledge import fold
from kg.listing.rows import RULES
from kg.resolution.called import called_in
from kg.words import all_words

if TYPE_CHECKING:
    import networkx as nx

Row = Mapping[str, Any]
Link = tuple[str, str, dict[str, Any]]

SIDES = ("open", "closed", "hybrid")
# Statuses of an artefact that are no side of their own; `open` and `closed` share the strategies' hubs.
STATUSES = ("restricted", "partial", "api")
HAN = re.compile(r"[\u4e00-\u9fff]")
HUBS = ("Strategy", "Aspect")
MAX_NODES = 1500  # above this a browser takes seconds to draw; measured with vis-network 9.1.2
# The kinds that say something between two entities; the others tell of a hub, or of their subject alone.
BETWEEN = ("release", "develops", "license", "based-on", "adopts", "partnership", "affiliation", "result", "comparison")


def build(rows: Iterable[Row]) -> nx.MultiDiGraph:
    """The network of claim rows (the JSON Lines form of the claim model; `title`, `date`, `id` are used when there).

    A node has `type`, `label`, `names`, `used` (which of them the quotes of either language use, and how often),
    `count` (claims that touch it) and `claims` (those about it alone). An edge has `kind`, `value`, `claims` and
    `denied`; edges are grouped: one for each subject, kind, object and value. Claims are numbers into
    `graph.graph["claims"]`, a list of evidence. Positions come with `layout.place`.
    """
    import networkx as nx

    graph = nx.MultiDiGraph()
    evidence: list[dict[str, Any]] = []
    works: dict[str, list[str]] = {}  # article → what it rests on, once for all of its claims
    for row in rows:
        number = len(evidence)
        evidence.append(evidence_of(row))
        if row.get("sources") and evidence[-1]["article"] not in works:
            works[evidence[-1]["article"]] = [" · ".join(filter(None, one.values())) for one in row["sources"]]
        roles = ("subject", "object", *(("speaker",) if row["kind"] == "argument" and _voice(row) else ()))
        touched = {name for name in (_add_entity(graph, row, role) for role in roles) if name}
        for source, target, value in links(row):
            touched.update((source, target))
            _add_link(graph, (source, target, value), row, number)
        for name in touched:
            graph.nodes[name]["count"] += 1
        if not any(True for _ in links(row)) and row.get("subject"):
            graph.nodes[node_key(row["subject"], row)]["claims"].append(number)
    graph.graph.update(claims=evidence, works=works, left_out={"nodes": 0, "claims": 0})
    return graph


def evidence_of(row: Row) -> dict[str, Any]:
    """What a person reads as evidence for one claim, as plain values."""
    speaker = row.get("speaker") or {}
    return {
        "id": row.get("id") or "",
        "kind": row["kind"],
        "value": dict(row.get("value") or {}),
        "subject": (row.get("subject") or {}).get("label", ""),
        "object": (row.get("object") or {}).get("label", ""),
        "quote": row["quote"],
        "time": row.get("time") or "",
        "speaker": speaker.get("label", ""),
        "denied": bool(row.get("negated")),
        "article": row.get("article") or row.get("file") or "",
        "origin": row.get("origin") or row.get("article") or row.get("file") or "",
        "title": row.get("title") or row.get("file") or "",
        "file": row.get("file") or "",
        "date": row.get("date") or "",
        "by_model": by_model(row),
    }


def by_model(row: Row) -> bool:
    """Whether only a model found the claim, and not the rules."""
    makers = row.get("makers") or ()
    return bool(makers) and not any(one["extractor"] == RULES for one in makers)


def links(row: Row) -> Iterator[Link]:
    """The edges that a claim row draws: (from node, to node, value).

    None for a claim about one thing alone, nor for a course or a status that is only planned or perhaps so: it puts nobody on a side.
    """
    kind, value = row["kind"], dict(row.get("value") or {})
    subject = node_key(row["subject"], row) if row.get("subject") else ""
    if kind in BETWEEN:
        if subject and row.get("object"):
            yield subject, node_key(row["object"], row), value
    elif kind == "argument":
        yield f"strategy:{value['side']}", f"aspect:{value['aspect']}", {"polarity": value["polarity"]}
        if voice := _voice(row):
            yield voice, f"strategy:{value['side']}", {"polarity": value["polarity"]}
    elif not subject or row.get("modality"):
        return
    elif kind == "shift":
        yield f"strategy:{value['from']}", subject, value
        yield subject, f"strategy:{value['to']}", value
    elif kind == "strategy":
        yield subject, f"strategy:{value['strategy']}", value
    elif kind == "stance":
        yield subject, f"strategy:{value['side']}", {"polarity": value["polarity"]}
    elif kind == "openness":
        status = value["status"]
        yield subject, f"status:{status}" if status in STATUSES else f"strategy:{status}", value


def _voice(row: Row) -> str:
    """The node of who makes an argument: somebody with a name. What an article argues itself is no voice of its own."""
    speaker = row.get("speaker")
    return "" if not speaker or speaker.get("label") == "author" else node_key(speaker, row)


def node_key(entity: Row, row: Row) -> str:
    """The node of an entity. An article's own author is a different person in each article."""
    if entity.get("type") == "Person" and entity.get("label") == "author":
        return f"author:{row.get('article') or row.get('file')}"
    return entity.get("key") or f"{entity['type'].lower()}/{entity['label'].casefold()}"


def _add_entity(graph: nx.MultiDiGraph, row: Row, role: str) -> str:
    entity = row.get(role)
    if not entity:
        return ""
    key = node_key(entity, row)
    if key not in graph:
        own = row.get("title") or row.get("file") or "" if key.startswith("author:") else ""
        graph.add_node(key, type=entity["type"], label=entity["label"], names=[], count=0, claims=[], author_of=own)
        graph.nodes[key]["used"] = {"zh": Counter(), "en": Counter()}
    names = graph.nodes[key]["names"]
    names.extend(n for n in (entity["label"], *entity.get("aliases", ())) if n not in names)
    lang = "zh" if HAN.search(row["quote"]) else "en"
    if used := called_in(row["quote"], names, entity["type"]):
        graph.nodes[key]["used"][lang][used] += 1
    return key


def _add_hub(graph: nx.MultiDiGraph, key: str) -> None:
    sort, name = key.split(":", 1)
    words = all_words()["aspects" if sort == "aspect" else "hubs"].get(name, {"en": name, "zh": name})
    kind = "Aspect" if sort == "aspect" else "Strategy"
    names = list(dict.fromkeys([name, words["en"], words["zh"]]))
    graph.add_node(key, type=kind, label=name, names=names, count=0, claims=[], author_of="")


def _add_link(graph: nx.MultiDiGraph, link: Link, row: Row, number: int) -> None:
    source, target, value = link
    for end in (source, target):
        if end not in graph:
            _add_hub(graph, end)
    kind, denied = row["kind"], bool(row.get("negated"))
    key = f"{kind} {json.dumps(value, ensure_ascii=False, sort_keys=True)}"
    if not graph.has_edge(source, target, key):
        graph.add_edge(source, target, key, kind=kind, value=value, claims=[], denied=True)
    edge = graph.edges[source, target, key]
    if number not in edge["claims"]:
        edge["claims"].append(number)
    edge["denied"] = edge["denied"] and denied


def find(graph: nx.MultiDiGraph, name: str) -> list[str]:
    """The nodes called `name` (any of its names, or its key), best supported first.

    Raises NotFound with the nearest names where there is none.
    """
    wanted = fold(name)
    found = [n for n, d in graph.nodes(data=True) if wanted == fold(n) or any(wanted == fold(x) for x in d["names"])]
    if found:
        return sorted(found, key=lambda n: (-graph.nodes[n]["count"], n))
    known = {fold(x): x for _, d in graph.nodes(data=True) for x in d["names"]}
    near = [known[x] for x in get_close_matches(wanted, known, n=3, cutoff=0.6)]
    raise NotFound(f"nothing is called {name!r}", "", f"nearest: {', '.join(near)}" if near else "see kg entities")


def neighbourhood(graph: nx.MultiDiGraph, names: Sequence[str], depth: int = 1) -> nx.MultiDiGraph:
    """The part of the network within `depth` links of the named things, positions kept.

    Hubs are shown but not passed through (unless they are what was named): every vendor is two links from every other
    by way of "open". Raises NotFound for a name that the network does not have.
    """
    inside = {node for name in names for node in find(graph, name)}
    start = set(inside)
    edge = set(inside)
    for _ in range(max(depth, 0)):
        passing = {n for n in edge if n in start or graph.nodes[n]["type"] not in HUBS}
        edge = {m for n in passing for m in (*graph.successors(n), *graph.predecessors(n))} - inside
        inside |= edge
    part = graph.subgraph(inside).copy()
    hubs = {n for n in inside if part.nodes[n]["type"] in HUBS}
    if not start & hubs:  # what the sides argue among themselves is not about the named thing
        part.remove_edges_from([(a, b, k) for a, b, k in part.edges(keys=True) if a in hubs and b in hubs])
    part.graph = dict(graph.graph, focus=sorted(start))
    return part


def about(graph: nx.MultiDiGraph, passages: Iterable[tuple[str, str]]) -> nx.MultiDiGraph:
    """The part of the network that the claims with these (article, quote) draw: what a query's rows are about."""
    wanted = set(passages)
    claims = graph.graph["claims"]
    numbers = {i for i, claim in enumerate(claims) if (claim["article"], claim["quote"]) in wanted}
    edges = [(a, b, k) for a, b, k, d in graph.edges(keys=True, data=True) if numbers & set(d["claims"])]
    part: nx.MultiDiGraph = graph.edge_subgraph(edges).copy()
    part.graph = dict(graph.graph)
    return part


def digest(graph: nx.MultiDiGraph, max_nodes: int = MAX_NODES) -> nx.MultiDiGraph:
    """The best supported things, at most `max_nodes`, hubs first; `graph["left_out"]` counts what is not in it."""
    if len(graph) <= max_nodes:
        return graph
    ranked = sorted(graph, key=lambda n: (graph.nodes[n]["type"] not in HUBS, -graph.nodes[n]["count"], n))
    part = graph.subgraph(ranked[:max_nodes]).copy()
    gone = len(_drawn(graph)) - len(_drawn(part))
    part.graph = dict(graph.graph, left_out={"nodes": len(graph) - len(part), "claims": gone})
    return part


def _drawn(graph: nx.MultiDiGraph) -> set[int]:
    numbers = {i for _, _, claims in graph.edges(data="claims") for i in claims}
    return numbers | {i for _, claims in graph.nodes(data="claims") for i in claims}


def counts(graph: nx.MultiDiGraph) -> dict[str, int]:
    """How much is in the network: nodes, edges, claims, articles."""
    drawn = _drawn(graph)
    articles = {graph.graph["claims"][i]["article"] for i in drawn}
    return {
        "nodes": len(graph),
        "edges": graph.number_of_edges(),
        "claims": len(drawn),
        "articles": len(articles),
    }


def kinds(graph: nx.MultiDiGraph) -> Counter[str]:
    """Claims of each kind that the network shows."""
    return Counter(graph.graph["claims"][i]["kind"] for i in _drawn(graph))


def plain(graph: nx.MultiDiGraph) -> nx.MultiDiGraph:
    """A copy with scalar attributes only, as GraphML and other formats want them."""
    import networkx as nx

    copy = nx.MultiDiGraph()
    for name, data in sorted(graph.nodes(data=True)):
        names = " | ".join(data["names"])
        copy.add_node(name, type=data["type"], label=data["label"], names=names, count=data["count"])
    claims = graph.graph["claims"]
    for source, target, key, data in sorted(graph.edges(keys=True, data=True), key=lambda e: e[:3]):
        said = [claims[i] for i in data["claims"]]
        copy.add_edge(
            source, target, key,
            kind=data["kind"],
            value=json.dumps(data["value"], ensure_ascii=False, sort_keys=True),
            denied=data["denied"],
            count=len(said),
            claims=" ".join(c["id"] for c in said),
            quotes=" | ".join(c["quote"] for c in said),
        )  # fmt: skip
    return copy
