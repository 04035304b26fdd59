"""What contradicts a claim: the conflicts that the rules of disagreement find, looked up by claim."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kg import conflicts, derived
from kg.conflicts import Conflict
from kg.explore import reading, told
from kg.explore.snapshot import Snapshot
from kg.graph import NAMESPACES, entity_iri
from kg.rules import position_of, rule_named

Row = dict[str, Any]
MOST_RIVALS = 6  # claims of the other sides that are shown for one


def contested(at: Snapshot) -> frozenset[str]:
    """The ids of all claims with which another can not be right; of a large graph as they were found ahead, if they were."""
    if reading.small(at):
        return at.keep("contested", lambda: frozenset(_sides(_all(at))))
    found = derived.at_odds(at.store) if derived.ready(at.store) else []
    return frozenset(claim for one in found for side in one.sides for claim in side)


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
    things, shown = _about(rows), {row["id"] for row in rows}
    return _sides(conflicts.find(at.store, things, shown=MOST_RIVALS, holding=shown)) if things else {}


def with_rivals(at: Snapshot, claims: Sequence[Row], rows: Sequence[Mapping[str, Any]], lang: str) -> list[Row]:
    """The claims of `told.claim`, each with `against`: [{rule, about, own, others: [{value, articles, origins, claims}]}]."""
    if not reading.small(at) and derived.ready(at.store):
        found = _kept(at, rows, lang)
        return [one | {"against": found.get(one["id"], [])} for one in claims]
    sides = sides_of(at, rows)
    return [one | {"against": [_told(at, *pair, lang) for pair in sides.get(one["id"], ())]} for one in claims]


def _about(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The things and aspects (IRIs) about which these claims may be in conflict."""
    things = {entity_iri(row["subject"]["key"]) for row in rows if row.get("subject")}
    return sorted(things | {f"{NAMESPACES['kg']}aspect-{row['value']['aspect']}" for row in rows if row["value"].get("aspect")})


def _kept(at: Snapshot, rows: Sequence[Mapping[str, Any]], lang: str) -> dict[str, list[Row]]:
    """Claim id → the conflicts in which it takes part, as they are kept: no other claim about the same thing is read."""
    about, ids = _about(rows), {row["id"] for row in rows}
    odds = [one for one in derived.at_odds(at.store, about) if any(ids.intersection(side) for side in one.sides)] if about else []
    told_of = {one["id"]: one for one in derived.disputes(at.store, about)} if odds else {}
    words = {row["id"]: row for row in reading.rows(at, [c for one in odds for side in one.sides for c in side[:MOST_RIVALS]])}
    found: dict[str, list[Row]] = {}
    for one in odds:
        kept = told_of[one.id]
        sides = [_side_of(kept, side, words) for side in one.sides]
        for number, members in enumerate(one.sides):
            for claim in ids.intersection(members):
                found.setdefault(claim, []).append(_against(at, kept, sides, number, lang))
    return found


def _side_of(kept: Row, claims: Sequence[str], words: Mapping[str, Row]) -> Row:
    """What is kept of the side of a conflict that has these claims, with its first claims and what they hold."""
    known = next({key: side[key] for key in ("value", "articles", "origins")} for side in kept["sides"] if side["claim"] in claims)
    told = [words[claim] for claim in claims[:MOST_RIVALS] if claim in words]
    return {**known, "claims": told, "position": position_of(rule_named(kept["rule"]), told[0]) if told else None}


def _against(at: Snapshot, kept: Row, sides: Sequence[Row], own: int, lang: str) -> Row:
    return {
        "rule": rule_named(kept["rule"]).label[lang],
        "about": " · ".join(told.side_value(part, lang) for part in (kept["thing"], kept["what"]) if part),
        "own": told.side_value(sides[own]["value"], lang),
        "others": [
            {
                "value": told.side_value(side["value"], lang), "articles": side["articles"], "origins": side["origins"],
                "claims": [_brief(at, row, lang) for row in side["claims"]],
            }
            for side in sides if side["position"] != sides[own]["position"]
        ],
    }  # fmt: skip


def _told(at: Snapshot, conflict: Conflict, number: int, lang: str) -> Row:
    own = conflict.sides[number]
    others = [side for side in conflict.sides if side.position != own.position]
    return {
        "rule": conflict.rule.label[lang],
        "about": " · ".join(told.side_value(part, lang) for part in (conflict.thing, conflict.what) if part),
        "own": told.side_value(own.value, lang),
        "others": [
            {
                "value": told.side_value(side.value, lang),
                "articles": side.articles,
                "origins": side.origins,
                "claims": [_brief(at, row, lang) for row in side.rows[:MOST_RIVALS]],
            }
            for side in others
        ],
    }


def _brief(at: Snapshot, row: Mapping[str, Any], lang: str) -> Row:
    speaker = reading.label(at, row.get("speaker"), lang)
    keys = ("id", "quote", "article", "title", "date")
    return {**{key: row[key] for key in keys}, "speaker": speaker}
