"""The things of the network that are no entities: strategies, statuses, aspects, and an article's own author."""

from __future__ import annotations

from typing import Any

from kg.explore import reading
from kg.explore.columns import columns, node_type
from kg.explore.snapshot import Snapshot
from kg.words import all_words, word

Row = dict[str, Any]


def label(at: Snapshot, node: str, lang: str) -> str:
    """What a node of the network is called."""
    sort, _, name = node.partition(":")
    match sort:
        case "strategy" | "status":
            return word(lang, "hubs", name)
        case "aspect":
            return word(lang, "aspects", name)
        case "author":
            row = reading.articles(at).get(name, {})
            own = row.get("author") or row.get("publisher")
            return own or word(lang, "page", "author_of", title=row.get("title") or row.get("file") or name)
    thing = reading.things(at).get(node)
    return str(thing["label"][lang]) if thing else node.partition("/")[2]


def names(node: str) -> list[str]:
    """All names of a hub, in both languages."""
    sort, _, name = node.partition(":")
    entry = all_words()["aspects" if sort == "aspect" else "hubs"].get(name, {})
    return list(dict.fromkeys(entry.values()))


def card(at: Snapshot, node: str, lang: str) -> Row:
    """A node as `evidence.card` gives a thing."""
    held = columns(at)
    own, at_place = label(at, node, lang), held.number.get(node)
    others = [name for name in names(node) if name != own]
    count = int(held.weight[at_place]) if at_place is not None else 0
    return {
        "key": node, "type": node_type(node), "label": own, "names": others, "parent": "", "wikidata": "",
        "claims": count, "articles": 0,
    }  # fmt: skip
