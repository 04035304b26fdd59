"""Trends: how often aspects, courses or vendors are argued about over time, by the language of the articles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from kg.errors import UsageError
from kg.explore import chosen, counting
from kg.explore.cited import CITED, cite, early, flat, labelled, refuse_unknown, resolve
from kg.explore.columns import LANGS, NONE, Columns, columns
from kg.explore.snapshot import Snapshot
from kg.rdf.graph import PREFIXES
from kg.words import all_words

if TYPE_CHECKING:
    import numpy as np

Row = dict[str, Any]
SERIES = 8  # lines shown unless some are chosen
STEPS = {"year": 12, "month": 1}  # months of a period
LETTERS = {"year": 4, "month": 7}  # characters of a date
MOST = 200  # claims shown behind one point
# what is counted → the variable that names it, and the pattern for a claim ?c in ?g, as a reader may ask for it
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
    refuse_unknown(spoken, LANGS, "language")
    held, langs = columns(at), (spoken,) if spoken else ("zh", "en")
    told = _told(at, held, topic)
    names = _wanted(at, topic, name) or at.keep(("most", topic, spoken), lambda: _most(held, told, langs))
    first, size, periods = at.keep(("periods", step), lambda: _periods(held, STEPS[step]))
    series = []
    for one in names:
        articles = held.article[places(held, told, one)]
        counts = counting.by_period(held, articles, first, size, STEPS[step])
        total = int(_spoken(held, articles, langs).sum())
        thing = {"thing": {"key": one, "type": "Organization", "label": {"en": one, "zh": one}}} if topic == "vendor" else {}
        series.append({"name": one, **thing, **{code: counts[code] for code in langs}, "total": total})
    everything = at.keep(("totals", step), lambda: counting.by_period(held, _all(held), first, size, STEPS[step]))
    answer: Row = {
        "topic": topic,
        "step": step,
        "spoken": spoken,
        "periods": periods,
        "series": series,
        "totals": {code: everything[code] for code in langs},
        "undated": at.keep(("undated", topic, spoken), lambda: _undated(held, told, langs)),
        "query": "",
        "params": {},
        "sparql": _sparql(topic, step),
    }
    answer = labelled(at, answer, lang)
    return answer | {"columns": ("name", "period", "zh", "en"), "rows": list(_flat(answer))}


def _flat(answer: Row) -> Iterable[Row]:
    for line in answer["series"]:
        for at, period in enumerate(answer["periods"]):
            counts = {lang: line[lang][at] for lang in ("zh", "en") if lang in line}
            if any(counts.values()):
                yield {"name": line["thing"]["label"] if "thing" in line else line["name"], "period": period, **counts}


# --- what is counted -------------------------------------------------------------------------------------------------

Told = tuple[list[str], "np.ndarray"]  # names, and for each claim the place of its name


def _told(at: Snapshot, held: Columns, topic: str) -> Told | None:
    """What each claim is counted for; None for vendors, of which a claim may have three."""
    make = {"aspect": counting.aspects, "strategy": counting.courses}.get(topic)
    return at.keep(("told", topic), lambda: make(held)) if make else None


def places(held: Columns, told: Told | None, name: str) -> np.ndarray:
    """The places of the claims that are counted for this name."""
    import numpy as np

    if told is None:
        return counting.of_vendor(held, held.number[name]) if name in held.number else np.zeros(0, dtype=np.int64)
    names, of_claim = told
    return np.flatnonzero(of_claim == names.index(name)) if name in names else np.zeros(0, dtype=np.int64)


def _spoken(held: Columns, articles: np.ndarray, langs: Sequence[str]) -> np.ndarray:
    """For each of these articles whether it is in one of the languages."""
    import numpy as np

    return np.isin(held.spoken[articles], [LANGS.index(one) for one in langs])


def _all(held: Columns) -> np.ndarray:
    import numpy as np

    return np.arange(len(held.articles))


def _most(held: Columns, told: Told | None, langs: Sequence[str]) -> list[str]:
    """The names that most is said of in these languages."""
    import numpy as np

    here = _spoken(held, held.article, langs)
    if told is None:
        names, counts = held.nodes, counting.vendors(held, here)
    else:
        names, of_claim = told
        counts = np.bincount(of_claim[(of_claim != NONE) & here], minlength=len(names))
    best = np.argsort(-counts, kind="stable")[:SERIES]
    return [names[place] for place in best.tolist() if counts[place]]


def _undated(held: Columns, told: Told | None, langs: Sequence[str]) -> int:
    """How many times something is counted that no period has, since its article has no date."""

    late = (held.day[held.article] <= 0) & _spoken(held, held.article, langs)
    return int(counting.vendors(held, late).sum()) if told is None else int((late & (told[1] != NONE)).sum())


# --- periods ---------------------------------------------------------------------------------------------------------


def _periods(held: Columns, long: int) -> tuple[int, int, list[str]]:
    """The month in which the first period begins, how many there are, and their names, from the first article to the last."""
    months = counting.months(held)
    dated = months[months >= 0]
    if not len(dated):
        return 0, 0, []
    first, last = int(dated.min()) // long, int(dated.max()) // long
    begins = [period * long for period in range(first, last + 1)]
    return first * long, len(begins), [f"{at // 12:04d}" if long == 12 else f"{at // 12:04d}-{at % 12 + 1:02d}" for at in begins]


# --- what is asked for -----------------------------------------------------------------------------------------------


def _body(topic: str, step: str) -> str:
    return (
        "SELECT ?what ?period ?lang (COUNT(DISTINCT ?c) AS ?claims) WHERE {\n"
        f"  GRAPH ?g {{ {TOPICS[topic]} . ?c oa:hasSelector ?s . ?g dcterms:language ?lang "
        "OPTIONAL { ?g dcterms:date ?date } }\n"
        f"  BIND(SUBSTR(STR(?date), 1, {LETTERS[step]}) AS ?period)\n"
        "} GROUP BY ?what ?period ?lang"
    )


def _sparql(topic: str, step: str) -> str:
    used = [line for line in PREFIXES.split("\n") if any(f" {p}:" in line for p in ("kg", "oa", "dcterms"))]
    return "\n".join([*used, "", _body(topic, step), "ORDER BY ?what ?period", ""])


def _wanted(at: Snapshot, topic: str, names: Sequence[str]) -> list[str]:
    if topic == "vendor":
        return list(dict.fromkeys(resolve(at.store, name)[0] for name in names if name))
    known = all_words()["aspects"] if topic == "aspect" else counting.COURSES
    return [refuse_unknown(name, known, topic) for name in names if name]


def behind(at: Snapshot, topic: str, name: str, period: str, spoken: str = "", lang: str = "en") -> Row:
    """The claims behind one point of a line: {claims, more}, earliest first. Raises NotFound, UsageError."""
    refuse_unknown(topic, TOPICS, "topic")
    if not name:
        raise UsageError("claims about what?", "", "name an aspect, a course or a vendor")
    (wanted,) = _wanted(at, topic, [name])
    held = columns(at)
    found = places(held, _told(at, held, topic), wanted)
    if period:
        month = counting.months(held)[held.article[found]]
        year, _, rest = period.partition("-")
        begins, long = int(year) * 12 + (int(rest[:2]) - 1 if rest else 0), 1 if rest else 12
        found = found[(month >= begins) & (month < begins + long)]
    if spoken:
        found = found[_spoken(held, held.article[found], (spoken,))]
    rows = sorted(chosen.rows(at, chosen.dated(held, found)[:MOST]), key=early)
    answer: Row = {"claims": [cite(row) for row in rows], "more": max(0, len(found) - MOST)}
    answer = labelled(at, answer, lang)
    return answer | {"columns": ("kind", "says", *CITED), "rows": [
        {"kind": one["kind"], "says": one["says"], **flat(one)} for one in answer["claims"]]}  # fmt: skip
