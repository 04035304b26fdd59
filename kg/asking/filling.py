"""What a reading gives a query: the values of its parameters, and what of it no parameter takes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from kg.asking import common, intent, query
from kg.asking.common import GROUPS
from kg.asking.fitting import CONFLICT, COUNTS, DENIED, PER, SAYS, SHARE, TIMES, UNIT, WHEN, may_date, may_order
from kg.asking.overview import OVERVIEW
from kg.asking.question import MIXED, Reading
from kg.asking.sided import asks_for_one, says_of_one
from kg.asking.thresholds import Threshold
from kg.asking.wordlist import SECTIONS, lexicon

OTHER = {"con": "against", "pro": "for", "against": "con", "for": "pro"}  # arguments are pro or con, stances for or against
TURNED = {"better": "worse", "worse": "better"}
EFFECT = "effect"  # the column that tells what reasons speak for: the way to a side
MADE = "Model"  # the type of what a vendor makes
BOUNDS = ("least", "most")  # the parameters for the bounds of a number
HELD = "strategy"  # the parameter for a course that somebody follows
ROLES = {
    "who": ("Person", "Organization"), "speaker": ("Person", "Organization"), "vendor": ("Organization",),
    "model": ("Model", "Product"), "base": ("Model", "Product"), "benchmark": ("Benchmark",), "license": ("License",),
    "organization": ("Organization",), "person": ("Person",),
    "thing": ("Model", "Product", "Organization", "Hardware", "Dataset", "Benchmark", "Group"),
}  # fmt: skip


def fill(
    named: query.NamedQuery, reading: Reading, phrasing: Reading
) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """Parameters out of the reading, and what no parameter takes: column ("" for any) → the values to keep."""
    both = reading.polarity == "both" or len({*reading.sides} & {*GROUPS}) > 1  # "pros and cons", "for open or for closed"
    params = {p.name: value for p in named.params if (value := _value(p, reading) or reading.worded.get(p.name, "")) and not (both and p.name == "polarity")}
    names = [] if reading.than and SHARE in named.columns or reading.agrees else list(reading.names)
    if reading.agrees:  # what they say is asked for, whichever it is
        params = {name: value for name, value in params.items() if name == "side"}
        params |= {"speaker": query.SEVERAL.join(name for name, _ in reading.names)} if reading.agrees == "both" else {}
    tests = [name for name, kind in names if kind == "Benchmark"] if {"relation", "aspect"} <= {*named.columns} else []
    names = [one for one in names if one[0] not in tests]  # "better on MMLU": in what they are compared
    entity = [p for p in named.params if p.type == "entity" and not (p.name == "speaker" and reading.asks_who)]
    place = reading.worded.get(intent.PLACE, "") if len(names) == 1 else ""
    for param in sorted(entity, key=lambda p: (p.name != place, p.name not in phrasing.slots, p.name not in ROLES)):
        wanted = ROLES.get(param.name)
        hit = next((name for name in names if not wanted or name[1] in wanted), None)
        if hit:
            names.remove(hit)
            params[param.name] = hit[0]
    if reading.recent and {*WHEN} & {*named.columns} and (params.get("model", ""), MADE) in reading.names:  # "the newest Qwen"
        params["model"] += query.FAMILY
    if named.name == OVERVIEW and (params.get("about", ""), MADE) in reading.names and not any(map(str.isdigit, params["about"])):
        params["about"] += query.FAMILY  # of a family what is told of its members
    params |= _of_makers(entity, names, params)
    if reading.order and "model" in reading.concepts and {*COUNTS} & {*named.columns}:  # "the biggest Llama model"
        params |= {place: params[place] + query.FAMILY for place in ("thing", "model") if (params.get(place, ""), MADE) in reading.names}
    sides = tuple(GROUPS) if reading.sides == (MIXED,) and "compare" in reading.concepts else reading.sides  # "the gap between open and closed models"
    if {"thing", "other"} <= {p.name for p in named.params} and not reading.names and {*sides} == {*GROUPS}:
        params = {"thing": GROUPS[sides[0]], "other": GROUPS[sides[1]]}  # either may be the better in it
    if {"thing", "other"} <= {p.name for p in named.params} and says_of_one(named, reading):
        params = {"thing": GROUPS[reading.sides[0]]}
    params = {label: value for label, value in {**params, **_compared(named, params, reading)}.items() if value}
    left: dict[str, tuple[str, ...]] = {"": tuple(name for name, _ in names)}
    for column, value in zip(("from", "to"), reading.move or (), strict=False):
        if value and column in named.columns and column not in params and phrasing.move != reading.move:
            left[column] = (value,)
    if {EFFECT, "to"} <= {*named.columns} and len(reading.sides) == 1 and not reading.move:
        left["to"] = reading.sides  # why a vendor is open: what speaks for its way there
    left |= _told_by_columns(named, reading, params) | ({"aspect": tuple(tests)} if tests else {})
    left |= _told_by_number(named, reading.threshold)
    if SAYS in left and params.get("polarity") in ("for", "against"):
        params["polarity"] = OTHER[params["polarity"]]  # of arguments aspects are told, and not of stances
    return params, left


def chosen(named: query.NamedQuery, reading: Reading) -> dict[str, str]:
    """What a reading says for the parameters that a query has by its columns."""
    columns = {*named.columns}
    found = {common.COUNTRY: common.SEVERAL.join(reading.countries), common.SIDE: reading.sides[0] if asks_for_one(named, reading) else ""}
    if reading.agrees == "with":
        found[common.LIKE] = reading.names[0][0]
    if may_order(columns, reading.order):
        found[common.ORDER] = "most" if reading.order > 0 else "least"
    elif may_date(columns, reading.recent):
        found[common.ORDER] = "newest" if reading.recent > 0 else "oldest"
    return {param.name: found[param.name] for param in named.common if found.get(param.name)}


def _of_makers(entity: Sequence[query.Param], names: list[tuple[str, str]], params: Mapping[str, str]) -> dict[str, str]:
    """Of a vendor that a query about models alone has no place for what it made; its name is taken from the names."""
    places = [param.name for param in entity if MADE in ROLES.get(param.name, ())]
    makers = [one for one in names if one[1] == "Organization"]
    if not places or {*places} & params.keys() or len(makers) != 1 or any("Organization" in ROLES.get(param.name, ("Organization",)) for param in entity):
        return {}
    names.remove(makers[0])
    return {places[0]: makers[0][0] + query.FAMILY}


def _compared(named: query.NamedQuery, params: Mapping[str, str], reading: Reading) -> dict[str, str]:
    """What the one thing that is named is held to be; of two nothing: who asks whether A is better than B asks for the contrary, too."""
    if "relation" not in {p.name for p in named.params} or not {"thing", "other"} & params.keys():
        return {}
    if {"thing", "other"} <= params.keys():
        return {"relation": ""} if params.get("relation") in TURNED else {}
    told = TURNED.get(reading.stands, reading.stands) if "other" in params else reading.stands
    return {"relation": told} if told else {}


def _told_by_columns(named: query.NamedQuery, reading: Reading, params: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """The aspect and the time that are asked for, of a query without a parameter for them: the column that tells it → what it must hold."""
    found: dict[str, tuple[str, ...]] = {}
    aspects, columns = reading.values.get("aspects", ()), {*named.columns}
    if aspects and "aspect" not in params and "aspect" in columns:
        found["aspect"] = aspects
    elif aspects and CONFLICT in columns and "thing" not in params:
        found["thing"] = aspects
    elif aspects and SAYS in columns:
        found[SAYS] = aspects
    if "term" in params and not reading.names:
        found[DENIED] = ("true" if reading.forbids else "false",)
    if reading.polarity in ("plus", "minus") and "claims" in columns and "polarity" in columns:
        found["polarity"] = ("con" if reading.polarity == "minus" else "pro",)  # of an account of all arguments those for, or against
    if (reading.since or reading.until) and not any(param.type == "date" for param in named.params):
        found |= {column: (reading.since, reading.until) for column in TIMES if column in columns}
    return found


def _told_by_number(named: query.NamedQuery, threshold: Threshold | None) -> dict[str, tuple[str, ...]]:
    """Of a bound that a number is set what no parameter takes: in what it counts, and that it lies outside of it itself."""
    if threshold is None or not any(param.name in BOUNDS for param in named.params):
        return {}
    found = {PER: (threshold.per,)} if threshold.per and PER in named.columns else {}
    if threshold.currency and UNIT in named.columns:
        found[UNIT] = (threshold.currency,)
    edge = threshold.least if threshold.most is None else threshold.most
    return {**found, **{column: (str(edge),) for column in COUNTS if threshold.open and column in named.columns}}


def _value(param: query.Param, reading: Reading) -> str:
    """What the reading says for a parameter that is no name, "" where it says nothing."""
    match param.type:
        case "concept:course" if param.name in ("from", "to"):
            return reading.move[param.name == "to"] if reading.move else ""
        case "concept:course" if param.name == HELD and reading.asks_what and not reading.whys and any(kind == "Organization" for _, kind in reading.names):
            return ""  # "what is Acme's policy on open models": whichever course it follows
        case "concept:course":
            return reading.sides[0] if len(reading.sides) == 1 else ""
        case "concept:polarity":
            reasons = "argument" in reading.concepts or not re.search(r"\bfor\b", param.help["en"])
            poles = ("pro", "con") if reasons else ("for", "against")
            told = reading.polarity or (reading.whys if len(reading.sides) == 1 and not reading.names else "")
            return poles[told == "minus"] if told in ("plus", "minus") else ""
        case "concept:aspect" | "concept:status" | "concept:term" | "concept:metric" | "concept:mode" | "concept:modality":
            section = next(s for s, kind in SECTIONS.items() if f"concept:{kind}" == param.type)
            found = reading.values.get(section, ())
            if section == "metrics":
                found = tuple(sorted(found, key=list(lexicon()[section]).index))
            houses = ("model" in reading.concepts or reading.sided_models) and all(kind == "Organization" for _, kind in reading.names)  # "which of Meta's models are open"
            alone = section == "statuses" and len(reading.sides) == 1 and (not reading.names or houses and "openness" not in reading.concepts)
            return found[0] if found else reading.sides[0] if alone and reading.sides[0] != MIXED else ""
        case "date":
            return {"since": reading.since, "until": reading.until}.get(param.name, "")
        case "number" if reading.threshold:
            bound = {"least": reading.threshold.least, "most": reading.threshold.most}.get(param.name)
            return "" if bound is None else str(bound)
        case "text" if param.name == "currency" and reading.threshold:
            return reading.threshold.currency
        case "text" if param.name == "part" and reading.rebutted:
            return "rebutted"
    return ""
