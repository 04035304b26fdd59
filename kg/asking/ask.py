"""A plain question in Chinese or English → a named query and its parameters, or that we do not know.

A question and every phrasing of the named queries are read as sets of concepts (kg/data/ask.toml): who moved where,
licences, prices … What the two share, weighed by how rare it is, makes the score; words that nobody knows make it
smaller. Names, years, aspects and sides of the question become parameters, or else a filter on the answer's rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

from kg.asking import intent, overview, paging, plainly, query, wants
from kg.asking.anchors import Anchor, anchored, told_by
from kg.asking.aside import passed_over
from kg.asking.common import COUNTRY, ORDER, SIDE, calls, in_order
from kg.asking.conditions import Condition, apart, held
from kg.asking.filling import OTHER, chosen, fill
from kg.asking.fitting import (
    DENIED,
    SAYS,
    SHARE,
    SOURCES,
    TIMES,
    beyond,
    counted,
    founded,
    in_office,
    in_other_sense,
    in_sense,
    keep,
    lacking,
    pointing,
    quoting,
    restricting,
    sourced,
    tells_time,
)
from kg.asking.naming import names_in
from kg.asking.nearest import NEAREST, nearest
from kg.asking.question import Reading, in_two, plain, points_back, read
from kg.asking.renaming import renamed
from kg.asking.saying import sentence
from kg.asking.scoring import rank
from kg.asking.several import Listed, listed, together
from kg.asking.spelling import respelled, surely
from kg.asking.wordlist import lexicon
from kg.errors import NotFound
from kg.model import Table
from kg.words import word

ENOUGH = 0.5  # below this score a question is not answered; see tests/asking/test_ask.py for what lies on either side
CLOSE = 0.06  # two queries nearer than this are both offered,
SURE = 0.75  # unless the better one fits this well,
TIE = 0.005  # and is better at all
FAINT = 0.6  # a wording that is no likelier than this gives way to words that surely ask something else
ALIKE = {"base": "model", "model": "base", "thing": "other", "other": "thing"}  # places that the same names may fill
ARTICLES = "articles"  # the query whose rows tell of several things at once
DISPUTED = "conflicts"  # the query that tells who holds the opposite,
MOVED, TRACED = ("open-to-closed", "strategy-shifts"), "trace-shift"  # queries that tell of a change of course, and the one that tells why
BETWEEN = ("comparisons", "ecosystem")  # queries that tell what is between two things
NOBODY = "none_left"  # what is said where nobody fits


@dataclass(frozen=True, slots=True)
class Answer:
    """What `answer` found. Without `query` the question is not known; `nearest` then holds the nearest questions.

    `candidates` holds the calls that answer these; `ambiguous` says that they are all good readings of the question.
    `table` may be empty: the query fits, but the articles say nothing. `total`: how many rows there are in all, of which
    `table` has the first. `fitted`: the rows are those of the call that the question asks for, or in its order. `meant`: the
    question with the names of the graph that it seems to misspell, where that has an answer.
    """

    query: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    table: Table = Table((), ())
    nearest: tuple[str, ...] = ()
    ambiguous: bool = False
    candidates: tuple[tuple[str, Mapping[str, str]], ...] = ()  # (query, parameters) of each good reading
    total: int = 0
    fitted: bool = False
    meant: str = ""
    aside: tuple[str, ...] = ()  # words of the question that the call does not use
    note: str = ""  # what else is to be said of the rows: a message of kg/data/words.toml
    also: str = ""  # the call that answers what the question asks besides
    at_home: bool = False  # whether rows are left by where somebody is at home
    kept_by: str = ""  # the call whose things alone are left of the rows
    undated: str = ""  # the thing by which the question tells a time where no day is known of it
    made: bool = False  # whether it was asked for what belongs to a thing, and not for the thing
    anchor: Anchor | None = None  # the thing by which the question tells a time
    silent: tuple[str, ...] = ()  # of several things that were asked about those of which nothing is said

    @property
    def family(self) -> str:
        """The names in whose place what belongs to them was asked for, "" where they were asked for themselves."""
        return ", ".join(name for value in self.params.values() for name, whole in query.called(value) if whole)

    @property
    def remarks(self) -> Mapping[str, Mapping[str, str]]:
        """What is to be said of the rows beside the call that gives them: messages of kg/data/words.toml and their values."""
        found: dict[str, Mapping[str, str]] = {"of_makers" if self.made else "whole_family": {"name": self.family}} if self.family else {}
        found |= {"fitted": {}} if self.fitted else {}
        found |= {"by_country": {}} if self.at_home else {}
        found |= {"no_day": {"name": self.undated}} if self.undated else {}
        found |= {"kept_by": {"query": self.kept_by}} if self.kept_by else {}
        found |= {self.note: {}} if self.note else {}
        found |= {"out_since": {"name": self.anchor.name, "day": self.anchor.day, "query": self.anchor.call}} if self.anchor else {}
        found |= {"nothing_of": {"names": ", ".join(self.silent)}} if self.silent else {}
        found |= {"not_looked_at": {"words": ", ".join(self.aside)}} if self.aside else {}
        return {**found, "asked_too": {"query": self.also}} if self.also else found

    def said(self, lang: str) -> str:
        """What the rows say in one sentence."""
        return sentence(self.query, self.table, self.total, lang, self.params) if self.query else ""

    def notes(self, lang: str) -> list[str]:
        """The remarks in a person's language."""
        return [word(lang, "messages", remark, **values) for remark, values in self.remarks.items()]

    def _repr_html_(self) -> str:
        """How a notebook shows it: the call that was run and its rows, or what comes near."""
        if self.query:
            given = ", ".join([repr(self.query), *(f"{name}={value!r}" for name, value in self.params.items())])
            return f"<p><code>query({escape(given)})</code></p>{self.table._repr_html_()}"
        return "<p>?</p><ul>" + "".join(f"<li>{escape(title)}</li>" for title in self.nearest) + "</ul>"


def answer(
    store: Any,
    question: str,
    lang: str = "en",
    path: Path | None = None,
    names: Mapping[str, tuple[str, str]] | None = None,
    limit: int | None = None,
    today: str = "",
) -> Answer:
    """The rows of the named query that `question` means, or the nearest queries where none fits well enough.

    `lang` is that of `nearest`; the question may be in either language. `path`: another folder of queries.
    `names`: what `names_of` gives, where it is at hand already. `limit`: how many rows are wanted, None for all.
    `today` (ISO 8601): what "last year" counts from, the day of the clock where none is given.
    """
    known = names if names is not None else names_in(store, question)
    now = today or date.today().isoformat()
    if (bare := plain(question, known)) != question:
        return answer(store, bare, lang, path, names, limit, now)
    if points_back(question, known):
        return Answer()  # of what is not told
    told, anchor = anchored(store, question, known)
    if anchor and (found := answer(store, told, lang, path, names, limit, now)).query:
        return replace(found, anchor=anchor)
    undated = "" if anchor else told_by(question, known)
    question, conditions = apart(question, known)
    chosen = _chosen(question, known, now, path, conditions)
    own = renamed(question, chosen.reading.unknown, known, lambda name: names if names is not None else names_in(store, name))
    if own != question:
        return answer(store, own, lang, path, names, limit, now)
    if both := _two_calls(question, known, now, path, chosen.call):
        first, also = both
        return replace(_run(store, *first, path, limit), also=also)
    several = (listed(question, known) or _of_any_sort(question, chosen)) if len(chosen.reading.names) > 1 else None
    chosen = replace(chosen, reading=replace(chosen.reading, apart=not several))
    found = replace(_answered(store, chosen, lang, path, limit), undated=undated)
    if several and not (_is_told(found) and several.all_in(found.params)):
        alone = chosen if chosen.call and chosen.call not in BETWEEN else _chosen(several.alone, known, now, path)
        if not (_is_told(found) and found.query in BETWEEN and (alone.call in BETWEEN or _asks_between(chosen.reading))):
            found = _of_each(store, several, alone, path, limit) or found
    spelled = respelled(question, chosen.reading.unknown, known)
    if spelled == question or not (own_rows := _answered(store, _chosen(spelled, known, now, path), lang, path, limit)).table.rows:
        return found
    return replace(own_rows if surely(question, spelled) and not found.table.rows else found, meant=spelled)


def _of_any_sort(question: str, chosen: Choice) -> Listed | None:
    """All that is named, where it is asked for articles that speak of it."""
    return Listed(chosen.reading.names, question) if chosen.call == ARTICLES else None


def _is_told(found: Answer) -> bool:
    """Whether articles say just what a question asks."""
    return bool(found.table.rows) and found.note != NEAREST


def _asks_between(reading: Reading) -> bool:
    """Whether the words of a question ask for what is between two things."""
    ties = "ecosystem" in reading.concepts and not reading.values.get("aspects")  # names alone mean one, but not beside "cost"
    return bool(ties or reading.values.get("modes") or "compare" in reading.concepts)


def _of_each(store: Any, several: Listed, chosen: Choice, path: Path | None, limit: int | None) -> Answer | None:
    """The rows about each of several things that a question names side by side, None where there are none."""
    if not chosen.call:
        return None
    named, phrasing = chosen.calls[0]
    readings = several.each(chosen.reading)
    if named.name == ARTICLES and not several.either:
        return _in_all([_run(store, named, phrasing, reading, path, None) for reading in readings], limit)
    each = [_run(store, named, phrasing, reading, path, limit) for reading in readings]
    told = [one for one in each if _is_told(one)]
    if not told and each[0].note == NEAREST:
        return _nearest_of_each(store, several.names, each, path, limit)
    silent = tuple(name for (name, _), one in zip(several.names, each, strict=True) if one not in told)
    params = together([one.params for one in told]) if told else {}
    if len(told) < 2 or params == told[0].params:
        return replace(told[0], silent=silent) if told else None
    for wanted in _wanted(fill(named, readings[0], phrasing)[1]):
        if found := _rows(store, named, params, wanted, readings[0], path, limit):
            return replace(found, silent=silent, aside=told[0].aside)
    return None


def _in_all(each: Sequence[Answer], limit: int | None) -> Answer:
    """Of what is told of the first of several things the rows that are told of all others, too: the articles that speak of each."""
    first, *others = each
    shared = set.intersection(*({row[0] for row in one.table.rows} for one in others))
    rows = tuple(row for row in first.table.rows if row[0] in shared)
    beside = "; ".join(query.call(one.query, one.params) for one in others)
    return replace(first, table=Table(first.table.columns, rows[:limit]), total=len(rows), kept_by=beside)


def _nearest_of_each(store: Any, names: Sequence[tuple[str, str]], each: Sequence[Answer], path: Path | None, limit: int | None) -> Answer:
    """What is said that is nearest to what is asked about several things, where it is the same for each."""
    told = [one for one in each if one.query == each[0].query and one.note == NEAREST]
    silent = tuple(name for (name, _), one in zip(names, each, strict=True) if one not in told)
    params = together([one.params for one in told])
    table = query.run(store, told[0].query, params, path)
    return replace(told[0], params=params, table=Table(table.columns, table.rows[:limit]), total=len(table.rows), silent=silent)


@dataclass(frozen=True, slots=True)
class Choice:
    """The queries that a question means, each with its nearest phrasing, and the question's reading for them.

    `sure`: they are more than near to it.
    """

    calls: Sequence[tuple[query.NamedQuery, Reading]]
    reading: Reading
    sure: bool

    @property
    def call(self) -> str:
        """The name of the one query that is meant, "" where there is none or several."""
        return self.calls[0][0].name if self.sure and len(self.calls) == 1 else ""


def _answered(store: Any, chosen: Choice, lang: str, path: Path | None, limit: int | None) -> Answer:
    """The rows of the one query that is meant, or the nearest ones."""
    if chosen.call:
        return _run(store, *chosen.calls[0], chosen.reading, path, limit)
    return _offered(chosen.calls, chosen.reading, lang, ambiguous=chosen.sure)


def _chosen(question: str, known: Mapping[str, tuple[str, str]], today: str, path: Path | None, conditions: tuple[Condition, ...] = ()) -> Choice:
    """The queries that a question means; `conditions` hold besides."""
    reading = replace(read(question, known, today), conditions=conditions)
    if (whole := overview.asked(reading)) in query.names(path):
        return Choice([(query.load(whole, path), Reading(frozenset()))], reading, sure=True)
    scored = rank(reading, [query.load(name, path) for name in query.names(path)])
    told, place = plainly.asked(reading)
    if place:
        reading = replace(reading, worded={intent.PLACE: place})
    if own := next(((named, phrasing) for _, named, phrasing in scored if named.name == told), None):
        return Choice([own], reading, sure=True)
    wording = intent.Wording(question, known)
    meant, likely = (DISPUTED, 1.0) if reading.opposed else wording.meant()
    if reading.whys and meant in MOVED:
        meant = TRACED  # not that it did, but for what reasons
    enough = SURE if reading.unknown and wording.is_doubtful() else ENOUGH
    best = _best(reading, scored) if scored and scored[0][0] >= enough and meant != intent.NONE else []
    worded = next(((named, phrasing) for _, named, phrasing in scored if named.name == meant), None)
    turned = worded and reading.turned and worded[1].move != reading.move == scored[0][2].move
    stays = worded and reading.stays and not reading.move and worded[1].move
    faint = worded and likely < FAINT and len(best) == 1 and scored[0][0] >= SURE and best[0][0] is not worded[0]
    if turned or stays or faint or reading.negated:
        worded = None  # "no longer closed" is worded much like "no longer open", who does much like who does not
    if worded and (likely >= intent.CLEAR or len(best) < 2):
        values = wording.values((*(p.name for p in worded[0].params if not _is_groundless(p, reading)), intent.PLACE))
        return Choice([worded], replace(reading, worded=values), sure=True)
    if not best:
        offered = dict.fromkeys([named.name for score, named, _ in scored[:3] if score > ENOUGH / 2] + wording.nearest())
        rows = {named.name: (named, phrasing) for _, named, phrasing in scored}
        return Choice([rows[name] for name in offered if name in rows], reading, sure=False)
    return Choice(best, reading, sure=True)


def _is_groundless(param: query.Param, reading: Reading) -> bool:
    """Whether a wording can not tell a value: every word of the question is known, and none tells a side, for or against, or what is between two."""
    told: Any = True
    match param.name:
        case "from" | "to":
            told = reading.sides
        case "mode":
            told = reading.values.get("modes") or len(reading.names) != 2
        case "polarity":
            told = reading.polarity or reading.whys or "stance" in reading.concepts
    return not told and not reading.unknown


def _two_calls(
    question: str, known: Mapping[str, tuple[str, str]], today: str, path: Path | None, whole: str
) -> tuple[tuple[query.NamedQuery, Reading, Reading], str] | None:
    """What a question asks first and the call for what it asks then, None where it is one question (or `whole` answers both)."""
    if not (parts := in_two(question, known)):
        return None
    calls = []
    for part in parts:
        chosen = _chosen(part, known, today, path)
        if not chosen.call:
            return None
        calls.append((*chosen.calls[0], chosen.reading))
    (first, *_), (then, phrasing, reading) = calls
    if first.name == then.name or whole not in ("", first.name, then.name):
        return None
    return calls[0], query.call(then.name, _filled(then, reading, phrasing)[0])


def _offered(
    found: Sequence[tuple[query.NamedQuery, Reading]], reading: Reading, lang: str, ambiguous: bool = False
) -> Answer:
    """The first few queries that a question may mean, for whoever asked to choose."""
    calls = tuple((named.name, _filled(named, reading, phrasing)[0]) for named, phrasing in found[:3])
    titles = tuple(named.titles.get(lang, named.name) for named, _ in found[:3])
    return Answer(nearest=titles, ambiguous=ambiguous, candidates=calls)


def _best(reading: Reading, scored: Sequence[tuple[float, query.NamedQuery, Reading]]) -> list[tuple[query.NamedQuery, Reading]]:
    """The queries that fit a question about equally well, with their nearest phrasings; the one alone that takes more of what it says."""
    near_by = CLOSE if scored[0][0] < SURE else TIE
    moved = scored[0][2].move == reading.move
    best = [
        (named, phrasing)
        for score, named, phrasing in scored
        if score > scored[0][0] - near_by and (near_by == CLOSE or (phrasing.move == reading.move) is moved)
    ]
    taken = [len(fill(named, reading, phrasing)[0]) for named, phrasing in best]
    most = [one for one, many in zip(best, taken, strict=True) if many == max(taken)]
    return most if len(most) == 1 else best


# ---- running


def _run(
    store: Any, named: query.NamedQuery, phrasing: Reading, reading: Reading, path: Path | None, limit: int | None
) -> Answer:
    """The rows of the first way to read the parameters that has any."""
    params, left = _filled(named, reading, phrasing)
    for wanted in _wanted(left):
        aside = passed_over(reading, named, phrasing, params, wanted)
        if found := _rows(store, named, params, wanted, reading, path, limit):
            return replace(found, aside=aside)
    if named.name in lexicon()["sided"]["loose"] and SIDE in params and (found := _rows(store, named, _without(params, SIDE), left, reading, path, limit)):
        return replace(found, note=NEAREST)  # of nothing that is called so
    beside = left.get("", ()) if params else ()
    if (joined := _joined(named, params, reading, beside)) and (found := _rows(store, named, joined, {**left, "": ()}, reading, path, limit)):
        return found
    if beside and (found := _rows(store, named, params, {**left, "": ()}, reading, path, limit)):
        return replace(found, note=NEAREST, aside=beside)  # nothing is said of all that are named together
    if other := nearest(store, named, params, path):
        return Answer(other.query, other.params, Table(other.table.columns, other.table.rows[:limit]), total=len(other.table.rows), note=other.note, fitted=other.cut)
    return Answer(named.name, params, Table(named.columns, ()))


def _filled(named: query.NamedQuery, reading: Reading, phrasing: Reading) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """All parameters out of a reading, and what no parameter takes."""
    params, left = fill(named, reading, phrasing)
    return {**params, **chosen(named, reading)}, left


def _without(params: Mapping[str, str], label: str) -> dict[str, str]:
    return {name: value for name, value in params.items() if name != label}


def _wanted(left: Mapping[str, tuple[str, ...]]) -> Iterator[Mapping[str, tuple[str, ...]]]:
    """What no parameter takes; then without what rows seldom tell, the time and the aspect."""
    yield left
    told = {column: values for column, values in left.items() if column not in (SAYS, *TIMES)}
    if told != left:
        yield told


def _rows(
    store: Any, named: query.NamedQuery, params: Mapping[str, str], left: Mapping[str, tuple[str, ...]], reading: Reading,
    path: Path | None, limit: int | None,
) -> Answer | None:  # fmt: skip
    """The rows of the first way to read the parameters that has any, chosen by what no parameter takes."""
    note, undated = "", None
    for given in _ways(named, params):
        fitted, kept_by = False, ""
        try:
            if limit is not None and path is None and not _chooses(named, reading, left):
                page = paging.page(store, named.name, given, limit)
                table, total = page.table, page.total
            else:
                whole = query.run(store, named.name, given, path)
                table, note = in_order(_kept(named, whole, reading, left), given.get(ORDER, "")), "" if wants.since_when(reading, whole.columns) else lacking(whole, reading.posts)
                note = note or "other_sense" * in_other_sense(whole, reading.senses) or NEAREST * (wants.what_not(named, reading, given) and not restricting(whole).rows)
                table = counted(table, reading.sides, wants.by_number(named, reading))
                fitted = table.rows != whole.rows
                table, kept_by = held(store, named.name, table, reading.conditions, path)
                table, total = Table(table.columns, table.rows[:limit]), len(table.rows)
        except NotFound:
            return None
        if total or note == NOBODY:
            note = note or NEAREST * (given.keys() != params.keys() and not {*given} & {"thing", "other"})
            made = any(whole for value in params.values() for _, whole in query.called(value))
            sided = ", ".join(query.call(*one) for one in calls(given[SIDE])) if any(param.name == SIDE for param in named.common) and SIDE in given else ""
            kept_by = "; ".join(filter(None, (sided, kept_by)))
            found = Answer(named.name, given, table, made=made, total=total, fitted=fitted and not note, note=note, kept_by=kept_by, at_home=COUNTRY in given)
            if "when" not in reading.concepts or tells_time(table):
                return found
            undated = undated or found  # a day may be told of what belongs to it
    return undated


def _joined(named: query.NamedQuery, params: Mapping[str, str], reading: Reading, beside: Sequence[str]) -> dict[str, str]:
    """The parameters with all names that a question tells apart by no list ("how does A score compared with B") in the place of the first."""
    types = dict(reading.names)
    if not reading.apart or named.name in BETWEEN:  # what is between two is told of neither alone
        return {}
    for param in named.params:
        first = params.get(param.name, "")
        alike = [name for name in beside if types.get(name) == types.get(first)]
        if param.type == "entity" and first in types and alike == list(beside):
            return {**params, param.name: query.SEVERAL.join((first, *alike))} if alike else {}
    return {}


def _chooses(named: query.NamedQuery, reading: Reading, left: Mapping[str, Sequence[str]]) -> bool:
    """Whether the rows, or their order, hang on more than the parameters, so that a page of them is not told by itself."""
    columns = {*named.columns}
    return bool(
        any(left.values())
        or wants.speakers(reading, named.columns)
        or (wants.whose(reading) and reading.names and {"from", "mode", "to"} <= columns)
        or (reading.posts and "role" in columns)
        or (reading.documents and "quote" in columns)
        or reading.conditions
        or (reading.senses and "metric" in columns)
        or (reading.than and SHARE in columns)
        or wants.by_number(named, reading)
        or (reading.forbids and "term" in columns)
        or (wants.least(named, reading) and SOURCES in columns)
    )


def _ways(named: query.NamedQuery, params: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """The parameters as they are told; for stances where arguments are none; with a lone name in the other place; of what belongs to it."""
    yield dict(params)
    if params.get("polarity") in OTHER:
        yield {**params, "polarity": OTHER[params["polarity"]]}
    other = ALIKE.get(place := next((name for name in ALIKE if name in params), ""), "")
    if other in {p.name for p in named.params} and other not in params and "relation" not in params:
        yield {other if name == place else name: value for name, value in params.items()}
    things = {p.name for p in named.params if p.type == "entity" and p.name in params and p.name not in ("speaker", "person")}
    if things:
        yield {name: value + query.FAMILY if name in things else value for name, value in params.items()}


def _kept(named: query.NamedQuery, table: Table, reading: Reading, left: Mapping[str, Sequence[str]]) -> Table:
    """The rows that what no parameter takes leaves; of a question who says so, those that have a speaker."""
    if wants.speakers(reading, table.columns):
        at = table.columns.index("speaker")
        table = Table(table.columns, tuple(row for row in table.rows if row[at]) or table.rows)
    table = beyond(in_sense(sourced(table, wants.least(named, reading)), reading.senses), reading.than, next(iter(reading.sides), ""))
    table = pointing(quoting(keep(table, left), reading.documents), wants.whose(reading), [name for name, _ in reading.names])
    if wants.since_when(reading, table.columns):
        return founded(table)
    if reading.forbids and not left.get(DENIED) and (restraints := restricting(table)).rows:
        table = restraints
    return in_office(table, reading.posts)
