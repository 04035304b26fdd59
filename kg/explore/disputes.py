"""What contradicts a claim: the conflicts that the rules of disagreement find, looked up by claim."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from kg.disputes import conflicts
from kg.disputes.disagreement import Conflict, Side
from kg.explore import reading, shown
from kg.explore.snapshot import Snapshot
from kg.listing import derived
from kg.rdf.graph import NAMESPACES, entity_iri

Row = dict[str, Any]
MOST_CLASHES = 24  # conflicts that are told at the head of a thing's evidence
MOST_RIVALS = 6  # claims of the other sides that are shown for one


def contested(at: Snapshot) -> frozenset[str]:
    """The ids of all claims with which another can not be right; of a large graph as they were found ahead, if they were."""
    if reading.small(at):
        return at.keep("contested", lambda: frozenset(_sides(_all(at))))
    found = derived.parties(at.store) if derived.ready(at.store) else {}
    return frozenset(claim for views in found.values() for side in views.values() for claim in side)


def _all(at: Snapshot) -> list[Conflict]:
    return at.keep("conflicts", lambda: conflicts.find(at.store))


def _sides(found: Iterable[Conflict]) -> dict[str, list[tuple[Conflict, int]]]:
    """Claim id → the conflicts in which it takes part, each with the number of its side."""
    sides: dict[str, list[tuple[Conflict, int]]] = {}
    for conflict in found:
        for number, side in enumerate(conflict.sides):
            for claim in side.held:
                sides.setdefault(claim, []).append((conflict, number))
    return sides


def sides_of(at: Snapshot, rows: Sequence[Mapping[str, Any]]) -> Mapping[str, list[tuple[Conflict, int]]]:
    """For these claim rows: claim id → the conflicts in which it takes part."""
    if reading.small(at):
        return at.keep("sides", lambda: _sides(_all(at)))
    things, ids = _about(rows), {row["id"] for row in rows}
    return _sides(conflicts.find(at.store, things, shown=MOST_RIVALS, holding=ids)) if things else {}


def with_rivals(at: Snapshot, claims: Sequence[Row], rows: Sequence[Mapping[str, Any]], lang: str) -> list[Row]:
    """The claims of `shown.claim`, each with `against`: [{rule, about, own, others: [{value, articles, origins, claims}]}]."""
    sides = sides_of(at, rows)
    return [one | {"against": [_told(at, *pair, lang) for pair in sides.get(one["id"], ())]} for one in claims]


def about_thing(at: Snapshot, keys: Sequence[str], claims: Collection[str], lang: str) -> list[Row]:
    """What sources disagree on about a thing: [{rule, about, sides: [{value, articles, origins, claims}]}], the best supported first.

    `claims`: the ids of the claims about it, of which a conflict has to have one as a side about this thing.
    """
    iris = [entity_iri(key) for key in keys]
    if reading.small(at):
        mine = at.keep("sides", lambda: _sides(_all(at)))
        found = {conflict.id: conflict for claim in claims for conflict, _ in mine.get(claim, ())}
        named = {name for key in keys for name in reading.things(at)[key]["names"]}
        found = {id: one for id, one in found.items() if one.thing in named}
    else:
        found = {one.id: one for one in conflicts.find(at.store, iris, shown=MOST_RIVALS)} if iris else {}
    ranked = sorted(found.values(), key=lambda one: (*(-n for n in one.weight), one.id))[:MOST_CLASHES]
    return [{"rule": one.rule.label[lang], "about": _named(one, lang), "sides": [_side(at, side, lang) for side in one.sides]} for one in ranked]


def _about(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The things and aspects (IRIs) about which these claims may be in conflict."""
    things = {entity_iri(row["subject"]["key"]) for row in rows if row.get("subject")}
    return sorted(things | {f"{NAMESPACES['kg']}aspect-{row['value']['aspect']}" for row in rows if row["value"].get("aspect")})


def _told(at: Snapshot, conflict: Conflict, number: int, lang: str) -> Row:
    own = conflict.sides[number]
    others = [side for side in conflict.sides if side.position != own.position]
    return {
        "rule": conflict.rule.label[lang],
        "about": _named(conflict, lang),
        "own": shown.side_value(own.value, lang),
        "others": [_side(at, side, lang) for side in others],
    }


def _named(conflict: Conflict, lang: str) -> str:
    return " · ".join(shown.side_value(part, lang) for part in (conflict.thing, conflict.what) if part)


def _side(at: Snapshot, side: Side, lang: str) -> Row:
    return {
        "value": shown.side_value(side.value, lang), "articles": side.articles, "origins": side.origins,
        "claims": [_brief(at, row, lang) for row in side.rows[:MOST_RIVALS]],
    }  # fmt: skip


def _brief(at: Snapshot, row: Mapping[str, Any], lang: str) -> Row:
    speaker = reading.label(at, row.get("speaker"), lang)
    keys = ("id", "quote", "article", "title", "date")
    return {**{key: row[key] for key in keys}, "speaker": speaker}
