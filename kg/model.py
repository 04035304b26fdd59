"""The small frozen records that are all that passes between the rooms of the house."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

TYPES = ("Organization", "Person", "Model", "Product", "License", "Benchmark", "Dataset", "Publication", "Hardware", "Group")


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
        """The rows as a pandas DataFrame. Raises ImportError where pandas is not installed."""
        import pandas

        return pandas.DataFrame(list(self.rows), columns=list(self.columns))

    def _repr_html_(self) -> str:
        """How a notebook shows it: an HTML table, every value escaped."""
        from html import escape

        def cell(value: Any) -> str:
            return "" if value is None else escape(str(value))

        head = "".join(f"<th>{cell(column)}</th>" for column in self.columns)
        body = "".join("<tr>" + "".join(f"<td>{cell(v)}</td>" for v in row) + "</tr>" for row in self.rows)
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
