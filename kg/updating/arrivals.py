"""What articles brought to the graph: things and claims that are new, what they bear out and contradict, near copies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg import deriving
from kg.decisions import Decision
from kg.disputes import conflicts
from kg.disputes.disagreement import Conflict, Side
from kg.knowledge import Knowledge
from kg.listing import rows, steps
from kg.model import Article
from kg.rdf.graph import PREFIXES, among, article_id, class_name, entity_iri, iri, key_of, value_triple
from kg.rdf.graph import name as class_of
from kg.reviews import review
from kg.store import Store
from kg.updating.editions import Edited

Row = dict[str, Any]
NEAR = 0.05  # of an article's words in another one: less is a phrase or a name, and not worth telling
NEAREST = 5  # near copies that are told
TOGETHER = 100  # articles that are told of at a time
_FEW = ("number", "amount", "score")  # values that few claims share
ALIKE = 40  # claims that say the same of which it is found out whose they are


@dataclass(frozen=True, slots=True)
class Brought:
    """What one article brought. `known`: the graph had it already, and nothing was done.

    `new_entities`: {type, label, key} that no earlier article names. `new_claims`: rows that no earlier article makes.
    `corroborated`: claim rows that others make too, each with `articles` (other ones) and `origins` (how many of these
    are voices of their own). `contradictions`: {rule, thing, what, here, there}, both sides with their rows.
    `near_copies`: {id, title, share}. `for_review`: what `kg review` asks about its new names. `edited`: what an
    edition changed.
    """

    article: Article
    path: Path | None
    known: bool = False
    new_entities: tuple[Row, ...] = ()
    new_claims: tuple[Row, ...] = ()
    corroborated: tuple[Row, ...] = ()
    contradictions: tuple[Row, ...] = ()
    near_copies: tuple[Row, ...] = ()
    for_review: tuple[Row, ...] = ()
    edited: Edited | None = None

    @property
    def claims(self) -> int:
        """How many claims the article makes."""
        return len(self.new_claims) + len(self.corroborated)

    def row(self) -> Row:
        """As plain data: what `kg add --format json` gives."""
        one = self.article
        head = {"id": one.id, "file": one.file, "path": str(self.path or ""), "title": one.title, "date": one.date}
        lists = ("new_entities", "new_claims", "corroborated", "contradictions", "near_copies", "for_review")
        parts = {name: list(getattr(self, name)) for name in lists}
        return {
            **head, "known": self.known, "claims": self.claims, **parts,
            "edited": self.edited.row() if self.edited else None,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Arrival:
    """An article that came in, where the corpus keeps it, and the edition that it took the place of."""

    article: Article
    path: Path | None
    edited: Edited | None = None
    old_keys: frozenset[str] = frozenset()  # of the things that the old edition names


class Later:
    """What an article does not know of: itself, and those that came in after it."""

    def __init__(self, place: Mapping[str, int], article: str) -> None:
        self._place, self._at = place, place[article]

    def __contains__(self, article: str) -> bool:
        return self._place.get(article, -1) >= self._at

    def alone(self, articles: Iterable[str]) -> bool:
        """Whether none of these is known before."""
        return all(one in self for one in articles)


def report(
    store: Store, arrivals: Sequence[Arrival], decided: Iterable[Decision], knowledge: Knowledge
) -> Iterator[Brought]:
    """What each of these articles brought, those before it in the sequence taken as known. The graph has them all."""
    place = {one.article.id: at for at, one in enumerate(arrivals)}
    made = tuple(decided)
    for at in range(0, len(arrivals), TOGETHER):
        yield from _report(store, arrivals[at : at + TOGETHER], place, made, knowledge)


def _report(
    store: Store, arrivals: Sequence[Arrival], place: Mapping[str, int], decided: Iterable[Decision], knowledge: Knowledge
) -> Iterator[Brought]:
    ids = [one.article.id for one in arrivals]
    later = {identity: Later(place, identity) for identity in ids}
    shares, against = store.kin(ids) or {}, conflicts.against(store, ids, deriving.taking_part(store, ids))
    near = {other for one in shares.values() for other, share in one.items() if share >= NEAR}
    known = {row["id"]: row for row in rows.articles(store, {*ids, *near})}
    bearers = _bearers(store, ids, place)
    fresh_keys = {
        one.article.id: {
            key for key, others in bearers.items()
            if one.article.id in others and later[one.article.id].alone(others) and key not in one.old_keys
        }
        for one in arrivals
    }  # fmt: skip
    merged = _merged(store, ids, place)
    named = {i: keys | {k for k, others in merged.items() if i in others and later[i].alone(others)}
             for i, keys in fresh_keys.items()}  # fmt: skip
    asked = _asked(store, decided, knowledge, set().union(*named.values()))
    for one in arrivals:
        identity, keys = one.article.id, fresh_keys[one.article.id]
        fresh, borne_out = _claims(store, identity, later[identity], known)
        things = [row for row in rows.entities(store, article=identity) if row["key"] in keys]
        yield Brought(
            one.article,
            one.path,
            False,
            tuple({name: row[name] for name in ("type", "label", "key")} for row in things),
            tuple(fresh),
            tuple(borne_out),
            tuple(_contradiction(conflict, identity) for conflict in against.get(identity, ())),
            tuple(_near(shares.get(identity, {}), known)),
            tuple(row for key in sorted(named[identity]) for row in asked.get(key, ())),
            one.edited,
        )


def _bearers(store: Store, ids: Sequence[str], place: Mapping[str, int]) -> dict[str, set[str]]:
    """Key of a thing in these articles → all of these articles, and one that was known before them all, that name it."""
    first = place[ids[0]]
    only = among(ids)
    named = "{ ?e skos:prefLabel ?label FILTER NOT EXISTS { ?e kg:implied true } }"
    found: dict[str, set[str]] = defaultdict(set)
    for node, graph in store.select(f"{PREFIXES}SELECT DISTINCT ?e ?g WHERE {{ {only} GRAPH ?g {named} }}").rows:
        found[key_of(node)].add(article_id(graph))
    for key, here in found.items():
        node = iri(entity_iri(key))
        one = f"{node} skos:prefLabel ?label FILTER NOT EXISTS {{ {node} kg:implied true }}"
        here |= _before(store, one, here, place, first)
    return dict(found)


def _before(store: Store, pattern: str, here: Collection[str], place: Mapping[str, int], first: int) -> set[str]:
    """Articles whose graph has this, besides those `here`: of those whose place is before the first one is enough, and they
    may be many.
    """
    most = len(here) + 1
    while True:
        rows = store.select(f"{PREFIXES}SELECT DISTINCT ?g WHERE {{ GRAPH ?g {{ {pattern} }} }} LIMIT {most}").rows
        others = {article_id(row[0]) for row in rows}
        if len(rows) < most or any(place.get(other, -1) < first for other in others):
            return others
        most *= 4


# --- what is new, what is borne out ----------------------------------------------------------------------------------


def _claims(store: Store, article: str, later: Later, known: Mapping[str, Row]) -> tuple[list[Row], list[Row]]:
    """The article's claim rows: those that nobody made before, and those that others make too."""
    own = [_sourced(row, known) for row in rows.claims(store, article=article)]
    others: dict[str, list[str]] = defaultdict(list)
    for gist, other, claim in _alike(store, own):
        if other not in later:
            others[gist].append(claim)
    same = {gist: others[gist] for gist in map(steps.gist, own) if others.get(gist)}
    said = rows.passages(store, (claim for group in same.values() for claim in group))
    voices = steps.voices_of([*map(steps.span_of, own), *said.values()], store) if said else {}
    fresh, borne_out = [], []
    for row in own:
        group = [said[other] for other in same.get(steps.gist(row), ()) if other in said]
        if not group:
            fresh.append(row)
            continue
        heard = {voices[span] for span in group} - {voices[steps.span_of(row)]}
        borne_out.append({**row, "articles": len({article for article, _, _ in group}), "origins": len(heard)})
    return fresh, borne_out


def _alike(store: Store, own: Sequence[Row]) -> Iterator[tuple[str, str, str]]:
    """Claims of the whole graph that say the same, ALIKE of each at most: what they say, article, id."""
    kept = deriving.claims_alike(store, dict.fromkeys(map(steps.gist, own)), ALIKE)
    if kept is not None:
        yield from ((gist, *found) for gist, some in kept.items() for found in some)
        return
    seen: dict[str, Row] = {}
    for pattern in dict.fromkeys(map(_pattern, own)):
        claims = [row[0] for row in store.select(f"{PREFIXES}SELECT DISTINCT ?c WHERE {{ {pattern} }} LIMIT {ALIKE}").rows]
        where = f"VALUES ?c {{ {' '.join(map(iri, sorted(claims)))} }} GRAPH ?g {{ ?c oa:hasSelector ?at }}"
        seen |= {row["id"]: row for row in (_sketched(store, where) if claims else ())}
    yield from ((steps.gist(row), row["article"], row["id"]) for row in seen.values())


def _pattern(row: Row) -> str:
    """What a claim ?c that says the same as this one has in its graph ?g; it may have more."""
    values = {key: f"?c {value_triple(key, value)}" for key, value in row["value"].items()}
    parts = [f"?c a {class_of('kg:' + class_name(row['kind']))} ; oa:hasSelector ?at"]
    parts += [f"?c kg:{role} {iri(entity_iri(row[role]['key']))}" for role in ("subject", "object") if row[role]]
    parts += values.values()
    missing = [f"FILTER NOT EXISTS {{ ?c kg:{role} ?{role} }}" for role in ("subject", "object") if not row[role]]
    whole = f"GRAPH ?g {{ {' . '.join(parts)} {' '.join(missing)} }}"
    # few claims have one number, many one thing: a store that joins in the order of the text begins with the few
    few = next((values[key] for key in _FEW if key in values), "")
    return f"{{ SELECT ?g ?c WHERE {{ GRAPH ?g {{ {few} }} }} }} {whole}" if few else whole


def _sketched(store: Store, where: str) -> list[Row]:
    """Claims as far as what they say goes."""

    def thing(node: str | None) -> Row | None:
        return {"key": key_of(node)} if node else None

    return [
        {
            "id": node.rpartition("/")[2], "article": article_id(row["graph"]), "kind": row["kind"],
            "subject": thing(row.get("subject")), "object": thing(row.get("object")),
            "value": dict(sorted(row["value"].items())), "time": row.get("time"),
            "negated": bool(row.get("negated", False)), "modality": row.get("modality"),
        }
        for node, row in rows.sketches(store, where).items()
    ]  # fmt: skip


def _sourced(row: Row, known: Mapping[str, Row]) -> Row:
    """The row with its article's title and date."""
    article = known.get(row["article"], {})
    return {**row, "title": article.get("title", ""), "date": article.get("date", "")}


# --- what is contradicted, near copies, names ------------------------------------------------------------------------


def _contradiction(conflict: Conflict, article: str) -> Row:
    """A conflict as this article is part of it: its own side, and those that hold something else."""
    own = {side.position for side in conflict.sides for row in side.rows if row["article"] == article}
    here = [_side(side, article, True) for side in conflict.sides if _has(side.rows, article)]
    there = [
        _side(side, article, False)
        for side in conflict.sides
        if (side.position not in own or len(own) > 1) and any(row["article"] != article for row in side.rows)
    ]
    named = {"rule": conflict.rule.name, "id": conflict.id, "thing": conflict.thing, "what": conflict.what}
    return {**named, "here": here, "there": there}


def _has(found: Iterable[Row], article: str) -> bool:
    return any(row["article"] == article for row in found)


def _side(side: Side, article: str, own: bool) -> Row:
    said = [row for row in side.rows if (row["article"] == article) is own]
    return {"value": side.value, "articles": side.articles, "origins": side.origins, "claims": said}


def _near(shares: Mapping[str, float], known: Mapping[str, Row]) -> list[Row]:
    near = sorted(((share, known.get(k, {}), k) for k, share in shares.items() if share >= NEAR), key=lambda n: -n[0])
    return [
        {"id": k, "title": row.get("title") or row.get("file") or k, "share": round(share, 3)}
        for share, row, k in near[:NEAREST]
    ]


def _merged(store: Store, ids: Sequence[str], place: Mapping[str, int]) -> dict[str, set[str]]:
    """Key of a thing that a rule took for another in these articles → all of these in which it did, and one that was known
    before them all.
    """
    first = place[ids[0]]
    found: dict[str, set[str]] = defaultdict(set)
    for one in review.rulings(store, articles=ids):
        if one.source:
            found[one.source].add(one.article)
    for key, here in found.items():
        taken = f"?r kg:mergedFrom|kg:splitFrom {iri(entity_iri(key))} ; a kg:Ruling"
        here |= _before(store, taken, here, place, first)
    return dict(found)


def _asked(store: Store, decided: Iterable[Decision], knowledge: Knowledge, keys: set[str]) -> dict[str, list[Row]]:
    """What waits for a decision about these things, by key."""
    found: dict[str, list[Row]] = defaultdict(list)
    for item in review.waiting(store, decided, knowledge, keys=keys) if keys else ():
        found[item.key].append(item.row())
    return found
