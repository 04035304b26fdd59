"""The small frozen records that are all that passes between the rooms of the house."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

ENDS = (  # columns of a table that are the two ends of a tie
    ("from", "to"), ("model", "base"), ("subject", "object"), ("vendor", "model"), ("model", "benchmark"),
    ("model", "license"), ("speaker", "subject"),
)  # fmt: skip
MOST_SHOWN = 200  # rows that a notebook shows
AUTHOR_KEY = "person/author"  # of an article's own author where nobody is named: another person in each article
TYPES = (
    "Organization",
    "Person",
    "Model",
    "Product",
    "License",
    "Benchmark",
    "Dataset",
    "Publication",
    "Hardware",
    "Group",
)
MODALITIES = ("planned", "hedged")  # how a claim may be told, but as so


Flaw = tuple[str, str]  # what of a file was passed over: its place, and why


@dataclass(frozen=True, slots=True)
class Source:
    """A work that an article names as its origin (front matter `sources:`)."""

    title: str = ""
    publisher: str = ""
    date: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A structural part of an article: `article.text[start:end]` is its content without markers.

    `kind`: heading, paragraph, item, quote, row, code, boilerplate.
    `level`: 1–6 for a heading, 1 and up for a list item or quote (its depth), else 0.
    `marker`: what stood before the content (`##`, `-`, `1.`, `一、`), "" where nothing did.
    `cells`: for a table row the span of each cell in the article's text; `header` is true for the header row.
    `table`: a number shared by the rows of one table, -1 elsewhere.
    """

    kind: str
    start: int
    end: int
    level: int = 0
    marker: str = ""
    cells: tuple[tuple[int, int], ...] = ()
    header: bool = False
    table: int = -1


@dataclass(frozen=True, slots=True)
class Article:
    """One text with what is known about it. Offsets everywhere count characters of `text`."""

    id: str  # from the content: a rebuild gives the same
    file: str  # base name of what it came from
    text: str
    title: str = ""
    date: str = ""  # ISO 8601, cut to what is known, "" when unknown
    lang: str = "en"  # "zh" or "en": the language most of the text is in
    author: str = ""
    publisher: str = ""
    source: str = ""  # address of the original
    rights: str = ""
    sources: tuple[Source, ...] = ()
    blocks: tuple[Block, ...] = ()
    added: str = field(default="", compare=False)  # the day it came into the corpus; no part of its identity
    flaws: tuple[Flaw, ...] = field(default=(), compare=False)  # of its front matter


@dataclass(frozen=True, slots=True)
class Entity:
    """One real thing. `key` is stable (`model/qwen2.5-72b`); two mentions with one key are the same thing."""

    type: str
    label: str
    key: str = ""
    aliases: tuple[str, ...] = ()
    parent: str = ""  # key of the family or the owner
    wikidata: str = ""
    spdx: str = ""
    known: bool = False  # stands in the lexicon, or was generated from a family there

    def row(self) -> dict[str, Any]:
        """The entity in the form of the JSON Lines exports."""
        return {"type": self.type, "label": self.label, "aliases": list(self.aliases)}


@dataclass(frozen=True, slots=True)
class Mention:
    """A run of characters that names an entity: `article.text[start:end]`."""

    start: int
    end: int
    entity: Entity
    by: str = "lexicon"  # what found it: lexicon, version, shape, title, context, group


@dataclass(frozen=True, slots=True)
class Maker:
    """What found a claim: an extractor; of a language model also which one, the version it names, and the prompt's hash."""

    extractor: str
    model: str = ""
    version: str = ""
    prompt: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """What one article says, in the words `article.text[start:end]`."""

    kind: str
    start: int
    end: int
    quote: str
    subject: Entity | None = None
    object: Entity | None = None
    value: tuple[tuple[str, Any], ...] = ()
    time: str | None = None
    speaker: Entity | None = None
    negated: bool = False
    confidence: float = 0.5
    rule: str = ""
    mentions: tuple[Mention, ...] = field(default=(), compare=False)
    makers: tuple[Maker, ...] = field(default=(), compare=False)  # none where the rules alone were asked
    modality: str = ""  # "planned": still to come; "hedged": it may be so; "": told as so

    @property
    def values(self) -> dict[str, Any]:
        """`value` as a dictionary."""
        return dict(self.value)

    def entities(self) -> Iterator[Entity]:
        """The subject, object and speaker that the claim has, in that order."""
        yield from (e for e in (self.subject, self.object, self.speaker) if e is not None)


@dataclass(frozen=True, slots=True)
class Extraction:
    """What was read out of one article: its entities and claims, in order of appearance."""

    article: Article
    entities: tuple[Entity, ...]
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A query's answer: column names and rows of plain values (str, int, float, bool or None)."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    def dicts(self) -> list[dict[str, Any]]:
        """The rows as dictionaries, in order."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]

    def to_pandas(self) -> Any:
        """The rows as a pandas DataFrame. Raises ImportError, with the way out, where pandas is not installed."""
        try:
            import pandas
        except ImportError:
            raise ImportError("pandas is not installed: pip install 'kg-explorer[notebook]'") from None
        return pandas.DataFrame(list(self.rows), columns=list(self.columns))

    def to_networkx(self, source: str = "", target: str = "") -> Any:
        """The rows as a networkx MultiDiGraph: an edge from the one column's value to the other's, the rest as its data.

        Without names the first pair of ENDS that the table has. Raises ValueError where there is none. Rows without a
        value at either end are left out.
        """
        import networkx

        pair = (source, target) if source and target else next((p for p in ENDS if set(p) <= set(self.columns)), ())
        if not pair or not set(pair) <= set(self.columns):
            raise ValueError(f"name two of the columns as source and target: {', '.join(self.columns)}")
        graph = networkx.MultiDiGraph()
        for row in self.dicts():
            ends = [shown(row.pop(column)) for column in pair]
            if all(ends):
                graph.add_edge(*ends, **{key: value for key, value in row.items() if value is not None})
        return graph

    def _repr_html_(self) -> str:
        """How a notebook shows it: an HTML table, every value escaped, of long ones the first MOST_SHOWN rows."""
        from html import escape

        head = "".join(f"<th>{escape(column)}</th>" for column in self.columns)
        body = "".join(
            "<tr>" + "".join(f'<td style="text-align:left">{escape(shown(value))}</td>' for value in row) + "</tr>"
            for row in self.rows[:MOST_SHOWN]
        )
        more = len(self.rows) - MOST_SHOWN
        rest = f"<p>… + {more}</p>" if more > 0 else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{rest}"


def shown(value: Any) -> str:
    """A value of a row in plain words: a thing by its label, a list by its parts, nothing for None."""
    if value is None:
        return ""
    if isinstance(value, dict):
        return str(value["label"]) if "label" in value else ", ".join(f"{k}: {shown(v)}" for k, v in value.items())
    return " | ".join(map(shown, value)) if isinstance(value, list | tuple) else str(value)
