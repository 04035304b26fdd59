"""How well a question fits each named query: what it shares with the nearest of its phrasings, weighed by how rare that is."""

from __future__ import annotations

import functools
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any

from kg.asking import query
from kg.asking.filling import ROLES
from kg.asking.question import EVERYDAY, GENERIC, Reading, read
from kg.asking.wordlist import SECTIONS

STRANGE = 2.2  # one word that nobody knows weighs more than two that are known
SINGLE = 0.5  # of that: a lone Chinese character, which is seldom a word of weight


@functools.cache
def phrasing(text: str) -> Reading:
    """What a phrasing of a query file says."""
    return read(text)


def rank(reading: Reading, queries: Sequence[query.NamedQuery]) -> list[tuple[float, query.NamedQuery, Reading]]:
    """(score, query, its nearest phrasing), best first."""
    readings = [(named, [phrasing(ask) for asks in named.asks.values() for ask in asks]) for named in queries]
    spread = Counter(c for _, phrasings in readings for c in {c for p in phrasings for c in p.concepts})
    weight = {c: 0.35 + math.log((len(readings) + 1) / (n + 0.5)) for c, n in spread.items()}
    scored = []
    for named, phrasings in readings:
        best = [(_score(reading, one, named, weight), one) for one in phrasings]
        if best:
            same_place = [(score, one.leads == reading.leads, -i) for i, (score, one) in enumerate(best)]
            score, nearest = best[-max(same_place)[2]]
            scored.append((score, named, nearest))
    # of two that fit alike, the one that is about this very move
    return sorted(scored, key=lambda item: (-item[0], item[2].move != reading.move, item[1].name))


def _score(reading: Reading, phrasing: Reading, named: query.NamedQuery, weight: Mapping[str, float]) -> float:
    """Shared weight over all weight, from 0 to 1; 0 where nothing but words of any question is shared."""
    if (phrasing.move and reading.move and phrasing.move != reading.move) or reading.negated:
        return 0.0
    same = reading.concepts & phrasing.concepts
    words = set(reading.unknown) & set(phrasing.unknown)
    strange = set(reading.unknown) - words
    shared = sum(weight.get(c, 1.0) for c in same) + 0.8 * len(words)
    missing = sum(weight.get(c, 1.0) for c in phrasing.concepts - same) * 0.6
    missing += 0.5 * len(set(phrasing.unknown) - words)
    beside = reading.concepts - same - ({"course"} if phrasing.move else set())  # a move is a change of course
    extra = sum(0.3 if c in GENERIC else weight.get(c, 1.2) * 0.8 for c in beside)
    slots = list(_slots(reading, phrasing, named))
    known = sum(0.5 if c in GENERIC else 1 for c in reading.concepts)
    for slot, mine, its, fits in slots:
        heavy = slot in ("move", "terms")
        known += bool(mine) * (2 if heavy else slot != "polarity")  # a pole is the word of a concept already counted
        if mine and its:
            shared += 2.1 if heavy else 0.7
        elif mine:
            shared, extra = (shared + (1.0 if heavy else 0.25), extra) if fits else (shared, extra + 0.6)
        elif its:
            missing += 2.0 if heavy else 0.3
    if not shared or not _tells(reading, phrasing, slots, same, words):
        return 0.0
    if reading.move and not phrasing.move:
        shared *= 0.8  # a query that is about this very move comes first
    unread = STRANGE * sum(SINGLE if len(word) == 1 else 1 for word in strange)
    return shared / (shared + missing + extra) * (known / (known + unread) if unread else 1)


Slot = tuple[str, Any, Any, bool]


def _tells(
    reading: Reading, phrasing: Reading, slots: Sequence[Slot], same: Set[str], words: Set[str]
) -> bool:
    """Whether what a question shares with a phrasing is more than the words of any question."""
    found = {slot: (mine, its, fits) for slot, mine, its, fits in slots}
    both = bool(reading.sides and phrasing.sides)
    takes = found["names"][2]  # the query has a place for such names
    named_both = bool(reading.names and phrasing.names) and takes
    if not phrasing.concepts - GENERIC and "release" in same:
        return named_both or "model" in same or bool(reading.since or reading.until)  # of a thing that is named, or of a time
    if same - GENERIC and same - GENERIC <= EVERYDAY and not (reading.names and takes or "model" in reading.concepts):
        return bool(words)  # "how do I open a window?"
    if same - GENERIC or words or (both and (named_both or "model" in same or reading.values.get("aspects") and found["aspects"][2])):
        return True
    mine, its, fits = found.get("move", ("", "", False))
    terms, its_terms, fits_terms = found["terms"]
    polarity, its_polarity, _ = found["polarity"]
    aspects, its_aspects, _ = found["aspects"]
    return bool(
        (mine and (its or fits)) or (terms and (its_terms or fits_terms)) or (polarity and its_polarity and both)
        or (aspects and aspects == its_aspects and named_both)
    )  # fmt: skip


def _slots(reading: Reading, phrasing: Reading, named: query.NamedQuery) -> Iterator[Slot]:
    """(slot, what the question has, what the phrasing has, whether the query can take it) for what a query can bind."""
    params, columns = {p.type for p in named.params}, set(named.columns)
    yield "move", reading.move, phrasing.move, {"from", "to"} <= columns
    if not reading.move and not phrasing.move:
        fits = "concept:course" in params or bool(columns & {"side", "strategy", "status"})
        yield "sides", reading.sides, phrasing.sides, fits
    fits = "concept:polarity" in params or "polarity" in columns
    yield "polarity", reading.polarity, phrasing.polarity, fits
    yield "names", reading.names, phrasing.names, _takes(named, reading.names)
    for section, kind in SECTIONS.items():
        mine, its = reading.values.get(section), phrasing.values.get(section)
        yield section, mine, its, f"concept:{kind}" in params or kind in columns
    fits = "date" in params or bool(columns & {"since", "time", "date"})
    yield "dates", reading.since or reading.until, "", fits


def _takes(named: query.NamedQuery, names: Sequence[tuple[str, str]]) -> bool:
    """Whether a query has a place for one of these names (name, type)."""
    wanted = [ROLES.get(param.name) for param in named.params if param.type == "entity"]
    fits = any(not types or kind in types for types in wanted for _, kind in names) if wanted and names else bool(wanted)
    return fits or bool({*named.columns} & {*ROLES, "subject", "name"} and not wanted)
