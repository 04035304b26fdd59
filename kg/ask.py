"""A plain question in Chinese or English → a named query and its parameters, or that we do not know.

A question and every phrasing of the named queries are read as sets of concepts (kg/data/ask.toml): who moved where,
licences, prices … What the two share, weighed by how rare it is, makes the score; words that nobody knows make it
smaller. Names, years, aspects and sides of the question become parameters, or else a filter on the answer's rows.
"""

from __future__ import annotations

import functools
import math
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg import query
from kg.errors import NotFound
from kg.knowledge import fold
from kg.model import Table

ENOUGH = 0.5  # below this score a question is not answered; see tests/test_ask.py for what lies on either side
STRANGE = 2.2  # one word that nobody knows weighs more than two that are known
CLOSE = 0.06  # two queries nearer than this are both offered,
SURE = 0.75  # unless the better one fits this well
GENERIC = frozenset({"who", "model", "move", "when", "count"})  # words of any question: they alone tell no query from another
OPPOSITE = {"open": "closed", "closed": "open"}
SWAP = re.compile(r"\b(?:after|having been|used to|formerly|previously|instead of|from)\b|之前|以前|原来|原本|曾|此前|而不是")
AWAY = re.compile(
    r"(?:no longer|stop(?:ped)? being|away from|abandon\w*|g[ia]ve up(?: on)?|drop(?:ped)?|turn\w* (?:its|their) backs? on)"
    r"\W+(?:\w+\W+){0,2}$|(?:放弃|不再|告别|抛弃|远离|停止)\S{0,3}$"
)
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?:-\d\d(?:-\d\d)?)?(?!\d)")
AFTER = re.compile(r"(?:since|after|from)\W*$|^\s*年?\s*(?:以来|之后|以后|起)")
BEFORE = re.compile(r"(?:until|before|till|up to)\W*$|^\s*年?\s*(?:之前|以前|为止)")
WORD = re.compile(r"[a-z0-9][a-z0-9.+'’-]*", re.I)
CJK = re.compile(r"[㐀-鿿]")
SLOT = re.compile(r"\{(\w+)\}")
ASKS_WHO = re.compile(r"\bwho\b|谁|哪些人|什么人")
SECTIONS = {"aspects": "aspect", "statuses": "status", "terms": "term"}  # of the lexicon → parameter
BOUND = {*SECTIONS.values(), "side", "from", "to", "polarity", "since", "until"}  # parameters that are no names
ROLES = {"who": ("Person", "Organization"), "vendor": ("Organization",), "speaker": ("Person", "Organization"),
         "model": ("Model", "Product"), "base": ("Model", "Product"), "benchmark": ("Benchmark",), "license": ("License",)}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says: its concepts, what can fill a parameter, and the words that mean nothing to us."""

    concepts: frozenset[str]
    move: tuple[str, str] | None = None
    sides: tuple[str, ...] = ()
    polarity: str = ""
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    names: tuple[tuple[str, str], ...] = ()  # (name, type)
    since: str = ""
    until: str = ""
    unknown: tuple[str, ...] = ()
    slots: tuple[str, ...] = ()  # the {parameters} of a phrasing
    leads: bool = False  # whether the first name stands before what is asked of it
    asks_who: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What `answer` found. Without `query` the question is not known; `nearest` then names the nearest queries.

    `ambiguous` says that these are all good readings of the question. `table` may be empty: the query fits, but the
    articles say nothing.
    """

    query: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    table: Table = Table((), ())
    nearest: tuple[str, ...] = ()
    ambiguous: bool = False


def answer(store: Any, question: str, lang: str = "en", path: Path | None = None) -> Answer:
    """The rows of the named query that `question` means, or the nearest queries where none fits well enough.

    `lang` is that of the nearest questions shown; a question may be in either. `path`: another folder of queries.
    """
    reading = read(question, names_of(store))
    scored = rank(reading, [query.load(name, path) for name in query.names(path)])
    if not scored or scored[0][0] < ENOUGH:
        return Answer(nearest=tuple(named.name for score, named, _ in scored[:3] if score > ENOUGH / 2))
    best = [named for score, named, _ in scored if score > scored[0][0] - CLOSE]
    if len(best) > 1 and scored[0][0] < SURE:
        return Answer(nearest=tuple(named.name for named in best[:3]), ambiguous=True)
    return _run(store, best[0], reading, scored[0][2], path)


def names_of(store: Any) -> dict[str, tuple[str, str]]:
    """Every name of the graph's entities, folded → (the name, its type). Names of one character are left out."""
    found: dict[str, tuple[str, str]] = {}
    for row in query.entities(store):
        for name in (row["label"], *row.get("aliases", ())):
            if len(fold(name)) > 1 and not (name.islower() and name.isascii()):
                found.setdefault(fold(name), (row["label"], row["type"]))
    return found


# ---- reading


@functools.cache
def lexicon() -> dict[str, Any]:
    """The file of concepts."""
    with (Path(__file__).parent / "data" / "ask.toml").open("rb") as file:
        return tomllib.load(file)


@functools.cache
def _pattern(section: str, key: str) -> re.Pattern[str]:
    entry = lexicon()[section][key]
    english = "|".join(
        re.escape(w).replace(r"\ ", r"[\s-]+") + ("" if w.endswith("s") else "(?:s|d|ed|ing)?")
        for w in sorted(entry["en"], key=len, reverse=True)
    )
    chinese = "|".join(map(re.escape, sorted(entry["zh"], key=len, reverse=True)))
    return re.compile(rf"(?<![a-z0-9-])(?:{english})(?![a-z0-9])|{chinese}", re.I)


def _found(text: str, section: str) -> dict[str, list[tuple[int, int]]]:
    """Where each key of a section stands in the text; a shorter hit inside a longer one of the section is none."""
    spans = [(m.start(), m.end(), key) for key in lexicon()[section] for m in _pattern(section, key).finditer(text)]
    spans.sort(key=lambda s: (s[0] - s[1], s[0]))
    kept: dict[str, list[tuple[int, int]]] = {}
    taken: list[tuple[int, int]] = []
    for start, end, key in spans:
        if not _inside((start, end), taken):
            kept.setdefault(key, []).append((start, end))
            taken.append((start, end))
    return kept


def read(text: str, names: Mapping[str, tuple[str, str]] | None = None) -> Reading:
    """What a question or a phrasing says."""
    text = unicodedata.normalize("NFKC", text)
    slots = tuple(m.group(1) for m in SLOT.finditer(text))
    linked, spans = link(text, names or {})
    spans += [m.span() for m in SLOT.finditer(text)]
    linked += [(slot, "") for slot in slots if slot not in BOUND]
    for start, end in spans:  # a name's own words say nothing ("Open" in OpenAI)
        text = text[:start] + "\x00" * (end - start) + text[end:]
    lower = text.casefold() if len(text.casefold()) == len(text) else text
    concepts, sides = _found(lower, "concepts"), _found(lower, "sides")
    values = {section: _found(lower, section) for section in SECTIONS}
    poles = _found(lower, "polarity")
    order = sorted((start, end, key) for key, places in sides.items() for start, end in places)
    dates = [(m.start(), m.end()) for m in YEAR.finditer(lower)]
    since, until = _dates(lower)
    inner = [(start, end) for start, end, _ in order]  # "source" inside "open source" is no source
    concepts = {c: kept for c, places in concepts.items() if (kept := [p for p in places if not _inside(p, inner)])}
    told = [p for found in (concepts, sides, poles, *values.values()) for places in found.values() for p in places]
    asked = min((start for c, places in concepts.items() if c not in GENERIC for start, _ in places), default=0)
    return Reading(
        frozenset(concepts),
        _move(lower, order) if "move" in concepts or _between(lower, order) else None,
        tuple(dict.fromkeys(key for _, _, key in order)) or tuple(s for s in slots if s == "side"),
        _pole(poles),
        {section: tuple(found) or slots for section, found in values.items() if found or SECTIONS[section] in slots},
        tuple(linked),
        since,
        until,
        tuple(_rest(lower, [*told, *dates])),
        slots,
        bool(spans) and min(spans)[0] < asked,
        bool(ASKS_WHO.search(lower)),
    )


def link(text: str, names: Mapping[str, tuple[str, str]]) -> tuple[list[tuple[str, str]], list[tuple[int, int]]]:
    """The names in a text, longest first where they overlap, and their places."""
    found: list[tuple[str, str]] = []
    spans: list[tuple[int, int]] = []
    starts = [i for i, c in enumerate(text) if c.isalnum() and (i == 0 or CJK.match(c) or _border(text, i))]
    longest = max(map(len, names), default=0) + 8
    for start in starts:
        if any(a <= start < b for a, b in spans):
            continue
        for end in range(min(len(text), start + longest), start + 1, -1):
            if end < len(text) and not _border(text, end) and not CJK.match(text[end - 1]):
                continue
            hit = names.get(fold(text[start:end]))
            if hit and text[end - 1].isalnum():
                found.append(hit)
                spans.append((start, end))
                break
    return list(dict.fromkeys(found)), spans


def _border(text: str, at: int) -> bool:
    """Whether a Latin word may begin or end between `at - 1` and `at`."""
    before, after = text[at - 1], text[at]
    return not (before.isalnum() and after.isalnum()) or bool(CJK.match(before)) != bool(CJK.match(after))


def _pole(poles: Mapping[str, Any]) -> str:
    return "both" if len(poles) > 1 else next(iter(poles), "")


def _inside(place: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    return any(a <= place[0] and place[1] <= b and place != (a, b) for a, b in others)


def _between(text: str, order: Sequence[tuple[int, int, str]]) -> bool:
    """"from open to closed" and 从开源到闭源 are moves without a verb."""
    if len({key for *_, key in order}) < 2:
        return False
    return bool(re.search(r"\bfrom\b.*\bto\b|\bto\b.*\bfrom\b|[从由].*[到至向]", text))


def _move(text: str, order: Sequence[tuple[int, int, str]]) -> tuple[str, str] | None:
    """From where to where, by the order of the sides and the words between them."""
    first = list(dict.fromkeys(key for *_, key in order))
    if len(first) >= 2:
        one, two = first[0], first[1]
        start = next(end for _, end, key in order if key == one)
        end = next(begin for begin, _, key in order if key == two)
        swapped = bool(SWAP.search(text[start:end])) and not re.search(r"\bfrom\b", text[:start])
        return (two, one) if swapped else (one, two)
    if len(first) == 1 and first[0] in OPPOSITE:
        side, other = first[0], OPPOSITE[first[0]]
        return (side, other) if AWAY.search(text[: order[0][0]]) else (other, side)
    return None


def _dates(text: str) -> tuple[str, str]:
    since = until = ""
    for match in YEAR.finditer(text):
        before, after = text[: match.start()], text[match.end() :]
        if AFTER.search(before) or AFTER.search(after):
            since = match.group()
        elif BEFORE.search(before) or BEFORE.search(after):
            until = match.group()
        else:
            since, until = since or match.group(), match.group()
    return since, until


def _rest(text: str, told: Iterable[tuple[int, int]]) -> list[str]:
    """The words that stand in no concept and are no stop words; Chinese ones in pairs of characters."""
    for start, end in told:
        text = text[:start] + "\x00" * (end - start) + text[end:]
    stop = lexicon()["stop"]
    words = [w.strip("'’.-") for w in WORD.findall(text)]
    rest = [w for w in words if w and w not in stop["en"] and w.removesuffix("'s") not in stop["en"]]
    pattern = "|".join(map(re.escape, sorted(stop["zh"], key=len, reverse=True)))
    for run in re.findall(r"[㐀-鿿]+", re.sub(pattern, "\x00", text)):
        rest += [run[i : i + 2] for i in range(0, len(run), 2)]
    return rest


# ---- scoring


def rank(reading: Reading, queries: Sequence[query.NamedQuery]) -> list[tuple[float, query.NamedQuery, Reading]]:
    """(score, query, its nearest phrasing), best first."""
    readings = [(named, [read(ask) for asks in named.asks.values() for ask in asks]) for named in queries]
    spread = Counter(c for _, phrasings in readings for c in {c for p in phrasings for c in p.concepts})
    weight = {c: 0.35 + math.log((len(readings) + 1) / (n + 0.5)) for c, n in spread.items()}
    scored = []
    for named, phrasings in readings:
        best = [(_score(reading, phrasing, named, weight), phrasing) for phrasing in phrasings]
        if best:
            same_place = [(score, phrasing.leads == reading.leads, -i) for i, (score, phrasing) in enumerate(best)]
            score, phrasing = best[-max(same_place)[2]]
            scored.append((score, named, phrasing))
    return sorted(scored, key=lambda item: (-item[0], item[1].name))


def _score(reading: Reading, phrasing: Reading, named: query.NamedQuery, weight: Mapping[str, float]) -> float:
    """Shared weight over all weight, from 0 to 1; 0 where nothing but words of any question is shared."""
    if phrasing.move and reading.move and phrasing.move != reading.move:
        return 0.0
    params, columns = {p.type for p in named.params}, set(named.columns)
    same = reading.concepts & phrasing.concepts
    words = set(reading.unknown) & set(phrasing.unknown)
    strange = set(reading.unknown) - words
    shared = sum(weight.get(c, 1.0) for c in same) + 0.8 * len(words)
    missing = sum(weight.get(c, 1.0) for c in phrasing.concepts - same) * 0.6
    missing += 0.5 * len(set(phrasing.unknown) - words)
    extra = sum(0.3 if c in GENERIC else weight.get(c, 1.2) * 0.8 for c in reading.concepts - same)
    telling = bool(same - GENERIC or words)
    both = bool(reading.sides and phrasing.sides)
    known = len(reading.concepts)
    for slot, mine, its, fits in _slots(reading, phrasing, params, columns):
        heavy = slot in ("move", "terms")
        known += bool(mine) * (2 if heavy else slot != "polarity")  # a pole is the word of a concept already counted
        telling = telling or bool(heavy and mine and (its or fits)) or bool(slot == "polarity" and mine and its and both)
        if mine and its:
            shared += 2.1 if heavy else 0.7
        elif mine:
            shared, extra = (shared + (1.0 if heavy else 0.25), extra) if fits else (shared, extra + 0.6)
        elif its:
            missing += 2.0 if heavy else 0.3
    if not telling or not shared:
        return 0.0
    return shared / (shared + missing + extra) * known / (known + STRANGE * len(strange))


def _slots(
    reading: Reading, phrasing: Reading, params: set[str], columns: set[str]
) -> Iterable[tuple[str, Any, Any, bool]]:
    """(slot, what the question has, what the phrasing has, whether the query can take it) for what a query can bind."""
    yield "move", reading.move, phrasing.move, {"from", "to"} <= columns
    if not reading.move and not phrasing.move:
        fits = "concept:course" in params or bool(columns & {"side", "strategy", "status"})
        yield "sides", reading.sides, phrasing.sides, fits
    fits = "concept:polarity" in params or "polarity" in columns
    yield "polarity", reading.polarity, phrasing.polarity, fits
    fits = "entity" in params or bool(columns & {*ROLES, "subject", "name"})
    yield "names", reading.names, phrasing.names, fits
    for section, kind in SECTIONS.items():
        mine, its = reading.values.get(section), phrasing.values.get(section)
        yield section, mine, its, f"concept:{kind}" in params or kind in columns
    fits = "date" in params or bool(columns & {"since", "time", "date"})
    yield "dates", reading.since or reading.until, "", fits


# ---- running


def _run(store: Any, named: query.NamedQuery, reading: Reading, phrasing: Reading, path: Path | None) -> Answer:
    params, left = fill(named, reading, phrasing)
    try:
        table = query.run(store, named.name, params, path)
        other = {"con": "against", "pro": "for", "against": "con", "for": "pro"}
        if not table.rows and params.get("polarity") in other:  # arguments are pro or con, stances for or against
            second = {**params, "polarity": other[params["polarity"]]}
            again = query.run(store, named.name, second, path)
            params, table = (second, again) if again.rows else (params, table)
    except NotFound:
        table = Table(named.columns, ())
    if reading.asks_who and "speaker" in table.columns:  # who says so: rows without a speaker do not answer that
        at = table.columns.index("speaker")
        table = Table(table.columns, tuple(row for row in table.rows if row[at]) or table.rows)
    return Answer(named.name, params, keep(table, left))


def fill(
    named: query.NamedQuery, reading: Reading, phrasing: Reading
) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """Parameters out of the reading, and what no parameter takes: column ("" for any) → the values to keep."""
    params = {p.name: value for p in named.params if (value := _value(p, reading))}
    names = list(reading.names)
    entity = [p for p in named.params if p.type == "entity" and not (p.name == "speaker" and reading.asks_who)]
    for param in sorted(entity, key=lambda p: (p.name not in phrasing.slots, p.name not in ROLES)):
        wanted = ROLES.get(param.name)
        hit = next((name for name in names if not wanted or name[1] in wanted), None)
        if hit:
            names.remove(hit)
            params[param.name] = hit[0]
    left: dict[str, tuple[str, ...]] = {"": tuple(name for name, _ in names)}
    for column, value in zip(("from", "to"), reading.move or (), strict=False):
        if column in named.columns and column not in params and phrasing.move != reading.move:
            left[column] = (value,)
    if reading.values.get("aspects") and "aspect" not in params and "aspect" in named.columns:
        left["aspect"] = reading.values["aspects"]
    return params, left


def _value(param: query.Param, reading: Reading) -> str:
    """What the reading says for a parameter that is no name, "" where it says nothing."""
    match param.type:
        case "concept:course" if param.name in ("from", "to"):
            return reading.move[param.name == "to"] if reading.move else ""
        case "concept:course":
            return reading.sides[0] if len(reading.sides) == 1 else ""
        case "concept:polarity":
            poles = ("pro", "con") if "argument" in reading.concepts else ("for", "against")
            return poles[reading.polarity == "minus"] if reading.polarity in ("plus", "minus") else ""
        case "concept:aspect" | "concept:status" | "concept:term":
            section = next(s for s, kind in SECTIONS.items() if f"concept:{kind}" == param.type)
            found = reading.values.get(section, ())
            return found[0] if found else ""
        case "date":
            return {"since": reading.since, "until": reading.until}.get(param.name, "")
    return ""


def keep(table: Table, left: Mapping[str, Sequence[str]]) -> Table:
    """The rows that hold each name in some cell, and the wanted value in each column."""
    rows = table.rows
    for name in left.get("", ()):
        rows = tuple(row for row in rows if any(fold(name) in fold(str(value or "")) for value in row))
    for column, values in left.items():
        if column:
            at = table.columns.index(column)
            rows = tuple(row for row in rows if row[at] in values)
    return Table(table.columns, rows)
