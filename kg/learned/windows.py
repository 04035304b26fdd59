"""A sentence with what it inherits, as a trained model sees it: masked parts, the things in them, and their places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from kg.discourse.context import Context
from kg.entities.masking import NUMBER_KINDS, mark_of
from kg.model import Entity, Mention

ROLES = ("own", "heading", "before", "above", "document")  # where a part stands to the sentence that is read
SILENT = frozenset(("row", "code", "boilerplate"))  # tables are read by their headers
MOST_ABOVE = 4  # sentences that a sentence leans on


@dataclass(frozen=True, slots=True)
class Part:
    """A masked run that the model reads: the sentence itself or one that it leans on."""

    sentence: int  # -1 for the document's own things
    role: str
    masked: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a mention stands: the part's number, and its character in `Part.masked`."""

    part: int
    at: int


@dataclass(slots=True)
class Thing:
    """An entity of a window with every place where it is named, the sentence's own first."""

    entity: Entity
    places: list[Place] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in the window's own sentence."""

    at: int
    kind: str
    number: Any


@dataclass(frozen=True, slots=True)
class Window:
    """A sentence (`index` in the context) with the parts it is read with; part 0 is the sentence itself."""

    index: int
    lang: str
    parts: tuple[Part, ...]
    things: dict[str, Thing]
    figures: tuple[Figure, ...]
    heading: bool = False


def windows(context: Context) -> Iterator[Window]:
    """The windows of an article in order; nothing for table rows and for sentences without words."""
    for index, sentence in enumerate(context.sentences):
        if sentence.block.kind not in SILENT and sentence.view.masked.strip():
            yield _window(context, index)


def _window(context: Context, index: int) -> Window:
    sentence = context.sentences[index]
    parts = [Part(index, "own", sentence.view.masked)]
    parts += [Part(i, _role(context, index, i), context.sentences[i].view.masked) for i in _leans_on(context, index)]
    things: dict[str, Thing] = {}
    for number, part in enumerate(parts):
        for at, slot in sorted(context.sentences[part.sentence].view.slots.items()):
            if isinstance(slot.thing, Mention):
                thing = things.setdefault(slot.thing.entity.key, Thing(slot.thing.entity))
                thing.places.append(Place(number, at))
                thing.mentions.append(slot.thing)
    parts.extend(_own_things(context, len(parts), things))
    figures = tuple(
        Figure(at, mark_of(slot.thing), slot.thing)
        for at, slot in sorted(sentence.view.slots.items())
        if not isinstance(slot.thing, Mention) and mark_of(slot.thing) in NUMBER_KINDS
    )
    return Window(index, sentence.lang, tuple(parts), things, figures, sentence.block.kind == "heading")


def _leans_on(context: Context, index: int) -> list[int]:
    """The sentences read with one, nearest first: those that it reads back over, its headings, the title."""
    sentence = context.sentences[index]
    near = [i for i in dict.fromkeys(context.behind(index)) if i != index][:MOST_ABOVE]
    title = [0] if context.sentences[0].block.kind == "heading" else []
    return [i for i in dict.fromkeys([*near, *reversed(sentence.headings), *title]) if i != index]


def _role(context: Context, index: int, other: int) -> str:
    if context.sentences[other].block.kind == "heading":
        return "heading"
    return "before" if context.sentences[other].view.block == context.sentences[index].view.block else "above"


def _own_things(context: Context, number: int, things: dict[str, Thing]) -> Iterator[Part]:
    """What the whole document is about and whose it is; as things only where no other part names them."""
    from kg.entities.masking import MARKS

    masked = ""
    for entity in (context.topic, context.owner):
        if entity is not None:
            things.setdefault(entity.key, Thing(entity, [Place(number, len(masked))]))
            masked += MARKS[entity.type]
    if masked:
        yield Part(-1, "document", masked)
