"""An answer in one sentence, in the language of its question: what its rows say, as a person would put it (kg/data/saying.toml)."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any

from kg.asking.countries import countries_of
from kg.asking.fitting import DENIED, MODALITY
from kg.knowledge import DATA, fold, lexicon, read_toml
from kg.model import Entity, Table
from kg.rdf.labels import foreign, script
from kg.words import all_words, word

SHOWN, VALUES = 5, 4  # how many things are told of, and how much of each;
FIRST = 3  # how many where an order was asked for
COURSES = ("open", "closed", "hybrid")
OURS = ("values", "hubs", "aspects", "kinds", "groups", "modality")  # sections of words that a row's values may be
_FIELD = re.compile(r"\{(\w+)\}")
_LOOSE = re.compile(r" (?=%)|(?<=[一-鿿]) (?=[一-鿿])")  # blanks that nobody writes
_NUMBER = re.compile(r"\d+(?:\.\d+)?", re.ASCII)
_PART = re.compile(r"\[([^\[\]]*)\]")
SCALES = {"en": ((10**12, " trillion"), (10**9, " billion"), (10**6, " million")), "zh": ((10**12, "万亿"), (10**8, "亿"), (10**4, "万"))}
Row = Mapping[str, Any]
Item = tuple[str, list[str], str]


def sentence(named: str, table: Table, total: int, lang: str, params: Mapping[str, str] | None = None) -> str:
    """What the rows of a named query say, "" where there are none or the query has no sentence."""
    told = _forms().get(named)
    if not told or not table.rows:
        return ""
    rows, foretold = _as_so(table.dicts(), told)
    asked = {name: _asked(value, lang) for name, value in (params or {}).items()}
    near = told.get("nearest")
    close = [row for row in _each(rows, told.get("distinct", "")) if row[near] in told["near"]] if near else []
    whole = total <= len(table.rows) or bool(close)
    items = list(_items(told, _weighty(told, close or rows), lang, _own(params), whole))
    n = len(items) or total
    shown = items if told.get("all") else items[: FIRST if "order" in asked else SHOWN]
    given = {*asked.values()} if n > 1 else set()
    joined = word(lang, "saying", "between").join(_shown(shown, items, told, lang, given))
    if n > len(shown) or not whole:
        joined += word(lang, "saying", "rest", n=n - len(shown)) if whole else word(lang, "saying", "more")
    first = {key: _plain(value, lang) for key, value in rows[0].items()}
    more = {**{f"asked_{name}": value for name, value in asked.items()}, "items": joined, "n": str(n), "total": str(total), "near": str(len(close)), "speakers": _speakers(close or rows, lang), **_ends(told, rows)}
    if items:
        group, values, _ = items[0]
        more |= {"group": group, "values": _few(values, lang)}
    form = "far" if near and not close else "one" if n == 1 and whole or total == 1 else "many"
    if "several" in told and len({row[told["several"]["column"]] for row in rows}) > 1:
        form = "several"
    said = filled(told[form][lang], {**first, **more})
    return word(lang, "saying", "foretold", said=said) if foretold else said


def _as_so(rows: list[dict[str, Any]], told: Mapping[str, Any]) -> tuple[list[dict[str, Any]], bool]:
    """The rows that are told as so; all where none is, and whether that is said: a plan is not told as a thing that came about."""
    plain = [row for row in rows if not row.get(MODALITY)]
    return (rows, False) if told.get("foretold") else (plain or rows, not plain)


def _asked(value: str, lang: str) -> str:
    """What was asked for, as a person says it."""
    return word(lang, "saying", "with").join(_plain(one.removesuffix("*"), lang) for one in value.split("|"))


def _each(rows: Sequence[Row], column: str) -> list[Row]:
    """The rows, of those with the same value in a column the first; all for ""."""
    return list({row[column]: row for row in reversed(rows)}.values())[::-1] if column else list(rows)


def _weighty(told: Mapping[str, Any], rows: Sequence[Row]) -> Sequence[Row]:
    """The rows that tell what a sentence is about (`needs`: a column), all where none does; of those about the same without `fuller` none."""
    column, same = told.get("fuller", {}).get("column", ""), told.get("fuller", {}).get("same", ())
    full = {tuple(row[one] for one in same) for row in rows if column and row[column]}
    rows = [row for row in rows if not column or row[column] or tuple(row[one] for one in same) not in full]
    return [row for row in rows if row.get(told["needs"]) not in (None, "")] or rows if "needs" in told else rows


def _own(params: Mapping[str, str] | None) -> frozenset[str]:
    """The names that a call is about: of the rows about them they are not told again."""
    return frozenset(fold(one) for value in (params or {}).values() for one in value.replace("*", "").split("|"))


def _ends(told: Mapping[str, Any], rows: Sequence[Row]) -> dict[str, str]:
    """The first and the last of the times that rows tell."""
    times = sorted(str(row[told["over"]]) for row in rows if row.get(told["over"])) if "over" in told else []
    return {"first": times[0], "last": times[-1]} if times else {}


def _speakers(rows: Sequence[Row], lang: str) -> str:
    """Whom the rows name as speakers."""
    names = [name for row in rows for name in str(row.get("speaker") or "").split("; ") if name]
    return _few(list(dict.fromkeys(_plain(name, lang) for name in names)), lang)


def _few(values: Sequence[str], lang: str) -> str:
    return word(lang, "saying", "with").join(values[:VALUES]) + (word(lang, "saying", "more") if len(values) > VALUES else "")


def filled(form: str, values: Mapping[str, str]) -> str:
    """A form with its values; a part in [ ] is left out where one of them is empty."""

    def part(found: re.Match[str]) -> str:
        names = _FIELD.findall(found[1])
        return _FIELD.sub(lambda one: values.get(one[1], ""), found[1]) if all(values.get(name) for name in names) else ""

    said = _FIELD.sub(lambda one: values.get(one[1], ""), _PART.sub(part, form))
    return _LOOSE.sub("", said).strip(" ,，")


def _items(told: Mapping[str, Any], rows: Sequence[Row], lang: str, own: Set[str], whole: bool) -> Iterator[Item]:
    """What is told of, what is told of it, and what else where that is all the same; of a query without groups "" and the row's own words."""
    if "value" not in told:
        return
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(_plain(row.get(told["group"]), lang) if "group" in told else "", []).append(row)
    if told.get("busiest"):
        groups = dict(sorted(groups.items(), key=lambda one: -len(one[1])))
    for group, its in groups.items():
        values = _values(told, its, lang, own if told.get("about") else frozenset(), str(len(its)) if whole else "")
        if "group" not in told:
            yield from (("", [value], "") for value in values)
        elif group:
            yield group, values, _plain(its[0].get(told.get("else", "")), lang)


def _values(told: Mapping[str, Any], rows: Sequence[Row], lang: str, own: Set[str], many: str) -> list[str]:
    """What rows say, each once; what another tells with a date that is more exact is left to that one. `many`: how many rows there are, where that is known."""
    found = []
    for row in rows:
        if row.get(DENIED) is True:  # a value that tells the denial itself is not denied twice
            row = {key: value.removeprefix("not ") if isinstance(value, str) and key == "value" else value for key, value in row.items()}
        forms = told.get("kind", {}).get(row.get(told.get("kinds", "")), told["value"])[lang]
        cells = {key: "" if own and isinstance(value, str) and fold(value) in own else _said(key, value, lang) for key, value in row.items()}
        cells |= _halves(row.get("says"), lang)
        cells |= {empty: cells[other] for empty, other in told.get("without", {}).items() if not cells[empty]}
        said = [one for form in forms if (one := filled(form, {**cells, "rows": many}))]
        if said and row.get(DENIED) is True:
            words = _forms()["denied"].get(row.get("term") or row.get("status"))
            said[-1] = words[lang] if words else word(lang, "saying", "denied", value=said[-1])
        found += said
    each = list(dict.fromkeys(found))
    return [one for one in each if not any(other != one and _tells_more(other, one) for other in each)]


def _tells_more(other: str, one: str) -> bool:
    """Whether a value says what the other says, with a date that is told more exactly."""
    start = one.rstrip(")）")
    return bool(re.search(r"\d{4}(?:-\d\d)?$", start)) and other.startswith(f"{start}-")


def _shown(shown: Sequence[Item], items: Sequence[Item], told: Mapping[str, Any], lang: str, given: Set[str]) -> Iterator[str]:
    """Each of several: what is told of it is told where that is not what was asked for, or the same for all."""
    alike = len({tuple(values) for _, values, _ in items}) == 1 and len(items) > 1
    for group, values, other in shown:
        said = other if alike and not told.get("tell") else _few([value for value in values if value not in given], lang)
        yield _few(values, lang) if not group else filled(told["item"][lang], {"group": group, "values": said}) if "item" in told else word(lang, "saying", "item", group=group, values=said) if said else group


def _halves(says: Any, lang: str) -> dict[str, str]:
    """The first of a claim's values, and the others."""
    first, _, more = str(says or "").partition(" ")
    return {"says_first": _plain(first, lang), "says_more": _said("says", more, lang)}


def _said(column: str, value: Any, lang: str) -> str:
    """A cell as it stands in a sentence."""
    if column != "says":
        return _plain(value, lang)
    words = _forms()["says"]
    side, _, rest = str(value or "").partition(" ")
    polarity, _, aspect = rest.partition(" ")
    if side in COURSES and rest in COURSES:
        return filled(words["move"][lang], {"from": words[side][lang], "to": words[rest][lang]})
    if side in words and polarity in words:
        return filled(words["form"][lang], {"side": words[side][lang], "polarity": words[polarity][lang], "aspect": _plain(aspect, lang)})
    parts = str(value or "").split(" ")
    if len(parts) > 1 and any(map(_NUMBER.fullmatch, parts)):
        return " ".join(_ours(part, lang) or (number(float(part) if "." in part else int(part), lang) if _NUMBER.fullmatch(part) else part) for part in parts)
    return _plain(value, lang)


def _plain(value: Any, lang: str) -> str:
    """A value as a person says it."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, int | float):
        return number(value, lang)
    text = str(value)
    if called := _names(lang).get(text):
        return called
    if text.isdecimal() and len(text) > len("2024"):
        return number(int(text), lang)
    return _ours(text, lang) or (" ".join(_ours(part, lang) or part for part in text.split(" ")) if text.islower() else text)


@functools.cache
def _names(lang: str) -> Mapping[str, str]:
    """Main name of a vendor or a person → what a language calls it, where the lexicon has another name for it there."""
    rule = _forms()["called"]
    told = [one for one in lexicon().values() if script(one.label) != lang and one.label not in rule["but"] and _is_called(one, rule)]
    return {one.label: foreign(one.key, one.label) for one in told if foreign(one.key, one.label)}


def _is_called(one: Entity, rule: Mapping[str, Any]) -> bool:
    """Whether a thing is known by its name in the other language."""
    return one.type in rule["types"] and (one.label in rule["also"] or not countries_of(one.label).isdisjoint(rule["countries"]))


def _ours(text: str, lang: str) -> str:
    """One of our own words in a person's language, "" for any other."""
    units = _forms()["units"]
    if text in units:
        return str(units[text][lang])
    found = next((str(all_words()[section][text][lang]) for section in OURS if text in all_words().get(section, {})), "")
    return found if found[:2].isupper() else found[:1].lower() + found[1:]


def number(value: float, lang: str) -> str:
    """A number as a person says it: 175 billion, 1750亿."""
    for size, name in SCALES[lang]:
        if abs(value) >= size:
            return f"{round(value / size, 3):,.10g}".replace(",", "" if lang == "zh" else ",") + name
    return f"{value:,}" if isinstance(value, int) else f"{value:,.10g}"


@functools.cache
def _forms() -> Mapping[str, Any]:
    return read_toml(DATA / "saying.toml")
