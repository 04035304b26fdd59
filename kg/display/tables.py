"""Rows → text: a table for the terminal, JSON, CSV; and evidence set for reading."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kg import works
from kg.display.named import in_language, ours_in
from kg.model import Table
from kg.networks import network
from kg.words import all_words, harmless, section, word

if TYPE_CHECKING:
    from kg.asking.query import NamedQuery

CLAIM_COLUMNS = (
    "id", "kind", "subject", "object", "value", "time", "speaker", "negated", "modality", "quote", "title", "date", "file",
)  # fmt: skip
OURS = ("groups", "values", "hubs", "aspects", "kinds", "modality")  # sections of kg/data/words.toml with words that stand for values


def rows_table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str] = ()) -> Table:
    """Rows as a Table: the named columns, else every key in order of first appearance."""
    names = tuple(columns) or tuple(dict.fromkeys(key for row in rows for key in row))
    return Table(names, tuple(tuple(row.get(name) for name in names) for row in rows))


def cell(value: Any) -> str:
    """One value as plain words: an entity by its label, a value object as `name=value`, None as nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return str(value["label"]) if "label" in value else ", ".join(f"{k}={cell(v)}" for k, v in value.items())
    if isinstance(value, (list, tuple)):
        return " | ".join(cell(v) for v in value)
    return str(value)


def terminal_text(value: Any) -> str:
    """A value for a terminal: control characters (which could drive it) and direction overrides become �."""
    return harmless(cell(value).replace("\n", " ").replace("\t", " "))


def as_table(table: Table, lang: str = "en", width: int = 100) -> str:
    """A table for the terminal, wide characters counted as two columns; rows with quotes that do not fit as blocks."""
    from rich import box
    from rich.console import Console
    from rich.table import Table as Grid
    from rich.text import Text

    table = in_language(table, lang)
    cells = [[terminal_text(value) for value in row] for row in table.rows]
    wide = [max((text_width(row[i]) for row in cells), default=0) for i in range(len(table.columns))]
    heads = [word(lang, "columns", name) for name in table.columns]
    if "quote" in table.columns and ("rests_on" in table.columns or _needs(table.columns, heads, wide) > width):
        return as_blocks(table, lang, width)
    grid = Grid(box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    for shown, longest in zip(heads, wide, strict=True):
        grid.add_column(shown, overflow="fold", min_width=min(longest, 7), no_wrap=longest <= 18)
    for row in cells:
        grid.add_row(*map(Text, row))
    out = io.StringIO()
    Console(file=out, width=max(width, 40), color_system=None, legacy_windows=False).print(grid)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()).strip("\n") + "\n"


def _needs(columns: Sequence[str], heads: Sequence[str], wide: Sequence[int]) -> int:
    """The width from which a table with quotes reads well: short cells whole, 45 columns for a long quote."""
    most = {"quote": 45, "article": 30, "title": 30}
    return sum(
        max(min(longest, most.get(name, 40)), text_width(head)) + 2
        for name, head, longest in zip(columns, heads, wide, strict=True)
    )


def as_blocks(table: Table, lang: str = "en", width: int = 100) -> str:
    """Rows one below the other: what they say, the quote, where it stands. What is empty or false is left out."""
    lines: list[str] = []
    for row in table.dicts():
        single = {key for key in ("articles", "origins", "claims") if row.get(key) == 1}
        source = [cell(row.get(key)) for key in ("title", "article", "date", "rests_on") if row.get(key)]
        told = {
            key: value for key, value in row.items()
            if value is not False and cell(value) and key not in {"quote", "article", "title", "date", "rests_on", "id", *single}
        }  # fmt: skip
        shown = [f"{word(lang, 'columns', key)}: {known_value(lang, value)}" for key, value in told.items()]
        lines += ["", *wrap("  ".join(shown), width), *wrap(f"“{cell(row['quote'])}”", width, "    ")]
        lines += wrap(f"— {' · '.join(source)}", width, "    ") if source else []
    return "\n".join(lines).strip("\n") + "\n" if lines else ""


def known_value(lang: str, value: Any) -> str:
    """A value in the person's language where it is one of ours, or a few of ours ("open against")."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return f"{value:,}"
    if isinstance(value, Mapping) and "label" not in value:
        return ", ".join(_plain_value(lang, key, part) for key, part in value.items())
    text = cell(value)
    if isinstance(value, Mapping):  # a thing: its name is no word of ours, but for groups and authors
        return ours_in(lang).get(text, text)
    shown = [_ours(lang, part) for part in (text, *text.split(" "))]
    return shown[0] or (" ".join(map(str, shown[1:])) if all(shown[1:]) else text)


def _ours(lang: str, text: str) -> str:
    for name in OURS:
        for form in (text, re.sub(r"(?<=[a-z])(?=[A-Z])", "-", text).lower()):  # BasedOn, the class, is based-on
            if form in all_words()[name]:
                return word(lang, name, form)
    return ""


def as_json(table: Table, lang: str = "en", width: int = 100) -> str:
    """A JSON array of objects."""
    return json.dumps(table.dicts(), ensure_ascii=False, indent=1) + "\n"


def as_jsonl(table: Table, lang: str = "en", width: int = 100) -> str:
    """One JSON object on a line for each row."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in table.dicts())


def _separated(table: Table, separator: str) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([cell(value) for value in row] for row in table.rows)
    return out.getvalue()


def as_csv(table: Table, lang: str = "en", width: int = 100) -> str:
    """Comma-separated values with a header line."""
    return _separated(table, ",")


def as_tsv(table: Table, lang: str = "en", width: int = 100) -> str:
    """Tab-separated values with a header line."""
    return _separated(table, "\t")


VIEWS: Mapping[str, Callable[[Table, str, int], str]] = {
    "table": as_table, "json": as_json, "jsonl": as_jsonl, "csv": as_csv, "tsv": as_tsv,
}  # fmt: skip


def with_sources(rows: Iterable[Mapping[str, Any]], articles: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Claim rows with the `title` and `date` of the article that each stands in."""
    known = {article["id"]: article for article in articles}
    return [
        {**row, "title": found.get("title") or row["file"], "date": found.get("date") or ""}
        for row in rows
        for found in [known.get(row["article"], {})]
    ]


def with_titles(table: Table, articles: Iterable[Mapping[str, Any]]) -> Table:
    """An answer for reading: ids of articles in the column `article` replaced by their titles."""
    if "article" not in table.columns:
        return table
    at = table.columns.index("article")
    names = {article["id"]: article["title"] or article["file"] for article in articles}
    rows = tuple((*row[:at], names.get(row[at], row[at]), *row[at + 1 :]) for row in table.rows)
    return Table(table.columns, rows)


def query_card(named: NamedQuery, lang: str) -> list[str]:
    """All that a named query says of itself: question, ways to ask it, parameters, columns, an example."""

    def part(key: str, rows: Iterable[tuple[str, str]]) -> list[str]:
        told = [(left, right) for left, right in rows if left]
        wide = max((text_width(left) for left, _ in told), default=0)
        lines = [f"  {left}{' ' * (wide - text_width(left))}  {right}".rstrip() for left, right in told]
        return ["", word(lang, "messages", key), *lines] if lines else []

    return [
        f"{named.name}: {named.titles.get(lang, '')}",
        *wrap(named.abouts.get(lang, ""), 100),
        *part("card_asks", ((ask, "") for ask in named.asks.get(lang, ()))),
        *part("card_params", ((f"-p {p.name}=", f"{p.help[lang]} ({p.type})") for p in named.takes)),
        *part("card_columns", ((column, named.explains.get(column, {}).get(lang, "")) for column in named.columns)),
        *part("card_example", ((example, "") for example in named.examples)),
    ]


def shell(text: str) -> str:
    """A word as it is typed in a shell."""
    return shlex.quote(text)


# ---- evidence for reading


def text_width(text: str) -> int:
    """Columns that a text takes in a terminal."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def wrap(text: str, width: int, indent: str = "") -> list[str]:
    """Lines of at most `width` columns: broken at blanks, and between Chinese characters but not before punctuation."""
    lines, line = [], indent
    for piece in re.findall(r"\s+|[!-~\u00c0-\u024f]+|.", terminal_text(text)):
        closing = not piece.isalnum() and text_width(piece) == 2 and piece not in "「『《（【“‘"
        if text_width(line + piece) > width and line.strip() and not closing:
            lines.append(line.rstrip())
            line = indent + piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()] if line.strip() else lines


def as_story(table: Table, lang: str = "en", width: int = 100) -> str:
    """The answer to open-to-closed for reading: vendors, each with what is said of it and its steps in order of date.

    `table` has the columns vendor, from, to, since, article and quote; `basis` (said or derived), `step`, `when`,
    `date`, `denied` and `reopened` are used when there.
    """
    vendors: dict[str, list[dict[str, Any]]] = {}
    for row in in_language(table, lang).dicts():
        vendors.setdefault(cell(row["vendor"]), []).append(row)
    lines: list[str] = []
    for vendor, rows in sorted(vendors.items(), key=_weight):
        lines += _vendor(vendor, rows, lang)
        for basis in ("derived", "said"):
            some = [row for row in rows if (row.get("basis") or "said") == basis]
            some.sort(key=lambda row: (_when(row) or "9999", cell(row["article"]), cell(row["quote"])))
            lines += ["", f"  {word(lang, 'messages', f'basis_{basis}')}"] if some else []
            for row in some:
                lines += _step(row, lang, width)
    return "\n".join(lines).strip("\n") + "\n"


def _weight(item: tuple[str, list[dict[str, Any]]]) -> tuple[bool, int, str]:
    """Vendors of which a source says it come before those whose models tell it, those with more articles first."""
    vendor, rows = item
    said = any((row.get("basis") or "said") == "said" for row in rows)
    return not said, -len({cell(row["article"]) for row in rows}), vendor


def _vendor(vendor: str, rows: Sequence[Mapping[str, Any]], lang: str) -> list[str]:
    ends = " → ".join(word(lang, "hubs", cell(rows[0][name])) for name in ("from", "to"))
    dated = [row for row in rows if row.get("since")]
    shown = [row for row in dated if row.get("basis") == "derived"] or dated  # what its models tell is dated step by step
    since = min((cell(row["since"]) for row in shown), default="")
    articles = len({cell(row["article"]) for row in rows})
    parts = [ends, since and word(lang, "messages", "since", date=since)]
    parts.append(word(lang, "messages", "steps", n=len(rows), m=articles))
    for key in ("denied", "reopened"):
        if values := [cell(row[key]) for row in rows if row.get(key)]:
            parts.append(f"{word(lang, 'columns', key)}: {values[0]}")
    head = f"{terminal_text(vendor)}   {'  ·  '.join(part for part in parts if part)}"
    return ["", "", head, "─" * min(text_width(head), 100)]


def _when(row: Mapping[str, Any]) -> str:
    return cell(row.get("when") or row.get("since"))


def _step(row: Mapping[str, Any], lang: str, width: int) -> list[str]:
    step = cell(row.get("step")) or f"{cell(row['from'])} → {cell(row['to'])}"
    for key, name in section(lang, "hubs").items():
        step = re.sub(rf"(?<![\w-]){key}$|^{key}(?= →)", name, step)
    again = int(row.get("articles") or 1) - 1  # the same passage in other articles is no second witness
    parts = (
        row.get("speaker") and word(lang, "messages", "said_by", who=cell(row["speaker"])),
        cell(row["article"]),
        cell(row.get("date")),
        again and word(lang, "messages", "same_passage", n=again),
        cell(row.get("rests_on")),
    )
    source = " · ".join(part for part in parts if part)
    when = terminal_text(_when(row) or word(lang, "messages", "undated"))
    first = f"  {when}{' ' * (12 - text_width(when))}{terminal_text(step)}"
    return [first, *wrap(f"“{cell(row['quote'])}”", width, " " * 14), *wrap(f"— {source}", width, " " * 14)]


def as_evidence(
    rows: Sequence[Mapping[str, Any]], lang: str = "en", width: int = 100, rests: bool = True
) -> str:
    """Claim rows for reading: by kind, each with its quote and where it stands. Rows need `title` and `date`.

    `rests`: also what the articles rest on, where the rows have `sources`.
    """
    lines: list[str] = []
    kinds = dict.fromkeys([*all_words()["kinds"], *(row["kind"] for row in rows)])
    for kind in kinds:
        some = [row for row in rows if row["kind"] == kind]
        if some:
            lines += ["", f"{word(lang, 'kinds', kind)} ({len(some)})"]
        for row in some:
            lines += wrap(said(row, lang), width, "  ")
            lines += wrap(f"“{row['quote']}”", width, "    ")
            lines += wrap("— " + " · ".join(_source(row, lang, rests)), width, "      ")
    return "\n".join(lines).strip("\n") + "\n" if lines else ""


def said(row: Mapping[str, Any], lang: str) -> str:
    """What a claim row says, in one line: subject → object, values, time, how it is told (denied, planned, hedged)."""
    ends = " → ".join(terminal_text(known_value(lang, row[role])) for role in ("subject", "object") if row.get(role))
    value = ", ".join(_plain_value(lang, key, v) for key, v in (row.get("value") or {}).items())
    denied = f"[{word(lang, 'messages', 'denied')}]" if row.get("negated") else ""
    told_as = f"[{word(lang, 'modality', row['modality'])}]" if row.get("modality") else ""
    standing = f"({support(row, lang)})" if int(row.get("articles") or 1) > 1 else ""
    return "  ".join(part for part in (row.get("time") or "", ends, value, told_as, denied, standing) if part)


def support(row: Mapping[str, Any], lang: str) -> str:
    """How many articles say it, and how many independent origins these have: "3 articles, 2 origins"."""
    key = "standing_one" if row["origins"] == 1 else "standing"
    return word(lang, "messages", key, n=row["articles"], m=row["origins"])


def _plain_value(lang: str, key: str, value: Any) -> str:
    shown = terminal_text(known_value(lang, value))
    return f"{word(lang, 'columns', key)}: {shown}" if key in ("from", "to", "aspect") else shown


def _source(row: Mapping[str, Any], lang: str, rests: bool) -> list[str]:
    speaker = word(lang, "page", "says", speaker=cell(row["speaker"])) if row.get("speaker") else ""
    date = row.get("date") or word(lang, "messages", "undated")
    parts = (speaker, row.get("title") or row.get("file"), date, rests and rests_on(row, lang), found_by(row, lang))
    return [terminal_text(part) for part in parts if part]


def rests_on(row: Mapping[str, Any], lang: str) -> str:
    """What the article of a row with `sources` rests on, in short; "" for nothing that is known."""
    return works.in_short(row.get("sources") or (), lang)


def found_by(row: Mapping[str, Any], lang: str) -> str:
    """Who found a claim, where that was not the rules alone: "found by rules, openai:…"."""
    makers = row.get("makers") or ()
    if not any(one.get("model") for one in makers):
        return word(lang, "page", "by_model") if network.by_model(row) else ""
    names = dict.fromkeys(one.get("model") or one["extractor"] for one in reversed(makers))
    return word(lang, "messages", "found_by_line", makers=", ".join(names))
