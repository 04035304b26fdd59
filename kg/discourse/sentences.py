"""A sentence of an article, with what it inherits from what stands around it."""

from __future__ import annotations

from dataclasses import dataclass, field

from kg.entities.masking import View
from kg.model import Block, Entity


@dataclass(slots=True)
class Scope:
    """A masked run of a sentence that stands in somebody's mouth."""

    start: int
    end: int
    speaker: Entity
    when: str | None = None  # when it was said
    aside: bool = True  # the article tells it in its own words, and adds its own to them


@dataclass(slots=True)
class Sentence:
    """A sentence with what it inherits."""

    view: View
    block: Block
    lang: str
    headings: tuple[int, ...] = ()  # indexes of the sentences that are its headings, outermost first
    parent: int | None = None  # the sentence that introduces the list it stands in
    speaker: Entity | None = None  # whose turn it is
    scopes: list[Scope] = field(default_factory=list)
    question: bool = False
    first: bool = False  # opens its block
