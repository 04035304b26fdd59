"""Trends: how often aspects, courses or vendors are argued about over time, by the language of the articles."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from kg.explore.cited import CITED, cite, claims_of, early, flat, labelled, refuse_unknown, resolve, values
from kg.explore.snapshot import Snapshot
from kg.graph import PREFIXES, key_of, literal
from kg.words import all_words

Row = dict[str, Any]
SERIES = 8  # lines shown unless some are chosen
STEPS = {"year": 4, "month": 7}  # characters of a date
MOST = 200  # claims shown behind one point
# what is counted → the variable that names it, and the pattern for a claim ?c in ?g
TOPICS = {
    "aspect": "?c a kg:Argument ; kg:aspect ?what",
    "strategy": "?c kg:strategy|kg:side|kg:to ?what . VALUES ?k { kg:Strategy kg:Argument kg:Stance kg:Shift } ?c a ?k",
    "vendor": "?c kg:subject|kg:object|kg:speaker ?what . ?what a kg:Organization",
}


def trends(
    at: Snapshot,
    topic: str = "aspect",
    name: Sequence[str] = (),
    step: str = "month",
    spoken: str = "",
    lang: str = "en",
) -> Row:
    """Claims about each aspect, course or vendor by the date of their articles.

    {topic, step, periods, series, totals, undated}: `periods` without gaps; a series: {name or thing, total, zh, en}, the
    last two with a count for each period; `totals`: articles for each period and language. `name` chooses the series
    (keys or names); else those that most is said of. `spoken`: articles of one language alone.
    Raises NotFound for what is not there.
    """
    refuse_unknown(topic, TOPICS, "topic")
    refuse_unknown(step, STEPS, "step")
    refuse_unknown(spoken, ("zh", "en"), "language")
    counts = at.keep(("trend", topic, step), lambda: _counts(at, topic, step))
    wanted = _wanted(at, topic, name) or _most(counts, spoken)
    articles = at.keep(("articles", step), lambda: _articles(at, step))
    periods = _between([period for _, period, _ in [*counts, *((0, p, 0) for p, _ in articles)] if period], step)
    langs = (spoken,) if spoken else ("zh", "en")
    answer: Row = {
        "topic": topic,
        "step": step,
        "spoken": spoken,
        "periods": periods,
        "series": [_series(topic, one, counts, periods, langs) for one in wanted],
        "totals": {one: [articles[period, one] for period in periods] for one in langs},
        "undated": sum(n for (_, period, one), n in counts.items() if not period and one in langs),
        "query": "",
        "params": {},
        "sparql": _sparql(topic, step),
    }
    answer = labelled(at, answer, [], lang)
    return answer | {"columns": ("name", "period", "zh", "en"), "rows": list(_flat(answer))}


def _flat(answer: Row) -> Iterable[Row]:
    for line in answer["series"]:
        for at, period in enumerate(answer["periods"]):
            counts = {lang: line[lang][at] for lang in ("zh", "en") if lang in line}
            if any(counts.values()):
                yield {"name": line["thing"]["label"] if "thing" in line else line["name"], "period": period, **counts}


def _counts(at: Snapshot, topic: str, step: str) -> Counter[tuple[str, str, str]]:
    """(what, period, language) → claims; what is a local name, or the key of a vendor."""
    found: Counter[tuple[str, str, str]] = Counter()
    for what, period, lang, n in at.store.select(PREFIXES + _body(topic, step)).rows:
        name = key_of(what) if topic == "vendor" else what.rpartition("#")[2].partition("-")[2]
        found[name, period or "", lang] += int(n)
    return found


def _body(topic: str, step: str) -> str:
    return (
        "SELECT ?what ?period ?lang (COUNT(DISTINCT ?c) AS ?claims) WHERE {\n"
        f"  GRAPH ?g {{ {TOPICS[topic]} . ?c oa:hasSelector ?s . ?g dcterms:language ?lang "
        "OPTIONAL { ?g dcterms:date ?date } }\n"
        f"  BIND(SUBSTR(STR(?date), 1, {STEPS[step]}) AS ?period)\n"
        "} GROUP BY ?what ?period ?lang"
    )


def _sparql(topic: str, step: str) -> str:
    used = [line for line in PREFIXES.split("\n") if any(f" {p}:" in line for p in ("kg", "oa", "dcterms"))]
    return "\n".join([*used, "", _body(topic, step), "ORDER BY ?what ?period", ""])


def _articles(at: Snapshot, step: str) -> Counter[tuple[str, str]]:
    sparql = (
        "SELECT ?period ?lang (COUNT(DISTINCT ?g) AS ?n) WHERE { GRAPH ?g { ?g dcterms:date ?d ; dcterms:language ?lang } "
        f"BIND(SUBSTR(STR(?d), 1, {STEPS[step]}) AS ?period) }} GROUP BY ?period ?lang"
    )
    found: Counter[tuple[str, str]] = Counter()
    for period, lang, n in at.store.select(PREFIXES + sparql).rows:
        found[period, lang] += int(n)
    return found


def _wanted(at: Snapshot, topic: str, names: Sequence[str]) -> list[str]:
    if topic == "vendor":
        return list(dict.fromkeys(resolve(at.store, name)[0] for name in names if name))
    known = all_words()["aspects"] if topic == "aspect" else ("open", "closed", "hybrid")
    return [refuse_unknown(name, known, topic) for name in names if name]


def _most(counts: Counter[tuple[str, str, str]], lang: str) -> list[str]:
    total: Counter[str] = Counter()
    for (what, _, spoken), n in counts.items():
        total[what] += n if lang in ("", spoken) else 0
    return sorted((what for what in total if total[what]), key=lambda what: (-total[what], what))[:SERIES]


def _between(periods: Sequence[str], step: str) -> list[str]:
    """Every period from the first to the last; a year without a month counts as its January."""
    full = sorted({period if len(period) == STEPS[step] else f"{period[:4]}-01" for period in periods})
    if not full:
        return []
    if step == "year":
        return [str(year) for year in range(int(full[0]), int(full[-1]) + 1)]
    first, last = (int(period[:4]) * 12 + int(period[5:7]) - 1 for period in (full[0], full[-1]))
    return [f"{month // 12}-{month % 12 + 1:02d}" for month in range(first, last + 1)]


def _series(
    topic: str, name: str, counts: Counter[tuple[str, str, str]], periods: Sequence[str], langs: Sequence[str]
) -> Row:
    told: dict[str, Counter[str]] = defaultdict(Counter)
    for (what, period, lang), n in counts.items():
        if what == name and period:
            told[lang][period if period in periods else f"{period[:4]}-01"] += n
    line: Row = {lang: [told[lang][period] for period in periods] for lang in langs}
    line["total"] = sum(n for (what, _, lang), n in counts.items() if what == name and lang in langs)
    if topic == "vendor":
        return {"name": name, "thing": {"key": name, "type": "Organization", "label": {"en": name, "zh": name}}, **line}
    return {"name": name, **line}


def behind(at: Snapshot, topic: str, name: str, period: str, spoken: str = "", lang: str = "en") -> Row:
    """The claims behind one point of a line: {claims, more}, earliest first. Raises NotFound."""
    refuse_unknown(topic, TOPICS, "topic")
    (wanted,) = _wanted(at, topic, [name])
    if topic == "vendor":
        only = values("what", [wanted])
    else:
        only = f"VALUES ?what {{ kg:{'aspect' if topic == 'aspect' else 'course'}-{wanted} }}"
    dated = f"?g dcterms:date ?date FILTER(STRSTARTS(STR(?date), {literal(period)}))" if period else ""
    spoken = f"?g dcterms:language {literal(spoken)} ." if spoken else ""
    rows = claims_of(
        at, f"{only} GRAPH ?g {{ {spoken} {TOPICS[topic]} . ?c oa:hasSelector ?s . {dated} }}", MOST + 1
    )
    rows.sort(key=early)
    answer: Row = {"claims": [cite(row) for row in rows[:MOST]], "more": max(0, len(rows) - MOST)}
    answer = labelled(at, answer, rows, lang)
    return answer | {"columns": ("kind", "says", *CITED), "rows": [
        {"kind": one["kind"], "says": one["says"], **flat(one)} for one in answer["claims"]]}  # fmt: skip
