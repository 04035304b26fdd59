"""What SPARQL can not express well, done to a query's rows: independent origins, and who moved from open to closed."""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from kg import derived
from kg.graph import PREFIXES, article_iri, iri
from kg.store import Store
from kg.voices import Span, Text, origins, same_source

Row = dict[str, Any]

SIDES = {"open": 1, "restricted": 1, "partial": 0, "api": -1, "closed": -1}  # are the weights out, in part, or not
# where sources disagree about one model at one time, and as many say the one as the other: the one that tells more
TELLING = {"restricted": 0, "partial": 1, "api": 2, "open": 3, "closed": 4}
COMPARED = 200  # articles whose texts are compared in memory, about 1 MB of them
_VERSION = re.compile(r"v?\d+(?:\.\d+)*(?:x\d+)?[a-z]?(?![a-z])")
_BETWEEN = re.compile(r"[\W_]+")


# --- independent origins ---------------------------------------------------------------------------------------------


def span_of(row: Row) -> Span:
    """Where a row's evidence stands; the row needs article, start and end."""
    return (row["article"], row["start"], row["end"])


def texts_of(store: Store, articles: Iterable[str], body: bool = True) -> list[Text]:
    """These articles' texts with what tells whether they are one voice; without `body` with empty texts."""
    graphs = " ".join(iri(article_iri(article)) for article in sorted(set(articles)))
    only = f"VALUES ?g {{ {graphs} }}"
    text = "kg:text ?text" if body else 'dcterms:language ?lang BIND("" AS ?text)'
    article = f"GRAPH ?g {{ ?g {text} }} OPTIONAL {{ GRAPH ?g {{ ?g dcterms:date ?date }} }}"
    source_of = "?g prov:hadPrimarySource|dcterms:source ?s FILTER(ISIRI(?s))"
    texts = f"SELECT ?g ?text ?date WHERE {{ {only} {article} }}"
    named = f"SELECT ?g ?s WHERE {{ {only} GRAPH ?g {{ {source_of} }} }}"
    sources: dict[str, set[str]] = defaultdict(set)
    for graph, source in store.select(PREFIXES + named).rows:
        sources[graph].add(source)
    ids = {article_iri(article): article for article in articles}
    rows = store.select(PREFIXES + texts).rows
    return [Text(ids[graph], text, date or "", frozenset(sources[graph])) for graph, text, date in rows]


def origins_of(rows: Sequence[Row], store: Store, compared: int = COMPARED) -> dict[Span, str]:
    """The article that each row's evidence comes from: as it was found out ahead, else out of the rows' own articles.

    Up to so many articles are compared word for word. Of more, those alone that the near-copy index ties to another.
    """
    known = derived.origins(store, map(span_of, rows)) if rows else {}
    if known is not None:
        return known
    articles = {row["article"] for row in rows}
    kin = store.kin(sorted(articles)) if len(articles) > compared else None
    if kin is None:
        return origins(texts_of(store, articles), map(span_of, rows)) if rows else {}
    tied = {article for article, others in kin.items() if articles & others.keys()}
    texts = texts_of(store, tied) + texts_of(store, articles - tied, body=False)
    voices = same_source(texts)
    found = origins(texts, (span_of(row) for row in rows if row["article"] in tied))
    return found | {span_of(row): voices[row["article"]] for row in rows if row["article"] not in tied}


def with_origins(rows: Sequence[Row], store: Store) -> list[Row]:
    """The rows, each with the article that its evidence comes from as `origin`."""
    found = origins_of(rows, store)
    return [{**row, "origin": found[span_of(row)]} for row in rows]


def with_standing(rows: Sequence[Row], store: Store) -> list[Row]:
    """Claim rows, each with how many articles and how many independent origins among the rows say the same."""
    marked = with_origins(rows, store)
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in marked:
        groups[gist(row)].append(row)
    counts = {key: (len({r["article"] for r in g}), len({r["origin"] for r in g})) for key, g in groups.items()}
    return [{**row, "articles": counts[gist(row)][0], "origins": counts[gist(row)][1]} for row in marked]


def gist(row: Row) -> str:
    """What a claim row says, without its words, time and speaker; the year of a founding is what it says."""
    ends = [(row[role] or {}).get("key") for role in ("subject", "object")]
    when = (row["time"] or "")[:4] if row["kind"] == "founded" else ""
    return json.dumps([row["kind"], *ends, row["value"], bool(row["negated"]), when], sort_keys=True, default=str)


def _early(row: Row) -> tuple[Any, ...]:
    return (row.get("date") or "9999", row["article"], row["start"], row["end"], row.get("quote") or "")


def count_origins(rows: list[Row], store: Store) -> list[Row]:
    """One row for each `group`, in the order of the groups' first rows: its earliest evidence, with counts.

    `claims` is how many rows say it, `articles` in how many articles, `origins` how many of these did not take it from
    another.
    """
    found = origins_of(rows, store)
    groups: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.get("group")].append(row)
    return [_counted(group, found) for group in groups.values()]


def support(rows: list[Row], store: Store) -> list[Row]:
    """As `count_origins`, for what at least two articles say, the most independent support first."""
    found = [row for row in count_origins(rows, store) if row["articles"] > 1]
    return sorted(found, key=lambda row: (-row["origins"], -row["articles"], row["group"]))


def _counted(group: Sequence[Row], found: dict[Span, str]) -> Row:
    first = min(group, key=_early)
    articles = {row["article"] for row in group}
    voices = {found[span_of(row)] for row in group}
    return {**first, "claims": len(group), "articles": len(articles), "origins": len(voices)}


# --- from open to closed ---------------------------------------------------------------------------------------------


COURSE = 24  # months: a vendor that opened again sooner had taken a turn, not a course


@dataclass(frozen=True, slots=True)
class Step:
    """What is said about one model at one time: `rows` are the evidence for the status, earliest first."""

    when: str
    thing: str
    label: str
    status: str
    rows: tuple[Row, ...]

    @property
    def side(self) -> int:
        """1 where the weights are out, 0 where parts are, -1 where they are not."""
        return SIDES[self.status]


def movers(rows: list[Row], store: Store) -> list[Row]:
    """Vendors that moved from open to closed, with the evidence: `said` by a source, or `derived` from their models.

    Rows have a `part`: `shift` (from, to, negated), `strategy` (to) or `step` (thingId, thing, status, released), and
    vendorId, vendor, time, article, date, start, end, quote. The rules stand in queries/open-to-closed.rq.
    """
    return moved(rows, origins_of(rows, store))


def moved(rows: Sequence[Row], found: dict[Span, str]) -> list[Row]:
    """`movers` where it is known which article each row's evidence comes from."""
    labels = {vendor: _name(group) for vendor, group in _by(rows, "vendorId").items()}
    answer: list[Row] = []
    for vendor, group in sorted(_by(rows, "vendorId").items(), key=lambda item: (labels[item[0]].casefold(), item[0])):
        evidence = [*_said(group, found), *_derived(group, found)]
        answer.extend({**row, "vendorId": vendor, "vendor": labels[vendor]} for row in evidence)
    return answer


def _by(rows: Iterable[Row], key: str) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row[key]].append(row)
    return groups


def _name(rows: Iterable[Row]) -> str:
    counted = Counter(row["vendor"] for row in rows)
    return str(min(counted, key=lambda label: (-counted[label], label)))


def _part(rows: Iterable[Row], part: str) -> list[Row]:
    return [row for row in rows if row["part"] == part]


def _closes(row: Row) -> bool:
    return row["from"] in ("open", "hybrid") and row["to"] == "closed"


def later(one: str, other: str) -> bool:
    """Whether a date cut to what is known is surely later than another: 2023-03 is not later than 2023."""
    return one > other and not one.startswith(other)


def _after(dates: Sequence[str], date: str) -> int:
    """Where among sorted dates those begin that are surely `later`: those that begin with the date stand before them."""
    return bisect_left(dates, f"{date}~") if date else len(dates)


def _said(rows: Sequence[Row], found: dict[Span, str]) -> list[Row]:
    """One row for each origin that says so; the same passage in another article is counted, not shown again."""
    shifts = _part(rows, "shift")
    saying = [row for row in shifts if _closes(row) and not row["negated"]]
    denying = {found[span_of(row)] for row in shifts if _closes(row) and row["negated"]}
    opening = sorted(_when(row) for row in shifts if row["to"] != "closed" and not row["negated"])
    voices: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(saying, key=_early):
        voices[found[span_of(row)]].append(row)
    answer = []
    for group in voices.values():
        row = group[0]
        times = sorted(other["time"] for other in group if other["time"])
        since = times[0] if times else None
        back = opening[_after(opening, since or _when(row)) :]
        answer.append(
            {
                **row,
                "since": since,
                "when": since,
                "basis": "said",
                "step": f"{row['from']} → {row['to']}",
                "articles": len({other["article"] for other in group}),
                "origins": len(voices),
                "denied": len(denying),
                "reopened": back[0] if back else None,
            }
        )
    return answer


def _when(row: Row) -> str:
    return str(row["time"] or row["date"] or "")


def _derived(rows: Sequence[Row], found: dict[Span, str]) -> list[Row]:
    """The steps of a vendor whose models were open and then closed, in order of time; nothing for any other vendor."""
    steps = _chain(_part(rows, "step"), found)
    window = _closed_window(steps)
    if window is None:
        return []
    since, opened_again = window
    stays, turned = _turned(rows, since, found)
    if not stays:
        return []
    reopened = min((when for when in (opened_again, turned) if when), default=None)
    shown = [step for step in steps if reopened is None or not later(step.when, reopened)]
    return [{**_shown(step, since, found), "reopened": reopened} for step in shown]


def _closed_window(steps: Sequence[Step]) -> tuple[str, str | None] | None:
    """The latest time in which a vendor that had been open was closed: since when, and when it opened again.

    A time that ended sooner than COURSE was no course; one that lasts until today is, however short.
    """
    opened = sorted((step for step in steps if step.side > 0), key=lambda step: step.when)
    ends: list[str | None] = [*(step.when for step in opened[1:]), None]
    for at in range(len(opened) - 1, -1, -1):
        last, end = opened[at].when, ends[at]
        closed = [s for s in steps if s.side < 0 and later(s.when, last) and (end is None or later(end, s.when))]
        if not closed or not _is_course(opened[: at + 1], closed):
            continue
        if end is None or lasting(closed[0].when, end):
            return closed[0].when, end
    return None


def lasting(since: str, until: str) -> bool:
    """Whether two dates cut to what is known lie COURSE months or more apart."""

    def months(date: str) -> int:
        return int(date[:4]) * 12 + int(date[5:7] or 1)

    return months(until) - months(since) >= COURSE


def _shown(step: Step, since: str, found: dict[Span, str]) -> Row:
    return {
        **step.rows[0],
        "from": "open",
        "to": "closed",
        "since": since,
        "when": step.when,
        "basis": "derived",
        "step": f"{step.label}: {step.status}",
        "articles": len({row["article"] for row in step.rows}),
        "origins": len({found[span_of(row)] for row in step.rows}),
        "denied": 0,
    }


def _chain(rows: Sequence[Row], found: dict[Span, str]) -> list[Step]:
    """Each model at each time once, in order of time."""
    steps = []
    for thing, group in _by(rows, "thingId").items():
        dated = [row for row in group if row["time"]]
        # without a time of its own a status is taken to hold from the release; one that has a time tells more
        known = [(row["time"] or row["released"], row) for row in dated or group]
        times = sorted(((when, row) for when, row in known if when), key=lambda pair: pair[0])
        for when, pairs in groupby(times, key=lambda pair: pair[0]):
            steps.append(_step(when, thing, [row for _, row in pairs], found))
    return sorted(steps, key=lambda step: (step.when, step.label.casefold(), step.thing))


def _step(when: str, thing: str, rows: list[Row], found: dict[Span, str]) -> Step:
    """The status that most independent sources give this model at this time."""
    by_status = _by(rows, "status")

    def weight(status: str) -> tuple[int, int]:
        return (-len({found[span_of(row)] for row in by_status[status]}), TELLING[status])

    status = min(by_status, key=weight)
    evidence = sorted(by_status[status], key=_early)
    return Step(when, thing, evidence[0]["thing"], status, tuple(evidence))


def line_of(label: str) -> str:
    """A model's line: its name without version and size: `GPT-3.5` follows `GPT-2`, `Qwen-Max` no `Qwen-7B`."""
    return _BETWEEN.sub("", _VERSION.sub("", label.casefold()))


def _is_course(opened: Sequence[Step], closed: Sequence[Step]) -> bool:
    """Whether the closed models are a course: two of them, or one that follows an open one in its own line."""
    things = {step.thing for step in closed}
    lines = {line_of(step.label) for step in opened}
    return len(things) > 1 or any(line_of(step.label) in lines for step in closed)


def _turned(rows: Sequence[Row], since: str, found: dict[Span, str]) -> tuple[bool, str | None]:
    """Whether the vendor's move stands, and when something says that it opened again much later.

    It does not stand where it opened sooner than that, or where more origins tell of an open course than of a closed one.
    """
    shifts = [row for row in _part(rows, "shift") if not row["negated"]]
    courses = [row for row in _part(rows, "strategy") if not row["negated"]]
    turns = [_when(row) for row in shifts if row["to"] != "closed" and (later(_when(row), since) or not _when(row))]
    turns += [row["time"] for row in courses if row["to"] != "closed" and row["time"] and later(row["time"], since)]
    if any(not when or not lasting(since, when) for when in turns):
        return False, None

    def voices(wanted: Callable[[Row], bool]) -> int:
        return len({found[span_of(row)] for row in [*courses, *shifts] if not row["time"] and wanted(row)})

    stands = voices(lambda row: row["to"] != "closed") <= voices(lambda row: row["to"] == "closed")
    return stands, min(turns, default=None)
