"""What a table's cells say: headers to column roles, cell texts to numbers, money, dates, terms and status."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from kg import regexes
from kg.entities.cues import filled, patterns
from kg.knowledge import Knowledge
from kg.language.dates import find_dates
from kg.model import Entity
from kg.regexes import compiled
from kg.sieve import sieve_of

SIZE = regexes.compiled(r"\d+(?:\.\d+)?\s?[BMbm]")
_NUMBER = regexes.compiled(r"(?<![A-Za-z\d.])(?<![A-Za-z]-)(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?!\s*[x×]\s*\d)\s*")
_BYTES = regexes.compiled(r"[KMGT]i?B(?![A-Za-z])|G(?![A-Za-z])", re.I)
_SCORE = regexes.compiled(r"(-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?)\s*(%?)(?![\w.])")
_COMPACT = regexes.compiled(r"((?:20)?[12]\d)[./-](\d{1,2})(?:[./-](\d{1,2}))?$|(20[12]\d)(0[1-9]|1[0-2])([0-3]\d)?$")
_MONTH = regexes.compiled(r"([A-Z][a-z]{2})[a-z]*[-' ]+(\d\d)$")

# The pattern that a remark in a cell fits as a whole, and the header under which it would stand.
REMARKS = (
    ("remark_status", "openness"), ("remark_terms", "commercial use"), ("remark_context", "context length"),
    ("remark_size", "parameters"), ("remark_tokens", "training tokens"), ("licence_alone", "licence"),
    ("remark_maker", "developer"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """What a header means: a row of [[columns]], or a benchmark's own column."""

    role: str
    name: str = ""
    row: dict[str, Any] = field(default_factory=dict, compare=False)
    header: str = ""
    objects: tuple[Entity, ...] = ()


@dataclass(slots=True)
class Cell:
    """A cell: `shown` is as long as its text, but what a reader does not see (addresses, tags, emphasis) is blank."""

    index: int  # of the row's sentence
    start: int
    end: int
    shown: str
    things: list[Any]
    text: str = field(init=False)  # what the cell says, in half width and with single blanks

    def __post_init__(self) -> None:
        wide = not self.shown.isascii()
        self.text = " ".join((unicodedata.normalize("NFKC", self.shown) if wide else self.shown).split())


_MOST = 4096  # headers of which is held what they say


def _once(told: dict[str, str], text: str, look: Callable[[str], str]) -> str:
    """What a text says, looked for at the first time; `told`: what those before said."""
    if text not in told:
        if len(told) == _MOST:
            told.clear()
        told[text] = look(text)
    return told[text]


class Words:
    """The words of kg/data/cues/tables.toml, compiled."""

    def __init__(self, knowledge: Knowledge) -> None:
        data = knowledge.cues["tables"]
        self._told: dict[str, Column | None] = {}  # headers come again
        self._currencies: dict[str, str] = {}  # and so do the cells and captions that prices are read beside
        self._pers: dict[str, str] = {}
        self.columns = [(compiled("|".join(f"(?:{m})" for m in row["match"]), re.I), row) for row in data["columns"]]
        self.cells = {name: compiled(words, re.I) for name, words in data["cells"].items()}
        variants = "|".join(data["variants"]["size"])
        self.size_note = compiled(rf"({SIZE.pattern})(?:[\s,-]+({variants}))?", re.I)  # "(14B instruct)"
        self.status = [(row["status"], compiled(row["match"], re.I)) for row in data["status"]]
        self.terms = [(row["term"], compiled(row["match"], re.I)) for row in data["terms"]]
        self.licence = {name: compiled(words, re.I) for name, words in data["licence"].items()}
        self.currencies = [(name, compiled(words, re.I)) for name, words in data["currencies"].items()]
        self.per = [(row["unit"], compiled(row["match"], re.I)) for row in data["per"]]
        self.scales: dict[str, float] = data["scales"]
        scale = "|".join(sorted(map(re.escape, self.scales), key=len, reverse=True))
        self.scale = compiled(rf"(?:(?![a-z])(?:{scale})|(?:{scale})(?![A-Za-z]))", re.I)
        self.said, header = patterns(knowledge, "tables"), data["header"]
        self.remarks = sieve_of("remarks", [self.said[name] for name, _ in REMARKS])
        self.counts, self.tail, self.blanks = (compiled(header[name]) for name in ("counts", "tail", "blanks"))
        scales = sorted(map(re.escape, self.scales), key=len, reverse=True)
        self.header_scale = compiled(filled(header["scale"], {"scale": scales}), re.I)
        self.times = [(unit, compiled(rf"(?:\d\s?|[(（]|\b)(?:{shape})", re.I)) for unit, shape in data["times"].items()]
        bench = data["benchmarks"]
        self.bench_shape, self.bench_not = compiled(bench["shape"]), compiled(bench["not"])
        self.metrics = compiled(rf"[\s\-_(]*(?:{bench['metrics']})[\s)]*$", re.I)
        self.note = {name: compiled(words, re.I) for name, words in data["notes"].items()}
        self.download = self.note["download"]
        self.precision, self.measured_at = compiled(data["measured"]["precision"], re.I), compiled(data["measured"]["at"], re.I)
        self.byline = compiled(data["byline"], re.I | re.M)
        self.limits = compiled(data["limits"]["match"], re.I)
        self.board, self.total = compiled(bench["board"], re.I), compiled(bench["total"], re.I)
        self.generic = compiled(bench["generic"], re.I)
        self.bench_skip, self.caption = compiled(bench["skip"], re.I), compiled(bench["caption"], re.I)

    def column(self, header: str) -> Column | None:
        """What a header says its column is, None for a header that no row of the data fits."""
        if header not in self._told:
            if len(self._told) == _MOST:
                self._told.clear()
            self._told[header] = self._column(header)
        return self._told[header]

    def _column(self, header: str) -> Column | None:
        plain = re.sub(r"[↑↓→*`]|[_\s]+", " ", header).strip(" :.?")
        plain = self.counts.sub("", plain.lower()) or plain.lower()
        bare = self.tail.sub("", plain).strip()
        tight = self.blanks.sub("", bare)  # "训练 Token 数"
        forms = [form for form in dict.fromkeys((plain, bare, tight, re.sub(r"[()#]", "", tight).strip())) if form] or [""]
        for form in forms:
            for regex, row in self.columns:
                if regex.fullmatch(form):
                    return Column(row["role"], row.get("name", ""), row, header)
        return None

    def factor(self, text: str) -> float | None:
        """The scale that a header gives its numbers ("(B)", "（亿）", "in millions")."""
        found = self.header_scale.search(text)
        return self.scales[found[1].lower()] if found else None

    def currency(self, *texts: str) -> str:
        """The first currency that one of the texts names, in their order."""
        return next((found for text in texts if (found := _once(self._currencies, text, self._currency))), "")

    def _currency(self, text: str) -> str:
        return next((name for name, regex in self.currencies if regex.search(text)), "")

    def per_of(self, *texts: str) -> str:
        """What a price is for, by the first text that says so: "1M tokens", "hour"."""
        return next((found for text in texts if (found := _once(self._pers, text, self._per))), "")

    def _per(self, text: str) -> str:
        for unit, regex in self.per:
            if found := regex.search(text):
                count = self._short(found.groupdict().get("n") or "") if unit.endswith("s") else ""
                return f"{count} {unit}".strip()
        return ""

    def _short(self, size: str) -> str:
        digits = re.match(r"[\d,.]+", size)
        number = float(digits[0].replace(",", "") or 1) if digits and re.search(r"\d", digits[0]) else 1.0
        words = re.findall("|".join(sorted(map(re.escape, self.scales), key=len, reverse=True)), size.lower())
        for word in words[:1]:
            number *= self.scales[word]
        scaled = [f"{number / size:g}{sign}" for size, sign in ((1e6, "M"), (1e3, "K")) if number >= size]
        return scaled[0] if scaled else "" if number == 1 else f"{number:g}"


@functools.cache
def words_for(knowledge: Knowledge) -> Words:
    """The table words of a knowledge, compiled once."""
    return Words(knowledge)


# Cells


def plain(value: float) -> int | float:
    """A number without the noise of its scale: 7.2 × 1e9 is 7200000000."""
    value = float(f"{value:.14g}")
    return int(value) if value == int(value) else value


def number_of(digits: str) -> float:
    """Digits with commas as a number."""
    return float(digits.replace(",", ""))


@dataclass(frozen=True, slots=True)
class Amount:
    """A number of a cell, with the upper end of a range and the words "active" or "激活" beside it."""

    number: int | float
    high: int | float | None = None
    active: bool = False


_PERCENT = regexes.compiled(r"\s?[%％]")
_PIECES = regexes.compiled(r"\s?[*x×]\s?(?=[A-Za-z\d])")  # "8*A100" is no memory


def amounts(words: Words, text: str, column: Column) -> list[Amount]:
    """The numbers of a cell in plain units ("7B/13B", "8千万-10亿", "671B (37B active)"), by its header's scale."""
    row, out = column.row, list[Amount]()
    text = words.said["besides"].sub("", text)
    given = words.factor(column.header)
    found: list[tuple[int, int, float, float | None]] = []
    for match in _NUMBER.finditer(text):
        unit = words.scale.match(text, match.end())
        bytes_ = row["value"].get("unit") == "GB"
        if not unit and (_BYTES.match(text, match.end()) and not bytes_ or bytes_ and _PIECES.match(text, match.end())):
            continue
        if _PERCENT.match(text, match.end()) and row["value"].get("unit") != "%":
            continue  # "1M tokens at 27 % of the cost": a part of something else
        factor = words.scales[unit[0].lower()] if unit else None
        found.append((match.start(), unit.end() if unit else match.end(), number_of(match[1]), factor))
    for i, (start, end, number, scale) in enumerate(found):
        before = text[found[i - 1][1] if i else 0 : start]
        after = text[end : found[i + 1][0] if i + 1 < len(found) else len(text)]
        if i and words.said["range"].fullmatch(before) and out and out[-1].high is None:
            low = out.pop()
            first = low.number if found[i - 1][3] or not scale else plain(found[i - 1][2] * scale)
            out.append(Amount(first, _scaled(number, scale, given, row), low.active))
            continue
        beside = (re.split(r"[,;，；/(]", after)[0], re.split(r"[,;，；/)]", before)[-1])
        out.append(Amount(_scaled(number, scale, given, row), None, any(words.said["active"].search(part) for part in beside)))
    if column.name == "parameters" and len(out) == 2 and words.said["active"].search(column.header):
        out = [replace(a, active=a.number == min(b.number for b in out)) for a in out]  # "671B / 37B" under "Params (Active)"
    least, most = row.get("low", 0), row.get("high", 1e18)
    return [a for a in out if least <= a.number <= most and (a.high is None or a.number < a.high)]


def _scaled(number: float, scale: float | None, given: float | None, row: dict[str, Any]) -> int | float:
    """A number by its own scale, else its header's, else by what the column usually means."""
    if scale:
        return plain(number * scale)
    if given and number < 1e6:
        return plain(number * given if given >= 1e4 or number < 2001 else number)
    return plain(number * row["bare"]) if number < row.get("below", 0) else plain(number)


@dataclass(frozen=True, slots=True)
class Price:
    """A price of a cell; `side` where the cell or its header says which tokens it is for."""

    amount: int | float
    currency: str
    per: str
    side: str = ""


def money(words: Words, text: str, header: str, around: str, currency: str = "") -> list[Price]:
    """The prices of a cell; what it leaves out its header says, then `currency` or the caption (of which one that tells of
    exchange says no currency)."""
    if words.said["reckoned"].search(text):
        return []
    near = "" if words.said["exchange"].search(around) else around
    common = words.currency(header) or currency or words.currency(near)
    each = words.said["each"].search(header)
    per = words.per_of(text, header) or (each["each"].lower() if each else words.per_of(around))
    text = words.said["besides"].sub("", text)
    if words.said["gratis"].match(text):
        return [Price(0, words.currency(text) or common or "USD", per)]
    parts = words.said["prices"].split(text)
    summed = words.said["sum_scale"].search(header)
    scale = words.scales[summed["scale"]] if summed else 1
    found = [_price(words, part, common, bool(i), scale) for i, part in enumerate(parts)]
    if found[0] is None:
        return []
    both, sides = bool(words.said["both_sides"].search(header)), [_cell_side(words, part) for part in parts]
    if len(found) == 1 or found[1] is None or not (both or all(sides)):
        return [Price(*found[0], per, sides[0])]
    given = sides if all(sides) else ["input", "output"]
    return [Price(*price, per, side) for price, side in zip(found, given, strict=False) if price]


def _cell_side(words: Words, text: str) -> str:
    found = words.said["cell_side"].search(text)
    return ("cached input" if found.lastgroup == "cached" else found.lastgroup or "") if found else ""


def _price(words: Words, text: str, common: str, loose: bool, scale: float) -> tuple[int | float, str] | None:
    """An amount and its currency: the one that stands at the number, before it or right behind; `loose`: words may stand before
    it; `scale`: that of an amount which says none."""
    found = words.said["money"].match(text) or (words.said["money"].search(text) if loose or _cell_side(words, text) else None)
    if not found:
        return None
    behind = re.split(r"[(（]", text[found.end() :])[0]
    currency = words.currency(text[: found.start(1)]) or words.currency(f"{found[2] or ''}{behind}") or common
    if not currency or re.match(r"\s?[a-z]{4,}|-\d", text[found.end() :]) and not words.per_of(text) and not words.currency(text):
        return None
    sign = (found[2] or "").lower()
    factor = 0.01 if words.said["hundredth"].fullmatch(sign) else words.scales.get(sign, scale)
    return plain(number_of(found[1]) * factor), currency


def scores(text: str) -> list[tuple[int | float, str]]:
    """The scores of a cell with their unit: "70.6", "**88.5**", "86.4%*", "70.6/81.2" is two; none for words."""
    out = []
    for part in re.split(r"\s?/\s?|\s\|\s", text)[:3]:
        part = re.sub(r"\s*[(\[±].*$|\s*\+/-.*$|[*†‡§^¹²³\s]+$", "", re.sub(r"^\W*?(?=-?\d)", "", part.strip()))
        if not (found := _SCORE.fullmatch(part)):
            return []
        out.append((plain(number_of(found[1])), found[2]))
    return out


def date(words: Words, text: str, anchor: str) -> str:
    """The date of a cell, "" where it names none: "Aug. 1, 2023", "2023年8月", "23.11.30", "2024"."""
    text = re.sub(r"\s*\(.*?\)$|[*†]+$", "", text).strip()
    if found := _COMPACT.match(text):
        year, month, day = (found[1], found[2], found[3]) if found[1] else (found[4], found[5], found[6])
        if 1 <= int(month) <= 12:
            return f"{year if len(year) == 4 else '20' + year}-{int(month):02d}" + (f"-{int(day):02d}" if day else "")
    if found := _MONTH.match(text):
        text = f"{found[1]} 20{found[2]}"
    if words.said["year"].fullmatch(text):
        return text[:4]
    dates = find_dates(text, anchor=anchor)
    return dates[0].value if dates else ""


def status(words: Words, text: str) -> tuple[str, float]:
    """What a cell under an openness header says of it, and how plainly it does; "" for nothing."""
    if told := told_status(words, text):
        return told, 1.0
    if words.cells["yes"].match(text):
        return next((n for n, regex in words.status[:2] if regex.search(text[2:]) and len(text) > 4), "open"), 1.0
    return ("closed", 0.95) if words.cells["no"].match(text) else ("", 0.0)


def told_status(words: Words, text: str) -> str:
    """What a cell says of openness in words of its own, whatever its header: "yes" and "no" say nothing by themselves."""
    first, *rest = (part.strip(" .!*") for part in re.split(r"[(（）),;，；。]", text))
    told = next((name for form in (text, first) for name, regex in words.status if regex.fullmatch(form)), "")
    limit, limited = words.status[0]
    return limit if told == "open" and any(map(limited.fullmatch, rest)) else told  # "weights, after registration"


def terms(words: Words, text: str, header: str) -> list[tuple[str, int | float | None, bool]]:
    """What a cell under a commercial-use header allows: term, a limit's number, and whether it is denied."""
    found = {name: m for name, regex in words.terms if (m := regex.search(text))}
    out: list[tuple[str, int | float | None, bool]] = []
    if words.said["named_free"].search(header) and words.cells["yes"].match(text):
        out.append(("free", None, False))
    if "research-only" in found:
        return [("research-only", None, False)]
    if words.cells["no"].match(text):
        return [("commercial-use", None, True)]
    if limit := found.get("user-limit"):
        number = number_of(limit["n"].rstrip(".,")) * words.scales.get((limit["s"] or "").lower(), 1)
        out.append(("user-limit", plain(number), False))
    out += [(name, None, False) for name in ("registration", "attribution", "free", "commercial-use") if name in found]
    if not any(name == "commercial-use" for name, *_ in out) and (words.cells["yes"].match(text) or limit):
        out.append(("commercial-use", None, False))
    return out


def one_term(words: Words, text: str, row: dict[str, Any]) -> tuple[int | float | None, bool] | None:
    """What a cell under a term's own header says of it: a limit's number and whether the term is denied."""
    no, yes = words.cells["no"].match(text), words.cells["yes"].match(text)
    if row["value"]["term"] == "user-limit":
        found = re.search(r"(\d[\d,.]*)\s?([^\W\d]*)", text)
        if found:
            scale = words.scale.match(found[2])
            return plain(number_of(found[1].rstrip(".,")) * (words.scales[scale[0].lower()] if scale else 1)), False
        return (None, True) if no else None
    if row.get("forbids"):
        return (None, not no) if no or yes else None
    if no:
        return None, True
    return (None, False) if yes or words.said["must"].search(text) else None


def heading_side(words: Words, text: str) -> str | None:
    """The side of the models listed under a heading; "" where it names both or speaks of something else; None for none."""
    found = {side for side in ("open", "closed", "api") if words.note[f"heading_{side}"].search(text)}
    found -= {"closed"} if "api" in found else set()  # "closed models, API only" tells how they are reached
    if not found:
        return None
    listed = len(found) == 1 and len(text) <= 60 and not words.note["heading_about"].search(text)
    return found.pop() if listed else ""


def lead_side(words: Words, masked: str) -> str | None:
    """The side of what a line leads to ("…持续开放权重,形成如下谱系:"); None for a line that leads to nothing or measures it."""
    opened = words.note["leads"].search(masked)
    return heading_side(words, masked[: opened.start()]) if opened and not words.note["measures"].search(masked) else None


def duration(words: Words, text: str, header: str) -> list[tuple[int | float, str]]:
    """A length of time with its unit, out of a cell or its header: "21 days", "34 天"."""
    found = _NUMBER.search(text)
    unit = next((u for source in (text, header) for u, shape in words.times if shape.search(source)), "")
    if words.said["machines"].search(text + header) and unit == "hours":
        unit = "GPU hours"
    scale = words.scale.match(text, found.end()) if found else None
    factor = words.scales[scale[0].lower()] if scale else 1
    return [(plain(number_of(found[1]) * factor), unit)] if found and unit else []
