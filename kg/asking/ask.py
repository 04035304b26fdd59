"""A plain question in Chinese or English → a named query and its parameters, or that we do not know.

A question and every phrasing of the named queries are read as sets of concepts (kg/data/ask.toml): who moved where,
licences, prices … What the two share, weighed by how rare it is, makes the score; words that nobody knows make it
smaller. Names, years, aspects and sides of the question become parameters, or else a filter on the answer's rows.
"""

from __future__ import annotations

import functools
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

from kg.asking import intent, paging, query
from kg.asking.aside import passed_over
from kg.asking.countries import tells_home, within
from kg.asking.filling import OTHER, ROLES, fill
from kg.asking.fitting import SAYS, TIMES, founded, in_office, keep, lacking, may_order, ordered, quoting
from kg.asking.question import EVERYDAY, GENERIC, SECTIONS, Reading, in_two, read
from kg.asking.sided import asks_for_one, of_side
from kg.asking.spelling import respelled
from kg.asking.wordlist import lexicon
from kg.errors import NotFound, StoreError
from kg.knowledge import fold
from kg.model import Table
from kg.words import word

MANY = 20_000  # names in the graph from which those alone are read that stand in a question
LONGEST = 60  # characters of a name that is looked for so
ENOUGH = 0.5  # below this score a question is not answered; see tests/asking/test_ask.py for what lies on either side
STRANGE = 2.2  # one word that nobody knows weighs more than two that are known
SINGLE = 0.5  # of that: a lone Chinese character, which is seldom a word of weight
CLOSE = 0.06  # two queries nearer than this are both offered,
SURE = 0.75  # unless the better one fits this well,
TIE = 0.005  # and is better at all
FAINT = 0.6  # a wording that is no likelier than this gives way to words that surely ask something else
ALIKE = {"base": "model", "model": "base", "thing": "other", "other": "thing"}  # places that the same names may fill
DISPUTED = "conflicts"  # the query that tells who holds the opposite
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

    @property
    def family(self) -> str:
        """The names in whose place what belongs to them was asked for, "" where they were asked for themselves."""
        return ", ".join(value.removesuffix(query.FAMILY) for value in self.params.values() if value.endswith(query.FAMILY))

    @property
    def remarks(self) -> Mapping[str, Mapping[str, str]]:
        """What is to be said of the rows beside the call that gives them: messages of kg/data/words.toml and their values."""
        found: dict[str, Mapping[str, str]] = {"whole_family": {"name": self.family}} if self.family else {}
        found |= {"fitted": {}} if self.fitted else {}
        found |= {"by_country": {}} if self.at_home else {}
        found |= {"kept_by": {"query": self.kept_by}} if self.kept_by else {}
        found |= {self.note: {}} if self.note else {}
        found |= {"not_looked_at": {"words": ", ".join(self.aside)}} if self.aside else {}
        return {**found, "asked_too": {"query": self.also}} if self.also else found

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
    chosen = _chosen(question, known, now, path)
    if both := _two_calls(question, known, now, path, chosen.call):
        first, also = both
        return replace(_run(store, *first, path, limit), also=also)
    found = _answered(store, chosen, lang, path, limit)
    spelled = respelled(question, chosen.reading.unknown, known)
    if spelled == question or not _answered(store, _chosen(spelled, known, now, path), lang, path, limit).table.rows:
        return found
    return replace(found, meant=spelled)


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


def _chosen(question: str, known: Mapping[str, tuple[str, str]], today: str, path: Path | None) -> Choice:
    """The queries that a question means."""
    reading = read(question, known, today)
    scored = rank(reading, [query.load(name, path) for name in query.names(path)])
    wording = intent.Wording(question, known)
    meant, likely = (DISPUTED, 1.0) if reading.opposed else wording.meant()
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
    """Whether a wording can not tell from where to where: every word of the question is known, and none is a side."""
    return param.name in ("from", "to") and not reading.sides and not reading.unknown


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
    return calls[0], query.call(then.name, fill(then, reading, phrasing)[0])


def _offered(
    found: Sequence[tuple[query.NamedQuery, Reading]], reading: Reading, lang: str, ambiguous: bool = False
) -> Answer:
    """The first few queries that a question may mean, for whoever asked to choose."""
    calls = tuple((named.name, fill(named, reading, phrasing)[0]) for named, phrasing in found[:3])
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


def names_of(store: Any) -> dict[str, tuple[str, str]]:
    """Every name of the graph's entities, as `folded_names` gives them."""
    return folded_names(query.entities(store))


def folded_names(entities: Iterable[Mapping[str, Any]]) -> dict[str, tuple[str, str]]:
    """Every name of these things, folded → (the name, its type). Names of one character are left out."""
    found: dict[str, tuple[str, str]] = {}
    for row in entities:
        for name in (row["label"], *row.get("aliases", ())):
            if len(fold(name)) > 1 and not (name.islower() and name.isascii()):
                found.setdefault(fold(name), (row["label"], row["type"]))
    return found


def names_in(store: Any, question: str) -> Mapping[str, tuple[str, str]]:
    """Names of the graph's entities as `names_of` has them: all, or, where there are MANY, those that stand in the question."""
    try:
        index = store.passages()[0]
        if index.names_up_to(MANY) < MANY:
            return names_of(store)
    except StoreError:  # not in step, and somebody else holds the store
        return names_of(store)
    size = len(question)
    parts = {fold(question[at:end]) for at in range(size) for end in range(at + 2, min(size, at + LONGEST) + 1)}
    borne = index.things(part for part in parts if len(part) > 1)
    called: dict[str, list[str]] = defaultdict(list)  # the most used first
    for key, name in index.names(sorted({key for keys in borne.values() for key in keys})):
        called[key].append(name)
    found: dict[str, tuple[str, str]] = {}
    for folded, keys in sorted(borne.items()):
        for key, names in ((key, called[key]) for key in called if key in keys):
            if any(fold(name) == folded and not (name.islower() and name.isascii()) for name in names):
                found.setdefault(folded, (names[0], key.partition("/")[0].capitalize()))
    return found


# ---- scoring


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
    return shared / (shared + missing + extra) * known / (known + STRANGE * sum(SINGLE if len(word) == 1 else 1 for word in strange))


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


# ---- running


def _run(
    store: Any, named: query.NamedQuery, phrasing: Reading, reading: Reading, path: Path | None, limit: int | None
) -> Answer:
    """The rows of the first way to read the parameters that has any."""
    params, left = fill(named, reading, phrasing)
    for wanted in _wanted(left):
        aside = passed_over(reading, named, phrasing, params, wanted)
        if found := _rows(store, named, params, wanted, reading, path, limit):
            return replace(found, aside=aside)
    return _second(store, named, params, path, limit) or Answer(named.name, params, Table(named.columns, ()))


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
    note = ""
    for given in _ways(named, params):
        fitted, kept_by = False, ""
        try:
            if limit is not None and path is None and not _chooses(named, reading, left):
                page = paging.page(store, named.name, given, limit)
                table, total = page.table, page.total
            else:
                whole = query.run(store, named.name, given, path)
                table, note = _kept(whole, reading, left), "" if _asks_since_when(reading, whole.columns) else lacking(whole, reading.posts)
                fitted = table.rows != whole.rows
                table, kept_by = of_side(store, named, table, reading, path)
                table, total = Table(table.columns, table.rows[:limit]), len(table.rows)
        except NotFound:
            return None
        if total or note == NOBODY:
            return Answer(named.name, given, table, total=total, fitted=fitted and not note, note=note, kept_by=kept_by, at_home=bool(reading.countries) and tells_home(named.columns))
    return None


def _chooses(named: query.NamedQuery, reading: Reading, left: Mapping[str, Sequence[str]]) -> bool:
    """Whether the rows, or their order, hang on more than the parameters, so that a page of them is not told by itself."""
    columns = {*named.columns}
    return bool(
        any(left.values())
        or _asks_for_speakers(reading, named.columns)
        or may_order(columns, reading.order)
        or (reading.posts and "role" in columns)
        or (reading.documents and "quote" in columns)
        or asks_for_one(named, reading)
        or (reading.countries and tells_home(columns))
    )


def _second(store: Any, named: query.NamedQuery, params: Mapping[str, str], path: Path | None, limit: int | None) -> Answer | None:
    """What is said that is nearest to a question that nothing is said of."""
    for other in lexicon()["seconds"]:
        if other["of"] != named.name or not {*other["take"], *other.get("drop", ())} <= params.keys():
            continue
        given = {taken: params[name] for name, taken in other["take"].items()}
        with suppress(NotFound):
            table = query.run(store, other["query"], given, path)
            if (kept := other.get("says")) and "says" in table.columns:
                at = table.columns.index("says")
                table = Table(table.columns, tuple(row for row in table.rows if params[kept] in str(row[at]).split()))
            if table.rows:
                return Answer(other["query"], given, Table(table.columns, table.rows[:limit]), total=len(table.rows), note="nearest_said")
    return None


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


def _kept(table: Table, reading: Reading, left: Mapping[str, Sequence[str]]) -> Table:
    """The rows that what no parameter takes leaves; of a question who says so, those that have a speaker."""
    if _asks_for_speakers(reading, table.columns):
        at = table.columns.index("speaker")
        table = Table(table.columns, tuple(row for row in table.rows if row[at]) or table.rows)
    table = within(quoting(keep(table, left), reading.documents), reading.countries, [name for name, _ in reading.names])
    if _asks_since_when(reading, table.columns):
        return founded(table)
    return ordered(in_office(table, reading.posts), reading.order)


def _asks_since_when(reading: Reading, columns: Sequence[str]) -> bool:
    """Whether rows about people are to tell when something was founded."""
    return "founder" in reading.posts and "when" in reading.concepts and "relation" in columns


def _asks_for_speakers(reading: Reading, columns: Sequence[str]) -> bool:
    """Whether "who" asks for those that say it: not where the rows tell of vendors."""
    return reading.asks_who and "speaker" in columns and "vendor" not in columns
