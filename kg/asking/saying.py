"""An answer in one sentence, in the language of its question: what its rows say, as a person would put it (kg/data/saying.toml)."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any

from kg.knowledge import DATA, read_toml
from kg.model import Table
from kg.words import all_words, word

SHOWN, VALUES = 5, 4  # how many things are told of, and how much of each
DENIED = "negated"  # the column that is true where the words deny it
OURS = ("values", "hubs", "aspects", "kinds", "groups")  # sections of words that a row's values may be
_FIELD = re.compile(r"\{(\w+)\}")
_LOOSE = re.compile(r" (?=%)|(?<=[亿万]) (?=[一-鿿])")  # blanks that nobody writes
_PART = re.compile(r"\[([^\[\]]*)\]")
SCALES = {"en": ((10**12, " trillion"), (10**9, " billion"), (10**6, " million")), "zh": ((10**12, "万亿"), (10**8, "亿"), (10**4, "万"))}
Row = Mapping[str, Any]
Item = tuple[str, list[str], str]


def sentence(named: str, table: Table, total: int, lang: str, params: Mapping[str, str] | None = None) -> str:
    """What the rows of a named query say, "" where there are none or the query has no sentence."""
    told = _forms().get(named)
    if not told or not table.rows:
        return ""
    rows = table.dicts()
    items = list(_items(told, rows, lang))
    whole = total <= len(rows)
    n = len(items) or total
    shown = items if told.get("all") else items[:SHOWN]
    given = {_plain(value, lang) for value in (params or {}).values()} if n > 1 else set()
    joined = word(lang, "saying", "between").join(_shown(shown, items, told, lang, given))
    if n > len(shown) or not whole:
        joined += word(lang, "saying", "rest", n=n - len(shown)) if whole else word(lang, "saying", "more")
    first = {key: _plain(value, lang) for key, value in rows[0].items()}
    more = {"items": joined, "n": str(n), "total": str(total), "speakers": _speakers(rows, lang), **_ends(told, rows)}
    if items:
        group, values, _ = items[0]
        more |= {"group": group, "values": _few(values, lang)}
    return filled(told["one" if n == 1 and whole or total == 1 else "many"][lang], {**first, **more})


def _ends(told: Mapping[str, Any], rows: Sequence[Row]) -> dict[str, str]:
    """The first and the last of the times that rows tell."""
    times = sorted(str(row[told["over"]]) for row in rows if row.get(told["over"])) if "over" in told else []
    return {"first": times[0], "last": times[-1]} if times else {}


def _speakers(rows: Sequence[Row], lang: str) -> str:
    """Whom the rows name as speakers."""
    names = [name for row in rows for name in str(row.get("speaker") or "").split("; ") if name]
    return _few(list(dict.fromkeys(names)), lang)


def _few(values: Sequence[str], lang: str) -> str:
    return word(lang, "saying", "with").join(values[:VALUES]) + (word(lang, "saying", "more") if len(values) > VALUES else "")


def filled(form: str, values: Mapping[str, str]) -> str:
    """A form with its values; a part in [ ] is left out where one of them is empty."""

    def part(found: re.Match[str]) -> str:
        names = _FIELD.findall(found[1])
        return _FIELD.sub(lambda one: values.get(one[1], ""), found[1]) if all(values.get(name) for name in names) else ""

    said = _FIELD.sub(lambda one: values.get(one[1], ""), _PART.sub(part, form))
    return _LOOSE.sub("", said).strip(" ,，")


def _items(told: Mapping[str, Any], rows: Sequence[Row], lang: str) -> Iterator[Item]:
    """What is told of, what is told of it, and what else where that is all the same; of a query without groups "" and the row's own words."""
    if "value" not in told:
        return
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(_plain(row.get(told["group"]), lang) if "group" in told else "", []).append(row)
    if told.get("busiest"):
        groups = dict(sorted(groups.items(), key=lambda one: -len(one[1])))
    for group, its in groups.items():
        values = _values(told, its, lang)
        if "group" not in told:
            yield from (("", [value], "") for value in values)
        elif group:
            yield group, values, _plain(its[0].get(told.get("else", "")), lang)


def _values(told: Mapping[str, Any], rows: Sequence[Row], lang: str) -> list[str]:
    """What rows say, each once; a date that another tells more exactly is left to that one."""
    found = []
    for row in rows:
        forms = told.get("kind", {}).get(row.get(told.get("kinds", "")), told["value"])[lang]
        cells = {key: _said(key, value, lang) for key, value in row.items()}
        cells |= {empty: cells[other] for empty, other in told.get("without", {}).items() if not cells[empty]}
        said = [one for form in forms if (one := filled(form, {**cells, "rows": str(len(rows))}))]
        if said and row.get(DENIED) is True:
            said[-1] = word(lang, "saying", "denied", value=said[-1])
        found += said
    each = list(dict.fromkeys(found))
    return [one for one in each if not any(other != one and re.match(r"\d{4}", one) and other.startswith(one) for other in each)]


def _shown(shown: Sequence[Item], items: Sequence[Item], told: Mapping[str, Any], lang: str, given: Set[str]) -> Iterator[str]:
    """Each of several: what is told of it is told where that is not what was asked for, or the same for all."""
    alike = len({tuple(values) for _, values, _ in items}) == 1 and len(items) > 1
    for group, values, other in shown:
        said = other if alike else _few([value for value in values if value not in given], lang)
        yield _few(values, lang) if not group else word(lang, "saying", "item", group=group, values=said) if said else group


def _said(column: str, value: Any, lang: str) -> str:
    """A cell as it stands in a sentence."""
    if column != "says":
        return _plain(value, lang)
    words = _forms()["says"]
    side, _, rest = str(value or "").partition(" ")
    polarity, _, aspect = rest.partition(" ")
    if side in words and polarity in words:
        return filled(words["form"][lang], {"side": words[side][lang], "polarity": words[polarity][lang], "aspect": _plain(aspect, lang)})
    return _plain(value, lang)


def _plain(value: Any, lang: str) -> str:
    """A value as a person says it."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, int | float):
        return number(value, lang)
    text = str(value)
    if text.isdecimal() and len(text) > len("2024"):
        return number(int(text), lang)
    return _ours(text, lang) or (" ".join(_ours(part, lang) or part for part in text.split(" ")) if text.islower() else text)


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
