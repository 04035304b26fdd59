"""Traces through the debate: from a change of course or a course to the arguments, and from an argument to what hangs on it.

Wordings (kg/debating/wordings.py) are sorted and counted; the claims of those alone that are shown are read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kg.debating import wordings
from kg.debating.argumentation import NEAR, Point, effect, nearness, point_of, rebut, said, voice_of, way_of
from kg.debating.wordings import Debate, Wording
from kg.errors import NotFound
from kg.listing import derived
from kg.listing import rows as plain_rows
from kg.listing.steps import Row
from kg.rdf.graph import PREFIXES, concepts, entity_iri, iri, key_of
from kg.store import Store

NEARBY = 300  # articles that tell of one change of course whose arguments are looked at as near it: the earliest
ELSEWHERE = 300  # arguments from elsewhere that are told for one change of course: the best supported
PORTION = 64  # arguments from elsewhere that are read at first
Part = tuple[list[Row], int]  # some rows, and how many there are
Groups = Mapping[tuple[str, str, str], list[tuple[Any, ...]]]  # vendor, course before and after → places where claims tell of them
Told = tuple[Wording, str, str]  # an argument about a change, what it says of it (for, against), and how near it is


def _read(store: Store, ids: Iterable[str]) -> dict[str, Row]:
    """Claim rows by id, with the `date` and `title` of their articles."""
    rows = plain_rows.claims(store, ("date", "title"), ids=sorted(set(ids))) if ids else []
    return {row["id"]: {**row, "title": row["title"] or row["file"]} for row in rows}


def _points(debate: Debate) -> list[Point]:
    """The points that arguments make."""
    return list(map(_point, debate.whats("argument")))


def _point(what: str) -> Point:
    side, polarity, aspect = what.split("-", 2)
    return Point(aspect, side, polarity)


def _as_row(point: Point) -> Row:
    return {"value": {"side": point.side, "polarity": point.polarity, "aspect": point.aspect}}


# --- from a change of course -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Change:
    """A change of course of one vendor: where claims tell of it, the earliest first, and when it was at the earliest.

    Of a course that a vendor follows, whatever it followed before, nothing stands before it.
    """

    vendor: str
    before: str
    after: str
    first: str
    since: str | None
    places: tuple[Row, ...]


def trace_shift(store: Store, vendors: Iterable[str] | None = None) -> list[Row]:
    """From a change of course to what is said for it and against it: one row for each argument, the nearest first.

    `vendors`: IRIs of organizations. `near` says how the argument belongs to the change: `own` (the vendor or one of
    its people says it), `passage` (it stands beside the words of the change), `article`, `elsewhere`. The same words
    in several articles are one row with its `articles` and `origins`. Of arguments from elsewhere there are ELSEWHERE;
    articles after the first NEARBY that tell of a change count as elsewhere.
    """
    return shift_part(store, vendors)[0]


def shift_part(store: Store, vendors: Iterable[str] | None = None, limit: int | None = None, offset: int = 0) -> Part:
    """Rows of `trace_shift` from a place on, and how many there are."""
    return _part(store, _changes(store, vendors), limit, offset)


def trace_course(store: Store, vendors: Iterable[str] | None, courses: Collection[str]) -> list[Row]:
    """As `trace_shift`, from a course (`open`) that vendors follow or changed to: `told` are the first words that say so."""
    return course_part(store, vendors, courses)[0]


def course_part(store: Store, vendors: Iterable[str] | None, courses: Collection[str], limit: int | None = None, offset: int = 0) -> Part:
    """Rows of `trace_course` from a place on, and how many there are."""
    rows, size = _part(store, _followed(store, vendors, courses), limit, offset)
    return [{**row, "strategy": row["to"], "told": row["shift"]} for row in rows], size


def _part(store: Store, changes: Sequence[Change], limit: int | None, offset: int) -> Part:
    """The arguments about these changes from a place on, the nearest first, and how many there are."""
    debate = wordings.debate(store)
    firsts = _read(store, [change.first for change in changes])
    points = _points(debate)
    ordered = sorted(changes, key=lambda change: (_label(firsts, change).casefold(), change.before, change.after, change.vendor))
    people = {vendor: _people(store, vendor) for vendor in {change.vendor for change in changes}}
    shown: list[tuple[Change, Told]] = []
    place = 0
    for change in ordered:
        about = _About(debate, change, points, people[change.vendor])
        room = None if limit is None else max(0, offset + limit - place)
        shown += [(change, one) for one in about.part(max(0, offset - place), room)]
        place += about.size
    words = _worded(store, [one for _, (one, _, _) in shown])
    told = [_traced(firsts[change.first], change, one, row) for (change, one), row in zip(shown, words, strict=True)]
    return told, place


def _label(firsts: Mapping[str, Row], change: Change) -> str:
    return str(firsts[change.first]["subject"]["label"])


def _counts(one: Wording) -> Row:
    return {"articles": one.articles, "origins": one.origins}


def _changes(store: Store, vendors: Iterable[str] | None) -> list[Change]:
    """The changes that articles tell of, denied ones aside: one for vendor, from and to."""
    kept = vendors is not None and derived.ready(store)
    return _changes_of(derived.told_changes(store, vendors or ()) if kept else _told_changes(store, vendors))


def _changes_of(groups: Groups) -> list[Change]:
    """The changes by vendor, course before and after, out of the places where claims tell of them."""
    found = []
    for (vendor, before, after), rows in sorted(groups.items()):
        rows.sort(key=lambda row: row[:5])
        places = tuple({"article": article, "start": start, "end": end} for _, article, start, end, *_ in rows)
        since = min((time for *_, time in rows if time), default=None)
        found.append(Change(vendor, before, after, rows[0][4], since, places))
    return found


def _told_changes(store: Store, vendors: Iterable[str] | None) -> Groups:
    """As `derived.told_changes` has them, out of the articles' graphs."""
    return _groups(store, vendors, "?c a kg:Shift ; kg:from ?before ; kg:to ?after")


def _followed(store: Store, vendors: Iterable[str] | None, courses: Collection[str]) -> list[Change]:
    """The courses that articles say these vendors follow or changed to, those denied, planned or hedged aside."""
    groups = _groups(store, vendors, "{ ?c a kg:Strategy ; kg:strategy ?after } UNION { ?c a kg:Shift ; kg:to ?after }")
    return _changes_of({change: rows for change, rows in groups.items() if change[2] in courses})


def _groups(store: Store, vendors: Iterable[str] | None, claim: str) -> Groups:
    """Vendor (IRI), course before (where the pattern binds one) and after → where claims of a pattern tell of them as so."""
    only = "" if vendors is None else f"VALUES ?v {{ {' '.join(map(iri, sorted(vendors)))} }}"
    place = "?c kg:subject ?v ; oa:hasSelector ?s . ?s oa:start ?start ; oa:end ?end"
    more = "OPTIONAL { GRAPH ?g { ?c kg:time ?at } } OPTIONAL { GRAPH ?g { ?g dcterms:date ?date } }"
    so = "OPTIONAL { GRAPH ?g { ?c kg:negated|kg:modality ?no } } FILTER(!BOUND(?no))"
    columns = '?v ?before ?after (STR(?date) AS ?day) (STRAFTER(STR(?g), "/article/") AS ?article) ?start ?end ?c (STR(?at) AS ?time)'
    text = f"{PREFIXES}SELECT {columns} WHERE {{ {only} GRAPH ?g {{ {place} . {claim} }} {so} {more} }}"
    groups: dict[tuple[str, str, str], list[tuple[Any, ...]]] = defaultdict(list)
    for vendor, before, after, date, article, start, end, claim_iri, time in store.select(text).rows:
        change = (vendor, (before or "").rpartition("-")[2], after.rpartition("-")[2])
        groups[change].append((date or "9999", article, start, end, claim_iri.rpartition("/")[2], time))
    return groups


def _people(store: Store, vendor: str) -> set[str]:
    """Keys of a vendor and of those of whom an article says that they belong to it."""
    known = derived.people(store, vendor)
    if known is not None:
        return {key_of(vendor), *known}
    claim = f"?c a kg:Affiliation ; kg:object {iri(vendor)} ; kg:subject ?who"
    denied = "OPTIONAL { GRAPH ?g { ?c kg:negated ?no } } FILTER(!BOUND(?no))"
    rows = store.select(f"{PREFIXES}SELECT DISTINCT ?who WHERE {{ GRAPH ?g {{ {claim} }} {denied} }}").rows
    return {key_of(vendor), *(key_of(row[0]) for row in rows)}


class _About:
    """The arguments about a change, the nearest first of those for it, then of those against it. `people`: keys of the vendor's own."""

    def __init__(self, debate: Debate, change: Change, points: Iterable[Point], people: set[str]) -> None:
        self._debate = debate
        self._ways = {point.id: way for point in points if (way := effect(change.before, change.after, _as_row(point)))}
        places: dict[str, list[Row]] = defaultdict(list)
        for place in change.places:
            places[place["article"]].append(place)
        found = debate.near(self._ways, people, list(places)[:NEARBY]) if self._ways else []
        self._near = [self._told(one, nearness(places.get(one.article, ()), _place_of(one), people)) for one in found]
        there = debate.part("argument", self._ways, 0)[1] if self._ways else 0
        self.size = len(found) + min(ELSEWHERE, there - len(found))

    def part(self, start: int, stop: int | None) -> list[Told]:
        """Those of them from a place to another: of what is said elsewhere no more is read than that part needs."""
        last = self.size if stop is None else min(stop, self.size)
        found, most, whole = self._near, 0, ELSEWHERE + len(self._near)
        while start < last and most < whole and sum(way == "for" for _, way, _ in found) < last:
            most = min(whole, max(PORTION, 4 * most))
            found = [*self._near, *self._elsewhere(most)]
        return sorted(found, key=_nearest)[start:last]

    def _elsewhere(self, most: int) -> list[Told]:
        """What is said elsewhere, out of so many of the best supported arguments."""
        there = {(one.what, one.key) for one, _, _ in self._near}
        best = self._debate.part("argument", self._ways, most)[0] if self._ways else []
        return [self._told(one, "elsewhere") for one in best if (one.what, one.key) not in there][:ELSEWHERE]

    def _told(self, one: Wording, near: str) -> Told:
        return one, self._ways[one.what], near


def _nearest(told: Told) -> tuple[Any, ...]:
    one, way, near = told
    return (way != "for", NEAR.index(near), one.order)


def _place_of(one: Wording) -> Row:
    return {"speaker": {"key": one.speaker}, "article": one.article, "start": one.start, "end": one.end}


def _worded(store: Store, some: Sequence[Wording]) -> list[Row]:
    """Of each of these arguments `title`, `date`, `quote` and the name of its `speaker`: a wording knows the rest."""
    known = plain_rows.heads(store, {one.article for one in some}, ("date", "title"))
    named = plain_rows.labels(store, ((one.article, one.speaker) for one in some if one.speaker))
    quotes = plain_rows.quotes(store, [plain_rows.passage_iri((one.article, one.start, one.end)) for one in some])
    found = []
    for one, quote in zip(some, quotes, strict=True):
        head = known[one.article]
        speaker = named.get((one.article, one.speaker))
        found.append({"title": head["title"] or head["file"], "date": head["date"], "quote": quote, "speaker": speaker})
    return found


def _traced(first: Row, change: Change, told: Told, words: Row) -> Row:
    one, way, near = told
    return {
        **{"from": change.before, "to": change.after},
        **_as_row(_point(one.what))["value"],
        **{"article": one.article, "title": words["title"], "date": words["date"]},
        **{"start": one.start, "end": one.end, "quote": words["quote"]},
        "vendor": first["subject"]["label"],
        "since": change.since,
        "shift": first["quote"],
        "effect": way,
        "near": near,
        "speaker": words["speaker"],
        "argument": one.id,
        **_counts(one),
    }


# --- from an argument ------------------------------------------------------------------------------------------------


def trace_argument(store: Store, ids: Iterable[str], relation: str = "") -> list[Row]:
    """From arguments, by the ids of their claims, to what hangs on them: one row for each wording, by point.

    `relation`: `for` and `against` a vendor's change of course, `rebutted` by another argument, `stance` that rests on
    it, `followed` by a vendor whose course it is good for. `argument`: its words; where several arguments of a point are
    asked for, those of the best supported; with a relation that alone. Raises NotFound for an id that no argument has.
    """
    wanted = list(dict.fromkeys(ids))
    rows = _read(store, wanted)
    asked: dict[Point, list[Row]] = defaultdict(list)
    for one in wanted:
        if one not in rows or rows[one]["kind"] != "argument" or rows[one]["negated"]:
            raise NotFound(f"there is no argument {one}", "", "kg claims --kind argument lists them")
        asked[point_of(rows[one])].append(rows[one])
    debate = wordings.debate(store)
    sections = [(point, way, section) for point in sorted(asked) for way, section in _sections(store, debate, point, asked[point]) if relation in ("", way)]
    return _linked_part(store, debate, sections, {point: found[0]["quote"] for point, found in asked.items() if len(found) == 1}, None, 0)[0]


def is_argument(row: Row) -> bool:
    """Whether a claim is an argument about one of the aspects, and nobody denies it."""
    return row["kind"] == "argument" and not row["negated"] and row["value"].get("aspect") in concepts()[1]["aspect"]


def argument_part(store: Store, wanted: Mapping[str, Collection[str]], limit: int | None = None, offset: int = 0, relation: str = "") -> Part:
    """Rows of `trace_argument` for all arguments with these values (side, polarity, aspect), from a place on; with a relation that alone."""
    debate = wordings.debate(store)
    points = (point for point in sorted(_points(debate)) if all(getattr(point, key) in values for key, values in wanted.items()))
    sections = [(point, way, section) for point in points for way, section in _sections(store, debate, point, None) if relation in ("", way)]
    return _linked_part(store, debate, sections, {}, limit, offset)


class _Section:
    """What hangs on a point in one way: of a kind, and one of these; or these wordings."""

    def __init__(self, debate: Debate, kind: str, whats: Collection[str], only: list[Wording] | None = None) -> None:
        self._debate, self._kind, self._whats, self._only = debate, kind, whats, only

    def part(self, limit: int | None, offset: int) -> tuple[list[Wording], int]:
        """Some of them, and how many there are."""
        if self._only is not None:
            return self._only[offset : None if limit is None else offset + limit], len(self._only)
        return self._debate.part(self._kind, self._whats, limit, offset) if self._whats else ([], 0)


def _sections(store: Store, debate: Debate, point: Point, asked: Sequence[Row] | None) -> Iterator[tuple[str, _Section]]:
    """Each relation with what hangs on a point by it. `asked`: these of its arguments alone; None for all of them."""
    row = _as_row(point)
    shifts = {what: effect(what.partition("-")[0], what.partition("-")[2], row) for what in debate.whats("shift")}
    for relation in ("for", "against"):
        yield relation, _Section(debate, "shift", [what for what, way in shifts.items() if way == relation])
    rivals = [other.id for other in _points(debate) if rebut(point, other)]
    yield "rebutted", _Section(debate, "argument", rivals)
    only = None if asked is None else _resting(store, asked, point)
    yield "stance", _Section(debate, "stance", [point.id], only)
    yield "followed", _Section(debate, "strategy", [way_of(row)])


def _resting(store: Store, asked: Sequence[Row], point: Point) -> list[Wording]:
    """The stances that rest on these arguments of a point."""
    voices = {voice_of(row) for row in asked}
    only: Row = {}
    if len(asked) == 1:
        speaks = not next(iter(voices)).startswith("article ")
        only = {"entity": entity_iri(asked[0]["speaker"]["key"])} if speaks else {"article": asked[0]["article"]}
    rows = plain_rows.claims(store, ("date",), kind="stance", **only)
    held = [row for row in rows if not row["negated"] and voice_of(row) in voices]
    return wordings.resting(held, voices, point.id, way_of(_as_row(point)), store)


def _linked_part(
    store: Store,
    debate: Debate,
    sections: Sequence[tuple[Point, str, _Section]],
    words: Mapping[Point, str],
    limit: int | None,
    offset: int,
) -> Part:
    """The rows of these sections from a place on. `words`: of the argument of a point, where one alone is asked for."""
    place = 0
    shown: list[tuple[Point, str, Wording]] = []
    for point, relation, section in sections:
        before = max(0, offset - place)
        room = None if limit is None else max(0, limit - len(shown))
        found, size = section.part(room, before)
        shown += [(point, relation, one) for one in found]
        place += size
    unworded = sorted({point for point, _, _ in shown} - words.keys())
    best = {point: debate.part("argument", [point.id], 1)[0][0].id for point in unworded}
    rows = _read(store, [*(one.id for _, _, one in shown), *best.values()])
    told = [_linked(point, words.get(point) or rows[best[point]]["quote"], relation, rows[one.id]) | _counts(one) for point, relation, one in shown]
    return told, place


def _linked(point: Point, words: str, relation: str, row: Row) -> Row:
    who = row["subject"] or row["speaker"]
    return {
        **_as_row(point)["value"],
        "relation": relation,
        "thing": who["label"] if who else None,
        "says": said(row),
        **{key: row[key] for key in ("article", "title", "date", "start", "end", "quote", "time")},
        "argument": words,
    }


# --- the steps of the named queries ----------------------------------------------------------------------------------


def traced_shifts(rows: list[Row], store: Store) -> list[Row]:
    """The step of `trace-shift`: the arguments about the changes of the rows' vendors (`vendorId`)."""
    return trace_shift(store, {row["vendorId"] for row in rows}) if rows else []


def traced_courses(rows: list[Row], store: Store) -> list[Row]:
    """The step of `trace-course`: the arguments about the courses (`strategy`) that the rows' vendors (`vendorId`) follow."""
    return trace_course(store, {row["vendorId"] for row in rows}, {row["strategy"] for row in rows}) if rows else []


def traced_arguments(rows: list[Row], store: Store) -> list[Row]:
    """The step of `trace-argument`: what hangs on the rows' arguments (`claim`), in the way of their `part` where that is asked for."""
    return trace_argument(store, [row["claim"].rpartition("/")[2] for row in rows], next((row["part"] or "" for row in rows), ""))
