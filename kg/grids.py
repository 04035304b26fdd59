"""Tables in articles read by their headers: each cell under a known header is a claim about its row's subject."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

from kg.claims import Candidate, side_of
from kg.context import Context
from kg.frames import Compiled
from kg.knowledge import Frame, Knowledge, fold
from kg.language.dates import find_dates
from kg.model import Claim, Entity, Mention

_SILENT = re.compile(r"!\[[^\]]*\]\([^)]*\)|\]\([^)\n]*\)|<[^<>]{1,200}>|https?://[^\s)\]|]+|[*`_]{1,3}(?=\W|$)|(?:(?<=\W)|^)[*`]{1,3}")
_EDGE = re.compile(r"^[^\w(（]+|(?:[^\w)）+]|[¹²³⁴⁵⁶⁷⁸⁹⁰]|\[\d+\]|\^\d+)+$")
_NOTE = re.compile(r"\s*[(（]([^()（）]*)[)）]$")
_SIZE = re.compile(r"\d+(?:\.\d+)?\s?[BMbm]")
_NUMBER = re.compile(r"(?<![A-Za-z\d.])(?<![A-Za-z]-)(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?!\s*[x×]\s*\d)\s*")
_BYTES = re.compile(r"[KMGT]i?B(?![A-Za-z])|G(?![A-Za-z])", re.I)
_RANGE = re.compile(r"\s*(?:[-~–—至到]|to)\s*")
_SCORE = re.compile(r"\D{0,3}?(-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?)\s*(%?)(?![\w.])")
_COMPACT = re.compile(r"((?:20)?[12]\d)[./-](\d{1,2})(?:[./-](\d{1,2}))?$|(20[12]\d)(0[1-9]|1[0-2])([0-3]\d)?$")
_ACTIVE = re.compile(r"activ|激活|活跃", re.I)
_HOW_SURE = {"guess": 0.75, "far": 0.85}


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

    @property
    def text(self) -> str:
        """What the cell says, in half width and without marks at its edges."""
        return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", self.shown)).strip()


class Words:
    """The words of kg/data/cues/tables.toml, compiled."""

    def __init__(self, knowledge: Knowledge) -> None:
        data = knowledge.cues["tables"]
        self.columns = [(re.compile("|".join(f"(?:{m})" for m in row["match"]), re.I), row) for row in data["columns"]]
        self.cells = {name: re.compile(words, re.I) for name, words in data["cells"].items()}
        self.status = [(row["status"], re.compile(row["match"], re.I)) for row in data["status"]]
        self.terms = [(row["term"], re.compile(row["match"], re.I)) for row in data["terms"]]
        self.licence = {name: re.compile(words, re.I) for name, words in data["licence"].items()}
        self.currencies = [(name, re.compile(words, re.I)) for name, words in data["currencies"].items()]
        self.per = [(row["unit"], re.compile(row["match"], re.I)) for row in data["per"]]
        self.scales: dict[str, float] = data["scales"]
        scale = "|".join(sorted(map(re.escape, self.scales), key=len, reverse=True))
        self.scale = re.compile(rf"(?:{scale})(?![A-Za-z])", re.I)
        self.header_scale = re.compile(rf"[(（/,， ](?:in |单位:? ?|x ?)?({scale})(?:个|人|次|元| ?tokens?| ?param\w*)? ?[)）]?$", re.I)
        bench = data["benchmarks"]
        self.bench_shape, self.bench_not = re.compile(bench["shape"]), re.compile(bench["not"])
        self.metrics = re.compile(rf"[\s\-_(]*(?:{bench['metrics']})[\s)]*$", re.I)
        self.bench_skip, self.caption = re.compile(bench["skip"], re.I), re.compile(bench["caption"], re.I)

    def column(self, header: str) -> Column | None:
        """What a header says its column is, None for a header that no row of the data fits."""
        plain = re.sub(r"[↑↓→*`]|[_\s]+", " ", header).strip(" :.?")
        plain = re.sub(r"^(?:#|number of|no\. of|num\.? of)\s*", "", plain.lower()) or plain.lower()
        bare = re.sub(r"\s*\([^()]*\)$|[/,] ?(?:[kmbt]|亿|万|百万|十亿|千亿|万亿)$", "", plain).strip()
        forms = [form for form in dict.fromkeys((plain, bare, re.sub(r"[()#]", "", bare).strip())) if form] or [""]
        for form in forms:
            for regex, row in self.columns:
                if regex.fullmatch(form):
                    return Column(row["role"], row["name"] if "name" in row else "", row, header)
        return None

    def factor(self, text: str) -> float | None:
        """The scale that a header gives its numbers ("(B)", "（亿）", "in millions")."""
        found = self.header_scale.search(text)
        return self.scales[found[1].lower()] if found else None

    def currency(self, *texts: str) -> str:
        """The first currency that one of the texts names, in their order."""
        return next((name for text in texts for name, regex in self.currencies if regex.search(text)), "")

    def per_of(self, *texts: str) -> str:
        """What a price is for, by the first text that says so: "1M tokens", "hour"."""
        for text in texts:
            for unit, regex in self.per:
                if found := regex.search(text):
                    return f"{self._short(found.groupdict().get('n') or '')} {unit}".strip() if unit.endswith("s") else unit
        return ""

    def _short(self, size: str) -> str:
        digits = re.match(r"[\d,.]+", size)
        number = float(digits[0].replace(",", "") or 1) if digits and re.search(r"\d", digits[0]) else 1.0
        words = re.findall("|".join(sorted(map(re.escape, self.scales), key=len, reverse=True)), size.lower())
        for word in words[:1]:
            number *= self.scales[word]
        return next((f"{number / s:g}{sign}" for s, sign in ((1e6, "M"), (1e3, "K")) if number >= s), "" if number == 1 else f"{number:g}")


@functools.cache
def words_for(knowledge: Knowledge) -> Words:
    """The table words of a knowledge, compiled once."""
    return Words(knowledge)


def find(context: Context) -> list[Candidate]:
    """The claims of an article's table rows."""
    rows = [(i, s) for i, s in enumerate(context.sentences) if s.block.kind == "row" and s.block.cells]
    found: list[Candidate] = []
    for _, group in groupby(rows, key=lambda row: row[1].block.table):
        found.extend(Grid(context, [i for i, _ in group]).claims())
    return found


class Grid:
    """One table of an article."""

    def __init__(self, context: Context, indexes: list[int]) -> None:
        self.context, self.words, self.text = context, words_for(context.knowledge), context.article.text
        self.first, self.last = indexes[0], indexes[-1]
        self.lang = context.article.lang
        self.known = {fold(n): m.entity for m in context.first_seen.values() if m.entity.type == "Model" for n in (m.entity.label, *m.entity.aliases)}
        rows = [self._cells(i) for i in indexes]
        self.width = max(len(row) for row in rows)
        self.head, self.body = self._split(rows)
        self.headers = [cell.text for cell in self.head]
        self.found: list[Candidate] = []

    # Cells

    def _cells(self, index: int) -> list[Cell]:
        sentence = self.context.sentences[index]
        slots = sorted(sentence.view.slots.values(), key=lambda s: s.start)
        return [Cell(index, start, end, self._shown(start, end), [s for s in slots if start <= s.start and s.end <= end]) for start, end in sentence.block.cells]

    def _shown(self, start: int, end: int) -> str:
        text = self.text[start:end]
        text = re.sub(r"<br\s*/?>", lambda m: "；" + " " * (len(m[0]) - 1), text)
        text = _SILENT.sub(lambda m: " " * len(m[0]), text)
        return re.sub(r"\[(?!\d+\])|(?<!\d)\]", " ", text)

    def _split(self, rows: list[list[Cell]]) -> tuple[list[Cell], list[list[Cell]]]:
        """The header, with what a second header row adds, and the rows under it, each as wide as the table."""
        count = 1
        while count < min(len(rows) - 1, 3) and self._heads(rows[0], rows[count], self.context.sentences[rows[count][0].index].block.header):
            count += 1
        head = self._widened(rows[0], [])
        if len(rows[0]) < self.width and len(rows[0]) > 1 and (self.width - 1) % (len(rows[0]) - 1) == 0:
            each = (self.width - 1) // (len(rows[0]) - 1)
            head = [rows[0][0], *(cell for cell in rows[0][1:] for _ in range(each))]
        for row in rows[1:count]:
            row = [Cell(row[0].index, row[0].start, row[0].start, "", [])] * (self.width - len(row)) + row
            for at in range(1, len(head)):
                if not head[at].text and at > 1 and row[at].text:
                    head[at] = head[at - 1] if " / " not in head[at - 1].shown else replace(head[at - 1], shown=head[at - 1].shown.split(" / ")[0])
                if row[at].text and row[at].text != head[at].text:
                    head[at] = replace(head[at], shown=f"{head[at].shown} / {row[at].shown}".strip(" /"))
        body, above = [], []
        for row in rows[count:]:
            body.append(self._widened(row, above))
            above = body[-1] if len(row) > 1 else above
        return head, body

    def _heads(self, first: list[Cell], row: list[Cell], marked: bool) -> bool:
        """Whether a row continues the header: "5-shot" under every name, or marked as header where the first has spans."""
        if marked:
            return True
        rest = [c.text for c in (row[1:] if len(row) == len(first) else row) if c.text]
        label = row[0].text
        if not rest or len(row) == len(first) and label and label != first[0].text:
            return False
        return all(self.words.metrics.fullmatch(t) or not re.search(r"\d{2}", t) and not self._said(t) for t in rest)

    def _said(self, text: str) -> bool:
        return bool(self.words.cells["empty"].fullmatch(text) or self.words.cells["yes"].match(text) or self.words.cells["no"].match(text))

    def _widened(self, row: list[Cell], above: list[Cell]) -> list[Cell]:
        """A row as wide as the table. In HTML a cell of the row above may reach down: then the first cells are its."""
        lack = self.width - len(row)
        if lack <= 0:
            return row
        between = self.text[row[0].end : row[-1].start]
        if above and len(row) > 1 and re.search(r"<t[dh]", between, re.I):
            return above[:lack] + row
        return row + [Cell(row[-1].index, row[-1].end, row[-1].end, "", [])] * lack

    # Things

    def things(self, cell: Cell, kind: str, build: bool = True) -> list[Entity]:
        """What a cell names, of a type: known mentions, and new names where `build` allows."""
        out: list[Entity] = []
        for match in re.finditer(r"(?:(?! / )[^,，、;；&\n])+", cell.shown):
            last = out[-1] if out else None
            thing = self._thing(cell, match.start(), match.end(), kind, build, last)
            if thing and thing not in out:
                out.append(thing)
        return out

    def _thing(self, cell: Cell, first: int, last: int, kind: str, build: bool, before: Entity | None) -> Entity | None:
        piece, note = cell.shown[first:last], ""
        for _ in range(3):
            for part in _EDGE.finditer(piece):
                if part.start() == 0 and part.end() < len(piece):
                    first += part.end()
            piece = _EDGE.sub("", piece)
            if found := _NOTE.search(piece):
                note, piece = note or found[1], piece[: found.start()]
        if owner := re.match(r"[\w.\-]+/(?=\w)", piece):
            first, piece = first + owner.end(), piece[owner.end() :]
        start, end = cell.start + first, cell.start + first + len(piece)
        mentions = [s.thing for s in cell.things if isinstance(s.thing, Mention)]
        core = fold(re.sub(r"\s?(?:大模型|模型|models?)$", "", piece, flags=re.I))
        wanted = {"Model": ("Model", "Product")}.get(kind, (kind, "Model") if kind == "Product" else (kind,))
        for m in mentions:
            if m.entity.type in wanted and (m.start <= start and end <= m.end or fold(self.text[m.start : m.end]) in (core, fold(piece))):
                return self._sized(m.entity, note) if _SIZE.fullmatch(note.strip()) else m.entity
        if kind == "Organization" and (m := next((m for m in mentions if m.entity.type == kind and start <= m.start < end), None)):
            return m.entity
        if before and kind == "Model" and _SIZE.fullmatch(piece) and (stem := re.sub(rf"[-_ ]?{_SIZE.pattern}$", "", before.label)) != before.label:
            return self._new("Model", f"{stem}-{piece}", before.parent)
        if not build or any(m.entity.type in ("License", "Benchmark") and m.start <= start and end <= m.end for m in mentions):
            return None
        stem = next((m.entity for m in mentions if m.entity.type == "Model" and m.start == start), None)
        return self._new(kind, piece, (stem.key if stem.known else stem.parent) if stem else "") if self._is_name(piece, kind) else None

    def _is_name(self, name: str, kind: str) -> bool:
        if not re.search(r"[^\W\d_]", name) or len(name) > 50 or self.words.cells["not_names"].fullmatch(name) or self._said(name):
            return False
        if re.search(r"[。!?:：=<>|]", name) or len(name.split()) > 6 or len(re.findall(r"[一-鿿]", name)) > (16 if kind == "Organization" else 10):
            return False
        return kind == "Organization" or not _SIZE.match(name)

    def _new(self, kind: str, label: str, parent: str = "") -> Entity:
        label = re.sub(r"\s+", " ", label)
        return self.known.get(fold(label)) if kind == "Model" and fold(label) in self.known else Entity(kind, label, f"{kind.lower()}/{fold(label)}", (label,), parent)

    def _sized(self, family: Entity, size: str) -> Entity:
        """A family's member of a size: "7B" beside LLaMA is LLaMA-7B."""
        size = re.sub(r"\s", "", size)
        label = f"{family.label}-{size}"
        if fold(label) in self.known or _SIZE.search(family.label):
            return self.known.get(fold(label), family)
        names = (label, *(f"{name}-{size}" for name in family.aliases[:8]))
        return Entity("Model", label, f"{family.key}-{size.lower()}", tuple(dict.fromkeys(names)), family.key)

    # What stands around the table

    def _around(self) -> Iterator[int]:
        """The sentences that speak of the table: those just before it, then its headings, innermost first."""
        for number in range(self.first - 1, max(-1, self.first - 5), -1):
            if self.context.sentences[number].block.kind in ("heading", "row"):
                break
            yield number
        yield from reversed(self.context.sentences[self.first].headings)

    def _caption(self) -> str:
        after = [self.context.sentences[i] for i in range(self.last + 1, min(self.last + 3, len(self.context.sentences)))]
        views = [self.context.sentences[i].view for i in self._around()] + [s.view for s in after if s.block.kind != "heading"]
        return "\n".join(unicodedata.normalize("NFKC", self.text[v.start : v.end]) for v in views)

    def topic(self, types: tuple[str, ...]) -> Entity | None:
        """The thing that the headings, the sentences before the table or else the whole article are about."""
        sentence = self.context.sentences[self.first]
        before = [i for i in self._around() if i not in sentence.headings]
        for number in [*reversed(sentence.headings), *before]:
            found = list(dict.fromkeys(m.entity for _, m in self.context.sentences[number].view.mentions(types)))
            if found and (number in sentence.headings or len(found) == 1):
                return found[0]
        counted = [m.entity for m in self.context.first_seen.values() if m.entity.type in types]
        return max(counted, key=lambda e: self.context.counts[e.key], default=None)

    def _benchmark(self) -> Entity | None:
        """The one benchmark that the table's heading or caption names."""
        for number in self._around():
            named = list(dict.fromkeys(m.entity for _, m in self.context.sentences[number].view.mentions(("Benchmark",))))
            if named:
                return named[0] if len(named) == 1 else None
        return None

    def _maker(self, thing: Entity) -> Entity | None:
        """The organization of the article that made a thing."""
        makers = self.context.knowledge.maker_entities(thing)
        if not makers and thing.parent in self.context.first_seen:
            makers = self.context.knowledge.maker_entities(self.context.first_seen[thing.parent].entity)
        return next((m for m in makers if m.key in self.context.first_seen), self.context.owner if not makers else None)
