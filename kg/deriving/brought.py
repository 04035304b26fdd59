"""What one article brings to the derived data, read out of its graph: its text, claims, passages, lists."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from kg.debating.argumentation import Point
from kg.deriving.lists import Entry, entries
from kg.deriving.sides import Side, sides
from kg.disputes.rules import load_rules
from kg.listing import derived
from kg.listing.rows import sketches, span_of_iri
from kg.listing.steps import texts_of
from kg.rdf.graph import BASE, PREFIXES, among, article_id, class_name, key_of, name
from kg.reuse.voices import Span, Text
from kg.store import Source, Store

Row = dict[str, Any]
_ROLES = ("subject", "object", "speaker")


@dataclass(slots=True)
class Brought:
    """An article as far as anything derived hangs on it."""

    text: Text
    claims: dict[str, Row] = field(default_factory=dict)  # IRI → sketch, with `span`
    entries: list[Entry] = field(default_factory=list)
    sides: list[Side] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)  # IRI of a thing → what the article calls it
    author: str = ""
    file: str = ""
    parents: list[tuple[str, str]] = field(default_factory=list)  # key of a family, and of a thing that belongs to it

    @property
    def spans(self) -> list[Span]:
        """The passages of its claims."""
        return sorted({row["span"] for row in self.claims.values()})

    def row(self, claim: str) -> Row:
        """A claim as the rules of disagreement look at it."""
        row = self.claims[claim]
        roles = {role: self._thing(row.get(role)) for role in _ROLES}
        plain = {"time": row.get("time"), "negated": bool(row.get("negated", False))}
        return {**row, **roles, **plain, "id": claim.rpartition("/")[2], "article": self.text.id}

    def _thing(self, node: str | None) -> Row | None:
        return {"key": key_of(node), "label": self.labels.get(node, "")} if node else None

    def turns(self) -> list[tuple[str, str]]:
        """Key of a thing, and two values of which the article says that one followed the other."""
        kinds = {rule.changed for rule in load_rules()} - {""}
        told = [row for row in self.claims.values() if row["kind"] in kinds and "subject" in row and not row.get("negated")]
        return [(key_of(row["subject"]), " ".join(sorted((row["value"]["from"], row["value"]["to"])))) for row in told]

    def people(self) -> list[tuple[str, str]]:
        """Key of an organization, and of one of whom the article says that it belongs to it."""
        told = [row for row in self.claims.values() if row["kind"] == derived.MEMBERSHIP and not row.get("negated")]
        return [(key_of(row["object"]), key_of(row["subject"])) for row in told if "subject" in row and "object" in row]

    def touches(self) -> Counter[str]:
        """IRI of a thing, a class of claims, ANY or a point → how many of its claims are about it."""
        found: Counter[str] = Counter({derived.ANY: len(self.claims)} if self.claims else {})
        for row in self.claims.values():
            found.update({row[role] for role in _ROLES if role in row})
            found[name("kg:" + class_name(row["kind"]))[1:-1]] += 1
            if row["kind"] == "argument" and not row.get("negated"):
                found[point_iri(row["value"])] += 1
        return found

    def changes(self) -> dict[str, list[tuple[Any, ...]]]:
        """IRI of a change of course → where the article tells of it: start, end, claim, time."""
        found: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
        for claim, row in self.claims.items():
            if row["kind"] == derived.CHANGE and "subject" in row and not (row.get("negated") or row.get("modality")):
                node = derived.change_iri(row["subject"], row["value"]["from"], row["value"]["to"])
                found[node].append((*row["span"][1:], claim.rpartition("/")[2], row.get("time")))
        return {node: sorted(places, key=lambda one: one[:3]) for node, places in found.items()}

    def digest(self) -> str:
        """A number of 128 bits, in hexadecimal, that stands for all of it."""
        text = self.text
        said = [text.id, text.date, *sorted(text.sources), hashlib.sha256(text.text.encode()).hexdigest()]
        claims = {claim: {key: row[key] for key in row if key != "made"} for claim, row in self.claims.items()}
        said += [json.dumps(part, ensure_ascii=False, sort_keys=True) for part in (claims, self.labels, self.author, self.file, self.parents)]
        said += sorted(map(repr, [*self.entries, *self.sides]))
        return hashlib.sha256("\0".join(said).encode()).hexdigest()[:32]


def point_iri(value: Row) -> str:
    """The IRI of the point that an argument makes, as kg/debating/debate.py names it."""
    return f"{BASE}aif/point/{Point(value['aspect'], value['side'], value['polarity']).id}"


def _name(store: Store, found: dict[str, Brought], graphs: str) -> None:
    """Put the names of things, families and authors to what these articles bring."""
    for key in ("skos:prefLabel", "kg:parent", "dcterms:creator", "kg:file"):  # one by one: together all of a graph would be read
        rows = store.select(f"{PREFIXES}SELECT ?g ?e ?o WHERE {{ {graphs} GRAPH ?g {{ ?e {key} ?o }} }}").rows
        for graph, node, value in sorted(rows):
            one = found[article_id(graph)]
            if key == "skos:prefLabel":
                one.labels[node] = value
            elif key == "kg:parent":
                one.parents.append((key_of(value), key_of(node)))
            elif node == graph and key == "kg:file":
                one.file = value
            elif node == graph:
                one.author = value


def read(whole: Source, articles: Sequence[str]) -> list[Brought]:
    """What these articles bring, in their order; those that are not there bring nothing."""
    store = cast(Store, whole.only(articles))
    found = {text.id: Brought(text) for text in texts_of(store, articles)} if articles else {}
    graphs = among(found)
    for claim, row in sketches(store, f"{graphs} GRAPH ?g {{ ?c oa:hasSelector ?at }}").items():
        span = span_of_iri(row["passage"])
        found[span[0]].claims[claim] = {**row, "span": span}
    _name(store, found, graphs)
    groups, halves = (entries(store, list(found)), sides(store, list(found))) if found else ({}, {})
    for article, one in found.items():
        one.entries, one.sides = groups.get(article, []), halves.get(article, [])
    return [found[article] for article in articles if article in found]
