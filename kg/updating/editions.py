"""Editions of one article: whether a text that comes in is a known one, edited, and what that did to its claims."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.model import Article
from kg.rdf.graph import PREFIXES, article_id, article_iri, iri, literal
from kg.reuse import winnowing
from kg.store import Store

Row = dict[str, Any]
SAME_PLACE = 0.25  # of its words that an article keeps when the text at its old place is an edition of it
SAME_NAME = 0.5  # the same where only the file's name is the same
NAMELESS = ("pasted.md", "stdin")  # what a text is called whose file nobody named: two such texts have no name in common
SHORT = 3  # fingerprints up to which a text is too short for a share to mean much: its place and title decide


@dataclass(frozen=True, slots=True)
class Edited:
    """An article that was edited: `old` and `new` ids; claim rows that are `gone` and `added`, and how many were kept."""

    file: str
    title: str
    old: str
    new: str
    gone: tuple[Row, ...] = ()
    added: tuple[Row, ...] = ()
    kept: int = 0

    def row(self) -> Row:
        """As plain data."""
        named = {"file": self.file, "title": self.title, "old": self.old, "new": self.new, "kept": self.kept}
        return {**named, "gone": list(self.gone), "added": list(self.added)}


def said(row: Mapping[str, Any]) -> str:
    """What a claim says, without its words and where they stand."""
    ends = [(row[role] or {}).get("key") for role in ("subject", "object", "speaker")]
    parts = [row["kind"], *ends, row["value"], row["time"], bool(row["negated"]), row.get("modality")]
    return json.dumps(parts, sort_keys=True, default=str, ensure_ascii=False)


def compare(file: str, title: str, old: Sequence[Row], new: Sequence[Row], ids: tuple[str, str]) -> Edited:
    """What became of the claims: the rows of the old edition and of the new one, compared by what they say."""
    gone, fresh = _less(old, new), _less(new, old)
    return Edited(file, title, *ids, tuple(gone), tuple(fresh), len(new) - len(fresh))


def _less(rows: Sequence[Row], others: Sequence[Row]) -> list[Row]:
    """The rows that say what the others do not; the same words twice count twice."""
    left, rest = Counter(map(said, others)), []
    for row in rows:
        if left[said(row)] > 0:
            left[said(row)] -= 1
        else:
            rest.append(row)
    return rest


def candidates(store: Store, article: Article, came: Iterable[str]) -> set[str]:
    """The ids of the articles that this one may be an edition of: of its file's name, its source, or its place (`came`)."""
    source = iri(article.source) if "://" in article.source else literal(article.source)
    named = f"{{ ?g kg:file {literal(article.file)} }} UNION {{ ?g dcterms:source {source} }}"
    rows = store.select(f"{PREFIXES}SELECT DISTINCT ?g WHERE {{ GRAPH ?g {{ {named} }} }}").rows
    return {article_id(row[0]) for row in rows} | set(came)


def older(store: Store, article: Article, place: str, places: Mapping[str, str], rows: Iterable[Row]) -> str:
    """The id of the article of the graph that this one is a new edition of, "" where there is none.

    One that came from the same place (a file's path or an address) and has a part of its words, or that has the same
    file name and most of its words. `places`: place → id of the article that came from there; `rows`: the articles.
    """
    best, found = 0.0, ""
    came_from = {identity: where for where, identity in places.items()}
    for row in rows:
        least = _least(article, place, row, came_from.get(row["id"], ""))
        if row["id"] == article.id or least is None:
            continue
        share = likeness(article.text, _text(store, row["id"]), row["title"] == article.title)
        if share >= least and share > best:
            best, found = share, row["id"]
    return found


def _least(article: Article, place: str, row: Row, came_from: str) -> float | None:
    """The share of its words that would make the article an edition of a known one; None where nothing would."""
    if came_from and came_from == place:
        return SAME_PLACE
    if article.source and article.source == row["source"]:
        return SAME_PLACE if row["file"] == article.file or row["title"] == article.title else None
    if row["file"] != article.file or (article.source and row["source"]):
        return None
    if article.file in NAMELESS and article.title != row["title"]:
        return None
    if article.publisher and row["publisher"] and article.publisher != row["publisher"]:
        return None
    if came_from and "://" not in came_from and Path(came_from).exists():
        return None  # that one's own file is still there: two files of one name
    return SAME_NAME


def likeness(one: str, other: str, same_title: bool = False) -> float:
    """The share of the shorter text's fingerprints that the longer one has, from 0 to 1."""
    first, second = set(winnowing.fingerprints(one)), set(winnowing.fingerprints(other))
    least = min(len(first), len(second))
    if least <= SHORT:
        return 1.0 if same_title or one.strip() == other.strip() else 0.0
    return len(first & second) / least


def _text(store: Store, article: str) -> str:
    graph = iri(article_iri(article))
    rows = store.select(f"{PREFIXES}SELECT ?text WHERE {{ GRAPH {graph} {{ {graph} kg:text ?text }} }}").rows
    return str(rows[0][0]) if rows else ""
